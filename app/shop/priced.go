package shop

// mostOff is how far, in thousandths of it, the quantity of a priced piece may be
// from what its price comes to, so that the sum can be met to the minor unit.
const mostOff = 50

// PricedQuantity gives the quantity and the price per whole unit of a piece whose
// label tells only what it costs: the quantity that total comes to at the price per
// unit, and the price, moved by as little as it takes, at which MulQuantity gives
// total to the minor unit. Goods sold by whole pieces, or of no known price, are one
// at that price. It returns ErrPriceRange for a total that no line may have.
func PricedQuantity(total, price Money, unit string) (Quantity, Money, error) {
	if total <= 0 || total > MaxPrice {
		return 0, 0, ErrPriceRange.On("price")
	}
	if price <= 0 || price > MaxPrice || WholeUnit(unit) {
		return One, total, nil
	}
	nearest, err := mulDiv(total, int64(One), int64(price))
	near := max(Quantity(nearest), 1)
	for off := Quantity(0); err == nil && off <= near*mostOff/1000; off++ {
		for _, q := range []Quantity{near + off, near - off} {
			if p, exact := priceOf(total, q); exact {
				return q, p, nil
			}
		}
	}
	return One, total, nil
}

// priceOf gives the price per whole unit at which a quantity comes to total, if
// there is one.
func priceOf(total Money, q Quantity) (price Money, exact bool) {
	if q <= 0 || q > MaxQuantity {
		return 0, false
	}
	price, err := mulDiv(total, int64(One), int64(q))
	if err != nil || price > MaxPrice {
		return 0, false
	}
	sum, err := MulQuantity(price, q)
	return price, err == nil && sum == total
}
