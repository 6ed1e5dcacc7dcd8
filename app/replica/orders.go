package replica

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// orderHead is what commands look at before they change an order.
type orderHead struct {
	number      string
	kind        shop.OrderKind
	status      shop.Status
	total, paid shop.Money
	// what returns took back of a sale, in goods and in money
	returned, refunded shop.Money
}

// due is what is still to be paid; below zero it is owed to the customer.
func (h orderHead) due() shop.Money {
	return stillDue(h.kind, h.status, h.total-h.returned, h.paid-h.refunded)
}

// stillDue is what is still to be paid of an order for what the customer keeps of
// it: nothing of one that is cancelled. A return is settled when it is made.
func stillDue(k shop.OrderKind, s shop.Status, total, paid shop.Money) shop.Money {
	switch {
	case k == shop.Return:
		return 0
	case s == shop.Cancelled:
		return -paid
	}
	return total - paid
}

// returnsOf sums the returns of a sale: the worth of the goods and the money given back.
const returnsOf = `FROM orders b WHERE b.origin_id=o.id AND b.kind='return' AND b.status<>'cancelled' AND b.deleted=0`

func (w *writer) head(order shop.ID) (h orderHead, err error) {
	err = w.row(`SELECT number, kind, status, total, paid, coalesce((SELECT -sum(total) `+returnsOf+`),0), coalesce((SELECT -sum(paid) `+returnsOf+`),0) FROM orders o WHERE id=? AND deleted=0`, order[:]).
		Scan(&h.number, &h.kind, &h.status, &h.total, &h.paid, &h.returned, &h.refunded)
	if errors.Is(err, sql.ErrNoRows) {
		return h, shop.ErrNotFound.With("what", "order")
	}
	return h, err
}

// SetStatus takes an order one allowed step further. Completing an order that
// is not fully paid records the rest as received: cash on delivery from the
// carrier, else cash, in the same transaction. What was paid too much goes back
// in cash, which needs the right to take goods back.
func (r *Replica) SetStatus(ctx context.Context, actor Actor, order shop.ID, to shop.Status) error {
	if to == shop.Cancelled {
		return r.CancelOrder(ctx, actor, order, "", "")
	}
	return r.command(ctx, actor, "status", func(w *writer) error { return w.setStatus(order, to) })
}

func (w *writer) setStatus(order shop.ID, to shop.Status) error {
	h, err := w.head(order)
	if err != nil || h.status == to {
		return err
	}
	if err := h.status.Step(to); err != nil {
		return err
	}
	if err := w.notAtCounter(order, h.number); err != nil {
		return err
	}
	values := Values{"status": to}
	if to == shop.Completed {
		values["finished_at"] = w.at
		if err := w.squareUp(order, h); err != nil {
			return err
		}
	}
	if _, err := w.patch(change.Order, order, values); err != nil {
		return err
	}
	return w.settleStock(order, "sale")
}

// squareUp makes what is paid for an order what it comes to.
func (w *writer) squareUp(order shop.ID, h orderHead) error {
	rest := h.due()
	switch {
	case rest == 0:
		return nil
	case rest < 0 && !w.actor.Role.Can(shop.RightReturn):
		return shop.ErrRight.With("right", string(shop.RightReturn))
	case rest < 0:
		return w.pay(order, shop.Paid{Kind: shop.Cash, Amount: rest, Given: rest}, "")
	}
	var cod bool
	if err := w.row(`SELECT cod FROM orders WHERE id=?`, order[:]).Scan(&cod); err != nil {
		return err
	}
	kind := shop.Cash
	if cod {
		kind = shop.COD
	}
	return w.pay(order, shop.Paid{Kind: kind, Amount: rest, Given: rest}, "")
}

// AddPayment records money received for an order or, below zero, given back to
// the customer: no more than is still to be paid, no more than was paid too much
// (shop.ErrPaymentOver, ErrBackOver). Of a cancelled order all that is in it goes
// back, and what went back twice is taken again. Giving back needs the right to
// take goods back.
func (r *Replica) AddPayment(ctx context.Context, actor Actor, order shop.ID, kind shop.PaymentKind, amount shop.Money) error {
	if !kind.Valid() {
		return shop.ErrPaymentKind.On("kind")
	}
	if amount == 0 || amount > shop.MaxPrice || amount < -shop.MaxPrice {
		return shop.ErrPaymentSum.On("amount")
	}
	return r.command(ctx, actor, "payment", func(w *writer) error {
		h, err := w.head(order)
		if err != nil {
			return err
		}
		switch rest := h.due(); {
		case amount < 0 && !w.actor.Role.Can(shop.RightReturn):
			return shop.ErrRight.With("right", string(shop.RightReturn))
		case amount < 0 && amount < rest:
			return ErrBackOver.With("number", h.number).With("sum", w.desk.Currency.Format(max(0, -rest))).On("amount")
		case amount > 0 && amount > rest:
			return shop.ErrPaymentOver.On("amount")
		}
		return w.pay(order, shop.Paid{Kind: kind, Amount: amount, Given: amount}, "")
	})
}

