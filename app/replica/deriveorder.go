package replica

import (
	"fmt"
	"slices"
	"strings"

	"github.com/prylavok/prylavok/app/shop"
)

// ordersAtOnce is how many orders one query reads: a till that comes back hears
// of many in one transaction.
const ordersAtOnce = 500

// deriveOrders makes orders' figures again. What a sale still comes to depends on
// what was taken back of it, so returns come first, and the sales that they are of
// after them.
func (w *writer) deriveOrders(ids []shop.ID) error {
	if len(ids) == 0 {
		return nil
	}
	var returns, sales list
	if err := w.eachID(`SELECT o.id FROM json_each(?) j CROSS JOIN orders o ON o.id=unhex(j.value) WHERE o.kind='return'`, returns.add, hexList(ids)); err != nil {
		return err
	}
	for _, id := range ids {
		if !returns.have[id] {
			sales.add(id)
		}
	}
	for _, each := range []*list{&returns, &sales} {
		for ids := range slices.Chunk(each.ids, ordersAtOnce) {
			orders, err := w.readOrderFigures(ids)
			if err != nil {
				return err
			}
			for i := range orders {
				if err := w.deriveOrder(&orders[i]); err != nil {
					return err
				}
				if orders[i].kind == shop.Return {
					sales.add(orders[i].originID)
				}
			}
		}
	}
	return nil
}

func (w *writer) deriveOrder(o *orderFigures) error {
	if err := w.exec(`UPDATE orders SET total=?, paid=?, payment_state=?, lines=?, goods=?, customer_name=? WHERE n=?`,
		int64(o.total), int64(o.paid), string(o.paymentState()), o.lines, o.goods, o.customer, o.n); err != nil {
		return err
	}
	w.dirty.owners.add(o.customerID)
	return w.index("order_search", o.id, o.n, o.text)
}

// paymentState is that of a sale without what was taken back of it. A return is
// settled when it is made: whatever it pays back, nobody owes anything for it.
func (o orderFigures) paymentState() shop.PaymentState {
	if o.kind == shop.Return {
		return shop.FullyPaid
	}
	return paymentState(o.status, o.total-o.returned, o.paid-o.refunded, o.cod)
}

func paymentState(s shop.Status, total, paid shop.Money, cod bool) shop.PaymentState {
	if s == shop.Cancelled {
		return shop.PaymentOf(0, paid, false) // nothing is to be paid for it, so all that is in it goes back
	}
	return shop.PaymentOf(total, paid, cod)
}

// orderFigures are what is derived of an order.
type orderFigures struct {
	id                 shop.ID
	n                  int64
	kind               shop.OrderKind
	originID           shop.ID
	returned, refunded shop.Money // what returns took back of it
	customerID         shop.ID
	status             shop.Status
	total, paid        shop.Money
	cod                bool
	lines              int
	goods              string
	customer           string
	text               string // by which it is found; empty when it is deleted
}

func (w *writer) readOrderFigures(ids []shop.ID) ([]orderFigures, error) {
	named := hexList(ids)
	goods, err := w.readGoods(named)
	if err != nil {
		return nil, fmt.Errorf("read lines: %w", err)
	}
	rows, err := w.rows(`SELECT o.id, o.n, o.customer_id, o.kind, o.status, o.cod, o.deleted, o.delivery_price, o.number, o.recipient, o.recipient_phone, o.city, o.address, o.comment, o.waybill,
		coalesce(c.name,''), coalesce((SELECT group_concat(phone,' ') FROM customer_phones p WHERE p.customer_id=o.customer_id AND p.deleted=0),''),
		coalesce((SELECT group_concat(code,' ') FROM parcel_codes k WHERE k.order_id=o.id AND k.deleted=0),''),
		coalesce((SELECT sum(amount) FROM payments p WHERE p.order_id=o.id),0), o.origin_id, coalesce((SELECT -sum(total) `+returnsOf+`),0), coalesce((SELECT -sum(paid) `+returnsOf+`),0)
		FROM json_each(?) j CROSS JOIN orders o ON o.id=unhex(j.value) LEFT JOIN customers c ON c.id=o.customer_id`, named)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	list := make([]orderFigures, 0, len(ids))
	for rows.Next() {
		var o orderFigures
		var deleted bool
		var delivery shop.Money
		var number, phones, recipient, recipientPhone, city, address, comment, waybill, parcels string
		if err := rows.Scan(&o.id, &o.n, &o.customerID, &o.kind, &o.status, &o.cod, &deleted, &delivery, &number, &recipient, &recipientPhone, &city, &address, &comment, &waybill,
			&o.customer, &phones, &parcels, &o.paid, &o.originID, &o.returned, &o.refunded); err != nil {
			return nil, err
		}
		if o.customer == "" {
			o.customer = recipient
		}
		lines := goods[o.id]
		if lines == nil {
			lines = &goodsWords{}
		}
		o.total = lines.total + delivery
		if o.kind == shop.Return {
			o.total = -o.total
		}
		o.lines, o.goods = lines.count, lines.inShort()
		if !deleted {
			o.text = searchText(number, o.customer, phones, recipient, recipientPhone, waybill, city, address, comment, parcels, string(lines.words))
		}
		list = append(list, o)
	}
	return list, rows.Err()
}

// readGoods reads what orders, named as hexList does, are of.
func (w *writer) readGoods(named string) (map[shop.ID]*goodsWords, error) {
	rows, err := w.rows(`SELECT l.order_id, l.title, l.sku, l.quantity, l.sum FROM json_each(?) j CROSS JOIN order_lines l ON l.order_id=unhex(j.value)
		WHERE l.deleted=0 AND l.cancelled='' ORDER BY j.key, l.position, l.id`, named)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	goods := map[shop.ID]*goodsWords{}
	for rows.Next() {
		var order shop.ID
		var title, sku string
		var q shop.Quantity
		var sum shop.Money
		if err := rows.Scan(&order, &title, &sku, &q, &sum); err != nil {
			return nil, err
		}
		if goods[order] == nil {
			goods[order] = &goodsWords{}
		}
		goods[order].add(title, sku, q, sum)
	}
	return goods, rows.Err()
}

// goodsWords gathers what an order's lines come to and are called: in short for
// lists, at length for search.
type goodsWords struct {
	count int
	total shop.Money
	short []string
	words []byte
}

func (g *goodsWords) add(title, sku string, q shop.Quantity, sum shop.Money) {
	g.count++
	g.total += sum
	// A wholesale order of hundreds of lines is found by its first ones.
	if g.count <= 40 {
		g.words = append(append(append(append(g.words, title...), ' '), sku...), ' ')
	}
	if g.count <= 3 {
		if q != shop.One {
			title += " × " + q.String()
		}
		g.short = append(g.short, title)
	}
}

func (g *goodsWords) inShort() string { return strings.Join(g.short, ", ") }
