package replica

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// Print is one job of the print queue: a document of an order, the original or
// a marked copy, or a paper of many orders, of goods or of places.
type Print struct {
	ID       shop.ID     `json:"id"`
	OrderID  shop.ID     `json:"order_id,omitzero"` // of a document of one order
	Number   string      `json:"number"`            // of that order
	Of       *PrintOf    `json:"of,omitempty"`      // what any other paper is of
	Document string      `json:"document"`
	Copy     int64       `json:"copy"` // 0 = the original; only documents of one order have copies
	Printer  string      `json:"printer"`
	State    string      `json:"state" jsonschema:"enum=waiting,enum=printing,enum=printed,enum=failed,enum=cancelled"`
	Error    string      `json:"error"`
	Notes    []PrintNote `json:"notes,omitempty"` // what the paper lacks that came out
	At       int64       `json:"at"`
	User     string      `json:"user"`
	RunID    shop.ID     `json:"run_id,omitzero"` // of the papers that were asked for together
	Place    int64       `json:"place,omitempty"` // among them, from 1
	Doubt    bool        `json:"doubt,omitempty"` // nobody knows whether it came out: a person has to say

	subject string // as it is stored
}

// PrintNote is a place where a paper differs from what it was asked to say.
type PrintNote struct {
	Code  string `json:"code"`            // one of the warnings of app/label and app/paper
	Field string `json:"field,omitempty"` // of the document, such as Address
}

// Printed reports whether a document of the order was asked for before, and not
// given up: another paper of it must not pass for the first.
func (c OrderCard) Printed(document string) bool {
	return slices.ContainsFunc(c.Prints, func(p Print) bool { return p.Document == document && p.State != "cancelled" })
}

// The errors of jobs that mean more than what they say.
const (
	// printMoved: a job was cancelled because it goes on at another till, in another
	// run, or at this one under its new name.
	printMoved = "moved"
	// printCut: the program ended while the job was handed over.
	printCut = "interrupted"
	// printDoubt is app/printer's word for a job that may have come out or not.
	printDoubt = "printer_doubt"
)

// inDoubt tells of an error whether the paper may have come out all the same.
func inDoubt(failure string) bool { return failure == printCut || failure == printDoubt }

const sqlDoubt = `state='failed' AND error IN ('` + printCut + `','` + printDoubt + `')`

// printsFailed picks the jobs that a person has to decide about here; its one
// argument is this desk. Those that bear the name which it had before it was
// restored from a backup are among them, for nobody bears it any more.
const printsFailed = `state='failed' AND deleted=0 AND (desk_id=? OR desk_id=(SELECT value FROM local WHERE key='former_desk'))`

// printRow reads what readPrints takes; a WHERE and an order follow.
const printRow = `SELECT p.id, p.order_id, coalesce(o.number,''), p.subject, p.document, p.copy, p.printer, p.state, p.error, p.notes, p.at, coalesce(u.name,''), p.run_id, p.place
	FROM prints p LEFT JOIN orders o ON o.id=p.order_id LEFT JOIN users u ON u.id=p.user_id `

func readPrints(rows *sql.Rows, err error) (list []Print, _ error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	list = []Print{}
	for rows.Next() {
		var p Print
		var notes string
		if err := rows.Scan(&p.ID, &p.OrderID, &p.Number, &p.subject, &p.Document, &p.Copy, &p.Printer, &p.State, &p.Error, &notes, &p.At, &p.User, &p.RunID, &p.Place); err != nil {
			return nil, err
		}
		if _, err := p.readSubject(); err != nil {
			return nil, err
		}
		if notes != "" {
			if err := json.Unmarshal([]byte(notes), &p.Notes); err != nil {
				return nil, fmt.Errorf("notes of print %s: %w", p.ID, err)
			}
		}
		p.Doubt = p.State == "failed" && inDoubt(p.Error)
		list = append(list, p)
	}
	return list, rows.Err()
}

// placed is where a new job stands: in a run, or nowhere.
type placed struct {
	run   shop.ID
	place int64
}

// paperOf is what a job is of: a document of an order, or of a subject that is not
// one order.
type paperOf struct {
	order             shop.ID
	document, subject string
}

// of says what a job is of.
func (p Print) of() paperOf { return paperOf{p.OrderID, p.Document, p.subject} }

// queuePrint adds a job. The first of an order's document is the original, all
// others are marked copies; any other paper is as good as the first.
func (w *writer) queuePrint(of paperOf, at placed) (shop.ID, error) {
	var copies int64
	if of.subject == "" {
		if err := w.row(`SELECT count(*) FROM prints WHERE order_id=? AND document=? AND state<>'cancelled' AND deleted=0`, of.order[:], of.document).Scan(&copies); err != nil {
			return shop.ID{}, err
		}
	}
	id := shop.NewID()
	return id, w.addPrint(id, of, Values{"copy": copies, "state": "waiting", "at": w.at, "user_id": w.actor.User, "run_id": at.run, "place": at.place})
}

// addPrint makes a job of this desk. One of a subject is its own document.
func (w *writer) addPrint(id shop.ID, of paperOf, v Values) error {
	if of.subject != "" {
		of.order = id
	}
	v["order_id"], v["document"], v["subject"], v["desk_id"] = of.order, of.document, of.subject, w.desk.ID
	return w.create(change.Print, id, v)
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
		id, err = w.printAgain(paperOf{order: order, document: document})
		return err
	})
	return id, err
}

// printAgain has the job of a paper printed here that came to nothing, or makes
// one when there is none.
func (w *writer) printAgain(of paperOf) (id shop.ID, err error) {
	id, own, err := w.openPrint(of)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return w.queuePrint(of, placed{})
	case err != nil:
		return id, err
	case own:
		return id, w.retryPrint(id)
	}
	return w.movePrint(id, moved{state: "waiting"})
}

