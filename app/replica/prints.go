package replica

import (
	"context"
	"database/sql"
	"errors"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// Print is one job of the print queue: a document of an order, the original or
// a marked copy.
type Print struct {
	ID       shop.ID `json:"id"`
	OrderID  shop.ID `json:"order_id"`
	Number   string  `json:"number"`
	Document string  `json:"document"`
	Copy     int64   `json:"copy"` // 0 = the original
	Printer  string  `json:"printer"`
	State    string  `json:"state" jsonschema:"enum=waiting,enum=printing,enum=printed,enum=failed,enum=cancelled"`
	Error    string  `json:"error"`
	At       int64   `json:"at"`
	User     string  `json:"user"`
}

// printMoved is the error of a job that was cancelled because it goes on at
// another till, or at this one under its new name.
const printMoved = "moved"

// printsFailed picks the jobs that a person has to decide about here; its one
// argument is this desk. Those that bear the name which it had before it was
// restored from a backup are among them, for nobody bears it any more.
const printsFailed = `state='failed' AND deleted=0 AND (desk_id=? OR desk_id=(SELECT value FROM local WHERE key='former_desk'))`

// queuePrint adds a job; the first of a document is the original, all others
// are marked copies.
func (w *writer) queuePrint(order shop.ID, document string) (shop.ID, error) {
	var copies int64
	if err := w.row(`SELECT count(*) FROM prints WHERE order_id=? AND document=? AND state<>'cancelled' AND deleted=0`, order[:], document).Scan(&copies); err != nil {
		return shop.ID{}, err
	}
	id := shop.NewID()
	return id, w.create(change.Print, id, Values{"order_id": order, "document": document, "copy": copies, "state": "waiting", "at": w.at, "user_id": w.actor.User, "desk_id": w.desk.ID})
}

// QueuePrint asks for a document of an order to be printed on this desk. If one
// of this desk is still waiting or failed, that same job is tried again instead.
// One that failed on another desk moves here and stays what it was, the original
// or a copy; one that waits there is printed there, so that this is a copy.
func (r *Replica) QueuePrint(ctx context.Context, actor Actor, order shop.ID, document string) (id shop.ID, err error) {
	if shop.Document(document).Of() != shop.OfOrder {
		return id, shop.ErrInput.With("field", "document").On("document")
	}
	err = r.command(ctx, actor, "print", func(w *writer) error {
		if _, err := w.head(order); err != nil {
			return err
		}
		id, err = w.printAgain(order, document)
		if errors.Is(err, sql.ErrNoRows) {
			id, err = w.queuePrint(order, document)
		}
		return err
	})
	return id, err
}

// printAgain has a job that came to nothing printed here; sql.ErrNoRows when
// there is none.
func (w *writer) printAgain(order shop.ID, document string) (id shop.ID, err error) {
	const of = `SELECT id FROM prints WHERE order_id=? AND document=? AND deleted=0 AND `
	err = w.row(of+`state IN ('waiting','failed') AND desk_id=? ORDER BY copy, n LIMIT 1`, order[:], document, w.desk.ID[:]).Scan(&id)
	if err == nil {
		_, err = w.patch(change.Print, id, Values{"state": "waiting", "error": ""})
		return id, err
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return id, err
	}
	if err := w.row(of+`state='failed' ORDER BY copy, n LIMIT 1`, order[:], document).Scan(&id); err != nil {
		return id, err
	}
	return w.movePrint(id, "waiting", "")
}

// movePrint makes another desk's job one of this desk.
func (w *writer) movePrint(id shop.ID, state, failure string) (here shop.ID, err error) {
	var order, user shop.ID
	var document string
	var copies, at int64
	if err := w.row(`SELECT order_id, document, copy, at, user_id FROM prints WHERE id=?`, id[:]).Scan(&order, &document, &copies, &at, &user); err != nil {
		return here, err
	}
	if _, err := w.patch(change.Print, id, Values{"state": "cancelled", "error": printMoved}); err != nil {
		return here, err
	}
	if !w.actor.User.IsZero() {
		at, user = w.at, w.actor.User
	}
	here = shop.NewID()
	return here, w.create(change.Print, here, Values{"order_id": order, "document": document, "copy": copies, "state": state, "error": failure, "at": at, "user_id": user, "desk_id": w.desk.ID})
}

// renamePrints is for a desk that got a new name as it was a copy. The jobs that
// it made itself and no hub has heard of are printed here and nowhere else, so
// they take the new name. Others are left to the desk that keeps the old one.
func (w *writer) renamePrints(was shop.ID) error {
	// After a restore the failed ones are those of the backup: see doubtPrints.
	rows, err := w.rows(`SELECT id, state, error FROM prints WHERE desk_id=?1 AND version=0 AND deleted=0
		AND (state='waiting' OR (state='failed' AND ?1 IS NOT (SELECT value FROM local WHERE key='former_desk'))) ORDER BY n`, was[:])
	if err != nil {
		return err
	}
	var list []Print
	for rows.Next() {
		var p Print
		if err := rows.Scan(&p.ID, &p.State, &p.Error); err != nil {
			return errors.Join(err, rows.Close())
		}
		list = append(list, p)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	for _, p := range list {
		if _, err := w.movePrint(p.ID, p.State, p.Error); err != nil {
			return err
		}
	}
	return nil
}

// doubtPrints is for a desk that was restored from a backup: nobody knows whether
// the paper came out that was on its way when the backup was made, so a person
// decides. The desk is about to lose its name, and still asks about what bears it.
func (w *writer) doubtPrints() error {
	if err := w.interruptPrints(`'waiting','printing'`); err != nil {
		return err
	}
	return w.setLocal(map[string]any{"former_desk": w.desk.ID})
}

// DismissPrint gives up a job of this desk that did not come out: its paper is
// not needed. One that was settled meanwhile stays as it is.
func (r *Replica) DismissPrint(ctx context.Context, actor Actor, id shop.ID) error {
	return r.command(ctx, actor, "print", func(w *writer) error {
		var there, failed bool
		err := w.row(`SELECT EXISTS (SELECT 1 FROM prints WHERE id=? AND deleted=0), EXISTS (SELECT 1 FROM prints WHERE id=? AND `+printsFailed+`)`, id[:], id[:], w.desk.ID[:]).Scan(&there, &failed)
		switch {
		case err != nil:
			return err
		case !there:
			return shop.ErrNotFound.With("what", "print")
		case !failed:
			return nil
		}
		_, err = w.patch(change.Print, id, Values{"state": "cancelled"})
		return err
	})
}

// NextPrint claims the oldest waiting job of this desk, so that no other worker
// prints it too; ok is false when there is none.
func (r *Replica) NextPrint(ctx context.Context) (p Print, ok bool, err error) {
	err = r.command(ctx, System, "print", func(w *writer) error {
		err := w.row(`SELECT p.id, p.order_id, o.number, p.document, p.copy, p.at FROM prints p JOIN orders o ON o.id=p.order_id WHERE p.state='waiting' AND p.desk_id=? AND p.deleted=0 ORDER BY p.n LIMIT 1`, w.desk.ID[:]).
			Scan(&p.ID, &p.OrderID, &p.Number, &p.Document, &p.Copy, &p.At)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		ok = true
		_, err = w.patch(change.Print, p.ID, Values{"state": "printing"})
		return err
	})
	return p, ok, err
}

// EndPrint records how a claimed job ended: where it was printed, or why not.
func (r *Replica) EndPrint(ctx context.Context, id shop.ID, printer, failure string) error {
	return r.command(ctx, System, "print", func(w *writer) error {
		state := "printed"
		if failure != "" {
			state = "failed"
		}
		_, err := w.patch(change.Print, id, Values{"state": state, "printer": printer, "error": failure})
		return err
	})
}

// RecoverPrints puts jobs that a crash cut off in the middle to "failed": nobody
// knows whether their paper came out, so a person decides.
func (r *Replica) RecoverPrints(ctx context.Context) error {
	return r.command(ctx, System, "print", func(w *writer) error { return w.interruptPrints(`'printing'`) })
}

// interruptPrints puts this desk's jobs in some states to "failed".
func (w *writer) interruptPrints(states string) error {
	var cut []shop.ID
	if err := w.eachID(`SELECT id FROM prints WHERE state IN (`+states+`) AND desk_id=? AND deleted=0`, func(id shop.ID) { cut = append(cut, id) }, w.desk.ID[:]); err != nil {
		return err
	}
	for _, id := range cut {
		if _, err := w.patch(change.Print, id, Values{"state": "failed", "error": "interrupted"}); err != nil {
			return err
		}
	}
	return nil
}

func (r *Replica) prints(ctx context.Context, order shop.ID) ([]Print, error) {
	rows, err := r.read.QueryContext(ctx, `SELECT p.id, p.order_id, o.number, p.document, p.copy, p.printer, p.state, p.error, p.at, coalesce(u.name,'')
		FROM prints p JOIN orders o ON o.id=p.order_id LEFT JOIN users u ON u.id=p.user_id WHERE p.order_id=? AND p.deleted=0 ORDER BY p.n`, order[:])
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	list := []Print{}
	for rows.Next() {
		var p Print
		if err := rows.Scan(&p.ID, &p.OrderID, &p.Number, &p.Document, &p.Copy, &p.Printer, &p.State, &p.Error, &p.At, &p.User); err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return list, rows.Err()
}
