package merge

import (
	"strconv"

	"github.com/prylavok/prylavok/sync/change"
)

// claim settles what a new record claims for itself alone. The first in hub
// order keeps it; a later order or desk is named on, a later code will be
// made deleted. taken is nil when all of it is free.
func (m *merging) claim(k *change.Kind, op *change.Op) (resolved *change.Op, taken *loss, err error) {
	for _, a := range op.Set {
		value, isText := a.Value.(string)
		f, known := k.FieldNum(a.Field)
		if !known || f.Rule != change.Claim || !isText || value == "" {
			continue
		}
		holder, held, err := m.v.Holder(k.Num, f.Num, value)
		if err != nil {
			return nil, nil, err
		}
		if !held || holder == op.ID {
			continue
		}
		m.changed = true
		l, err := m.taken(k, f.Num, value, holder)
		if err != nil {
			return nil, nil, err
		}
		if !codes[k] {
			op = with(op, f.Num, l.stands)
		}
		taken = &l
	}
	return op, taken, nil
}

// taken says what a record gets in place of a value that another one holds. A
// code gets nothing: the code stays where it is.
func (m *merging) taken(k *change.Kind, field uint8, value string, holder change.ID) (l loss, err error) {
	l = loss{field: field, reason: ReasonClaim, open: true, stands: value, lost: value}
	first, err := m.v.Record(k.Num, holder)
	if err != nil {
		return l, err
	}
	if first != nil {
		l.version = first.Created
	}
	if codes[k] {
		return l, nil
	}
	for n := 2; ; n++ {
		next := value + "-" + strconv.Itoa(n)
		_, held, err := m.v.Holder(k.Num, field, next)
		if err != nil || !held {
			l.stands = next
			return l, err
		}
	}
}

// noteCode tells of a code that was another record's already; where that one
// says the same of the same document nothing was lost.
func (m *merging) noteCode(k *change.Kind, op *change.Op, l loss) error {
	r := change.Apply(nil, op, pending)
	id, held, err := m.v.Holder(r.Kind, l.field, r.Text(l.field))
	if err != nil {
		return err
	}
	if held {
		first, err := m.v.Record(r.Kind, id)
		if err != nil {
			return err
		}
		if first != nil && parentOf(first) == parentOf(r) && (k != change.Barcode || first.Int(barcodeQuantity) == r.Int(barcodeQuantity)) {
			return nil
		}
	}
	return m.note(k, r, l)
}
