package paper

import (
	"context"
	"time"

	"github.com/prylavok/prylavok/app/printer"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// A TestPage is what a printer is tried with.
type TestPage string

// The test pages.
const (
	TestPaper   TestPage = "paper"   // the document as the shop prints it: see Sample
	TestLetters TestPage = "letters" // the letters that a receipt printer knows by itself
	TestSelf    TestPage = "self"    // what the printer tells of itself
	TestDrawer  TestPage = "drawer"  // no paper: the cash drawer opens
)

// ErrPage refuses a test page that a language does not have.
var ErrPage = shop.NewProblem("printer.page", "A printer of this language has no such page. Nothing was printed. Choose another language or another page.")

// Print tries a printer at once, beside the queue. The errors are those of Sample
// and of app/printer, ErrWay and ErrPage.
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
			return ErrPage
		}
		if job.Bytes = printer.LettersPage(); t == TestDrawer {
			job.Bytes = printer.DrawerKick()
		}
	case TestSelf:
		if job.Bytes = printer.SelfTest(job.Type); job.Bytes == nil {
			return ErrPage
		}
	default:
		p, err := Sample(ctx, r, document, now)
		if err != nil {
			return err
		}
		if w.language() == PDF {
			job.Bytes, err = p.PDF()
		} else {
			job.Pages, err = w.render(made{paper: p})
		}
		if err != nil {
			return err
		}
	}
	return device.Print(ctx, job)
}
