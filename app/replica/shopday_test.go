package replica_test

import (
	"errors"
	"testing"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
	"pgregory.net/rapid"
)

// shopDay draws what clerks may do. A refusal is fine as long as it has words.
type shopDay struct {
	t     *testing.T
	r     *replica.Replica
	a     replica.Actor
	codes []string
}

func (d *shopDay) fine(t *rapid.T, err error) {
	t.Helper()
	var p *shop.Problem
	if err != nil && (!errors.As(err, &p) || p.Code == replica.ErrInternal.Code) {
		t.Fatalf("an error without words: %v", err)
	}
}

func (d *shopDay) screen(t *rapid.T) string {
	return rapid.SampledFrom([]string{"till", "phone"}).Draw(t, "screen")
}

func (d *shopDay) basket(t *rapid.T, screen string) shop.Basket {
	c, err := d.r.Counter(ctx, d.a, screen)
	if err != nil {
		t.Fatal(err)
	}
	return c.Basket
}

func (d *shopDay) line(t *rapid.T, screen string) shop.ID {
	b := d.basket(t, screen)
	if len(b.Lines) == 0 {
		t.Skip("nothing on the counter")
	}
	return rapid.SampledFrom(b.Lines).Draw(t, "line").ID
}

func (d *shopDay) order(t *rapid.T, q replica.OrderQuery) replica.OrderRow {
	page, err := d.r.Orders(ctx, d.a, q)
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Orders) == 0 {
		t.Skip("no such order")
	}
	return rapid.SampledFrom(page.Orders).Draw(t, "order")
}

func (d *shopDay) scan(t *rapid.T) {
	code := rapid.SampledFrom(d.codes).Draw(t, "code")
	_, err := d.r.Scan(ctx, d.a, d.screen(t), code, shop.Quantity(rapid.IntRange(0, 3).Draw(t, "quantity"))*shop.One)
	d.fine(t, err)
}

func (d *shopDay) change(t *rapid.T) {
	screen := d.screen(t)
	q := shop.Quantity(rapid.IntRange(-1, 4).Draw(t, "quantity")) * shop.One
	price := shop.Money(rapid.IntRange(0, 5000).Draw(t, "price"))
	_, err := d.r.ChangeLine(ctx, d.a, screen, replica.LineChange{Line: d.line(t, screen), Quantity: &q, Price: &price})
	d.fine(t, err)
}

func (d *shopDay) remove(t *rapid.T) {
	screen := d.screen(t)
	_, err := d.r.RemoveLine(ctx, d.a, screen, d.line(t, screen))
	d.fine(t, err)
}

func (d *shopDay) discount(t *rapid.T) {
	_, err := d.r.SetBasketDiscount(ctx, d.a, d.screen(t), shop.Discount{BasisPoints: rapid.Int64Range(0, 11_000).Draw(t, "percent")})
	d.fine(t, err)
}

func (d *shopDay) undo(t *rapid.T) {
	_, err := d.r.UndoBasket(ctx, d.a, d.screen(t))
	d.fine(t, err)
}

func (d *shopDay) finish(t *rapid.T) {
	screen := d.screen(t)
	f := replica.Finish{Basket: d.basket(t, screen).ID, Print: rapid.Bool().Draw(t, "print")}
	if rapid.Bool().Draw(t, "card") {
		f.Payments = []shop.Tender{{Kind: shop.Card, Given: shop.Money(rapid.IntRange(0, 9000).Draw(t, "by card"))}, {Kind: shop.Cash, Given: shop.Money(rapid.IntRange(0, 20000).Draw(t, "by cash"))}}
	}
	_, err := d.r.FinishSale(ctx, d.a, screen, f)
	d.fine(t, err)
	if rapid.Bool().Draw(t, "twice") {
		_, err := d.r.FinishSale(ctx, d.a, screen, f)
		d.fine(t, err)
	}
}

func (d *shopDay) park(t *rapid.T) {
	_, err := d.r.Park(ctx, d.a, d.screen(t), rapid.SampledFrom([]string{"", "Марко"}).Draw(t, "note"))
	d.fine(t, err)
}

func (d *shopDay) takeBack(t *rapid.T) {
	o := d.order(t, replica.OrderQuery{})
	_, err := d.r.TakeBack(ctx, d.a, d.screen(t), o.ID)
	d.fine(t, err)
}

func (d *shopDay) giveBack(t *rapid.T) {
	o := d.order(t, replica.OrderQuery{OrderFilter: replica.OrderFilter{Kind: shop.Sale}})
	lines, err := d.r.Returnables(ctx, o.ID)
	d.fine(t, err)
	if len(lines) == 0 {
		t.Skip("no lines")
	}
	l := rapid.SampledFrom(lines).Draw(t, "line")
	_, err = d.r.ReturnGoods(ctx, d.a, replica.ReturnRequest{ID: shop.NewID(), Order: o.ID, Reason: "не підійшло",
		Lines: []replica.ReturnLine{{Line: l.Line, Quantity: shop.Quantity(rapid.IntRange(0, 3).Draw(t, "quantity")) * shop.One}}})
	d.fine(t, err)
}

func (d *shopDay) cancel(t *rapid.T) {
	o := d.order(t, replica.OrderQuery{})
	d.fine(t, d.r.CancelOrder(ctx, d.a, o.ID, "передумав", ""))
}

func (d *shopDay) undoSale(t *rapid.T) {
	o := d.order(t, replica.OrderQuery{})
	_, err := d.r.UndoSale(ctx, d.a, d.screen(t), o.ID)
	d.fine(t, err)
}

func (d *shopDay) step(t *rapid.T) {
	o := d.order(t, replica.OrderQuery{})
	d.fine(t, d.r.SetStatus(ctx, d.a, o.ID, rapid.SampledFrom(shop.Statuses).Draw(t, "to")))
}

func (d *shopDay) pay(t *rapid.T) {
	o := d.order(t, replica.OrderQuery{})
	d.fine(t, d.r.AddPayment(ctx, d.a, o.ID, rapid.SampledFrom(shop.PaymentKinds).Draw(t, "kind"), shop.Money(rapid.IntRange(-3000, 6000).Draw(t, "amount"))))
}

func (d *shopDay) deliver(t *rapid.T) {
	o := d.order(t, replica.OrderQuery{})
	d.fine(t, d.r.SetDelivery(ctx, d.a, o.ID, replica.Delivery{Method: "courier", City: "Львів", Price: shop.Money(rapid.IntRange(0, 900).Draw(t, "price")), COD: rapid.Bool().Draw(t, "cod")}))
}

func (d *shopDay) copyOrder(t *rapid.T) {
	o := d.order(t, replica.OrderQuery{})
	_, err := d.r.CopyOrder(ctx, d.a, o.ID)
	d.fine(t, err)
}

func (d *shopDay) cancelLine(t *rapid.T) {
	o := d.order(t, replica.OrderQuery{})
	card, err := d.r.Order(ctx, d.a, o.ID)
	if err != nil || len(card.Items) == 0 {
		t.Skip("no lines")
	}
	d.fine(t, d.r.CancelLine(ctx, d.a, o.ID, rapid.SampledFrom(card.Items).Draw(t, "line").ID, "розбите", rapid.SampledFrom(shop.PaymentKinds).Draw(t, "refund")))
}
