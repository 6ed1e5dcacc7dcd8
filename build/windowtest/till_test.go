//go:build windowtest

package windowtest_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/prylavok/prylavok/build/desktop"
)

// till is a shop whose counter is open in a window; many cases may follow one
// another on it, as starting costs more than they do.
type till struct {
	*screen
	replica, window string
	program         *desktop.Process
}

// newTill opens a shop with one cup. Nobody in it has a PIN.
func newTill(t *testing.T) *till {
	t.Helper()
	d := newDesktop(t)
	w := &till{screen: d, replica: d.newShop()}
	d.importCup(w.replica)
	w.program = d.start(program(t, "prylavok"), "--replica", w.replica)
	w.window = d.waitWindow(w.program)
	d.painted(w.window)
	d.unlock(w.window)
	return w
}

// basket is the sale at the counter, as far as these tests ask.
type basket struct {
	Basket struct {
		ID    string
		Lines []struct {
			SKU, Title string
			Quantity   int64 // thousandths
		}
		Discount struct {
			BasisPoints int64 `json:"basis_points"`
		}
	}
	Customer struct{ Name, Phone string }
	Due      int64
}

// cups answers how many cups are in the sale; something else in it is a failure.
func (b basket) cups() int64 {
	switch {
	case len(b.Basket.Lines) == 0:
		return 0
	case len(b.Basket.Lines) == 1 && b.Basket.Lines[0].SKU == "CUP-1" && b.Basket.Lines[0].Quantity%1000 == 0:
		return b.Basket.Lines[0].Quantity / 1000
	default:
		return -1
	}
}

func (w *till) sale() (b basket) {
	w.t.Helper()
	w.call(w.replica, "counter.get", `{}`, &b)
	return b
}

// has waits until the sale has so many cups and nothing else.
func (w *till) has(cups int64, where string) {
	w.t.Helper()
	w.until(fmt.Sprintf("%d cups (%s)", cups, where), func() bool { return w.sale().cups() == cups })
}

// knowsAll demands that no code was taken for an unknown one.
func (w *till) knowsAll() {
	w.t.Helper()
	if codes := w.unknown(); len(codes) != 0 {
		w.t.Errorf("unknown codes are %q, want none", codes)
	}
}

func (w *till) unknown() (codes []string) {
	w.t.Helper()
	var list []struct{ Code string }
	w.call(w.replica, "codes.unknown", `{}`, &list)
	for _, each := range list {
		codes = append(codes, each.Code)
	}
	return codes
}

// parked waits until so many sales were put aside, the last with a note.
func (w *till) parked(note string, count int) {
	w.t.Helper()
	var found struct{ Orders []struct{ Comment string } }
	w.until("a sale put aside as "+note, func() bool {
		w.call(w.replica, "orders.list", `{"status":["parked"]}`, &found)
		return len(found.Orders) == count && found.Orders[0].Comment == note
	})
}

// clear empties the counter for the next case.
func (w *till) clear() {
	w.t.Helper()
	var b basket
	w.call(w.replica, "counter.clear", `{}`, &b)
	w.call(w.replica, "counter.set_customer", `{"customer_id":""}`, &b)
	w.still(w.window)
}

// set sets a setting of this till.
func (w *till) set(name, value string) {
	w.t.Helper()
	var state struct{ Desk struct{ ID string } }
	w.call(w.replica, "desk.state", `{}`, &state)
	var done struct{}
	w.call(w.replica, "settings.set", fmt.Sprintf(`{"key":"desk.%s.%s","value":%q}`, state.Desk.ID, name, value), &done)
}

// look keeps a picture for a person to look at, where the run was asked to.
func (w *till) look(name string) {
	if *looks == "" {
		return
	}
	w.still(w.window)
	w.output("import", "-window", "root", filepath.Join(*looks, name+".png"))
}
