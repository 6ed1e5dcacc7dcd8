package replica

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// Subject is what something is about, as people call it: the order, product or
// customer, and the part of it where it is about a part.
type Subject struct {
	Kind     string  `json:"kind"`     // order, product, customer, setting, user, desk, warehouse, category; other kinds by their own name
	ID       shop.ID `json:"id"`       // of that record
	Title    string  `json:"title"`    // an order's number, a product with its variant, a name, a setting's key; empty when it is not known here
	Part     string  `json:"part"`     // a line's title, a barcode, a phone; empty for the record itself
	Customer string  `json:"customer"` // of an order
	Phone    string  `json:"phone"`    // of an order's customer or a customer
}

// asker reads one row, within a command or beside it.
type asker interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

const orderSubject = `SELECT o.id, o.number, %s, o.customer_name, coalesce(nullif(o.recipient_phone,''), c.phone, '') FROM %s LEFT JOIN customers c ON c.id=o.customer_id WHERE %s.id=?`

// subjects say for each kind which record it is about and how that is called.
var subjects = map[*change.Kind]struct{ kind, query string }{
	change.Order:         {"order", fmt.Sprintf(orderSubject, "''", "orders o", "o")},
	change.Line:          {"order", fmt.Sprintf(orderSubject, "x.title", "order_lines x JOIN orders o ON o.id=x.order_id", "x")},
	change.Payment:       {"order", fmt.Sprintf(orderSubject, "''", "payments x JOIN orders o ON o.id=x.order_id", "x")},
	change.Print:         {"order", fmt.Sprintf(orderSubject, "x.document", "prints x JOIN orders o ON o.id=x.order_id", "x")},
	change.ParcelCode:    {"order", fmt.Sprintf(orderSubject, "x.code", "parcel_codes x JOIN orders o ON o.id=x.order_id", "x")},
	change.Product:       {"product", `SELECT id, name, '', '', '' FROM products WHERE id=?`},
	change.Offer:         {"product", `SELECT product_id, full_title, '', '', '' FROM offers WHERE id=?`},
	change.Barcode:       {"product", `SELECT o.product_id, o.full_title, b.code, '', '' FROM barcodes b JOIN offers o ON o.id=b.offer_id WHERE b.id=?`},
	change.StockMove:     {"product", `SELECT o.product_id, o.full_title, '', '', '' FROM stock_moves m JOIN offers o ON o.id=m.offer_id WHERE m.id=?`},
	change.Task:          {"product", `SELECT o.product_id, o.full_title, '', '', '' FROM tasks t JOIN offers o ON o.id=t.offer_id WHERE t.id=?`},
	change.Customer:      {"customer", `SELECT id, name, '', '', phone FROM customers WHERE id=?`},
	change.CustomerPhone: {"customer", `SELECT c.id, c.name, p.phone, '', c.phone FROM customer_phones p JOIN customers c ON c.id=p.customer_id WHERE p.id=?`},
	change.CustomerCard:  {"customer", `SELECT c.id, c.name, p.code, '', c.phone FROM customer_cards p JOIN customers c ON c.id=p.customer_id WHERE p.id=?`},
	change.Setting:       {"setting", `SELECT id, key, '', '', '' FROM settings WHERE id=?`},
	change.User:          {"user", `SELECT id, name, '', '', '' FROM users WHERE id=?`},
	change.Desk:          {"desk", `SELECT id, name, series, '', '' FROM desks WHERE id=?`},
	change.Warehouse:     {"warehouse", `SELECT id, name, '', '', '' FROM warehouses WHERE id=?`},
	change.Template:      {"template", `SELECT id, name, '', '', '' FROM templates WHERE id=?`},
	change.NumberRange:   {"number_range", `SELECT id, CASE name WHEN '' THEN head||'…'||tail ELSE name END, '', '', '' FROM number_ranges WHERE id=?`},
	change.Category:      {"category", `SELECT id, path, '', '', '' FROM categories WHERE id=?`},
}

// subjectOf names a record; one that is not here is named by its kind alone.
func subjectOf(ctx context.Context, q asker, kind uint8, id shop.ID) (Subject, error) {
	s := Subject{ID: id}
	k, ok := change.KindNum(kind)
	if !ok {
		return s, nil
	}
	s.Kind = k.Name
	how, ok := subjects[k]
	if !ok {
		return s, nil
	}
	found := Subject{Kind: how.kind}
	err := q.QueryRowContext(ctx, how.query, id[:]).Scan(&found.ID, &found.Title, &found.Part, &found.Customer, &found.Phone)
	if errors.Is(err, sql.ErrNoRows) {
		return s, nil
	}
	if err != nil {
		return s, fmt.Errorf("name %s: %w", k.Name, err)
	}
	return found, nil
}

// Party is who did something, where and when.
type Party struct {
	User string `json:"user"` // empty when nobody is known
	Desk string `json:"desk"` // the till's name
	Own  bool   `json:"own"`  // it was this till
	At   int64  `json:"at"`   // Unix milliseconds
}

func (r *Replica) party(ctx context.Context, user, desk shop.ID, at int64) (Party, error) {
	p := Party{At: at, Own: desk == r.Desk().ID}
	err := r.read.QueryRowContext(ctx, `SELECT coalesce((SELECT name FROM users WHERE id=?),''), coalesce((SELECT coalesce(nullif(name,''),series) FROM desks WHERE id=?),'')`, user, desk).Scan(&p.User, &p.Desk)
	return p, err
}
