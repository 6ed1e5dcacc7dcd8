package client_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/client"
	"github.com/prylavok/prylavok/sync/wire"
	"pgregory.net/rapid"
)

// carrier answers for the line and the store, in whatever order is drawn.
type carrier struct {
	*till
	open bool // the newest line stands or is being dialed
	busy client.Effect
}

// carry does what the effects ask for and checks that they are allowed.
func (c *carrier) carry(t *rapid.T, effects []client.Effect) {
	for _, f := range effects {
		switch f := f.(type) {
		case client.Dial:
			if c.open {
				t.Fatal("a line is dialed while another stands")
			}
			c.open = true
		case client.Send:
			if !c.open || f.Line != c.line {
				t.Fatalf("%T is sent on line %d while %d stands: %v", f.Frame, f.Line, c.line, c.open)
			}
		case client.Close:
			c.open = false
		case client.Arm:
			if f.Ms < 0 {
				t.Fatalf("arms %+v", f)
			}
		}
		if client.OnStore(f) {
			if c.busy != nil {
				t.Fatalf("%T is wanted while %T is under way", f, c.busy)
			}
			c.busy = f
		}
	}
}

// event draws anything that may happen.
func (c *carrier) event(t *rapid.T) client.Event {
	if c.busy != nil && rapid.Bool().Draw(t, "answer") {
		f := c.busy
		c.busy = nil
		return answer(t, f)
	}
	switch rapid.IntRange(0, 9).Draw(t, "event") {
	case 0:
		e := client.Start{}
		if rapid.IntRange(0, 5).Draw(t, "enrol") == 0 {
			e.Enrol = &client.Invitation{Code: "C"}
		}
		return e
	case 1:
		if rapid.IntRange(0, 9).Draw(t, "stop") == 0 {
			return client.Stop{}
		}
		return client.LocalCommit{}
	case 2:
		return client.Request{Ticket: 1, Frame: wire.AskPeers{}}
	case 3:
		code := rapid.SampledFrom([]wire.CloseCode{0, 4000, 4001, 4002, 4003, 4007, 4008, 4011, 4100, 4101, 4102, 4103, 4104, 4105, 4106, 4109, 4110}).Draw(t, "code")
		line := c.line - uint32(rapid.IntRange(0, 1).Draw(t, "older"))
		if line == c.line {
			c.open = false
		}
		return client.Closed{Line: line, Code: code}
	case 4, 5:
		timer := client.Timer(rapid.IntRange(1, int(client.TimersEnd)-1).Draw(t, "timer"))
		return client.Fired{Timer: timer, Turn: c.turns[timer]}
	case 6:
		return client.Connected{Line: c.line}
	}
	return client.Received{Line: c.line, Frame: frame(t), At: now}
}

// frame draws what a hub may say, fitting or not.
func frame(t *rapid.T) wire.Frame {
	place := rapid.Int64Range(8, 16)
	switch rapid.IntRange(0, 13).Draw(t, "frame") {
	case 0:
		return wire.Challenge{Protocol: uint8(rapid.IntRange(0, 2).Draw(t, "protocol"))}
	case 1:
		return wire.Enrolled{Shop: shop, Device: me}
	case 2, 3, 4:
		w := welcome()
		w.Common, w.Taken, w.Head = place.Draw(t, "common"), rapid.Int64Range(0, 5).Draw(t, "taken"), place.Draw(t, "head")
		w.ScopeRev = rapid.Int64Range(1, 2).Draw(t, "rev")
		if rapid.Bool().Draw(t, "epoch") {
			w.Epochs = append(slices.Clone(epochs), change.Epoch{ID: 8, Fork: w.Common})
		}
		if rapid.Bool().Draw(t, "refused") {
			w.Refusals = []wire.Refused{{DeviceSeq: 3}}
		}
		return w
	case 5:
		return wire.Revoked{}
	case 6:
		return wire.Quarantined{DeviceSeq: rapid.Int64Range(0, 9).Draw(t, "seq")}
	case 7, 8:
		var list []change.Entry
		from := place.Draw(t, "from")
		for seq := from; seq < from+rapid.Int64Range(0, 3).Draw(t, "entries"); seq++ {
			if rapid.Bool().Draw(t, "own") {
				list = append(list, own(seq, rapid.Int64Range(1, 6).Draw(t, "device seq")))
			} else {
				list = append(list, foreign(seq))
			}
		}
		return wire.Entries{Entries: list}
	case 9:
		return wire.Refused{DeviceSeq: rapid.Int64Range(1, 6).Draw(t, "seq")}
	case 10:
		return wire.Cloned{}
	case 11:
		return wire.Page{Load: 1, Tier: uint8(rapid.IntRange(1, 9).Draw(t, "tier")), Done: rapid.Bool().Draw(t, "done"), Next: []byte{1}}
	case 12:
		return wire.Digest{Epoch: 7, Seq: place.Draw(t, "seq"), Digest: make([]byte, 32)}
	}
	return rapid.SampledFrom([]wire.Frame{wire.GivenBack{Seq: 12, Done: true}, wire.Renewed{Device: other}, wire.Peers{}, wire.Invited{}, wire.AskPeers{}}).Draw(t, "other")
}

