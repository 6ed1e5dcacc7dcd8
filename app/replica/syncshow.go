package replica

import (
	"database/sql"
	"errors"
	"fmt"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
)

// A record that the hub has ordered lies in one of three places: in its row; in
// confirmed, while batches that are not in the feed edit it; in strangers, when
// this release has no place for it. The row then shows as much as it can.

// truth gives a record as the hub has confirmed it, nil when it has not.
func (w *writer) truth(kind uint8, id change.ID) (*change.Record, error) {
	for _, table := range []string{"confirmed", "strangers"} {
		if holds, err := w.holds(table); err != nil {
			return nil, err
		} else if !holds {
			continue
		}
		var data []byte
		err := w.row("SELECT record FROM "+table+" WHERE id=?", id[:]).Scan(&data)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read confirmed record: %w", err)
		}
		r, err := change.DecodeRecord(data)
		if err != nil {
			return nil, fmt.Errorf("read confirmed record: %w", err)
		}
		return r, nil
	}
	k, known := change.KindNum(kind)
	if !known {
		return nil, nil
	}
	r, err := w.rowRecord(k, id)
	if err == nil && w.glances != nil {
		w.glances[id] = r
	}
	if err != nil || r == nil || r.Version == 0 {
		return nil, err
	}
	return r, nil
}

// holds reports whether anything may lie in one of the tables that are mostly
// empty, and are asked about every record: confirmed, strangers, edits. It looks
// once in a transaction; putting something in says so by put.
func (w *writer) holds(table string) (bool, error) {
	if holds, known := w.held[table]; known {
		return holds, nil
	}
	var holds bool
	if err := w.row("SELECT EXISTS (SELECT 1 FROM " + table + ")").Scan(&holds); err != nil {
		return false, fmt.Errorf("look in %s: %w", table, err)
	}
	w.held[table] = holds
	return holds, nil
}

// put runs a statement that puts something into one of those tables.
func (w *writer) put(table, query string, args ...any) error {
	w.held[table] = true
	return w.exec(query, args...)
}

// takeOut takes a record out of one of those tables.
func (w *writer) takeOut(table string, id change.ID) error {
	holds, err := w.holds(table)
	if err != nil || !holds {
		return err
	}
	return w.exec("DELETE FROM "+table+" WHERE id=?", id[:])
}

// keep puts the confirmed state of a record aside before this desk edits its
// row. Of a record that no hub has ordered there is none.
func (w *writer) keep(k *change.Kind, id change.ID, version int64) error {
	if !w.joined || version == 0 {
		return nil
	}
	var there bool
	if err := w.row(`SELECT EXISTS (SELECT 1 FROM confirmed WHERE id=?)`, id[:]).Scan(&there); err != nil || there {
		return err
	}
	r, err := w.truth(k.Num, id)
	if err != nil || r == nil {
		return err
	}
	if err := w.putConfirmed(r); err != nil {
		return err
	}
	return w.takeOut("strangers", id)
}

func (w *writer) putConfirmed(r *change.Record) error {
	data, err := encodeRecord(r)
	if err != nil {
		return err
	}
	return w.put("confirmed", `INSERT INTO confirmed (id, kind, record) VALUES (?,?,?) ON CONFLICT DO UPDATE SET record=excluded.record`, r.ID[:], r.Kind, data)
}

func (w *writer) putStranger(r *change.Record) error {
	data, err := encodeRecord(r)
	if err != nil {
		return err
	}
	return w.put("strangers", `INSERT INTO strangers (id, kind, version, record) VALUES (?,?,?,?) ON CONFLICT DO UPDATE SET version=excluded.version, record=excluded.record`, r.ID[:], r.Kind, r.Version, data)
}

// noteEdits keeps which records a batch of this desk edits. Two desks may make
// the same setting, so the making of one is noted as well.
func (w *writer) noteEdits(b *change.Batch) error {
	if !w.joined {
		return nil
	}
	for i := range b.Ops {
		op := &b.Ops[i]
		if op.Act == change.Create && op.Kind != change.Setting.Num {
			continue
		}
		if err := w.put("edits", `INSERT OR IGNORE INTO edits (id, device_seq) VALUES (?,?)`, op.ID[:], b.DeviceSeq); err != nil {
			return fmt.Errorf("note edit: %w", err)
		}
	}
	return nil
}

