package sqlite

import (
	"bytes"
	"context"
	"embed"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/gofrs/flock"
	"github.com/mattn/go-sqlite3"
)

// applicationID marks the file as ours: "PryH" in ASCII.
const applicationID = 0x50727948

// Name is the database's file within the hub's data folder.
const Name = "hub.db"

// Why a data folder is not opened. What lies in it is left as it is.
var (
	ErrMissing = errors.New("there is no hub in this folder")
	ErrForeign = errors.New("the file is not a hub's database")
	ErrNewer   = errors.New("the database was made by a newer hub: install that version or a later one")
	ErrDamaged = errors.New("the database is damaged: restore the last backup")
	ErrHeld    = errors.New("another hub works in this folder")
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

type migration struct {
	number int64
	text   string
}

// steps are all migrations in order; a test adds one that is still to come.
var steps = readMigrations()

func readMigrations() (list []migration) {
	names, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil {
		panic(err) // the pattern is right
	}
	for _, name := range names {
		n, err := strconv.ParseInt(strings.SplitN(filepath.Base(name), "_", 2)[0], 10, 64)
		if err != nil {
			panic("sqlite: migration without a number: " + name)
		}
		text, err := migrationFiles.ReadFile(name)
		if err != nil {
			panic(err) // the embedded folder is part of the program
		}
		list = append(list, migration{n, string(text)})
	}
	slices.SortFunc(list, func(a, b migration) int { return int(a.number - b.number) })
	return list
}

func newest() int64 { return steps[len(steps)-1].number }

// Held is the right of one serving hub to a data folder. Short commands do
// without it: SQLite lets them work beside the hub.
type Held struct{ lock *flock.Flock }

// Hold takes a data folder, which is made if need be, for a hub that serves or
// for a restore: ErrHeld when another process has it. The system lets go by
// itself when the process ends, however it ends.
func Hold(dir string) (*Held, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("hold data folder: %w", err)
	}
	// The locked file stays for ever: were it removed, two hubs could each lock a
	// file of this name.
	h := &Held{flock.New(filepath.Join(dir, "hub.lock"), flock.SetPermissions(0o600))}
	got, err := h.lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("hold data folder: %w", err)
	}
	if !got {
		return nil, fmt.Errorf("%s: %w", dir, ErrHeld)
	}
	return h, nil
}

// Release lets the next hub have the folder. It may be called twice.
func (h *Held) Release() error { return h.lock.Unlock() }

// Check looks at a database's first bytes and its version without changing
// anything, not even its log: ErrMissing, ErrForeign, ErrNewer, ErrDamaged.
func Check(path string) error {
	f, err := os.Open(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		if _, err := os.Lstat(path + "-wal"); err == nil {
			return fmt.Errorf("%s is gone and its log is there: %w", path, ErrDamaged)
		}
		return fmt.Errorf("%s: %w", path, ErrMissing)
	case err != nil:
		return fmt.Errorf("open database: %w", err)
	}
	defer f.Close() //nolint:errcheck // only read
	// The file format puts the schema's version at 60 and the application's id at 68.
	head := make([]byte, 100)
	n, err := io.ReadFull(f, head)
	switch {
	case n == 0 && errors.Is(err, io.EOF):
		return fmt.Errorf("%s is empty: %w", path, ErrMissing)
	case err != nil && !errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("read %s: %w", path, err)
	case !bytes.HasPrefix(head[:n], []byte("SQLite format 3\x00")), binary.BigEndian.Uint32(head[68:]) != applicationID:
		return fmt.Errorf("%s: %w", path, ErrForeign)
	case n < len(head):
		return fmt.Errorf("%s is cut off: %w", path, ErrDamaged)
	case int64(binary.BigEndian.Uint32(head[60:])) > newest():
		return fmt.Errorf("%s: %w", path, ErrNewer)
	}
	return nil
}

// create makes an empty database beside its place and moves it there whole.
func create(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make data folder: %w", err)
	}
	// Two programs that both find nothing must not put one database over the other's.
	lock := flock.New(filepath.Join(dir, "create.lock"), flock.SetPermissions(0o600))
	if err := lock.Lock(); err != nil {
		return fmt.Errorf("make database: %w", err)
	}
	defer lock.Unlock() //nolint:errcheck // the process that ends lets go too
	path := filepath.Join(dir, Name)
	if err := Check(path); !errors.Is(err, ErrMissing) {
		return err
	}
	draft := path + ".new"
	if err := remove(draft); err != nil {
		return err
	}
	c, err := connect(draft, modeCreate, "synchronous=FULL")
	if err != nil {
		return fmt.Errorf("make database: %w", err)
	}
	err = errors.Join(migrate(c, path), c.close())
	if err == nil {
		err = os.Chmod(draft, 0o600)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("make database: %w", err), remove(draft))
	}
	return place(draft, path)
}

// place gives a finished file its name, durably.
func place(draft, path string) error {
	if err := syncFile(draft); err != nil {
		return fmt.Errorf("sync %s: %w", draft, err)
	}
	if err := os.Rename(draft, path); err != nil {
		return fmt.Errorf("name %s: %w", path, err)
	}
	// Not every system can sync a folder, and where it cannot it need not be.
	if d, err := os.Open(filepath.Dir(path)); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
	return nil
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// remove deletes a database's files; what is not there is no error.
func remove(path string) error {
	for _, suffix := range []string{"-wal", "-shm", "-journal", ""} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("remove %s: %w", path+suffix, err)
		}
	}
	return nil
}

// migrate runs the pending steps, each in a transaction of its own. A database
// that has something in it is copied beside itself before the first.
func migrate(c *conn, path string) error {
	version, err := c.number("PRAGMA user_version")
	if err != nil {
		return fmt.Errorf("read schema version: %w", err)
	}
	if version > newest() {
		return fmt.Errorf("%s: %w", path, ErrNewer)
	}
	if version > 0 && version < newest() {
		kept := fmt.Sprintf("%s.before-%03d", path, newest())
		if err := copyTo(context.Background(), path, kept); err != nil && !errors.Is(err, os.ErrExist) {
			return fmt.Errorf("copy before migration: %w", err)
		}
	}
	for _, m := range steps {
		if m.number > version {
			if err := runMigration(c, m); err != nil {
				return fmt.Errorf("migration %03d: %w", m.number, err)
			}
		}
	}
	return nil
}

func runMigration(c *conn, m migration) error {
	// What a step may ask of a stored record.
	if err := c.c.RegisterFunc("parent_of", storedParent, true); err != nil {
		return err
	}
	if err := c.script("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	// Another program may have run it since this one looked.
	version, err := c.number("PRAGMA user_version")
	if err == nil && version < m.number {
		err = c.script(m.text + fmt.Sprintf("\n;PRAGMA user_version=%d; PRAGMA application_id=%d;", m.number, applicationID))
	}
	if err == nil {
		err = c.script("COMMIT")
	}
	if err != nil {
		return errors.Join(err, c.script("ROLLBACK"))
	}
	return nil
}

// explain names the errors that a person has to know.
func explain(err error) error {
	var s sqlite3.Error
	if errors.As(err, &s) && (s.Code == sqlite3.ErrCorrupt || s.Code == sqlite3.ErrNotADB) {
		return errors.Join(ErrDamaged, err)
	}
	return err
}
