package change

import (
	"errors"
	"fmt"
	"slices"
)

// ID is a record's id: a UUIDv7 as bytes.
type ID = [16]byte

// Act is what an operation does to its record.
type Act uint8

// The acts.
const (
	Create Act = 1
	Patch  Act = 2
	Delete Act = 3 // leaves a tombstone, which Revive makes a record again
	Revive Act = 4
)

// Assign gives one field its new value: nil, int64, string or []byte.
type Assign struct {
	Field uint8
	Value any
}

// Op is one record's change within a batch.
type Op struct {
	Kind uint8
	Act  Act
	ID   ID
	Base int64 // the record's version that the change was made from
	Set  []Assign
}

// Cursor is how far a desk had read the change feed.
type Cursor struct {
	Epoch uint64
	Seq   int64
}

// Batch is the unit that travels: what one command did, applied whole or not at all.
type Batch struct {
	ID        ID
	Device    ID
	DeviceSeq int64  // counts this device's batches from 1 without gaps
	Base      Cursor // what the desk had seen when it made the batch
	Intent    string // the business word: sale, return, count …
	User      ID
	At        int64 // Unix milliseconds by the desk's clock; shown, never compared
	Ops       []Op
}

// Limits that a decoder holds before it allocates anything.
const (
	MaxBatchBytes  = 4 << 20 // of a batch, and of a whole entry
	MaxOps         = 20_000
	MaxFields      = 255
	MaxTextBytes   = 1 << 20
	MaxIntentBytes = 64
)

// format is the first number of an encoded batch, record or entry.
const format = 1

// ErrMalformed is wrapped by every error that a decoder of this package returns.
var ErrMalformed = errors.New("malformed data")

// Encode writes the batch as msgpack arrays in a fixed order, so that equal
// batches have equal bytes.
func (b *Batch) Encode() ([]byte, error) { return b.append(make([]byte, 0, 512)) }

func (b *Batch) append(dst []byte) (out []byte, err error) {
	dst = appendInt(appendArray(dst, 11), format)
	dst = appendBytes(appendBytes(dst, b.ID[:]), b.Device[:])
	dst = appendInt(dst, b.DeviceSeq)
	dst = appendInt(appendUint(dst, b.Base.Epoch), b.Base.Seq)
	dst = appendText(dst, b.Intent)
	dst = appendInt(appendBytes(dst, b.User[:]), b.At)
	dst = appendArray(dst, len(b.Ops))
	for i := range b.Ops {
		if dst, err = b.Ops[i].append(dst); err != nil {
			return nil, fmt.Errorf("encode batch: %w", err)
		}
	}
	// The eleventh element is room for what a later release adds.
	return append(dst, codeNil), nil
}

func (o *Op) append(dst []byte) (out []byte, err error) {
	dst = appendUint(appendUint(appendArray(dst, 5), uint64(o.Kind)), uint64(o.Act))
	dst = appendMap(appendInt(appendBytes(dst, o.ID[:]), o.Base), len(o.Set))
	for _, a := range o.Set {
		if dst, err = appendValue(appendUint(dst, uint64(a.Field)), a.Value); err != nil {
			return nil, fmt.Errorf("kind %d field %d: %w", o.Kind, a.Field, err)
		}
	}
	return dst, nil
}

// Normal brings a value into the one form that fields hold, or says that it
// cannot be a field's value.
func Normal(t Type, v any) (any, error) {
	switch v := v.(type) {
	case nil:
		switch t {
		case Int:
			return int64(0), nil
		case Text:
			return "", nil
		case Ref:
			return nil, nil
		}
	case int64:
		if t == Int {
			return v, nil
		}
	case string:
		if t == Text && len(v) <= MaxTextBytes {
			return v, nil
		}
	case []byte:
		if t == Ref && len(v) == 16 {
			return v, nil
		}
	}
	return nil, fmt.Errorf("a field of type %d cannot hold %T", t, v)
}

// Equal compares two normal values.
func Equal(a, b any) bool {
	x, xBytes := a.([]byte)
	y, yBytes := b.([]byte)
	if xBytes || yBytes {
		return xBytes && yBytes && slices.Equal(x, y)
	}
	return a == b
}
