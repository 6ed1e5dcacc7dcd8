package paper_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/prylavok/prylavok/app/paper"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// The papers between firms name a buyer as its card does; of a person, or of a
// firm of which nothing is known, they say what they said before.
func TestAnInvoiceNamesTheFirmThatBuys(t *testing.T) {
	r, orders, _ := aShop(t, "uk")
	ctx := context.Background()
	a := ownerOf(t, r)
	customer := replica.Customer{Name: "Юрій Якименко", Phones: []string{"0501234567"}}
	save := func() {
		t.Helper()
		var err error
		if customer.ID, err = r.SaveCustomer(ctx, a, customer); err != nil {
			t.Fatal(err)
		}
		if err := r.SetOrderCustomer(ctx, a, orders[0].ID, customer.ID); err != nil {
			t.Fatal(err)
		}
	}
	says := func(document shop.Document, has, lacks []string) {
		t.Helper()
		p, err := paper.Make(ctx, r, paper.Ask{Document: document, Orders: orders[:1], At: moment})
		if err != nil {
			t.Fatal(err)
		}
		text := p.String()
		for _, s := range slices.Concat(has, lacks) {
			if strings.Contains(text, s) != slices.Contains(has, s) {
				t.Errorf("%s, %q:\n%s", document, s, text)
			}
		}
	}
	person, firm := []string{"Юрій Якименко", "вул. Франка"}, []string{"ТОВ «Їжачок»", "32855961", "UA223052990000026001234567890", "АТ «Банк»", "вул. Хрещатик"}
	save()
	says(shop.DocumentInvoice, person, firm)
	customer.Firm = replica.Firm{LegalName: "ТОВ «Їжачок»", TaxID: "32855961", IBAN: "UA223052990000026001234567890", Bank: "АТ «Банк»", LegalAddress: "м. Київ, вул. Хрещатик, 1"}
	save()
	says(shop.DocumentInvoice, firm, person)
	says(shop.DocumentExpense, firm, person)
	// The parcel goes where it is wanted, not where the firm is registered.
	says(shop.DocumentWaybill, person[1:], firm[4:])
}
