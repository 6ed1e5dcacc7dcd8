package client_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/client"
	"github.com/prylavok/prylavok/sync/wire"
	"pgregory.net/rapid"
)

var (
	shop   = change.ID{1}
	me     = change.ID{2}
	other  = change.ID{3}
	now    = int64(1_790_000_000_000)
	epochs = []change.Epoch{{ID: 7}}
)

// till drives one session by hand.
type till struct {
	t     testing.TB
	state client.State
	line  uint32
	turns [client.TimersEnd]uint32
	last  []client.Effect
}

func newTill(t testing.TB) *till {
	return &till{t: t, state: client.New(client.Config{Software: "test", Seed: 5})}
}

// on gives what follows from an event.
func (x *till) on(e client.Event) []client.Effect {
	x.t.Helper()
	x.state, x.last = client.Step(x.state, e)
	for _, f := range x.last {
		switch f := f.(type) {
		case client.Dial:
			x.line = f.Line
		case client.Arm:
			x.turns[f.Timer] = f.Turn
		}
	}
	return x.last
}

func (x *till) hear(f wire.Frame) []client.Effect {
	x.t.Helper()
	return x.on(client.Received{Line: x.line, Frame: f, At: now})
}

func (x *till) fire(timer client.Timer) []client.Effect {
	x.t.Helper()
	if !x.state.Armed(timer) {
		x.t.Fatalf("timer %d is not armed", timer)
	}
	return x.on(client.Fired{Timer: timer, Turn: x.turns[timer]})
}

// find gives the effect of a type among the last ones.
func find[T client.Effect](x *till) T {
	x.t.Helper()
	for _, f := range x.last {
		if f, ok := f.(T); ok {
			return f
		}
	}
	x.t.Fatalf("no %T among %+v", *new(T), x.last)
	panic("unreachable")
}

func none[T client.Effect](x *till) {
	x.t.Helper()
	for _, f := range x.last {
		if f, ok := f.(T); ok {
			x.t.Fatalf("there is %T %+v", f, f)
		}
	}
}

// sent gives the frame of a type among those that are sent.
func sent[T wire.Frame](x *till) T {
	x.t.Helper()
	for _, f := range x.last {
		if s, ok := f.(client.Send); ok {
			if f, ok := s.Frame.(T); ok {
				return f
			}
		}
	}
	x.t.Fatalf("no %T is sent: %+v", *new(T), x.last)
	panic("unreachable")
}

// standing is a desk that has read 10 places and made 3 batches, of which the
// hub has 2.
func standing() client.Standing {
	return client.Standing{Shop: shop, Device: me, Cursor: change.Cursor{Epoch: 7, Seq: 10}, LastBatch: change.ID{10}, Epochs: epochs,
		Acked: 2, LastMade: 3, Scope: change.ScopeOwner, ScopeRev: 1}
}

func welcome() wire.Welcome {
	return wire.Welcome{Epochs: epochs, Head: 10, HeadBatch: change.ID{10}, Common: 10, Taken: 2, Scope: change.ScopeOwner, ScopeRev: 1, Now: now,
		Limits: wire.Limits{FrameBytes: wire.MaxFrameBytes, PushBatches: 4, PushBytes: 1 << 20}}
}

// greeted is a till that has said hello and heard a welcome.
func greeted(t testing.TB, s client.Standing, w wire.Welcome) *till {
	t.Helper()
	x := newTill(t)
	x.on(client.Start{})
	find[client.Look](x)
	x.on(client.Stood{Standing: s})
	find[client.Dial](x)
	x.on(client.Connected{Line: x.line})
	sent[wire.Hello](x)
	x.hear(wire.Challenge{Protocol: 1, Nonce: []byte("n")})
	if got := find[client.Sign](x); !reflect.DeepEqual(got, client.Sign{Device: s.Device, Text: wire.SignedText([]byte("n"), s.Shop, s.Device, 1)}) {
		t.Fatalf("signs %+v", got)
	}
	x.on(client.Signed{Signature: []byte("s")})
	sent[wire.Proof](x)
	x.hear(w)
	if f, ok := x.busyWith(); ok && reflect.TypeOf(f) == reflect.TypeFor[client.KeepSkew]() {
		x.on(client.Done{Effect: f})
	}
	return x
}

// busyWith gives the effect on the store among the last ones.
func (x *till) busyWith() (client.Effect, bool) {
	for _, f := range x.last {
		if client.OnStore(f) {
			return f, true
		}
	}
	return nil, false
}

