package merge

import (
	"slices"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// This file is what happens when one till hands an order over while another
// changes its goods, neither having seen the other. What has left the shop is not
// undone by an old copy: a line that was cancelled or deleted stays in the order,
// as it went out with it. Where something else was changed nobody can know from
// the records what went out, so somebody has to look.

// passing is what a batch does with an order's goods.
type passing struct {
	out  map[change.ID]bool // offers of which it takes some out of a warehouse: it saw them there
	back bool               // it brings some back: it saw that they were out
}

// passings finds by the batch's moves which orders it hands over, and of which it
// knew that they were.
func passings(ops []change.Op) map[change.ID]passing {
	var all map[change.ID]passing
	for i := range ops {
		op := &ops[i]
		if op.Kind != change.StockMove.Num || op.Act != change.Create {
			continue
		}
		mv := change.Apply(nil, op, pending)
		if mv.Text(moveBucket) != bucketOnHand {
			continue
		}
		if all == nil {
			all = map[change.ID]passing{}
		}
		p := all[mv.Ref(moveDocument)]
		switch {
		case mv.Int(moveQuantity) > 0:
			p.back = true
		case p.out == nil:
			p.out = map[change.ID]bool{mv.Ref(moveOffer): true}
		default:
			p.out[mv.Ref(moveOffer)] = true
		}
		all[mv.Ref(moveDocument)] = p
	}
	return all
}

func handedOver(order *change.Record) bool {
	return order != nil && shop.OrderKind(order.Text(orderKind)) == shop.Sale && shop.Status(order.Text(orderStatus)).HandedOver()
}

// afterHandover meets an operation on a line with another till's handing over of
// its order. It gives what is left of the operation, nil when nothing is.
func (m *merging) afterHandover(op *change.Op, r *change.Record) (*change.Op, error) {
	id := parentIn(change.Line, op)
	if r != nil {
		id = parentOf(r)
	}
	order, err := m.v.View.Record(change.Order.Num, id)
	if err != nil || !handedOver(order) || m.passing[id].back {
		return op, err
	}
	version := order.FieldVersion(orderStatus)
	if rel, err := m.against(version, m.b.Base.Seq); err != nil || rel != clash {
		return op, err
	}
	offer := refIn(op, lineOffer)
	if r != nil {
		offer = r.Ref(lineOffer)
	}
	if left, err := m.leaves(offer); err != nil || !left {
		return op, err
	}
	if r != nil && op.Act == change.Delete {
		if _, doomed := m.doomed[key{op.Kind, op.ID}]; doomed || r.Deleted {
			return op, nil
		}
		m.changed = true
		return nil, m.note(change.Line, r, loss{reason: ReasonHanded, open: true, stands: int64(0), lost: int64(1), version: version})
	}
	reason, cancels := valueIn(op, lineCancelled).(string)
	if r != nil && cancels && reason != "" && r.Text(lineCancelled) == "" {
		m.changed = true
		op = without(op, lineCancelled)
		if err := m.note(change.Line, r, loss{field: lineCancelled, reason: ReasonHanded, open: true, stands: "", lost: reason, version: version}); err != nil {
			return nil, err
		}
		if len(op.Set) == 0 {
			return nil, nil
		}
	}
	if r != nil && !sets(op, goodsOf...) {
		return op, nil
	}
	return op, m.lookAgain(order, ReasonHanded, loss{stands: order.Text(orderStatus), version: version})
}

// leaves reports whether what a line is of are goods, which are in the shop or
// out of it.
func (m *merging) leaves(offer change.ID) (bool, error) {
	if offer == (change.ID{}) {
		return false, nil
	}
	return m.goods(offer)
}

// goodsOf are the fields of a line that say what goes out and for how much.
var goodsOf = append([]uint8{lineOffer}, Together(change.Line, lineQuantity)...)

func valueIn(op *change.Op, field uint8) any {
	for _, a := range op.Set {
		if a.Field == field {
			return a.Value
		}
	}
	return nil
}

// handsOver notes that an operation takes an order out of the shop. What another
// till did to its lines is looked at when the whole batch is there.
func (m *merging) handsOver(op *change.Op, r *change.Record) {
	to, _ := valueIn(op, orderStatus).(string)
	if r == nil || shop.OrderKind(r.Text(orderKind)) != shop.Sale || !shop.Status(to).HandedOver() {
		return
	}
	if len(m.passing[op.ID].out) > 0 || !handedOver(r) {
		m.handed = append(m.handed, handing{op.ID, to})
	}
}

// handing is an order that the batch takes out of the shop, by its step to a state.
type handing struct {
	order change.ID
	to    string
}

// wentOut puts lines back into an order that another till took out of it while
// this batch handed it over.
func (m *merging) wentOut(h handing) error {
	order, err := m.v.Record(change.Order.Num, h.order)
	if err != nil || order == nil {
		return err
	}
	lines, err := m.v.Children(h.order, change.Line.Num)
	if err != nil {
		return err
	}
	for _, l := range lines {
		if left, err := m.leaves(l.Ref(lineOffer)); err != nil {
			return err
		} else if !left {
			continue
		}
		fresh, err := m.unseen(l.Created)
		if err != nil {
			return err
		}
		// After a restore versions do not say what a desk saw in another life of the
		// feed; what it takes out of the warehouse it had seen.
		if m.restored() && m.passing[h.order].out[l.Ref(lineOffer)] {
			fresh = false
		}
		switch {
		case fresh && !inOrder(l):
			// It came and went, and this batch's desk had never seen it.
		case fresh:
			err = m.lookAgain(order, ReasonHanded, loss{stands: h.to, ours: true, version: l.Created})
		case l.Deleted:
			err = m.putBack(l, l.Marked, change.Op{Act: change.Revive}, loss{stands: int64(0), lost: int64(1)})
		case l.Text(lineCancelled) != "":
			err = m.putBack(l, l.FieldVersion(lineCancelled), change.Op{Act: change.Patch, Set: []change.Assign{{Field: lineCancelled, Value: ""}}},
				loss{field: lineCancelled, stands: "", lost: l.Text(lineCancelled)})
		default:
			err = m.repriced(order, l, h.to)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// unseen reports whether a version is another's of which the batch's desk did not know.
func (m *merging) unseen(version int64) (bool, error) {
	rel, err := m.against(version, m.b.Base.Seq)
	return rel == clash, err
}

// putBack undoes what took a line out, if that was not seen. Whoever took it out
// with its goods knew that it had left the shop, and has it back.
func (m *merging) putBack(l *change.Record, version int64, op change.Op, lost loss) error {
	if new, err := m.unseen(version); err != nil || !new {
		return err
	}
	if back, err := m.cameBack(l, version); err != nil || back {
		return err
	}
	op.Kind, op.ID, op.Base = l.Kind, l.ID, base(l)
	if err := m.emitOwn(op); err != nil {
		return err
	}
	lost.reason, lost.open, lost.ours, lost.version = ReasonHanded, true, true, version
	return m.note(change.Line, l, lost)
}

// cameBack reports whether goods of a line came back into the warehouse with the
// entry of a version.
func (m *merging) cameBack(l *change.Record, version int64) (bool, error) {
	moves, err := m.v.View.Children(parentOf(l), change.StockMove.Num)
	return slices.ContainsFunc(moves, func(mv *change.Record) bool {
		return mv.Created == version && mv.Text(moveBucket) == bucketOnHand && mv.Int(moveQuantity) > 0 && mv.Ref(moveOffer) == l.Ref(lineOffer)
	}), err
}

func (m *merging) repriced(order, l *change.Record, to string) error {
	for _, num := range goodsOf {
		version := l.FieldVersion(num)
		if new, err := m.unseen(version); err != nil {
			return err
		} else if new {
			return m.lookAgain(order, ReasonHanded, loss{stands: to, ours: true, version: version})
		}
	}
	return nil
}

// lookAgain asks somebody to compare an order with what happened: once for what
// two tills did.
func (m *merging) lookAgain(order *change.Record, reason string, l loss) error {
	other, err := m.otherSide(l)
	if err != nil {
		return err
	}
	clashes, err := m.v.Children(order.ID, change.Conflict.Num)
	if err != nil {
		return err
	}
	for _, c := range clashes {
		if c.Ref(conflictRecord) != order.ID || c.Text(conflictReason) != reason || c.Text(conflictState) != ConflictOpen {
			continue
		}
		one, two := standing.of(c).Device, losing.of(c).Device
		if (one == m.b.Device && two == other.Device) || (two == m.b.Device && one == other.Device) {
			return nil
		}
	}
	l.field, l.reason, l.open, l.lost = orderStatus, reason, true, ""
	return m.note(change.Order, order, l)
}