// unsent gives this desk's operations on a record that are not in the feed, in
// the order they were made.
func (w *writer) unsent(id change.ID) (ops []change.Op, err error) {
	if holds, err := w.holds("edits"); err != nil || !holds {
		return nil, err
	}
	var numbers []int64
	rows, err := w.rows(`SELECT device_seq FROM edits WHERE id=? ORDER BY device_seq`, id[:])
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		numbers = append(numbers, n)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	for _, n := range numbers {
		b, err := w.waiting(n)
		if err != nil {
			return nil, err
		}
		for _, op := range b.Ops {
			if op.ID == id {
				ops = append(ops, op)
			}
		}
	}
	return ops, nil
}

// waiting reads a batch of the outbox by its number.
func (w *writer) waiting(number int64) (*change.Batch, error) {
	if b := w.batches[number]; b != nil {
		return b, nil
	}
	var data []byte
	if err := w.row(`SELECT batch FROM outbox WHERE device_seq=?`, number).Scan(&data); err != nil {
		return nil, fmt.Errorf("read batch %d: %w", number, err)
	}
	b, err := change.Decode(data)
	if err != nil {
		return nil, fmt.Errorf("read batch %d: %w", number, err)
	}
	if w.batches == nil {
		w.batches = map[int64]*change.Batch{}
	}
	w.batches[number] = b
	return b, nil
}

// own reports whether a place of the feed is this device's.
func (w *writer) own(seq int64) bool {
	var device shop.ID
	err := w.row(`SELECT device FROM feed WHERE seq=?`, seq).Scan(&device)
	return err == nil && device == w.desk.ID
}

// settle stores what the hub has confirmed of a record, nil when it does not
// have it, and shows it with the edits laid over that are still to be sent.
func (w *writer) settle(kind uint8, id change.ID, truth *change.Record) (rowDiff, error) {
	k, known := change.KindNum(kind)
	if !known {
		if truth == nil {
			return rowDiff{}, w.takeOut("strangers", id)
		}
		return rowDiff{}, w.putStranger(truth)
	}
	ops, err := w.unsent(id)
	if err != nil {
		return rowDiff{}, err
	}
	if truth == nil {
		return rowDiff{}, w.unsettle(k, id, ops)
	}
	shown := truth
	if len(ops) > 0 {
		shown = merge.Rebase(truth, ops, w.own)
		// What left the scope is not shown again by an edit that cannot arrive.
		if masked, seen := w.scope().Mask(shown); seen {
			shown = masked
		}
	}
	diff, fits, err := w.present(k, truth, shown)
	if err != nil {
		return diff, err
	}
	diff.fits = fits
	return diff, w.place(truth, fits, len(ops) > 0)
}

// place keeps a confirmed record where it belongs.
func (w *writer) place(truth *change.Record, fits, edited bool) error {
	if edited {
		if err := w.putConfirmed(truth); err != nil {
			return err
		}
		return w.takeOut("strangers", truth.ID)
	}
	if err := w.takeOut("confirmed", truth.ID); err != nil {
		return err
	}
	if !fits {
		return w.putStranger(truth)
	}
	return w.takeOut("strangers", truth.ID)
}

// unsettle is settle for a record that the hub does not have. Where edits of it
// wait, it stays as one that is only here; the hub will say what it thinks of them.
func (w *writer) unsettle(k *change.Kind, id change.ID, ops []change.Op) error {
	for _, table := range []string{"confirmed", "strangers"} {
		if err := w.takeOut(table, id); err != nil {
			return err
		}
	}
	if len(ops) > 0 {
		return w.exec("UPDATE "+k.Table+" SET version=0, fields=NULL, extra=NULL WHERE id=?", id[:])
	}
	return w.erase(k, id)
}

