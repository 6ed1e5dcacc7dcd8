package main_test

import (
	"math/rand/v2"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/wire"
)

const (
	crashRounds = 12
	crashDesks  = 4
)

// Whatever moment a hub is killed at, every batch that a desk read in the feed
// is there once, at the place where it read it; and when all is sent again that
// was not heard of, each batch that was ever made is there once.
func TestAHubKilledAtAnyMomentLosesNothing(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	made := ask[invitation](t, "shop", "add", "--data", dir, "--name", "Крамниця")
	h := serve(t, "--data", dir, "--listen", "127.0.0.1:0")
	var desks []*desk
	for range crashDesks {
		d := newDesk(t)
		d.enrol(ask[invitation](t, "invite", "--data", dir, "--shop", made.Shop, "--role", "manager").Invite, nil)
		desks = append(desks, d)
	}
	h.Kill()
	seed := uint64(20261127)
	random := rand.New(rand.NewPCG(seed, seed))
	for range crashRounds {
		h := serve(t, "--data", dir, "--listen", "127.0.0.1:0")
		var heard atomic.Int64
		until := 1 + random.Int64N(120)
		var wg sync.WaitGroup
		for _, d := range desks {
			d.greet(h.listen)
		}
		for _, d := range desks {
			wg.Go(func() { d.workUntilTheLineEnds(&heard, until, h.Kill) })
		}
		wg.Wait()
		h.Kill()
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
	h = serve(t, "--data", dir, "--listen", "127.0.0.1:0")
	total := 0
	for _, d := range desks {
		d.greet(h.listen)
		total += len(d.made)
		for _, b := range d.made[d.welcome.Taken:] {
			d.send(wire.Push{Batches: []change.Batch{b}})
		}
		d.send(wire.Credit{After: d.cursor.Seq, Bytes: 32 << 20})
		for len(d.acked) < len(d.made) {
			d.take(next[wire.Entries](d).Entries)
		}
	}
	if total < 2*crashRounds*crashDesks {
		t.Errorf("only %d batches in %d rounds: the test proves little", total, crashRounds)
	}
	checkWhole(t, desks, h.listen)
	h.stop()
	if r := ask[struct{ OK bool }](t, "verify", "--data", dir); !r.OK {
		t.Error("the books do not add up")
	}
}

// checkWhole reads the feed from its beginning and holds it against what the desks heard.
func checkWhole(t *testing.T, desks []*desk, listen string) {
	t.Helper()
	reader := *desks[0]
	reader.cursor, reader.last, reader.acked = change.Cursor{}, change.ID{}, map[change.ID]int64{}
	reader.greet(listen)
	reader.send(wire.Credit{Bytes: 32 << 20})
	places := map[change.ID]int64{}
	for reader.cursor.Seq < reader.welcome.Head {
		entries := next[wire.Entries](&reader).Entries
		reader.take(entries)
		for _, e := range entries {
			if at := places[e.Batch.ID]; at != 0 {
				t.Errorf("a batch stands at %d and %d", at, e.Seq)
			}
			places[e.Batch.ID] = e.Seq
		}
	}
	for _, d := range desks {
		for _, b := range d.made {
			if places[b.ID] == 0 {
				t.Errorf("batch %d of a desk is lost", b.DeviceSeq)
			}
		}
		for id, at := range d.acked {
			if places[id] != at {
				t.Errorf("a batch that was read at %d stands at %d", at, places[id])
			}
		}
	}
}

// workUntilTheLineEnds sends what was not heard of and new batches, one for each
// that comes back, until the hub is gone. Whoever hears the entry of that number
// has the hub killed.
func (d *desk) workUntilTheLineEnds(heard *atomic.Int64, until int64, kill func()) {
	for _, b := range d.made[d.welcome.Taken:] {
		if d.line.Write(d.t.Context(), wire.Push{Batches: []change.Batch{b}}) != nil {
			break
		}
	}
	_ = d.line.Write(d.t.Context(), wire.Credit{After: d.cursor.Seq, Bytes: 32 << 20})
	for range 8 {
		d.pushOne()
	}
	for {
		f, err := d.line.Read(d.t.Context())
		if err != nil {
			return
		}
		e, ok := f.(wire.Entries)
		if !ok {
			d.t.Errorf("unexpected %T", f)
			return
		}
		d.take(e.Entries)
		if heard.Add(int64(len(e.Entries))) >= until {
			kill()
			continue
		}
		d.pushOne()
	}
}

// pushOne makes a batch and sends it; where the line is gone it waits for the next.
func (d *desk) pushOne() {
	d.make()
	_ = d.line.Write(d.t.Context(), wire.Push{Batches: d.made[len(d.made)-1:]})
}
