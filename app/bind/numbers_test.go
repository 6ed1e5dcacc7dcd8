package bind_test

import (
	"testing"

	"github.com/prylavok/prylavok/app/label"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// A range and a choice of numbers over the bridge: a look at a label takes none, a
// label that is saved takes one, and so does whoever asks for it.
func TestNumbersOverTheBridge(t *testing.T) {
	d := newDesk(t)
	s := d.NewSession("one")
	open(t, s)
	do := func(method string, params, into any) {
		t.Helper()
		if code := call(t, s, method, params, into); code != "" {
			t.Fatalf("%s: %s", method, code)
		}
	}
	do("goods.save", replica.Product{Name: "Чашка", Unit: "pcs", Active: true, Offers: []replica.Variant{{Price: 12500, Active: true, Options: []replica.Option{}, Barcodes: []replica.Barcode{{Code: "4820024700016"}}}}}, nil)
	send := func() shop.ID {
		t.Helper()
		var sold replica.Scanned
		do("counter.scan", map[string]any{"code": "4820024700016"}, &sold)
		do("counter.park", struct{}{}, nil)
		do("orders.set_delivery", map[string]any{"order_id": sold.Counter.Basket.ID, "method": "courier", "recipient": "Ія", "recipient_phone": "", "city": "", "address": "", "price": 0, "waybill": "", "cod": false}, nil)
		return sold.Counter.Basket.ID
	}
	card := func(id shop.ID) (c replica.OrderCard) {
		t.Helper()
		do("orders.get", map[string]any{"id": id}, &c)
		return c
	}
	if code := call(t, s, "numbers.save_range", map[string]any{"name": "", "scheme": "sscc", "head": "482", "first": 0, "last": 0, "active": true}, nil); code != "numbers.frame" {
		t.Errorf("a prefix of three digits: %q", code)
	}
	do("numbers.save_range", map[string]any{"name": "GS1", "scheme": "sscc", "head": "04820123", "first": 0, "last": 0, "active": true}, nil)
	do("settings.set", map[string]any{"key": "parcel.courier.number", "value": "sscc"}, nil)
	if code := call(t, s, "settings.set", map[string]any{"key": "parcel.courier.number", "value": "ean"}, nil); code != "input" {
		t.Errorf("numbers of no sort: %q", code)
	}
	looked, saved, asked := send(), send(), send()
	parcel, _ := label.ShippedTemplate("parcel-100x100")
	do("templates.preview", map[string]any{"template": parcel, "order_id": looked}, nil)
	do("papers.make", map[string]any{"document": "receipt", "orders": []shop.ID{looked}}, nil)
	if c := card(looked); c.Numbers != shop.SchemeSSCC || len(c.Codes) > 0 {
		t.Errorf("a look took %+v", c.Codes)
	}
	do("papers.make", map[string]any{"document": "waybill", "orders": []shop.ID{saved}}, nil)
	do("numbers.give", map[string]any{"id": asked}, nil)
	for _, id := range []shop.ID{saved, asked} {
		if c := card(id); c.Numbers != shop.SchemeNone || len(c.Codes) != 1 || !shop.IsSSCC(c.Codes[0].Code) {
			t.Errorf("a parcel that goes out has %+v", c.Codes)
		}
	}
	var n replica.Numbers
	do("numbers.ranges", struct{}{}, &n)
	if len(n.Ranges) != 1 || n.Ranges[0].Here == 0 || len(n.Deliveries) != len(shop.Deliveries)-1 {
		t.Errorf("%+v", n)
	}
}
