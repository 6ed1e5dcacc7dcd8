package merge

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// words lists what the fields may hold that have their words from us; every
// desk's database refuses others.
var words = map[*change.Kind]map[uint8][]string{
	change.User:      {field(change.User, "role"): texts([]shop.Role{shop.Owner, shop.Manager, shop.Clerk})},
	change.Order:     {orderKind: texts([]shop.OrderKind{shop.Sale, shop.Return}), orderStatus: texts(shop.Statuses)},
	change.Payment:   {field(change.Payment, "kind"): texts(shop.PaymentKinds)},
	change.StockMove: {moveBucket: {bucketOnHand, bucketReserved}, field(change.StockMove, "cause"): {"sale", "return", "receipt", "writeoff", "transfer", "count", "reservation", "import"}},
	change.Lease:     {leaseState: {LeaseAsked, LeaseGranted, LeaseEmpty, LeaseVoid}},
	change.Print: {printDocument: texts(shop.Documents),
		field(change.Print, "state"): {"waiting", "printing", "printed", "failed", "cancelled"}},
}

// needed lists the references that a record is nothing without.
var needed = map[*change.Kind][]uint8{
	change.Offer:         {offerProduct},
	change.Barcode:       fieldsOf(change.Barcode, "offer_id"),
	change.CustomerPhone: fieldsOf(change.CustomerPhone, "customer_id"),
	change.CustomerCard:  fieldsOf(change.CustomerCard, "customer_id"),
	change.ParcelCode:    fieldsOf(change.ParcelCode, "order_id"),
	change.Order:         fieldsOf(change.Order, "desk_id"),
	change.Line:          fieldsOf(change.Line, "order_id"),
	change.Payment:       fieldsOf(change.Payment, "order_id", "desk_id"),
	change.StockMove:     {moveOffer, moveWarehouse},
	change.Print:         fieldsOf(change.Print, "order_id", "desk_id"),
	change.Origin:        fieldsOf(change.Origin, "record_id"),
	change.NumberRange:   fieldsOf(change.NumberRange, "book_id"),
	change.Lease:         fieldsOf(change.Lease, "space_id", "range_id", "desk_id"),
}

func texts[T ~string](list []T) (out []string) {
	for _, v := range list {
		out = append(out, string(v))
	}
	return out
}

// Bounds far above what a shop counts, so that no desk's sums can run over.
const (
	mostQuantity = 1_000_000_000_000    // of one move or line, in thousandths
	mostNumber   = int64(shop.MaxTotal) // of any number, be it a sum or a time
)

// check gives the batch's operations with every value in the form that its
// field holds. It looks at the batch alone.
func (m *merging) check() ([]change.Op, *Refusal) {
	switch {
	case m.b.ID == change.ID{}:
		return nil, &Refusal{Code: RefuseMalformed, Text: "a batch without an id"}
	case !utf8.ValidString(m.b.Intent):
		return nil, &Refusal{Code: RefuseMalformed, Text: "the intent of the batch is not text"}
	case len(m.b.Ops) == 0 && m.in.Was.Seq == 0:
		// Nothing would come of it, and a place without operations says that its desk
		// has them.
		return nil, &Refusal{Code: RefuseMalformed, Text: "a batch without operations"}
	}
	ops := slices.Clone(m.b.Ops)
	for i := range ops {
		op := &ops[i]
		if op.Act < change.Create || op.Act > change.Revive {
			return nil, m.refuse(RefuseMalformed, op, 0, "act %d is not known", op.Act)
		}
		if op.Kind == 0 || (op.ID == change.ID{}) || slices.ContainsFunc(op.Set, func(a change.Assign) bool { return a.Field == 0 }) {
			return nil, m.refuse(RefuseMalformed, op, 0, "a record without kind or id, or a field without number")
		}
		k, known := change.KindNum(op.Kind)
		if !known {
			continue
		}
		if refused := m.checkValues(k, op); refused != nil {
			return nil, refused
		}
		if refused := m.checkWhole(k, op); refused != nil {
			return nil, refused
		}
	}
	return ops, nil
}

func (m *merging) checkValues(k *change.Kind, op *change.Op) *Refusal {
	fresh := false
	for i, a := range op.Set {
		f, known := k.FieldNum(a.Field)
		if !known {
			continue
		}
		v, err := change.Normal(f.Type, a.Value)
		if err != nil {
			return m.refuse(RefuseMalformed, op, a.Field, "%s.%s: %v", k.Name, f.Name, err)
		}
		if text, ok := v.(string); ok && !utf8.ValidString(text) {
			return m.refuse(RefuseMalformed, op, a.Field, "%s.%s is not text", k.Name, f.Name)
		}
		if list := words[k][a.Field]; list != nil && !slices.Contains(list, v.(string)) {
			return m.refuse(RefuseMalformed, op, a.Field, "%s.%s cannot be %.40q", k.Name, f.Name, v)
		}
		if !amount(k, a.Field, v) {
			return m.refuse(RefuseMalformed, op, a.Field, "%s.%s cannot be %v", k.Name, f.Name, v)
		}
		if change.IsZero(v) && slices.Contains(needed[k], a.Field) {
			return m.refuse(RefuseMalformed, op, a.Field, "%s.%s is missing", k.Name, f.Name)
		}
		if change.Equal(v, a.Value) {
			continue
		}
		if !fresh {
			op.Set, fresh = slices.Clone(op.Set), true
		}
		op.Set[i].Value, m.changed = v, true
	}
	return nil
}

