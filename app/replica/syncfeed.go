package replica

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/client"
)

// keepEntry keeps a place of the feed, whole.
func (w *writer) keepEntry(e *change.Entry) error {
	data, err := e.Encode()
	if err != nil {
		return err
	}
	if err := w.exec(`INSERT OR REPLACE INTO feed (seq, batch_id, device, at, masked, entry) VALUES (?,?,?,?,?,?)`,
		e.Seq, e.Batch.ID[:], e.Batch.Device[:], e.At, !w.scope().Whole(), data); err != nil {
		return fmt.Errorf("keep entry: %w", err)
	}
	return w.exec(`DELETE FROM lost WHERE batch_id=?`, e.Batch.ID[:])
}

const (
	// keepMs is how long the feed is kept, by the hub's clock: thirty days.
	keepMs = 30 * 24 * 60 * 60 * 1000
	// pruneEvery is how many places lie between two looks at what is too old.
	pruneEvery = 64
	// pruneMost is how many places one look lets go at most.
	pruneMost = 500
)

// prune lets go of the oldest places of the feed. Those after the past that a
// waiting batch was made from are needed to know this desk's own among them.
func (w *writer) prune() error {
	if w.cursor.Seq%pruneEvery != 0 {
		return nil
	}
	limit := w.cursor.Seq
	var data []byte
	err := w.row(`SELECT coalesce((SELECT batch FROM outbox ORDER BY device_seq LIMIT 1), x'')`).Scan(&data)
	if err != nil {
		return fmt.Errorf("look in outbox: %w", err)
	}
	if len(data) > 0 {
		b, err := change.Decode(data)
		if err != nil {
			return err
		}
		limit = min(limit, b.Base.Seq)
	}
	for _, query := range []string{
		`DELETE FROM feed WHERE seq IN (SELECT seq FROM feed WHERE seq < ?2 ORDER BY seq LIMIT ?3) AND at < (SELECT at FROM feed ORDER BY seq DESC LIMIT 1) - ?1`,
		`DELETE FROM lost WHERE batch_id IN (SELECT batch_id FROM lost WHERE seq < ?2 ORDER BY seq LIMIT ?3) AND at < (SELECT at FROM feed ORDER BY seq DESC LIMIT 1) - ?1`,
	} {
		if err := w.exec(query, int64(keepMs), limit, pruneMost); err != nil {
			return fmt.Errorf("prune feed: %w", err)
		}
	}
	return nil
}

// GiveBack lists kept entries; see client.Store. Others' entries that something
// was cut out of are never given, own ones say so: the hub has the rest from
// whoever has them whole.
func (l *Link) GiveBack(ctx context.Context, after int64, bytes int) ([]change.Entry, error) {
	var list []change.Entry
	err := l.write(ctx, func(w *writer) error {
		// Both tables are read in their own order, as far as is wanted: neither is sorted.
		rows, err := w.rows(`SELECT seq, ?1 AS epoch, masked, entry FROM feed WHERE seq>?2 AND (device=?3 OR (?4 AND NOT masked)) UNION ALL
			SELECT seq, epoch, masked, entry FROM lost WHERE seq>?2 AND (device=?3 OR (?4 AND NOT masked)) ORDER BY seq, epoch`, int64(w.cursor.Epoch), after, w.desk.ID[:], w.scope().Whole())
		if err != nil {
			return err
		}
		defer rows.Close() //nolint:errcheck // read as far as wanted
		for rows.Next() {
			var seq, epoch int64
			var masked bool
			var data []byte
			if err := rows.Scan(&seq, &epoch, &masked, &data); err != nil {
				return err
			}
			e, err := change.DecodeEntry(data)
			if err != nil {
				return fmt.Errorf("read kept entry %d: %w", seq, err)
			}
			e.Was, e.Clean, e.Cut = change.Cursor{Epoch: uint64(epoch), Seq: seq}, false, e.Cut || masked
			// Two lives of the feed may have had one number; what is asked next
			// begins after it, so both go together.
			bytes -= e.Size()
			if n := len(list); n > 0 && bytes < 0 && list[n-1].Was.Seq != seq {
				return nil
			}
			list = append(list, *e)
		}
		return rows.Err()
	})
	return list, err
}

// SetEpochs takes the hub's epochs over; see client.Store.
func (l *Link) SetEpochs(ctx context.Context, epochs []change.Epoch, common int64) error {
	if len(epochs) == 0 {
		return errors.New("a hub without an epoch")
	}
	return l.write(ctx, func(w *writer) error {
		text, err := json.Marshal(epochs)
		if err != nil {
			return err
		}
		if err := w.setLocal(map[string]any{"epochs": string(text)}); err != nil {
			return err
		}
		var last shop.ID
		if _, err := w.local("last_batch", &last); err != nil {
			return err
		}
		now := change.Cursor{Epoch: epochs[len(epochs)-1].ID, Seq: w.cursor.Seq}
		// Pages of a load may have brought what lies beyond the cursor.
		var loaded int64
		if _, err := w.local("loaded_to", &loaded); err != nil {
			return err
		}
		if w.cursor.Seq > common || (now.Epoch != w.cursor.Epoch && loaded > w.cursor.Seq) {
			now.Seq = min(w.cursor.Seq, common)
			before, err := w.goBack(now.Seq)
			if err != nil {
				return err
			}
			if now.Seq < w.cursor.Seq {
				last = before // else it is still the one that the cursor stands at
			}
		}
		return w.setCursor(now, change.ID(last))
	})
}

