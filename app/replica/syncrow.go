package replica

import (
	"cmp"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/mattn/go-sqlite3"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// A row keeps a record of the hub's in its columns: version is the record's,
// fields the versions that differ from that of its making, extra the fields that
// this release has no column for.

// packVersions writes what version alone does not say: NULL for a record that
// has never been changed.
func packVersions(r *change.Record, known func(uint8) bool) []byte {
	out := binary.AppendVarint(nil, r.Version-r.Created)
	out = binary.AppendVarint(out, r.Version-r.Marked)
	plain := r.Version == r.Created && r.Version == r.Marked
	for _, f := range r.Fields {
		if f.Version == r.Created || !known(f.Num) {
			continue
		}
		plain = false
		out = append(out, f.Num)
		out = binary.AppendVarint(out, r.Version-f.Version)
	}
	if plain {
		return nil
	}
	return out
}

// unpackVersions reads what packVersions wrote into a record whose version is
// set; set tells of each field's own version.
func unpackVersions(r *change.Record, data []byte, set func(num uint8, version int64)) error {
	r.Created, r.Marked = r.Version, r.Version
	if data == nil {
		return nil
	}
	torn := false
	next := func() int64 {
		v, n := binary.Varint(data)
		if torn = torn || n <= 0; torn {
			return 0
		}
		data = data[n:]
		return r.Version - v
	}
	r.Created, r.Marked = next(), next()
	for len(data) > 0 && !torn {
		num := data[0]
		data = data[1:]
		set(num, next())
	}
	if torn {
		return errors.New("the versions of a record cannot be read")
	}
	return nil
}

func knownField(k *change.Kind) func(uint8) bool {
	return func(num uint8) bool { return num >= 1 && int(num) <= len(k.Fields) }
}

// packExtra keeps the fields that this release does not know, bit for bit.
func packExtra(k *change.Kind, r *change.Record) ([]byte, error) {
	known := knownField(k)
	extra := change.Record{Kind: r.Kind}
	for _, f := range r.Fields {
		if !known(f.Num) {
			extra.Fields = append(extra.Fields, f)
		}
	}
	if len(extra.Fields) == 0 {
		return nil, nil
	}
	return encodeRecord(&extra)
}

func encodeRecord(r *change.Record) ([]byte, error) {
	data := r.Encode()
	if data == nil {
		return nil, fmt.Errorf("record of kind %d holds what no field can", r.Kind)
	}
	return data, nil
}

// rowColumns are what scanRow reads, the fields last.
func rowColumns(k *change.Kind) string {
	names := []string{"id", "version", "deleted", "fields", "extra"}
	for _, f := range k.Fields {
		names = append(names, f.Name)
	}
	return strings.Join(names, ", ")
}

var rowSelect = map[*change.Kind]string{}

func init() {
	for _, k := range change.Kinds {
		rowSelect[k] = "SELECT " + rowColumns(k) + " FROM " + k.Table
	}
}

// rowReader reads rows of one kind as records; it keeps its targets from row to row.
type rowReader struct {
	k              *change.Kind
	values         []any
	targets        []any
	version, gone  int64
	id             []byte
	fields, extras []byte
}

func newRowReader(k *change.Kind) *rowReader {
	p := &rowReader{k: k, values: make([]any, len(k.Fields)), targets: make([]any, 5, 5+len(k.Fields))}
	p.targets[0], p.targets[1], p.targets[2], p.targets[3], p.targets[4] = &p.id, &p.version, &p.gone, &p.fields, &p.extras
	for i := range p.values {
		p.targets = append(p.targets, &p.values[i])
	}
	return p
}

// read gives the row as a record. One that the hub has not ordered has version 0.
func (p *rowReader) read(row scanner) (*change.Record, error) {
	if err := row.Scan(p.targets...); err != nil {
		return nil, err
	}
	r := &change.Record{Kind: p.k.Num, ID: change.ID(p.id), Version: p.version, Deleted: p.gone != 0, Fields: make([]change.FieldState, 0, len(p.values))}
	var own [256]int64
	var has [256]bool
	if err := unpackVersions(r, p.fields, func(num uint8, version int64) { own[num], has[num] = version, true }); err != nil {
		return nil, err
	}
	for i, f := range p.k.Fields {
		v := p.values[i]
		if b, isBytes := v.([]byte); isBytes && f.Type == change.Text {
			v = string(b)
		}
		switch {
		case has[f.Num]:
			r.Fields = append(r.Fields, change.FieldState{Num: f.Num, Value: v, Version: own[f.Num]})
		case !change.IsZero(v):
			r.Fields = append(r.Fields, change.FieldState{Num: f.Num, Value: v, Version: r.Created})
		}
	}
	if p.extras == nil {
		return r, nil
	}
	extra, err := change.DecodeRecord(p.extras)
	if err != nil {
		return nil, fmt.Errorf("unknown fields of %s: %w", p.k.Name, err)
	}
	r.Fields = append(r.Fields, extra.Fields...)
	slices.SortFunc(r.Fields, func(a, b change.FieldState) int { return cmp.Compare(a.Num, b.Num) })
	return r, nil
}

// rowRecord reads one row; nil when there is none.
func (w *writer) rowRecord(k *change.Kind, id change.ID) (*change.Record, error) {
	if w.absent[id] {
		return nil, nil
	}
	r, err := newRowReader(k).read(w.row(rowSelect[k]+" WHERE id=?", id[:]))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", k.Name, err)
	}
	return r, nil
}

