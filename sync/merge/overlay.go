package merge

import (
	"bytes"
	"slices"

	"github.com/prylavok/prylavok/sync/change"
)

// overlay is the shop's state with the batch's operations laid over, so that
// they see each other.
type overlay struct {
	View
	own     Origin // of the batch
	changed map[key]*change.Record
	// What finds the changed records: all that ever had this parent or claim here.
	parts   map[key][]change.ID // by the part's kind and the document
	claimed map[claimed][]change.ID
}

type key struct {
	kind uint8
	id   change.ID
}

type claimed struct {
	kind, field uint8
	value       string
}

func newOverlay(v View, own Origin) *overlay {
	return &overlay{View: v, own: own, changed: map[key]*change.Record{}, parts: map[key][]change.ID{}, claimed: map[claimed][]change.ID{}}
}

// apply takes a resolved operation in.
func (o *overlay) apply(op *change.Op) error {
	r, err := o.Record(op.Kind, op.ID)
	if err != nil {
		return err
	}
	r = change.Apply(r, op, pending)
	o.changed[key{op.Kind, op.ID}] = r
	k, known := change.KindNum(op.Kind)
	if !known || r == nil {
		return nil
	}
	if up := parentOf(r); up != (change.ID{}) {
		put(o.parts, key{op.Kind, up}, op.ID)
	}
	for _, f := range k.Fields {
		if f.Rule == change.Claim && r.Text(f.Num) != "" {
			put(o.claimed, claimed{op.Kind, f.Num, r.Text(f.Num)}, op.ID)
		}
	}
	return nil
}

func put[K comparable](in map[K][]change.ID, at K, id change.ID) {
	if list := in[at]; !slices.Contains(list, id) {
		in[at] = append(list, id)
	}
}

func (o *overlay) Record(kind uint8, id change.ID) (*change.Record, error) {
	if r, ok := o.changed[key{kind, id}]; ok {
		return r, nil
	}
	return o.View.Record(kind, id)
}

func (o *overlay) Children(parent change.ID, kind uint8) ([]*change.Record, error) {
	list, err := o.View.Children(parent, kind)
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(slices.Clone(list), func(r *change.Record) bool { _, again := o.changed[key{kind, r.ID}]; return again })
	for _, id := range o.parts[key{kind, parent}] {
		if r := o.changed[key{kind, id}]; parentOf(r) == parent {
			list = append(list, r)
		}
	}
	slices.SortFunc(list, func(a, b *change.Record) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	return list, nil
}

func (o *overlay) Holder(kind, field uint8, value string) (change.ID, bool, error) {
	holder, held, err := o.View.Holder(kind, field, value)
	if err != nil {
		return holder, held, err
	}
	holds := func(r *change.Record) bool { return r != nil && !r.Deleted && r.Text(field) == value }
	if r, again := o.changed[key{kind, holder}]; held && again {
		held = holds(r)
	}
	for _, id := range o.claimed[claimed{kind, field, value}] {
		if !held && holds(o.changed[key{kind, id}]) {
			holder, held = id, true
		}
	}
	return holder, held, nil
}

func (o *overlay) Origin(seq int64) (Origin, bool, error) {
	if seq == pending {
		return o.own, true, nil
	}
	return o.View.Origin(seq)
}

// parentOf gives the document that a record is a part of, zero where it is none.
func parentOf(r *change.Record) (id change.ID) {
	k, known := change.KindNum(r.Kind)
	if !known || k.Parent == "" {
		return id
	}
	f, _ := k.Field(k.Parent)
	return r.Ref(f.Num)
}

// parentIn gives the document of which an operation makes a record a part.
func parentIn(k *change.Kind, op *change.Op) (id change.ID) {
	if k.Parent == "" {
		return id
	}
	f, _ := k.Field(k.Parent)
	return refIn(op, f.Num)
}

// standsAlone reports whether a record names itself as its document: the paper
// of many orders is a part of none.
func standsAlone(k *change.Kind, op *change.Op) bool { return parentIn(k, op) == op.ID }

// refIn gives the reference that an operation sets a field to, zero for none.
func refIn(op *change.Op, field uint8) (id change.ID) {
	for _, a := range op.Set {
		if a.Field != field {
			continue
		}
		id = change.ID{}
		if v, ok := a.Value.([]byte); ok && len(v) == len(id) {
			copy(id[:], v)
		}
	}
	return id
}

// whole names the kind of the documents whose parts a kind's records are, nil
// where a part's changes are none of its document: conflicts and tasks.
func whole(k *change.Kind) *change.Kind {
	switch k {
	case change.Line, change.Payment, change.StockMove, change.Print, change.ParcelCode:
		return change.Order
	case change.CustomerPhone, change.CustomerCard:
		return change.Customer
	case change.Barcode:
		return change.Offer
	case change.Offer:
		return change.Product
	}
	return nil
}

// rootOf gives the order, product or customer in whose time line a record stands.
func (m *merging) rootOf(k *change.Kind, r *change.Record) (change.ID, error) {
	for k != nil {
		up := whole(k)
		id := parentOf(r)
		if up == nil || id == (change.ID{}) {
			break
		}
		above, err := m.v.Record(up.Num, id)
		if err != nil {
			return id, err
		}
		if above == nil {
			return id, nil
		}
		k, r = up, above
	}
	return r.ID, nil
}
