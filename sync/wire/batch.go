package wire

import "github.com/prylavok/prylavok/sync/change"

// This file writes and reads lists of batches, entries and records within
// frames: each is a byte string whose form sync/change owns.

func (p *packer) batches(list []change.Batch) {
	p.array(len(list))
	for i := range list {
		p.short(func(dst []byte) ([]byte, error) { return p.compact.AppendBatch(dst, &list[i]) })
	}
}

func (u *unpacker) batches() []change.Batch {
	n := u.array(MaxBatches)
	list := make([]change.Batch, 0, min(n, 64))
	for range n {
		data := u.view(MaxFrameBytes)
		if u.err != nil {
			return nil
		}
		b, rest, err := u.compact.ReadBatch(data)
		if err != nil || len(rest) > 0 {
			u.fail("batch: %d bytes left over, %v", len(rest), err)
			return nil
		}
		list = append(list, *b)
	}
	return list
}

func (p *packer) entries(list []change.Entry) {
	p.array(len(list))
	for i := range list {
		p.short(func(dst []byte) ([]byte, error) { return p.compact.AppendEntry(dst, &list[i]) })
	}
}

func (u *unpacker) entries() []change.Entry {
	n := u.array(MaxEntries)
	list := make([]change.Entry, 0, min(n, 64))
	for range n {
		data := u.view(MaxFrameBytes)
		if u.err != nil {
			return nil
		}
		e, rest, err := u.compact.ReadEntry(data)
		if err != nil || len(rest) > 0 {
			u.fail("entry: %d bytes left over, %v", len(rest), err)
			return nil
		}
		list = append(list, *e)
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
