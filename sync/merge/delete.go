package merge

import (
	"github.com/prylavok/prylavok/sync/change"
)

// doom is why a delete will not be done: something of the document was changed
// by another desk meanwhile.
type doom struct {
	version int64 // of that change
	root    key   // the outermost record that the batch deletes together with this one
	silent  bool  // the old order before a restore says so: no clash
	by      *Origin
}

// foresee finds the deletes that will not be done, before any is. What a batch
// deletes together, a product with its offers, stays together.
func (m *merging) foresee(ops []change.Op) error {
	at := map[key]*change.Op{}
	for i := range ops {
		if op := &ops[i]; op.Act == change.Delete {
			at[key{op.Kind, op.ID}] = op
		}
	}
	if len(at) == 0 {
		return nil
	}
	dead := map[key]doom{}
	for i := range ops {
		op := &ops[i]
		r, err := m.v.Record(op.Kind, op.ID)
		if err != nil {
			return err
		}
		if op.Act != change.Delete || r == nil || r.Deleted {
			continue
		}
		d, found, err := m.meanwhile(op, r, at)
		if err != nil {
			return err
		}
		root, err := m.outermost(op, at)
		if err != nil {
			return err
		}
		if _, already := dead[root]; found && !already {
			d.root = root
			dead[root] = d
		}
	}
	m.doomed = map[key]doom{}
	for k, op := range at {
		root, err := m.outermost(op, at)
		if err != nil {
			return err
		}
		if d, ok := dead[root]; ok {
			m.doomed[k] = d
		}
	}
	return nil
}

// outermost climbs from a deleted record to the document that goes with it.
func (m *merging) outermost(op *change.Op, at map[key]*change.Op) (key, error) {
	here := key{op.Kind, op.ID}
	for {
		k, known := change.KindNum(here.kind)
		r, err := m.v.Record(here.kind, here.id)
		if err != nil || !known || r == nil || whole(k) == nil {
			return here, err
		}
		up := key{whole(k).Num, parentOf(r)}
		if at[up] == nil {
			return here, nil
		}
		here = up
	}
}

// meanwhile looks for a change of a record or of its parts that the batch's desk
// had not seen when it deleted them.
func (m *merging) meanwhile(op *change.Op, r *change.Record, at map[key]*change.Op) (d doom, found bool, err error) {
	rel, err := m.against(r.Marked, op.Base)
	if err != nil {
		return d, found, err
	}
	if rel != plain {
		d, found = doom{version: r.Marked, silent: rel == stale}, true
	}
	look := func(version, base int64) error {
		rel, err := m.against(version, base)
		// What the old order put after the delete left it standing, or brought the
		// record back: then that marked it.
		if rel == clash && (!found || d.silent) {
			d, found = doom{version: version}, true
		}
		return err
	}
	for _, f := range r.Fields {
		if err := look(f.Version, op.Base); err != nil {
			return d, found, err
		}
	}
	if by, err := m.replaced(op, r); err != nil || by != nil {
		return doom{by: by}, true, err
	}
	for _, part := range change.Kinds {
		if k, known := change.KindNum(op.Kind); !known || whole(part) != k {
			continue
		}
		parts, err := m.v.Children(op.ID, part.Num)
		if err != nil {
			return d, found, err
		}
		for _, p := range parts {
			if p.Deleted || at[key{part.Num, p.ID}] != nil {
				continue // deleted too, with its own base
			}
			if err := look(p.Version, m.b.Base.Seq); err != nil {
				return d, found, err
			}
		}
	}
	return d, found, nil
}

// replaced looks for a change of another that this device's own later one has
// replaced without having seen it: deleting what it made would lose it after all.
func (m *merging) replaced(op *change.Op, r *change.Record) (by *Origin, err error) {
	if m.in.Was.Seq != 0 || r.Version <= min(op.Base, m.shared) {
		return nil, nil
	}
	k, known := change.KindNum(op.Kind)
	if !known {
		k = nil
	}
	clashes, err := m.unreadClashes(k, r)
	for _, c := range clashes {
		for _, side := range []party{standing, losing} {
			if o := side.of(c); o.Device != m.b.Device {
				return &o, err
			}
		}
	}
	return nil, err
}

