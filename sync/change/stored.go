package change

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
)

// Encode writes the entry as msgpack arrays in a fixed order, so that equal
// entries have equal bytes. It is how the hub and the desks keep the feed.
func (e *Entry) Encode() ([]byte, error) {
	dst := appendInt(appendInt(appendArray(make([]byte, 0, 640), 8), format), e.Seq)
	dst = appendInt(appendUint(dst, e.Was.Epoch), e.Was.Seq)
	dst, err := e.Batch.append(appendBool(appendInt(dst, e.At), e.Clean))
	if err != nil {
		return nil, fmt.Errorf("encode entry: %w", err)
	}
	// The eighth element came later: nil where there is nothing to say.
	if e.Cut {
		return appendBool(dst, true), nil
	}
	return append(dst, codeNil), nil
}

// DecodeEntry reads what Entry.Encode wrote, within the limits of a batch. Any
// error wraps ErrMalformed.
func DecodeEntry(data []byte) (*Entry, error) {
	return decoded(data, func(d *decoder) *Entry {
		e := d.entryHead()
		if e == nil {
			return nil
		}
		d.batchOps(&e.Batch)
		last := d.src
		d.skip()
		e.Cut = d.err == nil && last[0] == codeTrue
		return e
	})
}

// DecodeEntryHead reads what Entry.Encode wrote without its operations and what
// stands behind them, which is not looked at. Any error wraps ErrMalformed.
func DecodeEntryHead(data []byte) (*Entry, error) {
	d := decoder{src: data}
	e := d.entryHead()
	if d.err != nil {
		return nil, d.err
	}
	return e, nil
}

// entryHead reads an entry up to its operations; nil after an error.
func (d *decoder) entryHead() *Entry {
	if !d.begin(8) {
		return nil
	}
	e := &Entry{Seq: d.int(), Was: Cursor{Epoch: d.uint(), Seq: d.int()}, At: d.int(), Clean: d.bool()}
	d.batchHead(&e.Batch)
	if d.err != nil {
		return nil
	}
	return e
}

// Encode writes the record as msgpack arrays in a fixed order: equal records
// have equal bytes. Fields and kinds of a later release are written as they
// came. A record whose values are none that a field can hold is not written: nil.
func (r *Record) Encode() []byte {
	dst := appendUint(appendInt(appendArray(make([]byte, 0, 320), 9), format), uint64(r.Kind))
	dst = appendInt(appendInt(appendInt(appendBytes(dst, r.ID[:]), r.Created), r.Version), r.Marked)
	dst = appendArray(appendBool(dst, r.Deleted), 3*len(r.Fields))
	for _, f := range r.Fields {
		var err error
		if dst, err = appendValue(appendUint(dst, uint64(f.Num)), f.Value); err != nil {
			return nil
		}
		dst = appendInt(dst, f.Version)
	}
	// The ninth element is room for what a later release adds.
	return append(dst, codeNil)
}

// DecodeRecord reads what Record.Encode wrote, within the limits of a batch.
// Any error wraps ErrMalformed.
func DecodeRecord(data []byte) (*Record, error) {
	return decoded(data, func(d *decoder) *Record {
		if !d.begin(9) {
			return nil
		}
		r := &Record{Kind: uint8(d.within(255)), ID: d.id(), Created: d.int(), Version: d.int(), Marked: d.int(), Deleted: d.bool()}
		n := d.array(0, 3*MaxFields)
		if n%3 != 0 {
			d.fail("%d field elements", n)
		}
		if d.err != nil {
			return nil
		}
		r.Fields = make([]FieldState, 0, n/3)
		for range n / 3 {
			f := FieldState{Num: uint8(d.within(255)), Value: d.value(), Version: d.int()}
			if last := len(r.Fields) - 1; d.err == nil && last >= 0 && r.Fields[last].Num >= f.Num {
				d.fail("field %d is out of order", f.Num)
			}
			if d.err != nil {
				return nil
			}
			r.Fields = append(r.Fields, f)
		}
		d.skip()
		return r
	})
}

// Hash is the record's part of a digest: SHA-256 over what every copy agrees
// on, in this form:
//
//	kind      1 byte
//	id        16 bytes
//	version   8 bytes, big-endian
//	deleted   1 byte, 0 or 1
//	then for each field that is not zero (IsZero), by rising number:
//	number    1 byte
//	type      1 byte: 1 whole number, 2 text, 3 bytes
//	value     8 bytes, big-endian; or the length as 4 bytes, big-endian, and the bytes
//
// Created, Marked and the versions of single fields are left out: they serve
// merging only, and a desk that cannot see a field does not learn them.
func (r *Record) Hash() [32]byte {
	b := make([]byte, 0, 512)
	b = append(append(b, r.Kind), r.ID[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(r.Version))
	b = append(b, flag(r.Deleted))
	for _, f := range r.Fields {
		if IsZero(f.Value) {
			continue
		}
		b = append(b, f.Num)
		switch v := f.Value.(type) {
		case int64:
			b = binary.BigEndian.AppendUint64(append(b, 1), uint64(v))
		case string:
			b = append(binary.BigEndian.AppendUint32(append(b, 2), uint32(len(v))), v...)
		case []byte:
			b = append(binary.BigEndian.AppendUint32(append(b, 3), uint32(len(v))), v...)
		}
	}
	return sha256.Sum256(b)
}

func flag(on bool) byte {
	if on {
		return 1
	}
	return 0
}
