package paper

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/prylavok/prylavok/app/label"
	"github.com/prylavok/prylavok/app/printer"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// made is a job and its paper.
type made struct {
	job   replica.Work
	paper label.Paper
	cash  bool     // paid in cash, and no copy
	pages [][]byte // in the language of the printer that is being tried
}

// handover is what came of giving papers to a printer.
type handover struct {
	done int   // so many, from the first, are at the printer
	err  error // why not all
	// doubt is set when nobody knows of the papers after done, so many, whether
	// they came out. Those behind them did not.
	doubt int
	// halted is set when a step said so: nothing of what is behind done was sent.
	halted bool
}

// together tells whether papers go to a printer, or to the second one, as one, and
// not one by one.
func (w Way) together() bool {
	return w.language() == PDF || strings.HasPrefix(w.Address, printer.KindFolder+":") || w.Second != nil && w.Second.together()
}

// makePaper lays a job's document out.
func makePaper(ctx context.Context, r *replica.Replica, j replica.Work) (made, error) {
	ask := askOf(j)
	if err := Number(ctx, r, replica.System, ask); err != nil {
		return made{}, err
	}
	paper, err := Make(ctx, r, ask)
	return made{job: j, paper: paper}, err
}

// paidInCash tells whether the drawer has to open for a receipt.
func paidInCash(ctx context.Context, r *replica.Replica, j replica.Work) (bool, error) {
	if j.Document != string(shop.DocumentReceipt) || j.Copy > 0 {
		return false, nil
	}
	card, err := r.OrderOnPaper(ctx, j.OrderID)
	return slices.ContainsFunc(card.Payments, func(p replica.OrderPayment) bool { return p.Kind == shop.Cash }), err
}

// hand gives papers, for which render has made pages, to a printer as one job: in
// PDF as one document, in the language of labels and receipts sheet by sheet. Step,
// if there is one, hears after each paper how many are at the printer, and says
// whether to go on.
func (w Way) hand(ctx context.Context, papers []made, step func(done int) bool) handover {
	device, err := printer.Open(w.Address)
	if err != nil {
		return handover{err: err}
	}
	job := printer.Job{ID: jobID(papers), Title: title(papers), Type: w.language().Type(), Anew: papers[0].job.Anew}
	ends := make([]int, len(papers)) // of each paper, in pages
	if w.language() == PDF {
		list := make([]label.Paper, len(papers))
		for i, m := range papers {
			list[i] = m.paper
		}
		job.Bytes, err = label.Stack(list...).PDF()
	} else {
		for i, m := range papers {
			job.Pages = append(job.Pages, m.pages...)
			ends[i] = len(job.Pages)
		}
	}
	if err != nil {
		return handover{err: err}
	}
	ctx, halt := context.WithCancel(ctx)
	defer halt()
	var h handover
	if step != nil {
		job.Handed = func(pages int) {
			for !h.halted && h.done < len(ends) && ends[h.done] <= pages {
				if h.done++; !step(h.done) {
					h.halted = true
					halt() // before the next page is sent
				}
			}
		}
	}
	err = device.Print(ctx, job)
	switch {
	case h.halted:
		return h
	case err == nil:
		return handover{done: len(papers)}
	}
	return handed(err, ends, job.Pages == nil)
}

// handed reads from an error how far a job came.
func handed(err error, ends []int, whole bool) handover {
	h := handover{err: err}
	var e *printer.Error
	if !errors.As(err, &e) {
		return h
	}
	if whole {
		if !e.Retry {
			h.doubt = len(ends)
		}
		return h
	}
	for h.done < len(ends) && ends[h.done] <= e.Done {
		h.done++
	}
	begun := h.done < len(ends) && e.Done > 0 && (h.done == 0 || ends[h.done-1] < e.Done)
	if h.done < len(ends) && (begun || !e.Retry) {
		h.doubt = 1
	}
	return h
}

// render makes the pages of a paper, one for each sheet; a PDF has none, as it is
// made of all papers together.
func (w Way) render(m made) (pages [][]byte, err error) {
	if w.language() == PDF {
		return nil, nil
	}
	to := w.device()
	to.Drawer = w.Drawer && m.cash
	for _, sheet := range m.paper.Sheets() {
		var out bytes.Buffer
		if err := w.language().Write(&out, sheet, to); err != nil {
			return nil, err
		}
		to.Drawer = false
		pages = append(pages, out.Bytes())
	}
	return pages, nil
}

// jobID names a hand-over of the same papers by the same name for ever, so that
// a print system which has it knows it again.
func jobID(papers []made) string {
	first := papers[0].job.ID.String()
	if len(papers) == 1 {
		return first
	}
	sum := sha256.New()
	for _, m := range papers {
		sum.Write(m.job.ID[:])
	}
	return first + "-" + hex.EncodeToString(sum.Sum(nil)[:8])
}

// title names a hand-over for people who look at a printer's queue.
func title(papers []made) string {
	first, last := papers[0].job, papers[len(papers)-1].job
	name := named(first)
	if other := named(last); other != name {
		name += "-" + other
	}
	text := name + " " + first.Document
	if first.Of != nil {
		text = first.Document + " " + name
	}
	if len(papers) > 1 {
		text += fmt.Sprintf(" (%d)", len(papers))
	}
	return text
}

// named is what a paper goes by: its order's number, the title of its goods or
// place, or when it was asked for.
func named(j replica.Work) string {
	if j.Of == nil {
		return j.Number
	}
	return cmp.Or(j.Of.Title, minute(time.UnixMilli(j.At)))
}
