package replica

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// Returnable is a sold line and what of it can still be taken back.
type Returnable struct {
	Line     shop.ID       `json:"line"`
	Title    string        `json:"title"`
	SKU      string        `json:"sku"`
	Unit     string        `json:"unit"`
	Sold     shop.Quantity `json:"sold"`
	Returned shop.Quantity `json:"returned"`
	Sum      shop.Money    `json:"sum"`  // what was paid for all of it
	Left     shop.Money    `json:"left"` // what giving all the rest back pays
}

// Returnables lists what can be taken back of a sale.
func (r *Replica) Returnables(ctx context.Context, order shop.ID) ([]Returnable, error) {
	rows, err := r.read.QueryContext(ctx, returnableQuery, order[:])
	if err != nil {
		return nil, r.explain(err)
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	list := []Returnable{}
	for rows.Next() {
		l, err := scanReturnable(rows)
		if err != nil {
			return nil, r.explain(err)
		}
		list = append(list, l)
	}
	return list, r.explain(rows.Err())
}

const returnableQuery = `SELECT l.id, l.title, l.sku, l.unit, l.quantity, l.sum,
	coalesce((SELECT sum(b.quantity) FROM order_lines b JOIN orders o ON o.id=b.order_id WHERE b.origin_id=l.id AND b.deleted=0 AND b.cancelled='' AND o.deleted=0 AND o.status<>'cancelled'),0)
	FROM order_lines l WHERE l.order_id=? AND l.deleted=0 AND l.cancelled='' ORDER BY l.position, l.id`

func scanReturnable(row scanner) (l Returnable, err error) {
	if err := row.Scan(&l.Line, &l.Title, &l.SKU, &l.Unit, &l.Sold, &l.Sum, &l.Returned); err != nil {
		return l, err
	}
	if l.Returned < l.Sold {
		l.Left, err = shop.Refund(l.Sum, l.Sold, l.Returned, l.Sold-l.Returned)
	}
	return l, err
}

// ReturnRequest says what comes back of a sale and how its money goes back.
type ReturnRequest struct {
	ID      shop.ID      `json:"id"` // of the return, made by the screen: sent twice, it is one return
	Order   shop.ID      `json:"order"`
	Lines   []ReturnLine `json:"lines"`
	Refunds []shop.Paid  `json:"refunds"` // amounts above zero; empty = all of it in cash
	Reason  string       `json:"reason"`
	Print   bool         `json:"print"`
}

// ReturnLine is a quantity of one sold line.
type ReturnLine struct {
	Line     shop.ID       `json:"line"`
	Quantity shop.Quantity `json:"quantity"`
}

// Returned is a return that is on disk.
type Returned struct {
	OrderID shop.ID    `json:"order_id"`
	Number  string     `json:"number"`
	Refund  shop.Money `json:"refund"`
}

// ReturnGoods takes goods of an old sale back: a document of its own with its
// number, lines that point at the sold ones, payments below zero and stock
// moves, in one transaction. However often goods are returned, no more comes
// back than was sold, and no more is paid back than was paid.
func (r *Replica) ReturnGoods(ctx context.Context, actor Actor, q ReturnRequest) (done Returned, err error) {
	q.Reason = strings.TrimSpace(q.Reason)
	if q.ID.IsZero() {
		q.ID = shop.NewID()
	}
	err = r.command(ctx, actor, "return", func(w *writer) error {
		var before int
		if err := w.row(`SELECT count(*) FROM orders WHERE id=?`, q.ID[:]).Scan(&before); err != nil {
			return err
		}
		if before > 0 {
			err := w.row(`SELECT id, number, -paid FROM orders WHERE id=? AND kind='return' AND origin_id=?`, q.ID[:], q.Order[:]).Scan(&done.OrderID, &done.Number, &done.Refund)
			if errors.Is(err, sql.ErrNoRows) {
				return shop.ErrInput.With("field", "id").On("id")
			}
			return err
		}
		done, err = w.returnGoods(q)
		return err
	})
	return done, err
}

func (w *writer) returnGoods(q ReturnRequest) (done Returned, err error) {
	lines, due, err := w.weighReturn(q)
	if err != nil {
		return done, err
	}
	refunds := q.Refunds
	if len(refunds) == 0 && due > 0 {
		refunds = []shop.Paid{{Kind: shop.Cash, Amount: due}}
	}
	var sum shop.Money
	for _, p := range refunds {
		if !p.Kind.Valid() || p.Amount <= 0 || p.Amount > shop.MaxPrice {
			return done, shop.ErrPaymentKind.On("refunds")
		}
		sum += p.Amount
	}
	if sum != due {
		return done, shop.ErrRefundMismatch.With("due", w.desk.Currency.Format(due)).On("refunds")
	}
	done = Returned{OrderID: q.ID, Refund: sum}
	if done.Number, err = w.returnOrder(q, lines); err != nil {
		return done, err
	}
	for _, p := range refunds {
		if err := w.pay(q.ID, shop.Paid{Kind: p.Kind, Amount: -p.Amount, Given: -p.Amount}, q.Reason); err != nil {
			return done, err
		}
	}
	if err := w.settleStock(q.ID, "return"); err != nil {
		return done, err
	}
	if q.Print {
		_, err = w.queuePrint(paperOf{order: q.ID, document: "receipt"}, placed{})
	}
	return done, err
}

// weighReturn gives the lines that come back and the money that goes back for
// them. What was never paid is not paid back: returned goods first shrink what
// the customer owes, counting earlier returns.
func (w *writer) weighReturn(q ReturnRequest) (lines []returnedLine, due shop.Money, err error) {
	h, err := w.head(q.Order)
	if err != nil {
		return nil, 0, err
	}
	if h.kind != shop.Sale || !h.status.HandedOver() {
		return nil, 0, shop.ErrReturnNotSold.With("number", h.number)
	}
	lines, value, err := w.returnLines(q)
	if err != nil {
		return nil, 0, err
	}
	return lines, min(value, max(0, value-h.due())), nil
}

// ReturnQuote is what taking goods back would pay.
type ReturnQuote struct {
	Refund  shop.Money  `json:"refund"`   // never more than was paid
	SameWay []shop.Paid `json:"same_way"` // the same, split as the money came
}

// QuoteReturn says what a return would pay back, and changes nothing. Its
// errors are those of ReturnGoods.
func (r *Replica) QuoteReturn(ctx context.Context, actor Actor, q ReturnRequest) (quote ReturnQuote, err error) {
	err = r.command(ctx, actor, "return", func(w *writer) error {
		_, due, err := w.weighReturn(q)
		if err != nil {
			return err
		}
		quote.Refund = due
		quote.SameWay, err = w.sameWay(q.Order, quote.Refund)
		return err
	})
	return quote, err
}

// sameWay splits a refund over the ways in which a sale was paid, less what
// earlier returns gave back by each; what no way covers goes in cash.
func (w *writer) sameWay(order shop.ID, refund shop.Money) ([]shop.Paid, error) {
	split := []shop.Paid{}
	rows, err := w.rows(`SELECT kind, sum(amount) FROM payments WHERE order_id=?1 OR order_id IN (SELECT id FROM orders WHERE origin_id=?1 AND kind='return' AND deleted=0 AND status<>'cancelled')
		GROUP BY kind HAVING sum(amount)>0 ORDER BY kind='cash', min(n)`, order[:])
	if err != nil {
		return split, err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		var p shop.Paid
		if err := rows.Scan(&p.Kind, &p.Amount); err != nil {
			return split, err
		}
		p.Amount = min(p.Amount, refund)
		refund -= p.Amount
		if p.Amount > 0 {
			p.Given = p.Amount
			split = append(split, p)
		}
	}
	if refund > 0 {
		split = append(split, shop.Paid{Kind: shop.Cash, Amount: refund, Given: refund})
	}
	return split, rows.Err()
}

type returnedLine struct {
	Returnable
	quantity shop.Quantity
	refund   shop.Money
}

func (w *writer) returnLines(q ReturnRequest) (lines []returnedLine, total shop.Money, err error) {
	asked := map[shop.ID]shop.Quantity{}
	for _, l := range q.Lines {
		if l.Quantity < 0 {
			return nil, 0, shop.ErrReturnTooMuch.On("lines")
		}
		asked[l.Line] += l.Quantity
	}
	rows, err := w.rows(returnableQuery, q.Order[:])
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		sold, err := scanReturnable(rows)
		if err != nil {
			return nil, 0, err
		}
		quantity := asked[sold.Line]
		delete(asked, sold.Line)
		if quantity == 0 {
			continue
		}
		if quantity%shop.One != 0 && shop.WholeUnit(sold.Unit) {
			return nil, 0, shop.ErrQuantityWhole.On("lines")
		}
		refund, err := shop.Refund(sold.Sum, sold.Sold, sold.Returned, quantity)
		if err != nil {
			return nil, 0, err
		}
		lines, total = append(lines, returnedLine{sold, quantity, refund}), total+refund
	}
	if len(asked) > 0 {
		return nil, 0, shop.ErrNotFound.With("what", "line")
	}
	if len(lines) == 0 {
		return nil, 0, shop.ErrReturnNothing.On("lines")
	}
	return lines, total, rows.Err()
}

