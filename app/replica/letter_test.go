package replica_test

import (
	"context"
	"testing"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// One letter finds the words that begin with it, in any layout, also when a
// word is that letter alone and stands last.
func TestOneLetterFindsWords(t *testing.T) {
	ctx, r := context.Background(), newShop(t)
	for _, name := range []string{"Чохол Я", "Ялинка біла", "Миска 7", "Торт"} {
		if _, err := r.SaveProduct(ctx, replica.System, replica.Product{Name: name, Active: true, Offers: []replica.Variant{{Price: 100, Active: true}}}); err != nil {
			t.Fatal(err)
		}
	}
	for typed, want := range map[string]int64{"я": 2, "z": 2, "Ч": 1, "7": 1, "щ": 0} {
		found, err := r.FindOffers(ctx, replica.System, typed, 10)
		if err != nil || int64(len(found)) != want {
			t.Errorf("%q finds %d offers, want %d: %v", typed, len(found), want, err)
		}
		page, err := r.Goods(ctx, replica.System, replica.GoodsQuery{Text: typed})
		if err != nil || page.Total != want {
			t.Errorf("%q lists %d offers, want %d: %v", typed, page.Total, want, err)
		}
	}
	if _, err := r.Orders(ctx, replica.Actor{Role: shop.Owner}, replica.OrderQuery{OrderFilter: replica.OrderFilter{Text: "к"}}); err != nil {
		t.Error(err)
	}
}
