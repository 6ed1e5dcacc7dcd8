package merge_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
)

func (s *scene) sum(offer change.ID, bucket string) int64 {
	return s.h.sums[merge.Place{Offer: offer, Warehouse: warehouse, Bucket: bucket}].Total
}

// sold is what a till writes when it completes the scene's order: the reserved
// piece goes out.
func sold(from int, status string) []change.Op {
	finished := 0
	if status == "completed" {
		finished = 5
	}
	return []change.Op{
		patch(change.Order, order, 1, "status", status, "finished_at", finished),
		create(change.StockMove, id(from), "offer_id", mug, "warehouse_id", warehouse, "bucket", "on_hand", "quantity", -1000, "cause", "sale", "document_id", order),
		create(change.StockMove, id(from+1), "offer_id", mug, "warehouse_id", warehouse, "bucket", "reserved", "quantity", -1000, "cause", "reservation", "document_id", order),
	}
}

// Two tills that completed one order offline move its goods once.
func TestTwoTillsThatCompletedOneOrderMoveItsGoodsOnce(t *testing.T) {
	s := newScene(t)
	if out := s.take(s.a, s.a.batch("sale", sold(100, "completed")...)); !out.Clean {
		t.Error("the first is not clean")
	}
	s.take(s.b, s.b.batch("sale", sold(110, "completed")...))
	if onHand, reserved := s.sum(mug, "on_hand"), s.sum(mug, "reserved"); onHand != 9000 || reserved != 0 {
		t.Errorf("on hand %d, reserved %d", onHand, reserved)
	}
}

// A till that had read the entry before the hub's settling but not the settling
// itself is settled again.
func TestGoodsAreSettledOverTheHubsOwnMoves(t *testing.T) {
	s := newScene(t)
	s.take(s.b, s.b.batch("sale", sold(110, "shipped")...))
	// A cancels, not having seen it: the order stays shipped, the hub settles.
	s.take(s.a, s.a.batch("cancel", patch(change.Order, order, 1, "status", "cancelled"),
		create(change.StockMove, id(100), "offer_id", mug, "warehouse_id", warehouse, "bucket", "reserved", "quantity", -1000, "cause", "reservation", "document_id", order)))
	if onHand, reserved := s.sum(mug, "on_hand"), s.sum(mug, "reserved"); onHand != 9000 || reserved != 0 {
		t.Fatalf("on hand %d, reserved %d", onHand, reserved)
	}
	// Now A reads B's entry, but not its own; it sees reserved at -1000 and mends that too.
	s.a.base.Seq = 2
	s.take(s.a, s.a.batch("status", patch(change.Order, order, 2, "status", "delivered"),
		create(change.StockMove, id(101), "offer_id", mug, "warehouse_id", warehouse, "bucket", "reserved", "quantity", 1000, "cause", "reservation", "document_id", order)))
	if onHand, reserved := s.sum(mug, "on_hand"), s.sum(mug, "reserved"); onHand != 9000 || reserved != 0 {
		t.Errorf("on hand %d, reserved %d", onHand, reserved)
	}
}

// What another till did to a line is seen behind this till's own later edit of
// another field of it.
func TestGoodsAreSettledBehindAnOwnEdit(t *testing.T) {
	s := newScene(t)
	s.take(s.b, s.b.batch("cancel line", patch(change.Line, line, 1, "cancelled", "broken"),
		create(change.StockMove, id(110), "offer_id", mug, "warehouse_id", warehouse, "bucket", "reserved", "quantity", -1000, "cause", "reservation", "document_id", order)))
	s.take(s.a, s.a.batch("edit", patch(change.Line, line, 1, "quantity", 2000, "sum", 24000),
		create(change.StockMove, id(100), "offer_id", mug, "warehouse_id", warehouse, "bucket", "reserved", "quantity", 1000, "cause", "reservation", "document_id", order)))
	s.take(s.a, s.a.batch("sale", patch(change.Order, order, 1, "status", "completed"),
		create(change.StockMove, id(101), "offer_id", mug, "warehouse_id", warehouse, "bucket", "reserved", "quantity", -2000, "cause", "reservation", "document_id", order),
		create(change.StockMove, id(102), "offer_id", mug, "warehouse_id", warehouse, "bucket", "on_hand", "quantity", -2000, "cause", "sale", "document_id", order)))
	if onHand, reserved := s.sum(mug, "on_hand"), s.sum(mug, "reserved"); onHand != 8000 || reserved != 0 {
		t.Errorf("on hand %d, reserved %d", onHand, reserved)
	}
}

