package hub_test

import (
	"testing"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/hub"
	"github.com/prylavok/prylavok/sync/store/memory"
	"github.com/prylavok/prylavok/sync/wire"
)

// A hub that was set back without being told finds out from a desk, begins a new
// epoch, takes back what it lost, once, and everyone else comes again.
func TestAnOlderHubGetsItsPastBack(t *testing.T) {
	st := memory.New(memory.Options{})
	h := newHouseOn(t, st)
	a, b := h.joined(change.ScopeOwner), h.joined(change.ScopeOwner)
	one := a.batch(a.product("before the backup"))
	a.send(wire.Push{Batches: []change.Batch{one}})
	backup := st.Clone()
	two, three := a.batch(a.product("after it")), a.batch(a.product("and after"))
	a.send(wire.Push{Batches: []change.Batch{two, three}})
	entries := b.feed(0)
	lost := entries[len(entries)-2:]
	old := a.welcomed()

	h.engine.Store = backup
	hello := b.helloAt(entries, old.Epochs)
	w := b.greet(hello)
	if w.Common != 3 || len(w.Epochs) != 2 || w.Epochs[1].Fork != 3 {
		t.Fatalf("welcomed with %+v", w)
	}
	if a.event(hub.EpochBegun{ID: w.Epochs[1].ID}); a.closed == nil || a.closed.Code != wire.CloseRestored {
		t.Errorf("the other desk goes on: %+v", a.closed)
	}
	b.send(wire.Push{Batches: nil})
	b.ended(wire.CloseOutOfOrder) // lost places come first
	b.greet(hello)
	for i := range lost {
		lost[i].Was = change.Cursor{Epoch: old.Epochs[0].ID, Seq: lost[i].Seq}
	}
	b.send(wire.GiveBack{Entries: lost[:1]})
	if g := hears[wire.GivenBack](b); g.Seq != lost[0].Seq || g.Done {
		t.Errorf("given back: %+v", g)
	}
	b.send(wire.GiveBack{Entries: lost, Done: true}) // the first one again: a resend
	if g := hears[wire.GivenBack](b); g.Seq != lost[1].Seq || !g.Done {
		t.Errorf("given back: %+v", g)
	}
	if h.head() != 5 {
		t.Errorf("the head is %d", h.head())
	}
	// The desk that made them needs to give nothing back and lose nothing.
	ahello := a.helloAt(entries, old.Epochs)
	ahello.Acked = 3
	aw := a.greet(ahello)
	if aw.Common != 3 || aw.Taken != 3 {
		t.Errorf("the maker is welcomed with %+v", aw)
	}
	a.send(wire.GiveBack{Entries: nil, Done: true, Acked: 3})
	hears[wire.GivenBack](a)
	a.send(wire.Push{Batches: []change.Batch{a.batch(a.product("new"))}})
	a.silent()
	if h.head() != 6 {
		t.Errorf("the head is %d", h.head())
	}
}

// welcomed greets and gives the welcome.
func (x *till) welcomed() wire.Welcome {
	x.h.t.Helper()
	return x.greet(x.hello())
}

// helloAt is the hello of a desk that has read these entries.
func (x *till) helloAt(read []change.Entry, epochs []change.Epoch) wire.Hello {
	hello := x.hello()
	last := read[len(read)-1]
	hello.Cursor = change.Cursor{Epoch: epochs[len(epochs)-1].ID, Seq: last.Seq}
	hello.LastBatch, hello.Epochs = last.Batch.ID, epochs
	for i := len(read) - 2; i >= 0; i-- {
		hello.Past = append(hello.Past, wire.Place{Seq: read[i].Seq, Batch: read[i].Batch.ID})
	}
	return hello
}

// After hub restore, which begins the epoch itself, a desk whose past is whole
// goes on at once and one that is ahead gives back; a number that the hub knows
// nothing of is asked for again.
func TestARestoreWithANewEpoch(t *testing.T) {
	st := memory.New(memory.Options{})
	h := newHouseOn(t, st)
	a, b := h.joined(change.ScopeOwner), h.joined(change.ScopeOwner)
	a.send(wire.Push{Batches: []change.Batch{a.batch(a.product("1"))}})
	early := b.feed(0)
	old := b.welcomed()
	backup := st.Clone()
	refused := a.batch(patch(change.Product, h.random.id(), 1, "name", "nobody's"))
	a.send(wire.Push{Batches: []change.Batch{refused, a.batch(a.product("3"))}})
	hears[wire.Refused](a)
	all := b.feed(0)

	h.engine.Store = backup
	if err := h.engine.BeginEpochs(t.Context()); err != nil {
		t.Fatal(err)
	}
	if w := b.greet(b.helloAt(early, old.Epochs)); w.Common != 3 || len(w.Epochs) != 2 {
		t.Errorf("whose past is whole is welcomed with %+v", w)
	}
	hello := b.helloAt(all, old.Epochs)
	if w := b.greet(hello); w.Common != 3 {
		t.Fatalf("who is ahead is welcomed with %+v", w)
	}
	given := all[3:]
	given[0].Was = change.Cursor{Epoch: old.Epochs[0].ID, Seq: given[0].Seq}
	b.send(wire.GiveBack{Entries: given, Done: true})
	hears[wire.GivenBack](b)
	// The maker had not heard of its refused batch; the hub forgot it and asks again.
	hello = a.helloAt(early, old.Epochs)
	hello.Acked = 1
	if w := a.greet(hello); w.Taken != 1 {
		t.Errorf("taken is %d", w.Taken)
	}
	a.send(wire.Push{Batches: []change.Batch{refused}})
	if r := hears[wire.Refused](a); r.Batch != refused.ID {
		t.Errorf("refused: %+v", r)
	}
	hello.Acked = 3
	if w := a.greet(hello); w.Taken != 3 {
		t.Errorf("taken is %d", w.Taken)
	}
}
