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
	Prints  []Print `json:"prints"`  // the newest first: all that are not settled, and the last hundred
	Waiting int64   `json:"waiting"` // not out yet
	Failed  int64   `json:"failed"`  // did not come out, and a person has to decide
}

// PrintQueue lists the print jobs of this desk.
func (r *Replica) PrintQueue(ctx context.Context) (q PrintQueue, err error) {
	q.Prints = []Print{}
	desk := r.Desk().ID
	rows, err := r.read.QueryContext(ctx, `SELECT p.id, p.order_id, o.number, p.document, p.copy, p.printer, p.state, p.error, p.at, coalesce(u.name,'')
		FROM prints p JOIN orders o ON o.id=p.order_id LEFT JOIN users u ON u.id=p.user_id
		WHERE p.n IN (SELECT n FROM prints WHERE `+printsFailed+`)
			OR p.n IN (SELECT n FROM prints WHERE state IN ('waiting','printing') AND deleted=0 AND desk_id=?1)
			OR p.n IN (SELECT n FROM prints WHERE deleted=0 AND desk_id=?1 ORDER BY n DESC LIMIT 100)
		ORDER BY p.n DESC`, desk[:])
	if err != nil {
		return q, r.explain(err)
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		var p Print
		if err := rows.Scan(&p.ID, &p.OrderID, &p.Number, &p.Document, &p.Copy, &p.Printer, &p.State, &p.Error, &p.At, &p.User); err != nil {
			return q, r.explain(err)
		}
		switch p.State {
		case "waiting", "printing":
			q.Waiting++
		case "failed":
			q.Failed++
		}
		q.Prints = append(q.Prints, p)
	}
	return q, r.explain(rows.Err())
}

// HasPrinted reports whether this desk has ever had something to print.
func (r *Replica) HasPrinted(ctx context.Context) (has bool, err error) {
	desk := r.Desk().ID
	err = r.read.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM prints WHERE desk_id=? AND deleted=0)`, desk[:]).Scan(&has)
	return has, r.explain(err)
}

// PrintAgain has the paper of a job printed on this desk: one that failed is
// tried again as what it was, one that waits is left to its turn, and of one
// that came out, or was given up, another is made as QueuePrint does.
func (r *Replica) PrintAgain(ctx context.Context, actor Actor, job shop.ID) (id shop.ID, err error) {
	err = r.command(ctx, actor, "print", func(w *writer) error {
		var order shop.ID
		var document, state string
		var own bool
		err := w.row(`SELECT order_id, document, state, desk_id=? FROM prints WHERE id=? AND deleted=0`, w.desk.ID[:], job[:]).Scan(&order, &document, &state, &own)
		if errors.Is(err, sql.ErrNoRows) {
			return shop.ErrNotFound.With("what", "print")
		}
		if err != nil {
			return err
		}
		id = job
		switch {
		case state == "failed" && own:
			_, err = w.patch(change.Print, job, Values{"state": "waiting", "error": ""})
		case state == "failed":
			id, err = w.movePrint(job, "waiting", "")
		case own && (state == "waiting" || state == "printing"):
		default:
			id, err = w.printAgain(order, document)
			if errors.Is(err, sql.ErrNoRows) {
				id, err = w.queuePrint(order, document)
			}
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
