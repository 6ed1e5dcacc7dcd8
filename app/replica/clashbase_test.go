package replica_test

import (
	"path/filepath"
	"testing"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// shopOfTills is a shop of some tills that hold one cup at 120,00.
func shopOfTills(t *testing.T, n int) (h *testHub, tills []*till, cup shop.ID) {
	t.Helper()
	h = newTestHub(t)
	first := newShop(t)
	cup = stockUp(t, first, "Чашка", "4820024700016", 12000, 5*shop.One)
	tills = []*till{h.join(t, first, change.ScopeOwner)}
	h.sync(t, tills[0])
	for len(tills) < n {
		tills = append(tills, h.join(t, emptyTill(t), change.ScopeManager))
	}
	syncAll(t, h, tills)
	return h, tills, cup
}

func syncAll(t *testing.T, h *testHub, tills []*till) {
	t.Helper()
	for range 2 {
		for _, d := range tills {
			h.sync(t, d)
		}
	}
}

// setPrices gives an offer one price after another, a batch each.
func (d *till) setPrices(t *testing.T, offer shop.ID, prices ...shop.Money) {
	t.Helper()
	a := owner(t, d.r)
	for _, price := range prices {
		p := d.product(t, offer)
		p.Offers[0].Price = price
		if _, err := d.r.SaveProduct(ctx, a, p); err != nil {
			t.Fatal(err)
		}
	}
}

func (d *till) setPurchase(t *testing.T, offer shop.ID, price shop.Money) {
	t.Helper()
	p := d.product(t, offer)
	p.Offers[0].Purchase = &price
	if _, err := d.r.SaveProduct(ctx, owner(t, d.r), p); err != nil {
		t.Fatal(err)
	}
}

func (d *till) product(t *testing.T, offer shop.ID) replica.Product {
	t.Helper()
	a := owner(t, d.r)
	o, err := d.r.Offer(ctx, a, offer)
	if err != nil {
		t.Fatal(err)
	}
	p, err := d.r.Product(ctx, a, o.ProductID)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// clashes gives the open clashes by what was lost.
func (d *till) clashes(t *testing.T) map[int64]replica.Conflict {
	t.Helper()
	page, err := d.r.Conflicts(ctx, owner(t, d.r), replica.ConflictQuery{})
	if err != nil {
		t.Fatal(err)
	}
	list := map[int64]replica.Conflict{}
	for _, c := range page.Conflicts {
		list[c.Lost.Number] = c
	}
	return list
}

// Every till that was there tells what a clash began with, however often each of
// the two had changed its mind: the price that both knew. One that joined later
// does not, and undoing puts that price back everywhere.
func TestAClashTellsWhatBothBeganWith(t *testing.T) {
	h, tills, cup := shopOfTills(t, 3)
	// A change that all have seen is none of what clashes later.
	tills[0].setPrices(t, cup, 11900, 12000)
	syncAll(t, h, tills)
	tills[0].setPrices(t, cup, 11700, 11500)
	tills[1].setPrices(t, cup, 12100, 12500)
	h.push(t, tills[0])
	h.push(t, tills[1])
	syncAll(t, h, tills)
	late := h.join(t, emptyTill(t), change.ScopeManager)
	h.sync(t, late)
	for i, d := range tills {
		list := d.clashes(t)
		if len(list) != 2 {
			t.Fatalf("till %d has %d clashes", i, len(list))
		}
		for lost, c := range list {
			if !c.Base.Known || c.Base.Number != 12000 || c.Stands.Number != 11500 || (lost != 12100 && lost != 12500) {
				t.Errorf("till %d tells %+v", i, c)
			}
			if undo := choiceOf(c, "undo"); undo == nil || undo.Follows != "set" || undo.Value.Number != 12000 || undo.Refused != "" {
				t.Errorf("till %d offers %+v", i, c.Choices)
			}
		}
	}
	c := late.clashes(t)[12500]
	if c.Base.Known || choiceOf(c, "undo") != nil || choiceOf(c, "take") == nil {
		t.Errorf("a till that was not there tells %+v", c)
	}
	wantProblem(t, late.r.Decide(ctx, owner(t, late.r), c.ID, "undo", false), shop.ErrInput)
	if err := tills[2].r.Decide(ctx, owner(t, tills[2].r), c.ID, "undo", false); err != nil {
		t.Fatal(err)
	}
	all := append(tills, late)
	syncAll(t, h, all)
	for i, d := range all {
		if price := d.product(t, cup).Offers[0].Price; price != 12000 {
			t.Errorf("till %d sells for %d", i, price)
		}
		told, err := d.r.Conflict(ctx, owner(t, d.r), c.ID)
		if err != nil || told.State != "undone" || told.Base.Known != (i < 3) {
			t.Errorf("till %d tells %+v %v", i, told, err)
		}
	}
	h.agree(t, all...)
}

// What a third till did first, and one of the two had seen, is not what both
// began with.
func TestAClashBeginsBeforeAThirdTillsChange(t *testing.T) {
	h, tills, cup := shopOfTills(t, 3)
	tills[1].setPrices(t, cup, 12500)
	tills[2].setPrices(t, cup, 11800)
	h.sync(t, tills[2])
	h.sync(t, tills[0])
	tills[0].setPrices(t, cup, 11500)
	h.sync(t, tills[0])
	syncAll(t, h, tills)
	for i, d := range tills {
		if c := d.clashes(t)[12500]; c.Base.Number != 12000 || c.Stands.Number != 11500 {
			t.Errorf("till %d tells %+v", i, c)
		}
	}
}

// A till that joins while the change is being made elsewhere has not seen all of
// it, and says nothing rather than something wrong.
func TestATillThatJoinedInBetweenDoesNotGuess(t *testing.T) {
	h, tills, cup := shopOfTills(t, 2)
	tills[1].setPrices(t, cup, 12500)
	tills[0].setPrices(t, cup, 11700)
	h.sync(t, tills[0])
	between := h.join(t, emptyTill(t), change.ScopeManager)
	h.sync(t, between)
	tills[0].setPrices(t, cup, 11500)
	h.sync(t, tills[0])
	h.sync(t, tills[1])
	h.sync(t, between)
	if c := between.clashes(t)[12500]; c.Base.Known || c.Stands.Number != 11500 {
		t.Errorf("%+v", c)
	}
}

// Purchase prices of a clash are told with what they began with to those who may
// see them, and to no others; a reference, a text and a state are told as well.
func TestWhatAClashBeganWithIsTyped(t *testing.T) {
	h, tills, cup := shopOfTills(t, 2)
	clerks := h.join(t, emptyTill(t), change.ScopeClerk)
	a := owner(t, tills[0].r)
	customer, err := tills[0].r.SaveCustomer(ctx, a, replica.Customer{Name: "Марія", City: "Львів"})
	if err != nil {
		t.Fatal(err)
	}
	syncAll(t, h, tills)
	for i, d := range tills {
		d.setPurchase(t, cup, shop.Money(6100+100*i))
		if _, err := d.r.SaveCustomer(ctx, a, replica.Customer{ID: customer, Name: "Марія", City: []string{"Київ", ""}[i]}); err != nil {
			t.Fatal(err)
		}
	}
	syncAll(t, h, append(tills, clerks))
	for i, d := range tills {
		page, err := d.r.Conflicts(ctx, a, replica.ConflictQuery{})
		if err != nil || len(page.Conflicts) != 2 {
			t.Fatalf("%+v %v", page, err)
		}
		for _, c := range page.Conflicts {
			switch c.Field {
			case "purchase_price":
				if c.Base.Number != 6000 || c.Stands.Number != 6100 || c.Lost.Number != 6200 {
					t.Errorf("till %d tells %+v", i, c)
				}
			case "city":
				if c.Base.Text != "Львів" || c.Stands.Text != "Київ" || !c.Lost.Known || c.Lost.Text != "" {
					t.Errorf("till %d tells %+v", i, c)
				}
			}
		}
	}
	page, err := clerks.r.Conflicts(ctx, replica.Actor{User: a.User, Role: shop.Clerk}, replica.ConflictQuery{})
	if err != nil || len(page.Conflicts) != 1 || page.Conflicts[0].Field != "city" || page.Conflicts[0].Base.Text != "Львів" {
		t.Errorf("%+v %v", page, err)
	}
}

// An order that one till cancelled and the other worked on is told with the step
// that both knew, but does not go back to it.
func TestAnOrderIsToldItsStepButDoesNotGoBack(t *testing.T) {
	h, tills, _ := shopOfTills(t, 2)
	a := owner(t, tills[0].r)
	if _, err := tills[0].r.Scan(ctx, a, "till", "4820024700016", shop.One); err != nil {
		t.Fatal(err)
	}
	if _, err := tills[0].r.Park(ctx, a, "till", ""); err != nil {
		t.Fatal(err)
	}
	page, err := tills[0].r.Orders(ctx, a, replica.OrderQuery{})
	if err != nil {
		t.Fatal(err)
	}
	order := page.Orders[0].ID
	if err := tills[0].r.SetStatus(ctx, a, order, shop.Confirmed); err != nil {
		t.Fatal(err)
	}
	syncAll(t, h, tills)
	if err := tills[0].r.SetStatus(ctx, a, order, shop.Packed); err != nil {
		t.Fatal(err)
	}
	if err := tills[1].r.CancelOrder(ctx, a, order, "передумали", ""); err != nil {
		t.Fatal(err)
	}
	syncAll(t, h, tills)
	for i, d := range tills {
		page, err := d.r.Conflicts(ctx, a, replica.ConflictQuery{})
		if err != nil || len(page.Conflicts) != 1 {
			t.Fatalf("till %d: %+v %v", i, page, err)
		}
		c := page.Conflicts[0]
		if c.Field != "status" || c.Base.Text != "confirmed" || c.Stands.Text != "cancelled" || c.Lost.Text != "packed" || choiceOf(c, "undo") != nil {
			t.Errorf("till %d tells %+v", i, c)
		}
	}
}

// A till that was opened again tells the same.
func TestWhatAClashBeganWithSurvivesARestart(t *testing.T) {
	h, tills, cup := shopOfTills(t, 1)
	path := filepath.Join(t.TempDir(), "till.db")
	second := h.join(t, emptyTillAt(t, path), change.ScopeManager)
	h.sync(t, second)
	tills[0].setPrices(t, cup, 11500)
	second.setPrices(t, cup, 12500)
	h.sync(t, tills[0])
	h.sync(t, second)
	if err := second.r.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := replica.Open(ctx, path, replica.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	if c := (&till{r: r}).clashes(t)[12500]; c.Base.Number != 12000 {
		t.Errorf("%+v", c)
	}
}
