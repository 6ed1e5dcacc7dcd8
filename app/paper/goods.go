package paper

import (
	"errors"

	"github.com/prylavok/prylavok/app/label"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// good is an offer with what it weighs.
type good struct {
	replica.Offer
	grams int64 // 0 when it is not known
}

// good looks an offer up; one that is not in the shop any more is empty, for
// its order is still printed.
func (d *desk) good(id shop.ID) (good, error) {
	if g, ok := d.goods[id]; ok || id.IsZero() {
		return g, nil
	}
	g, err := d.offer(id)
	if errors.Is(err, shop.ErrNotFound) {
		g, err = good{}, nil
	}
	if err == nil {
		d.goods[id] = g
	}
	return g, err
}

func (d *desk) offer(id shop.ID) (g good, err error) {
	if g.Offer, err = d.r.Offer(d.ctx, replica.System, id); err != nil {
		return g, err
	}
	product, err := d.r.Product(d.ctx, replica.System, g.ProductID)
	if err != nil {
		return g, err
	}
	for _, v := range product.Offers {
		if v.ID == id {
			g.grams = v.WeightGrams
		}
	}
	return g, nil
}

func (d *desk) priceTags(ask Ask) (label.Paper, error) {
	out := label.PriceTags{Size: ask.Size, First: ask.First}
	for _, id := range ask.Offers {
		o, err := d.r.Offer(d.ctx, replica.System, id)
		if err != nil {
			return label.Paper{}, err
		}
		tag := label.PriceTag{Title: o.Title, SKU: o.SKU, Barcode: o.Barcode, Price: d.currency.Format(o.Price), Unit: words(pers, d.language()) + d.unit(o.Unit), At: day(ask.At)}
		if o.Price < o.Regular {
			tag.Old = d.currency.Format(o.Regular)
		}
		out.Tags = append(out.Tags, tag)
	}
	return out.Paper()
}

func (d *desk) countSheet(ask Ask) (label.Paper, error) {
	out := label.CountSheet{Shop: d.shop(), At: day(ask.At), Language: d.language()}
	for _, id := range ask.Offers {
		o, err := d.r.Offer(d.ctx, replica.System, id)
		if err != nil {
			return label.Paper{}, err
		}
		row := label.CountRow{GoodsLine: label.GoodsLine{Title: o.Title, SKU: o.SKU, Barcode: o.Barcode, Unit: d.unit(o.Unit)}}
		if !ask.Blind {
			row.Booked = o.OnHand.String()
		}
		out.Rows = append(out.Rows, row)
	}
	return out.Paper()
}

func (d *desk) shelves(ask Ask) (label.Paper, error) {
	return label.ShelfLabels{Size: ask.Size, Labels: ask.Places}.Paper()
}
