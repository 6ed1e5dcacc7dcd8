package main

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"time"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

const (
	sales      = 400
	saleTarget = 1.5
)

func (b *bench) sale() (table, error) {
	path, _, err := b.shop("medium", medium)
	if err != nil {
		return table{}, err
	}
	copied, done, err := b.copyShop(path)
	if err != nil {
		return table{}, err
	}
	defer done()
	r, err := replica.Open(b.ctx, copied, replica.Options{})
	if err != nil {
		return table{}, err
	}
	defer r.Close() //nolint:errcheck // thrown away
	bare, closeBare, err := b.bareFile()
	if err != nil {
		return table{}, err
	}
	defer closeBare()
	var ours, floors []time.Duration
	for i := range sales + 20 {
		took, err := b.sellOnce(r, i)
		if err != nil {
			return table{}, err
		}
		floor, err := timed(func() error { _, err := bare.ExecContext(b.ctx, "one row"); return err })
		if err != nil {
			return table{}, err
		}
		if i >= 20 { // the first ones fill the caches
			ours, floors = append(ours, took), append(floors, floor)
		}
	}
	o, f := spreadOf(ours), spreadOf(floors)
	t := table{title: "A sale on disk", about: fmt.Sprintf("%d sales of three lines, paid in cash, in turn with as many commits of one row into a bare SQLite file beside it; both with `synchronous=FULL` and a write-ahead log. A sale is its order, lines, payment, stock moves, balances, search, history and outbox, in one commit.", sales),
		head: []string{"", "sale", "bare commit", "ratio", "target"}}
	for _, p := range []struct {
		name string
		at   int
	}{{"p50", 500}, {"p95", 950}} {
		x := float64(o.at(p.at)) / float64(f.at(p.at))
		t.add(p.name, ms(o.at(p.at)), ms(f.at(p.at)), fmt.Sprintf("%.2f", x), verdict(x <= saleTarget, "≤ 1.5"))
	}
	return t, nil
}

// sellOnce puts three offers into the basket and measures finishing the sale.
func (b *bench) sellOnce(r *replica.Replica, i int) (time.Duration, error) {
	const screen = "bench"
	page, err := r.Goods(b.ctx, replica.System, replica.GoodsQuery{Limit: 3, Offset: i * 7, Stock: "in"})
	if err != nil {
		return 0, err
	}
	var c replica.Counter
	for _, o := range page.Offers {
		if c, err = r.AddToBasket(b.ctx, replica.System, screen, o.ID, shop.One); err != nil {
			return 0, err
		}
	}
	return timed(func() error {
		_, err := r.FinishSale(b.ctx, replica.System, screen, replica.Finish{Basket: c.Basket.ID})
		return err
	})
}

// bareFile makes a SQLite file with one table and a statement that inserts a row.
func (b *bench) bareFile() (*sql.Stmt, func(), error) {
	path := filepath.Join(b.folder, "bare.db")
	if err := removeShop(path); err != nil {
		return nil, nil, err
	}
	db, err := rawShop(path)
	if err != nil {
		return nil, nil, err
	}
	closeAll := func() {
		_ = db.Close()
		_ = removeShop(path)
	}
	if _, err := db.ExecContext(b.ctx, `CREATE TABLE t (n INTEGER PRIMARY KEY, text TEXT)`); err != nil {
		closeAll()
		return nil, nil, err
	}
	s, err := db.PrepareContext(context.WithoutCancel(b.ctx), `INSERT INTO t (text) VALUES (?)`)
	if err != nil {
		closeAll()
		return nil, nil, err
	}
	return s, closeAll, nil
}
