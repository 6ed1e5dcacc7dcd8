package simtest

import (
	"context"
	"slices"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/client"
	"github.com/prylavok/prylavok/sync/merge"
	"github.com/prylavok/prylavok/sync/wire"
)

// This file is how the model takes the shop's state in pages, beside the feed.

// StartLoad begins a load or goes on with it.
func (m *model) StartLoad(_ context.Context, l client.Load) (client.Load, error) {
	d := &m.disk
	if d.load != nil && d.load.Begun() {
		return *d.load, nil
	}
	if d.load != nil {
		l.Why, l.Since = d.load.Why, d.load.Since
	}
	if l.Why == client.LoadRestored {
		l.Since = d.since(l.Since)
	}
	// Only a replica that has read nothing jumps to where its load begins:
	// between an older cursor and that place its own batches may come back.
	if d.cursor.Epoch == 0 {
		d.cursor, d.last = change.Cursor{Epoch: l.Epoch, Seq: l.Start}, l.StartBatch
		d.began = wire.Place{Seq: l.Start, Batch: l.StartBatch}
	}
	d.loads++
	l.Number, l.Tier, l.After = d.loads, l.FirstTier(), nil
	for k := range d.records {
		if (l.Why == client.LoadScope && hiddenFromSome(k.kind)) || l.Why == client.LoadFirst || l.Why == client.LoadRepair {
			d.stale[k] = true
		}
	}
	d.recount()
	d.load = &l
	return l, nil
}

// since gives the place from which everything has to be read again after a
// restore: that which both share, or 0 when a record that is older was changed
// after it, because what it was before is not known here any more.
func (d *disk) since(common int64) int64 {
	for k := range d.stale {
		if !d.erase[k] {
			return 0
		}
	}
	return common
}

func hiddenFromSome(kind uint8) bool {
	if kind == change.Conflict.Num {
		return true
	}
	return slices.ContainsFunc(change.ScopeClerk.HiddenKinds(), func(k *change.Kind) bool { return k.Num == kind })
}

// recount makes the sums those of the moves that stand.
func (d *disk) recount() {
	clear(d.sums)
	clear(d.cuts)
	for k, r := range d.records {
		if k.kind == change.StockMove.Num && !d.stale[k] {
			d.addMove(r)
		}
	}
}

// TakePages stores some of the pages: now one, now all.
func (m *model) TakePages(_ context.Context, pages []wire.Page) (taken int, now client.Load, err error) {
	d := &m.disk
	for taken = 0; taken < len(pages) && (taken == 0 || pages[taken].Head%2 == 0); taken++ {
		if d.load != nil && d.load.Begun() && d.load.Number == pages[taken].Load {
			d.takePage(pages[taken])
		}
	}
	if d.load != nil {
		now = *d.load
	}
	return taken, now, nil
}

func (d *disk) takePage(p wire.Page) {
	for i := range p.Records {
		d.put(&p.Records[i])
	}
	for _, s := range p.Sums {
		d.putSum(s, p.Head)
	}
	d.catchUp(p)
	d.paged = max(d.paged, p.Head)
	l := d.load.Next(p)
	d.load = &l
}

// catchUp brings a page's records from its head to the cursor: another session
// on this replica may have read on, and passed over what was not here yet.
func (d *disk) catchUp(p wire.Page) {
	if p.Head >= d.cursor.Seq {
		return
	}
	paged := map[key]bool{}
	for i := range p.Records {
		paged[key{p.Records[i].Kind, p.Records[i].ID}] = true
	}
	for _, k := range d.feed {
		before := map[key]int64{}
		for i := range k.entry.Batch.Ops {
			op := &k.entry.Batch.Ops[i]
			at := key{op.Kind, op.ID}
			if k.entry.Seq <= p.Head || !paged[at] || d.records[at] == nil {
				continue
			}
			if _, seen := before[at]; !seen {
				before[at] = d.records[at].Version
			}
			d.apply(op, k.entry.Seq, before[at])
		}
	}
}

func (d *disk) put(r *change.Record) {
	k := key{r.Kind, r.ID}
	old := d.records[k]
	switch {
	case d.stale[k]:
		delete(d.stale, k)
		delete(d.erase, k)
		old = nil
	case old != nil && old.Version >= r.Version:
		return
	}
	d.records[k] = r
	if old == nil && r.Kind == change.StockMove.Num {
		d.addMove(r)
	}
}

// putSum takes a sum as it was at a place of the feed; moves after it that are
// here already come on top.
func (d *disk) putSum(s wire.Sum, head int64) {
	at := spot{s.Offer, s.Warehouse}
	d.cuts[at] = head
	onHand, reserved := merge.Place{Offer: s.Offer, Warehouse: s.Warehouse, Bucket: "on_hand"}, merge.Place{Offer: s.Offer, Warehouse: s.Warehouse, Bucket: "reserved"}
	d.sums[onHand], d.sums[reserved] = s.OnHand, s.Reserved
	for k, r := range d.records {
		if p, quantity := moved(r); k.kind == change.StockMove.Num && !d.stale[k] && (p == onHand || p == reserved) && r.Created > head {
			d.sums[p] += quantity
		}
	}
}

// FinishLoad makes the load a durable fact: what it did not bring is gone.
func (m *model) FinishLoad(context.Context) error {
	d := &m.disk
	if d.load == nil || !d.load.Complete() {
		return nil // another session finished it, and perhaps began another one
	}
	for k := range d.stale {
		delete(d.records, k)
	}
	clear(d.stale)
	clear(d.erase)
	d.load = nil
	d.recount()
	return nil
}
