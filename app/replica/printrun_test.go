package replica_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// someOrders sells so often that there are so many orders, and gives them in a
// list of its own order, the newest first.
func (d *till) someOrders(t *testing.T, n int) (ids []shop.ID) {
	t.Helper()
	for range n {
		ids = append(ids, sell(t, d.r, owner(t, d.r), cupCode, 1).OrderID)
		d.printNext(t, "")
	}
	slices.Reverse(ids)
	return ids
}

// run queues the labels of orders as one run.
func (d *till) run(t *testing.T, orders []shop.ID) shop.ID {
	t.Helper()
	run := shop.NewID()
	if n, err := d.r.QueuePrints(ctx, owner(t, d.r), run, orders, "label"); err != nil || n != len(orders) {
		t.Fatalf("%d papers, %v", n, err)
	}
	return run
}

// claim takes the next papers of the queue, at most so many.
func (d *till) claim(t *testing.T, most int) []replica.Work {
	t.Helper()
	next, err := d.r.NextPrints(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if len(next) == 0 {
		return nil
	}
	list, err := d.r.ClaimPrints(ctx, next[0], replica.Claim{Most: most, Together: true})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func (d *till) end(t *testing.T, run shop.ID, reason string, ends ...replica.PrintEnd) {
	t.Helper()
	if err := d.r.EndPrints(ctx, run, reason, ends...); err != nil {
		t.Fatal(err)
	}
}

// told gives a run in a few words.
func (d *till) told(t *testing.T, id shop.ID) string {
	t.Helper()
	q, err := d.r.PrintQueue(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range q.Runs {
		if r.ID == id {
			return fmt.Sprintf("%d of %d, %d wait, %d failed (doubt %d-%d), %d cancelled, next %d, held %v %s", r.Printed, r.Total, r.Waiting, r.Failed, r.DoubtFrom, r.DoubtTo, r.Cancelled, r.Next, r.Held, r.Reason)
		}
	}
	return "gone"
}

func (d *till) wantTold(t *testing.T, run shop.ID, want string) {
	t.Helper()
	if got := d.told(t, run); got != want {
		t.Fatalf("the run stands at: %s\nwant: %s", got, want)
	}
}

func do(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func newTill(t *testing.T) *till {
	t.Helper()
	r := newShop(t)
	stockUp(t, r, "Чашка", cupCode, 12000, 5000*shop.One)
	return &till{r: r}
}

// Labels come in the order of the list, each once, whoever asks twice; a fault
// stops the run and not the queue, and it goes on from the label at which it
// stopped.
func TestARunIsPrintedInOrderAndGoesOnAfterAFault(t *testing.T) {
	d := newTill(t)
	a := owner(t, d.r)
	orders := d.someOrders(t, 6)
	run := d.run(t, orders)
	for range 2 { // no answer came, so it is asked for again
		if n, err := d.r.QueuePrints(ctx, a, run, orders, "label"); err != nil || n != 6 {
			t.Fatal(n, err)
		}
	}
	d.wantTold(t, run, "0 of 6, 6 wait, 0 failed (doubt 0-0), 0 cancelled, next 1, held false ")
	list := d.claim(t, 4)
	for i, p := range list {
		if p.OrderID != orders[i] || p.Place != int64(i+1) || p.Copy != 0 || p.Anew {
			t.Errorf("label %d is %+v", i+1, p)
		}
	}
	// Two came out, then the paper was out.
	d.end(t, run, "printer_paper", replica.PrintEnd{ID: list[0].ID, Printer: "tcp:x"}, replica.PrintEnd{ID: list[1].ID, Printer: "tcp:x"},
		replica.PrintEnd{ID: list[2].ID, Printer: "tcp:x", Failure: "printer_paper"}, replica.PrintEnd{ID: list[3].ID, Waits: true})
	d.wantTold(t, run, "2 of 6, 3 wait, 1 failed (doubt 0-0), 0 cancelled, next 3, held true printer_paper")
	if list := d.claim(t, 4); list != nil {
		t.Fatalf("a stopped run goes on with %+v", list)
	}
	// What a customer waits for is printed all the same.
	d.print(t, orders[0])
	if p, ok := d.printNext(t, ""); !ok || p.Document != "receipt" {
		t.Fatalf("printed %+v %v", p, ok)
	}
	if len(d.failedPrints(t)) != 1 {
		t.Error("nobody is asked")
	}
	do(t, d.r.ResumePrints(ctx, a, run))
	list = d.claim(t, 10)
	if len(list) != 4 || list[0].Place != 3 || list[3].Place != 6 || list[0].Anew {
		t.Fatalf("it goes on with %+v", list)
	}
	for _, p := range list {
		d.end(t, run, "", replica.PrintEnd{ID: p.ID, Printer: "tcp:x"})
	}
	d.wantTold(t, run, "6 of 6, 0 wait, 0 failed (doubt 0-0), 0 cancelled, next 0, held false ")
	verify(t, d.r)
}

// After a crash a person says up to which label the paper came out; what came out
// is not printed again, and what did not is printed as the original.
func TestAPersonSaysUpToWhereARunCameOut(t *testing.T) {
	for _, c := range []struct {
		from  int64 // the person goes on with it
		after string
		next  []int64 // places that are printed then
		anew  bool
	}{
		{1, "0 of 5, 5 wait, 0 failed (doubt 0-0), 0 cancelled, next 1, held false ", []int64{1, 2, 3}, true},
		{3, "2 of 5, 3 wait, 0 failed (doubt 0-0), 0 cancelled, next 3, held false ", []int64{3}, true},
		{4, "3 of 5, 2 wait, 0 failed (doubt 0-0), 0 cancelled, next 4, held false ", []int64{4, 5}, false},
		{6, "3 of 5, 0 wait, 0 failed (doubt 0-0), 2 cancelled, next 0, held false ", nil, false},
	} {
		d := newTill(t)
		a := owner(t, d.r)
		run := d.run(t, d.someOrders(t, 5))
		d.claim(t, 3)
		do(t, d.r.RecoverPrints(ctx))
		d.wantTold(t, run, "0 of 5, 2 wait, 3 failed (doubt 1-3), 0 cancelled, next 1, held true interrupted")
		if list := d.failedPrints(t); len(list) != 1 || list[0].Place != 1 || !list[0].Doubt {
			t.Errorf("a person is asked about %+v", list)
		}
		wantProblem(t, d.r.PrintsFrom(ctx, a, run, 7), shop.ErrInput)
		do(t, d.r.PrintsFrom(ctx, a, run, c.from))
		d.wantTold(t, run, c.after)
		var places []int64
		for _, p := range d.claim(t, 10) {
			if places = append(places, p.Place); p.Anew != c.anew || p.Copy != 0 {
				t.Errorf("from %d: %+v", c.from, p)
			}
		}
		if !slices.Equal(places, c.next) {
			t.Errorf("from %d it prints %v", c.from, places)
		}
		verify(t, d.r)
	}
}

// Labels that the printer is known to have printed, and that a person wants once
// more, are marked copies.
func TestARunIsPrintedOnceMoreFromALabel(t *testing.T) {
	d := newTill(t)
	a := owner(t, d.r)
	run := d.run(t, d.someOrders(t, 4))
	list := d.claim(t, 10)
	wantProblem(t, d.r.PrintsFrom(ctx, a, run, 2), replica.ErrPrinting)
	for _, p := range list {
		d.end(t, run, "", replica.PrintEnd{ID: p.ID, Printer: "tcp:x"})
	}
	do(t, d.r.PrintsFrom(ctx, a, run, 3))
	do(t, d.r.PrintsFrom(ctx, a, run, 3)) // said twice
	d.wantTold(t, run, "2 of 4, 2 wait, 0 failed (doubt 0-0), 0 cancelled, next 3, held false ")
	list = d.claim(t, 10)
	if len(list) != 2 || list[0].Place != 3 || list[0].Copy != 1 || list[1].Copy != 1 {
		t.Errorf("printed %+v", list)
	}
	// What nobody needs any more is not printed because something before it is.
	for _, p := range list {
		d.end(t, run, "", replica.PrintEnd{ID: p.ID, Printer: "tcp:x"})
	}
	do(t, d.r.PrintsFrom(ctx, a, run, 4))
	do(t, d.r.CancelRun(ctx, a, run))
	do(t, d.r.PrintsFrom(ctx, a, run, 1))
	var places []int64
	for _, p := range d.claim(t, 10) {
		places = append(places, p.Place)
	}
	if !slices.Equal(places, []int64{1, 2, 3}) {
		t.Errorf("printed %v", places)
	}
	verify(t, d.r)
}

// Pausing, also all at once, outlives the program; cancelling gives up what is
// left and calls nothing back.
func TestARunIsPausedAndCancelledAsOne(t *testing.T) {
	d := newTill(t)
	a := owner(t, d.r)
	run := d.run(t, d.someOrders(t, 4))
	do(t, d.r.PausePrints(ctx, a, run))
	if list := d.claim(t, 10); list != nil {
		t.Fatalf("paused it prints %+v", list)
	}
	do(t, d.r.ResumePrints(ctx, a, run))
	do(t, d.r.PausePrints(ctx, a, shop.ID{}))
	path := d.r.Path()
	do(t, d.r.Close())
	r, err := replica.Open(ctx, path, replica.Options{})
	do(t, err)
	t.Cleanup(func() { _ = r.Close() })
	d.r = r
	if q, _ := d.queue(t); !q.Paused || q.Waiting != 4 {
		t.Fatalf("%+v", q)
	}
	if list := d.claim(t, 10); list != nil {
		t.Fatalf("paused it prints %+v", list)
	}
	do(t, r.ResumePrints(ctx, a, shop.ID{}))
	list := d.claim(t, 2)
	do(t, r.CancelRun(ctx, a, run))
	for _, p := range list {
		d.end(t, run, "", replica.PrintEnd{ID: p.ID, Printer: "tcp:x"})
	}
	d.wantTold(t, run, "2 of 4, 0 wait, 0 failed (doubt 0-0), 2 cancelled, next 0, held false ")
	wantProblem(t, r.PausePrints(ctx, a, shop.NewID()), shop.ErrNotFound)
	wantProblem(t, r.CancelRun(ctx, a, shop.NewID()), shop.ErrNotFound)
	verify(t, r)
}

// A paper that waits already is taken into the new run; one that another till
// prints is a copy here. Chosen for a run, another printer prints all of it.
func TestARunTakesInWhatWaits(t *testing.T) {
	h, tills, _ := shopOfTills(t, 2)
	d := tills[0]
	a := owner(t, d.r)
	orders := d.someOrders(t, 3)
	first := d.run(t, orders[:2])
	syncAll(t, h, tills)
	elsewhere, err := tills[1].r.QueuePrint(ctx, owner(t, tills[1].r), orders[2], "label")
	do(t, err)
	syncAll(t, h, tills)
	second := d.run(t, []shop.ID{orders[1], orders[0], orders[2]})
	d.wantTold(t, first, "0 of 2, 0 wait, 0 failed (doubt 0-0), 2 cancelled, next 0, held false ")
	do(t, d.r.RedirectPrints(ctx, a, second, `{"address":"tcp:other"}`))
	list := d.claim(t, 10)
	if len(list) != 3 || list[0].OrderID != orders[1] || list[0].Copy != 0 || list[2].Copy != 1 || list[2].Way != `{"address":"tcp:other"}` {
		t.Fatalf("printed %+v", list)
	}
	for _, p := range list {
		d.end(t, second, "", replica.PrintEnd{ID: p.ID, Printer: "tcp:other"})
	}
	syncAll(t, h, tills)
	if p, ok := tills[1].printNext(t, ""); !ok || p.ID != elsewhere || p.Copy != 0 {
		t.Errorf("the other till printed %+v", p)
	}
	if got := tills[1].told(t, second); got != "gone" {
		t.Errorf("the other till shows the run: %s", got)
	}
	syncAll(t, h, tills)
	h.agree(t, tills...)
}
