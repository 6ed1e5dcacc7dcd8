package replica

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/client"
	"github.com/prylavok/prylavok/sync/wire"
)

// Take applies entries of the feed; see client.Store. A power cut may take them
// and the cursor back together, and the hub sends them again. This desk's own
// batches that were acknowledged by them wait in the outbox again then.
func (l *Link) Take(ctx context.Context, epoch uint64, entries []change.Entry) (change.Cursor, error) {
	var cursor change.Cursor
	err := l.writeAt(ctx, replaceable, func(w *writer) error {
		if err := w.findLoad(); err != nil {
			return err
		}
		if w.cursor.Epoch != epoch {
			return fmt.Errorf("entries of epoch %d, the desk reads %d", epoch, w.cursor.Epoch)
		}
		if err := w.foresee(entries); err != nil {
			return err
		}
		var last *change.Entry
		for i := range entries {
			e := &entries[i]
			if e.Seq <= w.cursor.Seq {
				continue
			}
			if e.Seq != w.cursor.Seq+1 {
				return fmt.Errorf("a gap in the feed: %d after %d", e.Seq, w.cursor.Seq)
			}
			if err := w.take(e); err != nil {
				return fmt.Errorf("entry %d: %w", e.Seq, err)
			}
			last = e
		}
		cursor = w.cursor
		if last == nil {
			return nil
		}
		if err := w.setCursor(cursor, last.Batch.ID); err != nil {
			return err
		}
		if err := w.prune(); err != nil {
			return err
		}
		return w.setLocal(map[string]any{"heard_at": w.r.now().UnixMilli()})
	})
	return cursor, err
}

// foresee finds out at once which of the records that entries make are not here:
// nearly all of them, and each would be looked for by itself.
func (w *writer) foresee(entries []change.Entry) error {
	w.absent = map[change.ID]bool{}
	made := map[*change.Kind][]shop.ID{}
	for i := range entries {
		for _, op := range entries[i].Batch.Ops {
			if k, known := change.KindNum(op.Kind); known && op.Act == change.Create {
				made[k] = append(made[k], shop.ID(op.ID))
				w.absent[op.ID] = true
			}
		}
	}
	there := func(id shop.ID) { delete(w.absent, change.ID(id)) }
	for k, ids := range made {
		if err := w.eachID("SELECT t.id FROM json_each(?) j CROSS JOIN "+k.Table+" t ON t.id=unhex(j.value)", there, hexList(ids)); err != nil {
			return fmt.Errorf("look for %s: %w", k.Name, err)
		}
	}
	return nil
}

// touch is one record on its way through an entry.
type touch struct {
	kind  uint8
	id    change.ID
	start int64 // its version when the entry began
	now   *change.Record
}

// taking is one entry on its way into the replica.
type taking struct {
	w     *writer
	e     *change.Entry
	list  []*touch
	at    map[change.ID]*touch
	here  map[change.ID]bool // has a row, as its settling found
	scope change.Scope
}

// take applies one entry. The cursor moves to it, and is kept when all are taken.
func (w *writer) take(e *change.Entry) error {
	number, mine, err := w.outgoing(e)
	if err != nil {
		return err
	}
	whole := *e
	if mine == nil {
		if whole.Batch.Ops, err = w.known(e); err != nil {
			return err
		}
	} else if e.Clean && len(e.Batch.Ops) == 0 {
		whole.Batch.Ops = mine.Ops
	}
	t := &taking{w: w, e: &whole, at: map[change.ID]*touch{}, here: map[change.ID]bool{}, scope: w.scope()}
	w.glances = map[change.ID]*change.Record{}
	defer func() { w.glances = nil }()
	if err := t.resolve(mine != nil); err != nil {
		return err
	}
	if mine != nil {
		// What the hub left out of the batch has to be shown without it, too.
		for i := range mine.Ops {
			if _, err := t.get(mine.Ops[i].Kind, mine.Ops[i].ID); err != nil {
				return err
			}
		}
		if err := w.arrived(number, e); err != nil {
			return err
		}
		w.kinds["outbox"] = true
	}
	if err := t.settle(mine != nil); err != nil {
		return err
	}
	if err := w.keepEntry(&whole); err != nil {
		return err
	}
	w.cursor.Seq = e.Seq
	return nil
}

// arrived takes a batch that the feed has brought out of what waits. One that
// came by a name that this desk had before is sent all the same, for the hub has
// to deal with the number that it bears now.
func (w *writer) arrived(number int64, e *change.Entry) error {
	var state string
	if err := w.row(`SELECT state FROM outbox WHERE device_seq=?`, number).Scan(&state); err != nil {
		return fmt.Errorf("look in outbox: %w", err)
	}
	if shop.ID(e.Batch.Device) == w.desk.ID || state == "sent" {
		return w.forget(number)
	}
	if err := w.exec(`UPDATE outbox SET state='acknowledged' WHERE device_seq=?`, number); err != nil {
		return err
	}
	return w.exec(`DELETE FROM edits WHERE device_seq=?`, number)
}

