// Package storetest is the suite that every hub's store passes: what package
// store promises, in sentences, and a comparison with store/memory over
// anything that a hub may do.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
	"github.com/prylavok/prylavok/sync/store"
	"pgregory.net/rapid"
)

// Run runs the suite. open gives an empty store, which the suite closes.
func Run(t *testing.T, open func(t *testing.T) store.Store) {
	for _, part := range []struct {
		name string
		run  func(*testing.T, func(*testing.T) store.Store)
	}{
		{"shops", shops}, {"transactions", transactions}, {"feed", feed}, {"records", records}, {"tiers", tiers},
		{"pages", pages}, {"since", since}, {"devices", devices}, {"faults", faults}, {"model", model},
	} {
		t.Run(part.name, func(t *testing.T) { part.run(t, open) })
	}
}

// Backup checks that a copy made while the hub works opens and equals what it
// was made of. reopen opens a copy's file.
func Backup(t *testing.T, open func(t *testing.T) store.Store, reopen func(t *testing.T, path string) store.Store) {
	s := start(t, open)
	s.someShop()
	path := t.TempDir() + "/copy"
	before := s.dump()
	s.must(s.Backup(context.Background(), path))
	if err := s.Backup(context.Background(), path); err == nil {
		t.Error("a backup was written over another file")
	}
	s.sell(till1)
	copied := &suite{t: t, Store: reopen(t, path), shop: s.shop}
	t.Cleanup(func() { copied.must(copied.Close()) })
	if got := copied.dump(); got != before {
		t.Errorf("the copy differs: %s", difference(before, got))
	}
	copied.clean()
	copied.sell(till1)
}

// suite is a store with one shop in it and a test that looks at it.
type suite struct {
	t rapid.TB
	store.Store
	shop change.ID
}

// start opens a store with one shop.
func start(t *testing.T, open func(*testing.T) store.Store) *suite {
	t.Helper()
	s := &suite{t: t, Store: open(t), shop: newID()}
	t.Cleanup(func() { s.must(s.Close()) })
	s.must(s.AddShop(context.Background(), store.Shop{ID: s.shop, Name: "Синя чашка", Currency: "UAH", AddedAt: 1}, 7))
	return s
}

func (s *suite) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *suite) write(f func(w store.ShopWriter) error) {
	s.t.Helper()
	s.must(s.try(f))
}

func (s *suite) try(f func(w store.ShopWriter) error) error {
	return s.Write(context.Background(), func(tx store.Writer) error {
		w, err := tx.In(s.shop)
		if err != nil {
			return err
		}
		return f(w)
	})
}

func (s *suite) read(f func(r store.Reader) error) {
	s.t.Helper()
	s.must(s.Read(context.Background(), s.shop, f))
}

// put accepts one batch that does the operations, and gives its place.
func (s *suite) put(device change.ID, ops ...change.Op) (seq int64) {
	s.t.Helper()
	s.write(func(w store.ShopWriter) (err error) {
		seq, err = accept(w, device, ops...)
		return err
	})
	return seq
}

// accept does what a hub does with a batch that merge has resolved.
func accept(w store.ShopWriter, device change.ID, ops ...change.Op) (int64, error) {
	taken, err := w.Taken(device)
	if err != nil {
		return 0, err
	}
	return enter(w, &change.Entry{At: 5, Batch: change.Batch{ID: newID(), Device: device, DeviceSeq: taken + 1, Intent: "test", User: person, At: 1000 + taken, Ops: ops}})
}

func enter(w store.ShopWriter, e *change.Entry) (int64, error) {
	seq, err := w.Append(e)
	if err != nil {
		return 0, err
	}
	for i := range e.Batch.Ops {
		op := &e.Batch.Ops[i]
		before, err := w.Record(op.Kind, op.ID)
		if err != nil {
			return 0, err
		}
		after := change.Apply(before, op, seq)
		if after == nil {
			return 0, fmt.Errorf("no record of kind %d to change", op.Kind)
		}
		if err := w.Put(after, before); err != nil {
			return 0, err
		}
		if op.Kind == change.StockMove.Num && before == nil {
			place := merge.Place{Offer: after.Ref(1), Warehouse: after.Ref(2), Bucket: after.Text(3)}
			if err := w.AddSum(place, after.Int(4), after.Ref(6)); err != nil {
				return 0, err
			}
		}
	}
	return seq, nil
}

// values sets fields by their names.
type values map[string]any

func op(act change.Act, k *change.Kind, id change.ID, set values) change.Op {
	o := change.Op{Kind: k.Num, Act: act, ID: id}
	for _, f := range k.Fields {
		switch v := set[f.Name].(type) {
		case nil:
		case int:
			o.Set = append(o.Set, change.Assign{Field: f.Num, Value: int64(v)})
		case change.ID:
			o.Set = append(o.Set, change.Assign{Field: f.Num, Value: v[:]})
		default:
			o.Set = append(o.Set, change.Assign{Field: f.Num, Value: v})
		}
	}
	return o
}