// Goods that came back to a till which knew that they were out are back, whatever
// state another till took the order to meanwhile; and what went out before both is
// not asked about.
func TestGoodsThatCameBackStayBack(t *testing.T) {
	for _, second := range []bool{false, true} {
		s := newScene(t)
		s.take(s.b, s.b.batch("sale", sold(110, "shipped")...))
		s.a.read(s.h)
		s.b.read(s.h)
		deliver := s.b.batch("status", patch(change.Order, order, 2, "status", "completed", "finished_at", 9))
		if !second {
			s.take(s.b, deliver)
		}
		s.take(s.a, s.a.batch("cancel_line", patch(change.Line, line, 1, "cancelled", "broken"),
			create(change.StockMove, id(100), "offer_id", mug, "warehouse_id", warehouse, "bucket", "on_hand", "quantity", 1000, "cause", "return", "document_id", order)))
		if second {
			s.take(s.b, deliver)
		}
		s.want(change.Line, line, "cancelled", "broken")
		if onHand := s.sum(mug, "on_hand"); onHand != 10_000 {
			t.Errorf("on hand %d", onHand)
		}
		s.wantClashes()
	}
}

// A line that went out with its order is out of the warehouse, whichever came
// first; the till that had cancelled it and goes on unseeing changes nothing.
func TestALineThatWentOutIsOut(t *testing.T) {
	for _, second := range []bool{false, true} {
		s := newScene(t)
		ship := s.b.batch("status", sold(110, "shipped")...)
		if !second {
			s.take(s.b, ship)
		}
		s.take(s.a, s.a.batch("cancel_line", patch(change.Line, line, 1, "cancelled", "no stock"),
			create(change.StockMove, id(100), "offer_id", mug, "warehouse_id", warehouse, "bucket", "reserved", "quantity", -1000, "cause", "reservation", "document_id", order)))
		if second {
			s.take(s.b, ship)
		}
		s.take(s.a, s.a.batch("status", patch(change.Order, order, 1, "status", "packed")))
		s.want(change.Line, line, "cancelled", "")
		s.want(change.Order, order, "status", "shipped")
		if onHand, reserved := s.sum(mug, "on_hand"), s.sum(mug, "reserved"); onHand != 9000 || reserved != 0 {
			t.Errorf("on hand %d, reserved %d", onHand, reserved)
		}
		s.wantClashes(`noted order.status status: "shipped", lost "packed"`, `open line.cancelled handed: "", lost "no stock"`)
	}
}

// An order of an import has no moves and gets none by being touched by its own desk.
func TestAnOrderThatOnlyItsDeskKnowsIsNotSettled(t *testing.T) {
	s := newScene(t)
	s.take(s.a, s.a.batch("import", create(change.Order, id(90), "kind", "sale", "number", "W-1", "status", "completed", "desk_id", s.a.device, "warehouse_id", warehouse)))
	out := s.take(s.a, s.a.batch("import", create(change.Line, id(91), "order_id", id(90), "offer_id", mug, "quantity", 3000)))
	if !out.Clean || s.sum(mug, "on_hand") != 10_000 {
		t.Errorf("clean %v, on hand %d", out.Clean, s.sum(mug, "on_hand"))
	}
}

// sale is a new completed order of the vase at a till.
func sale(d *till, n int, pieces int) []change.Op {
	return []change.Op{
		create(change.Order, id(n), "kind", "sale", "number", "S-"+string(rune('A'+n%26)), "status", "completed", "desk_id", d.device, "warehouse_id", warehouse),
		create(change.Line, id(n+1), "order_id", id(n), "offer_id", vase, "title", "Vase", "quantity", 1000*pieces, "price", 50000),
		create(change.StockMove, id(n+2), "offer_id", vase, "warehouse_id", warehouse, "bucket", "on_hand", "quantity", -1000*pieces, "cause", "sale", "document_id", id(n)),
	}
}

