package merge

import (
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// The states of a lease.
const (
	LeaseAsked   = "asked"   // the hub has not filled it yet
	LeaseGranted = "granted" // its desk may take the serials from first to last
	LeaseEmpty   = "empty"   // nothing was left of the range
	LeaseVoid    = "void"    // another lease had some of its serials: nobody takes from it any more
)

var (
	rangeBook     = field(change.NumberRange, "book_id")
	rangeScheme   = field(change.NumberRange, "scheme")
	rangeHead     = field(change.NumberRange, "head")
	rangeTail     = field(change.NumberRange, "tail")
	rangeFirst    = field(change.NumberRange, "first")
	rangeLast     = field(change.NumberRange, "last")
	rangeLease    = field(change.NumberRange, "lease")
	rangeGap      = field(change.NumberRange, "gap")
	rangeFreeFrom = field(change.NumberRange, "free_from")
	rangeActive   = field(change.NumberRange, "active")

	leaseSpace = field(change.Lease, "space_id")
	leaseRange = field(change.Lease, "range_id")
	leaseWish  = field(change.Lease, "wish")
	leaseFirst = field(change.Lease, "first")
	leaseLast  = field(change.Lease, "last")
	leaseState = field(change.Lease, "state")
)

// NumberBook is what all ranges of numbers are a part of, so that they are found.
var NumberBook = change.ID(shop.NamedID("number ranges"))

// LeasesOf lists the leases of the space of a range, deleted ones too.
func LeasesOf(v View, rng *change.Record) ([]*change.Record, error) {
	return v.Children(spaceOf(rng), change.Lease.Num)
}

// checkRange refuses a range that no number could be made of.
func (m *merging) checkRange(op *change.Op) *Refusal {
	r := change.Apply(nil, op, pending)
	f := frameOf(r)
	first, last := r.Int(rangeFirst), r.Int(rangeLast)
	switch {
	case !f.Valid():
		return m.refuse(RefuseMalformed, op, rangeHead, "no numbers are made so")
	case first < 0 || first > last || last >= f.Capacity():
		return m.refuse(RefuseMalformed, op, rangeLast, "there are no serials from %d to %d", first, last)
	case r.Ref(rangeBook) != NumberBook:
		return m.refuse(RefuseMalformed, op, rangeBook, "the range is not in the book of ranges")
	}
	return nil
}

func frameOf(rng *change.Record) shop.Frame {
	return shop.Frame{Scheme: shop.Scheme(rng.Text(rangeScheme)), Head: rng.Text(rangeHead), Tail: rng.Text(rangeTail)}
}

func spaceOf(rng *change.Record) change.ID { return change.ID(frameOf(rng).Space()) }

// lease settles the serials of a lease that is made or changed. What a desk asks
// for is filled from what no lease of the space has. Serials that a lease brings
// along, from a shop that lived on one desk or from before a restore, stand when
// nobody else has any of them. r is the lease as it is, nil when it is new.
func (m *merging) lease(op *change.Op, r *change.Record) (*change.Op, error) {
	if r != nil && (span(r) || m.in.Was.Seq == 0) {
		// Only the hub gives serials, and once.
		return m.withoutSerials(op), nil
	}
	after := change.Apply(r, op, pending)
	switch {
	case after == nil:
		return op, nil
	case span(after):
		taken, err := m.takenBeside(after)
		if err != nil {
			return op, err
		}
		for _, t := range taken {
			if after.Text(leaseState) == LeaseGranted && t.Meets(serials(after)) {
				m.changed = true
				return with(op, leaseState, LeaseVoid), nil
			}
		}
		return op, nil
	case after.Text(leaseState) != LeaseAsked || m.in.Was.Seq != 0:
		return op, nil
	}
	set, err := m.grant(after)
	if err != nil || set == nil {
		return op, err
	}
	m.changed = true
	for _, a := range set {
		op = with(op, a.Field, a.Value)
	}
	return op, nil
}

func (m *merging) withoutSerials(op *change.Op) *change.Op {
	for _, num := range []uint8{leaseFirst, leaseLast, leaseState} {
		if sets(op, num) {
			op, m.changed = without(op, num), true
		}
	}
	return op
}

// span reports whether a lease has serials, be it that nobody takes them.
func span(l *change.Record) bool {
	s := l.Text(leaseState)
	return s == LeaseGranted || s == LeaseVoid
}

func serials(l *change.Record) shop.Span {
	return shop.Span{First: l.Int(leaseFirst), Last: l.Int(leaseLast)}
}

// takenBeside lists what other leases of a lease's space have; void and deleted ones
// had it too.
func (m *merging) takenBeside(l *change.Record) (list []shop.Span, err error) {
	leases, err := m.v.Children(l.Ref(leaseSpace), change.Lease.Num)
	for _, o := range leases {
		if o.ID != l.ID && span(o) {
			list = append(list, serials(o))
		}
	}
	return list, err
}

// grant gives what fills a lease that was asked for, nil when it has to wait: for
// the range, or until it is sure again what is free.
func (m *merging) grant(l *change.Record) ([]change.Assign, error) {
	rng, err := m.v.Record(change.NumberRange.Num, l.Ref(leaseRange))
	if err != nil || rng == nil || rng.Deleted || rng.Int(rangeActive) == 0 || spaceOf(rng) != l.Ref(leaseSpace) {
		return nil, err
	}
	taken, err := m.takenBeside(l)
	if err != nil {
		return nil, err
	}
	within := shop.Span{First: rng.Int(rangeFirst), Last: rng.Int(rangeLast)}
	from, ok, err := m.freeFrom(rng, l)
	if err != nil || !ok {
		return nil, err
	}
	if from.gap {
		// Two restores that know the same must not pass over the same: what one gave
		// behind its gap the other may not know.
		gap := rng.Int(rangeGap)
		gap += int64(m.in.Epochs[len(m.in.Epochs)-1].ID % uint64(max(1, gap))) //nolint:gosec // less than gap
		from.serial = max(from.serial, beyond(within, taken)+gap)
	}
	count := max(1, rng.Int(rangeLease))
	if wish := l.Int(leaseWish); wish > 0 {
		count = min(count, wish)
	}
	got, some := shop.NextSpan(within, taken, from.serial, count)
	if !some {
		return []change.Assign{{Field: leaseState, Value: LeaseEmpty}}, nil
	}
	return []change.Assign{{Field: leaseFirst, Value: got.First}, {Field: leaseLast, Value: got.Last}, {Field: leaseState, Value: LeaseGranted}}, nil
}

// beyond gives the first serial of a range that lies beyond all that are taken.
func beyond(within shop.Span, taken []shop.Span) int64 {
	if got, ok := shop.NextSpan(within, taken, within.First, 1); ok {
		return got.First
	}
	return within.Last + 1
}

// start is from where on serials may be given.
type start struct {
	serial int64
	gap    bool // nothing has been given since the hub was restored
}

// freeFrom says from where on a range may be given out; false when that is not
// known. After a restore leases may be out of which the hub has not heard: it waits
// until every desk has been back, and passes over what those may have that never
// will. A person who says since then what is free is believed.
func (m *merging) freeFrom(rng, lease *change.Record) (start, bool, error) {
	s := start{serial: rng.Int(rangeFreeFrom)}
	if !m.restored() {
		return s, true, nil
	}
	if s.serial != 0 {
		if said, err := m.ofThisLife(rng.FieldVersion(rangeFreeFrom)); said || err != nil {
			return s, true, err
		}
	}
	if m.in.Away {
		return s, false, nil
	}
	s.gap = true
	leases, err := m.v.Children(lease.Ref(leaseSpace), change.Lease.Num)
	if err != nil {
		return s, false, err
	}
	for _, o := range leases {
		if o.ID == lease.ID || !span(o) || o.Ref(leaseRange) != rng.ID {
			continue
		}
		fresh, err := m.ofThisLife(o.FieldVersion(leaseLast))
		if err != nil {
			return s, false, err
		}
		s.gap = s.gap && !fresh
	}
	return s, true, nil
}

// ofThisLife reports whether a version was set in the present epoch, by a batch
// that was not given back from an earlier one.
func (m *merging) ofThisLife(version int64) (bool, error) {
	if version == pending {
		return m.in.Was.Seq == 0, nil
	}
	if version <= m.in.Epochs[len(m.in.Epochs)-1].Fork {
		return false, nil
	}
	o, known, err := m.v.Origin(version)
	return known && o.Was.Seq == 0, err
}

// fill fills the leases of a range that were asked for and could not be filled
// before: the range has come, or it is known again what of it is free.
func (m *merging) fill(id change.ID) error {
	rng, err := m.v.Record(change.NumberRange.Num, id)
	if err != nil || rng == nil || m.in.Was.Seq != 0 {
		return err
	}
	leases, err := m.v.Children(spaceOf(rng), change.Lease.Num)
	if err != nil {
		return err
	}
	for _, l := range leases {
		if l.Ref(leaseRange) != id || l.Deleted || l.Text(leaseState) != LeaseAsked {
			continue
		}
		set, err := m.grant(l)
		if err != nil {
			return err
		}
		if set == nil {
			return nil // the others wait too
		}
		if err := m.emitOwn(change.Op{Kind: l.Kind, Act: change.Patch, ID: l.ID, Base: base(l), Set: set}); err != nil {
			return err
		}
	}
	return nil
}
