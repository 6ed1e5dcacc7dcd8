package storetest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
	"github.com/prylavok/prylavok/sync/store"
)

type opener = func(*testing.T) store.Store

func shops(t *testing.T, open opener) {
	ctx := context.Background()
	t.Run("shops are listed as they came and an id is taken once", func(t *testing.T) {
		s := start(t, open)
		second := store.Shop{ID: newID(), Name: "Second", Currency: "EUR", AddedAt: -5}
		s.must(s.AddShop(ctx, second, 1))
		if err := s.AddShop(ctx, second, 2); !errors.Is(err, store.ErrShopThere) {
			t.Errorf("a shop was added twice: %v", err)
		}
		list, err := s.Shops(ctx)
		s.must(err)
		want := []store.Shop{{ID: s.shop, Name: "Синя чашка", Currency: "UAH", AddedAt: 1}, second}
		if !slices.Equal(list, want) {
			t.Errorf("shops are %+v", list)
		}
		s.read(func(r store.Reader) error {
			epochs, err := r.Epochs()
			if !slices.Equal(epochs, []change.Epoch{{ID: 7}}) {
				t.Errorf("a new shop's epochs are %v", epochs)
			}
			return err
		})
	})
	t.Run("one shop sees nothing of another", func(t *testing.T) {
		s := start(t, open)
		other := &suite{t: t, Store: s.Store, shop: newID()}
		s.must(s.AddShop(ctx, store.Shop{ID: other.shop, Name: "Other", Currency: "UAH"}, 7))
		before := other.dump()
		s.someShop()
		if after := other.dump(); after != before {
			t.Errorf("the other shop changed: %s", difference(before, after))
		}
		s.clean()
	})
	t.Run("a shop that is not there is named so", func(t *testing.T) {
		s := start(t, open)
		if err := s.Read(ctx, newID(), func(store.Reader) error { return nil }); !errors.Is(err, store.ErrNoShop) {
			t.Errorf("reading: %v", err)
		}
		err := s.Write(ctx, func(w store.Writer) error {
			_, err := w.In(newID())
			return err
		})
		if !errors.Is(err, store.ErrNoShop) {
			t.Errorf("writing: %v", err)
		}
	})
	t.Run("a closed store answers with an error and closes again", func(t *testing.T) {
		s := start(t, open)
		s.must(s.Close())
		s.must(s.Close())
		if err := s.Read(ctx, s.shop, func(store.Reader) error { return nil }); err == nil {
			t.Error("a closed store was read")
		}
		if err := s.Write(ctx, func(store.Writer) error { return nil }); err == nil {
			t.Error("a closed store was written")
		}
	})
	t.Run("who has no time left is not served", func(t *testing.T) {
		s := start(t, open)
		over, cancel := context.WithCancel(ctx)
		cancel()
		if err := s.Read(over, s.shop, func(store.Reader) error { return nil }); !errors.Is(err, context.Canceled) {
			t.Errorf("reading: %v", err)
		}
		if err := s.Write(over, func(store.Writer) error { return nil }); !errors.Is(err, context.Canceled) {
			t.Errorf("writing: %v", err)
		}
	})
}

