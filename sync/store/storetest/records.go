package storetest

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
	"github.com/prylavok/prylavok/sync/store"
	"github.com/prylavok/prylavok/sync/wire"
	"pgregory.net/rapid"
)

func records(t *testing.T, open opener) {
	t.Run("a record comes back as it was put, a deleted one too", func(t *testing.T) {
		s := start(t, open)
		id := newID()
		s.put(till1, made(change.Offer, id, values{"product_id": newID(), "title": "Чашка", "price": -5}), change.Op{Kind: 201, Act: change.Create, ID: id, Set: []change.Assign{{Field: 9, Value: []byte{0, 1}}}})
		s.put(till1, deleted(change.Offer, id))
		s.read(func(r store.Reader) error {
			got, err := r.Record(change.Offer.Num, id)
			if err != nil {
				return err
			}
			if !got.Deleted || got.Text(2) != "Чашка" || got.Int(5) != -5 || got.Version != 2 || got.Created != 1 || got.FieldVersion(2) != 1 {
				t.Errorf("the record is %+v", got)
			}
			strange, err := r.Record(201, id)
			if err != nil {
				return err
			}
			if b, ok := strange.Value(9).([]byte); !ok || !bytes.Equal(b, []byte{0, 1}) {
				t.Errorf("a field of a later release is %v", strange.Value(9))
			}
			none, err := r.Record(change.Order.Num, id)
			if none != nil {
				t.Errorf("a record of another kind was found: %+v", none)
			}
			return err
		})
	})
	t.Run("many records are found at once", func(t *testing.T) {
		s := start(t, open)
		var keys []store.Key
		var want []change.ID
		for i := range 40 {
			id := newID()
			keys = append(keys, store.Key{Kind: change.Offer.Num, ID: id})
			if i%3 == 0 {
				keys = append(keys, store.Key{Kind: change.Product.Num, ID: id})
				continue
			}
			s.put(till1, made(change.Offer, id, values{"product_id": newID(), "price": i}))
			want = append(want, id)
		}
		s.put(till1, deleted(change.Offer, want[4]))
		s.read(func(r store.Reader) error {
			for _, n := range []int{0, 1, 16, 17, len(keys)} {
				list, err := r.Find(keys[:n])
				if err != nil {
					return err
				}
				var got, here []change.ID
				for _, rec := range list {
					one, err := r.Record(change.Offer.Num, rec.ID)
					if err != nil || !bytes.Equal(one.Encode(), rec.Encode()) {
						t.Errorf("found is %+v, not %+v: %v", rec, one, err)
					}
					got = append(got, rec.ID)
				}
				for _, id := range want {
					if slices.Contains(keys[:n], store.Key{Kind: change.Offer.Num, ID: id}) {
						here = append(here, id)
					}
				}
				slices.SortFunc(got, func(a, b change.ID) int { return bytes.Compare(a[:], b[:]) })
				slices.SortFunc(here, func(a, b change.ID) int { return bytes.Compare(a[:], b[:]) })
				if !slices.Equal(got, here) {
					t.Errorf("of %d keys %x are found, not %x", n, got, here)
				}
			}
			return nil
		})
	})
	t.Run("parts are found by their document, by rising id, deleted ones too", func(t *testing.T) {
		s := start(t, open)
		one, two := newID(), newID()
		ids := []change.ID{newID(), newID(), newID()}
		for _, i := range []int{2, 0, 1} {
			s.put(till1, made(change.Offer, ids[i], values{"product_id": one}))
		}
		s.put(till1, deleted(change.Offer, ids[1]))
		s.put(till1, edited(change.Offer, ids[2], values{"product_id": two}))
		s.read(func(r store.Reader) error {
			for parent, want := range map[change.ID][]change.ID{one: ids[:2], two: ids[2:], ids[0]: nil} {
				list, err := r.Children(parent, change.Offer.Num)
				if err != nil {
					return err
				}
				var got []change.ID
				for _, c := range list {
					got = append(got, c.ID)
				}
				if !slices.Equal(got, want) {
					t.Errorf("parts are %x, not %x", got, want)
				}
			}
			return nil
		})
	})
	t.Run("a claimed value is held by the living record that has it", func(t *testing.T) { claims(t, start(t, open)) })
	t.Run("sums follow the moves, bucket by bucket, and know who took last", func(t *testing.T) { ledger(t, start(t, open)) })
	t.Run("a digest is that of the records as the scope sees them", func(t *testing.T) {
		s := start(t, open)
		s.someShop()
		s.read(func(r store.Reader) error {
			for _, scope := range []change.Scope{change.ScopeOwner, change.ScopeManager, change.ScopeClerk, "stranger"} {
				var want change.Digest
				for _, tier := range allTiers {
					page, err := r.Records(store.Scan{Tier: tier, Bytes: 1 << 30, Now: now})
					if err != nil {
						return err
					}
					for _, rec := range page.Records {
						if masked, seen := scope.Mask(rec); seen {
							want.Add(masked.Hash())
						}
					}
				}
				got, err := r.Digest(scope)
				if err != nil || got != want {
					t.Errorf("the digest of %s is %x, not %x: %v", scope, got, want, err)
				}
			}
			return nil
		})
	})
}

