package main_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3"
)

// damage tears the pages behind the header of a shop's file.
func damage(t testing.TB, path string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 100; i < len(text); i++ {
		text[i] ^= 0x5a
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// withSQLite works on a file behind the program's back.
func withSQLite(t testing.TB, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// A file that cannot be opened as a shop is named for what it is, with what to
// do about it, by every command; and not one byte of it is changed.
func TestFilesThatAreNoShopAreNamedAndLeftAlone(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, code string
		says       []string // what it is, what to do
		make       func(t *testing.T, path string)
	}{
		{"a text", "replica.foreign", []string{"is not a shop", "Choose another file"}, func(t *testing.T, path string) {
			if err := os.WriteFile(path, []byte(strings.Repeat("my notes\n", 1000)), 0o600); err != nil {
				t.Fatal(err)
			}
		}},
		{"a database of another program", "replica.foreign", []string{"is not a shop", "Choose another file"}, func(t *testing.T, path string) {
			withSQLite(t, path, "CREATE TABLE photos (name TEXT)", "INSERT INTO photos VALUES ('cat')")
		}},
		{"a shop of a newer release", "replica.newer", []string{"newer version", "Install"}, func(t *testing.T, path string) {
			makeShop(t, path)
			withSQLite(t, path, "PRAGMA user_version=999")
		}},
		{"a damaged shop", "replica.damaged", []string{"is damaged", "last backup: "}, func(t *testing.T, path string) {
			makeShop(t, path)
			done[map[string]any](t, "backup", "--replica", path)
			damage(t, path)
		}},
		{"a shop whose beginning is gone", "replica.damaged", []string{"is damaged", "last backup: "}, func(t *testing.T, path string) {
			makeShop(t, path)
			done[map[string]any](t, "backup", "--replica", path)
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, append(make([]byte, 4096), text[4096:]...), 0o600); err != nil {
				t.Fatal(err)
			}
		}},
		{"a shop cut to nothing", "replica.damaged", []string{"is damaged", "last backup: "}, func(t *testing.T, path string) {
			makeShop(t, path)
			done[map[string]any](t, "backup", "--replica", path)
			if err := os.Truncate(path, 0); err != nil {
				t.Fatal(err)
			}
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "shop.db")
			c.make(t, path)
			before := fingerprint(t, path)
			for _, command := range commandsOnAShop(t, path) {
				f := refused(t, 1, c.code, command...)
				for _, words := range c.says {
					if !strings.Contains(f.Error.Message, words) {
						t.Errorf("%s: %q does not say %q", command[0], f.Error.Message, words)
					}
				}
				if fingerprint(t, path) != before {
					t.Fatalf("desk %s changed the file", command[0])
				}
			}
			if c.code == "replica.damaged" {
				backup, _ := refused(t, 1, c.code, "verify", "--replica", path).Error.Args["backup"].(string)
				done[map[string]any](t, "restore", "--replica", path, backup)
				sound(t, path)
			}
		})
	}
}

// commandsOnAShop are the commands that open a shop.
func commandsOnAShop(t *testing.T, path string) [][]string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out")
	return [][]string{
		{"call", "--replica", path, "counter.get"},
		{"import", "--replica", path, "--from", "woocommerce", filepath.Join("testdata", "goods.csv")},
		{"export", "--replica", path, "--what", "orders", out},
		{"print", "--replica", path, "--order", "A1-000001", "--document", "receipt", "--out", out},
		{"serve", "--replica", path},
		{"backup", "--replica", path, out},
		{"verify", "--replica", path},
		{"digest", "--replica", path},
	}
}

// Where there is no shop, every command but serve says so and makes none.
func TestAMissingShopIsSaidAndNotMade(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "shop.db")
	for _, command := range commandsOnAShop(t, path) {
		if command[0] == "serve" {
			continue // it shows the screen that opens a shop
		}
		f := refused(t, 1, "replica.missing", command...)
		if !strings.Contains(f.Error.Message, path) || !strings.Contains(f.Error.Message, "desk init") {
			t.Errorf("%s: %q", command[0], f.Error.Message)
		}
		if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
			t.Fatalf("desk %s made a file: %v", command[0], err)
		}
	}
}