// open is a till with an open session whose outbox was read empty.
func open(t testing.TB) *till {
	t.Helper()
	s := standing()
	s.LastMade = 2
	x := greeted(t, s, welcome())
	x.on(client.Read{})
	if st := x.state.Status(); st.Phase != client.PhaseLive || !st.Drained {
		t.Fatalf("it stands so: %+v", st)
	}
	return x
}

func own(seq, deviceSeq int64) change.Entry {
	return change.Entry{Seq: seq, Clean: true, Batch: change.Batch{ID: change.ID{100, byte(seq)}, Device: me, DeviceSeq: deviceSeq}}
}

func foreign(seq int64) change.Entry {
	return change.Entry{Seq: seq, Batch: change.Batch{ID: change.ID{200, byte(seq)}, Device: other, DeviceSeq: seq}}
}

func batches(from, to int64) (list []change.Batch) {
	for seq := from; seq <= to; seq++ {
		list = append(list, change.Batch{ID: change.ID{100, byte(seq)}, Device: me, DeviceSeq: seq})
	}
	return list
}

// A desk says hello with where it stands, proves who it is, opens the feed and
// pushes what the hub has not taken.
func TestADeskGreetsAndWorks(t *testing.T) {
	x := greeted(t, standing(), welcome())
	if c := sent[wire.Credit](x); c.After != 10 || c.Bytes <= 0 {
		t.Errorf("credit %+v", c)
	}
	if f := find[client.ReadOutbox](x); f.After != 2 || f.Batches != 4 {
		t.Errorf("reads the outbox with %+v", f)
	}
	if !x.state.Armed(client.TimerRetry) {
		t.Error("no retry is armed although the outbox is not empty")
	}
	x.on(client.Read{Batches: batches(3, 3)})
	if p := sent[wire.Push](x); len(p.Batches) != 1 {
		t.Errorf("pushes %+v", p)
	}
	if f := find[client.ReadOutbox](x); f.After != 3 || f.Batches != 3 {
		t.Errorf("reads on with %+v", f)
	}
	x.on(client.Read{})
	if st := x.state.Status(); st.Phase != client.PhaseSyncing || st.Unsent != 1 {
		t.Errorf("with one batch on its way it stands so: %+v", st)
	}
	x.hear(wire.Entries{Entries: []change.Entry{own(11, 3)}})
	find[client.Take](x)
	x.on(client.Took{Cursor: change.Cursor{Epoch: 7, Seq: 11}})
	if st := x.state.Status(); st.Phase != client.PhaseLive || st.Unsent != 0 || st.Cursor.Seq != 11 {
		t.Errorf("in the end it stands so: %+v", st)
	}
	if x.state.Armed(client.TimerRetry) {
		t.Error("a retry is armed with nothing to send")
	}
}

// What the hub has taken already is not pushed again; it comes by the feed.
// Nothing is pushed before it has come: it may be another replica's.
func TestWhatTheHubHasIsNotSentAgain(t *testing.T) {
	w := welcome()
	w.Taken, w.Head = 3, 11
	x := greeted(t, standing(), w)
	none[client.ReadOutbox](x)
	if st := x.state.Status(); st.Unsent != 1 || st.Drained {
		t.Errorf("it stands so: %+v", st)
	}
	x.hear(wire.Entries{Entries: []change.Entry{own(11, 3)}})
	x.on(client.Took{Cursor: change.Cursor{Epoch: 7, Seq: 11}})
	if f := find[client.ReadOutbox](x); f.After != 3 {
		t.Errorf("reads the outbox with %+v", f)
	}
	x.on(client.Read{})
	if !x.state.Status().Drained {
		t.Errorf("it stands so: %+v", x.state.Status())
	}
}

// A local commit is sent at once, and the window holds back what is too much.
func TestALocalCommitIsSentWithinTheWindow(t *testing.T) {
	x := open(t)
	x.on(client.LocalCommit{})
	if f := find[client.ReadOutbox](x); f.After != 2 || f.Batches != 4 {
		t.Errorf("reads %+v", f)
	}
	x.on(client.Read{Batches: batches(3, 6)})
	none[client.ReadOutbox](x) // four are under way
	x.on(client.LocalCommit{})
	none[client.ReadOutbox](x)
	x.hear(wire.Entries{Entries: []change.Entry{own(11, 3), foreign(12), own(13, 4)}})
	x.on(client.Took{Cursor: change.Cursor{Epoch: 7, Seq: 13}})
	if f := find[client.ReadOutbox](x); f.After != 6 || f.Batches != 2 {
		t.Errorf("reads on with %+v", f)
	}
}

