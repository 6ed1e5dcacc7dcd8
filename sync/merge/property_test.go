package merge_test

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"testing"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
	"pgregory.net/rapid"
)

// model is a till with a copy: what it has read of the hub, and its unsent
// batches laid over by merge.Rebase.
type model struct {
	*till
	t         *rapid.T
	confirmed *hub
	unsent    []*change.Batch
	ids       int
}

func (m *model) nextID() change.ID { m.ids++; return id(m.ids*10 + int(m.device[15])%10 + 20_000) }

// read takes the hub's state over; the copy's own batches that are in it are no
// longer unsent.
func (m *model) read(h *hub) {
	m.confirmed = h.clone()
	m.till.read(h)
	have := map[change.ID]bool{}
	for _, e := range h.feed {
		have[e.Batch.ID] = true
	}
	m.unsent = slices.DeleteFunc(m.unsent, func(b *change.Batch) bool { return have[b.ID] })
}

// own reports whether a place of the feed is this till's.
func (m *model) own(seq int64) bool {
	o, ok, _ := m.confirmed.Origin(seq)
	return ok && o.Device == m.device
}

// sees gives a record as the till shows it.
func (m *model) sees(k *change.Kind, id change.ID) *change.Record {
	var ops []change.Op
	for _, b := range m.unsent {
		for _, op := range b.Ops {
			if op.Kind == k.Num && op.ID == id {
				ops = append(ops, op)
			}
		}
	}
	return merge.Rebase(m.confirmed.records[key{k.Num, id}], ops, m.own)
}

// all lists what the till shows of a kind.
func (m *model) all(k *change.Kind) (list []*change.Record) {
	ids := map[change.ID]bool{}
	for at := range m.confirmed.records {
		ids[at.id] = ids[at.id] || at.kind == k.Num
	}
	for _, b := range m.unsent {
		for _, op := range b.Ops {
			ids[op.ID] = ids[op.ID] || op.Kind == k.Num
		}
	}
	for _, id := range slices.SortedFunc(maps.Keys(ids), func(a, b change.ID) int { return slices.Compare(a[:], b[:]) }) {
		if r := m.sees(k, id); ids[id] && r != nil {
			list = append(list, r)
		}
	}
	return list
}

// patch edits what the till sees; it leaves out what is so already.
func (m *model) patch(k *change.Kind, id change.ID, pairs ...any) []change.Op {
	r := m.sees(k, id)
	if r == nil || r.Deleted {
		return nil
	}
	op := patch(k, id, r.Version, pairs...)
	op.Set = slices.DeleteFunc(op.Set, func(a change.Assign) bool { return change.Same(r.Value(a.Field), a.Value) })
	if len(op.Set) == 0 {
		return nil
	}
	return []change.Op{op}
}

// settled adds the moves that the order's goods need, as the till sees it with
// the operations done.
func (m *model) settled(ops []change.Op) []change.Op {
	if len(ops) == 0 {
		return ops
	}
	m.unsent = append(m.unsent, &change.Batch{Ops: ops})
	left := wantedOf(m.sees(change.Order, order), m.all(change.Line), m.all(change.StockMove))
	m.unsent = m.unsent[:len(m.unsent)-1]
	for _, bucket := range []string{"on_hand", "reserved"} {
		if q := left[bucket]; q != 0 {
			ops = append(ops, create(change.StockMove, m.nextID(), "offer_id", mug, "warehouse_id", warehouse, "bucket", bucket, "quantity", q, "cause", "sale", "document_id", order))
		}
	}
	return ops
}

// wantedOf gives by bucket what an order's state asks of the ledger beyond what
// its moves come to.
func wantedOf(o *change.Record, lines, moves []*change.Record) map[string]int64 {
	left := map[string]int64{}
	onHand, reserved := shop.StockEffect(shop.Sale, shop.Status(get[string](o, "status")))
	for _, l := range lines {
		if !o.Deleted && !l.Deleted && get[string](l, "cancelled") == "" && get[change.ID](l, "order_id") == o.ID {
			left["on_hand"] += onHand * get[int64](l, "quantity")
			left["reserved"] += reserved * get[int64](l, "quantity")
		}
	}
	for _, mv := range moves {
		if get[change.ID](mv, "document_id") == o.ID {
			left[get[string](mv, "bucket")] -= get[int64](mv, "quantity")
		}
	}
	return left
}