func (w *writer) returnOrder(q ReturnRequest, lines []returnedLine) (number string, err error) {
	if number, err = w.nextNumber(); err != nil {
		return "", err
	}
	var customer, warehouse shop.ID
	if err := w.row(`SELECT customer_id, warehouse_id FROM orders WHERE id=?`, q.Order[:]).Scan(&customer, &warehouse); err != nil {
		return "", err
	}
	if err := w.create(change.Order, q.ID, Values{"kind": shop.Return, "number": number, "source": "counter", "status": shop.Completed, "customer_id": customer, "user_id": w.actor.User,
		"desk_id": w.desk.ID, "created_at": w.at, "finished_at": w.at, "origin_id": q.Order, "reason": q.Reason, "warehouse_id": warehouse}); err != nil {
		return "", err
	}
	for i, l := range lines {
		var offer shop.ID
		var price, purchase shop.Money
		if err := w.row(`SELECT offer_id, price, purchase_price FROM order_lines WHERE id=?`, l.Line[:]).Scan(&offer, &price, &purchase); err != nil {
			return "", err
		}
		if err := w.create(change.Line, shop.NewID(), Values{"order_id": q.ID, "position": i, "offer_id": offer, "title": l.Title, "sku": l.SKU, "unit": l.Unit, "quantity": l.quantity,
			"price": price, "regular_price": price, "purchase_price": purchase, "sum": l.refund, "origin_id": l.Line}); err != nil {
			return "", err
		}
	}
	return number, nil
}
