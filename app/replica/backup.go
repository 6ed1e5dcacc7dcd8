package replica

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// How many backups of each sort are kept.
const (
	keepDaily  = 14
	keepOthers = 10
)

// Backup is one kept copy of the shop.
type Backup struct {
	Path  string    `json:"path"`
	Why   string    `json:"why"` // daily, manual, before-migration, before-restore
	At    time.Time `json:"at"`
	Bytes int64     `json:"bytes"`
}

// BackupFolder is where the backups of the shop at path lie: beside it.
func BackupFolder(path string) string { return path + ".backups" }

// Backups lists the kept copies of the shop at path, the newest first. Those
// that a wrong clock dated after the present moment are older than they say and
// come last.
func Backups(path string) ([]Backup, error) { return backupsAsOf(path, time.Now()) }

func backupsAsOf(path string, now time.Time) ([]Backup, error) {
	entries, err := os.ReadDir(BackupFolder(path))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, explain(err, path)
	}
	list := []Backup{}
	for _, e := range entries {
		stamp, why, ok := strings.Cut(strings.TrimSuffix(e.Name(), ".db"), "_")
		at, err := time.ParseInLocation(backupStamp, stamp, time.UTC)
		if !ok || err != nil || !strings.HasSuffix(e.Name(), ".db") {
			continue
		}
		info, err := e.Info()
		if err != nil {
			continue // removed in between
		}
		list = append(list, Backup{Path: filepath.Join(BackupFolder(path), e.Name()), Why: why, At: at, Bytes: info.Size()})
	}
	slices.SortFunc(list, func(a, b Backup) int {
		if late := a.At.After(now); late != b.At.After(now) {
			if late {
				return 1
			}
			return -1
		}
		return b.At.Compare(a.At)
	})
	return list, nil
}

const backupStamp = "20060102T150405.000"

// Backup writes a whole copy of the shop into the backup folder while the
// counter goes on selling, checks that it opens, and lets the oldest go.
func (r *Replica) Backup(ctx context.Context, why string) (Backup, error) {
	b := Backup{Why: why, At: r.now().UTC().Truncate(time.Millisecond)}
	b.Path = filepath.Join(BackupFolder(r.path), b.At.Format(backupStamp)+"_"+why+".db")
	if err := r.BackupTo(ctx, b.Path); err != nil {
		return Backup{}, err
	}
	info, err := os.Stat(b.Path)
	if err != nil {
		return Backup{}, explain(err, b.Path)
	}
	b.Bytes = info.Size()
	return b, r.prune(why)
}

// draftSuffix names a backup that is being written.
const draftSuffix = ".part"

// BackupTo writes a whole copy of the shop to a file of the caller's choice.
// The file appears under its name only when it is whole and on disk.
func (r *Replica) BackupTo(ctx context.Context, out string) error {
	if err := os.MkdirAll(filepath.Dir(out), 0o700); err != nil {
		return explain(err, out)
	}
	draft := out + draftSuffix
	if err := os.Remove(draft); err != nil && !errors.Is(err, os.ErrNotExist) {
		return explain(err, out)
	}
	if err := r.copyInto(ctx, draft); err != nil {
		return errors.Join(explain(err, out), removeReplica(draft))
	}
	if err := syncFile(draft); err != nil {
		return errors.Join(explain(err, out), removeReplica(draft))
	}
	if err := checkBackup(ctx, draft); err != nil {
		return errors.Join(err, removeReplica(draft))
	}
	if err := os.Rename(draft, out); err != nil {
		return errors.Join(explain(err, out), removeReplica(draft))
	}
	return nil
}

// copyInto copies on a connection of its own: those of the queries are held to
// reading, and the writer's is the counter's.
func (r *Replica) copyInto(ctx context.Context, out string) error {
	db, err := sql.Open("sqlite3", fileURI(r.path, "ro"))
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "VACUUM INTO ?", out)
	return errors.Join(err, db.Close())
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// BackupDaily makes a backup when the last one is older than a day.
func (r *Replica) BackupDaily(ctx context.Context) (made bool, err error) {
	now := r.now()
	list, err := backupsAsOf(r.path, now)
	if err != nil {
		return false, err
	}
	if len(list) > 0 && !list[0].At.After(now) && now.Sub(list[0].At) < 24*time.Hour {
		return false, nil
	}
	_, err = r.Backup(ctx, "daily")
	return err == nil, err
}

