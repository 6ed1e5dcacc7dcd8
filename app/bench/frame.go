package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/prylavok/prylavok/app/demo"
)

// seller is who enters a PIN in a measured shop.
const seller = "Олена"

// frames are what firstframe.mjs prints, in milliseconds.
type frames struct {
	Lock    int64 `json:"lock"`
	Counter int64 `json:"counter"`
}

// small is a shop beside which the size of the large one shows.
var small = demo.Plan{Products: 10, Customers: 10, Orders: 10, Seed: 1, Until: until}

// frame measures from the start of `desk serve` to the first frames that a
// person can use, in Chromium, which is running already.
func (b *bench) frame() (table, error) {
	program, err := filepath.Abs(filepath.Join("build", "bin", "desk"))
	if err != nil {
		return table{}, err
	}
	if _, err := os.Stat(program); err != nil {
		return table{}, fmt.Errorf("the screens are measured in the built program, run make build first: %w", err)
	}
	t := table{title: "First frame", about: fmt.Sprintf("From the start of `desk serve` to the lock screen that takes a PIN, and on to the counter that takes a scan, in Chromium that is running already; the shop of %d products and %d orders was put out of the system's cache before. Floor: the same with a shop of ten of each. Five starts each.", large.Products, large.Orders),
		head: []string{"what", "median", "slowest of five", "floor median", "median ÷ floor", "target"}}
	many, err := b.frames("large", large, program)
	if err != nil {
		return table{}, err
	}
	few, err := b.frames("small", small, program)
	if err != nil {
		return table{}, err
	}
	for i, what := range []string{"lock screen takes a PIN", "counter takes a scan"} {
		m, f := spreadOf(many[i]), spreadOf(few[i])
		t.add(what, ms(m.p50()), ms(m.at(1000)), ms(f.p50()), ratio(m.p50(), f.p50()), verdict(m.at(1000) <= startTarget, "≤ 2 s"))
	}
	return t, nil
}

func (b *bench) frames(name string, plan demo.Plan, program string) (found [2][]time.Duration, err error) {
	path, _, err := b.shop(name, plan)
	if err != nil {
		return found, err
	}
	if path, err = filepath.Abs(path); err != nil {
		return found, err
	}
	for range 5 {
		forget(path)
		c := exec.CommandContext(b.ctx, "node", "e2e/firstframe.mjs", program, path, seller, demo.PINs[seller])
		c.Dir, c.Stderr = "frontend", os.Stderr
		out, err := c.Output()
		if err != nil {
			return found, fmt.Errorf("first frame: %w", err)
		}
		var f frames
		if err := json.Unmarshal(out, &f); err != nil {
			return found, fmt.Errorf("first frame printed %q: %w", out, err)
		}
		found[0] = append(found[0], time.Duration(f.Lock)*time.Millisecond)
		found[1] = append(found[1], time.Duration(f.Counter)*time.Millisecond)
	}
	return found, nil
}
