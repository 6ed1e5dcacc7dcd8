//go:build windowtest

package windowtest_test

import (
	"flag"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/prylavok/prylavok/app/scanner/ptytest"
)

var looks = flag.String("looks", "", "keep pictures of the cases in this `folder`")

// The cup's codes: its barcode, its SKU, and the same barcode in a GS1 code with
// a lot, whose end is a group separator, and a serial number.
const (
	cupCode = "4820000000017"
	cupSKU  = "CUP-1"
	cupGS1  = "]d201048200000000" + "17" + "10AB\x1d21XYZ"
)

// keyboards are the layouts that a shop has, with what the keys k f d r f type.
var keyboards = []struct{ layout, word string }{{"us", "kfdrf"}, {"ru", "лавка"}, {"ua", "лавка"}}

// A scan adds the cup whatever the layout and CapsLock are and wherever the focus
// is. What is typed there afterwards proves that the scan left nothing: a word in
// the comment and the customer's name is that word alone, a discount that figure.
func TestAScanIsTheCupWhateverHasTheFocus(t *testing.T) {
	w := newTill(t)
	sales := 0
	for _, keyboard := range keyboards {
		for _, caps := range []bool{false, true} {
			name, word := keyboard.layout, keyboard.word
			if caps {
				name, word = name+" CapsLock", strings.ToUpper(word)
			}
			w.layout(keyboard.layout)
			w.must(w.CapsLock(caps))
			w.clear()
			sales++
			w.scansEverywhere(name, word, sales)
			w.knowsAll()
		}
	}
	w.must(w.CapsLock(false))
}

// apart waits until Enter is a person's: at once it would be the second line end of
// the scan before (frontend/src/scan/listener.ts, line_ends_ms_max).
func (w *till) apart() {
	w.t.Helper()
	scanned := time.Now()
	w.until("the scan to be over", func() bool { return time.Since(scanned) > 150*time.Millisecond })
}

// scansEverywhere makes one sale of scans with the focus in one place after the
// other, and puts it aside. The word is what the keys of лавка type; behind the
// number of the sale it is a customer that nobody has: a search sees through layouts.
func (w *till) scansEverywhere(name, word string, sales int) {
	w.t.Helper()
	w.scan(cupCode)
	w.has(1, name+", search field")
	w.apart()
	w.press("Return") // repeats the line, if the field is empty
	w.has(2, name+", search field is empty")
	w.scan(cupGS1)
	w.has(3, name+", a separator as F8")
	w.apart()
	w.press("Return") // and no panel is open
	w.has(4, name+", no return was opened")

	w.press("Tab") // to a button: undo or the like
	w.scan(cupSKU)
	w.has(5, name+", button")
	w.must(w.Click(600, 560)) // an empty place below the lines
	w.scan(cupSKU)
	w.has(6, name+", nowhere")
	w.scan(cupCode)
	w.has(7, name+", nowhere again")

	w.opens("F4")
	w.scan(cupCode)
	w.has(8, name+", customer field")
	w.look(name + "-customer")
	number := strconv.Itoa(sales)
	w.press(append([]string{number}, lavka...)...)
	w.still(w.window)
	w.press("Return") // nobody has the name: a new customer
	w.still(w.window)
	w.press("Return")
	w.until(name+": a customer called "+number+word, func() bool { return w.sale().Customer.Name == number+word })
	w.still(w.window)

	w.opens("F5")
	w.scan(cupSKU)
	w.has(9, name+", discount field")
	w.look(name + "-discount")
	w.press("5", "Return")
	w.until(name+": a discount of 5 %", func() bool { return w.sale().Basket.Discount.BasisPoints == 500 })
	w.still(w.window)

	w.opens("F7")
	w.press(lavka[0])
	w.still(w.window) // nobody types and scans within a tenth of a second
	w.scan(cupSKU)
	w.has(10, name+", comment")
	w.look(name + "-comment")
	w.press(append(lavka[1:], "Return")...)
	w.parked(word, sales)
}

// opens presses a key that opens a panel and waits for it.
func (w *till) opens(key string) {
	w.t.Helper()
	before := w.still(w.window)
	w.press(key)
	w.until("a panel by "+key, func() bool { return differing(before, w.picture(w.window)) > 20*caret })
	w.still(w.window)
}

// Five scans come one after the other, faster than anybody scans; nobody knows
// one of them. The others are lines, and that one waits.
func TestAnUnknownCodeStopsNoScan(t *testing.T) {
	w := newTill(t)
	w.layout("ua")
	w.scan(cupCode, cupSKU, "5901234123457", cupGS1, cupCode)
	w.has(4, "a burst with an unknown code")
	w.until("the code to wait", func() bool { return strings.Join(w.unknown(), " ") == "5901234123457" })
	w.look("unknown")
}

// A number that a person types, however fast, stays in the field.
func TestAFastTypistKeepsTheNumber(t *testing.T) {
	w := newTill(t)
	for _, pause_ms := range []int{60, 30} {
		number := fmt.Sprintf("49151123456%d", pause_ms+8) // a German phone, and no EAN-13
		w.opens("F4")
		w.must(w.PressEvery(pause_ms, strings.Split(number, "")...))
		w.still(w.window)
		w.press("Return") // nobody has it: a new customer with it
		w.still(w.window)
		w.look("typist-" + number)
		w.press(append(slices.Clone(lavka), "Return")...)
		w.until("the number "+number, func() bool {
			return strings.TrimPrefix(w.sale().Customer.Phone, "+") == number
		})
		w.still(w.window)
	}
	w.knowsAll()
}

// A serial scanner is heard while the window of another program is in front.
func TestASerialScannerIsHeardBehindAnotherWindow(t *testing.T) {
	w := newTill(t)
	line := ptytest.Plug(t)
	w.set("scanner", `{"serial":{"mode":"port","port":"`+line.Port+`","baud":9600}}`)
	w.start("xmessage", "-center", "Something else to do")
	w.until("another window in front", func() bool {
		active, err := w.Active()
		w.must(err)
		return active != "" && active != w.window
	})
	var sent time.Time
	w.until("the scanner to be heard behind another window", func() bool {
		// Nothing tells when the port is open, and what was sent before is lost.
		if time.Since(sent) > again {
			line.Send(t, cupCode+"\r\n")
			sent = time.Now()
		}
		return w.sale().cups() > 0
	})
	before := w.sale().cups()
	w.output("xdotool", "windowminimize", w.window)
	w.until("the window to hide", func() bool { return w.windows() == 0 })
	line.Send(t, cupSKU+"\r\n")
	w.has(before+1, "serial, the window hidden")
}
