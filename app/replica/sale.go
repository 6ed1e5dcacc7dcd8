package replica

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// undoWindow is how long the person who made a sale may undo it without the
// right to take goods back.
const undoWindow = 2 * time.Minute

// Finish is how a sale is paid.
type Finish struct {
	Basket   shop.ID       `json:"basket"`   // the sale that the clerk sees: sent twice, it is one sale
	Payments []shop.Tender `json:"payments"` // empty = the exact sum in cash
	Print    bool          `json:"print"`    // queue a receipt
}

// Finished is a sale that is on disk.
type Finished struct {
	OrderID shop.ID    `json:"order_id"`
	Number  string     `json:"number"`
	Total   shop.Money `json:"total"`
	Change  shop.Money `json:"change"`
	PrintID shop.ID    `json:"print_id,omitzero"`
	Counter Counter    `json:"counter"` // the next sale
}

// FinishSale turns a screen's basket into a completed order with its payments,
// stock moves, receipt and number, all in one transaction, and begins the next.
// The same basket finished again gives the sale that it became.
func (r *Replica) FinishSale(ctx context.Context, actor Actor, screen string, f Finish) (done Finished, err error) {
	err = r.command(ctx, actor, "sale", func(w *writer) error {
		b, _, err := w.loadBasket(screen)
		if err != nil {
			return err
		}
		if f.Basket != b.ID {
			done, err = w.finishedBefore(f.Basket, b)
			return err
		}
		done, err = w.finishSale(b, f)
		if err != nil {
			return err
		}
		next := freshBasket()
		if err := w.saveBasket(screen, next, nil); err != nil {
			return err
		}
		// The figures of the order are read back once they have been derived.
		if err := w.derive(); err != nil {
			return err
		}
		done.Counter, err = w.counter(next, false)
		return err
	})
	return done, err
}

func (w *writer) finishedBefore(id shop.ID, now shop.Basket) (done Finished, err error) {
	var status shop.Status
	err = w.row(`SELECT id, number, total, status FROM orders WHERE id=?`, id[:]).Scan(&done.OrderID, &done.Number, &done.Total, &status)
	if errors.Is(err, sql.ErrNoRows) || (err == nil && status != shop.Completed) {
		return done, shop.ErrNotFound.With("what", "sale")
	}
	if err != nil {
		return done, err
	}
	if err := w.row(`SELECT coalesce(sum(given-amount),0) FROM payments WHERE order_id=? AND amount>0`, id[:]).Scan(&done.Change); err != nil {
		return done, err
	}
	done.Counter, err = w.counter(now, false)
	return done, err
}

func (w *writer) finishSale(b shop.Basket, f Finish) (done Finished, err error) {
	if len(b.Lines) == 0 {
		return done, shop.ErrBasketEmpty
	}
	if err := w.allowDiscount(b); err != nil {
		return done, err
	}
	view, err := w.counter(b, false)
	if err != nil {
		return done, err
	}
	var payments []shop.Paid
	if view.Due >= 0 {
		payments, done.Change, err = shop.Settle(view.Due, f.Payments)
	} else {
		// More was paid before than the order now comes to: the rest goes back in cash.
		if !w.actor.Role.Can(shop.RightReturn) {
			return done, shop.ErrRight.With("right", string(shop.RightReturn))
		}
		payments, done.Change = []shop.Paid{{Kind: shop.Cash, Amount: view.Due, Given: view.Due}}, -view.Due
	}
	if err != nil {
		return done, err
	}
	if done.Number, err = w.writeOrder(b, view.Totals, shop.Completed); err != nil {
		return done, err
	}
	done.OrderID, done.Total = b.ID, view.Due+view.Paid
	for _, p := range payments {
		if err := w.pay(b.ID, p, ""); err != nil {
			return done, err
		}
	}
	if err := w.settleStock(b.ID, "sale"); err != nil {
		return done, err
	}
	if f.Print {
		done.PrintID, err = w.queuePrint(paperOf{order: b.ID, document: "receipt"}, placed{})
	}
	return done, err
}

func (w *writer) pay(order shop.ID, p shop.Paid, note string) error {
	return w.create(change.Payment, shop.NewID(), Values{"order_id": order, "kind": p.Kind, "amount": p.Amount, "given": p.Given, "at": w.at,
		"user_id": w.actor.User, "desk_id": w.desk.ID, "note": note})
}

// writeOrder makes the order of a basket, or changes the one that was taken
// back, and gives its number.
func (w *writer) writeOrder(b shop.Basket, t shop.Totals, status shop.Status) (number string, err error) {
	values := Values{"status": status, "customer_id": b.CustomerID, "discount_bp": b.Discount.BasisPoints, "discount_sum": b.Discount.Sum, "comment": b.Comment}
	if status == shop.Completed {
		values["finished_at"] = w.at
	}
	if b.Taken {
		number, err = w.changeOrder(b, values)
	} else {
		number, err = w.newOrder(b, values)
	}
	if err != nil {
		return "", err
	}
	return number, w.writeLines(b, t)
}

