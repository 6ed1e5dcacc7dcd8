package main

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/prylavok/prylavok/app/demo"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/build/desktop"
)

const (
	scanned       = 60
	scannedAgain  = 20
	scanTarget    = 50 * time.Millisecond
	warmUps       = 5
	scannedOffers = 100_000
	// pace_ms is from key to key of a scanner on USB that sends as fast as keyboards
	// are asked there.
	pace_ms = 8
	// lostAfter is when a scan of which nothing was told is made again.
	lostAfter = 10 * time.Second
)

// wide is a shop of somewhat more than 100 000 offers.
var wide = demo.Plan{Products: 54_000, Customers: 20_000, Orders: 20_000, Seed: 1, Until: until}

//go:embed probe.js
var probe []byte

// timing is what the probe tells of one key, from when the system had it.
type timing struct {
	heard, asked, answered, shown, painted time.Duration
}

// scan measures from the last key of a scan to the painted line, in the window
// itself on a virtual screen.
func (b *bench) scan() (table, error) {
	path, _, err := b.shop("wide", wide)
	if err != nil {
		return table{}, err
	}
	copied, done, err := b.copyShop(path)
	if err != nil {
		return table{}, err
	}
	defer done()
	offers, codes, err := b.codesOf(copied)
	if err != nil {
		return table{}, err
	}
	program, err := b.probed()
	if err != nil {
		return table{}, err
	}
	home, err := os.MkdirTemp("", "bench-window-")
	if err != nil {
		return table{}, err
	}
	defer os.RemoveAll(home) //nolint:errcheck // what is left in a temporary folder harms nobody
	d, err := desktop.Open(home)
	if err != nil {
		return table{}, err
	}
	defer d.Close()
	w := &measured{Desktop: d}
	if err := w.open(program, copied); err != nil {
		return table{}, err
	}
	lines, letters, err := w.scanAll(codes)
	if err != nil {
		return table{}, err
	}
	t := scanTable(offers, lines, letters)
	if w.lost > 0 {
		t.notes = append(t.notes, fmt.Sprintf("The machine was so busy that keys were typed again %d times: they came as unevenly as a person types.", w.lost))
	}
	return t, nil
}

func scanTable(offers int, lines, letters []timing) table {
	t := table{title: "A scan in the window", about: fmt.Sprintf("From the key that ends a scan, as the system had it, to the frame in which its line is painted, measured in the page of the real window (WebKitGTK on a virtual screen) in a shop of %d offers: %d codes of different goods into one sale, then one of them %d times again, each typed with 8 ms from key to key. A frame counts as painted when the next one begins, which adds up to 17 ms. Floor, in turns with the scans: a letter in the search field, from its key to its painted frame in the same page.", offers, scanned, scannedAgain),
		head: []string{"what", "p50", "p95", "slowest", "floor p50", "floor p95", "p50 ÷ floor", "target"}}
	floor := spreadOf(each(letters, func(m timing) time.Duration { return m.painted }))
	row := func(what string, list []timing) {
		s := spreadOf(each(list, func(m timing) time.Duration { return m.painted }))
		t.add(what, ms(s.p50()), ms(s.p95()), ms(s.at(1000)), ms(floor.p50()), ms(floor.p95()), ratio(s.p50(), floor.p50()), verdict(s.p95() <= scanTarget, "p95 ≤ 50 ms"))
	}
	row("another code", lines[:scanned])
	row("the same code again", lines[scanned:])
	middle := func(of func(timing) time.Duration) string {
		return ms(spreadOf(each(lines, of)).p50())
	}
	t.notes = []string{fmt.Sprintf("Where the time of a scan goes, each step's median: %s until the page hears the key, %s to tell the code from typing, %s for the desk to find the goods, commit the sale to disk and answer, %s to put the line into the page, %s to paint it.",
		middle(func(m timing) time.Duration { return m.heard }),
		middle(func(m timing) time.Duration { return m.asked - m.heard }),
		middle(func(m timing) time.Duration { return m.answered - m.asked }),
		middle(func(m timing) time.Duration { return m.shown - m.answered }),
		middle(func(m timing) time.Duration { return m.painted - m.shown }))}
	return t
}

func each[T any](list []T, of func(T) time.Duration) (durations []time.Duration) {
	for _, one := range list {
		durations = append(durations, of(one))
	}
	return durations
}

