package replica_test

import (
	"strings"
	"testing"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// A badge is a person's and of nothing else: it becomes no code of goods, parcels
// or customers, where everybody could read it and every till would have it.
func TestABadgeIsNoCodeOfAnythingElse(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	cup := shelve(t, r, "Чашка", "pcs", "", 10000, replica.Barcode{Code: "4820024700016"})
	order := parkOrder(t, r, a, "4820024700016").ID
	badge, err := r.NewBadge(ctx, a, a.User)
	if err != nil {
		t.Fatal(err)
	}
	card := " " + badge
	for says, try := range map[string]func() error{
		"a parcel": func() error {
			return r.AddParcelCode(ctx, a, order, replica.ParcelCode{Code: badge, Kind: "carrier"})
		},
		"a card": func() error {
			_, err := r.SaveCustomer(ctx, a, replica.Customer{Name: "Ірина", Card: &card})
			return err
		},
		"goods that are bound": func() error { _, err := r.BindCode(ctx, a, "]C0"+badge, cup, 0); return err },
		"goods that are saved": func() error {
			_, err := r.SaveProduct(ctx, a, replica.Product{Name: "Ложка", Unit: "pcs", Active: true, Offers: []replica.Variant{{Active: true, Barcodes: []replica.Barcode{{Code: badge}}}}})
			return err
		},
	} {
		t.Run(says, func(t *testing.T) { wantProblem(t, try(), replica.ErrBadgeCode) })
	}
	if f := findCode(t, r, badge); f.Found != "user" || f.UserID != a.User {
		t.Errorf("%+v", f)
	}
}

// A badge that lets nobody in is a badge still: no screen keeps it or shows it.
func TestABadgeOfNobodyIsNotShown(t *testing.T) {
	r := newShop(t)
	const nobodys = "UB-0123456789ABCDEF"
	f := findCode(t, r, nobodys)
	if f.Found != "user" || !f.UserID.IsZero() || f.Text == nobodys || f.Text == "" {
		t.Errorf("%+v", f)
	}
	s, err := r.Scan(ctx, owner(t, r), "till", nobodys, 0)
	if err != nil || s.Found != "user" || s.Text == nobodys {
		t.Errorf("%+v %v", s, err)
	}
}

// Goods that are given a GS1 code by hand are known by the next lot, too.
func TestGoodsKeepTheArticleOfAGS1Code(t *testing.T) {
	r := newShop(t)
	milk := shelve(t, r, "Молоко", "pcs", "", 5000, replica.Barcode{Code: "010482000000001717301231" + "10LOT1"})
	f := findCode(t, r, "]C10104820000000017"+"10LOT2")
	if f.Found != "offer" || f.Offers[0].ID != milk || f.Offers[0].Barcode != "4820000000017" {
		t.Errorf("%+v", f)
	}
	_, err := r.SaveProduct(ctx, owner(t, r), replica.Product{Name: "Сир", Unit: "pcs", Active: true, Offers: []replica.Variant{{Active: true, Barcodes: []replica.Barcode{{Code: strings.Repeat("9", 101)}}}}})
	wantProblem(t, err, shop.ErrCodeLong)
}