func (w *writer) newOrder(b shop.Basket, values Values) (string, error) {
	number, err := w.nextNumber()
	if err != nil {
		return "", err
	}
	warehouse, err := w.mainWarehouse()
	if err != nil {
		return "", err
	}
	for name, v := range (Values{"kind": shop.Sale, "number": number, "source": "counter", "user_id": w.actor.User, "desk_id": w.desk.ID, "created_at": w.at, "warehouse_id": warehouse}) {
		values[name] = v
	}
	return number, w.create(change.Order, b.ID, values)
}

func (w *writer) changeOrder(b shop.Basket, values Values) (number string, err error) {
	var now shop.Status
	if err := w.row(`SELECT number, status FROM orders WHERE id=? AND deleted=0`, b.ID[:]).Scan(&number, &now); err != nil {
		return "", fmt.Errorf("read taken order: %w", err)
	}
	to, _ := values["status"].(shop.Status)
	if to == shop.Parked && now.Open() {
		to = now // putting an order aside again keeps the state it came in
		values["status"] = to
	}
	if !now.Open() {
		return "", ErrNotParked.With("number", number)
	}
	if to != now {
		if err := now.Step(to); err != nil {
			return "", err
		}
	}
	_, err = w.patch(change.Order, b.ID, values)
	return number, err
}

func (w *writer) writeLines(b shop.Basket, t shop.Totals) error {
	have := map[shop.ID]bool{}
	if err := w.eachID(`SELECT id FROM order_lines WHERE order_id=? AND deleted=0 AND cancelled=''`, func(id shop.ID) { have[id] = true }, b.ID[:]); err != nil {
		return err
	}
	for i, l := range b.Lines {
		var purchase shop.Money
		if err := w.row(`SELECT purchase_price FROM offers WHERE id=?`, l.OfferID[:]).Scan(&purchase); err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		values := Values{"position": i, "quantity": l.Quantity, "price": l.Price, "regular_price": l.Regular,
			"discount_bp": l.Discount.BasisPoints, "discount_sum": l.Discount.Sum, "sum": t.Lines[i].Sum}
		if have[l.ID] {
			delete(have, l.ID)
			if _, err := w.patch(change.Line, l.ID, values); err != nil {
				return err
			}
			continue
		}
		if err := w.newLine(l.ID, b.Number); err != nil {
			return err
		}
		for name, v := range (Values{"order_id": b.ID, "offer_id": l.OfferID, "title": l.Title, "sku": l.SKU, "unit": l.Unit, "purchase_price": purchase}) {
			values[name] = v
		}
		if err := w.create(change.Line, l.ID, values); err != nil {
			return err
		}
	}
	for id := range have {
		if err := w.remove(change.Line, id); err != nil {
			return err
		}
	}
	return nil
}

// newLine refuses a line that the order had and lost while it was at the counter.
func (w *writer) newLine(line shop.ID, number string) error {
	var known int
	if err := w.row(`SELECT count(*) FROM order_lines WHERE id=?`, line[:]).Scan(&known); err != nil {
		return err
	}
	if known > 0 {
		return ErrTakenAway.With("number", number)
	}
	return nil
}

// Park puts the sale aside as an order of the shop, reserving its goods, and
// begins the next; note says whose it is.
func (r *Replica) Park(ctx context.Context, actor Actor, screen, note string) (Counter, error) {
	var c Counter
	err := r.command(ctx, actor, "park", func(w *writer) error {
		b, _, err := w.loadBasket(screen)
		if err != nil {
			return err
		}
		if b.Empty() {
			return shop.ErrBasketEmpty
		}
		if note != "" {
			b.Comment = note
		}
		t, err := b.Totals()
		if err != nil {
			return err
		}
		if _, err := w.writeOrder(b, t, shop.Parked); err != nil {
			return err
		}
		if err := w.settleStock(b.ID, "reservation"); err != nil {
			return err
		}
		next := freshBasket()
		if err := w.saveBasket(screen, next, nil); err != nil {
			return err
		}
		c, err = w.counter(next, false)
		return err
	})
	return c, err
}

// TakeBack brings an open order to the counter. If another screen has it open,
// it is taken over as it stands there, so that nothing typed is lost.
func (r *Replica) TakeBack(ctx context.Context, actor Actor, screen string, order shop.ID) (Counter, error) {
	var c Counter
	err := r.command(ctx, actor, "take_back", func(w *writer) error {
		present, _, err := w.loadBasket(screen)
		if err != nil {
			return err
		}
		if present.ID != order && !present.Empty() {
			return ErrBasketBusy
		}
		b, err := w.takeOver(order, screen)
		if err != nil {
			return err
		}
		if err := w.saveBasket(screen, b, nil); err != nil {
			return err
		}
		c, err = w.counter(b, false)
		return err
	})
	return c, err
}

func (w *writer) takeOver(order shop.ID, screen string) (b shop.Basket, err error) {
	var other string
	err = w.row(`SELECT screen FROM baskets WHERE json_extract(basket,'$.id')=? LIMIT 1`, order.String()).Scan(&other)
	if err == nil {
		b, _, err = w.loadBasket(other)
		if err != nil || other == screen {
			return b, err
		}
		return b, w.saveBasket(other, freshBasket(), nil)
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return b, err
	}
	return w.basketOf(order)
}

