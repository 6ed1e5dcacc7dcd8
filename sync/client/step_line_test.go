package client_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/client"
	"github.com/prylavok/prylavok/sync/wire"
)

// Close codes say whether, when and why the desk comes back.
func TestCloseCodesSayWhetherToComeBack(t *testing.T) {
	rows := []struct {
		code  wire.CloseCode
		phase client.Phase
		why   client.Why
		most  int64 // until the next attempt, milliseconds; -1 = none
	}{
		{wire.CloseAgain, client.PhaseOffline, client.WhyNone, 1_000},
		{wire.CloseScope, client.PhaseOffline, client.WhyNone, 1_000},
		{wire.CloseRestored, client.PhaseOffline, client.WhyNone, 1_000},
		{wire.CloseRevoked, client.PhaseOffline, client.WhyRevoked, 2_000},
		{wire.CloseBusy, client.PhaseOffline, client.WhyBusy, 2_000},
		{wire.CloseInternal, client.PhaseOffline, client.WhyBusy, 2_000},
		{wire.CloseIncomplete, client.PhaseOffline, client.WhyRefused, 2_000},
		{wire.CloseOutOfOrder, client.PhaseOffline, client.WhyRefused, 2_000},
		{wire.CloseMalformed, client.PhaseOffline, client.WhyRefused, 2_000},
		{wire.CloseUnspecified, client.PhaseOffline, client.WhyLine, 2_000},
		{wire.CloseProtocol, client.PhaseStopped, client.WhyProtocol, 600_000},
		{wire.CloseUnknown, client.PhaseStopped, client.WhyUnknown, 600_000},
		{wire.CloseForged, client.PhaseStopped, client.WhyForged, 600_000},
		{wire.CloseOtherShop, client.PhaseStopped, client.WhyOtherShop, 600_000},
		{wire.CloseInvite, client.PhaseStopped, client.WhyInvite, -1},
	}
	for _, row := range rows {
		t.Run(fmt.Sprint(row.code), func(t *testing.T) {
			x := open(t)
			x.on(client.Closed{Line: x.line, Code: row.code, Text: "because"})
			st := x.state.Status()
			if st.Phase != row.phase || st.Why != row.why || (row.why != client.WhyNone && st.Text != "because") {
				t.Errorf("it stands so: %+v", st)
			}
			if armed := x.state.Armed(client.TimerDial); armed != (row.most >= 0) {
				t.Fatalf("the next attempt is armed: %v", armed)
			}
			if row.most >= 0 {
				if a := find[client.Arm](x); a.Ms > row.most || a.Ms < row.most/600 && row.most > 1000 {
					t.Errorf("it comes back after %d ms", a.Ms)
				}
			}
		})
	}
}

// Attempts that fail come further and further apart, with a bound; a program
// that is told to may try at once.
func TestAttemptsComeFurtherApart(t *testing.T) {
	x := newTill(t)
	x.on(client.Start{})
	var waits []int64
	for range 12 {
		x.on(client.Stood{Standing: standing()})
		x.on(client.Closed{Line: x.line, Text: "no route"})
		waits = append(waits, find[client.Arm](x).Ms)
		x.fire(client.TimerDial)
	}
	if waits[0] > 1000 || waits[11] < 30_000 || slices.Max(waits) > 60_000 {
		t.Errorf("waits %v", waits)
	}
	x.on(client.Stood{Standing: standing()})
	x.on(client.Closed{Line: x.line, Text: "no route"})
	x.on(client.Start{})
	find[client.Look](x)
}

// A failure of the replica is tried again after a pause, never at once and never never.
func TestAFullDiskIsTriedAgain(t *testing.T) {
	x := open(t)
	x.hear(wire.Entries{Entries: []change.Entry{foreign(11)}})
	x.on(client.Failed{Effect: find[client.Take](x), Text: "disk full"})
	find[client.Close](x)
	if st := x.state.Status(); st.Why != client.WhyDisk || st.Text != "disk full" {
		t.Errorf("it stands so: %+v", st)
	}
	x.fire(client.TimerDial)
	x.on(client.Failed{Effect: client.Look{}, Text: "disk full"})
	if a := find[client.Arm](x); a.Ms < 500 {
		t.Errorf("tries again after %d ms", a.Ms)
	}
}

