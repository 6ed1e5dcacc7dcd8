package paper_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prylavok/prylavok/app/label"
	"github.com/prylavok/prylavok/app/paper"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// manyGoods gives a shop so many goods that have a code each.
func manyGoods(t *testing.T, r *replica.Replica, a replica.Actor, n int) (offers []shop.ID, codes []string) {
	t.Helper()
	ctx := context.Background()
	for i := range n {
		code := fmt.Sprintf("T-%03d", i+1)
		if _, err := r.SaveProduct(ctx, a, replica.Product{Name: "Чашка " + code, Unit: "pcs", Active: true, Offers: []replica.Variant{{SKU: code, Price: 12500, Active: true}}}); err != nil {
			t.Fatal(err)
		}
		found, err := r.OffersByCode(ctx, a, code)
		if err != nil || len(found) != 1 {
			t.Fatal(found, err)
		}
		offers, codes = append(offers, found[0].ID), append(codes, code)
	}
	return offers, codes
}

// asks has papers queued and gives their run or job.
func (q *queue) asks(t *testing.T, ask paper.Ask) shop.ID {
	t.Helper()
	ctx := context.Background()
	jobs, err := paper.Jobs(ctx, q.r, ask)
	if err != nil {
		t.Fatal(err)
	}
	asked := shop.NewID()
	if _, err := q.r.QueuePapers(ctx, q.a, asked, string(ask.Document), jobs...); err != nil {
		t.Fatal(err)
	}
	return asked
}

