package simtest

import (
	"context"
	"errors"
	"testing"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/client"
	"github.com/prylavok/prylavok/sync/store"
	"github.com/prylavok/prylavok/sync/store/memory"
)

// This file is for days that are told step by step: the named scenarios.

// Founding is the invite of the shop's first till, the owner's.
func (w *World) Founding() string { return w.founding }

// Open makes a shop with some goods and so many tills beside the owner's, all of
// them joined and at rest. Scopes are those of the others, whole when they run out.
func (w *World) Open(tb testing.TB, others int, scopes ...change.Scope) []*Till {
	tb.Helper()
	first := w.AddTill(tb, w.founding, 0, 0)
	first.Start()
	w.Settle(tb)
	first.Must(tb, Found)
	for i := range uint64(4) {
		first.Must(tb, AddProduct, i, i, 2)
	}
	first.Must(tb, AddClient, 5)
	for i := range others {
		scope := change.ScopeManager
		if i < len(scopes) {
			scope = scopes[i]
		}
		w.AddTill(tb, w.Invite(scope), 0, 0).Start()
	}
	w.Settle(tb)
	return w.tills
}

// Settle lets time pass until everything has come everywhere, within an hour.
func (w *World) Settle(tb testing.TB) {
	tb.Helper()
	if !w.Run(3_600_000, w.settled) {
		w.nameWaiting("after an hour")
	}
	w.report(tb)
}

// Finish ends every fault and demands what every day demands.
func (w *World) Finish(tb testing.TB) {
	tb.Helper()
	w.finish(tb)
}

// Start runs the program on a till.
func (t *Till) Start() {
	for _, s := range t.sessions {
		s.start()
	}
}

// Kill ends the program on a till as a power cut does.
func (t *Till) Kill() {
	for _, s := range t.sessions {
		s.kill("told to")
	}
}

// Must does something on a till that has to be possible; dice choose what to do
// it to.
func (t *Till) Must(tb testing.TB, verb Verb, dice ...uint64) {
	tb.Helper()
	a := Action{Verb: verb}
	copy(a.Dice[:], dice)
	if err := t.work(a); err != nil {
		tb.Fatalf("desk %s: %s: %v", t.name, verb, err)
	}
}

// May tries to do something on a till and reports whether there was anything to do it to.
func (t *Till) May(tb testing.TB, verb Verb, dice ...uint64) bool {
	tb.Helper()
	a := Action{Verb: verb}
	copy(a.Dice[:], dice)
	err := t.work(a)
	if err != nil && !errors.Is(err, ErrNothing) {
		tb.Fatalf("desk %s: %s: %v", t.name, verb, err)
	}
	return err == nil
}

// WorkWhileCutOff cuts a till off that has something to send and, so many events
// after the hub has got the first of it, lets something be done. In the end the
// till has to be empty and all of its work with the hub. It reports false where
// the till was empty before that many events, and nothing is done then.
func WorkWhileCutOff(tb testing.TB, events, loseBell int, desk func(testing.TB, DeskConfig) Desk, do func(*World, *Till)) bool {
	tb.Helper()
	w := New(tb, Config{Seed: 7, Plan: &Plan{DelayMs: 3, LoseBell: loseBell}, NewDesk: desk})
	t := w.Open(tb, 1)[1]
	w.Cut(t)
	t.Must(tb, AddClient, 2)
	w.Revoke(tb, t)
	w.Mend(t)
	w.Run(600_000, func() bool { return w.Quarantined() > 0 })
	w.Events(events)
	if t.Inspect(tb).Purged {
		return false
	}
	do(w, t)
	w.Run(600_000, func() bool { return t.Inspect(tb).Purged })
	if in := t.Inspect(tb); !in.Purged || len(in.Records) != 0 {
		tb.Errorf("%d events later: the till keeps %d records", events, len(in.Records))
	}
	w.Finish(tb)
	return !tb.Failed()
}

// Events lets so many things happen.
func (w *World) Events(n int) {
	w.Run(3_600_000, func() bool {
		n--
		return n < 0
	})
}

// Cut cuts a till's line in both directions; Mend joins it again. The ends are
// not told.
func (w *World) Cut(t *Till) {
	w.setCut(atDesk, t.name, true)
	w.setCut(atHub, t.name, true)
}

// CutAnswers lets nothing through that the hub sends to a till.
func (w *World) CutAnswers(t *Till) { w.setCut(atHub, t.name, true) }

// Mend joins a till's line again.
func (w *World) Mend(t *Till) {
	w.setCut(atDesk, t.name, false)
	w.setCut(atHub, t.name, false)
}

// Break breaks a till's lines with all that is on its way.
func (w *World) Break(t *Till) {
	for _, l := range append([]*line{}, w.lines...) {
		if l.name == t.name {
			l.reset("told to")
		}
	}
}

// KillHub ends the hub; it comes again by itself within half a minute.
func (w *World) KillHub() { w.hub.kill("told to") }

// FillHub makes the hub's disk full, or gives it room again.
func (w *World) FillHub(full bool) { w.hub.full = full }

// Fill makes a till's disk full, or gives it room again.
func (t *Till) Fill(full bool) { t.full = full }