// prune lets the oldest backups of a sort go, and drafts that a crash left.
func (r *Replica) prune(why string) error {
	if err := clearDrafts(BackupFolder(r.path)); err != nil {
		return explain(err, r.path)
	}
	list, err := backupsAsOf(r.path, r.now())
	if err != nil {
		return err
	}
	keep := keepOthers
	if why == "daily" {
		keep = keepDaily
	}
	for _, b := range list {
		if b.Why != why {
			continue
		}
		if keep--; keep < 0 {
			if err := removeReplica(b.Path); err != nil {
				return explain(err, b.Path)
			}
		}
	}
	return nil
}

// clearDrafts removes backups that were begun more than a day ago and never
// ended; another program may be writing a younger one.
func clearDrafts(folder string) error {
	drafts, err := filepath.Glob(filepath.Join(folder, "*.db"+draftSuffix))
	if err != nil {
		return err
	}
	for _, draft := range drafts {
		info, err := os.Stat(draft)
		if err != nil || time.Since(info.ModTime()) < 24*time.Hour {
			continue
		}
		if err := removeReplica(draft); err != nil {
			return err
		}
	}
	return nil
}

// checkBackup opens a copy and lets SQLite walk all of it.
func checkBackup(ctx context.Context, path string) error {
	if err := checkHeader(path); err != nil {
		return ErrBackupBad.With("path", path).Because(err)
	}
	c, err := connect(ctx, path, Options{ReadOnly: true})
	if err != nil {
		return ErrBackupBad.With("path", path).Because(err)
	}
	defer c.Close() //nolint:errcheck // only read
	if err := checkVersion(ctx, c.conn, path); err != nil {
		return err
	}
	var answer string
	if err := c.conn.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&answer); err != nil || answer != "ok" {
		return ErrBackupBad.With("path", path).Because(errors.Join(err, errors.New(answer)))
	}
	return nil
}

// Restore puts a backup in the place of the shop at path; ErrLocked while a
// program has that open. The shop that was there is kept among the backups, and
// at any moment one of the two is in the place. Because the backup may not know
// the last numbers that were printed, the restored desk takes a new series;
// and a new identity, which a hub gives it when they meet.
func Restore(ctx context.Context, backup, path string, o Options) (Desk, error) {
	if err := checkBackup(ctx, backup); err != nil {
		return Desk{}, err
	}
	now := o.Now
	if now == nil {
		now = time.Now
	}
	if err := fold(ctx, path); err != nil {
		return Desk{}, err
	}
	draft := path + ".restoring"
	if err := errors.Join(removeReplica(draft), copyReplica(backup, draft)); err != nil {
		return Desk{}, errors.Join(explain(err, path), removeReplica(draft))
	}
	desk, err := renew(ctx, draft, path, o)
	if err != nil {
		return Desk{}, errors.Join(err, removeReplica(draft))
	}
	if err := errors.Join(keepSeries(path, desk.Series), keepAside(path, now())); err != nil {
		return Desk{}, errors.Join(explain(err, path), removeReplica(draft))
	}
	if err := os.Rename(draft, path); err != nil {
		return Desk{}, explain(err, path)
	}
	return desk, nil
}