// answer draws what an effect on the store comes to.
func answer(t *rapid.T, f client.Effect) client.Event {
	if rapid.IntRange(0, 9).Draw(t, "fails") == 0 {
		return client.Failed{Effect: f, Copied: rapid.Bool().Draw(t, "copied"), More: rapid.Bool().Draw(t, "more"), Text: "disk full"}
	}
	switch f := f.(type) {
	case client.Look:
		s := standing()
		s.Acked = rapid.Int64Range(0, 3).Draw(t, "acked")
		s.LastMade = s.Acked + rapid.Int64Range(0, 2).Draw(t, "made")
		if rapid.IntRange(0, 3).Draw(t, "fresh") == 0 {
			s.Cursor, s.Epochs = change.Cursor{}, nil
		}
		if rapid.IntRange(0, 3).Draw(t, "load") == 0 {
			s.Load = &client.Load{Why: client.LoadRestored, Since: 3}
		}
		return client.Stood{Standing: s}
	case client.Sign:
		return client.Signed{}
	case client.MakeIdentity:
		return client.Identified{Device: other}
	case client.ReadOutbox:
		return client.Read{Batches: batches(f.After+1, f.After+rapid.Int64Range(0, int64(min(f.Batches, 3))).Draw(t, "batches"))}
	case client.Take:
		return client.Took{Cursor: change.Cursor{Epoch: f.Epoch, Seq: f.Entries[len(f.Entries)-1].Seq}}
	case client.BeginLoad:
		l := f.Load
		l.Number, l.Tier = 1, l.FirstTier()
		return client.Loading{Load: l}
	case client.TakePages:
		return client.Paged{Taken: rapid.IntRange(1, len(f.Pages)).Draw(t, "taken"), Load: client.Load{Number: 1, Epoch: 7, Tier: uint8(rapid.IntRange(0, 4).Draw(t, "tier"))}}
	case client.ReadKept:
		return client.Kept{Entries: []change.Entry{{Was: change.Cursor{Epoch: 7, Seq: f.After + 1}}}[:rapid.IntRange(0, 1).Draw(t, "kept")]}
	case client.ComputeDigest:
		return client.Digested{Cursor: change.Cursor{Epoch: 7, Seq: rapid.Int64Range(8, 16).Draw(t, "digest")}}
	}
	return client.Done{Effect: f}
}

// Whatever happens in whatever order: one thing at a time is wanted of the
// store, nothing is sent without a line, nothing is done after Stop, a session
// always waits for something that comes, and a retry is armed while the outbox
// is not empty.
func TestNothingWedgesASession(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := &carrier{till: &till{t: quiet{}, state: client.New(client.Config{Seed: rapid.Uint64().Draw(t, "seed")})}}
		for range rapid.IntRange(1, 120).Draw(t, "events") {
			e := c.event(t)
			before := c.state
			effects := c.on(e)
			if again, same := client.Step(before, e); !reflect.DeepEqual(again, c.state) || !reflect.DeepEqual(same, effects) {
				t.Fatalf("the same step gives another outcome:\n%+v\n%+v", effects, same)
			}
			c.carry(t, effects)
			st := c.state.Status()
			if st.Phase == client.PhaseOff {
				for timer := client.Timer(1); timer < client.TimersEnd; timer++ {
					if c.state.Armed(timer) {
						t.Fatalf("timer %d is armed while the session is off", timer)
					}
				}
				if _, stop := e.(client.Stop); !stop && slices.ContainsFunc(effects, func(f client.Effect) bool { _, answered := f.(client.Answered); return !answered }) {
					t.Fatalf("%T makes it do %+v while it is off", e, effects)
				}
				continue
			}
			final := st.Phase == client.PhaseStopped && (st.Why == client.WhyRevoked || st.Why == client.WhyInvite || st.Why == client.WhyUnknown)
			if !final && c.busy == nil && !c.open && !c.state.Armed(client.TimerDial) {
				t.Fatalf("after %T it waits for nothing: %+v", e, st)
			}
			if c.open && c.busy == nil && !c.state.Armed(client.TimerAlive) && !c.state.Armed(client.TimerAnswer) {
				t.Fatalf("after %T nothing finds a dead line: %+v", e, st)
			}
			if st.Phase == client.PhaseLive && st.Unsent > 0 {
				t.Fatalf("it is live with %d unsent", st.Unsent)
			}
		}
	})
}

// quiet is the testing.TB of a till that rapid drives.
type quiet struct{ testing.TB }

func (quiet) Helper() {}
