package replica_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/prylavok/prylavok/app/replica"
)

// newShop makes a shop in the test's own folder and closes it with the test.
func newShop(t testing.TB) *replica.Replica {
	t.Helper()
	r, err := replica.Create(context.Background(), filepath.Join(t.TempDir(), "shop.db"),
		replica.NewShop{Name: "Крамниця", Currency: "UAH", Language: "uk", Owner: "Олена", PIN: "1234"}, replica.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// verify fails the test when anything in the file does not add up.
func verify(t testing.TB, r *replica.Replica) replica.Report {
	t.Helper()
	report, err := r.Verify(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range report.Problems {
		t.Error("verify:", p)
	}
	return report
}

// A new shop opens, verifies and knows its owner by the PIN.
func TestNewShopOpens(t *testing.T) {
	r := newShop(t)
	verify(t, r)
	users, err := r.Users(context.Background())
	if err != nil || len(users) != 1 {
		t.Fatalf("users %v, %v", users, err)
	}
	if _, err := r.CheckPIN(context.Background(), users[0].ID, "1234"); err != nil {
		t.Error(err)
	}
	if _, err := r.CheckPIN(context.Background(), users[0].ID, "4321"); err == nil {
		t.Error("a wrong PIN was taken")
	}
}
