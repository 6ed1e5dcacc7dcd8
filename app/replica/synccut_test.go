package replica_test

import (
	"os"
	"testing"

	"github.com/prylavok/prylavok/app/replica"
)

// A power cut may take back what a till heard last, its own acknowledgements
// too. It then sends and hears the same again, and nothing is lost or doubled.
func TestWhatAPowerCutTakesBackIsHeardAgain(t *testing.T) {
	h, first, d := shopWithSecrets(t)
	sell(t, first.r, owner(t, first.r), "4820024700016", 1)
	h.push(t, first)
	sell(t, d.r, owner(t, d.r), "4820024700016", 1)
	h.push(t, d)
	before := map[string][]byte{}
	path := d.r.Path()
	for _, name := range []string{path, path + "-wal"} {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		before[name] = data
	}
	h.pull(t, d)
	if waiting, _, err := d.r.Unsent(ctx); err != nil || waiting != 0 {
		t.Fatalf("%d batches wait after they were heard: %v", waiting, err)
	}
	if err := d.r.Close(); err != nil {
		t.Fatal(err)
	}
	for name, data := range before {
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r, err := replica.Open(ctx, path, replica.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	d.r, d.l = r, r.Link()
	if waiting, _, err := r.Unsent(ctx); err != nil || waiting == 0 {
		t.Fatalf("nothing waits after the power cut: %v", err)
	}
	h.sync(t, d)
	h.sync(t, first)
	h.agree(t, first, d)
	verify(t, d.r)
}
