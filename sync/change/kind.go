// Package change says what a change is: which kinds of records there are,
// which fields they have, and how a batch of changes is written down.
//
// It is pure and imports nothing of ours, so that desks, the hub and the
// simulator stand on the same words. Numbers of kinds and fields are part of
// the wire and of stored outboxes: they are never reused and never renumbered.
package change

import "fmt"

// Rule says how two desks' edits of one field are merged (DESIGN §4, S5).
type Rule uint8

// The merge rules.
const (
	Register Rule = iota // last in hub order stands, the loser is kept in history
	Stake                // first in hub order stands, the other becomes a proposal
	Steps                // a table of allowed steps; never back from paid or handed over
	Fixed                // set when the record is made, never edited
	Claim                // unique among a kind's living records, never edited: first in hub order keeps it
)

// Type is what a field holds. Every value is nil, int64, string or []byte.
type Type uint8

// The types of fields.
const (
	Int  Type = iota // whole number: a sum, a quantity, a time in Unix milliseconds, a flag
	Text             // UTF-8 text, never NULL
	Ref              // the id of another record, NULL for none
)

// Field is one field of a kind. Its name is also its column.
type Field struct {
	Num  uint8
	Name string
	Type Type
	Rule Rule
}

// Kind is one sort of record. Its table's name is Table; every table has the
// columns id, version, fields, extra and deleted besides its fields.
// Children are found by Parent.
type Kind struct {
	Num    uint8
	Name   string // as people and events call it: order, line, offer
	Table  string
	Fields []Field
	Union  bool // append-only: made once, never edited or deleted
	// Parent names the reference to the document that this is a part of: an
	// order's lines, payments and moves travel and are settled with it.
	Parent string
	byName map[string]int
}

// Field finds a field by its name.
func (k *Kind) Field(name string) (Field, bool) {
	i, ok := k.byName[name]
	if !ok {
		return Field{}, false
	}
	return k.Fields[i], true
}

// FieldNum finds a field by its number.
func (k *Kind) FieldNum(num uint8) (Field, bool) {
	for _, f := range k.Fields {
		if f.Num == num {
			return f, true
		}
	}
	return Field{}, false
}