// CancelOrder cancels an order with a reason; what was paid goes back by the
// kind that is given, "" meaning the way each payment came. Cancelling a paid
// order needs the right to take goods back.
func (r *Replica) CancelOrder(ctx context.Context, actor Actor, order shop.ID, reason string, refund shop.PaymentKind) error {
	reason = strings.TrimSpace(reason)
	if refund != "" && !refund.Valid() {
		return shop.ErrPaymentKind.On("refund")
	}
	return r.command(ctx, actor, "cancel", func(w *writer) error { return w.cancelOrder(order, reason, refund) })
}

func (w *writer) cancelOrder(order shop.ID, reason string, refund shop.PaymentKind) error {
	h, err := w.head(order)
	if err != nil || h.status == shop.Cancelled {
		return err
	}
	if reason == "" {
		return shop.ErrReason.On("reason")
	}
	if err := h.status.Step(shop.Cancelled); err != nil {
		return err
	}
	if (h.paid != 0 || h.status == shop.Completed) && !w.actor.Role.Can(shop.RightReturn) {
		return shop.ErrRight.With("right", string(shop.RightReturn))
	}
	if err := errors.Join(w.unreturned(order, h.number), w.notAtCounter(order, h.number)); err != nil {
		return err
	}
	return w.cancel(order, reason, refund)
}

// unreturned refuses a correction that would give back a second time what a
// return has given back already.
func (w *writer) unreturned(order shop.ID, number string) error {
	var returns int
	if err := w.row(`SELECT count(*) FROM orders WHERE origin_id=? AND kind='return' AND status<>'cancelled' AND deleted=0`, order[:]).Scan(&returns); err != nil {
		return err
	}
	if returns > 0 {
		return ErrReturnedAlready.With("number", number)
	}
	return nil
}

// notAtCounter refuses a change of what somebody is editing at a counter: their
// basket would no longer fit the order.
func (w *writer) notAtCounter(order shop.ID, number string) error {
	var baskets int
	if err := w.row(`SELECT count(*) FROM baskets WHERE json_extract(basket,'$.id')=?`, order.String()).Scan(&baskets); err != nil {
		return err
	}
	if baskets > 0 {
		return ErrAtCounter.With("number", number)
	}
	return nil
}

// cancel sets the state, gives back what was paid, puts goods back and stops
// prints that wait.
func (w *writer) cancel(order shop.ID, reason string, refund shop.PaymentKind) error {
	if err := w.payBack(order, refund, reason); err != nil {
		return err
	}
	if _, err := w.patch(change.Order, order, Values{"status": shop.Cancelled, "reason": reason, "finished_at": w.at}); err != nil {
		return err
	}
	var waiting []shop.ID
	if err := w.eachID(`SELECT id FROM prints WHERE order_id=? AND state IN ('waiting','failed') AND deleted=0`, func(id shop.ID) { waiting = append(waiting, id) }, order[:]); err != nil {
		return err
	}
	for _, id := range waiting {
		if _, err := w.patch(change.Print, id, Values{"state": "cancelled"}); err != nil {
			return err
		}
	}
	return w.settleStock(order, "return")
}

func (w *writer) payBack(order shop.ID, refund shop.PaymentKind, note string) error {
	rows, err := w.rows(`SELECT kind, sum(amount) FROM payments WHERE order_id=? GROUP BY kind HAVING sum(amount)<>0 ORDER BY min(n)`, order[:])
	if err != nil {
		return err
	}
	var backs []shop.Paid
	for rows.Next() {
		var p shop.Paid
		if err := rows.Scan(&p.Kind, &p.Amount); err != nil {
			return errors.Join(err, rows.Close())
		}
		if refund != "" {
			p.Kind = refund
		}
		p.Amount, p.Given = -p.Amount, -p.Amount
		backs = append(backs, p)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	for _, p := range backs {
		if err := w.pay(order, p, note); err != nil {
			return err
		}
	}
	return nil
}

// CancelLine takes one line out of an order, with a reason; the order's other
// lines keep their sums. If the order has been paid beyond what it now comes
// to, the difference goes back by the kind given. Taking a line out of a
// finished or paid order needs the right to take goods back.
func (r *Replica) CancelLine(ctx context.Context, actor Actor, order, line shop.ID, reason string, refund shop.PaymentKind) error {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return shop.ErrReason.On("reason")
	}
	return r.command(ctx, actor, "cancel_line", func(w *writer) error {
		h, err := w.head(order)
		if err != nil {
			return err
		}
		if h.status == shop.Cancelled || h.kind != shop.Sale {
			return shop.ErrStep.With("from", string(h.status)).With("to", "changed")
		}
		if err := errors.Join(w.unreturned(order, h.number), w.notAtCounter(order, h.number)); err != nil {
			return err
		}
		var sum shop.Money
		var gone string
		err = w.row(`SELECT sum, cancelled FROM order_lines WHERE id=? AND order_id=? AND deleted=0`, line[:], order[:]).Scan(&sum, &gone)
		if errors.Is(err, sql.ErrNoRows) {
			return shop.ErrNotFound.With("what", "line")
		}
		if err != nil || gone != "" {
			return err
		}
		over := h.paid - (h.total - sum)
		if (over > 0 || h.status == shop.Completed) && !actor.Role.Can(shop.RightReturn) {
			return shop.ErrRight.With("right", string(shop.RightReturn))
		}
		if over > 0 {
			if !refund.Valid() {
				return ErrPaidCancel.With("number", h.number).With("sum", w.desk.Currency.Format(over)).On("refund")
			}
			if err := w.pay(order, shop.Paid{Kind: refund, Amount: -over, Given: -over}, reason); err != nil {
				return err
			}
		}
		if _, err := w.patch(change.Line, line, Values{"cancelled": reason}); err != nil {
			return err
		}
		return w.settleStock(order, "return")
	})
}

