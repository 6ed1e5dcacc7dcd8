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

// Keys that open something and keys that close it again, by their places: K, U, B
// and the digits stand on other keys in other layouts or type nothing there.
var shortcuts = [][2]string{
	{"ctrl+45", "Escape"},  // K: find everything
	{"alt+30", "Escape"},   // U: unknown codes
	{"ctrl+56", "ctrl+56"}, // B: the rail
	{"alt+11", "F2"},       // 2: orders
	{"F1", "F2"}, {"F4", "Escape"}, {"F5", "Escape"}, {"F6", "Escape"}, {"F7", "Escape"}, {"F8", "Escape"}, {"F9", "Escape"},
}

// Whatever letters the keys have at the moment, text is edited, shortcuts do what
// they say and a sale is made by keys alone: a scanner's code, the payment, the
// end. The shop's file then has it, paid and completed, and every figure adds up.
func TestASaleIsMadeByKeysOnEveryLayout(t *testing.T) {
	w := newTill(t)
	for at, keyboard := range keyboards {
		w.layout(keyboard.layout)
		w.scan(cupCode)
		w.has(1, keyboard.layout)
		for i, keys := range shortcuts {
			if i < 4 || keyboard.layout == "ru" { // function keys are the same in every layout
				w.opensAndCloses(keys[0], keys[1], keyboard.layout)
			}
		}
		w.opens("F7")
		w.editWord(w.window)
		w.press("Return")
		w.parked(keyboard.word+keyboard.word, at+1)

		w.scan(cupCode)
		w.has(1, keyboard.layout+", the next sale")
		w.still(w.window)
		w.press("F9") // cash, the exact sum
		// Finish: without printing, and with. F10 is a key of menus in GTK.
		w.press([]string{"ctrl+Return", "F10"}[at%2])
		sales := w.sales(w.replica, at+1)
		if len(sales) != at+1 || sales[0] != cupSold {
			t.Errorf("%s: the sales are %+v, want %d of %+v", keyboard.layout, sales, at+1, cupSold)
		}
	}
	w.press("alt+F4")
	if code := w.waitExit(w.program); code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}
	var verified struct{ OK bool }
	w.desk(&verified, "verify", "--replica", w.replica)
	if !verified.OK {
		t.Error("the shop's figures do not add up")
	}
}

// opensAndCloses presses a key that shows something else, and one that makes it go.
func (w *till) opensAndCloses(key, back, where string) {
	w.t.Helper()
	w.opens(key)
	opened := w.still(w.window)
	w.press(back)
	w.until(back+" to close what "+key+" opened ("+where+")", func() bool { return differing(opened, w.picture(w.window)) > 20*caret })
}

// editWord types a word into the empty field that has the focus, cuts it, takes
// that back, and copies it behind itself. Each step waits for the one before:
// the clipboard takes its time, and the next key would go elsewhere.
func (d *screen) editWord(window string) {
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
