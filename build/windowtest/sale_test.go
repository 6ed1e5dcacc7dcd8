//go:build windowtest

package windowtest_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// On a Ukrainian keyboard, without a mouse, a fresh shop is opened in the
// window; its name and its owner are then in the shop's file.
func TestAShopIsOpenedByKeys(t *testing.T) {
	d := newDesktop(t)
	replica, _ := d.openShop()
	var users struct {
		Users []struct{ Name, Role string }
	}
	d.call(replica, "users.list", `{}`, &users)
	if len(users.Users) != 1 || users.Users[0].Name != "лавка" || users.Users[0].Role != "owner" {
		t.Errorf("the shop's people are %+v, want лавка, its owner", users.Users)
	}
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
	d.painted(d.waitWindow(shop))
	d.press(lavka...) // the shop's name has the focus at first
	d.press("Tab")
	d.press(lavka...)
	d.press("Tab", "1", "2", "3", "4", "Tab", "1", "2", "3", "4", "Return")
	d.until("the shop's file", func() bool {
		// The file comes first and the shop a moment later, in one transaction.
		return exec.Command(program(d.t, "desk"), "call", "--replica", replica, "users.list").Run() == nil
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
