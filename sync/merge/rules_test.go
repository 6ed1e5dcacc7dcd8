package merge_test

import (
	"testing"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
)

// Each row is a rule: till A's batch comes first, till B's second, neither
// having seen the other.
func TestTwoTillsChangeOneThing(t *testing.T) {
	one := func(op change.Op) []change.Op { return []change.Op{op} }
	orderTo := func(status string, more ...any) []change.Op {
		return one(patch(change.Order, order, 1, append([]any{"status", status}, more...)...))
	}
	for _, c := range []struct {
		says    string
		a, b    []change.Op
		kind    *change.Kind
		id      change.ID
		want    []any
		clashes []string
	}{
		{"a name: the later stands, the earlier is noted",
			one(patch(change.Customer, customer, 1, "name", "Olena K")), one(patch(change.Customer, customer, 1, "name", "Olena Koval")),
			change.Customer, customer, []any{"name", "Olena Koval"}, []string{`noted customer.name value: "Olena Koval", lost "Olena K"`}},
		{"a price: the first stands, the other is a proposal",
			one(patch(change.Offer, mug, 1, "price", 11500)), one(patch(change.Offer, mug, 1, "price", 12500)),
			change.Offer, mug, []any{"price", 11500}, []string{`open offer.price value: 11500, lost 12500`}},
		{"the same price twice is no clash",
			one(patch(change.Offer, mug, 1, "price", 11500)), one(patch(change.Offer, mug, 1, "price", 11500)),
			change.Offer, mug, []any{"price", 11500}, nil},
		{"different fields both stand",
			one(patch(change.Offer, mug, 1, "price", 11500)), one(patch(change.Offer, mug, 1, "sku", "M-1")),
			change.Offer, mug, []any{"price", 11500, "sku", "M-1"}, nil},
		{"a street and a town belong together",
			one(patch(change.Customer, customer, 1, "city", "Kyiv", "address", "Khreshchatyk 1")), one(patch(change.Customer, customer, 1, "address", "Horodotska 5")),
			change.Customer, customer, []any{"city", "Kyiv", "address", "Khreshchatyk 1"}, []string{`open customer.address value: "Khreshchatyk 1", lost "Horodotska 5"`}},
		{"a line's quantity and sum belong together",
			one(patch(change.Line, line, 1, "quantity", 2000, "sum", 24000)), one(patch(change.Line, line, 1, "price", 10000, "sum", 10000)),
			change.Line, line, []any{"quantity", 2000, "price", 12000, "sum", 24000},
			[]string{`noted order_lines`, `open line`}},
		{"tags of both are kept",
			one(patch(change.Product, product, 1, "tags", "blue, gift")), one(patch(change.Product, product, 1, "tags", "blue, sale")),
			change.Product, product, []any{"tags", "blue, gift, sale"},
			[]string{`noted product.tags value: "blue, gift, sale", lost "blue, gift"`, `noted product.tags value: "blue, gift, sale", lost "blue, sale"`}},
		{"packed and then shipped is shipped",
			orderTo("packed"), orderTo("shipped"), change.Order, order, []any{"status", "shipped"}, []string{`noted order.status status: "shipped", lost "packed"`}},
		{"shipped and then packed stays shipped",
			orderTo("shipped"), orderTo("packed"), change.Order, order, []any{"status", "shipped"}, []string{`noted order.status status: "shipped", lost "packed"`}},
		{"what was handed over is not cancelled by an old copy",
			orderTo("shipped"), orderTo("cancelled", "reason", "no answer", "finished_at", 77), change.Order, order, []any{"status", "shipped", "reason", "", "finished_at", 0},
			[]string{`noted order.finished_at value: 0, lost 77`, `noted order.reason value: "", lost "no answer"`, `open order.status status: "shipped", lost "cancelled"`}},
		{"what was handed over stands against a cancellation that came first",
			orderTo("cancelled", "reason", "no answer", "finished_at", 77), orderTo("shipped"), change.Order, order, []any{"status", "shipped", "finished_at", 0},
			[]string{`noted order.finished_at value: 0, lost 77`, `open order.status status: "shipped", lost "cancelled"`}},
		{"a line of what was handed over is not cancelled by an old copy",
			orderTo("shipped"), one(patch(change.Line, line, 1, "cancelled", "no stock")), change.Line, line, []any{"cancelled", ""},
			[]string{`open line.cancelled handed: "", lost "no stock"`}},
		{"a line that was cancelled first went out with what was handed over",
			one(patch(change.Line, line, 1, "cancelled", "no stock")), orderTo("completed"), change.Line, line, []any{"cancelled", ""},
			[]string{`open line.cancelled handed: "", lost "no stock"`}},
		{"nor is it deleted",
			orderTo("shipped"), one(remove(change.Line, line, 1)), change.Line, line, []any{"quantity", 1000}, []string{`open line.record handed: 0, lost 1`}},
		{"nor was it when that came first",
			one(remove(change.Line, line, 1)), orderTo("shipped"), change.Line, line, []any{"quantity", 1000}, []string{`open line.record handed: 0, lost 1`}},
		{"a line that was changed while the order was handed over has to be looked at",
			one(patch(change.Line, line, 1, "quantity", 2000, "sum", 24000)), orderTo("shipped"), change.Line, line, []any{"quantity", 2000},
			[]string{`open order.status handed: "shipped", lost ""`}},
		{"also when the change came second, and once for several",
			orderTo("delivered"), []change.Op{patch(change.Line, line, 1, "quantity", 2000, "sum", 24000), create(change.Line, id(64), "order_id", order, "offer_id", mug, "quantity", 1000)},
			change.Line, line, []any{"quantity", 2000}, []string{`open order.status handed: "delivered", lost ""`}},
		{"so has a line that was added",
			one(create(change.Line, id(64), "order_id", order, "offer_id", mug, "quantity", 1000)), orderTo("shipped"), change.Line, id(64), []any{"quantity", 1000},
			[]string{`open order.status handed: "shipped", lost ""`}},
		{"a line that is only picked needs nobody",
			one(patch(change.Line, line, 1, "picked", 1000)), orderTo("shipped"), change.Line, line, []any{"picked", 1000}, nil},
		{"packing needs nobody either",
			one(patch(change.Line, line, 1, "cancelled", "no stock")), orderTo("packed"), change.Line, line, []any{"cancelled", "no stock"}, nil},
		{"completed twice is completed once",
			orderTo("completed"), orderTo("completed"), change.Order, order, []any{"status", "completed"}, nil},
		{"a printed receipt stays printed",
			one(patch(change.Print, printed, 1, "state", "printed")), one(patch(change.Print, printed, 1, "state", "failed")),
			change.Print, printed, []any{"state", "printed"}, []string{`noted print.state status: "printed", lost "failed"`}},
		{"a delete does not beat an edit",
			one(patch(change.Customer, customer, 1, "name", "Olena K")), one(remove(change.Customer, customer, 1)),
			change.Customer, customer, []any{"name", "Olena K"}, []string{`open customer.record deleted: 0, lost 1`}},
		{"a delete does not beat a new phone",
			one(create(change.CustomerPhone, id(50), "customer_id", customer, "phone", "+380671112233")), one(remove(change.Customer, customer, 1)),
			change.Customer, customer, []any{"name", "Olena"}, []string{`open customer.record deleted: 0, lost 1`}},
		{"an edit brings back what was deleted",
			one(remove(change.Customer, customer, 1)), one(patch(change.Customer, customer, 1, "name", "Olena K")),
			change.Customer, customer, []any{"name", "Olena K"}, []string{`open customer.record deleted: 0, lost 1`}},
		{"a new phone brings its customer back",
			one(remove(change.Customer, customer, 1)), one(create(change.CustomerPhone, id(50), "customer_id", customer, "phone", "+380671112233")),
			change.Customer, customer, []any{"name", "Olena"}, []string{`open customer.record deleted: 0, lost 1`}},
		{"a product that is deleted whole stays whole when one offer was changed",
			one(patch(change.Offer, mug, 1, "price", 11500)),
			[]change.Op{remove(change.Barcode, code, 1), remove(change.Offer, mug, 1), remove(change.Offer, vase, 1), remove(change.Product, product, 1)},
			change.Offer, vase, []any{"price", 50000}, []string{`open product.record deleted: 0, lost 1`}},
		{"a setting made twice is one, the later value stands",
			one(create(change.Setting, id(60), "key", "shop.name", "value", "Cups")), one(create(change.Setting, id(60), "key", "shop.name", "value", "Mugs")),
			change.Setting, id(60), []any{"key", "shop.name", "value", "Mugs"}, []string{`noted setting.value value: "Mugs", lost "Cups"`}},
		{"a payment that comes twice under one id is one",
			one(create(change.Payment, id(61), "order_id", order, "kind", "cash", "amount", 500, "desk_id", id(9001))),
			one(create(change.Payment, id(61), "order_id", order, "kind", "cash", "amount", 500, "desk_id", id(9001))),
			change.Payment, id(61), []any{"amount", 500}, nil},
		{"a later order of the same number is named on",
			one(create(change.Order, id(62), "kind", "sale", "number", "A1-000007", "status", "new", "desk_id", id(9001))),
			one(create(change.Order, id(63), "kind", "sale", "number", "A1-000007", "status", "new", "desk_id", id(9002))),
			change.Order, id(63), []any{"number", "A1-000007-2"}, []string{`open order.number claim: "A1-000007-2", lost "A1-000007"`}},
		{"a later series is named on",
			one(create(change.Desk, id(62), "series", "B1")), one(create(change.Desk, id(63), "series", "B1")),
			change.Desk, id(63), []any{"series", "B1-2"}, []string{`open desk.series claim: "B1-2", lost "B1"`}},
	} {
		t.Run(c.says, func(t *testing.T) {
			s := newScene(t)
			s.take(s.a, s.a.batch("a", c.a...))
			s.take(s.b, s.b.batch("b", c.b...))
			s.want(c.kind, c.id, c.want...)
			if s.record(c.kind, c.id).Deleted {
				t.Error("it is deleted")
			}
			if c.says == "a line's quantity and sum belong together" {
				c.clashes = []string{`noted line.sum value: 24000, lost 10000`, `open line.price value: 12000, lost 10000`}
			}
			s.wantClashes(c.clashes...)
		})
	}
}

