package change

import "fmt"

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
	d := decoder{src: data}
	t := read(&d)
	if d.err == nil && len(d.src) > 0 {
		d.fail("%d bytes left over", len(d.src))
	}
	if d.err != nil {
		return nil, d.err
	}
	return t, nil
}

func (d *decoder) batch() *Batch {
	b := &Batch{}
	d.batchHead(b)
	d.batchOps(b)
	return b
}

// batchHead reads a batch up to its operations.
func (d *decoder) batchHead(b *Batch) {
	if !d.begin(11) {
		return
	}
	b.ID, b.Device, b.DeviceSeq = d.id(), d.id(), d.int()
	b.Base = Cursor{Epoch: d.uint(), Seq: d.int()}
	b.Intent, b.User, b.At = d.text(MaxIntentBytes), d.id(), d.int()
}

// batchOps reads what stands after batchHead.
func (d *decoder) batchOps(b *Batch) {
	n := d.array(0, MaxOps)
	if d.err != nil {
		return
	}
	b.Ops = make([]Op, 0, min(n, 64))
	for range n {
		b.Ops = append(b.Ops, d.op())
		if d.err != nil {
			return
		}
	}
	d.skip()
}

// begin reads the head of an array of n elements, the first of which is the format.
func (d *decoder) begin(n int) bool {
	d.array(n, n)
	if v := d.int(); d.err == nil && v != format {
		d.fail("format %d is not known", v)
	}
	return d.err == nil
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
	n := d.count("map", fixMap, codeMap)
	if n > MaxFields {
		d.fail("%d fields", n)
	}
	if n <= 0 || d.err != nil {
		return o
	}
	o.Set = make([]Assign, 0, min(n, len(d.src)))
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