// act is one command at the till.
func (m *model) act() {
	var ops []change.Op
	switch rapid.IntRange(0, 9).Draw(m.t, "command") {
	case 0, 1, 2:
		to := rapid.SampledFrom([]string{"new", "confirmed", "packed", "shipped", "delivered", "completed", "cancelled"}).Draw(m.t, "status")
		finished := 0
		if !shop.Status(to).Open() {
			finished = rapid.IntRange(1, 9).Draw(m.t, "at")
		}
		ops = m.settled(m.patch(change.Order, order, "status", to, "finished_at", finished))
	case 3:
		q := rapid.IntRange(1, 4).Draw(m.t, "pieces")
		ops = m.settled(m.patch(change.Line, line, "quantity", 1000*q, "sum", 12000*q))
	case 4:
		if m.sees(change.Order, order).Deleted {
			return
		}
		ops = m.settled([]change.Op{create(change.Line, m.nextID(), "order_id", order, "offer_id", mug, "quantity", 1000)})
	case 5:
		lines := m.all(change.Line)
		l := lines[rapid.IntRange(0, len(lines)-1).Draw(m.t, "line")]
		if rapid.Bool().Draw(m.t, "remove") && !l.Deleted {
			ops = m.settled([]change.Op{remove(change.Line, l.ID, l.Version)})
		} else {
			ops = m.settled(m.patch(change.Line, l.ID, "cancelled", "broken"))
		}
	case 6:
		ops = m.patch(change.Offer, mug, "price", rapid.IntRange(1, 4).Draw(m.t, "price"))
	case 7:
		ops = m.patch(change.Customer, customer, "name", rapid.SampledFrom([]string{"A", "B", "C"}).Draw(m.t, "name"), "city", rapid.SampledFrom([]string{"Lviv", "Kyiv"}).Draw(m.t, "city"))
	case 8:
		r := m.sees(change.Customer, customer)
		if r.Deleted {
			ops = []change.Op{revive(change.Customer, customer, r.Version)}
		} else {
			ops = []change.Op{remove(change.Customer, customer, r.Version)}
		}
	case 9:
		ops = m.patch(change.Product, product, "tags", rapid.SampledFrom([]string{"blue", "blue, gift", "sale"}).Draw(m.t, "tags"))
	}
	if len(ops) > 0 {
		m.unsent = append(m.unsent, m.batch("act", ops...))
	}
}

// runTills lets three tills work, send and read in any interleaving.
func runTills(t *rapid.T, check func(h *hub, m *model, b *change.Batch)) *hub {
	s := newScene(t)
	h := s.h
	var tills []*model
	for n := range 3 {
		m := &model{till: newTill(n + 1), t: t}
		m.seq = 10 // the scene has some of their batches already
		m.read(h)
		tills = append(tills, m)
	}
	send := func(m *model, i int) int {
		for j, b := range m.unsent {
			if j >= i {
				if h.has(b.ID) {
					i++
					continue
				}
				check(h, m, b)
				return i + 1
			}
		}
		return i
	}
	for range rapid.IntRange(1, 25).Draw(t, "steps") {
		m := tills[rapid.IntRange(0, 2).Draw(t, "till")]
		switch rapid.IntRange(0, 3).Draw(t, "what") {
		case 0, 1:
			m.act()
		case 2:
			send(m, 0)
		case 3:
			m.read(h)
		}
	}
	for _, m := range tills {
		for i := 0; i < len(m.unsent); {
			i = send(m, i)
		}
	}
	return h
}

func (h *hub) has(batch change.ID) bool {
	return slices.ContainsFunc(h.feed, func(e change.Entry) bool { return e.Batch.ID == batch })
}

func mustTake(t *rapid.T, h *hub, m *till, b *change.Batch) merge.Outcome {
	out, err := h.accept(m.incoming(b))
	if err != nil || out.Refused != nil {
		t.Fatalf("not taken: %v %+v", err, out.Refused)
	}
	return out
}

// However tills' batches interleave: the ledger of the order is what its state
// asks for, sums are those of the moves, whoever replays the entries has the
// hub's records, deciding again decides the same, and every value that was
// given and does not stand is named by a conflict.
func TestAnyInterleavingEndsInAShopThatAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := runTills(t, func(h *hub, m *model, b *change.Batch) {
			before := h.clone()
			out := mustTake(t, h, m.till, b)
			again, err := merge.Accept(before, merge.Incoming{Batch: b, Scope: m.scope, Epochs: h.epochs})
			if err != nil || !reflect.DeepEqual(out, again) {
				t.Fatalf("decided once %+v\n and again %+v", out, again)
			}
			nothingIsLost(t, before, h, m.till, b, out)
		})
		o := h.records[key{change.Order.Num, order}]
		lines, _ := h.Children(order, change.Line.Num)
		moves, _ := h.Children(order, change.StockMove.Num)
		for bucket, q := range wantedOf(o, lines, moves) {
			if q != 0 {
				t.Fatalf("the ledger lacks %d %s of a %s order", q, bucket, get[string](o, "status"))
			}
		}
		if shop.Status(get[string](o, "status")).Open() && get[int64](o, "finished_at") != 0 {
			t.Fatalf("a %s order ended at %d", get[string](o, "status"), get[int64](o, "finished_at"))
		}
		replayed := map[key]*change.Record{}
		for _, e := range h.feed {
			for i := range e.Batch.Ops {
				op := &e.Batch.Ops[i]
				replayed[key{op.Kind, op.ID}] = change.Apply(replayed[key{op.Kind, op.ID}], op, e.Seq)
			}
		}
		if !reflect.DeepEqual(replayed, h.records) {
			t.Fatal("replaying the feed gives other records")
		}
	})
}

