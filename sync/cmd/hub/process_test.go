package main_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience is how long a process may take that a test waits for. Nothing here
// measures speed; only a failure ever waits so long.
const patience = 2 * time.Minute

// binFolder holds the program under test while the tests run.
var binFolder string

func TestMain(m *testing.M) { os.Exit(runTests(m)) }

func runTests(m *testing.M) int {
	folder, err := os.MkdirTemp("", "hub-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(folder)
	binFolder = folder
	return m.Run()
}

var program = sync.OnceValues(func() (string, error) {
	path := filepath.Join(binFolder, "hub")
	out, err := exec.Command("go", "build", "-tags", "sqlite_fts5", "-o", path, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build hub: %w\n%s", err, out)
	}
	return path, nil
})

func hubCommand(ctx context.Context, t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	return exec.CommandContext(ctx, path, args...)
}

// ran is a process that has ended.
type ran struct {
	code     int
	out, err string
}

// run runs the program and waits until it ends.
func run(t testing.TB, args ...string) ran {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := hubCommand(ctx, t, args...)
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("hub %s: %v", strings.Join(args, " "), err)
	}
	return ran{cmd.ProcessState.ExitCode(), out.String(), said.String()}
}

// ask runs the program, which must answer with one JSON value and the exit code 0.
func ask[T any](t testing.TB, args ...string) (answer T) {
	t.Helper()
	r := run(t, args...)
	if r.code != 0 {
		t.Fatalf("hub %s ended with %d: %s", strings.Join(args, " "), r.code, r.err)
	}
	if err := json.Unmarshal([]byte(r.out), &answer); err != nil {
		t.Fatalf("hub %s answered %q: %v", strings.Join(args, " "), r.out, err)
	}
	return answer
}

// refused runs the program, which must end with that exit code and error code.
func refused(t testing.TB, exit int, code string, args ...string) {
	t.Helper()
	r := run(t, args...)
	var answer struct {
		Error struct{ Code, Message string }
	}
	if err := json.Unmarshal([]byte(r.out), &answer); err != nil {
		t.Fatalf("hub %s answered %q: %v", strings.Join(args, " "), r.out, err)
	}
	if r.code != exit || answer.Error.Code != code || answer.Error.Message == "" || !strings.Contains(r.err, answer.Error.Message) {
		t.Errorf("hub %s ended with %d %+v, said %q", strings.Join(args, " "), r.code, answer.Error, r.err)
	}
}

// serving is a hub that serves.
type serving struct {
	t      testing.TB
	cmd    *exec.Cmd
	listen string
	said   *bytes.Buffer
	ended  sync.Once
}

// serve starts the hub and waits until it listens.
func serve(t testing.TB, args ...string) *serving {
	t.Helper()
	s := &serving{t: t, said: &bytes.Buffer{}}
	s.cmd = hubCommand(context.Background(), t, append([]string{"serve"}, args...)...)
	s.cmd.Stderr = s.said
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.kill() })
	line, err := bufio.NewReader(out).ReadString('\n')
	var told struct{ Listen string }
	if err != nil || json.Unmarshal([]byte(line), &told) != nil || told.Listen == "" {
		s.kill()
		t.Fatalf("the hub said %q %v: %s", line, err, s.said)
	}
	s.listen = told.Listen
	return s
}

// kill ends the hub the hard way. It may be called twice, by several at once.
func (s *serving) kill() {
	s.ended.Do(func() {
		_ = s.cmd.Process.Kill()
		_ = s.cmd.Wait() // it was killed
	})
}

// stop ends the hub as the system does, and it must end well.
func (s *serving) stop() {
	s.t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		s.t.Fatal(err)
	}
	s.ended.Do(func() {
		if err := s.cmd.Wait(); err != nil {
			s.t.Errorf("the hub ended with %v: %s", err, s.said)
		}
	})
}
