package hub

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/store"
	"github.com/prylavok/prylavok/sync/wire"
)

// past is what a desk's and the hub's feed have in common.
type past struct {
	common int64 // the last place that both have
	// forked says that one epoch names two feeds: the hub was set back and
	// nobody told it. A new epoch has to begin after common.
	forked bool
}

// findPast compares a desk's places with the feed. It may answer less than what
// both have in common, never more: giving back or loading what is there already
// changes nothing.
func findPast(r store.Reader, hello *wire.Hello) (past, error) {
	if hello.Cursor.Seq <= 0 {
		return past{}, nil
	}
	epochs, err := r.Epochs()
	if err != nil {
		return past{}, err
	}
	head, err := r.Head()
	if err != nil {
		return past{}, err
	}
	mine, theirs, ok := lastShared(epochs, withCursor(hello))
	if !ok {
		// No epoch in common: no place of the desk's is one of the hub's.
		return past{}, nil
	}
	limit := min(hello.Cursor.Seq, head, mine.end, theirs.end)
	known, exact, err := lastKnown(r, hello, limit)
	if err != nil {
		return past{}, err
	}
	switch {
	case exact && mine.now && theirs.now && limit == hello.Cursor.Seq:
		return past{common: limit}, nil // nothing happened, nearly always
	case mine.now:
		// The hub goes on in an epoch in which the desk has been further or
		// elsewhere: the hub is older and does not know it.
		return past{common: known, forked: true}, nil
	}
	// Where the epochs parted says nothing about the places between the last that
	// is known and there: the hub may have been set back within an epoch before,
	// unseen by a desk that had not read so far, or that began beyond by loading.
	return past{common: known}, nil
}

// withCursor gives the desk's epochs with that of its cursor as the last.
func withCursor(hello *wire.Hello) []change.Epoch {
	for i, e := range hello.Epochs {
		if e.ID == hello.Cursor.Epoch {
			return hello.Epochs[:i+1]
		}
	}
	return append(hello.Epochs[:len(hello.Epochs):len(hello.Epochs)], change.Epoch{ID: hello.Cursor.Epoch})
}

// stretch is how far one side went within an epoch.
type stretch struct {
	end int64 // where it left it; as good as endless when it is in it
	now bool  // it is in it
}

// lastShared finds the newest epoch that both lists have, and how far either
// side went in it.
func lastShared(mine, theirs []change.Epoch) (m, t stretch, ok bool) {
	for i := len(mine) - 1; i >= 0; i-- {
		for j := len(theirs) - 1; j >= 0; j-- {
			if mine[i].ID == theirs[j].ID {
				return left(mine[i+1:]), left(theirs[j+1:]), true
			}
		}
	}
	return stretch{}, stretch{}, false
}

// left gives where an epoch was left, by those that came after it: the lowest of
// their forks, for a later one may begin further back.
func left(after []change.Epoch) stretch {
	s := stretch{end: 1<<63 - 1, now: len(after) == 0}
	for _, e := range after {
		s.end = min(s.end, e.Fork)
	}
	return s
}

// lastKnown gives the last place up to limit at which both have the same batch.
// exact says that it is the last one that the desk told of there.
func lastKnown(r store.Reader, hello *wire.Hello, limit int64) (known int64, exact bool, err error) {
	exact = true
	told := append([]wire.Place{{Seq: hello.Cursor.Seq, Batch: hello.LastBatch}}, hello.Past...)
	for _, p := range told {
		// A desk that began at a place without reading it knows no batch there.
		if p.Seq > limit || p.Seq <= 0 || p.Batch == (change.ID{}) {
			continue
		}
		batch, there, err := r.BatchAt(p.Seq)
		if err != nil {
			return 0, false, err
		}
		if there && batch == p.Batch {
			return p.Seq, exact, nil
		}
		exact = false
	}
	return 0, exact, nil
}

// begin opens a session, or the door to quarantine.
func (g *Engine) begin(ctx context.Context, f Begin) (Event, error) {
	var out Begun
	var change bool
	err := g.Store.Read(ctx, f.Hello.Shop, func(r store.Reader) (err error) {
		if out.Device, err = r.Device(f.Hello.Device); err != nil || out.Device.Revoked {
			return err
		}
		p, err := findPast(r, f.Hello)
		if err != nil {
			return err
		}
		if change, err = needsWrite(r, f.Hello, p); err != nil || change {
			return err
		}
		out.Welcome, err = g.welcome(r, out.Device, f.Hello, p)
		return err
	})
	if err != nil || !change {
		return out, err
	}
	return g.beginAnew(ctx, f.Hello)
}