// amount reports whether a number is one that its field may hold.
func amount(k *change.Kind, num uint8, v any) bool {
	n, _ := v.(int64)
	switch {
	case k == change.Line && num == lineQuantity:
		return n > 0 && n <= mostQuantity
	case k == change.StockMove && num == moveQuantity:
		return n != 0 && n >= -mostQuantity && n <= mostQuantity
	}
	return n >= -mostNumber && n <= mostNumber
}

// checkWhole refuses a new record that lacks what it is nothing without.
func (m *merging) checkWhole(k *change.Kind, op *change.Op) *Refusal {
	if op.Act != change.Create {
		return nil
	}
	lacks := func(num uint8) bool { return !sets(op, num) }
	for _, num := range needed[k] {
		if lacks(num) {
			return m.refuse(RefuseMalformed, op, num, "%s without field %d", k.Name, num)
		}
	}
	switch k {
	case change.NumberRange:
		return m.checkRange(op)
	case change.Print:
		if refused := m.checkPrint(op); refused != nil {
			return refused
		}
	}
	for _, f := range k.Fields {
		// A word that may not be empty, or a quantity that may not be zero.
		if (words[k][f.Num] != nil || !amount(k, f.Num, int64(0))) && lacks(f.Num) {
			return m.refuse(RefuseMalformed, op, f.Num, "%s without %s", k.Name, f.Name)
		}
	}
	return nil
}

// checkPrint sees that a job of the print queue is of one order, or is its own
// document and says what its paper is of.
func (m *merging) checkPrint(op *change.Op) *Refusal {
	p := change.Apply(nil, op, pending)
	ofOrder := shop.Document(p.Text(printDocument)).Of() == shop.OfOrder
	if ofOrder != (p.Text(printSubject) == "") || ofOrder == standsAlone(change.Print, op) {
		return m.refuse(RefuseMalformed, op, printSubject, "a print is either of an order or says what it is of")
	}
	return nil
}

// allowed says whether the device's scope may do this. What a line copies from an
// offer that the device should not see is taken out: a sale is not refused for it.
func (m *merging) allowed(k *change.Kind, op *change.Op, r *change.Record) (*change.Op, *Refusal) {
	s := m.in.Scope
	if s.Whole() {
		return op, nil
	}
	if k == change.Line && op.Act == change.Create && s.Hides(k.Num, linePurchase) && sets(op, linePurchase) {
		m.changed = true
		op = without(op, linePurchase)
	}
	if field, ok := m.within(k, op, r); !ok {
		return nil, m.refuse(RefuseRight, op, field, "a device of scope %q may not do this to a %s", s, kindName(k))
	}
	return op, nil
}

// within reports whether an operation stays within the scope, or which field does not.
func (m *merging) within(k *change.Kind, op *change.Op, r *change.Record) (field uint8, ok bool) {
	s := m.in.Scope
	if s.Hides(op.Kind, 0) {
		return 0, false
	}
	if r != nil {
		if _, sees := s.Mask(r); !sees {
			return 0, false
		}
	}
	for _, a := range op.Set {
		if s.Hides(op.Kind, a.Field) && !change.IsZero(a.Value) {
			return a.Field, false
		}
		if k == change.User && a.Field != userLanguage {
			return a.Field, false
		}
	}
	switch k {
	case change.User:
		return 0, op.Act == change.Patch && op.ID == m.b.User
	case change.Desk:
		return 0, op.ID == m.b.Device && op.Act <= change.Patch
	case change.Setting:
		return settingKey, ownSetting(op, r)
	case change.Template, change.NumberRange:
		return 0, false
	case change.Conflict:
		return 0, op.Act != change.Create || m.in.Was.Seq != 0
	case change.Task:
		shortage := change.Assign{Field: taskType, Value: TaskShortage}
		return 0, op.Act != change.Create || m.in.Was.Seq != 0 || !slices.Contains(op.Set, shortage)
	}
	return 0, true
}

// ownSetting reports whether a setting is a desk's own, not the shop's.
func ownSetting(op *change.Op, r *change.Record) bool {
	if r == nil {
		r = change.Apply(nil, op, pending)
	}
	return r == nil || strings.HasPrefix(r.Text(settingKey), "desk.")
}

// orphans refuses parts of documents that the hub does not have, as when the
// document's own batch was refused. Entries of before a restore may come in
// another order.
func (m *merging) orphans(ops []change.Op) (*Refusal, error) {
	// So may batches of a desk that had seen what the hub lost: a sale of an offer
	// that another till has yet to give back happened all the same.
	if m.in.Was.Seq != 0 || m.b.Base.Seq > m.shared {
		return nil, nil
	}
	for i := range ops {
		op := &ops[i]
		k, known := change.KindNum(op.Kind)
		if !known || op.Act != change.Create || k == change.Conflict || k == change.Task {
			continue
		}
		up, id := whole(k), parentIn(k, op)
		if k == change.StockMove {
			up, id = change.Offer, refIn(op, moveOffer)
		}
		// After a restore the goods may still be to come from another till.
		if up == nil || standsAlone(k, op) || (k == change.StockMove && len(m.in.Epochs) > 1) {
			continue
		}
		doc, err := m.v.Record(up.Num, id)
		if err != nil {
			return nil, err
		}
		if doc == nil {
			return m.refuse(RefuseUnknown, op, 0, "the hub does not have the %s of this %s", up.Name, k.Name), nil
		}
	}
	return nil, nil
}
