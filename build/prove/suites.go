package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// tags are those of every Go program of the project.
const tags = "sqlite_fts5 webkit2_41"

// suite is one runner of tests or one check.
type suite struct {
	name string
	// run writes everything to log and answers the counts and, when something
	// failed, the lines worth reading. An error without a failed test counts as one.
	run func(ctx context.Context, log io.Writer) (counts, []string, error)
}

// lanes run side by side: one for each of the two processors of a small
// machine. Go compiles in the first while the browser works in the second.
var lanes = [][]suite{
	{
		{"format", check("", "sh", "-c", `test -z "$(gofmt -l main.go app sync build frontend/*.go | tee /dev/stderr)"`)},
		{"go", goTests("./...")},
		{"lint", check("", "build/lint.sh", "./...")},
	},
	{
		{"check", check("frontend", "npm", "run", "--silent", "check")},
		{"screens", vitest},
		{"e2e", counted("frontend", "npm", "run", "--silent", "e2e")},
		{"window", goTests("-count=1", "-tags", tags+" windowtest", "./build/windowtest")},
	},
}

// command answers a command that ends with its children when ctx does.
func command(ctx context.Context, dir, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	return cmd
}

// check is a command that counts as one test, passed when it exits with 0.
func check(dir, name string, args ...string) func(context.Context, io.Writer) (counts, []string, error) {
	return func(ctx context.Context, log io.Writer) (counts, []string, error) {
		cmd := command(ctx, dir, name, args...)
		cmd.Stdout, cmd.Stderr = log, log
		if err := cmd.Run(); err != nil {
			return counts{}, nil, err
		}
		return counts{passed: 1}, nil, nil
	}
}

var countLine = regexp.MustCompile(`(?m)^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$`)

// counted is a command whose output ends with a line "N passed, N failed".
func counted(dir, name string, args ...string) func(context.Context, io.Writer) (counts, []string, error) {
	return func(ctx context.Context, log io.Writer) (counts, []string, error) {
		var output strings.Builder
		cmd := command(ctx, dir, name, args...)
		cmd.Stdout = io.MultiWriter(log, &output)
		cmd.Stderr = cmd.Stdout
		err := cmd.Run()
		found := countLine.FindAllStringSubmatch(output.String(), -1)
		if len(found) == 0 {
			return counts{}, nil, errors.Join(err, errors.New("it ended without counting its tests"))
		}
		var result counts
		last := found[len(found)-1]
		for i, number := range []*int{&result.passed, &result.failed, &result.skipped} {
			if last[i+1] == "" {
				continue
			}
			if *number, err = atoi(last[i+1], err); err != nil {
				break
			}
		}
		if result.failed > 0 {
			lines := strings.Split(strings.TrimRight(output.String(), "\n"), "\n")
			return result, lines[max(0, len(lines)-120):], err
		}
		return result, nil, err
	}
}

func atoi(text string, before error) (int, error) {
	number, err := strconv.Atoi(text)
	return number, errors.Join(before, err)
}

// vitest runs the screens' unit tests and reads its own account of them.
func vitest(ctx context.Context, log io.Writer) (counts, []string, error) {
	account, err := filepath.Abs(filepath.Join(logs, "vitest.json"))
	if err != nil {
		return counts{}, nil, err
	}
	// An account of an earlier run must not speak for this one.
	if err := os.Remove(account); err != nil && !errors.Is(err, os.ErrNotExist) {
		return counts{}, nil, err
	}
	var output strings.Builder
	cmd := command(ctx, "frontend", "npm", "test", "--silent", "--", "--reporter=dot", "--reporter=json", "--outputFile.json="+account)
	cmd.Stdout = io.MultiWriter(log, &output)
	cmd.Stderr = cmd.Stdout
	runErr := cmd.Run()
	text, err := os.ReadFile(account)
	if err != nil {
		return counts{}, nil, errors.Join(runErr, fmt.Errorf("read vitest's account: %w", err))
	}
	var said struct {
		NumPassedTests, NumFailedTests, NumPendingTests, NumTodoTests int
	}
	if err := json.Unmarshal(text, &said); err != nil {
		return counts{}, nil, errors.Join(runErr, fmt.Errorf("read vitest's account: %w", err))
	}
	result := counts{said.NumPassedTests, said.NumFailedTests, said.NumPendingTests + said.NumTodoTests}
	if result.failed > 0 {
		lines := strings.Split(strings.TrimRight(output.String(), "\n"), "\n")
		return result, lines[max(0, len(lines)-120):], runErr
	}
	return result, nil, runErr
}
