package change

import (
	"encoding/binary"
	"fmt"
	"math/bits"
)

// Compact writes or reads batches and entries in the short form that travels
// within frames; docs/protocol.md draws it. It remembers what passed: an id, the
// list of an operation's fields and the business word of a batch that were there
// lately cost a byte. One Compact belongs to one direction of one connection, at
// either end, and both ends must see the same things in the same order; after an
// error it must not be used further. It is not safe for use by many goroutines.
// The zero Compact is ready. It holds at most some 8 KiB.
type Compact struct {
	ids     recent[ID]
	shapes  recent[string]
	intents recent[string]

	stamp     uint64 // time of the newest id that was written whole
	deviceSeq int64
	base      Cursor
	seq       int64
	ahead     int64 // by how much the last entry's At lay after its batch's id
}

// How much a Compact remembers. The numbers are part of the protocol.
const (
	recentIDs     = 256
	recentShapes  = 32
	recentIntents = 16
)

func (c *Compact) ready() {
	c.ids.most, c.shapes.most, c.intents.most = recentIDs, recentShapes, recentIntents
}

// The bits of an entry's first byte.
const (
	entryClean = 1 << iota
	entryWas
	entryCut
)

// The bits of a shape's second byte, above the act.
const (
	shapeBased = 8 << iota // the operation has a base
	shapeKnown             // its record's id is not the next one of the list
)

// The first bytes of values: small numbers, short texts and references lie
// within them, the length of others.
const (
	valueInt   = 0x00 // 0 to 63
	valueText  = 0x40 // of 0 to 31 bytes, which follow
	valueRef   = 0x60 // to the id of that place in the list, 0 to 63
	valueNil   = 0xa0
	valueLong  = 0xa1 // text: length, bytes
	valueBytes = 0xa2 // length, bytes
	valueFar   = 0xa3 // reference: place in the list
	valueAt    = 0xa4 // the batch's time
	valueSame  = 0xa5 // the number before it in this operation
	valuePlus  = 0xa8 // 0xa8 to 0xaf: a number of 1 to 8 bytes, big-endian
	valueMinus = 0xb0 // 0xb0 to 0xb7: its complement, a negative number
)

// packing is one batch on its way out.
type packing struct {
	c     *Compact
	dst   []byte
	ids   []ID
	place map[ID]int // where an id stands in the list
	used  int        // so many of the list have been named already
}

// AppendEntry writes an entry behind dst.
func (c *Compact) AppendEntry(dst []byte, e *Entry) ([]byte, error) {
	flags := byte(0)
	if e.Clean {
		flags |= entryClean
	}
	if e.Was != (Cursor{}) {
		flags |= entryWas
	}
	if e.Cut {
		flags |= entryCut
	}
	dst = append(dst, flags)
	dst = binary.AppendVarint(dst, e.Seq-c.seq)
	c.seq = e.Seq
	if flags&entryWas != 0 {
		dst = binary.AppendVarint(binary.AppendUvarint(dst, e.Was.Epoch), e.Was.Seq)
	}
	ahead := e.At - milliseconds(e.Batch.ID)
	dst = binary.AppendVarint(dst, ahead-c.ahead)
	c.ahead = ahead
	return c.AppendBatch(dst, &e.Batch)
}

// AppendBatch writes a batch behind dst.
func (c *Compact) AppendBatch(dst []byte, b *Batch) ([]byte, error) {
	c.ready()
	if len(b.Ops) > MaxOps || len(b.Intent) > MaxIntentBytes {
		return nil, fmt.Errorf("pack batch: %d operations or an intent of %d bytes are above the limits", len(b.Ops), len(b.Intent))
	}
	p := packing{c: c, dst: dst, place: make(map[ID]int, 16)}
	p.gather(b)
	p.writeID(b.ID)
	p.uvarint(uint64(len(p.ids)))
	for _, id := range p.ids {
		p.writeID(id)
	}
	p.varint(b.DeviceSeq - c.deviceSeq)
	p.varint(int64(b.Base.Epoch - c.base.Epoch))
	p.varint(b.Base.Seq - c.base.Seq)
	p.varint(b.At - milliseconds(b.ID))
	c.deviceSeq, c.base = b.DeviceSeq, b.Base
	p.name(b.Device)
	p.uvarint(uint64(p.name(b.User)))
	p.intent(b.Intent)
	p.uvarint(uint64(len(b.Ops)))
	for i := range b.Ops {
		if err := p.op(b, &b.Ops[i]); err != nil {
			return nil, fmt.Errorf("pack batch: %w", err)
		}
	}
	// What a later release adds stands here, led by its length.
	p.uvarint(0)
	return p.dst, nil
}

// gather lists the ids of a batch besides its own, each once, as they appear.
func (p *packing) gather(b *Batch) {
	p.list(b.Device)
	p.list(b.User)
	for i := range b.Ops {
		p.list(b.Ops[i].ID)
		for _, a := range b.Ops[i].Set {
			if v, ok := a.Value.([]byte); ok && len(v) == 16 {
				p.list(ID(v))
			}
		}
	}
}

func (p *packing) list(id ID) {
	if _, had := p.place[id]; !had {
		p.place[id] = len(p.ids)
		p.ids = append(p.ids, id)
	}
}

// name gives the place of an id in the list and counts it as named.
func (p *packing) name(id ID) int {
	i := p.place[id]
	p.used = max(p.used, i+1)
	return i
}

