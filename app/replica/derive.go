package replica

import (
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"github.com/prylavok/prylavok/app/find"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// dirty names the records whose derived figures have to be made again.
type dirty struct {
	offers, orders, customers, owners list
}

// list keeps ids in the order they came, each once.
type list struct {
	ids  []shop.ID
	have map[shop.ID]bool
}

func (l *list) add(id shop.ID) {
	if id.IsZero() || l.have[id] {
		return
	}
	if l.have == nil {
		l.have = map[shop.ID]bool{}
	}
	l.have[id] = true
	l.ids = append(l.ids, id)
}

// touched notes which derived figures a change makes stale. It is the one place
// that knows what depends on what.
func (w *writer) touched(k *change.Kind, id shop.ID, old, set []change.Assign) error {
	switch k {
	case change.StockMove:
		return w.addToBalance(set)
	case change.Order:
		w.dirty.orders.add(id)
		w.customerOf(old)
		w.customerOf(set)
	case change.Line, change.Payment, change.ParcelCode:
		parent, err := w.parent(k, id, "order_id", set)
		w.dirty.orders.add(parent)
		return err
	case change.Offer:
		w.dirty.offers.add(id)
	case change.Barcode:
		parent, err := w.parent(k, id, "offer_id", set)
		w.dirty.offers.add(parent)
		return err
	case change.Product:
		if w.made[change.ID(id)] {
			return nil // its offers are new as well and noted themselves
		}
		return w.eachID("SELECT id FROM offers WHERE product_id=?", w.dirty.offers.add, id)
	case change.Customer:
		w.dirty.customers.add(id)
	case change.CustomerPhone, change.CustomerCard:
		parent, err := w.parent(k, id, "customer_id", set)
		w.dirty.customers.add(parent)
		return err
	}
	return nil
}

func (w *writer) customerOf(set []change.Assign) {
	field, _ := change.Order.Field("customer_id")
	for _, a := range set {
		if b, ok := a.Value.([]byte); ok && a.Field == field.Num {
			w.dirty.owners.add(shop.ID(b))
		}
	}
}

func (w *writer) parent(k *change.Kind, id shop.ID, column string, set []change.Assign) (shop.ID, error) {
	field, _ := k.Field(column)
	for _, a := range set {
		if b, ok := a.Value.([]byte); ok && a.Field == field.Num {
			return shop.ID(b), nil
		}
	}
	var parent shop.ID
	err := w.row("SELECT "+column+" FROM "+k.Table+" WHERE id=?", id[:]).Scan(&parent)
	return parent, err
}

func (w *writer) eachID(query string, add func(shop.ID), args ...any) error {
	rows, err := w.rows(query, args...)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		var id shop.ID
		if err := rows.Scan(&id); err != nil {
			return err
		}
		add(id)
	}
	return rows.Err()
}

func (w *writer) derive() error {
	for ids := range slices.Chunk(w.dirty.offers.ids, offersAtOnce) {
		if err := w.deriveOffers(ids); err != nil {
			return fmt.Errorf("derive offer: %w", err)
		}
	}
	for _, id := range w.dirty.customers.ids {
		if err := w.deriveCustomer(id); err != nil {
			return fmt.Errorf("derive customer: %w", err)
		}
	}
	if err := w.deriveOrders(w.dirty.orders.ids); err != nil {
		return fmt.Errorf("derive order: %w", err)
	}
	for _, id := range w.dirty.owners.ids {
		if err := w.deriveSpent(id); err != nil {
			return fmt.Errorf("derive spent: %w", err)
		}
	}
	w.dirty = dirty{}
	return nil
}

// offersAtOnce is how many offers one query reads: an import touches many.
const offersAtOnce = 500

type offerFigures struct {
	id                                               shop.ID
	n                                                int64
	gone                                             bool
	had, title, sku, product, brand, category, codes string
}

