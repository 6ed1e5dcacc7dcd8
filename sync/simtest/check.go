package simtest

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
	"github.com/prylavok/prylavok/sync/store"
)

// settled reports whether every till has nothing left to send, to read or to load.
func (w *World) settled() bool {
	for _, t := range w.tills {
		if !t.gone && !t.purged && w.waits(t) != "" {
			return false
		}
	}
	return true
}

// nameWaiting calls it a failure that tills still wait for something so late.
func (w *World) nameWaiting(late string) {
	for _, t := range w.tills {
		if why := w.waits(t); why != "" && !t.gone && !t.purged {
			w.violate("desk %s still waits, %s, for %s; it says %+v", t.name, late, why, t.sessions[0].state.Status())
		}
	}
}

// waits says what a till still waits for.
func (w *World) waits(t *Till) string {
	ctx := context.Background()
	st, err := t.desk.Standing(ctx)
	if err != nil {
		return err.Error()
	}
	out, err := t.desk.Outgoing(ctx, 0, 1, 1)
	if err != nil {
		return err.Error()
	}
	switch {
	case t.revoked:
		return "to be purged"
	case st.Shop != w.shop:
		return "to join"
	case w.hubDevice(st.Device).ScopeRev != st.ScopeRev:
		return "its rights"
	case len(out) > 0:
		return fmt.Sprintf("batch %d (%s) to be sent, made %d, acknowledged %d", out[0].DeviceSeq, out[0].Intent, st.LastMade, st.Acked)
	case st.Load != nil:
		return fmt.Sprintf("a load: %+v", *st.Load)
	case st.Cursor.Seq != int64(len(w.oracle.entries)):
		return fmt.Sprintf("the feed from %d to %d", st.Cursor.Seq, len(w.oracle.entries))
	case st.Cursor.Epoch != w.oracle.epochs[len(w.oracle.epochs)-1].ID:
		return "the epoch"
	}
	return ""
}

// hubDevice gives a device as the hub knows it, empty when it does not.
func (w *World) hubDevice(device change.ID) (d store.Device) {
	err := w.hub.disk.Read(context.Background(), w.shop, func(r store.Reader) (err error) {
		d, err = r.Device(device)
		return err
	})
	if err != nil {
		return store.Device{}
	}
	return d
}

// check demands at the end what was promised.
func (o *oracle) check() {
	o.readFeed()
	o.checkFeed()
	o.checkHub()
	o.checkDesks()
	o.checkShop()
	o.checkNumbers()
	o.checkValues()
	o.checkHanded()
	o.checkMoney()
}

// checkFeed sees that each acknowledged batch is in the feed once and whole.
func (o *oracle) checkFeed() {
	w := o.w
	places := map[change.ID]int64{}
	for i := range o.entries {
		id := o.entries[i].Batch.ID
		if was := places[id]; was != 0 {
			w.violate("batch %x is in the feed twice, at %d and %d", id, was, o.entries[i].Seq)
		}
		places[id] = o.entries[i].Seq
	}
	for _, p := range o.order {
		at := places[p.batch.ID]
		switch {
		case p.refused != nil:
			if at != 0 {
				w.violate("batch %s of desk %s was refused and is in the feed", p.batch.Intent, p.till.name)
			}
		case at == 0 && (p.excused != "" || o.buried(p)):
			o.lost++
		case at == 0 && p.acked && o.restores > 0 && o.refersToLost(&p.batch):
			o.orphaned++ // it lies in quarantine: what it is about went with another till
		case at == 0 && p.acked && o.restores > 0 && p.till.demoted:
			o.orphaned++ // in quarantine too: its till had lost the right to it by then
		case at == 0 && p.acked:
			w.violate("batch %s %d of desk %s was acknowledged and is gone", p.batch.Intent, p.batch.DeviceSeq, p.till.name)
		case at == 0:
			w.violate("batch %s %d of desk %s never came", p.batch.Intent, p.batch.DeviceSeq, p.till.name)
		default:
			o.checkWhole(p)
		}
	}
}

// buried reports whether the hub lost a batch and the till that could have given
// it back was thrown away, purged or set back before it did, or goes by another
// name now: by that it may not give back what is its older one's.
func (o *oracle) buried(p *promise) bool {
	return o.restores > 0 && (p.till.gone || p.till.purged || p.till.rolled || p.till.renamed)
}

