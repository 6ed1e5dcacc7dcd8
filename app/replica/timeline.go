package replica

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// HistoryEntry is one change in a record's time line.
type HistoryEntry struct {
	At      int64             `json:"at"`
	User    string            `json:"user"`
	Desk    string            `json:"desk"`
	Intent  string            `json:"intent"`
	Kind    string            `json:"kind"`
	What    string            `json:"what"` // which part of the record: a line's title, a phone; empty for the record itself
	Act     string            `json:"act" jsonschema:"enum=create,enum=patch,enum=delete,enum=revive"`
	Changes map[string][2]any `json:"changes"` // field: old, new; a record that a field points to is given by its name
}

var actNames = map[change.Act]string{change.Create: "create", change.Patch: "patch", change.Delete: "delete", change.Revive: "revive"}

// timeline gives the changes of a record and its parts, the latest first.
func (r *Replica) timeline(ctx context.Context, actor Actor, root shop.ID, limit int) ([]HistoryEntry, error) {
	// Deleted parts keep their rows, so that they can still be named.
	rows, err := r.read.QueryContext(ctx, `SELECT h.at, coalesce(u.name,''), coalesce(d.series,''), h.intent, h.kind, h.act, h.changes,
		CASE h.kind WHEN ? THEN (SELECT title FROM order_lines WHERE id=h.record_id) WHEN ? THEN (SELECT phone FROM customer_phones WHERE id=h.record_id)
			WHEN ? THEN (SELECT title FROM offers WHERE id=h.record_id) WHEN ? THEN (SELECT code FROM parcel_codes WHERE id=h.record_id)
			WHEN ? THEN (SELECT code FROM customer_cards WHERE id=h.record_id) END
		FROM history h LEFT JOIN users u ON u.id=h.user_id LEFT JOIN desks d ON d.id=h.desk_id
		WHERE h.root_id=? ORDER BY h.n DESC LIMIT ?`, change.Line.Num, change.CustomerPhone.Num, change.Offer.Num, change.ParcelCode.Num, change.CustomerCard.Num, root[:], limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	list := []HistoryEntry{}
	for rows.Next() {
		e, err := scanHistory(rows)
		if err != nil {
			return nil, err
		}
		if !actor.Role.Can(shop.RightSeePurchase) {
			delete(e.Changes, "purchase_price")
		}
		list = append(list, e)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return list, r.nameRefs(ctx, list)
}

func scanHistory(row scanner) (HistoryEntry, error) {
	var e HistoryEntry
	var kind uint8
	var act change.Act
	var changes string
	var what sql.NullString
	if err := row.Scan(&e.At, &e.User, &e.Desk, &e.Intent, &kind, &act, &changes, &what); err != nil {
		return e, err
	}
	if k, ok := change.KindNum(kind); ok {
		e.Kind = k.Name
	}
	e.What, e.Act = what.String, actNames[act]
	return e, json.Unmarshal([]byte(changes), &e.Changes)
}

// refNames say how a record that a field points to is called.
var refNames = map[string]string{
	"customer_id": "SELECT name FROM customers WHERE id=?", "user_id": "SELECT name FROM users WHERE id=?",
	"category_id": "SELECT path FROM categories WHERE id=?", "warehouse_id": "SELECT name FROM warehouses WHERE id=?",
	"offer_id": "SELECT full_title FROM offers WHERE id=?", "desk_id": "SELECT series FROM desks WHERE id=?",
	"origin_id": "SELECT number FROM orders WHERE id=?",
}

// nameRefs puts names in the place of ids, which mean nothing to people.
func (r *Replica) nameRefs(ctx context.Context, list []HistoryEntry) error {
	known := map[string]string{}
	for _, e := range list {
		for field, both := range e.Changes {
			query, ref := refNames[field]
			if !ref {
				continue
			}
			for i, v := range both {
				text, ok := v.(string)
				if !ok || text == "" {
					continue
				}
				name, seen := known[text]
				if !seen {
					id, err := shop.ParseID(text)
					if err != nil {
						continue
					}
					if err := r.read.QueryRowContext(ctx, query, id[:]).Scan(&name); err != nil && !errors.Is(err, sql.ErrNoRows) {
						return err
					}
					known[text] = name
				}
				both[i] = name
			}
			e.Changes[field] = both
		}
	}
	return nil
}
