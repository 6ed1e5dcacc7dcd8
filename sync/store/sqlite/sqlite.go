// Package sqlite keeps a hub's shops in one SQLite file, the default: one
// connection writes, others read beside it, each from one consistent state.
package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/store"
)

// Options say how a data folder is opened.
type Options struct {
	Create   bool  // make the folder and an empty database when there is none
	Readers  int   // read at the same time; 0 = 4 or the number of processors, whichever is more
	MaxPages int64 // of 4 KiB, 0 = as SQLite allows: a test makes the disk small
}

// Store is an open hub.db.
type Store struct {
	path    string
	readers chan *conn    // those that are free
	opened  int           // all readers
	writing chan struct{} // holds one token: who has it may use write
	write   *conn

	closing sync.Once
	closed  chan struct{}
	err     error // of closing
}

var _ store.Store = (*Store)(nil)

var errClosed = errors.New("sqlite: the store is closed")

// Open opens the database in a hub's data folder: ErrMissing, ErrForeign,
// ErrNewer or ErrDamaged, each with the path, and the file is left as it is
// then. Programs that serve call Hold before.
func Open(ctx context.Context, dir string, o Options) (*Store, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	path := filepath.Join(dir, Name)
	err := Check(path)
	if errors.Is(err, ErrMissing) && o.Create {
		err = create(dir)
	}
	if err != nil {
		return nil, fmt.Errorf("open hub: %w", err)
	}
	n := o.Readers
	if n == 0 {
		n = max(4, runtime.NumCPU())
	}
	s := &Store{path: path, readers: make(chan *conn, n), writing: make(chan struct{}, 1), closed: make(chan struct{})}
	if err := s.connect(n, o.MaxPages); err != nil {
		return nil, errors.Join(fmt.Errorf("open hub: %s: %w", path, explain(err)), s.Close())
	}
	return s, nil
}

func (s *Store) connect(readers int, maxPages int64) (err error) {
	pragmas := []string{"journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=4000", "journal_size_limit=67108864"}
	if maxPages > 0 {
		pragmas = append(pragmas, fmt.Sprintf("max_page_count=%d", maxPages))
	}
	s.write, err = connect(s.path, modeWrite, pragmas...)
	if err != nil {
		return err
	}
	if err := migrate(s.write, s.path); err != nil {
		return err
	}
	for range readers {
		c, err := connect(s.path, modeRead, "query_only=ON")
		if err != nil {
			return err
		}
		s.readers <- c
		s.opened++
	}
	return nil
}

// Close ends the store after the transactions that are running. It may be called twice.
func (s *Store) Close() error {
	s.closing.Do(func() {
		s.writing <- struct{}{}
		close(s.closed)
		var errs []error
		for range s.opened {
			errs = append(errs, (<-s.readers).close())
		}
		if s.write != nil {
			errs = append(errs, s.write.close())
		}
		s.err = errors.Join(errs...)
		<-s.writing
	})
	return s.err
}

// Shops lists the shops, oldest first.
func (s *Store) Shops(ctx context.Context) (list []store.Shop, err error) {
	err = s.read(ctx, func(c *conn) error {
		return c.each(func(v []driver.Value) (bool, error) {
			list = append(list, shopOf(v))
			return true, nil
		}, `SELECT id, name, currency, added_at FROM shops ORDER BY n`)
	})
	return list, err
}

func shopOf(v []driver.Value) store.Shop {
	return store.Shop{ID: id(v[0]), Name: str(v[1]), Currency: str(v[2]), AddedAt: num(v[3])}
}

// AddShop makes a shop with its first epoch.
func (s *Store) AddShop(ctx context.Context, about store.Shop, epoch uint64) error {
	return s.Write(ctx, func(w store.Writer) error {
		tx := w.(*writer)
		n, err := tx.c.number(`INSERT INTO shops (id, name, currency, added_at) VALUES (?,?,?,?) ON CONFLICT DO NOTHING RETURNING n`,
			about.ID[:], about.Name, about.Currency, about.AddedAt)
		if err != nil {
			return tx.fail("add shop", err)
		}
		if n == 0 {
			return store.ErrShopThere
		}
		_, err = tx.c.exec(`INSERT INTO epochs (shop, n, epoch, fork) VALUES (?,1,?,0)`, n, int64(epoch))
		return tx.fail("add shop", err)
	})
}

