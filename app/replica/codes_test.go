package replica_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
	"pgregory.net/rapid"
)

// shelve makes goods of a unit with an SKU and codes of some quantities.
func shelve(t testing.TB, r *replica.Replica, name, unit, sku string, price shop.Money, codes ...replica.Barcode) shop.ID {
	t.Helper()
	a := owner(t, r)
	id, err := r.SaveProduct(ctx, a, replica.Product{Name: name, Unit: unit, Active: true, Offers: []replica.Variant{{SKU: sku, Price: price, Active: true, Barcodes: codes}}})
	if err != nil {
		t.Fatal(err)
	}
	p, err := r.Product(ctx, a, id)
	if err != nil {
		t.Fatal(err)
	}
	return p.Offers[0].ID
}

func findCode(t testing.TB, r *replica.Replica, code string) replica.Found {
	t.Helper()
	f, err := r.FindCode(ctx, owner(t, r), code)
	if err != nil {
		t.Fatalf("%q: %v", code, err)
	}
	return f
}

// weighed writes the label of a scale: a prefix, the number of the goods, and
// grams or minor units.
func weighed(prefix, plu, value int) string {
	code := fmt.Sprintf("%02d%05d%05d", prefix, plu, value)
	return code + string(shop.CheckDigit(code))
}

// One and the same code names goods however it is written down and scanned, and
// stands for what was said of it: a piece, a box, or a weight.
func TestACodeNamesGoodsInEverySpelling(t *testing.T) {
	r := newShop(t)
	tea := shelve(t, r, "Чай", "pcs", "Tea-Ab/1", 9000, replica.Barcode{Code: "012345678905"}, replica.Barcode{Code: "14820024700013", Quantity: 12 * shop.One})
	cheese := shelve(t, r, "Сир", "kg", "123", 18990)
	ham := shelve(t, r, "Шинка", "kg", "", 30000, replica.Barcode{Code: "00777"})
	nuts := shelve(t, r, "Горіхи", "g", "55", 50)
	sweets := shelve(t, r, "Цукерки", "kg", "", 20000, replica.Barcode{Code: "4820024700016"})
	own := shelve(t, r, "Листівка", "pcs", "", 2500, replica.Barcode{Code: weighed(22, 123, 1500)})
	cake := shelve(t, r, "Торт", "pcs", "900", 40000)
	for _, c := range []struct {
		says, code string
		offer      shop.ID
		scanned    shop.Quantity
	}{
		{"a UPC-A as it is kept", "012345678905", tea, shop.One},
		{"the same read as EAN-13", "0012345678905", tea, shop.One},
		{"the same with the scanner's identifier", "]E00012345678905", tea, shop.One},
		{"the box has a code of its own", "14820024700013", tea, 12 * shop.One},
		{"an SKU in small letters", "tea-ab/1", tea, shop.One},
		{"an SKU in capitals", "TEA-AB/1", tea, shop.One},
		{"an SKU typed by a scanner on a Russian layout", "ЕУФ-ФИ.1", tea, shop.One},
		{"a kilogram and a half is not one", weighed(20, 123, 1500), cheese, 1500},
		{"a barcode with the zeros of the label", weighed(28, 777, 250), ham, 250},
		{"goods sold by the gram", weighed(21, 55, 150), nuts, 150_000},
		{"an exact code goes before a mask", weighed(22, 123, 1500), own, shop.One},
		{"a piece is one, whatever it weighs", weighed(23, 900, 1234), cake, shop.One},
		{"a net weight", "]C1014482002470001" + "2" + "310300125010AB", shop.ID{}, 0},
		{"a net weight of goods that are known", "]C10104820024700016310300125010AB", sweets, 1250},
		{"a count in a box", "]C10200012345678905" + "3705", tea, 5 * shop.One},
	} {
		f := findCode(t, r, c.code)
		if c.offer.IsZero() {
			if f.Found != "nothing" {
				t.Errorf("%s: found %s", c.says, f.Found)
			}
			continue
		}
		if f.Found != "offer" || len(f.Offers) != 1 || f.Offers[0].ID != c.offer || f.Offers[0].Scanned != c.scanned {
			t.Errorf("%s: %q found %s %+v", c.says, c.code, f.Found, f.Offers)
		}
	}
	for _, nothing := range []string{"", " ", "9999", weighed(20, 99999, 100), "]C1", "\x1d"} {
		if f := findCode(t, r, nothing); f.Found != "nothing" || f.Offers == nil {
			t.Errorf("%q found %s", nothing, f.Found)
		}
	}
}

