package simtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/client"
)

// Run lets one seed's day happen, then ends every fault and demands what was
// promised. A failure tells the seed, the command that runs it again and the
// end of the trace. It gives the hash of the whole trace.
func Run(tb testing.TB, c Config) uint64 {
	tb.Helper()
	w := New(tb, c)
	w.day(tb)
	w.finish(tb)
	return w.trace.sum.Sum64()
}

// day plans the shop's day and lets it pass.
func (w *World) day(tb testing.TB) {
	w.note("plan %+v", w.plan)
	length := w.plan.Minutes * 60_000
	first := w.AddTill(tb, w.founding, w.drawSkew(), 0)
	if w.plan.Moves {
		w.do(first, Found)
		for range 4 {
			w.do(first, AddProduct)
		}
		w.do(first, Sell)
	}
	first.sessions[0].start()
	w.Run(between(w.rng, 1000, 60_000), nil)
	w.do(first, Found)
	for range 3 {
		w.do(first, AddProduct)
	}
	w.do(first, MakeRange)
	scopes := []change.Scope{change.ScopeOwner, change.ScopeClerk, change.ScopeClerk, change.ScopeManager}
	for i := range w.plan.Tills {
		scope := scopes[w.rng.IntN(len(scopes))]
		at := between(w.rng, 0, 20_000)
		if w.plan.Late && i > 0 {
			at = between(w.rng, 0, length)
		}
		release := 0
		if w.plan.Releases {
			release = w.rng.IntN(3) - 1
		}
		w.after(at, func() {
			t := w.AddTill(tb, w.Invite(scope), w.drawSkew(), release)
			t.sessions[0].start()
		})
	}
	for range w.plan.Actions {
		w.after(between(w.rng, 5000, length), func() { w.act() })
	}
	w.planFaults(length)
	w.Run(length+60_000, nil)
}

func (w *World) drawSkew() int64 {
	if !w.plan.Clocks {
		return 0
	}
	return between(w.rng, -1500, 1500) * 24 * 3600 * 1000
}

// usual are the verbs of the day, the most usual ones several times.
var usual = []Verb{
	Sell, Sell, Sell, Sell, Park, Park, Step, Step, Step, Step, EditLine, EditLine, AddLine, DropLine, Cancel, Pay, GiveReturn, Reprice, Reprice, Cost, Rename, Rename,
	Readdress, Readdress, Configure, Remove, Bring, AddBarcode, AddPhone, Receive, PrintOut, Decide, FinishTask, AddProduct, AddClient, Bulk, Novelty,
	MakeRange,
}

// act lets somebody do something on some till.
func (w *World) act() {
	t := w.tills[w.rng.IntN(len(w.tills))]
	verb := usual[w.rng.IntN(len(usual))]
	if w.plan.Poisons > 0 && chance(w.rng, 4*w.plan.Poisons) {
		verb = Poison
	}
	w.do(t, verb)
	// Labels are printed all day long.
	if chance(w.rng, 300) {
		w.do(t, AskNumbers)
	}
	for range w.rng.IntN(3) {
		w.do(t, TakeNumber)
	}
}

// do lets a verb be done on a till, if it can be.
func (w *World) do(t *Till, verb Verb) bool {
	a := Action{Verb: verb}
	for i := range a.Dice {
		a.Dice[i] = w.rng.Uint64()
	}
	// Few records are picked often, so that people meet.
	if chance(w.rng, 500) {
		a.Dice[0] %= 3
	}
	err := t.work(a)
	if err != nil && !errors.Is(err, ErrNothing) {
		w.violate("desk %s: %s: %v", t.name, verb, err)
	}
	return err == nil
}

// finish ends every fault and demands what was promised.
func (w *World) finish(tb testing.TB) {
	tb.Helper()
	w.heal()
	w.mend()
	rest := func() bool {
		return w.Run(2*3600_000, func() bool { return w.count.steps%32 == 0 && w.settled() })
	}
	ok := rest()
	// The next mornings: what a till gave back and the hub could not take yet, for
	// want of what only another till has, comes with a new session.
	for morning := 0; ok && morning < 3 && w.adrift(); morning++ {
		for _, t := range w.tills {
			for _, s := range t.sessions {
				s.kill("closing time")
				s.start()
			}
		}
		w.Run(60_000, nil)
		ok = rest()
	}
	if !ok && len(w.failures) == 0 && !w.settled() {
		w.nameWaiting("two hours after the last fault")
	}
	if len(w.failures) == 0 {
		w.oracle.check()
		o := w.oracle
		w.note("%d batches, %d restores: %d lost with their tills, %d in quarantine or attention for want of what was lost, %d values that no clash can name",
			len(o.order), o.restores, o.lost, o.orphaned, o.unnamed)
	}
	w.report(tb)
}

// adrift reports whether some till keeps what the hub lost and has not taken back.
func (w *World) adrift() bool {
	return slices.ContainsFunc(w.tills, func(t *Till) bool {
		st, err := t.desk.Standing(context.Background())
		return err == nil && !t.gone && !t.purged && st.Adrift > 0
	})
}

// mend looks after tills that gave up, as people would: those that the hub does
// not know any more get a new invite.
func (w *World) mend() {
	w.after(30_000, func() {
		for _, t := range w.tills {
			for _, s := range t.sessions {
				if st := s.state.Status(); s.alive && !t.gone && st.Phase == client.PhaseStopped && !t.purged {
					w.help(s, st)
				}
			}
		}
		w.mend()
	})
}

func (w *World) help(s *session, st client.Status) {
	w.note("desk %s gave up: %s %s", s.name, st.Why, st.Text)
	switch st.Why {
	case client.WhyUnknown, client.WhyInvite, client.WhyForged:
		at, err := s.t.desk.Standing(context.Background())
		if err != nil {
			w.violate("desk %s: %v", s.name, err)
		}
		scope := at.Scope
		if !scope.Valid() {
			scope = change.ScopeOwner
		}
		s.t.code = w.Invite(scope)
		s.happen(client.Start{Enrol: &client.Invitation{Code: s.t.code, Name: s.t.name}})
	default:
		s.happen(client.Start{})
	}
}

// report fails the test with all that is needed to look into it.
func (w *World) report(tb testing.TB) {
	tb.Helper()
	if len(w.failures) == 0 {
		return
	}
	tb.Fatalf("seed %d:\n  %s\nrun it again: go test -tags sqlite_fts5 ./sync/simtest -run TestSeeds -seed %d -v\nplan %+v\nthe end of the trace:\n%s",
		w.config.Seed, strings.Join(w.failures, "\n  "), w.config.Seed, PlanOf(w.config.Seed), strings.Join(w.trace.lines(), "\n"))
}

// names lists batches for the trace.
func names(list []change.Batch) string {
	var out []string
	for i := range list {
		out = append(out, fmt.Sprintf("#%d %x", list[i].DeviceSeq, list[i].ID[8:12]))
	}
	return strings.Join(out, ", ")
}