// Two tills sell the last piece: both sales stand, and one task names both
// orders. More sales raise it, goods that arrive close it.
func TestTheLastPieceSoldTwiceIsATask(t *testing.T) {
	s := newScene(t)
	s.take(s.a, s.a.batch("receipt", create(change.StockMove, id(200), "offer_id", vase, "warehouse_id", warehouse, "bucket", "on_hand", "quantity", 1000, "cause", "receipt")))
	s.take(s.a, s.a.batch("sale", sale(s.a, 210, 1)...))
	if n := len(s.h.of(change.Task)); n != 0 {
		t.Fatalf("%d tasks before anything is missing", n)
	}
	s.take(s.b, s.b.batch("sale", sale(s.b, 220, 1)...))
	tasks := s.h.of(change.Task)
	if len(tasks) != 1 {
		t.Fatalf("%d tasks", len(tasks))
	}
	task := tasks[0].ID
	s.want(change.Task, task, "type", merge.TaskShortage, "offer_id", vase, "warehouse_id", warehouse, "first_order_id", id(210), "second_order_id", id(220),
		"quantity", 1000, "state", merge.TaskOpen)
	s.take(s.b, s.b.batch("sale", sale(s.b, 230, 2)...))
	s.want(change.Task, task, "quantity", 3000, "state", merge.TaskOpen)
	s.take(s.a, s.a.batch("receipt", create(change.StockMove, id(201), "offer_id", vase, "warehouse_id", warehouse, "bucket", "on_hand", "quantity", 3000, "cause", "receipt")))
	s.want(change.Task, task, "state", merge.TaskDone)
	if n := len(s.h.of(change.Task)); n != 1 {
		t.Errorf("%d tasks", n)
	}
}

// A clerk's till may not see purchase prices: its lines get the offer's, and a
// sale that brings one along is not refused for it.
func TestAClerksLineGetsThePurchasePrice(t *testing.T) {
	s := newScene(t)
	s.a.scope = change.ScopeClerk
	ops := sale(s.a, 210, 1)
	s.take(s.a, s.a.batch("sale", ops...))
	s.want(change.Line, id(211), "purchase_price", 31000)
	ops = sale(s.a, 220, 1)
	ops[1].Set = append(ops[1].Set, values(change.Line, "purchase_price", 1)...)
	s.take(s.a, s.a.batch("sale", ops...))
	s.want(change.Line, id(221), "purchase_price", 31000)
	// An owner's line keeps its own.
	ops = sale(s.b, 230, 1)
	ops[1].Set = append(ops[1].Set, values(change.Line, "purchase_price", 30000)...)
	s.take(s.b, s.b.batch("sale", ops...))
	s.want(change.Line, id(231), "purchase_price", 30000)
}