func transactions(t *testing.T, open opener) {
	ctx := context.Background()
	everything := func(s *suite) func(w store.ShopWriter) error {
		return func(w store.ShopWriter) error {
			if _, err := accept(w, till1, order{newID(), newID(), newID(), newID()}.ops("new", 0)...); err != nil {
				return err
			}
			_, err := w.NextSeries()
			return errors.Join(err, w.Refuse(store.Refusal{Device: till2, DeviceSeq: 9}), w.Quarantine(till2, 1, []byte("x")),
				w.PutDevice(store.Device{ID: till2, Series: "Z1"}), w.Break(5, 0), w.SetTaken(till2, 77))
		}
	}
	t.Run("a transaction that fails leaves nothing", func(t *testing.T) {
		s := start(t, open)
		s.someShop()
		before := s.dump()
		no := errors.New("no")
		err := s.try(func(w store.ShopWriter) error { return errors.Join(everything(s)(w), no) })
		if !errors.Is(err, no) {
			t.Fatalf("the error was lost: %v", err)
		}
		if after := s.dump(); after != before {
			t.Errorf("something was left: %s", difference(before, after))
		}
	})
	t.Run("a method that failed leaves nothing whatever is answered", func(t *testing.T) {
		s := start(t, open)
		s.someShop()
		before := s.dump()
		for what, fault := range map[string]func(w store.ShopWriter) error{
			"a batch twice": func(w store.ShopWriter) error {
				e := &change.Entry{Batch: change.Batch{ID: newID(), Device: till1, DeviceSeq: 100}}
				_, first := w.Append(e)
				_, err := w.Append(e)
				return errors.Join(first, err)
			},
			"a bucket that is none": func(w store.ShopWriter) error { return w.AddSum(merge.Place{Bucket: "ordered"}, 1, change.ID{}) },
			"a record before that is not kept": func(w store.ShopWriter) error {
				r := &change.Record{Kind: 1, ID: newID(), Version: 1}
				return w.Put(r, r)
			},
			"no record before where one is kept": func(w store.ShopWriter) error {
				return w.Put(&change.Record{Kind: change.User.Num, ID: person, Version: 1}, nil)
			},
			"a value that no field can hold": func(w store.ShopWriter) error {
				return w.Put(&change.Record{Kind: 1, ID: newID(), Fields: []change.FieldState{{Num: 1, Value: 1.5}}}, nil)
			},
		} {
			err := s.try(func(w store.ShopWriter) error {
				if err := everything(s)(w); err != nil {
					return err
				}
				if err := fault(w); err == nil {
					t.Errorf("%s was taken", what)
				}
				return nil
			})
			if err == nil {
				t.Errorf("%s: the transaction was committed", what)
			}
			if after := s.dump(); after != before {
				t.Fatalf("%s left something: %s", what, difference(before, after))
			}
		}
		s.sell(till1)
		s.clean()
	})
	t.Run("one transaction writes several shops, and reads what it wrote", func(t *testing.T) {
		s := start(t, open)
		other := newID()
		s.must(s.AddShop(ctx, store.Shop{ID: other}, 1))
		s.must(s.Write(ctx, func(tx store.Writer) error {
			for _, shop := range []change.ID{s.shop, other, s.shop} {
				w, err := tx.In(shop)
				if err != nil {
					return err
				}
				before, err := w.Head()
				if err != nil {
					return err
				}
				seq, err := accept(w, till1)
				if err != nil {
					return err
				}
				after, err := w.Head()
				if seq != before+1 || after != seq {
					t.Errorf("place %d came after %d, head is %d", seq, before, after)
				}
				if err != nil {
					return err
				}
			}
			return nil
		}))
	})
	t.Run("a reader keeps its moment while others write", func(t *testing.T) {
		s := start(t, open)
		s.someShop()
		head := func(r store.Reader) int64 {
			n, err := r.Head()
			s.must(err)
			return n
		}
		s.read(func(r store.Reader) error {
			first := head(r)
			digest, err := r.Digest(change.ScopeOwner)
			s.must(err)
			s.sell(till1) // ends while this reader goes on
			again, err := r.Digest(change.ScopeOwner)
			if head(r) != first || again != digest {
				t.Error("what another wrote was seen in the middle of a reading")
			}
			return err
		})
		s.write(func(w store.ShopWriter) error {
			if _, err := accept(w, till1); err != nil {
				return err
			}
			s.read(func(r store.Reader) error {
				if head(r) != head(w)-1 {
					t.Error("what is not committed was seen")
				}
				return nil
			})
			return nil
		})
	})
}

