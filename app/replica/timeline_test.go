package replica_test

import (
	"context"
	"testing"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// The time line of an order names the line that was cancelled and the customer
// who was chosen; ids mean nothing to people.
func TestTimelineNamesWhatChanged(t *testing.T) {
	ctx, r := context.Background(), newShop(t)
	users, err := r.Users(ctx)
	if err != nil {
		t.Fatal(err)
	}
	a := replica.Actor{User: users[0].ID, Role: shop.Owner}
	product, err := r.SaveProduct(ctx, a, replica.Product{Name: "Чашка", Active: true, Offers: []replica.Variant{{SKU: "CUP", Price: 12500, Active: true}}})
	if err != nil {
		t.Fatal(err)
	}
	card, err := r.Product(ctx, a, product)
	if err != nil {
		t.Fatal(err)
	}
	customer, err := r.SaveCustomer(ctx, a, replica.Customer{Name: "Ірина Коваль", Phones: []string{"050 123 45 67"}})
	if err != nil {
		t.Fatal(err)
	}
	counter, err := r.AddToBasket(ctx, a, "till", card.Offers[0].ID, shop.One)
	if err != nil {
		t.Fatal(err)
	}
	order := counter.Basket.ID
	if _, err := r.Park(ctx, a, "till", ""); err != nil {
		t.Fatal(err)
	}
	if err := r.SetOrderCustomer(ctx, a, order, customer); err != nil {
		t.Fatal(err)
	}
	if err := r.CancelLine(ctx, a, order, counter.Basket.Lines[0].ID, "розбита", ""); err != nil {
		t.Fatal(err)
	}
	got, err := r.Order(ctx, a, order)
	if err != nil {
		t.Fatal(err)
	}
	var cancelled, chosen bool
	for _, e := range got.History {
		if e.Kind == "line" && e.What == "Чашка" && e.Changes["cancelled"][1] == "розбита" {
			cancelled = true
		}
		if e.Intent == "order_customer" && e.Changes["customer_id"][1] == "Ірина Коваль" {
			chosen = true
		}
	}
	if !cancelled || !chosen {
		t.Errorf("line cancelled: %v, customer chosen: %v, in %+v", cancelled, chosen, got.History)
	}
}