// The kinds. Their fields' meaning stands beside the columns in
// app/replica/migrations.
var (
	// Desk: epoch is written by the hub alone, the life of the feed into which the
	// device last came back with all that it knew.
	Desk = kind(1, "desk", "desks", claim(1, "series"), text(2, "name"), text(3, "epoch"))

	Setting = kind(2, "setting", "settings", fixed(text(1, "key")), text(2, "value"))

	User = kind(3, "user", "users", text(1, "name"), text(2, "role"), text(3, "pin_hash"), num(4, "active"), text(5, "language"),
		text(6, "badge"))

	Warehouse = kind(4, "warehouse", "warehouses", text(1, "name"), num(2, "position"))

	Category = kind(5, "category", "categories", text(1, "name"), ref(2, "parent_id"), text(3, "path"))

	Product = kind(6, "product", "products",
		text(1, "name"), text(2, "description"), text(3, "brand"), text(4, "unit"), ref(5, "category_id"),
		text(6, "tags"), num(7, "digital"), num(8, "active"))

	Offer = part("product_id", kind(7, "offer", "offers",
		ref(1, "product_id"), text(2, "title"), text(3, "options"), text(4, "sku"), stake(num(5, "price")),
		stake(num(6, "sale_price")), stake(num(7, "purchase_price")), num(8, "weight_grams"), num(9, "length_mm"),
		num(10, "width_mm"), num(11, "height_mm"), num(12, "position"), num(13, "active")))

	Barcode = part("offer_id", kind(8, "barcode", "barcodes", fixed(ref(1, "offer_id")), claim(2, "code"), num(3, "quantity")))

	Customer = kind(9, "customer", "customers",
		text(1, "name"), text(2, "email"), stake(text(3, "city")), stake(text(4, "address")), text(5, "note"),
		text(6, "source"), stake(num(7, "discount_bp")), text(8, "birthday"), text(9, "price_group"),
		text(10, "legal_name"), text(11, "tax_id"), text(12, "iban"), text(13, "bank"), text(14, "legal_address"))

	CustomerPhone = part("customer_id", kind(10, "customer_phone", "customer_phones",
		fixed(ref(1, "customer_id")), fixed(text(2, "phone")), num(3, "position")))

	// Order: a return is found by the sale that it gives back, and travels by itself.
	Order = part("origin_id", kind(11, "order", "orders",
		fixed(text(1, "kind")), claim(2, "number"), text(3, "source"), steps(text(4, "status")), ref(5, "customer_id"),
		ref(6, "user_id"), fixed(ref(7, "desk_id")), fixed(num(8, "created_at")), num(9, "finished_at"),
		stake(num(10, "discount_bp")), stake(num(11, "discount_sum")), text(12, "comment"), text(13, "delivery_method"),
		stake(text(14, "recipient")), stake(text(15, "recipient_phone")), stake(text(16, "city")), stake(text(17, "address")),
		stake(num(18, "delivery_price")), text(19, "waybill"), num(20, "cod"), fixed(ref(21, "origin_id")), text(22, "reason"),
		ref(23, "warehouse_id")))

	Line = part("order_id", kind(12, "line", "order_lines",
		fixed(ref(1, "order_id")), num(2, "position"), ref(3, "offer_id"), text(4, "title"), text(5, "sku"), text(6, "unit"),
		stake(num(7, "quantity")), stake(num(8, "price")), stake(num(9, "regular_price")), stake(num(10, "purchase_price")),
		stake(num(11, "discount_bp")), stake(num(12, "discount_sum")), stake(num(13, "sum")), fixed(ref(14, "origin_id")),
		text(15, "cancelled"), num(16, "picked")))

	Payment = part("order_id", union(kind(13, "payment", "payments",
		ref(1, "order_id"), text(2, "kind"), num(3, "amount"), num(4, "given"), num(5, "at"), ref(6, "user_id"), ref(7, "desk_id"), text(8, "note"))))

	StockMove = part("document_id", union(kind(14, "stock_move", "stock_moves",
		ref(1, "offer_id"), ref(2, "warehouse_id"), text(3, "bucket"), num(4, "quantity"), text(5, "cause"), ref(6, "document_id"),
		num(7, "at"), ref(8, "user_id"), text(9, "note"))))

	Print = part("order_id", kind(15, "print", "prints",
		fixed(ref(1, "order_id")), fixed(text(2, "document")), fixed(num(3, "copy")), text(4, "printer"), steps(text(5, "state")),
		text(6, "error"), fixed(num(7, "at")), fixed(ref(8, "user_id")), fixed(ref(9, "desk_id")),
		fixed(ref(10, "run_id")), fixed(num(11, "place")), fixed(text(12, "subject")), text(13, "notes")))

	Origin = kind(16, "origin", "origins",
		fixed(text(1, "source")), fixed(text(2, "key")), fixed(ref(3, "record_id")), text(4, "taken"))

	// Conflict is made by the hub alone: two desks changed one thing, neither
	// having seen the other. Values are JSON scalars.
	Conflict = part("root_id", kind(17, "conflict", "conflicts",
		fixed(num(1, "record_kind")), fixed(ref(2, "record_id")), fixed(ref(3, "root_id")), fixed(num(4, "field")), fixed(text(5, "reason")),
		fixed(text(6, "base")), fixed(text(7, "stands")), fixed(text(8, "lost")),
		fixed(ref(9, "stands_user_id")), fixed(ref(10, "stands_desk_id")), fixed(num(11, "stands_at")),
		fixed(ref(12, "lost_user_id")), fixed(ref(13, "lost_desk_id")), fixed(num(14, "lost_at")),
		text(15, "state"), ref(16, "decided_by"), num(17, "decided_at")))

	// Task is something that a person has to do; the hub makes those of shortages.
	Task = part("offer_id", kind(18, "task", "tasks",
		fixed(text(1, "type")), fixed(ref(2, "offer_id")), fixed(ref(3, "warehouse_id")), fixed(ref(4, "first_order_id")), fixed(ref(5, "second_order_id")),
		num(6, "quantity"), text(7, "state"), text(8, "choice"), text(9, "note"), num(10, "at"), ref(11, "done_by"), num(12, "done_at")))

	// ParcelCode is a code on a parcel of an order, CustomerCard one on a
	// customer's card: names that are claimed, so that they can be added later.
	ParcelCode = part("order_id", kind(19, "parcel_code", "parcel_codes", fixed(ref(1, "order_id")), claim(2, "code"), text(3, "kind")))

	CustomerCard = part("customer_id", kind(20, "customer_card", "customer_cards", fixed(ref(1, "customer_id")), claim(2, "code")))

	// NumberRange is a stretch of numbers that the shop may give out, Lease a piece
	// of one that a desk has for itself: the hub fills in first and last (merge.Accept).
	// Serials are told apart within their space, which is named by what stands around
	// them. All ranges are of one book (merge.NumberBook), by which they are found.
	NumberRange = part("book_id", kind(21, "number_range", "number_ranges",
		fixed(ref(1, "book_id")), fixed(text(2, "scheme")), fixed(text(3, "head")), fixed(text(4, "tail")), fixed(num(5, "first")), fixed(num(6, "last")),
		text(7, "name"), num(8, "lease"), num(9, "low"), num(10, "gap"), num(11, "free_from"), num(12, "active")))

	Lease = part("space_id", kind(22, "lease", "leases",
		fixed(ref(1, "space_id")), fixed(ref(2, "range_id")), fixed(ref(3, "desk_id")), fixed(num(4, "wish")), num(5, "first"), num(6, "last"), text(7, "state"), fixed(num(8, "at"))))

	// Template is a sticker that the owner has changed; which one is printed is
	// a setting, so that two tills cannot each choose another.
	Template = kind(23, "template", "templates", text(1, "name"), fixed(text(2, "document")), fixed(text(3, "shipped")), text(4, "body"))
)