// dealtWith notes that the hub has a batch by a name that this desk had before:
// its number is dealt with, and what it did comes, or came, by the feed.
func (w *writer) dealtWith(batch change.ID) error {
	if err := w.exec(`DELETE FROM outbox WHERE batch_id=? AND state='acknowledged'`, batch[:]); err != nil {
		return fmt.Errorf("take from outbox: %w", err)
	}
	return w.exec(`UPDATE outbox SET state='sent' WHERE batch_id=? AND state='pending'`, batch[:])
}

// outgoing finds the batch of an entry in the outbox, by its id: under whatever
// name it was sent, it is this desk's own.
func (w *writer) outgoing(e *change.Entry) (number int64, b *change.Batch, err error) {
	err = w.row(`SELECT device_seq FROM outbox WHERE batch_id=?`, e.Batch.ID[:]).Scan(&number)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil, nil
	}
	if err != nil {
		return 0, nil, fmt.Errorf("look in outbox: %w", err)
	}
	b, err = w.waiting(number)
	return number, b, err
}

// known gives the operations of an entry whose batch does not wait here. One
// that bears this device's name can only be one that was in the feed before, at
// a place that a restored hub lost.
func (w *writer) known(e *change.Entry) ([]change.Op, error) {
	if shop.ID(e.Batch.Device) != w.desk.ID || e.Batch.DeviceSeq == 0 {
		if e.Clean && len(e.Batch.Ops) == 0 {
			// Sent to the name that this desk had when its session began.
			return nil, errors.New("operations are missing of a batch that is not this desk's")
		}
		return e.Batch.Ops, nil
	}
	var data []byte
	err := w.row(`SELECT entry FROM lost WHERE batch_id=?`, e.Batch.ID[:]).Scan(&data)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, client.ErrCopied
	}
	if err != nil {
		return nil, fmt.Errorf("look among lost places: %w", err)
	}
	if !e.Clean || len(e.Batch.Ops) > 0 {
		return e.Batch.Ops, nil
	}
	before, err := change.DecodeEntry(data)
	if err != nil {
		return nil, err
	}
	return before.Batch.Ops, nil
}

func (t *taking) get(kind uint8, id change.ID) (*touch, error) {
	if r := t.at[id]; r != nil {
		return r, nil
	}
	truth, err := t.w.truth(kind, id)
	if err != nil {
		return nil, err
	}
	r := &touch{kind: kind, id: id, now: truth}
	if truth != nil {
		r.start = truth.Version
	}
	t.at[id] = r
	t.list = append(t.list, r)
	return r, nil
}

// resolve applies the entry's operations to the confirmed records.
func (t *taking) resolve(mine bool) error {
	for i := range t.e.Batch.Ops {
		op, seen := t.scope.MaskOp(&t.e.Batch.Ops[i])
		if !seen {
			continue
		}
		r, err := t.get(op.Kind, op.ID)
		if err != nil {
			return err
		}
		if r.start >= t.e.Seq {
			continue // a page that was cut later has brought this already
		}
		before := r.now
		if op.Act == change.Create && before != nil {
			// What is here may be of a life of the feed that is over: it is made anew.
			if fresh, err := t.w.noDoubt(r.id); err != nil {
				return err
			} else if fresh {
				before = nil
			}
		}
		next := change.Apply(before, &op, t.e.Seq)
		if next == nil {
			continue // a page will bring the record
		}
		if !mine {
			t.tell(&op, r.now)
		}
		r.now = next
	}
	if t.w.load == nil {
		return nil
	}
	return t.w.keepAhead(t.e)
}

// noDoubt reports whether a record was in doubt because it was made at a place
// that is no more, and takes it out of doubt: the feed makes it once more.
func (w *writer) noDoubt(id change.ID) (was bool, err error) {
	if w.load == nil {
		return false, nil
	}
	if err := w.row(`SELECT EXISTS (SELECT 1 FROM doubtful WHERE id=? AND erase=1)`, id[:]).Scan(&was); err != nil || !was {
		return false, err
	}
	return true, w.exec(`DELETE FROM doubtful WHERE id=?`, id[:])
}

