package simtest

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
)

// This file is how the model gives out numbers: ranges, leases, and what it has
// taken of them.

// NumberFrame is what stands around the numbers of the simulated shop: the oracle
// watches over those.
var NumberFrame = shop.Frame{Scheme: shop.SchemeSSCC, Head: "148201234"}

// leaseName names a lease and what it had: a restored hub may have filled one
// that it had forgotten anew.
type leaseName struct {
	id    change.ID
	first int64
}

// leaseTaken is how far a desk has come in a lease.
type leaseTaken struct {
	rng, space change.ID
	span       shop.Span
	next       int64
}

// makeRange enters one of two ranges, of which the second lies within the first.
func (c *command) makeRange() bool {
	// What a till that has just come may do it does not know yet.
	if !c.m.disk.scope.Whole() || len(c.list[change.Warehouse.Num]) == 0 {
		return false
	}
	within := []shop.Span{{First: 0, Last: 99_999_999}, {First: 500, Last: 50_000_000}}[c.dice[1]%2]
	id := change.ID(shop.NamedID(fmt.Sprintf("range %d", within.First)))
	if c.now(change.NumberRange.Num, id) != nil {
		return false
	}
	c.createAs(change.NumberRange, id, c.assigns(change.NumberRange, values{
		"book_id": merge.NumberBook, "scheme": string(NumberFrame.Scheme), "head": NumberFrame.Head, "first": within.First, "last": within.Last,
		"name": "the post", "lease": int64(4), "low": int64(2), "gap": int64(10_000), "active": int64(1),
	}))
	return true
}

// askNumbers asks for a lease of each range that has none waiting, and tells of
// what a restored hub forgot.
func (c *command) askNumbers() bool {
	c.tellBurned()
	for _, rng := range c.list[change.NumberRange.Num] {
		waits := slices.ContainsFunc(c.list[change.Lease.Num], func(l *change.Record) bool {
			return l.Ref(2) == rng.ID && l.Ref(3) == c.m.disk.device && l.Text(7) == merge.LeaseAsked
		})
		if waits {
			continue
		}
		v := values{"space_id": change.ID(NumberFrame.Space()), "range_id": rng.ID, "desk_id": c.m.disk.device, "wish": int64(3 + c.dice[2]%3), "state": merge.LeaseAsked, "at": c.m.config.Now()}
		if c.m.disk.key == nil {
			// A shop without a hub fills its own.
			span, ok := shop.NextSpan(shop.Span{First: rng.Int(5), Last: rng.Int(6)}, c.spans(), rng.Int(11), 4)
			if !ok {
				continue
			}
			v["first"], v["last"], v["state"] = span.First, span.Last, merge.LeaseGranted
		}
		c.create(change.Lease, v)
	}
	return true
}

// spans lists the serials that leases have, those of this command too.
func (c *command) spans() (list []shop.Span) {
	for _, l := range c.parts(change.Lease, change.ID(NumberFrame.Space())) {
		if s := l.Text(7); s == merge.LeaseGranted || s == merge.LeaseVoid {
			list = append(list, shop.Span{First: l.Int(5), Last: l.Int(6)})
		}
	}
	return list
}

// tellBurned makes void leases of those that the hub turned out not to have.
func (c *command) tellBurned() {
	d := &c.m.disk
	if d.load != nil {
		return
	}
	var names []leaseName
	for n := range d.taken {
		names = append(names, n)
	}
	slices.SortFunc(names, func(a, b leaseName) int { return bytes.Compare(a.id[:], b.id[:]) })
	for _, n := range names {
		l, t := c.now(change.Lease.Num, n.id), d.taken[n]
		if l != nil && l.Int(5) == t.span.First && l.Int(6) == t.span.Last && l.Text(7) != merge.LeaseAsked {
			continue
		}
		id := change.ID(shop.NamedID(fmt.Sprintf("burned %x %d", n.id, n.first)))
		if c.now(change.Lease.Num, id) == nil {
			c.createAs(change.Lease, id, c.assigns(change.Lease, values{
				"space_id": t.space, "range_id": t.rng, "desk_id": d.device, "first": t.span.First, "last": t.span.Last, "state": merge.LeaseVoid, "at": c.m.config.Now(),
			}))
		}
	}
}

// takeNumber gives an order the next number of the desk's own leases.
func (c *command) takeNumber() bool {
	o, ok := c.pick(change.Order, 0, nil)
	if !ok {
		return false
	}
	d := &c.m.disk
	for _, l := range c.list[change.Lease.Num] {
		if l.Ref(3) != d.device || l.Text(7) != merge.LeaseGranted {
			continue
		}
		name := leaseName{l.ID, l.Int(5)}
		t, begun := d.taken[name]
		if !begun {
			t = leaseTaken{rng: l.Ref(2), space: l.Ref(1), span: shop.Span{First: l.Int(5), Last: l.Int(6)}, next: l.Int(5)}
		}
		if t.next > t.span.Last {
			continue
		}
		c.create(change.ParcelCode, values{"order_id": o.ID, "code": NumberFrame.Number(t.next), "kind": "ours"})
		t.next++
		d.taken[name] = t
		return true
	}
	return false
}
