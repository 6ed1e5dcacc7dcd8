package replica

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// Work is a job that is to be printed now.
type Work struct {
	Print
	Way string // the printer that was chosen for it; empty = the document's
	// Anew is set when a person has seen that it did not come out, although the
	// printer may have taken it.
	Anew bool
}

// workRow is printRow with what this till has decided; a WHERE and an order follow.
const workRow = `SELECT p.id, p.order_id, o.number, p.document, p.copy, p.error, p.at, p.run_id, p.place, coalesce(d.way,'')
	FROM prints p JOIN orders o ON o.id=p.order_id LEFT JOIN print_runs d ON d.id=coalesce(p.run_id, p.id) `

// waitsHere picks the jobs that this desk, its one argument, is to print now.
const waitsHere = `p.state='waiting' AND p.desk_id=? AND p.deleted=0 AND coalesce(d.held,0)=0 AND NOT EXISTS (SELECT 1 FROM local WHERE key='` + printsPaused + `')`

func readWork(rows *sql.Rows, err error) (list []Work, _ error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		p := Work{Print: Print{State: "waiting"}}
		if err := rows.Scan(&p.ID, &p.OrderID, &p.Number, &p.Document, &p.Copy, &p.Error, &p.At, &p.RunID, &p.Place, &p.Way); err != nil {
			return nil, err
		}
		p.Anew = inDoubt(p.Error)
		list = append(list, p)
	}
	return list, rows.Err()
}

// NextPrints gives the job that is next for each kind of document, and for each
// printer that was chosen for a job by itself. Jobs that stand alone come before
// runs: a customer waits for them.
func (r *Replica) NextPrints(ctx context.Context) ([]Work, error) {
	desk := r.Desk().ID
	list, err := readWork(r.read.QueryContext(ctx, workRow+`WHERE p.n IN (SELECT min(p.n) FROM prints p LEFT JOIN print_runs d ON d.id=coalesce(p.run_id, p.id)
			WHERE `+waitsHere+` GROUP BY p.document, coalesce(d.way,''), p.run_id IS NULL)
		ORDER BY p.run_id IS NOT NULL, p.n`, desk[:]))
	return list, r.explain(err)
}

// ClaimPrints takes a job, or the next of its run, at most so many and in their
// order, so that no other worker prints them too. What was cancelled or paused
// meanwhile is not among them.
func (r *Replica) ClaimPrints(ctx context.Context, first Work, most int) (list []Work, err error) {
	err = r.command(ctx, System, "print", func(w *writer) error {
		if first.RunID.IsZero() {
			list, err = readWork(w.rows(workRow+`WHERE p.id=? AND `+waitsHere, first.ID[:], w.desk.ID[:]))
		} else {
			list, err = readWork(w.rows(workRow+`WHERE p.run_id=? AND p.document=? AND `+waitsHere+` ORDER BY p.place, p.n LIMIT ?`, first.RunID[:], first.Document, w.desk.ID[:], most))
		}
		if err != nil {
			return err
		}
		// They go to the printer as one job, which is either known to it or not.
		if i := slices.IndexFunc(list, func(p Work) bool { return p.Anew != list[0].Anew || p.Way != list[0].Way }); i > 0 {
			list = list[:i]
		}
		for i := range list {
			if _, err := w.patch(change.Print, list[i].ID, Values{"state": "printing"}); err != nil {
				return err
			}
			list[i].State = "printing"
		}
		return nil
	})
	return list, err
}

// PrintEnd is how a claimed job ended.
type PrintEnd struct {
	ID      shop.ID
	Printer string // where it was handed over
	Failure string // a code: why it was not
	Waits   bool   // it was not handed over, for certain, and waits on
}

// EndPrints records how claimed jobs ended. A reason stops their run, zero for
// jobs that stand alone: what waits of it is not printed until a person goes on.
func (r *Replica) EndPrints(ctx context.Context, run shop.ID, reason string, ends ...PrintEnd) error {
	return r.command(ctx, System, "print", func(w *writer) error {
		for _, e := range ends {
			to := Values{"state": "printed", "printer": e.Printer, "error": e.Failure}
			switch {
			case e.Waits:
				to = Values{"state": "waiting"}
			case e.Failure != "":
				to["state"] = "failed"
			}
			if _, err := w.patch(change.Print, e.ID, to); err != nil && !errors.Is(err, shop.ErrNotFound) {
				return err
			}
		}
		if reason == "" {
			return nil
		}
		return w.hold(run, reason)
	})
}

// RecoverPrints puts jobs that a crash cut off in the middle to "failed": nobody
// knows whether their paper came out, so a person decides.
func (r *Replica) RecoverPrints(ctx context.Context) error {
	return r.command(ctx, System, "print", func(w *writer) error { return w.interruptPrints(`'printing'`) })
}