// goBack leaves the places after common behind: their entries are kept as lost,
// and what they did to records is in doubt until a load has brought those again.
func (w *writer) goBack(common int64) (last shop.ID, err error) {
	if err := w.exec(`INSERT OR REPLACE INTO lost (batch_id, seq, epoch, device, at, masked, entry) SELECT batch_id, seq, ?, device, at, masked, entry FROM feed WHERE seq>?`, int64(w.cursor.Epoch), common); err != nil {
		return last, fmt.Errorf("keep lost places: %w", err)
	}
	if err := w.exec(`DELETE FROM feed WHERE seq>?`, common); err != nil {
		return last, fmt.Errorf("keep lost places: %w", err)
	}
	if err := w.doubtAfter(common); err != nil {
		return last, err
	}
	if err := w.setLocal(map[string]any{"loaded_to": nil}); err != nil {
		return last, err
	}
	began, err := w.beganAt()
	if err != nil {
		return last, err
	}
	if began.Seq > common {
		if err := w.setLocal(map[string]any{"began_at": nil, "began_batch": nil}); err != nil {
			return last, err
		}
	}
	if err := w.waitAgain(); err != nil {
		return last, err
	}
	if err := w.awaitLoad(client.Load{Why: client.LoadRestored, Since: common}); err != nil {
		return last, err
	}
	err = w.row(`SELECT (SELECT batch_id FROM feed WHERE seq=?)`, common).Scan(&last)
	return last, err
}

// waitAgain has batches that had come by a former name, or were about to, wait
// for that once more.
func (w *writer) waitAgain() error {
	if err := w.exec(`UPDATE outbox SET state='pending' WHERE state<>'pending' AND state='sent'`); err != nil {
		return err
	}
	var numbers []int64
	rows, err := w.rows(`SELECT device_seq FROM outbox WHERE state='acknowledged' AND batch_id IN (SELECT batch_id FROM lost)`)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return err
		}
		numbers = append(numbers, n)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, n := range numbers {
		b, err := w.waiting(n)
		if err != nil {
			return err
		}
		for i := range b.Ops {
			truth, err := w.truth(b.Ops[i].Kind, b.Ops[i].ID)
			if err == nil && truth != nil {
				err = w.putConfirmed(truth)
			}
			if err == nil {
				err = w.put("edits", `INSERT OR IGNORE INTO edits (id, device_seq) VALUES (?,?)`, b.Ops[i].ID[:], n)
			}
			if err != nil {
				return err
			}
		}
		if err := w.exec(`UPDATE outbox SET state='pending' WHERE device_seq=?`, n); err != nil {
			return err
		}
	}
	return nil
}

// doubtAfter notes every record that was changed after a place and sets its
// versions back to it: in the hub's new life the numbers above mean other things,
// and no edit from now on may seem to have seen them.
func (w *writer) doubtAfter(common int64) error {
	list, err := w.confirmedAfter(common)
	if err != nil {
		return err
	}
	for _, r := range list {
		if err := w.exec(`INSERT INTO doubtful (id, kind, erase) VALUES (?,?,?) ON CONFLICT DO UPDATE SET erase=max(erase, excluded.erase)`, r.ID[:], r.Kind, r.Created > common); err != nil {
			return fmt.Errorf("note doubtful record: %w", err)
		}
		old := *r
		old.Created, old.Marked, old.Version, old.Fields = min(r.Created, common), min(r.Marked, common), min(r.Version, common), slices.Clone(r.Fields)
		for i := range old.Fields {
			old.Fields[i].Version = min(old.Fields[i].Version, common)
		}
		if err := w.reversion(&old); err != nil {
			return err
		}
	}
	return nil
}

// confirmedAfter lists the records whose confirmed version lies after a place.
func (w *writer) confirmedAfter(common int64) (list []*change.Record, err error) {
	err = eachConfirmed(w.ctx, w.r.conn, common, func(r *change.Record) error {
		list = append(list, r)
		return nil
	})
	return list, err
}

// reversion stores a confirmed record's versions where it lies. A version must
// stay above zero, which means that no hub has ordered the record.
func (w *writer) reversion(r *change.Record) error {
	r.Version = max(r.Version, 1)
	k, known := change.KindNum(r.Kind)
	data, err := encodeRecord(r)
	if err != nil {
		return err
	}
	if err := w.exec(`UPDATE strangers SET version=?, record=? WHERE id=?`, r.Version, data, r.ID[:]); err != nil {
		return err
	}
	if err := w.exec(`UPDATE confirmed SET record=? WHERE id=?`, data, r.ID[:]); err != nil || !known {
		return err
	}
	extra, err := packExtra(k, r)
	if err != nil {
		return err
	}
	if err := w.exec("UPDATE "+k.Table+" SET version=?, fields=?, extra=? WHERE id=? AND version>0", r.Version, packVersions(r, knownField(k)), extra, r.ID[:]); err != nil {
		return fmt.Errorf("set back %s: %w", k.Name, err)
	}
	return nil
}
