package paper_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prylavok/prylavok/app/label"
	"github.com/prylavok/prylavok/app/paper"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

var moment = time.Date(2026, 11, 23, 9, 30, 0, 0, time.Local)

// aShop is a shop of two goods with two orders to deliver, and its goods.
func aShop(t *testing.T, language string) (r *replica.Replica, orders []paper.Order, offers []shop.ID) {
	t.Helper()
	ctx := context.Background()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	r, a := newShop(t, language)
	for key, value := range map[string]string{"shop.legal_name": "ФОП Ґудзь О. Є.", "shop.tax_id": "1234567890", "shop.iban": "UA213223130000026007233566001", "shop.bank": "АТ «Приклад»",
		"shop.director": "Ґудзь Олена", "invoice.tax": "Без ПДВ"} {
		must(r.SetSetting(ctx, a, key, value))
	}
	for i, name := range []string{"Чай", "Кава"} {
		_, err := r.SaveProduct(ctx, a, replica.Product{Name: name, Unit: "pcs", Active: true, Offers: []replica.Variant{{SKU: fmt.Sprintf("SKU-%d", i), Price: 12105, WeightGrams: 250, Active: true,
			Barcodes: []replica.Barcode{{Code: []string{"4820024700016", "4006381333931"}[i]}}}}})
		must(err)
	}
	for n := range 2 {
		for range n + 1 {
			_, err := r.Scan(ctx, a, "till", "4820024700016", 0)
			must(err)
		}
		if n == 0 {
			_, err := r.Scan(ctx, a, "till", "4006381333931", 0)
			must(err)
		}
		_, err := r.Park(ctx, a, "till", "")
		must(err)
	}
	page, err := r.Orders(ctx, a, replica.OrderQuery{Sort: "number", Up: true})
	must(err)
	for _, o := range page.Orders {
		must(r.SetDelivery(ctx, a, o.ID, replica.Delivery{Method: "courier", Recipient: "Євгенія", RecipientPhone: "0671234567", City: "Львів", Address: "вул. Франка, 12", COD: true}))
		orders = append(orders, paper.Order{ID: o.ID})
	}
	goods, err := r.Goods(ctx, a, replica.GoodsQuery{})
	must(err)
	for _, o := range goods.Offers {
		offers = append(offers, o.ID)
	}
	return r, orders, offers
}

// Every kind of document is made of what it needs, in every language of the
// shop, and says what the books say.
func TestEveryDocumentIsMade(t *testing.T) {
	want := map[shop.Document][]string{
		shop.DocumentLabel:      {`"Євгенія"`, `"242,10 ₴"`, `"067 123 4567"`},
		shop.DocumentReceipt:    {`"242,10 ₴"`, `"Чай"`, `"Кава"`},
		shop.DocumentPacking:    {`"SKU-0"`, `"4820024700016"`, `"Львів"`},
		shop.DocumentWaybill:    {`"0,5 к`, `"ФОП Ґудзь О. Є."`, `"242,10 ₴"`},
		shop.DocumentInvoice:    {`"ФОП Ґудзь О. Є."`, "UA213223130000026007233566001", `"242,10 ₴"`, `"Без ПДВ"`, `"Ґудзь Олена"`},
		shop.DocumentExpense:    {`"ФОП Ґудзь О. Є."`, `"242,10 ₴"`},
		shop.DocumentPickList:   {`"3"`, `"A1-000001 × 1,"`, `"A1-000002 × 2"`, "23.11.2026 09:30"},
		shop.DocumentRegister:   {`"A1-000001"`, `"A1-000002"`, `"484,20 ₴"`, `"1 к`, "23.11.2026"},
		shop.DocumentPriceTag:   {`"121,05 ₴"`, `"4820024700016"`, `"4006381333931"`},
		shop.DocumentCountSheet: {`"Чай"`, `"SKU-1"`, `"0"`},
		shop.DocumentShelf:      {`"A-01"`, `"Стелаж"`},
	}
	words := map[string]string{"uk": "двісті сорок дві гривні 10 копійок", "ru": "двести сорок две гривны 10 копеек", "en": "two hundred forty-two hryvnias 10 kopiykas"}
	for _, language := range []string{"uk", "ru", "en"} {
		r, orders, offers := aShop(t, language)
		for _, k := range paper.Kinds {
			made, err := paper.Make(context.Background(), r, paper.Ask{Document: k.Document, Orders: orders, Offers: offers, Places: []label.ShelfLabel{{Code: "A-01", Name: "Стелаж"}}, At: moment})
			if err != nil {
				t.Errorf("%s in %s: %v", k.Document, language, err)
				continue
			}
			got := strings.ReplaceAll(made.String(), `\u00a0`, " ")
			for _, s := range want[k.Document] {
				if language == "en" {
					s = strings.ReplaceAll(s, " к", " k")
				}
				if !strings.Contains(got, s) {
					t.Errorf("%s in %s lacks %s:\n%s", k.Document, language, s, got)
				}
			}
			if k.Document == shop.DocumentInvoice && !strings.Contains(strings.ToLower(got), words[language]) {
				t.Errorf("the invoice in %s lacks %q:\n%s", language, words[language], got)
			}
		}
	}
}