// checkWhole sees that everything that a batch made is there.
func (o *oracle) checkWhole(p *promise) {
	for i := range p.batch.Ops {
		op := &p.batch.Ops[i]
		if op.Act != change.Create {
			continue
		}
		r := o.views[0].records[key{op.Kind, op.ID}]
		if r == nil {
			o.w.violate("batch %s of desk %s is split: its record of kind %d is not there", p.batch.Intent, p.till.name, op.Kind)
			continue
		}
		if op.Kind != change.StockMove.Num && op.Kind != change.Payment.Num {
			continue
		}
		for _, a := range op.Set {
			if !change.Same(a.Value, r.Value(a.Field)) {
				o.w.violate("a record of kind %d is not what desk %s made: field %d", op.Kind, p.till.name, a.Field)
			}
		}
	}
}

// checkHub sees that the hub's records are what its feed says, and its sums its moves.
func (o *oracle) checkHub() {
	w := o.w
	problems, err := w.hub.disk.Verify(context.Background())
	if err != nil || len(problems) > 0 {
		w.violate("hub: verify: %v %v", problems, err)
	}
	err = w.hub.disk.Read(context.Background(), w.shop, func(r store.Reader) error {
		for _, v := range o.views {
			d, err := r.Digest(v.scope)
			if err != nil {
				return err
			}
			if d != v.digest {
				w.violate("the hub's records are not what its feed says, as %s sees them", v.scope)
			}
		}
		return nil
	})
	if err != nil {
		w.violate("hub: %v", err)
	}
}

// checkDesks sees that every desk has what its scope sees, no more and no less.
func (o *oracle) checkDesks() {
	w, ctx := o.w, context.Background()
	for _, t := range w.tills {
		if t.gone {
			continue
		}
		in, err := t.desk.Inspect(ctx)
		if err != nil {
			w.violate("desk %s: %v", t.name, err)
			continue
		}
		if t.purged {
			if len(in.Records) > 0 || !in.Purged {
				w.violate("desk %s was cut off and keeps %d records", t.name, len(in.Records))
			}
			continue
		}
		st, err := t.desk.Standing(ctx)
		if err != nil {
			w.violate("desk %s: %v", t.name, err)
		}
		o.compare(t, st)
		o.checkSums(t, in)
		o.checkScope(t, st.Scope, in)
	}
}

func (o *oracle) checkSums(t *Till, in Inspection) {
	sums := map[merge.Place]int64{}
	for _, r := range in.Records {
		if r.Kind == change.StockMove.Num {
			p, quantity := moved(r)
			sums[p] += quantity
		}
	}
	for p, sum := range in.Sums {
		if sums[p] != sum {
			o.w.violate("desk %s: stock of %x is %d, its moves come to %d", t.name, p.Offer, sum, sums[p])
		}
		delete(sums, p)
	}
	for p, sum := range sums {
		if sum != 0 {
			o.w.violate("desk %s: stock of %x is missing, its moves come to %d", t.name, p.Offer, sum)
		}
	}
}

// checkScope sees that a desk holds nothing that it may not see, kept entries
// and what waits to be sent included.
func (o *oracle) checkScope(t *Till, s change.Scope, in Inspection) {
	ctx := context.Background()
	for _, r := range in.Records {
		masked, seen := s.Mask(r)
		if !seen || len(masked.Fields) != len(r.Fields) {
			o.w.violate("desk %s holds a record of kind %d that a %s may not see", t.name, r.Kind, s)
		}
	}
	entries, err := t.desk.GiveBack(ctx, 0, 1<<30)
	if err != nil {
		o.w.violate("desk %s: %v", t.name, err)
	}
	for i := range entries {
		for j := range entries[i].Batch.Ops {
			op := &entries[i].Batch.Ops[j]
			if masked, seen := s.MaskOp(op); !seen || len(masked.Set) != len(op.Set) {
				o.w.violate("desk %s keeps an entry with kind %d that a %s may not see", t.name, op.Kind, s)
			}
		}
	}
}

