package wire

import "github.com/prylavok/prylavok/sync/change"

// This file writes and reads lists of batches, entries and records within
// frames: each is a byte string whose form sync/change owns.

func (p *packer) batches(list []change.Batch) { packEach(p, list, p.compact.AppendBatch) }

func (u *unpacker) batches() []change.Batch {
	return readEach(u, MaxBatches, "batch", u.compact.ReadBatch, (*change.Batch).Size)
}

func (p *packer) entries(list []change.Entry) { packEach(p, list, p.compact.AppendEntry) }

func (u *unpacker) entries() []change.Entry {
	return readEach(u, MaxEntries, "entry", u.compact.ReadEntry, (*change.Entry).Size)
}

func packEach[T any](p *packer, list []T, add func(dst []byte, each *T) ([]byte, error)) {
	p.array(len(list))
	for i := range list {
		p.short(func(dst []byte) ([]byte, error) { return add(dst, &list[i]) })
	}
}

func readEach[T any](u *unpacker, most int, what string, read func(data []byte) (each *T, rest []byte, err error), size func(*T) int) []T {
	n := u.array(most)
	list := make([]T, 0, min(n, 64))
	total := 0
	for range n {
		data := u.view(MaxFrameBytes)
		if u.err != nil {
			return nil
		}
		each, rest, err := read(data)
		if err != nil || len(rest) > 0 {
			u.fail("%s: %d bytes left over, %v", what, len(rest), err)
			return nil
		}
		if total += size(each); total > maxComesTo {
			u.fail("it comes to more than %d bytes", maxComesTo)
			return nil
		}
		list = append(list, *each)
	}
	return list
}

// short writes what f appends as a byte string.
func (p *packer) short(f func(dst []byte) ([]byte, error)) {
	data, err := f(p.scratch[:0])
	if err != nil {
		if p.err == nil {
			p.err = err
		}
		return
	}
	p.scratch = data
	p.bytes(data)
}

func (u *unpacker) record() (r change.Record) {
	data := u.view(MaxFrameBytes)
	if u.err != nil {
		return r
	}
	got, err := change.DecodeRecord(data)
	if err != nil {
		u.fail("record: %v", err)
		return r
	}
	return *got
}