// What there is to print is said once: each document of shop.Documents has its
// maker, and each size that is offered can be printed.
func TestDocumentsAgree(t *testing.T) {
	r, orders, offers := aShop(t, "uk")
	var made []shop.Document
	for _, k := range paper.Kinds {
		made = append(made, k.Document)
		for _, size := range k.Sizes {
			ask := paper.Ask{Document: k.Document, Orders: orders[:1], Offers: offers, Places: []label.ShelfLabel{{Code: "A-01"}}, Size: size, At: moment}
			if _, err := paper.Make(context.Background(), r, ask); err != nil {
				t.Errorf("%s of %s: %v", k.Document, size, err)
			}
		}
	}
	if !slices.Equal(made, shop.Documents) {
		t.Errorf("documents are %v, makers %v", shop.Documents, made)
	}
}

// The shop's setting chooses the size, unless whoever asks does.
func TestSizesAreSet(t *testing.T) {
	r, orders, _ := aShop(t, "uk")
	ctx := context.Background()
	if err := r.SetSetting(ctx, ownerOf(t, r), paper.SizeKey(shop.DocumentLabel), "85x85"); err != nil {
		t.Fatal(err)
	}
	for size, want := range map[label.Size]string{"": "sheet 85.000 85.000", label.Label100x150: "sheet 100.000 150.000"} {
		p, err := paper.Make(ctx, r, paper.Ask{Document: shop.DocumentLabel, Orders: orders, Size: size})
		if err != nil || strings.Count(p.String(), want) != 2 {
			t.Errorf("%q: %v on\n%s", size, err, p)
		}
	}
}

// What cannot be made says why: no such document, nothing to make it of, goods
// that are gone.
func TestDocumentsThatCannotBeMade(t *testing.T) {
	r, _, _ := aShop(t, "uk")
	for _, c := range []struct {
		ask  paper.Ask
		want error
	}{
		{paper.Ask{Document: "poster"}, paper.ErrDocument},
		{paper.Ask{Document: shop.DocumentLabel}, shop.ErrRequired},
		{paper.Ask{Document: shop.DocumentLabel, Orders: []paper.Order{{ID: shop.NewID()}}}, shop.ErrNotFound},
		{paper.Ask{Document: shop.DocumentPriceTag, Offers: []shop.ID{shop.NewID()}}, shop.ErrNotFound},
	} {
		if _, err := paper.Make(context.Background(), r, c.ask); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.ask.Document, err, c.want)
		}
	}
	for _, d := range []shop.Document{shop.DocumentRegister, shop.DocumentPickList, shop.DocumentPriceTag, shop.DocumentCountSheet, shop.DocumentShelf} {
		_, err := paper.Make(context.Background(), r, paper.Ask{Document: d})
		var e *label.Error
		if !errors.As(err, &e) || e.Code != label.CodeNothing {
			t.Errorf("%s of nothing: %v", d, err)
		}
	}
}

// A returned sale has a receipt, and none of the papers that send goods out.
func TestReturnsHaveNoInvoice(t *testing.T) {
	ctx := context.Background()
	r, _, _ := aShop(t, "uk")
	a := ownerOf(t, r)
	s, err := r.Scan(ctx, a, "till", "4820024700016", 0)
	if err != nil {
		t.Fatal(err)
	}
	done, err := r.FinishSale(ctx, a, "till", replica.Finish{Basket: s.Counter.Basket.ID})
	if err != nil {
		t.Fatal(err)
	}
	card, err := r.Order(ctx, a, done.OrderID)
	if err != nil {
		t.Fatal(err)
	}
	back, err := r.ReturnGoods(ctx, a, replica.ReturnRequest{Order: done.OrderID, Lines: []replica.ReturnLine{{Line: card.Items[0].ID, Quantity: shop.One}}, Reason: "брак"})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range shop.Documents {
		_, err := paper.Make(ctx, r, paper.Ask{Document: d, Orders: []paper.Order{{ID: back.OrderID}}})
		switch d {
		case shop.DocumentReceipt, shop.DocumentLabel:
			if err != nil {
				t.Errorf("%s: %v", d, err)
			}
		default:
			if d.Of() != shop.OfGoods && d.Of() != shop.OfPlaces && !errors.Is(err, paper.ErrDocument) {
				t.Errorf("%s of a return: %v", d, err)
			}
		}
	}
}

// A count that is under way comes out with what was counted and, unless it must
// not be led by it, what the books say.
func TestAnOpenCountIsPrinted(t *testing.T) {
	ctx := context.Background()
	r, _, offers := aShop(t, "uk")
	a := ownerOf(t, r)
	if _, err := r.AddToSheet(ctx, a, replica.SheetAdd{Kind: shop.Count, OfferID: offers[0], Quantity: 7 * shop.One}); err != nil {
		t.Fatal(err)
	}
	for blind, booked := range map[bool]bool{false: true, true: false} {
		p, err := paper.Make(ctx, r, paper.Ask{Document: shop.DocumentCountSheet, Counted: true, Blind: blind, At: moment})
		if err != nil {
			t.Fatal(err)
		}
		if got := p.String(); !strings.Contains(got, `"7"`) || strings.Contains(got, `"За обліком"`) != booked {
			t.Errorf("blind %v:\n%s", blind, got)
		}
	}
}
