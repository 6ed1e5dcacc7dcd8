package replica_test

import (
	"context"
	"testing"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// An order's card says what its discounts take off and what it earns; who may
// not see purchase prices is told no margin.
func TestOrderCardSums(t *testing.T) {
	ctx, r := context.Background(), newShop(t)
	users, err := r.Users(ctx)
	if err != nil {
		t.Fatal(err)
	}
	a := replica.Actor{User: users[0].ID, Role: shop.Owner}
	purchase := shop.Money(5000)
	product, err := r.SaveProduct(ctx, a, replica.Product{Name: "Чашка", Active: true, Offers: []replica.Variant{{Price: 12500, Purchase: &purchase, Active: true}}})
	if err != nil {
		t.Fatal(err)
	}
	card, err := r.Product(ctx, a, product)
	if err != nil {
		t.Fatal(err)
	}
	counter, err := r.AddToBasket(ctx, a, "till", card.Offers[0].ID, 2*shop.One)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.SetBasketDiscount(ctx, a, "till", shop.Discount{BasisPoints: 1000}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Park(ctx, a, "till", ""); err != nil {
		t.Fatal(err)
	}
	got, err := r.Order(ctx, a, counter.Basket.ID)
	if err != nil {
		t.Fatal(err)
	}
	if got.Gross != 25000 || got.Off != 2500 || got.Total != 22500 || got.Margin == nil || *got.Margin != 12500 {
		t.Errorf("gross %d, off %d, total %d, margin %v", got.Gross, got.Off, got.Total, got.Margin)
	}
	a.Role = shop.Clerk
	if got, err = r.Order(ctx, a, counter.Basket.ID); err != nil || got.Margin != nil || got.Items[0].Margin != nil {
		t.Errorf("a clerk was told a margin of %v, %v", got.Margin, err)
	}
}

// The goods list says what a piece earns at its present price, only to those
// who may see purchase prices.
func TestGoodsListMargin(t *testing.T) {
	ctx, r := context.Background(), newShop(t)
	purchase := shop.Money(5000)
	if _, err := r.SaveProduct(ctx, replica.Actor{Role: shop.Owner}, replica.Product{Name: "Чашка", Active: true, Offers: []replica.Variant{{Price: 12500, SalePrice: 9900, Purchase: &purchase, Active: true}}}); err != nil {
		t.Fatal(err)
	}
	page, err := r.Goods(ctx, replica.Actor{Role: shop.Owner}, replica.GoodsQuery{})
	if err != nil || len(page.Offers) != 1 || page.Offers[0].Margin == nil || *page.Offers[0].Margin != 4900 {
		t.Errorf("margin %+v, %v", page.Offers, err)
	}
	page, err = r.Goods(ctx, replica.Actor{Role: shop.Clerk}, replica.GoodsQuery{})
	if err != nil || len(page.Offers) != 1 || page.Offers[0].Margin != nil {
		t.Errorf("a clerk sees a margin: %+v, %v", page.Offers, err)
	}
}

// A copy is a new order of the same goods that leads back to its original.
func TestCopyLeadsToItsOriginal(t *testing.T) {
	ctx, r := context.Background(), newShop(t)
	a := replica.Actor{Role: shop.Owner}
	product, err := r.SaveProduct(ctx, a, replica.Product{Name: "Чашка", Active: true, Offers: []replica.Variant{{Price: 12500, Active: true}}})
	if err != nil {
		t.Fatal(err)
	}
	card, err := r.Product(ctx, a, product)
	if err != nil {
		t.Fatal(err)
	}
	counter, err := r.AddToBasket(ctx, a, "till", card.Offers[0].ID, 2*shop.One)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Park(ctx, a, "till", ""); err != nil {
		t.Fatal(err)
	}
	if err := r.SetDelivery(ctx, a, counter.Basket.ID, replica.Delivery{Method: "branch", City: "Львів", Price: 7000}); err != nil {
		t.Fatal(err)
	}
	original, err := r.Order(ctx, a, counter.Basket.ID)
	if err != nil {
		t.Fatal(err)
	}
	id, err := r.CopyOrder(ctx, a, original.ID)
	if err != nil {
		t.Fatal(err)
	}
	got, err := r.Order(ctx, a, id)
	if err != nil {
		t.Fatal(err)
	}
	if got.OriginID != original.ID || got.Origin != original.Number || got.Number == original.Number {
		t.Errorf("copy %s leads to %q, not to %s", got.Number, got.Origin, original.Number)
	}
	if got.Status != shop.New || got.Total != 32000 || got.Delivery != original.Delivery || len(got.Items) != 1 {
		t.Errorf("copy is %s of %d with %+v", got.Status, got.Total, got.Delivery)
	}
	if len(original.Returns) != 0 {
		t.Errorf("the copy counts as a return: %+v", original.Returns)
	}
	verify(t, r)
}