// An order is found by its number, the carrier's number and every code of its
// parcels; a customer by the card, and by nothing that was taken away again.
func TestOrdersAndCustomersAreFoundByTheirCodes(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	stockUp(t, r, "Чашка", "4820024700016", 10000, 10*shop.One)
	first, second := sell(t, r, a, "4820024700016", 1), sell(t, r, a, "4820024700016", 1)
	if err := r.SetDelivery(ctx, a, first.OrderID, replica.Delivery{Method: "post", Waybill: "RA473124829UA"}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []replica.ParcelCode{{Code: "]C100106141412345678908", Kind: "ours"}, {Code: "20450000123456", Kind: "carrier"}, {Code: "NP/ab-77", Kind: "second"}} {
		if err := r.AddParcelCode(ctx, a, first.OrderID, c); err != nil {
			t.Fatal(err)
		}
	}
	for _, code := range []string{first.Number, "a1-000001", "RA473124829UA", "ra473124829ua", "КФ473124829ГФ", "106141412345678908", "(00)106141412345678908", "00106141412345678908", "20450000123456", "NP/ab-77"} {
		if f := findCode(t, r, code); f.Found != "order" || f.OrderID != first.OrderID {
			t.Errorf("%q found %s %s", code, f.Found, f.OrderID)
		}
	}
	wantProblem(t, r.AddParcelCode(ctx, a, second.OrderID, replica.ParcelCode{Code: "20450000123456", Kind: "carrier"}), replica.ErrParcelTaken)
	wantProblem(t, r.AddParcelCode(ctx, a, second.OrderID, replica.ParcelCode{Code: "RA473124829UA", Kind: "carrier"}), replica.ErrParcelTaken)
	wantProblem(t, r.AddParcelCode(ctx, a, second.OrderID, replica.ParcelCode{Code: "X", Kind: "theirs"}), shop.ErrInput)
	if err := r.AddParcelCode(ctx, a, first.OrderID, replica.ParcelCode{Code: "20450000123456", Kind: "second"}); err != nil {
		t.Fatal(err)
	}
	card, err := r.Order(ctx, a, first.OrderID)
	if err != nil || fmt.Sprint(card.Codes) != "[{106141412345678908 ours} {20450000123456 second} {NP/ab-77 second}]" {
		t.Errorf("%v %v", card.Codes, err)
	}
	page, err := r.Orders(ctx, a, replica.OrderQuery{OrderFilter: replica.OrderFilter{Text: "20450000123456"}})
	if err != nil || page.Total != 1 {
		t.Errorf("the list finds %d orders by a parcel's code: %v", page.Total, err)
	}
	if err := r.RemoveParcelCode(ctx, a, first.OrderID, "20450000123456"); err != nil {
		t.Fatal(err)
	}
	if f := findCode(t, r, "20450000123456"); f.Found != "nothing" {
		t.Errorf("a code that was taken off finds %s", f.Found)
	}

	code, none := "2900000000018", ""
	who, err := r.SaveCustomer(ctx, a, replica.Customer{Name: "Марія", Card: &code, DiscountBP: 500})
	if err != nil {
		t.Fatal(err)
	}
	_, err = r.SaveCustomer(ctx, a, replica.Customer{Name: "Інша", Card: &code})
	wantProblem(t, err, replica.ErrCardTaken)
	s, err := r.Scan(ctx, a, "till", code, 0)
	if err != nil || s.Found != "customer" || s.CustomerID != who || s.Counter.Basket.CustomerID != who || s.Counter.Basket.Discount.BasisPoints != 500 {
		t.Fatalf("%+v %v", s, err)
	}
	if _, err := r.SaveCustomer(ctx, a, replica.Customer{ID: who, Name: "Марія К."}); err != nil {
		t.Fatal(err)
	}
	if kept, err := r.Customer(ctx, a, who); err != nil || kept.Card == nil || *kept.Card != code {
		t.Fatalf("a form that knows no card took it away: %v", err)
	}
	if list, err := r.Customers(ctx, replica.CustomerQuery{Text: code}); err != nil || list.Total != 1 {
		t.Errorf("the list finds %d customers by a card: %v", list.Total, err)
	}
	if _, err := r.SaveCustomer(ctx, a, replica.Customer{ID: who, Name: "Марія", Card: &none}); err != nil {
		t.Fatal(err)
	}
	// Customers without a card do not clash over having none.
	if _, err := r.SaveCustomer(ctx, a, replica.Customer{Name: "Ще одна", Card: &none}); err != nil {
		t.Fatal(err)
	}
	if f := findCode(t, r, code); f.Found != "nothing" {
		t.Errorf("a card that was taken away finds %s", f.Found)
	}
	verify(t, r)
}

// Several goods with one code: a person is asked once, the till remembers over a
// restart, and asks again when it is told to.
func TestAChoiceIsRememberedOnThisTill(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	red := shelve(t, r, "Чашка червона", "pcs", "", 10000, replica.Barcode{Code: "4820024700016"})
	blue := shelve(t, r, "Чашка синя", "pcs", "", 11000, replica.Barcode{Code: "4820024700016", Quantity: 6 * shop.One})
	s, err := r.Scan(ctx, a, "till", "4820024700016", 0)
	if err != nil || s.Found != "choice" || len(s.Choices) != 2 || len(s.Counter.Basket.Lines) != 0 {
		t.Fatalf("%+v %v", s, err)
	}
	if list, err := r.UnknownCodes(ctx); err != nil || len(list) != 0 {
		t.Errorf("a code of two goods is unknown: %v %v", list, err)
	}
	_, err = r.ScanCode(ctx, a, "till", replica.Scanning{Code: "4820024700016", OfferID: shop.NewID()})
	wantProblem(t, err, shop.ErrNotFound)
	s, err = r.ScanCode(ctx, a, "till", replica.Scanning{Code: "4820024700016", OfferID: blue})
	if err != nil || s.Found != "offer" || s.OfferID != blue || !s.Remembered || s.Counter.Basket.Lines[0].Quantity != 6*shop.One {
		t.Fatalf("%+v %v", s, err)
	}
	path := r.Path()
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := replica.Open(ctx, path, replica.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close() //nolint:errcheck // the test has looked at what it is about
	s, err = again.Scan(ctx, a, "till", "]E04820024700016", 0)
	if err != nil || s.Found != "offer" || s.OfferID != blue || !s.Remembered || len(s.Counter.Basket.Lines) != 1 || s.Counter.Basket.Lines[0].Quantity != 12*shop.One {
		t.Fatalf("%+v %v", s, err)
	}
	// Another choice takes its place.
	if s, err = again.ScanCode(ctx, a, "till", replica.Scanning{Code: "4820024700016", OfferID: red}); err != nil || s.OfferID != red {
		t.Fatalf("%+v %v", s, err)
	}
	if err := again.ForgetChoice(ctx, a, "4820024700016"); err != nil {
		t.Fatal(err)
	}
	if s, err = again.Scan(ctx, a, "till", "4820024700016", 0); err != nil || s.Found != "choice" {
		t.Fatalf("%+v %v", s, err)
	}
}

// An unknown code waits through a restart, counts how often it was seen, and goes
// when it is bound: its goods are then found by any other label of theirs. The
// oldest makes room in a list that is full.
func TestUnknownCodesWaitUntilTheyAreBound(t *testing.T) {
	at := time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)
	path := filepath.Join(t.TempDir(), "shop.db")
	options := replica.Options{Now: func() time.Time { at = at.Add(time.Second); return at }}
	r, err := replica.Create(ctx, path, replica.NewShop{Name: "Крамниця", Currency: "UAH", Language: "uk", Owner: "Олена"}, options)
	if err != nil {
		t.Fatal(err)
	}
	a := owner(t, r)
	cup := shelve(t, r, "Чашка", "pcs", "", 10000, replica.Barcode{Code: "4820024700016"})
	cheese := shelve(t, r, "Сир", "kg", "", 18990)
	label, box := weighed(20, 321, 750), "]d20104820000000017"+"10LOT1\x1d21A5"
	for _, code := range []string{"4829999999994", label, box, "4829999999994"} {
		if s, err := r.Scan(ctx, a, "till", code, 0); err != nil || s.Found != "nothing" {
			t.Fatalf("%q: %+v %v", code, s, err)
		}
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if r, err = replica.Open(ctx, path, options); err != nil {
		t.Fatal(err)
	}
	defer r.Close() //nolint:errcheck // the test has looked at what it is about
	list, err := r.UnknownCodes(ctx)
	if err != nil || len(list) != 3 || list[0].Code != "4829999999994" || list[0].Times != 2 || list[1].Code != box || list[2].Code != label {
		t.Fatalf("%+v %v", list, err)
	}
	_, err = r.BindCode(ctx, a, "4829999999994", cup, 500)
	wantProblem(t, err, shop.ErrQuantityWhole)
	if o, err := r.BindCode(ctx, a, "4829999999994", cup, 12*shop.One); err != nil || o.ID != cup || o.Scanned != 12*shop.One {
		t.Fatalf("%+v %v", o, err)
	}
	if f := findCode(t, r, "4829999999994"); f.Found != "offer" || f.Offers[0].ID != cup || f.Offers[0].Scanned != 12*shop.One {
		t.Errorf("%+v", f)
	}
	if _, err := r.BindCode(ctx, a, label, cheese, 0); err != nil {
		t.Fatal(err)
	}
	if f := findCode(t, r, weighed(20, 321, 1500)); f.Found != "offer" || f.Offers[0].ID != cheese || f.Offers[0].Scanned != 1500 {
		t.Errorf("another piece of the same: %+v", f)
	}
	if _, err := r.BindCode(ctx, a, box, cup, 0); err != nil {
		t.Fatal(err)
	}
	if f := findCode(t, r, "4820000000017"); f.Found != "offer" || f.Offers[0].ID != cup {
		t.Errorf("another lot of the same: %+v", f)
	}
	if _, err := r.BindCode(ctx, a, box, cheese, 0); !errors.Is(err, shop.ErrCodeTaken) {
		t.Errorf("a code of other goods was taken: %v", err)
	}
	if list, err = r.UnknownCodes(ctx); err != nil || len(list) != 0 {
		t.Errorf("bound codes wait still: %+v %v", list, err)
	}
	for i := range 205 {
		if err := r.KeepCode(ctx, a, fmt.Sprintf("X-%03d", i)); err != nil {
			t.Fatal(err)
		}
	}
	list, err = r.UnknownCodes(ctx)
	if err != nil || len(list) != 200 || list[0].Code != "X-204" || list[199].Code != "X-005" {
		t.Errorf("%d codes are kept, the last %+v: %v", len(list), list[len(list)-1], err)
	}
	if err := r.DropCode(ctx, a, "X-204"); err != nil {
		t.Fatal(err)
	}
	if list, err = r.UnknownCodes(ctx); err != nil || len(list) != 199 {
		t.Errorf("%d codes are kept: %v", len(list), err)
	}
	verify(t, r)
}

// Whatever labels are scanned, a sale comes to exactly what they ask for, and
// weights add up in the line of their goods.
func TestLabelsComeToWhatTheySay(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	shelve(t, r, "Сир", "kg", "123", 18990)
	shelve(t, r, "Торт", "pcs", "124", 40000)
	shelve(t, r, "Рис", "kg", "125", 4550)
	round := 0
	rapid.Check(t, func(t *rapid.T) {
		round++
		screen := fmt.Sprintf("till %d", round)
		var asked shop.Money
		for range rapid.IntRange(1, 5).Draw(t, "labels") {
			plu := rapid.SampledFrom([]int{123, 124, 125}).Draw(t, "plu")
			price := rapid.SampledFrom([]int{100, 4550, 5537, 18990, rapid.IntRange(1, 99_999).Draw(t, "price")}).Draw(t, "label")
			s, err := r.Scan(ctx, a, screen, weighed(24, plu, price), 0)
			if err != nil || s.Found != "offer" {
				t.Fatalf("%+v %v", s, err)
			}
			if asked += shop.Money(price); s.Counter.Totals.Total != asked {
				t.Fatalf("labels of %d come to %d", asked, s.Counter.Totals.Total)
			}
		}
	})
	var weight shop.Quantity
	for _, grams := range []int{277, 1500, 5} {
		weight += shop.Quantity(grams)
		s, err := r.Scan(ctx, a, "scales", weighed(20, 123, grams), 0)
		if err != nil || len(s.Counter.Basket.Lines) != 1 || s.Counter.Basket.Lines[0].Quantity != weight {
			t.Fatalf("%+v %v", s, err)
		}
	}
}

// Goods past their date are sold, and the person is told.
func TestGoodsPastTheirDateAreDoubted(t *testing.T) {
	now := time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)
	r, err := replica.Create(ctx, filepath.Join(t.TempDir(), "shop.db"), replica.NewShop{Name: "Крамниця", Currency: "UAH", Language: "uk", Owner: "Олена"}, replica.Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close() //nolint:errcheck // the test has looked at what it is about
	shelve(t, r, "Йогурт", "pcs", "", 4000, replica.Barcode{Code: "4820024700016"})
	for expiry, doubt := range map[string]string{"261127": "scan_expired", "261128": "", "271200": ""} {
		s, err := r.Scan(ctx, owner(t, r), "till", "]d2010482002470001617"+expiry, 0)
		if err != nil || s.Found != "offer" {
			t.Fatalf("%s: %+v %v", expiry, s, err)
		}
		got := ""
		if s.Doubt != nil {
			got = s.Doubt.Code
		}
		if got != doubt {
			t.Errorf("%s is doubted as %q", expiry, got)
		}
	}
}

// A shop's own masks take the place of the usual ones; masks that cannot be read
// are refused where they are set.
func TestAShopHasItsOwnMasks(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	cheese := shelve(t, r, "Сир", "kg", "7", 18990)
	if err := r.SetSetting(ctx, a, "scan.masks", "29PPPWWWWWW"); err == nil {
		t.Error("a mask that is too short was taken")
	}
	if err := r.SetSetting(ctx, a, "scan.masks", "27PPPP.WWWWWC"); err != nil {
		t.Fatal(err)
	}
	code := "270007900750"
	code += string(shop.CheckDigit(code))
	if f := findCode(t, r, code); f.Found != "offer" || f.Offers[0].ID != cheese || f.Offers[0].Scanned != 750 {
		t.Errorf("%+v", f)
	}
	if f := findCode(t, r, weighed(20, 7, 750)); f.Found != "nothing" {
		t.Errorf("the usual masks hold beside the shop's: %+v", f)
	}
}
