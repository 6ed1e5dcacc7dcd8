package bind_test

import (
	"testing"

	"github.com/prylavok/prylavok/app/bind"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// made is what methods that make something answer.
type made struct {
	ID   shop.ID `json:"id"`
	Code string  `json:"code"`
}

// staff makes a person with a PIN and a badge, and gives both their names.
func staff(t *testing.T, boss *bind.Session, name string, role shop.Role) (id shop.ID, badge string) {
	t.Helper()
	var person, its made
	if code := call(t, boss, "users.save", map[string]any{"name": name, "role": role, "active": true, "pin": "2222"}, &person); code != "" {
		t.Fatal(code)
	}
	if code := call(t, boss, "users.badge", map[string]any{"id": person.ID}, &its); code != "" || its.Code == "" {
		t.Fatal(code, its)
	}
	return person.ID, its.Code
}

// A badge lets a clerk in, on a locked screen and in another's place; of whoever
// may do more it tells who they are and changes nothing. One out of use lets
// nobody in, and trying badges is soon slowed down.
func TestABadgeLetsAClerkIn(t *testing.T) {
	d := newDesk(t)
	boss := d.NewSession("boss")
	open(t, boss)
	clerk, badge := staff(t, boss, "Ірина", shop.Clerk)
	other, second := staff(t, boss, "Марко", shop.Clerk)
	manager, third := staff(t, boss, "Оксана", shop.Manager)
	till := d.NewSession("till")
	in := func(want shop.ID) {
		t.Helper()
		var st bind.State
		if call(t, till, "desk.state", struct{}{}, &st); st.User == nil || st.User.ID != want {
			t.Errorf("%+v is at the till", st.User)
		}
	}
	var e bind.BadgeEntry
	if code := call(t, till, "session.badge", map[string]any{"code": badge}, &e); code != "" || !e.Entered || e.UserID != clerk || e.Name != "Ірина" {
		t.Fatal(code, e)
	}
	in(clerk)
	if code := call(t, till, "session.badge", map[string]any{"code": second}, &e); code != "" || !e.Entered {
		t.Fatal(code, e)
	}
	in(other)
	if code := call(t, till, "session.badge", map[string]any{"code": third}, &e); code != "" || e.Entered || e.UserID != manager {
		t.Fatal(code, e)
	}
	in(other)
	var s replica.Scanned
	if code := call(t, till, "counter.scan", map[string]any{"code": third}, &s); code != "" || s.Found != "user" || s.UserID != manager {
		t.Fatal(code, s)
	}
	if code := call(t, boss, "users.badge_off", map[string]any{"id": clerk}, nil); code != "" {
		t.Fatal(code)
	}
	for range 5 {
		if code := call(t, till, "session.badge", map[string]any{"code": badge}, nil); code != "badge.unknown" {
			t.Errorf("a badge out of use: %q", code)
		}
	}
	if code := call(t, till, "session.badge", map[string]any{"code": second}, nil); code != "pin.wait" {
		t.Errorf("after five badges that are nobody's: %q", code)
	}
	// Badges that are tried keep nobody from entering a PIN.
	if code := call(t, till, "session.unlock", map[string]any{"user_id": clerk, "pin": "2222"}, nil); code != "" {
		t.Errorf("a right PIN beside: %q", code)
	}
}

// What is scanned over the bridge: found, unknown, bound, explained, picked.
func TestCodesOverTheBridge(t *testing.T) {
	d := newDesk(t)
	s := d.NewSession("one")
	open(t, s)
	do := func(method string, params, into any) {
		t.Helper()
		if code := call(t, s, method, params, into); code != "" {
			t.Fatalf("%s: %s", method, code)
		}
	}
	var product made
	do("goods.save", replica.Product{Name: "Чашка", Unit: "pcs", Active: true, Offers: []replica.Variant{{Price: 12500, Active: true, Options: []replica.Option{}, Barcodes: []replica.Barcode{{Code: "4820024700016"}}}}}, &product)
	var f replica.Found
	do("scan.find", map[string]any{"code": "4820024700016"}, &f)
	if f.Found != "offer" || len(f.Offers) != 1 {
		t.Fatalf("%+v", f)
	}
	offer := f.Offers[0].ID
	do("scan.find", map[string]any{"code": "MUG-1"}, &f)
	var unknown []replica.UnknownCode
	if do("codes.unknown", struct{}{}, &unknown); f.Found != "nothing" || len(unknown) != 0 {
		t.Errorf("looking keeps codes: %+v %+v", f, unknown)
	}
	do("codes.keep", map[string]any{"code": "MUG-1"}, nil)
	var sold replica.Scanned
	do("counter.scan", map[string]any{"code": "MUG-1"}, &sold)
	if do("codes.unknown", struct{}{}, &unknown); sold.Found != "nothing" || len(unknown) != 1 || unknown[0].Times != 2 {
		t.Errorf("%+v %+v", sold, unknown)
	}
	var bound replica.Offer
	do("codes.bind", map[string]any{"code": "MUG-1", "offer_id": offer, "quantity": 2000}, &bound)
	do("counter.scan", map[string]any{"code": "MUG-1"}, &sold)
	if do("codes.unknown", struct{}{}, &unknown); bound.ID != offer || sold.OfferID != offer || sold.Counter.Basket.Lines[0].Quantity != 2*shop.One || len(unknown) != 0 {
		t.Errorf("%+v %+v %+v", bound, sold, unknown)
	}
	do("codes.drop", map[string]any{"code": "never seen"}, nil)
	do("codes.forget", map[string]any{"code": "MUG-1"}, nil)

	var e bind.Explained
	do("scan.explain", map[string]any{"code": "2000123015002"}, &e)
	if len(e.Meanings) == 0 || e.Meanings[0].Kind != "inside" || e.Meanings[0].Quantity != 1500 {
		t.Errorf("%+v", e)
	}
	do("scan.explain", map[string]any{"code": "2000123015002", "masks": "20PPPPPMMMMMC"}, &e)
	if e.Meanings[0].Total != 1500 {
		t.Errorf("%+v", e)
	}
	if code := call(t, s, "scan.explain", map[string]any{"code": "1", "masks": "2"}, nil); code != "scan_mask_length" {
		t.Errorf("a mask of one place: %q", code)
	}

	do("counter.park", struct{}{}, nil)
	order := sold.Counter.Basket.ID
	do("orders.add_code", map[string]any{"order_id": order, "code": "20450000123456", "kind": "carrier"}, nil)
	var p replica.Picked
	do("orders.pick", map[string]any{"order_id": order, "code": "MUG-1"}, &p)
	var card replica.OrderCard
	do("orders.get", map[string]any{"id": order}, &card)
	if p.Found != "line" || !p.Complete || card.Items[0].Picked != 2*shop.One || len(card.Codes) != 1 {
		t.Errorf("%+v %+v %+v", p, card.Items, card.Codes)
	}
	do("orders.remove_code", map[string]any{"order_id": order, "code": "20450000123456"}, nil)
}