func (m *merging) delete(k *change.Kind, op *change.Op, r *change.Record) error {
	if r.Deleted {
		return m.remark(op, r)
	}
	d, doomed := m.doomed[key{op.Kind, op.ID}]
	if !doomed {
		return m.emit(op)
	}
	m.changed = true
	if d.silent || d.root != (key{op.Kind, op.ID}) {
		return nil
	}
	return m.note(k, r, loss{reason: ReasonDeleted, open: true, stands: int64(0), lost: int64(1), version: d.version, by: d.by})
}

func (m *merging) revive(k *change.Kind, op *change.Op, r *change.Record) error {
	if !r.Deleted {
		return m.remark(op, r)
	}
	rel, err := m.against(r.Marked, op.Base)
	if err != nil {
		return err
	}
	if rel == stale {
		m.changed = true
		return nil
	}
	if err := m.wake(k, parentOf(r)); err != nil {
		return err
	}
	return m.bringBack(k, op, r)
}

// remark meets a delete of what is deleted already, or the like: nothing to do.
// After a restore it is kept, as it says which of two old places came later.
func (m *merging) remark(op *change.Op, r *change.Record) error {
	m.changed = true
	if m.in.Was.Seq == 0 {
		return nil
	}
	rel, err := m.against(r.Marked, op.Base)
	if err != nil || rel != plain {
		return err
	}
	return m.emit(op)
}

// bringBack makes a deleted record live again by an operation, as far as what it
// claims is free.
func (m *merging) bringBack(k *change.Kind, op *change.Op, r *change.Record) error {
	if k == nil {
		return m.emit(op)
	}
	for _, f := range k.Fields {
		if f.Rule != change.Claim || r.Text(f.Num) == "" {
			continue
		}
		holder, held, err := m.v.Holder(k.Num, f.Num, r.Text(f.Num))
		if err != nil {
			return err
		}
		if !held || holder == op.ID {
			continue
		}
		m.changed = true
		taken, err := m.taken(k, f.Num, r.Text(f.Num), holder)
		if err != nil {
			return err
		}
		if !codes[k] {
			if err := m.emit(op); err != nil {
				return err
			}
			if err := m.emitOwn(change.Op{Kind: k.Num, Act: change.Patch, ID: op.ID, Set: []change.Assign{{Field: f.Num, Value: taken.stands}}}); err != nil {
				return err
			}
		}
		return m.note(k, r, taken)
	}
	return m.emit(op)
}

// wakeEdited brings back a record that another desk deleted while this one
// edited it, or that this one makes anew.
func (m *merging) wakeEdited(k *change.Kind, op *change.Op, r *change.Record) error {
	rel, err := m.against(r.Marked, op.Base)
	if err != nil || rel == stale || (rel == plain && op.Act != change.Create) {
		return err
	}
	return m.comeBack(k, r, rel)
}

// wake brings back the document of a part that lives, if another desk deleted it
// meanwhile: a payment or a line is an edit of its order.
func (m *merging) wake(k *change.Kind, document change.ID) error {
	if k == nil || whole(k) == nil {
		return nil
	}
	up := whole(k)
	doc, err := m.v.Record(up.Num, document)
	if err != nil || doc == nil {
		return err
	}
	if err := m.wake(up, parentOf(doc)); err != nil || !doc.Deleted {
		return err
	}
	rel, err := m.against(doc.Marked, m.b.Base.Seq)
	if err != nil || rel != clash {
		return err
	}
	return m.comeBack(up, doc, rel)
}

func (m *merging) comeBack(k *change.Kind, r *change.Record, rel relation) error {
	m.changed = true
	if err := m.touch(k, &change.Op{Kind: r.Kind, Act: change.Revive, ID: r.ID}, r); err != nil {
		return err
	}
	if err := m.bringBack(k, &change.Op{Kind: r.Kind, Act: change.Revive, ID: r.ID}, r); err != nil || rel != clash {
		return err
	}
	return m.note(k, r, loss{reason: ReasonDeleted, open: true, stands: int64(0), lost: int64(1), ours: true, version: r.Marked})
}
