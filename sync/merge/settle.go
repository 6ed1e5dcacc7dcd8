package merge

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// touch remembers the orders whose goods a batch concerns: their ledger may have
// to be made right. An order that the batch itself makes comes with its moves.
func (m *merging) touch(k *change.Kind, op *change.Op, r *change.Record) error {
	var order change.ID
	switch k {
	case change.Order:
		if op.Act == change.Patch && !sets(op, orderStatus, orderWarehouse, orderFinished) {
			return nil
		}
		order = op.ID
	case change.Line:
		if op.Act == change.Patch && !sets(op, lineOffer, lineQuantity, lineCancelled) {
			return nil
		}
		fallthrough
	case change.StockMove:
		if r != nil {
			order = parentOf(r)
		} else if op.Act == change.Create {
			order = parentIn(k, op)
		}
	}
	if order == (change.ID{}) || m.touched[order] {
		return nil
	}
	m.touched[order] = true
	before, err := m.v.View.Record(change.Order.Num, order)
	if err == nil && (before != nil || m.in.Was.Seq != 0) {
		m.orders = append(m.orders, order)
	}
	return err
}

func sets(op *change.Op, fields ...uint8) bool {
	return slices.ContainsFunc(op.Set, func(a change.Assign) bool { return slices.Contains(fields, a.Field) })
}

// settle makes the ledger of an order hold what its state asks for, by moves of
// the difference, as a desk does (app/replica, settleStock). It is left alone
// where the desk had seen all of the order: it has settled it itself.
func (m *merging) settle(id change.ID) error {
	order, err := m.v.Record(change.Order.Num, id)
	if err != nil || order == nil {
		return err
	}
	if m.in.Was.Seq == 0 || m.outdone[id] {
		if err := m.reopen(order); err != nil {
			return err
		}
	}
	apart, err := m.partlyUnseen(id)
	if err != nil || (!apart && !m.outdone[id] && !m.restored()) {
		return err
	}
	lines, err := m.v.Children(id, change.Line.Num)
	if err != nil {
		return err
	}
	moves, err := m.v.Children(id, change.StockMove.Num)
	if err != nil {
		return err
	}
	left, err := m.wanted(order, lines)
	if err != nil {
		return err
	}
	for _, mv := range moves {
		left[placeOf(mv)] -= mv.Int(moveQuantity)
	}
	for _, p := range sortedPlaces(left) {
		if err := m.move(p, left[p], id); err != nil {
			return err
		}
	}
	return nil
}

// restored reports whether the hub was ever set back. What a desk had seen is
// then no proof of what the hub has: some of it may be lost, or yet to come back.
func (m *merging) restored() bool { return len(m.in.Epochs) > 1 }

// reopen takes the end from an order that another till's step leaves open.
func (m *merging) reopen(order *change.Record) error {
	ended := order.Int(orderFinished)
	if ended == 0 || !shop.Status(order.Text(orderStatus)).Open() {
		return nil
	}
	version := order.FieldVersion(orderFinished)
	if err := m.emitOwn(change.Op{Kind: order.Kind, Act: change.Patch, ID: order.ID, Base: base(order), Set: []change.Assign{{Field: orderFinished, Value: int64(0)}}}); err != nil {
		return err
	}
	return m.note(change.Order, order, loss{field: orderFinished, reason: ReasonValue, stands: int64(0), lost: ended, ours: true, version: version})
}

// partlyUnseen reports whether something of an order's goods had been changed by
// others, or by the hub, without the batch's desk having seen it.
func (m *merging) partlyUnseen(id change.ID) (bool, error) {
	was := m.v.View
	order, err := was.Record(change.Order.Num, id)
	if err != nil {
		return false, err
	}
	lines, err := was.Children(id, change.Line.Num)
	if err != nil {
		return false, err
	}
	moves, err := was.Children(id, change.StockMove.Num)
	if err != nil {
		return false, err
	}
	clashes, err := was.Children(id, change.Conflict.Num)
	if err != nil {
		return false, err
	}
	// What the hub itself did to this desk's earlier batches has no other's name.
	for _, r := range slices.Concat(clashes, moves) {
		if byHub(r.ID) && m.in.Was.Seq == 0 && m.unread(r.Created) {
			return true, nil
		}
	}
	var versions []int64
	if order != nil {
		versions = append(versions, order.FieldVersion(orderStatus), order.FieldVersion(orderWarehouse), order.Marked)
	}
	for _, l := range lines {
		versions = append(versions, l.Marked, l.FieldVersion(lineOffer), l.FieldVersion(lineCancelled))
		// A quantity is lost with the price that stands and falls with it.
		for _, num := range Together(change.Line, lineQuantity) {
			versions = append(versions, l.FieldVersion(num))
		}
	}
	for _, mv := range moves {
		versions = append(versions, mv.Created)
	}
	for _, v := range versions {
		if rel, err := m.against(v, m.b.Base.Seq); err != nil || rel != plain {
			return true, err
		}
	}
	return false, nil
}

// wanted gives what an order's state asks of the ledger.
func (m *merging) wanted(order *change.Record, lines []*change.Record) (map[Place]int64, error) {
	left := map[Place]int64{}
	warehouse := order.Ref(orderWarehouse)
	if order.Deleted || warehouse == (change.ID{}) {
		return left, nil
	}
	onHand, reserved := shop.StockEffect(shop.OrderKind(order.Text(orderKind)), shop.Status(order.Text(orderStatus)))
	for _, l := range lines {
		offer := l.Ref(lineOffer)
		if l.Deleted || l.Text(lineCancelled) != "" || offer == (change.ID{}) {
			continue
		}
		goods, err := m.goods(offer)
		if err != nil {
			return nil, err
		}
		if goods {
			left[Place{offer, warehouse, bucketOnHand}] += onHand * l.Int(lineQuantity)
			left[Place{offer, warehouse, bucketReserved}] += reserved * l.Int(lineQuantity)
		}
	}
	return left, nil
}