// misfit reports whether SQLite refused a row because its values have no place
// in it: those of a later release.
func misfit(err error) bool {
	var s sqlite3.Error
	return errors.As(err, &s) && s.Code == sqlite3.ErrConstraint
}

// columns gives what the row of a record holds; ok is false when a value is of
// another type than its column, or a number with which sums could run over. No
// hub of ours takes one.
func columns(k *change.Kind, r *change.Record) (values []any, ok bool) {
	values = make([]any, len(k.Fields))
	for i, f := range k.Fields {
		v := r.Value(f.Num)
		if change.IsZero(v) {
			v = nil
		}
		n, err := change.Normal(f.Type, v)
		if err != nil {
			return nil, false
		}
		if number, ok := n.(int64); ok && (number > int64(shop.MaxTotal) || number < -int64(shop.MaxTotal)) {
			return nil, false
		}
		values[i] = n
	}
	return values, true
}

// present makes the row of a record show what shown says, at truth's versions,
// and notes what hangs on it. It reports whether the row has a place for it;
// where it has not, the row is left as it was.
func (w *writer) present(k *change.Kind, truth, shown *change.Record) (diff rowDiff, fits bool, err error) {
	values, ok := columns(k, shown)
	if !ok {
		return diff, false, nil
	}
	versions := packVersions(truth, knownField(k))
	extra, err := packExtra(k, truth)
	if err != nil {
		return diff, false, err
	}
	had, known := w.glances[truth.ID]
	if delete(w.glances, truth.ID); !known {
		if had, err = w.rowRecord(k, truth.ID); err != nil {
			return diff, false, err
		}
	}
	diff.created, diff.was = had == nil, had
	sets, args := []string{"version=?", "fields=?", "extra=?"}, []any{truth.Version, versions, extra}
	if had == nil {
		return w.insertRow(k, truth, shown, append(append(args, shown.Deleted), values...))
	}
	if had.Deleted != shown.Deleted {
		diff.marked = true
		sets, args = append(sets, "deleted=?"), append(args, shown.Deleted)
	}
	for i, f := range k.Fields {
		if change.Same(had.Value(f.Num), values[i]) {
			continue
		}
		diff.old, diff.set = append(diff.old, change.Assign{Field: f.Num, Value: had.Value(f.Num)}), append(diff.set, change.Assign{Field: f.Num, Value: values[i]})
		sets, args = append(sets, f.Name+"=?"), append(args, values[i])
	}
	err = w.exec("UPDATE "+k.Table+" SET "+strings.Join(sets, ", ")+" WHERE id=?", append(args, truth.ID[:])...)
	if misfit(err) {
		return diff, false, nil
	}
	if err != nil {
		return diff, false, fmt.Errorf("change %s: %w", k.Name, err)
	}
	if len(diff.set) == 0 && !diff.marked {
		return diff, true, nil
	}
	w.announce(k, truth.ID)
	if k == change.StockMove {
		return diff, true, errors.Join(w.balance(had, -1), w.balance(shown, +1))
	}
	return diff, true, w.touched(k, shop.ID(truth.ID), diff.old, diff.set)
}

