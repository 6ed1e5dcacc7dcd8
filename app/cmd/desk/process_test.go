package main_test

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/prylavok/prylavok/build/programs"
)

func TestMain(m *testing.M) {
	if replica := os.Getenv(crashLoopEnv); replica != "" {
		sellUntilKilled(replica)
	}
	if replica := os.Getenv(printLoopEnv); replica != "" {
		printUntilKilled(replica)
	}
	os.Exit(programs.Main(m))
}

// desk runs the program and waits until it ends.
func desk(t testing.TB, args ...string) programs.Ran {
	t.Helper()
	return programs.Run(t, "desk", args...)
}

// done runs a command that must succeed and reads its JSON.
func done[T any](t testing.TB, args ...string) T {
	t.Helper()
	return programs.Answer[T](t, desk(t, args...))
}

// refused runs a command that must fail with a code, and must say the same in
// words on standard error.
func refused(t testing.TB, exit int, code string, args ...string) programs.Refusal {
	t.Helper()
	return programs.Refused(t, desk(t, args...), exit, code)
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
