package simtest

import (
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
)

// handing is an order that a batch took out of the shop, as its author saw it.
type handing struct {
	order change.ID
	lines map[change.ID]bool // that its author saw; true = in the order, and its goods went out
}

// lineWork is what a batch did to a line of an order.
type lineWork struct {
	line, order change.ID
	takes       bool // took it out of the order; else it made it
	knew        bool // its author saw that the order had left the shop
	by          *promise
}

// handings notes what a batch does to orders that leave the shop; was is what its
// author sees with the batch done, before what was seen without it.
func (p *promise) handings(before []*change.Record, was map[key]*change.Record) {
	out := map[change.ID]bool{}
	for _, r := range before {
		if r.Kind == change.Order.Num {
			out[r.ID] = leftTheShop(r)
		}
	}
	went := map[spot]bool{} // offer and order
	for at, mv := range was {
		if at.kind == change.StockMove.Num && mv.Text(3) == "on_hand" && mv.Int(4) < 0 {
			went[spot{mv.Ref(1), mv.Ref(6)}] = true
		}
	}
	for i := range p.batch.Ops {
		op := &p.batch.Ops[i]
		r := was[key{op.Kind, op.ID}]
		switch {
		case r == nil:
		case op.Kind == change.Order.Num && op.Act == change.Patch && leftTheShop(r) && !out[r.ID]:
			h, some := handing{order: r.ID, lines: map[change.ID]bool{}}, false
			for at, l := range was {
				if at.kind == change.Line.Num && l.Ref(1) == r.ID {
					h.lines[l.ID] = inOrder(l) && went[spot{l.Ref(3), r.ID}]
					some = some || h.lines[l.ID]
				}
			}
			if some {
				p.handed = append(p.handed, h)
			}
		case op.Kind == change.Line.Num && (op.Act == change.Create || !inOrder(r)):
			p.lines = append(p.lines, lineWork{line: r.ID, order: r.Ref(1), takes: !inOrder(r), knew: out[r.Ref(1)], by: p})
		}
	}
}

func leftTheShop(order *change.Record) bool {
	return shop.OrderKind(order.Text(1)) == shop.Sale && shop.Status(order.Text(4)).HandedOver()
}

func inOrder(line *change.Record) bool { return !line.Deleted && line.Text(15) == "" }

// checkHanded sees that no line that went out of the shop was taken out of its
// order by somebody who did not know, and that somebody is asked where a line came
// to an order that had left.
func (o *oracle) checkHanded() {
	records := o.views[0].records
	work := map[change.ID][]lineWork{} // by line
	made := map[change.ID][]lineWork{} // by order
	for _, p := range o.order {
		for _, w := range p.lines {
			switch {
			case !p.stands:
			case w.takes:
				work[w.line] = append(work[w.line], w)
			case !w.knew:
				made[w.order] = append(made[w.order], w)
			}
		}
	}
	came := map[change.ID]bool{} // orders that were cancelled, and perhaps taken up again
	for _, p := range o.order {
		for _, c := range p.cancelled {
			came[c.order] = came[c.order] || p.stands
		}
	}
	asked := map[change.ID]bool{}
	for _, r := range records {
		if r.Kind == change.Conflict.Num && r.Text(5) == merge.ReasonHanded {
			asked[r.Ref(2)] = true
		}
	}
	for _, p := range o.order {
		for _, h := range p.handed {
			order := records[key{change.Order.Num, h.order}]
			if !p.stands || o.lies > 0 || order == nil || order.Deleted || !leftTheShop(order) || came[h.order] {
				continue
			}
			for line, had := range h.lines {
				r := records[key{change.Line.Num, line}]
				if !had || r == nil || inOrder(r) {
					continue
				}
				knew := false
				for _, w := range work[line] {
					knew = knew || w.knew
				}
				if !knew {
					o.w.violate("desk %s handed order %s over with line %x, which is not in it any more: %s\n    %s", p.till.name, order.Text(2), line, describe(r), o.place(p.batch.ID))
				}
			}
			for _, w := range made[h.order] {
				r := records[key{change.Line.Num, w.line}]
				if _, saw := h.lines[w.line]; !saw && r != nil && inOrder(r) && !asked[h.order] {
					o.w.violate("desk %s handed order %s over without line %x, and nobody is asked\n    %s\n    %s", p.till.name, order.Text(2), w.line, o.place(p.batch.ID), o.place(w.by.batch.ID))
				}
			}
		}
	}
}
