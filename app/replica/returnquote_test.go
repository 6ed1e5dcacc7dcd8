package replica_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// sellFor adds quantity of an offer to the till's sale and finishes it.
func sellFor(t testing.TB, r *replica.Replica, a replica.Actor, offer shop.ID, quantity shop.Quantity, payments ...shop.Tender) replica.Finished {
	t.Helper()
	c, err := r.AddToBasket(ctx, a, "till", offer, quantity)
	if err != nil {
		t.Fatal(err)
	}
	done, err := r.FinishSale(ctx, a, "till", replica.Finish{Basket: c.Basket.ID, Payments: payments})
	if err != nil {
		t.Fatal(err)
	}
	return done
}

// A quote splits the refund as the money came, less what earlier returns gave
// back that way, and finishing the return with it is accepted.
func TestQuoteGivesMoneyBackTheWayItCame(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	offer := stockUp(t, r, "Чашка синя", "4820024700016", 12500, 5*shop.One)
	sale := sellFor(t, r, a, offer, 4*shop.One, shop.Tender{Kind: shop.Card, Given: 20000}, shop.Tender{Kind: shop.Cash, Given: 50000})
	lines, err := r.Returnables(ctx, sale.OrderID)
	if err != nil || len(lines) != 1 {
		t.Fatalf("returnables %v, %v", lines, err)
	}
	quote := func(q shop.Quantity) replica.ReturnQuote {
		t.Helper()
		got, err := r.QuoteReturn(ctx, a, replica.ReturnRequest{Order: sale.OrderID, Lines: []replica.ReturnLine{{Line: lines[0].Line, Quantity: q}}})
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	first := quote(1 * shop.One)
	if first.Refund != 12500 || len(first.SameWay) != 1 || first.SameWay[0].Kind != shop.Card || first.SameWay[0].Amount != 12500 {
		t.Fatalf("the first cup: %+v", first)
	}
	if _, err := r.ReturnGoods(ctx, a, replica.ReturnRequest{ID: shop.NewID(), Order: sale.OrderID, Reason: "скол",
		Lines: []replica.ReturnLine{{Line: lines[0].Line, Quantity: shop.One}}, Refunds: first.SameWay}); err != nil {
		t.Fatal(err)
	}
	rest := quote(3 * shop.One)
	if rest.Refund != 37500 || len(rest.SameWay) != 2 || rest.SameWay[0].Amount != 7500 || rest.SameWay[1].Kind != shop.Cash || rest.SameWay[1].Amount != 30000 {
		t.Fatalf("the other cups: %+v", rest)
	}
	if _, err := r.QuoteReturn(ctx, a, replica.ReturnRequest{Order: sale.OrderID, Lines: []replica.ReturnLine{{Line: lines[0].Line, Quantity: 4 * shop.One}}}); err == nil {
		t.Error("more than was left was quoted")
	}
	verify(t, r)
}

// The counter says of each line what there is now: what another sale took is
// gone, and what a parked order holds for itself is not missing from it.
func TestCounterStockIsOfNow(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	offer := stockUp(t, r, "Чашка синя", "4820024700016", 12500, 5*shop.One)
	c, err := r.AddToBasket(ctx, a, "other", offer, 4*shop.One)
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Basket.Lines[0].Stock; got != 5*shop.One {
		t.Errorf("before: %v", got)
	}
	sellFor(t, r, a, offer, 3*shop.One)
	if c, err = r.Counter(ctx, a, "other"); err != nil || c.Basket.Lines[0].Stock != 2*shop.One {
		t.Errorf("after a sale at the next till: %v, %v", c.Basket.Lines[0].Stock, err)
	}
	order := c.Basket.ID
	if _, err := r.Park(ctx, a, "other", "Марко"); err != nil {
		t.Fatal(err)
	}
	if c, err = r.TakeBack(ctx, a, "other", order); err != nil || c.Basket.Lines[0].Stock != 2*shop.One {
		t.Errorf("taken back: %v, %v", c.Basket.Lines[0].Stock, err)
	}
	verify(t, r)
}

// A receipt's number opens its order, typed in small letters too.
func TestScannedNumberIsItsOrder(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	sale := sellFor(t, r, a, stockUp(t, r, "Чашка синя", "4820024700016", 12500, 5*shop.One), shop.One)
	for _, code := range []string{sale.Number, strings.ToLower(sale.Number)} {
		s, err := r.Scan(ctx, a, "till", code, 0)
		if err != nil || s.Found != "order" || s.OrderID != sale.OrderID {
			t.Errorf("%s: found %q %v: %v", code, s.Found, s.OrderID, err)
		}
	}
}

// Goods that were never paid for bring no money back, however they are split
// into returns: first the debt shrinks, then what was overpaid goes back.
func TestUnpaidGoodsBringNoMoneyBack(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	offer := stockUp(t, r, "Чашка", "4820024700016", 10000, 10*shop.One)
	c, err := r.AddToBasket(ctx, a, "till", offer, 4*shop.One)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Park(ctx, a, "till", ""); err != nil {
		t.Fatal(err)
	}
	order := c.Basket.ID
	for _, s := range []shop.Status{shop.Confirmed, shop.Shipped} {
		if err := r.SetStatus(ctx, a, order, s); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.AddPayment(ctx, a, order, shop.Card, 15000); err != nil {
		t.Fatal(err)
	}
	lines, err := r.Returnables(ctx, order)
	if err != nil {
		t.Fatal(err)
	}
	// 400.00 sold, 150.00 paid: the first 250.00 of goods only shrink the debt.
	for i, want := range []shop.Money{0, 0, 5000, 10000} {
		q := replica.ReturnRequest{ID: shop.NewID(), Order: order, Lines: []replica.ReturnLine{{Line: lines[0].Line, Quantity: shop.One}}}
		quote, err := r.QuoteReturn(ctx, a, q)
		if err != nil || quote.Refund != want {
			t.Fatalf("cup %d is quoted %+v, not %d: %v", i+1, quote, want, err)
		}
		greedy := q
		greedy.Refunds = []shop.Paid{{Kind: shop.Cash, Amount: 10001}}
		if _, err := r.ReturnGoods(ctx, a, greedy); !errors.Is(err, shop.ErrRefundMismatch) {
			t.Fatalf("cup %d brought back more than it cost: %v", i+1, err)
		}
		done, err := r.ReturnGoods(ctx, a, q)
		if err != nil || done.Refund != want {
			t.Fatalf("cup %d brought back %+v, not %d: %v", i+1, done, want, err)
		}
		if again, err := r.ReturnGoods(ctx, a, q); err != nil || again != done {
			t.Fatalf("sent twice it is %+v, not %+v: %v", again, done, err)
		}
		card, err := r.Order(ctx, a, order)
		if owed := max(0, shop.Money(15000-10000*i)); err != nil || card.Due != owed || (card.PaymentState == shop.FullyPaid) != (owed == 0) {
			t.Fatalf("after cup %d %d is still to be paid (%s), not %d: %v", i+1, card.Due, card.PaymentState, owed, err)
		}
	}
	verify(t, r)
}