// The queue goes on behind a refused batch (F3).
func TestARefusedBatchBlocksNothing(t *testing.T) {
	x := open(t)
	x.on(client.LocalCommit{})
	x.on(client.Read{Batches: batches(3, 4)})
	x.on(client.Read{})
	x.hear(wire.Refused{DeviceSeq: 3, Code: "sync.refused.malformed"})
	if f := find[client.KeepRefused](x); len(f.List) != 1 || f.List[0].DeviceSeq != 3 {
		t.Errorf("keeps %+v", f)
	}
	x.hear(wire.Entries{Entries: []change.Entry{own(11, 4)}})
	x.on(client.Done{Effect: client.KeepRefused{}})
	find[client.Take](x)
	x.on(client.Took{Cursor: change.Cursor{Epoch: 7, Seq: 11}})
	if st := x.state.Status(); st.Unsent != 0 || !st.Drained {
		t.Errorf("it stands so: %+v", st)
	}
}

// What was pushed and is not answered is sent again without any new local write (F2).
func TestWhatIsNotAnsweredIsSentOverAFreshLine(t *testing.T) {
	x := open(t)
	x.on(client.LocalCommit{})
	x.on(client.Read{Batches: batches(3, 3)})
	x.on(client.Read{})
	x.fire(client.TimerRetry)
	find[client.ReadOutbox](x)
	x.on(client.Read{})
	x.fire(client.TimerRetry)
	find[client.Close](x)
	if st := x.state.Status(); st.Phase != client.PhaseOffline || st.Why != client.WhyLine || !x.state.Armed(client.TimerDial) {
		t.Fatalf("it stands so: %+v", st)
	}
	x.fire(client.TimerDial)
	x.on(client.Stood{Standing: standing()})
	find[client.Dial](x)
}

// A line without signs of life is dead whatever the computer says of its network (F20).
func TestALineWithoutSignsOfLifeIsDead(t *testing.T) {
	x := open(t)
	x.fire(client.TimerAlive)
	find[client.Ping](x)
	x.on(client.Pong{Line: x.line, At: now + 40_000})
	x.fire(client.TimerAlive)
	none[client.Close](x)
	if st := x.state.Status(); st.HeardAt != now+40_000 || st.Phase != client.PhaseLive {
		t.Errorf("it stands so: %+v", st)
	}
	x.fire(client.TimerAlive)
	find[client.Ping](x)
	x.fire(client.TimerAlive)
	find[client.Close](x)
	if st := x.state.Status(); st.Phase != client.PhaseOffline || !x.state.Armed(client.TimerDial) {
		t.Errorf("it stands so: %+v", st)
	}
}

// A gap in the feed, or places beyond all credit, end the line; what comes
// twice is passed over.
func TestTheFeedIsTakenWithoutGaps(t *testing.T) {
	x := open(t)
	x.hear(wire.Entries{Entries: []change.Entry{foreign(9), foreign(10), foreign(11)}})
	if f := find[client.Take](x); f.Epoch != 7 || len(f.Entries) != 1 || f.Entries[0].Seq != 11 {
		t.Errorf("takes %+v", f)
	}
	x.on(client.Took{Cursor: change.Cursor{Epoch: 7, Seq: 11}})
	x.hear(wire.Entries{Entries: []change.Entry{foreign(13)}})
	find[client.Close](x)
	if !x.state.Armed(client.TimerDial) {
		t.Error("it does not come back")
	}

	x = open(t)
	long := func(seq int64) change.Entry {
		e := foreign(seq)
		e.Batch.Ops = []change.Op{{Kind: 1, Act: change.Create, Set: []change.Assign{{Field: 1, Value: string(make([]byte, 1<<20))}}}}
		return e
	}
	for seq := int64(11); ; seq++ {
		if seq > 20 {
			t.Fatal("it takes without end what it gave no credit for")
		}
		x.hear(wire.Entries{Entries: []change.Entry{long(seq)}})
		if !x.state.Status().Drained && x.state.Armed(client.TimerDial) {
			return
		}
	}
}