// codesOf gives how many offers a shop has, and codes of different goods from all
// over it, each known as that of one offer.
func (b *bench) codesOf(path string) (offers int, codes []string, err error) {
	r, err := replica.Open(b.ctx, path, replica.Options{})
	if err != nil {
		return 0, nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	page, err := r.Goods(b.ctx, replica.System, replica.GoodsQuery{Limit: 1})
	if err != nil {
		return 0, nil, err
	}
	offers = int(page.Total)
	if offers < scannedOffers {
		return offers, nil, fmt.Errorf("the shop has %d offers only", offers)
	}
	const wanted = scanned + warmUps
	for i := 0; len(codes) < wanted; i++ {
		at := i * (offers / (2 * wanted))
		page, err := r.Goods(b.ctx, replica.System, replica.GoodsQuery{Limit: 1, Offset: at})
		if err != nil {
			return offers, nil, err
		}
		if len(page.Offers) == 0 {
			return offers, nil, errors.New("the shop has too few goods with a barcode")
		}
		code := page.Offers[0].Barcode
		if _, err := strconv.ParseUint(code, 10, 64); err != nil {
			continue
		}
		if found, err := r.FindCode(b.ctx, replica.System, code); err != nil {
			return offers, nil, err
		} else if found.Found == "offer" {
			codes = append(codes, code)
		}
	}
	return offers, codes, nil
}

// probed builds the program of the window with the probe in its page, and
// otherwise as it is: nothing of the measurement is in what people use.
func (b *bench) probed() (string, error) {
	folder, err := filepath.Abs(filepath.Join(b.folder, "probed"))
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", err
	}
	screens, err := filepath.Abs(filepath.Join("frontend", "dist"))
	if err != nil {
		return "", err
	}
	page, err := os.ReadFile(filepath.Join(screens, "index.html"))
	if err != nil {
		return "", fmt.Errorf("the window is measured with its built screens, run make build first: %w", err)
	}
	page = []byte(strings.Replace(string(page), "<head>", `<head><script src="./probe.js"></script>`, 1))
	replaced := map[string]string{}
	for name, content := range map[string][]byte{"index.html": page, "probe.js": probe} {
		replaced[filepath.Join(screens, name)] = filepath.Join(folder, name)
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o644); err != nil {
			return "", err
		}
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replaced})
	if err != nil {
		return "", err
	}
	list, program := filepath.Join(folder, "overlay.json"), filepath.Join(folder, "prylavok")
	if err := os.WriteFile(list, overlay, 0o644); err != nil {
		return "", err
	}
	out, err := exec.CommandContext(b.ctx, "go", "build", "-trimpath", "-tags", "sqlite_fts5 webkit2_41 desktop production", "-overlay", list, "-o", program, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build the measured window: %w\n%s", err, out)
	}
	return program, nil
}

// measured is a window whose page has the probe.
type measured struct {
	*desktop.Desktop
	program *desktop.Process
	window  string
	told    int // how many timings the probe has told
	lost    int // how often something was done again that the probe had told nothing of
}

// open opens a shop in the window and enters as the first person, who has no PIN.
func (w *measured) open(program, path string) (err error) {
	if path, err = filepath.Abs(path); err != nil {
		return err
	}
	if w.program, err = w.Start(exec.Command(program, "--replica", path)); err != nil {
		return err
	}
	if w.window, err = w.Window(w.program); err != nil {
		return err
	}
	var pressed time.Time
	return w.Until("the counter", func() (bool, error) {
		title, err := w.title()
		if title == "ready" || err != nil {
			return true, err
		}
		if time.Since(pressed) > 2*time.Second {
			pressed = time.Now()
			return false, w.Press("Return")
		}
		return false, nil
	})
}

func (w *measured) title() (string, error) {
	title, err := w.Output("xdotool", "getwindowname", w.window)
	return title, errors.Join(err, w.program.Running())
}

// scanAll scans codes, with a letter in the search field after each, and then the
// last one again and again.
func (w *measured) scanAll(codes []string) (lines, letters []timing, err error) {
	last := codes[len(codes)-1]
	for range scannedAgain {
		codes = append(codes, last)
	}
	for i, code := range codes {
		line, err := w.measure("line", func() error { return w.ScanEvery(pace_ms, code) })
		if err != nil {
			return nil, nil, fmt.Errorf("scan of %s: %w", code, err)
		}
		letter, err := w.measure("letter", func() error { return w.Press("k") })
		if err != nil {
			return nil, nil, err
		}
		if err := w.Press("BackSpace"); err != nil {
			return nil, nil, err
		}
		// The first ones fill the caches.
		if i >= warmUps {
			lines, letters = append(lines, line), append(letters, letter)
		}
	}
	return lines, letters, nil
}

// measure does something and waits for what the probe tells of it. On a busy
// machine the keys of a scan may come as unevenly as a person's: it is done again.
func (w *measured) measure(kind string, do func() error) (m timing, err error) {
	w.told++
	var done time.Time
	err = w.Until("the probe to tell of a "+kind, func() (bool, error) {
		if time.Since(done) > lostAfter {
			if !done.IsZero() {
				w.lost++
				// What was typed too unevenly is in the field.
				if err := w.Press("Escape"); err != nil {
					return false, err
				}
			}
			done = time.Now()
			if err := do(); err != nil {
				return false, err
			}
		}
		title, err := w.title()
		if err != nil {
			return false, err
		}
		words := strings.Fields(title)
		if len(words) < 2 || words[0] != kind || words[1] != strconv.Itoa(w.told) {
			return false, nil
		}
		m, err = readTiming(words[2:])
		return err == nil, err
	})
	return m, err
}

// readTiming reads the figures of the probe: of a letter three, of a line five.
func readTiming(figures []string) (m timing, err error) {
	to := []*time.Duration{&m.heard, &m.asked, &m.answered, &m.shown, &m.painted}
	if len(figures) == 3 {
		to = []*time.Duration{&m.heard, &m.shown, &m.painted}
	}
	if len(figures) != len(to) {
		return m, fmt.Errorf("the probe told %q", figures)
	}
	for i, figure := range figures {
		if *to[i], err = time.ParseDuration(figure + "ms"); err != nil {
			return m, err
		}
	}
	return m, nil
}
