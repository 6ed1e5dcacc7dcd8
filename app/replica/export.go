package replica

import (
	"context"
	"database/sql"
	"strconv"
	"strings"
	"time"

	"github.com/prylavok/prylavok/app/shop"
)

// Exports are the tables that Export can give.
var Exports = []string{"orders", "products", "customers", "stock"}

// Export gives a table of the shop row by row, the headings first, as it stood
// at one moment; nothing of it is held in memory, and row may not keep its
// cells. Sums are in units of the currency with a decimal point, times RFC 3339
// in UTC; a text that a spreadsheet would take for a formula is led by an
// apostrophe. Export ends with the first error that row returns. An unknown
// table is shop.ErrInput.
func (r *Replica) Export(ctx context.Context, table string, row func(cells []string) error) error {
	e, ok := exports[table]
	if !ok {
		return shop.ErrInput.With("field", "what").On("what")
	}
	headings := make([]string, len(e.columns))
	cells := make([]exportCell, len(e.columns))
	targets := make([]any, len(e.columns))
	for i, c := range e.columns {
		headings[i], cells[i].kind, cells[i].currency = c.heading, c.kind, r.Desk().Currency
		targets[i] = &cells[i]
	}
	if err := row(headings); err != nil {
		return err
	}
	rows, err := r.read.QueryContext(ctx, e.query)
	if err != nil {
		return r.explain(err)
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	line := make([]string, len(cells))
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return r.explain(err)
		}
		for i := range cells {
			line[i] = cells[i].text
		}
		if err := row(line); err != nil {
			return err
		}
	}
	return r.explain(rows.Err())
}

// cellKind says how a stored value is written.
type cellKind int

const (
	asText cellKind = iota
	asNumber
	asMoney
	asQuantity
	asTime
	asYesNo
	asID
	asPercent // of basis points
)

type exportColumn struct {
	heading string
	kind    cellKind
}

// exportCell reads one column and writes it as text.
type exportCell struct {
	kind     cellKind
	currency shop.Currency
	text     string
}

// Scan takes what SQLite gives for the cell.
func (c *exportCell) Scan(src any) error {
	if c.kind == asID {
		var id shop.ID
		err := id.Scan(src)
		c.text = id.String()
		return err
	}
	if c.kind == asText {
		var s sql.NullString
		err := s.Scan(src)
		c.text = harmless(s.String)
		return err
	}
	var n sql.NullInt64
	if err := n.Scan(src); err != nil {
		return err
	}
	c.text = c.figure(n.Int64)
	return nil
}

// harmless keeps a spreadsheet from running what somebody wrote into a name or
// a comment. A phone number that begins with "+" is no formula.
func harmless(text string) string {
	if text != "" && strings.ContainsAny(text[:1], "=+-@\t\r\n") && strings.Trim(text[1:], "0123456789") != "" {
		return "'" + text
	}
	return text
}

func (c *exportCell) figure(n int64) string {
	switch c.kind {
	case asMoney:
		return c.currency.Plain(shop.Money(n))
	case asQuantity:
		return shop.Quantity(n).Plain()
	case asPercent:
		return shop.Quantity(n * 10).Plain()
	case asYesNo:
		if n != 0 {
			return "yes"
		}
		return "no"
	case asTime:
		if n == 0 {
			return ""
		}
		return time.UnixMilli(n).UTC().Format(time.RFC3339)
	}
	return strconv.FormatInt(n, 10)
}

