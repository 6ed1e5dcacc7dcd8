package simtest

import (
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
)

// cancelling is an order that a batch cancelled, as its author saw it.
type cancelling struct {
	order    change.ID
	payments map[change.ID]bool // that its author saw
}

// taking is money that a batch took for an order that its author saw living.
type taking struct{ order, payment change.ID }

// money notes what a batch takes for orders, and which it cancels; was is what its
// author sees with the batch done, before what was seen without it.
func (p *promise) money(before []*change.Record, was map[key]*change.Record) {
	living := map[change.ID]bool{}
	for _, r := range before {
		if r.Kind == change.Order.Num {
			living[r.ID] = r.Text(4) != string(shop.Cancelled)
		}
	}
	for i := range p.batch.Ops {
		op := &p.batch.Ops[i]
		r := was[key{op.Kind, op.ID}]
		switch {
		case r == nil:
		case op.Kind == change.Order.Num && living[r.ID] && r.Text(4) == string(shop.Cancelled):
			c := cancelling{order: r.ID, payments: map[change.ID]bool{}}
			for at, pay := range was {
				if at.kind == change.Payment.Num && pay.Ref(1) == r.ID {
					c.payments[pay.ID] = true
				}
			}
			p.cancelled = append(p.cancelled, c)
		case op.Kind == change.Payment.Num && r.Int(3) > 0 && living[r.Ref(1)]:
			p.took = append(p.took, taking{order: r.Ref(1), payment: r.ID})
		}
	}
}

// checkMoney sees that no order is cancelled for which somebody took money that
// whoever cancelled it did not know of, without anybody being asked.
func (o *oracle) checkMoney() {
	records := o.views[0].records
	asked := map[change.ID]bool{}
	for _, r := range records {
		if r.Kind == change.Conflict.Num && (r.Text(5) == merge.ReasonPaid || r.Int(4) == 4) {
			asked[r.Ref(2)] = true
		}
	}
	cancelled := map[change.ID][]cancelling{}
	for _, p := range o.order {
		for _, c := range p.cancelled {
			if p.stands {
				cancelled[c.order] = append(cancelled[c.order], c)
			}
		}
	}
	for _, p := range o.order {
		for _, m := range p.took {
			order := records[key{change.Order.Num, m.order}]
			if !p.stands || o.lies > 0 || order == nil || order.Text(4) != string(shop.Cancelled) || asked[m.order] {
				continue
			}
			knew := false
			for _, c := range cancelled[m.order] {
				knew = knew || c.payments[m.payment]
			}
			if !knew {
				o.w.violate("desk %s took money for order %s, which is cancelled, and nobody is asked\n    %s\n    %s", p.till.name, order.Text(2), o.place(p.batch.ID), describe(order))
			}
		}
	}
}
