package replica_test

import (
	"testing"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// The checklist of a new shop is empty, and each of its points is done by the
// thing itself: a printer chosen, a product, a sale, a backup.
func TestTheChecklistFollowsTheShop(t *testing.T) {
	r := newShop(t)
	users, err := r.Users(ctx)
	if err != nil {
		t.Fatal(err)
	}
	owner := replica.Actor{User: users[0].ID, Role: shop.Owner}
	var want replica.Checklist
	check := func(after string) {
		t.Helper()
		got, err := r.Checklist(ctx)
		if err != nil || got != want {
			t.Errorf("after %s: %+v %v, want %+v", after, got, err, want)
		}
	}
	setting := func(desk, value string) {
		t.Helper()
		if err := r.SetSetting(ctx, owner, "desk."+desk+".printer.receipt", value); err != nil {
			t.Fatal(err)
		}
	}
	check("opening the shop")

	setting(shop.NewID().String(), "system:Kitchen")
	check("another desk's printer")
	setting(r.Desk().ID.String(), "system:Counter")
	want.Printer = true
	check("choosing a printer")
	setting(r.Desk().ID.String(), "")
	want.Printer = false
	check("choosing none again")

	code := "4820000000017"
	if _, err := r.SaveProduct(ctx, owner, replica.Product{Name: "Чашка", Unit: "pcs", Active: true, Offers: []replica.Variant{{Price: 12500, Active: true, Barcodes: []replica.Barcode{{Code: code, Quantity: shop.One}}}}}); err != nil {
		t.Fatal(err)
	}
	want.Product = true
	check("saving a product")

	scanned, err := r.Scan(ctx, owner, "till", code, 0)
	if err != nil {
		t.Fatal(err)
	}
	check("a scan that is not sold yet")
	if _, err := r.FinishSale(ctx, owner, "till", replica.Finish{Basket: scanned.Counter.Basket.ID}); err != nil {
		t.Fatal(err)
	}
	want.Sale = true
	check("a sale")

	if _, err := r.Backup(ctx, "manual"); err != nil {
		t.Fatal(err)
	}
	want.Backup = true
	check("a backup")
}
