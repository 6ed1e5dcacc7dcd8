package shop_test

import (
	"testing"

	"github.com/prylavok/prylavok/app/shop"
)

// Each way of delivery says by itself whose numbers its parcels go by, until the
// shop chooses; what a shop wrote itself stays as it is.
func TestDeliveriesNumberTheirParcels(t *testing.T) {
	for _, c := range []struct {
		method, chosen string
		sent, carrier  bool
		want           shop.Scheme
	}{
		{"", "", false, false, shop.SchemeNone},
		{"pickup", "", false, false, shop.SchemeNone},
		{"pickup", "own", false, false, shop.SchemeNone},
		{"courier", "", true, false, shop.SchemeNone},
		{"courier", "sscc", true, false, shop.SchemeSSCC},
		{"branch", "own", true, false, shop.SchemeOwn},
		{"post", "post14", true, false, shop.SchemePost14},
		{"ukrposhta", "", true, false, shop.SchemeNone},
		{"ukrposhta", "s10", true, false, shop.SchemeS10},
		{"nova_poshta", "", true, true, shop.SchemeOwn},
		{"meest", "", true, true, shop.SchemeOwn},
		{"cdek", "sscc", true, true, shop.SchemeSSCC},
		{"nova_poshta", "none", true, true, shop.SchemeNone},
		{"nova_poshta", "of a later release", true, true, shop.SchemeOwn},
		{"Дельта, до складу", "", true, false, shop.SchemeNone},
		{"Дельта, до складу", "own", true, false, shop.SchemeOwn},
	} {
		d := shop.DeliveryOf(c.method)
		if d.Method != c.method || d.Sent() != c.sent || d.Carrier != c.carrier || d.Numbers(c.chosen) != c.want {
			t.Errorf("%q with %q: %+v is numbered by %s", c.method, c.chosen, d, d.Numbers(c.chosen))
		}
	}
}
