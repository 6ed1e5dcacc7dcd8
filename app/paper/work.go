package paper

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"

	"github.com/prylavok/prylavok/app/label"
	"github.com/prylavok/prylavok/app/printer"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// How many papers of a run go to a printer as one job: of labels few, as their
// bytes are in memory, of documents more, as a print system begins each job anew.
const (
	labelsAtOnce    = 10
	documentsAtOnce = 100
)

// Work prints the jobs that wait on this desk until ctx ends: at once when one
// is queued, by this process or another. Each printer works by itself, so that a
// receipt does not wait for labels. A job that cannot be printed is put to
// "failed" with its reason and never stops the next one; a run of papers whose
// printer fails stops there, and a person goes on with it.
func Work(ctx context.Context, r *replica.Replica, log *slog.Logger) {
	wake := make(chan struct{}, 1)
	defer r.Watch(func(e replica.Event) {
		if slices.Contains(e.Kinds, "print") || slices.Contains(e.Kinds, "any") {
			select {
			case wake <- struct{}{}:
			default: // it is awake already
			}
		}
	})()
	if err := r.RecoverPrints(ctx); err != nil {
		log.Error("print queue not recovered", slog.Any("error", err))
	}
	w := &worker{r: r, log: log, busy: map[string]bool{}, ended: make(chan ended), devices: map[string]*sync.Mutex{}}
	defer w.wait()
	for more := true; ; {
		if more && ctx.Err() == nil {
			w.start(ctx)
		}
		select {
		case <-ctx.Done():
			return
		case <-wake:
			more = true
		case e := <-w.ended:
			delete(w.busy, e.address)
			more = e.well
		}
	}
}

// A worker prints on several printers at once.
type worker struct {
	r     *replica.Replica
	log   *slog.Logger
	busy  map[string]bool // addresses that have a job
	ended chan ended

	mu      sync.Mutex
	devices map[string]*sync.Mutex // by address: a second printer may be another's first
}

// ended tells of a printer whose job is over. If the queue could not be written
// it is not looked at again before something happens to it.
type ended struct {
	address string
	well    bool
}

// wait ends when all jobs are over.
func (w *worker) wait() {
	for len(w.busy) > 0 {
		e := <-w.ended
		delete(w.busy, e.address)
	}
}

// start gives every printer that is free its next job.
func (w *worker) start(ctx context.Context) {
	next, err := w.r.NextPrints(ctx)
	if err != nil {
		w.log.Error("print queue not read", slog.Any("error", err))
		return
	}
	for _, j := range next {
		way, err := w.wayOf(ctx, j)
		if err == nil && w.busy[way.Address] {
			continue
		}
		w.busy[way.Address] = true
		go func() {
			w.ended <- ended{way.Address, w.print(ctx, j, way, err)}
		}()
	}
}

func (w *worker) wayOf(ctx context.Context, j replica.Work) (Way, error) {
	if j.Way != "" {
		return ParseWay(j.Way)
	}
	return WayOf(ctx, w.r, j.Document)
}

// print takes a job and what may go with it, and sees it to its end. It tells
// whether the queue knows about it.
func (w *worker) print(ctx context.Context, first replica.Work, way Way, noWay error) bool {
	claim := replica.Claim{Most: labelsAtOnce, Together: way.together()}
	if claim.Together {
		claim.Most = documentsAtOnce
	}
	jobs, err := w.r.ClaimPrints(ctx, first, claim)
	if err != nil {
		w.log.Error("print not begun", slog.String("number", first.Number), slog.Any("error", err))
		return false
	}
	if len(jobs) == 0 {
		return true // cancelled or paused meanwhile
	}
	o := outcome{run: first.RunID}
	if !claim.Together {
		o.taken = jobs[0].ID
	}
	papers := w.make(ctx, jobs, way, &o)
	if noWay != nil {
		o.stop(papers, "", noWay, 0)
	} else if len(papers) > 0 {
		w.hand(ctx, way, papers, &o)
	}
	for _, e := range o.ends {
		if e.Failure != "" {
			w.log.Error("not printed", slog.String("job", e.ID.String()), slog.String("document", first.Document), slog.String("printer", e.Printer), slog.String("code", e.Failure), slog.Any("error", o.err))
		}
	}
	if err := w.r.EndPrints(ctx, o.run, o.reason, o.ends...); err != nil {
		w.log.Error("print not recorded", slog.String("number", first.Number), slog.Any("error", err))
		return false
	}
	return true
}

// outcome gathers how the jobs of one hand-over ended.
type outcome struct {
	run    shop.ID
	ends   []replica.PrintEnd
	reason string // why the run stops
	err    error
	taken  shop.ID // the job that is being printed, where they go one by one; else zero
}

// failed notes a job that stops nothing else.
func (o *outcome) failed(j replica.Work, address string, err error) {
	o.err = err
	o.ends = append(o.ends, replica.PrintEnd{ID: j.ID, Printer: address, Failure: code(err)})
}

