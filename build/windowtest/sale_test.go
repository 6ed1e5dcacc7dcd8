//go:build windowtest

package windowtest_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
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

// goods are a file of another shop system with one cup.
const goods = `Type,SKU,"GTIN, UPC, EAN, or ISBN",Name,Published,In stock?,Stock,Regular price
simple,CUP-1,4820000000017,Чашка синя 350 мл,1,1,10,125
`

// A sale is made by keys alone: a scanner's code, the payment, the end. The
// shop's file then has it, paid and completed, and every figure adds up.
func TestASaleIsMadeByKeys(t *testing.T) {
	d := newDesktop(t)
	replica, shop := d.openShop()
	file := filepath.Join(t.TempDir(), "goods.csv")
	if err := os.WriteFile(file, []byte(goods), 0o600); err != nil {
		t.Fatal(err)
	}
	var imported struct{ Created int }
	d.desk(&imported, "import", "--replica", replica, "--from", "woocommerce", file)
	if imported.Created != 1 {
		t.Fatalf("%d products were imported, want 1", imported.Created)
	}

	d.scan("4820000000017")
	d.until("the cup in the sale", func() bool {
		var counter struct{ Due int64 }
		d.call(replica, "counter.get", `{}`, &counter)
		return counter.Due == 125_00
	})
	d.press("F9")          // cash, the exact sum
	d.press("ctrl+Return") // finish without printing
	type order struct {
		Goods   string
		Total   int64
		Status  string
		Payment string `json:"payment_state"`
	}
	var orders struct{ Orders []order }
	d.until("the sale in the shop's file", func() bool {
		d.call(replica, "orders.list", `{}`, &orders)
		return len(orders.Orders) > 0
	})
	want := order{Goods: "Чашка синя 350 мл", Total: 125_00, Status: "completed", Payment: "paid"}
	if len(orders.Orders) != 1 || orders.Orders[0] != want {
		t.Errorf("the orders are %+v, want %+v alone", orders.Orders, want)
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
}

// scan types the digits of a code as a scanner does: by hardware keys, quickly,
// and with Enter at its end.
func (d *desktop) scan(code string) {
	d.t.Helper()
	const one, zero, enter = 10, 19, 36
	args := []string{"key", "--delay", "4"}
	for _, digit := range code {
		key := one + int(digit-'1')
		if digit == '0' {
			key = zero
		}
		args = append(args, strconv.Itoa(key))
	}
	d.output("xdotool", append(args, strconv.Itoa(enter))...)
}

// lavka are the hardware keys of «лавка», where a Latin keyboard has k f d r f.
var lavka = []string{"45", "41", "40", "27", "41"}

// openShop answers the first-start screen by keys and waits until there is a
// shop. The person at the window is its owner.
func (d *desktop) openShop() (replica string, shop *process) {
	d.t.Helper()
	d.output("setxkbmap", "ua")
	replica = filepath.Join(d.t.TempDir(), "shop.db")
	shop = d.start(program(d.t, "prylavok"), "--replica", replica)
	window := d.waitWindow(shop)
	d.painted(window)
	d.press(lavka...) // the shop's name has the focus at first
	// The third offer, after importing and the demo, is to start empty.
	d.press("Tab", "1", "2", "3", "4", "Tab", "Tab", "Tab", "Return")
	d.until("the shop's file", func() bool {
		// The file comes first and the shop a moment later, in one transaction.
		return exec.Command(program(d.t, "desk"), "call", "--replica", replica, "users.list").Run() == nil
	})
	// The questions leave the corner empty in which the counter takes the money.
	d.until("the counter", func() bool {
		screen := d.picture(window)
		corner := screen.Bounds()
		corner.Min.X += corner.Dx() * 3 / 4
		corner.Min.Y += corner.Dy() * 3 / 4
		return inked(screen, corner) >= 0.02
	})
	return replica, shop
}

// call asks the shop's file what a screen would get.
func (d *desktop) call(replica, method, params string, into any) {
	d.t.Helper()
	d.desk(into, "call", "--replica", replica, "--screen", "window", method, params)
}

// desk runs a command of desk that must succeed and reads its result.
func (d *desktop) desk(into any, args ...string) {
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
