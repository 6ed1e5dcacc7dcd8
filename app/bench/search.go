package main

import (
	"database/sql"
	"fmt"
	"net/url"
	"time"

	_ "github.com/mattn/go-sqlite3" // the floors are SQLite's own
	"github.com/prylavok/prylavok/app/find"
	"github.com/prylavok/prylavok/app/replica"
)

const searchTarget = 20 * time.Millisecond

// What people type: whole words, parts, two words, the wrong layout, codes,
// parts of phones, names, one and two letters.
var (
	goodsTyped = []string{"кава", "кава в зернах", "горня", "xfqybr", "рушник лляний", "плед сір", "KZ-00012", "00012-2", "4820332", "вежа", "свічка лаванда", "ме", "к", "футболка верховина L", "№3 400", "oakmere", "шоколад фундук", "rfdf ", "чай 100 г", "ромашка"}
	orderTyped = []string{"A1-005512", "5512", "Шевченко", "Олена Левицька", "ktdbwmrf", "0000123", "+380 67 000 12", "2000612", "кава", "плед гірчичний", "Відділення №38", "Полтава", "подарункове", "ко", "в", "кава Львів", "TA-00112", "Степан", "зателефонувати", "нема такого"}
)

func (b *bench) search() (table, error) {
	path, _, err := b.shop("medium", medium)
	if err != nil {
		return table{}, err
	}
	r, err := replica.Open(b.ctx, path, replica.Options{})
	if err != nil {
		return table{}, err
	}
	defer r.Close() //nolint:errcheck // only read
	raw, err := rawShop(path)
	if err != nil {
		return table{}, err
	}
	defer raw.Close() //nolint:errcheck // only read
	report, err := counts(raw)
	if err != nil {
		return table{}, err
	}
	t := table{title: "Search", about: fmt.Sprintf("%s. Twenty texts that people type, twenty times each; the first 20 found are read with all that a list shows. Floor: FTS5's `MATCH` on the same index, numbers of rows only.", report),
		head: []string{"what", "p50", "p95", "slowest text", "floor p50", "floor p95", "p95 ÷ floor", "target"}}
	for _, part := range []struct {
		what, table string
		typed       []string
		ask         func(string) error
	}{
		{"goods", "offer_search", goodsTyped, func(s string) error { _, err := r.FindOffers(b.ctx, replica.System, s, 20); return err }},
		{"orders", "order_search", orderTyped, func(s string) error { _, err := r.FindOrders(b.ctx, s, 20); return err }},
	} {
		if err := b.searchOne(&t, raw, part.what, part.table, part.typed, part.ask); err != nil {
			return t, err
		}
	}
	return t, nil
}

func (b *bench) searchOne(t *table, raw *sql.DB, what, index string, typed []string, ask func(string) error) error {
	var ours, floors []time.Duration
	worst, worstText := time.Duration(0), ""
	for round := range 21 {
		for _, text := range typed {
			took, err := timed(func() error { return ask(text) })
			if err != nil {
				return err
			}
			floor, err := timed(func() error { return match(b, raw, index, text) })
			if err != nil {
				return err
			}
			if round == 0 {
				continue // the first round fills the caches
			}
			ours, floors = append(ours, took), append(floors, floor)
			if took > worst {
				worst, worstText = took, text
			}
		}
	}
	o, f := spreadOf(ours), spreadOf(floors)
	t.add(what, ms(o.p50()), ms(o.p95()), fmt.Sprintf("«%s» %s", worstText, ms(worst)), ms(f.p50()), ms(f.p95()), ratio(o.p95(), f.p95()), verdict(o.p95() <= searchTarget, "p95 ≤ 20 ms"))
	return nil
}

// match asks the index alone, as directly as SQLite can be asked.
func match(b *bench, raw *sql.DB, index, typed string) error {
	e := find.Parse(typed).Parts()
	if e == "" {
		return nil
	}
	rows, err := raw.QueryContext(b.ctx, "SELECT rowid FROM "+index+" WHERE "+index+" MATCH ? ORDER BY rowid DESC LIMIT 20", e)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return err
		}
	}
	return rows.Err()
}

// rawShop opens a shop's file without the replica.
func rawShop(path string) (*sql.DB, error) {
	db, err := sql.Open("sqlite3", "file:"+(&url.URL{Path: path}).EscapedPath()+"?_busy_timeout=5000&_cache_size=-16000&_journal_mode=WAL&_synchronous=FULL")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

func counts(raw *sql.DB) (string, error) {
	var offers, orders, lines int64
	err := raw.QueryRow(`SELECT (SELECT count(*) FROM offers), (SELECT count(*) FROM orders), (SELECT count(*) FROM order_lines)`).Scan(&offers, &orders, &lines)
	return fmt.Sprintf("%d offers, %d orders, %d lines", offers, orders, lines), err
}
