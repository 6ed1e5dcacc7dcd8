package merge

import (
	"slices"

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
	if err == nil && order != nil && p.Int(paymentAmount) != 0 {
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
	for _, id := range m.paidOrders() {
		order, err := m.v.Record(change.Order.Num, id)
		if err != nil {
			return err
		}
		if order.Text(orderStatus) != string(shop.Cancelled) || isReturn(order) {
			continue
		}
		if err := m.reviveOrder(order); err != nil {
			return err
		}
	}
	return nil
}

// paidOrders lists the orders of the batch's payments, each once.
func (m *merging) paidOrders() (list []change.ID) {
	had := map[change.ID]bool{}
	for _, p := range m.payments {
		if !had[p.order] {
			had[p.order] = true
			list = append(list, p.order)
		}
	}
	return list
}

// reviveOrder takes one up again, if it was cancelled unseen and there is money in
// it. What it was before is not known: it waits for work as confirmed, or is out of
// the shop if it ever was.
func (m *merging) reviveOrder(order *change.Record) error {
	version := order.FieldVersion(orderStatus)
	if new, err := m.unseen(version); err != nil || !new {
		return err
	}
	if rest, err := m.unpaid(order); err != nil || rest >= 0 {
		return err
	}
	moves, err := m.v.View.Children(order.ID, change.StockMove.Num)
	if err != nil {
		return err
	}
	to := string(shop.Confirmed)
	if slices.ContainsFunc(moves, func(mv *change.Record) bool { return mv.Text(moveBucket) == bucketOnHand && mv.Int(moveQuantity) < 0 }) {
		to = string(shop.Shipped)
	}
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

// addsUp tells of orders for which two tills took more than they come to, or gave
// back more than was too much; and of those that one till paid while the other
// made less of them.
func (m *merging) addsUp() error {
	for _, id := range m.paidOrders() {
		unseen, err := m.unseenPayments(id)
		if err != nil {
			return err
		}
		order, err := m.v.Record(change.Order.Num, id)
		if err != nil {
			return err
		}
		rest, err := m.unpaid(order)
		if err != nil {
			return err
		}
		told, err := m.doubledPayment(id, unseen, rest)
		if err != nil {
			return err
		}
		if told || rest >= 0 || isReturn(order) || order.Text(orderStatus) == string(shop.Cancelled) {
			continue
		}
		version, err := m.madeLessUnseen(id)
		if err == nil && version != 0 {
			err = m.lookAgain(order, ReasonPaid, loss{stands: order.Text(orderStatus), ours: true, version: version})
		}
		if err != nil {
			return err
		}
	}
	return m.lessThanPaid()
}

// doubledPayment tells of a payment of the batch that another till made too.
func (m *merging) doubledPayment(order change.ID, unseen []*change.Record, rest int64) (told bool, err error) {
	for _, p := range m.payments {
		for _, other := range unseen {
			amount := other.Int(paymentAmount)
			if p.order != order || (amount < 0) != (p.amount < 0) || rest == 0 || (rest > 0) != (amount < 0) {
				continue
			}
			mine, err := m.v.Record(change.Payment.Num, p.id)
			if err != nil || mine == nil {
				return false, err
			}
			return true, m.note(change.Payment, mine, loss{field: paymentAmount, reason: ReasonDoubled, open: true, stands: p.amount, lost: amount, ours: true, version: other.Created})
		}
	}
	return false, nil
}

// madeLessUnseen gives the version by which another till, unseen, took a line out
// of an order, made it cheaper or dearer, or took goods of it back; 0 for none.
func (m *merging) madeLessUnseen(order change.ID) (int64, error) {
	versions, err := m.cancelled(order)
	if err != nil {
		return 0, err
	}
	lines, err := m.v.View.Children(order, change.Line.Num)
	if err != nil {
		return 0, err
	}
	for _, l := range lines {
		if l.Deleted {
			versions = append(versions, l.Marked)
		}
		versions = append(versions, l.FieldVersion(lineSum))
	}
	returns, err := m.v.View.Children(order, change.Order.Num)
	if err != nil {
		return 0, err
	}
	for _, r := range returns {
		if isReturn(r) {
			versions = append(versions, r.Created)
		}
	}
	for _, version := range versions {
		if new, err := m.unseen(version); err != nil || new {
			return version, err
		}
	}
	return 0, nil
}

// lessThanPaid is the same the other way round: the batch made less of an order
// that another till has paid.
func (m *merging) lessThanPaid() error {
	paid := m.paidOrders()
	for _, id := range m.lessened {
		order, err := m.v.Record(change.Order.Num, id)
		if err != nil {
			return err
		}
		if order == nil || slices.Contains(paid, id) || isReturn(order) || order.Text(orderStatus) == string(shop.Cancelled) {
			continue
		}
		version, err := m.paidUnseen(id)
		if err != nil {
			return err
		}
		if version == 0 {
			continue
		}
		rest, err := m.unpaid(order)
		if err == nil && rest < 0 {
			err = m.lookAgain(order, ReasonPaid, loss{stands: order.Text(orderStatus), version: version})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// makesLess notes an operation that takes a line out of an order or changes what
// it comes to, or takes goods of it back.
func (m *merging) makesLess(k *change.Kind, op *change.Op, r *change.Record) {
	var order change.ID
	switch {
	case k == change.Line && r != nil && (op.Act == change.Delete || sets(op, lineCancelled, lineSum)):
		order = parentOf(r)
	case k == change.Order && r == nil && op.Act == change.Create:
		if o := change.Apply(nil, op, pending); isReturn(o) {
			order = o.Ref(orderOrigin)
		}
	}
	if order != (change.ID{}) && !slices.Contains(m.lessened, order) {
		m.lessened = append(m.lessened, order)
	}
}

// unpaid gives what is left to be paid of a sale, without what was taken back of
// it; below zero when too much was paid. A return is paid the other way round.
func (m *merging) unpaid(order *change.Record) (left int64, err error) {
	if order.Text(orderStatus) != string(shop.Cancelled) {
		if left, err = m.comesTo(order.ID); err != nil {
			return 0, err
		}
		if left += order.Int(orderDelivery); isReturn(order) {
			left = -left
		}
	}
	documents := []change.ID{order.ID}
	returns, err := m.v.Children(order.ID, change.Order.Num)
	if err != nil {
		return 0, err
	}
	for _, r := range returns {
		if !isReturn(r) || !standsAsReturn(r) {
			continue
		}
		back, err := m.comesTo(r.ID)
		if err != nil {
			return 0, err
		}
		if order.Text(orderStatus) != string(shop.Cancelled) {
			left -= back
		}
		documents = append(documents, r.ID)
	}
	for _, id := range documents {
		payments, err := m.v.Children(id, change.Payment.Num)
		if err != nil {
			return 0, err
		}
		for _, p := range payments {
			left -= p.Int(paymentAmount)
		}
	}
	return left, nil
}

// comesTo adds up the lines of a document.
func (m *merging) comesTo(document change.ID) (sum int64, err error) {
	lines, err := m.v.Children(document, change.Line.Num)
	for _, l := range lines {
		if inOrder(l) {
			sum += l.Int(lineSum)
		}
	}
	return sum, err
}
