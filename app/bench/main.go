// Command bench measures the desk beside floors that it measures in the same
// run, prints the figures and writes them to docs/benchmarks.md. A figure that
// misses its target is marked there, not left out.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"time"

	"github.com/prylavok/prylavok/app/demo"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// until is when the measured shops' year ends: figures of two days compare.
var until = time.Date(2026, 6, 30, 18, 0, 0, 0, time.UTC)

// The shops that are measured, and how their files are called.
var (
	medium = demo.Plan{Products: 26_000, Customers: 20_000, Orders: 55_000, Seed: 1, Until: until}
	large  = demo.Plan{Products: 100_000, Customers: 150_000, Orders: 1_000_000, Seed: 1, Until: until}
)

// made counts the changes to what a measured shop looks like, so that a kept
// file of an earlier look is made again.
const made = 3

// bench is one run.
type bench struct {
	ctx    context.Context
	folder string // shops are made here once and kept
	tables []table

	rows    int    // of the shop that is loaded first, about
	profile string // folder of CPU profiles, empty for none

	shelf  []replica.Offer // what the measured sales sell
	basket shop.ID         // the sale at the measured counter
}

func main() {
	out := flag.String("out", "docs/benchmarks.md", "where the figures are written")
	folder := flag.String("work", filepath.Join("build", "tmp", "bench"), "where the measured shops are kept between runs")
	only := flag.String("only", "", "measure only these, apart by commas: "+strings.Join(names(), ", "))
	update := flag.Bool("update", false, "with -only: put these into the document and leave its other sections as they are")
	rows := flag.Int("rows", 1_000_000, "about how many `RECORDS` the shop of the first sync has")
	profile := flag.String("profile", "", "write CPU profiles of this process and its hubs into `DIR`")
	start := flag.String("start", "", "open this replica, answer once and exit (used by the measurement of a cold start)")
	serve := flag.String("hub", "", "serve the shops in this data folder until standard input ends (used by the measurements of the sync)")
	load := flag.String("load", "", "load a shop again and again, as standard input says, until it ends (used by the measurement of fairness)")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	switch {
	case *start != "":
		exit(answerOnce(ctx, *start))
	case *serve != "":
		exit(profiled(*profile, "hub", func() error { return serveHub(ctx, *serve) }))
	case *load != "":
		exit(loadForever(ctx, *load))
	}
	if err := os.MkdirAll(*folder, 0o755); err != nil {
		exit(err)
	}
	b := &bench{ctx: ctx, folder: *folder, rows: *rows, profile: *profile}
	err := profiled(*profile, "bench", func() error { return b.run(*only) })
	if err == nil && (*only == "" || *update) {
		err = b.write(*out)
	}
	exit(err)
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// parts are the measurements in the order of the document.
var parts = []struct {
	name string
	do   func(*bench) (table, error)
}{
	{"search", (*bench).search}, {"orders", (*bench).orders}, {"sale", (*bench).sale}, {"scan", (*bench).scan}, {"print", (*bench).print}, {"import", (*bench).imports}, {"start", (*bench).start}, {"frame", (*bench).frame},
	{"first-sync", (*bench).firstSync}, {"fresh-till", (*bench).freshTill}, {"till-to-till", (*bench).tillToTill}, {"hub-accept", (*bench).hubAccept},
	{"catch-up", (*bench).catchUp}, {"wire", (*bench).wireBytes}, {"idle", (*bench).idleDesks}, {"fairness", (*bench).fairness},
}

func names() (list []string) {
	for _, p := range parts {
		list = append(list, p.name)
	}
	return list
}

func (b *bench) run(only string) error {
	for _, part := range parts {
		if only != "" && !strings.Contains(","+only+",", ","+part.name+",") {
			continue
		}
		t, err := part.do(b)
		if err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
		t.measured = fmt.Sprintf("*Measured %s; processes that wanted the processor at its end: %s.*", time.Now().UTC().Format(time.DateOnly), load())
		fmt.Println(t.text())
		b.tables = append(b.tables, t)
	}
	return nil
}

// shop gives the file of a shop of a plan, made on the first run.
func (b *bench) shop(name string, p demo.Plan) (path string, took time.Duration, err error) {
	path = filepath.Join(b.folder, fmt.Sprintf("%s-v%d-%d-%d-%d.db", name, made, p.Products, p.Customers, p.Orders))
	if _, err := os.Stat(path); err == nil {
		return path, 0, nil
	}
	draft := path + ".draft.db"
	if err := removeShop(draft); err != nil {
		return "", 0, err
	}
	fmt.Fprintf(os.Stderr, "Making a shop of %d products and %d orders (kept in %s)\n", p.Products, p.Orders, b.folder)
	begin := time.Now()
	r, err := replica.Create(b.ctx, draft, replica.NewShop{Name: "Крамниця", Currency: "UAH", Language: "uk", Owner: "Власниця", Demo: true}, replica.Options{})
	if err != nil {
		return "", 0, err
	}
	err = demo.Make(b.ctx, r, p, nil)
	if closed := r.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(draft, path)
	}
	return path, time.Since(begin), err
}

// copyShop gives a copy that a measurement may write to, and its removal.
func (b *bench) copyShop(path string) (copied string, done func(), err error) {
	copied = filepath.Join(b.folder, "written.db")
	if err := removeShop(copied); err != nil {
		return "", nil, err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return "", nil, err
	}
	if err := os.WriteFile(copied, data, 0o600); err != nil {
		return "", nil, err
	}
	return copied, func() {
		if err := removeShop(copied); err != nil {
			fmt.Fprintln(os.Stderr, "bench: left behind:", err)
		}
	}, nil
}

func removeShop(path string) error {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(path + suffix); err != nil && !os.IsNotExist(err) {
			return err
		}
	}
	return nil
}
