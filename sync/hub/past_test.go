package hub_test

import (
	"testing"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/hub"
	"github.com/prylavok/prylavok/sync/store"
	"github.com/prylavok/prylavok/sync/store/memory"
	"github.com/prylavok/prylavok/sync/wire"
	"pgregory.net/rapid"
)

// reading is a desk of which only what it read matters.
type reading struct {
	*till
	read   []change.Entry
	epochs []change.Epoch
	from   int64 // the place at which it began by loading: it has read none up to there
}

// standing is the hello of a desk that remembers places at growing distances.
func (x *reading) standing() wire.Hello {
	hello := x.hello()
	if len(x.read) == 0 {
		return hello
	}
	hello = x.helloAt(x.read, x.epochs)
	hello.Past = nil
	tell := func(e change.Entry) {
		if n := len(hello.Past); e.Seq < hello.Cursor.Seq && (n == 0 || e.Seq < hello.Past[n-1].Seq) {
			hello.Past = append(hello.Past, wire.Place{Seq: e.Seq, Batch: e.Batch.ID})
		}
	}
	last := len(x.read) - 1
	for step := 1; step <= last && x.read[last-step].Seq > x.from; step *= 2 {
		tell(x.read[last-step])
	}
	tell(x.read[max(0, x.from-1)]) // the oldest, or where it began
	return hello
}

// visit connects, gives back what the hub lost of its own, and reads to a place.
func (x *reading) visit(t *rapid.T, upTo int64) {
	x.connect()
	x.send(x.standing())
	x.prove(x.h.shop.ID)
	w := hears[wire.Welcome](x.till)
	same := x.samePast(t)
	if w.Common > same {
		t.Fatalf("the hub says that %d places are common, and %d are", w.Common, same)
	}
	if w.Common < int64(len(x.read)) {
		var lost []change.Entry
		for _, e := range x.read[w.Common:] {
			e.Was = change.Cursor{Epoch: x.epochs[len(x.epochs)-1].ID, Seq: e.Seq}
			if len(e.Batch.Ops) > 0 && e.Seq > x.from {
				lost = append(lost, e)
			}
		}
		x.send(wire.GiveBack{Entries: lost, Done: true})
		hears[wire.GivenBack](x.till)
		x.read, x.from = x.read[:w.Common], min(x.from, w.Common)
	}
	x.epochs = w.Epochs
	got := x.feed(int64(len(x.read)))
	for _, e := range got {
		if e.Seq <= upTo {
			x.read = append(x.read, e)
		}
	}
	if x.closed != nil {
		t.Fatalf("closed: %+v", x.closed)
	}
}

