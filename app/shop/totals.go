package shop

import "math/bits"

// Priced is what a total is computed from: a line of a basket or of an order.
type Priced struct {
	Quantity Quantity
	Price    Money
	Discount Discount
}

// LineTotal is what one line comes to.
type LineTotal struct {
	Gross    Money `json:"gross"`    // price × quantity
	Discount Money `json:"discount"` // the line's own discount
	Share    Money `json:"share"`    // its share of the order's discount
	Sum      Money `json:"sum"`      // what is asked for it: gross − discount − share
}

// Totals is what an order comes to. The lines' sums always add up to Total.
type Totals struct {
	Lines    []LineTotal `json:"lines"`
	Gross    Money       `json:"gross"`
	Subtotal Money       `json:"subtotal"` // after the lines' own discounts
	Discount Money       `json:"discount"` // all that is taken off, lines and order
	Total    Money       `json:"total"`
}

// Total computes what lines come to under a discount on the whole order, or
// returns ErrMoneyRange above MaxTotal before discounts. The
// order's discount is shared among the lines in proportion to their sums, the
// left-over minor units going to the largest remainders, the first line
// winning a tie, so that a return knows to the minor unit what was paid.
func Total(lines []Priced, order Discount) (Totals, error) {
	t := Totals{Lines: make([]LineTotal, len(lines))}
	for i, l := range lines {
		gross, err := MulQuantity(l.Price, l.Quantity)
		if err != nil {
			return Totals{}, err
		}
		off, err := l.Discount.Of(gross)
		if err != nil {
			return Totals{}, err
		}
		t.Lines[i] = LineTotal{Gross: gross, Discount: off, Sum: gross - off}
		if t.Gross, err = add(t.Gross, gross); err != nil {
			return Totals{}, err
		}
		t.Subtotal += gross - off
	}
	off, err := order.Of(t.Subtotal)
	if err != nil {
		return Totals{}, err
	}
	share(t.Lines, off, t.Subtotal)
	t.Total = t.Subtotal - off
	t.Discount = t.Gross - t.Total
	return t, nil
}

func add(a, b Money) (Money, error) {
	if s := a + b; s >= 0 && s <= MaxTotal {
		return s, nil
	}
	return 0, ErrMoneyRange
}

// share splits off among the lines by the largest-remainder method.
func share(lines []LineTotal, off, subtotal Money) {
	if off <= 0 || subtotal <= 0 {
		return
	}
	remainders := make([]uint64, len(lines))
	left := off
	for i := range lines {
		hi, lo := bits.Mul64(uint64(lines[i].Sum), uint64(off))
		part, remainder := bits.Div64(hi, lo, uint64(subtotal))
		lines[i].Share = Money(part)
		remainders[i] = remainder
		left -= Money(part)
	}
	for ; left > 0; left-- {
		best := 0
		for i := range remainders {
			if remainders[i] > remainders[best] {
				best = i
			}
		}
		lines[best].Share++
		remainders[best] = 0
	}
	for i := range lines {
		lines[i].Sum -= lines[i].Share
	}
}

// Totals computes what the basket comes to.
func (b Basket) Totals() (Totals, error) {
	lines := make([]Priced, len(b.Lines))
	for i, l := range b.Lines {
		lines[i] = Priced{l.Quantity, l.Price, l.Discount}
	}
	return Total(lines, b.Discount)
}

// LargestDiscount gives the largest share, in hundredths of a percent, by which
// a line stands below its listed price, whichever way it was taken off. A
// person without RightBigDiscount may not go above the shop's limit.
func (b Basket) LargestDiscount() (int64, error) {
	t, err := b.Totals()
	if err != nil {
		return 0, err
	}
	var worst int64
	for i, l := range b.Lines {
		listed, err := MulQuantity(max(l.Regular, l.Price), l.Quantity)
		if err != nil {
			return 0, err
		}
		if listed == 0 {
			continue
		}
		// Rounded down, so that a kopeck of rounding never asks for a manager.
		off, err := mulDivDown(listed-t.Lines[i].Sum, 10_000, listed)
		if err != nil {
			return 0, err
		}
		worst = max(worst, off)
	}
	return worst, nil
}

func mulDivDown(a Money, b int64, d Money) (int64, error) {
	hi, lo := bits.Mul64(magnitude(int64(a)), magnitude(b))
	if hi >= uint64(d) {
		return 0, ErrMoneyRange
	}
	quotient, _ := bits.Div64(hi, lo, uint64(d))
	return int64(quotient), nil
}

// Refund gives what is paid back for returning quantity more of a line that
// was sold for sum, after earlier of it had been returned. However a line is
// split into returns, together they give back exactly what was paid for it.
func Refund(sum Money, sold, earlier, quantity Quantity) (Money, error) {
	if quantity <= 0 || earlier < 0 || quantity > sold-earlier {
		return 0, ErrReturnTooMuch
	}
	before, err := mulDiv(sum, int64(earlier), int64(sold))
	if err != nil {
		return 0, err
	}
	after, err := mulDiv(sum, int64(earlier+quantity), int64(sold))
	if err != nil {
		return 0, err
	}
	return after - before, nil
}
