package synctest_test

import (
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/prylavok/prylavok/build/cutline"
)

// smallDisk mounts a file system of so many MB, which takes the right to do so.
func smallDisk(t *testing.T, size string) string {
	t.Helper()
	folder := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size="+size, "tmpfs", folder).CombinedOutput(); err != nil {
		t.Skipf("no small disk here: %v %s", err, out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", "-l", folder).CombinedOutput(); err != nil {
			t.Errorf("umount: %v %s", err, out)
		}
	})
	return folder
}

// fill takes the rest of a disk and gives it back when asked.
func fill(t *testing.T, folder string) (free func()) {
	t.Helper()
	path := filepath.Join(folder, "ballast")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.Copy(f, zeros{})
	if err == nil {
		t.Fatal("the disk has no end")
	}
	_ = f.Close()
	return func() {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

// A hub whose disk is full takes nothing and loses nothing: the tills sell on,
// and once there is room everything arrives by itself.
func TestAHubWithAFullDisk(t *testing.T) {
	t.Parallel()
	disk := smallDisk(t, "24m")
	h := newHubIn(t, filepath.Join(disk, "hub"))
	a, b := newTill(t, h, "Каса 1"), newTill(t, h, "Каса 2")
	stockUp(t, a)
	waitForGoods(t, b)
	agreeOnGoods(t, h, a, b)
	free := fill(t, disk)
	random := rand.New(rand.NewPCG(11, 12))
	for range 6 {
		for _, x := range []*till{a, b} {
			if _, err := x.sell(random); err != nil {
				t.Fatalf("%s while the hub's disk is full: %v", x.name, err)
			}
		}
	}
	free()
	agree(t, h, a, b)
}

// A till whose disk is full refuses a sale before it is called done, and takes
// up what it missed once there is room.
func TestATillWithAFullDisk(t *testing.T) {
	t.Parallel()
	h := newHub(t)
	a := newTill(t, h, "Каса 1")
	stockUp(t, a)
	b := newTillIn(t, h, "Каса 2", smallDisk(t, "16m"))
	waitForGoods(t, b)
	free := fill(t, filepath.Dir(b.replica))
	random := rand.New(rand.NewPCG(13, 14))
	refused := 0
	for range 6 {
		if _, err := a.sell(random); err != nil {
			t.Fatal(err)
		}
		if _, err := b.sell(random); err != nil {
			if !strings.Contains(err.Error(), "disk") {
				t.Fatalf("not the disk: %v", err)
			}
			refused++
		}
	}
	if refused == 0 {
		t.Error("the till's disk was not full: the test proves nothing")
	}
	free()
	agree(t, h, a, b)
}

// agreeOnGoods waits until a shop without sales is the same everywhere.
func agreeOnGoods(t *testing.T, h *hub, tills ...*till) {
	t.Helper()
	until(t, "the shop is the same everywhere", func() bool {
		first := ask[standing](t, "desk", "digest", "--replica", tills[0].replica)
		for _, x := range tills {
			if d := ask[standing](t, "desk", "digest", "--replica", x.replica); d.Pending > 0 || d.Digest != first.Digest {
				return false
			}
		}
		return true
	})
}

// newTillIn makes a further till of the hub's shop in a folder.
func newTillIn(t *testing.T, h *hub, name, folder string) *till {
	t.Helper()
	x := &till{name: name, replica: filepath.Join(folder, "till.db"), hub: h}
	x.lineTo(t, h)
	made := ask[invitation](t, "hub", "invite", "--data", h.data, "--shop", h.shop, "--role", "owner")
	ask[map[string]any](t, "desk", "init", "--replica", x.replica, "--name", name, "--hub", "ws://"+x.line.Address(), "--invite", made.Invite)
	synced(t, x)
	x.serve(t)
	return x
}

func (x *till) lineTo(t testing.TB, h *hub) {
	t.Helper()
	line, err := cutline.Open(h.address)
	if err != nil {
		t.Fatal(err)
	}
	x.line = line
	t.Cleanup(func() { _ = line.Close() })
}

// copied makes an image of a till that is not running, with a line of its own.
func (x *till) copied(t *testing.T) *till {
	t.Helper()
	twin := &till{name: x.name + " (copy)", replica: filepath.Join(t.TempDir(), "till.db"), hub: x.hub, line: x.line}
	data, err := os.ReadFile(x.replica)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(twin.replica, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return twin
}
