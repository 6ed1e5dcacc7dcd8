package change

import (
	"encoding/binary"
	"fmt"
)

// In compact form a value may fit into one byte and takes sixty in memory, so that
// a batch is held against what can be kept in MaxBatchBytes, too.
const (
	sizeMost = 3 * MaxBatchBytes  // by its Size: a small number takes a third of what it counts
	idsMost  = MaxBatchBytes / 16 // each stands whole in what is kept
)

// expanding is one batch on its way in. It keeps the first error, so that
// reading needs no check at each step.
type expanding struct {
	c    *Compact
	src  []byte
	err  error
	ids  []ID
	used int
}

// ReadEntry reads what AppendEntry wrote from the front of src and gives the
// rest. Any error wraps ErrMalformed.
func (c *Compact) ReadEntry(src []byte) (*Entry, []byte, error) {
	x := expanding{c: c, src: src}
	e := &Entry{}
	flags := x.byte()
	e.Clean, e.Cut = flags&entryClean != 0, flags&entryCut != 0
	e.Seq = c.seq + x.varint()
	if flags&entryWas != 0 {
		e.Was = Cursor{Epoch: x.uvarint(), Seq: x.varint()}
	}
	c.seq = e.Seq
	c.ahead += x.varint()
	if x.err != nil {
		return nil, nil, x.err
	}
	b, rest, err := c.ReadBatch(x.src)
	if err != nil {
		return nil, nil, err
	}
	e.Batch = *b
	e.At = milliseconds(b.ID) + c.ahead
	return e, rest, nil
}

// ReadBatch reads what AppendBatch wrote from the front of src and gives the
// rest. Every length is checked before room is made for it. Any error wraps
// ErrMalformed.
func (c *Compact) ReadBatch(src []byte) (*Batch, []byte, error) {
	c.ready()
	x := expanding{c: c, src: src}
	b := &Batch{ID: x.readID()}
	n := x.count(idsMost)
	x.ids = make([]ID, 0, min(n, 64))
	for range n {
		x.ids = append(x.ids, x.readID())
		if x.err != nil {
			return nil, nil, x.err
		}
	}
	c.deviceSeq += x.varint()
	c.base.Epoch += uint64(x.varint())
	c.base.Seq += x.varint()
	b.DeviceSeq, b.Base, b.At = c.deviceSeq, c.base, milliseconds(b.ID)+x.varint()
	b.Device = x.named(0)
	b.User = x.named(x.uvarint())
	b.Intent = x.intent()
	n = x.count(MaxOps)
	b.Ops = make([]Op, 0, min(n, 64))
	size := 0
	for i := range n {
		b.Ops = append(b.Ops, x.op(b))
		if size += b.Ops[i].Size(); size > sizeMost {
			x.fail("it comes to more than %d bytes", sizeMost)
		}
		if x.err != nil {
			return nil, nil, x.err
		}
	}
	x.bytes(uint64(x.count(MaxBatchBytes))) // what a later release has added
	if x.err != nil {
		return nil, nil, x.err
	}
	return b, x.src, nil
}

func (x *expanding) fail(format string, args ...any) {
	if x.err == nil {
		x.err = fmt.Errorf("%w: %s", ErrMalformed, fmt.Sprintf(format, args...))
	}
}

func (x *expanding) readID() (id ID) {
	v := x.uvarint()
	switch {
	case x.err != nil:
		return id
	case v == 1:
		copy(id[:], x.bytes(16))
	case v&1 == 1:
		id, ok := x.c.ids.take((v - 3) / 2)
		if !ok {
			x.fail("id %d of those that passed", (v-3)/2)
		}
		return id
	default:
		low := x.bytes(8)
		x.c.stamp += uint64(unzigzag(v >> 1))
		id = stamped(x.c.stamp, low)
	}
	if x.err == nil {
		x.c.ids.add(id)
	}
	return id
}

// named gives an id of the list by its place.
func (x *expanding) named(i uint64) (id ID) {
	if i >= uint64(len(x.ids)) {
		x.fail("id %d of %d", i, len(x.ids))
		return id
	}
	x.used = max(x.used, int(i)+1)
	return x.ids[i]
}

func (x *expanding) intent() string {
	return x.recent(&x.c.intents, MaxIntentBytes)
}

