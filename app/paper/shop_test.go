package paper_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// newShop is an empty shop and its owner.
func newShop(t *testing.T, language string) (r *replica.Replica, owner replica.Actor) {
	t.Helper()
	r, err := replica.Create(context.Background(), filepath.Join(t.TempDir(), "shop.db"), replica.NewShop{Name: "Крамниця «Їжачок»", Currency: "UAH", Language: language}, replica.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r, ownerOf(t, r)
}

// ownerOf is the owner of a shop.
func ownerOf(t *testing.T, r *replica.Replica) replica.Actor {
	t.Helper()
	users, err := r.Users(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return replica.Actor{User: users[0].ID, Role: shop.Owner}
}
