package replica

import (
	"fmt"

	"github.com/prylavok/prylavok/app/shop"
)

// BulkOrder is an order as it stands at the end of its way.
type BulkOrder struct {
	Kind       shop.OrderKind
	Source     string
	Status     shop.Status
	CustomerID shop.ID
	UserID     shop.ID
	OriginID   shop.ID // a return's sale
	CreatedAt  int64   // Unix milliseconds
	FinishedAt int64   // when it was completed or cancelled, 0 before
	Discount   shop.Discount
	Comment    string
	Reason     string
	Delivery   Delivery
	Lines      []BulkLine
	Payments   []BulkPayment
}

// BulkLine is a line of a BulkOrder. What it is called comes from its offer.
type BulkLine struct {
	ID       shop.ID // set by Bulk.Order
	OfferID  shop.ID
	Quantity shop.Quantity
	Price    shop.Money
	Regular  shop.Money
	Discount shop.Discount
	Sum      shop.Money // as shop.Total gives it
	OriginID shop.ID    // the sold line that a returned one gives back
}

// BulkPayment is money that came, or went when it is below zero.
type BulkPayment struct {
	Kind          shop.PaymentKind
	Amount, Given shop.Money
	At            int64
	UserID        shop.ID
}

// Order adds an order, taking the desk's next number, and sets the ids of its
// lines. Its goods move as its state asks.
func (b *Bulk) Order(o *BulkOrder) (id shop.ID, number string, err error) {
	b.number++
	id, number = b.newID(o.CreatedAt), shop.OrderNumber(b.w.desk.Series, b.number)
	if err := b.orderRow(id, number, o); err != nil {
		return id, number, fmt.Errorf("order %s: %w", number, err)
	}
	if err := b.orderParts(id, o); err != nil {
		return id, number, fmt.Errorf("order %s: %w", number, err)
	}
	if b.written++; b.written >= bulkCommit {
		err = b.commit()
	}
	return id, number, err
}

func (b *Bulk) orderRow(id shop.ID, number string, o *BulkOrder) error {
	var goods goodsWords
	paid := shop.Money(0)
	for i := range o.Lines {
		l := &o.Lines[i]
		offer, ok := b.offers[l.OfferID]
		if !ok {
			return shop.ErrNotFound.With("what", "offer")
		}
		goods.add(offer.title, offer.sku, l.Quantity, l.Sum)
	}
	total := goods.total + o.Delivery.Price
	if o.Kind == shop.Return {
		total = -total
	}
	for _, p := range o.Payments {
		paid += p.Amount
	}
	name, phones := o.Delivery.Recipient, ""
	if c := b.customers[o.CustomerID]; c != nil {
		name, phones = c.name, c.phones
		b.spent(c, o, total)
	}
	d := &o.Delivery
	goodsShort := goods.inShort()
	n, err := b.insert(bulkSale, id[:], string(o.Kind), number, o.Source, string(o.Status), o.CustomerID, o.UserID, b.w.desk.ID[:], o.CreatedAt, o.FinishedAt,
		o.Discount.BasisPoints, int64(o.Discount.Sum), o.Comment, d.Method, d.Recipient, d.RecipientPhone, d.City, d.Address, int64(d.Price), d.Waybill, d.COD, o.OriginID, o.Reason, b.warehouse[:],
		int64(total), int64(paid), string(paymentState(o.Status, total, paid, d.COD)), goods.count, goodsShort, name)
	if err != nil {
		return err
	}
	return b.w.exec("INSERT INTO order_search (rowid, text) VALUES (?,?)", n,
		searchText(number, name, phones, d.Recipient, d.RecipientPhone, d.Waybill, d.City, d.Address, o.Comment, string(goods.words)))
}

func (b *Bulk) spent(c *bulkCustomer, o *BulkOrder, total shop.Money) {
	if o.Status != shop.Completed {
		return
	}
	if o.Kind == shop.Sale {
		c.orders++
	}
	c.spent += total
	c.last = max(c.last, o.CreatedAt)
	if !c.stale {
		c.stale = true
		b.touched.customers = append(b.touched.customers, c)
	}
}

func (b *Bulk) orderParts(id shop.ID, o *BulkOrder) error {
	onHand, reserved := shop.StockEffect(o.Kind, o.Status)
	for i := range o.Lines {
		l := &o.Lines[i]
		offer := b.offers[l.OfferID]
		l.ID = b.newID(o.CreatedAt)
		if _, err := b.insert(bulkLineSQL, l.ID[:], id[:], i, l.OfferID[:], offer.title, offer.sku, offer.unit, int64(l.Quantity), int64(l.Price), int64(l.Regular), int64(offer.purchase),
			l.Discount.BasisPoints, int64(l.Discount.Sum), int64(l.Sum), l.OriginID, "", 0); err != nil {
			return err
		}
		if err := b.move(o.CreatedAt, offer, "on_hand", l.Quantity*shop.Quantity(onHand), string(o.Kind), id, o.UserID); err != nil {
			return err
		}
		if err := b.move(o.CreatedAt, offer, "reserved", l.Quantity*shop.Quantity(reserved), "reservation", id, o.UserID); err != nil {
			return err
		}
	}
	for _, p := range o.Payments {
		pay := b.newID(p.At)
		if _, err := b.insert(bulkPay, pay[:], id[:], string(p.Kind), int64(p.Amount), int64(p.Given), p.At, p.UserID, b.w.desk.ID[:], o.Reason); err != nil {
			return err
		}
	}
	return nil
}
