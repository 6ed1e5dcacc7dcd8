package merge

import (
	"slices"
	"strings"

	"github.com/prylavok/prylavok/app/shop"

	"github.com/prylavok/prylavok/sync/change"
)

// edit is what an operation's fields come to on a record that is there.
type edit struct {
	set  []change.Assign
	lost []loss
}

// loss is a value that somebody gave a field and that does not stand.
type loss struct {
	field        uint8
	reason       string
	open         bool // somebody has to look
	stands, lost any
	ours         bool    // what stands is the batch's
	version      int64   // of the other side's value
	by           *Origin // whose that is, where another place tells it than version
}

// deciding is one operation that meets a record.
type deciding struct {
	k  *change.Kind // nil for a kind of a later release
	r  *change.Record
	op *change.Op
	// against says how what a version of the record set lies to the operation.
	against func(version int64) (relation, error)
	// rivals gives values of a state that the operation's device had not seen
	// when it made its step, although its own earlier step stands.
	rivals func(field uint8) ([]rival, error)
	// paid gives the version of money that was taken for an order without the
	// operation's device having seen it, 0 for none; nil where that is not known.
	paid func() (version int64, err error)
	// keepSame keeps values that change nothing: after a restore they say which
	// of two old places came later.
	keepSame bool
	out      edit
}

type rival struct {
	value   string
	version int64
	by      *Origin
}

// decide settles an operation's fields one by one. It is the rule of every
// copy: the hub's answer and a desk's guess both come from here.
func (d *deciding) decide() (edit, error) {
	// Where a step of an order is lost, what belongs to the step is lost too.
	var stepLost bool
	for _, a := range d.op.Set {
		if d.rule(a.Field) != change.Steps {
			continue
		}
		kept, err := d.step(a)
		if err != nil {
			return edit{}, err
		}
		stepLost = stepLost || !kept
	}
	for _, a := range d.op.Set {
		rule := d.rule(a.Field)
		now := d.r.Value(a.Field)
		same := change.Same(now, a.Value)
		if rule == change.Steps || (same && !d.keepSame) {
			continue
		}
		rel, version, err := d.meet(a.Field)
		if err != nil {
			return edit{}, err
		}
		switch {
		case rel == stale, same && rel == clash:
		case stepLost && d.ofStep(a.Field):
			d.lose(a, ReasonValue, false, version)
		case rel == plain:
			d.out.set = append(d.out.set, a)
		case rule == change.Stake:
			d.lose(a, ReasonValue, !d.follows(a.Field), version)
		case d.k == change.Product && a.Field == productTags:
			d.unite(a, version)
		default:
			d.win(a, ReasonValue, false, version)
		}
	}
	d.inOrder()
	return d.out, nil
}

func (d *deciding) rule(field uint8) change.Rule {
	if d.k == nil {
		return change.Register
	}
	f, known := d.k.FieldNum(field)
	if !known {
		return change.Register
	}
	return f.Rule
}

// meet says how a field, and those that stand and fall with it, lie to the
// operation. version is of the one that clashes.
func (d *deciding) meet(field uint8) (rel relation, version int64, err error) {
	for _, f := range Together(d.k, field) {
		_, set := slices.BinarySearchFunc(d.r.Fields, f, func(s change.FieldState, n uint8) int { return int(s.Num) - int(n) })
		if d.op.Act == change.Create && !set {
			continue // whoever made the record first said nothing about it
		}
		v := d.r.FieldVersion(f)
		one, err := d.against(v)
		if err != nil {
			return clash, v, err
		}
		if one > rel && (f == field || one == clash) {
			rel, version = one, v
		}
	}
	if version == 0 {
		version = d.r.FieldVersion(field)
	}
	return rel, version, nil
}

func (d *deciding) lose(a change.Assign, reason string, open bool, version int64) {
	d.out.lost = append(d.out.lost, loss{field: a.Field, reason: reason, open: open, stands: d.r.Value(a.Field), lost: a.Value, version: version})
}