// checkShop sees that the shop makes sense: no number twice, orders' goods moved
// as their states ask for, a task for what is missing.
func (o *oracle) checkShop() {
	records := o.views[0].records
	claims := map[string]change.ID{}
	sums := map[merge.Place]int64{}
	type document struct {
		merge.Place
		order change.ID
	}
	ledger := map[document]int64{}
	for _, k := range sorted(records) {
		r := records[k]
		kind, known := change.KindNum(r.Kind)
		if !known {
			continue
		}
		for _, f := range kind.Fields {
			if text := r.Text(f.Num); f.Rule == change.Claim && text != "" && !r.Deleted {
				name := kind.Name + " " + f.Name + " " + text
				if other, taken := claims[name]; taken {
					o.w.violate("%s is that of %x and of %x", name, other, r.ID)
				}
				claims[name] = r.ID
			}
		}
		switch r.Kind {
		case change.StockMove.Num:
			p, quantity := moved(r)
			sums[p] += quantity
			if order := records[key{change.Order.Num, r.Ref(6)}]; order != nil {
				ledger[document{p, order.ID}] += quantity
			}
		case change.Line.Num:
			o.wantLine(r, func(p merge.Place, order change.ID, quantity int64) { ledger[document{p, order}] -= quantity })
		}
	}
	for d, left := range ledger {
		if left != 0 {
			order := records[key{change.Order.Num, d.order}]
			o.w.violate("the ledger of order %s (%s, deleted %v) is off by %d %s of %x", order.Text(2), order.Text(4), order.Deleted, left, d.Bucket, d.Offer)
		}
	}
	o.checkTasks(sums)
}

func (o *oracle) wantLine(l *change.Record, want func(merge.Place, change.ID, int64)) {
	order := o.views[0].records[key{change.Order.Num, l.Ref(1)}]
	if order == nil || order.Deleted || l.Deleted || l.Text(15) != "" || l.Ref(3) == (change.ID{}) {
		return
	}
	onHand, reserved := shop.StockEffect(shop.OrderKind(order.Text(1)), shop.Status(order.Text(4)))
	want(merge.Place{Offer: l.Ref(3), Warehouse: order.Ref(23), Bucket: "on_hand"}, order.ID, onHand*l.Int(7))
	want(merge.Place{Offer: l.Ref(3), Warehouse: order.Ref(23), Bucket: "reserved"}, order.ID, reserved*l.Int(7))
}

// checkTasks sees that what is missing in the shop is somebody's task.
func (o *oracle) checkTasks(sums map[merge.Place]int64) {
	tasks := map[spot]*change.Record{}
	for _, r := range o.views[0].records {
		if r.Kind == change.Task.Num && (tasks[spot{r.Ref(2), r.Ref(3)}] == nil || r.Text(7) == merge.TaskOpen) {
			at := spot{r.Ref(2), r.Ref(3)}
			// Lives of the feed that came apart may each have made one.
			if was := tasks[at]; was != nil && o.restores == 0 && was.Text(7) == merge.TaskOpen && r.Text(7) == merge.TaskOpen {
				o.w.violate("two open tasks for one offer")
			}
			tasks[at] = r
		}
	}
	for p, sum := range sums {
		task := tasks[spot{p.Offer, p.Warehouse}]
		if p.Bucket != "on_hand" {
			continue
		}
		if sum < 0 && task == nil {
			o.w.violate("%d of offer %x are missing and nobody is told", -sum, p.Offer)
		}
		if sum >= 0 && task != nil && task.Text(7) == merge.TaskOpen {
			o.w.violate("a task is open for offer %x, of which there are %d", p.Offer, sum)
		}
	}
}

// checkValues sees that each value that somebody set stands, or somebody who
// saw it changed it, or a clash names it.
func (o *oracle) checkValues() {
	records := o.views[0].records
	seen := map[key][]edit{} // edits that went into the feed, by record
	for _, p := range o.order {
		p.stands = p.refused == nil && o.inFeed(p.batch.ID)
		for _, e := range p.edits {
			seen[e.at] = append(seen[e.at], e)
		}
	}
	named := map[key][]*change.Record{} // clashes by record
	for _, r := range records {
		if r.Kind == change.Conflict.Num {
			k := key{uint8(r.Int(1)), r.Ref(2)}
			named[k] = append(named[k], r)
		}
	}
	for _, k := range sorted(seen) {
		r := records[k]
		if r == nil {
			continue // checkWhole tells
		}
		for i := range seen[k] {
			if e := &seen[k][i]; e.by.stands && !o.stands(r, e, seen[k], named[k]) && !o.excused(e, seen[k]) {
				o.w.violate("a value was lost without a word: desk %s, %s %d %x, set %s field %d to %v, it is %v\n    %s\n    %s",
					e.by.till.name, e.by.batch.Intent, e.by.batch.DeviceSeq, e.by.batch.ID[8:12], kindName(k.kind), e.field, e.value, current(r, e.field), describe(r), o.place(e.by.batch.ID))
			}
		}
	}
}

