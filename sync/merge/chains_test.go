package merge_test

import (
	"testing"

	"github.com/prylavok/prylavok/sync/change"
)

// goodsMove is a move of the scene's order.
func goodsMove(n int, bucket string, quantity int) change.Op {
	return create(change.StockMove, id(n), "offer_id", mug, "warehouse_id", warehouse, "bucket", bucket, "quantity", quantity, "cause", "sale", "document_id", order)
}

func (s *scene) wantStock(onHand, reserved int64) {
	s.t.Helper()
	if a, b := s.sum(mug, "on_hand"), s.sum(mug, "reserved"); a != onHand || b != reserved {
		s.t.Errorf("on hand %d, reserved %d; want %d, %d", a, b, onHand, reserved)
	}
}

var cancelled = patch(change.Order, order, 1, "status", "cancelled", "reason", "no answer", "finished_at", 77)

// A till that took money and works on, not having read the cancellation that came
// before or in between, finds the order where it takes it; so does a third one.
func TestAPaidOrderGoesOn(t *testing.T) {
	step := func(d *till, to string) *change.Batch {
		return d.batch("status", patch(change.Order, order, 1, "status", to))
	}
	for says, days := range map[string]func(s *scene, third *till){
		"cancelled, paid, packed": func(s *scene, _ *till) {
			s.take(s.a, s.a.batch("cancel", cancelled, goodsMove(310, "reserved", -1000)))
			s.take(s.b, s.b.batch("pay", pays(300, 5000)))
			s.take(s.b, step(s.b, "packed"))
		},
		"paid, confirmed, cancelled, packed": func(s *scene, _ *till) {
			s.take(s.b, s.b.batch("pay", pays(300, 5000)))
			s.take(s.b, step(s.b, "confirmed"))
			s.take(s.a, s.a.batch("cancel", cancelled, goodsMove(310, "reserved", -1000)))
			s.take(s.b, step(s.b, "packed"))
		},
		"paid, confirmed by a third, cancelled, packed by that": func(s *scene, third *till) {
			s.take(s.b, s.b.batch("pay", pays(300, 5000)))
			s.take(third, step(third, "confirmed"))
			s.take(s.a, s.a.batch("cancel", cancelled, goodsMove(310, "reserved", -1000)))
			s.take(third, step(third, "packed"))
		},
	} {
		t.Run(says, func(t *testing.T) {
			s := newScene(t)
			third := newTill(4)
			third.read(s.h)
			days(s, third)
			s.want(change.Order, order, "status", "packed")
			s.wantStock(10_000, 1000)
		})
	}
}

// What left the shop is not to be packed once more because it was cancelled and
// paid: whichever came first, it is out, and comes back once.
func TestAParcelThatWasPaidAndCancelledIsOut(t *testing.T) {
	for _, payFirst := range []bool{true, false} {
		s := newScene(t)
		s.take(s.a, s.a.batch("ship", sold(300, "shipped")...))
		s.a.read(s.h)
		s.b.read(s.h)
		pay := s.a.batch("pay", pays(320, 12000))
		if payFirst {
			s.take(s.a, pay)
		}
		s.take(s.b, s.b.batch("cancel", patch(change.Order, order, 2, "status", "cancelled"), goodsMove(310, "on_hand", 1000)))
		if !payFirst {
			s.take(s.a, pay)
		}
		s.want(change.Order, order, "status", "shipped")
		s.take(s.a, s.a.batch("return", back(s.a, 330, 1)...))
		s.wantStock(10_000, 0)
	}
}

// Whoever took goods back knew that they were out: neither an old copy's shipping
// nor a clash over something else undoes it.
func TestAKnowingCancellationStands(t *testing.T) {
	s := newScene(t)
	third := newTill(4)
	s.take(s.a, s.a.batch("ship", sold(300, "shipped")...))
	third.read(s.h)
	s.take(third, third.batch("cancel_line", patch(change.Line, line, 1, "cancelled", "broken"), goodsMove(310, "on_hand", 1000)))
	s.take(s.b, s.b.batch("ship", sold(400, "shipped")...))
	s.want(change.Line, line, "cancelled", "broken")
	s.wantStock(10_000, 0)

	s = newScene(t)
	s.take(s.b, s.b.batch("ship", sold(300, "shipped")...))
	third.read(s.h)
	s.take(s.a, s.a.batch("edit", patch(change.Line, line, 1, "price", 11000, "sum", 11000)))
	s.take(third, third.batch("status", patch(change.Order, order, 2, "status", "delivered")))
	s.take(third, third.batch("cancel", patch(change.Order, order, 2, "status", "cancelled", "reason", "refused"), goodsMove(310, "on_hand", 1000)))
	s.want(change.Order, order, "status", "cancelled")
	s.wantStock(10_000, 0)
}

