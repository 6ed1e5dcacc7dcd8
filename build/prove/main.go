// Prove runs the project's checks and tests and ends with one line that counts
// them all: "N passed, N failed", with ", N skipped" when some were.
//
//	go run ./build/prove                 everything
//	go run ./build/prove go window       these suites only
//
// Each suite prints one line; its whole log is kept in build/tmp. It ends with
// exit code 1 when anything failed.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

// logs keeps every suite's whole output, out of the repository's sight.
const logs = "build/tmp"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	lanes, err := choose(os.Args[1:])
	if err == nil {
		err = os.MkdirAll(logs, 0o755)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "prove:", err)
		os.Exit(2)
	}
	total := proveAll(ctx, lanes)
	fmt.Println(total)
	if total.failed > 0 {
		os.Exit(1)
	}
}

// choose answers the lanes with only the named suites left, or all of them.
func choose(names []string) ([][]suite, error) {
	if len(names) == 0 {
		return lanes, nil
	}
	known := map[string]bool{}
	chosen := make([][]suite, len(lanes))
	for i, lane := range lanes {
		for _, suite := range lane {
			known[suite.name] = true
			if slices.Contains(names, suite.name) {
				chosen[i] = append(chosen[i], suite)
			}
		}
	}
	for _, name := range names {
		if !known[name] {
			return nil, fmt.Errorf("no suite %q", name)
		}
	}
	return chosen, nil
}

// proveAll runs the lanes side by side, and the suites of a lane in order.
func proveAll(ctx context.Context, lanes [][]suite) counts {
	var (
		total counts
		mu    sync.Mutex
		wait  sync.WaitGroup
	)
	for _, lane := range lanes {
		wait.Go(func() {
			for _, suite := range lane {
				result, report := prove(ctx, suite)
				mu.Lock()
				total.add(result)
				fmt.Print(report)
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	return total
}

// prove runs one suite and answers its counts and what to print about it.
func prove(ctx context.Context, suite suite) (counts, string) {
	began := time.Now()
	path := filepath.Join(logs, suite.name+".log")
	log, err := os.Create(path)
	if err != nil {
		return counts{failed: 1}, fmt.Sprintf("%s: %v\n", suite.name, err)
	}
	defer log.Close()
	result, failures, err := suite.run(ctx, log)
	if err != nil && result.failed == 0 {
		// A runner that dies before its first test has failed all the same.
		result.failed = 1
		failures = append(failures, tail(path, 60)...)
	}
	report := fmt.Sprintf("%-8s %-32s %4.0f s\n", suite.name, result, time.Since(began).Seconds())
	if result.failed > 0 {
		report += strings.Join(failures, "\n")
		if err != nil {
			report += fmt.Sprintf("\n%s: %v", suite.name, err)
		}
		report += fmt.Sprintf("\nwhole log: %s\n\n", path)
	}
	return result, report
}

// tail answers the last lines of a log.
func tail(path string, lines int) []string {
	text, err := os.ReadFile(path)
	if err != nil {
		return []string{err.Error()}
	}
	all := strings.Split(strings.TrimRight(string(text), "\n"), "\n")
	return all[max(0, len(all)-lines):]
}

// counts says how many tests or checks ended in which way.
type counts struct {
	passed, failed, skipped int
}

func (c *counts) add(other counts) {
	c.passed += other.passed
	c.failed += other.failed
	c.skipped += other.skipped
}

func (c counts) String() string {
	text := fmt.Sprintf("%d passed, %d failed", c.passed, c.failed)
	if c.skipped > 0 {
		text += fmt.Sprintf(", %d skipped", c.skipped)
	}
	return text
}
