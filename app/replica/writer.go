package replica

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/client"
	"github.com/prylavok/prylavok/sync/outbox"
)

// Actor is who gives a command. The zero Actor is the program itself.
type Actor struct {
	User shop.ID
	Role shop.Role
}

// System acts where no person is at the till: imports from the command line,
// backups, demo shops.
var System = Actor{Role: shop.Owner}

// Values are a record's fields by name. A value is an int, int64, Money,
// Quantity, bool, string or shop.ID.
type Values map[string]any

// writer is one running command: it changes records and, when the command is
// done, writes history, derived figures and the outbox entry beside them.
type writer struct {
	r      *Replica
	ctx    context.Context
	actor  Actor
	intent string
	at     int64
	batch  change.ID
	desk   Desk    // this one
	origin shop.ID // the desk whose doing goes into the history
	cursor change.Cursor
	joined bool // a hub knows this desk, so confirmed states are kept

	ops     []change.Op
	before  []change.Op // what the patches replaced
	history []historyRow
	made    map[change.ID]bool // records created in this batch
	unfound map[shop.ID]bool   // new records that search does not know yet
	dirty   dirty
	kinds   map[string]bool
	ids     []shop.ID

	quiet bool // bulk data of a demo shop: no outbox and no history

	load    *client.Load // that runs, when the hub's state is being taken
	batches map[int64]*change.Batch
	sees    change.Scope // "" until it is looked up
	held    map[string]bool
	glances map[change.ID]*change.Record // rows that an entry has read and not shown yet; nil outside one
	absent  map[change.ID]bool           // records that have no row, of those that entries are about to make
}

// command runs do in one transaction. It is either wholly done, on disk and
// announced, or it left no trace.
func (r *Replica) command(ctx context.Context, actor Actor, intent string, do func(*writer) error) error {
	return r.commandAt(ctx, durable, actor, intent, do)
}

// commandAt is command with a say in what is waited for.
func (r *Replica) commandAt(ctx context.Context, d durability, actor Actor, intent string, do func(*writer) error) error {
	// A command that has begun is finished even if the screen went away.
	ctx = context.WithoutCancel(ctx)
	r.waiting.Add(1)
	r.mu.Lock()
	r.waiting.Add(-1)
	err := r.waitFor(ctx, d)
	var w *writer
	if err == nil {
		w, err = r.run(ctx, actor, intent, do)
	}
	if err == nil {
		r.checkpoint.nudge(d.walPages) // under the lock: Close has not stopped it
	}
	r.mu.Unlock()
	if err != nil {
		return r.explain(err)
	}
	r.watch.announce(w.kinds, w.ids)
	return nil
}

func (r *Replica) run(ctx context.Context, actor Actor, intent string, do func(*writer) error) (*writer, error) {
	if r.closed {
		return nil, ErrClosed
	}
	if _, err := r.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
		return nil, err
	}
	w := &writer{r: r, ctx: ctx, actor: actor, intent: intent, batch: change.ID(shop.NewID()), made: map[change.ID]bool{}, unfound: map[shop.ID]bool{}, kinds: map[string]bool{}, held: map[string]bool{}}
	err := w.begin()
	if err == nil {
		err = do(w)
	}
	if err == nil {
		err = w.finish()
	}
	if err == nil {
		_, err = r.exec(ctx, "COMMIT")
	}
	if err != nil {
		if _, back := r.conn.ExecContext(ctx, "ROLLBACK"); back != nil && !strings.Contains(back.Error(), "no transaction is active") {
			err = errors.Join(err, back)
		}
		return nil, err
	}
	if w.kinds[change.Desk.Name] || w.kinds[change.Setting.Name] {
		return w, r.loadDesk(ctx)
	}
	desk := w.desk
	r.desk.Store(&desk)
	return w, nil
}