func (d *deciding) win(a change.Assign, reason string, open bool, version int64) {
	d.out.set = append(d.out.set, a)
	d.out.lost = append(d.out.lost, loss{field: a.Field, reason: reason, open: open, stands: a.Value, lost: d.r.Value(a.Field), ours: true, version: version})
}

// step settles a state and reports whether the operation's step stands.
func (d *deciding) step(a change.Assign) (kept bool, err error) {
	to, _ := a.Value.(string)
	now := d.r.Text(a.Field)
	if now == to && !d.keepSame {
		return true, nil
	}
	version := d.r.FieldVersion(a.Field)
	rel, err := d.against(version)
	if err != nil || rel == stale || (now == to && rel == clash) {
		return true, err // what belongs to the step is decided by itself
	}
	if d.k == change.Order && to == string(shop.Cancelled) && d.paid != nil && (rel != clash || further(d.k, to, now)) {
		// What is paid is not undone by a copy that does not know it.
		if version, err := d.paid(); err != nil || version != 0 {
			d.out.lost = append(d.out.lost, loss{field: a.Field, reason: ReasonPaid, open: true, stands: now, lost: to, version: version})
			return false, err
		}
	}
	if rel == clash {
		open := apart(d.k, now, to)
		if further(d.k, to, now) {
			d.win(a, ReasonStatus, open, version)
			return true, nil
		}
		d.lose(a, ReasonStatus, open, version)
		return false, nil
	}
	best, err := d.rival(a.Field, to)
	if err != nil {
		return false, err
	}
	if best.value == to {
		d.out.set = append(d.out.set, a)
		return true, nil
	}
	// What an earlier step of this device went beyond is not undone by its next.
	d.out.lost = append(d.out.lost, loss{field: a.Field, reason: ReasonStatus, open: apart(d.k, best.value, to), stands: best.value, lost: to, version: best.version, by: best.by})
	if best.value != now {
		d.out.set = append(d.out.set, change.Assign{Field: a.Field, Value: best.value})
	}
	return false, nil
}

func (d *deciding) rival(field uint8, to string) (best rival, err error) {
	best.value = to
	list, err := d.rivals(field)
	for _, r := range list {
		if further(d.k, r.value, best.value) {
			best = r
		}
	}
	return best, err
}

// unite keeps what either side has among its tags.
func (d *deciding) unite(a change.Assign, version int64) {
	theirs, _ := a.Value.(string)
	now := d.r.Text(a.Field)
	list := tagsOf(now)
	for _, tag := range tagsOf(theirs) {
		if !slices.Contains(list, tag) {
			list = append(list, tag)
		}
	}
	both := strings.Join(list, ", ")
	if both != now {
		d.out.set = append(d.out.set, change.Assign{Field: a.Field, Value: both})
	}
	if both != theirs {
		d.out.lost = append(d.out.lost, loss{field: a.Field, reason: ReasonValue, stands: both, lost: theirs, version: version})
	}
	if both != now {
		d.out.lost = append(d.out.lost, loss{field: a.Field, reason: ReasonValue, stands: both, lost: now, ours: true, version: version})
	}
}

func tagsOf(text string) (list []string) {
	for tag := range strings.SplitSeq(text, ",") {
		if tag = strings.TrimSpace(tag); tag != "" && !slices.Contains(list, tag) {
			list = append(list, tag)
		}
	}
	return list
}

// inOrder puts the fields back into the order of the operation.
func (d *deciding) inOrder() {
	place := func(field uint8) int {
		return slices.IndexFunc(d.op.Set, func(a change.Assign) bool { return a.Field == field })
	}
	slices.SortStableFunc(d.out.set, func(a, b change.Assign) int { return place(a.Field) - place(b.Field) })
	slices.SortStableFunc(d.out.lost, func(a, b loss) int { return place(a.field) - place(b.field) })
}
