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
	g, err := d.weighed(id)
	if errors.Is(err, shop.ErrNotFound) {
		g, err = good{}, nil
	}
	if err == nil {
		d.goods[id] = g
	}
	return g, err
}

func (d *desk) weighed(id shop.ID) (g good, err error) {
	if g.Offer, err = d.offer(id); err != nil {
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
		o, err := d.offer(id)
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
	rows := d.toCount
	if ask.Counted {
		rows = d.counted
	}
	err := rows(ask, &out)
	if err != nil {
		return label.Paper{}, err
	}
	if ask.Blind {
		for i := range out.Rows {
			out.Rows[i].Booked = ""
		}
	}
	return out.Paper()
}

// toCount fills a sheet with goods that are still to be counted.
func (d *desk) toCount(ask Ask, out *label.CountSheet) error {
	for _, id := range ask.Offers {
		o, err := d.offer(id)
		if err != nil {
			return err
		}
		line := label.GoodsLine{Title: o.Title, SKU: o.SKU, Barcode: o.Barcode, Unit: d.unit(o.Unit)}
		out.Rows = append(out.Rows, label.CountRow{GoodsLine: line, Booked: o.OnHand.String()})
	}
	return nil
}

// counted fills a sheet with what was counted at this till and is not posted yet.
func (d *desk) counted(ask Ask, out *label.CountSheet) error {
	open, err := d.r.OpenSheet(d.ctx, replica.System, shop.Count)
	if err != nil {
		return err
	}
	if !ask.Count.IsZero() && ask.Count != open.ID {
		return shop.ErrNotFound.With("what", "sheet")
	}
	out.Warehouse = open.Warehouse
	for _, l := range open.Lines {
		g, err := d.good(l.OfferID)
		if err != nil {
			return err
		}
		line := label.GoodsLine{Title: l.Title, SKU: l.SKU, Barcode: g.Barcode, Quantity: l.Quantity.String(), Unit: d.unit(l.Unit)}
		out.Rows = append(out.Rows, label.CountRow{GoodsLine: line, Booked: l.Seen.String()})
	}
	return nil
}

func (d *desk) shelves(ask Ask) (label.Paper, error) {
	return label.ShelfLabels{Size: ask.Size, Labels: ask.Places}.Paper()
}
