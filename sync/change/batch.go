package change

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"github.com/vmihailenco/msgpack/v5"
)

// ID is a record's id: a UUIDv7 as bytes.
type ID = [16]byte

// Act is what an operation does to its record.
type Act uint8

// The acts.
const (
	Create Act = 1
	Patch  Act = 2
	Delete Act = 3 // leaves a tombstone; a Patch of "deleted" brings the record back
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
func (b *Batch) Encode() ([]byte, error) { return encoded("batch", b.encode) }

func (b *Batch) encode(e *msgpack.Encoder) error {
	err := errors.Join(e.EncodeArrayLen(11), e.EncodeInt(format), e.EncodeBytes(b.ID[:]), e.EncodeBytes(b.Device[:]),
		e.EncodeInt(b.DeviceSeq), e.EncodeUint(b.Base.Epoch), e.EncodeInt(b.Base.Seq), e.EncodeString(b.Intent),
		e.EncodeBytes(b.User[:]), e.EncodeInt(b.At), e.EncodeArrayLen(len(b.Ops)))
	if err != nil {
		return err
	}
	for i := range b.Ops {
		if err := b.Ops[i].encode(e); err != nil {
			return err
		}
	}
	// The eleventh element is room for what a later release adds.
	return e.EncodeNil()
}

// encoded runs one of the encoders of this package; what names the thing.
func encoded(what string, write func(*msgpack.Encoder) error) ([]byte, error) {
	var buf bytes.Buffer
	e := msgpack.GetEncoder()
	defer msgpack.PutEncoder(e)
	e.Reset(&buf)
	e.UseCompactInts(true)
	if err := write(e); err != nil {
		return nil, fmt.Errorf("encode %s: %w", what, err)
	}
	return buf.Bytes(), nil
}

func (o *Op) encode(e *msgpack.Encoder) error {
	if err := errors.Join(e.EncodeArrayLen(5), e.EncodeUint(uint64(o.Kind)), e.EncodeUint(uint64(o.Act)), e.EncodeBytes(o.ID[:]),
		e.EncodeInt(o.Base), e.EncodeMapLen(len(o.Set))); err != nil {
		return err
	}
	for _, a := range o.Set {
		if err := e.EncodeUint(uint64(a.Field)); err != nil {
			return err
		}
		if err := encodeValue(e, a.Value); err != nil {
			return fmt.Errorf("kind %d field %d: %w", o.Kind, a.Field, err)
		}
	}
	return nil
}

func encodeValue(e *msgpack.Encoder, v any) error {
	switch v := v.(type) {
	case nil:
		return e.EncodeNil()
	case int64:
		return e.EncodeInt(v)
	case string:
		return e.EncodeString(v)
	case []byte:
		return e.EncodeBytes(v)
	}
	return fmt.Errorf("a field cannot hold %T", v)
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