// exports declare each table once; the columns stand in the query's order.
var exports = map[string]struct {
	columns []exportColumn
	query   string
}{
	"orders": {
		[]exportColumn{{"number", asText}, {"kind", asText}, {"status", asText}, {"payment_state", asText}, {"created_at", asTime}, {"finished_at", asTime}, {"source", asText},
			{"customer", asText}, {"customer_phone", asText}, {"goods", asText}, {"lines", asNumber}, {"total", asMoney}, {"paid", asMoney}, {"delivery_method", asText}, {"recipient", asText},
			{"recipient_phone", asText}, {"city", asText}, {"address", asText}, {"delivery_price", asMoney}, {"waybill", asText}, {"comment", asText}, {"reason", asText}, {"clerk", asText}, {"desk", asText}, {"id", asID}},
		`SELECT o.number, o.kind, o.status, o.payment_state, o.created_at, o.finished_at, o.source, o.customer_name, coalesce(c.phone,''), o.goods, o.lines, o.total, o.paid, o.delivery_method, o.recipient,
			o.recipient_phone, o.city, o.address, o.delivery_price, o.waybill, o.comment, o.reason, coalesce(u.name,''), coalesce(d.name,''), o.id
			FROM orders o LEFT JOIN customers c ON c.id=o.customer_id LEFT JOIN users u ON u.id=o.user_id LEFT JOIN desks d ON d.id=o.desk_id WHERE o.deleted=0 ORDER BY o.created_at, o.n`,
	},
	"products": {
		[]exportColumn{{"sku", asText}, {"product", asText}, {"variant", asText}, {"brand", asText}, {"category", asText}, {"unit", asText}, {"price", asMoney}, {"sale_price", asMoney}, {"purchase_price", asMoney},
			{"barcodes", asText}, {"tags", asText}, {"weight_grams", asNumber}, {"digital", asYesNo}, {"active", asYesNo}, {"on_hand", asQuantity}, {"reserved", asQuantity}, {"description", asText}, {"product_id", asID}, {"offer_id", asID}},
		`SELECT o.sku, p.name, o.title, p.brand, coalesce(c.path,''), p.unit, o.price, o.sale_price, o.purchase_price, coalesce((SELECT group_concat(code,' ') FROM barcodes b WHERE b.offer_id=o.id AND b.deleted=0),''),
			p.tags, o.weight_grams, p.digital, o.active AND p.active, o.on_hand, o.reserved, p.description, p.id, o.id
			FROM offers o JOIN products p ON p.id=o.product_id LEFT JOIN categories c ON c.id=p.category_id WHERE o.deleted=0 AND p.deleted=0 ORDER BY p.n, o.position, o.n`,
	},
	"customers": {
		[]exportColumn{{"name", asText}, {"phones", asText}, {"email", asText}, {"city", asText}, {"address", asText}, {"note", asText}, {"source", asText}, {"birthday", asText}, {"discount_percent", asPercent},
			{"legal_name", asText}, {"tax_id", asText}, {"iban", asText}, {"bank", asText}, {"legal_address", asText}, {"orders", asNumber}, {"spent", asMoney}, {"last_order_at", asTime}, {"id", asID}},
		`SELECT c.name, coalesce((SELECT group_concat(phone,' ') FROM (SELECT phone FROM customer_phones f WHERE f.customer_id=c.id AND f.deleted=0 ORDER BY f.position, f.n)),''), c.email, c.city, c.address, c.note, c.source,
			c.birthday, c.discount_bp, c.legal_name, c.tax_id, c.iban, c.bank, c.legal_address, c.orders, c.spent, c.last_order_at, c.id FROM customers c WHERE c.deleted=0 ORDER BY c.n`,
	},
	"stock": {
		[]exportColumn{{"sku", asText}, {"title", asText}, {"unit", asText}, {"warehouse", asText}, {"on_hand", asQuantity}, {"reserved", asQuantity}, {"available", asQuantity}, {"offer_id", asID}},
		`SELECT o.sku, o.full_title, p.unit, coalesce(w.name,''), coalesce(b.on_hand,0), coalesce(b.reserved,0), coalesce(b.on_hand,0)-coalesce(b.reserved,0), o.id
			FROM offers o JOIN products p ON p.id=o.product_id LEFT JOIN stock_balances b ON b.offer_id=o.id LEFT JOIN warehouses w ON w.id=b.warehouse_id
			WHERE o.deleted=0 AND p.deleted=0 AND p.digital=0 ORDER BY p.n, o.position, o.n, w.position`,
	},
}