// openPrint finds the job of a paper that waits or failed here, or else one of an
// order's document that failed on another desk; sql.ErrNoRows when there is none.
func (w *writer) openPrint(of paperOf) (id shop.ID, own bool, err error) {
	if of.subject != "" {
		// A sticker that waits in a run is one of that run. All three states are named
		// for their index.
		err = w.row(`SELECT id FROM prints WHERE state IN ('waiting','printing','failed') AND state<>'printing' AND subject=? AND document=? AND deleted=0 AND desk_id=? AND run_id IS NULL ORDER BY n LIMIT 1`,
			of.subject, of.document, w.desk.ID[:]).Scan(&id)
		return id, true, err
	}
	const ofOrder = `SELECT id FROM prints WHERE order_id=? AND document=? AND deleted=0 AND `
	err = w.row(ofOrder+`state IN ('waiting','failed') AND desk_id=? ORDER BY copy, n LIMIT 1`, of.order[:], of.document, w.desk.ID[:]).Scan(&id)
	if err == nil || !errors.Is(err, sql.ErrNoRows) {
		return id, err == nil, err
	}
	err = w.row(ofOrder+`state='failed' ORDER BY copy, n LIMIT 1`, of.order[:], of.document).Scan(&id)
	return id, false, err
}

// retryPrint has a job of this desk that waits or failed printed, and its run go
// on. What made it doubtful stays written: the print system is then told to
// print it although it may have it (see Work.Anew).
func (w *writer) retryPrint(id shop.ID) error {
	var failure string
	var run shop.ID
	if err := w.row(`SELECT error, run_id FROM prints WHERE id=?`, id[:]).Scan(&failure, &run); err != nil {
		return err
	}
	if !inDoubt(failure) {
		failure = ""
	}
	if _, err := w.patch(change.Print, id, Values{"state": "waiting", "error": failure}); err != nil {
		return err
	}
	if run.IsZero() {
		run = id
	}
	return w.release(run)
}

// moved is what becomes of a job in its new place.
type moved struct {
	state, failure string
	at             placed
}

// movePrint makes a job of this desk, or of another, a new one of this desk.
func (w *writer) movePrint(id shop.ID, to moved) (here shop.ID, err error) {
	var of paperOf
	var user shop.ID
	var copies, at int64
	if err := w.row(`SELECT order_id, document, subject, copy, at, user_id FROM prints WHERE id=?`, id[:]).Scan(&of.order, &of.document, &of.subject, &copies, &at, &user); err != nil {
		return here, err
	}
	if _, err := w.patch(change.Print, id, Values{"state": "cancelled", "error": printMoved}); err != nil {
		return here, err
	}
	if !w.actor.User.IsZero() {
		at, user = w.at, w.actor.User
	}
	here = shop.NewID()
	return here, w.addPrint(here, of, Values{"copy": copies, "state": to.state, "error": to.failure, "at": at, "user_id": user, "run_id": to.at.run, "place": to.at.place})
}

// renamePrints is for a desk that got a new name as it was a copy. The jobs that
// it made itself and no hub has heard of are printed here and nowhere else, so
// they take the new name. Others are left to the desk that keeps the old one.
func (w *writer) renamePrints(was shop.ID) error {
	// After a restore the failed ones are those of the backup: see doubtPrints.
	list, err := w.printsOf(`WHERE p.desk_id=?1 AND p.version=0 AND p.deleted=0
		AND (p.state='waiting' OR (p.state='failed' AND ?1 IS NOT (SELECT value FROM local WHERE key='former_desk'))) ORDER BY p.n`, was[:])
	if err != nil {
		return err
	}
	for _, p := range list {
		if _, err := w.movePrint(p.ID, moved{p.State, p.Error, placed{p.RunID, p.Place}}); err != nil {
			return err
		}
	}
	return nil
}

// printsOf lists jobs within a command.
func (w *writer) printsOf(where string, args ...any) ([]Print, error) {
	return readPrints(w.rows(printRow+where, args...))
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
	return r.settleFailed(ctx, actor, id, Values{"state": "cancelled"})
}

// PrintCameOut settles a job of this desk of which nobody knew whether it came
// out: a person has the paper. One that was settled meanwhile stays as it is.
func (r *Replica) PrintCameOut(ctx context.Context, actor Actor, id shop.ID) error {
	return r.settleFailed(ctx, actor, id, Values{"state": "printed", "error": ""})
}

func (r *Replica) settleFailed(ctx context.Context, actor Actor, id shop.ID, to Values) error {
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
		_, err = w.patch(change.Print, id, to)
		return err
	})
}

// interruptPrints puts this desk's jobs in some states to "failed": nobody knows
// whether they came out. Their runs wait for a person.
func (w *writer) interruptPrints(states string) error {
	cut, err := w.printsOf(`WHERE p.state IN (`+states+`) AND p.desk_id=? AND p.deleted=0 ORDER BY p.n`, w.desk.ID[:])
	if err != nil {
		return err
	}
	for _, p := range cut {
		if _, err := w.patch(change.Print, p.ID, Values{"state": "failed", "error": printCut}); err != nil {
			return err
		}
		if err := w.hold(p.RunID, printCut); err != nil {
			return err
		}
	}
	return nil
}

func (r *Replica) prints(ctx context.Context, order shop.ID) ([]Print, error) {
	return readPrints(r.read.QueryContext(ctx, printRow+`WHERE p.order_id=? AND p.deleted=0 ORDER BY p.n`, order[:]))
}
