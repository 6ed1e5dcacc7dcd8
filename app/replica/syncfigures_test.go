package replica_test

import (
	"testing"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// What a sale still comes to depends on what was taken back of it. A till that
// hears of both at once, be it in whatever order, comes to the same as the one
// where they were made.
func TestASaleAndItsReturnHeardAtOnceAreOfOneState(t *testing.T) {
	h, first, d := shopWithSecrets(t)
	order := func(v replica.Values, sum, paid int64) (id shop.ID) {
		t.Helper()
		if err := first.r.ByHand(ctx, "sale", func(hand *replica.Hand) (err error) {
			v["desk_id"] = hand.Desk()
			if id, err = hand.Create(change.Order, v); err != nil {
				return err
			}
			if _, err = hand.Create(change.Line, replica.Values{"order_id": id, "title": "Чашка", "quantity": shop.One, "price": sum, "sum": sum}); err != nil || paid == 0 {
				return err
			}
			_, err = hand.Create(change.Payment, replica.Values{"order_id": id, "kind": "cash", "amount": paid, "desk_id": hand.Desk()})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return id
	}
	sale := order(replica.Values{"kind": "sale", "number": "A1-1", "status": "confirmed"}, 20000, 10000)
	order(replica.Values{"kind": "return", "number": "A1-2", "status": "completed", "origin_id": sale}, 10000, 0)
	h.push(t, first)
	h.pull(t, first)
	h.pull(t, d)
	for _, x := range []*till{first, d} {
		var state string
		if err := raw(t, x.r.Path()).QueryRow(`SELECT payment_state FROM orders WHERE id=?`, sale[:]).Scan(&state); err != nil {
			t.Fatal(err)
		}
		if state != string(shop.FullyPaid) {
			t.Errorf("half was paid and the other half taken back, and the sale is %q", state)
		}
	}
}
