// Package programs gives tests our real programs: builds each once, runs them,
// and reads what they answer.
package programs

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// Patience is how long a process may take that a test waits for. Nothing here
// measures speed; only a failure ever waits so long.
const Patience = 2 * time.Minute

// sources are the packages of the programs that have a command line.
var sources = map[string]string{
	"desk": "github.com/prylavok/prylavok/app/cmd/desk",
	"hub":  "github.com/prylavok/prylavok/sync/cmd/hub",
}

var bench struct {
	sync.Mutex
	folder string
	built  map[string]func() (string, error)
}

// Main runs a package's tests and gives the code to exit with. What they build
// is gone afterwards.
func Main(m *testing.M) int {
	folder, err := os.MkdirTemp("", "programs-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(folder) }() // what is left in a temporary folder harms nobody
	bench.folder, bench.built = folder, map[string]func() (string, error){}
	return m.Run()
}

// Path builds desk or hub, unless that was done, and gives its file.
func Path(t testing.TB, name string) string {
	t.Helper()
	return path(t, name, sources[name], "")
}

// Variant builds a program under a name of its own, with what the linker is told.
func Variant(t testing.TB, name, program, ldflags string) {
	t.Helper()
	path(t, name, sources[program], ldflags)
}

func path(t testing.TB, name, source, ldflags string) string {
	t.Helper()
	bench.Lock()
	build := bench.built[name]
	if build == nil {
		build = sync.OnceValues(func() (string, error) {
			file := filepath.Join(bench.folder, name)
			out, err := exec.Command("go", "build", "-tags", "sqlite_fts5", "-ldflags", ldflags, "-o", file, source).CombinedOutput()
			if err != nil {
				return "", fmt.Errorf("build %s: %w\n%s", name, err, out)
			}
			return file, nil
		})
		bench.built[name] = build
	}
	bench.Unlock()
	file, err := build()
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// Command is a program that is not started yet.
func Command(ctx context.Context, t testing.TB, name string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(ctx, Path(t, name), args...)
	cmd.WaitDelay = 5 * time.Second
	return cmd
}

// Ran is a process that has ended.
type Ran struct {
	Line      string // its name and arguments
	Code      int
	Out, Said string // standard output and error
}

// Run runs a program and waits until it ends.
func Run(t testing.TB, name string, args ...string) Ran {
	t.Helper()
	return RunReading(t, nil, name, args...)
}

// RunReading is Run with something to read on standard input.
func RunReading(t testing.TB, input io.Reader, name string, args ...string) Ran {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), Patience)
	defer cancel()
	cmd := Command(ctx, t, name, args...)
	var out, said bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = input, &out, &said
	err := cmd.Run()
	line := strings.Join(append([]string{name}, args...), " ")
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("%s: %v\n%s", line, err, said.String())
	}
	return Ran{line, cmd.ProcessState.ExitCode(), out.String(), said.String()}
}

// Answer reads the one JSON value that a process wrote; it must have ended with
// one of these codes, with 0 where none is named.
func Answer[T any](t testing.TB, r Ran, codes ...int) (v T) {
	t.Helper()
	if len(codes) == 0 {
		codes = []int{0}
	}
	if !slices.Contains(codes, r.Code) {
		t.Fatalf("%s ended with %d: %s%s", r.Line, r.Code, r.Out, r.Said)
	}
	d := json.NewDecoder(strings.NewReader(r.Out))
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%s answered no JSON: %v\n%s", r.Line, err, r.Out)
	}
	if d.More() {
		t.Errorf("%s answered more than one JSON value:\n%s", r.Line, r.Out)
	}
	return v
}

// Refusal is what a failed command answers.
type Refusal struct {
	Error struct {
		Code    string         `json:"code"`
		Message string         `json:"message"`
		Args    map[string]any `json:"args"`
		Retry   bool           `json:"retry"`
	} `json:"error"`
}

// Refused demands that a process has failed so, and has said the same in words on
// standard error.
func Refused(t testing.TB, r Ran, exit int, code string) Refusal {
	t.Helper()
	var f Refusal
	if err := json.Unmarshal([]byte(r.Out), &f); err != nil {
		t.Fatalf("%s ended with %d and no JSON: %v\n%s%s", r.Line, r.Code, err, r.Out, r.Said)
	}
	if r.Code != exit || f.Error.Code != code {
		t.Errorf("%s ended with %d and %q, want %d and %q\n%s", r.Line, r.Code, f.Error.Code, exit, code, r.Said)
	}
	if f.Error.Message == "" || !strings.Contains(r.Said, f.Error.Message) {
		t.Errorf("%s: standard error %q does not say %q", r.Line, r.Said, f.Error.Message)
	}
	return f
}
