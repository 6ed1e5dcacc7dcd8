package client_test

import (
	"testing"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/client"
	"github.com/prylavok/prylavok/sync/wire"
)

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

// What is committed while the outbox is being read, and may have been missed by
// that, is read right after.
func TestALocalCommitDuringAReadIsSentAtOnce(t *testing.T) {
	x := open(t)
	x.on(client.LocalCommit{})
	find[client.ReadOutbox](x)
	x.on(client.LocalCommit{})
	none[client.ReadOutbox](x)
	x.on(client.Read{})
	find[client.ReadOutbox](x)
	x.on(client.Read{})
	none[client.ReadOutbox](x)
	if !x.state.Status().Drained {
		t.Errorf("it stands so: %+v", x.state.Status())
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