// begin finds who this desk is and what time it is.
func (w *writer) begin() error {
	s, err := w.r.standing(w.ctx)
	if err != nil {
		return err
	}
	if s.removed {
		return ErrRemoved.With("path", w.r.path)
	}
	w.desk, w.origin, w.cursor, w.joined = s.desk, s.desk.ID, s.cursor, s.joined
	w.at = s.time(w.r.now().UnixMilli())
	return nil
}

// exec runs a prepared statement on the writing connection; r.mu is held.
func (r *Replica) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	s, err := r.stmt(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(ctx, args...)
}

func (r *Replica) stmt(ctx context.Context, query string) (*sql.Stmt, error) {
	if s, ok := r.stmts[query]; ok {
		return s, nil
	}
	s, err := r.conn.PrepareContext(ctx, steady.Replace(query))
	if err != nil {
		return nil, fmt.Errorf("prepare %.60q: %w", query, err)
	}
	r.stmts[query] = s
	return s, nil
}

// steady keeps statements prepared. The driver clears all bindings before each
// use, and SQLite then plans a statement anew that compares a column with a bare
// parameter, or is limited by one, wherever it has weighed a plan without an index:
// for small look-ups that costs several times what they do. A plus in front
// changes no value, of whatever type, and no use of an index.
var steady = strings.NewReplacer("=?", "=+?", "LIMIT ?", "LIMIT +?")

// ExecContext and QueryRowContext let the outbox write within the command.
func (w *writer) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return w.r.exec(ctx, query, args...)
}

// QueryRowContext reads one row within the command.
func (w *writer) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	s, err := w.r.stmt(ctx, query)
	if err != nil {
		return w.r.conn.QueryRowContext(ctx, query, args...) // gives the same error to Scan
	}
	return s.QueryRowContext(ctx, args...)
}

func (w *writer) exec(query string, args ...any) error {
	_, err := w.r.exec(w.ctx, query, args...)
	return err
}

func (w *writer) row(query string, args ...any) *sql.Row {
	return w.QueryRowContext(w.ctx, query, args...)
}