// writeID writes an id: 2i+3 for the i-th newest that passed, an even number
// for one with a time (UUIDv7), 1 before one that is written whole.
func (p *packing) writeID(id ID) {
	if i, ok := p.c.ids.find(id); ok {
		p.uvarint(uint64(2*i + 3))
		return
	}
	p.c.ids.add(id)
	stamp, timed := stampOf(id)
	if !timed {
		p.uvarint(1)
		p.dst = append(p.dst, id[:]...)
		return
	}
	p.uvarint(zigzag(int64(stamp-p.c.stamp)) << 1)
	p.dst = append(p.dst, id[8:]...)
	p.c.stamp = stamp
}

func (p *packing) intent(s string) {
	if i, ok := p.c.intents.find(s); ok {
		p.uvarint(uint64(i + 1))
		return
	}
	p.c.intents.add(s)
	p.uvarint(0)
	p.text(s)
}

func (p *packing) op(b *Batch, o *Op) error {
	if len(o.Set) > MaxFields || o.Act < Create || o.Act > Revive {
		return fmt.Errorf("act %d with %d fields", o.Act, len(o.Set))
	}
	act := byte(o.Act)
	if o.Base != 0 {
		act |= shapeBased
	}
	if p.place[o.ID] != p.used {
		act |= shapeKnown
	}
	p.shape(o, act)
	if i := p.name(o.ID); act&shapeKnown != 0 {
		p.uvarint(uint64(i))
	}
	if o.Base != 0 {
		p.varint(b.Base.Seq - o.Base)
	}
	var last any
	for _, a := range o.Set {
		if err := p.value(b, a.Value, last); err != nil {
			return fmt.Errorf("kind %d field %d: %w", o.Kind, a.Field, err)
		}
		if n, ok := a.Value.(int64); ok {
			last = n
		}
	}
	return nil
}

// shape writes what operations of one sort have in common: kind, act and the
// numbers of the fields.
func (p *packing) shape(o *Op, act byte) {
	key := make([]byte, 0, 2+len(o.Set))
	key = append(key, o.Kind, act)
	for _, a := range o.Set {
		key = append(key, a.Field)
	}
	if i, ok := p.c.shapes.find(string(key)); ok {
		p.uvarint(uint64(i + 1))
		return
	}
	p.c.shapes.add(string(key))
	p.uvarint(0)
	p.text(string(key))
}

func (p *packing) value(b *Batch, v, last any) error {
	switch v := v.(type) {
	case nil:
		p.dst = append(p.dst, valueNil)
	case int64:
		p.number(b, v, last)
	case string:
		if len(v) > MaxTextBytes {
			return fmt.Errorf("a text of %d bytes", len(v))
		}
		if len(v) < valueRef-valueText {
			p.dst = append(append(p.dst, valueText+byte(len(v))), v...)
			return nil
		}
		p.dst = append(p.dst, valueLong)
		p.text(v)
	case []byte:
		switch {
		case len(v) > MaxTextBytes:
			return fmt.Errorf("%d bytes", len(v))
		case len(v) != 16:
			p.dst = append(p.dst, valueBytes)
			p.text(string(v))
			return nil
		}
		if i := p.name(ID(v)); i < valueNil-valueRef {
			p.dst = append(p.dst, valueRef+byte(i))
		} else {
			p.dst = append(p.dst, valueFar)
			p.uvarint(uint64(i))
		}
	default:
		return fmt.Errorf("a field cannot hold %T", v)
	}
	return nil
}

func (p *packing) number(b *Batch, v int64, last any) {
	switch {
	case v >= 0 && v < valueText:
		p.dst = append(p.dst, byte(v))
		return
	case v == b.At:
		p.dst = append(p.dst, valueAt)
		return
	case last == any(v):
		p.dst = append(p.dst, valueSame)
		return
	}
	head, u := byte(valuePlus), uint64(v)
	if v < 0 {
		head, u = valueMinus, ^u
	}
	n := bytesOf(u)
	p.dst = append(p.dst, head+byte(n-1))
	for i := n - 1; i >= 0; i-- {
		p.dst = append(p.dst, byte(u>>(8*i)))
	}
}

func (p *packing) text(s string) {
	p.uvarint(uint64(len(s)))
	p.dst = append(p.dst, s...)
}

func (p *packing) uvarint(v uint64) { p.dst = binary.AppendUvarint(p.dst, v) }
func (p *packing) varint(v int64)   { p.dst = binary.AppendVarint(p.dst, v) }

// bytesOf gives how many bytes a number needs, at least one.
func bytesOf(u uint64) int { return max(1, (bits.Len64(u)+7)/8) }

func zigzag(v int64) uint64   { return uint64(v<<1) ^ uint64(v>>63) }
func unzigzag(u uint64) int64 { return int64(u>>1) ^ -int64(u&1) }

// stampOf takes the time of a UUIDv7: 48 bits of milliseconds and the 12 below
// them. What lies behind, the variant included, is written as it is.
func stampOf(id ID) (stamp uint64, timed bool) {
	high := binary.BigEndian.Uint64(id[:8])
	return high>>16<<12 | high&0xfff, id[6]>>4 == 7
}

func stamped(stamp uint64, low []byte) (id ID) {
	binary.BigEndian.PutUint64(id[:8], stamp>>12<<16|7<<12|stamp&0xfff)
	copy(id[8:], low)
	return id
}

// milliseconds gives the time in an id of a batch, 0 where it has none.
func milliseconds(id ID) int64 {
	stamp, timed := stampOf(id)
	if !timed {
		return 0
	}
	return int64(stamp >> 12)
}
