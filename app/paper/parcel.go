package paper

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/prylavok/prylavok/app/label"
	"github.com/prylavok/prylavok/app/shop"
)

func (f form) packing(ask Ask) (label.PackingSlip, error) {
	if err := f.sale(shop.DocumentPacking); err != nil {
		return label.PackingSlip{}, err
	}
	packed, err := f.packed()
	c := f.card
	return label.PackingSlip{Size: ask.Size, Shop: f.headed(), Number: c.Number, At: day(f.at()), Recipient: f.recipient(), Phone: f.phone(), Address: f.address(),
		Delivery: f.deliveryName(c.Delivery.Method), Comment: c.Comment, COD: f.collect(), Lines: packed, Copy: f.copied, Language: f.language()}, err
}

// packed are the goods of an order that can be taken in hand.
func (f form) packed() ([]label.GoodsLine, error) {
	var list []label.GoodsLine
	for _, l := range f.standing() {
		g, err := f.good(l.OfferID)
		if err != nil {
			return nil, err
		}
		if !g.Digital {
			list = append(list, label.GoodsLine{Title: l.Title, SKU: l.SKU, Barcode: g.Barcode, Quantity: l.Quantity.String(), Unit: f.unit(l.Unit)})
		}
	}
	return list, nil
}

func (f form) waybill(Ask) (label.Waybill, error) {
	if err := f.sale(shop.DocumentWaybill); err != nil {
		return label.Waybill{}, err
	}
	c := f.card
	priced, err := f.priced()
	if err != nil {
		return label.Waybill{}, err
	}
	grams, err := f.grams()
	tracking, _ := f.card.ParcelNumber()
	return label.Waybill{Shop: f.headed(), Number: c.Number, Tracking: tracking, At: day(f.at()), Sender: f.seller().Name, Carrier: f.deliveryName(c.Delivery.Method),
		Recipient: f.recipient(), Phone: f.phone(), Address: f.address(), Comment: c.Comment, Lines: priced, Declared: f.sum(c.Total - c.Delivery.Price),
		Delivery: f.sum(c.Delivery.Price), COD: f.collect(), Parcels: "1", Weight: f.kilograms(grams), Copy: f.copied, Language: f.language()}, err
}

// grams is what the order weighs; 0 when that is not known of all its goods.
func (f form) grams() (int64, error) {
	var all int64
	for _, l := range f.standing() {
		g, err := f.good(l.OfferID)
		if err != nil {
			return 0, err
		}
		grams := g.grams
		if grams == 0 {
			// Goods that are sold by weight weigh what is sold of them.
			grams = map[string]int64{"kg": 1000, "g": 1}[l.Unit]
		}
		if grams == 0 && !g.Digital {
			return 0, nil
		}
		weighed, err := shop.MulQuantity(shop.Money(grams), l.Quantity)
		if err != nil {
			return 0, err
		}
		all += int64(weighed)
	}
	return all, nil
}

// sales are the orders of a list; none of them may be a return.
func (d *desk) sales(ask Ask) ([]form, error) {
	var list []form
	for _, o := range ask.Orders {
		f, err := d.form(o)
		if err != nil {
			return nil, err
		}
		if err := f.sale(ask.Document); err != nil {
			return nil, err
		}
		list = append(list, f)
	}
	return list, nil
}

func (d *desk) register(ask Ask) (label.Paper, error) {
	list, err := d.sales(ask)
	if err != nil {
		return label.Paper{}, err
	}
	out := label.Register{Shop: d.shop(), At: day(ask.At), Parcels: strconv.Itoa(len(list)), Language: d.language()}
	var due shop.Money
	var weight int64
	weighed := true
	for i, f := range list {
		grams, err := f.grams()
		if err != nil {
			return label.Paper{}, err
		}
		c := f.card
		tracking, _ := c.ParcelNumber()
		out.Rows = append(out.Rows, label.RegisterRow{Number: c.Number, Tracking: tracking, Recipient: f.recipient(), Phone: f.phone(), Address: f.address(),
			Parcels: "1", Weight: f.kilograms(grams), COD: f.collect()})
		if carrier := f.deliveryName(c.Delivery.Method); i == 0 {
			out.Carrier = carrier
		} else if carrier != out.Carrier {
			out.Carrier = "" // several ways of delivery name none
		}
		due, weight, weighed = due+f.due(), weight+grams, weighed && grams > 0
	}
	out.COD = d.sum(due)
	if weighed {
		out.Weight = d.kilograms(weight)
	}
	return out.Paper()
}

func (d *desk) pickList(ask Ask) (label.Paper, error) {
	list, err := d.sales(ask)
	if err != nil {
		return label.Paper{}, err
	}
	out := label.PickList{Shop: d.shop(), At: minute(ask.At), Language: d.language()}
	var together []wanted
	for _, f := range list {
		packed, err := f.packed()
		if err != nil {
			return label.Paper{}, err
		}
		out.Orders = append(out.Orders, label.PickOrder{Number: f.card.Number, Customer: f.recipient(), Delivery: f.deliveryName(f.card.Delivery.Method), Lines: packed})
		if together, err = f.want(together); err != nil {
			return label.Paper{}, err
		}
	}
	slices.SortStableFunc(together, func(a, b wanted) int {
		return cmp.Compare(strings.ToLower(a.line.Title), strings.ToLower(b.line.Title))
	})
	for _, w := range together {
		w.line.Quantity = w.quantity.String()
		out.Goods = append(out.Goods, label.PickLine{GoodsLine: w.line, For: strings.Join(w.by, ", ")})
	}
	return out.Paper()
}

// wanted is one offer of many orders.
type wanted struct {
	offer    shop.ID
	line     label.GoodsLine
	quantity shop.Quantity
	by       []string
}

// want adds an order's goods to those of the orders before it.
func (f form) want(together []wanted) ([]wanted, error) {
	for _, l := range f.standing() {
		g, err := f.good(l.OfferID)
		if err != nil {
			return nil, err
		}
		if g.Digital {
			continue
		}
		// Goods that are not in the shop's books are told apart by their names.
		at := slices.IndexFunc(together, func(w wanted) bool { return w.offer == l.OfferID && w.line.Title == l.Title && w.line.SKU == l.SKU })
		if at < 0 {
			at = len(together)
			together = append(together, wanted{offer: l.OfferID, line: label.GoodsLine{Title: l.Title, SKU: l.SKU, Barcode: g.Barcode, Unit: f.unit(l.Unit)}})
		}
		together[at].quantity += l.Quantity
		together[at].by = append(together[at].by, fmt.Sprintf("%s × %s", f.card.Number, l.Quantity))
	}
	return together, nil
}
