package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
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
	if err := b.stock(r); err != nil {
		return table{}, err
	}
	bare, closeBare, err := b.bareFile()
	if err != nil {
		return table{}, err
	}
	defer closeBare()
	bytes, err := b.saleBytes(r, copied)
	if err != nil {
		return table{}, err
	}
	load := make([]byte, bytes)
	var ours, floors, heavies []time.Duration
	for i := range sales {
		took, err := b.sellOnce(r, i)
		if err != nil {
			return table{}, err
		}
		floor, err := timed(func() error { _, err := bare.ExecContext(b.ctx, []byte("one row")); return err })
		if err != nil {
			return table{}, err
		}
		heavy, err := timed(func() error { _, err := bare.ExecContext(b.ctx, load); return err })
		if err != nil {
			return table{}, err
		}
		ours, floors, heavies = append(ours, took), append(floors, floor), append(heavies, heavy)
	}
	o, f, h := spreadOf(ours), spreadOf(floors), spreadOf(heavies)
	t := table{title: "A sale on disk", about: fmt.Sprintf("%d sales of three lines, paid in cash, in turn with as many commits of one small row, and of one row of %d KB, into a bare SQLite file beside it; all with `synchronous=FULL` and a write-ahead log.", sales, bytes/1024),
		head: []string{"", "sale", "bare commit", "ratio", "target", "commit of as many bytes", "ratio"}}
	for _, p := range []struct {
		name string
		at   int
	}{{"p50", 500}, {"p95", 950}} {
		x := float64(o.at(p.at)) / float64(f.at(p.at))
		t.add(p.name, ms(o.at(p.at)), ms(f.at(p.at)), fmt.Sprintf("%.2f", x), verdict(x <= saleTarget, "≤ 1.5"), ms(h.at(p.at)), ratio(o.at(p.at), h.at(p.at)))
	}
	t.notes = []string{fmt.Sprintf("A sale writes %d pages of 4 KiB in its one commit: the order, its lines, payment, stock moves, balances and the goods' stock, each with its indexes, the search index (about a third of it), history and outbox. A bare commit writes two. On a disk that takes a commit in a millisecond or less the work of those pages outweighs the wait for the disk that both share; on one that takes several milliseconds to sync, the ratio falls towards one.", bytes/4120)}
	return t, nil
}

// saleBytes gives how much a sale writes into the log, from sales that also
// fill the caches.
func (b *bench) saleBytes(r *replica.Replica, path string) (int64, error) {
	raw, err := rawShop(path)
	if err != nil {
		return 0, err
	}
	defer raw.Close() //nolint:errcheck // the replica's own connection stays
	const tries = 20
	var sum int64
	for i := range tries {
		if err := b.fillBasket(r, sales+i); err != nil {
			return 0, err
		}
		if _, err := raw.ExecContext(b.ctx, "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
			return 0, err
		}
		if err := b.finish(r); err != nil {
			return 0, err
		}
		info, err := os.Stat(path + "-wal")
		if err != nil {
			return 0, err
		}
		sum += info.Size()
	}
	return sum / tries, nil
}

const screen = "bench"

// sellOnce puts three offers into the basket and measures finishing the sale.
func (b *bench) sellOnce(r *replica.Replica, i int) (time.Duration, error) {
	if err := b.fillBasket(r, i); err != nil {
		return 0, err
	}
	return timed(func() error { return b.finish(r) })
}

func (b *bench) fillBasket(r *replica.Replica, i int) error {
	for _, o := range b.shelf[i*3 : i*3+3] {
		c, err := r.AddToBasket(b.ctx, replica.System, screen, o.ID, shop.One)
		if err != nil {
			return err
		}
		b.basket = c.Basket.ID
	}
	return nil
}

func (b *bench) finish(r *replica.Replica) error {
	_, err := r.FinishSale(b.ctx, replica.System, screen, replica.Finish{Basket: b.basket})
	return err
}

// stock reads enough offers that are there for all sales, each sold once.
func (b *bench) stock(r *replica.Replica) error {
	const wanted = (sales + 20) * 3
	for b.shelf = nil; len(b.shelf) < wanted; {
		page, err := r.Goods(b.ctx, replica.System, replica.GoodsQuery{Limit: 500, Offset: len(b.shelf), Stock: "in"})
		if err != nil {
			return err
		}
		if len(page.Offers) == 0 {
			return errors.New("the shop has too few goods in stock")
		}
		b.shelf = append(b.shelf, page.Offers...)
	}
	return nil
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
	if _, err := db.ExecContext(b.ctx, `CREATE TABLE t (n INTEGER PRIMARY KEY, data BLOB)`); err != nil {
		closeAll()
		return nil, nil, err
	}
	s, err := db.PrepareContext(context.WithoutCancel(b.ctx), `INSERT INTO t (data) VALUES (?)`)
	if err != nil {
		closeAll()
		return nil, nil, err
	}
	return s, closeAll, nil
}
