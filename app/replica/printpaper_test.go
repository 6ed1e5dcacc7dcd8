package replica_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// tags are so many price tags of a cup, as subjects of the queue.
func (d *till) tags(t *testing.T, n int) []replica.PrintSubject {
	t.Helper()
	list, err := d.r.FindOffers(ctx, owner(t, d.r), "Чашка", 1)
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	return slices.Repeat([]replica.PrintSubject{{Offers: []shop.ID{list[0].ID}, Size: "40x30"}}, n)
}

func (d *till) ask(t *testing.T, asked shop.ID, document string, papers ...replica.PrintSubject) {
	t.Helper()
	if n, err := d.r.QueuePapers(ctx, owner(t, d.r), asked, document, papers...); err != nil || n != len(papers) {
		t.Fatalf("%d papers, %v", n, err)
	}
}

// A register is a job of the queue that belongs to no single order: printed once
// whoever asks twice, tried again after a fault, and never a copy, however often
// it is printed. It travels to the other tills, and to one that joins later.
func TestAPaperOfManyOrdersIsAJobOfTheQueue(t *testing.T) {
	h, tills, _ := shopOfTills(t, 2)
	first, a := tills[0], owner(t, tills[0].r)
	orders := first.someOrders(t, 3)
	asked := shop.NewID()
	register := replica.PrintSubject{Orders: orders, Copies: 2}
	for range 2 { // no answer came, so it is asked for again
		first.ask(t, asked, "register", register)
	}
	q, _ := first.queue(t)
	if p := q.Prints[0]; q.Waiting != 1 || p.ID != asked || p.Of == nil || p.Of.Orders != 3 || !p.OrderID.IsZero() || p.Number != "" || p.User == "" {
		t.Fatalf("%+v of %+v", p, p.Of)
	}
	work := first.claim(t, 1)[0]
	if s := work.Subject; s == nil || !slices.Equal(s.Orders, orders) || s.Copies != 2 || !work.OrderID.IsZero() {
		t.Fatalf("%+v is to be printed of %+v", work, s)
	}
	do(t, endPrint(first.r, asked, "printer_away"))
	if list := first.failedPrints(t); len(list) != 1 || list[0].Of.Orders != 3 {
		t.Fatalf("a person is asked about %+v", list)
	}
	again := func(want shop.ID) (id shop.ID) {
		t.Helper()
		id, err := first.r.PrintAgain(ctx, a, asked)
		if err != nil || (!want.IsZero() && id != want) {
			t.Fatal(id, err)
		}
		return id
	}
	again(asked)
	first.printNext(t, "")
	second := again(shop.ID{})
	if again(second); second == asked {
		t.Error("a register that came out was not printed once more")
	}
	first.printNext(t, "")
	_, list := first.queue(t)
	wantList(t, "two registers", list[:2], "printed", "printed")
	syncAll(t, h, tills)
	late := h.join(t, emptyTill(t), "clerk")
	tills = append(tills, late)
	syncAll(t, h, tills)
	h.agree(t, tills...)
	late.wantPapers(t, 2)
	for _, order := range orders {
		wantList(t, "prints of an order", first.prints(t, order), "printed")
	}
}

// Price tags on a roll are a run as labels are: the paper runs out in the middle of
// thirty, and when there is some again the rest comes out, none twice and none
// missing.
func TestARunOfTagsGoesOnAfterPaperOut(t *testing.T) {
	d := newTill(t)
	a := owner(t, d.r)
	run, tags := shop.NewID(), d.tags(t, 30)
	for range 2 {
		d.ask(t, run, "pricetag", tags...)
	}
	d.wantTold(t, run, "0 of 30, 30 wait, 0 failed (doubt 0-0), 0 cancelled, next 1, held false ")
	var out []shop.ID
	print := func(list []replica.Work) {
		t.Helper()
		for _, p := range list {
			out = append(out, p.ID)
			d.end(t, run, "", replica.PrintEnd{ID: p.ID, Printer: "tcp:x"})
		}
	}
	print(d.claim(t, 10))
	list := d.claim(t, 10)
	print(list[:2])
	d.end(t, run, "printer_paper", replica.PrintEnd{ID: list[2].ID, Printer: "tcp:x", Failure: "printer_paper"})
	for _, p := range list[3:] {
		d.end(t, run, "printer_paper", replica.PrintEnd{ID: p.ID, Waits: true})
	}
	d.wantTold(t, run, "12 of 30, 17 wait, 1 failed (doubt 0-0), 0 cancelled, next 13, held true printer_paper")
	failed := d.failedPrints(t)
	if len(failed) != 1 || failed[0].Place != 13 || failed[0].Of.Title != "Чашка" {
		t.Errorf("a person is asked about %+v", failed)
	}
	do(t, d.r.ResumePrints(ctx, a, run))
	for list := d.claim(t, 10); list != nil; list = d.claim(t, 10) {
		print(list)
	}
	d.wantTold(t, run, "30 of 30, 0 wait, 0 failed (doubt 0-0), 0 cancelled, next 0, held false ")
	slices.SortFunc(out, func(a, b shop.ID) int { return slices.Compare(a[:], b[:]) })
	if len(slices.Compact(out)) != 30 {
		t.Errorf("%d tags came out", len(slices.Compact(out)))
	}
	// The last two were spoilt: they come once more, as good as the first ones.
	do(t, d.r.PrintsFrom(ctx, a, run, 29))
	if list := d.claim(t, 10); len(list) != 2 || list[0].Copy != 0 || list[0].Place != 29 || list[0].Subject.Size != "40x30" || len(list[0].Subject.Offers) != 1 {
		t.Errorf("once more comes %+v", list)
	}
	verify(t, d.r)
}