// A later barcode of a code that is taken is there, but deleted: the code keeps
// its goods, and somebody is asked. The same code of the same goods is no question.
func TestABarcodeBelongsToOneOffer(t *testing.T) {
	s := newScene(t)
	s.take(s.a, s.a.batch("a", create(change.Barcode, id(70), "offer_id", mug, "code", "777", "quantity", 1000)))
	s.take(s.b, s.b.batch("b", create(change.Barcode, id(71), "offer_id", vase, "code", "777", "quantity", 1000)))
	s.take(s.b, s.b.batch("c", create(change.Barcode, id(72), "offer_id", mug, "code", "777", "quantity", 1000)))
	for n, deleted := range map[int]bool{70: false, 71: true, 72: true} {
		if got := s.record(change.Barcode, id(n)).Deleted; got != deleted {
			t.Errorf("barcode %d deleted: %v", n, got)
		}
	}
	s.wantClashes(`open barcode.code claim: "777", lost "777"`)

	// Given to the other goods after all, in one batch.
	s.a.read(s.h)
	s.take(s.a, s.a.batch("decide", remove(change.Barcode, id(70), s.h.head()), revive(change.Barcode, id(71), s.h.head())))
	if s.record(change.Barcode, id(71)).Deleted || !s.record(change.Barcode, id(70)).Deleted {
		t.Error("the code did not move")
	}
	// Bringing the first back by an old copy does not take the code again.
	s.take(s.b, s.b.batch("revive", revive(change.Barcode, id(70), 2)))
	if !s.record(change.Barcode, id(70)).Deleted {
		t.Error("one code has two goods")
	}
}

