//go:build windowtest

package windowtest_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/prylavok/prylavok/build/desktop"
)

// lavka are the hardware keys of «лавка», where a Latin keyboard has k f d r f.
var lavka = []string{"45", "41", "40", "27", "41"}

// openShop answers the first-start screen by keys, on a Ukrainian keyboard, and
// waits until there is a shop and its counter. The person at the window is its
// owner, whose PIN is 1234.
func (d *screen) openShop() (replica string, shop *desktop.Process) {
	d.t.Helper()
	d.layout("ua")
	replica, shop, window := d.firstStart()
	d.press(lavka...)
	// The third offer, after importing and the demo, is to start empty.
	d.press("Tab", "1", "2", "3", "4", "Tab", "Tab", "Tab", "Return")
	d.untilShop(replica)
	d.counter(window)
	return replica, shop
}

// firstStart starts the program without a shop and waits until its questions
// take keys. The shop's name has the focus.
func (d *screen) firstStart() (replica string, shop *desktop.Process, window string) {
	d.t.Helper()
	replica = filepath.Join(d.t.TempDir(), "shop.db")
	shop = d.start(program(d.t, "prylavok"), "--replica", replica)
	window = d.waitWindow(shop)
	d.painted(window)
	empty := d.still(window)
	typed := func() bool { return differing(empty, d.picture(window)) >= 2*caret }
	d.pressUntil("the questions to take keys", typed, lavka...)
	d.pressUntil("the name to be empty again", func() bool { return !typed() }, "ctrl+"+keyA, "BackSpace")
	return replica, shop, window
}

func (d *screen) untilShop(replica string) {
	d.t.Helper()
	d.until("the shop's file", func() bool {
		// The file comes first and the shop a moment later, in one transaction.
		return exec.Command(program(d.t, "desk"), "call", "--replica", replica, "users.list").Run() == nil
	})
}

// takesMoney is the part of the window where the counter takes the money; no
// other screen has much there. The card of the first start ends left of it.
var takesMoney = part{0.85, 0.75, 1, 1}

// counter waits for the screen that sells.
func (d *screen) counter(window string) {
	d.t.Helper()
	d.shows(window, "the counter", takesMoney)
	d.still(window)
}

// unlock tells the window who is there, and waits for the counter.
func (d *screen) unlock(window string, pin ...string) {
	d.t.Helper()
	d.pressUntil("the counter", func() bool {
		picture := d.picture(window)
		return inked(picture, takesMoney.of(picture)) >= 0.02
	}, append(pin, "Return")...)
	d.still(window)
}

// goods are a file of another shop system with one cup.
const goods = `Type,SKU,"GTIN, UPC, EAN, or ISBN",Name,Published,In stock?,Stock,Regular price
simple,CUP-1,4820000000017,Чашка синя 350 мл,1,1,10,125
`

// goodsFile writes the file with one cup.
func goodsFile(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "goods.csv")
	if err := os.WriteFile(file, []byte(goods), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func (d *screen) importCup(replica string) {
	d.t.Helper()
	var imported struct{ Created int }
	d.desk(&imported, "import", "--replica", replica, "--from", "woocommerce", goodsFile(d.t))
	if imported.Created != 1 {
		d.t.Fatalf("%d products were imported, want 1", imported.Created)
	}
}

// sale is an order as a list shows it.
type sale struct {
	Goods   string
	Total   int64
	Status  string
	Payment string `json:"payment_state"`
}

// cupSold is the cup, paid and handed over.
var cupSold = sale{Goods: "Чашка синя 350 мл", Total: 125_00, Status: "completed", Payment: "paid"}

// sales waits until the shop's file has so many finished sales and answers all
// there are, the latest first.
func (d *screen) sales(replica string, count int) []sale {
	d.t.Helper()
	var orders struct{ Orders []sale }
	d.until("a sale in the shop's file", func() bool {
		d.call(replica, "orders.list", `{"status":["completed"]}`, &orders)
		return len(orders.Orders) >= count
	})
	return orders.Orders
}

// due is what the sale at the counter comes to.
func (d *screen) due(replica string) int64 {
	d.t.Helper()
	var counter struct{ Due int64 }
	d.call(replica, "counter.get", `{}`, &counter)
	return counter.Due
}

// call asks the shop's file what a screen would get.
func (d *screen) call(replica, method, params string, into any) {
	d.t.Helper()
	d.desk(into, "call", "--replica", replica, "--screen", "window", method, params)
}

// refusal asks the shop's file what must be refused, and answers the words of that.
func (d *screen) refusal(replica, method, params string) string {
	d.t.Helper()
	text, err := exec.Command(program(d.t, "desk"), "call", "--replica", replica, "--screen", "window", method, params).Output()
	var said struct{ Error struct{ Message string } }
	if json.Unmarshal(text, &said) != nil || err == nil {
		d.t.Fatalf("desk call %s answered %q (%v), want a refusal", method, text, err)
	}
	return said.Error.Message
}

// desk runs a command of desk that must succeed and reads its result.
func (d *screen) desk(into any, args ...string) {
	d.t.Helper()
	cmd := exec.Command(program(d.t, "desk"), args...)
	cmd.Stderr = os.Stderr
	text, err := cmd.Output()
	if err != nil {
		d.t.Fatalf("desk %s: %v", args[0], err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		d.t.Fatalf("desk %s answered %q: %v", args[0], text, err)
	}
}