// Digests are compared at one place of the feed; what differs is loaded, and
// the hub's digest is never taken for one's own (F13).
func TestDigestsAreComparedAtOnePlace(t *testing.T) {
	mine := change.Digest{1, 2, 3, 4}
	hub := func(seq int64, d change.Digest) wire.Digest {
		return wire.Digest{Epoch: 7, Seq: seq, Digest: d.Bytes()}
	}
	t.Run("equal", func(t *testing.T) {
		x := open(t)
		x.on(client.Check{Ticket: 5})
		sent[wire.AskDigest](x)
		// The hub is two places further: entries are taken up to there alone.
		x.hear(hub(12, mine))
		none[client.ComputeDigest](x)
		x.hear(wire.Entries{Entries: []change.Entry{foreign(11), foreign(12), foreign(13)}})
		if f := find[client.Take](x); len(f.Entries) != 2 {
			t.Errorf("takes %d entries", len(f.Entries))
		}
		x.on(client.Took{Cursor: change.Cursor{Epoch: 7, Seq: 12}})
		find[client.ComputeDigest](x)
		x.on(client.Digested{Cursor: change.Cursor{Epoch: 7, Seq: 12}, Digest: mine})
		if a := find[client.Answered](x); a.Ticket != 5 || !a.Same || a.Cursor.Seq != 12 {
			t.Errorf("answers %+v", a)
		}
		find[client.Take](x) // the feed goes on
	})
	t.Run("the desk is past the hub's place", func(t *testing.T) {
		x := open(t)
		x.on(client.Check{Ticket: 5})
		x.hear(wire.Entries{Entries: []change.Entry{foreign(11)}})
		x.hear(hub(10, mine))
		sent[wire.AskDigest](x)
	})
	t.Run("different", func(t *testing.T) {
		x := open(t)
		x.on(client.Check{Ticket: 5})
		x.hear(hub(10, change.Digest{9}))
		find[client.ComputeDigest](x)
		x.on(client.Digested{Cursor: change.Cursor{Epoch: 7, Seq: 10}, Digest: mine})
		if a := find[client.Answered](x); a.Same {
			t.Errorf("answers %+v", a)
		}
		l := find[client.BeginLoad](x).Load
		if l.Why != client.LoadRepair || l.Since != 0 || l.Start != 10 || !x.state.Status().Differs {
			t.Errorf("loads %+v", l)
		}
		l.Number, l.Tier = 2, l.FirstTier()
		x.on(client.Loading{Load: l})
		for tier := uint8(1); tier <= wire.TierArchive; tier++ {
			x.hear(wire.Page{Load: 2, Tier: tier, Done: true})
			l = l.Next(find[client.TakePages](x).Pages[0])
			x.on(client.Paged{Taken: 1, Load: l})
		}
		x.on(client.Done{Effect: find[client.EndLoad](x)})
		sent[wire.AskDigest](x)
		x.hear(hub(10, mine))
		x.on(client.Digested{Cursor: change.Cursor{Epoch: 7, Seq: 10}, Digest: mine})
		if st := x.state.Status(); st.Differs || !st.Drained {
			t.Errorf("it stands so: %+v", st)
		}
	})
	t.Run("different for ever", func(t *testing.T) {
		x := open(t)
		x.on(client.Check{Ticket: 5})
		x.hear(hub(10, change.Digest{9}))
		x.on(client.Digested{Cursor: change.Cursor{Epoch: 7, Seq: 10}, Digest: mine})
		l := find[client.BeginLoad](x).Load
		l.Number, l.Tier = 2, 0
		x.on(client.Loading{Load: l})
		x.on(client.Done{Effect: find[client.EndLoad](x)})
		x.hear(hub(10, change.Digest{9}))
		x.on(client.Digested{Cursor: change.Cursor{Epoch: 7, Seq: 10}, Digest: mine})
		none[client.BeginLoad](x)
		if !x.state.Status().Differs {
			t.Error("the difference is not told")
		}
	})
}

// Questions are passed on in order, only by whom the hub answers, and answered
// when the line is gone.
func TestQuestionsArePassedOn(t *testing.T) {
	x := open(t)
	x.on(client.Request{Ticket: 1, Frame: wire.AskPeers{}})
	sent[wire.AskPeers](x)
	x.on(client.Request{Ticket: 2, Frame: wire.AskInvite{Scope: change.ScopeClerk}})
	sent[wire.AskInvite](x)
	x.hear(wire.Peers{Peers: []wire.Peer{{Device: other}}})
	if a := find[client.Answered](x); a.Ticket != 1 || len(a.Frame.(wire.Peers).Peers) != 1 {
		t.Errorf("answers %+v", a)
	}
	x.on(client.Closed{Line: x.line})
	if a := find[client.Answered](x); a.Ticket != 2 || a.Why != client.WhyOffline {
		t.Errorf("answers %+v", a)
	}
	x.on(client.Request{Ticket: 3, Frame: wire.AskPeers{}})
	if a := find[client.Answered](x); a.Ticket != 3 || a.Why != client.WhyOffline {
		t.Errorf("answers %+v", a)
	}

	s, w := standing(), welcome()
	s.Scope, w.Scope = change.ScopeClerk, change.ScopeClerk
	x = greeted(t, s, w)
	x.on(client.Request{Ticket: 4, Frame: wire.Revoke{Device: other}})
	if a := find[client.Answered](x); a.Why != client.WhyNotAllowed {
		t.Errorf("answers %+v", a)
	}
}