// Each row is a batch that makes no sense or is not the device's right; it
// leaves no trace, and the reason is one of the codes.
func TestRefusals(t *testing.T) {
	var own, other = id(9101), id(9102)
	desk := id(9001)
	clerk := func(ops ...change.Op) []change.Op { return ops }
	for _, c := range []struct {
		says  string
		scope change.Scope
		ops   []change.Op
		code  string
	}{
		{"a record of no kind", change.ScopeOwner, clerk(change.Op{Act: change.Create, ID: id(300)}), merge.RefuseMalformed},
		{"a field without a number", change.ScopeOwner, clerk(change.Op{Kind: change.Customer.Num, Act: change.Patch, ID: customer, Set: []change.Assign{{Value: "x"}}}), merge.RefuseMalformed},
		{"a text in a number", change.ScopeOwner, clerk(patch(change.Offer, mug, 1, "price", "12")), merge.RefuseMalformed},
		{"a reference of three bytes", change.ScopeOwner, clerk(patch(change.Order, order, 1, "customer_id", []byte{1, 2, 3})), merge.RefuseMalformed},
		{"a text that is none", change.ScopeOwner, clerk(patch(change.Customer, customer, 1, "name", "\xff")), merge.RefuseMalformed},
		{"a status that does not exist", change.ScopeOwner, clerk(patch(change.Order, order, 1, "status", "lost")), merge.RefuseMalformed},
		{"a line of nothing", change.ScopeOwner, clerk(patch(change.Line, line, 1, "quantity", 0)), merge.RefuseMalformed},
		{"a new line without a quantity", change.ScopeOwner, clerk(create(change.Line, id(300), "order_id", order)), merge.RefuseMalformed},
		{"a move of more than there can be", change.ScopeOwner, clerk(create(change.StockMove, id(300), "offer_id", mug, "warehouse_id", warehouse, "bucket", "on_hand", "quantity", int64(1)<<62, "cause", "receipt")), merge.RefuseMalformed},
		{"a move of nothing", change.ScopeOwner, clerk(create(change.StockMove, id(300), "offer_id", mug, "warehouse_id", warehouse, "bucket", "on_hand", "cause", "receipt")), merge.RefuseMalformed},
		{"a price that would make sums run over", change.ScopeOwner, clerk(patch(change.Offer, mug, 1, "price", int64(1)<<62)), merge.RefuseMalformed},
		{"an offer of no product", change.ScopeOwner, clerk(patch(change.Offer, mug, 1, "product_id", nil)), merge.RefuseMalformed},
		{"an act that does not exist", change.ScopeOwner, clerk(change.Op{Kind: change.Offer.Num, Act: 9, ID: mug}), merge.RefuseMalformed},
		{"a print of many orders that does not say of which", change.ScopeOwner, clerk(create(change.Print, id(300), "order_id", id(300), "document", "register", "state", "waiting", "desk_id", desk)), merge.RefuseMalformed},
		{"a print of one order that says it is of others", change.ScopeOwner, clerk(create(change.Print, id(300), "order_id", order, "document", "receipt", "subject", "{}", "state", "waiting", "desk_id", desk)), merge.RefuseMalformed},
		{"a print of many orders in one of them", change.ScopeOwner, clerk(create(change.Print, id(300), "order_id", order, "document", "register", "subject", "{}", "state", "waiting", "desk_id", desk)), merge.RefuseMalformed},
		{"an edit of what the hub never had", change.ScopeOwner, clerk(patch(change.Customer, id(300), 1, "name", "x")), merge.RefuseUnknown},
		{"a delete of what the hub never had", change.ScopeOwner, clerk(remove(change.Customer, id(300), 1)), merge.RefuseUnknown},
		{"a payment of an order that was refused", change.ScopeOwner, clerk(create(change.Payment, id(300), "order_id", id(301), "kind", "cash", "desk_id", desk)), merge.RefuseUnknown},
		{"an edit of a payment", change.ScopeOwner, clerk(create(change.Payment, id(300), "order_id", order, "kind", "cash", "amount", 1, "desk_id", desk),
			patch(change.Payment, id(300), 0, "amount", 2)), merge.RefuseFixed},
		{"an order's number is changed", change.ScopeOwner, clerk(patch(change.Order, order, 1, "number", "X-1")), merge.RefuseFixed},
		{"another payment under the same id", change.ScopeOwner, clerk(create(change.Payment, id(300), "order_id", order, "kind", "cash", "amount", 1, "desk_id", desk),
			create(change.Payment, id(300), "order_id", order, "kind", "cash", "amount", 2, "desk_id", desk)), merge.RefuseFixed},
		{"a clerk sets a purchase price", change.ScopeClerk, clerk(patch(change.Offer, mug, 1, "purchase_price", 1)), merge.RefuseRight},
		{"a clerk sets a line's purchase price", change.ScopeClerk, clerk(patch(change.Line, line, 1, "purchase_price", 1)), merge.RefuseRight},
		{"a clerk's device makes a hidden kind", change.ScopeClerk, clerk(create(change.Origin, id(300), "source", "x", "key", "y", "record_id", mug)), merge.RefuseRight},
		{"a clerk's device makes an owner", change.ScopeClerk, clerk(create(change.User, id(300), "name", "Me", "role", "owner")), merge.RefuseRight},
		{"a clerk becomes an owner", change.ScopeClerk, clerk(patch(change.User, own, 1, "role", "owner")), merge.RefuseRight},
		{"a clerk changes another's language", change.ScopeClerk, clerk(patch(change.User, other, 1, "language", "en")), merge.RefuseRight},
		{"a clerk changes the shop's settings", change.ScopeClerk, clerk(patch(change.Setting, setting, 1, "value", "Hi")), merge.RefuseRight},
		{"a clerk's device makes a template", change.ScopeClerk, clerk(create(change.Template, id(300), "name", "Mine", "document", "label")), merge.RefuseRight},
		{"a clerk's device renames another", change.ScopeClerk, clerk(create(change.Desk, id(300), "series", "Z9")), merge.RefuseRight},
		{"a clerk's device makes up a conflict", change.ScopeClerk, clerk(create(change.Conflict, id(300), "state", "open")), merge.RefuseRight},
		{"a scope that does not exist", change.Scope("king"), clerk(patch(change.Customer, customer, 1, "name", "x")), merge.RefuseRight},
	} {
		t.Run(c.says, func(t *testing.T) {
			s := newScene(t)
			s.take(s.b, s.b.batch("users", create(change.User, own, "name", "Own", "role", "clerk"), create(change.User, other, "name", "Other", "role", "clerk")))
			s.a.read(s.h)
			s.a.scope = c.scope
			good := create(change.Customer, id(301), "name", "left out with the rest")
			r := s.refused(s.a, s.a.batch("a", append([]change.Op{good}, c.ops...)...))
			if r.Code != c.code || (r.ID == (change.ID{}) && c.scope.Valid()) || r.Text == "" {
				t.Errorf("refused as %+v", r)
			}
		})
	}
}

