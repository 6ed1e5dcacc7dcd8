package wire

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/prylavok/prylavok/sync/change"
)

// packer writes msgpack. Numbers take their shortest form, so that equal frames
// have equal bytes.
type packer struct {
	buf     []byte
	err     error
	compact *change.Compact
	scratch []byte
}

func (p *packer) array(n int) {
	switch {
	case n < 16:
		p.buf = append(p.buf, 0x90|byte(n))
	case n <= math.MaxUint16:
		p.buf = binary.BigEndian.AppendUint16(append(p.buf, 0xdc), uint16(n))
	default:
		p.buf = binary.BigEndian.AppendUint32(append(p.buf, 0xdd), uint32(n))
	}
}

func (p *packer) uint(v uint64) {
	switch {
	case v < 128:
		p.buf = append(p.buf, byte(v))
	case v <= math.MaxUint8:
		p.buf = append(p.buf, 0xcc, byte(v))
	case v <= math.MaxUint16:
		p.buf = binary.BigEndian.AppendUint16(append(p.buf, 0xcd), uint16(v))
	case v <= math.MaxUint32:
		p.buf = binary.BigEndian.AppendUint32(append(p.buf, 0xce), uint32(v))
	default:
		p.buf = binary.BigEndian.AppendUint64(append(p.buf, 0xcf), v)
	}
}

func (p *packer) int(v int64) {
	switch {
	case v >= 0:
		p.uint(uint64(v))
	case v >= -32:
		p.buf = append(p.buf, byte(v))
	case v >= math.MinInt8:
		p.buf = append(p.buf, 0xd0, byte(v))
	case v >= math.MinInt16:
		p.buf = binary.BigEndian.AppendUint16(append(p.buf, 0xd1), uint16(v))
	case v >= math.MinInt32:
		p.buf = binary.BigEndian.AppendUint32(append(p.buf, 0xd2), uint32(v))
	default:
		p.buf = binary.BigEndian.AppendUint64(append(p.buf, 0xd3), uint64(v))
	}
}

func (p *packer) bool(v bool) {
	if v {
		p.buf = append(p.buf, 0xc3)
		return
	}
	p.buf = append(p.buf, 0xc2)
}

func (p *packer) text(s string) {
	n := len(s)
	switch {
	case n < 32:
		p.buf = append(p.buf, 0xa0|byte(n))
	case n <= math.MaxUint8:
		p.buf = append(p.buf, 0xd9, byte(n))
	case n <= math.MaxUint16:
		p.buf = binary.BigEndian.AppendUint16(append(p.buf, 0xda), uint16(n))
	default:
		p.buf = binary.BigEndian.AppendUint32(append(p.buf, 0xdb), uint32(n))
	}
	p.buf = append(p.buf, s...)
}

// bytes writes a byte string; an empty one is nil.
func (p *packer) bytes(b []byte) {
	n := len(b)
	switch {
	case n == 0:
		p.buf = append(p.buf, 0xc0)
	case n <= math.MaxUint8:
		p.buf = append(p.buf, 0xc4, byte(n))
	case n <= math.MaxUint16:
		p.buf = binary.BigEndian.AppendUint16(append(p.buf, 0xc5), uint16(n))
	default:
		p.buf = binary.BigEndian.AppendUint32(append(p.buf, 0xc6), uint32(n))
	}
	p.buf = append(p.buf, b...)
}

// id writes 16 bytes; the zero id is nil.
func (p *packer) id(id change.ID) {
	if id == (change.ID{}) {
		p.bytes(nil)
		return
	}
	p.bytes(id[:])
}

// unpacker reads msgpack from a slice. It keeps the first error, so that reading
// needs no check at each step; after it every read gives zero. Nothing is
// allocated before its length was held against its limit and against what is left.
type unpacker struct {
	buf  []byte
	left int // elements of the frame's array that were not read yet
	err  error

	compact *change.Compact
}

func (u *unpacker) fail(format string, args ...any) {
	if u.err == nil {
		u.err = fmt.Errorf("%w: %s", ErrMalformed, fmt.Sprintf(format, args...))
		u.buf = nil
	}
}

// take gives the next n bytes.
func (u *unpacker) take(n int) []byte {
	if u.err != nil || n < 0 || n > len(u.buf) {
		u.fail("%d bytes are missing", n-len(u.buf))
		return nil
	}
	b := u.buf[:n:n]
	u.buf = u.buf[n:]
	return b
}

func (u *unpacker) code() byte {
	if b := u.take(1); b != nil {
		return b[0]
	}
	return 0
}

// big reads a big-endian number of n bytes.
func (u *unpacker) big(n int) (v uint64) {
	for _, b := range u.take(n) {
		v = v<<8 | uint64(b)
	}
	return v
}

func (u *unpacker) uint() uint64 {
	switch c := u.code(); {
	case c < 0x80:
		return uint64(c)
	case c >= 0xcc && c <= 0xcf:
		return u.big(1 << (c - 0xcc))
	default:
		u.fail("code %#x is no number from 0 on", c)
	}
	return 0
}

