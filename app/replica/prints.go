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

// QueuePrint asks for a document of an order to be printed on this desk. If its
// original is still waiting or failed, that same job is tried again instead.
func (r *Replica) QueuePrint(ctx context.Context, actor Actor, order shop.ID, document string) (id shop.ID, err error) {
	switch document {
	case "receipt", "label":
	default:
		return id, shop.ErrInput.With("field", "document").On("document")
	}
	err = r.command(ctx, actor, "print", func(w *writer) error {
		if _, err := w.head(order); err != nil {
			return err
		}
		err := w.row(`SELECT id FROM prints WHERE order_id=? AND document=? AND state IN ('waiting','failed') AND deleted=0 ORDER BY n LIMIT 1`, order[:], document).Scan(&id)
		if err == nil {
			_, err = w.patch(change.Print, id, Values{"state": "waiting", "error": ""})
			return err
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		id, err = w.queuePrint(order, document)
		return err
	})
	return id, err
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
	return r.command(ctx, System, "print", func(w *writer) error {
		var cut []shop.ID
		if err := w.eachID(`SELECT id FROM prints WHERE state='printing' AND desk_id=? AND deleted=0`, func(id shop.ID) { cut = append(cut, id) }, w.desk.ID[:]); err != nil {
			return err
		}
		for _, id := range cut {
			if _, err := w.patch(change.Print, id, Values{"state": "failed", "error": "interrupted"}); err != nil {
				return err
			}
		}
		return nil
	})
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
