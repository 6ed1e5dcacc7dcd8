package replica_test

import (
	"encoding/csv"
	"errors"
	"strings"
	"testing"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// nasty are texts that somebody will type, paste or scan one day.
var nasty = []string{
	"'; DROP TABLE orders; --", `" OR "1"="1`, "NEAR(чашка, 2)", "чашка AND NOT", "чаш*", "sku:чашка", "^чашка", "(((", `"""`, "{a b}: c", "-чашка", "+", "%_%", "\\",
	"\u202eакшач", "👩‍👩‍👧‍👦 сім’я", "a\u0000b", "\u0000", "ﬀ ﬃ", "ß", "İı", strings.Repeat("щ", 10_000), strings.Repeat("a ", 5_000), "\xff\xfe", "\ufeff", "=cmd|' /C calc'!A0",
}

// Whatever is typed into a search finds something or nothing, and never fails.
func TestNothingTypedBreaksASearch(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	stockUp(t, r, "Чашка", "4820024700016", 10000, 10*shop.One)
	sell(t, r, a, "4820024700016", 1)
	for _, text := range nasty {
		_, goods := r.FindOffers(ctx, a, text, 20)
		_, orders := r.FindOrders(ctx, text, 20)
		_, list := r.Orders(ctx, a, replica.OrderQuery{OrderFilter: replica.OrderFilter{Text: text}})
		_, stock := r.Goods(ctx, a, replica.GoodsQuery{Text: text})
		_, people := r.Customers(ctx, replica.CustomerQuery{Text: text})
		_, scan := r.Scan(ctx, a, "till", text, 0)
		if err := errors.Join(goods, orders, list, stock, people, scan); err != nil {
			t.Errorf("%.40q: %v", text, err)
		}
	}
	verify(t, r)
}

// Whatever is written into a record is kept, found and exported as one row, or
// refused in words.
func TestNothingWrittenBreaksARecord(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	for i, text := range nasty {
		fits := func(what string, err error) {
			t.Helper()
			var p *shop.Problem
			if err != nil && (!errors.As(err, &p) || errors.Is(err, replica.ErrInternal)) {
				t.Errorf("%s %.40q: %v", what, text, err)
			}
		}
		id, err := r.SaveProduct(ctx, a, replica.Product{Name: text, Unit: "pcs", Active: true, Brand: text, Category: text, Tags: text, Description: text,
			Offers: []replica.Variant{{Title: text, SKU: text, Price: 100, Active: true, Barcodes: []replica.Barcode{{Code: text}}}}})
		fits("product", err)
		if err == nil {
			p, err := r.Product(ctx, a, id)
			fits("product's card", err)
			c, err := r.AddToBasket(ctx, a, "till", p.Offers[0].ID, 0)
			fits("sale", err)
			_, err = r.FinishSale(ctx, a, "till", replica.Finish{Basket: c.Basket.ID, Print: true})
			fits("sale", err)
		}
		_, err = r.SaveCustomer(ctx, a, replica.Customer{Name: text, Note: text, City: text, Address: text, Source: text})
		fits("customer", err)
		if i == 0 {
			_, err = r.SetBasketComment(ctx, a, "till", text)
			fits("comment", err)
		}
	}
	for _, table := range replica.Exports {
		var out strings.Builder
		w := csv.NewWriter(&out)
		if err := r.Export(ctx, table, w.Write); err != nil {
			t.Fatal(err)
		}
		w.Flush()
		rows, err := csv.NewReader(strings.NewReader(out.String())).ReadAll()
		if err != nil {
			t.Fatalf("%s is no table: %v", table, err)
		}
		for _, row := range rows {
			for _, cell := range row {
				if strings.HasPrefix(cell, "=") || strings.HasPrefix(cell, "@") {
					t.Errorf("%s holds the formula %.40q", table, cell)
				}
			}
		}
	}
	verify(t, r)
}

// A text that no shop writes is refused before it slows every list down.
func TestEndlessTextsAreRefused(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	endless := strings.Repeat("щ", 1<<20)
	offer := stockUp(t, r, "Чашка", "4820024700016", 10000, shop.One)
	order := parkedFor(t, r, a, offer, shop.One, shop.Discount{})
	if _, err := r.AddToBasket(ctx, a, "till", offer, shop.One); err != nil {
		t.Fatal(err)
	}
	_, product := r.SaveProduct(ctx, a, replica.Product{Name: endless, Offers: []replica.Variant{{}}})
	_, variant := r.SaveProduct(ctx, a, replica.Product{Name: "Чашка", Offers: []replica.Variant{{Title: endless}}})
	_, sku := r.SaveProduct(ctx, a, replica.Product{Name: "Чашка", Offers: []replica.Variant{{SKU: endless}}})
	_, customer := r.SaveCustomer(ctx, a, replica.Customer{Name: endless})
	_, note := r.SaveCustomer(ctx, a, replica.Customer{Name: "Ірина", Note: endless})
	_, basket := r.SetBasketComment(ctx, a, "till", endless)
	_, park := r.Park(ctx, a, "till", endless)
	_, user := r.SaveUser(ctx, a, replica.User{Name: endless, Role: shop.Clerk, Active: true}, nil)
	for what, err := range map[string]error{"product": product, "variant": variant, "sku": sku, "customer": customer, "note": note, "basket": basket, "park": park, "user": user,
		"comment": r.SetOrderComment(ctx, a, order, endless), "reason": r.CancelOrder(ctx, a, order, endless, ""), "delivery": r.SetDelivery(ctx, a, order, replica.Delivery{Address: endless})} {
		if !errors.Is(err, shop.ErrTextLong) {
			t.Errorf("%s: %.100v", what, err)
		}
	}
}
