package storetest

import (
	"errors"
	"testing"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
	"github.com/prylavok/prylavok/sync/store"
	"github.com/prylavok/prylavok/sync/store/memory"
	"pgregory.net/rapid"
)

var placeOfTests = merge.Place{Offer: offer, Warehouse: warehouse, Bucket: "on_hand"}

// model does the same to the store and to store/memory, anything that a hub
// may do in any order, and demands that they tell the same afterwards.
func model(t *testing.T, open opener) {
	real := start(t, open)
	rapid.Check(t, func(t *rapid.T) {
		r := real.another()
		m := (&suite{t: t, Store: memory.New(memory.Options{}), shop: r.shop})
		r.t = t
		m.must(m.AddShop(t.Context(), store.Shop{ID: r.shop, Name: "another", Currency: "UAH", AddedAt: 2}, 7))
		for range rapid.IntRange(1, 12).Draw(t, "transactions") {
			steps := rapid.SliceOfN(rapid.SampledFrom(actions), 1, 4).Draw(t, "steps")
			failing := rapid.IntRange(0, 7).Draw(t, "failing") == 0
			var todo []func(w store.ShopWriter) error
			transaction := func(s *suite) error {
				return s.try(func(w store.ShopWriter) error {
					for i, step := range steps {
						if i >= len(todo) { // drawn in the store's own transaction, done again in the model's
							todo = append(todo, step.draw(t, w))
						}
						if err := todo[i](w); err != nil {
							return err
						}
					}
					if failing {
						return errors.New("rolled back")
					}
					return nil
				})
			}
			if err, want := transaction(r), transaction(m); (err == nil) != (want == nil) {
				t.Fatalf("the store answers %v, the model %v", err, want)
			}
		}
		known := []change.ID{pool(0), pool(1), pool(2)}
		if want, got := m.dump(known...), r.dump(known...); want != got {
			t.Fatalf("the store is not as the model: %s", difference(want, got))
		}
	})
}

// action draws what to do, so that it can be done to two stores.
type action struct {
	name string
	draw func(t *rapid.T, w store.ShopWriter) func(store.ShopWriter) error
}

func (a action) String() string { return a.name }

func device(t *rapid.T) change.ID { return pool(rapid.IntRange(0, 2).Draw(t, "device")) }

var actions = []action{
	{"a batch", drawBatch}, {"a batch", drawBatch}, {"a batch", drawBatch},
	{"a refusal", func(t *rapid.T, _ store.ShopWriter) func(store.ShopWriter) error {
		r := store.Refusal{Device: device(t), DeviceSeq: rapid.Int64Range(0, 5).Draw(t, "number"), Batch: newID(),
			Refusal: merge.Refusal{Code: "code", Kind: rapid.Byte().Draw(t, "kind"), ID: pool(0), Field: rapid.Byte().Draw(t, "field"), Text: "words"}}
		return func(w store.ShopWriter) error { return w.Refuse(r) }
	}},
	{"a device", func(t *rapid.T, _ store.ShopWriter) func(store.ShopWriter) error {
		d := store.Device{ID: device(t), Series: rapid.SampledFrom([]string{"", "A1", "C1"}).Draw(t, "series"), PublicKey: []byte{1}, Scope: change.ScopeClerk,
			EnrolledAt: rapid.Int64Range(0, 1).Draw(t, "enrolled"), Revoked: rapid.Bool().Draw(t, "revoked")}
		return func(w store.ShopWriter) error { return w.PutDevice(d) }
	}},
	{"taken", func(t *rapid.T, _ store.ShopWriter) func(store.ShopWriter) error {
		d, n := device(t), rapid.Int64Range(-1, 6).Draw(t, "number")
		return func(w store.ShopWriter) error { return w.SetTaken(d, n) }
	}},
	{"quarantine", func(t *rapid.T, _ store.ShopWriter) func(store.ShopWriter) error {
		d, n, batch := device(t), rapid.Int64Range(0, 2).Draw(t, "number"), rapid.SampledFrom([]string{"a", "b"}).Draw(t, "batch")
		return func(w store.ShopWriter) error { return w.Quarantine(d, n, []byte(batch)) }
	}},
	{"an epoch", func(t *rapid.T, w store.ShopWriter) func(store.ShopWriter) error {
		head, err := w.Head()
		if err != nil {
			t.Fatal(err)
		}
		epoch, fork := rapid.Uint64().Draw(t, "epoch"), rapid.Int64Range(0, head).Draw(t, "fork")
		return func(w store.ShopWriter) error { return w.Break(epoch, fork) }
	}},
	{"a series", func(*rapid.T, store.ShopWriter) func(store.ShopWriter) error {
		return func(w store.ShopWriter) error {
			series, err := w.NextSeries()
			if err != nil {
				return err
			}
			return w.PutDevice(store.Device{ID: pool(5), Name: series}) // so that both must give the same
		}
	}},
	{"a sum", func(t *rapid.T, _ store.ShopWriter) func(store.ShopWriter) error {
		q, document := rapid.Int64Range(-5, 5).Draw(t, "quantity"), pool(rapid.IntRange(0, 5).Draw(t, "document"))
		return func(w store.ShopWriter) error { return w.AddSum(placeOfTests, q, document) }
	}},
}

func drawBatch(t *rapid.T, w store.ShopWriter) func(store.ShopWriter) error {
	e := &change.Entry{
		At: rapid.Int64().Draw(t, "at"), Clean: rapid.Bool().Draw(t, "clean"),
		Was:   change.Cursor{Epoch: rapid.Uint64().Draw(t, "was epoch"), Seq: rapid.Int64Range(0, 9).Draw(t, "was")},
		Batch: change.Batch{ID: newID(), Device: device(t), DeviceSeq: rapid.Int64Range(0, 6).Draw(t, "number"), Intent: "test", User: person, Ops: drawOps(t, w)},
	}
	return func(w store.ShopWriter) error {
		_, err := enter(w, e)
		return err
	}
}
