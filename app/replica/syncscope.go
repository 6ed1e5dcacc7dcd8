package replica

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/client"
)

// SetScope cuts the replica to a scope; see client.Store. What it hides is gone
// from the file, its log and the backups beside it when SetScope returns. What
// this desk itself has not sent yet is kept: it is its own.
func (l *Link) SetScope(ctx context.Context, s change.Scope, rev int64) error {
	if !s.Valid() {
		return fmt.Errorf("the scope %q is not known", s)
	}
	purged := false
	err := l.write(ctx, func(w *writer) error {
		was, had, err := w.scopeRev()
		if err != nil || (had == rev && was == s) {
			return err
		}
		w.sees = s
		if err := w.setLocal(map[string]any{"scope": string(s), "scope_rev": unfinished}); err != nil {
			return err
		}
		if had != 0 && was != s {
			load, err := w.savedLoad()
			if err != nil {
				return err
			}
			if load != nil || widens(was, s) {
				if err := w.awaitLoad(client.Load{Why: client.LoadScope}); err != nil {
					return err
				}
			}
		}
		if had != 0 && !s.Whole() {
			purged = true
			return w.cutTo(s)
		}
		return w.setLocal(map[string]any{"scope_rev": rev})
	})
	if err != nil || !purged {
		return err
	}
	// The revision is written last: whatever was cut off in between is done again.
	if err := l.r.scrub(ctx); err != nil {
		return err
	}
	return l.write(ctx, func(w *writer) error { return w.setLocal(map[string]any{"scope_rev": rev}) })
}

// unfinished is the scope's revision while what it hides is being removed.
const unfinished = -1

func (w *writer) scopeRev() (s change.Scope, rev int64, err error) {
	if _, err := w.local("scope_rev", &rev); err != nil {
		return "", 0, err
	}
	return w.scope(), rev, nil
}

// widens reports whether a scope shows anything that another one hid.
func widens(was, is change.Scope) bool {
	for _, k := range was.HiddenKinds() {
		if was.Hides(k.Num, 0) && !is.Hides(k.Num, 0) {
			return true
		}
		for _, f := range k.Fields {
			if was.Hides(k.Num, f.Num) && !is.Hides(k.Num, f.Num) {
				return true
			}
		}
	}
	return false
}

// cutTo takes what a scope hides out of every table.
func (w *writer) cutTo(s change.Scope) error {
	for _, k := range s.HiddenKinds() {
		if s.Hides(k.Num, 0) {
			if err := w.cutKind(k); err != nil {
				return fmt.Errorf("purge %s: %w", k.Name, err)
			}
			continue
		}
		for _, f := range k.Fields {
			if !s.Hides(k.Num, f.Num) {
				continue
			}
			if err := w.cutField(k, f); err != nil {
				return fmt.Errorf("purge %s.%s: %w", k.Name, f.Name, err)
			}
		}
	}
	if err := w.cutConflicts(s); err != nil {
		return fmt.Errorf("purge conflicts: %w", err)
	}
	if err := w.cutRecords(s); err != nil {
		return fmt.Errorf("purge kept records: %w", err)
	}
	if err := w.cutEntries(s); err != nil {
		return fmt.Errorf("purge kept entries: %w", err)
	}
	return nil
}

