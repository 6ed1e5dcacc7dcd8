package hub

import (
	"slices"
	"strconv"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
	"github.com/prylavok/prylavok/sync/store"
	"github.com/prylavok/prylavok/sync/wire"
)

// This file is what a hub that was restored has to know before it leases numbers
// again: who has been back to tell what it lost.

// intentBack is the intent of the entries that the hub makes when a desk has come
// back into a later life of the feed. They are of no device, like those of intentJoin.
const intentBack = "back"

var (
	deskEpoch  = field(change.Desk, "epoch")
	leaseState = field(change.Lease, "state")
	leaseRange = field(change.Lease, "range_id")
)

// lifeOf names the present life of the feed, "" for the first: in that one
// nothing was ever lost.
func lifeOf(epochs []change.Epoch) string {
	if len(epochs) < 2 {
		return ""
	}
	return strconv.FormatUint(epochs[len(epochs)-1].ID, 16)
}

// away reports whether some device that is not cut off has yet to come back into
// the present life of the feed, where a batch is about numbers.
func (in *intake) away(b *change.Batch) (bool, error) {
	numbers := slices.ContainsFunc(b.Ops, func(op change.Op) bool {
		return op.Kind == change.Lease.Num || op.Kind == change.NumberRange.Num
	})
	life := lifeOf(in.epochs)
	if life == "" || !numbers {
		return false, nil
	}
	devices, err := in.s.Devices()
	if err != nil {
		return false, err
	}
	for _, d := range devices {
		// What the batch itself says of desks counts: the last one comes back with it.
		if d.Revoked || slices.ContainsFunc(b.Ops, func(op change.Op) bool {
			return b.Device == (change.ID{}) && op.Kind == change.Desk.Num && op.ID == d.ID
		}) {
			continue
		}
		r, err := in.s.Record(change.Desk.Num, d.ID)
		if err != nil {
			return false, err
		}
		if r == nil || r.Text(deskEpoch) != life {
			return true, nil
		}
	}
	return false, nil
}

// comeBack notes in the desk's record that a device has given back all that it
// had, and fills the leases that waited for it.
func (g *Engine) comeBack(s *openShop, device change.ID) error {
	in := intake{g: g, s: s, who: Who{Device: device, Scope: change.ScopeOwner}}
	var err error
	if in.epochs, err = s.Epochs(); err != nil {
		return err
	}
	life := lifeOf(in.epochs)
	if life == "" {
		return nil
	}
	ranges, err := numberRanges(s)
	if err != nil || len(ranges) == 0 {
		return err // nobody waits for anything
	}
	r, err := s.Record(change.Desk.Num, device)
	if err != nil || r == nil {
		return err
	}
	b := change.Batch{Intent: intentBack, At: g.Now()}
	if b.ID, err = g.newID(); err != nil {
		return err
	}
	if r.Text(deskEpoch) != life {
		b.Ops = append(b.Ops, change.Op{Kind: change.Desk.Num, Act: change.Patch, ID: device, Base: r.Version, Set: []change.Assign{{Field: deskEpoch, Value: life}}})
	}
	for _, rng := range ranges {
		waits, err := isAsked(s, rng)
		if err != nil {
			return err
		}
		if waits {
			// Touching a range has merge fill the leases of it that were asked for.
			b.Ops = append(b.Ops, change.Op{Kind: rng.Kind, Act: change.Patch, ID: rng.ID, Base: rng.Version})
		}
	}
	if len(b.Ops) == 0 {
		return nil
	}
	return in.place(&b, change.Cursor{})
}

// isBack reports whether a desk's hello shows that it is in the present life of
// the feed, and its record does not say so yet. Giving back comes before a desk
// goes on into another life.
func isBack(r store.Reader, hello *wire.Hello) (bool, error) {
	epochs, err := r.Epochs()
	if err != nil || lifeOf(epochs) == "" || hello.Cursor.Epoch != epochs[len(epochs)-1].ID {
		return false, err
	}
	d, err := r.Record(change.Desk.Num, hello.Device)
	if err != nil || d == nil || d.Text(deskEpoch) == lifeOf(epochs) {
		return false, err
	}
	ranges, err := numberRanges(r)
	return len(ranges) > 0, err
}

// isAsked reports whether leases of a range were asked for that could not be filled.
func isAsked(r store.Reader, rng *change.Record) (bool, error) {
	leases, err := merge.LeasesOf(r, rng)
	return slices.ContainsFunc(leases, func(l *change.Record) bool {
		return !l.Deleted && l.Text(leaseState) == merge.LeaseAsked && l.Ref(leaseRange) == rng.ID
	}), err
}

func numberRanges(r store.Reader) ([]*change.Record, error) {
	return r.Children(merge.NumberBook, change.NumberRange.Num)
}
