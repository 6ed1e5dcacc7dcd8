package change

// Sizes are what credit, push windows and pages are counted in: about the bytes
// that the thing takes when it is written plainly. They come from the content
// alone, so that both ends of a connection count the same.

func valueSize(v any) int {
	switch v := v.(type) {
	case int64:
		return 5
	case string:
		return 3 + len(v)
	case []byte:
		return 3 + len(v)
	}
	return 1
}

// Size is about the operation's length in bytes.
func (o *Op) Size() int {
	n := 26
	for _, a := range o.Set {
		n += 1 + valueSize(a.Value)
	}
	return n
}

// Size is about the batch's length in bytes.
func (b *Batch) Size() int {
	n := 72 + len(b.Intent)
	for i := range b.Ops {
		n += b.Ops[i].Size()
	}
	return n
}

// Size is about the entry's length in bytes, of what is in it now: an entry
// that is sent without operations is small.
func (e *Entry) Size() int { return 24 + e.Batch.Size() }

// Size is about the record's length in bytes.
func (r *Record) Size() int {
	n := 32
	for _, f := range r.Fields {
		n += 5 + valueSize(f.Value)
	}
	return n
}
