package replica_test

import (
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/client"
	"github.com/prylavok/prylavok/sync/wire"
	"pgregory.net/rapid"
)

// liar says what no honest hub would.
type liar struct {
	*rapid.T
	ids []change.ID // that there is something of
}

func (l *liar) id() change.ID {
	if rapid.IntRange(0, 3).Draw(l.T, "new") == 0 {
		l.ids = append(l.ids, change.ID(shop.NewID()))
	}
	return rapid.SampledFrom(l.ids).Draw(l.T, "id")
}

func (l *liar) value() any {
	id := l.id()
	return rapid.SampledFrom([]any{nil, int64(0), int64(1), int64(-1), int64(math.MaxInt64), int64(math.MinInt64), "", "sale", "on_hand", "completed", "\x00\xff", strings.Repeat("ї", 3000), id[:], []byte{1}}).Draw(l.T, "value")
}

func (l *liar) kind() uint8 {
	return rapid.SampledFrom([]uint8{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 255}).Draw(l.T, "kind")
}

// fitting is a value that a field's column takes, though no shop has it.
func (l *liar) fitting(kind, field uint8) any {
	k, known := change.KindNum(kind)
	if !known || rapid.IntRange(0, 9).Draw(l.T, "any") == 0 {
		return l.value()
	}
	f, known := k.FieldNum(field)
	if !known {
		return l.value()
	}
	switch f.Type {
	case change.Int:
		return rapid.SampledFrom([]int64{0, 1, -1, 1 << 62, math.MaxInt64, math.MinInt64}).Draw(l.T, "number")
	case change.Ref:
		id := l.id()
		return id[:]
	}
	return rapid.SampledFrom([]string{"", "sale", "return", "new", "completed", "cash", "on_hand", "receipt", "waiting", "owner", "open", "shortage", "x\x00y", strings.Repeat("ї", 3000)}).Draw(l.T, "text")
}

func (l *liar) op() change.Op {
	op := change.Op{Kind: l.kind(), Act: change.Act(rapid.IntRange(1, 4).Draw(l.T, "act")), ID: l.id(), Base: rapid.Int64().Draw(l.T, "base")}
	for range rapid.IntRange(0, 1).Draw(l.T, "fields") {
		op.Set = append(op.Set, change.Assign{Field: uint8(rapid.IntRange(19, 30).Draw(l.T, "field")), Value: l.value()})
	}
	for num := range uint8(20) {
		if rapid.IntRange(0, 9).Draw(l.T, "has") > 0 {
			op.Set = append(op.Set, change.Assign{Field: num + 1, Value: l.fitting(op.Kind, num+1)})
		}
	}
	return op
}

func (l *liar) entry(seq int64) change.Entry {
	e := change.Entry{Seq: seq, At: rapid.SampledFrom([]int64{0, 1, -5, math.MaxInt64}).Draw(l.T, "at"), Clean: rapid.Bool().Draw(l.T, "clean"),
		Batch: change.Batch{ID: change.ID(shop.NewID()), Device: change.ID(shop.NewID()), DeviceSeq: 1, Intent: "lie"}}
	for range rapid.IntRange(0, 5).Draw(l.T, "ops") {
		e.Batch.Ops = append(e.Batch.Ops, l.op())
	}
	e.Clean = e.Clean && len(e.Batch.Ops) > 0 // else it claims that the till has them, which is asked once more
	return e
}

func (l *liar) record(head int64) change.Record {
	r := change.Record{Kind: l.kind(), ID: l.id(), Created: 1, Marked: head, Version: head, Deleted: rapid.Bool().Draw(l.T, "deleted")}
	for num := range uint8(30) {
		if rapid.IntRange(0, 9).Draw(l.T, "has") > 0 {
			r.Fields = append(r.Fields, change.FieldState{Num: num + 1, Value: l.fitting(r.Kind, num+1), Version: head})
		}
	}
	return r
}

