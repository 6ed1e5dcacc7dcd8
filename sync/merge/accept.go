package merge

import (
	"fmt"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// Accept says what a batch comes to in the shop's present state. It is the same
// for the same state and batch. An error is the View's: nothing was decided.
func Accept(v View, in Incoming) (Outcome, error) {
	m := &merging{in: in, b: in.Batch, touched: map[change.ID]bool{}, outdone: map[change.ID]bool{}}
	m.v = newOverlay(v, Origin{Device: m.b.Device, User: m.b.User, At: m.b.At})
	m.shared = shared(in.Epochs, m.b.Base.Epoch)
	if in.Was.Seq != 0 {
		m.shared = shared(in.Epochs, in.Was.Epoch)
	}
	refused, err := m.accept()
	if err != nil {
		return Outcome{}, fmt.Errorf("accept batch: %w", err)
	}
	if refused != nil {
		return Outcome{Refused: refused}, nil
	}
	return Outcome{Ops: m.ops, Clean: !m.changed && in.Was.Seq == 0}, nil
}

// merging is one batch on its way into the feed.
type merging struct {
	in     Incoming
	b      *change.Batch
	v      *overlay
	shared int64 // last place whose number means the same to the batch's desk and to the feed

	ops     []change.Op // resolved so far
	changed bool        // they are not the batch's own any more
	made    int         // records made here, each named by its number
	size    int         // of ops in bytes, about

	doomed  map[key]doom // deletes that will not be done
	touched map[change.ID]bool
	orders  []change.ID        // that were there and are touched, in order
	outdone map[change.ID]bool // orders of which a step met another's
	ranges  []change.ID        // of numbers, that are touched, in order
	passing map[change.ID]passing
	handed  []handing // orders that the batch hands over
	// Money that the batch took, and sales of which it takes goods back.
	payments []payment
	back     []backward
	lessened []change.ID // orders of which it makes less
}

func (m *merging) accept() (*Refusal, error) {
	ops, refused := m.check()
	if refused != nil {
		return refused, nil
	}
	if err := m.foresee(ops); err != nil {
		return nil, err
	}
	m.passing = passings(ops)
	for i := range ops {
		if refused, err := m.op(&ops[i]); refused != nil || err != nil {
			return refused, err
		}
	}
	if refused, err := m.orphans(ops); refused != nil || err != nil {
		return refused, err
	}
	for _, h := range m.handed {
		if err := m.wentOut(h); err != nil {
			return nil, err
		}
	}
	for _, look := range []func() error{m.reviveOrders, m.addsUp, m.returnedTwice} {
		if err := look(); err != nil {
			return nil, err
		}
	}
	for _, order := range m.orders {
		if err := m.settle(order); err != nil {
			return nil, err
		}
	}
	for _, id := range m.ranges {
		if err := m.fill(id); err != nil {
			return nil, err
		}
	}
	if err := m.shortages(); err != nil {
		return nil, err
	}
	if len(m.ops) > change.MaxOps || m.size > change.MaxBatchBytes-1024 {
		return &Refusal{Code: RefuseMalformed, Text: fmt.Sprintf("%d operations of %d bytes are above the limits of an entry", len(m.ops), m.size)}, nil
	}
	return nil, nil
}

// op resolves one operation of the batch.
func (m *merging) op(op *change.Op) (*Refusal, error) {
	k, known := change.KindNum(op.Kind)
	if !known {
		k = nil
	}
	r, err := m.v.Record(op.Kind, op.ID)
	if err != nil {
		return nil, err
	}
	op, refused := m.allowed(k, op, r)
	if refused != nil {
		return refused, nil
	}
	if err := m.touch(k, op, r); err != nil {
		return nil, err
	}
	switch {
	case k == change.Desk && sets(op, deskEpoch) && (m.in.Was.Seq != 0 || m.b.Device != (change.ID{})):
		// Only the hub says who has come back, and only into the present life.
		op, m.changed = without(op, deskEpoch), true
	case k == change.NumberRange:
		m.ranges = append(m.ranges, op.ID)
	case k == change.Lease && op.Act <= change.Patch:
		if op, err = m.lease(op, r); err != nil {
			return nil, err
		}
	case k == change.Order:
		m.handsOver(op, r)
		m.takesBack(k, op, r)
		m.makesLess(k, op, r)
	case k == change.Payment && r == nil:
		if err := m.paysFor(op); err != nil {
			return nil, err
		}
	case k == change.Line:
		if op, err = m.afterHandover(op, r); op == nil || err != nil {
			return nil, err
		}
		m.takesBack(k, op, r)
		m.makesLess(k, op, r)
	}
	switch {
	case r == nil && op.Act == change.Create:
		return nil, m.create(k, op)
	case r == nil:
		return m.refuse(RefuseUnknown, op, 0, "the hub does not have this %s", kindName(k)), nil
	case k != nil && k.Union:
		return m.again(k, op, r), nil
	case op.Act == change.Delete:
		return nil, m.delete(k, op, r)
	case op.Act == change.Revive:
		return nil, m.revive(k, op, r)
	}
	return m.edit(k, op, r)
}

// again meets what is made once and never edited: the same made twice is once.
func (m *merging) again(k *change.Kind, op *change.Op, r *change.Record) *Refusal {
	m.changed = true
	if m.in.Was.Seq != 0 {
		return nil
	}
	if op.Act != change.Create {
		return m.refuse(RefuseFixed, op, 0, "a %s is never edited", k.Name)
	}
	for _, a := range op.Set {
		if !change.Same(r.Value(a.Field), a.Value) {
			return m.refuse(RefuseFixed, op, a.Field, "there is another %s of this id", k.Name)
		}
	}
	return nil
}

// create makes a record that is not there yet.
func (m *merging) create(k *change.Kind, op *change.Op) error {
	if k == nil {
		return m.emit(op)
	}
	op, err := m.fillIn(k, op)
	if err != nil {
		return err
	}
	if err := m.wake(k, parentIn(k, op)); err != nil {
		return err
	}
	op, taken, err := m.claim(k, op)
	if err != nil {
		return err
	}
	if err := m.emit(op); err != nil {
		return err
	}
	if taken == nil {
		return nil
	}
	if !codes[k] {
		return m.note(k, change.Apply(nil, op, pending), *taken)
	}
	if err := m.emitOwn(change.Op{Kind: k.Num, Act: change.Delete, ID: op.ID}); err != nil {
		return err
	}
	return m.noteCode(k, op, *taken)
}

// fillIn gives a line of a desk that may not see purchase prices the offer's.
func (m *merging) fillIn(k *change.Kind, op *change.Op) (*change.Op, error) {
	if k != change.Line || !m.in.Scope.Hides(k.Num, linePurchase) {
		return op, nil
	}
	r := change.Apply(nil, op, pending)
	offer, err := m.v.Record(change.Offer.Num, r.Ref(lineOffer))
	if err != nil || offer == nil || offer.Int(offerPurchase) == 0 || r.Int(linePurchase) != 0 {
		return op, err
	}
	m.changed = true
	return with(op, linePurchase, offer.Int(offerPurchase)), nil
}

// edit changes the fields of a record that is there.
func (m *merging) edit(k *change.Kind, op *change.Op, r *change.Record) (*Refusal, error) {
	op, lost, refused := m.withoutFixed(k, op, r)
	if refused != nil {
		return refused, nil
	}
	op, lost, err := m.withoutTaken(k, op, r, lost)
	if err != nil {
		return nil, err
	}
	d := deciding{k: k, r: r, op: op, keepSame: m.in.Was.Seq != 0,
		against: func(version int64) (relation, error) { return m.against(version, op.Base) },
		rivals:  func(field uint8) ([]rival, error) { return m.rivals(k, r, field, op.Base) },
		paid:    func() (int64, error) { return m.paidUnseen(op.ID) }}
	out, err := d.decide()
	if err != nil {
		return nil, err
	}
	if err := m.wake(k, parentOf(r)); err != nil {
		return nil, err
	}
	if r.Deleted && !m.in.isRest() {
		if err := m.wakeEdited(k, op, r); err != nil {
			return nil, err
		}
	}
	if len(out.set) > 0 {
		err = m.emit(m.narrowed(op, out.set))
	} else {
		m.changed = true
	}
	for _, l := range append(lost, out.lost...) {
		m.outdone[op.ID] = m.outdone[op.ID] || l.reason == ReasonStatus || l.reason == ReasonPaid
		if err == nil {
			err = m.note(k, r, l)
		}
	}
	return nil, err
}

// narrowed gives the operation with the fields that are left of it: as it was
// if all are.
func (m *merging) narrowed(op *change.Op, set []change.Assign) *change.Op {
	whole := op.Act == change.Patch && len(set) == len(op.Set)
	for i := range set {
		whole = whole && set[i].Field == op.Set[i].Field && change.Equal(set[i].Value, op.Set[i].Value)
	}
	if whole {
		return op
	}
	m.changed = true
	return &change.Op{Kind: op.Kind, Act: change.Patch, ID: op.ID, Base: op.Base, Set: set}
}

// withoutFixed takes out what is never edited: as it is already, or refused.
// Two desks that made one record keep what the first said.
func (m *merging) withoutFixed(k *change.Kind, op *change.Op, r *change.Record) (*change.Op, []loss, *Refusal) {
	if k == nil {
		return op, nil, nil
	}
	var lost []loss
	set := make([]change.Assign, 0, len(op.Set))
	for _, a := range op.Set {
		f, known := k.FieldNum(a.Field)
		fixed := known && (f.Rule == change.Fixed || (f.Rule == change.Claim && m.in.Was.Seq == 0))
		switch {
		case !fixed:
			set = append(set, a)
			continue
		case change.Same(r.Value(a.Field), a.Value), m.in.Was.Seq != 0:
		case op.Act == change.Create:
			lost = append(lost, loss{field: a.Field, reason: ReasonValue, open: true, stands: r.Value(a.Field), lost: a.Value, version: r.FieldVersion(a.Field)})
		default:
			return nil, nil, m.refuse(RefuseFixed, op, a.Field, "%s.%s is never changed", k.Name, f.Name)
		}
		m.changed = true
	}
	if len(set) == len(op.Set) {
		return op, nil, nil
	}
	n := *op
	n.Set = set
	return &n, lost, nil
}

// withoutTaken takes out a name that somebody else has by now: only what was
// given back may bring one to a record that is there.
func (m *merging) withoutTaken(k *change.Kind, op *change.Op, r *change.Record, lost []loss) (*change.Op, []loss, error) {
	for _, a := range op.Set {
		value, isText := a.Value.(string)
		if k == nil || !isText || value == "" || change.Same(r.Value(a.Field), value) {
			continue
		}
		if f, known := k.FieldNum(a.Field); !known || f.Rule != change.Claim {
			continue
		}
		holder, held, err := m.v.Holder(k.Num, a.Field, value)
		if err != nil {
			return op, lost, err
		}
		if held && holder != op.ID {
			m.changed = true
			op = without(op, a.Field)
			lost = append(lost, loss{field: a.Field, reason: ReasonClaim, open: true, stands: r.Value(a.Field), lost: value, version: r.FieldVersion(a.Field)})
		}
	}
	return op, lost, nil
}

// emit takes a resolved operation of the batch into the answer, emitOwn one that
// follows from it.
func (m *merging) emit(op *change.Op) error {
	m.ops = append(m.ops, *op)
	m.size += op.Size()
	return m.v.apply(op)
}

func (m *merging) emitOwn(op change.Op) error {
	m.changed = true
	return m.emit(&op)
}

// with gives the operation with one field set so.
func with(op *change.Op, field uint8, v any) *change.Op {
	n := *op
	n.Set = make([]change.Assign, 0, len(op.Set)+1)
	found := false
	for _, a := range op.Set {
		if a.Field == field {
			a.Value, found = v, true
		}
		n.Set = append(n.Set, a)
	}
	if !found {
		n.Set = append(n.Set, change.Assign{Field: field, Value: v})
	}
	return &n
}

// without gives the operation with one field left out.
func without(op *change.Op, field uint8) *change.Op {
	n := *op
	n.Set = make([]change.Assign, 0, len(op.Set))
	for _, a := range op.Set {
		if a.Field != field {
			n.Set = append(n.Set, a)
		}
	}
	return &n
}

func (m *merging) refuse(code string, op *change.Op, field uint8, format string, args ...any) *Refusal {
	return &Refusal{Code: code, Kind: op.Kind, ID: op.ID, Field: field, Text: fmt.Sprintf("%s %s: ", actName(op.Act), shop.ID(op.ID)) + fmt.Sprintf(format, args...)}
}

func actName(a change.Act) string {
	switch a {
	case change.Create:
		return "create"
	case change.Delete:
		return "delete"
	case change.Revive:
		return "revive"
	}
	return "patch"
}

func kindName(k *change.Kind) string {
	if k == nil {
		return "record"
	}
	return k.Name
}
