package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// goEvent is one line of `go test -json`.
type goEvent struct {
	Action      string
	Package     string
	ImportPath  string // of build output
	Test        string
	Output      string
	FailedBuild string
}

// goTests runs `go test` with the project's tags and the given arguments.
func goTests(args ...string) func(context.Context, io.Writer) (counts, []string, error) {
	return func(ctx context.Context, log io.Writer) (counts, []string, error) {
		args := append([]string{"test", "-json", "-tags", tags}, args...)
		cmd := command(ctx, "", "go", args...)
		cmd.Stderr = log
		output, err := cmd.StdoutPipe()
		if err != nil {
			return counts{}, nil, err
		}
		if err := cmd.Start(); err != nil {
			return counts{}, nil, err
		}
		tally := goTally{output: map[string][]string{}, parents: map[string]bool{}, failedChild: map[string]bool{}}
		readErr := tally.read(output, log)
		if err := cmd.Wait(); err != nil {
			return tally.counts, tally.failures, err
		}
		return tally.counts, tally.failures, readErr
	}
}

// goTally counts tests that have no tests of their own below them, so that a
// table of ten cases is ten tests and not eleven.
type goTally struct {
	counts
	failures    []string
	output      map[string][]string // of a test, package or build not yet ended
	parents     map[string]bool
	failedChild map[string]bool
}

func (t *goTally) read(events io.Reader, log io.Writer) error {
	scanner := bufio.NewScanner(events)
	scanner.Buffer(nil, 16<<20)
	for scanner.Scan() {
		var event goEvent
		if err := json.Unmarshal(scanner.Bytes(), &event); err != nil {
			// The go command itself speaks plainly when it cannot start.
			fmt.Fprintln(log, scanner.Text())
			continue
		}
		if _, err := io.WriteString(log, event.Output); err != nil {
			return err
		}
		t.take(event)
	}
	return scanner.Err()
}

func (t *goTally) take(event goEvent) {
	key := event.Package + event.ImportPath + " " + event.Test
	switch event.Action {
	case "output", "build-output":
		t.output[key] = append(t.output[key], strings.TrimRight(event.Output, "\n"))
	case "pass", "fail", "skip":
		if event.Test == "" {
			t.endPackage(event, key)
		} else {
			t.endTest(event, key)
		}
		delete(t.output, key)
	}
}

func (t *goTally) endTest(event goEvent, key string) {
	// A name may contain slashes of its own, so every prefix may be a parent.
	for i, letter := range event.Test {
		if letter == '/' {
			t.parents[event.Package+" "+event.Test[:i]] = true
		}
	}
	switch {
	case event.Action == "fail":
		t.failTest(event, key)
	case t.parents[key]:
	case event.Action == "pass":
		t.passed++
	case event.Action == "skip":
		t.skipped++
	}
}

// failTest counts a test that failed by itself and not by one below it.
func (t *goTally) failTest(event goEvent, key string) {
	byChild := t.failedChild[key]
	t.failedChild[event.Package] = true
	for i, letter := range event.Test {
		if letter == '/' {
			t.failedChild[event.Package+" "+event.Test[:i]] = true
		}
	}
	if byChild {
		return
	}
	t.failed++
	t.show(event.Package, key)
}

// endPackage counts a package that failed without a failed test: it did not
// compile, or died outside its tests.
func (t *goTally) endPackage(event goEvent, key string) {
	if event.Action != "fail" || t.failedChild[event.Package] {
		return
	}
	t.failed++
	if build := event.FailedBuild + " "; event.FailedBuild != "" && build != key {
		t.show(event.Package, build)
	}
	t.show(event.Package, key)
}

func (t *goTally) show(name, key string) {
	lines := slices.DeleteFunc(t.output[key], func(line string) bool {
		return strings.HasPrefix(line, "=== ") || strings.TrimSpace(line) == ""
	})
	t.failures = append(t.failures, "--- "+name)
	t.failures = append(t.failures, lines[max(0, len(lines)-80):]...)
}
