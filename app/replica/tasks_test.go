package replica_test

import (
	"testing"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
)

// shortage has both tills sell the last cup, the second as an order of the
// given state, and gives the task that the hub makes of it.
func shortage(t *testing.T, f *feed, cup shop.ID, status string) (task, second shop.ID) {
	t.Helper()
	a := owner(t, f.r)
	first := sell(t, f.r, a, "4820024700016", 1).OrderID
	f.drain()
	warehouse := mainWarehouse(t, f.r)
	task, second = shop.NewID(), shop.NewID()
	bucket, cause := "on_hand", "sale"
	quantity := -1000
	if shop.Status(status).Open() && !shop.Status(status).HandedOver() {
		bucket, cause, quantity = "reserved", "reservation", 1000
	}
	var paid []change.Op
	if bucket == "on_hand" {
		paid = append(paid, op(change.Payment, change.Create, change.ID(shop.NewID()), 0, "order_id", second, "kind", "cash", "amount", 10000, "given", 10000, "at", 1_700_000_000_000, "desk_id", f.other))
	}
	f.bring("sale", append(paid, op(change.Order, change.Create, change.ID(second), 0, "kind", "sale", "number", "B1-000001", "status", status, "desk_id", f.other, "created_at", 1_700_000_000_000, "recipient", "Степан", "recipient_phone", "+380501112233", "warehouse_id", warehouse),
		op(change.Line, change.Create, change.ID(shop.NewID()), 0, "order_id", second, "offer_id", cup, "title", "Чашка", "unit", "pcs", "quantity", 1000, "price", 10000, "regular_price", 10000, "sum", 10000),
		op(change.StockMove, change.Create, change.ID(shop.NewID()), 0, "offer_id", cup, "warehouse_id", warehouse, "bucket", bucket, "quantity", quantity, "cause", cause, "document_id", second, "at", 1_700_000_000_000),
		op(change.Task, change.Create, change.ID(task), 0, "type", merge.TaskShortage, "offer_id", cup, "warehouse_id", warehouse, "first_order_id", first, "second_order_id", second, "quantity", 1000, "state", "open", "at", 1_700_000_000_000))...)
	return task, second
}

func mainWarehouse(t testing.TB, r *replica.Replica) shop.ID {
	t.Helper()
	p, err := r.Goods(ctx, replica.System, replica.GoodsQuery{})
	if err != nil || len(p.Offers) == 0 {
		t.Fatal(p, err)
	}
	product, err := r.Product(ctx, replica.System, p.Offers[0].ProductID)
	if err != nil {
		t.Fatal(err)
	}
	return product.Offers[0].Balances[0].WarehouseID
}

func taskOf(t testing.TB, r *replica.Replica, id shop.ID) replica.Task {
	t.Helper()
	task, err := r.Task(ctx, owner(t, r), id)
	if err != nil {
		t.Fatal(err)
	}
	return task
}

// A shortage names both orders and their customers, what is missing, and what
// could help: another warehouse, other goods of the category.
func TestAShortageNamesBothOrders(t *testing.T) {
	r := newShop(t)
	cup := stockUp(t, r, "Чашка", "4820024700016", 10000, shop.One)
	stockUp(t, r, "Чашка зелена", "4820024700023", 11000, 4*shop.One)
	f := joined(t, r)
	id, second := shortage(t, f, cup, "completed")
	store := change.ID(shop.NewID())
	f.bring("edit", op(change.Warehouse, change.Create, store, 0, "name", "Склад", "position", 2),
		op(change.StockMove, change.Create, change.ID(shop.NewID()), 0, "offer_id", cup, "warehouse_id", store, "bucket", "on_hand", "quantity", 3000, "cause", "receipt", "at", 1))
	task := taskOf(t, r, id)
	if task.Title != "Чашка" || task.Missing != shop.One || task.OnHand != -shop.One || task.First.Number != "A1-000001" || task.Second.Number != "B1-000001" || task.Second.Customer != "Степан" || task.Second.Phone != "+380501112233" || task.Second.Desk != "Каса 2" {
		t.Fatalf("%+v %+v %+v", task, task.First, task.Second)
	}
	if len(task.Elsewhere) != 1 || task.Elsewhere[0].Warehouse != "Склад" || len(task.Substitutes) != 1 || task.Substitutes[0].Title != "Чашка зелена" {
		t.Fatalf("%+v %+v", task.Elsewhere, task.Substitutes)
	}
	a := owner(t, r)
	if n, err := r.NeedsYou(ctx, a); err != nil || n.Tasks != 1 || n.Total != 1 {
		t.Fatalf("%+v %v", n, err)
	}
	for _, tc := range []struct {
		name string
		replica.TaskAnswer
		want *shop.Problem
	}{
		{"a warehouse that is none", replica.TaskAnswer{Choice: "warehouse", WarehouseID: shop.NewID()}, shop.ErrNotFound},
		{"substitute for goods that left", replica.TaskAnswer{Choice: "substitute", OfferID: task.Substitutes[0].ID}, replica.ErrTaskSold},
		{"no substitute", replica.TaskAnswer{Choice: "substitute"}, replica.ErrTaskSubstitute},
		{"rubbish", replica.TaskAnswer{Choice: "pray"}, shop.ErrInput},
	} {
		tc.ID = id
		_, err := r.ChooseTask(ctx, a, tc.TaskAnswer)
		wantProblem(t, err, tc.want)
	}
	next, err := r.ChooseTask(ctx, a, replica.TaskAnswer{ID: id, Choice: "refund"})
	if err != nil || next.Next != "return" || next.OrderID != second {
		t.Fatalf("%+v %v", next, err)
	}
	if task = taskOf(t, r, id); task.State != "open" || task.Choice != "refund" {
		t.Fatalf("%+v", task)
	}
}

