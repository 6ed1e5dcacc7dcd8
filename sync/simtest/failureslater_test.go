package simtest_test

import (
	"slices"
	"testing"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/client"
	"github.com/prylavok/prylavok/sync/merge"
	"github.com/prylavok/prylavok/sync/simtest"
)

// What is deleted stays known as deleted to tills that come much later, and a
// delete costs one record, however often it is brought back.
func TestF11TombstonesNeitherGrowNorDiverge(t *testing.T) {
	w := calm(t)
	tills := w.Open(t, 1)
	away := tills[1]
	w.Cut(away)
	before := len(w.Records(t, change.Product))
	for range 20 {
		tills[0].Must(t, simtest.Remove, 0, 2)
		w.Rest(t, tills[0])
		tills[0].Must(t, simtest.Bring, 0, 2)
		w.Rest(t, tills[0])
	}
	tills[0].Must(t, simtest.Remove, 0, 2)
	w.Run(4*24*3_600_000, nil)
	w.Mend(away)
	late := w.AddTill(t, w.Invite(change.ScopeClerk), 0, 0)
	late.Start()
	w.Settle(t)
	if n := len(w.Records(t, change.Product)); n != before {
		t.Errorf("%d products are kept, want %d", n, before)
	}
	for _, x := range []*simtest.Till{tills[0], away, late} {
		if n := len(x.Living(t, change.Product)); n != before-1 {
			t.Errorf("a till shows %d products, want %d", n, before-1)
		}
	}
	w.Finish(t)
}

// What one till deleted does not come back because another, which was away,
// still had it; an edit that was made meanwhile brings it back and says so.
func TestF12DeletedThingsDoNotComeBackSilently(t *testing.T) {
	w := calm(t)
	tills := w.Open(t, 1)
	w.Cut(tills[1])
	tills[0].Must(t, simtest.Remove, 0, 2)
	w.Rest(t, tills[0])
	gone := len(tills[0].Living(t, change.Product))
	tills[1].Must(t, simtest.Sell)
	w.Mend(tills[1])
	w.Settle(t)
	if n := len(tills[1].Living(t, change.Product)); n != gone {
		t.Errorf("the other till shows %d products, want %d", n, gone)
	}
	if n := len(w.Records(t, change.Conflict)); n != 0 {
		t.Fatalf("there are %d clashes, want none", n)
	}

	w.Cut(tills[1])
	tills[0].Must(t, simtest.Remove, 0, 2)
	w.Rest(t, tills[0])
	tills[1].Must(t, simtest.Rename, 0, 0)
	w.Mend(tills[1])
	w.Settle(t)
	if n := len(tills[0].Living(t, change.Product)); n != gone {
		t.Errorf("%d products are left, want %d: the edit brings it back", n, gone)
	}
	if !slices.ContainsFunc(w.Records(t, change.Conflict), func(c *change.Record) bool { return c.Text(5) == merge.ReasonDeleted }) {
		t.Error("no clash tells of it")
	}
	w.Finish(t)
}

// A till that differs from the hub finds out by itself, by what it computes,
// and loads what differs; the hub's digest never becomes its own.
func TestF13DivergenceIsFoundAndMended(t *testing.T) {
	w := calm(t)
	tills := w.Open(t, 1)
	w.Damage(t, tills[1])
	want := tills[0].Living(t, change.Offer)[0].Int(5)
	if got := tills[1].Living(t, change.Offer)[0].Int(5); got == want {
		t.Fatal("the damage cannot be seen")
	}
	w.Run(26*3_600_000, func() bool { return tills[1].Living(t, change.Offer)[0].Int(5) == want })
	if got := tills[1].Living(t, change.Offer)[0].Int(5); got != want {
		t.Fatalf("a day later the damaged till shows %d, want %d", got, want)
	}
	w.Finish(t)
}

// Two edits of one thing: whichever stands, the other is named by a clash, with
// both values.
func TestF14NoEditVanishesSilently(t *testing.T) {
	for _, verb := range []simtest.Verb{simtest.Reprice, simtest.Rename, simtest.Readdress, simtest.Configure} {
		t.Run(string(verb), func(t *testing.T) {
			w := calm(t)
			tills := w.Open(t, 2)
			w.Cut(tills[1])
			w.Cut(tills[2])
			for _, x := range tills {
				x.Must(t, verb)
			}
			w.Mend(tills[1])
			w.Mend(tills[2])
			w.Settle(t)
			clashes := w.Records(t, change.Conflict)
			if len(clashes) < 2 {
				t.Errorf("%d clashes name what two of three lost, want at least 2", len(clashes))
			}
			for _, c := range clashes {
				if c.Text(7) == "" || c.Text(8) == "" || c.Text(7) == c.Text(8) {
					t.Errorf("a clash does not name both values: stands %s, lost %s", c.Text(7), c.Text(8))
				}
			}
			w.Finish(t)
		})
	}
}

// An edit carries what its author had seen over crashes and days: an edit of
// what was seen is no clash, however many entries came between.
func TestF15TheMergeBaseIsNotLost(t *testing.T) {
	w := calm(t)
	tills := w.Open(t, 1)
	a, b := tills[0], tills[1]
	a.Must(t, simtest.Reprice)
	w.Settle(t)
	w.Cut(b)
	b.Must(t, simtest.Reprice)
	b.Kill()
	for i := range uint64(30) {
		a.Must(t, simtest.Sell, i)
	}
	w.Run(4*24*3_600_000, nil)
	b.Start()
	w.Mend(b)
	w.Settle(t)
	if n := len(w.Records(t, change.Conflict)); n != 0 {
		t.Errorf("there are %d clashes, want none: nobody else set the price since", n)
	}
	w.Finish(t)
}

