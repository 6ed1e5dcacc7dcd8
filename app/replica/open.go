// Package replica is the shop as one desk holds it: a SQLite file with the
// records, their history, what is searched, and the outbox.
//
// Commands change it, each in one transaction at synchronous=FULL; only what the hub
// sends again, entries of its feed and pages of a load, waits for less. Queries read it on connections
// of their own and never wait for a command. No other package writes SQL.
package replica

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/mattn/go-sqlite3"
	"github.com/prylavok/prylavok/app/shop"
)

// applicationID marks the file as ours: "Pryl" in ASCII.
const applicationID = 0x5072796c

// Options let a test bring its own clock and make the disk small.
type Options struct {
	Now      func() time.Time // nil = the system's clock
	MaxPages int64            // of 4 KiB, 0 = as SQLite allows
	ReadOnly bool             // refuse every command; nothing is migrated
}

// Replica is an open shop. It is safe for use by many goroutines; commands run
// one after another.
type Replica struct {
	path  string
	now   func() time.Time
	read  *sql.DB
	write *sql.DB

	mu      sync.Mutex   // held by the command that is running
	waiting atomic.Int32 // commands that will run after it
	conn    *sql.Conn    // the one connection that writes
	stmts   map[string]*sql.Stmt
	waits   string // what conn has as synchronous
	closed  bool
	known   int64 // SQLite's data_version when others were last looked after

	desk atomic.Pointer[Desk] // as the last command or session found it

	checkpoint *checkpointer // nil in a shop that is only read
	watch      watchers
}

// Desk says which desk of which shop this replica is.
type Desk struct {
	ShopID   shop.ID       `json:"shop_id"`
	ID       shop.ID       `json:"id"`
	Series   string        `json:"series"`
	Name     string        `json:"name"`
	Currency shop.Currency `json:"currency"`
	Demo     bool          `json:"demo"`
}

// Path gives the file that holds the replica.
func (r *Replica) Path() string { return r.path }

// Desk says which desk of which shop this replica is.
func (r *Replica) Desk() Desk { return *r.desk.Load() }

// Open opens the shop at path. A missing, foreign, newer, damaged or
// unwritable file is left as it is and named in a Problem. Before a pending
// migration the file is backed up.
func Open(ctx context.Context, path string, o Options) (*Replica, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, ErrMissing.With("path", path)
	case err != nil:
		return nil, explain(err, path)
	case info.Size() == 0:
		return nil, notOurs(path, ErrMissing)
	}
	if err := checkHeader(path); err != nil {
		return nil, err
	}
	if !o.ReadOnly {
		if err := checkWritable(path); err != nil {
			return nil, err
		}
	}
	r, err := connect(ctx, path, o)
	if err != nil {
		return nil, explain(err, path)
	}
	err = r.prepare(ctx, o)
	if errors.Is(err, ErrRemoved) && !o.ReadOnly {
		err = errors.Join(err, r.emptyFiles(ctx)) // the removal may have been cut off
	}
	if err != nil {
		return nil, errors.Join(r.explain(err), r.Close())
	}
	return r, nil
}

func (r *Replica) prepare(ctx context.Context, o Options) error {
	if err := checkVersion(ctx, r.conn, r.path); err != nil {
		return err
	}
	if !o.ReadOnly {
		if err := r.migrate(ctx); err != nil {
			return err
		}
	}
	if err := r.conn.QueryRowContext(ctx, "PRAGMA data_version").Scan(&r.known); err != nil {
		return fmt.Errorf("read data version: %w", err)
	}
	if err := r.loadDesk(ctx); err != nil || o.ReadOnly {
		return err
	}
	// A shop that cannot learn now sells all the same and tries at its next start.
	_ = r.learn(ctx)
	return nil
}

func (r *Replica) loadDesk(ctx context.Context) error {
	local, err := r.standing(ctx)
	if err != nil {
		return err
	}
	if local.removed {
		return ErrRemoved.With("path", r.path)
	}
	r.desk.Store(&local.desk)
	return nil
}

