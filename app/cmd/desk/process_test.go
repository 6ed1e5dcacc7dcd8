package main_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// patience is how long a process may take that a test waits for. Nothing here
// measures speed; only a failure ever waits so long.
const patience = 2 * time.Minute

// binFolder holds the program under test while the tests run.
var binFolder string

func TestMain(m *testing.M) {
	if replica := os.Getenv(crashLoopEnv); replica != "" {
		sellUntilKilled(replica)
	}
	os.Exit(runTests(m))
}

func runTests(m *testing.M) int {
	folder, err := os.MkdirTemp("", "desk-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(folder)
	binFolder = folder
	return m.Run()
}

var program = sync.OnceValues(func() (string, error) {
	path := filepath.Join(binFolder, "desk")
	out, err := exec.Command("go", "build", "-tags", "sqlite_fts5", "-o", path, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build desk: %w\n%s", err, out)
	}
	return path, nil
})

// ran is a process that has ended.
type ran struct {
	code     int
	out, err string
}

// desk runs the program and waits until it ends.
func desk(t testing.TB, args ...string) ran {
	t.Helper()
	return deskReading(t, "", args...)
}

func deskReading(t testing.TB, input string, args ...string) ran {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := deskCommand(ctx, t, args...)
	var out, said bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(input), &out, &said
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("desk %s: %v", strings.Join(args, " "), err)
	}
	return ran{cmd.ProcessState.ExitCode(), out.String(), said.String()}
}

func deskCommand(ctx context.Context, t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.WaitDelay = 5 * time.Second
	return cmd
}

// done runs a command that must succeed and reads its JSON.
func done[T any](t testing.TB, args ...string) T {
	t.Helper()
	return expect[T](t, 0, args...)
}

func expect[T any](t testing.TB, code int, args ...string) (v T) {
	t.Helper()
	r := desk(t, args...)
	if r.code != code {
		t.Fatalf("desk %s: exit code %d, want %d\n%s%s", strings.Join(args, " "), r.code, code, r.out, r.err)
	}
	d := json.NewDecoder(strings.NewReader(r.out))
	if err := d.Decode(&v); err != nil {
		t.Fatalf("desk %s answered no JSON: %v\n%s", strings.Join(args, " "), err, r.out)
	}
	if d.More() {
		t.Errorf("desk %s answered more than one JSON value:\n%s", strings.Join(args, " "), r.out)
	}
	return v
}

// refusal is what a failed command answers.
type refusal struct {
	Error struct {
		Code    string         `json:"code"`
		Message string         `json:"message"`
		Args    map[string]any `json:"args"`
		Retry   bool           `json:"retry"`
	} `json:"error"`
}

// refused runs a command that must fail with a code, and must say the same in
// words on standard error.
func refused(t testing.TB, exit int, code string, args ...string) refusal {
	t.Helper()
	r := desk(t, args...)
	var f refusal
	if err := json.Unmarshal([]byte(r.out), &f); err != nil {
		t.Fatalf("desk %s: exit code %d and no JSON: %v\n%s%s", strings.Join(args, " "), r.code, err, r.out, r.err)
	}
	if r.code != exit || f.Error.Code != code {
		t.Errorf("desk %s: exit code %d with %q, want %d with %q\n%s", strings.Join(args, " "), r.code, f.Error.Code, exit, code, r.err)
	}
	if f.Error.Message == "" || !strings.Contains(r.err, f.Error.Message) {
		t.Errorf("desk %s: standard error %q does not say %q", strings.Join(args, " "), r.err, f.Error.Message)
	}
	return f
}

// newShop makes a shop with goods and gives its file.
func newShop(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "shop.db")
	makeShop(t, path)
	return path
}

func makeShop(t testing.TB, path string) {
	t.Helper()
	done[map[string]any](t, "init", "--replica", path, "--name", "Крамниця", "--currency", "UAH")
	report := done[importReport](t, "import", "--replica", path, "--from", "woocommerce", filepath.Join("testdata", "goods.csv"))
	if report.Created != 3 || len(report.Refused) != 0 {
		t.Fatalf("import: %+v", report)
	}
}

type importReport struct {
	Read, Created, Updated, Unchanged int
	Refused                           []struct {
		File, Field, Reason string
		Row                 int
	}
}

type counter struct {
	Basket struct {
		ID    string `json:"id"`
		Lines []struct {
			SKU      string `json:"sku"`
			Quantity int64  `json:"quantity"`
		} `json:"lines"`
	} `json:"basket"`
	Due int64 `json:"due"`
}

type finished struct {
	OrderID string `json:"order_id"`
	Number  string `json:"number"`
	Total   int64  `json:"total"`
}

func call[T any](t testing.TB, replica, method, params string) T {
	t.Helper()
	return done[T](t, "call", "--replica", replica, method, params)
}

// sell scans a code and takes the money.
func sell(t testing.TB, replica, code string) finished {
	t.Helper()
	scanned := call[struct {
		Found   string
		Counter counter
	}](t, replica, "counter.scan", fmt.Sprintf(`{"code":%q}`, code))
	if scanned.Found != "offer" {
		t.Fatalf("scan of %s found %q", code, scanned.Found)
	}
	return call[finished](t, replica, "counter.finish", fmt.Sprintf(`{"basket":%q,"payments":[],"print":false}`, scanned.Counter.Basket.ID))
}

// sound proves a shop by verify and gives the counts.
func sound(t testing.TB, replica string) map[string]int64 {
	t.Helper()
	report := done[struct {
		OK       bool
		Counts   map[string]int64
		Problems []string
	}](t, "verify", "--replica", replica)
	if !report.OK || len(report.Problems) > 0 {
		t.Errorf("verify: %v", report.Problems)
	}
	return report.Counts
}

// fingerprint is what must not change of a file.
func fingerprint(t testing.TB, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%d bytes %x", len(text), sha256.Sum256(text))
}