// Kinds lists every kind by its number.
var Kinds = []*Kind{Desk, Setting, User, Warehouse, Category, Product, Offer, Barcode, Customer, CustomerPhone, Order, Line, Payment, StockMove, Print, Origin, Conflict, Task, ParcelCode, CustomerCard, NumberRange, Lease, Template}

// KindNum finds a kind by its number.
func KindNum(num uint8) (*Kind, bool) {
	for _, k := range Kinds {
		if k.Num == num {
			return k, true
		}
	}
	return nil, false
}

func kind(num uint8, name, table string, fields ...Field) *Kind {
	k := &Kind{Num: num, Name: name, Table: table, Fields: fields, byName: make(map[string]int, len(fields))}
	for i, f := range fields {
		if f.Num != uint8(i+1) {
			panic(fmt.Sprintf("change: field %s.%s is not number %d", name, f.Name, i+1))
		}
		k.byName[f.Name] = i
	}
	return k
}

func union(k *Kind) *Kind {
	k.Union = true
	for i := range k.Fields {
		k.Fields[i].Rule = Fixed
	}
	return k
}

func part(parent string, k *Kind) *Kind {
	f, ok := k.Field(parent)
	if !ok || f.Type != Ref {
		panic("change: " + k.Name + " has no reference " + parent)
	}
	k.Parent = parent
	return k
}

func num(n uint8, name string) Field   { return Field{n, name, Int, Register} }
func text(n uint8, name string) Field  { return Field{n, name, Text, Register} }
func ref(n uint8, name string) Field   { return Field{n, name, Ref, Register} }
func claim(n uint8, name string) Field { return Field{n, name, Text, Claim} }

func stake(f Field) Field { f.Rule = Stake; return f }
func steps(f Field) Field { f.Rule = Steps; return f }
func fixed(f Field) Field { f.Rule = Fixed; return f }
