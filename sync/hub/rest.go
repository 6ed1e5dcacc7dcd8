package hub

import (
	"crypto/sha256"
	"fmt"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
)

// This file is what happens when a place that the hub lost was first given back by
// a desk that may not see all of it any more, and then by one that has it whole.

// supplement takes from a whole entry what is missing of the same one that came
// cut. What is missing is an entry of its own, for the feed does not change.
func (in *intake) supplement(e *change.Entry, at int64) error {
	if e.Cut || !in.who.Scope.Whole() {
		return nil
	}
	id := restID(e.Batch.ID)
	if done, err := in.s.EntryOf(id); err != nil || done != 0 {
		return err
	}
	raw, err := in.s.Entries(at-1, 1, 1)
	if err != nil || len(raw) == 0 {
		return err
	}
	there, err := change.DecodeEntry(raw[0].Data)
	if err != nil {
		return fmt.Errorf("place %d: %w", at, err)
	}
	if !there.Cut {
		return nil
	}
	b := change.Batch{ID: id, Base: e.Batch.Base, Intent: merge.IntentRest, User: e.Batch.User, At: e.Batch.At}
	if b.Ops, err = in.rest(e, at); err != nil || len(b.Ops) == 0 {
		return err
	}
	return in.place(&change.Entry{Was: e.Was, Batch: b})
}

// rest gives what a scope would hide of an entry and the shop has not got from
// the cut one at a place.
func (in *intake) rest(e *change.Entry, at int64) (ops []change.Op, err error) {
	for i := range e.Batch.Ops {
		op := &e.Batch.Ops[i]
		seen, some := change.ScopeClerk.MaskOp(op)
		switch {
		case !some:
			ops = append(ops, *op)
			continue
		case len(seen.Set) == len(op.Set):
			continue
		}
		r, err := in.s.Record(op.Kind, op.ID)
		if err != nil {
			return nil, err
		}
		if r == nil {
			continue // the hub would have no record to put it into
		}
		part := change.Op{Kind: op.Kind, Act: change.Patch, ID: op.ID, Base: op.Base}
		for _, a := range op.Set {
			if !change.ScopeClerk.Hides(op.Kind, a.Field) || (r.FieldVersion(a.Field) == at && change.Same(r.Value(a.Field), a.Value)) {
				continue
			}
			part.Set = append(part.Set, a)
		}
		if len(part.Set) > 0 {
			ops = append(ops, part)
		}
	}
	return ops, nil
}

// restID names the entry of what was missing of a batch, so that each is made
// once: a UUIDv8 (RFC 9562) with the batch's time in front.
func restID(batch change.ID) (id change.ID) {
	h := sha256.Sum256(append([]byte("rest "), batch[:]...))
	copy(id[:], h[:])
	copy(id[:6], batch[:6])
	id[6] = 8<<4 | id[6]&0x0f
	id[8] = 0x80 | id[8]&0x3f
	return id
}
