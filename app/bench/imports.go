package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"strings"
	"time"

	"github.com/prylavok/prylavok/app/intake"
	"github.com/prylavok/prylavok/app/replica"
)

const importRows = 50_000

// written are the tables that an import writes.
var written = []string{"categories", "products", "offers", "barcodes", "stock_moves", "origins", "stock_balances", "history", "outbox"}

func (b *bench) imports() (table, error) {
	text := catalogue(importRows)
	path := filepath.Join(b.folder, "import.db")
	first, second, err := b.importTwice(path, text)
	if err != nil {
		return table{}, err
	}
	defer removeShop(path) //nolint:errcheck // made again by the next run
	rows, floor, err := b.insertRaw(path)
	if err != nil {
		return table{}, err
	}
	t := table{title: "Import", about: fmt.Sprintf("A WooCommerce file of %d products with SKU, barcode, price, stock, category and description, read, checked and stored in one transaction. Floor: the same %d rows, all indexes and the search index included, inserted from memory by prepared statements into an empty shop, with no rule looked at and nothing derived.", importRows, rows),
		head: []string{"what", "time", "offers/s", "rows/s", "÷ floor", "target"}}
	line := func(what string, took time.Duration, target string) {
		t.add(what, fmt.Sprintf("%.2f s", took.Seconds()), fmt.Sprintf("%.0f", importRows/took.Seconds()), fmt.Sprintf("%.0f", float64(rows)/took.Seconds()), ratio(took, floor), target)
	}
	line("first import", first, verdict(importRows/first.Seconds() >= 20_000, "≥ 20 000 offers/s"))
	line("floor", floor, "")
	t.add("the same file again", fmt.Sprintf("%.2f s", second.Seconds()), fmt.Sprintf("%.0f", importRows/second.Seconds()), "", "", "")
	t.notes = []string{"Nine rows and the search index belong to each offer: product, offer, barcode, stock move, balance, where both came from, history and its part of a batch to send. Above the floor the import reads and checks the file, looks up what the shop has and derives its figures."}
	if importRows/floor.Seconds() < 20_000 {
		t.notes = append(t.notes, "In this run the floor itself stayed below 20 000 offers/s, so the target could not be met; the ratio is what compares.")
	}
	return t, nil
}

func (b *bench) importTwice(path, text string) (first, second time.Duration, err error) {
	r, err := b.empty(path)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	file := replica.ImportFile{Name: "goods.csv", Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
	do := func() error {
		_, err := r.ImportFiles(b.ctx, replica.System, intake.WooCommerce, []replica.ImportFile{file}, replica.ImportOptions{})
		return err
	}
	if first, err = timed(do); err != nil {
		return 0, 0, err
	}
	second, err = timed(do)
	return first, second, err
}

func (b *bench) empty(path string) (*replica.Replica, error) {
	if err := removeShop(path); err != nil {
		return nil, err
	}
	return replica.Create(b.ctx, path, replica.NewShop{Name: "Крамниця", Currency: "UAH", Language: "uk", Owner: "Власниця"}, replica.Options{})
}

func catalogue(n int) string {
	words := []string{"Горнятко", "кава", "чай", "зелений", "порцеляна", "набір", "подарунок", "великий", "червоний", "скляний", "миска", "свічка"}
	var s strings.Builder
	s.WriteString("ID,Type,SKU,Name,Published,Description,Stock,Regular price,Categories,GTIN\n")
	for i := range n {
		fmt.Fprintf(&s, "%d,simple,SKU-%d,%s %s %s %d,1,Опис товару: з чого він і для кого,%d,%d.50,Посуд > Ряд %d,482%010d\n",
			i+1, i, words[i%12], words[i/12%12], words[i/144%12], i, i%50, i%900+1, i%40, i)
	}
	return s.String()
}

// insertRaw copies what an import has written into an empty shop, row by row,
// and measures the inserts alone.
func (b *bench) insertRaw(from string) (rows int, took time.Duration, err error) {
	source, err := rawShop(from)
	if err != nil {
		return 0, 0, err
	}
	defer source.Close() //nolint:errcheck // only read
	path := filepath.Join(b.folder, "floor.db")
	r, err := b.empty(path)
	if err != nil {
		return 0, 0, err
	}
	if err := r.Close(); err != nil {
		return 0, 0, err
	}
	defer removeShop(path) //nolint:errcheck // made again by the next run
	to, err := rawShop(path)
	if err != nil {
		return 0, 0, err
	}
	defer to.Close() //nolint:errcheck // thrown away
	var all []rawTable
	for _, name := range written {
		columns := "*"
		t, err := readTable(b.ctx, source, name, columns)
		if err != nil {
			return 0, 0, err
		}
		all = append(all, t)
	}
	search, err := readTable(b.ctx, source, "offer_search", "rowid, text")
	if err != nil {
		return 0, 0, err
	}
	all = append(all, search)
	if err := clearTables(b.ctx, to); err != nil {
		return 0, 0, err
	}
	took, err = timed(func() error {
		rows, err = insertAll(b.ctx, to, all)
		return err
	})
	return rows, took, err
}

// clearTables takes out what opening a shop has written, whose numbers would clash.
func clearTables(ctx context.Context, db *sql.DB) error {
	for _, name := range written {
		if _, err := db.ExecContext(ctx, "DELETE FROM "+name); err != nil {
			return err
		}
	}
	return nil
}

type rawTable struct {
	insert  string
	columns int
	rows    [][]any
}

func readTable(ctx context.Context, db *sql.DB, name, columns string) (rawTable, error) {
	rows, err := db.QueryContext(ctx, "SELECT "+columns+" FROM "+name)
	if err != nil {
		return rawTable{}, err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	t, err := emptyTable(rows, name)
	if err != nil {
		return t, err
	}
	_, err = t.read(rows, math.MaxInt)
	return t, err
}

// emptyTable makes the statement that inserts a row of a query again.
func emptyTable(rows *sql.Rows, name string) (rawTable, error) {
	names, err := rows.Columns()
	if err != nil {
		return rawTable{}, err
	}
	return rawTable{insert: "INSERT INTO " + name + " (" + strings.Join(names, ", ") + ") VALUES (" + strings.TrimSuffix(strings.Repeat("?,", len(names)), ",") + ")", columns: len(names)}, nil
}

// read adds at most so many rows; more is false when there are no others.
func (t *rawTable) read(rows *sql.Rows, most int) (more bool, err error) {
	for range most {
		if !rows.Next() {
			return false, rows.Err()
		}
		values, targets := make([]any, t.columns), make([]any, t.columns)
		for i := range values {
			targets[i] = &values[i]
		}
		if err := rows.Scan(targets...); err != nil {
			return false, err
		}
		t.rows = append(t.rows, values)
	}
	return true, nil
}

func (t *rawTable) insertInto(ctx context.Context, s *sql.Stmt) error {
	for _, row := range t.rows {
		if _, err := s.ExecContext(ctx, row...); err != nil {
			return err
		}
	}
	return nil
}

func insertAll(ctx context.Context, db *sql.DB, all []rawTable) (n int, err error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit it only answers ErrTxDone
	quiet := context.WithoutCancel(ctx)
	for _, t := range all {
		s, err := tx.PrepareContext(quiet, t.insert)
		if err != nil {
			return n, err
		}
		if err := errors.Join(t.insertInto(quiet, s), s.Close()); err != nil {
			return n, err
		}
		n += len(t.rows)
	}
	return n, tx.Commit()
}
