package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
	"github.com/prylavok/prylavok/sync/wire"
)

// Check is the part of Verify that needs only a Reader, so that it asks every
// implementation the same. It lists in words what does not add up in one shop.
func Check(ctx context.Context, r Reader) ([]string, error) {
	shop, err := r.Shop()
	if err != nil {
		return nil, err
	}
	c := checker{ctx: ctx, r: r, name: fmt.Sprintf("shop %x", shop.ID), sums: map[merge.Place]int64{}}
	for _, step := range []func() error{c.feed, c.records, c.ledger} {
		if err := step(); err != nil {
			return c.problems, fmt.Errorf("check %s: %w", c.name, err)
		}
	}
	return c.problems, nil
}

const (
	checkBytes = 1 << 20 // read at a time
	// checkAtOnce is how many records are rebuilt from the feed at a time; a larger
	// shop is walked more than once rather than held in memory.
	checkAtOnce = 250_000
	// mostProblems is how many are told of one shop: who has more needs a backup, not a list.
	mostProblems = 100
)

type checker struct {
	ctx      context.Context
	r        Reader
	name     string
	problems []string
	total    int64 // records
	sums     map[merge.Place]int64
}

func (c *checker) tell(format string, args ...any) {
	if len(c.problems) < mostProblems {
		c.problems = append(c.problems, c.name+": "+fmt.Sprintf(format, args...))
	}
}

// feed looks for gaps, and that each entry says of itself what it was stored under.
func (c *checker) feed() error {
	head, err := c.r.Head()
	if err != nil {
		return err
	}
	last := int64(0)
	newest := map[change.ID]int64{}
	err = c.entries(func(raw RawEntry, e *change.Entry) error {
		if raw.Seq != last+1 {
			c.tell("the feed goes from %d to %d", last, raw.Seq)
		}
		last = raw.Seq
		if e == nil {
			return nil
		}
		newest[e.Batch.Device] = max(newest[e.Batch.Device], e.Batch.DeviceSeq)
		if e.Seq != raw.Seq || e.Batch.Device != raw.Device {
			c.tell("the entry at %d says that it stands at %d", raw.Seq, e.Seq)
		}
		at, err := c.r.EntryOf(e.Batch.ID)
		if err == nil && at != raw.Seq {
			c.tell("the batch at %d is found at %d", raw.Seq, at)
		}
		return err
	})
	if err != nil {
		return err
	}
	if last != head {
		c.tell("the feed ends at %d and its head is %d", last, head)
	}
	for device, number := range newest {
		taken, err := c.r.Taken(device)
		if err != nil {
			return err
		}
		if taken < number {
			c.tell("device %x has batch %d in the feed and counts %d", device, number, taken)
		}
	}
	return nil
}

func (c *checker) entries(f func(RawEntry, *change.Entry) error) error {
	for after := int64(0); ; {
		if err := c.ctx.Err(); err != nil {
			return err
		}
		list, err := c.r.Entries(after, 1000, checkBytes)
		if err != nil {
			return err
		}
		for _, raw := range list {
			after = raw.Seq
			e, err := change.DecodeEntry(raw.Data)
			if err != nil {
				e = nil
			}
			if err := f(raw, e); err != nil {
				return err
			}
		}
		if len(list) == 0 {
			return nil
		}
	}
}

