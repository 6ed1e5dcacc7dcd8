package replica

import (
	"context"
	"database/sql"
	"errors"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// ErrPrinting answers who would call back paper that is on its way.
var ErrPrinting = shop.NewProblem("print.printing", "This paper is being printed now. Nothing was changed. Wait until it is out.")

// PrintQueue is what this desk has to print and has printed lately.
type PrintQueue struct {
	Prints  []Print    `json:"prints"`  // that stand alone, the newest first: all that are not settled, and the last hundred
	Runs    []PrintRun `json:"runs"`    // the newest first: all that are not settled, and the last ones
	Waiting int64      `json:"waiting"` // papers that are not out yet
	Failed  int64      `json:"failed"`  // did not come out, and a person has to decide
	Paused  bool       `json:"paused"`  // nothing is printed here until a person goes on
}

// printsAsked picks, of the jobs that a person has to decide about, those that
// stand alone and the first of each run: the others are decided with it.
const printsAsked = printsFailed + ` AND (run_id IS NULL OR NOT EXISTS (SELECT 1 FROM prints e
	WHERE e.run_id=prints.run_id AND e.state='failed' AND e.deleted=0 AND e.desk_id=prints.desk_id AND (e.place, e.n) < (prints.place, prints.n)))`

// PrintQueue lists the print jobs of this desk.
func (r *Replica) PrintQueue(ctx context.Context) (q PrintQueue, err error) {
	desk := r.Desk().ID
	q.Prints, err = readPrints(r.read.QueryContext(ctx, printRow+`WHERE p.run_id IS NULL AND (p.n IN (SELECT n FROM prints WHERE `+printsFailed+`)
			OR p.n IN (SELECT n FROM prints WHERE state IN ('waiting','printing') AND deleted=0 AND desk_id=?1)
			OR p.n IN (SELECT n FROM prints WHERE deleted=0 AND desk_id=?1 AND run_id IS NULL ORDER BY n DESC LIMIT 100))
		ORDER BY p.n DESC`, desk[:]))
	if err != nil {
		return q, r.explain(err)
	}
	for _, p := range q.Prints {
		switch p.State {
		case "waiting", "printing":
			q.Waiting++
		case "failed":
			q.Failed++
		}
	}
	if q.Runs, err = r.printRuns(ctx); err != nil {
		return q, r.explain(err)
	}
	for _, run := range q.Runs {
		q.Waiting += run.Waiting + run.Printing
		q.Failed += run.Failed
	}
	err = r.read.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM local WHERE key=?)`, printsPaused).Scan(&q.Paused)
	return q, r.explain(err)
}

// HasPrinted reports whether this desk has ever had something to print.
func (r *Replica) HasPrinted(ctx context.Context) (has bool, err error) {
	desk := r.Desk().ID
	err = r.read.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM prints WHERE desk_id=? AND deleted=0)`, desk[:]).Scan(&has)
	return has, r.explain(err)
}

// PrintAgain has the paper of a job printed on this desk: one that failed is
// tried again as what it was, and its run goes on; one that waits is left to its
// turn, and of one that came out, or was given up, another is made as QueuePrint
// does.
func (r *Replica) PrintAgain(ctx context.Context, actor Actor, job shop.ID) (id shop.ID, err error) {
	err = r.command(ctx, actor, "print", func(w *writer) error {
		var of paperOf
		var state string
		var own, former bool
		var at placed
		err := w.row(`SELECT order_id, document, subject, state, desk_id=?, desk_id IS (SELECT value FROM local WHERE key='former_desk'), run_id, place FROM prints WHERE id=? AND deleted=0`, w.desk.ID[:], job[:]).
			Scan(&of.order, &of.document, &of.subject, &state, &own, &former, &at.run, &at.place)
		if errors.Is(err, sql.ErrNoRows) {
			return shop.ErrNotFound.With("what", "print")
		}
		if err != nil {
			return err
		}
		id = job
		if !former {
			at = placed{}
		}
		switch {
		case state == "failed" && own:
			err = w.retryPrint(job)
		case state == "failed":
			id, err = w.movePrint(job, moved{state: "waiting", at: at})
		case own && (state == "waiting" || state == "printing"):
		default:
			id, err = w.printAgain(of)
		}
		return err
	})
	return id, err
}

// CancelPrint gives up a job of this desk that waits: its paper is not needed
// (DismissPrint is for those that failed). One that is being printed is refused,
// one that is settled stays as it is.
func (r *Replica) CancelPrint(ctx context.Context, actor Actor, id shop.ID) error {
	return r.command(ctx, actor, "print", func(w *writer) error {
		var state string
		err := w.row(`SELECT state FROM prints WHERE id=? AND desk_id=? AND deleted=0`, id[:], w.desk.ID[:]).Scan(&state)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return shop.ErrNotFound.With("what", "print")
		case err != nil:
			return err
		case state == "printing":
			return ErrPrinting
		case state != "waiting":
			return nil
		}
		_, err = w.patch(change.Print, id, Values{"state": "cancelled"})
		return err
	})
}