// keepAside puts the present shop, with the write-ahead log that a damaged one
// may still have, among the backups.
func keepAside(path string, now time.Time) error {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err := os.MkdirAll(BackupFolder(path), 0o700); err != nil {
		return err
	}
	kept := filepath.Join(BackupFolder(path), now.UTC().Format(backupStamp)+"_before-restore.db")
	for _, suffix := range []string{"-wal", "-shm"} {
		if err := os.Rename(path+suffix, kept+suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	// With a second name the shop stays in its place until the backup takes it.
	if os.Link(path, kept) == nil {
		return nil
	}
	return os.Rename(path, kept) // this file system knows no second names
}

// fold brings the write-ahead log of a shop into its file, which SQLite does
// only for who has it alone: ErrLocked if somebody has it open. A shop that is
// damaged or none is left as it is.
func fold(ctx context.Context, path string) error {
	if err := checkHeader(path); err != nil {
		return nil //nolint:nilerr // there is no log of ours to fold into such a file
	}
	db, err := sql.Open("sqlite3", fileURI(path, "rw")+"&_synchronous=FULL")
	if err != nil {
		return explain(err, path)
	}
	_, err = db.ExecContext(ctx, "PRAGMA journal_mode=DELETE")
	err = explainUnless(errors.Join(err, db.Close()), path)
	if errors.Is(err, ErrLocked) {
		return err
	}
	return nil
}

// renew gives a restored replica the next series after any that this place has
// used, and a new identity; of a hub it asks for one.
func renew(ctx context.Context, draft, path string, o Options) (Desk, error) {
	r, err := Open(ctx, draft, o)
	if err != nil {
		return Desk{}, err
	}
	series := laterSeries(r.Desk().Series, keptSeries(path))
	present, err := Open(ctx, path, Options{ReadOnly: true})
	if err != nil {
		present = nil // what was there is no shop that can be read
	} else {
		series = laterSeries(series, present.Desk().Series)
		defer present.Close() //nolint:errcheck // only read
	}
	err = r.command(ctx, System, "restore", func(w *writer) error {
		w.desk.Series = shop.NextSeries(series)
		if err := errors.Join(w.renameBaskets(), w.renameSheets(), w.doubtPrints()); err != nil {
			return err
		}
		// An identity that waited for its use when the backup was made may be another
		// till's by now.
		if err := w.setLocal(map[string]any{"next_device": nil, "next_key": nil}); err != nil {
			return err
		}
		if w.joined {
			// The hub gives this copy a name of its own before it takes anything from it.
			// What waits here keeps its batch ids, so that what arrived already by the old
			// name is not done twice.
			return w.setLocal(map[string]any{"series": w.desk.Series, "restored": 1})
		}
		w.desk.ID = shop.NewID()
		if err := w.setLocal(map[string]any{"device_id": w.desk.ID, "series": w.desk.Series, "device_seq": 0}); err != nil {
			return err
		}
		// What the old identity had not sent is the backup's to send no more: the
		// rows themselves are here and travel with the first join.
		if err := w.exec(`DELETE FROM outbox`); err != nil {
			return err
		}
		if err := w.carryLeases(ctx, present); err != nil {
			return err
		}
		return w.create(change.Desk, w.desk.ID, Values{"series": w.desk.Series, "name": w.desk.Name})
	})
	if err == nil {
		_, err = r.conn.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	}
	desk := r.Desk()
	if err = errors.Join(err, r.Close()); err != nil {
		return Desk{}, fmt.Errorf("renew desk: %w", err)
	}
	return desk, nil
}

// seriesFile keeps the last series that a restore in this place has given out:
// the shop that used it may be too damaged to tell.
func seriesFile(path string) string { return filepath.Join(BackupFolder(path), "last-series") }

// keptSeries gives the last series given out by a restore, "" if there was none.
func keptSeries(path string) string {
	text, err := os.ReadFile(seriesFile(path))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}

func keepSeries(path, series string) error {
	if err := os.MkdirAll(BackupFolder(path), 0o700); err != nil {
		return err
	}
	draft := seriesFile(path) + ".new"
	if err := os.WriteFile(draft, []byte(series+"\n"), 0o600); err != nil {
		return err
	}
	return errors.Join(syncFile(draft), os.Rename(draft, seriesFile(path)))
}

func laterSeries(a, b string) string {
	if len(b) > len(a) || (len(b) == len(a) && b > a) {
		return b
	}
	return a
}

// copyReplica copies a shop that nobody has open, with the write-ahead log that
// a crash left beside it: the last sales may be there alone.
func copyReplica(from, to string) error {
	if err := copyFile(from, to); err != nil {
		return err
	}
	err := copyFile(from+"-wal", to+"-wal")
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // only read
	out, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err := out.ReadFrom(in); err != nil {
		return errors.Join(err, out.Close())
	}
	return errors.Join(out.Sync(), out.Close())
}
