package change

// Scope is what a device may see of its shop, by the role it was invited with.
// What a scope hides never reaches the device; whoever sends asks it.
type Scope string

// The scopes, by the roles of a shop.
const (
	ScopeOwner   Scope = "owner"
	ScopeManager Scope = "manager"
	ScopeClerk   Scope = "clerk"
)

// Valid reports whether the scope is one of ours.
func (s Scope) Valid() bool { return s == ScopeOwner || s == ScopeManager || s == ScopeClerk }

// Whole reports whether the scope hides nothing.
func (s Scope) Whole() bool { return s == ScopeOwner || s == ScopeManager }

// hidden names what each scope does not see: whole kinds (nil) or some fields.
// A scope that is not listed sees nothing at all.
var hidden = map[Scope]map[*Kind][]string{
	ScopeOwner:   {},
	ScopeManager: {},
	ScopeClerk: {
		Offer: {"purchase_price"},
		Line:  {"purchase_price"},
		// What an import took keeps purchase prices in its text.
		Origin: nil,
	},
}

// Hides reports whether a field, or with field 0 the whole kind, is out of the scope.
func (s Scope) Hides(kind, field uint8) bool {
	kinds, known := hidden[s]
	if !known {
		return true
	}
	for k, names := range kinds {
		if k.Num != kind {
			continue
		}
		if names == nil {
			return true
		}
		for _, name := range names {
			if f, _ := k.Field(name); f.Num == field && field != 0 {
				return true
			}
		}
	}
	return false
}

// HiddenKinds lists the kinds of which the scope hides something.
func (s Scope) HiddenKinds() (kinds []*Kind) {
	for _, k := range Kinds {
		if _, some := hidden[s][k]; some {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// Mask gives the record as the scope sees it; false when it does not see it at
// all. A clash over a hidden field is hidden too: it names the values.
func (s Scope) Mask(r *Record) (*Record, bool) {
	if s.Whole() {
		return r, true
	}
	if s.Hides(r.Kind, 0) || (r.Kind == Conflict.Num && s.hidesConflict(r.Int(1), r.Int(4))) {
		return nil, false
	}
	n := *r
	n.Fields = make([]FieldState, 0, len(r.Fields))
	for _, f := range r.Fields {
		if !s.Hides(r.Kind, f.Num) {
			n.Fields = append(n.Fields, f)
		}
	}
	return &n, true
}

// MaskOp gives a resolved operation as the scope sees it; false when nothing of
// it is left to see.
func (s Scope) MaskOp(o *Op) (Op, bool) {
	if s.Whole() {
		return *o, true
	}
	if s.Hides(o.Kind, 0) {
		return Op{}, false
	}
	n := *o
	n.Set = make([]Assign, 0, len(o.Set))
	var of, field int64
	for _, a := range o.Set {
		if o.Kind == Conflict.Num {
			switch a.Field {
			case 1:
				of, _ = a.Value.(int64)
			case 4:
				field, _ = a.Value.(int64)
			}
		}
		if !s.Hides(o.Kind, a.Field) {
			n.Set = append(n.Set, a)
		}
	}
	if o.Kind == Conflict.Num && o.Act == Create && s.hidesConflict(of, field) {
		return Op{}, false
	}
	return n, true
}

func (s Scope) hidesConflict(kind, field int64) bool {
	return kind > 0 && kind < 256 && field >= 0 && field < 256 && (s.Hides(uint8(kind), 0) || s.Hides(uint8(kind), uint8(field)))
}
