package replica_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
)

// paidElsewhere has another till take money for an order, below zero give it back.
func (f *feed) paidElsewhere(order shop.ID, amount shop.Money) {
	f.t.Helper()
	f.bring("payment", op(change.Payment, change.Create, change.ID(shop.NewID()), 0, "order_id", order, "kind", "cash", "amount", int(amount), "given", int(amount), "desk_id", f.other))
}

// wantMoney holds an order's card, its row in the list and the books against each other.
func wantMoney(t testing.TB, r *replica.Replica, a replica.Actor, order shop.ID, paid, due shop.Money, state shop.PaymentState) {
	t.Helper()
	card, err := r.Order(ctx, a, order)
	if err != nil || card.Paid != paid || card.Due != due || card.PaymentState != state {
		t.Fatalf("paid %d, due %d, %s, not %d, %d, %s: %v", card.Paid, card.Due, card.PaymentState, paid, due, state, err)
	}
	list, err := r.Orders(ctx, a, replica.OrderQuery{OrderFilter: replica.OrderFilter{Payment: []shop.PaymentState{state}, Text: card.Number}})
	if err != nil || len(list.Orders) != 1 {
		t.Fatalf("%s is not listed as %s: %+v %v", card.Number, state, list.Orders, err)
	}
	verify(t, r)
}

// What two tills took for one order goes back in the order, in parts too: by
// whoever may, and never more than was too much.
func TestMoneyTakenTwiceGoesBack(t *testing.T) {
	r, f, a, order := soldOnce(t)
	c := clerk(t, r, a)
	f.paidElsewhere(order, 12000)
	card, err := r.Order(ctx, a, order)
	if err != nil || card.Paid != 24000 || card.Due != -12000 || card.PaymentState != shop.RefundDue {
		t.Fatalf("paid %d, due %d, %s: %v", card.Paid, card.Due, card.PaymentState, err)
	}
	wantProblem(t, r.AddPayment(ctx, c, order, shop.Cash, -12000), shop.ErrRight)
	err = r.AddPayment(ctx, a, order, shop.Cash, -12001)
	wantProblem(t, err, replica.ErrBackOver)
	var p *shop.Problem
	if errors.As(err, &p); p.Field != "amount" || p.Args["number"] != card.Number || p.Args["sum"] != r.Desk().Currency.Format(12000) {
		t.Errorf("refused by %+v", p)
	}
	wantProblem(t, r.AddPayment(ctx, a, order, shop.Cash, 1), shop.ErrPaymentOver)
	wantProblem(t, r.AddPayment(ctx, a, order, shop.Cash, 0), shop.ErrPaymentSum)
	wantProblem(t, r.AddPayment(ctx, a, order, shop.Cash, -shop.MaxPrice-1), shop.ErrPaymentSum)
	for _, sum := range []shop.Money{-2000, -10000} {
		if err := r.AddPayment(ctx, a, order, shop.Card, sum); err != nil {
			t.Fatal(err)
		}
	}
	wantProblem(t, r.AddPayment(ctx, a, order, shop.Cash, -1), replica.ErrBackOver)
	wantMoney(t, r, a, order, 12000, 0, shop.FullyPaid)
}

// A cancelled order owes all that is in it, and is owed what went back twice:
// its card, the list and the command say the same.
func TestACancelledOrderIsEvenedOut(t *testing.T) {
	for _, x := range []struct {
		name  string
		there shop.Money // what another till took for it, or gave back
		state shop.PaymentState
	}{
		{"part of it paid elsewhere", 5000, shop.RefundDue},
		{"all of it paid elsewhere", 12000, shop.RefundDue},
		{"given back twice", -12000, shop.Unpaid},
	} {
		t.Run(x.name, func(t *testing.T) {
			r, f, a, order := soldOnce(t)
			if err := r.CancelOrder(ctx, a, order, "передумали", ""); err != nil {
				t.Fatal(err)
			}
			f.drain()
			f.paidElsewhere(order, x.there)
			wantMoney(t, r, a, order, x.there, -x.there, x.state)
			beyond, want := -x.there-1, replica.ErrBackOver
			if x.there < 0 {
				beyond, want = -x.there+1, shop.ErrPaymentOver
			}
			wantProblem(t, r.AddPayment(ctx, a, order, shop.Cash, beyond), want)
			if err := r.AddPayment(ctx, a, order, shop.Cash, -x.there); err != nil {
				t.Fatal(err)
			}
			wantMoney(t, r, a, order, 0, 0, shop.FullyPaid)
		})
	}
}