// excused reports whether nobody can be told of a lost value. Its till had lost
// the right to keep it before it was sent or given back; or it set the thing
// once more while the hub had lost the first time; or a disk that lied made two
// branches of the feed go by one name, which are then taken for one order.
func (o *oracle) excused(e *edit, all []edit) bool {
	if change.ScopeClerk.Hides(e.at.kind, e.field) {
		// A till that has just got the right sets what it could not see before the
		// load of it came: it knows of nothing that it goes against.
		blind := slices.ContainsFunc(all, func(x edit) bool {
			return x.by != e.by && x.by.till.demoted && x.field == e.field && change.IsZero(x.before)
		})
		if e.by.till.demoted || blind {
			o.unnamed++
			return true
		}
	}
	again := slices.ContainsFunc(all, func(x edit) bool {
		return x.by != e.by && x.by.till == e.by.till && x.field == e.field && x.by.stands
	})
	// Two that set the same are one: its entry says it once, and went with its till.
	one := slices.ContainsFunc(all, func(x edit) bool {
		return x.by != e.by && x.field == e.field && same(x.value, e.value) && !x.by.stands && (x.by.excused != "" || o.buried(x.by))
	})
	if o.restores > 0 && (again || one) || o.lies > 0 {
		o.unnamed++
		return true
	}
	return false
}

// place writes where a batch stands in the feed and what it came to.
func (o *oracle) place(batch change.ID) string {
	for i := range o.entries {
		if e := &o.entries[i]; e.Batch.ID == batch {
			text := fmt.Sprintf("at %d, was %v, base %v:", e.Seq, e.Was, e.Batch.Base)
			for _, op := range e.Batch.Ops {
				text += fmt.Sprintf(" [%d %s %x base %d:", op.Act, kindName(op.Kind), op.ID[8:12], op.Base)
				for _, a := range op.Set {
					text += fmt.Sprintf(" %d=%v", a.Field, a.Value)
				}
				text += "]"
			}
			return text
		}
	}
	return "not in the feed"
}

func current(r *change.Record, field uint8) any {
	if field == 0 {
		return r.Deleted
	}
	return r.Value(field)
}

func (o *oracle) stands(r *change.Record, e *edit, all []edit, clashes []*change.Record) bool {
	if k, known := change.KindNum(r.Kind); known && (k == change.Conflict || k == change.Task || k == change.Lease) {
		return true // what decides clashes makes none, and the hub fills leases
	}
	if now := current(r, e.field); same(now, e.value) {
		return true
	}
	if followed(e, all, 8) {
		return true
	}
	// The sum of a line follows its price and quantity, and a restored value its record.
	text := scalar(e.value)
	isOrder := r.Kind == change.Order.Num
	return slices.ContainsFunc(clashes, func(c *change.Record) bool {
		// A record that cannot come back because its code is another's has a clash over the code.
		// When an order ended follows its status.
		if isOrder && e.field == 9 && c.Int(4) == 4 {
			return true
		}
		return e.field == 0 || uint8(c.Int(4)) == e.field && (c.Text(8) == text || c.Text(7) == text || c.Text(6) == text)
	})
}

// followed reports whether somebody who saw a value set another one after it,
// perhaps by way of edits that never went out, which their author saw all the same.
func followed(e *edit, all []edit, deep int) bool {
	for i := range all {
		x := &all[i]
		if x != e && x.field == e.field && !x.made && same(x.before, e.value) && (x.by.stands || (deep > 0 && followed(x, all, deep-1))) {
			return true
		}
	}
	return false
}

// same compares values of fields and whether records are deleted.
func same(a, b any) bool {
	x, deletedX := a.(bool)
	y, deletedY := b.(bool)
	if deletedX || deletedY {
		return deletedX && deletedY && x == y
	}
	return change.Same(a, b)
}

// scalar writes a value as a clash names it.
func scalar(v any) string {
	if b, ok := v.([]byte); ok && len(b) == 16 {
		v = shop.ID(b).String()
	}
	data, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(data)
}

func kindName(num uint8) string {
	if k, ok := change.KindNum(num); ok {
		return k.Name
	}
	return fmt.Sprintf("kind %d", num)
}

// describe writes a record in one line.
func describe(r *change.Record) string {
	if r == nil {
		return "none"
	}
	text := fmt.Sprintf("%s %x v%d (made %d, marked %d, deleted %v)", kindName(r.Kind), r.ID, r.Version, r.Created, r.Marked, r.Deleted)
	for _, f := range r.Fields {
		if v, ok := f.Value.([]byte); ok {
			text += fmt.Sprintf(" %d=%x@%d", f.Num, v[:4], f.Version)
			continue
		}
		text += fmt.Sprintf(" %d=%v@%d", f.Num, f.Value, f.Version)
	}
	return text
}
