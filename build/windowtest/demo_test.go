//go:build windowtest

package windowtest_test

import (
	"flag"
	"path/filepath"
	"testing"
)

var pictureFile = flag.String("picture", "", "keep a picture of the demo shop's counter in this `file`")

// A demo shop sells: four goods are scanned, the customer is found by name, and
// the window asks for the money. The documents show the picture of it.
func TestADemoShopSells(t *testing.T) {
	d := newDesktop(t)
	d.layout("us")
	replica := filepath.Join(t.TempDir(), "shop.db")
	var made struct{}
	d.desk(&made, "demo", "--replica", replica, "--orders", "300", "--products", "300", "--customers", "120", "--until", "2026-07-31")
	shop := d.start(program(t, "prylavok"), "--replica", replica)
	window := d.waitWindow(shop)
	d.painted(window)
	d.still(window)
	d.unlock(window, "0", "0", "0", "0")
	for _, code := range []string{"4820332000013", "4820295000341", "4820628000017", "4820369000048"} {
		before := d.due(replica)
		d.scan(code)
		d.until("the goods in the sale", func() bool { return d.due(replica) > before })
	}
	var found struct {
		Customers []struct{ ID, Name string }
	}
	d.call(replica, "customers.list", `{"text":"Левицький","limit":1}`, &found)
	if len(found.Customers) != 1 {
		t.Fatal("the demo shop knows no Левицький")
	}
	d.press("F4")
	d.still(window)
	d.press(levyts...)
	d.still(window)
	d.press("Return")
	var counter struct{ Customer struct{ ID string } }
	d.until("the customer in the sale", func() bool {
		d.call(replica, "counter.get", `{}`, &counter)
		return counter.Customer.ID != ""
	})
	d.still(window)
	before := d.still(window)
	d.press("F9")
	d.until("the payment", func() bool { return differing(before, d.picture(window)) > 20*caret })
	d.still(window)
	if *pictureFile != "" {
		d.keepPictureIn(*pictureFile)
	}
}

// levyts are the hardware keys of «левиц», typed here as a Latin keyboard has
// them, k t d b w: the search sees through the wrong layout.
var levyts = []string{"k", "t", "d", "b", "w"}
