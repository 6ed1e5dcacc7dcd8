package sqlite_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/store"
	"github.com/prylavok/prylavok/sync/store/sqlite"
	"github.com/prylavok/prylavok/sync/store/storetest"
)

var ctx = context.Background()

func open(t *testing.T, dir string) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(ctx, dir, sqlite.Options{Create: true, Readers: 4})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func openNew(t *testing.T) store.Store { return open(t, t.TempDir()) }

// It keeps what package store promises.
func TestSQLiteIsAStore(t *testing.T) { storetest.Run(t, openNew) }

// A backup made while the hub works opens as a hub's database and equals it.
func TestBackupOpensAndEquals(t *testing.T) {
	storetest.Backup(t, openNew, func(t *testing.T, path string) store.Store {
		dir := t.TempDir()
		if err := os.Rename(path, filepath.Join(dir, sqlite.Name)); err != nil {
			t.Fatal(err)
		}
		return open(t, dir)
	})
}

// A backup that cannot be written whole leaves no file, under any name.
func TestBackupThatFailsLeavesNothing(t *testing.T) {
	s := openNew(t)
	dir := t.TempDir()
	over, cancel := context.WithCancel(ctx)
	cancel()
	if err := s.Backup(over, filepath.Join(dir, "copy")); err == nil {
		t.Error("a backup that was called off is reported done")
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if err := s.Backup(ctx, filepath.Join(dir, "no", "such", "folder")); err == nil {
		t.Error("a backup into a folder that is not there is reported done")
	}
}

var shop = store.Shop{ID: change.ID{15: 1}, Name: "Shop", Currency: "UAH"}

func fill(t *testing.T, s store.Store) {
	t.Helper()
	if err := s.AddShop(ctx, shop, 1); err != nil {
		t.Fatal(err)
	}
	for n := range 5 {
		add(t, s, byte(n))
	}
}

func add(t *testing.T, s store.Store, n byte) {
	t.Helper()
	put(t, s, change.Batch{ID: change.ID{0: 2, 15: n}, DeviceSeq: int64(n) + 1, Ops: []change.Op{
		{Kind: change.User.Num, Act: change.Create, ID: change.ID{0: 1, 15: n}, Set: []change.Assign{{Field: 1, Value: "Анна"}}},
	}})
}

// put gives a batch of new records its place in the shop.
func put(t *testing.T, s store.Store, b change.Batch) {
	t.Helper()
	err := s.Write(ctx, func(tx store.Writer) error {
		w, err := tx.In(shop.ID)
		if err != nil {
			return err
		}
		seq, err := w.Append(&change.Entry{Batch: b})
		for i := range b.Ops {
			if err == nil {
				err = w.Put(change.Apply(nil, &b.Ops[i], seq), nil)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// What is committed is there when the folder is opened again, and so it is for
// another process beside.
func TestWhatIsCommittedStays(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	fill(t, s)
	beside := open(t, dir)
	add(t, beside, 5)
	add(t, s, 6)
	for _, one := range []*sqlite.Store{s, beside} {
		if err := one.Close(); err != nil {
			t.Fatal(err)
		}
	}
	again := open(t, dir)
	if problems, err := again.Verify(ctx); err != nil || len(problems) > 0 {
		t.Errorf("verify: %q, %v", problems, err)
	}
	err := again.Read(ctx, shop.ID, func(r store.Reader) error {
		head, err := r.Head()
		if head != 7 {
			t.Errorf("head is %d", head)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A file that is none of ours, that a newer hub made or that is damaged is
// named in words and stays as it is, byte for byte, without anything beside it.
func TestWhatIsNotOursIsLeftAlone(t *testing.T) {
	whole := t.TempDir()
	s := open(t, whole)
	fill(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	ours, err := os.ReadFile(filepath.Join(whole, sqlite.Name))
	if err != nil {
		t.Fatal(err)
	}
	patched := func(at int, b byte) []byte {
		data := bytes.Clone(ours)
		data[at] = b
		return data
	}
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"nothing":               {nil, sqlite.ErrMissing},
		"text":                  {[]byte("my notes"), sqlite.ErrForeign},
		"another program's":     {patched(68, 'Q'), sqlite.ErrForeign},
		"a newer hub's":         {patched(62, 1), sqlite.ErrNewer},
		"cut off in its header": {ours[:80], sqlite.ErrDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, sqlite.Name)
			if c.data != nil {
				if err := os.WriteFile(path, c.data, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			for _, create := range []bool{false, c.data != nil} {
				s, err := sqlite.Open(ctx, dir, sqlite.Options{Create: create})
				if !errors.Is(err, c.want) || !strings.Contains(fmt.Sprint(err), dir) {
					t.Fatalf("opened %v: %v", s, err)
				}
			}
			after, err := os.ReadFile(path)
			if c.data != nil && (err != nil || !bytes.Equal(after, c.data)) {
				t.Errorf("the file was changed: %v", err)
			}
			if list, err := filepath.Glob(path + "-*"); err != nil || len(list) > 0 {
				t.Errorf("there are %v beside it", list)
			}
		})
	}
}

// A log without its database is not the beginning of an empty one: with it the
// last sales would be thrown away.
func TestLogWithoutItsDatabaseIsDamage(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, sqlite.Name+"-wal"), []byte("log"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sqlite.Open(ctx, dir, sqlite.Options{Create: true}); !errors.Is(err, sqlite.ErrDamaged) {
		t.Errorf("opened: %v", err)
	}
}

// One hub at a time serves a folder; short commands open it beside.
func TestTwoHubsDoNotShareAFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	first, err := sqlite.Hold(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sqlite.Hold(dir); !errors.Is(err, sqlite.ErrHeld) {
		t.Errorf("a second hub came in: %v", err)
	}
	open(t, dir)
	for range 2 {
		if err := first.Release(); err != nil {
			t.Fatal(err)
		}
	}
	next, err := sqlite.Hold(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := next.Release(); err != nil {
		t.Fatal(err)
	}
}

// A database of the first form has its returns found by their sales when it is opened.
func TestReturnsOfAnOlderDatabaseAreFound(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	fill(t, s)
	sale, back := change.ID{0: 3, 15: 1}, change.ID{0: 3, 15: 2}
	origin, _ := change.Order.Field("origin_id")
	put(t, s, change.Batch{ID: change.ID{0: 2, 15: 20}, DeviceSeq: 20, Ops: []change.Op{
		{Kind: change.Order.Num, Act: change.Create, ID: sale},
		{Kind: change.Order.Num, Act: change.Create, ID: back, Set: []change.Assign{{Field: origin.Num, Value: sale[:]}}},
	}})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite3", filepath.Join(dir, sqlite.Name))
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.ExecContext(ctx, `UPDATE records SET parent=NULL WHERE kind=11; PRAGMA user_version=1`)
	if err = errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	err = s.Read(ctx, shop.ID, func(r store.Reader) error {
		list, err := r.Children(sale, change.Order.Num)
		if len(list) != 1 || list[0].ID != back {
			t.Errorf("returns of the sale: %v", list)
		}
		return err
	})
	if problems, verified := s.Verify(ctx); err != nil || verified != nil || len(problems) > 0 {
		t.Errorf("%v %v %q", err, verified, problems)
	}
}

// Before a step that is still to come the database is copied; after one that
// fails it is as it was.
func TestMigrationCopiesFirst(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, sqlite.Name)
	s := open(t, dir)
	fill(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	remove := sqlite.AddMigration("CREATE TABLE next (a INTEGER) STRICT; no such words")
	_, err := sqlite.Open(ctx, dir, sqlite.Options{})
	remove()
	if err == nil {
		t.Fatal("a migration that fails went by")
	}
	s = open(t, dir)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	remove = sqlite.AddMigration("CREATE TABLE next (a INTEGER) STRICT")
	s = open(t, dir)
	add(t, s, 9)
	if problems, err := s.Verify(ctx); err != nil || len(problems) > 0 {
		t.Errorf("after the migration: %q, %v", problems, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	remove()
	if _, err := sqlite.Open(ctx, dir, sqlite.Options{}); !errors.Is(err, sqlite.ErrNewer) {
		t.Errorf("an older hub opened it: %v", err)
	}
	old := t.TempDir()
	if err := os.Rename(path+".before-003", filepath.Join(old, sqlite.Name)); err != nil {
		t.Fatal(err)
	}
	if problems, err := open(t, old).Verify(ctx); err != nil || len(problems) > 0 {
		t.Errorf("the copy made before: %q, %v", problems, err)
	}
}

// A disk that is full in the middle of a transaction loses that transaction
// and nothing else; with room again the hub goes on.
func TestFullDiskLosesNothing(t *testing.T) {
	dir := t.TempDir()
	s, err := sqlite.Open(ctx, dir, sqlite.Options{Create: true, MaxPages: 60})
	if err != nil {
		t.Fatal(err)
	}
	fill(t, s)
	large := func() error {
		return s.Write(ctx, func(tx store.Writer) error {
			w, err := tx.In(shop.ID)
			for n := byte(0); n < 60 && err == nil; n++ {
				e := &change.Entry{Batch: change.Batch{ID: change.ID{0: 7, 15: n}, Intent: strings.Repeat("x", 60)}}
				e.Batch.Ops = []change.Op{{Kind: 200, Act: change.Create, ID: change.ID{0: 7, 15: n}, Set: []change.Assign{{Field: 1, Value: strings.Repeat("y", 5000)}}}}
				var seq int64
				if seq, err = w.Append(e); err == nil {
					err = w.Put(change.Apply(nil, &e.Batch.Ops[0], seq), nil)
				}
			}
			_ = err // even who does not look at errors commits nothing
			return nil
		})
	}
	if err := large(); err == nil {
		t.Fatal("a transaction larger than the disk was committed")
	}
	add(t, s, 8)
	if problems, err := s.Verify(ctx); err != nil || len(problems) > 0 {
		t.Errorf("verify: %q, %v", problems, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	if err := large(); err != nil {
		t.Errorf("with room again: %v", err)
	}
	if problems, err := s.Verify(ctx); err != nil || len(problems) > 0 {
		t.Errorf("verify: %q, %v", problems, err)
	}
}

// Verify tells of what only a hand in the file can do.
func TestVerifyFindsWhatAHandDid(t *testing.T) {
	for what, statement := range map[string]string{
		"a place is gone":             `DELETE FROM feed WHERE seq=3`,
		"the last place is gone":      `DELETE FROM feed WHERE seq=5`,
		"an entry is not readable":    `UPDATE feed SET data=x'00' WHERE seq=2`,
		"a record is gone":            `DELETE FROM records WHERE version=2`,
		"a record is not readable":    `UPDATE records SET data=x'00' WHERE version=2`,
		"a record is filed wrongly":   `UPDATE records SET tier=2 WHERE version=2`,
		"a record is in no tier":      `UPDATE records SET tier=77 WHERE version=2`,
		"a claim is nobody's":         `INSERT INTO claims VALUES (1, 8, 2, '482', zeroblob(16))`,
		"a sum is out of thin air":    `INSERT INTO sums (shop, offer, warehouse, on_hand) VALUES (1, zeroblob(16), x'01', 5)`,
		"a device's number is behind": `UPDATE taken SET device_seq=1`,
	} {
		t.Run(what, func(t *testing.T) {
			dir := t.TempDir()
			s := open(t, dir)
			fill(t, s)
			db, err := sql.Open("sqlite3", filepath.Join(dir, sqlite.Name))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := db.Exec(statement); err != nil {
				t.Fatal(err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			if problems, err := s.Verify(ctx); err == nil && len(problems) == 0 {
				t.Error("verify found nothing")
			}
		})
	}
}

// A torn page is told as damage, not taken for the shop.
func TestVerifyFindsATornPage(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	fill(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, sqlite.Name)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(data, []byte("Анна"))
	page := at - at%4096
	copy(data[page:], make([]byte, 8))
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err = sqlite.Open(ctx, dir, sqlite.Options{})
	if err == nil {
		var problems []string
		problems, err = s.Verify(ctx)
		if err == nil && len(problems) == 0 {
			t.Error("a torn page was not found")
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
