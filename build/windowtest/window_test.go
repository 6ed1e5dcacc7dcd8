//go:build windowtest

package windowtest_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// program answers the built program.
func program(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("..", "bin", name))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("%v; build it with: make build", err)
	}
	return path
}

// The window opens on a shop that does not exist yet, paints its first screen,
// closes by the keyboard with success and remembers its place.
func TestTheWindowOpensPaintsAndCloses(t *testing.T) {
	d := newDesktop(t)
	replica := filepath.Join(t.TempDir(), "shop.db")
	shop := d.start(program(t, "prylavok"), "--replica", replica)
	window := d.waitWindow(shop)
	d.painted(window)
	d.press("alt+F4")
	if code := d.waitExit(shop); code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}
	if _, err := os.Stat(replica + ".window.json"); err != nil {
		t.Errorf("the window's place is not remembered: %v", err)
	}
}

// A second start with the same replica opens no second window: it says so,
// ends, and the first window comes forward.
func TestASecondStartShowsTheFirstWindow(t *testing.T) {
	d := newDesktop(t)
	replica := filepath.Join(t.TempDir(), "shop.db")
	first := d.start(program(t, "prylavok"), "--replica", replica)
	window := d.waitWindow(first)
	d.painted(window)
	d.output("xdotool", "windowminimize", window)
	d.until("the window to hide", func() bool { return d.windows() == 0 })

	again := exec.Command(program(t, "prylavok"), "--replica", replica)
	said := collect(t, again)
	if code := d.waitExit(d.run(again)); code != 0 {
		t.Errorf("exit code %d of the second start, want 0: what was wanted is done", code)
	}
	if want := "already open"; !strings.Contains(said.String(), want) {
		t.Errorf("the second start said %q, want %q in it", said, want)
	}
	if got := d.waitWindow(first); got != window {
		t.Errorf("window %s came forward, want the first one, %s", got, window)
	}
	if n := d.windows(); n != 1 {
		t.Errorf("%d windows are open, want 1", n)
	}
}

// A file that is no replica is left alone: a dialog says what is wrong, and
// the program ends with 1.
func TestAFileThatIsNoReplicaIsRefusedInADialog(t *testing.T) {
	d := newDesktop(t)
	replica := filepath.Join(t.TempDir(), "shop.db")
	text := strings.Repeat("these are my own notes, not a shop\n", 200)
	if err := os.WriteFile(replica, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	start := exec.Command(program(t, "prylavok"), "--replica", replica)
	said := collect(t, start)
	shop := d.run(start)
	d.answer(shop, "Return")
	if code := d.waitExit(shop); code != 1 {
		t.Errorf("exit code %d, want 1", code)
	}
	if said.Len() == 0 {
		t.Error("nothing was said on standard error")
	}
	kept, err := os.ReadFile(replica)
	if err != nil || string(kept) != text {
		t.Errorf("the file was changed (%v)", err)
	}
}
