package replica_test

import (
	"testing"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
	"github.com/prylavok/prylavok/sync/wire"
)

// refuse has the hub refuse all that waits, with a code for each.
func (f *feed) refuse(codes ...string) {
	f.t.Helper()
	list, err := f.link.Outgoing(ctx, 0, 100, 8<<20)
	if err != nil || len(list) != len(codes) {
		f.t.Fatalf("%d batches wait, %d are to be refused: %v", len(list), len(codes), err)
	}
	for i, b := range list {
		if err := f.link.Refuse(ctx, []wire.Refused{{DeviceSeq: b.DeviceSeq, Batch: b.ID, Code: codes[i], Text: "because"}}); err != nil {
			f.t.Fatal(err)
		}
	}
}

func refusals(t testing.TB, r *replica.Replica) []replica.Refusal {
	t.Helper()
	list, err := r.Refusals(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// A refused sale is told in words with what stands on it, still shows, and is
// sent again whole: as new batches that the hub then takes.
func TestARefusedSaleIsTriedAgain(t *testing.T) {
	r := newShop(t)
	cup := stockUp(t, r, "Чашка", "4820024700016", 10000, 5*shop.One)
	f := joined(t, r)
	a := owner(t, r)
	sale := sell(t, r, a, "4820024700016", 1)
	if err := r.SetOrderComment(ctx, a, sale.OrderID, "подарунок"); err != nil {
		t.Fatal(err)
	}
	f.refuse(merge.RefuseMalformed, merge.RefuseUnknown)
	list := refusals(t, r)
	if len(list) != 2 || list[0].Intent != "sale" || list[0].Code != merge.RefuseMalformed || list[0].Text != "because" || list[0].User != "Олена" || list[0].Subjects[0].Title != "A1-000001" || list[0].Cause != 0 || list[1].Cause != list[0].DeviceSeq {
		t.Fatalf("%+v", list)
	}
	if n, err := r.NeedsYou(ctx, a); err != nil || n.Refused != 2 {
		t.Fatalf("%+v %v", n, err)
	}
	if err := r.RetryRefused(ctx, a, list[1].DeviceSeq); err != nil {
		t.Fatal(err)
	}
	if left := refusals(t, r); len(left) != 0 {
		t.Fatalf("%+v", left)
	}
	u, err := r.UnsentList(ctx)
	if err != nil || u.Total != 2 || u.Batches[1].Intent != "sale" || u.Batches[0].Intent != "comment" {
		t.Fatalf("%+v %v", u, err)
	}
	f.drain()
	card, err := r.Order(ctx, a, sale.OrderID)
	if err != nil || card.Comment != "подарунок" || card.Total != 10000 {
		t.Fatalf("%+v %v", card, err)
	}
	if have, _ := onHand(t, r, cup); have != 4*shop.One {
		t.Fatal(have)
	}
	wantProblem(t, r.RetryRefused(ctx, a, list[0].DeviceSeq), replica.ErrRefusedGone)
	verify(t, r)
}

// A dropped sale is taken back here with all that stands on it: the goods are on
// the shelf again, the order is gone, and its time line says so.
func TestARefusedSaleIsDropped(t *testing.T) {
	r := newShop(t)
	cup := stockUp(t, r, "Чашка", "4820024700016", 10000, 5*shop.One)
	f := joined(t, r)
	a := owner(t, r)
	sale := sell(t, r, a, "4820024700016", 2)
	if err := r.SetOrderComment(ctx, a, sale.OrderID, "подарунок"); err != nil {
		t.Fatal(err)
	}
	other := sell(t, r, a, "4820024700016", 1)
	f.refuse(merge.RefuseMalformed, merge.RefuseUnknown, merge.RefuseMalformed)
	list := refusals(t, r)
	if err := r.DropRefused(ctx, a, list[0].DeviceSeq); err != nil {
		t.Fatal(err)
	}
	if left := refusals(t, r); len(left) != 1 || left[0].Subjects[0].Title != other.Number {
		t.Fatalf("%+v", left)
	}
	if have, free := onHand(t, r, cup); have != 4*shop.One || free != have {
		t.Fatalf("%d %d", have, free)
	}
	page, err := r.Orders(ctx, a, replica.OrderQuery{})
	if err != nil || page.Total != 1 {
		t.Fatalf("%+v %v", page, err)
	}
	verify(t, r)
}

// A dropped edit shows again what the hub has; one that this desk made anew
// since stays, and is not overwritten by trying the older one again.
func TestARefusedEditIsTakenBack(t *testing.T) {
	r := newShop(t)
	f := joined(t, r)
	a := owner(t, r)
	save := func(c replica.Customer) shop.ID {
		t.Helper()
		id, err := r.SaveCustomer(ctx, a, c)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	c := replica.Customer{Name: "Марія", City: "Львів", Note: "перша"}
	c.ID = save(c)
	f.drain()
	c.City, c.Note = "Київ", "друга"
	save(c)
	f.refuse(merge.RefuseRight)
	f.bring("edit", op(change.Customer, change.Patch, change.ID(c.ID), 1, "email", "m@example.org"))
	c.Note, c.Email = "третя", "m@example.org"
	save(c)
	refused := refusals(t, r)
	if len(refused) != 1 {
		t.Fatalf("%+v", refused)
	}
	if err := r.RetryRefused(ctx, a, refused[0].DeviceSeq); err != nil {
		t.Fatal(err)
	}
	list, err := f.link.Outgoing(ctx, 0, 10, 1<<20)
	if err != nil || len(list) != 2 || len(list[1].Ops) != 1 || len(list[1].Ops[0].Set) != 1 || list[1].Ops[0].Set[0].Value != "Київ" {
		t.Fatalf("%+v %v", list, err)
	}
	card, err := r.Customer(ctx, a, c.ID)
	if err != nil || card.City != "Київ" || card.Note != "третя" {
		t.Fatalf("%+v %v", card, err)
	}
	f.refuse(merge.RefuseRight, merge.RefuseRight)
	for _, b := range refusals(t, r) {
		if err := r.DropRefused(ctx, a, b.DeviceSeq); err != nil {
			t.Fatal(err)
		}
	}
	if card, err = r.Customer(ctx, a, c.ID); err != nil || card.City != "Львів" || card.Note != "перша" || card.Email != "m@example.org" {
		t.Fatalf("%+v %v", card, err)
	}
	if h := card.History[0]; h.Intent != "drop" || h.Changes["city"] != [2]any{"Київ", "Львів"} {
		t.Fatalf("%+v", card.History)
	}
	verify(t, r)
}
