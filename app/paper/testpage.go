package paper

import (
	"context"
	"time"

	"github.com/prylavok/prylavok/app/label"
	"github.com/prylavok/prylavok/app/printer"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// A TestPage is what a printer is tried with.
type TestPage string

// The test pages.
const (
	TestPaper   TestPage = "paper"   // a label or receipt as the shop prints them
	TestLetters TestPage = "letters" // the letters that a receipt printer knows by itself
	TestSelf    TestPage = "self"    // what the printer tells of itself
	TestDrawer  TestPage = "drawer"  // no paper: the cash drawer opens
)

// letters are those that printers spell wrong, and what a test page is about.
const letters = "Їжа, ґудзик, є, і · ёж, ъ, ы, э · Қазақ, ә, ө"

// Print tries a printer at once, beside the queue. The errors are those of making
// and of app/printer, or ErrWay if the language has no such page.
func (t TestPage) Print(ctx context.Context, r *replica.Replica, w Way, document shop.Document, now time.Time) error {
	if err := w.check(waysDepth); err != nil {
		return err
	}
	device, err := printer.Open(w.Address)
	if err != nil {
		return err
	}
	job := printer.Job{ID: shop.NewID().String(), Title: "Prylavok test", Type: w.language().Type()}
	switch t {
	case TestLetters, TestDrawer:
		if w.language() != ESCPOS {
			return ErrWay.With("why", "this page is for receipt printers")
		}
		if job.Bytes = printer.LettersPage(); t == TestDrawer {
			job.Bytes = printer.DrawerKick(2)
		}
	case TestSelf:
		if job.Bytes = printer.SelfTest(job.Type); job.Bytes == nil {
			return ErrWay.With("why", "this language has no page about the printer")
		}
	default:
		m, err := testPaper(ctx, r, document, now)
		if err != nil {
			return err
		}
		if w.language() == PDF {
			job.Bytes, err = m.paper.PDF()
		} else {
			job.Pages, err = w.render(m)
		}
		if err != nil {
			return err
		}
	}
	return device.Print(ctx, job)
}

// testPaper is a paper of no order, in the size of the document.
func testPaper(ctx context.Context, r *replica.Replica, document shop.Document, now time.Time) (m made, err error) {
	settings, err := r.Settings(ctx)
	if err != nil {
		return m, err
	}
	d := newDesk(ctx, r, settings)
	size := label.Size(settings[SizeKey(document)])
	const number = "TEST-000000"
	if document == shop.DocumentReceipt {
		m.paper, err = label.Receipt{Size: size, Shop: d.shop(), Number: number, At: minute(now), Language: d.language(),
			Lines: []label.Line{{Title: letters, Quantity: "1", Price: d.money(100), Sum: d.money(100)}}, Total: d.currency.Format(100)}.Paper()
		return m, err
	}
	if document != shop.DocumentLabel {
		size = ""
	}
	m.paper, err = label.OrderLabel{Size: size, Shop: d.shop(), Number: number, Recipient: letters, Delivery: minute(now), Copy: true, Language: d.language()}.Paper()
	return m, err
}