// rowDiff is what present changed in a row.
type rowDiff struct {
	was             *change.Record // nil when it was made
	created, marked bool
	fits            bool // the row has a place for what it was to show
	old, set        []change.Assign
}

func (w *writer) insertRow(k *change.Kind, truth, shown *change.Record, args []any) (rowDiff, bool, error) {
	diff := rowDiff{created: true}
	err := w.exec(syncInsert[k], append(args, truth.ID[:])...)
	if misfit(err) {
		return diff, false, nil
	}
	if err != nil {
		return diff, false, fmt.Errorf("make %s: %w", k.Name, err)
	}
	delete(w.absent, truth.ID)
	for _, f := range k.Fields {
		if v := shown.Value(f.Num); !change.IsZero(v) {
			diff.set = append(diff.set, change.Assign{Field: f.Num, Value: v})
		}
	}
	if k == change.Offer || k == change.Customer || k == change.Order {
		w.unfound[shop.ID(truth.ID)] = true
	}
	w.announce(k, truth.ID)
	switch k {
	case change.StockMove:
		if counted, err := w.counts(truth); err != nil || !counted {
			return diff, true, err
		}
	case change.Offer:
		if err := w.showStock(truth.ID); err != nil {
			return diff, true, err
		}
	}
	return diff, true, w.touched(k, shop.ID(truth.ID), nil, diff.set)
}

var syncInsert = map[*change.Kind]string{}

func init() {
	for _, k := range change.Kinds {
		names, marks := []string{"version", "fields", "extra", "deleted"}, "?,?,?,?"
		for _, f := range k.Fields {
			names, marks = append(names, f.Name), marks+",?"
		}
		syncInsert[k] = "INSERT INTO " + k.Table + " (" + strings.Join(names, ", ") + ", id) VALUES (" + marks + ",?)"
	}
}

// announce notes a record for the change event.
func (w *writer) announce(k *change.Kind, id change.ID) {
	w.kinds[k.Name] = true
	if len(w.ids) < 50 {
		w.ids = append(w.ids, shop.ID(id))
	}
}

// searchOf names the search table of each kind that has one.
var searchOf = map[*change.Kind]string{change.Offer: "offer_search", change.Order: "order_search", change.Customer: "customer_search"}

// erase takes a row out without a trace but history: a record that the hub does
// not have.
func (w *writer) erase(k *change.Kind, id change.ID) error {
	had, err := w.rowRecord(k, id)
	if err != nil || had == nil {
		return err
	}
	var old []change.Assign
	for _, f := range had.Fields {
		old = append(old, change.Assign{Field: f.Num, Value: f.Value})
	}
	w.announce(k, id)
	if k == change.StockMove {
		if err := w.balance(had, -1); err != nil {
			return err
		}
	} else if err := w.touched(k, shop.ID(id), old, nil); err != nil {
		return err
	}
	if k == change.Order {
		origin, _ := k.Field("origin_id")
		w.dirty.orders.add(shop.ID(had.Ref(origin.Num)))
	}
	if table := searchOf[k]; table != "" {
		if err := w.exec("DELETE FROM "+table+" WHERE rowid=(SELECT n FROM "+k.Table+" WHERE id=?)", id[:]); err != nil {
			return err
		}
	}
	if err := w.exec("DELETE FROM "+k.Table+" WHERE id=?", id[:]); err != nil {
		return fmt.Errorf("erase %s: %w", k.Name, err)
	}
	return nil
}