func feed(t *testing.T, open opener) {
	t.Run("places have no gaps whoever writes at once, and are seen in order", func(t *testing.T) {
		s := start(t, open)
		const writers, each = 6, 15
		var wait sync.WaitGroup
		got := make([][]int64, writers)
		for i := range writers {
			wait.Go(func() {
				device := change.ID{0: 1, 15: byte(100 + i)}
				for n := range each {
					failing := n%5 == 4
					err := s.try(func(w store.ShopWriter) error {
						seq, err := accept(w, device)
						if failing {
							return errors.New("rolled back")
						}
						got[i] = append(got[i], seq)
						return err
					})
					if (err != nil) != failing {
						t.Errorf("write: %v", err)
					}
				}
			})
			wait.Go(func() {
				for range each {
					s.read(func(r store.Reader) error {
						list, err := r.Entries(0, 1000, 1<<20)
						for n, e := range list {
							if e.Seq != int64(n+1) {
								t.Errorf("a reader saw place %d after %d", e.Seq, n)
							}
						}
						return err
					})
				}
			})
		}
		wait.Wait()
		var all []int64
		for _, seqs := range got {
			if !slices.IsSorted(seqs) {
				t.Errorf("one writer's places are not in order: %v", seqs)
			}
			all = append(all, seqs...)
		}
		slices.Sort(all)
		for n, seq := range all {
			if seq != int64(n+1) {
				t.Fatalf("place %d was given where %d comes next", seq, n+1)
			}
		}
		s.clean()
	})
	t.Run("entries come as they were, within limits and at least one", func(t *testing.T) {
		s := start(t, open)
		for range 5 {
			s.sell(till1)
		}
		s.read(func(r store.Reader) error {
			for _, c := range []struct {
				after        int64
				limit, bytes int
				want         []int64
			}{
				{0, 100, 1 << 20, []int64{1, 2, 3, 4, 5}}, {3, 100, 1 << 20, []int64{4, 5}}, {0, 2, 1 << 20, []int64{1, 2}},
				{0, 100, 1, []int64{1}}, {5, 100, 1 << 20, nil}, {99, 100, 1 << 20, nil},
			} {
				list, err := r.Entries(c.after, c.limit, c.bytes)
				if err != nil {
					return err
				}
				var seqs []int64
				for _, raw := range list {
					seqs = append(seqs, raw.Seq)
					e, err := change.DecodeEntry(raw.Data)
					if err != nil || e.Seq != raw.Seq || raw.Device != till1 || len(e.Batch.Ops) != 4 || e.At != 5 {
						t.Errorf("entry %d came back as %+v: %v", raw.Seq, e, err)
					}
				}
				if !slices.Equal(seqs, c.want) {
					t.Errorf("after %d, limits %d and %d: %v", c.after, c.limit, c.bytes, seqs)
				}
			}
			return nil
		})
	})
	t.Run("a device's newest number only rises, and its batches are found", func(t *testing.T) {
		s := start(t, open)
		refused, first := newID(), newID()
		s.write(func(w store.ShopWriter) error {
			_, err := enter(w, &change.Entry{Batch: change.Batch{ID: first, Device: till1, DeviceSeq: 1}})
			return errors.Join(err,
				w.Refuse(store.Refusal{Device: till1, DeviceSeq: 2, Batch: refused, Refusal: merge.Refusal{Code: merge.RefuseUnknown, Kind: 7, ID: offer, Field: 3, Text: "why"}}),
				w.Refuse(store.Refusal{Device: till1, DeviceSeq: 2, Batch: newID()}),
				w.SetTaken(till1, 1), w.SetTaken(till2, 30), w.SetTaken(till2, 20))
		})
		s.read(func(r store.Reader) error {
			for device, want := range map[change.ID]int64{till1: 2, till2: 30, person: 0} {
				if n, err := r.Taken(device); n != want || err != nil {
					t.Errorf("taken is %d, not %d: %v", n, want, err)
				}
			}
			for n, want := range []change.ID{{}, first, refused, {}} {
				if b, err := r.BatchOf(till1, int64(n)); b != want || err != nil {
					t.Errorf("batch %d is %x: %v", n, b, err)
				}
			}
			list, err := r.Refusals(till1, 0)
			want := store.Refusal{Device: till1, DeviceSeq: 2, Batch: refused, Refusal: merge.Refusal{Code: merge.RefuseUnknown, Kind: 7, ID: offer, Field: 3, Text: "why"}}
			if len(list) != 1 || list[0] != want {
				t.Errorf("refusals are %+v", list)
			}
			later, err2 := r.Refusals(till1, 2)
			if len(later) != 0 {
				t.Errorf("refusals after the last are %+v", later)
			}
			return errors.Join(err, err2)
		})
	})
	t.Run("a new epoch takes the places after its fork", func(t *testing.T) {
		s := start(t, open)
		was := change.Cursor{Epoch: 3, Seq: 12}
		for range 4 {
			s.put(till1)
		}
		s.write(func(w store.ShopWriter) error {
			_, err := enter(w, &change.Entry{Was: was, Batch: change.Batch{ID: newID(), Device: till2, DeviceSeq: 1, User: person, At: 44, Base: was}})
			return err
		})
		epochs := func(want ...uint64) {
			t.Helper()
			s.read(func(r store.Reader) error {
				for i, epoch := range want {
					o, there, err := r.Origin(int64(i + 1))
					if err != nil || !there || o.Epoch != epoch {
						t.Errorf("place %d is of epoch %d, not %d: %v", i+1, o.Epoch, epoch, err)
					}
				}
				return nil
			})
		}
		epochs(7, 7, 7, 7, 7)
		s.write(func(w store.ShopWriter) error {
			if _, _, err := w.Origin(3); err != nil { // what was asked before does not stay
				return err
			}
			if err := w.Break(1<<63+8, 3); err != nil {
				return err
			}
			o, _, err := w.Origin(4)
			if o.Epoch != 1<<63+8 {
				t.Errorf("the transaction that broke sees epoch %d", o.Epoch)
			}
			return err
		})
		epochs(7, 7, 7, 1<<63+8, 1<<63+8)
		s.write(func(w store.ShopWriter) error { return w.Break(9, 1) })
		epochs(7, 9, 9, 9, 9)
		s.read(func(r store.Reader) error {
			o, _, err := r.Origin(5)
			if want := (merge.Origin{Device: till2, DeviceSeq: 1, User: person, At: 44, Epoch: 9, Was: was}); o != want {
				t.Errorf("origin is %+v", o)
			}
			if base, err := r.BaseOf(5); err != nil || base != was {
				t.Errorf("it was made from %+v: %v", base, err)
			}
			if base, err := r.BaseOf(6); err != nil || base != (change.Cursor{}) {
				t.Errorf("a place after the head was made from %+v: %v", base, err)
			}
			_, there, err2 := r.Origin(6)
			if there {
				t.Error("a place after the head has an origin")
			}
			return errors.Join(err, err2)
		})
	})
}
