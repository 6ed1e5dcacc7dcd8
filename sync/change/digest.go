package change

import "encoding/binary"

// Digest is the fingerprint of a set of records: their hashes added up as four
// 64-bit numbers, so that the order does not matter and a record can be taken
// out again.
type Digest [4]uint64

// Add puts a record's hash in.
func (d *Digest) Add(hash [32]byte) {
	for i := range d {
		d[i] += binary.BigEndian.Uint64(hash[i*8:])
	}
}

// Remove takes a record's hash out.
func (d *Digest) Remove(hash [32]byte) {
	for i := range d {
		d[i] -= binary.BigEndian.Uint64(hash[i*8:])
	}
}

// Bytes writes the digest, the first number first, each big-endian.
func (d Digest) Bytes() []byte {
	out := make([]byte, 0, 32)
	for _, v := range d {
		out = binary.BigEndian.AppendUint64(out, v)
	}
	return out
}