// A shop is never made where something is already.
func TestAShopIsNotMadeOverAnother(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	before := fingerprint(t, shop)
	refused(t, 1, "replica.exists", "init", "--replica", shop, "--name", "Друга")
	if fingerprint(t, shop) != before {
		t.Error("the shop was changed")
	}
}

// A shop that cannot be written is named so and left as it is.
func TestAReadOnlyShopIsSaidAndLeftAlone(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	shop := filepath.Join(folder, "shop.db")
	if os.Geteuid() == 0 {
		// Rights do not bind this user, a disk that takes no writing does.
		mountSmallDisk(t, folder, "size=16m")
		makeShop(t, shop)
		mountAgain(t, folder, "ro")
	} else {
		makeShop(t, shop)
		if err := os.Chmod(shop, 0o400); err != nil {
			t.Fatal(err)
		}
	}
	before := fingerprint(t, shop)
	for _, command := range commandsOnAShop(t, shop) {
		f := refused(t, 1, "replica.read_only", command...)
		if !strings.Contains(f.Error.Message, "cannot be written") || !strings.Contains(f.Error.Message, "Check the rights") {
			t.Errorf("%s: %q", command[0], f.Error.Message)
		}
	}
	if fingerprint(t, shop) != before {
		t.Error("the shop was changed")
	}
}

// While another program is writing for long, a command is refused as one that
// may be tried again, and nothing of it is done.
func TestABusyShopIsSaid(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	db, err := sql.Open("sqlite3", shop)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	conn, err := db.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(context.Background(), "BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	f := refused(t, 1, "replica.locked", "call", "--replica", shop, "counter.scan", `{"code":"4820000000017"}`)
	if !f.Error.Retry || !strings.Contains(f.Error.Message, "Close the other program") {
		t.Errorf("%+v", f.Error)
	}
	if _, err := conn.ExecContext(context.Background(), "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	if c := call[counter](t, shop, "counter.get", `{}`); len(c.Basket.Lines) != 0 {
		t.Errorf("the refused scan is in the basket: %+v", c)
	}
}

// On a full disk a sale is refused in words, all that was sold before is whole,
// and selling goes on once there is space.
func TestAFullDiskRefusesTheSaleAndKeepsTheShop(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	mountSmallDisk(t, folder, "size=6m")
	shop := filepath.Join(folder, "shop.db")
	makeShop(t, shop)
	sold := sell(t, shop, "4820000000017")
	scanned := call[struct{ Counter counter }](t, shop, "counter.scan", `{"code":"4820000000024"}`)
	fill(t, folder)

	finish := `{"basket":"` + scanned.Counter.Basket.ID + `","payments":[],"print":false}`
	f := refused(t, 1, "replica.disk_full", "call", "--replica", shop, "counter.finish", finish)
	if !strings.Contains(f.Error.Message, "Free some space") {
		t.Errorf("%q", f.Error.Message)
	}
	if err := os.Remove(filepath.Join(folder, "filling")); err != nil {
		t.Fatal(err)
	}
	if counts := sound(t, shop); counts["orders"] != 1 {
		t.Errorf("orders: %d", counts["orders"])
	}
	if next := call[finished](t, shop, "counter.finish", finish); sold.Number != "A1-000001" || next.Number != "A1-000002" {
		t.Errorf("sold %s, then %s", sold.Number, next.Number)
	}
	sound(t, shop)
}

// fill writes until the disk of a folder takes no more.
func fill(t *testing.T, folder string) {
	t.Helper()
	f, err := os.Create(filepath.Join(folder, "filling"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	block := make([]byte, 4096)
	for range 1 << 20 {
		if _, err := f.Write(block); err != nil {
			return
		}
	}
	t.Fatal("the disk does not fill up")
}

// mountSmallDisk puts a disk of its own at folder, or skips the test.
func mountSmallDisk(t *testing.T, folder, options string) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("a small disk is made on Linux only")
	}
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder).CombinedOutput(); err != nil {
		t.Skipf("this user may not mount a small disk: %s", strings.TrimSpace(string(out)))
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", folder).CombinedOutput(); err != nil {
			t.Errorf("umount: %v %s", err, out)
		}
	})
}

func mountAgain(t *testing.T, folder, options string) {
	t.Helper()
	if out, err := exec.Command("mount", "-o", "remount,"+options, folder).CombinedOutput(); err != nil {
		t.Fatalf("remount: %v %s", err, out)
	}
}
