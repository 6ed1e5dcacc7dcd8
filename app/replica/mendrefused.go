package replica

import (
	"context"
	"slices"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/outbox"
)

// ErrRefusedGone says that a refused batch was dealt with already.
var ErrRefusedGone = shop.NewProblem("attention.gone", "This was dealt with already. Nothing was changed.")

// RetryRefused sends what a refused batch did once more, together with what it
// stands on and what stands on it: the same operations as new batches, made from
// what the first ones were made from, so that the hub judges them like any edit
// that comes late. What this desk has set anew since stays as it is.
// ErrRefusedGone when the batch is not in the list any more.
func (r *Replica) RetryRefused(ctx context.Context, actor Actor, deviceSeq int64) error {
	return r.command(ctx, actor, "retry", func(w *writer) error {
		group, err := w.refusedGroup(deviceSeq)
		if err != nil {
			return err
		}
		for _, row := range group {
			if err := w.forget(row.number); err != nil {
				return err
			}
		}
		for _, row := range group {
			if err := w.reissue(row); err != nil {
				return err
			}
		}
		w.kinds["outbox"] = true
		return nil
	})
}

// refusedGroup gives the refused batches that go together with one, in the order
// they were made.
func (w *writer) refusedGroup(number int64) ([]outboxRow, error) {
	found, err := w.rows(`SELECT ` + outboxColumns + ` FROM outbox WHERE state='attention' ORDER BY device_seq`)
	if err != nil {
		return nil, err
	}
	rows, err := readOutbox(found)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(rows, func(row outboxRow) bool { return row.number == number })
	if at < 0 {
		return nil, ErrRefusedGone
	}
	first := groups(rows)
	var group []outboxRow
	for i, row := range rows {
		if first[i] == first[at] {
			group = append(group, row)
		}
	}
	return group, nil
}

// reissue queues a batch that was forgotten under a new name, without the fields
// that this desk has set anew since.
func (w *writer) reissue(row outboxRow) error {
	b := *row.batch
	b.ID, b.Device, b.Ops = change.ID(shop.NewID()), change.ID(w.desk.ID), nil
	for _, op := range row.batch.Ops {
		if op.Act == change.Patch {
			set, err := w.stillMeant(op)
			if err != nil {
				return err
			}
			if len(set) == 0 {
				continue
			}
			op.Set = set
		}
		b.Ops = append(b.Ops, op)
	}
	if len(b.Ops) > 0 {
		if err := outbox.Add(w.ctx, w, &b, row.before); err != nil {
			return err
		}
		if err := w.noteEdits(&b); err != nil {
			return err
		}
	}
	return w.showEdited(row.batch)
}

// stillMeant leaves out of an edit what a later one of this desk has set.
func (w *writer) stillMeant(op change.Op) (set []change.Assign, err error) {
	truth, err := w.truth(op.Kind, op.ID)
	if err != nil {
		return nil, err
	}
	later, err := w.unsent(op.ID)
	if err != nil {
		return nil, err
	}
	for _, a := range op.Set {
		if truth != nil && truth.FieldVersion(a.Field) > op.Base && w.own(truth.FieldVersion(a.Field)) {
			continue
		}
		anew := slices.ContainsFunc(later, func(o change.Op) bool {
			return slices.ContainsFunc(o.Set, func(b change.Assign) bool { return b.Field == a.Field })
		})
		if !anew {
			set = append(set, a)
		}
	}
	return set, nil
}

// showEdited makes the rows that a batch edits show what the hub has confirmed
// with the present edits laid over.
func (w *writer) showEdited(b *change.Batch) error {
	for _, op := range b.Ops {
		if op.Act == change.Create {
			continue
		}
		truth, err := w.truth(op.Kind, op.ID)
		if err != nil {
			return err
		}
		if truth == nil {
			continue
		}
		if _, err := w.settle(op.Kind, op.ID, truth); err != nil {
			return err
		}
	}
	return nil
}

// DropRefused takes back here what a refused batch did, together with what it
// stands on and what stands on it; history keeps that it was there and that it
// was dropped. ErrRefusedGone when the batch is not in the list any more.
func (r *Replica) DropRefused(ctx context.Context, actor Actor, deviceSeq int64) error {
	return r.command(ctx, actor, "drop", func(w *writer) error {
		group, err := w.refusedGroup(deviceSeq)
		if err != nil {
			return err
		}
		orders, err := w.ordersOf(group)
		if err != nil {
			return err
		}
		for _, row := range slices.Backward(group) {
			if err := w.dropUnsent(row.number); err != nil {
				return err
			}
		}
		// What other edits of the same orders still stand for is in the ledger.
		for _, order := range orders {
			if err := w.settleStock(order, "sale"); err != nil {
				return err
			}
		}
		w.kinds["outbox"] = true
		return nil
	})
}

// ordersOf lists the orders that batches touch.
func (w *writer) ordersOf(group []outboxRow) ([]shop.ID, error) {
	var orders list
	for _, row := range group {
		for _, op := range row.batch.Ops {
			switch op.Kind {
			case change.Order.Num:
				orders.add(shop.ID(op.ID))
			case change.Line.Num:
				if err := w.eachID(`SELECT order_id FROM order_lines WHERE id=?`, orders.add, op.ID[:]); err != nil {
					return nil, err
				}
			}
		}
	}
	return orders.ids, nil
}
