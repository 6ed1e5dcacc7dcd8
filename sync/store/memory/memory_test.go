package memory_test

import (
	"context"
	"errors"
	"testing"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/store"
	"github.com/prylavok/prylavok/sync/store/memory"
	"github.com/prylavok/prylavok/sync/store/storetest"
)

// It keeps what package store promises.
func TestMemoryIsAStore(t *testing.T) {
	storetest.Run(t, func(*testing.T) store.Store { return memory.New(memory.Options{}) })
}

// It is the model of the suite, so it has to be right without it too.
func TestLazyMemoryIsAStore(t *testing.T) {
	storetest.Run(t, func(*testing.T) store.Store { return memory.New(memory.Options{Lazy: true}) })
}

var shopID = change.ID{15: 1}

func add(t *testing.T, s *memory.Store) {
	t.Helper()
	err := s.Write(t.Context(), func(tx store.Writer) error {
		w, err := tx.In(shopID)
		if err != nil {
			return err
		}
		head, err := w.Head()
		if err != nil {
			return err
		}
		_, err = w.Append(&change.Entry{Batch: change.Batch{ID: change.ID{0: 1, 15: byte(head)}, DeviceSeq: head + 1}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func head(t *testing.T, s *memory.Store) (n int64) {
	t.Helper()
	err := s.Read(context.Background(), shopID, func(r store.Reader) (err error) {
		n, err = r.Head()
		return err
	})
	if errors.Is(err, store.ErrNoShop) {
		return -1
	}
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// A crash loses what came after the last Sync when writes are lazy, and nothing otherwise.
func TestCrashLosesWhatWasNotSynced(t *testing.T) {
	for _, lazy := range []bool{false, true} {
		s := memory.New(memory.Options{Lazy: lazy})
		if err := s.AddShop(t.Context(), store.Shop{ID: shopID}, 1); err != nil {
			t.Fatal(err)
		}
		add(t, s)
		s.Sync()
		add(t, s)
		add(t, s)
		s.Crash()
		if want := map[bool]int64{false: 3, true: 1}[lazy]; head(t, s) != want {
			t.Errorf("lazy %t: head is %d after a crash, not %d", lazy, head(t, s), want)
		}
		add(t, s)
		s.Sync()
		s.Crash()
		if want := map[bool]int64{false: 4, true: 2}[lazy]; head(t, s) != want {
			t.Errorf("lazy %t: what was written after a crash is not kept", lazy)
		}
	}
}

// A clone stays as it was made, and what is done to it does not reach the first.
func TestCloneIsAnOldCopy(t *testing.T) {
	s := memory.New(memory.Options{})
	if err := s.AddShop(t.Context(), store.Shop{ID: shopID}, 1); err != nil {
		t.Fatal(err)
	}
	add(t, s)
	c := s.Clone()
	add(t, s)
	for range 3 {
		add(t, c)
	}
	if head(t, s) != 2 || head(t, c) != 4 {
		t.Errorf("heads are %d and %d", head(t, s), head(t, c))
	}
	c.Crash()
	if head(t, c) != 4 {
		t.Error("a clone lost what it kept")
	}
}