// So does a parcel's code belong to one order and a card to one customer. Neither
// is renamed, and records without a code hold nothing from each other.
func TestACodeBelongsToOneDocument(t *testing.T) {
	s := newScene(t)
	s.take(s.a, s.a.batch("a", create(change.Customer, id(60), "name", "Марія"), create(change.Customer, id(61), "name", "Олена"), create(change.CustomerCard, id(70), "customer_id", id(60), "code", "777"), create(change.CustomerCard, id(73), "customer_id", id(60), "code", "")))
	s.b.read(s.h)
	s.take(s.b, s.b.batch("b", create(change.CustomerCard, id(71), "customer_id", id(61), "code", "777"), create(change.CustomerCard, id(74), "customer_id", id(61), "code", "")))
	s.take(s.b, s.b.batch("c", create(change.CustomerCard, id(72), "customer_id", id(60), "code", "777")))
	for n, deleted := range map[int]bool{70: false, 71: true, 72: true, 73: false, 74: false} {
		if got := s.record(change.CustomerCard, id(n)).Deleted; got != deleted {
			t.Errorf("card %d deleted: %v", n, got)
		}
	}
	s.wantClashes(`open customer_card.code claim: "777", lost "777"`)
}

// A desk's own later batch is no clash with its earlier one, and one that has
// seen what stands may do as its own rules allowed, backwards too.
func TestSeenChangesAreNoClash(t *testing.T) {
	s := newScene(t)
	s.take(s.a, s.a.batch("a", patch(change.Offer, mug, 1, "price", 11500)))
	s.take(s.a, s.a.batch("a", patch(change.Offer, mug, 1, "price", 11700)))
	s.want(change.Offer, mug, "price", 11700)

	s.take(s.a, s.a.batch("a", patch(change.Order, order, 1, "status", "packed")))
	s.b.read(s.h)
	out := s.take(s.b, s.b.batch("b", patch(change.Offer, mug, s.h.head(), "price", 12500), patch(change.Order, order, s.h.head(), "status", "confirmed")))
	if !out.Clean {
		t.Error("a batch of seen changes is not clean")
	}
	s.want(change.Offer, mug, "price", 12500)
	s.want(change.Order, order, "status", "confirmed")
	s.wantClashes()
}

