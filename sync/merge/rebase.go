package merge

import (
	"slices"

	"github.com/prylavok/prylavok/sync/change"
)

// Rebase gives the record as a desk shows it: the confirmed one with the
// desk's unsent operations on it laid over in order, each won or lost as Accept
// would decide it now. Either may be missing; nil is a record that is not there.
// own reports whether a place of the feed is this desk's. Versions are the
// confirmed ones: the next operation is made from them.
//
// What needs more than the record is left to the hub: claims that another
// record holds, deletes of documents whose parts were changed, and lines of an
// order that left the shop, and orders that were paid.
func Rebase(confirmed *change.Record, unsent []change.Op, own func(seq int64) bool) *change.Record {
	l := laying{r: confirmed, own: own, met: map[uint8][]rival{}}
	for i := range unsent {
		l.lay(&unsent[i])
	}
	return withVersionsOf(l.r, confirmed)
}

type laying struct {
	r   *change.Record
	own func(seq int64) bool
	met map[uint8][]rival // values of others that these operations met
}

func (l *laying) lay(op *change.Op) {
	k, known := change.KindNum(op.Kind)
	if !known {
		k = nil
	}
	switch {
	case l.r == nil:
		l.r = change.Apply(nil, op, pending)
	case k != nil && k.Union:
	case op.Act == change.Delete:
		if !l.r.Deleted && !l.meanwhile(op.Base) {
			l.r = change.Apply(l.r, op, pending)
		}
	case op.Act == change.Revive:
		if l.r.Deleted {
			l.r = change.Apply(l.r, op, pending)
		}
	default:
		l.edit(k, op)
	}
}

func (l *laying) against(version, base int64) relation {
	if version == pending || version <= base || l.own(version) {
		return plain
	}
	return clash
}

// unseen lists the values of others that an operation was not made from.
func (l *laying) unseen(field uint8, base int64) (list []rival) {
	for _, r := range l.met[field] {
		if r.version > base {
			list = append(list, r)
		}
	}
	return list
}

func (l *laying) meanwhile(base int64) bool {
	for field := range l.met {
		if len(l.unseen(field, base)) > 0 {
			return true
		}
	}
	return l.against(l.r.Marked, base) == clash ||
		slices.ContainsFunc(l.r.Fields, func(f change.FieldState) bool { return l.against(f.Version, base) == clash })
}

func (l *laying) edit(k *change.Kind, op *change.Op) {
	n := change.Op{Kind: op.Kind, Act: op.Act, ID: op.ID, Base: op.Base}
	for _, a := range op.Set {
		if k != nil {
			if f, has := k.FieldNum(a.Field); has && (f.Rule == change.Fixed || f.Rule == change.Claim) {
				continue
			}
		}
		n.Set = append(n.Set, a)
	}
	d := deciding{k: k, r: l.r, op: &n,
		against: func(version int64) (relation, error) { return l.against(version, op.Base), nil },
		rivals:  func(field uint8) ([]rival, error) { return l.unseen(field, op.Base), nil }}
	out, err := d.decide()
	if err != nil {
		return // neither of the two above gives one
	}
	for _, lost := range out.lost {
		theirs, _ := lost.theirs().(string)
		l.met[lost.field] = append(l.met[lost.field], rival{value: theirs, version: lost.version})
	}
	if l.r.Deleted && (op.Act == change.Create || l.against(l.r.Marked, op.Base) == clash) {
		l.met[0] = append(l.met[0], rival{version: l.r.Marked})
		l.r = change.Apply(l.r, &change.Op{Kind: op.Kind, Act: change.Revive, ID: op.ID}, pending)
	}
	l.r = change.Apply(l.r, &change.Op{Kind: op.Kind, Act: change.Patch, ID: op.ID, Set: out.set}, pending)
}

// theirs gives the value that was not the operation's.
func (l loss) theirs() any {
	if l.ours {
		return l.lost
	}
	return l.stands
}

func withVersionsOf(r, confirmed *change.Record) *change.Record {
	if r == nil || r == confirmed {
		return r
	}
	if confirmed == nil {
		confirmed = &change.Record{}
	}
	n := *r
	n.Created, n.Version, n.Marked = confirmed.Created, confirmed.Version, confirmed.Marked
	n.Fields = slices.Clone(r.Fields)
	for i := range n.Fields {
		n.Fields[i].Version = confirmed.FieldVersion(n.Fields[i].Num)
	}
	return &n
}