// Read runs f on the state of the shop as it is committed when f first reads.
func (s *Store) Read(ctx context.Context, shop change.ID, f func(store.Reader) error) error {
	return s.read(ctx, func(c *conn) error {
		n, err := c.number(`SELECT n FROM shops WHERE id=?`, shop[:])
		if err != nil {
			return fmt.Errorf("find shop: %w", explain(err))
		}
		if n == 0 {
			return store.ErrNoShop
		}
		return f(&reader{c: c, n: n})
	})
}

// read runs f in one read transaction on a free connection.
func (s *Store) read(ctx context.Context, f func(*conn) error) (err error) {
	var c *conn
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case <-s.closed:
		return errClosed
	default:
	}
	select {
	case c = <-s.readers:
	case <-s.closed:
		return errClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { s.readers <- c }()
	if err := c.script("BEGIN"); err != nil {
		return fmt.Errorf("begin reading: %w", explain(err))
	}
	defer func() { err = errors.Join(err, c.script("ROLLBACK")) }()
	return f(c)
}

// Write runs f in one transaction; others wait for it.
func (s *Store) Write(ctx context.Context, f func(store.Writer) error) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case s.writing <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-s.writing }()
	select {
	case <-s.closed:
		return errClosed
	default:
	}
	c := s.write
	if err := c.script("BEGIN IMMEDIATE"); err != nil {
		return fmt.Errorf("begin writing: %w", explain(err))
	}
	done := false
	defer func() {
		// A full disk may have ended the transaction already.
		if !done && !c.c.AutoCommit() {
			err = errors.Join(err, c.script("ROLLBACK"))
		}
	}()
	tx := &writer{c: c, open: map[change.ID]*shopWriter{}}
	if err := f(tx); err != nil {
		return err
	}
	if tx.failed != nil {
		return tx.failed
	}
	if err := c.script("COMMIT"); err != nil {
		return fmt.Errorf("commit: %w", explain(err))
	}
	done = true
	return nil
}

// Verify lists in words what does not add up.
func (s *Store) Verify(ctx context.Context) (problems []string, err error) {
	err = s.read(ctx, func(c *conn) error {
		return c.each(func(v []driver.Value) (bool, error) {
			if line := str(v[0]); line != "ok" {
				problems = append(problems, "database: "+line)
			}
			return true, ctx.Err()
		}, `PRAGMA integrity_check`)
	})
	if err != nil || len(problems) > 0 {
		// What is read from a broken file says nothing about the shops.
		return problems, err
	}
	shops, err := s.Shops(ctx)
	if err != nil {
		return nil, err
	}
	for _, about := range shops {
		err := s.Read(ctx, about.ID, func(r store.Reader) error {
			found, err := store.Check(ctx, r)
			problems = append(problems, found...)
			if err != nil {
				return err
			}
			found, err = r.(*reader).checkPlaces()
			problems = append(problems, found...)
			return err
		})
		if err != nil {
			return problems, err
		}
	}
	return problems, nil
}

// Backup writes a whole copy to a new file while the hub works. The copy is
// checked and on disk before it gets its name.
func (s *Store) Backup(ctx context.Context, path string) error {
	if err := copyTo(ctx, s.path, path); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	return nil
}

func copyTo(ctx context.Context, from, path string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%s: %w", path, os.ErrExist)
	}
	draft := path + ".part"
	if err := remove(draft); err != nil {
		return err
	}
	if err := vacuumInto(ctx, from, draft); err != nil {
		return errors.Join(explain(err), remove(draft))
	}
	if err := checkCopy(draft); err != nil {
		return errors.Join(err, remove(draft))
	}
	return place(draft, path)
}

func vacuumInto(ctx context.Context, from, to string) error {
	// On a connection of its own: those of readers are held to reading.
	c, err := connect(from, modeRead)
	if err != nil {
		return err
	}
	_, err = c.c.ExecContext(ctx, "VACUUM INTO ?", []driver.NamedValue{{Ordinal: 1, Value: to}})
	return errors.Join(err, c.close())
}

func checkCopy(path string) error {
	if err := os.Chmod(path, 0o600); err != nil {
		return err
	}
	if err := Check(path); err != nil {
		return err
	}
	c, err := connect(path, modeRead)
	if err != nil {
		return err
	}
	row, err := c.one(`PRAGMA quick_check(1)`)
	if err == nil && (row == nil || str(row[0]) != "ok") {
		err = ErrDamaged
	}
	return errors.Join(err, c.close())
}