// An old copy does not become new by going twice: what was handed over at
// another till is not undone by the second step of one that never saw it.
func TestAnOldCopyDoesNotBecomeNewByGoingTwice(t *testing.T) {
	s := newScene(t)
	s.take(s.b, s.b.batch("b", patch(change.Order, order, 1, "status", "shipped")))
	s.take(s.a, s.a.batch("sale", patch(change.Order, order, 1, "status", "completed")))
	s.want(change.Order, order, "status", "completed")
	s.take(s.a, s.a.batch("undo", patch(change.Order, order, 1, "status", "cancelled")))
	s.want(change.Order, order, "status", "shipped")
	s.wantClashes(`noted order.status status: "completed", lost "shipped"`, `open order.status status: "shipped", lost "cancelled"`)
	// Whoever sees it shipped may cancel it.
	s.b.read(s.h)
	s.take(s.b, s.b.batch("cancel", patch(change.Order, order, s.h.head(), "status", "cancelled")))
	s.want(change.Order, order, "status", "cancelled")
}

// Who, where and when stand in the conflict, and its id is named by the batch.
func TestAConflictTellsWhoWhereWhen(t *testing.T) {
	s := newScene(t)
	first := s.a.batch("a", patch(change.Line, line, 1, "quantity", 2000))
	second := s.b.batch("b", patch(change.Line, line, 1, "quantity", 3000))
	s.take(s.a, first)
	before := s.h.clone()
	s.take(s.b, second)
	c := s.h.of(change.Conflict)[0]
	s.want(change.Conflict, c.ID, "record_kind", int64(change.Line.Num), "record_id", line, "root_id", order, "base", "", "stands", "2000", "lost", "3000",
		"stands_user_id", s.a.user, "stands_desk_id", s.a.device, "stands_at", first.At,
		"lost_user_id", s.b.user, "lost_desk_id", s.b.device, "lost_at", second.At, "state", merge.ConflictOpen)
	s.h = before
	s.take(s.b, second)
	if again := s.h.of(change.Conflict)[0]; again.ID != c.ID {
		t.Error("replaying names the conflict otherwise")
	}
}

// Clashes over a conflict's own state make no further conflicts.
func TestAConflictDecidedTwiceIsOneConflict(t *testing.T) {
	s := newScene(t)
	s.take(s.a, s.a.batch("a", patch(change.Offer, mug, 1, "price", 11500)))
	s.take(s.b, s.b.batch("b", patch(change.Offer, mug, 1, "price", 12500)))
	c := s.h.of(change.Conflict)[0].ID
	s.a.read(s.h)
	s.b.read(s.h)
	s.take(s.a, s.a.batch("decide", patch(change.Conflict, c, 3, "state", "kept")))
	s.take(s.b, s.b.batch("decide", patch(change.Conflict, c, 3, "state", "taken"), patch(change.Offer, mug, 2, "price", 12500)))
	s.want(change.Conflict, c, "state", "taken")
	s.want(change.Offer, mug, "price", 12500)
	if n := len(s.h.of(change.Conflict)); n != 1 {
		t.Errorf("%d conflicts", n)
	}
}

// Kinds and fields of a later release are taken, kept and merged as registers.
func TestWhatIsNotKnownIsKept(t *testing.T) {
	s := newScene(t)
	made := change.Op{Kind: 200, Act: change.Create, ID: id(80), Set: []change.Assign{{Field: 1, Value: "x"}, {Field: 2, Value: []byte{1, 2, 3}}}}
	extra := change.Op{Kind: change.Offer.Num, Act: change.Patch, ID: mug, Base: 1, Set: []change.Assign{{Field: 99, Value: int64(7)}}}
	if out := s.take(s.a, s.a.batch("a", made, extra)); !out.Clean {
		t.Error("not clean")
	}
	s.take(s.b, s.b.batch("b", change.Op{Kind: change.Offer.Num, Act: change.Patch, ID: mug, Base: 1, Set: []change.Assign{{Field: 99, Value: int64(8)}}}))
	if v := s.record(change.Offer, mug).Int(99); v != 8 {
		t.Errorf("unknown field is %d", v)
	}
	if n := len(s.h.of(change.Conflict)); n != 1 {
		t.Errorf("%d conflicts", n)
	}
}