// records rebuilds the records from the feed and compares them with those that are kept.
func (c *checker) records() error {
	for _, tier := range []uint8{wire.TierCatalogue, wire.TierOpen, wire.TierRecent, wire.TierArchive} {
		counted, err := c.r.Records(Scan{Tier: tier, Bytes: 1, Counted: true, Raw: true})
		if err != nil {
			return err
		}
		c.total += counted.Total
	}
	passes := 1 + uint64(c.total)/checkAtOnce
	for pass := range passes {
		mine := func(id change.ID) bool { return binary.BigEndian.Uint64(id[8:])%passes == pass }
		if err := c.compare(mine); err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) compare(mine func(change.ID) bool) error {
	made := map[Key]*change.Record{}
	err := c.entries(func(raw RawEntry, e *change.Entry) error {
		if e == nil {
			c.tell("the entry at %d cannot be read", raw.Seq)
			return nil
		}
		for i := range e.Batch.Ops {
			op := &e.Batch.Ops[i]
			k := Key{op.Kind, op.ID}
			if !mine(op.ID) {
				continue
			}
			if made[k] = change.Apply(made[k], op, raw.Seq); made[k] == nil {
				c.tell("the entry at %d changes a record of kind %d, %x, that was not made", raw.Seq, k.Kind, k.ID)
				delete(made, k)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	err = c.walk(func(raw RawRecord) error {
		if !mine(raw.ID) {
			return nil
		}
		k := Key{raw.Kind, raw.ID}
		want, there := made[k]
		delete(made, k)
		if !there {
			c.tell("record of kind %d, %x, is not from the feed or is found twice", k.Kind, k.ID)
		}
		return c.one(raw, want)
	})
	for k := range made {
		c.tell("record of kind %d, %x, is in the feed and not kept", k.Kind, k.ID)
	}
	return err
}

func (c *checker) walk(f func(RawRecord) error) error {
	for _, tier := range []uint8{wire.TierCatalogue, wire.TierOpen, wire.TierRecent, wire.TierArchive} {
		for q := (Scan{Tier: tier, Bytes: checkBytes, Raw: true}); ; {
			if err := c.ctx.Err(); err != nil {
				return err
			}
			page, err := c.r.Records(q)
			if err != nil {
				return err
			}
			for _, raw := range page.Raw {
				if err := f(raw); err != nil {
					return err
				}
			}
			if page.Done {
				break
			}
			q.After = page.Next
		}
	}
	return nil
}

// one looks at a record by itself: its claims, and what it moved.
func (c *checker) one(raw RawRecord, want *change.Record) error {
	if want != nil && !bytes.Equal(want.Encode(), raw.Data) {
		c.tell("record of kind %d, %x, is not what the feed makes it", raw.Kind, raw.ID)
	}
	rec, err := change.DecodeRecord(raw.Data)
	if err != nil {
		c.tell("record of kind %d, %x, cannot be read", raw.Kind, raw.ID)
		return nil //nolint:nilerr // told
	}
	if rec.Kind != raw.Kind || rec.ID != raw.ID || rec.Version != raw.Version {
		c.tell("record of kind %d, %x, says that it is another", raw.Kind, raw.ID)
	}
	for _, claim := range ClaimsOf(rec) {
		holder, held, err := c.r.Holder(rec.Kind, claim.Field, claim.Value)
		if err != nil {
			return err
		}
		if !held || holder != rec.ID {
			c.tell("record of kind %d, %x, claims %q, which %x holds", rec.Kind, rec.ID, claim.Value, holder)
		}
	}
	if rec.Kind == change.StockMove.Num {
		c.sums[placeOf(rec)] += rec.Int(moveQuantity)
	}
	return nil
}

var (
	moveOffer     = fieldNum(change.StockMove, "offer_id")
	moveWarehouse = fieldNum(change.StockMove, "warehouse_id")
	moveBucket    = fieldNum(change.StockMove, "bucket")
	moveQuantity  = fieldNum(change.StockMove, "quantity")
)

func placeOf(move *change.Record) merge.Place {
	return merge.Place{Offer: move.Ref(moveOffer), Warehouse: move.Ref(moveWarehouse), Bucket: move.Text(moveBucket)}
}

// ledger compares the sums with those of the moves.
func (c *checker) ledger() error {
	same := func(p merge.Place, kept int64) {
		if kept != c.sums[p] {
			c.tell("offer %x in warehouse %x has %d %s and its moves come to %d", p.Offer, p.Warehouse, kept, p.Bucket, c.sums[p])
		}
		delete(c.sums, p)
	}
	for after := (merge.Place{}); ; {
		list, err := c.r.Sums(after, 1000)
		if err != nil {
			return err
		}
		for _, s := range list {
			after = merge.Place{Offer: s.Offer, Warehouse: s.Warehouse}
			same(merge.Place{Offer: s.Offer, Warehouse: s.Warehouse, Bucket: "on_hand"}, s.OnHand)
			same(merge.Place{Offer: s.Offer, Warehouse: s.Warehouse, Bucket: "reserved"}, s.Reserved)
		}
		if len(list) == 0 {
			break
		}
	}
	for p := range c.sums { // of no row, or of the place that no listing begins before
		sum, err := c.r.Sum(p)
		if err != nil {
			return err
		}
		same(p, sum.Total)
	}
	return nil
}
