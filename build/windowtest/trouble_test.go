//go:build windowtest

package windowtest_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/prylavok/prylavok/build/desktop"
)

// A damaged shop stays as it is until somebody at the window wants its backup.
// Then the shop is there again with a new series of numbers, and the damaged
// file is kept.
func TestADamagedShopIsOfferedItsLastBackup(t *testing.T) {
	d := newDesktop(t)
	replica := d.newShop()
	var made struct{}
	d.desk(&made, "backup", "--replica", replica)
	before := d.series(replica)
	damaged := damage(t, replica)

	declined := d.start(program(t, "prylavok"), "--replica", replica)
	d.answer(declined, "alt+n")
	if code := d.waitExit(declined); code != 1 {
		t.Errorf("exit code %d after No, want 1", code)
	}
	if kept, err := os.ReadFile(replica); err != nil || !bytes.Equal(kept, damaged) {
		t.Errorf("the file was changed although the answer was No (%v)", err)
	}

	shop := d.start(program(t, "prylavok"), "--replica", replica)
	d.answer(shop, "alt+y")
	d.until("the shop of the backup", func() bool {
		d.must(shop.Running())
		text, err := os.ReadFile(replica)
		return err == nil && !bytes.HasPrefix(text, damaged)
	})
	d.painted(d.waitWindow(shop))
	if after := d.series(replica); after <= before {
		t.Errorf("new numbers have the series %s, want a later one than %s", after, before)
	}
	aside, err := filepath.Glob(filepath.Join(replica+".backups", "*_before-restore.db"))
	if err != nil || len(aside) != 1 {
		t.Fatalf("kept aside are %q (%v), want the damaged file", aside, err)
	}
	if kept, err := os.ReadFile(aside[0]); err != nil || !bytes.Equal(kept, damaged) {
		t.Errorf("the file that was kept aside is not the damaged one (%v)", err)
	}
}

// The power goes in the middle of a sale. The sale is at the counter again
// after the next start and can be finished.
func TestASaleOutlivesAKilledWindow(t *testing.T) {
	d := newDesktop(t)
	replica, shop := d.openShop()
	d.importCup(replica)
	d.scan("4820000000017")
	d.until("the cup in the sale", func() bool { return d.due(replica) == cupSold.Total })
	shop.Kill()

	again := d.start(program(t, "prylavok"), "--replica", replica)
	window := d.waitWindow(again)
	d.painted(window)
	d.unlock(window, "1", "2", "3", "4")
	d.press("F12")
	d.until("the lock", func() bool {
		picture := d.picture(window)
		return inked(picture, takesMoney.of(picture)) < 0.02
	})
	d.unlock(window, "1", "2", "3", "4")
	d.press("F9", "ctrl+Return")
	if sales := d.sales(replica, 1); len(sales) != 1 || sales[0] != cupSold {
		t.Errorf("the sales are %+v, want %+v alone", sales, cupSold)
	}
}

// newShop makes a shop without a window.
func (d *screen) newShop() (replica string) {
	d.t.Helper()
	replica = filepath.Join(d.t.TempDir(), "shop.db")
	var made struct{}
	d.desk(&made, "init", "--replica", replica, "--name", "Лавка", "--currency", "UAH")
	return replica
}

// damage writes over the beginning of a shop's file and answers the whole of it.
func damage(t *testing.T, replica string) []byte {
	t.Helper()
	text, err := os.ReadFile(replica)
	if err != nil {
		t.Fatal(err)
	}
	copy(text, strings.Repeat("a bad sector", 1000))
	if err := os.WriteFile(replica, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return text
}

func (d *screen) series(replica string) string {
	d.t.Helper()
	var state struct{ Desk struct{ Series string } }
	d.call(replica, "desk.state", `{}`, &state)
	return state.Desk.Series
}

// answer presses a key until what a program asks is answered.
func (d *screen) answer(p *desktop.Process, key string) {
	d.t.Helper()
	d.waitDialog(p)
	d.pressUntil("the question to go", func() bool { return !d.dialog() }, key)
}