// Delivery is where an order goes and how.
type Delivery struct {
	Method         string     `json:"method"`
	Recipient      string     `json:"recipient"`
	RecipientPhone string     `json:"recipient_phone"`
	City           string     `json:"city"`
	Address        string     `json:"address"`
	Price          shop.Money `json:"price"`
	Waybill        string     `json:"waybill"`
	COD            bool       `json:"cod"` // paid on delivery
}

// SetDelivery changes where an order goes. The phone is stored in one form.
func (r *Replica) SetDelivery(ctx context.Context, actor Actor, order shop.ID, d Delivery) error {
	if d.Price < 0 || d.Price > shop.MaxPrice {
		return shop.ErrPriceRange.On("price")
	}
	if d.RecipientPhone != "" {
		phone, err := shop.Phone(d.RecipientPhone, shop.PhoneRegion(r.Desk().Currency.Code))
		if err != nil {
			return err
		}
		d.RecipientPhone = phone
	}
	return r.command(ctx, actor, "delivery", func(w *writer) error {
		h, err := w.head(order)
		if err != nil {
			return err
		}
		var price shop.Money
		if err := w.row(`SELECT delivery_price FROM orders WHERE id=?`, order[:]).Scan(&price); err != nil {
			return err
		}
		if price != d.Price && !h.status.Open() {
			return ErrNotParked.With("number", h.number).On("price")
		}
		_, err = w.patch(change.Order, order, Values{"delivery_method": d.Method, "recipient": d.Recipient, "recipient_phone": d.RecipientPhone, "city": d.City,
			"address": d.Address, "delivery_price": d.Price, "waybill": strings.TrimSpace(d.Waybill), "cod": d.COD})
		return err
	})
}

// SetOrderCustomer names the customer of an order; the zero id takes them out.
func (r *Replica) SetOrderCustomer(ctx context.Context, actor Actor, order, customer shop.ID) error {
	return r.command(ctx, actor, "order_customer", func(w *writer) error {
		h, err := w.head(order)
		if err != nil {
			return err
		}
		if err := w.notAtCounter(order, h.number); err != nil {
			return err
		}
		if !customer.IsZero() {
			if err := w.mustExist(change.Customer, customer); err != nil {
				return err
			}
		}
		_, err = w.patch(change.Order, order, Values{"customer_id": customer})
		return err
	})
}

// SetOrderComment changes the comment of an order.
func (r *Replica) SetOrderComment(ctx context.Context, actor Actor, order shop.ID, comment string) error {
	return r.command(ctx, actor, "comment", func(w *writer) error {
		h, err := w.head(order)
		if err != nil {
			return err
		}
		if err := w.notAtCounter(order, h.number); err != nil {
			return err
		}
		_, err = w.patch(change.Order, order, Values{"comment": comment})
		return err
	})
}

// CopyOrder makes a new order of the same lines and customer at their present
// sums, linked to the original, and gives its id. A discount above the shop's
// limit is copied by whoever may give it.
func (r *Replica) CopyOrder(ctx context.Context, actor Actor, order shop.ID) (id shop.ID, err error) {
	err = r.command(ctx, actor, "copy", func(w *writer) error {
		if _, err := w.head(order); err != nil {
			return err
		}
		b, err := w.copyLines(order)
		if err != nil {
			return err
		}
		if err := w.allowDiscount(b); err != nil {
			return err
		}
		t, err := b.Totals()
		if err != nil {
			return err
		}
		id = b.ID
		var d Delivery
		if err := w.row(`SELECT delivery_method, recipient, recipient_phone, city, address, delivery_price, cod FROM orders WHERE id=?`, order[:]).
			Scan(&d.Method, &d.Recipient, &d.RecipientPhone, &d.City, &d.Address, &d.Price, &d.COD); err != nil {
			return err
		}
		if _, err := w.newOrder(b, Values{"status": shop.New, "origin_id": order, "customer_id": b.CustomerID, "discount_bp": b.Discount.BasisPoints, "discount_sum": b.Discount.Sum,
			"comment": b.Comment, "delivery_method": d.Method, "recipient": d.Recipient, "recipient_phone": d.RecipientPhone,
			"city": d.City, "address": d.Address, "delivery_price": d.Price, "cod": d.COD}); err != nil {
			return err
		}
		if err := w.writeLines(b, t); err != nil {
			return err
		}
		return w.settleStock(id, "reservation")
	})
	return id, err
}