// Goods taken back at one till and cancelled at another: the money that went back
// twice is seen on the card of the cancelled order, and taken again.
func TestACancelledOrderCountsItsReturns(t *testing.T) {
	r, f, a, order := soldOnce(t)
	back := change.ID(shop.NewID())
	if err := r.CancelOrder(ctx, a, order, "передумали", ""); err != nil {
		t.Fatal(err)
	}
	f.drain()
	f.bring("return", op(change.Order, change.Create, back, 0, "kind", "return", "number", "B1-000001", "status", "completed", "origin_id", order, "desk_id", f.other, "created_at", 1_700_000_000_000))
	f.paidElsewhere(shop.ID(back), -12000)
	wantMoney(t, r, a, order, 0, 12000, shop.Unpaid)
	if err := r.AddPayment(ctx, a, order, shop.Cash, 12000); err != nil {
		t.Fatal(err)
	}
	wantMoney(t, r, a, order, 12000, 0, shop.FullyPaid)
	wantProblem(t, r.AddPayment(ctx, a, shop.ID(back), shop.Cash, 12000), shop.ErrPaymentOver)
	wantProblem(t, r.AddPayment(ctx, a, shop.ID(back), shop.Cash, -1), replica.ErrBackOver)
}

// Whatever is paid and given back, an order's money only ever comes nearer to what
// it comes to.
func TestPaymentsNeverOvershoot(t *testing.T) {
	r, f, a, order := soldOnce(t)
	rapid.Check(t, func(rt *rapid.T) {
		f.paidElsewhere(order, shop.Money(rapid.IntRange(-20000, 20000).Draw(rt, "elsewhere")))
		card, err := r.Order(ctx, a, order)
		if err != nil {
			rt.Fatal(err)
		}
		amount := shop.Money(rapid.IntRange(-30000, 30000).Draw(rt, "amount"))
		fits := amount != 0 && ((card.Due > 0 && amount > 0 && amount <= card.Due) || (card.Due < 0 && amount < 0 && amount >= card.Due))
		if err := r.AddPayment(ctx, a, order, shop.Cash, amount); (err == nil) != fits {
			rt.Fatalf("%d with %d to be paid: %v", amount, card.Due, err)
		}
	})
	report, err := r.Verify(ctx)
	if err != nil || len(report.Problems) > 1 { // it may end overpaid
		t.Fatalf("%v %v", report.Problems, err)
	}
}

// Who took money twice does not wave it away: a manager keeps it as it is.
func TestMoneyTakenTwiceIsDecidedByRight(t *testing.T) {
	r, f, a, order := soldOnce(t)
	c := clerk(t, r, a)
	card, err := r.Order(ctx, a, order)
	if err != nil {
		t.Fatal(err)
	}
	doubled := f.clash(change.Payment, card.Payments[0].ID, order, "amount", merge.ReasonDoubled, nil, 12000, 12000)
	if keep := choiceOf(f.conflict(a, doubled), replica.ChoiceKeep); keep == nil || keep.Right != shop.RightReturn || len(f.conflict(a, doubled).Choices) != 1 {
		t.Fatalf("%+v", f.conflict(a, doubled))
	}
	wantProblem(t, r.Decide(ctx, c, doubled, replica.ChoiceKeep, false), shop.ErrRight)
	if err := r.Decide(ctx, a, doubled, replica.ChoiceKeep, false); err != nil {
		t.Fatal(err)
	}
	paid := f.clash(change.Order, order, order, "status", merge.ReasonPaid, nil, "completed", "")
	if err := r.Decide(ctx, c, paid, replica.ChoiceKeep, false); err != nil {
		t.Errorf("a clerk may not say that they have seen it: %v", err)
	}
}

// A file of before has the payment states of its cancelled orders made again.
func TestCancelledOrdersOfAnOlderFile(t *testing.T) {
	r, f, a, order := soldOnce(t)
	if err := r.CancelOrder(ctx, a, order, "передумали", ""); err != nil {
		t.Fatal(err)
	}
	f.drain()
	f.paidElsewhere(order, 5000)
	wantMoney(t, r, a, order, 5000, -5000, shop.RefundDue)
	path := r.Path()
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	db := raw(t, path)
	if _, err := db.ExecContext(ctx, `UPDATE orders SET payment_state='part'; PRAGMA user_version=9`); err != nil {
		t.Fatal(err)
	}
	again, err := replica.Open(ctx, path, replica.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = again.Close() })
	wantMoney(t, again, a, order, 5000, -5000, shop.RefundDue)
}
