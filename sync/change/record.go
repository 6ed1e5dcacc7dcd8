package change

import (
	"cmp"
	"slices"
)

// FieldState is one field of a record: its value and the version that set it.
type FieldState struct {
	Num     uint8
	Value   any // nil, int64, string or []byte
	Version int64
}

// Record is a record as the hub has ordered it: every field's value with the
// version (shop_seq) that set it. A field that is not listed is zero since the
// record was made. Records are values: no function of this package changes one
// that it was given.
type Record struct {
	Kind    uint8
	ID      ID
	Created int64 // version that made it
	Version int64 // version of its last change; 0 = only here, no hub has ordered it yet
	Marked  int64 // version that last deleted or brought it back; Created if none did
	Deleted bool
	Fields  []FieldState // by rising Num
}

// Value gives a field's value, nil where it was never set: zero, as IsZero says.
func (r *Record) Value(num uint8) any {
	if i, ok := r.at(num); ok {
		return r.Fields[i].Value
	}
	return nil
}

// Int gives a whole number field's value, 0 where it has none.
func (r *Record) Int(num uint8) int64 { v, _ := r.Value(num).(int64); return v }

// Text gives a text field's value, "" where it has none.
func (r *Record) Text(num uint8) string { v, _ := r.Value(num).(string); return v }

// Ref gives a reference, the zero ID where there is none.
func (r *Record) Ref(num uint8) (id ID) {
	if v, ok := r.Value(num).([]byte); ok && len(v) == len(id) {
		copy(id[:], v)
	}
	return id
}

// FieldVersion gives the version that last set a field: Created when none has since.
func (r *Record) FieldVersion(num uint8) int64 {
	if i, ok := r.at(num); ok {
		return r.Fields[i].Version
	}
	return r.Created
}

func (r *Record) at(num uint8) (int, bool) {
	return slices.BinarySearchFunc(r.Fields, num, func(f FieldState, n uint8) int { return cmp.Compare(f.Num, n) })
}

// IsZero reports whether a value is what a field holds that was never set:
// nil, 0 or "". The three are one, so that a desk that does not know a field's
// type computes the same digest.
func IsZero(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case int64:
		return v == 0
	case string:
		return v == ""
	case []byte:
		return len(v) == 0
	}
	return false
}

// Same compares two values with nil, 0 and "" being one.
func Same(a, b any) bool { return (IsZero(a) && IsZero(b)) || Equal(a, b) }

// Apply gives the record after a resolved operation at a version; r is nil
// where there is none yet. A Create of a record that is there sets its fields
// like a Patch; any other act on a record that is not there answers nil.
func Apply(r *Record, op *Op, version int64) *Record {
	if r == nil {
		if op.Act != Create {
			return nil
		}
		n := &Record{Kind: op.Kind, ID: op.ID, Created: version, Version: version, Marked: version}
		n.Fields = slices.Grow(n.Fields, len(op.Set))
		for _, a := range op.Set {
			if !IsZero(a.Value) {
				n.set(a.Field, a.Value, version)
			}
		}
		return n
	}
	n := *r
	n.Fields = slices.Clone(r.Fields)
	n.Version = max(n.Version, version)
	switch op.Act {
	case Delete, Revive:
		n.Deleted, n.Marked = op.Act == Delete, version
	}
	for _, a := range op.Set {
		n.set(a.Field, a.Value, version)
	}
	return &n
}

func (r *Record) set(num uint8, v any, version int64) {
	f := FieldState{num, v, version}
	i, ok := r.at(num)
	if ok {
		r.Fields[i] = f
		return
	}
	r.Fields = slices.Insert(r.Fields, i, f)
}

// Entry is one place of a shop's change feed: a batch as it took effect. Its
// operations are resolved: whoever applies them in the order of Seq, without
// asking anything, has the hub's state. Beside the desk's own they may hold
// what follows from them: conflicts, settling stock moves, tasks.
type Entry struct {
	Seq   int64
	Was   Cursor // its place before the hub was restored from an older backup; zero usually
	At    int64  // Unix milliseconds by the hub's clock when it was accepted
	Clean bool   // the operations are the desk's own, unchanged and with nothing added
	Cut   bool   // given back by a desk whose scope may have hidden some of it once
	Batch Batch
}

// Epoch is one life of a shop's feed: it begins after Fork, the last place that
// it shares with the epoch before. A hub that was restored from a backup begins
// a new one.
type Epoch struct {
	ID   uint64
	Fork int64
}