// Credit is given back as entries are taken.
func TestCreditFollowsWhatIsTaken(t *testing.T) {
	x := open(t)
	granted, used := int64(1<<20), int64(0)
	for seq := int64(11); seq < 3000; seq++ {
		e := foreign(seq)
		e.Batch.Ops = []change.Op{{Kind: 1, Act: change.Create, Set: []change.Assign{{Field: 1, Value: string(make([]byte, 2000))}}}}
		if used += int64(e.Size()); used > granted {
			t.Fatalf("the feed stands still at %d", seq)
		}
		x.hear(wire.Entries{Entries: []change.Entry{e}})
		x.on(client.Took{Cursor: change.Cursor{Epoch: 7, Seq: seq}})
		for _, f := range x.last {
			if s, ok := f.(client.Send); ok {
				granted += s.Frame.(wire.Credit).Bytes
			}
		}
		if granted-used > 1<<20 {
			t.Fatalf("%d bytes may be on their way at %d", granted-used, seq)
		}
	}
}

// A fresh desk loads everything in tiers from the head on, and the feed goes on beside it.
func TestAFreshDeskLoadsInTiers(t *testing.T) {
	s := client.Standing{Shop: shop, Device: me}
	w := welcome()
	w.Taken = 0
	x := greeted(t, s, w)
	if f := find[client.KeepScope](x); f.Scope != change.ScopeOwner || f.Rev != 1 {
		t.Errorf("keeps %+v", f)
	}
	x.on(client.Done{Effect: client.KeepScope{}})
	s.Scope, s.ScopeRev = change.ScopeOwner, 1
	x.on(client.Stood{Standing: s})
	l := find[client.BeginLoad](x).Load
	if l.Why != client.LoadFirst || l.Start != 10 || l.Epoch != 7 || l.StartBatch != (change.ID{10}) {
		t.Errorf("loads %+v", l)
	}
	l.Number, l.Tier = 1, l.FirstTier()
	x.on(client.Loading{Load: l})
	// The epochs are kept once the cursor stands in one.
	find[client.KeepEpochs](x)
	x.on(client.Done{Effect: client.KeepEpochs{}})
	s.Epochs, s.Cursor, s.Load = epochs, change.Cursor{Epoch: 7, Seq: 10}, &l
	x.on(client.Stood{Standing: s})
	if c := sent[wire.Credit](x); c.After != 10 {
		t.Errorf("credit %+v", c)
	}
	var tiers []uint8
	for !l.Complete() {
		if f, ok := x.busyWith(); ok {
			if _, reads := f.(client.ReadOutbox); reads {
				if !slices.ContainsFunc(x.last, func(f client.Effect) bool { s, ok := f.(client.Send); return ok && isWant(s.Frame) }) {
					t.Fatal("no page is asked for")
				}
				want := sent[wire.WantPage](x)
				tiers = append(tiers, want.Tier)
				x.on(client.Read{})
				x.hear(wire.Page{Load: 1, Tier: want.Tier, Head: 10, Done: true, Total: 5})
			}
		}
		f := find[client.TakePage](x)
		if !f.Page.Done || f.Page.Tier != l.Tier {
			t.Fatalf("stores %+v", f)
		}
		// The next page is asked for while this one is stored.
		if l.Tier < wire.TierArchive {
			want := sent[wire.WantPage](x)
			tiers = append(tiers, want.Tier)
		}
		l = l.Next(f.Page)
		x.on(client.Loading{Load: l})
		if !l.Complete() {
			x.hear(wire.Page{Load: 1, Tier: l.Tier, Head: 10, Done: true})
		}
	}
	if !slices.Equal(tiers, []uint8{1, 2, 3, 4}) {
		t.Errorf("asks for tiers %v", tiers)
	}
	find[client.EndLoad](x)
	if x.state.Status().Drained {
		t.Error("complete before the store has written so")
	}
	x.on(client.Done{Effect: client.EndLoad{}})
	sent[wire.AskDigest](x)
}

func isWant(f wire.Frame) bool { _, ok := f.(wire.WantPage); return ok }

