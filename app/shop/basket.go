package shop

import "slices"

// Discount takes a share or a sum off a price; at most one of the two is set.
type Discount struct {
	BasisPoints int64 `json:"basis_points,omitempty"` // hundredths of a percent
	Sum         Money `json:"sum,omitempty"`          // minor units
}

// IsZero reports whether nothing is taken off.
func (d Discount) IsZero() bool { return d == Discount{} }

// Check refuses a discount that no price could bear.
func (d Discount) Check() error {
	if d.BasisPoints < 0 || d.BasisPoints > 10_000 || d.Sum < 0 || d.Sum > MaxPrice || (d.BasisPoints > 0 && d.Sum > 0) {
		return ErrDiscountRange.On("discount")
	}
	return nil
}

// Of gives what the discount takes off a sum: never more than the sum.
func (d Discount) Of(m Money) (Money, error) {
	if d.Sum > 0 {
		return min(d.Sum, max(m, 0)), nil
	}
	return Percent(m, d.BasisPoints)
}

// BasketLine is one offer and its quantity in a sale that is being made.
type BasketLine struct {
	ID       ID       `json:"id"`
	OfferID  ID       `json:"offer_id"`
	Title    string   `json:"title"`
	SKU      string   `json:"sku"`
	Unit     string   `json:"unit"`
	Quantity Quantity `json:"quantity"`
	Price    Money    `json:"price"`   // per whole unit, as sold
	Regular  Money    `json:"regular"` // per whole unit, as listed when the line was added
	Purchase Money    `json:"-"`       // per whole unit, for the margin; never leaves Go in a basket
	Discount Discount `json:"discount"`
	Stock    Quantity `json:"stock"` // available when last looked at
}

// Basket is a sale that is being made: what the counter edits. It becomes an
// order when it is parked or finished, under the same id, so that finishing
// twice is one sale.
type Basket struct {
	ID         ID           `json:"id"`
	Taken      bool         `json:"taken"` // an order of this id exists already and is being edited
	Number     string       `json:"number,omitempty"`
	Seen       int64        `json:"seen,omitempty"` // how far that order's history went when it was taken
	CustomerID ID           `json:"customer_id"`
	Lines      []BasketLine `json:"lines"`
	Discount   Discount     `json:"discount"`
	Comment    string       `json:"comment"`
	Current    ID           `json:"current"` // the line that was touched last: shown and lit
}

// Clone copies the basket so that an earlier state can be kept for undo.
func (b Basket) Clone() Basket {
	b.Lines = slices.Clone(b.Lines)
	return b
}

// Empty reports whether there is nothing in the basket worth keeping.
func (b Basket) Empty() bool {
	return len(b.Lines) == 0 && b.CustomerID.IsZero() && b.Comment == "" && b.Discount.IsZero()
}

// Find gives the position of a line, or ErrLineUnknown.
func (b *Basket) Find(line ID) (int, error) {
	for i := range b.Lines {
		if b.Lines[i].ID == line {
			return i, nil
		}
	}
	return 0, ErrLineUnknown
}

// Add puts goods into the basket. The same offer at the same price, without a
// discount of its own, joins the line that is there; any other makes a line.
func (b *Basket) Add(line BasketLine) error {
	return b.add(line, func(BasketLine) bool { return true })
}

// AddPriced is Add for a piece whose label tells what it costs: it joins a line
// only where both together come to exactly what both labels say.
func (b *Basket) AddPriced(line BasketLine) error {
	return b.add(line, func(have BasketLine) bool {
		before, err := MulQuantity(have.Price, have.Quantity)
		more, err2 := MulQuantity(line.Price, line.Quantity)
		both, err3 := MulQuantity(have.Price, have.Quantity+line.Quantity)
		return err == nil && err2 == nil && err3 == nil && before+more == both
	})
}

func (b *Basket) add(line BasketLine, joins func(have BasketLine) bool) error {
	for i := range b.Lines {
		have := &b.Lines[i]
		if have.OfferID == line.OfferID && have.Price == line.Price && have.Discount.IsZero() && line.Discount.IsZero() && joins(*have) {
			if err := checkQuantity(have.Quantity+line.Quantity, have.Unit); err != nil {
				return err
			}
			have.Quantity += line.Quantity
			have.Stock = line.Stock
			b.Current = have.ID
			return nil
		}
	}
	if err := checkLine(line); err != nil {
		return err
	}
	b.Lines = append(b.Lines, line)
	b.Current = line.ID
	return nil
}

// Change replaces the quantity, price or discount of a line; nil keeps what is there.
func (b *Basket) Change(line ID, quantity *Quantity, price *Money, discount *Discount) error {
	i, err := b.Find(line)
	if err != nil {
		return err
	}
	changed := b.Lines[i]
	if quantity != nil {
		changed.Quantity = *quantity
	}
	if price != nil {
		changed.Price = *price
	}
	if discount != nil {
		changed.Discount = *discount
	}
	if err := checkLine(changed); err != nil {
		return err
	}
	b.Lines[i] = changed
	b.Current = line
	return nil
}

// Remove takes a line out; the next one, or else the last, becomes current.
func (b *Basket) Remove(line ID) error {
	i, err := b.Find(line)
	if err != nil {
		return err
	}
	b.Lines = slices.Delete(b.Lines, i, i+1)
	b.Current = ID{}
	if n := len(b.Lines); n > 0 {
		b.Current = b.Lines[min(i, n-1)].ID
	}
	return nil
}

func checkLine(l BasketLine) error {
	if err := checkQuantity(l.Quantity, l.Unit); err != nil {
		return err
	}
	if l.Price < 0 || l.Price > MaxPrice {
		return ErrPriceRange.On("price")
	}
	return l.Discount.Check()
}

func checkQuantity(q Quantity, unit string) error {
	if q <= 0 || q > MaxQuantity {
		return ErrQuantityRange.On("quantity")
	}
	if q%One != 0 && WholeUnit(unit) {
		return ErrQuantityWhole.On("quantity")
	}
	return nil
}

// Units are those that goods are sold by.
var Units = []string{"pcs", "kg", "g", "l", "ml", "m", "cm", "m2", "set", "pack", "h"}

// WholeUnit reports whether goods of this unit are sold in whole pieces only.
func WholeUnit(unit string) bool {
	switch unit {
	case "pcs", "set", "pack", "":
		return true
	}
	return false
}