func (o *outcome) printed(papers []made, address string) {
	for _, m := range papers {
		o.ends = append(o.ends, m.printed(address))
	}
}

// stop notes that papers were not printed: the first so many are in doubt, and if
// none is the first one failed. What is behind them waits.
func (o *outcome) stop(papers []made, address string, err error, doubt int) {
	o.err, o.reason = err, code(err)
	for i, m := range papers {
		e := replica.PrintEnd{ID: m.job.ID, Printer: address, Waits: true}
		switch {
		case i < doubt:
			e.Waits, e.Failure, e.Notes = false, printer.CodeDoubt, m.notes() // it may be out
		case i == 0:
			e.Waits, e.Failure = false, o.reason
		}
		o.ends = append(o.ends, e)
	}
	if doubt > 0 {
		o.reason = printer.CodeDoubt
	}
}

// make lays the documents out. One that cannot be made fails by itself.
func (w *worker) make(ctx context.Context, jobs []replica.Work, way Way, o *outcome) (papers []made) {
	drawer := way.Drawer || way.Second != nil && way.Second.Drawer
	for _, j := range jobs {
		m, err := makePaper(ctx, w.r, j)
		if err == nil && drawer {
			m.cash, err = paidInCash(ctx, w.r, j)
		}
		if err != nil {
			o.failed(j, "", err)
			continue
		}
		papers = append(papers, m)
	}
	return papers
}

// hand prints papers on a printer, and what is certain not to have come out of it
// on the second one.
func (w *worker) hand(ctx context.Context, way Way, papers []made, o *outcome) {
	var first error
	for at := &way; ; at = at.Second {
		papers = at.rendered(papers, o)
		if len(papers) == 0 || !w.begin(ctx, papers[0].job, o) {
			return
		}
		h, known := w.handTo(ctx, *at, papers, o)
		o.printed(papers[known:h.done], at.Address)
		papers = papers[h.done:]
		if first == nil {
			first = h.err
		}
		switch {
		case h.halted, h.err == nil:
			return
		case len(papers) == 0:
			o.err, o.reason = h.err, code(h.err) // it has everything, and cannot go on
			return
		case h.doubt > 0:
			o.stop(papers, at.Address, h.err, h.doubt)
			return
		case ctx.Err() != nil:
			for _, m := range papers {
				o.ends = append(o.ends, replica.PrintEnd{ID: m.job.ID, Waits: true})
			}
			return
		case at.Second == nil:
			o.stop(papers, way.Address, first, 0)
			return
		}
	}
}

// begin takes the job that is to be handed over first, if it is not taken yet, as
// those before it could not be made.
func (w *worker) begin(ctx context.Context, j replica.Work, o *outcome) bool {
	if o.taken.IsZero() || o.taken == j.ID {
		return true
	}
	return w.step(ctx, replica.PrintEnd{}, j, o)
}

// step records that a job is at its printer and takes the next one.
func (w *worker) step(ctx context.Context, printed replica.PrintEnd, next replica.Work, o *outcome) bool {
	goOn, err := w.r.StepPrint(ctx, printed, next)
	if err != nil {
		w.log.Error("print not recorded", slog.String("number", next.Number), slog.Any("error", err))
		return false
	}
	o.taken = next.ID
	return goOn
}

// rendered makes the pages of papers for a printer. What does not fit on it fails
// by itself.
func (w Way) rendered(papers []made, o *outcome) (fit []made) {
	for _, m := range papers {
		pages, err := w.render(m)
		if err != nil {
			o.failed(m.job, w.Address, err)
			continue
		}
		m.pages = pages
		fit = append(fit, m)
	}
	return fit
}

// handTo lets one job at a time to a printer. Known is of how many papers the queue
// has it on disk that they are there.
func (w *worker) handTo(ctx context.Context, way Way, papers []made, o *outcome) (h handover, known int) {
	w.mu.Lock()
	device := w.devices[way.Address]
	if device == nil {
		device = new(sync.Mutex)
		w.devices[way.Address] = device
	}
	w.mu.Unlock()
	device.Lock()
	defer device.Unlock()
	if o.taken.IsZero() {
		return way.hand(ctx, papers, nil), 0
	}
	h = way.hand(ctx, papers, func(done int) bool {
		var next replica.Work
		if done < len(papers) {
			next = papers[done].job
		}
		goOn := w.step(ctx, papers[done-1].printed(way.Address), next, o)
		if goOn || o.taken == next.ID {
			known = done
		}
		return goOn
	})
	return h, known
}

// code names a failure for the screen's catalogues.
func code(err error) string {
	var p *printer.Error
	var l *label.Error
	var s *shop.Problem
	switch {
	case errors.As(err, &p):
		return p.Code
	case errors.As(err, &l):
		return l.Code
	case errors.As(err, &s) && unnumbered[s.Code] != nil:
		return unnumbered[s.Code].Code
	case errors.Is(err, shop.ErrNotFound):
		return ErrGone.Code
	case errors.Is(err, ErrWay):
		return printer.CodeUnknown // it has to be chosen again
	}
	return "not_made"
}