// untilJob waits for a job that stands alone to be settled.
func (q *queue) untilJob(t *testing.T, id shop.ID) replica.Print {
	t.Helper()
	late := time.After(60 * time.Second)
	for {
		list, err := q.r.PrintQueue(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		at := slices.IndexFunc(list.Prints, func(p replica.Print) bool { return p.ID == id })
		if at >= 0 && !slices.Contains([]string{"waiting", "printing"}, list.Prints[at].State) {
			return list.Prints[at]
		}
		select {
		case <-q.changed:
		case <-late:
			t.Fatalf("the job is not settled: %+v", list.Prints)
		}
	}
}

// A printer runs out of paper in the middle of thirty price tags. The queue knows
// which came out; with new paper the rest follows, none twice and none missing.
func TestThirtyTagsGoOnAfterPaperOut(t *testing.T) {
	ctx := context.Background()
	r, a, _, _ := manyOrders(t, 0)
	offers, codes := manyGoods(t, r, a, 30)
	p := newLabelPrinter(t)
	p.paper = 12
	setPrinter(t, r, a, "pricetag", paper.Way{Address: p.address, Language: paper.ZPL}.Setting())
	q := work(t, r, a)
	run := q.asks(t, paper.Ask{Document: shop.DocumentPriceTag, Offers: offers, Size: label.Tag40x30})
	at := q.until(t, run, "stopped", func(r replica.PrintRun) bool { return r.Held && r.Printing == 0 })
	if at.Printed != 12 || at.Failed > 1 || at.Waiting+at.Failed != 18 || at.DoubtFrom != 0 || at.Reason != "printer_paper" {
		t.Fatalf("out of paper after 12 tags: %+v", at)
	}
	p.mu.Lock()
	p.paper = -1
	p.mu.Unlock()
	if err := r.ResumePrints(ctx, a, run); err != nil {
		t.Fatal(err)
	}
	if at = q.until(t, run, "printed", func(r replica.PrintRun) bool { return r.Next == 0 }); at.Printed != 30 || at.First != "Чашка T-001" || at.Last != "Чашка T-030" {
		t.Errorf("%+v", at)
	}
	if got := p.printed(); strings.Join(got, " ") != strings.Join(codes, " ") {
		t.Errorf("printed %v", got)
	}
}

// Goods that were deleted after their tag was asked for fail their tag alone, with
// a reason that has words; the others come out, of the second printer where the
// first one is off.
func TestATagOfGoodsThatAreGoneStopsNoOther(t *testing.T) {
	ctx := context.Background()
	r, a, _, _ := manyOrders(t, 0)
	offers, codes := manyGoods(t, r, a, 5)
	off, second := newLabelPrinter(t), newLabelPrinter(t)
	off.expect(0)
	setPrinter(t, r, a, "pricetag", paper.Way{Address: off.address, Language: paper.ZPL, Second: &paper.Way{Address: second.address, Language: paper.ZPL}}.Setting())
	if err := r.PausePrints(ctx, a, shop.ID{}); err != nil {
		t.Fatal(err)
	}
	q := work(t, r, a)
	run := q.asks(t, paper.Ask{Document: shop.DocumentPriceTag, Offers: offers, Size: label.Tag40x30, Copies: 2})
	gone, err := r.Offer(ctx, a, offers[2])
	if err != nil {
		t.Fatal(err)
	}
	product, err := r.Product(ctx, a, gone.ProductID)
	if err != nil {
		t.Fatal(err)
	}
	product.Offers = []replica.Variant{{SKU: "T-900", Price: 12500, Active: true}}
	if _, err := r.SaveProduct(ctx, a, product); err != nil {
		t.Fatal(err)
	}
	if err := r.ResumePrints(ctx, a, shop.ID{}); err != nil {
		t.Fatal(err)
	}
	at := q.until(t, run, "done", func(r replica.PrintRun) bool { return r.Printing == 0 && r.Waiting == 0 })
	if at.Printed != 8 || at.Failed != 2 || at.DoubtFrom != 0 || at.Stop == nil || at.Stop.Error != paper.ErrGone.Code || at.Stop.Of.Title != "Чашка T-003" {
		t.Errorf("%+v stopped by %+v", at, at.Stop)
	}
	want := slices.Repeat(codes[:1], 2)
	for _, code := range []string{codes[1], codes[3], codes[4]} {
		want = append(want, code, code)
	}
	if got := second.printed(); strings.Join(got, " ") != strings.Join(want, " ") || len(off.printed()) != 0 {
		t.Errorf("printed %v", got)
	}
}

// A list, and tags on sheets, are one job, made of all that was asked for, however
// often; a sticker on a roll is a job of its own whatever says its size.
func TestWhatIsOneJobOfTheQueue(t *testing.T) {
	ctx := context.Background()
	r, a, orders, _ := manyOrders(t, 2)
	offers, _ := manyGoods(t, r, a, 3)
	places := []label.ShelfLabel{{Code: "A-01", Name: "Стелаж"}, {Code: "A-02"}}
	var both []paper.Order
	for _, id := range orders {
		both = append(both, paper.Order{ID: id})
	}
	jobs := func(ask paper.Ask) []replica.PrintSubject {
		t.Helper()
		list, err := paper.Jobs(ctx, r, ask)
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	for says, c := range map[string]struct {
		ask  paper.Ask
		want int
	}{
		"a register":            {paper.Ask{Document: shop.DocumentRegister, Orders: both, Copies: 3}, 1},
		"a pick list":           {paper.Ask{Document: shop.DocumentPickList, Orders: both}, 1},
		"a count sheet":         {paper.Ask{Document: shop.DocumentCountSheet, Offers: offers}, 1},
		"tags on a sheet":       {paper.Ask{Document: shop.DocumentPriceTag, Offers: offers, Size: label.TagA4, Copies: 4, First: 7}, 1},
		"tags on a roll":        {paper.Ask{Document: shop.DocumentPriceTag, Offers: offers, Size: label.Tag58x40, Copies: 4}, 12},
		"tags as the shop does": {paper.Ask{Document: shop.DocumentPriceTag, Offers: offers}, 3},
		"labels of places":      {paper.Ask{Document: shop.DocumentShelf, Places: places, Copies: 2}, 4},
	} {
		if list := jobs(c.ask); len(list) != c.want {
			t.Errorf("%s: %d jobs, not %d", says, len(list), c.want)
		}
	}
	if err := r.SetSetting(ctx, a, paper.SizeKey(shop.DocumentPriceTag), string(label.TagA4)); err != nil {
		t.Fatal(err)
	}
	if list := jobs(paper.Ask{Document: shop.DocumentPriceTag, Offers: offers}); len(list) != 1 {
		t.Errorf("tags on the shop's sheets are %d jobs", len(list))
	}
	// A template is for one sticker.
	if err := r.SetSetting(ctx, a, replica.TemplateKey("pricetag"), paper.ShippedPrefix+"tag-40x30"); err != nil {
		t.Fatal(err)
	}
	if list := jobs(paper.Ask{Document: shop.DocumentPriceTag, Offers: offers}); len(list) != 3 {
		t.Errorf("tags of a template are %d jobs", len(list))
	}
}

// What a job of the queue prints is what was asked for: the copies, the place on a
// sheet, the day on it; and what had to be shortened is kept with the job.
func TestAJobPrintsWhatWasAskedFor(t *testing.T) {
	ctx := context.Background()
	r, a, orders, _ := manyOrders(t, 2)
	q := work(t, r, a)
	folder := t.TempDir()
	for _, d := range []string{"register", "pricetag", "countsheet"} {
		setPrinter(t, r, a, d, "folder:"+folder)
	}
	register := q.untilJob(t, q.asks(t, paper.Ask{Document: shop.DocumentRegister, Orders: []paper.Order{{ID: orders[1]}, {ID: orders[0]}}, Copies: 2}))
	files, err := filepath.Glob(filepath.Join(folder, "register *.pdf"))
	if err != nil || len(files) != 1 || register.State != "printed" || register.Of.Orders != 2 || register.Copy != 0 {
		t.Fatalf("%v %v %+v", files, err, register)
	}
	if pdf, err := os.ReadFile(files[0]); err != nil || bytes.Count(pdf, []byte("/Type/Page/")) != 2 {
		t.Errorf("two registers are %d pages, %v", bytes.Count(pdf, []byte("/Type/Page/")), err)
	}
	long := "Чашка керамічна з дуже довгою назвою, яка не вміщується на найменшому цінику " + strings.Repeat("і ще довша ", 20)
	if _, err := r.SaveProduct(ctx, a, replica.Product{Name: long, Unit: "pcs", Active: true, Offers: []replica.Variant{{SKU: "L-1", Price: 12500, Active: true}}}); err != nil {
		t.Fatal(err)
	}
	found, err := r.OffersByCode(ctx, a, "L-1")
	if err != nil {
		t.Fatal(err)
	}
	tag := q.untilJob(t, q.asks(t, paper.Ask{Document: shop.DocumentPriceTag, Offers: []shop.ID{found[0].ID}, Size: label.Tag40x30}))
	if want := []replica.PrintNote{{Code: label.WarnShortened, Field: "Tags.Title"}}; tag.State != "printed" || !slices.Equal(tag.Notes, want) {
		t.Errorf("%+v", tag)
	}
	// A count that was posted before its sheet was printed is not another count.
	if err := r.PausePrints(ctx, a, shop.ID{}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.ScanSheet(ctx, a, replica.SheetScan{Kind: shop.Count, Code: "4820024700016"}); err != nil {
		t.Fatal(err)
	}
	counted := q.asks(t, paper.Ask{Document: shop.DocumentCountSheet, Counted: true})
	if _, err := r.PostSheet(ctx, a, replica.PostSheet{Kind: shop.Count}); err != nil {
		t.Fatal(err)
	}
	if err := r.ResumePrints(ctx, a, shop.ID{}); err != nil {
		t.Fatal(err)
	}
	if p := q.untilJob(t, counted); p.State != "failed" || p.Error != paper.ErrGone.Code {
		t.Errorf("%+v", p)
	}
}
