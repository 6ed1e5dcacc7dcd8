package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path/filepath"

	"github.com/mattn/go-sqlite3"
	"github.com/prylavok/prylavok/sync/change"
)

// conn is one connection and the statements that it has prepared. It is used
// without database/sql: a page of records is read a third faster so, and each
// accepted batch is a dozen statements.
//
// SQLite compiles a statement anew at each run when a bound value might lead it
// to another plan, and takes ten times as long then. It asks for the value of an
// equality that some index of the table leaves over; where likely() stands around
// it, it does not, and the indexes serve as before. Lookups of a whole unique key
// need none. With an equality that a partial index names, the value is hidden
// by +0.
type conn struct {
	c     *sqlite3.SQLiteConn
	stmts map[string]*sqlite3.SQLiteStmt
	args  []driver.NamedValue // made again for each call
}

// How a file is opened.
const (
	modeRead   = "ro"
	modeWrite  = "rw"
	modeCreate = "rwc"
)

// connect opens one connection; all pragmas are set here and nowhere else.
func connect(path, mode string, pragmas ...string) (*conn, error) {
	// Another program may be writing: an invite that is made while the hub serves.
	name := "file:" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath() + "?mode=" + mode + "&_busy_timeout=10000"
	dc, err := (&sqlite3.SQLiteDriver{}).Open(name)
	if err != nil {
		return nil, err
	}
	c := &conn{c: dc.(*sqlite3.SQLiteConn), stmts: map[string]*sqlite3.SQLiteStmt{}}
	for _, p := range append([]string{"trusted_schema=OFF", "temp_store=MEMORY", "cache_size=-16000"}, pragmas...) {
		if err := c.script("PRAGMA " + p); err != nil {
			return nil, errors.Join(fmt.Errorf("pragma %s: %w", p, err), c.close())
		}
	}
	return c, nil
}

func (c *conn) close() error {
	var errs []error
	for _, s := range c.stmts {
		errs = append(errs, s.Close())
	}
	return errors.Join(append(errs, c.c.Close())...)
}

// script runs statements that are not kept.
func (c *conn) script(text string) error {
	_, err := c.c.ExecContext(context.Background(), text, nil)
	return err
}

func (c *conn) prepare(text string, args []driver.Value) (*sqlite3.SQLiteStmt, error) {
	s, there := c.stmts[text]
	if !there {
		ds, err := c.c.PrepareContext(context.Background(), text)
		if err != nil {
			return nil, fmt.Errorf("prepare %q: %w", text, err)
		}
		s = ds.(*sqlite3.SQLiteStmt)
		c.stmts[text] = s
	}
	c.args = c.args[:0]
	for i, v := range args {
		c.args = append(c.args, driver.NamedValue{Ordinal: i + 1, Value: v})
	}
	return s, nil
}

// exec runs a statement and gives the number of rows that it changed.
func (c *conn) exec(text string, args ...driver.Value) (int64, error) {
	s, err := c.prepare(text, args)
	if err != nil {
		return 0, err
	}
	res, err := s.ExecContext(context.Background(), c.args)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// run runs a statement of which nothing is asked: in one call to SQLite, where
// exec binds each value by itself.
func (c *conn) run(text string, args ...driver.Value) error {
	return c.each(func([]driver.Value) (bool, error) { return true, nil }, text, args...)
}

// each gives the rows of a query until f answers false. The slice is made again
// for each row, what it holds is the caller's.
func (c *conn) each(f func(v []driver.Value) (bool, error), text string, args ...driver.Value) error {
	s, err := c.prepare(text, args)
	if err != nil {
		return err
	}
	rows, err := s.QueryContext(context.Background(), c.args)
	if err != nil {
		return err
	}
	v := make([]driver.Value, len(rows.Columns()))
	for {
		if err = rows.Next(v); err != nil {
			break
		}
		var more bool
		if more, err = f(v); err != nil || !more {
			break
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return errors.Join(err, rows.Close())
}

// one gives the first row of a query, nil when there is none. The statement
// has run to its end then, so that one with RETURNING has done all it does.
func (c *conn) one(text string, args ...driver.Value) (row []driver.Value, err error) {
	err = c.each(func(v []driver.Value) (bool, error) {
		if row == nil {
			row = append([]driver.Value(nil), v...)
		}
		return true, nil
	}, text, args...)
	return row, err
}

// number gives the first column of the first row, 0 when there is none.
func (c *conn) number(text string, args ...driver.Value) (int64, error) {
	row, err := c.one(text, args...)
	if err != nil || row == nil {
		return 0, err
	}
	return num(row[0]), nil
}

// The columns of a STRICT table hold what they are declared to: a value of
// another type is a NULL and gives zero.

func num(v driver.Value) int64 { n, _ := v.(int64); return n }

func str(v driver.Value) string { s, _ := v.(string); return s }

func blob(v driver.Value) []byte { b, _ := v.([]byte); return b }

func id(v driver.Value) (out change.ID) {
	copy(out[:], blob(v))
	return out
}