// A batch of nothing, without a name or with one that is no text is refused: a place
// of the feed without operations says that its desk has them.
func TestBatchesOfNothingAreRefused(t *testing.T) {
	s := newScene(t)
	nothing, nameless, noText := s.a.batch("a"), s.a.batch("a", remove(change.Customer, customer, 1)), s.a.batch("\xff", remove(change.Customer, customer, 1))
	nameless.ID = change.ID{}
	for _, b := range []*change.Batch{nothing, nameless, noText, s.a.batch("a", create(change.Customer, change.ID{}, "name", "x"))} {
		if r := s.refused(s.a, b); r.Code != merge.RefuseMalformed || r.Text == "" {
			t.Errorf("refused as %+v", r)
		}
	}
}

// What a clerk's device may do, beside selling.
func TestWhatAClerksDeviceMayDo(t *testing.T) {
	s := newScene(t)
	s.take(s.b, s.b.batch("users", create(change.User, s.a.user, "name", "Own", "role", "clerk")))
	s.a.read(s.h)
	s.a.scope = change.ScopeClerk
	s.take(s.a, s.a.batch("a",
		patch(change.User, s.a.user, 2, "language", "uk"),
		create(change.Desk, s.a.device, "series", "Q1", "name", "Till 2"),
		create(change.Setting, id(310), "key", "desk.1.printer", "value", "Zebra"),
		patch(change.Offer, mug, 1, "price", 12100)))
	s.take(s.a, s.a.batch("a", patch(change.Desk, s.a.device, 0, "name", "Till 3"), patch(change.Setting, id(310), 0, "value", "HP")))
}

// A paper of many orders is a part of none of them.
func TestAPrintOfManyOrdersStandsAlone(t *testing.T) {
	s := newScene(t)
	register := id(300)
	if out := s.take(s.a, s.a.batch("print", create(change.Print, register, "order_id", register, "document", "register", "subject", `{"orders":[]}`, "state", "waiting", "desk_id", s.a.device))); !out.Clean {
		t.Error("it is not taken as it is")
	}
	s.take(s.a, s.a.batch("print", patch(change.Print, register, 2, "state", "printed")))
	if got := s.record(change.Print, register).Text(5); got != "printed" {
		t.Errorf("it is %q", got)
	}
}

// A batch that with its clashes is larger than an entry may be is refused whole.
func TestABatchThatBecomesTooLargeIsRefused(t *testing.T) {
	s := newScene(t)
	long := strings.Repeat("ы", 100_000)
	var ops []change.Op
	for i := range 6 {
		ops = append(ops, create(change.Customer, id(400+i), "name", "x"))
	}
	s.take(s.a, s.a.batch("a", ops...))
	s.a.read(s.h)
	s.b.read(s.h)
	var mine, theirs []change.Op
	for i := range 6 {
		mine = append(mine, patch(change.Customer, id(400+i), s.h.head(), "note", long+"a"))
		theirs = append(theirs, patch(change.Customer, id(400+i), s.h.head(), "note", long+"b"))
	}
	s.take(s.a, s.a.batch("a", mine...))
	if r := s.refused(s.b, s.b.batch("b", append(theirs, create(change.Customer, id(420), "note", strings.Repeat("z", 1<<20)))...)); r.Code != merge.RefuseMalformed || !strings.Contains(r.Text, "limits of an entry") {
		t.Errorf("refused as %+v", r)
	}
	// Without the last it fits, and nothing of either text is lost.
	s.take(s.b, s.b.batch("b", theirs...))
	if list := s.clashes(); len(list) != 6 || !slices.ContainsFunc(list, func(c string) bool { return strings.Contains(c, long+"a") }) {
		t.Errorf("%d conflicts", len(list))
	}
}
