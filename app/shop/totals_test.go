package shop_test

import (
	"errors"
	"testing"

	"github.com/prylavok/prylavok/app/shop"
	"pgregory.net/rapid"
)

func genLines(t *rapid.T) []shop.Priced {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) shop.Priced {
		l := shop.Priced{
			Quantity: shop.Quantity(rapid.Int64Range(1, 5_000_000).Draw(t, "quantity")),
			Price:    shop.Money(rapid.Int64Range(0, 10_000_000).Draw(t, "price")),
		}
		switch rapid.IntRange(0, 2).Draw(t, "discount kind") {
		case 1:
			l.Discount.BasisPoints = rapid.Int64Range(0, 10_000).Draw(t, "percent")
		case 2:
			l.Discount.Sum = shop.Money(rapid.Int64Range(0, 1_000_000).Draw(t, "off"))
		}
		return l
	}), 0, 12).Draw(t, "lines")
}

// Whatever the discounts, the lines' sums add up to the total to the minor
// unit, nothing is below zero, and nothing costs more than without discounts.
func TestLinesAddUpToTheTotal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := genLines(t)
		order := shop.Discount{BasisPoints: rapid.Int64Range(0, 10_000).Draw(t, "order percent")}
		if rapid.Bool().Draw(t, "by sum") {
			order = shop.Discount{Sum: shop.Money(rapid.Int64Range(0, 100_000_000).Draw(t, "order off"))}
		}
		total, err := shop.Total(lines, order)
		if err != nil {
			t.Fatal(err)
		}
		var sum shop.Money
		for i, l := range total.Lines {
			if l.Sum < 0 || l.Sum > l.Gross || l.Gross-l.Discount-l.Share != l.Sum {
				t.Fatalf("line %d: %+v", i, l)
			}
			sum += l.Sum
		}
		if sum != total.Total || total.Gross-total.Discount != total.Total {
			t.Fatalf("lines come to %d, the total is %+v", sum, total)
		}
	})
}

// However a sold line is split into returns, all of them together give back
// exactly what was paid for it.
func TestReturnsGiveBackWhatWasPaid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sold := shop.Quantity(rapid.Int64Range(1, 100_000).Draw(t, "sold"))
		sum := shop.Money(rapid.Int64Range(0, 1_000_000_000).Draw(t, "sum"))
		var back shop.Money
		for done := shop.Quantity(0); done < sold; {
			q := shop.Quantity(rapid.Int64Range(1, int64(sold-done)).Draw(t, "part"))
			m, err := shop.Refund(sum, sold, done, q)
			if err != nil || m < 0 {
				t.Fatalf("refund %d: %v", m, err)
			}
			back, done = back+m, done+q
		}
		if back != sum {
			t.Fatalf("paid %d, gave back %d", sum, back)
		}
		if _, err := shop.Refund(sum, sold, sold, 1); !errors.Is(err, shop.ErrReturnTooMuch) {
			t.Fatalf("more than sold came back: %v", err)
		}
	})
}

// What is handed over splits into payments of exactly the sum due and change
// that only cash gives.
func TestTendersSettleExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		due := shop.Money(rapid.Int64Range(1, 1_000_000).Draw(t, "due"))
		tenders := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) shop.Tender {
			return shop.Tender{Kind: rapid.SampledFrom(shop.PaymentKinds).Draw(t, "kind"), Given: shop.Money(rapid.Int64Range(-5, 1_200_000).Draw(t, "given"))}
		}), 0, 4).Draw(t, "tenders")
		payments, change, err := shop.Settle(due, tenders)
		if err != nil {
			var p *shop.Problem
			if !errors.As(err, &p) {
				t.Fatalf("an error without words: %v", err)
			}
			return
		}
		var sum, given, over shop.Money
		for _, p := range payments {
			if p.Amount <= 0 || p.Given < p.Amount || (p.Kind != shop.Cash && p.Given != p.Amount) {
				t.Fatalf("payment %+v", p)
			}
			sum, over = sum+p.Amount, over+p.Given-p.Amount
		}
		for _, x := range tenders {
			given += x.Given
		}
		if sum != due || over != change || (len(tenders) > 0 && given != due+change) {
			t.Fatalf("due %d, tenders %v: payments %v, change %d", due, tenders, payments, change)
		}
	})
}

// The examples that a shopkeeper would check by hand.
func TestTotalsByHand(t *testing.T) {
	total, err := shop.Total([]shop.Priced{
		{Quantity: 2 * shop.One, Price: 12500},
		{Quantity: 1500, Price: 64000},
		{Quantity: shop.One, Price: 18000},
	}, shop.Discount{BasisPoints: 500})
	if err != nil || total.Gross != 139000 || total.Total != 132050 {
		t.Fatalf("%+v %v", total, err)
	}
	total, err = shop.Total([]shop.Priced{{Quantity: shop.One, Price: 1}, {Quantity: shop.One, Price: 1}, {Quantity: shop.One, Price: 1}}, shop.Discount{Sum: 2})
	if err != nil || total.Total != 1 || total.Lines[2].Sum != 1 {
		t.Fatalf("the left-over kopecks go to the first lines: %+v %v", total, err)
	}
}

// A discount hidden in a lowered price is measured like any other.
func TestLoweredPriceIsADiscount(t *testing.T) {
	b := shop.Basket{Lines: []shop.BasketLine{{Quantity: shop.One, Price: 8000, Regular: 10000}}, Discount: shop.Discount{BasisPoints: 1000}}
	worst, err := b.LargestDiscount()
	if err != nil || worst != 2800 {
		t.Fatalf("largest discount %d, %v", worst, err)
	}
}

// Sums beyond int64 are refused, not wrapped.
func TestHugeSumsAreRefused(t *testing.T) {
	if _, err := shop.MulQuantity(1<<62, 1<<40); !errors.Is(err, shop.ErrMoneyRange) {
		t.Fatal(err)
	}
	m, err := shop.MulQuantity(shop.MaxPrice, shop.MaxQuantity)
	if err != nil || m != shop.MaxPrice*1_000_000 {
		t.Fatal(m, err)
	}
}