// nothingIsLost checks the values of one batch's patches and those that it
// replaced unseen.
func nothingIsLost(t *rapid.T, before, after *hub, d *till, b *change.Batch, out merge.Outcome) {
	named := func(r change.ID, field uint8, value any) bool {
		data, _ := json.Marshal(value)
		for _, op := range out.Ops {
			if op.Kind != change.Conflict.Num {
				continue
			}
			c := change.Apply(nil, &op, 1)
			if get[change.ID](c, "record_id") == r && get[int64](c, "field") == int64(field) && get[string](c, "lost") == string(data) {
				return true
			}
		}
		return false
	}
	for _, op := range b.Ops {
		at := key{op.Kind, op.ID}
		was, is := before.records[at], after.records[at]
		switch op.Act {
		case change.Delete:
			if !is.Deleted && !named(op.ID, 0, 1) {
				t.Fatalf("a delete was lost silently")
			}
		case change.Patch:
			if was.Deleted && before.unseen(was.Marked, op.Base, d) && !is.Deleted && !named(op.ID, 0, 1) {
				t.Fatal("another's delete was lost silently")
			}
			for _, a := range op.Set {
				old := was.Value(a.Field)
				if !change.Same(is.Value(a.Field), a.Value) && !named(op.ID, a.Field, a.Value) {
					t.Fatalf("kind %d field %d: %v was lost silently to %v", op.Kind, a.Field, a.Value, is.Value(a.Field))
				}
				if !change.Same(is.Value(a.Field), old) && before.unseen(was.FieldVersion(a.Field), op.Base, d) && !named(op.ID, a.Field, old) {
					t.Fatalf("kind %d field %d: another's %v was lost silently", op.Kind, a.Field, old)
				}
			}
		}
	}
}

func (h *hub) unseen(version, base int64, d *till) bool {
	o, _, _ := h.Origin(version)
	return version > base && o.Device != d.device
}

// A till that has read all but its own unsent batches shows what the hub will
// make of them.
func TestRebaseShowsWhatTheHubWillSay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := runTills(t, func(h *hub, m *model, b *change.Batch) { mustTake(t, h, m.till, b) })
		// Two tills read at different times, work on, and the second sends last.
		first, second := &model{till: newTill(1), t: t, ids: 5000}, &model{till: newTill(2), t: t, ids: 5000}
		first.seq, second.seq = 500, 500
		first.read(h)
		second.read(h)
		for range rapid.IntRange(1, 5).Draw(t, "commands") {
			first.act()
			second.act()
		}
		for _, b := range first.unsent {
			mustTake(t, h, first.till, b)
		}
		base := second.base
		second.read(h)
		second.base = base
		guess := map[key]*change.Record{}
		for _, k := range []*change.Kind{change.Order, change.Offer, change.Customer, change.Product} {
			for _, r := range second.all(k) {
				guess[key{k.Num, r.ID}] = r
			}
		}
		for _, b := range second.unsent {
			mustTake(t, h, second.till, b)
		}
		for at, g := range guess {
			r := h.records[at]
			if g.Deleted != r.Deleted {
				t.Fatalf("kind %d: shown deleted %v, the hub says %v", at.kind, g.Deleted, r.Deleted)
			}
			k, _ := change.KindNum(at.kind)
			for _, f := range k.Fields {
				if !change.Same(g.Value(f.Num), r.Value(f.Num)) && f.Name != "finished_at" {
					t.Fatalf("%s.%s: shown %v, the hub says %v", k.Name, f.Name, g.Value(f.Num), r.Value(f.Num))
				}
			}
		}
	})
}

// Steps of tills that have not seen each other come to the same in any order.
func TestStepsJoinInAnyOrder(t *testing.T) {
	rank := []string{"confirmed", "packed", "cancelled", "shipped", "delivered", "completed"}
	rapid.Check(t, func(t *rapid.T) {
		steps := rapid.SliceOfN(rapid.SampledFrom(rank), 1, 4).Draw(t, "steps")
		most := 0
		for _, s := range steps {
			most = max(most, slices.Index(rank, s))
		}
		for range 3 {
			s := newScene(t)
			for i, to := range rapid.Permutation(steps).Draw(t, "order") {
				d := newTill(i + 1)
				d.base = change.Cursor{Epoch: 1, Seq: 1}
				s.take(d, d.batch("status", patch(change.Order, order, 1, "status", to)))
			}
			s.want(change.Order, order, "status", rank[most])
		}
	})
}
