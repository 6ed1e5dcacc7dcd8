package replica_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// takePrint claims the oldest job that waits at a till.
func takePrint(r *replica.Replica) (p replica.Print, ok bool, err error) {
	next, err := r.NextPrints(ctx)
	if err != nil || len(next) == 0 {
		return p, false, err
	}
	first := slices.MinFunc(next, func(a, b replica.Work) int { return int(a.At - b.At) })
	list, err := r.ClaimPrints(ctx, first, replica.Claim{Most: 1})
	if err != nil || len(list) == 0 {
		return p, false, err
	}
	return list[0].Print, true, nil
}

// endPrint ends a claimed job, failed for a reason or printed.
func endPrint(r *replica.Replica, id shop.ID, failure string) error {
	return r.EndPrints(ctx, shop.ID{}, "", replica.PrintEnd{ID: id, Printer: "folder:x", Failure: failure})
}

// printNext takes the next job of a till and ends it, failed for a reason or printed.
func (d *till) printNext(t *testing.T, failure string) (p replica.Print, ok bool) {
	t.Helper()
	p, ok, err := takePrint(d.r)
	if err == nil && ok {
		err = endPrint(d.r, p.ID, failure)
	}
	if err != nil {
		t.Fatal(err)
	}
	return p, ok
}

func (d *till) print(t *testing.T, order shop.ID) shop.ID {
	t.Helper()
	id, err := d.r.QueuePrint(ctx, owner(t, d.r), order, "receipt")
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// prints gives an order's jobs as state and copy number, the oldest first.
func (d *till) prints(t *testing.T, order shop.ID) (list []string) {
	t.Helper()
	card, err := d.r.Order(ctx, owner(t, d.r), order)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range card.Prints {
		list = append(list, p.State+[]string{"", " copy", " second copy"}[p.Copy])
	}
	return list
}

func (d *till) failedPrints(t *testing.T) []replica.Print {
	t.Helper()
	list, err := d.r.FailedPrints(ctx)
	n, more := d.r.NeedsYou(ctx, owner(t, d.r))
	if err != nil || more != nil || n.Prints != int64(len(list)) {
		t.Fatalf("%d are listed and %d counted: %v %v", len(list), n.Prints, err, more)
	}
	return list
}

func wantList(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %v, want %v", what, got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("%s: %v, want %v", what, got, want)
		}
	}
}

// A receipt that waits on one till is that till's to print: another till makes a
// marked copy, and each prints its own job once.
func TestAWaitingPrintIsLeftToItsTill(t *testing.T) {
	h, tills, _ := shopOfTills(t, 2)
	order := sell(t, tills[0].r, owner(t, tills[0].r), "4820024700016", 1).OrderID
	syncAll(t, h, tills)
	tills[1].print(t, order)
	if p, ok := tills[1].printNext(t, ""); !ok || p.Copy != 1 {
		t.Fatalf("printed %+v %v", p, ok)
	}
	syncAll(t, h, tills)
	if p, ok := tills[0].printNext(t, ""); !ok || p.Copy != 0 {
		t.Fatalf("printed %+v %v", p, ok)
	}
	syncAll(t, h, tills)
	for _, d := range tills {
		wantList(t, "prints", d.prints(t, order), "printed", "printed copy")
		if _, ok := d.printNext(t, ""); ok {
			t.Error("something is printed once more")
		}
	}
	h.agree(t, tills...)
}

