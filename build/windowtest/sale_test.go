//go:build windowtest

package windowtest_test

import (
	"image"
	"testing"
)

// On a Ukrainian keyboard, without a mouse, a fresh shop is opened in the
// window; its name and its owner are then in the shop's file.
func TestAShopIsOpenedByKeys(t *testing.T) {
	d := newDesktop(t)
	replica, _ := d.openShop()
	var state struct {
		Shop  struct{ Name string }
		Users []struct {
			Role   string
			HasPIN bool `json:"has_pin"`
		}
	}
	d.call(replica, "desk.state", `{}`, &state)
	if state.Shop.Name != "лавка" || len(state.Users) != 1 || state.Users[0].Role != "owner" || !state.Users[0].HasPIN {
		t.Errorf("the shop is %+v, want лавка with one owner who has a PIN", state)
	}
}

// Hardware keys of the letters that text is edited with.
const keyA, keyC, keyV, keyX, keyZ = "38", "54", "55", "53", "52"

// Whatever letters the keys have at the moment, text is edited and a sale made
// by keys alone: a scanner's code, the payment, the end. The shop's file then
// has it, paid and completed, and every figure adds up.
func TestASaleIsMadeByKeysOnEveryLayout(t *testing.T) {
	for layout, word := range map[string]string{"us": "kfdrf", "ru": "лавка", "ua": "лавка"} {
		t.Run(layout, func(t *testing.T) {
			d := newDesktop(t)
			d.layout(layout)
			replica, shop, window := d.firstStart()
			d.editName(window)
			d.press("Tab", "1", "2", "3", "4", "Tab", "Tab", "Tab", "Return")
			d.untilShop(replica)
			d.counter(window)
			var state struct{ Shop struct{ Name string } }
			d.call(replica, "desk.state", `{}`, &state)
			if want := word + word; state.Shop.Name != want {
				t.Errorf("the shop's name was edited to %q, want %q", state.Shop.Name, want)
			}

			d.importCup(replica)
			d.scan("4820000000017")
			d.until("the cup in the sale", func() bool { return d.due(replica) == cupSold.Total })
			d.press("F9")          // cash, the exact sum
			d.press("ctrl+Return") // finish without printing
			if sales := d.sales(replica); len(sales) != 1 || sales[0] != cupSold {
				t.Errorf("the sales are %+v, want %+v alone", sales, cupSold)
			}
			d.press("alt+F4")
			if code := d.waitExit(shop); code != 0 {
				t.Errorf("exit code %d, want 0", code)
			}
			var verified struct{ OK bool }
			d.desk(&verified, "verify", "--replica", replica)
			if !verified.OK {
				t.Error("the shop's figures do not add up")
			}
		})
	}
}

// editName types a word into the empty field that has the focus, cuts it, takes
// that back, and copies it behind itself. Each step waits for the one before:
// the clipboard takes its time, and the next key would go elsewhere.
func (d *screen) editName(window string) {
	d.t.Helper()
	empty := d.still(window)
	d.press(lavka...)
	once := d.still(window)
	shows := func(what string, picture *image.RGBA) {
		d.t.Helper()
		d.until(what, func() bool { return differing(picture, d.picture(window)) < 2*caret })
	}
	d.press("ctrl+"+keyA, "ctrl+"+keyX)
	shows("the word to be cut", empty)
	d.press("ctrl+"+keyZ, "End")
	shows("the word to come back", once)
	d.press("ctrl+"+keyA, "ctrl+"+keyC, "End")
	shows("the word to be copied and unmarked", once)
	d.press("ctrl+" + keyV)
	d.until("the word to be pasted", func() bool { return differing(once, d.picture(window)) >= 2*caret })
}