func (w *writer) rows(query string, args ...any) (*sql.Rows, error) {
	s, err := w.r.stmt(w.ctx, query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(w.ctx, args...)
}

// create makes a record; fields that are not given are zero.
func (w *writer) create(k *change.Kind, id shop.ID, values Values) error {
	op := change.Op{Kind: k.Num, Act: change.Create, ID: change.ID(id)}
	args := make([]any, 0, len(k.Fields)+1)
	args = append(args, id[:])
	used := 0
	for _, f := range k.Fields {
		v, err := fieldValue(f, values[f.Name])
		if err != nil {
			return fmt.Errorf("%s.%s: %w", k.Name, f.Name, err)
		}
		if _, given := values[f.Name]; given {
			used++
		}
		args = append(args, v)
		if zero, _ := change.Normal(f.Type, nil); !change.Equal(v, zero) {
			op.Set = append(op.Set, change.Assign{Field: f.Num, Value: v})
		}
	}
	if used != len(values) {
		return fmt.Errorf("%s: a value is given for a field that it does not have", k.Name)
	}
	if err := w.exec(insertSQL(k), args...); err != nil {
		return fmt.Errorf("make %s: %w", k.Name, err)
	}
	w.made[op.ID] = true
	if k == change.Offer || k == change.Customer || k == change.Order {
		w.unfound[id] = true
	}
	w.note(k, op, nil)
	return w.touched(k, id, nil, op.Set)
}

// patch changes the given fields of a record; what is equal already is left
// out, and a patch that changes nothing leaves no trace. It reports whether
// anything changed.
func (w *writer) patch(k *change.Kind, id shop.ID, values Values) (bool, error) {
	if k.Union {
		return false, fmt.Errorf("%s is never edited", k.Name)
	}
	fields, old, version, err := w.current(k, id, values)
	if err != nil {
		return false, err
	}
	op := change.Op{Kind: k.Num, Act: change.Patch, ID: change.ID(id), Base: version}
	back := op
	for i, f := range fields {
		v, err := fieldValue(f, values[f.Name])
		if err != nil {
			return false, fmt.Errorf("%s.%s: %w", k.Name, f.Name, err)
		}
		if change.Equal(v, old[i]) {
			continue
		}
		op.Set = append(op.Set, change.Assign{Field: f.Num, Value: v})
		back.Set = append(back.Set, change.Assign{Field: f.Num, Value: old[i]})
	}
	if len(op.Set) == 0 {
		return false, nil
	}
	if err := w.keep(k, op.ID, version); err != nil {
		return false, err
	}
	if err := w.apply(k, op); err != nil {
		return false, err
	}
	w.note(k, op, back.Set)
	w.before = append(w.before, back)
	return true, w.touched(k, id, back.Set, op.Set)
}

// current reads what a patch would replace.
func (w *writer) current(k *change.Kind, id shop.ID, values Values) (fields []change.Field, old []any, version int64, err error) {
	for _, f := range k.Fields {
		if _, given := values[f.Name]; given {
			fields = append(fields, f)
		}
	}
	if len(fields) != len(values) {
		return nil, nil, 0, fmt.Errorf("%s: a value is given for a field that it does not have", k.Name)
	}
	columns := make([]string, len(fields))
	targets := make([]any, len(fields)+1)
	old = make([]any, len(fields))
	targets[0] = &version
	for i, f := range fields {
		columns[i] = f.Name
		targets[i+1] = &old[i]
	}
	err = w.row("SELECT version, "+strings.Join(columns, ", ")+" FROM "+k.Table+" WHERE id=? AND deleted=0", id[:]).Scan(targets...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil, 0, shop.ErrNotFound.With("what", k.Name)
	}
	if err != nil {
		return nil, nil, 0, fmt.Errorf("read %s: %w", k.Name, err)
	}
	for i, f := range fields {
		if f.Type == change.Ref && old[i] == nil {
			continue
		}
		if b, isBytes := old[i].([]byte); isBytes && f.Type == change.Text {
			old[i] = string(b)
		}
	}
	return fields, old, version, nil
}

func (w *writer) apply(k *change.Kind, op change.Op) error {
	columns := make([]string, len(op.Set))
	args := make([]any, 0, len(op.Set)+1)
	for i, a := range op.Set {
		f, _ := k.FieldNum(a.Field)
		columns[i] = f.Name + "=?"
		args = append(args, a.Value)
	}
	args = append(args, op.ID[:])
	if err := w.exec("UPDATE "+k.Table+" SET "+strings.Join(columns, ", ")+" WHERE id=?", args...); err != nil {
		return fmt.Errorf("change %s: %w", k.Name, err)
	}
	return nil
}

// remove leaves a tombstone; deleting what is gone already is no error.
func (w *writer) remove(k *change.Kind, id shop.ID) error { return w.mark(k, id, change.Delete, 1) }

// revive brings a deleted record back as it was.
func (w *writer) revive(k *change.Kind, id shop.ID) error { return w.mark(k, id, change.Revive, 0) }

func (w *writer) mark(k *change.Kind, id shop.ID, act change.Act, deleted int) error {
	if k.Union {
		return fmt.Errorf("%s is never deleted", k.Name)
	}
	var version int64
	err := w.row("SELECT version FROM "+k.Table+" WHERE id=? AND deleted<>?", id[:], deleted).Scan(&version)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err == nil {
		err = w.keep(k, change.ID(id), version)
	}
	if err == nil {
		err = w.exec("UPDATE "+k.Table+" SET deleted=? WHERE id=?", deleted, id[:])
	}
	if err != nil {
		return fmt.Errorf("mark %s deleted: %w", k.Name, err)
	}
	op := change.Op{Kind: k.Num, Act: act, ID: change.ID(id), Base: version}
	w.note(k, op, nil)
	return w.touched(k, id, nil, nil)
}

// note keeps an operation for the batch, the history and the change event.
func (w *writer) note(k *change.Kind, op change.Op, old []change.Assign) {
	w.kinds[k.Name] = true
	if len(w.ids) < 50 {
		w.ids = append(w.ids, shop.ID(op.ID))
	}
	if w.quiet {
		return
	}
	w.ops = append(w.ops, op)
	w.history = append(w.history, historyRow{kind: k, op: op, old: old})
}

// finish writes what belongs to the changes and is derived from them.
func (w *writer) finish() error {
	if err := w.derive(); err != nil {
		return err
	}
	if w.quiet || len(w.ops) == 0 {
		return nil
	}
	if err := w.writeHistory(); err != nil {
		return err
	}
	return w.writeOutbox()
}

// flush writes what has gathered, so that a command of any size, such as an
// import, needs little memory. The transaction goes on; a record and its parts
// must lie between the same two flushes.
func (w *writer) flush() error {
	if err := w.finish(); err != nil {
		return err
	}
	w.ops, w.before, w.history = w.ops[:0], w.before[:0], w.history[:0]
	clear(w.made)
	w.batch = change.ID(shop.NewID())
	return nil
}

// A batch is cut at these, far below the limits of sync/change.
const (
	batchOps   = 5000
	batchBytes = 1 << 20
)

// writeOutbox splits a large command, such as an import, into batches that stay
// below the limits; a counter's command is always one.
func (w *writer) writeOutbox() error {
	id, patches := w.batch, w.before
	for ops := w.ops; len(ops) > 0; id = change.ID(shop.NewID()) {
		n := batchLength(ops)
		b := &change.Batch{ID: id, Device: change.ID(w.desk.ID), Base: w.cursor, Intent: w.intent, User: change.ID(w.actor.User), At: w.at, Ops: ops[:n]}
		// Every patch has its base, in the same order; each batch takes its own.
		m := 0
		for _, op := range b.Ops {
			if op.Act == change.Patch {
				m++
			}
		}
		before := change.Batch{Ops: patches[:m]}
		base, err := before.Encode()
		if err != nil {
			return err
		}
		if err := outbox.Add(w.ctx, w, b, base); err != nil {
			return err
		}
		if err := w.noteEdits(b); err != nil {
			return err
		}
		ops, patches = ops[n:], patches[m:]
	}
	return nil
}

// batchLength gives how many operations the next batch takes, at least one.
func batchLength(ops []change.Op) int {
	bytes := 0
	for i, op := range ops {
		bytes += 32
		for _, a := range op.Set {
			bytes += 12
			if s, ok := a.Value.(string); ok {
				bytes += len(s)
			}
		}
		if i > 0 && (i >= batchOps || bytes > batchBytes) {
			return i
		}
	}
	return len(ops)
}

var insertCache = map[*change.Kind]string{}

func init() {
	for _, k := range change.Kinds {
		names, marks := []string{"id"}, []string{"?"}
		for _, f := range k.Fields {
			names, marks = append(names, f.Name), append(marks, "?")
		}
		insertCache[k] = "INSERT INTO " + k.Table + " (" + strings.Join(names, ", ") + ") VALUES (" + strings.Join(marks, ",") + ")"
	}
}

func insertSQL(k *change.Kind) string { return insertCache[k] }

// textBytes is how long a text may be: all texts of one record then fit into a
// batch, and a list of such records onto a screen.
const textBytes = 200_000

// fieldValue brings what a command gives into the form that a field holds.
func fieldValue(f change.Field, v any) (any, error) {
	switch x := v.(type) {
	case int:
		v = int64(x)
	case shop.Money:
		v = int64(x)
	case shop.Quantity:
		v = int64(x)
	case bool:
		v = int64(0)
		if x {
			v = int64(1)
		}
	case shop.ID:
		v = nil
		if !x.IsZero() {
			v = x[:]
		}
	case shop.Status:
		v = string(x)
	case shop.OrderKind:
		v = string(x)
	case shop.PaymentKind:
		v = string(x)
	case shop.Role:
		v = string(x)
	}
	if text, ok := v.(string); ok && len(text) > textBytes {
		return nil, shop.ErrTextLong.With("field", f.Name).On(f.Name)
	}
	return change.Normal(f.Type, v)
}
