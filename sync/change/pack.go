package change

import (
	"encoding/binary"
	"fmt"
	"math"
)

// The msgpack codes. This package writes and reads them itself: records are kept
// and loaded by the million, and a general library takes three times as long.
const (
	codeNil   = 0xc0
	codeFalse = 0xc2
	codeTrue  = 0xc3
	codeBin   = 0xc4 // 0xc4 to 0xc6: with a length of 1, 2 or 4 bytes
	codeExt   = 0xc7 // 0xc7 to 0xc9: likewise, and a type
	codeFloat = 0xca // of 4 bytes, 0xcb of 8
	codeUint  = 0xcc // 0xcc to 0xcf: of 1, 2, 4 or 8 bytes
	codeInt   = 0xd0 // 0xd0 to 0xd3: likewise
	codeFixed = 0xd4 // 0xd4 to 0xd8: a type and 1, 2, 4, 8 or 16 bytes
	codeText  = 0xd9 // 0xd9 to 0xdb: with a length of 1, 2 or 4 bytes
	codeArray = 0xdc // with a length of 2 bytes, 0xdd of 4
	codeMap   = 0xde // likewise

	fixMap, fixArray, fixText = 0x80, 0x90, 0xa0 // with the length within
	fixNegative               = 0xe0
)

func appendUint(b []byte, v uint64) []byte {
	switch {
	case v <= math.MaxInt8:
		return append(b, byte(v))
	case v <= math.MaxUint8:
		return append(b, codeUint, byte(v))
	case v <= math.MaxUint16:
		return binary.BigEndian.AppendUint16(append(b, codeUint+1), uint16(v))
	case v <= math.MaxUint32:
		return binary.BigEndian.AppendUint32(append(b, codeUint+2), uint32(v))
	}
	return binary.BigEndian.AppendUint64(append(b, codeUint+3), v)
}

func appendInt(b []byte, v int64) []byte {
	switch {
	case v >= 0:
		return appendUint(b, uint64(v))
	case v >= -32:
		return append(b, byte(v))
	case v >= math.MinInt8:
		return append(b, codeInt, byte(v))
	case v >= math.MinInt16:
		return binary.BigEndian.AppendUint16(append(b, codeInt+1), uint16(v))
	case v >= math.MinInt32:
		return binary.BigEndian.AppendUint32(append(b, codeInt+2), uint32(v))
	}
	return binary.BigEndian.AppendUint64(append(b, codeInt+3), uint64(v))
}

func appendText(b []byte, s string) []byte {
	if len(s) < 32 {
		return append(append(b, fixText|byte(len(s))), s...)
	}
	return append(appendLength(b, codeText, len(s)), s...)
}

func appendBytes(b, s []byte) []byte { return append(appendLength(b, codeBin, len(s)), s...) }

// appendLength writes the first of three codes whose length has room for n.
func appendLength(b []byte, code byte, n int) []byte {
	switch {
	case n <= math.MaxUint8:
		return append(b, code, byte(n))
	case n <= math.MaxUint16:
		return binary.BigEndian.AppendUint16(append(b, code+1), uint16(n))
	}
	return binary.BigEndian.AppendUint32(append(b, code+2), uint32(n))
}

func appendArray(b []byte, n int) []byte { return appendCount(b, fixArray, codeArray, n) }
func appendMap(b []byte, n int) []byte   { return appendCount(b, fixMap, codeMap, n) }

func appendCount(b []byte, fix, code byte, n int) []byte {
	switch {
	case n < 16:
		return append(b, fix|byte(n))
	case n <= math.MaxUint16:
		return binary.BigEndian.AppendUint16(append(b, code), uint16(n))
	}
	return binary.BigEndian.AppendUint32(append(b, code+1), uint32(n))
}

func appendBool(b []byte, on bool) []byte {
	if on {
		return append(b, codeTrue)
	}
	return append(b, codeFalse)
}

// appendValue writes a field's value; it is an error when no field can hold it.
func appendValue(b []byte, v any) ([]byte, error) {
	switch v := v.(type) {
	case nil:
		return append(b, codeNil), nil
	case int64:
		return appendInt(b, v), nil
	case string:
		return appendText(b, v), nil
	case []byte:
		return appendBytes(b, v), nil
	}
	return nil, fmt.Errorf("a field cannot hold %T", v)
}