// A receipt that failed on one till and is asked for on another is printed there
// as the original, and nobody is asked about it any more.
func TestAFailedPrintMovesToWhereItIsAskedFor(t *testing.T) {
	h, tills, _ := shopOfTills(t, 2)
	order := sell(t, tills[0].r, owner(t, tills[0].r), "4820024700016", 1).OrderID
	tills[0].printNext(t, "printer_timeout")
	syncAll(t, h, tills)
	if len(tills[0].failedPrints(t)) != 1 || len(tills[1].failedPrints(t)) != 0 {
		t.Fatal("a failed print is asked about at the wrong till")
	}
	here := tills[1].print(t, order)
	if again := tills[1].print(t, order); again != here {
		t.Error("asked for twice it is two jobs")
	}
	if p, ok := tills[1].printNext(t, ""); !ok || p.ID != here || p.Copy != 0 {
		t.Fatalf("printed %+v %v", p, ok)
	}
	syncAll(t, h, tills)
	for _, d := range tills {
		wantList(t, "prints", d.prints(t, order), "cancelled", "printed")
		if _, ok := d.printNext(t, ""); ok || len(d.failedPrints(t)) != 0 {
			t.Error("it is not over")
		}
	}
	// From now on there are copies.
	tills[0].print(t, order)
	if p, ok := tills[0].printNext(t, ""); !ok || p.Copy != 1 {
		t.Fatalf("printed %+v %v", p, ok)
	}
	syncAll(t, h, tills)
	h.agree(t, tills...)
}

// A print that nobody needs is given up, at the till that it failed on; what was
// printed meanwhile stays printed.
func TestAFailedPrintIsGivenUp(t *testing.T) {
	h, tills, _ := shopOfTills(t, 2)
	a := owner(t, tills[0].r)
	order := sell(t, tills[0].r, a, "4820024700016", 1).OrderID
	failed, _ := tills[0].printNext(t, "printer_refused")
	syncAll(t, h, tills)
	if err := tills[1].r.DismissPrint(ctx, a, failed.ID); err != nil || len(tills[0].failedPrints(t)) != 1 {
		t.Errorf("another till gave it up: %v", err)
	}
	for range 2 {
		if err := tills[0].r.DismissPrint(ctx, a, failed.ID); err != nil {
			t.Fatal(err)
		}
	}
	wantProblem(t, tills[0].r.DismissPrint(ctx, a, order), shop.ErrNotFound)
	wantList(t, "prints", tills[0].prints(t, order), "cancelled")
	if len(tills[0].failedPrints(t)) != 0 {
		t.Error("it is still asked about")
	}
	if _, ok := tills[0].printNext(t, ""); ok {
		t.Error("it is printed all the same")
	}
	// Wanted after all it is the original, for there was none.
	again := tills[0].print(t, order)
	tills[0].printNext(t, "")
	if err := tills[0].r.DismissPrint(ctx, a, again); err != nil {
		t.Fatal(err)
	}
	wantList(t, "prints", tills[0].prints(t, order), "cancelled", "printed")
	syncAll(t, h, tills)
	h.agree(t, tills...)
}