// needsWrite reports whether the shop has to change before the desk is welcome:
// a new epoch, batches that it knows to be dealt with and a restored hub does not,
// or that it has come back.
func needsWrite(r store.Reader, hello *wire.Hello, p past) (bool, error) {
	if p.forked {
		return true, nil
	}
	if p.common < hello.Cursor.Seq {
		return false, nil // the giving back will tell
	}
	if back, err := isBack(r, hello); back || err != nil {
		return back, err
	}
	taken, err := r.Taken(hello.Device)
	return hello.Acked > taken, err
}

func (g *Engine) beginAnew(ctx context.Context, hello *wire.Hello) (Event, error) {
	epoch, err := g.newEpoch()
	if err != nil {
		return nil, err
	}
	var out Begun
	var p past
	err = g.Store.Write(ctx, func(w store.Writer) error {
		s, err := w.In(hello.Shop)
		if err != nil {
			return err
		}
		// Another connection may have begun the epoch meanwhile: look again.
		if out.Device, err = s.Device(hello.Device); err != nil || out.Device.Revoked {
			return err
		}
		if p, err = findPast(s, hello); err != nil {
			return err
		}
		if p.forked {
			if err := s.Break(epoch, p.common); err != nil {
				return fmt.Errorf("begin epoch: %w", err)
			}
		}
		if p.common == hello.Cursor.Seq {
			if err := s.SetTaken(hello.Device, hello.Acked); err != nil {
				return err
			}
		}
		back, err := isBack(s, hello)
		if err != nil {
			return err
		}
		if back {
			if err := g.awaitNoMore(opened(s), hello.Device, true); err != nil {
				return err
			}
		}
		out.Welcome, err = g.welcome(s, out.Device, hello, p)
		return err
	})
	if err != nil {
		return nil, err
	}
	g.notify(hello.Shop, change.ID{}, HeadMoved{out.Welcome.Head})
	if p.forked {
		g.Log.Warn("hub is older than a desk; a new epoch began", slog.String("shop", idText(hello.Shop)), slog.String("device", idText(hello.Device)), slog.Any("fork", p.common), slog.Any("lost_to", hello.Cursor.Seq))
		g.notify(hello.Shop, change.ID{}, EpochBegun{epoch})
	}
	return out, nil
}

const (
	// toldMax is how many refusals a welcome carries; the next session tells more.
	toldMax = 1000
	// epochsTold is how many epochs a welcome carries.
	epochsTold = 1024
	// takenMax is how many of a device's numbers a welcome looks through.
	takenMax = 10_000
)

func (g *Engine) welcome(r store.Reader, d store.Device, hello *wire.Hello, p past) (w wire.Welcome, err error) {
	if w.Epochs, err = r.Epochs(); err != nil {
		return w, err
	}
	// The newest are enough: a desk compares its own, the hub has them all.
	w.Epochs = w.Epochs[max(0, len(w.Epochs)-epochsTold):]
	if w.Head, err = r.Head(); err != nil {
		return w, err
	}
	if w.HeadBatch, _, err = r.BatchAt(w.Head); err != nil {
		return w, err
	}
	w.Common, w.Scope, w.ScopeRev, w.Now = p.common, d.Scope, d.ScopeRev, g.Now()
	refused, err := r.Refusals(d.ID, hello.Acked)
	if err != nil {
		return w, err
	}
	refused = refused[:min(len(refused), toldMax)]
	w.Refusals = make([]wire.Refused, 0, len(refused))
	for _, x := range refused {
		w.Refusals = append(w.Refusals, told(x))
	}
	w.Taken, err = takenFrom(r, d.ID, hello.Acked, refused)
	return w, err
}

// takenFrom gives the number up to which, from acked on, each of a device's
// batches is in the feed or refused. A number that is not, though later ones
// are, was lost by a restore and has to be sent again.
func takenFrom(r store.Reader, device change.ID, acked int64, refused []store.Refusal) (int64, error) {
	taken, err := r.Taken(device)
	if err != nil {
		return 0, err
	}
	if len(refused) == toldMax {
		taken = min(taken, refused[toldMax-1].DeviceSeq)
	}
	n := acked
	for n < taken && n < acked+takenMax {
		if len(refused) > 0 && refused[0].DeviceSeq == n+1 {
			refused, n = refused[1:], n+1
			continue
		}
		batch, err := r.BatchOf(device, n+1)
		if err != nil {
			return 0, err
		}
		if batch == (change.ID{}) {
			break
		}
		n++
	}
	return n, nil
}

func told(r store.Refusal) wire.Refused {
	return wire.Refused{DeviceSeq: r.DeviceSeq, Batch: r.Batch, Code: r.Refusal.Code, Kind: r.Refusal.Kind, ID: r.Refusal.ID, Field: r.Refusal.Field, Text: r.Refusal.Text}
}
