package bind

import (
	"context"
	"errors"
	"time"

	"github.com/prylavok/prylavok/app/label"
	"github.com/prylavok/prylavok/app/paper"
	"github.com/prylavok/prylavok/app/printer"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

type printersResult struct {
	Printers []paper.Found  `json:"printers"`
	Papers   []PrinterPaper `json:"papers"`            // what this till may print, and how it does
	Problem  string         `json:"problem,omitempty"` // a code: why the system's printers cannot be listed
}

// PrinterPaper is a kind of document and the printer that this till has for it.
type PrinterPaper struct {
	Document string       `json:"document"`
	Sizes    []label.Size `json:"sizes"` // to choose from, the usual first; empty where there is one only
	Way      paper.Way    `json:"way"`   // the address is empty while paper is kept as files
	Problem  string       `json:"problem,omitempty"`
}

type testParams struct {
	Document string         `json:"document"`
	Way      paper.Way      `json:"way"`
	Page     paper.TestPage `json:"page" jsonschema:"enum=paper,enum=letters,enum=self,enum=drawer"`
}

type wayParams struct {
	Way paper.Way `json:"way"`
}

// PrinterStatus is what a printer says about itself, or why it cannot be asked.
type PrinterStatus struct {
	State    string   `json:"state" jsonschema:"enum=ready,enum=printing,enum=stopped,enum=refusing,enum=unknown"`
	Problems []string `json:"problems"` // codes, what to mend first comes first
	PaperLow bool     `json:"paper_low"`
}

func init() {
	register("printers.list", shop.RightAnybody, ask(func(ctx context.Context, r *replica.Replica, _ replica.Actor, _ none) (out printersResult, err error) {
		found, err := paper.Find(ctx)
		out.Printers = found
		var e *printer.Error
		if errors.As(err, &e) {
			out.Problem, err = e.Code, nil
		}
		if err != nil {
			return out, err
		}
		out.Papers, err = printerPapers(ctx, r)
		return out, err
	}))
	register("printers.test", shop.RightSettings, do(func(ctx context.Context, r *replica.Replica, _ replica.Actor, p testParams) error {
		return printerProblem(p.Page.Print(ctx, r, p.Way, shop.Document(p.Document), time.Now()))
	}))
	register("printers.status", shop.RightSell, ask(func(ctx context.Context, _ *replica.Replica, _ replica.Actor, p wayParams) (PrinterStatus, error) {
		s, err := statusOf(ctx, p.Way)
		var e *printer.Error
		if errors.As(err, &e) {
			return PrinterStatus{State: printer.StateUnknown, Problems: []string{e.Code}}, nil
		}
		return PrinterStatus{s.State, append([]string{}, s.Problems...), s.PaperLow}, err
	}))
}

func statusOf(ctx context.Context, w paper.Way) (printer.Status, error) {
	device, err := printer.Open(w.Address)
	if err != nil {
		return printer.Status{}, err
	}
	return device.Status(ctx, w.Language.Type())
}

func printerPapers(ctx context.Context, r *replica.Replica) ([]PrinterPaper, error) {
	settings, err := r.Settings(ctx)
	if err != nil {
		return nil, err
	}
	list := []PrinterPaper{}
	for _, k := range paper.Kinds {
		p := PrinterPaper{Document: string(k.Document), Sizes: append([]label.Size{}, k.Sizes...)}
		if p.Way, err = paper.ParseWay(settings[paper.SettingKey(r.Desk(), p.Document)]); err != nil {
			p.Problem = paper.ErrWay.Code
		}
		list = append(list, p)
	}
	return list, nil
}

// printerProblem gives a screen what a printer or paper said, by its code.
func printerProblem(err error) error {
	var p *printer.Error
	var l *label.Error
	switch {
	case errors.As(err, &p):
		return &shop.Problem{Code: p.Code, Message: p.Hint, Retry: p.Retry, Cause: p.Err}
	case errors.As(err, &l):
		return &shop.Problem{Code: l.Code, Message: l.Error(), Field: l.Field}
	}
	return err
}
