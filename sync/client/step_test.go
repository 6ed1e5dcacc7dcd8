package client_test

import (
	"reflect"
	"testing"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/client"
	"github.com/prylavok/prylavok/sync/wire"
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
