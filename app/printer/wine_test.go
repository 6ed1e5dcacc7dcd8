//go:build linux

package printer_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/prylavok/prylavok/build/cups"
)

// The Windows spooler, as Wine plays it on a real CUPS, hands labels over one by
// one and as they are. It runs when SPOOLER_WINE names what runs a Windows
// program (build/package-check.sh): a first start of Wine takes a while.
func TestWindowsSpooler(t *testing.T) {
	wine := os.Getenv("SPOOLER_WINE")
	if wine == "" {
		t.Skip("SPOOLER_WINE is not set")
	}
	cups.Start(t)
	arrived := rawQueue(t, "Labels")
	program := filepath.Join(t.TempDir(), "printer.exe")
	build := exec.Command("go", "test", "-c", "-o", program, ".")
	build.Env = append(os.Environ(), "GOOS=windows", "GOARCH=amd64", "CGO_ENABLED=0")
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	run := exec.Command(wine, program, "-test.run", "^TestSpooler$", "-test.v")
	run.Env = append(os.Environ(), "SPOOLER_PRINTER=Labels")
	said, err := run.CombinedOutput()
	if err != nil || !bytes.Contains(said, []byte("PASS: TestSpooler")) {
		t.Fatalf("%v\n%s", err, said)
	}
	raw := []byte("\x1b@\x00raw\xff")
	for n, want := range append(labels(3, 1000), raw, raw) {
		if got := receive(t, arrived); !bytes.Equal(got, want) {
			t.Errorf("document %d: arrived %.200q, want %.200q", n+1, got, want)
		}
	}
}