func claims(t *testing.T, s *suite) {
	a, b := newID(), newID()
	holder := func(want change.ID, held bool) {
		t.Helper()
		s.read(func(r store.Reader) error {
			got, there, err := r.Holder(change.Barcode.Num, 2, "482")
			if got != want || there != held {
				t.Errorf("held by %x (%t), not by %x (%t)", got, there, want, held)
			}
			return err
		})
	}
	holder(change.ID{}, false)
	s.put(till1, made(change.Barcode, b, values{"code": "482"}), made(change.Barcode, newID(), values{"code": "4820"}), made(change.Barcode, newID(), values{"code": ""}))
	holder(b, true)
	s.put(till1, edited(change.Barcode, b, values{"quantity": 5}))
	holder(b, true)
	s.put(till1, deleted(change.Barcode, b))
	holder(change.ID{}, false)
	s.put(till1, made(change.Barcode, a, values{"code": "482"}))
	holder(a, true)
	s.clean()
	s.put(till1, revived(change.Barcode, b)) // merge would not: the lower id holds it, and verify tells
	holder(a, true)
	if problems, err := s.Verify(t.Context()); err != nil || len(problems) == 0 {
		t.Errorf("two holders of one code are not told: %v", err)
	}
	s.put(till1, edited(change.Barcode, a, values{"code": "483"}))
	holder(b, true)
	s.clean()
	s.read(func(r store.Reader) error {
		_, empty, err := r.Holder(change.Barcode.Num, 2, "")
		if empty {
			t.Error("an empty code is held")
		}
		return err
	})
}

func ledger(t *testing.T, s *suite) {
	first, second, other := newID(), newID(), change.ID{0: 5}
	place := merge.Place{Offer: offer, Warehouse: warehouse, Bucket: "on_hand"}
	s.write(func(w store.ShopWriter) error {
		return errors.Join(
			w.AddSum(place, 5000, newID()), w.AddSum(place, -2000, first), w.AddSum(place, -3500, second), w.AddSum(place, 100, newID()),
			w.AddSum(merge.Place{Offer: offer, Warehouse: warehouse, Bucket: "reserved"}, 700, newID()),
			w.AddSum(merge.Place{Offer: offer, Warehouse: other, Bucket: "reserved"}, -1, first),
			w.AddSum(merge.Place{Offer: change.ID{0: 1}, Warehouse: warehouse, Bucket: "on_hand"}, 0, first))
	})
	s.read(func(r store.Reader) error {
		for p, want := range map[merge.Place]merge.Sum{
			place: {Total: -400, Taker: second},
			{Offer: offer, Warehouse: warehouse, Bucket: "reserved"}: {Total: 700},
			{Offer: offer, Warehouse: other, Bucket: "reserved"}:     {Total: -1, Taker: first},
			{Offer: offer, Warehouse: other, Bucket: "on_hand"}:      {},
			{Offer: other, Warehouse: other, Bucket: "on_hand"}:      {},
		} {
			if sum, err := r.Sum(p); sum != want || err != nil {
				t.Errorf("%v holds %+v, not %+v: %v", p, sum, want, err)
			}
		}
		want := []store.LedgerSum{{Offer: change.ID{0: 1}, Warehouse: warehouse}, {Offer: offer, Warehouse: warehouse, OnHand: -400, Reserved: 700}, {Offer: offer, Warehouse: other, Reserved: -1}}
		for limit := 1; limit <= 4; limit++ {
			var got []store.LedgerSum
			for after := (merge.Place{}); ; {
				list, err := r.Sums(after, limit)
				if err != nil {
					return err
				}
				if len(list) == 0 {
					break
				}
				if len(list) > limit {
					t.Errorf("%d sums came where %d were asked for", len(list), limit)
				}
				got = append(got, list...)
				after = merge.Place{Offer: list[len(list)-1].Offer, Warehouse: list[len(list)-1].Warehouse}
			}
			if !slices.Equal(got, want) {
				t.Errorf("sums %d at a time are %+v", limit, got)
			}
		}
		return nil
	})
}

// tiersOf tells in which tiers each record is.
func tiersOf(r store.Reader) (map[store.Key][]uint8, error) {
	in := map[store.Key][]uint8{}
	for _, tier := range allTiers {
		page, err := r.Records(store.Scan{Tier: tier, Bytes: 1 << 30, Now: now, Raw: true})
		if err != nil {
			return nil, err
		}
		for _, raw := range page.Raw {
			k := store.Key{Kind: raw.Kind, ID: raw.ID}
			in[k] = append(in[k], tier)
		}
	}
	return in, nil
}