// A copied till that gets a name of its own prints what it sold itself, once; what
// the till that it was copied from has in its queue stays that till's.
func TestACopiedTillTakesItsOwnPrintsWithIt(t *testing.T) {
	h, tills, _ := shopOfTills(t, 1)
	path := filepath.Join(t.TempDir(), "till.db")
	first := h.join(t, emptyTillAt(t, path), "manager")
	h.sync(t, first)
	known := sell(t, first.r, owner(t, first.r), "4820024700016", 1).OrderID
	h.sync(t, first)
	b, err := first.r.Backup(ctx, "manual")
	if err != nil {
		t.Fatal(err)
	}
	// The copy is made of files by hand, not by a restore.
	data, err := os.ReadFile(b.Path)
	if err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(t.TempDir(), "copy.db")
	if err := os.WriteFile(other, data, 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := replica.Open(ctx, other, replica.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	second := &till{r: r, l: r.Link(), who: first.who}
	own := sell(t, r, owner(t, r), "4820024700016", 1).OrderID
	second.ask(t, shop.NewID(), "pricetag", second.tags(t, 1)...)
	h.rename(t, second)
	all := append(tills, first, second)
	syncAll(t, h, all)
	if p, ok := second.printNext(t, ""); !ok || p.OrderID != own || p.Copy != 0 {
		t.Errorf("the copy printed %+v %v", p, ok)
	}
	if p, ok := second.printNext(t, ""); !ok || p.Of == nil || p.Of.Title != "Чашка" {
		t.Errorf("the copy printed %+v instead of its price tag", p)
	}
	if p, ok := second.printNext(t, ""); ok {
		t.Errorf("the copy printed %+v too", p)
	}
	if p, ok := first.printNext(t, ""); !ok || p.OrderID != known {
		t.Errorf("the first till printed %+v %v", p, ok)
	}
	if p, ok := first.printNext(t, ""); ok {
		t.Errorf("the first till printed %+v too", p)
	}
	syncAll(t, h, all)
	for _, d := range all {
		wantList(t, "prints of the copy's sale", d.prints(t, own), "cancelled", "printed")
		wantList(t, "prints of the first till's sale", d.prints(t, known), "printed")
	}
	h.agree(t, all...)
}

// Paper that was on its way when a backup was made is not printed again by the
// restored till: a person is asked, until the hub says that it came out.
func TestARestoredTillAsksAboutPaper(t *testing.T) {
	h, tills, _ := shopOfTills(t, 1)
	first := h.join(t, emptyTill(t), "manager")
	h.sync(t, first)
	a := owner(t, first.r)
	printed := sell(t, first.r, a, "4820024700016", 1).OrderID
	lost := sell(t, first.r, a, "4820024700016", 1).OrderID
	b, err := first.r.Backup(ctx, "manual")
	if err != nil {
		t.Fatal(err)
	}
	first.printNext(t, "")
	h.sync(t, first)
	path := filepath.Join(t.TempDir(), "restored.db")
	if _, err := replica.Restore(ctx, b.Path, path, replica.Options{}); err != nil {
		t.Fatal(err)
	}
	r, err := replica.Open(ctx, path, replica.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	again := &till{r: r, l: r.Link(), who: first.who}
	if p, ok := again.printNext(t, ""); ok || len(again.failedPrints(t)) != 2 {
		t.Errorf("the restored till printed %+v and asks about %d", p, len(again.failedPrints(t)))
	}
	// What it sells before the hub has named it is its own.
	fresh := sell(t, r, a, "4820024700016", 1).OrderID
	h.rename(t, again)
	all := append(tills, again)
	syncAll(t, h, all)
	if list := again.failedPrints(t); len(list) != 1 || list[0].OrderID != lost || list[0].Error != "interrupted" {
		t.Errorf("it asks about %+v", list)
	}
	if p, ok := again.printNext(t, ""); !ok || p.OrderID != fresh {
		t.Errorf("it printed %+v %v", p, ok)
	}
	again.print(t, lost)
	if p, ok := again.printNext(t, ""); !ok || p.OrderID != lost || p.Copy != 0 || len(again.failedPrints(t)) != 0 {
		t.Errorf("it printed %+v %v", p, ok)
	}
	wantList(t, "prints", again.prints(t, printed), "printed")
	syncAll(t, h, all)
	h.agree(t, all...)
}

// An order's queue takes every document of an order, and the file keeps it;
// documents of many orders, of goods or of places are asked for by QueuePapers.
func TestEveryDocumentOfAnOrderIsQueued(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	stockUp(t, r, "Чай", "4820024700016", 12500, 5*shop.One)
	order := sell(t, r, a, "4820024700016", 1).OrderID
	queued := 0
	for _, d := range shop.Documents {
		_, err := r.QueuePrint(ctx, a, order, string(d))
		if d.Of() == shop.OfOrder {
			queued++
			if err != nil {
				t.Errorf("%s: %v", d, err)
			}
		}
		if d.Of() != shop.OfOrder && !errors.Is(err, shop.ErrInput) {
			t.Errorf("%s was queued for an order: %v", d, err)
		}
	}
	card, err := r.Order(ctx, a, order)
	if err != nil || len(card.Prints) != queued {
		t.Errorf("%d jobs, %v", len(card.Prints), err)
	}
	verify(t, r)
}
