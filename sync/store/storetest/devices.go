package storetest

import (
	"bytes"
	"context"
	"errors"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/store"
)

func devices(t *testing.T, open opener) {
	t.Run("devices are kept by id and listed by enrolment", func(t *testing.T) {
		s := start(t, open)
		a := store.Device{ID: till2, Shop: s.shop, Name: "Каса 2", Series: "B1", PublicKey: bytes.Repeat([]byte{7}, 32), Scope: change.ScopeClerk, ScopeRev: 3, EnrolledAt: 10, HeardAt: 20, Revoked: true}
		b := store.Device{ID: till1, Shop: s.shop, Name: "Каса 1", Series: "A1", PublicKey: []byte{1}, Scope: change.ScopeOwner, EnrolledAt: 11}
		s.write(func(w store.ShopWriter) error {
			older := a
			older.Name, older.Revoked = "before", false
			return errors.Join(w.PutDevice(b), w.PutDevice(older), w.PutDevice(a))
		})
		s.read(func(r store.Reader) error {
			list, err := r.Devices()
			if !reflect.DeepEqual(list, []store.Device{a, b}) {
				t.Errorf("devices are %+v", list)
			}
			one, err2 := r.Device(till2)
			if !reflect.DeepEqual(one, a) {
				t.Errorf("the device is %+v", one)
			}
			if _, err := r.Device(person); !errors.Is(err, store.ErrNoDevice) {
				t.Errorf("a device that is not there: %v", err)
			}
			return errors.Join(err, err2)
		})
	})
	t.Run("a series is given once and never one that a desk has had", func(t *testing.T) { series(t, start(t, open)) })
	t.Run("an invite is worth one device, in time, and only if its transaction stands", func(t *testing.T) { invites(t, start(t, open)) })
	t.Run("what is in quarantine is kept once, and nothing instead of another", func(t *testing.T) {
		s := start(t, open)
		s.write(func(w store.ShopWriter) error {
			return errors.Join(w.Quarantine(till1, 2, []byte("b")), w.Quarantine(till1, 1, []byte("a")), w.Quarantine(till1, 2, []byte("b")))
		})
		s.write(func(w store.ShopWriter) error {
			return errors.Join(w.Quarantine(till1, 1, []byte("a")), w.Quarantine(till1, 2, []byte("another under this number")), w.Quarantine(till2, 2, []byte("b")))
		})
		s.read(func(r store.Reader) error {
			list, err := r.Quarantined(till1)
			if want := [][]byte{[]byte("a"), []byte("b"), []byte("another under this number")}; !reflect.DeepEqual(list, want) {
				t.Errorf("kept are %q", list)
			}
			return err
		})
	})
}

func series(t *testing.T, s *suite) {
	next := func(n int) (list []string) {
		t.Helper()
		for range n {
			s.write(func(w store.ShopWriter) error {
				one, err := w.NextSeries()
				list = append(list, one)
				return err
			})
		}
		return list
	}
	s.write(func(w store.ShopWriter) error { return w.PutDevice(store.Device{ID: till1, Series: "B1"}) })
	s.put(till1, made(change.Desk, till2, values{"series": "D1"}))
	s.put(till1, deleted(change.Desk, till2))
	if got := next(3); !slices.Equal(got, []string{"A1", "C1", "E1"}) {
		t.Errorf("series are %v", got)
	}
	s.write(func(w store.ShopWriter) error {
		one, err := w.NextSeries()
		two, err2 := w.NextSeries()
		if one != "F1" || two != "G1" {
			t.Errorf("in one transaction %s and %s were given", one, two)
		}
		return errors.Join(err, err2)
	})
	if got := next(21); got[18] != "Z1" || got[19] != "AA1" || got[20] != "AB1" {
		t.Errorf("series are %v", got)
	}
	s.write(func(w store.ShopWriter) error { return w.Break(1, 0) })
	if got := next(1); got[0] != "BC1" {
		t.Errorf("after a restore comes %v, which a forgotten desk may have", got)
	}
}