// connect opens the two pools; all pragmas are set here and nowhere else.
func connect(ctx context.Context, path string, o Options) (*Replica, error) {
	r := &Replica{path: path, now: o.Now, stmts: map[string]*sql.Stmt{}, waits: durable.synchronous}
	r.desk.Store(&Desk{})
	if r.now == nil {
		r.now = time.Now
	}
	mode := "rw"
	if o.ReadOnly {
		mode = "ro"
	}
	var err error
	if r.write, err = sql.Open("sqlite3", fileURI(path, mode)); err != nil {
		return nil, err
	}
	r.write.SetMaxOpenConns(1)
	if r.conn, err = r.write.Conn(ctx); err != nil {
		return nil, errors.Join(err, r.write.Close())
	}
	pragmas := []string{"PRAGMA synchronous=FULL", "PRAGMA temp_store=MEMORY", "PRAGMA trusted_schema=OFF", fmt.Sprintf("PRAGMA wal_autocheckpoint=%d", walPagesMost), "PRAGMA journal_size_limit=67108864"}
	if !o.ReadOnly {
		pragmas = append([]string{"PRAGMA journal_mode=WAL"}, pragmas...)
	}
	if o.MaxPages > 0 {
		pragmas = append(pragmas, fmt.Sprintf("PRAGMA max_page_count=%d", o.MaxPages))
	}
	for _, p := range pragmas {
		if _, err := r.conn.ExecContext(ctx, p); err != nil {
			return nil, errors.Join(fmt.Errorf("%s: %w", p, err), r.conn.Close(), r.write.Close())
		}
	}
	if r.read, err = sql.Open("sqlite3", fileURI(path, "ro")+"&_query_only=1"); err != nil {
		return nil, errors.Join(err, r.conn.Close(), r.write.Close())
	}
	r.read.SetMaxOpenConns(max(4, runtime.NumCPU()))
	r.read.SetMaxIdleConns(4)
	if o.ReadOnly {
		return r, nil
	}
	mover, err := sql.Open("sqlite3", fileURI(path, mode)+"&_synchronous=FULL")
	if err != nil {
		return nil, errors.Join(err, r.read.Close(), r.conn.Close(), r.write.Close())
	}
	mover.SetMaxOpenConns(1)
	r.checkpoint = startCheckpointer(mover)
	return r, nil
}

func fileURI(path, mode string) string {
	return "file:" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath() + "?mode=" + mode + "&_busy_timeout=5000&_foreign_keys=0&_cache_size=-16000"
}

// Close ends the replica after the command that is running. It may be called twice.
func (r *Replica) Close() error {
	r.watch.stop()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return nil
	}
	r.closed = true
	errs := []error{r.checkpoint.stop()}
	for _, s := range r.stmts {
		errs = append(errs, s.Close())
	}
	return errors.Join(append(errs, r.read.Close(), r.conn.Close(), r.write.Close())...)
}

// checkHeader looks at the first bytes before SQLite does, so that a file that
// is none of ours is never touched: SQLite would make a write-ahead log of its own.
func checkHeader(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return explain(err, path)
	}
	defer f.Close() //nolint:errcheck // only read
	// The file format puts the name of the format first and the application id at 68.
	head := make([]byte, 72)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return explain(err, path)
	}
	if !bytes.HasPrefix(head[:n], []byte("SQLite format 3\x00")) || binary.BigEndian.Uint32(head[68:]) != applicationID {
		return notOurs(path, ErrNotReplica)
	}
	return nil
}

// notOurs names a file that does not look like a shop: a damaged one where
// there are backups of a shop beside it, otherwise what it seems to be.
func notOurs(path string, seems *shop.Problem) error {
	if list, err := Backups(path); err == nil && len(list) > 0 {
		return damaged(path)
	}
	return seems.With("path", path)
}

func checkWritable(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return ErrReadOnly.With("path", path).Because(err)
	}
	return f.Close()
}

func checkVersion(ctx context.Context, c *sql.Conn, path string) error {
	var id, version int64
	if err := c.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil {
		return fmt.Errorf("read application id: %w", err)
	}
	if id != applicationID {
		return ErrNotReplica.With("path", path)
	}
	if err := c.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return fmt.Errorf("read schema version: %w", err)
	}
	if newest := newestMigration(); version > int64(newest) {
		return ErrNewer
	}
	return nil
}

// sqliteVersion is written into reports so that a fault can be told from SQLite's.
func sqliteVersion() string { v, _, _ := sqlite3.Version(); return v }
