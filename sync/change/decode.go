package change

import (
	"bytes"
	"fmt"
	"io"

	"github.com/vmihailenco/msgpack/v5"
	"github.com/vmihailenco/msgpack/v5/msgpcode"
)

// Decode reads what Encode wrote, checking every length against the limits
// before it makes room. Fields of a later release are kept as they are. Any
// error wraps ErrMalformed.
func Decode(data []byte) (*Batch, error) {
	return decoded(data, func(d *decoder) *Batch { return d.batch() })
}

// decoded runs one of the decoders of this package over all of data.
func decoded[T any](data []byte, read func(*decoder) *T) (*T, error) {
	if len(data) > MaxBatchBytes {
		return nil, fmt.Errorf("%w: %d bytes are above the limit of %d", ErrMalformed, len(data), MaxBatchBytes)
	}
	d := decoder{r: bytes.NewReader(data)}
	d.dec = msgpack.GetDecoder()
	defer msgpack.PutDecoder(d.dec)
	d.dec.Reset(d.r)
	t := read(&d)
	if d.err == nil && d.r.Len() > 0 {
		d.fail("%d bytes left over", d.r.Len())
	}
	if d.err != nil {
		return nil, d.err
	}
	return t, nil
}

// decoder keeps the first error, so that reading needs no check at each step.
type decoder struct {
	dec *msgpack.Decoder
	r   *bytes.Reader
	err error
}

func (d *decoder) fail(format string, args ...any) {
	if d.err == nil {
		d.err = fmt.Errorf("%w: %s", ErrMalformed, fmt.Sprintf(format, args...))
	}
}

func (d *decoder) batch() *Batch {
	b := &Batch{}
	if !d.begin(11) {
		return nil
	}
	b.ID, b.Device, b.DeviceSeq = d.id(), d.id(), d.int()
	b.Base = Cursor{Epoch: d.uint(), Seq: d.int()}
	b.Intent, b.User, b.At = d.text(MaxIntentBytes), d.id(), d.int()
	n := d.array(0, MaxOps)
	if d.err != nil {
		return nil
	}
	b.Ops = make([]Op, 0, min(n, 64))
	for range n {
		b.Ops = append(b.Ops, d.op())
		if d.err != nil {
			return nil
		}
	}
	d.skip()
	return b
}

// begin reads the head of an array of n elements, the first of which is the format.
func (d *decoder) begin(n int) bool {
	d.array(n, n)
	if v := d.int(); d.err == nil && v != format {
		d.fail("format %d is not known", v)
	}
	return d.err == nil
}

// skip passes over an element that a later release has added.
func (d *decoder) skip() {
	if d.err != nil {
		return
	}
	if err := d.dec.Skip(); err != nil {
		d.fail("last element: %v", err)
	}
}

func (d *decoder) op() (o Op) {
	if d.array(5, 5) != 5 {
		return o
	}
	o.Kind, o.Act, o.ID, o.Base = uint8(d.within(255)), Act(d.within(255)), d.id(), d.int()
	if o.Act < Create || o.Act > Revive {
		d.fail("act %d is not known", o.Act)
	}
	if d.err != nil {
		return o
	}
	n, err := d.dec.DecodeMapLen()
	if err != nil || n < 0 || n > MaxFields {
		d.fail("%d fields: %v", n, err)
		return o
	}
	var seen [256]bool
	for range n {
		a := Assign{Field: uint8(d.within(255)), Value: d.value()}
		if d.err == nil && seen[a.Field] {
			d.fail("field %d is set twice", a.Field)
		}
		if d.err != nil {
			return o
		}
		seen[a.Field] = true
		o.Set = append(o.Set, a)
	}
	return o
}

func (d *decoder) value() any {
	if d.err != nil {
		return nil
	}
	c, err := d.dec.PeekCode()
	if err != nil {
		d.fail("value: %v", err)
		return nil
	}
	switch {
	case c == msgpcode.Nil:
		if err := d.dec.DecodeNil(); err != nil {
			d.fail("nil: %v", err)
		}
		return nil
	case msgpcode.IsString(c):
		return d.text(MaxTextBytes)
	case msgpcode.IsBin(c):
		return d.bytes(MaxTextBytes)
	case msgpcode.IsFixedNum(c), c >= msgpcode.Uint8 && c <= msgpcode.Int64:
		return d.int()
	}
	d.fail("value of code %#x", c)
	return nil
}

func (d *decoder) array(least, most int) int {
	if d.err != nil {
		return -1
	}
	n, err := d.dec.DecodeArrayLen()
	if err != nil || n < least || n > most {
		d.fail("array of %d: %v", n, err)
		return -1
	}
	return n
}

func (d *decoder) int() int64 {
	if d.err != nil {
		return 0
	}
	v, err := d.dec.DecodeInt64()
	if err != nil {
		d.fail("number: %v", err)
	}
	return v
}

func (d *decoder) uint() uint64 {
	if d.err != nil {
		return 0
	}
	v, err := d.dec.DecodeUint64()
	if err != nil {
		d.fail("number: %v", err)
	}
	return v
}

func (d *decoder) within(most uint64) uint64 {
	v := d.uint()
	if v > most {
		d.fail("number %d is above %d", v, most)
		return 0
	}
	return v
}

func (d *decoder) id() (id ID) {
	b := d.bytes(16)
	if d.err == nil && len(b) != 16 {
		d.fail("id of %d bytes", len(b))
	}
	copy(id[:], b)
	return id
}

func (d *decoder) text(most int) string { return string(d.raw(most, "text")) }

func (d *decoder) bytes(most int) []byte { return d.raw(most, "bytes") }

// raw reads a text or a byte string whose length is checked before it is read.
func (d *decoder) raw(most int, what string) []byte {
	if d.err != nil {
		return nil
	}
	n, err := d.dec.DecodeBytesLen()
	if err != nil || n < 0 || n > most || n > d.r.Len() {
		d.fail("%s of %d: %v", what, n, err)
		return nil
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(d.r, b); err != nil {
		d.fail("%s: %v", what, err)
	}
	return b
}