func (u *unpacker) int() int64 {
	if len(u.buf) == 0 {
		u.fail("a number is missing")
		return 0
	}
	switch c := u.buf[0]; {
	case c >= 0xe0:
		return int64(int8(u.code()))
	case c >= 0xd0 && c <= 0xd3:
		u.code()
		bits := 8 << (c - 0xd0)
		return int64(u.big(bits/8)<<(64-bits)) >> (64 - bits)
	}
	v := u.uint()
	if v > math.MaxInt64 {
		u.fail("number %d is above 64 bits with a sign", v)
		return 0
	}
	return int64(v)
}

func (u *unpacker) small(most uint64) uint64 {
	v := u.uint()
	if v > most {
		u.fail("number %d is above %d", v, most)
		return 0
	}
	return v
}

func (u *unpacker) bool() bool {
	switch c := u.code(); c {
	case 0xc3:
		return true
	case 0xc2:
	default:
		u.fail("code %#x is neither true nor false", c)
	}
	return false
}

// array reads a length. Each element takes at least one byte, so that a length
// above what is left is a lie.
func (u *unpacker) array(most int) int {
	var n uint64
	switch c := u.code(); {
	case c&0xf0 == 0x90:
		n = uint64(c & 0x0f)
	case c == 0xdc:
		n = u.big(2)
	case c == 0xdd:
		n = u.big(4)
	default:
		u.fail("code %#x is no list", c)
	}
	if n > uint64(most) || n > uint64(len(u.buf)) {
		u.fail("list of %d", n)
		return 0
	}
	return int(n)
}

func (u *unpacker) text(most int) string {
	var n uint64
	switch c := u.code(); {
	case c&0xe0 == 0xa0:
		n = uint64(c & 0x1f)
	case c >= 0xd9 && c <= 0xdb:
		n = u.big(1 << (c - 0xd9))
	default:
		u.fail("code %#x is no text", c)
	}
	if n > uint64(most) {
		u.fail("text of %d bytes is above %d", n, most)
		return ""
	}
	return string(u.take(int(n)))
}

// view reads a byte string as a part of the frame's own bytes; nil is empty.
func (u *unpacker) view(most int) []byte {
	var n uint64
	switch c := u.code(); {
	case c == 0xc0:
		return nil
	case c >= 0xc4 && c <= 0xc6:
		n = u.big(1 << (c - 0xc4))
	default:
		u.fail("code %#x is no byte string", c)
	}
	if n > uint64(most) {
		u.fail("byte string of %d is above %d", n, most)
		return nil
	}
	return u.take(int(n))
}

func (u *unpacker) bytes(most int) []byte {
	if v := u.view(most); len(v) > 0 {
		return append([]byte(nil), v...)
	}
	return nil
}

func (u *unpacker) id() (id change.ID) {
	if v := u.view(len(id)); len(v) == len(id) {
		copy(id[:], v)
	} else if len(v) > 0 {
		u.fail("id of %d bytes", len(v))
	}
	return id
}

// skip passes over one value, however deep, without recursion.
func (u *unpacker) skip() {
	for open := 1; open > 0 && u.err == nil; open-- {
		open += u.skipOne()
		if open-1 > len(u.buf) {
			u.fail("%d values are missing", open-1-len(u.buf))
		}
	}
}

// skipOne passes over a value's head and bytes and gives how many values are in it.
func (u *unpacker) skipOne() int {
	switch c := u.code(); {
	case c < 0x80, c >= 0xe0, c == 0xc0, c == 0xc2, c == 0xc3:
	case c&0xf0 == 0x80:
		return 2 * int(c&0x0f)
	case c&0xf0 == 0x90:
		return int(c & 0x0f)
	case c&0xe0 == 0xa0:
		u.take(int(c & 0x1f))
	case c >= 0xc4 && c <= 0xc6:
		u.take(int(u.big(1 << (c - 0xc4))))
	case c >= 0xc7 && c <= 0xc9:
		u.take(int(u.big(1<<(c-0xc7))) + 1)
	case c == 0xca, c == 0xcb:
		u.take(4 << (c - 0xca))
	case c >= 0xcc && c <= 0xcf:
		u.take(1 << (c - 0xcc))
	case c >= 0xd0 && c <= 0xd3:
		u.take(1 << (c - 0xd0))
	case c >= 0xd4 && c <= 0xd8:
		u.take(1 + 1<<(c-0xd4))
	case c >= 0xd9 && c <= 0xdb:
		u.take(int(u.big(1 << (c - 0xd9))))
	case c == 0xdc:
		return int(u.big(2))
	case c == 0xdd:
		return int(u.big(4))
	case c == 0xde:
		return 2 * int(u.big(2))
	case c == 0xdf:
		return 2 * int(u.big(4))
	default:
		u.fail("code %#x is not used", c)
	}
	return 0
}
