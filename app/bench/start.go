package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/prylavok/prylavok/app/replica"
)

const startTarget = 2 * time.Second

func (b *bench) start() (table, error) {
	path, made, err := b.shop("large", large)
	if err != nil {
		return table{}, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return table{}, err
	}
	program, err := os.Executable()
	if err != nil {
		return table{}, err
	}
	var cold, warm []time.Duration
	memory := ""
	for range 5 {
		forgotten := forget(path)
		took, _, err := b.startOnce(program, path)
		if err != nil {
			return table{}, err
		}
		if forgotten {
			cold = append(cold, took)
		}
		if took, memory, err = b.startOnce(program, path); err != nil {
			return table{}, err
		}
		warm = append(warm, took)
	}
	t := table{title: "Start", about: fmt.Sprintf("A process of its own opens a shop of %d products and %d orders, asks for the settings, the counter's basket and a first search, and ends. Cold: the file was put out of the system's cache before.", large.Products, large.Orders),
		head: []string{"what", "median", "slowest of five", "target"}}
	if len(cold) > 0 {
		s := spreadOf(cold)
		t.add("cold", ms(s.p50()), ms(s.at(1000)), verdict(s.at(1000) <= startTarget, "≤ 2 s"))
	}
	s := spreadOf(warm)
	t.add("warm", ms(s.p50()), ms(s.at(1000)), verdict(s.at(1000) <= startTarget, "≤ 2 s"))
	t.notes = []string{fmt.Sprintf("The file has %.0f MB (%.0f bytes an order with all its parts and its search index); the process needs %s of memory at most.", float64(info.Size())/1e6, float64(info.Size())/float64(large.Orders), memory)}
	if made > 0 {
		t.notes = append(t.notes, fmt.Sprintf("Making this shop took %.0f s.", made.Seconds()))
	}
	return t, nil
}

func (b *bench) startOnce(program, path string) (time.Duration, string, error) {
	c := exec.CommandContext(b.ctx, program, "-start", path)
	c.Stderr = os.Stderr
	var out strings.Builder
	c.Stdout = &out
	took, err := timed(c.Run)
	return took, strings.TrimSpace(out.String()), err
}

// answerOnce does what a window does before its first sale and prints how much
// memory that took.
func answerOnce(ctx context.Context, path string) error {
	r, err := replica.Open(ctx, path, replica.Options{})
	if err != nil {
		return err
	}
	if _, err := r.Settings(ctx); err != nil {
		return err
	}
	if _, _, err := r.Unsent(ctx); err != nil {
		return err
	}
	if _, err := r.Counter(ctx, replica.System, "main"); err != nil {
		return err
	}
	if list, err := r.FindOffers(ctx, replica.System, "кава в зернах", 20); err != nil || len(list) == 0 {
		return fmt.Errorf("first search: %d found, %w", len(list), err)
	}
	fmt.Println(lineOf("/proc/self/status", "VmHWM"))
	return r.Close()
}
