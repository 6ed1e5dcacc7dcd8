package replica_test

import (
	"testing"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// queue gives a till's print queue as state and copy number, the newest first.
func (d *till) queue(t *testing.T) (q replica.PrintQueue, list []string) {
	t.Helper()
	q, err := d.r.PrintQueue(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range q.Prints {
		list = append(list, p.State+[]string{"", " copy", " second copy"}[p.Copy])
	}
	return q, list
}

// A till sees its own paper: what waits, what failed, what came out. What failed
// is tried again as what it was; of what came out a marked copy is made; what
// waits can be given up, what is being printed cannot.
func TestThePrintQueue(t *testing.T) {
	h, tills, _ := shopOfTills(t, 2)
	a := owner(t, tills[0].r)
	sell(t, tills[0].r, a, cupCode, 1)
	tills[0].printNext(t, "printer_timeout")
	q, list := tills[0].queue(t)
	wantList(t, "a failed receipt", list, "failed")
	job := q.Prints[0].ID
	again := func(want shop.ID) (id shop.ID) {
		t.Helper()
		id, err := tills[0].r.PrintAgain(ctx, a, job)
		if err != nil || (id == job) != (want == job) {
			t.Fatalf("again: %v %v", id, err)
		}
		return id
	}
	again(job)
	again(job) // it waits already
	q, list = tills[0].queue(t)
	if wantList(t, "tried again", list, "waiting"); q.Waiting != 1 || q.Failed != 0 {
		t.Fatalf("%+v", q)
	}
	tills[0].printNext(t, "")
	copied := again(shop.ID{})
	_, list = tills[0].queue(t)
	wantList(t, "printed once more", list, "waiting copy", "printed")
	if _, ok, err := takePrint(tills[0].r); err != nil || !ok {
		t.Fatal(ok, err)
	}
	wantProblem(t, tills[0].r.CancelPrint(ctx, a, copied), replica.ErrPrinting)
	if err := endPrint(tills[0].r, copied, ""); err != nil {
		t.Fatal(err)
	}
	third := again(shop.ID{})
	for range 2 {
		if err := tills[0].r.CancelPrint(ctx, a, third); err != nil {
			t.Fatal(err)
		}
	}
	_, list = tills[0].queue(t)
	wantList(t, "given up", list, "cancelled second copy", "printed copy", "printed")
	if _, ok := tills[0].printNext(t, ""); ok {
		t.Error("a job that was given up was printed")
	}
	syncAll(t, h, tills)
	_, list = tills[1].queue(t)
	wantList(t, "at the other till", list)
	wantProblem(t, tills[1].r.CancelPrint(ctx, owner(t, tills[1].r), third), shop.ErrNotFound)
	_, err := tills[0].r.PrintAgain(ctx, a, shop.NewID())
	wantProblem(t, err, shop.ErrNotFound)
}
