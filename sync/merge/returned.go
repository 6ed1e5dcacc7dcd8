package merge

import (
	"slices"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// This file is what happens when two tills take the goods of one sale back, neither
// having seen the other: by a return, by cancelling the sale or a line of it.

// takesBack notes of which sale an operation takes goods back: by a return, or by
// cancelling it or a line of it.
func (m *merging) takesBack(k *change.Kind, op *change.Op, r *change.Record) {
	switch {
	case k == change.Order && r == nil && op.Act == change.Create:
		if o := change.Apply(nil, op, pending); isReturn(o) {
			m.backBy(backward{sale: o.Ref(orderOrigin), by: op.ID})
		}
	case k == change.Order && r != nil && valueIn(op, orderStatus) == any(string(shop.Cancelled)):
		m.backBy(backward{sale: r.ID, by: r.ID})
	case k == change.Line && r != nil && sets(op, lineCancelled):
		m.backBy(backward{sale: parentOf(r), by: parentOf(r)})
	}
}

func (m *merging) backBy(b backward) {
	if !slices.Contains(m.back, b) {
		m.back = append(m.back, b)
	}
}

// backward is a document of the batch by which goods of a sale come back: a return
// or the sale itself.
type backward struct{ sale, by change.ID }

// returnedTwice tells of sales of which two tills took back more than was sold.
func (m *merging) returnedTwice() error {
	twice := map[change.ID]bool{}
	for _, b := range m.back {
		sale, err := m.v.Record(change.Order.Num, b.sale)
		if err != nil {
			return err
		}
		if sale == nil {
			continue // it is of another life of the feed
		}
		other, version, err := m.otherReturn(sale, b.by)
		if err != nil {
			return err
		}
		if other == nil {
			continue
		}
		more, known := twice[sale.ID]
		if !known {
			if more, err = m.cameBackTwice(sale); err != nil {
				return err
			}
			twice[sale.ID] = more
		}
		mine, err := m.v.Record(change.Order.Num, b.by)
		if err != nil {
			return err
		}
		if !more || mine == nil {
			continue
		}
		if err := m.note(change.Order, sale, loss{field: orderNumber, reason: ReasonDoubled, open: true, stands: mine.Text(orderNumber), lost: other.Text(orderNumber), ours: true, version: version}); err != nil {
			return err
		}
	}
	return nil
}

// otherReturn finds a document by which another till took goods of a sale back,
// without the batch's desk having seen it.
func (m *merging) otherReturn(sale *change.Record, mine change.ID) (*change.Record, int64, error) {
	if sale.ID != mine {
		versions, err := m.cancelled(sale.ID)
		if err != nil {
			return nil, 0, err
		}
		for _, version := range versions {
			if new, err := m.unseen(version); err != nil || new {
				return sale, version, err
			}
		}
	}
	list, err := m.v.View.Children(sale.ID, change.Order.Num)
	if err != nil {
		return nil, 0, err
	}
	for _, r := range list {
		if !isReturn(r) || !standsAsReturn(r) || r.ID == mine {
			continue
		}
		if new, err := m.unseen(r.Created); err != nil || new {
			return r, r.Created, err
		}
	}
	return nil, 0, nil
}

// cancelled lists the versions that cancelled a sale, or lines of it.
func (m *merging) cancelled(sale change.ID) (versions []int64, err error) {
	was, err := m.v.View.Record(change.Order.Num, sale)
	if err != nil || was == nil {
		return nil, err
	}
	if was.Text(orderStatus) == string(shop.Cancelled) {
		versions = append(versions, was.FieldVersion(orderStatus))
	}
	lines, err := m.v.View.Children(sale, change.Line.Num)
	for _, l := range lines {
		if l.Text(lineCancelled) != "" {
			versions = append(versions, l.FieldVersion(lineCancelled))
		}
	}
	return versions, err
}

// cameBackTwice reports whether more of some line came back than was sold, or is
// sold still.
func (m *merging) cameBackTwice(sale *change.Record) (bool, error) {
	lines, err := m.v.Children(sale.ID, change.Line.Num)
	if err != nil {
		return false, err
	}
	left := map[change.ID]int64{}
	for _, l := range lines {
		if inOrder(l) && sale.Text(orderStatus) != string(shop.Cancelled) {
			left[l.ID] += l.Int(lineQuantity)
		}
	}
	returns, err := m.v.Children(sale.ID, change.Order.Num)
	if err != nil {
		return false, err
	}
	for _, r := range returns {
		if !isReturn(r) || !standsAsReturn(r) {
			continue
		}
		back, err := m.v.Children(r.ID, change.Line.Num)
		if err != nil {
			return false, err
		}
		for _, l := range back {
			if !inOrder(l) {
				continue
			}
			of := l.Ref(lineOrigin)
			if left[of] -= l.Int(lineQuantity); left[of] < 0 {
				return true, nil
			}
		}
	}
	return false, nil
}

func isReturn(order *change.Record) bool {
	return shop.OrderKind(order.Text(orderKind)) == shop.Return
}

func standsAsReturn(order *change.Record) bool {
	return !order.Deleted && order.Text(orderStatus) != string(shop.Cancelled)
}

func inOrder(line *change.Record) bool { return !line.Deleted && line.Text(lineCancelled) == "" }