// A hub that is older than the desk is given what it lost before anything else,
// and then the desk goes back to what both have in common (F5).
func TestAnOlderHubIsGivenBackWhatItLost(t *testing.T) {
	w := welcome()
	w.Epochs = append(slices.Clone(epochs), change.Epoch{ID: 8, Fork: 6})
	w.Common, w.Head, w.Taken = 6, 6, 2
	x := greeted(t, standing(), w)
	if f := find[client.ReadKept](x); f.After != 6 {
		t.Errorf("reads %+v", f)
	}
	lost := []change.Entry{{Was: change.Cursor{Epoch: 7, Seq: 8}, Batch: batches(1, 1)[0]}}
	x.on(client.Kept{Entries: lost})
	if f := sent[wire.GiveBack](x); len(f.Entries) != 1 || f.Done {
		t.Errorf("gives %+v", f)
	}
	x.hear(wire.GivenBack{Seq: 8})
	if f := find[client.ReadKept](x); f.After != 8 {
		t.Errorf("reads on with %+v", f)
	}
	x.on(client.Kept{})
	if f := sent[wire.GiveBack](x); !f.Done || f.Acked != 2 {
		t.Errorf("ends with %+v", f)
	}
	none[client.KeepEpochs](x)
	x.hear(wire.GivenBack{Seq: 8, Done: true})
	if f := find[client.KeepEpochs](x); f.Common != 6 || len(f.Epochs) != 2 {
		t.Errorf("keeps %+v", f)
	}
	x.on(client.Done{Effect: client.KeepEpochs{}})
	s := standing()
	s.Cursor, s.Epochs, s.LastBatch = change.Cursor{Epoch: 8, Seq: 6}, w.Epochs, change.ID{6}
	s.Load = &client.Load{Why: client.LoadRestored, Since: 6}
	x.on(client.Stood{Standing: s})
	l := find[client.BeginLoad](x).Load
	if l.Start != 6 || l.Epoch != 8 || l.Since != 6 || l.StartBatch != (change.ID{6}) {
		t.Errorf("loads %+v", l)
	}
	l.Number, l.Tier = 4, l.FirstTier()
	x.on(client.Loading{Load: l})
	if f := sent[wire.WantPage](x); f.Tier != wire.TierSince || f.Since != 6 || f.Load != 4 {
		t.Errorf("asks for %+v", f)
	}
	if c := sent[wire.Credit](x); c.After != 6 {
		t.Errorf("credit %+v", c)
	}
}

// A copy is found out by what the hub says, and by what the feed brings, and
// gets a name of its own.
func TestACopyIsRenamed(t *testing.T) {
	renamed := func(t *testing.T, x *till) {
		t.Helper()
		find[client.MakeIdentity](x)
		x.on(client.Identified{Device: change.ID{9}, PublicKey: []byte("k")})
		if f := sent[wire.Renew](x); f.Device != (change.ID{9}) {
			t.Errorf("asks for %+v", f)
		}
		x.hear(wire.Renewed{Device: change.ID{9}, Series: "C1"})
		find[client.KeepRenewed](x)
		x.on(client.Done{Effect: client.KeepRenewed{}})
		find[client.Close](x)
		if a := find[client.Arm](x); a.Timer != client.TimerDial {
			t.Errorf("arms %+v", a)
		}
	}
	t.Run("the hub says so", func(t *testing.T) {
		x := open(t)
		x.on(client.LocalCommit{})
		x.hear(wire.Cloned{DeviceSeq: 3})
		none[client.MakeIdentity](x) // the store is busy yet
		x.on(client.Read{Batches: batches(3, 3)})
		none[client.Send](x)
		renamed(t, x)
	})
	t.Run("the feed has what it never made", func(t *testing.T) {
		x := open(t)
		x.hear(wire.Entries{Entries: []change.Entry{own(11, 3)}})
		x.on(client.Failed{Effect: find[client.Take](x), Copied: true})
		renamed(t, x)
	})
	t.Run("the hub has taken more than it made", func(t *testing.T) {
		w := welcome()
		w.Taken = 9
		x := greeted(t, standing(), w)
		find[client.Look](x) // another program on this replica may have made them
		x.on(client.Stood{Standing: standing()})
		renamed(t, x)
	})
	t.Run("another program made more", func(t *testing.T) {
		w := welcome()
		w.Taken = 9
		x := greeted(t, standing(), w)
		s := standing()
		s.LastMade = 9
		x.on(client.Stood{Standing: s})
		none[client.MakeIdentity](x)
		sent[wire.Credit](x)
	})
}

