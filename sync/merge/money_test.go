package merge_test

import (
	"testing"

	"github.com/prylavok/prylavok/sync/change"
)

// pays is money that a till takes for the scene's order, or gives back.
func pays(n, amount int) change.Op {
	return create(change.Payment, id(n), "order_id", order, "kind", "cash", "amount", amount, "desk_id", id(9001))
}

// back is a return of pieces of the scene's line.
func back(d *till, n, pieces int) []change.Op {
	return []change.Op{
		create(change.Order, id(n), "kind", "return", "number", "R-"+string(rune('A'+n%26)), "status", "completed", "desk_id", d.device, "warehouse_id", warehouse, "origin_id", order),
		create(change.Line, id(n+1), "order_id", id(n), "offer_id", mug, "title", "Mug", "quantity", 1000*pieces, "sum", 12000*pieces, "origin_id", line),
		create(change.StockMove, id(n+2), "offer_id", mug, "warehouse_id", warehouse, "bucket", "on_hand", "quantity", 1000*pieces, "cause", "return", "document_id", id(n)),
		create(change.Payment, id(n+3), "order_id", id(n), "kind", "cash", "amount", -12000*pieces, "desk_id", d.device),
	}
}

// Each row is money that two tills took or gave: till A's batch comes first, till
// B's second, neither having seen the other. Both then have it both ways round.
func TestMoneyOfTwoTills(t *testing.T) {
	cancel := []change.Op{patch(change.Order, order, 1, "status", "cancelled", "reason", "no answer", "finished_at", 77)}
	for _, c := range []struct {
		says    string
		a, b    func(d *till, n int) []change.Op
		status  string
		clashes []string
	}{
		{"what is paid is not cancelled by an old copy",
			func(_ *till, n int) []change.Op { return []change.Op{pays(n, 5000)} }, func(*till, int) []change.Op { return cancel }, "new",
			[]string{`noted order.finished_at value: 0, lost 77`, `noted order.reason value: "", lost "no answer"`, `open order.status paid: "new", lost "cancelled"`}},
		{"what was cancelled and then paid by an old copy waits for work",
			func(*till, int) []change.Op { return cancel }, func(_ *till, n int) []change.Op { return []change.Op{pays(n, 5000)} }, "confirmed",
			[]string{`noted order.finished_at value: 0, lost 77`, `noted order.reason value: "", lost "no answer"`, `open order.status paid: "confirmed", lost "cancelled"`}},
		{"money that is given back revives nothing",
			func(*till, int) []change.Op { return cancel }, func(_ *till, n int) []change.Op { return []change.Op{pays(n, 5000), pays(n+1, -5000)} }, "cancelled", nil},
		{"two parts of the price are no clash",
			func(_ *till, n int) []change.Op { return []change.Op{pays(n, 5000)} }, func(_ *till, n int) []change.Op { return []change.Op{pays(n, 7000)} }, "new", nil},
		{"the price taken twice is told",
			func(_ *till, n int) []change.Op { return []change.Op{pays(n, 12000)} }, func(_ *till, n int) []change.Op { return []change.Op{pays(n, 10000)} }, "new",
			[]string{`open payment.amount doubled: 10000, lost 12000`}},
		{"so is completing it twice",
			func(_ *till, n int) []change.Op {
				return []change.Op{pays(n, 12000), patch(change.Order, order, 1, "status", "completed")}
			},
			func(_ *till, n int) []change.Op {
				return []change.Op{pays(n, 12000), patch(change.Order, order, 1, "status", "completed")}
			},
			"completed", []string{`open payment.amount doubled: 12000, lost 12000`}},
		{"one return of what was sold is none",
			func(d *till, n int) []change.Op { return back(d, n, 1) }, func(*till, int) []change.Op { return nil }, "new", nil},
		{"taken back twice is told",
			func(d *till, n int) []change.Op { return back(d, n, 1) }, func(d *till, n int) []change.Op { return back(d, n, 1) }, "new",
			[]string{`open order.number doubled: "R-K", lost "R-A"`}},
		{"so is a return of what was cancelled",
			func(_ *till, n int) []change.Op {
				return []change.Op{patch(change.Order, order, 1, "status", "cancelled"), create(change.StockMove, id(n), "offer_id", mug, "warehouse_id", warehouse, "bucket", "on_hand", "quantity", 1000, "cause", "return", "document_id", order)}
			},
			func(d *till, n int) []change.Op { return back(d, n, 1) }, "cancelled", []string{`open order.number doubled: "R-K", lost "C3-000001"`}},
		{"and cancelling what was taken back, or a line of it",
			func(d *till, n int) []change.Op { return back(d, n, 1) },
			func(_ *till, n int) []change.Op {
				return []change.Op{patch(change.Line, line, 1, "cancelled", "broken"), create(change.StockMove, id(n), "offer_id", mug, "warehouse_id", warehouse, "bucket", "on_hand", "quantity", 1000, "cause", "return", "document_id", order)}
			},
			"new", []string{`open order.number doubled: "C3-000001", lost "R-A"`}},
	} {
		t.Run(c.says, func(t *testing.T) {
			s := newScene(t)
			s.take(s.a, s.a.batch("a", c.a(s.a, 234)...))
			if ops := c.b(s.b, 400); len(ops) > 0 {
				s.take(s.b, s.b.batch("b", ops...))
			}
			s.want(change.Order, order, "status", c.status)
			s.wantClashes(c.clashes...)
		})
	}
}

// Whoever has seen the money, or the return, does what he wants.
func TestSeenMoneyIsNoClash(t *testing.T) {
	s := newScene(t)
	s.take(s.a, s.a.batch("pay", pays(300, 5000)))
	s.b.read(s.h)
	s.take(s.b, s.b.batch("cancel", pays(301, -5000), patch(change.Order, order, 1, "status", "cancelled")))
	s.a.read(s.h)
	s.take(s.a, s.a.batch("pay", pays(302, 5000)))
	s.want(change.Order, order, "status", "cancelled")
	s.take(s.a, s.a.batch("return", back(s.a, 310, 1)...))
	s.b.read(s.h)
	s.take(s.b, s.b.batch("return", back(s.b, 320, 1)...))
	s.wantClashes()
}

// The goods of an order that is not cancelled after all are promised to it.
func TestAnOrderThatIsNotCancelledHasItsGoods(t *testing.T) {
	for _, second := range []bool{false, true} {
		s := newScene(t)
		cancel := s.a.batch("cancel", patch(change.Order, order, 1, "status", "cancelled"),
			create(change.StockMove, id(100), "offer_id", mug, "warehouse_id", warehouse, "bucket", "reserved", "quantity", -1000, "cause", "reservation", "document_id", order))
		if !second {
			s.take(s.a, cancel)
		}
		s.take(s.b, s.b.batch("pay", pays(301, 12000)))
		if second {
			s.take(s.a, cancel)
		}
		if onHand, reserved := s.sum(mug, "on_hand"), s.sum(mug, "reserved"); onHand != 10_000 || reserved != 1000 {
			t.Errorf("on hand %d, reserved %d", onHand, reserved)
		}
	}
}