func made(k *change.Kind, id change.ID, set values) change.Op   { return op(change.Create, k, id, set) }
func edited(k *change.Kind, id change.ID, set values) change.Op { return op(change.Patch, k, id, set) }
func deleted(k *change.Kind, id change.ID) change.Op            { return op(change.Delete, k, id, nil) }
func revived(k *change.Kind, id change.ID) change.Op            { return op(change.Revive, k, id, nil) }

var idCount atomic.Uint32

// newID gives ids that rise, as those of one moment's batches do.
func newID() change.ID { return numbered(idCount.Add(1)) }

func numbered(n uint32) (id change.ID) {
	copy(id[:], []byte{0x01, 0x9a, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)})
	return id
}

var (
	till1, till2 = change.ID{0: 1, 15: 1}, change.ID{0: 1, 15: 2}
	person       = change.ID{0: 2, 15: 1}
	offer        = change.ID{0: 3, 15: 1}
	warehouse    = change.ID{0: 4, 15: 1}
)

// order is one order and what belongs to it.
type order struct{ id, line, payment, move change.ID }

// sell makes a completed order with a line, a payment and a move.
func (s *suite) sell(device change.ID) order {
	s.t.Helper()
	return s.sellAs(device, "completed", 11*day)
}

func (s *suite) sellAs(device change.ID, status string, ended int) order {
	s.t.Helper()
	o := order{newID(), newID(), newID(), newID()}
	s.put(device, o.ops(status, ended)...)
	return o
}

func (o order) ops(status string, ended int) []change.Op {
	return []change.Op{
		made(change.Order, o.id, values{"kind": "sale", "number": fmt.Sprintf("A1-%x", o.id[12:]), "status": status, "created_at": 40, "finished_at": ended}),
		made(change.Line, o.line, values{"order_id": o.id, "title": "Чашка синя", "quantity": 1000, "price": 12500, "purchase_price": 7000, "sum": 12500}),
		made(change.Payment, o.payment, values{"order_id": o.id, "kind": "cash", "amount": 12500, "at": 41}),
		made(change.StockMove, o.move, values{"offer_id": offer, "warehouse_id": warehouse, "bucket": "on_hand", "quantity": -1000, "cause": "sale", "document_id": o.id, "at": 41}),
	}
}

// someShop puts a little of everything into the shop.
func (s *suite) someShop() {
	s.t.Helper()
	product, customer, parked := newID(), newID(), newID()
	s.put(till1,
		made(change.Desk, till1, values{"series": "A1", "name": "Каса"}),
		made(change.Setting, newID(), values{"key": "shop.name", "value": "Синя чашка"}),
		made(change.User, person, values{"name": "Анна", "role": "owner"}),
		made(change.Warehouse, warehouse, values{"name": "Магазин"}),
		made(change.Product, product, values{"name": "Чашка"}),
		made(change.Offer, offer, values{"product_id": product, "price": 12500, "purchase_price": 7000}),
		made(change.Barcode, newID(), values{"offer_id": offer, "code": "4820000000017", "quantity": 1000}),
		made(change.StockMove, newID(), values{"offer_id": offer, "warehouse_id": warehouse, "bucket": "on_hand", "quantity": 5000, "cause": "receipt", "document_id": newID()}),
		made(change.Origin, newID(), values{"source": "csv", "key": "1", "taken": "7000"}))
	s.put(till2, made(change.Customer, customer, values{"name": "Олена"}), made(change.CustomerPhone, newID(), values{"customer_id": customer, "phone": "+380501112233"}))
	s.sell(till1)
	s.put(till2, made(change.Order, parked, values{"kind": "sale", "status": "parked", "created_at": 60, "customer_id": customer}),
		made(change.Task, newID(), values{"type": "shortage", "offer_id": offer, "state": merge.TaskOpen}),
		made(change.Conflict, newID(), values{"record_kind": 7, "record_id": offer, "root_id": product, "field": 7, "state": merge.ConflictOpen}),
		made(change.Conflict, newID(), values{"record_kind": 11, "record_id": parked, "root_id": parked, "field": 12, "state": merge.ConflictNoted}),
		change.Op{Kind: 200, Act: change.Create, ID: newID(), Set: []change.Assign{{Field: 250, Value: "of a later release"}}})
	s.put(till2, deleted(change.Order, parked))
	s.write(func(w store.ShopWriter) error {
		return errors.Join(
			w.PutDevice(store.Device{ID: till1, Name: "Каса", Series: "A1", PublicKey: []byte{1, 2}, Scope: change.ScopeOwner, EnrolledAt: 3}),
			w.Refuse(store.Refusal{Device: till2, DeviceSeq: 4, Batch: newID(), Refusal: merge.Refusal{Code: merge.RefuseRight, Kind: 3, ID: person, Field: 2, Text: "no"}}),
			w.Quarantine(till2, 5, []byte{1}),
			w.Break(99, 3))
	})
}

// clean demands that Verify finds nothing.
func (s *suite) clean() {
	s.t.Helper()
	problems, err := s.Verify(context.Background())
	s.must(err)
	if len(problems) > 0 {
		s.t.Errorf("verify tells of a shop that is right: %q", problems)
	}
}