// What has no goods does not leave the shop: whoever cancels it is not taken for
// somebody who did not know.
func TestDigitalGoodsAreNotHandedOver(t *testing.T) {
	s := newScene(t)
	s.take(s.a, s.a.batch("digital", patch(change.Product, product, 1, "digital", 1), patch(change.Order, order, 1, "status", "shipped"), goodsMove(300, "reserved", -1000)))
	s.a.read(s.h)
	s.b.read(s.h)
	s.take(s.a, s.a.batch("status", patch(change.Order, order, 2, "status", "delivered")))
	s.take(s.b, s.b.batch("cancel_line", patch(change.Line, line, 1, "cancelled", "broken")))
	s.want(change.Line, line, "cancelled", "broken")
	s.wantClashes()
}

// Whatever makes an order's money not add up is told, whichever till is heard first.
func TestMoneyThatDoesNotAddUpIsTold(t *testing.T) {
	delivered := []change.Op{patch(change.Order, order, 1, "status", "delivered"), goodsMove(500, "reserved", -1000), goodsMove(501, "on_hand", -1000)}
	for _, c := range []struct {
		says   string
		before []change.Op
		a, b   []change.Op
	}{
		{"paid here, the line cancelled there", nil,
			[]change.Op{pays(300, 12000)}, []change.Op{patch(change.Line, line, 1, "cancelled", "no stock"), goodsMove(310, "reserved", -1000)}},
		{"paid here, the line deleted there", nil,
			[]change.Op{pays(300, 12000)}, []change.Op{remove(change.Line, line, 1), goodsMove(310, "reserved", -1000)}},
		{"paid here, made cheaper there", nil,
			[]change.Op{pays(300, 12000)}, []change.Op{patch(change.Line, line, 1, "price", 10000, "sum", 10000)}},
		{"paid here, back there without being paid", delivered,
			[]change.Op{pays(300, 12000)}, back(newTill(2), 310, 1)[:3]},
		{"back here with its money, cancelled there with its money", append([]change.Op{pays(502, 12000)}, delivered...),
			back(newTill(1), 320, 1), []change.Op{patch(change.Order, order, 2, "status", "cancelled"), pays(310, -12000), goodsMove(311, "on_hand", 1000)}},
		{"a return cancelled at both", append(back(newTill(3), 520, 1), append([]change.Op{pays(502, 12000)}, delivered...)...),
			[]change.Op{patch(change.Order, id(520), 2, "status", "cancelled"), create(change.Payment, id(300), "order_id", id(520), "kind", "cash", "amount", 12000, "desk_id", id(9001))},
			[]change.Op{patch(change.Order, id(520), 2, "status", "cancelled"), create(change.Payment, id(301), "order_id", id(520), "kind", "cash", "amount", 12000, "desk_id", id(9002))}},
	} {
		for _, second := range []bool{false, true} {
			s := newScene(t)
			if c.before != nil {
				third := newTill(4)
				third.read(s.h)
				s.take(third, third.batch("before", c.before...))
				s.a.read(s.h)
				s.b.read(s.h)
			}
			a, b := s.a.batch("a", c.a...), s.b.batch("b", c.b...)
			if second {
				s.take(s.b, b)
			}
			s.take(s.a, a)
			if !second {
				s.take(s.b, b)
			}
			if n := len(s.clashes()); n != 1 {
				t.Errorf("%s, the second first %v: clashes %q", c.says, second, s.clashes())
			}
		}
	}
}

// What a desk had seen before the hub was restored it knew, also when its own
// batch comes before that is given back.
func TestWhatWasSeenBeforeARestoreIsKnown(t *testing.T) {
	for _, c := range []struct {
		says         string
		lost, unsent []change.Op
		kind         *change.Kind
		id           change.ID
		want         []any
	}{
		{"paid, and cancelled with its money", []change.Op{pays(300, 5000)}, []change.Op{pays(301, -5000), cancelled, goodsMove(310, "reserved", -1000)},
			change.Order, order, []any{"status", "cancelled"}},
		{"shipped, and a line back with its goods", sold(300, "shipped"), []change.Op{patch(change.Line, line, 1, "cancelled", "broken"), goodsMove(310, "on_hand", 1000)},
			change.Line, line, []any{"cancelled", "broken"}},
		{"renamed, and renamed again", []change.Op{patch(change.Customer, customer, 1, "name", "Olena K")}, []change.Op{patch(change.Customer, customer, 2, "name", "Olena Koval")},
			change.Customer, customer, []any{"name", "Olena Koval"}},
		{"priced, and priced again", []change.Op{patch(change.Offer, mug, 1, "price", 11500)}, []change.Op{patch(change.Offer, mug, 2, "price", 12500)},
			change.Offer, mug, []any{"price", 12500}},
	} {
		for _, late := range []bool{false, true} {
			s := newScene(t)
			s.take(s.a, s.a.batch("lost", c.lost...))
			s.b.read(s.h)
			lost := s.h.feed[1]
			s.h = s.h.at(1).restored(2)
			unsent := s.b.batch("unsent", c.unsent...)
			if late {
				s.take(s.b, unsent)
			}
			if out, err := s.h.giveBack(lost, 1); err != nil || out.Refused != nil {
				t.Fatal(err, out.Refused)
			}
			if !late {
				s.take(s.b, unsent)
			}
			s.want(c.kind, c.id, c.want...)
			s.wantClashes()
		}
	}
}