// From another warehouse: the goods are moved there and here, and the task is
// done; it takes the right to change stock and enough to be there.
func TestAShortageIsMendedFromAnotherWarehouse(t *testing.T) {
	r := newShop(t)
	cup := stockUp(t, r, "Чашка", "4820024700016", 10000, shop.One)
	f := joined(t, r)
	id, _ := shortage(t, f, cup, "completed")
	store := shop.NewID()
	f.bring("edit", op(change.Warehouse, change.Create, change.ID(store), 0, "name", "Склад", "position", 2))
	a := owner(t, r)
	_, err := r.ChooseTask(ctx, a, replica.TaskAnswer{ID: id, Choice: "warehouse", WarehouseID: store})
	wantProblem(t, err, replica.ErrTaskStock)
	f.bring("receipt", op(change.StockMove, change.Create, change.ID(shop.NewID()), 0, "offer_id", cup, "warehouse_id", store, "bucket", "on_hand", "quantity", 3000, "cause", "receipt", "at", 1))
	_, err = r.ChooseTask(ctx, replica.Actor{User: a.User, Role: shop.Clerk}, replica.TaskAnswer{ID: id, Choice: "warehouse", WarehouseID: store})
	wantProblem(t, err, shop.ErrRight)
	if next, err := r.ChooseTask(ctx, a, replica.TaskAnswer{ID: id, Choice: "warehouse", WarehouseID: store, Note: "привезе Марко"}); err != nil || next.Next != "" {
		t.Fatalf("%+v %v", next, err)
	}
	task := taskOf(t, r, id)
	if task.State != "done" || task.OnHand != 0 || task.Note != "привезе Марко" || task.DoneBy != "Олена" {
		t.Fatalf("%+v", task)
	}
	if have, _ := onHand(t, r, cup); have != 2*shop.One {
		t.Fatalf("%d", have)
	}
	_, err = r.ChooseTask(ctx, a, replica.TaskAnswer{ID: id, Choice: "wait"})
	wantProblem(t, err, replica.ErrTaskDone)
	f.drain()
	verify(t, r)
}

// Waiting keeps the task without counting it; a substitute takes the place in an
// order that is still open, at the agreed price.
func TestAShortageWaitsAndIsSubstituted(t *testing.T) {
	r := newShop(t)
	cup := stockUp(t, r, "Чашка", "4820024700016", 10000, shop.One)
	green := stockUp(t, r, "Чашка зелена", "4820024700023", 11000, 4*shop.One)
	f := joined(t, r)
	a := owner(t, r)
	id, second := shortage(t, f, cup, "confirmed")
	if _, err := r.ChooseTask(ctx, a, replica.TaskAnswer{ID: id, Choice: "wait", Note: "у вівторок"}); err != nil {
		t.Fatal(err)
	}
	if n, err := r.NeedsYou(ctx, a); err != nil || n.Total != 0 {
		t.Fatalf("%+v %v", n, err)
	}
	if page, err := r.Tasks(ctx, a, replica.TaskQuery{}); err != nil || page.Total != 1 || page.Tasks[0].Choice != "wait" {
		t.Fatalf("%+v %v", page, err)
	}
	if next, err := r.ChooseTask(ctx, a, replica.TaskAnswer{ID: id, Choice: "refund"}); err != nil || next.Next != "cancel" {
		t.Fatalf("%+v %v", next, err)
	}
	if _, err := r.ChooseTask(ctx, a, replica.TaskAnswer{ID: id, Choice: "substitute", OfferID: green}); err != nil {
		t.Fatal(err)
	}
	card, err := r.Order(ctx, a, second)
	if err != nil || card.Items[0].Title != "Чашка зелена" || card.Items[0].Price != 10000 || card.Total != 10000 {
		t.Fatalf("%+v %v", card, err)
	}
	if have, free := onHand(t, r, green); have != 4*shop.One || free != 3*shop.One {
		t.Fatalf("%d %d", have, free)
	}
	if task := taskOf(t, r, id); task.State != "done" {
		t.Fatalf("%+v", task)
	}
	f.drain()
	verify(t, r)
}
