package replica

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// Work is a job that is to be printed now.
type Work struct {
	Print
	Subject *PrintSubject // of a paper that is not one order's
	Way     string        // the printer that was chosen for it; empty = the document's
	// Anew is set when a person has seen that it did not come out, although the
	// printer may have taken it.
	Anew bool
}

// workRow is printRow with what this till has decided; a WHERE and an order follow.
const workRow = `SELECT p.id, p.order_id, coalesce(o.number,''), p.subject, p.document, p.copy, p.error, p.at, p.run_id, p.place, coalesce(d.way,'')
	FROM prints p LEFT JOIN orders o ON o.id=p.order_id LEFT JOIN print_runs d ON d.id=coalesce(p.run_id, p.id) `

// waitsHere picks the jobs that this desk, its one argument, is to print now.
const waitsHere = `p.state='waiting' AND p.desk_id=? AND p.deleted=0 AND coalesce(d.held,0)=0 AND NOT EXISTS (SELECT 1 FROM local WHERE key='` + printsPaused + `')`

func readWork(rows *sql.Rows, err error) (list []Work, _ error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		p := Work{Print: Print{State: "waiting"}}
		if err := rows.Scan(&p.ID, &p.OrderID, &p.Number, &p.subject, &p.Document, &p.Copy, &p.Error, &p.At, &p.RunID, &p.Place, &p.Way); err != nil {
			return nil, err
		}
		if p.Subject, err = p.readSubject(); err != nil {
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

// Claim says how a job and what follows it in its run is taken.
type Claim struct {
	Most     int  // papers
	Together bool // they are handed over as one, and not one after the other
}

// ClaimPrints takes a job, or the next of its run in their order, so that no other
// worker prints them too. Those that are handed over one by one go on waiting but
// for the first; see StepPrint. What was cancelled or paused meanwhile is not
// among them.
func (r *Replica) ClaimPrints(ctx context.Context, first Work, c Claim) (list []Work, err error) {
	err = r.command(ctx, System, "print", func(w *writer) error {
		if first.RunID.IsZero() {
			list, err = readWork(w.rows(workRow+`WHERE p.id=? AND `+waitsHere, first.ID[:], w.desk.ID[:]))
		} else {
			list, err = readWork(w.rows(workRow+`WHERE p.run_id=? AND p.document=? AND `+waitsHere+` ORDER BY p.place, p.n LIMIT ?`, first.RunID[:], first.Document, w.desk.ID[:], c.Most))
		}
		if err != nil {
			return err
		}
		// They go to the printer as one job, which is either known to it or not.
		if i := slices.IndexFunc(list, func(p Work) bool { return p.Anew != list[0].Anew || p.Way != list[0].Way }); i > 0 {
			list = list[:i]
		}
		for i := range list {
			if i > 0 && !c.Together {
				break
			}
			if _, err := w.patch(change.Print, list[i].ID, Values{"state": "printing"}); err != nil {
				return err
			}
		}
		return nil
	})
	return list, err
}

// StepPrint records that a job is at its printer and takes the next one of those
// that were claimed with it, zero when there is none. At no moment are two of them
// being printed, so that a crash leaves one in doubt. It is false when the next
// one is not to be printed here any more, as it was cancelled, paused or sent to
// another printer.
func (r *Replica) StepPrint(ctx context.Context, printed PrintEnd, next Work) (goOn bool, err error) {
	err = r.command(ctx, System, "print", func(w *writer) error {
		if !printed.ID.IsZero() {
			if err := w.endPrint(printed); err != nil {
				return err
			}
		}
		if next.ID.IsZero() {
			goOn = true
			return nil
		}
		if err := w.row(`SELECT EXISTS (SELECT 1 FROM prints p LEFT JOIN print_runs d ON d.id=coalesce(p.run_id, p.id) WHERE p.id=? AND coalesce(d.way,'')=? AND `+waitsHere+`)`, next.ID[:], next.Way, w.desk.ID[:]).Scan(&goOn); err != nil || !goOn {
			return err
		}
		_, err := w.patch(change.Print, next.ID, Values{"state": "printing"})
		return err
	})
	return goOn, err
}

// PrintEnd is how a claimed job ended.
type PrintEnd struct {
	ID      shop.ID
	Printer string      // where it was handed over
	Failure string      // a code: why it was not
	Notes   []PrintNote // what the paper lacks that was
	Waits   bool        // it was not handed over, for certain, and waits on
}

// EndPrints records how claimed jobs ended. A reason stops their run, zero for
// jobs that stand alone: what waits of it is not printed until a person goes on.
func (r *Replica) EndPrints(ctx context.Context, run shop.ID, reason string, ends ...PrintEnd) error {
	return r.command(ctx, System, "print", func(w *writer) error {
		for _, e := range ends {
			if err := w.endPrint(e); err != nil {
				return err
			}
		}
		if reason == "" {
			return nil
		}
		return w.hold(run, reason)
	})
}

func (w *writer) endPrint(e PrintEnd) error {
	var state string
	if err := w.row(`SELECT state FROM prints WHERE id=?`, e.ID[:]).Scan(&state); err != nil {
		return err
	}
	notes, err := packNotes(e.Notes)
	if err != nil {
		return err
	}
	to := Values{"state": "printed", "printer": e.Printer, "error": e.Failure, "notes": notes}
	switch open := state == "printing" || state == "waiting"; {
	case e.Waits && state != "printing", e.Failure != "" && !open:
		return nil // it was cancelled before its turn came
	case e.Waits:
		to = Values{"state": "waiting"}
	case e.Failure != "":
		to["state"] = "failed"
	}
	_, err = w.patch(change.Print, e.ID, to)
	return err
}

// packNotes writes notes as readPrints reads them.
func packNotes(notes []PrintNote) (string, error) {
	if len(notes) == 0 {
		return "", nil
	}
	text, err := json.Marshal(notes)
	return string(text), err
}

// RecoverPrints puts jobs that a crash cut off in the middle to "failed": nobody
// knows whether their paper came out, so a person decides.
func (r *Replica) RecoverPrints(ctx context.Context) error {
	return r.command(ctx, System, "print", func(w *writer) error { return w.interruptPrints(`'printing'`) })
}
