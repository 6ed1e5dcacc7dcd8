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

// away reports whether somebody has yet to come back into the present life of the
// feed, where a batch is about numbers: a device that is not cut off, or one that
// the hub has lost and of which a till brought the record back.
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
	revoked := map[change.ID]bool{}
	for _, d := range devices {
		revoked[d.ID] = d.Revoked
	}
	desks, err := desksOf(in.s, in.g.Now())
	if err != nil {
		return false, err
	}
	for _, r := range desks {
		// What the batch itself says counts: the last one comes back with it.
		said := b.Device == (change.ID{}) && slices.ContainsFunc(b.Ops, func(op change.Op) bool { return op.Kind == r.Kind && op.ID == r.ID })
		if revoked[r.ID] || said || r.Text(deskEpoch) == life {
			continue
		}
		if _, known := revoked[r.ID]; known {
			return true, nil
		}
		// Names that a desk had before it came to any hub are no device's.
		made, ok, err := in.s.Origin(r.Created)
		if err != nil || (ok && made.Device == change.ID{}) {
			return true, err
		}
	}
	return false, nil
}

// desksOf lists the desks of the shop: they stand first in the catalogue.
func desksOf(r store.Reader, now int64) (list []*change.Record, err error) {
	q := store.Scan{Tier: wire.TierCatalogue, Bytes: 16 << 10, Now: now}
	for {
		got, err := r.Records(q)
		if err != nil {
			return nil, err
		}
		for _, d := range got.Records {
			if d.Kind != change.Desk.Num {
				return list, nil
			}
			if !d.Deleted {
				list = append(list, d)
			}
		}
		if got.Done {
			return list, nil
		}
		q.After = got.Next
	}
}

// awaitNoMore fills the leases that waited for a device: it is cut off, or it is
// back and has given back all that it had, which is noted in the desk's record.
func (g *Engine) awaitNoMore(s *openShop, device change.ID, back bool) error {
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
	b := change.Batch{Intent: intentBack, At: g.Now()}
	if b.ID, err = g.newID(); err != nil {
		return err
	}
	r, err := s.Record(change.Desk.Num, device)
	if err != nil {
		return err
	}
	if back && r != nil && r.Text(deskEpoch) != life {
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
	return in.place(&change.Entry{Batch: b})
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
