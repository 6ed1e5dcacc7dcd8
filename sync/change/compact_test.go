package change_test

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"testing"

	"github.com/google/uuid"
	"github.com/klauspost/compress/zstd"
	"github.com/prylavok/prylavok/sync/change"
	"pgregory.net/rapid"
)

// A stream of batches and entries is read back as it was written, however ids,
// shapes and words come again, and a stream that is cut is refused.
func TestCompactStreamComesBackAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var out, in change.Compact
		pool := []change.ID{{}, newID(), newID(), genID(t, "known")}
		for n := range rapid.IntRange(1, 6).Draw(t, "batches") {
			first := n == 0
			e := &change.Entry{Batch: *genBatch(t)}
			e.Seq, e.At = rapid.Int64().Draw(t, "seq"), rapid.Int64().Draw(t, "at")
			e.Clean = rapid.Bool().Draw(t, "clean")
			if rapid.Bool().Draw(t, "was") {
				e.Was = change.Cursor{Epoch: rapid.Uint64().Draw(t, "epoch"), Seq: rapid.Int64().Draw(t, "place")}
			}
			e.Batch.ID, e.Batch.User = newID(), rapid.SampledFrom(pool).Draw(t, "user")
			for i := range e.Batch.Ops {
				e.Batch.Ops[i].ID = rapid.SampledFrom(pool).Draw(t, "id")
				for j := range e.Batch.Ops[i].Set {
					if _, ok := e.Batch.Ops[i].Set[j].Value.([]byte); ok {
						id := rapid.SampledFrom(pool).Draw(t, "ref")
						e.Batch.Ops[i].Set[j].Value = id[:]
					}
				}
			}
			data, err := out.AppendEntry(nil, e)
			if err != nil {
				t.Fatal(err)
			}
			if first {
				for cut := range data {
					var broken change.Compact
					if _, _, err := broken.ReadEntry(data[:cut]); !errors.Is(err, change.ErrMalformed) {
						t.Fatalf("an entry cut after %d of %d bytes was taken: %v", cut, len(data), err)
					}
				}
			}
			back, rest, err := in.ReadEntry(append(data, 7))
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(rest, []byte{7}) || !reflect.DeepEqual(e, back) {
				t.Fatalf("sent %+v\n got %+v, rest %v", e, back, rest)
			}
		}
	})
}

// Rubbish is refused in words and never panics; what is taken is written again.
func FuzzCompact(f *testing.F) {
	var c change.Compact
	data, err := c.AppendEntry(nil, &change.Entry{Seq: 5, Batch: newDesk().order("A1-000001", 0)})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		var in, out change.Compact
		e, _, err := in.ReadEntry(data)
		if err != nil {
			if !errors.Is(err, change.ErrMalformed) {
				t.Fatalf("error does not wrap ErrMalformed: %v", err)
			}
			return
		}
		if _, err := out.AppendEntry(nil, e); err != nil {
			t.Fatalf("what was read is not written: %v", err)
		}
	})
}

// A value may fit into one byte: what a batch comes to is bounded, above what any
// batch comes to that can be kept.
func TestACompactBatchComesToALimit(t *testing.T) {
	filled := func(ops int, value any) change.Batch {
		b := change.Batch{ID: newID(), Device: newID(), DeviceSeq: 1, Ops: make([]change.Op, ops)}
		set := make([]change.Assign, change.MaxFields)
		for i := range set {
			set[i] = change.Assign{Field: uint8(i), Value: value}
		}
		for i := range b.Ops {
			b.Ops[i] = change.Op{Kind: 1, Act: change.Patch, ID: b.Device, Set: set}
		}
		return b
	}
	read := func(b change.Batch) error {
		data, err := new(change.Compact).AppendBatch(nil, &b)
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = new(change.Compact).ReadBatch(data)
		return err
	}
	// Of the values that can be kept those come to most that take least.
	const kept = change.MaxBatchBytes / (23 + 3*change.MaxFields)
	most := filled(kept, int64(1))
	if data, err := most.Encode(); err != nil || len(data) > change.MaxBatchBytes || len(data) < change.MaxBatchBytes*7/10 {
		t.Fatalf("%d bytes, %v", len(data), err)
	}
	if err := read(most); err != nil {
		t.Error(err)
	}
	endless := filled(change.MaxOps, most.Device[:])
	if err := read(endless); !errors.Is(err, change.ErrMalformed) {
		t.Errorf("a batch that comes to %d bytes: %v", endless.Size(), err)
	}
}

func newID() change.ID { return change.ID(uuid.Must(uuid.NewV7())) }

func ref(id change.ID) []byte { return id[:] }

// desk makes batches as a till does.
type desk struct {
	device, user, warehouse change.ID
	offers                  []change.ID
	seq, at, head           int64
	orders                  []change.ID
}

func newDesk() *desk {
	d := &desk{device: newID(), user: newID(), warehouse: newID(), at: 1_760_000_000_000, head: 5000}
	for range 30 {
		d.offers = append(d.offers, newID())
	}
	return d
}

func (d *desk) batch(intent string, ops ...change.Op) change.Batch {
	d.seq++
	d.head += 3
	id := newID()
	s, ns := uuid.UUID(id).Time().UnixTime()
	return change.Batch{ID: id, Device: d.device, DeviceSeq: d.seq, Base: change.Cursor{Epoch: 0x7f3a9c21d4e5b601, Seq: d.head}, Intent: intent, User: d.user,
		At: s*1000 + ns/1_000_000, Ops: ops}
}