// A revoked device hands over what it had not sent, and only then removes the shop.
func TestARevokedDeviceHandsOverAndPurges(t *testing.T) {
	x := newTill(t)
	x.on(client.Start{})
	x.on(client.Stood{Standing: standing()})
	x.on(client.Connected{Line: x.line})
	x.hear(wire.Challenge{Protocol: 1, Nonce: []byte("n")})
	x.on(client.Signed{Signature: []byte("s")})
	x.hear(wire.Revoked{})
	find[client.ReadOutbox](x)
	x.on(client.Read{Batches: batches(3, 5)})
	if f := sent[wire.Quarantine](x); len(f.Batches) != 3 || f.Done {
		t.Errorf("hands over %+v", f)
	}
	x.hear(wire.Quarantined{DeviceSeq: 4})
	none[client.ReadOutbox](x)
	x.hear(wire.Quarantined{DeviceSeq: 5})
	find[client.ReadOutbox](x)
	x.on(client.Read{})
	if f := sent[wire.Quarantine](x); !f.Done {
		t.Errorf("ends with %+v", f)
	}
	none[client.Purge](x)
	x.hear(wire.Quarantined{DeviceSeq: 5})
	find[client.Purge](x)
	x.on(client.Closed{Line: x.line, Code: wire.CloseRevoked})
	x.on(client.Done{Effect: client.Purge{}})
	if st := x.state.Status(); st.Phase != client.PhaseStopped || st.Why != client.WhyRevoked || x.state.Armed(client.TimerDial) {
		t.Errorf("it stands so: %+v", st)
	}
}

// A revoked device that cannot hand over removes nothing.
func TestARevokedDeviceThatIsCutOffKeepsEverything(t *testing.T) {
	x := newTill(t)
	x.on(client.Start{})
	x.on(client.Stood{Standing: standing()})
	x.on(client.Connected{Line: x.line})
	x.hear(wire.Challenge{Protocol: 1, Nonce: []byte("n")})
	x.on(client.Signed{Signature: []byte("s")})
	x.hear(wire.Revoked{})
	x.on(client.Read{Batches: batches(3, 5)})
	x.on(client.Closed{Line: x.line})
	none[client.Purge](x)
	x.fire(client.TimerDial)
	find[client.Look](x)
}

// A desk joins with an invite; an answer that was lost costs nothing.
func TestADeskJoinsWithAnInvite(t *testing.T) {
	x := newTill(t)
	x.on(client.Start{Enrol: &client.Invitation{Code: "C", Name: "Каса 2"}})
	x.on(client.Stood{Standing: client.Standing{}})
	find[client.MakeIdentity](x)
	x.on(client.Identified{Device: me, PublicKey: []byte("k")})
	x.on(client.Connected{Line: x.line})
	if f := sent[wire.Enrol](x); f.Invite != "C" || f.Name != "Каса 2" || f.Device != me || string(f.PublicKey) != "k" {
		t.Errorf("enrols with %+v", f)
	}
	x.hear(wire.Challenge{Protocol: 1, Nonce: []byte("n")})
	if f := find[client.Sign](x); f.Device != me {
		t.Errorf("signs as %+v", f)
	}
	x.on(client.Signed{Signature: []byte("s")})
	// The line breaks before the answer: the same identity comes again.
	x.on(client.Closed{Line: x.line})
	x.fire(client.TimerDial)
	x.on(client.Stood{Standing: client.Standing{}})
	x.on(client.Identified{Device: me, PublicKey: []byte("k")})
	x.on(client.Connected{Line: x.line})
	sent[wire.Enrol](x)
	x.hear(wire.Challenge{Protocol: 1, Nonce: []byte("m")})
	x.on(client.Signed{Signature: []byte("s")})
	x.hear(wire.Enrolled{Shop: shop, Device: me, Series: "B1"})
	find[client.KeepEnrolled](x)
	x.hear(welcome()) // before the store has kept it
	x.on(client.Done{Effect: client.KeepEnrolled{}})
	x.on(client.Stood{Standing: client.Standing{Shop: shop, Device: me}})
	find[client.KeepSkew](x)
	// From now on it says hello.
	x.on(client.Closed{Line: x.line})
	x.on(client.Done{Effect: client.KeepSkew{}})
	x.fire(client.TimerDial)
	x.on(client.Stood{Standing: client.Standing{Shop: shop, Device: me}})
	x.on(client.Connected{Line: x.line})
	sent[wire.Hello](x)
}

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
			l = l.Next(find[client.TakePage](x).Page)
			x.on(client.Loading{Load: l})
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
		return client.Failed{Effect: f, Copied: rapid.Bool().Draw(t, "copied"), Text: "disk full"}
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
	case client.TakePage:
		return client.Loading{Load: client.Load{Number: 1, Epoch: 7, Tier: uint8(rapid.IntRange(0, 4).Draw(t, "tier"))}}
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