func tiers(t *testing.T, open opener) {
	t.Run("a document changes its tier and takes its parts along", func(t *testing.T) {
		s := start(t, open)
		o := s.sellAs(till1, "new", 0)
		early := newID()
		in := func(what string, tier uint8, keys ...store.Key) {
			t.Helper()
			s.read(func(r store.Reader) error {
				all, err := tiersOf(r)
				for _, k := range keys {
					if !slices.Equal(all[k], []uint8{tier}) {
						t.Errorf("%s: record of kind %d is in %v, not in %d", what, k.Kind, all[k], tier)
					}
				}
				return err
			})
		}
		whole := []store.Key{{Kind: change.Order.Num, ID: o.id}, {Kind: change.Line.Num, ID: o.line}, {Kind: change.Payment.Num, ID: o.payment}, {Kind: change.StockMove.Num, ID: o.move}}
		in("an open order", wire.TierOpen, whole...)
		s.put(till1, edited(change.Order, o.id, values{"status": "completed", "finished_at": 11 * day}))
		in("one that ended lately", wire.TierRecent, whole...)
		s.put(till1, edited(change.Order, o.id, values{"finished_at": 9 * day}))
		in("one that ended long ago", wire.TierArchive, whole...)
		s.put(till1, edited(change.Order, o.id, values{"status": "shipped"}))
		in("one that is open again", wire.TierOpen, whole...)
		s.put(till1, deleted(change.Order, o.id))
		in("a deleted one", wire.TierArchive, whole...)

		// A part may come before its document, and then stands alone.
		part := store.Key{Kind: change.Print.Num, ID: newID()}
		s.put(till1, made(change.Print, part.ID, values{"order_id": early, "state": "waiting"}))
		in("a part without its order", wire.TierArchive, part)
		s.put(till1, made(change.Order, early, values{"status": "parked"}))
		in("a part whose order came", wire.TierOpen, part, store.Key{Kind: change.Order.Num, ID: early})
		s.clean()
	})
	t.Run("tasks and clashes are in the open tier until somebody decided", func(t *testing.T) {
		s := start(t, open)
		task, clash := store.Key{Kind: change.Task.Num, ID: newID()}, store.Key{Kind: change.Conflict.Num, ID: newID()}
		s.put(till1, made(change.Task, task.ID, values{"offer_id": offer, "state": merge.TaskOpen}), made(change.Conflict, clash.ID, values{"root_id": offer, "state": merge.ConflictOpen}))
		for _, want := range []uint8{wire.TierOpen, wire.TierArchive} {
			s.read(func(r store.Reader) error {
				all, err := tiersOf(r)
				if !slices.Equal(all[task], []uint8{want}) || !slices.Equal(all[clash], []uint8{want}) {
					t.Errorf("in %v and %v, not in %d", all[task], all[clash], want)
				}
				return err
			})
			s.put(till1, edited(change.Task, task.ID, values{"state": merge.TaskDone}), edited(change.Conflict, clash.ID, values{"state": merge.ConflictKept}))
		}
	})
	t.Run("every record is in exactly one tier, whatever it is", func(t *testing.T) {
		s := start(t, open)
		rapid.Check(t, func(t *rapid.T) {
			s := s.another()
			for range rapid.IntRange(1, 8).Draw(t, "batches") {
				s.t = t
				s.write(func(w store.ShopWriter) error {
					_, err := accept(w, till1, drawOps(t, w)...)
					return err
				})
			}
			s.read(func(r store.Reader) error {
				all, err := tiersOf(r)
				if err != nil {
					return err
				}
				since, err := r.Records(store.Scan{Tier: wire.TierSince, Bytes: 1 << 30, Raw: true})
				if len(since.Raw) != len(all) {
					t.Errorf("%d records are in tiers and %d are there", len(all), len(since.Raw))
				}
				for k, in := range all {
					if len(in) != 1 {
						t.Errorf("record of kind %d, %x, is in %v", k.Kind, k.ID, in)
					}
				}
				return err
			})
		})
		problems, err := s.Verify(context.Background())
		s.must(err)
		for _, p := range problems { // drawn records claim what another has, which merge prevents
			if !strings.Contains(p, " claims ") {
				t.Error(p)
			}
		}
	})
}

// another gives the same store with an empty shop more.
func (s *suite) another() *suite {
	s.t.Helper()
	other := &suite{t: s.t, Store: s.Store, shop: newID()}
	s.must(s.AddShop(context.Background(), store.Shop{ID: other.shop, Name: "another", Currency: "UAH", AddedAt: 2}, 7))
	return other
}
