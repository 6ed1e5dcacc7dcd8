package hub_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/hub"
	"github.com/prylavok/prylavok/sync/store"
)

// A kept place is given again as long as its bytes are the same, and only in its shop.
func TestUnpackedPlacesAreThoseOfTheBytes(t *testing.T) {
	place := func(seq int64, text string) store.RawEntry {
		data, err := (&change.Entry{Batch: change.Batch{Ops: []change.Op{{Kind: change.Product.Num, Act: change.Create, Set: []change.Assign{{Field: 1, Value: text}}}}}}).Encode()
		if err != nil {
			t.Fatal(err)
		}
		return store.RawEntry{Seq: seq, Data: data}
	}
	u := hub.NewUnpacked()
	ask := func(shop byte, seq int64, text string) *change.Entry {
		t.Helper()
		e, err := u.Entry(change.ID{shop}, place(seq, text))
		if err != nil || e.Seq != seq || e.Batch.Ops[0].Set[0].Value != text {
			t.Fatalf("place %d of %.10q is %+v, %v", seq, text, e, err)
		}
		return e
	}
	first := ask(1, 5, "скатертина")
	if ask(1, 5, "скатертина") != first {
		t.Error("a place was unpacked twice")
	}
	if ask(2, 5, "скатертина") == first {
		t.Error("a place was given in another shop")
	}
	ask(1, 5, "рушник") // the hub was set back
	for seq := range int64(3 * hub.UnpackedMax) {
		ask(1, seq, "серветка")
	}
	long := strings.Repeat("а", hub.UnpackedBytes)
	if first = ask(1, 7, long); ask(1, 7, long) == first {
		t.Error("a long place was kept")
	}
	if _, err := u.Entry(change.ID{1}, store.RawEntry{Seq: 9, Data: []byte{1}}); !errors.Is(err, change.ErrMalformed) {
		t.Errorf("malformed bytes gave %v", err)
	}
}