// A till that is cut off hands over what it had not sent and then holds nothing;
// one that loses rights holds nothing that it may not see any more.
func TestF16RevokedTillsKeepNothingAndLoseNothing(t *testing.T) {
	w := calm(t)
	tills := w.Open(t, 2)
	w.Cut(tills[1])
	tills[1].Must(t, simtest.Sell)
	tills[1].Must(t, simtest.Reprice)
	w.Revoke(t, tills[1])
	w.SetScope(t, tills[2], change.ScopeClerk)
	w.Mend(tills[1])
	w.Run(600_000, func() bool { return tills[1].Inspect(t).Purged })
	if in := tills[1].Inspect(t); !in.Purged || len(in.Records) != 0 {
		t.Errorf("the revoked till keeps %d records", len(in.Records))
	}
	if n := w.Quarantined(); n != 2 {
		t.Errorf("%d batches are in quarantine, want 2", n)
	}
	w.Settle(t)
	for _, o := range tills[2].Living(t, change.Offer) {
		if o.Int(7) != 0 {
			t.Errorf("the till that became a clerk's shows a purchase price")
		}
	}
	w.SetScope(t, tills[2], change.ScopeManager)
	w.Settle(t)
	if tills[2].Living(t, change.Offer)[0].Int(7) == 0 {
		t.Error("the till that became a manager's again shows no purchase prices")
	}
	w.Finish(t)
}

// Programs of three releases live side by side: what one does not know it keeps
// bit for bit, and a change of rights sends only what rights are about.
func TestF17OldReleasesKeepWhatTheyDoNotKnow(t *testing.T) {
	w := calm(t)
	tills := w.Open(t, 0)
	newer := w.AddTill(t, w.Invite(change.ScopeManager), 0, 1)
	newer.Start()
	older := w.AddTill(t, w.Invite(change.ScopeClerk), 0, -1)
	older.Start()
	w.Settle(t)
	newer.Must(t, simtest.Novelty)
	w.Settle(t)
	older.Must(t, simtest.Reprice)
	tills[0].Must(t, simtest.Cost)
	w.Settle(t)
	o := older.Living(t, change.Offer)[0]
	if o.Text(201) == "" {
		t.Error("the older till lost a field that it does not know")
	}
	w.Heard()
	newer.Kill()
	older.Kill()
	newer.Start()
	older.Start()
	w.Settle(t)
	if frames, bytes := w.Heard(); bytes > 4096 {
		t.Errorf("coming back took %d frames and %d bytes: something was sent again", frames, bytes)
	}
	w.Finish(t)
}

// Two programs on one replica do not double, lose or block anything.
func TestF18TwoSessionsOnOneReplica(t *testing.T) {
	w := calm(t)
	tills := w.Open(t, 1)
	w.Second(tills[0])
	for i := range uint64(20) {
		tills[0].Must(t, simtest.Sell, i)
		tills[1].Must(t, simtest.Sell, i)
		w.Run(int64(i*13), nil)
	}
	w.Settle(t)
	if n := batchesOf(w.Feed(t), tills[0].Standing(t).Device, simtest.Sell); n != 20 {
		t.Errorf("the feed has %d sales, want 20", n)
	}
	w.Finish(t)
}

// A bell that does not ring costs time, never data.
func TestF19ALostBellOnlyCostsTime(t *testing.T) {
	w := simtest.New(t, simtest.Config{Seed: 7, Plan: &simtest.Plan{DelayMs: 3, LoseBell: 1000}})
	tills := w.Open(t, 1)
	tills[0].Must(t, simtest.Sell)
	w.Settle(t)
	if n := len(tills[1].Living(t, change.Order)); n != 1 {
		t.Errorf("the other till shows %d orders, want 1", n)
	}
	w.Finish(t)
}

// A till says that it is connected only while the hub answers: a line that the
// system holds to be good and that carries nothing counts for nothing.
func TestF20OnlineIsWhatTheHubAnswered(t *testing.T) {
	w := calm(t)
	a := w.Open(t, 1)[0]
	if st := a.Status(); st.Phase != client.PhaseLive {
		t.Fatalf("a till at rest is %s", st.Phase)
	}
	w.CutAnswers(a)
	w.Run(120_000, nil)
	if st := a.Status(); st.Phase == client.PhaseLive || st.Phase == client.PhaseSyncing {
		t.Errorf("two minutes after the hub's last word the till says %s", st.Phase)
	}
	w.Mend(a)
	w.Run(180_000, func() bool { return a.Status().Phase == client.PhaseLive })
	if st := a.Status(); st.Phase != client.PhaseLive {
		t.Errorf("three minutes after the line came back the till says %s", st.Phase)
	}
	w.Finish(t)
}

// A till that was set back to an older image, or copied, and worked on for longer
// than it lost, is found out before it says a word under the other's name.
func TestF18ACopyIsFoundOutBeforeItSpeaks(t *testing.T) {
	w := calm(t)
	a := w.Open(t, 1)[0]
	a.Must(t, simtest.Park, 0, 0, 2)
	w.Settle(t)
	copied := w.Clone(t, a)
	w.Cut(copied)
	copied.Start()
	a.Must(t, simtest.Cancel)
	a.Must(t, simtest.Reprice)
	w.Rest(t, a)
	for i := range uint64(5) {
		copied.Must(t, simtest.Reprice, i)
	}
	copied.Must(t, simtest.Cancel)
	w.Mend(copied)
	w.Settle(t)
	if a.Standing(t).Device == copied.Standing(t).Device {
		t.Error("both tills have one name still")
	}
	if in := copied.Inspect(t); in.Attention != 0 {
		t.Errorf("%d batches of the copy were refused", in.Attention)
	}
	w.Finish(t)
}