func (w *writer) cutKind(k *change.Kind) error {
	w.kinds[k.Name] = true
	for _, query := range []string{
		"DELETE FROM " + k.Table + " WHERE version>0",
		fmt.Sprintf("DELETE FROM history WHERE kind=%d", k.Num),
		fmt.Sprintf("DELETE FROM doubtful WHERE kind=%d", k.Num),
	} {
		if err := w.exec(query); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) cutField(k *change.Kind, f change.Field) error {
	w.kinds[k.Name] = true
	zero, err := change.Normal(f.Type, nil)
	if err != nil {
		return err
	}
	if err := w.exec("UPDATE "+k.Table+" SET "+f.Name+"=? WHERE "+f.Name+" IS NOT ?", zero, zero); err != nil {
		return err
	}
	if err := w.cutVersions(k, f.Num); err != nil {
		return err
	}
	return w.exec(fmt.Sprintf("UPDATE history SET changes=json_remove(changes, '$.%s') WHERE kind=%d AND changes LIKE '%%\"%s\"%%'", f.Name, k.Num, f.Name))
}

// cutVersions forgets when a field was set: that is told by its version.
func (w *writer) cutVersions(k *change.Kind, field uint8) error {
	var list []*change.Record
	err := eachRow(w.ctx, w.r.conn, k, " WHERE fields IS NOT NULL", func(r *change.Record) error {
		before := len(r.Fields)
		r.Fields = slices.DeleteFunc(r.Fields, func(f change.FieldState) bool { return f.Num == field })
		if len(r.Fields) < before {
			list = append(list, r)
		}
		return nil
	})
	for _, r := range list {
		err = errors.Join(err, w.exec("UPDATE "+k.Table+" SET fields=? WHERE id=?", packVersions(r, knownField(k)), r.ID[:]))
	}
	return err
}

func (w *writer) cutConflicts(s change.Scope) error {
	var hidden []change.ID
	err := eachRow(w.ctx, w.r.conn, change.Conflict, "", func(r *change.Record) error {
		if _, seen := s.Mask(r); !seen {
			hidden = append(hidden, r.ID)
		}
		return nil
	})
	for _, id := range hidden {
		err = errors.Join(err, w.exec(`DELETE FROM conflicts WHERE id=?`, id[:]), w.exec(`DELETE FROM history WHERE record_id=?`, id[:]))
	}
	w.kinds[change.Conflict.Name] = true
	return err
}

// cutRecords masks the records that are kept whole beside their rows.
func (w *writer) cutRecords(s change.Scope) error {
	for _, table := range []string{"confirmed", "strangers"} {
		list, err := w.blobs("SELECT id, record FROM " + table)
		if err != nil {
			return err
		}
		for _, b := range list {
			r, err := change.DecodeRecord(b.data)
			if err != nil {
				return err
			}
			masked, seen := s.Mask(r)
			if !seen {
				err = w.exec("DELETE FROM "+table+" WHERE id=?", b.key)
			} else if b.data, err = encodeRecord(masked); err == nil {
				err = w.exec("UPDATE "+table+" SET record=? WHERE id=?", b.data, b.key)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// cutEntries masks the kept places of the feed and what waiting patches replaced.
func (w *writer) cutEntries(s change.Scope) error {
	for _, t := range []struct{ read, write string }{
		{"SELECT seq, entry FROM feed", "UPDATE feed SET entry=? WHERE seq=?"},
		{"SELECT batch_id, entry FROM lost", "UPDATE lost SET entry=? WHERE batch_id=?"},
	} {
		err := w.mapBlobs(t.read, t.write, func(data []byte) ([]byte, error) {
			e, err := change.DecodeEntry(data)
			if err != nil {
				return nil, err
			}
			e.Batch.Ops = maskOps(s, e.Batch.Ops)
			return e.Encode()
		})
		if err != nil {
			return err
		}
	}
	for _, query := range []string{`DELETE FROM ahead`, `UPDATE feed SET masked=1`, `UPDATE lost SET masked=1`} {
		if err := w.exec(query); err != nil {
			return err
		}
	}
	return w.mapBlobs("SELECT device_seq, before FROM outbox", "UPDATE outbox SET before=? WHERE device_seq=?", func(data []byte) ([]byte, error) {
		if len(data) == 0 {
			return data, nil
		}
		b, err := change.Decode(data)
		if err != nil {
			return nil, err
		}
		b.Ops = maskOps(s, b.Ops)
		return b.Encode()
	})
}

func maskOps(s change.Scope, ops []change.Op) []change.Op {
	out := make([]change.Op, 0, len(ops))
	for i := range ops {
		if op, seen := s.MaskOp(&ops[i]); seen {
			out = append(out, op)
		}
	}
	return out
}

type blob struct {
	key  any
	data []byte
}

func (w *writer) blobs(query string) (list []blob, err error) {
	rows, err := w.rows(query)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		var b blob
		if err := rows.Scan(&b.key, &b.data); err != nil {
			return nil, err
		}
		list = append(list, b)
	}
	return list, rows.Err()
}

func (w *writer) mapBlobs(read, write string, f func([]byte) ([]byte, error)) error {
	list, err := w.blobs(read)
	if err != nil {
		return err
	}
	for _, b := range list {
		data, err := f(b.data)
		if err == nil {
			err = w.exec(write, data, b.key)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// scrub leaves no byte of what was deleted in the replica's files: the file is
// written anew, its log emptied, and the backups beside it give way to one of
// the present state.
func (r *Replica) scrub(ctx context.Context) error {
	ctx = context.WithoutCancel(ctx)
	if err := errors.Join(r.rewrite(ctx), removeDrafts(r.path)); err != nil {
		return r.explain(err)
	}
	kept, err := filepath.Glob(filepath.Join(BackupFolder(r.path), "*.db*"))
	if err != nil || len(kept) == 0 {
		return err
	}
	if err := removeAll(kept); err != nil {
		return r.explain(err)
	}
	_, err = r.Backup(ctx, "manual")
	return err
}

// removeDrafts deletes what a restore or a making that was cut off left beside a shop.
func removeDrafts(path string) error {
	return errors.Join(removeReplica(path+".restoring"), removeReplica(path+".new"))
}

func removeAll(files []string) error {
	var errs []error
	for _, f := range files {
		if err := os.Remove(f); err != nil && !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// rewrite has SQLite write the file anew and empty its log.
func (r *Replica) rewrite(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return ErrClosed
	}
	// The copy that VACUUM makes in between holds only what is left, and may be
	// larger than memory.
	for _, p := range []string{"PRAGMA temp_store=FILE", "VACUUM", "PRAGMA temp_store=MEMORY"} {
		if _, err := r.conn.ExecContext(ctx, p); err != nil {
			return fmt.Errorf("%s: %w", strings.ToLower(p), err)
		}
	}
	var busy, frames, moved int64
	if err := r.conn.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &moved); err != nil {
		return fmt.Errorf("empty the log: %w", err)
	}
	if busy != 0 {
		p := ErrLocked.Because(errors.New("somebody reads what has to go from the log"))
		p.Retry = true
		return p
	}
	return nil
}

// Remove removes everything of the shop; see client.Store. The file stays as one
// that says so: opening it answers ErrRemoved.
func (l *Link) Remove(ctx context.Context, device change.ID, handed int64) error {
	err := l.write(ctx, func(w *writer) error {
		if change.ID(w.desk.ID) != device {
			return client.ErrMore
		}
		if err := w.nothingAfter(handed); err != nil {
			return err
		}
		for _, k := range change.Kinds {
			w.kinds[k.Name] = true
		}
		if err := w.emptyTables(); err != nil {
			return err
		}
		return w.setLocal(map[string]any{"removed": w.at})
	})
	if err != nil && !errors.Is(err, ErrRemoved) {
		return err
	}
	return l.r.explain(l.r.emptyFiles(ctx))
}

// nothingAfter sees that nothing waits to be sent after a number.
func (w *writer) nothingAfter(number int64) error {
	var more bool
	if err := w.row(`SELECT EXISTS (SELECT 1 FROM outbox WHERE device_seq>? AND state IN ('pending','acknowledged'))`, number).Scan(&more); err != nil {
		return fmt.Errorf("look in outbox: %w", err)
	}
	if more {
		return client.ErrMore
	}
	return nil
}

// emptyFiles leaves no byte of a removed shop in its files. It may come twice.
func (r *Replica) emptyFiles(ctx context.Context) error {
	return errors.Join(r.rewrite(context.WithoutCancel(ctx)), removeRemains(r.path))
}

// removeRemains deletes what lies beside a removed shop: drafts and backups.
func removeRemains(path string) error {
	return errors.Join(removeDrafts(path), os.RemoveAll(BackupFolder(path)))
}

// emptyTables deletes every row, and makes the search tables anew: their indexes
// would keep words of what was deleted.
func (w *writer) emptyTables() error {
	type table struct{ name, text string }
	var list []table
	rows, err := w.rows(`SELECT name, sql FROM sqlite_schema WHERE type='table' AND name NOT LIKE 'sqlite_%' AND name NOT GLOB '*_search_*'`)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		var t table
		if err := rows.Scan(&t.name, &t.text); err != nil {
			return err
		}
		list = append(list, t)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	for _, t := range list {
		queries := []string{"DELETE FROM " + t.name}
		if strings.HasPrefix(t.text, "CREATE VIRTUAL TABLE") {
			queries = []string{"DROP TABLE " + t.name, t.text}
		}
		for _, q := range queries {
			if err := w.exec(q); err != nil {
				return fmt.Errorf("empty %s: %w", t.name, err)
			}
		}
	}
	return nil
}