// goods reports whether an offer is there and lies in a warehouse. One that a
// restored hub has lost is on its way back.
func (m *merging) goods(id change.ID) (bool, error) {
	offer, err := m.v.Record(change.Offer.Num, id)
	if err != nil || offer == nil {
		return err == nil && m.restored(), err
	}
	product, err := m.v.Record(change.Product.Num, offer.Ref(offerProduct))
	return product == nil || product.Int(productDigital) == 0, err
}

// The buckets of the ledger.
const (
	bucketOnHand   = "on_hand"
	bucketReserved = "reserved"
)

func (m *merging) move(p Place, quantity int64, document change.ID) error {
	if quantity == 0 {
		return nil
	}
	cause := "sale"
	switch {
	case p.Bucket == bucketReserved:
		cause = "reservation"
	case quantity > 0:
		cause = "return"
	}
	return m.emitOwn(m.fresh(change.StockMove, map[string]any{"offer_id": p.Offer, "warehouse_id": p.Warehouse, "bucket": p.Bucket,
		"quantity": quantity, "cause": cause, "document_id": document, "at": m.b.At, "user_id": m.b.User}))
}

func placeOf(move *change.Record) Place {
	return Place{move.Ref(moveOffer), move.Ref(moveWarehouse), move.Text(moveBucket)}
}

func sortedPlaces[T any](of map[Place]T) []Place {
	list := make([]Place, 0, len(of))
	for p := range of {
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b Place) int {
		return cmp.Or(bytes.Compare(a.Offer[:], b.Offer[:]), bytes.Compare(a.Warehouse[:], b.Warehouse[:]), cmp.Compare(a.Bucket, b.Bucket))
	})
	return list
}

// taking is what a batch did at one place.
type taking struct {
	moved int64
	taker change.ID // document of the last move that took something away
}

// shortages makes, corrects and closes the tasks of places whose sum the batch
// took below zero or brought back.
func (m *merging) shortages() error {
	at := map[Place]*taking{}
	for i := range m.ops {
		op := &m.ops[i]
		if op.Kind == change.Task.Num && op.Act == change.Create && m.in.Was.Seq != 0 {
			// What was missing in an older life need not be in this one.
			task := change.Apply(nil, op, pending)
			if p := (Place{parentOf(task), task.Ref(taskWarehouse), bucketOnHand}); at[p] == nil {
				at[p] = &taking{}
			}
		}
		if op.Kind != change.StockMove.Num || op.Act != change.Create {
			continue
		}
		mv := change.Apply(nil, op, pending)
		p := placeOf(mv)
		if p.Bucket != bucketOnHand {
			continue
		}
		if at[p] == nil {
			at[p] = &taking{}
		}
		at[p].moved += mv.Int(moveQuantity)
		if mv.Int(moveQuantity) < 0 {
			at[p].taker = mv.Ref(moveDocument)
		}
	}
	for _, p := range sortedPlaces(at) {
		if err := m.shortage(p, *at[p]); err != nil {
			return err
		}
	}
	return nil
}

func (m *merging) shortage(p Place, t taking) error {
	before, err := m.v.Sum(p)
	if err != nil {
		return err
	}
	now := before.Total + t.moved
	if !m.restored() && (t.moved == 0 || (before.Total >= 0 && now >= 0)) {
		return nil
	}
	tasks, err := m.openTasks(p)
	if err != nil {
		return err
	}
	var task *change.Record
	for i, other := range tasks {
		if i == 0 {
			task = other
		} else if err := m.closeTask(other); err != nil { // made in another life
			return err
		}
	}
	switch {
	case task == nil && now < 0 && t.moved < 0:
		return m.emitOwn(m.fresh(change.Task, map[string]any{"type": TaskShortage, "offer_id": p.Offer, "warehouse_id": p.Warehouse,
			"first_order_id": before.Taker, "second_order_id": t.taker, "quantity": -now, "state": TaskOpen, "at": m.b.At}))
	case task == nil:
		return nil
	case now >= 0:
		return m.closeTask(task)
	case task.Int(taskQuantity) == -now:
		return nil
	}
	return m.emitOwn(change.Op{Kind: task.Kind, Act: change.Patch, ID: task.ID, Base: base(task), Set: []change.Assign{{Field: taskQuantity, Value: -now}}})
}

// base gives the version that an operation of the hub's own is made from.
func base(r *change.Record) int64 {
	if r.Version == pending {
		return 0
	}
	return r.Version
}

func (m *merging) closeTask(task *change.Record) error {
	return m.emitOwn(change.Op{Kind: task.Kind, Act: change.Patch, ID: task.ID, Base: base(task),
		Set: []change.Assign{{Field: taskState, Value: TaskDone}, {Field: taskDoneAt, Value: m.b.At}}})
}

// openTasks lists the open shortages of a place, usually one at most.
func (m *merging) openTasks(p Place) (list []*change.Record, err error) {
	tasks, err := m.v.Children(p.Offer, change.Task.Num)
	if err != nil {
		return nil, err
	}
	for _, t := range tasks {
		if !t.Deleted && t.Text(taskType) == TaskShortage && t.Text(taskState) == TaskOpen && t.Ref(taskWarehouse) == p.Warehouse {
			list = append(list, t)
		}
	}
	return list, nil
}
