package replica

import (
	"slices"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// The fields that an order's derived columns are made from.
var (
	customerEmail   = fieldNum(change.Customer, "email")
	customerCity    = fieldNum(change.Customer, "city")
	customerAddress = fieldNum(change.Customer, "address")
	customerNote    = fieldNum(change.Customer, "note")

	customerLegalName = fieldNum(change.Customer, "legal_name")
	customerTaxID     = fieldNum(change.Customer, "tax_id")

	orderKind      = fieldNum(change.Order, "kind")
	orderNumber    = fieldNum(change.Order, "number")
	orderStatus    = fieldNum(change.Order, "status")
	orderCustomer  = fieldNum(change.Order, "customer_id")
	orderComment   = fieldNum(change.Order, "comment")
	orderRecipient = fieldNum(change.Order, "recipient")
	orderPhone     = fieldNum(change.Order, "recipient_phone")
	orderCity      = fieldNum(change.Order, "city")
	orderAddress   = fieldNum(change.Order, "address")
	orderDelivery  = fieldNum(change.Order, "delivery_price")
	orderWaybill   = fieldNum(change.Order, "waybill")
	orderCOD       = fieldNum(change.Order, "cod")
	orderOrigin    = fieldNum(change.Order, "origin_id")

	linePosition  = fieldNum(change.Line, "position")
	lineTitle     = fieldNum(change.Line, "title")
	lineSKU       = fieldNum(change.Line, "sku")
	lineQuantity  = fieldNum(change.Line, "quantity")
	lineSum       = fieldNum(change.Line, "sum")
	lineCancelled = fieldNum(change.Line, "cancelled")

	paymentAmount = fieldNum(change.Payment, "amount")
)

// order stores an order with what deriveOrder would make of it and its parts.
func (f *filling) order(d document) (made bool, err error) {
	o := d.head
	figures, goods := figuresOf(d)
	who := f.customers[o.Ref(orderCustomer)]
	before := false
	if f.busy {
		if err := f.w.row(`SELECT EXISTS (SELECT 1 FROM order_lines WHERE order_id=?1) OR EXISTS (SELECT 1 FROM payments WHERE order_id=?1)
			OR EXISTS (SELECT 1 FROM parcel_codes WHERE order_id=?1)`, o.ID[:]).Scan(&before); err != nil {
			return false, err
		}
	}
	if figures.customer = who.name; figures.customer == "" {
		figures.customer = o.Text(orderRecipient)
	}
	n, err := f.insert(change.Order, o, int64(figures.total), int64(figures.paid), string(figures.paymentState()), goods.count, goods.inShort(), figures.customer)
	if err != nil || n == 0 {
		return false, err
	}
	if !o.Deleted {
		text := searchText(o.Text(orderNumber), figures.customer, who.phones, o.Text(orderRecipient), o.Text(orderPhone), o.Text(orderWaybill),
			o.Text(orderCity), o.Text(orderAddress), o.Text(orderComment), d.codes(change.ParcelCode, parcelCode), string(goods.words))
		if err := f.w.exec("INSERT INTO order_search (rowid, text) VALUES (?,?)", n, text); err != nil {
			return false, err
		}
	}
	// What a sale still comes to depends on what was taken back of it, and the feed
	// may have brought parts of this order before it.
	f.w.dirty.orders.add(shop.ID(o.Ref(orderOrigin)))
	if before {
		f.w.dirty.orders.add(shop.ID(o.ID))
	}
	return true, nil
}

// figuresOf makes an order's figures from a page that has all its parts.
func figuresOf(d document) (figures orderFigures, goods goodsWords) {
	o := d.head
	figures = orderFigures{kind: shop.OrderKind(o.Text(orderKind)), status: shop.Status(o.Text(orderStatus)), cod: o.Int(orderCOD) != 0}
	var lines []*change.Record
	for _, p := range d.parts {
		switch p.Kind {
		case change.Line.Num:
			if !p.Deleted && p.Text(lineCancelled) == "" {
				lines = append(lines, p)
			}
		case change.Payment.Num:
			figures.paid += shop.Money(p.Int(paymentAmount))
		}
	}
	slices.SortStableFunc(lines, func(a, b *change.Record) int { return int(a.Int(linePosition) - b.Int(linePosition)) })
	for _, l := range lines {
		goods.add(l.Text(lineTitle), l.Text(lineSKU), shop.Quantity(l.Int(lineQuantity)), shop.Money(l.Int(lineSum)))
	}
	figures.total = goods.total + shop.Money(o.Int(orderDelivery))
	if figures.kind == shop.Return {
		figures.total = -figures.total
	}
	return figures, goods
}