// A tag that was on its way when the program was killed is the only one in doubt,
// and a person says whether it came out.
func TestATagThatACrashCutOffIsAskedAbout(t *testing.T) {
	d := newTill(t)
	a := owner(t, d.r)
	run := shop.NewID()
	d.ask(t, run, "pricetag", d.tags(t, 3)...)
	next, err := d.r.NextPrints(ctx)
	do(t, err)
	list, err := d.r.ClaimPrints(ctx, next[0], replica.Claim{Most: 3})
	do(t, err)
	if _, err := d.r.StepPrint(ctx, replica.PrintEnd{ID: list[0].ID, Printer: "tcp:x"}, list[1]); err != nil {
		t.Fatal(err)
	}
	do(t, d.r.RecoverPrints(ctx))
	d.wantTold(t, run, "1 of 3, 1 wait, 1 failed (doubt 2-2), 0 cancelled, next 2, held true interrupted")
	do(t, d.r.PrintsFrom(ctx, a, run, 3))
	d.wantTold(t, run, "2 of 3, 1 wait, 0 failed (doubt 0-0), 0 cancelled, next 3, held false ")
}

// One more of a tag that came out is a job by itself, though the same tag waits in
// a run.
func TestOneMoreTagIsNotOneOfARun(t *testing.T) {
	d := newTill(t)
	a := owner(t, d.r)
	single, run := shop.NewID(), shop.NewID()
	d.ask(t, single, "pricetag", d.tags(t, 1)...)
	d.printNext(t, "")
	d.ask(t, run, "pricetag", d.tags(t, 2)...)
	more, err := d.r.PrintAgain(ctx, a, single)
	do(t, err)
	same, err := d.r.PrintAgain(ctx, a, single)
	do(t, err)
	q, list := d.queue(t)
	if wantList(t, "the queue", list, "waiting", "printed"); q.Prints[0].ID != more || same != more || q.Waiting != 3 {
		t.Errorf("%+v", q)
	}
}

// What cannot be printed is refused before anything is queued.
func TestPapersOfNothingAreRefused(t *testing.T) {
	d := newTill(t)
	a := owner(t, d.r)
	tag := d.tags(t, 1)[0]
	gone := replica.PrintSubject{Offers: []shop.ID{shop.NewID()}}
	many := make([]shop.ID, replica.PrintsMost+1)
	for says, c := range map[string]struct {
		document string
		papers   []replica.PrintSubject
		problem  error
	}{
		"a document of one order":        {"label", []replica.PrintSubject{tag}, shop.ErrInput},
		"a document that does not exist": {"poster", []replica.PrintSubject{tag}, shop.ErrInput},
		"nothing":                        {"pricetag", nil, shop.ErrInput},
		"a register of too many orders":  {"register", []replica.PrintSubject{{Orders: many}}, shop.ErrInput},
		"an order that is not there":     {"register", []replica.PrintSubject{{Orders: many[:1]}}, shop.ErrNotFound},
		"goods that are gone":            {"pricetag", []replica.PrintSubject{tag, gone}, shop.ErrNotFound},
	} {
		_, err := d.r.QueuePapers(ctx, a, shop.NewID(), c.document, c.papers...)
		if !errors.Is(err, c.problem) {
			t.Errorf("%s: %v", says, err)
		}
	}
	if q, list := d.queue(t); len(list)+len(q.Runs) != 0 {
		t.Errorf("%v and %d runs are queued", list, len(q.Runs))
	}
}

