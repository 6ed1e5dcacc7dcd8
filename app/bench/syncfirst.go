package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"github.com/prylavok/prylavok/app/demo"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/client"
)

const (
	firstTarget = 0.6
	lastTarget  = 0.8
)

// loadPlan is a shop of about so many records: an order has six with its parts.
func loadPlan(rows int) demo.Plan {
	return demo.Plan{Products: max(10, rows/60), Customers: max(10, rows/40), Orders: max(20, rows/8), Seed: 1, Until: until}
}

// progress is how a load went: how many records were there when.
type progress struct {
	began time.Time

	mu     sync.Mutex
	last   client.Load
	rows   int64
	points []point
}

type point struct {
	at   time.Duration
	rows int64
}

// hear notes a change of a session's status.
func (p *progress) hear(s client.Status) {
	if s.Load == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	more := s.Load.Done - p.last.Done
	if p.last.After == nil {
		more = s.Load.Done // the first page of a tier
	}
	if s.Load.After == nil && s.Load.Tier == p.last.Tier {
		more = 0
	}
	p.last = *s.Load
	if more > 0 {
		p.rows += more
		p.points = append(p.points, point{time.Since(p.began), p.rows})
	}
}

// tenth gives the records a second of the n-th tenth of the load.
func (p *progress) tenth(n int) float64 {
	at := func(rows int64) time.Duration {
		var before point
		for _, x := range p.points {
			if x.rows >= rows {
				share := float64(rows-before.rows) / float64(x.rows-before.rows)
				return before.at + time.Duration(share*float64(x.at-before.at))
			}
			before = x
		}
		return before.at
	}
	from, to := p.rows*int64(n-1)/10, p.rows*int64(n)/10
	begin := at(from)
	if from == 0 {
		begin = 0
	}
	return float64(to-from) / (at(to) - begin).Seconds()
}

// firstSync measures a till that loads a whole shop.
func (b *bench) firstSync() (table, error) {
	dir, err := b.hubShop("load", loadPlan(b.rows), nil)
	if err != nil {
		return table{}, err
	}
	h, done, err := b.copyOf(dir)
	if err != nil {
		return table{}, err
	}
	defer done()
	shop, err := h.onlyShop(b.ctx)
	if err != nil {
		return table{}, err
	}
	t, took, p, err := b.loadOnce(h, shop)
	if err != nil {
		return table{}, err
	}
	pages := p.points[len(p.points)-1].at
	t.end()
	if err := t.r.Close(); err != nil {
		return table{}, err
	}
	defer removeShop(t.path) //nolint:errcheck // made again by the next run
	floors := map[bool]rawLoad{}
	for _, later := range []bool{false, true} {
		if floors[later], err = b.insertShop(t.path, later); err != nil {
			return table{}, err
		}
	}
	return firstTable(p.rows, took, pages, p, floors), nil
}

// loadOnce joins a till and gives how long it took until all was here, and how
// the load went. That both copies are equal is looked at afterwards.
func (b *bench) loadOnce(h *station, shop change.ID) (t *till, took time.Duration, p *progress, err error) {
	invited, err := h.engine.Invite(b.ctx, shop, change.ScopeOwner)
	if err != nil {
		return nil, 0, nil, err
	}
	if t, err = b.newTill(h, "first", invited.Code); err != nil {
		return nil, 0, nil, err
	}
	p = &progress{began: time.Now()}
	t.begin(&client.Invitation{Code: invited.Code, Name: "first"}, p.hear)
	_, err = t.until(b.ctx, func(s client.Status) bool { return s.Drained && p.complete() })
	took = time.Since(p.began)
	if err != nil {
		return nil, 0, nil, errors.Join(err, t.remove())
	}
	same, err := t.session.Check(b.ctx)
	if err == nil && !same {
		err = errors.New("the loaded copy differs from the hub's")
	}
	if err != nil {
		return nil, 0, nil, errors.Join(err, t.remove())
	}
	return t, took, p, nil
}

func (p *progress) complete() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.rows > 0
}