// dropUnsent takes a batch out of the outbox and shows what it touched without
// it: a record that it made goes, an edit is undone. History keeps both.
func (w *writer) dropUnsent(number int64) error {
	b, err := w.waiting(number)
	if err != nil {
		return err
	}
	if err := w.forget(number); err != nil {
		return err
	}
	seen := map[change.ID]bool{}
	// Parts before their document: a line finds its order while it is there.
	for i := len(b.Ops) - 1; i >= 0; i-- {
		op := &b.Ops[i]
		k, known := change.KindNum(op.Kind)
		if seen[op.ID] || !known {
			continue
		}
		seen[op.ID] = true
		truth, err := w.truth(op.Kind, op.ID)
		if err != nil {
			return err
		}
		diff, err := w.withoutUnsent(k, op.ID, truth, makes(b, op.ID))
		if err != nil {
			return err
		}
		w.tellDiff(k, op.ID, diff)
		if _, part := roots[k]; truth == nil && makes(b, op.ID) && !part {
			w.history = append(w.history, historyRow{kind: k, op: change.Op{Kind: k.Num, Act: change.Delete, ID: op.ID}})
		}
	}
	if err := w.writeHistory(); err != nil {
		return err
	}
	w.history = w.history[:0]
	return nil
}

func (w *writer) withoutUnsent(k *change.Kind, id change.ID, truth *change.Record, made bool) (rowDiff, error) {
	if truth == nil && !made {
		return w.showLocal(k, id)
	}
	return w.settle(k.Num, id, truth)
}

// tellDiff notes for the history what a row shows from now on.
func (w *writer) tellDiff(k *change.Kind, id change.ID, diff rowDiff) {
	switch {
	case diff.marked && diff.was != nil:
		act := change.Delete
		if diff.was.Deleted {
			act = change.Revive
		}
		w.history = append(w.history, historyRow{kind: k, op: change.Op{Kind: k.Num, Act: act, ID: id}})
	case diff.created:
		w.history = append(w.history, historyRow{kind: k, op: change.Op{Kind: k.Num, Act: change.Create, ID: id, Set: diff.set}})
		return
	}
	if len(diff.set) > 0 {
		w.history = append(w.history, historyRow{kind: k, op: change.Op{Kind: k.Num, Act: change.Patch, ID: id, Set: diff.set}, old: diff.old})
	}
}

// showLocal makes the row of a record that is only here what the batches that
// wait make of it. One that nothing makes any more goes.
func (w *writer) showLocal(k *change.Kind, id change.ID) (rowDiff, error) {
	local, err := w.localRecord(id)
	if err != nil {
		return rowDiff{}, err
	}
	if local == nil {
		return rowDiff{}, w.erase(k, id)
	}
	diff, _, err := w.present(k, local, local)
	return diff, err
}

// localRecord puts a record that no hub has ordered together from the outbox;
// nil when none of its batches makes it.
func (w *writer) localRecord(id change.ID) (*change.Record, error) {
	rows, err := w.rows(`SELECT batch FROM outbox ORDER BY device_seq`)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	var r *change.Record
	for rows.Next() {
		var data []byte
		if err := rows.Scan(&data); err != nil {
			return nil, err
		}
		b, err := change.Decode(data)
		if err != nil {
			return nil, err
		}
		for i := range b.Ops {
			if b.Ops[i].ID == id {
				r = change.Apply(r, &b.Ops[i], 0)
			}
		}
	}
	return r, rows.Err()
}

// forget takes a batch and its edits out of what waits.
func (w *writer) forget(number int64) error {
	delete(w.batches, number)
	if err := w.exec(`DELETE FROM outbox WHERE device_seq=?`, number); err != nil {
		return fmt.Errorf("take from outbox: %w", err)
	}
	if err := w.exec(`DELETE FROM edits WHERE device_seq=?`, number); err != nil {
		return fmt.Errorf("forget edits: %w", err)
	}
	return nil
}

func makes(b *change.Batch, id change.ID) bool {
	for i := range b.Ops {
		if b.Ops[i].ID == id && b.Ops[i].Act == change.Create {
			return true
		}
	}
	return false
}
