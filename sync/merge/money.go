package merge

import (
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// This file is what happens when two tills take or give money for one order,
// neither having seen the other. Payments and returns are facts and all stand; a
// cancellation does not undo what was paid, and somebody is told of what was done
// twice.

// payment is money that the batch took for an order, or gave back: below zero.
type payment struct {
	order, id change.ID
	amount    int64
}

// paysFor notes a payment of the batch for an order that was there before.
func (m *merging) paysFor(op *change.Op) error {
	p := change.Apply(nil, op, pending)
	order, err := m.v.View.Record(change.Order.Num, parentOf(p))
	if err == nil && order != nil && !isReturn(order) && p.Int(paymentAmount) != 0 {
		m.payments = append(m.payments, payment{order.ID, op.ID, p.Int(paymentAmount)})
	}
	return err
}

// unseenPayments lists what other tills took for an order, or gave back, without
// the batch's desk having seen it.
func (m *merging) unseenPayments(order change.ID) ([]*change.Record, error) {
	payments, err := m.v.View.Children(order, change.Payment.Num)
	if err != nil {
		return nil, err
	}
	var unseen []*change.Record
	for _, p := range payments {
		rel, err := m.against(p.Created, m.b.Base.Seq)
		if err != nil {
			return nil, err
		}
		if rel == clash {
			unseen = append(unseen, p)
		}
	}
	return unseen, nil
}

// paidUnseen gives the version of money that another till took for an order
// without the batch's desk having seen it, 0 when there is none.
func (m *merging) paidUnseen(order change.ID) (version int64, err error) {
	payments, err := m.unseenPayments(order)
	net := int64(0)
	for _, p := range payments {
		net += p.Int(paymentAmount)
		if p.Int(paymentAmount) > 0 {
			version = p.Created
		}
	}
	if net <= 0 {
		return 0, err
	}
	return version, err
}

// reviveOrders takes orders up again that were paid here and cancelled elsewhere.
func (m *merging) reviveOrders() error {
	taken := map[change.ID]int64{}
	for _, p := range m.payments {
		taken[p.order] += p.amount
	}
	for _, p := range m.payments {
		if taken[p.order] <= 0 {
			continue
		}
		delete(taken, p.order)
		order, err := m.v.Record(change.Order.Num, p.order)
		if err != nil {
			return err
		}
		if err := m.reviveOrder(order); err != nil {
			return err
		}
	}
	return nil
}

// reviveOrder takes one up again, if it was cancelled unseen. What it was before
// is not known: it waits for work as confirmed.
func (m *merging) reviveOrder(order *change.Record) error {
	version := order.FieldVersion(orderStatus)
	if order.Text(orderStatus) != string(shop.Cancelled) {
		return nil
	}
	if rel, err := m.against(version, m.b.Base.Seq); err != nil || rel != clash {
		return err
	}
	to := string(shop.Confirmed)
	if err := m.emitOwn(change.Op{Kind: order.Kind, Act: change.Patch, ID: order.ID, Base: base(order),
		Set: []change.Assign{{Field: orderStatus, Value: to}, {Field: orderReason, Value: ""}}}); err != nil {
		return err
	}
	if err := m.note(change.Order, order, loss{field: orderStatus, reason: ReasonPaid, open: true, stands: to, lost: string(shop.Cancelled), ours: true, version: version}); err != nil {
		return err
	}
	if why := order.Text(orderReason); why != "" {
		if err := m.note(change.Order, order, loss{field: orderReason, reason: ReasonValue, stands: "", lost: why, ours: true, version: version}); err != nil {
			return err
		}
	}
	m.outdone[order.ID] = true
	if !m.touched[order.ID] {
		m.touched[order.ID] = true
		m.orders = append(m.orders, order.ID)
	}
	return nil
}

// paidTwice tells of orders for which two tills took more than they come to, or
// gave back more than was too much.
func (m *merging) paidTwice() error {
	told := map[change.ID]bool{}
	for _, p := range m.payments {
		if told[p.order] {
			continue
		}
		unseen, err := m.unseenPayments(p.order)
		if err != nil {
			return err
		}
		rest, err := m.unpaid(p.order)
		if err != nil {
			return err
		}
		for _, other := range unseen {
			if amount := other.Int(paymentAmount); told[p.order] || (amount < 0) != (p.amount < 0) || rest == 0 || (rest > 0) != (amount < 0) {
				continue
			}
			told[p.order] = true
			if err := m.doubledPayment(p, other); err != nil {
				return err
			}
		}
	}
	return nil
}

func (m *merging) doubledPayment(p payment, other *change.Record) error {
	mine, err := m.v.Record(change.Payment.Num, p.id)
	if err != nil || mine == nil {
		return err
	}
	return m.note(change.Payment, mine, loss{field: paymentAmount, reason: ReasonDoubled, open: true, stands: p.amount, lost: other.Int(paymentAmount), ours: true, version: other.Created})
}

// unpaid gives what is left to be paid of a sale, below zero when too much was.
func (m *merging) unpaid(id change.ID) (left int64, err error) {
	order, err := m.v.Record(change.Order.Num, id)
	if err != nil || order == nil {
		return 0, err
	}
	lines, err := m.v.Children(id, change.Line.Num)
	if err != nil {
		return 0, err
	}
	payments, err := m.v.Children(id, change.Payment.Num)
	if err != nil {
		return 0, err
	}
	if order.Text(orderStatus) != string(shop.Cancelled) {
		left = order.Int(orderDelivery)
		for _, l := range lines {
			if inOrder(l) {
				left += l.Int(lineSum)
			}
		}
	}
	for _, p := range payments {
		left -= p.Int(paymentAmount)
	}
	return left, nil
}

// takesBack notes of which sale an operation takes goods back: by a return, or by
// cancelling it or a line of it.
func (m *merging) takesBack(k *change.Kind, op *change.Op, r *change.Record) {
	switch {
	case k == change.Order && r == nil && op.Act == change.Create:
		if o := change.Apply(nil, op, pending); isReturn(o) {
			m.back = append(m.back, backward{sale: o.Ref(orderOrigin), by: op.ID})
		}
	case k == change.Order && r != nil && valueIn(op, orderStatus) == any(string(shop.Cancelled)) && m.passing[op.ID].back:
		m.back = append(m.back, backward{sale: r.ID, by: r.ID})
	case k == change.Line && r != nil && sets(op, lineCancelled) && m.passing[parentOf(r)].back:
		m.back = append(m.back, backward{sale: parentOf(r), by: parentOf(r)})
	}
}

// backward is a document of the batch by which goods of a sale come back: a return
// or the sale itself.
type backward struct{ sale, by change.ID }

// returnedTwice tells of sales of which two tills took back more than was sold.
func (m *merging) returnedTwice() error {
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
		more, err := m.cameBackTwice(sale)
		if err != nil {
			return err
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
	unseen := func(version int64) (bool, error) {
		rel, err := m.against(version, m.b.Base.Seq)
		return rel == clash, err
	}
	if sale.ID != mine {
		versions, err := m.cancelled(sale.ID)
		if err != nil {
			return nil, 0, err
		}
		for _, version := range versions {
			if new, err := unseen(version); err != nil || new {
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
		if new, err := unseen(r.Created); err != nil || new {
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