func create(k *change.Kind, id change.ID, values ...any) change.Op {
	op := change.Op{Kind: k.Num, Act: change.Create, ID: id}
	for i := 0; i < len(values); i += 2 {
		f, ok := k.Field(values[i].(string))
		if !ok {
			panic(values[i])
		}
		v := values[i+1]
		switch x := v.(type) {
		case int:
			v = int64(x)
		case change.ID:
			v = ref(x)
		}
		op.Set = append(op.Set, change.Assign{Field: f.Num, Value: v})
	}
	return op
}

func title(i int) string {
	return fmt.Sprintf("%s, %s %d мл", []string{"Чашка керамічна синя", "Тарілка порцелянова глибока", "Ковдра вовняна карпатська", "Горнятко емальоване біле"}[i%4], []string{"ручна робота", "подарункова", "набір"}[i%3], 100+i*7)
}

func sku(i int) string { return fmt.Sprintf("CH-%05d-UA", 10311*(i+1)%99991) }

func price(i int) int { return 12_500 + 1_937*i }

// goods brings the catalogue.
func (d *desk) goods() change.Batch {
	var ops []change.Op
	for i, id := range d.offers {
		product := newID()
		ops = append(ops, create(change.Product, product, "name", title(i), "unit", "шт", "active", 1),
			create(change.Offer, id, "product_id", product, "sku", sku(i), "price", price(i), "purchase_price", price(i)*6/10, "active", 1))
	}
	return d.batch("product", ops...)
}

// order is a new order of three lines with its reservations.
func (d *desk) order(number string, n int) change.Batch {
	b := d.batch("copy")
	order := newID()
	d.orders = append(d.orders, order)
	b.Ops = append(b.Ops, create(change.Order, order, "kind", "sale", "number", number, "source", "counter", "status", "new", "user_id", d.user,
		"desk_id", d.device, "created_at", b.At, "warehouse_id", d.warehouse))
	var moves []change.Op
	for i := range 3 {
		o := (n*7 + i*11) % len(d.offers)
		quantity := 1000 * (1 + (n+i)%3)
		b.Ops = append(b.Ops, create(change.Line, newID(), "order_id", order, "position", i, "offer_id", d.offers[o], "title", title(o), "sku", sku(o), "unit", "шт",
			"quantity", quantity, "price", price(o), "regular_price", price(o), "purchase_price", price(o)*6/10, "sum", price(o)*quantity/1000))
		moves = append(moves, create(change.StockMove, newID(), "offer_id", d.offers[o], "warehouse_id", d.warehouse, "bucket", "reserved", "quantity", quantity,
			"cause", "reservation", "document_id", order, "at", b.At, "user_id", d.user))
	}
	b.Ops = append(b.Ops, moves...)
	return b
}

// status is one step of an order's state.
func (d *desk) status(order change.ID, to string) change.Batch {
	return d.batch("status", change.Op{Kind: change.Order.Num, Act: change.Patch, ID: order, Base: d.head - 40, Set: []change.Assign{{Field: 4, Value: to}}})
}

// line is one direction of a connection: compact form, then one zstd stream
// that is flushed for each frame.
type line struct {
	compact change.Compact
	zip     *zstd.Encoder
	out     bytes.Buffer
}

func newLine(t *testing.T) *line {
	t.Helper()
	l := &line{}
	zip, err := zstd.NewWriter(&l.out, zstd.WithEncoderLevel(zstd.SpeedDefault), zstd.WithWindowSize(64<<10), zstd.WithEncoderConcurrency(1))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { zip.Close() })
	l.zip = zip
	return l
}

func (l *line) send(t *testing.T, b change.Batch) (plain, wire int) {
	t.Helper()
	data, err := l.compact.AppendBatch(nil, &b)
	if err != nil {
		t.Fatal(err)
	}
	before := l.out.Len()
	if _, err := l.zip.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := l.zip.Flush(); err != nil {
		t.Fatal(err)
	}
	return len(data), l.out.Len() - before
}

// On a connection that has seen the goods and a few orders, an order of three
// lines with its reservations takes at most 220 bytes and a step of its state
// at most 48.
func TestCompactMeetsTheWireBudget(t *testing.T) {
	d, l := newDesk(), newLine(t)
	l.send(t, d.goods())
	for i := range 6 {
		l.send(t, d.order(fmt.Sprintf("A1-%06d", 120+i), i))
		l.send(t, d.status(d.orders[i], "confirmed"))
	}
	plain, wire := l.send(t, d.order("A1-000126", 6))
	encoded := d.order("A1-000127", 7)
	whole, err := encoded.Encode()
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("new order: %d bytes in msgpack, %d compact, %d on the wire", len(whole), plain, wire)
	if wire > 220 {
		t.Errorf("a new order takes %d bytes on the wire", wire)
	}
	for _, to := range []string{"packed", "shipped"} {
		plain, wire = l.send(t, d.status(d.orders[2], to))
		t.Logf("status %s: %d compact, %d on the wire", to, plain, wire)
		if wire > 48 {
			t.Errorf("a status change takes %d bytes on the wire", wire)
		}
	}
}