// tell notes a foreign operation for the history.
func (t *taking) tell(op *change.Op, before *change.Record) {
	k, known := change.KindNum(op.Kind)
	if !known {
		return
	}
	h := historyRow{kind: k, op: *op}
	if before == nil {
		t.w.made[op.ID] = true
	} else {
		if op.Act == change.Create {
			h.op.Act = change.Patch
		}
		for _, a := range op.Set {
			h.old = append(h.old, change.Assign{Field: a.Field, Value: before.Value(a.Field)})
		}
	}
	t.w.history = append(t.w.history, h)
}

// settle stores what came of the entry and writes its history: of a foreign
// batch what it did, of an own one what the hub made of it.
func (t *taking) settle(mine bool) error {
	w := t.w
	w.batch, w.at, w.intent, w.origin = t.e.Batch.ID, toldAt(t.e), t.e.Batch.Intent, shop.ID(t.e.Batch.Device)
	w.actor = Actor{User: shop.ID(t.e.Batch.User)}
	if mine {
		w.actor, w.intent = Actor{}, intentMerge
	}
	for _, r := range t.list {
		if r.now != nil && r.now.Version == r.start && !mine {
			continue // nothing of it was new
		}
		diff, err := w.settleMove(r)
		if err != nil {
			return err
		}
		t.here[r.id] = diff.fits
		if k, known := change.KindNum(r.kind); known && mine && !t.e.Clean {
			w.tellDiff(k, r.id, diff)
			if diff.created {
				w.made[r.id] = true
			}
		}
	}
	err := w.writeToldHistory(t.here)
	w.history = w.history[:0]
	clear(w.made)
	return err
}

// intentMerge is the intent of what the hub made of an own batch beyond what it
// said itself.
const intentMerge = "merge"

// toldAt is when history says that an entry happened: by the clock of its desk,
// but not after the hub took it.
func toldAt(e *change.Entry) int64 { return min(e.Batch.At, e.At) }

// settleMove settles a record. An own move of which the sum that the hub sent
// knows already is taken out of what was added when it was made.
func (w *writer) settleMove(r *touch) (rowDiff, error) {
	if r.kind != change.StockMove.Num || w.load == nil || r.start != 0 || r.now == nil {
		return w.settle(r.kind, r.id, r.now)
	}
	diff, err := w.settle(r.kind, r.id, r.now)
	if err != nil || diff.was == nil {
		return diff, err
	}
	counted, err := w.counts(r.now)
	if err != nil || counted {
		return diff, err
	}
	return diff, w.balance(r.now, -1)
}

// writeToldHistory writes the history of records that have a row to hang it on,
// which of those in here is known.
func (w *writer) writeToldHistory(here map[change.ID]bool) error {
	told := w.history[:0]
	for _, h := range w.history {
		there := here[h.op.ID]
		if !there {
			if err := w.row("SELECT EXISTS (SELECT 1 FROM "+h.kind.Table+" WHERE id=?)", h.op.ID[:]).Scan(&there); err != nil {
				return err
			}
		}
		if there {
			told = append(told, h)
		}
	}
	w.history = told
	return w.writeHistory()
}

// keepAhead notes what an entry does to each record while a load runs.
func (w *writer) keepAhead(e *change.Entry) error {
	ops := map[change.ID]*change.Batch{}
	var order []change.ID
	for _, op := range e.Batch.Ops {
		b := ops[op.ID]
		if b == nil {
			b = &change.Batch{}
			ops[op.ID], order = b, append(order, op.ID)
		}
		b.Ops = append(b.Ops, op)
	}
	for _, id := range order {
		data, err := ops[id].Encode()
		if err != nil {
			return err
		}
		if err := w.exec(`INSERT OR REPLACE INTO ahead (id, seq, ops) VALUES (?,?,?)`, id[:], e.Seq, data); err != nil {
			return fmt.Errorf("keep what a page does not know: %w", err)
		}
	}
	return nil
}

// Refuse moves batches to "needs attention"; see client.Store.
func (l *Link) Refuse(ctx context.Context, list []wire.Refused) error {
	return l.write(ctx, func(w *writer) error {
		for _, r := range list {
			var id shop.ID
			err := w.row(`SELECT batch_id FROM outbox WHERE device_seq=?`, r.DeviceSeq).Scan(&id)
			if err == nil && id != shop.ID(r.Batch) {
				return client.ErrCopied
			}
			if err != nil && !errors.Is(err, sql.ErrNoRows) {
				return fmt.Errorf("look in outbox: %w", err)
			}
			w.kinds["outbox"] = true
			if r.Code == "" {
				if err := w.dealtWith(r.Batch); err != nil {
					return err
				}
				continue
			}
			if err := w.exec(`UPDATE outbox SET state='attention', reason=?, detail=? WHERE batch_id=? AND state<>'attention'`, r.Code, r.Text, r.Batch[:]); err != nil {
				return fmt.Errorf("set aside: %w", err)
			}
		}
		return nil
	})
}
