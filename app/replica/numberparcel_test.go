package replica_test

import (
	"errors"
	"testing"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// sent is an order that goes out in a way of delivery.
func sent(t testing.TB, r *replica.Replica, method string) shop.ID {
	t.Helper()
	s, err := r.Scan(ctx, owner(t, r), "till", "4820024700016", 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Park(ctx, owner(t, r), "till", ""); err != nil {
		t.Fatal(err)
	}
	order := s.Counter.Basket.ID
	if err := r.SetDelivery(ctx, replica.System, order, replica.Delivery{Method: method, City: "Львів", Address: "вул. Франка, 12"}); err != nil {
		t.Fatal(err)
	}
	return order
}

// numberOf numbers an order's parcel as a label does, and gives what it goes by.
func numberOf(t testing.TB, r *replica.Replica, order shop.ID) (number string, ours, awaited bool) {
	t.Helper()
	if err := r.NumberParcel(ctx, replica.System, order); err != nil {
		t.Fatal(err)
	}
	card, err := r.Order(ctx, replica.System, order)
	if err != nil {
		t.Fatal(err)
	}
	number, ours = card.ParcelNumber()
	return number, ours, card.Awaited
}

// A parcel gets the number that the shop chose for its way of delivery, once: a
// carrier's of ours until its own comes, and then it goes by that; what has a
// number already keeps it, and what needs none gets none.
func TestParcelsAreNumberedByTheirDelivery(t *testing.T) {
	r := newShop(t)
	stockUp(t, r, "Чашка", "4820024700016", 10000, 100*shop.One)
	set := func(method, rule string) {
		t.Helper()
		if err := r.SetSetting(ctx, replica.System, shop.DeliveryOf(method).NumberSetting(), rule); err != nil {
			t.Fatal(err)
		}
	}
	for _, method := range []string{"", "pickup", "courier", "ukrposhta", "Дельта"} {
		if number, _, awaited := numberOf(t, r, sent(t, r, method)); number != "" || awaited {
			t.Errorf("%q is numbered %s, awaited %t", method, number, awaited)
		}
	}
	parcel := sent(t, r, "nova_poshta")
	if card, err := r.Order(ctx, replica.System, parcel); err != nil || card.Numbers != shop.SchemeOwn || !card.Awaited {
		t.Errorf("before its label: %s, %v", card.Numbers, err)
	}
	first, ours, awaited := numberOf(t, r, parcel)
	if !shop.IsOwnNumber(first) || !ours || !awaited {
		t.Errorf("its label has %s, ours %t, awaited %t", first, ours, awaited)
	}
	set("nova_poshta", "sscc") // what is on paper stays
	if again, _, _ := numberOf(t, r, parcel); again != first {
		t.Errorf("printed again it is %s", again)
	}
	// Its carrier's label is scanned while the order is open.
	if p, err := r.Pick(ctx, owner(t, r), replica.Pick{OrderID: parcel, Code: "20450000123456"}); err != nil || p.Found != "nothing" {
		t.Errorf("the carrier's code picks %+v: %v", p, err)
	}
	if err := r.AddParcelCode(ctx, replica.System, parcel, replica.ParcelCode{Code: "20450000123456", Kind: "carrier"}); err != nil {
		t.Fatal(err)
	}
	if list, err := r.UnknownCodes(ctx); err != nil || len(list) > 0 {
		t.Errorf("unknown are %+v: %v", list, err)
	}
	if number, ours, awaited := numberOf(t, r, parcel); number != "20450000123456" || ours || awaited {
		t.Errorf("when the carrier's is there it is %s, ours %t, awaited %t", number, ours, awaited)
	}
	for _, code := range []string{first, "20450000123456"} {
		if f := findCode(t, r, code); f.OrderID != parcel {
			t.Errorf("%s finds %+v", code, f)
		}
	}
	other := sent(t, r, "nova_poshta")
	if err := r.NumberParcel(ctx, replica.System, other); !errors.Is(err, replica.ErrNumbersNone) {
		t.Errorf("without a range: %v", err)
	}
	saveRange(t, r, replica.NumberRange{Scheme: shop.SchemeSSCC, Head: "14820123"})
	if number, _, _ := numberOf(t, r, other); !shop.IsSSCC(number) {
		t.Errorf("by the shop's choice it is %s", number)
	}
	// A number that a person typed, be it ours for a courier or the carrier's.
	typed := sent(t, r, "meest")
	if err := r.SetDelivery(ctx, replica.System, typed, replica.Delivery{Method: "meest", Waybill: "CV999000111UA"}); err != nil {
		t.Fatal(err)
	}
	if number, ours, awaited := numberOf(t, r, typed); number != "CV999000111UA" || ours || awaited {
		t.Errorf("typed it is %s, ours %t, awaited %t", number, ours, awaited)
	}
	if card, err := r.Order(ctx, replica.System, typed); err != nil || len(card.Codes) > 0 {
		t.Errorf("beside what was typed it took %+v: %v", card.Codes, err)
	}
	set("meest", "none")
	if number, _, awaited := numberOf(t, r, sent(t, r, "meest")); number != "" || !awaited {
		t.Errorf("a shop that numbers nothing has %s, awaited %t", number, awaited)
	}
	gone := sent(t, r, "nova_poshta")
	if err := r.CancelOrder(ctx, owner(t, r), gone, "передумали", ""); err != nil {
		t.Fatal(err)
	}
	if number, _, awaited := numberOf(t, r, gone); number != "" || awaited {
		t.Errorf("a cancelled parcel takes %s, awaited %t", number, awaited)
	}
	verify(t, r)
}

// What cannot be a choice of numbers is refused, and the list says what is chosen.
func TestNumbersAreChosen(t *testing.T) {
	r := newShop(t)
	for key, value := range map[string]string{"parcel.courier.number": "ean13", "parcel..number": "own", "numbers.own": "w1", "parcel.cdek.number": "SSCC"} {
		if err := r.SetSetting(ctx, replica.System, key, value); err == nil {
			t.Errorf("%s is %s", key, value)
		}
	}
	for key, value := range map[string]string{"parcel.courier.number": "sscc", "parcel.Дельта.number": "own", "numbers.own": "KRAM"} {
		if err := r.SetSetting(ctx, replica.System, key, value); err != nil {
			t.Errorf("%s %s: %v", key, value, err)
		}
	}
	n, err := r.Numbers(ctx)
	if err != nil || n.Own != shop.OwnNumber("KRAM", "A1", 1) {
		t.Errorf("our next is %s, %v", n.Own, err)
	}
	got := map[string]shop.Scheme{}
	for _, d := range n.Deliveries {
		got[d.Method] = d.Numbers
	}
	if len(got) != len(shop.Deliveries)-1 || got["courier"] != shop.SchemeSSCC || got["nova_poshta"] != shop.SchemeOwn || got["post"] != shop.SchemeNone {
		t.Errorf("chosen are %v", got)
	}
}
