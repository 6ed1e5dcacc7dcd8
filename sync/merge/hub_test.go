package merge_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
)

type key struct {
	kind uint8
	id   change.ID
}

// hub is a merge.View kept in maps, with the feed that it accepted.
type hub struct {
	records map[key]*change.Record
	sums    map[merge.Place]merge.Sum
	feed    []change.Entry
	origins []merge.Origin
	epochs  []change.Epoch
}

func newHub() *hub {
	return &hub{records: map[key]*change.Record{}, sums: map[merge.Place]merge.Sum{}, epochs: []change.Epoch{{ID: 1}}}
}

func (h *hub) Record(kind uint8, id change.ID) (*change.Record, error) {
	return h.records[key{kind, id}], nil
}

func (h *hub) Children(parent change.ID, kind uint8) (list []*change.Record, err error) {
	k, _ := change.KindNum(kind)
	f, ok := k.Field(k.Parent)
	for at, r := range h.records {
		if ok && at.kind == kind && r.Ref(f.Num) == parent {
			list = append(list, r)
		}
	}
	slices.SortFunc(list, func(a, b *change.Record) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	return list, nil
}

func (h *hub) Holder(kind, field uint8, value string) (id change.ID, held bool, err error) {
	for at, r := range h.records {
		if at.kind == kind && !r.Deleted && r.Text(field) == value {
			return at.id, true, nil
		}
	}
	return id, false, nil
}

func (h *hub) Sum(p merge.Place) (merge.Sum, error) { return h.sums[p], nil }

func (h *hub) Origin(seq int64) (merge.Origin, bool, error) {
	if seq < 1 || seq > int64(len(h.origins)) {
		return merge.Origin{}, false, nil
	}
	return h.origins[seq-1], true, nil
}

func (h *hub) BaseOf(seq int64) (change.Cursor, error) {
	if seq < 1 || seq > h.head() {
		return change.Cursor{}, nil
	}
	return h.feed[seq-1].Batch.Base, nil
}

func (h *hub) head() int64 { return int64(len(h.feed)) }

func (h *hub) cursor() change.Cursor {
	return change.Cursor{Epoch: h.epochs[len(h.epochs)-1].ID, Seq: h.head()}
}

// accept takes a batch in as the hub does and gives what it came to.
func (h *hub) accept(in merge.Incoming) (merge.Outcome, error) {
	in.Epochs = h.epochs
	out, err := merge.Accept(h, in)
	if err != nil || out.Refused != nil {
		return out, err
	}
	e := change.Entry{Seq: h.head() + 1, Was: in.Was, At: in.Batch.At, Clean: out.Clean, Batch: *in.Batch}
	e.Batch.Ops = out.Ops
	h.feed = append(h.feed, e)
	h.origins = append(h.origins, merge.Origin{Device: in.Batch.Device, DeviceSeq: in.Batch.DeviceSeq, User: in.Batch.User, At: in.Batch.At, Epoch: h.cursor().Epoch, Was: in.Was})
	for i := range out.Ops {
		op := &out.Ops[i]
		at := key{op.Kind, op.ID}
		h.records[at] = change.Apply(h.records[at], op, e.Seq)
		if op.Kind == change.StockMove.Num && op.Act == change.Create {
			h.addSum(h.records[at])
		}
	}
	return out, nil
}

func (h *hub) addSum(mv *change.Record) {
	p := merge.Place{Offer: get[change.ID](mv, "offer_id"), Warehouse: get[change.ID](mv, "warehouse_id"), Bucket: get[string](mv, "bucket")}
	s := h.sums[p]
	q := get[int64](mv, "quantity")
	s.Total += q
	if q < 0 {
		s.Taker = get[change.ID](mv, "document_id")
	}
	h.sums[p] = s
}

// clone gives the hub as it is now, as a backup does.
func (h *hub) clone() *hub {
	c := newHub()
	for k, r := range h.records {
		c.records[k] = r
	}
	for p, s := range h.sums {
		c.sums[p] = s
	}
	c.feed, c.origins, c.epochs = slices.Clone(h.feed), slices.Clone(h.origins), slices.Clone(h.epochs)
	return c
}

// restored is an older hub that begins a new epoch.
func (h *hub) restored(epoch uint64) *hub {
	c := h.clone()
	c.epochs = append(c.epochs, change.Epoch{ID: epoch, Fork: h.head()})
	return c
}

func (h *hub) of(kind *change.Kind) (list []*change.Record) {
	for at, r := range h.records {
		if at.kind == kind.Num {
			list = append(list, r)
		}
	}
	slices.SortFunc(list, func(a, b *change.Record) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	return list
}

// get gives a field by its name.
func get[T int64 | string | change.ID](r *change.Record, name string) (v T) {
	k, _ := change.KindNum(r.Kind)
	f, ok := k.Field(name)
	if !ok {
		panic(name)
	}
	switch p := any(&v).(type) {
	case *int64:
		*p = r.Int(f.Num)
	case *string:
		*p = r.Text(f.Num)
	case *change.ID:
		*p = r.Ref(f.Num)
	}
	return v
}

// id names a record of a test: the same number is the same id.
func id(n int) (id change.ID) {
	binary.BigEndian.PutUint32(id[:], 0x0198_0000)
	id[6], id[8] = 0x70, 0x80
	binary.BigEndian.PutUint32(id[12:], uint32(n))
	return id
}

// till is a desk that makes batches.
type till struct {
	device, user change.ID
	scope        change.Scope
	seq          int64
	base         change.Cursor
}

func newTill(n int) *till {
	return &till{device: id(9000 + n), user: id(9100 + n), scope: change.ScopeOwner, base: change.Cursor{Epoch: 1}}
}

// batch makes the till's next batch. Operations are made from what it has read.
func (d *till) batch(intent string, ops ...change.Op) *change.Batch {
	d.seq++
	return &change.Batch{ID: id(int(d.seq) + 1000*int(d.device[15])), Device: d.device, DeviceSeq: d.seq, Base: d.base, Intent: intent, User: d.user, At: 1000*d.seq + int64(d.device[15]), Ops: ops}
}

func (d *till) incoming(b *change.Batch) merge.Incoming {
	return merge.Incoming{Batch: b, Scope: d.scope}
}

// read moves the till to the head of the feed.
func (d *till) read(h *hub) { d.base = h.cursor() }

func values(k *change.Kind, pairs ...any) (set []change.Assign) {
	for i := 0; i < len(pairs); i += 2 {
		f, ok := k.Field(pairs[i].(string))
		if !ok {
			panic(fmt.Sprint(pairs[i]))
		}
		v := pairs[i+1]
		switch x := v.(type) {
		case int:
			v = int64(x)
		case change.ID:
			v = x[:]
		}
		set = append(set, change.Assign{Field: f.Num, Value: v})
	}
	return set
}

func create(k *change.Kind, id change.ID, pairs ...any) change.Op {
	return change.Op{Kind: k.Num, Act: change.Create, ID: id, Set: values(k, pairs...)}
}

func patch(k *change.Kind, id change.ID, base int64, pairs ...any) change.Op {
	return change.Op{Kind: k.Num, Act: change.Patch, ID: id, Base: base, Set: values(k, pairs...)}
}

func remove(k *change.Kind, id change.ID, base int64) change.Op {
	return change.Op{Kind: k.Num, Act: change.Delete, ID: id, Base: base}
}

func revive(k *change.Kind, id change.ID, base int64) change.Op {
	return change.Op{Kind: k.Num, Act: change.Revive, ID: id, Base: base}
}

// tester is what a scene needs of a test, one of rapid's too.
type tester interface {
	Helper()
	Error(args ...any)
	Errorf(format string, args ...any)
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// scene is a shop with two tills that have read all of it.
type scene struct {
	t    tester
	h    *hub
	a, b *till
}

// What every scene's shop has.
var (
	warehouse = id(1)
	product   = id(2)
	mug       = id(3)
	customer  = id(4)
	order     = id(5)
	line      = id(6)
	code      = id(7)
	vase      = id(8)
	setting   = id(9)
	printed   = id(10)
)

func newScene(t tester) *scene {
	s := &scene{t: t, h: newHub(), a: newTill(1), b: newTill(2)}
	c := newTill(3)
	s.take(c, c.batch("begin",
		create(change.Warehouse, warehouse, "name", "Main"),
		create(change.Product, product, "name", "Mug", "tags", "blue", "active", 1),
		create(change.Offer, mug, "product_id", product, "price", 12000, "purchase_price", 7000, "active", 1),
		create(change.Offer, vase, "product_id", product, "price", 50000, "purchase_price", 31000),
		create(change.Barcode, code, "offer_id", mug, "code", "4820000000017", "quantity", 1000),
		create(change.Customer, customer, "name", "Olena", "city", "Lviv", "address", "Rynok 1"),
		create(change.Setting, setting, "key", "shop.footer", "value", "Thank you"),
		create(change.StockMove, id(20), "offer_id", mug, "warehouse_id", warehouse, "bucket", "on_hand", "quantity", 10_000, "cause", "receipt"),
		create(change.Order, order, "kind", "sale", "number", "C3-000001", "status", "new", "desk_id", c.device, "warehouse_id", warehouse),
		create(change.Line, line, "order_id", order, "offer_id", mug, "title", "Mug", "quantity", 1000, "price", 12000, "sum", 12000),
		create(change.StockMove, id(21), "offer_id", mug, "warehouse_id", warehouse, "bucket", "reserved", "quantity", 1000, "cause", "reservation", "document_id", order),
		create(change.Print, printed, "order_id", order, "document", "receipt", "state", "waiting", "desk_id", c.device)))
	s.a.read(s.h)
	s.b.read(s.h)
	return s
}

// take has the hub accept a batch that must not be refused.
func (s *scene) take(d *till, b *change.Batch) merge.Outcome {
	s.t.Helper()
	out, err := s.h.accept(d.incoming(b))
	if err != nil {
		s.t.Fatal(err)
	}
	if out.Refused != nil {
		s.t.Fatalf("refused: %s", out.Refused.Text)
	}
	return out
}

// refused has the hub refuse a batch and gives the reason.
func (s *scene) refused(d *till, b *change.Batch) merge.Refusal {
	s.t.Helper()
	before := s.h.head()
	out, err := s.h.accept(d.incoming(b))
	if err != nil {
		s.t.Fatal(err)
	}
	if out.Refused == nil || len(out.Ops) != 0 || s.h.head() != before {
		s.t.Fatalf("not refused: %+v", out)
	}
	return *out.Refused
}

func (s *scene) record(k *change.Kind, id change.ID) *change.Record {
	s.t.Helper()
	r := s.h.records[key{k.Num, id}]
	if r == nil {
		s.t.Fatalf("no %s %x", k.Name, id[12:])
	}
	return r
}

// want compares fields of a record.
func (s *scene) want(k *change.Kind, id change.ID, pairs ...any) {
	s.t.Helper()
	r := s.record(k, id)
	for _, a := range values(k, pairs...) {
		if !change.Same(r.Value(a.Field), a.Value) {
			f, _ := k.FieldNum(a.Field)
			s.t.Errorf("%s.%s is %v, not %v", k.Name, f.Name, r.Value(a.Field), a.Value)
		}
	}
}

// clashes lists the conflict records in short words.
func (s *scene) clashes() (list []string) {
	for _, c := range s.h.of(change.Conflict) {
		k, _ := change.KindNum(uint8(get[int64](c, "record_kind")))
		name := "record"
		if f, ok := k.FieldNum(uint8(get[int64](c, "field"))); ok {
			name = f.Name
		}
		list = append(list, fmt.Sprintf("%s %s.%s %s: %s, lost %s", get[string](c, "state"), k.Name, name, get[string](c, "reason"), get[string](c, "stands"), get[string](c, "lost")))
	}
	slices.Sort(list)
	return list
}

func (s *scene) wantClashes(want ...string) {
	s.t.Helper()
	if got := s.clashes(); !slices.Equal(got, want) {
		s.t.Errorf("clashes\n got %q\nwant %q", got, want)
	}
}