// The largest register that may be asked for fits into a batch, and comes to a
// shop's hub when the shop moves there.
func TestALargeRegisterTravels(t *testing.T) {
	first := newShop(t)
	stockUp(t, first, "Чашка", cupCode, 12000, 5*shop.One)
	d := &till{r: first}
	order := sell(t, first, owner(t, first), cupCode, 1).OrderID
	d.ask(t, shop.NewID(), "register", replica.PrintSubject{Orders: slices.Repeat([]shop.ID{order}, replica.PrintsMost)})
	h := newTestHub(t)
	tills := []*till{h.join(t, first, "owner")}
	h.sync(t, tills[0])
	tills = append(tills, h.join(t, emptyTill(t), "clerk"))
	syncAll(t, h, tills)
	h.agree(t, tills...)
	tills[1].wantPapers(t, 1)
	// One that was seeded is printed all the same, and so is one that came as a batch.
	tills[0].ask(t, shop.NewID(), "register", replica.PrintSubject{Orders: slices.Repeat([]shop.ID{order}, replica.PrintsMost)})
	for range 2 {
		if p, ok := takeRegister(t, tills[0]); !ok || p.Of.Orders != replica.PrintsMost {
			t.Fatalf("%+v is printed", p)
		}
	}
	syncAll(t, h, tills)
	h.agree(t, tills...)
	tills[1].wantPapers(t, 2)
}

// wantPapers counts the jobs of papers of many that a till knows of, its own or not.
func (d *till) wantPapers(t *testing.T, want int) {
	t.Helper()
	all, err := d.r.Shown(ctx)
	do(t, err)
	subject, _ := change.Print.Field("subject")
	all = slices.DeleteFunc(all, func(r *change.Record) bool {
		return r.Kind != change.Print.Num || r.Text(subject.Num) == ""
	})
	if len(all) != want {
		t.Errorf("the till knows of %d papers, not %d", len(all), want)
	}
}

// takeRegister prints the next job of a till that is no receipt.
func takeRegister(t *testing.T, d *till) (p replica.Print, ok bool) {
	t.Helper()
	for p, ok = d.printNext(t, ""); ok && p.Document == "receipt"; {
		p, ok = d.printNext(t, "")
	}
	return p, ok
}

// What a paper had to leave out is kept with its job, and no longer when it came
// out whole.
func TestNotesOfAPaperStayWithItsJob(t *testing.T) {
	d := newTill(t)
	asked := shop.NewID()
	d.ask(t, asked, "pricetag", d.tags(t, 1)...)
	short := []replica.PrintNote{{Code: "shortened", Field: "Tags.Title"}}
	for _, notes := range [][]replica.PrintNote{short, nil} {
		d.claim(t, 1)
		d.end(t, shop.ID{}, "", replica.PrintEnd{ID: asked, Printer: "tcp:x", Notes: notes})
		q, _ := d.queue(t)
		if !slices.Equal(q.Prints[0].Notes, notes) {
			t.Errorf("the notes are %+v, not %+v", q.Prints[0].Notes, notes)
		}
		again, err := d.r.PrintAgain(ctx, owner(t, d.r), asked)
		do(t, err)
		asked = again
	}
}

// A run says of how many of its papers something is missing.
func TestARunTellsHowManyPapersLackSomething(t *testing.T) {
	d := newTill(t)
	run := shop.NewID()
	d.ask(t, run, "pricetag", d.tags(t, 3)...)
	short := []replica.PrintNote{{Code: "shortened", Field: "Tags.Title"}}
	list := d.claim(t, 3)
	d.end(t, run, "", replica.PrintEnd{ID: list[0].ID, Printer: "tcp:x", Notes: short}, replica.PrintEnd{ID: list[1].ID, Printer: "tcp:x"})
	for _, want := range []int64{1, 2} {
		q, _ := d.queue(t)
		if got := q.Runs[0].Noted; got != want {
			t.Errorf("%d papers lack something, not %d", got, want)
		}
		d.end(t, run, "", replica.PrintEnd{ID: list[2].ID, Printer: "tcp:x", Notes: short})
	}
}

// A receipt that comes out as it was asked for says nothing of subjects and notes:
// what every sale sends has not grown by them.
func TestAReceiptSendsNothingOfSubjectsAndNotes(t *testing.T) {
	d := newTill(t)
	sell(t, d.r, owner(t, d.r), cupCode, 1)
	d.printNext(t, "")
	rows, err := raw(t, d.r.Path()).Query("SELECT batch FROM outbox ORDER BY device_seq")
	do(t, err)
	defer rows.Close() //nolint:errcheck // read to its end below
	prints := 0
	for rows.Next() {
		var data []byte
		do(t, rows.Scan(&data))
		b, err := change.Decode(data)
		do(t, err)
		for _, op := range b.Ops {
			for _, a := range op.Set {
				if f, _ := change.Print.FieldNum(a.Field); op.Kind == change.Print.Num && (f.Name == "subject" || f.Name == "notes") {
					t.Errorf("%s sends %s", b.Intent, f.Name)
				}
			}
			if op.Kind == change.Print.Num {
				prints++
			}
		}
	}
	if do(t, rows.Err()); prints != 3 {
		t.Errorf("%d steps of the receipt are sent", prints)
	}
}
