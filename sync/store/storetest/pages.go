package storetest

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/store"
	"github.com/prylavok/prylavok/sync/wire"
	"pgregory.net/rapid"
)

// keys names the records of a page.
func keys(page store.Scanned) (list []store.Key) {
	for _, r := range page.Raw {
		list = append(list, store.Key{Kind: r.Kind, ID: r.ID})
	}
	return list
}

// scan reads a tier to its end, page by page, and does something after each.
func (s *suite) scan(q store.Scan, after func(page store.Scanned)) (all []store.Key) {
	s.t.Helper()
	q.Raw, q.Now = true, now
	for range 100_000 {
		var page store.Scanned
		s.read(func(r store.Reader) (err error) {
			page, err = r.Records(q)
			return err
		})
		all = append(all, keys(page)...)
		if after != nil {
			after(page)
		}
		if page.Done {
			return all
		}
		if bytes.Equal(page.Next, q.After) {
			s.t.Fatal("a page did not go on")
		}
		q.After = page.Next
	}
	s.t.Fatal("a tier has no end")
	return nil
}

func pages(t *testing.T, open opener) {
	t.Run("small pages give what one large page gives, each document with its parts", func(t *testing.T) {
		s := start(t, open)
		for range 4 {
			s.someShop2()
		}
		for _, tier := range allTiers {
			whole := s.scan(store.Scan{Tier: tier, Bytes: 1 << 30}, nil)
			for _, size := range []int{0, 1, 300, 2000} {
				got := s.scan(store.Scan{Tier: tier, Bytes: size}, func(page store.Scanned) {
					for _, k := range keys(page) {
						if parts := store.DocumentKinds(k.Kind); parts != nil && !holdsDocument(page, k, s) {
							t.Errorf("a part of kind %d is in another page than its document", k.Kind)
						}
					}
				})
				if !slices.Equal(got, whole) {
					t.Errorf("tier %d in pages of %d bytes: %v, not %v", tier, size, got, whole)
				}
			}
		}
	})
	t.Run("raw records are the decoded ones", func(t *testing.T) {
		s := start(t, open)
		s.someShop()
		s.read(func(r store.Reader) error {
			for _, tier := range append(allTiers, wire.TierSince) {
				plain, err := r.Records(store.Scan{Tier: tier, Bytes: 1 << 30, Now: now})
				if err != nil {
					return err
				}
				raw, err := r.Records(store.Scan{Tier: tier, Bytes: 1 << 30, Now: now, Raw: true})
				if err != nil {
					return err
				}
				if len(raw.Records) != 0 || len(plain.Raw) != 0 || len(raw.Raw) != len(plain.Records) || len(raw.Raw) == 0 {
					t.Fatalf("tier %d: %d raw, %d decoded", tier, len(raw.Raw), len(plain.Records))
				}
				for i, rec := range plain.Records {
					want := store.RawRecord{Kind: rec.Kind, ID: rec.ID, Version: rec.Version, Data: rec.Encode()}
					if got := raw.Raw[i]; got.Kind != want.Kind || got.ID != want.ID || got.Version != want.Version || !bytes.Equal(got.Data, want.Data) {
						t.Errorf("raw record %+v, decoded %+v", got, want)
					}
				}
			}
			return nil
		})
	})
	t.Run("a record that is in a tier all the time is never passed over while others write", func(t *testing.T) {
		s := start(t, open)
		var stay []store.Key
		for range 12 {
			stay = append(stay, store.Key{Kind: change.Order.Num, ID: s.sellAs(till1, "new", 0).id})
		}
		moving := s.sellAs(till1, "new", 0)
		n := 0
		got := s.scan(store.Scan{Tier: wire.TierOpen, Bytes: 1}, func(store.Scanned) {
			n++
			s.put(till2, edited(change.Order, stay[n%len(stay)].ID, values{"comment": "changed"}), edited(change.Order, moving.id, values{"status": []string{"completed", "new"}[n%2]}))
			if n < 4 {
				s.sellAs(till2, "new", 0)
			}
		})
		for _, k := range stay {
			if slices.Index(got, k) < 0 {
				t.Errorf("order %x was passed over", k.ID)
			}
		}
	})
	t.Run("only the kinds that are asked for come, and are counted", func(t *testing.T) {
		s := start(t, open)
		s.someShop()
		kinds := []uint8{change.Offer.Num, change.Line.Num, change.Origin.Num}
		for _, tier := range append(allTiers, wire.TierSince) {
			var want []store.Key
			for _, k := range s.scan(store.Scan{Tier: tier, Bytes: 1 << 30}, nil) {
				if slices.Contains(kinds, k.Kind) {
					want = append(want, k)
				}
			}
			got := s.scan(store.Scan{Tier: tier, Bytes: 1, Kinds: kinds}, nil)
			if !slices.Equal(got, want) {
				t.Errorf("tier %d has %v, not %v", tier, got, want)
			}
			s.read(func(r store.Reader) error {
				page, err := r.Records(store.Scan{Tier: tier, Bytes: 1, Kinds: kinds, Counted: true, Now: now})
				if page.Total != int64(len(want)) {
					t.Errorf("tier %d counts %d, not %d", tier, page.Total, len(want))
				}
				return err
			})
		}
	})
	t.Run("a document too large for a page is cut between its parts", func(t *testing.T) {
		s := start(t, open)
		o := s.sellAs(till1, "new", 0)
		text := string(bytes.Repeat([]byte("x"), 500_000))
		for range 9 {
			s.put(till1, made(change.Line, newID(), values{"order_id": o.id, "title": text}))
		}
		s.sellAs(till1, "new", 0)
		whole := s.scan(store.Scan{Tier: wire.TierOpen, Bytes: 1 << 30}, nil)
		pages := 0
		got := s.scan(store.Scan{Tier: wire.TierOpen, Bytes: 1000}, func(page store.Scanned) {
			pages++
			size := 0
			for _, r := range page.Raw {
				size += len(r.Data)
			}
			if size > store.DocumentBytes+600_000 {
				t.Errorf("a page has %d bytes", size)
			}
		})
		if !slices.Equal(got, whole) || pages < 3 {
			t.Errorf("%d pages give %v, not %v", pages, got, whole)
		}
	})
	t.Run("a bookmark that no page gave out is refused or leads nowhere", func(t *testing.T) {
		s := start(t, open)
		s.someShop()
		rapid.Check(t, func(t *rapid.T) {
			q := store.Scan{Tier: rapid.SampledFrom(append(allTiers, wire.TierSince, 0, 77)).Draw(t, "tier"), Bytes: 100, After: rapid.SliceOfN(rapid.Byte(), 1, 60).Draw(t, "after")}
			if rapid.Bool().Draw(t, "right length") {
				q.After = rapid.SliceOfN(rapid.ByteMax(20), 43, 43).Draw(t, "bookmark")
			}
			err := s.Read(t.Context(), s.shop, func(r store.Reader) error {
				_, err := r.Records(q)
				return err
			})
			if err != nil && !errors.Is(err, store.ErrMalformed) {
				t.Fatal(err)
			}
		})
	})
}

