package replica

import (
	"context"
	"database/sql"
	"errors"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// printsPaused is set in local while nothing is to be printed here.
const printsPaused = "prints_paused"

// PrintsMost bounds how many papers are asked for at once, and of how many orders,
// goods or places one is made.
const PrintsMost = 2000

// runsKept is how many runs this desk remembers after they are settled.
const runsKept = 30

// QueuePrints asks for a document of many orders, in their order, to be printed
// on this desk as one run. An order whose paper waits or failed is taken into
// this run as QueuePrint would; one that is named twice is printed once. It gives
// how many papers there are. A run that is there already is left as it is: who
// asks again because no answer came names the same one.
func (r *Replica) QueuePrints(ctx context.Context, actor Actor, run shop.ID, orders []shop.ID, document string) (papers int, err error) {
	if shop.Document(document).Of() != shop.OfOrder {
		return 0, shop.ErrInput.With("field", "document").On("document")
	}
	if len(orders) == 0 || len(orders) > PrintsMost || run.IsZero() {
		return 0, shop.ErrInput.With("field", "orders").On("orders")
	}
	err = r.command(ctx, actor, "print", func(w *writer) error {
		if err := w.row(`SELECT count(*) FROM prints WHERE run_id=?`, run[:]).Scan(&papers); err != nil || papers > 0 {
			return err
		}
		if err := w.decideRun(run, `held=held`); err != nil {
			return err
		}
		seen := map[shop.ID]bool{}
		for _, order := range orders {
			if seen[order] {
				continue
			}
			seen[order] = true
			if err := w.queueInRun(order, document, placed{run, int64(len(seen))}); err != nil {
				return err
			}
		}
		papers = len(seen)
		return w.forgetRuns()
	})
	return papers, err
}

func (w *writer) queueInRun(order shop.ID, document string, at placed) error {
	if _, err := w.head(order); err != nil {
		return err
	}
	of := paperOf{order: order, document: document}
	open, _, err := w.openPrint(of)
	if errors.Is(err, sql.ErrNoRows) {
		_, err = w.queuePrint(of, at)
		return err
	}
	if err != nil {
		return err
	}
	_, err = w.movePrint(open, moved{state: "waiting", at: at})
	return err
}

// decideRun notes what this till decided about a run or a job that stands alone.
func (w *writer) decideRun(id shop.ID, set string, args ...any) error {
	if err := w.exec(`INSERT INTO print_runs (id) VALUES (?) ON CONFLICT DO NOTHING`, id[:]); err != nil {
		return err
	}
	w.kinds[change.Print.Name] = true
	return w.exec(`UPDATE print_runs SET `+set+` WHERE id=?`, append(args, id[:])...)
}

// forgetRuns drops what is known of old runs that are settled.
func (w *writer) forgetRuns() error {
	return w.exec(`DELETE FROM print_runs WHERE n <= (SELECT max(n) FROM print_runs) - ?
		AND NOT EXISTS (SELECT 1 FROM prints p WHERE p.state IN ('waiting','printing','failed') AND (p.run_id=print_runs.id OR p.id=print_runs.id))`, runsKept)
}

// hold stops a run, or a job that stands alone, until a person goes on with it.
func (w *writer) hold(run shop.ID, reason string) error {
	if run.IsZero() {
		return nil
	}
	return w.decideRun(run, `held=1, reason=?`, reason)
}

// release goes on with what was stopped by a fault; who paused it goes on with it.
func (w *writer) release(run shop.ID) error {
	w.kinds[change.Print.Name] = true
	return w.exec(`UPDATE print_runs SET held=0, reason='' WHERE id=? AND reason<>''`, run[:])
}

// PausePrints stops a run or a job that stands alone, or with no id all that is
// printed here, until ResumePrints. What is on its way to the printer comes out.
func (r *Replica) PausePrints(ctx context.Context, actor Actor, id shop.ID) error {
	return r.command(ctx, actor, "print", func(w *writer) error {
		if id.IsZero() {
			w.kinds[change.Print.Name] = true
			return w.setLocal(map[string]any{printsPaused: "1"})
		}
		if err := w.knownPrint(id); err != nil {
			return err
		}
		return w.hold(id, "")
	})
}

// ResumePrints goes on with what PausePrints or a fault has stopped. Papers of
// which it is certain that they did not come out wait again; a person has to say
// about the others (PrintsFrom).
func (r *Replica) ResumePrints(ctx context.Context, actor Actor, id shop.ID) error {
	return r.command(ctx, actor, "print", func(w *writer) error {
		if id.IsZero() {
			w.kinds[change.Print.Name] = true
			return w.setLocal(map[string]any{printsPaused: nil})
		}
		return w.resume(id)
	})
}

func (w *writer) resume(id shop.ID) error {
	if err := w.knownPrint(id); err != nil {
		return err
	}
	open, err := w.openOf(id)
	if err != nil {
		return err
	}
	for _, p := range open {
		if p.State == "failed" && !p.Doubt {
			if err := w.tryFailed(p); err != nil {
				return err
			}
		}
	}
	return w.decideRun(id, `held=0, reason=''`)
}

// knownPrint refuses an id that is neither of a run nor of a job of this desk.
func (w *writer) knownPrint(id shop.ID) error {
	var known bool
	err := w.row(`SELECT EXISTS (SELECT 1 FROM prints WHERE (run_id=?1 OR id=?1) AND deleted=0 AND `+ofThisDesk+`)`, id[:], w.desk.ID[:]).Scan(&known)
	if err == nil && !known {
		err = shop.ErrNotFound.With("what", "print")
	}
	return err
}

// ofThisDesk picks what bears this desk's name, its second argument, or the one
// that it had before it was restored.
const ofThisDesk = `(desk_id=?2 OR desk_id=(SELECT value FROM local WHERE key='former_desk'))`

// openOf lists what is not settled of a run, or a job that stands alone.
func (w *writer) openOf(id shop.ID) ([]Print, error) {
	return w.printsOf(`WHERE p.n IN (SELECT n FROM prints WHERE (run_id=?1 OR id=?1) AND deleted=0 AND state IN ('waiting','printing','failed') AND `+ofThisDesk+`) ORDER BY p.place, p.n`, id[:], w.desk.ID[:])
}

// tryFailed has a failed job printed as what it was, in its place.
func (w *writer) tryFailed(p Print) error {
	var own bool
	if err := w.row(`SELECT desk_id=? FROM prints WHERE id=?`, w.desk.ID[:], p.ID[:]).Scan(&own); err != nil {
		return err
	}
	if own {
		return w.retryPrint(p.ID)
	}
	_, err := w.movePrint(p.ID, moved{state: "waiting", failure: p.Error, at: placed{p.RunID, p.Place}})
	return err
}

// PrintsFrom goes on with a run from one of its papers, because a person has
// looked at what came out. Of those before it, the ones of which nobody knew have
// come out, and the ones that wait are not needed. From it on everything is
// printed: what did not come out as what it was, what the printer is known to
// have printed once more, an order's document as a marked copy. What was cancelled stays so. It is refused while
// papers are being printed.
func (r *Replica) PrintsFrom(ctx context.Context, actor Actor, run shop.ID, place int64) error {
	return r.command(ctx, actor, "print", func(w *writer) error {
		if err := w.knownPrint(run); err != nil {
			return err
		}
		all, err := w.printsOf(`WHERE p.n IN (SELECT n FROM prints WHERE run_id=?1 AND deleted=0 AND `+ofThisDesk+`) ORDER BY p.place, p.n`, run[:], w.desk.ID[:])
		if err != nil {
			return err
		}
		if len(all) == 0 || place < 1 || place > all[len(all)-1].Place+1 {
			return shop.ErrInput.With("field", "place").On("place")
		}
		for i, p := range all {
			if p.State == "printing" {
				return ErrPrinting
			}
			last := i+1 == len(all) || all[i+1].Place != p.Place
			if err := w.goOn(p, p.Place < place, last); err != nil {
				return err
			}
		}
		return w.decideRun(run, `held=0, reason=''`)
	})
}

// goOn settles one job of a run of which a person said where it goes on. Last is
// set for the newest job of a place.
func (w *writer) goOn(p Print, before, last bool) (err error) {
	switch {
	case before && p.Doubt:
		_, err = w.patch(change.Print, p.ID, Values{"state": "printed", "error": ""})
	case before && (p.State == "waiting" || p.State == "failed"):
		_, err = w.patch(change.Print, p.ID, Values{"state": "cancelled"})
	case before || p.State == "waiting":
	case p.State == "failed":
		err = w.tryFailed(p)
	case last && p.State == "printed":
		_, err = w.queuePrint(p.of(), placed{p.RunID, p.Place})
	}
	return err
}

// CancelRun gives up what is left of a run: what waits and what did not come out.
// Papers that are on their way come out.
func (r *Replica) CancelRun(ctx context.Context, actor Actor, run shop.ID) error {
	return r.command(ctx, actor, "print", func(w *writer) error {
		if err := w.knownPrint(run); err != nil {
			return err
		}
		open, err := w.openOf(run)
		if err != nil {
			return err
		}
		for _, p := range open {
			if p.State == "printing" {
				continue
			}
			if _, err := w.patch(change.Print, p.ID, Values{"state": "cancelled"}); err != nil {
				return err
			}
		}
		return w.decideRun(run, `held=0, reason=''`)
	})
}

// RedirectPrints has what waits or failed of a run, or a job that stands alone,
// printed on another printer of this desk; empty means the document's again.
func (r *Replica) RedirectPrints(ctx context.Context, actor Actor, id shop.ID, way string) error {
	return r.command(ctx, actor, "print", func(w *writer) error {
		if err := w.resume(id); err != nil {
			return err
		}
		return w.decideRun(id, `way=?`, way)
	})
}
