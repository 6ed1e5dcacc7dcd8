package replica

import (
	"fmt"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// intentSeed is the intent of the batches that bring a shop to its hub.
const intentSeed = "join"

// seed queues all of a shop that has lived on this desk alone, in the place of
// what had gathered in the outbox: each record as it is now. A document and its
// parts are in one batch; goods come in before they go out, so that the hub sees
// no shortage that there never was.
func (w *writer) seed() error {
	for _, query := range []string{`DELETE FROM outbox`, `DELETE FROM edits`, `DELETE FROM confirmed`} {
		if err := w.exec(query); err != nil {
			return fmt.Errorf("empty outbox: %w", err)
		}
	}
	if err := w.setLocal(map[string]any{"device_seq": 0}); err != nil {
		return err
	}
	w.intent, w.actor = intentSeed, System
	s := &seeding{w: w}
	for _, p := range seedPlan {
		if err := s.kind(p); err != nil {
			return fmt.Errorf("seed %s: %w", p.kind.Name, err)
		}
	}
	return s.send()
}

// seedPart is a kind of records that go into the hub with their parts.
type seedPart struct {
	kind  *change.Kind
	where string
	by    string // the column that leads to the document
	parts []seedPart
}

var seedPlan = []seedPart{
	// The hub has made this desk's own record when it enrolled it.
	{kind: change.Desk, where: "id<>(SELECT value FROM local WHERE key='device_id')"},
	{kind: change.Setting}, {kind: change.User}, {kind: change.Warehouse}, {kind: change.Category}, {kind: change.Template}, {kind: change.NumberRange}, {kind: change.Lease},
	{kind: change.Product, parts: []seedPart{{kind: change.Offer, by: "product_id", parts: []seedPart{{kind: change.Barcode, by: "offer_id"}}}}},
	{kind: change.StockMove, where: "document_id IS NULL OR document_id NOT IN (SELECT id FROM orders)"},
	{kind: change.Customer, parts: []seedPart{{kind: change.CustomerPhone, by: "customer_id"}, {kind: change.CustomerCard, by: "customer_id"}}},
	{kind: change.Order, parts: []seedPart{{kind: change.Line, by: "order_id"}, {kind: change.Payment, by: "order_id"}, {kind: change.StockMove, by: "document_id"}, {kind: change.Print, by: "order_id"}, {kind: change.ParcelCode, by: "order_id"}}},
	{kind: change.Print, where: "subject<>''"},
	{kind: change.Origin}, {kind: change.Conflict}, {kind: change.Task},
}

// A batch of a shop that moves is cut at these: the counter of another till, and
// of this one when it comes back, waits while it is taken from the feed.
const (
	seedOps   = 1000
	seedBytes = 256 << 10
)

// seeding gathers operations until they fill a batch.
type seeding struct {
	w    *writer
	ops  []change.Op
	size int
}

func (s *seeding) kind(p seedPart) error {
	where := ""
	if p.where != "" {
		where = " WHERE " + p.where
	}
	ids, err := s.w.seedIDs(p.kind, where)
	if err != nil {
		return err
	}
	for _, id := range ids {
		ops, err := s.w.seedOps(nil, p, " WHERE id=?", change.ID(id))
		if err != nil {
			return err
		}
		if err := s.add(ops); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) seedIDs(k *change.Kind, where string) (ids []shop.ID, err error) {
	err = w.eachID("SELECT id FROM "+k.Table+where+" ORDER BY id", func(id shop.ID) { ids = append(ids, id) })
	return ids, err
}

// seedOps adds the operations that make the records which where finds by id,
// each followed by its parts.
func (w *writer) seedOps(ops []change.Op, p seedPart, where string, id change.ID) ([]change.Op, error) {
	var list []*change.Record
	rows, err := w.rows(rowSelect[p.kind]+where+" ORDER BY n", id[:])
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	reader := newRowReader(p.kind)
	for rows.Next() {
		r, err := reader.read(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	for _, r := range list {
		op := change.Op{Kind: r.Kind, Act: change.Create, ID: r.ID}
		for _, f := range r.Fields {
			op.Set = append(op.Set, change.Assign{Field: f.Num, Value: f.Value})
		}
		ops = append(ops, op)
		if r.Deleted {
			ops = append(ops, change.Op{Kind: r.Kind, Act: change.Delete, ID: r.ID})
		}
		for _, part := range p.parts {
			if ops, err = w.seedOps(ops, part, " WHERE "+part.by+"=?", r.ID); err != nil {
				return nil, err
			}
		}
	}
	return ops, nil
}

// add puts what belongs together into the batch that is being gathered, or into
// the next one where it does not fit.
func (s *seeding) add(ops []change.Op) error {
	size := 0
	for i := range ops {
		size += ops[i].Size()
	}
	if len(s.ops) > 0 && (len(s.ops)+len(ops) > seedOps || s.size+size > seedBytes) {
		if err := s.send(); err != nil {
			return err
		}
	}
	s.ops, s.size = append(s.ops, ops...), s.size+size
	return nil
}

// send queues what was gathered. Only a document above the limits of a batch is
// cut by writeOutbox.
func (s *seeding) send() error {
	w := s.w
	w.ops, w.batch = s.ops, change.ID(shop.NewID())
	err := w.writeOutbox()
	w.ops, s.ops, s.size = nil, nil, 0
	return err
}