// samePast counts the places at which the hub has what the desk read.
func (x *reading) samePast(t *rapid.T) (n int64) {
	err := x.h.engine.Store.Read(t.Context(), x.h.shop.ID, func(r store.Reader) error {
		for _, e := range x.read {
			batch, there, err := r.BatchAt(e.Seq)
			if err != nil || !there || batch != e.Batch.ID {
				return err
			}
			n++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// A hub that was set back without a word, which a till could not notice, and then
// set back with one: the fork of the new epoch says nothing about the places that
// the first time changed, however far back those lie that the till names.
func TestAForkSpeaksOnlyForWhatIsNamed(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		before := memory.New(memory.Options{})
		h := newHouseOn(t, before)
		x := &reading{till: h.joined(change.ScopeOwner)}
		push := func() {
			x.visit(r, h.head())
			x.seq = takenOf(r, h, x.id)
			x.send(wire.Push{Batches: []change.Batch{x.batch(x.product("a"))}})
		}
		before = before.Clone()
		for range rapid.IntRange(1, 6).Draw(r, "unread") {
			push()
		}
		later := h.engine.Store.(*memory.Store).Clone()
		if rapid.Bool().Draw(r, "silently") {
			h.engine.Store = before
		}
		for range rapid.IntRange(0, 12).Draw(r, "pushed") {
			push()
		}
		h.engine.Store = later
		if err := h.engine.BeginEpochs(t.Context()); err != nil {
			r.Fatal(err)
		}
		x.visit(r, 1<<40)
		checkAllThere(r, h, []*reading{x})
	})
}

// The same for a till that began by loading, and knows nothing of the places before.
func TestAForkSpeaksNotForPlacesThatNobodyRead(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		empty := memory.New(memory.Options{})
		h := newHouseOn(t, empty)
		x, y := &reading{till: h.joined(change.ScopeOwner)}, &reading{till: h.joined(change.ScopeOwner)}
		empty = empty.Clone()
		push := func(d *reading, n int) {
			for range n {
				d.visit(r, h.head())
				d.seq = takenOf(r, h, d.id)
				d.send(wire.Push{Batches: []change.Batch{d.batch(d.product("a"))}})
			}
		}
		maker := &reading{till: h.joined(change.ScopeOwner)}
		push(maker, rapid.IntRange(0, 4).Draw(r, "made before"))
		x.visit(r, h.head())
		x.from = int64(len(x.read))
		push(x, rapid.IntRange(0, 4).Draw(r, "made by it"))
		x.visit(r, h.head()-rapid.Int64Range(0, 2).Draw(r, "unread"))
		h.engine.Store = empty // without a word
		push(y, rapid.IntRange(1, 8).Draw(r, "made anew"))
		if rapid.Bool().Draw(r, "told later") {
			if err := h.engine.BeginEpochs(t.Context()); err != nil {
				r.Fatal(err)
			}
			push(y, rapid.IntRange(0, 4).Draw(r, "made in the new epoch"))
		}
		for range 2 {
			x.visit(r, 1<<40)
			y.visit(r, 1<<40)
		}
		checkAllThere(r, h, []*reading{x, y})
	})
}

// However often the hub is set back, told of it or not, it never takes for
// common what is not; and when all desks have come again, everything that any of
// them had read is in the feed, once.
func TestThePastIsNeverMistaken(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		st := memory.New(memory.Options{})
		h := newHouseOn(t, st)
		var desks []*reading
		for range 3 {
			desks = append(desks, &reading{till: h.joined(change.ScopeOwner)})
		}
		backups := []*memory.Store{st.Clone()}
		for range rapid.IntRange(1, 30).Draw(r, "steps") {
			x := desks[rapid.IntRange(0, 2).Draw(r, "desk")]
			switch rapid.IntRange(0, 9).Draw(r, "what") {
			case 0:
				backups = append(backups, h.engine.Store.(*memory.Store).Clone())
			case 1, 2:
				h.engine.Store = backups[rapid.IntRange(0, len(backups)-1).Draw(r, "backup")].Clone()
				if rapid.Bool().Draw(r, "told") {
					if err := h.engine.BeginEpochs(t.Context()); err != nil {
						r.Fatal(err)
					}
				}
			case 3, 4, 5:
				first := len(x.read) == 0
				x.visit(r, h.head()-rapid.Int64Range(0, 3).Draw(r, "short"))
				if first && rapid.Bool().Draw(r, "loads") {
					x.from = int64(len(x.read))
				}
			default:
				x.visit(r, h.head())
				// A till that was set back has to ask where its numbers go on.
				x.seq = takenOf(r, h, x.id)
				x.send(wire.Push{Batches: []change.Batch{x.batch(x.product("a"))}})
			}
		}
		for range 2 {
			for _, x := range desks {
				x.visit(r, 1<<40)
			}
		}
		checkAllThere(r, h, desks)
	})
}

