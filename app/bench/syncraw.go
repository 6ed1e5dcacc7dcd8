package main

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"net/url"
	"path/filepath"
	"sync"
	"time"

	"github.com/mattn/go-sqlite3"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/store"
	"github.com/prylavok/prylavok/sync/store/sqlite"
)

// rawHub is a hub's file opened as the hub opens it: one connection of the
// driver, with the statements that it has prepared.
type rawHub struct {
	c     *sqlite3.SQLiteConn
	stmts map[string]*sqlite3.SQLiteStmt
}

func openRaw(path string, create bool) (*rawHub, error) {
	mode := "rw"
	if create {
		mode = "rwc"
	}
	dc, err := (&sqlite3.SQLiteDriver{}).Open("file:" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath() + "?mode=" + mode + "&_busy_timeout=10000")
	if err != nil {
		return nil, err
	}
	h := &rawHub{dc.(*sqlite3.SQLiteConn), map[string]*sqlite3.SQLiteStmt{}}
	for _, p := range []string{"cache_size=-16000", "journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=4000"} {
		if err := h.script("PRAGMA " + p); err != nil {
			return nil, errors.Join(err, h.close())
		}
	}
	return h, nil
}

func (h *rawHub) close() error {
	for _, s := range h.stmts {
		_ = s.Close()
	}
	return h.c.Close()
}

func (h *rawHub) script(text string) error {
	_, err := h.c.ExecContext(context.Background(), text, nil)
	return err
}

func (h *rawHub) prepare(text string) (*sqlite3.SQLiteStmt, error) {
	if s := h.stmts[text]; s != nil {
		return s, nil
	}
	s, err := h.c.PrepareContext(context.Background(), text)
	if err != nil {
		return nil, err
	}
	h.stmts[text] = s.(*sqlite3.SQLiteStmt)
	return h.stmts[text], nil
}

func named(values []driver.Value) (list []driver.NamedValue) {
	for i, v := range values {
		list = append(list, driver.NamedValue{Ordinal: i + 1, Value: v})
	}
	return list
}

// query gives all rows of a query.
func (h *rawHub) query(text string, args ...driver.Value) (list [][]driver.Value, err error) {
	s, err := h.prepare(text)
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(context.Background(), named(args))
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // read to its end
	for {
		v := make([]driver.Value, len(rows.Columns()))
		err := rows.Next(v)
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
}

// rowOf is one row with the statement that stores it.
type rowOf struct {
	text string
	args []driver.NamedValue
}

func (h *rawHub) insert(list []rowOf) error {
	for _, r := range list {
		s, err := h.prepare(r.text)
		if err != nil {
			return err
		}
		if _, err := s.ExecContext(context.Background(), r.args); err != nil {
			return err
		}
	}
	return nil
}

// The tables whose rows belong to one place of the feed, and how they are found.
var acceptedTables = []struct{ read, insert string }{
	{`SELECT * FROM feed WHERE shop=? AND seq=?`, `INSERT INTO feed VALUES (?,?,?,?,?,?,?,?,?,?)`},
	{`SELECT * FROM records WHERE shop=? AND version=?`, `INSERT INTO records VALUES (?,?,?,?,?,?,?,?,?)`},
	{`SELECT shop, device, device_seq FROM feed WHERE shop=? AND seq=?`, `INSERT INTO taken VALUES (?,?,?) ON CONFLICT DO UPDATE SET device_seq=excluded.device_seq`},
}

const (
	acceptedClaim = `INSERT INTO claims VALUES (?,?,?,?,?)`
	acceptedSum   = `INSERT INTO sums (shop, offer, warehouse, reserved) VALUES (?,?,?,?) ON CONFLICT DO UPDATE SET reserved=reserved+excluded.reserved`
)

// accepted reads what a hub has stored for the batch at a place: its rows, the
// numbers that it took, and what its moves added to the sums.
func (h *rawHub) accepted(shop, seq int64) (list []rowOf, err error) {
	for _, t := range acceptedTables {
		rows, err := h.query(t.read, shop, seq)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			list = append(list, rowOf{t.insert, named(row)})
		}
	}
	records, err := h.query(`SELECT data FROM records WHERE shop=? AND version=?`, shop, seq)
	if err != nil {
		return nil, err
	}
	for _, row := range records {
		r, err := change.DecodeRecord(row[0].([]byte))
		if err != nil {
			return nil, err
		}
		for _, c := range store.ClaimsOf(r) {
			list = append(list, rowOf{acceptedClaim, named([]driver.Value{shop, int64(r.Kind), int64(c.Field), c.Value, r.ID[:]})})
		}
		if r.Kind == change.StockMove.Num {
			offer, warehouse := r.Ref(1), r.Ref(2)
			list = append(list, rowOf{acceptedSum, named([]driver.Value{shop, offer[:], warehouse[:], r.Int(4)})})
		}
	}
	return list, nil
}

// readAccepted reads what a hub has stored for each batch after a place of each
// shop, in the order of their places.
func readAccepted(dir string, after map[change.ID]int64) (groups [][]rowOf, err error) {
	h, err := openRaw(filepath.Join(dir, sqlite.Name), false)
	if err != nil {
		return nil, err
	}
	defer h.close() //nolint:errcheck // only read
	for id, seq := range after {
		places, err := h.query(`SELECT shop, seq FROM feed WHERE shop=(SELECT n FROM shops WHERE id=?) AND seq>? ORDER BY seq`, id[:], seq)
		if err != nil {
			return nil, err
		}
		for _, p := range places {
			group, err := h.accepted(p[0].(int64), p[1].(int64))
			if err != nil {
				return nil, err
			}
			groups = append(groups, group)
		}
	}
	return groups, nil
}

// commitTogether stores each group of rows for a writer, at most window of each
// writer's under way, all that wait in one transaction.
func commitTogether(h *rawHub, groups [][]rowOf, window int) (time.Duration, error) {
	type job struct {
		rows []rowOf
		done chan<- struct{}
	}
	jobs := make(chan job, 256)
	var wg sync.WaitGroup
	begin := time.Now()
	for i := range writers {
		wg.Go(func() {
			own := groups[i*len(groups)/writers : (i+1)*len(groups)/writers]
			done := make(chan struct{}, window)
			waits := 0
			for _, rows := range own {
				if waits == window {
					<-done
					waits--
				}
				jobs <- job{rows, done}
				waits++
			}
			for ; waits > 0; waits-- {
				<-done
			}
		})
	}
	go func() {
		wg.Wait()
		close(jobs)
	}()
	var failed error
	for first := range jobs {
		group := []job{first}
	gather:
		for {
			select {
			case j, open := <-jobs:
				if !open {
					break gather
				}
				group = append(group, j)
			default:
				break gather
			}
		}
		if failed == nil {
			failed = h.together(func() error {
				for _, j := range group {
					if err := h.insert(j.rows); err != nil {
						return err
					}
				}
				return nil
			})
		}
		for _, j := range group {
			j.done <- struct{}{}
		}
	}
	return time.Since(begin), failed
}

func (h *rawHub) together(do func() error) error {
	if err := h.script("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	if err := do(); err != nil {
		return errors.Join(err, h.script("ROLLBACK"))
	}
	return h.script("COMMIT")
}
