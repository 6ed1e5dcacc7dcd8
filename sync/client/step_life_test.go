package client_test

import (
	"slices"
	"testing"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/client"
	"github.com/prylavok/prylavok/sync/wire"
)

// freshDesk has begun its first load and asked for the first page.
func freshDesk(t *testing.T) (x *till, l client.Load) {
	t.Helper()
	s := client.Standing{Shop: shop, Device: me}
	w := welcome()
	w.Taken = 0
	x = greeted(t, s, w)
	if f := find[client.KeepScope](x); f.Scope != change.ScopeOwner || f.Rev != 1 {
		t.Errorf("keeps %+v", f)
	}
	x.on(client.Done{Effect: client.KeepScope{}})
	s.Scope, s.ScopeRev = change.ScopeOwner, 1
	x.on(client.Stood{Standing: s})
	l = find[client.BeginLoad](x).Load
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
	return x, l
}

// A fresh desk loads everything in tiers from the head on, and the feed goes on beside it.
func TestAFreshDeskLoadsInTiers(t *testing.T) {
	x, l := freshDesk(t)
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
		f := find[client.TakePages](x)
		if len(f.Pages) != 1 || !f.Pages[0].Done || f.Pages[0].Tier != l.Tier {
			t.Fatalf("stores %+v", f)
		}
		// The next page is asked for while this one is stored.
		if l.Tier < wire.TierArchive {
			want := sent[wire.WantPage](x)
			tiers = append(tiers, want.Tier)
		}
		l = l.Next(f.Pages[0])
		x.on(client.Paged{Taken: 1, Load: l})
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

// Pages that wait are stored together, a few at a time; those that the store did not
// come to are first the next time, and no more are asked for than it can soon take.
func TestPagesThatWaitAreStoredTogether(t *testing.T) {
	x, l := freshDesk(t)
	x.on(client.Read{})
	asked := 0
	for n := byte(1); slices.ContainsFunc(x.last, func(f client.Effect) bool { s, ok := f.(client.Send); return ok && isWant(s.Frame) }) || n == 1; n++ {
		x.hear(wire.Page{Load: 1, Tier: l.Tier, Head: 10, Next: []byte{n}, Total: 100})
		if n == 1 {
			if f := find[client.TakePages](x); len(f.Pages) != 1 {
				t.Fatalf("stores %d pages", len(f.Pages))
			}
		} else {
			none[client.TakePages](x)
		}
		if asked = int(n); n > 50 {
			t.Fatal("asks for page after page that is not stored")
		}
	}
	stored := byte(0)
	after := func(taken int) []byte {
		stored += byte(taken)
		l.After = []byte{stored}
		x.on(client.Paged{Taken: taken, Load: l})
		var next []byte
		if stored < byte(asked) {
			for _, p := range find[client.TakePages](x).Pages {
				next = append(next, p.Next[0])
			}
		}
		return next
	}
	for _, step := range []struct {
		taken       int
		first, last byte
	}{{1, 2, 17}, {1, 3, 18}, {16, 19, 32}} {
		var want []byte
		for n := step.first; n <= step.last; n++ {
			want = append(want, n)
		}
		if got := after(step.taken); !slices.Equal(got, want) {
			t.Fatalf("after %d pages it stores %v, want %v", stored, got, want)
		}
	}
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