// recent reads a text that may have passed lately.
func (x *expanding) recent(r *recent[string], most int) string {
	i := x.uvarint()
	if x.err != nil {
		return ""
	}
	if i > 0 {
		s, ok := r.take(i - 1)
		if !ok {
			x.fail("text %d of those that passed", i-1)
		}
		return s
	}
	s := string(x.bytes(uint64(x.count(most))))
	if x.err == nil {
		r.add(s)
	}
	return s
}

func (x *expanding) op(b *Batch) (o Op) {
	shape := x.recent(&x.c.shapes, MaxFields+2)
	if x.err != nil {
		return o
	}
	if len(shape) < 2 {
		x.fail("shape of %d bytes", len(shape))
		return o
	}
	act := shape[1]
	o.Kind, o.Act = shape[0], Act(act&7)
	if o.Act < Create || o.Act > Revive {
		x.fail("act %d is not known", o.Act)
	}
	id := uint64(x.used)
	if act&shapeKnown != 0 {
		id = x.uvarint()
	}
	o.ID = x.named(id)
	if act&shapeBased != 0 {
		o.Base = b.Base.Seq - x.varint()
	}
	x.fields(b, &o, shape[2:])
	return o
}

func (x *expanding) fields(b *Batch, o *Op, nums string) {
	if len(nums) == 0 {
		return
	}
	var seen [256]bool
	var last int64
	o.Set = make([]Assign, 0, len(nums))
	for i := range len(nums) {
		a := Assign{Field: nums[i], Value: x.value(b, last)}
		if seen[a.Field] {
			x.fail("field %d is set twice", a.Field)
		}
		if x.err != nil {
			return
		}
		seen[a.Field] = true
		if n, ok := a.Value.(int64); ok {
			last = n
		}
		o.Set = append(o.Set, a)
	}
}

func (x *expanding) value(b *Batch, last int64) any {
	head := x.byte()
	switch {
	case x.err != nil:
		return nil
	case head < valueText:
		return int64(head)
	case head < valueRef:
		return string(x.bytes(uint64(head - valueText)))
	case head < valueNil:
		return x.ref(uint64(head - valueRef))
	case head >= valuePlus && head < valueMinus:
		return int64(x.number(head - valuePlus))
	case head >= valueMinus && head < valueMinus+8:
		return int64(^x.number(head - valueMinus))
	}
	switch head {
	case valueNil:
		return nil
	case valueLong:
		return string(x.bytes(uint64(x.count(MaxTextBytes))))
	case valueBytes:
		return append([]byte{}, x.bytes(uint64(x.count(MaxTextBytes)))...)
	case valueFar:
		return x.ref(x.uvarint())
	case valueAt:
		return b.At
	case valueSame:
		return last
	}
	x.fail("value of code %#x", head)
	return nil
}

func (x *expanding) ref(i uint64) any {
	id := x.named(i)
	return id[:]
}

// number reads a big-endian number of n+1 bytes.
func (x *expanding) number(n byte) (u uint64) {
	for _, b := range x.bytes(uint64(n) + 1) {
		u = u<<8 | uint64(b)
	}
	return u
}

// count reads a length that may be neither above most nor above what is left.
func (x *expanding) count(most int) int {
	v := x.uvarint()
	if v > uint64(most) || v > uint64(len(x.src)) {
		x.fail("length %d with %d bytes left", v, len(x.src))
		return 0
	}
	return int(v)
}

// bytes gives the next n bytes of src itself.
func (x *expanding) bytes(n uint64) []byte {
	if x.err != nil {
		return nil
	}
	if n > uint64(len(x.src)) {
		x.fail("%d bytes with %d left", n, len(x.src))
		return nil
	}
	b := x.src[:n]
	x.src = x.src[n:]
	return b
}

func (x *expanding) byte() byte {
	b := x.bytes(1)
	if x.err != nil {
		return 0
	}
	return b[0]
}

func (x *expanding) uvarint() uint64 {
	v, n := binary.Uvarint(x.src)
	if n <= 0 {
		x.fail("number")
	}
	if x.err != nil {
		return 0
	}
	x.src = x.src[n:]
	return v
}

func (x *expanding) varint() int64 { return unzigzag(x.uvarint()) }
