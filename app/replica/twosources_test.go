package replica_test

import (
	"strings"
	"testing"

	"github.com/prylavok/prylavok/app/intake"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// A code that two goods of a file share is asked about at the counter, and what
// is sold is what the person chose.
func TestASharedBarcodeIsAskedAbout(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	const shared = "ID,Type,SKU,Name,Published,Description,Stock,Regular price,Sale price,Categories,Tags,GTIN\n" +
		"1,simple,A-1,Горнятко біле,1,,10,120,,,,4820000000017\n2,simple,A-2,Горнятко чорне,1,,4,130,,,,4820000000017\n"
	wantCounts(t, importText(t, r, intake.WooCommerce, shared, replica.ImportOptions{}), 2, 2, 0, 0, 0)
	s, err := r.Scan(ctx, a, "till", "4820000000017", 0)
	if err != nil || s.Found != "choice" || len(s.Choices) != 2 || len(s.Counter.Basket.Lines) != 0 {
		t.Fatalf("found %q of %d: %v", s.Found, len(s.Choices), err)
	}
	for range 2 { // known again, and still two
		wantCounts(t, importText(t, r, intake.WooCommerce, shared, replica.ImportOptions{}), 2, 0, 0, 2, 0)
	}
	verify(t, r)
}

// Goods that came from one system are known again in the file of another by
// their SKUs: nothing is doubled, and stock sold since is not given back by the
// first system's next file.
func TestTheSameGoodsFromTwoSystems(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	wantCounts(t, importText(t, r, intake.WooCommerce, twoMugs, replica.ImportOptions{}), 2, 2, 0, 0, 0)
	sell(t, r, a, "4820000000017", 3)
	const same = "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Qty,Variant Price,Variant Barcode,Status\n" +
		"mug-white,Горнятко біле,,,,,true,Title,Default Title,MUG-1,8,125.00,4820000000017,active\nmug-black,Горнятко чорне,,,,,true,Title,Default Title,MUG-2,4,130.00,,active\n"
	report := importText(t, r, intake.Shopify, same, replica.ImportOptions{})
	if report.Created != 0 || len(report.Refused) != 0 {
		t.Errorf("doubled: %+v", report)
	}
	if page, err := r.Goods(ctx, a, replica.GoodsQuery{}); err != nil || page.Total != 2 {
		t.Errorf("%d goods: %v", page.Total, err)
	}
	if o := offer(t, r, "MUG-1"); o.OnHand != 8*shop.One || o.Price != 12500 {
		t.Errorf("as the second system says: %+v", o)
	}
	sell(t, r, a, "4820000000017", 1)
	for range 2 {
		importText(t, r, intake.WooCommerce, twoMugs, replica.ImportOptions{})
		importText(t, r, intake.Shopify, same, replica.ImportOptions{})
	}
	if o := offer(t, r, "MUG-1"); o.OnHand != 7*shop.One || o.Price != 12500 {
		t.Errorf("old files brought old figures back: %+v", o)
	}
	verify(t, r)
}

// A file of two hundred columns gives the twelve that are known.
func TestAFileOfManyColumns(t *testing.T) {
	r := newShop(t)
	lines := strings.Split(strings.TrimSpace(twoMugs), "\n")
	for i := range lines {
		cell := ",meta"
		if i == 0 {
			cell = ",Meta: _x"
		}
		lines[i] += strings.Repeat(cell, 188)
	}
	wantCounts(t, importText(t, r, intake.WooCommerce, strings.Join(lines, "\n")+"\n", replica.ImportOptions{}), 2, 2, 0, 0, 0)
	verify(t, r)
}

// An order that was cancelled leaves nothing for the printer, and a long queue
// is worked off in its order, each job once.
func TestALongPrintQueue(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	stockUp(t, r, "Чашка", "4820024700016", 10000, 1000*shop.One)
	var numbers []string
	for range 40 {
		numbers = append(numbers, sell(t, r, a, "4820024700016", 1).Number)
	}
	gone, err := r.OrderByNumber(ctx, numbers[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := r.CancelOrder(ctx, a, gone, "помилка", ""); err != nil {
		t.Fatal(err)
	}
	for _, want := range numbers[1:] {
		p, ok, err := takePrint(r)
		if err != nil || !ok || p.Number != want || p.Copy != 0 {
			t.Fatalf("next is %+v (%v), not %s: %v", p, ok, want, err)
		}
		if want == numbers[2] { // the worker is cut off here
			if err := r.RecoverPrints(ctx); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if err := endPrint(r, p.ID, ""); err != nil {
			t.Fatal(err)
		}
	}
	if p, ok, err := takePrint(r); err != nil || ok {
		t.Errorf("still waiting: %+v, %v", p, err)
	}
	verify(t, r)
}
