// Package synctest proves the sync with real programs: hub and desk as they
// are shipped, lines between them that are cut, processes that are killed. It
// demands what the simulator demands. SYNC_ROUNDS makes it go on for longer.
package synctest_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// patience bounds what a test waits for. Nothing here measures speed; only a
// failure ever waits so long.
const patience = 2 * time.Minute

// poll is how often a condition is looked at again.
const poll = 50 * time.Millisecond

var binFolder string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		folder, err := os.MkdirTemp("", "sync-test-")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(folder)
		binFolder = folder
		return m.Run()
	}())
}

var programs = sync.OnceValue(func() error {
	out, err := exec.Command("go", "build", "-tags", "sqlite_fts5", "-o", binFolder, "../../app/cmd/desk", "../../sync/cmd/hub").CombinedOutput()
	if err != nil {
		return fmt.Errorf("build the programs: %w\n%s", err, out)
	}
	return nil
})

// wrongClock builds a desk whose clock is ahead by so much, or behind.
func wrongClock(t testing.TB, name, ahead string) string {
	t.Helper()
	out, err := exec.Command("go", "build", "-tags", "sqlite_fts5", "-ldflags", "-X main.clockAhead="+ahead, "-o", filepath.Join(binFolder, name), "../../app/cmd/desk").CombinedOutput()
	if err != nil {
		t.Fatalf("build %s: %v\n%s", name, err, out)
	}
	return name
}

// rounds is how long a loop is: short in the usual run, as told in a soak.
func rounds(short int) int {
	if n, err := strconv.Atoi(os.Getenv("SYNC_ROUNDS")); err == nil && n > 0 {
		return n
	}
	return short
}

func program(ctx context.Context, t testing.TB, name string, args ...string) *exec.Cmd {
	t.Helper()
	if err := programs(); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, filepath.Join(binFolder, name), args...)
	cmd.WaitDelay = 5 * time.Second
	return cmd
}

// run gives what a program printed and the code that it ended with.
func run(t testing.TB, name string, args ...string) (out []byte, code int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := program(ctx, t, name, args...)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, said.String())
	}
	if code = cmd.ProcessState.ExitCode(); code != 0 {
		t.Logf("%s %s: exit code %d\n%s%s", name, strings.Join(args, " "), code, out, said.String())
	}
	return out, code
}

// ask runs a program that must succeed, wholly or (exit code 3) in part, and
// reads its JSON.
func ask[T any](t testing.TB, name string, args ...string) (v T) {
	t.Helper()
	out, code := run(t, name, args...)
	if code != 0 && code != 3 {
		t.Fatalf("%s %s failed", name, strings.Join(args, " "))
	}
	if err := json.Unmarshal(out, &v); err != nil {
		t.Fatalf("%s %s answered no JSON: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return v
}

// daemon is a program that stays until it is stopped or killed.
type daemon struct {
	cmd  *exec.Cmd
	said *bytes.Buffer
}

// start runs a program that stays and reads the first line that it tells.
func start(t testing.TB, told any, name string, args ...string) *daemon {
	t.Helper()
	d, err := tryStart(t, told, name, args...)
	if err != nil {
		t.Fatalf("%s %s: %v", name, strings.Join(args, " "), err)
	}
	return d
}

func tryStart(t testing.TB, told any, name string, args ...string) (*daemon, error) {
	t.Helper()
	d := &daemon{cmd: program(context.Background(), t, name, args...), said: &bytes.Buffer{}}
	d.cmd.Stderr = d.said
	out, err := d.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := d.cmd.Start(); err != nil {
		return nil, err
	}
	t.Cleanup(d.kill)
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil {
		d.kill()
		return nil, fmt.Errorf("it said nothing: %w\n%s", err, d.said.String())
	}
	return d, json.Unmarshal(line, told)
}

// kill ends the program as a power cut would. It may be called twice.
func (d *daemon) kill() {
	_ = d.cmd.Process.Kill()
	_ = d.cmd.Wait()
}

// stop asks the program to end and waits until it has.
func (d *daemon) stop(t testing.TB) {
	t.Helper()
	if err := d.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := d.cmd.Wait(); err != nil {
		t.Errorf("it did not end well: %v\n%s", err, d.said.String())
	}
}

// freePort gives an address on loopback that nobody listens at.
func freePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// until looks at a condition again and again until it holds.
func until(t testing.TB, what string, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(poll)
	defer tick.Stop()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); <-tick.C {
		if holds() {
			return
		}
	}
	t.Fatalf("waited in vain: %s", what)
}