// Whatever a hub says, a till neither falls over nor stops: what it has no place
// for lies aside, and the next place of the feed is read.
func TestAHubThatLiesStopsNobody(t *testing.T) {
	dir, n := simFolder(t), 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		h := newTestHub(rt)
		r := emptyTillAt(rt, filepath.Join(dir, fmt.Sprintf("lied%d.db", n)))
		defer r.Close() //nolint:errcheck // the file is thrown away
		d := h.join(rt, r, rapid.SampledFrom([]change.Scope{change.ScopeOwner, change.ScopeClerk}).Draw(rt, "scope"))
		l := &liar{T: rt, ids: []change.ID{change.ID(r.Desk().ID), change.ID(shop.NewID())}}
		load, err := d.l.StartLoad(ctx, client.Load{Why: rapid.SampledFrom([]string{client.LoadFirst, client.LoadRepair, client.LoadScope}).Draw(rt, "why"), Epoch: d.who.Epoch, Start: d.standing(rt).Cursor.Seq})
		if err != nil {
			rt.Fatal(err)
		}
		for range rapid.IntRange(1, 12).Draw(rt, "lies") {
			c := d.standing(rt).Cursor
			if rapid.Bool().Draw(rt, "page") {
				p := wire.Page{Load: load.Number, Tier: load.Tier, Head: c.Seq + 5, Next: []byte{1}, Total: -4}
				for range rapid.IntRange(0, 5).Draw(rt, "records") {
					p.Records = append(p.Records, l.record(c.Seq+rapid.Int64Range(-1, 5).Draw(rt, "version")))
				}
				p.Sums = append(p.Sums, wire.Sum{Offer: l.id(), Warehouse: l.id(), OnHand: rapid.SampledFrom([]int64{1, math.MaxInt64, math.MinInt64}).Draw(rt, "sum"), Reserved: rapid.Int64().Draw(rt, "reserved")})
				if _, _, err := d.l.TakePages(ctx, []wire.Page{p}); err != nil {
					rt.Fatalf("a page: %v", err)
				}
				continue
			}
			e := l.entry(c.Seq + 1)
			if data, err := e.Encode(); err != nil {
				continue
			} else if back, err := change.DecodeEntry(data); err != nil {
				continue // no line brings it
			} else {
				e = *back
			}
			if _, err := d.l.Take(ctx, c.Epoch, []change.Entry{e}); err != nil && !errors.Is(err, client.ErrCopied) {
				rt.Fatalf("an entry: %v", err)
			}
			if _, err := r.Orders(ctx, replica.System, replica.OrderQuery{}); err != nil {
				rt.Fatalf("orders: %v", err)
			}
		}
		if err := d.l.FinishLoad(ctx); err != nil {
			rt.Fatalf("at the end: %v", err)
		}
		if _, _, err := d.l.Digest(ctx); err != nil {
			rt.Fatal(err)
		}
	})
}

// Numbers that run over, which a hub never takes, stop no till either.
func TestNumbersThatRunOverStopNobody(t *testing.T) {
	h := newTestHub(t)
	d := h.join(t, emptyTill(t), change.ScopeOwner)
	desk, order, offer, place, customer := d.who.Device, change.ID(shop.NewID()), change.ID(shop.NewID()), change.ID(shop.NewID()), change.ID(shop.NewID())
	record := func(k *change.Kind, id change.ID, values map[string]any) change.Op {
		op := change.Op{Kind: k.Num, Act: change.Create, ID: id}
		for _, f := range k.Fields {
			if v, ok := values[f.Name]; ok {
				op.Set = append(op.Set, change.Assign{Field: f.Num, Value: v})
			}
		}
		return op
	}
	most := int64(math.MaxInt64)
	var ops []change.Op
	ops = append(ops, record(change.Customer, customer, map[string]any{"name": "Хтось"}))
	for i := range 2 {
		o := order
		if i == 1 {
			o = change.ID(shop.NewID())
		}
		ops = append(ops, record(change.Order, o, map[string]any{"kind": "sale", "number": fmt.Sprint("Z1-", i), "status": "completed", "desk_id": desk[:], "customer_id": customer[:], "delivery_price": most}),
			record(change.Line, change.ID(shop.NewID()), map[string]any{"order_id": o[:], "quantity": most, "sum": most, "offer_id": offer[:]}),
			record(change.Line, change.ID(shop.NewID()), map[string]any{"order_id": o[:], "quantity": most, "sum": most, "offer_id": offer[:]}),
			record(change.Payment, change.ID(shop.NewID()), map[string]any{"order_id": o[:], "desk_id": desk[:], "kind": "cash", "amount": most}),
			record(change.Payment, change.ID(shop.NewID()), map[string]any{"order_id": o[:], "desk_id": desk[:], "kind": "cash", "amount": most}),
			record(change.StockMove, change.ID(shop.NewID()), map[string]any{"offer_id": offer[:], "warehouse_id": place[:], "bucket": "on_hand", "quantity": most, "cause": "receipt"}))
	}
	c := d.standing(t).Cursor
	e := change.Entry{Seq: c.Seq + 1, At: 1, Batch: change.Batch{ID: change.ID(shop.NewID()), Device: change.ID(shop.NewID()), DeviceSeq: 1, Intent: "lie", Ops: ops}}
	if _, err := d.l.Take(ctx, c.Epoch, []change.Entry{e}); err != nil {
		t.Errorf("it stops: %v", err)
	}
}
