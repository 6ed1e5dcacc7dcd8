package sqlite

import (
	"bytes"
	"database/sql/driver"
	"fmt"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/store"
)

// rows are the walks of store.Page.
type rows struct{ *reader }

const rowColumns = `SELECT kind, id, version, document, parent, data FROM records `

func rowOf(v []driver.Value) store.Row {
	r := store.Row{Key: store.Key{Kind: uint8(num(v[0])), ID: id(v[1])}, Version: num(v[2]), Data: blob(v[5])}
	if document := num(v[3]); document != 0 {
		r.Document = store.Key{Kind: uint8(document), ID: id(v[4])}
	}
	return r
}

func (r rows) Walk(s store.Section, version int64, after store.Key, f func(store.Row) (bool, error)) error {
	give := func(v []driver.Value) (bool, error) { return f(rowOf(v)) }
	if s.Tier == 0 {
		if version <= s.Since {
			// From the beginning: of the first version every kind, the zero one too.
			return r.c.each(give, rowColumns+`WHERE likely(shop=?) AND version>? ORDER BY version, kind, id`, r.n, s.Since)
		}
		return r.c.each(give, rowColumns+`WHERE likely(shop=?) AND (version, kind, id)>(?,?,?) ORDER BY version, kind, id`,
			r.n, version, int64(after.Kind), after.ID[:])
	}
	return r.c.each(give, rowColumns+`WHERE likely(shop=?) AND likely(tier=?) AND document=0 AND (kind, id)>(?,?) AND ended BETWEEN ? AND ? ORDER BY kind, id`,
		r.n, int64(s.Tier), int64(after.Kind), after.ID[:], s.From, s.To)
}

func (r rows) Parts(document, after store.Key, f func(store.Row) (bool, error)) error {
	return r.c.each(func(v []driver.Value) (bool, error) { return f(rowOf(v)) },
		rowColumns+`WHERE likely(shop=?) AND likely(parent=?) AND (kind, id)>(?,?) AND likely(document=?+0) ORDER BY kind, id`,
		r.n, document.ID[:], int64(after.Kind), after.ID[:], int64(document.Kind))
}

func (r rows) VersionOf(k store.Key) (int64, error) {
	return r.c.number(`SELECT version FROM records WHERE shop=? AND kind=? AND id=?`, r.n, int64(k.Kind), k.ID[:])
}

func (r rows) Count(s store.Section) (counts store.Counts, err error) {
	add := func(v []driver.Value) (bool, error) {
		counts[uint8(num(v[0]))] += num(v[1])
		return true, nil
	}
	if s.Tier == 0 {
		return counts, r.c.each(add, `SELECT kind, count(*) FROM records WHERE shop=? AND version>? GROUP BY kind`, r.n, s.Since)
	}
	const alone = `FROM records r WHERE r.shop=?1 AND r.tier=?2 AND r.document=0 AND r.ended BETWEEN ?3 AND ?4 `
	if err := r.c.each(add, `SELECT r.kind, count(*) `+alone+`GROUP BY r.kind`, r.n, int64(s.Tier), s.From, s.To); err != nil {
		return counts, err
	}
	return counts, r.c.each(add, `SELECT p.kind, count(*) FROM (SELECT r.shop, r.kind, r.id `+alone+`) d
		CROSS JOIN records p ON p.shop=d.shop AND p.parent=d.id AND p.document=d.kind AND p.document<>0 GROUP BY p.kind`, r.n, int64(s.Tier), s.From, s.To)
}

// checkPlaces looks whether records are found where they belong: the columns
// beside each are made again from it, and every claim is a living record's.
func (r *reader) checkPlaces() (problems []string, err error) {
	err = r.c.each(func(v []driver.Value) (bool, error) {
		rec, err := change.DecodeRecord(blob(v[2]))
		if err != nil {
			return true, nil //nolint:nilerr // store.Check tells it
		}
		tier, ended := store.TierOf(rec)
		document, err := r.documentOf(rec)
		if err != nil {
			return false, err
		}
		if num(v[3]) != rec.Version || !bytes.Equal(blob(v[4]), parentColumn(rec)) || num(v[5]) != int64(document) || num(v[6]) != int64(tier) || num(v[7]) != ended {
			problems = append(problems, fmt.Sprintf("record of kind %d, %x, is filed wrongly", num(v[0]), blob(v[1])))
		}
		return len(problems) < 100, nil
	}, `SELECT kind, id, data, version, parent, document, tier, ended FROM records WHERE shop=?`, r.n)
	if err != nil {
		return problems, wrap("check places", err)
	}
	err = r.c.each(func(v []driver.Value) (bool, error) {
		rec, err := r.Record(uint8(num(v[0])), id(v[3]))
		if err != nil {
			return false, err
		}
		for _, c := range store.ClaimsOf(rec) {
			if int64(c.Field) == num(v[1]) && c.Value == str(v[2]) {
				return true, nil
			}
		}
		problems = append(problems, fmt.Sprintf("%q is claimed for record of kind %d, %x, which does not have it", str(v[2]), num(v[0]), blob(v[3])))
		return len(problems) < 100, nil
	}, `SELECT kind, field, value, id FROM claims WHERE shop=?`, r.n)
	return problems, wrap("check claims", err)
}

// documentOf gives the kind of the document with which a record travels, 0 for none.
func (r *reader) documentOf(rec *change.Record) (uint8, error) {
	for _, kind := range store.DocumentKinds(rec.Kind) {
		n, err := r.c.number(`SELECT 1 FROM records WHERE shop=? AND kind=? AND id=?`, r.n, int64(kind), parentColumn(rec))
		if err != nil || n != 0 {
			return kind, err
		}
	}
	return 0, nil
}

// storedParent gives what stands in records.parent of a stored record; a damaged
// one has nothing there.
func storedParent(data []byte) []byte {
	rec, err := change.DecodeRecord(data)
	if err != nil {
		return nil
	}
	return parentColumn(rec)
}

// parentColumn gives what stands in records.parent, nil for NULL.
func parentColumn(rec *change.Record) []byte {
	if parent := store.ParentOf(rec); parent != (change.ID{}) {
		return parent[:]
	}
	return nil
}
