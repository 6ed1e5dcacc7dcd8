package shop_test

import (
	"testing"

	"github.com/prylavok/prylavok/app/shop"
	"pgregory.net/rapid"
)

// What a label says a piece costs is what the line comes to, to the minor unit,
// and its quantity is that of the price, as near as that allows.
func TestAPricedPieceCostsWhatItsLabelSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total := shop.Money(rapid.Int64Range(1, 9_999_999).Draw(t, "total"))
		price := shop.Money(rapid.Int64Range(1, 1_000_000).Draw(t, "price"))
		unit := rapid.SampledFrom(shop.Units).Draw(t, "unit")
		q, p, err := shop.PricedQuantity(total, price, unit)
		if err != nil {
			t.Fatal(err)
		}
		sum, err := shop.MulQuantity(p, q)
		if err != nil || sum != total {
			t.Fatalf("%d × %d comes to %d, not %d: %v", q, p, sum, total, err)
		}
		if asks := int64(total) * 1000 / int64(price); !shop.WholeUnit(unit) && price >= 100 && (int64(q) < asks*95/100-1 || int64(q) > asks*105/100+1) {
			t.Errorf("%d at %d is %d, not %d", total, price, q, asks)
		}
		if shop.WholeUnit(unit) && (q != shop.One || p != total) {
			t.Errorf("a piece sold by number became %d at %d", q, p)
		}
	})
}

// A piece of cheese at 189.90 a kilogram that costs 55.37 weighs 0.292 kg, and the
// books say so: neither 0 nor 1.
func TestThePriceTellsTheWeight(t *testing.T) {
	for _, c := range []struct {
		total, price shop.Money
		unit         string
		want         shop.Quantity
	}{
		{5537, 18990, "kg", 292}, {28485, 18990, "kg", 1500}, {189900, 18990, "kg", 10_000}, {1, 18990, "kg", 1},
		{100_01, 40_00, "kg", 2501}, {5537, 0, "kg", 1000}, {5537, 18990, "pcs", 1000},
	} {
		q, p, err := shop.PricedQuantity(c.total, c.price, c.unit)
		if err != nil || q < c.want-3 || q > c.want+3 {
			t.Errorf("%d at %d a %s is %d, not %d: %v", c.total, c.price, c.unit, q, c.want, err)
		}
		if sum, _ := shop.MulQuantity(p, q); sum != c.total {
			t.Errorf("%d at %d a %s comes to %d", c.total, c.price, c.unit, sum)
		}
	}
	if _, _, err := shop.PricedQuantity(0, 18990, "kg"); err == nil {
		t.Error("a piece for nothing was taken")
	}
}