func (w *writer) deriveOffers(ids []shop.ID) error {
	list, err := w.readOfferFigures(ids)
	if err != nil {
		return err
	}
	for _, o := range list {
		if full := fullTitle(o.product, o.title); full != o.had {
			if err := w.exec(`UPDATE offers SET full_title=? WHERE n=?`, full, o.n); err != nil {
				return err
			}
		}
		text := ""
		if !o.gone {
			text = searchText(o.product, o.title, o.sku, o.codes, o.brand, o.category)
		}
		if err := w.index("offer_search", o.id, o.n, text); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) readOfferFigures(ids []shop.ID) ([]offerFigures, error) {
	rows, err := w.rows(`SELECT o.id, o.n, o.deleted OR coalesce(p.deleted,1) OR NOT o.active OR NOT coalesce(p.active,0), o.full_title, o.title, o.sku, coalesce(p.name,''), coalesce(p.brand,''), coalesce(c.path,''),
		coalesce((SELECT group_concat(code,' ') FROM barcodes b WHERE b.offer_id=o.id AND b.deleted=0),'')
		FROM json_each(?) j CROSS JOIN offers o ON o.id=unhex(j.value) LEFT JOIN products p ON p.id=o.product_id LEFT JOIN categories c ON c.id=p.category_id`, hexList(ids))
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	list := make([]offerFigures, 0, len(ids))
	for rows.Next() {
		var o offerFigures
		if err := rows.Scan(&o.id, &o.n, &o.gone, &o.had, &o.title, &o.sku, &o.product, &o.brand, &o.category, &o.codes); err != nil {
			return nil, err
		}
		list = append(list, o)
	}
	return list, rows.Err()
}

// hexList writes ids as a JSON array, for queries that look many up at once.
func hexList(ids []shop.ID) string {
	b := make([]byte, 0, 2+len(ids)*35)
	b = append(b, '[')
	for i, id := range ids {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '"')
		b = hex.AppendEncode(b, id[:])
		b = append(b, '"')
	}
	return string(append(b, ']'))
}

func fullTitle(product, variant string) string {
	if variant == "" {
		return product
	}
	return product + " · " + variant
}

// searchText folds what a record is found by. The space at its end lets the
// index know the last word's end as it knows the others'.
func searchText(texts ...string) string { return find.Document(texts...) + " " }

// index writes what a record is found by; empty text takes it out.
func (w *writer) index(table string, id shop.ID, n int64, text string) error {
	if w.unfound[id] {
		delete(w.unfound, id)
		if text == "" {
			return nil
		}
		return w.exec("INSERT INTO "+table+" (rowid, text) VALUES (?,?)", n, text)
	}
	var old string
	err := w.row("SELECT text FROM "+table+" WHERE rowid=?", n).Scan(&old)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		if text == "" {
			return nil
		}
		return w.exec("INSERT INTO "+table+" (rowid, text) VALUES (?,?)", n, text)
	case err != nil:
		return err
	case old == text:
		return nil
	case text == "":
		return w.exec("DELETE FROM "+table+" WHERE rowid=?", n)
	}
	return w.exec("UPDATE "+table+" SET text=? WHERE rowid=?", text, n)
}

func (w *writer) deriveCustomer(id shop.ID) error {
	var n, gone int64
	var name, email, city, address, note, legalName, taxID, phone, phones, cards string
	err := w.row(`SELECT n, name, email, city, address, note, legal_name, tax_id, deleted,
		coalesce((SELECT phone FROM customer_phones p WHERE p.customer_id=c.id AND p.deleted=0 ORDER BY position, id LIMIT 1),''),
		coalesce((SELECT group_concat(phone,' ') FROM customer_phones p WHERE p.customer_id=c.id AND p.deleted=0),''),
		coalesce((SELECT group_concat(code,' ') FROM customer_cards k WHERE k.customer_id=c.id AND k.deleted=0),'') FROM customers c WHERE id=?`, id[:]).
		Scan(&n, &name, &email, &city, &address, &note, &legalName, &taxID, &gone, &phone, &phones, &cards)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := w.exec(`UPDATE customers SET phone=? WHERE id=? AND phone<>?`, phone, id[:], phone); err != nil {
		return err
	}
	text := ""
	if gone == 0 {
		text = searchText(name, phones, email, city, address, note, legalName, taxID, cards)
	}
	if err := w.index("customer_search", id, n, text); err != nil {
		return err
	}
	// Orders carry the name and are found by the phone of their customer.
	return w.eachID("SELECT id FROM orders WHERE customer_id=?", w.dirty.orders.add, id[:])
}

func (w *writer) deriveSpent(id shop.ID) error {
	return w.exec(`UPDATE customers SET (orders, spent, last_order_at) =
		(SELECT coalesce(sum(kind='sale'),0), coalesce(sum(total),0), coalesce(max(created_at),0) FROM orders WHERE customer_id=?1 AND status='completed' AND deleted=0) WHERE id=?1`, id[:])
}