// someShop2 puts orders of every tier and customers into the shop.
func (s *suite) someShop2() {
	s.t.Helper()
	customer := newID()
	s.put(till1, made(change.Customer, customer, values{"name": "Олена"}), made(change.CustomerPhone, newID(), values{"customer_id": customer, "phone": "1"}), made(change.Product, newID(), nil))
	s.sellAs(till1, "new", 0)
	s.sellAs(till1, "completed", 11*day)
	s.sellAs(till1, "cancelled", 9*day)
	s.put(till1, deleted(change.Order, s.sellAs(till1, "parked", 0).id), made(change.Origin, newID(), nil))
}

// holdsDocument tells whether the document of a part is in a page.
func holdsDocument(page store.Scanned, part store.Key, s *suite) bool {
	var parent change.ID
	s.read(func(r store.Reader) error {
		rec, err := r.Record(part.Kind, part.ID)
		if err == nil {
			parent = store.ParentOf(rec)
		}
		return err
	})
	return slices.ContainsFunc(keys(page), func(k store.Key) bool {
		return k.ID == parent && slices.Contains(store.DocumentKinds(part.Kind), k.Kind)
	})
}

func since(t *testing.T, open opener) {
	t.Run("all that changed after a place comes by rising version, and what changes meanwhile comes later", func(t *testing.T) {
		s := start(t, open)
		var orders []order
		for range 6 {
			orders = append(orders, s.sell(till1))
		}
		from := s.put(till1)
		s.put(till1, edited(change.Order, orders[0].id, values{"comment": "1"}), edited(change.Line, orders[3].line, values{"title": "2"}))
		s.put(till1, edited(change.Order, orders[1].id, values{"comment": "3"}))
		last, versions := int64(0), []int64{}
		touched := false
		s.scan(store.Scan{Tier: wire.TierSince, Since: from, Bytes: 1}, func(page store.Scanned) {
			for _, r := range page.Raw {
				if r.Version < last {
					t.Errorf("version %d came after %d", r.Version, last)
				}
				last = r.Version
				versions = append(versions, r.Version-from)
			}
			if !touched { // what was given and what was not are both changed again
				touched = true
				s.put(till2, edited(change.Order, orders[0].id, values{"comment": "4"}), edited(change.Order, orders[1].id, values{"comment": "5"}))
			}
		})
		if want := []int64{1, 1, 3, 3}; !slices.Equal(versions, want) {
			t.Errorf("versions are %v, not %v", versions, want)
		}
		s.read(func(r store.Reader) error {
			page, err := r.Records(store.Scan{Tier: wire.TierSince, Since: from, Bytes: 1, Counted: true})
			if page.Total != 3 {
				t.Errorf("%d are counted", page.Total)
			}
			return err
		})
	})
	t.Run("the archive brings again each document that changed since the load began, with all its parts", func(t *testing.T) {
		s := start(t, open)
		back := s.sellAs(till1, "completed", 11*day) // was recent and is open again before that tier is read
		edit, still := s.sellAs(till1, "new", 0), s.sellAs(till1, "new", 0)
		from := s.put(till1)
		s.put(till2, edited(change.Order, back.id, values{"status": "shipped"}))
		s.put(till2, edited(change.Line, edit.line, values{"title": "only a part changed"}))
		s.put(till2, edited(change.Order, still.id, values{"comment": "and its line"}), edited(change.Line, still.line, values{"title": "both"}))
		for _, size := range []int{1, 1 << 30} {
			got := s.scan(store.Scan{Tier: wire.TierArchive, Since: from, Bytes: size}, nil)
			var want []store.Key
			for _, o := range []order{back, still} {
				want = append(want, store.Key{Kind: change.Order.Num, ID: o.id}, store.Key{Kind: change.Line.Num, ID: o.line}, store.Key{Kind: change.Payment.Num, ID: o.payment}, store.Key{Kind: change.StockMove.Num, ID: o.move})
			}
			want = slices.Insert(want, 4, store.Key{Kind: change.Line.Num, ID: edit.line})
			if !slices.Equal(got, want) {
				t.Errorf("pages of %d give\n%v, not\n%v", size, got, want)
			}
		}
	})
	t.Run("a load while others work brings everything that was there", func(t *testing.T) {
		s := start(t, open)
		rapid.Check(t, func(t *rapid.T) {
			s := s.another()
			s.t = t
			change := func() {
				s.write(func(w store.ShopWriter) error {
					_, err := accept(w, till1, drawOps(t, w)...)
					return err
				})
			}
			for range 6 {
				change()
			}
			there := s.scan(store.Scan{Tier: wire.TierSince, Bytes: 1 << 30}, nil)
			var begun int64
			s.read(func(r store.Reader) (err error) {
				begun, err = r.Head()
				return err
			})
			var got []store.Key
			for _, tier := range allTiers {
				size := rapid.SampledFrom([]int{1, 200, 1 << 20}).Draw(t, "bytes")
				got = append(got, s.scan(store.Scan{Tier: tier, Since: begun, Bytes: size}, func(store.Scanned) {
					if rapid.IntRange(0, 2).Draw(t, "meanwhile") == 0 {
						change()
					}
				})...)
			}
			for _, k := range there {
				if slices.Index(got, k) < 0 {
					t.Fatalf("record of kind %d, %x, did not come", k.Kind, k.ID)
				}
			}
		})
	})
}