func (w *writer) basketOf(order shop.ID) (b shop.Basket, err error) {
	b = shop.Basket{ID: order, Taken: true, Lines: []shop.BasketLine{}}
	if err := w.row(`SELECT coalesce(max(n),0) FROM history WHERE root_id=?`, order[:]).Scan(&b.Seen); err != nil {
		return b, err
	}
	var status shop.Status
	var kind shop.OrderKind
	err = w.row(`SELECT number, status, kind, customer_id, discount_bp, discount_sum, comment FROM orders WHERE id=? AND deleted=0`, order[:]).
		Scan(&b.Number, &status, &kind, &b.CustomerID, &b.Discount.BasisPoints, &b.Discount.Sum, &b.Comment)
	if errors.Is(err, sql.ErrNoRows) {
		return b, shop.ErrNotFound.With("what", "order")
	}
	if err != nil {
		return b, err
	}
	if !status.Open() || status.HandedOver() || kind != shop.Sale {
		return b, ErrNotParked.With("number", b.Number)
	}
	rows, err := w.rows(`SELECT l.id, l.offer_id, l.title, l.sku, l.unit, l.quantity, l.price, l.regular_price, l.discount_bp, l.discount_sum, coalesce(o.on_hand-o.reserved,0)
		FROM order_lines l LEFT JOIN offers o ON o.id=l.offer_id WHERE l.order_id=? AND l.deleted=0 AND l.cancelled='' ORDER BY l.position, l.id`, order[:])
	if err != nil {
		return b, err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		var l shop.BasketLine
		if err := rows.Scan(&l.ID, &l.OfferID, &l.Title, &l.SKU, &l.Unit, &l.Quantity, &l.Price, &l.Regular, &l.Discount.BasisPoints, &l.Discount.Sum, &l.Stock); err != nil {
			return b, err
		}
		b.Lines = append(b.Lines, l)
		b.Current = l.ID
	}
	return b, rows.Err()
}

// UndoSale cancels a sale just made: its payments go back the way they came,
// its goods too, a receipt that has not been printed is not, and its lines are
// on the counter again when that is free. The number stays used.
func (r *Replica) UndoSale(ctx context.Context, actor Actor, screen string, order shop.ID) (Counter, error) {
	var c Counter
	err := r.command(ctx, actor, "undo_sale", func(w *writer) error {
		var status shop.Status
		var kind shop.OrderKind
		var finished int64
		var seller shop.ID
		var number string
		err := w.row(`SELECT status, kind, finished_at, user_id, number FROM orders WHERE id=? AND deleted=0`, order[:]).Scan(&status, &kind, &finished, &seller, &number)
		if errors.Is(err, sql.ErrNoRows) {
			return shop.ErrNotFound.With("what", "order")
		}
		if err != nil {
			return err
		}
		age := time.Duration(w.at-finished) * time.Millisecond // below zero when the clock was set back
		late := age.Abs() > undoWindow || seller != actor.User
		if status != shop.Completed || kind != shop.Sale || (late && !actor.Role.Can(shop.RightReturn)) {
			return ErrUndoLate
		}
		if err := w.unreturned(order, number); err != nil {
			return err
		}
		lines, err := w.copyLines(order)
		if err != nil {
			return err
		}
		if err := w.cancel(order, "undo", ""); err != nil {
			return err
		}
		b, undo, err := w.loadBasket(screen)
		if err != nil {
			return err
		}
		if b.Empty() {
			if !b.Taken {
				lines.ID = b.ID // a taken order keeps its own name and goes back to the list
			}
			b, undo = lines, nil
			if err := w.saveBasket(screen, b, undo); err != nil {
				return err
			}
		}
		c, err = w.counter(b, len(undo) > 0)
		return err
	})
	return c, err
}

// copyLines gives a fresh basket with what an order holds.
func (w *writer) copyLines(order shop.ID) (shop.Basket, error) {
	b := freshBasket()
	if err := w.row(`SELECT customer_id, discount_bp, discount_sum, comment FROM orders WHERE id=?`, order[:]).Scan(&b.CustomerID, &b.Discount.BasisPoints, &b.Discount.Sum, &b.Comment); err != nil {
		return b, err
	}
	rows, err := w.rows(`SELECT offer_id, title, sku, unit, quantity, price, regular_price, discount_bp, discount_sum FROM order_lines WHERE order_id=? AND deleted=0 AND cancelled='' ORDER BY position, id`, order[:])
	if err != nil {
		return b, err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		l := shop.BasketLine{ID: shop.NewID()}
		if err := rows.Scan(&l.OfferID, &l.Title, &l.SKU, &l.Unit, &l.Quantity, &l.Price, &l.Regular, &l.Discount.BasisPoints, &l.Discount.Sum); err != nil {
			return b, err
		}
		b.Lines = append(b.Lines, l)
		b.Current = l.ID
	}
	return b, rows.Err()
}
