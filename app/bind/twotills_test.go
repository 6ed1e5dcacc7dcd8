package bind_test

import (
	"testing"

	"github.com/prylavok/prylavok/app/bind"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// pair gives two tills of one shop with one product in stock, both at their
// screens as the owner.
func pair(t *testing.T, h *testHub, stock shop.Quantity) (one, two *till, product replica.Product) {
	t.Helper()
	one, two = newTill(t), newTill(t)
	open(t, one.Session)
	var id struct {
		ID shop.ID `json:"id"`
	}
	one.do("goods.save", replica.Product{Name: "Чашка синя", Unit: "pcs", Active: true, Offers: []replica.Variant{{Price: 12000, Active: true, Options: []replica.Option{}, Barcodes: []replica.Barcode{{Code: "4820024700016"}}}}}, &id)
	one.do("goods.get", map[string]any{"id": id.ID}, &product)
	one.do("goods.set_stock", map[string]any{"offer_id": product.Offers[0].ID, "on_hand": stock}, nil)
	one.do("sync.join", map[string]any{"invite": h.first, "name": ""}, nil)
	one.settled()
	two.do("sync.join", map[string]any{"invite": h.invite(change.ScopeOwner), "name": "Каса 2"}, nil)
	two.until("the shop is here", func() bool { return two.state().Phase == "locked" })
	two.do("session.unlock", map[string]any{"user_id": two.state().Users[0].ID, "pin": "1234"}, nil)
	two.settled()
	return one, two, product
}

// leave has the hub go away, and both tills notice.
func (h *testHub) leave(one, two *till) {
	h.stop()
	for _, u := range []*till{one, two} {
		u.until("offline", func() bool { return u.state().Sync.Phase == "offline" })
	}
}

// parkOne puts one cup of the pair's product aside as an order.
func (u *till) parkOne() shop.ID {
	u.t.Helper()
	u.do("counter.scan", map[string]any{"code": "4820024700016"}, nil)
	u.do("counter.park", map[string]any{"note": "по телефону"}, nil)
	var list replica.OrderPage
	u.do("orders.list", map[string]any{}, &list)
	return list.Orders[0].ID
}

// addsUp fails when the till's file does not.
func (u *till) addsUp() {
	u.t.Helper()
	var report replica.Report
	if u.do("data.verify", struct{}{}, &report); !report.OK {
		u.t.Errorf("%v", report.Problems)
	}
}

func (u *till) needs() (n bind.Needs) {
	u.t.Helper()
	u.do("needs.list", struct{}{}, &n)
	return n
}

// Two tills set one price without seeing each other: both hear of it in the same
// words, and when one person has decided, the other's list is empty too.
func TestAPriceClashIsDecidedOnceForAll(t *testing.T) {
	h := startHub(t)
	one, two, product := pair(t, h, 5*shop.One)
	h.leave(one, two)
	for u, price := range map[*till]shop.Money{one: 11500, two: 12500} {
		product.Offers[0].Price = price
		u.do("goods.save", product, nil)
	}
	h.serve()
	for _, u := range []*till{one, two} {
		u.do("sync.now", struct{}{}, nil)
		u.until("the clash is told", func() bool { return u.state().Sync.NeedsYou == 1 })
	}
	first, second := one.needs().Items[0].Conflict, two.needs().Items[0].Conflict
	if first.ID != second.ID || first.Field != "price" || first.Subject.Title != "Чашка синя" || first.StandsBy.Own == second.StandsBy.Own || first.Now != first.Stands || first.Lost.Number+first.Stands.Number != 24000 {
		t.Fatalf("%+v\n%+v", first, second)
	}
	var decided replica.Conflict
	one.do("conflicts.decide", map[string]any{"id": first.ID, "choice": "take"}, &decided)
	if decided.State != "taken" || decided.Now != first.Lost {
		t.Fatalf("%+v", decided)
	}
	two.until("it is decided here too", func() bool { return two.state().Sync.NeedsYou == 0 })
	var there replica.Conflict
	two.do("conflicts.get", map[string]any{"id": first.ID}, &there)
	if there.State != "taken" || there.Now != first.Lost || there.DecidedBy != "Олена" {
		t.Fatalf("%+v", there)
	}
	one.settled()
	two.settled()
	var check bind.SyncCheck
	if one.do("sync.check", struct{}{}, &check); check.State != "same" {
		t.Fatalf("%+v", check)
	}
}

// One till ships an order while the other cancels its only line: what went out
// stays in the order and out of the stock, and somebody is asked.
func TestALineThatWasShippedIsNotCancelledUnseen(t *testing.T) {
	h := startHub(t)
	one, two, product := pair(t, h, 5*shop.One)
	waits := one.parkOne()
	two.until("the order is here", func() bool { return len(two.orders()) == 1 })
	order := map[string]any{"id": waits}
	var card replica.OrderCard
	two.do("orders.get", order, &card)
	h.leave(one, two)
	for _, status := range []shop.Status{shop.Confirmed, shop.Packed, shop.Shipped} {
		one.do("orders.set_status", map[string]any{"order_id": waits, "status": status}, nil)
	}
	two.do("orders.cancel_line", map[string]any{"order_id": waits, "line": card.Items[0].ID, "reason": "нема в наявності"}, nil)
	h.serve()
	for _, u := range []*till{one, two} {
		u.do("sync.now", struct{}{}, nil)
		u.until("the clash is told", func() bool { return u.state().Sync.NeedsYou == 1 })
		u.settled()
		c := u.needs().Items[0].Conflict
		if c.Reason != "handed" || c.Record != "line" || c.Field != "cancelled" || c.Lost.Text != "нема в наявності" || c.StandsBy.Own != (u == one) || c.LostBy.Own != (u == two) || len(c.Choices) != 1 {
			t.Fatalf("%+v", c)
		}
		u.do("orders.get", order, &card)
		if card.Status != shop.Shipped || card.Total != 12000 || card.Items[0].Cancelled != "" {
			t.Errorf("%+v", card)
		}
		var now replica.Product
		if u.do("goods.get", map[string]any{"id": product.ID}, &now); now.Offers[0].Balances[0].OnHand != 4*shop.One || now.Offers[0].Balances[0].Reserved != 0 {
			t.Errorf("%+v", now.Offers[0])
		}
	}
	two.do("conflicts.decide", map[string]any{"id": two.needs().Items[0].Conflict.ID, "choice": "keep"}, nil)
	one.until("it is decided here too", func() bool { return one.state().Sync.NeedsYou == 0 })
	for _, u := range []*till{one, two} {
		u.settled()
		u.addsUp()
	}
}

// What one till takes money for, the other does not cancel unseen; money that was
// given back twice for one sale is told on both. All of it stands in the books.
func TestMoneyThatTwoTillsMovedIsTold(t *testing.T) {
	h := startHub(t)
	one, two, _ := pair(t, h, 5*shop.One)
	waits := one.parkOne()
	var scanned replica.Scanned
	one.do("counter.scan", map[string]any{"code": "4820024700016"}, &scanned)
	var sold replica.Finished
	one.do("counter.finish", map[string]any{"basket": scanned.Counter.Basket.ID, "payments": []any{}, "print": false}, &sold)
	two.until("both orders are here", func() bool { return len(two.orders()) == 2 })
	h.leave(one, two)
	one.do("orders.add_payment", map[string]any{"order_id": waits, "kind": "cash", "amount": 12000}, nil)
	two.do("orders.cancel", map[string]any{"order_id": waits, "reason": "не відповідає"}, nil)
	for _, u := range []*till{one, two} {
		var lines []replica.Returnable
		u.do("returns.lines", map[string]any{"order_id": sold.OrderID}, &lines)
		u.do("returns.finish", map[string]any{"id": shop.NewID(), "order": sold.OrderID, "lines": []replica.ReturnLine{{Line: lines[0].Line, Quantity: shop.One}},
			"refunds": []map[string]any{{"kind": "cash", "amount": 12000}}, "reason": "не підійшло", "print": false}, nil)
	}
	h.serve()
	for _, u := range []*till{one, two} {
		u.do("sync.now", struct{}{}, nil)
		u.until("both are told", func() bool { return u.state().Sync.NeedsYou == 2 })
		u.settled()
		told := map[string]*replica.Conflict{}
		for _, need := range u.needs().Items {
			told[need.Conflict.Reason] = need.Conflict
		}
		if c := told["paid"]; c == nil || c.Lost.Text != "cancelled" || c.StandsBy.Own != (u == one) || len(c.Choices) != 1 || c.Changed {
			t.Errorf("%+v", c)
		}
		if c := told["doubled"]; c == nil || c.Record != "order" || c.Subject.Title != sold.Number || c.Stands.Text == c.Lost.Text || len(c.Choices) != 1 || c.Changed {
			t.Errorf("%+v", c)
		}
		var card replica.OrderCard
		if u.do("orders.get", map[string]any{"id": waits}, &card); card.Status == shop.Cancelled || card.Paid != 12000 {
			t.Errorf("%+v", card.OrderRow)
		}
		u.addsUp()
	}
}

// Two tills complete one order offline, each taking its price: both are told, one
// of them gives it back in the order, and with that the matter is settled.
func TestAnOrderThatWasPaidTwiceIsMended(t *testing.T) {
	h := startHub(t)
	one, two, _ := pair(t, h, 5*shop.One)
	waits := one.parkOne()
	two.until("the order is here", func() bool { return len(two.orders()) == 1 })
	h.leave(one, two)
	for _, u := range []*till{one, two} {
		u.do("orders.set_status", map[string]any{"order_id": waits, "status": "completed"}, nil)
	}
	h.serve()
	money := func(u *till) (c replica.OrderCard) {
		u.do("orders.get", map[string]any{"id": waits}, &c)
		return c
	}
	for _, u := range []*till{one, two} {
		u.do("sync.now", struct{}{}, nil)
		u.until("both are told", func() bool { return u.state().Sync.NeedsYou == 1 })
		u.settled()
		c := u.needs().Items[0].Conflict
		if c.Reason != "doubled" || c.Record != "payment" || c.Stands.Number != 12000 || c.Lost.Number != 12000 || c.StandsBy.Own == c.LostBy.Own || len(c.Choices) != 1 || c.Choices[0].Right != shop.RightReturn {
			t.Errorf("%+v", c)
		}
		if card := money(u); card.Paid != 24000 || card.Due != -12000 || card.PaymentState != shop.RefundDue {
			t.Errorf("%+v", card.OrderRow)
		}
	}
	back := map[string]any{"order_id": waits, "kind": "cash", "amount": -12001}
	if code := call(t, two.Session, "orders.add_payment", back, nil); code != "payment.back_over" {
		t.Errorf("more than was too much went back: %q", code)
	}
	back["amount"] = -12000
	two.do("orders.add_payment", back, nil)
	two.do("conflicts.decide", map[string]any{"id": two.needs().Items[0].Conflict.ID, "choice": "keep"}, nil)
	one.until("it is decided here too", func() bool { return one.state().Sync.NeedsYou == 0 })
	for _, u := range []*till{one, two} {
		u.settled()
		if card := money(u); card.Paid != card.Total || card.Due != 0 || card.PaymentState != shop.FullyPaid || len(card.Payments) != 3 {
			t.Errorf("%+v", card.OrderRow)
		}
		u.addsUp()
	}
}

// Two tills sell the last piece: both sales stand, and one task names both.
func TestTheLastPieceSoldTwiceIsATask(t *testing.T) {
	h := startHub(t)
	one, two, _ := pair(t, h, shop.One)
	h.leave(one, two)
	sold := map[string]bool{}
	for _, u := range []*till{one, two} {
		var scanned replica.Scanned
		u.do("counter.scan", map[string]any{"code": "4820024700016"}, &scanned)
		var done replica.Finished
		u.do("counter.finish", map[string]any{"basket": scanned.Counter.Basket.ID, "payments": []any{}, "print": false}, &done)
		sold[done.Number] = true
	}
	h.serve()
	for _, u := range []*till{one, two} {
		u.do("sync.now", struct{}{}, nil)
		u.until("the shortage is told", func() bool { return u.state().Sync.NeedsYou == 1 })
		u.settled()
		if list := u.orders(); len(list) != 2 {
			t.Fatalf("%v", list)
		}
		task := u.needs().Items[0].Task
		if task == nil || task.First == nil || task.Second == nil || task.Missing != shop.One || !sold[task.First.Number] || !sold[task.Second.Number] || task.First.Number == task.Second.Number {
			t.Fatalf("%+v", task)
		}
	}
	task := two.needs().Items[0].Task
	two.do("tasks.choose", map[string]any{"id": task.ID, "choice": "wait", "note": "у вівторок"}, nil)
	one.until("it waits quietly here too", func() bool { return one.state().Sync.NeedsYou == 0 })
	one.settled()
	two.settled()
	for _, u := range []*till{one, two} {
		u.addsUp()
	}
}

// A till for clerks gets no purchase price, whoever stands at it, and cannot set one.
func TestAClerksTillHasNoPurchasePrices(t *testing.T) {
	h := startHub(t)
	one := newTill(t)
	open(t, one.Session)
	purchase := shop.Money(7777)
	one.do("goods.save", replica.Product{Name: "Чашка", Unit: "pcs", Active: true, Offers: []replica.Variant{{Price: 12000, Purchase: &purchase, Active: true, Options: []replica.Option{}, Barcodes: []replica.Barcode{{Code: "4820024700016"}}}}}, nil)
	one.do("sync.join", map[string]any{"invite": h.first, "name": ""}, nil)
	one.settled()
	two := newTill(t)
	two.do("sync.join", map[string]any{"invite": h.invite(change.ScopeClerk), "name": "Каса 2"}, nil)
	two.until("the shop is here", func() bool { return two.state().Phase == "locked" })
	two.do("session.unlock", map[string]any{"user_id": two.state().Users[0].ID, "pin": "1234"}, nil)
	two.settled()
	var offers []replica.Offer
	two.do("goods.search", map[string]any{"text": "Чашка"}, &offers)
	if len(offers) != 1 || (offers[0].Purchase != nil && *offers[0].Purchase != 0) || two.state().Sync.Scope != "clerk" {
		t.Fatalf("%+v", offers)
	}
	if code := call(t, two.Session, "sync.invite", map[string]any{"role": "owner"}, nil); code != "sync.why.notallowed" {
		t.Errorf("an invite from a clerk's till: %q", code)
	}
	// The owner at this till sets one: the hub refuses it, nothing else is held up
	// by it, and dropped it is gone from here too.
	var product replica.Product
	two.do("goods.get", map[string]any{"id": offers[0].ProductID}, &product)
	product.Offers[0].Purchase = &purchase
	two.do("goods.save", product, nil)
	two.until("it is refused", func() bool { return two.state().Sync.Attention == 1 })
	sold := two.sellOne("Тарілка", "4820024700023")
	one.until("the sale went on", func() bool { list := one.orders(); return len(list) == 1 && list[0] == sold })
	refused := two.needs().Items[0].Refused
	if refused == nil || refused.Code != "sync.refused.right" || refused.Intent != "product" || refused.Subjects[0].Title != "Чашка" {
		t.Fatalf("%+v", refused)
	}
	var page bind.SyncPage
	if two.do("sync.page", struct{}{}, &page); page.Sentence != "needs_you" || len(page.Refused) != 1 {
		t.Fatalf("%+v", page)
	}
	var left []replica.Refusal
	two.do("attention.drop", map[string]any{"device_seq": refused.DeviceSeq}, &left)
	two.do("goods.get", map[string]any{"id": offers[0].ProductID}, &product)
	if len(left) != 0 || (product.Offers[0].Purchase != nil && *product.Offers[0].Purchase != 0) {
		t.Fatalf("%+v %+v", left, product.Offers[0])
	}
	two.settled()
	var check bind.SyncCheck
	if two.do("sync.check", struct{}{}, &check); check.State != "same" {
		t.Fatalf("%+v", check)
	}
}