func takenOf(t *rapid.T, h *house, device change.ID) (n int64) {
	err := h.engine.Store.Read(t.Context(), h.shop.ID, func(r store.Reader) (err error) {
		n, err = r.Taken(device)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func checkAllThere(t *rapid.T, h *house, desks []*reading) {
	head := h.head()
	for _, x := range desks {
		if int64(len(x.read)) != head || x.samePast(t) != head {
			t.Fatalf("a desk has read %d places of which %d are the hub's %d", len(x.read), x.samePast(t), head)
		}
		seen := map[change.ID]bool{}
		for _, e := range x.read {
			if seen[e.Batch.ID] {
				t.Fatalf("a batch is in the feed twice, at %d", e.Seq)
			}
			seen[e.Batch.ID] = true
		}
	}
	if problems, err := h.engine.Store.Verify(t.Context()); err != nil || len(problems) > 0 {
		t.Fatalf("the store does not add up: %v %v", problems, err)
	}
}

// Whatever comes in whatever order, a connection never does anything after its
// end, has one read of the feed and one submission under way at most, and never
// changes what it was given.
func TestStepKeepsItsBounds(t *testing.T) {
	h := newHouse(t)
	x := h.joined(change.ScopeOwner)
	who, _ := x.conn.Who()
	rapid.Check(t, func(r *rapid.T) {
		c, ended := x.conn, false
		reads, accepts := 0, 0
		for range rapid.IntRange(1, 60).Draw(r, "events") {
			e := drawEvent(r, x, &reads, &accepts)
			before := c
			next, effects := hub.Step(c, e)
			again, same := hub.Step(before, e)
			if len(same) != len(effects) || again.Behind() != next.Behind() || again.Closed() != next.Closed() {
				t.Fatal("the same step comes out otherwise")
			}
			if ended && len(effects) > 0 {
				t.Fatalf("after the end: %T", effects[0])
			}
			for _, f := range effects {
				switch f := f.(type) {
				case hub.Close:
					ended = true
				case hub.ReadFeed:
					if reads++; reads > 1 || f.Bytes <= 0 || f.Who != who {
						t.Fatalf("%d reads at once, of %d bytes", reads, f.Bytes)
					}
				case hub.Accept:
					if accepts++; accepts > 1 || f.Submission.Who != who {
						t.Fatalf("%d submissions at once", accepts)
					}
				}
			}
			c = next
		}
	})
}

func drawEvent(r *rapid.T, x *till, reads, accepts *int) hub.Event {
	frames := []wire.Frame{
		wire.Push{Batches: []change.Batch{{Device: x.id, DeviceSeq: rapid.Int64Range(0, 5).Draw(r, "seq")}}},
		wire.Credit{After: rapid.Int64Range(-1, 3).Draw(r, "after"), Bytes: rapid.Int64Range(0, 500).Draw(r, "bytes")},
		wire.WantPage{Tier: 1, Bytes: 100}, wire.AskDigest{}, wire.AskPeers{}, wire.AskInvite{Scope: change.ScopeClerk},
		wire.GiveBack{Done: true}, wire.Renew{}, wire.Quarantine{}, wire.Hello{}, wire.Proof{},
	}
	switch rapid.IntRange(0, 9).Draw(r, "event") {
	case 0:
		return hub.HeadMoved{Head: rapid.Int64Range(0, 20).Draw(r, "head")}
	case 1:
		if *reads > 0 {
			*reads = 0
			e := hub.FeedRead{Head: rapid.Int64Range(0, 20).Draw(r, "head")}
			for i := range rapid.Int64Range(0, 3).Draw(r, "entries") {
				e.Entries = append(e.Entries, change.Entry{Seq: i + 1})
			}
			return e
		}
	case 2, 3:
		if *accepts > 0 {
			*accepts = 0
			return hub.Accepted{Result: hub.Result{Head: 1, Cloned: rapid.Int64Range(0, 1).Draw(r, "cloned")}}
		}
	case 4:
		return hub.DeviceChanged{ScopeRev: rapid.Int64Range(1, 40).Draw(r, "rev") / 40}
	}
	return hub.Received{Frame: frames[rapid.IntRange(0, len(frames)-1).Draw(r, "frame")]}
}
