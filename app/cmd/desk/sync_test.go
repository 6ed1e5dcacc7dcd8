package main_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/prylavok/prylavok/build/programs"
)

// hub runs the hub program to its end and reads its JSON.
func hub[T any](t testing.TB, args ...string) T {
	t.Helper()
	return programs.Answer[T](t, programs.Run(t, "hub", args...))
}

// serveHub runs a hub on a free port of this machine until the test ends.
func serveHub(t testing.TB, dir string) {
	t.Helper()
	programs.Start(t, &struct{}{}, "hub", "serve", "--data", dir, "--listen", "127.0.0.1:0")
}

type invited struct {
	Shop   string `json:"shop"`
	Invite string `json:"invite"`
}

type exchanged struct {
	Epoch                                                 uint64
	Cursor, Pushed, Pulled, Pending, Attention, Conflicts int64
	Digest                                                string
}

// Two tills of one hub: the first opens the shop that was made there, the second
// joins, a sale on one is in the other's list, and both copies are the same.
func TestTwoDesksAndAHub(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "hub")
	first := hub[invited](t, "shop", "add", "--data", data, "--name", "Крамниця", "--currency", "UAH")
	serveHub(t, data)
	one, two := filepath.Join(dir, "one.db"), filepath.Join(dir, "two.db")
	// The invite was made before the hub served somewhere: a new one knows where.
	first = hub[invited](t, "invite", "--data", data, "--shop", first.Shop, "--role", "owner")
	made := done[struct{ Shop, Series, Name, Currency string }](t, "init", "--replica", one, "--name", "Каса 1", "--invite", first.Invite)
	if made.Shop != first.Shop || made.Name != "Крамниця" || made.Currency != "UAH" || made.Series == "" {
		t.Fatalf("%+v", made)
	}
	refused(t, 1, "sync.why.invite", "init", "--replica", two, "--name", "Каса 2", "--invite", first.Invite)
	second := hub[invited](t, "invite", "--data", data, "--role", "manager")
	done[json.RawMessage](t, "init", "--replica", two, "--name", "Каса 2", "--invite", second.Invite)
	refused(t, 1, "replica.exists", "init", "--replica", two, "--name", "Каса 2", "--invite", second.Invite)

	number := sellOne(t, one)
	if x := done[exchanged](t, "sync", "--replica", one, "--once"); x.Pushed != 2 || x.Pending != 0 || x.Attention != 0 {
		t.Fatalf("%+v", x)
	}
	x := done[exchanged](t, "sync", "--replica", two, "--once")
	if x.Pulled < 2 || x.Conflicts != 0 {
		t.Fatalf("%+v", x)
	}
	page := done[struct{ Orders []struct{ Number string } }](t, "call", "--replica", two, "orders.list", "{}")
	if len(page.Orders) != 1 || page.Orders[0].Number != number {
		t.Fatalf("%+v", page)
	}
	a, b := done[exchanged](t, "digest", "--replica", one), done[exchanged](t, "digest", "--replica", two)
	if a.Digest != b.Digest || a.Cursor != b.Cursor || a.Epoch == 0 || a.Digest != x.Digest {
		t.Fatalf("%+v %+v", a, b)
	}
	if check := done[struct{ State string }](t, "call", "--replica", two, "sync.check", "{}"); check.State != "same" {
		t.Fatalf("%+v", check)
	}
	for _, path := range []string{one, two} {
		done[json.RawMessage](t, "verify", "--replica", path)
	}
}

// sellOne makes a product and sells one piece of it; it gives the order's number.
func sellOne(t testing.TB, path string) string {
	t.Helper()
	done[json.RawMessage](t, "call", "--replica", path, "goods.save", `{"id":"","name":"Чашка","description":"","brand":"","unit":"pcs","category":"","tags":"","digital":false,"active":true,
		"offers":[{"id":"","title":"","options":[],"sku":"","price":12500,"sale_price":0,"weight_grams":0,"length_mm":0,"width_mm":0,"height_mm":0,"active":true,"barcodes":[{"code":"4820024700016","quantity":1000}]}]}`)
	scanned := done[struct {
		Counter struct{ Basket struct{ ID string } }
	}](t, "call", "--replica", path, "counter.scan", `{"code":"4820024700016"}`)
	sold := done[struct{ Number string }](t, "call", "--replica", path, "counter.finish", fmt.Sprintf(`{"basket":%q,"payments":[],"print":false}`, scanned.Counter.Basket.ID))
	return sold.Number
}

// A sync runs beside another one of the same file without harm, ends when it is
// told to, and tells what it did; a shop without a hub has nothing to exchange.
func TestSyncRunsUntilItIsStopped(t *testing.T) {
	dir := t.TempDir()
	data, path := filepath.Join(dir, "hub"), filepath.Join(dir, "one.db")
	done[json.RawMessage](t, "init", "--replica", path, "--name", "Крамниця")
	refused(t, 1, "sync.no_hub", "sync", "--replica", path, "--once")
	hub[invited](t, "shop", "add", "--data", data, "--name", "Крамниця", "--currency", "UAH")
	serveHub(t, data)
	invite := hub[invited](t, "invite", "--data", data, "--role", "owner").Invite
	done[json.RawMessage](t, "call", "--replica", path, "sync.join", fmt.Sprintf(`{"invite":%q,"name":""}`, invite))
	ctx, cancel := context.WithTimeout(context.Background(), programs.Patience)
	defer cancel()
	var running []*exec.Cmd
	var results []*json.Decoder
	for range 2 {
		cmd := programs.Command(ctx, t, "desk", "sync", "--replica", path)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		said, err := cmd.StderrPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for lines := bufio.NewScanner(said); lines.Scan() && lines.Text() != "All is at the hub and here."; {
		}
		go func() { _, _ = bufio.NewReader(said).WriteTo(os.Stderr) }()
		running, results = append(running, cmd), append(results, json.NewDecoder(out))
	}
	sellOne(t, path)
	done[exchanged](t, "sync", "--replica", path, "--once")
	for i, cmd := range running {
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		var x exchanged
		if err := results[i].Decode(&x); err != nil || x.Pending != 0 || x.Attention != 0 {
			t.Fatalf("%+v %v", x, err)
		}
		if err := cmd.Wait(); err != nil {
			t.Fatal(err)
		}
	}
	done[json.RawMessage](t, "verify", "--replica", path)
}