func firstTable(rows int64, took, pages time.Duration, p *progress, floors map[bool]rawLoad) table {
	t := table{title: "First sync", about: fmt.Sprintf("A new till joins a shop of %d records at a hub on this machine, a process of its own, and has all of it: its session asks for page after page and stores up to sixteen of them in one transaction, with where to go on. Both copies' digests were compared afterwards. Floor: the rows that this made, search index and derived figures included, read from the till's file into memory and inserted by prepared statements in one transaction, table after table; once with all indexes there and once with them built last. The faster of the two counts.", rows),
		head: []string{"what", "time", "records/s", "÷ floor", "target"}}
	floor := floors[false]
	if floors[true].took < floor.took {
		floor = floors[true]
	}
	perSecond := func(took time.Duration) float64 { return float64(rows) / took.Seconds() }
	share := func(took time.Duration) string { return fmt.Sprintf("%.2f", perSecond(took)/perSecond(floor.took)) }
	line := func(what string, took time.Duration, target string) {
		t.add(what, fmt.Sprintf("%.2f s", took.Seconds()), fmt.Sprintf("%.0f", perSecond(took)), share(took), target)
	}
	line("first sync", took, verdict(perSecond(took)/perSecond(floor.took) >= firstTarget, "≥ 0.6 × floor"))
	t.add("… of that after the last page", fmt.Sprintf("%.2f s", (took-pages).Seconds()), "", "", "")
	line("floor, indexes there", floors[false].took, "")
	line("floor, indexes last", floors[true].took, "")
	first, last := p.tenth(1), p.tenth(10)
	t.add("first tenth of the records", "", fmt.Sprintf("%.0f", first), "", "")
	t.add("last tenth of the records", "", fmt.Sprintf("%.0f", last), "", verdict(last >= lastTarget*first, "≥ 0.8 × the first"))
	t.notes = []string{fmt.Sprintf("%d rows belong to these records, with balances and search. Above the floor the hub reads and packs the records, and the till unpacks them, keeps each field's version, makes the derived figures and writes page by page. Goods come first and orders last, so the tenths are of different rows.", floor.rows)}
	return t
}

// rawLoad is a floor: so many rows in so much time.
type rawLoad struct {
	rows int
	took time.Duration
}

// derivedTables are what a replica keeps beside its records.
var derivedTables = []struct{ name, columns string }{
	{"stock_balances", "*"}, {"offer_search", "rowid, text"}, {"order_search", "rowid, text"}, {"customer_search", "rowid, text"},
}

// insertShop copies a shop's rows into an empty file and measures the inserts
// alone, with indexes that are there or are built last.
func (b *bench) insertShop(from string, indexesLast bool) (got rawLoad, err error) {
	source, err := rawShop(from)
	if err != nil {
		return got, err
	}
	defer source.Close() //nolint:errcheck // only read
	path := filepath.Join(b.folder, "floor.db")
	if err := removeShop(path); err != nil {
		return got, err
	}
	r, err := replica.CreateJoining(b.ctx, path, replica.Joining{}, replica.Options{})
	if err != nil {
		return got, err
	}
	if err := r.Close(); err != nil {
		return got, err
	}
	defer removeShop(path) //nolint:errcheck // made again by the next run
	to, err := rawShop(path)
	if err != nil {
		return got, err
	}
	defer to.Close() //nolint:errcheck // thrown away
	tx, err := to.BeginTx(b.ctx, nil)
	if err != nil {
		return got, err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit it only answers ErrTxDone
	rebuild := func() error { return nil }
	if indexesLast {
		if rebuild, err = dropIndexes(b.ctx, tx); err != nil {
			return got, err
		}
	}
	for _, k := range change.Kinds {
		if err := copyRows(b.ctx, source, tx, k.Table, "*", &got); err != nil {
			return got, err
		}
	}
	for _, d := range derivedTables {
		if err := copyRows(b.ctx, source, tx, d.name, d.columns, &got); err != nil {
			return got, err
		}
	}
	last, err := timed(func() error { return errors.Join(rebuild(), tx.Commit()) })
	got.took += last
	return got, err
}

// dropIndexes takes the indexes out that can be taken out and gives what makes
// them again.
func dropIndexes(ctx context.Context, tx *sql.Tx) (rebuild func() error, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT name, sql FROM sqlite_schema WHERE type='index' AND sql IS NOT NULL`)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	var names, texts []string
	for rows.Next() {
		var name, text string
		if err := rows.Scan(&name, &text); err != nil {
			return nil, err
		}
		names, texts = append(names, name), append(texts, text)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	for _, name := range names {
		if _, err := tx.ExecContext(ctx, "DROP INDEX "+name); err != nil {
			return nil, err
		}
	}
	return func() error {
		for _, text := range texts {
			if _, err := tx.ExecContext(ctx, text); err != nil {
				return err
			}
		}
		return nil
	}, nil
}

// rowsAtOnce is how many rows are held in memory between reading and inserting.
const rowsAtOnce = 50_000

// copyRows inserts a table's rows; only the inserts count.
func copyRows(ctx context.Context, source *sql.DB, tx *sql.Tx, name, columns string, got *rawLoad) error {
	rows, err := source.QueryContext(ctx, "SELECT "+columns+" FROM "+name)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	t, err := emptyTable(rows, name)
	if err != nil {
		return err
	}
	s, err := tx.PrepareContext(context.WithoutCancel(ctx), t.insert)
	if err != nil {
		return err
	}
	defer s.Close() //nolint:errcheck // its transaction ends
	for more := true; more; {
		if more, err = t.read(rows, rowsAtOnce); err != nil {
			return err
		}
		took, err := timed(func() error { return t.insertInto(context.WithoutCancel(ctx), s) })
		if err != nil {
			return err
		}
		got.took += took
		got.rows += len(t.rows)
		t.rows = t.rows[:0]
	}
	return nil
}
