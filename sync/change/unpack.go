package change

import (
	"fmt"
	"math"
)

// decoder reads msgpack from a slice. It keeps the first error, so that reading
// needs no check at each step, and holds every length against what is left.
type decoder struct {
	src []byte
	err error
}

func (d *decoder) fail(format string, args ...any) {
	if d.err == nil {
		d.err = fmt.Errorf("%w: %s", ErrMalformed, fmt.Sprintf(format, args...))
	}
}

// next takes n bytes.
func (d *decoder) next(n int) []byte {
	if d.err != nil {
		return nil
	}
	if n < 0 || n > len(d.src) {
		d.fail("%d bytes with %d left", n, len(d.src))
		return nil
	}
	b := d.src[:n]
	d.src = d.src[n:]
	return b
}

func (d *decoder) code() byte {
	b := d.next(1)
	if d.err != nil {
		return codeNil
	}
	return b[0]
}

// number takes a big-endian number of n bytes.
func (d *decoder) number(n int) (u uint64) {
	for _, b := range d.next(n) {
		u = u<<8 | uint64(b)
	}
	return u
}

// value reads a field's value.
func (d *decoder) value() any {
	if len(d.src) == 0 || d.err != nil {
		d.fail("value is missing")
		return nil
	}
	switch c := d.src[0]; {
	case c == codeNil:
		d.src = d.src[1:]
		return nil
	case c >= fixText && c < codeNil, c >= codeText && c < codeArray:
		return d.text(MaxTextBytes)
	case c >= codeBin && c < codeExt:
		return append([]byte{}, d.raw(MaxTextBytes)...)
	}
	return d.int()
}

// array reads the head of an array of an allowed length.
func (d *decoder) array(least, most int) int {
	n := d.count("array", fixArray, codeArray)
	if n < least || n > most {
		d.fail("array of %d", n)
		return -1
	}
	return n
}

// count reads the head of an array or a map.
func (d *decoder) count(what string, fix, code byte) int {
	c := d.code()
	switch {
	case d.err != nil:
	case c&0xf0 == fix:
		return int(c & 0x0f)
	case c == code:
		return int(d.number(2))
	case c == code+1:
		return int(d.number(4))
	default:
		d.fail("%s of code %#x", what, c)
	}
	return -1
}

func (d *decoder) int() int64 {
	c := d.code()
	switch {
	case d.err != nil:
		return 0
	case c < fixMap, c >= fixNegative:
		return int64(int8(c))
	case c >= codeUint && c < codeInt:
		v := d.number(1 << (c - codeUint))
		if v > math.MaxInt64 {
			d.fail("number %d is too large", v)
		}
		return int64(v)
	case c >= codeInt && c < codeFixed:
		n := 1 << (c - codeInt)
		return int64(d.number(n)<<(64-8*n)) >> (64 - 8*n)
	}
	d.fail("number of code %#x", c)
	return 0
}

func (d *decoder) uint() uint64 {
	if len(d.src) > 0 && d.src[0] == codeUint+3 {
		d.src = d.src[1:]
		return d.number(8)
	}
	v := d.int()
	if v < 0 {
		d.fail("number %d is below zero", v)
		return 0
	}
	return uint64(v)
}

func (d *decoder) within(most uint64) uint64 {
	v := d.uint()
	if v > most {
		d.fail("number %d is above %d", v, most)
		return 0
	}
	return v
}

func (d *decoder) bool() bool {
	c := d.code()
	if c != codeTrue && c != codeFalse {
		d.fail("flag of code %#x", c)
	}
	return c == codeTrue
}

func (d *decoder) id() (id ID) {
	b := d.raw(16)
	if d.err == nil && len(b) != 16 {
		d.fail("id of %d bytes", len(b))
	}
	copy(id[:], b)
	return id
}

func (d *decoder) text(most int) string { return string(d.raw(most)) }

// raw gives a text or a byte string as it lies in the source.
func (d *decoder) raw(most int) []byte {
	c := d.code()
	n := 0
	switch {
	case d.err != nil:
		return nil
	case c >= fixText && c < codeNil:
		n = int(c & 0x1f)
	case c >= codeText && c < codeArray:
		n = int(d.number(1 << (c - codeText)))
	case c >= codeBin && c < codeExt:
		n = int(d.number(1 << (c - codeBin)))
	default:
		d.fail("text or bytes of code %#x", c)
	}
	if n > most {
		d.fail("%d bytes are above the limit of %d", n, most)
	}
	return d.next(n)
}

// deepest is how far an element that a later release adds may be nested.
const deepest = 16

// skip passes over an element that a later release has added.
func (d *decoder) skip() { d.skipWithin(deepest) }

func (d *decoder) skipWithin(depth int) {
	c := d.code()
	if depth == 0 {
		d.fail("nested deeper than %d", deepest)
	}
	if d.err != nil {
		return
	}
	elements := 0
	switch {
	case c < fixMap, c >= fixNegative, c == codeNil, c == codeFalse, c == codeTrue:
	case c < fixArray:
		elements = 2 * int(c&0x0f)
	case c < fixText:
		elements = int(c & 0x0f)
	case c < codeNil:
		d.next(int(c & 0x1f))
	case c >= codeBin && c < codeExt:
		d.next(int(d.number(1 << (c - codeBin))))
	case c >= codeExt && c < codeFloat:
		d.next(1 + int(d.number(1<<(c-codeExt))))
	case c == codeFloat || c == codeFloat+1:
		d.next(4 << (c - codeFloat))
	case c >= codeUint && c < codeInt:
		d.next(1 << (c - codeUint))
	case c >= codeInt && c < codeFixed:
		d.next(1 << (c - codeInt))
	case c >= codeFixed && c < codeText:
		d.next(1 + 1<<(c-codeFixed))
	case c >= codeText && c < codeArray:
		d.next(int(d.number(1 << (c - codeText))))
	case c == codeArray || c == codeArray+1:
		elements = int(d.number(2 << (c - codeArray)))
	case c == codeMap || c == codeMap+1:
		elements = 2 * int(d.number(2<<(c-codeMap)))
	default:
		d.fail("code %#x is none", c)
	}
	for ; elements > 0 && d.err == nil; elements-- {
		d.skipWithin(depth - 1)
	}
}