// Backup copies the hub's database.
func (w *World) Backup() *memory.Store { return w.hub.disk.Clone() }

// Restore sets the hub back to a backup, as the command line does; with told
// false nobody tells it, as when a disk lost what it said was safe.
func (w *World) Restore(backup *memory.Store, told bool) { w.hub.restore(backup, told) }

// Clone copies a till's disk to a second computer.
func (w *World) Clone(tb testing.TB, t *Till) *Till {
	tb.Helper()
	image, err := t.desk.Clone(context.Background(), w.rng.Uint64())
	if err != nil {
		tb.Fatal(err)
	}
	return w.addCopy(t, image)
}

// Second starts a second session on a till's replica.
func (w *World) Second(t *Till) {
	s := &session{t: t, name: t.name + "'"}
	t.sessions = append(t.sessions, s)
	s.start()
}

// SetScope gives a till other rights, as the command line does.
func (w *World) SetScope(tb testing.TB, t *Till, scope change.Scope) {
	tb.Helper()
	device, _ := w.device(t)
	t.demoted = true
	if err := w.hub.engine.SetScope(context.Background(), w.shop, device, scope); err != nil {
		tb.Fatal(err)
	}
}

// Revoke cuts a till off.
func (w *World) Revoke(tb testing.TB, t *Till) {
	tb.Helper()
	device, _ := w.device(t)
	if err := w.hub.engine.Revoke(context.Background(), w.shop, device); err != nil {
		tb.Fatal(err)
	}
	t.revoked = true
}

// Status is how a till's session stands.
func (t *Till) Status() client.Status { return t.sessions[0].state.Status() }

// Standing is who and where a till is.
func (t *Till) Standing(tb testing.TB) client.Standing {
	tb.Helper()
	st, err := t.desk.Standing(context.Background())
	if err != nil {
		tb.Fatal(err)
	}
	return st
}

// Inspect is a till as its clerk sees it.
func (t *Till) Inspect(tb testing.TB) Inspection {
	tb.Helper()
	in, err := t.desk.Inspect(context.Background())
	if err != nil {
		tb.Fatal(err)
	}
	return in
}

// Living lists the living records of a kind that a till shows, by id.
func (t *Till) Living(tb testing.TB, k *change.Kind) (list []*change.Record) {
	tb.Helper()
	for _, r := range t.Inspect(tb).Records {
		if r.Kind == k.Num && !r.Deleted {
			list = append(list, r)
		}
	}
	return list
}

// Unsent counts the batches that a till has to send.
func (t *Till) Unsent(tb testing.TB) int {
	tb.Helper()
	list, err := t.desk.Outgoing(context.Background(), 0, 1<<20, 1<<30)
	if err != nil {
		tb.Fatal(err)
	}
	return len(list)
}

// Feed lists the hub's feed as it stands.
func (w *World) Feed(tb testing.TB) []change.Entry {
	tb.Helper()
	w.oracle.readFeed()
	w.report(tb)
	return w.oracle.entries
}

// Epochs lists the epochs of the hub's feed.
func (w *World) Epochs(tb testing.TB) (epochs []change.Epoch) {
	tb.Helper()
	err := w.hub.disk.Read(context.Background(), w.shop, func(r store.Reader) (err error) {
		epochs, err = r.Epochs()
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return epochs
}

// Records lists the hub's records of a kind, deleted ones too.
func (w *World) Records(tb testing.TB, k *change.Kind) (list []*change.Record) {
	tb.Helper()
	w.oracle.readFeed()
	for _, at := range sorted(w.oracle.views[0].records) {
		if at.kind == k.Num {
			list = append(list, w.oracle.views[0].records[at])
		}
	}
	return list
}

// Heard counts what went over the lines since the last call: frames to desks,
// and bytes in all.
func (w *World) Heard() (frames, bytes int) {
	frames, bytes = w.count.frames, w.count.bytes
	w.count.frames, w.count.bytes = 0, 0
	return frames, bytes
}

// Quarantined counts the batches of revoked tills that the hub keeps aside.
func (w *World) Quarantined() int { return len(w.oracle.quarantined) }

// Rest lets time pass until one till has sent and read everything.
func (w *World) Rest(tb testing.TB, t *Till) {
	tb.Helper()
	if !w.Run(3_600_000, func() bool { return w.waits(t) == "" }) {
		w.violate("desk %s still waits after an hour for %s", t.name, w.waits(t))
	}
	w.report(tb)
}

// Damage changes a price on a till behind everybody's back, as a bad disk does.
// The till has to be the simulator's own.
func (w *World) Damage(tb testing.TB, t *Till) {
	tb.Helper()
	m, ok := t.desk.(*model)
	if !ok {
		tb.Fatal("only the simulator's own desk can be damaged")
	}
	for _, k := range sorted(m.disk.records) {
		if r := m.disk.records[k]; k.kind == change.Offer.Num {
			op := change.Op{Kind: r.Kind, Act: change.Patch, ID: r.ID, Set: []change.Assign{{Field: 5, Value: int64(666)}}}
			m.disk.records[k] = change.Apply(r, &op, r.Version)
			break
		}
	}
}
