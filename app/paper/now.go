package paper

import (
	"context"
	"errors"

	"github.com/prylavok/prylavok/app/label"
	"github.com/prylavok/prylavok/app/printer"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// PrintNow gives a paper to this desk's printer of a document at once, beside the
// queue, and answers the printer that took it. It is for papers that may be
// printed as often as one likes: nothing is kept of them. The second printer is
// taken when it is certain that the first one printed nothing. The errors are
// ErrWay, and those of app/label and app/printer.
func PrintNow(ctx context.Context, r *replica.Replica, document shop.Document, p label.Paper, title string) (Way, error) {
	w, err := WayOf(ctx, r, string(document))
	if err != nil {
		return w, err
	}
	err = w.printNow(ctx, p, title)
	var e *printer.Error
	if errors.As(err, &e) && e.Retry && e.Done == 0 && w.Second != nil {
		return *w.Second, w.Second.printNow(ctx, p, title)
	}
	return w, err
}

func (w Way) printNow(ctx context.Context, p label.Paper, title string) error {
	device, err := printer.Open(w.Address)
	if err != nil {
		return err
	}
	job := printer.Job{ID: shop.NewID().String(), Title: title, Type: w.language().Type()}
	if w.language() == PDF {
		job.Bytes, err = p.PDF()
	} else {
		job.Pages, err = w.render(made{paper: p})
	}
	if err != nil {
		return err
	}
	return device.Print(ctx, job)
}