func invites(t *testing.T, s *suite) {
	ctx := context.Background()
	hash := func(n byte) []byte { return bytes.Repeat([]byte{n}, 32) }
	take := func(n byte, at int64) (i store.Invite, err error) {
		err = s.Write(ctx, func(w store.Writer) error {
			i, err = w.TakeInvite(hash(n), at)
			return err
		})
		return i, err
	}
	s.write(func(w store.ShopWriter) error {
		return errors.Join(w.AddInvite(store.Invite{Hash: hash(1), Shop: s.shop, Scope: change.ScopeClerk, ExpiresAt: 100}),
			w.AddInvite(store.Invite{Hash: hash(2), Shop: s.shop, Scope: change.ScopeOwner, ExpiresAt: 100}))
	})
	no := errors.New("no")
	err := s.Write(ctx, func(w store.Writer) error {
		_, err := w.TakeInvite(hash(1), 5)
		return errors.Join(err, no)
	})
	if !errors.Is(err, no) || errors.Is(err, store.ErrNoInvite) {
		t.Errorf("taking it in a transaction that fails: %v", err)
	}
	var won atomic.Int32
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			i, err := take(1, 99)
			switch {
			case err == nil:
				won.Add(1)
				if want := (store.Invite{Hash: hash(1), Shop: s.shop, Scope: change.ScopeClerk, ExpiresAt: 100}); !reflect.DeepEqual(i, want) {
					t.Errorf("the invite is %+v", i)
				}
			case !errors.Is(err, store.ErrNoInvite):
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if won.Load() != 1 {
		t.Errorf("%d devices used one invite", won.Load())
	}
	for what, err := range map[string]error{"over": second(take(2, 100)), "unknown": second(take(3, 1))} {
		if !errors.Is(err, store.ErrNoInvite) {
			t.Errorf("an invite that is %s: %v", what, err)
		}
	}
}

func second(_ store.Invite, err error) error { return err }

func faults(t *testing.T, open opener) {
	for what, plant := range map[string]func(w store.ShopWriter) error{
		"a record that no entry made": func(w store.ShopWriter) error {
			return w.Put(&change.Record{Kind: change.User.Num, ID: newID(), Version: 1, Created: 1}, nil)
		},
		"a record that is not what its entries made it": func(w store.ShopWriter) error {
			r, err := w.Record(change.User.Num, person)
			if err != nil {
				return err
			}
			n := *r
			n.Version++
			return w.Put(&n, r)
		},
		"an entry whose record is not kept": func(w store.ShopWriter) error {
			_, err := w.Append(&change.Entry{Batch: change.Batch{ID: newID(), Device: till1, DeviceSeq: 50, Ops: []change.Op{made(change.User, newID(), nil)}}})
			return err
		},
		"an entry that changes what was never made": func(w store.ShopWriter) error {
			_, err := w.Append(&change.Entry{Batch: change.Batch{ID: newID(), Device: till1, DeviceSeq: 50, Ops: []change.Op{deleted(change.User, newID())}}})
			return err
		},
		"a sum without moves": func(w store.ShopWriter) error { return w.AddSum(placeOfTests, 1, change.ID{}) },
		"a move without its sum": func(w store.ShopWriter) error {
			o := made(change.StockMove, newID(), values{"offer_id": newID(), "bucket": "on_hand", "quantity": 1})
			seq, err := w.Append(&change.Entry{Batch: change.Batch{ID: newID(), Device: till1, DeviceSeq: 50, Ops: []change.Op{o}}})
			return errors.Join(err, w.Put(change.Apply(nil, &o, seq), nil))
		},
	} {
		t.Run("verify tells of "+what, func(t *testing.T) {
			s := start(t, open)
			s.someShop()
			s.clean()
			s.write(plant)
			problems, err := s.Verify(context.Background())
			if err != nil || len(problems) != 1 {
				t.Errorf("verify tells %q: %v", problems, err)
			}
		})
	}
}
