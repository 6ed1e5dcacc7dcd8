package replica

import (
	"fmt"
	"slices"
	"strings"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// A first load brings records by the hundred thousand, nearly all of them new
// here. They go straight into their tables, with their derived columns made from
// the documents as the page has them; whatever turns out to be here already takes
// the way of takeRecord.

// filling is one page of a first load on its way into the tables.
type filling struct {
	w         *writer
	busy      bool // the feed has brought something since the load began
	products  map[change.ID]string
	customers map[change.ID]buyer
}

// buyer is what orders carry and are found by of their customer.
type buyer struct{ name, phones string }

// document is a record of a page with the parts that follow it.
type document struct {
	head  *change.Record
	parts []*change.Record
}

func (w *writer) bulkPage(records []*change.Record) error {
	f := &filling{w: w, products: map[change.ID]string{}, customers: map[change.ID]buyer{}}
	if err := w.row(`SELECT EXISTS (SELECT 1 FROM ahead)`).Scan(&f.busy); err != nil {
		return err
	}
	if err := f.lookUp(records); err != nil {
		return err
	}
	for left := records; len(left) > 0; {
		d := firstDocument(left)
		left = left[1+len(d.parts):]
		if err := f.document(d); err != nil {
			return err
		}
	}
	return f.returned(records)
}

// lookUp reads with one query each what the page's offers and orders carry of
// records that came before them.
func (f *filling) lookUp(records []*change.Record) error {
	var products, customers list
	for _, r := range records {
		switch r.Kind {
		case change.Offer.Num:
			products.add(shop.ID(r.Ref(offerProduct)))
		case change.Order.Num:
			customers.add(shop.ID(r.Ref(orderCustomer)))
		}
	}
	err := f.eachOf(`SELECT p.id, p.name, '' FROM json_each(?) j CROSS JOIN products p ON p.id=unhex(j.value)`, products.ids, func(id change.ID, name, _ string) { f.products[id] = name })
	if err != nil {
		return err
	}
	return f.eachOf(`SELECT c.id, c.name, coalesce((SELECT group_concat(phone,' ') FROM customer_phones p WHERE p.customer_id=c.id AND p.deleted=0),'')
		FROM json_each(?) j CROSS JOIN customers c ON c.id=unhex(j.value)`, customers.ids, func(id change.ID, name, phones string) { f.customers[id] = buyer{name, phones} })
}

func (f *filling) eachOf(query string, ids []shop.ID, found func(id change.ID, a, b string)) error {
	if len(ids) == 0 {
		return nil
	}
	rows, err := f.w.rows(query, hexList(ids))
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		var id shop.ID
		var a, b string
		if err := rows.Scan(&id, &a, &b); err != nil {
			return err
		}
		found(change.ID(id), a, b)
	}
	return rows.Err()
}

// returned has the page's sales derived once more that goods were taken back of:
// their returns may have come before them.
func (f *filling) returned(records []*change.Record) error {
	var orders list
	for _, r := range records {
		if r.Kind == change.Order.Num {
			orders.add(shop.ID(r.ID))
		}
	}
	return f.eachOf(`SELECT DISTINCT o.origin_id, '', '' FROM json_each(?) j CROSS JOIN orders o ON o.origin_id=unhex(j.value)`, orders.ids, func(id change.ID, _, _ string) { f.w.dirty.orders.add(shop.ID(id)) })
}

// partOf names the field of each kind that leads to the document it travels with.
var partOf = map[uint8]uint8{
	change.Line.Num: fieldNum(change.Line, "order_id"), change.Payment.Num: fieldNum(change.Payment, "order_id"),
	change.StockMove.Num: fieldNum(change.StockMove, "document_id"), change.Print.Num: fieldNum(change.Print, "order_id"),
	change.Conflict.Num: fieldNum(change.Conflict, "root_id"), change.CustomerPhone.Num: fieldNum(change.CustomerPhone, "customer_id"),
	change.ParcelCode.Num: parcelOrder, change.CustomerCard.Num: fieldNum(change.CustomerCard, "customer_id"),
}

func firstDocument(records []*change.Record) document {
	d := document{head: records[0]}
	if d.head.Kind != change.Order.Num && d.head.Kind != change.Customer.Num {
		return d
	}
	n := 1
	for n < len(records) {
		field, part := partOf[records[n].Kind]
		if !part || records[n].Ref(field) != d.head.ID {
			break
		}
		n++
	}
	d.parts = records[1:n]
	return d
}

func (f *filling) document(d document) error {
	var made bool
	var err error
	switch d.head.Kind {
	case change.Order.Num:
		made, err = f.order(d)
	case change.Customer.Num:
		made, err = f.customer(d)
	case change.Offer.Num:
		made, err = f.offer(d.head)
	case change.Line.Num, change.Payment.Num, change.CustomerPhone.Num, change.ParcelCode.Num, change.CustomerCard.Num:
		// Without its document there is nobody to make the derived columns for.
	default:
		made, err = f.plain(d.head)
	}
	if err != nil {
		return err
	}
	if !made {
		for _, r := range append([]*change.Record{d.head}, d.parts...) {
			if err := f.w.takeRecord(r); err != nil {
				return err
			}
		}
		return nil
	}
	for _, r := range d.parts {
		made, err := f.plain(r)
		if err == nil && !made {
			err = f.w.takeRecord(r)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

var bulkInsert = map[*change.Kind]string{}

func init() {
	derived := map[*change.Kind][]string{change.Offer: {"full_title"}, change.Customer: {"phone"}, change.Order: {"total", "paid", "payment_state", "lines", "goods", "customer_name"}}
	for _, k := range change.Kinds {
		names := []string{"id", "version", "fields", "extra", "deleted"}
		for _, f := range k.Fields {
			names = append(names, f.Name)
		}
		names = append(names, derived[k]...)
		bulkInsert[k] = "INSERT INTO " + k.Table + " (" + strings.Join(names, ", ") + ") VALUES (" + strings.TrimSuffix(strings.Repeat("?,", len(names)), ",") + ") ON CONFLICT (id) DO NOTHING"
	}
}

// insert stores a new record with its derived columns and gives its row number;
// 0 when it is here already, is changed by what the feed brought, or does not fit.
func (f *filling) insert(k *change.Kind, r *change.Record, derived ...any) (n int64, err error) {
	values, ok := columns(k, r)
	if !ok {
		return 0, nil
	}
	if f.busy {
		var changed bool
		if err := f.w.row(`SELECT EXISTS (SELECT 1 FROM ahead WHERE id=?)`, r.ID[:]).Scan(&changed); err != nil || changed {
			return 0, err
		}
	}
	extra, err := packExtra(k, r)
	if err != nil {
		return 0, err
	}
	args := append(make([]any, 0, 5+len(values)+len(derived)), r.ID[:], r.Version, packVersions(r, knownField(k)), extra, r.Deleted)
	res, err := f.w.r.exec(f.w.ctx, bulkInsert[k], append(append(args, values...), derived...)...)
	if misfit(err) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("store %s: %w", k.Name, err)
	}
	if made, err := res.RowsAffected(); err != nil || made == 0 {
		return 0, err
	}
	f.w.kinds[k.Name] = true
	return res.LastInsertId()
}

// plain stores a record that nothing is derived from at once.
func (f *filling) plain(r *change.Record) (made bool, err error) {
	k, known := change.KindNum(r.Kind)
	if !known {
		return false, nil
	}
	n, err := f.insert(k, r)
	if err != nil || n == 0 {
		return false, err
	}
	switch k {
	case change.Product:
		f.products[r.ID] = r.Text(productName)
		if f.busy {
			return true, f.w.eachID("SELECT id FROM offers WHERE product_id=?", f.w.dirty.offers.add, r.ID[:])
		}
	case change.StockMove:
		counted, err := f.w.counts(r)
		if err == nil && counted {
			err = f.w.balance(r, +1)
		}
		return true, err
	}
	return true, nil
}

// The fields that derived columns are made from.
var (
	productName   = fieldNum(change.Product, "name")
	offerProduct  = fieldNum(change.Offer, "product_id")
	offerTitle    = fieldNum(change.Offer, "title")
	customerName  = fieldNum(change.Customer, "name")
	phoneNumber   = fieldNum(change.CustomerPhone, "phone")
	phonePosition = fieldNum(change.CustomerPhone, "position")
	cardCode      = fieldNum(change.CustomerCard, "code")
	parcelOrder   = fieldNum(change.ParcelCode, "order_id")
	parcelCode    = fieldNum(change.ParcelCode, "code")
)

// offer stores an offer; search learns of it when the goods are complete.
func (f *filling) offer(r *change.Record) (made bool, err error) {
	n, err := f.insert(change.Offer, r, fullTitle(f.products[r.Ref(offerProduct)], r.Text(offerTitle)))
	if err != nil || n == 0 || !f.busy {
		return n != 0, err
	}
	return true, f.w.showStock(r.ID)
}

// showStock shows an offer's stock, which may have been there before it.
func (w *writer) showStock(offer change.ID) error {
	return w.exec(`UPDATE offers SET (on_hand, reserved) = (SELECT coalesce(sum(on_hand),0), coalesce(sum(reserved),0) FROM stock_balances WHERE offer_id=?1) WHERE id=?1`, offer[:])
}

func (f *filling) customer(d document) (made bool, err error) {
	c := d.head
	var phones []*change.Record
	for _, p := range d.parts {
		if p.Kind == change.CustomerPhone.Num && !p.Deleted {
			phones = append(phones, p)
		}
	}
	cards := d.codes(change.CustomerCard, cardCode)
	slices.SortStableFunc(phones, func(a, b *change.Record) int { return int(a.Int(phonePosition) - b.Int(phonePosition)) })
	numbers, first := make([]string, len(phones)), ""
	for i, p := range phones {
		numbers[i] = p.Text(phoneNumber)
	}
	if len(numbers) > 0 {
		first = numbers[0]
	}
	n, err := f.insert(change.Customer, c, first)
	if err != nil || n == 0 {
		return false, err
	}
	who := buyer{c.Text(customerName), strings.Join(numbers, " ")}
	f.customers[c.ID] = who
	if f.busy {
		f.w.dirty.customers.add(shop.ID(c.ID)) // orders of theirs may be here
	}
	if c.Deleted {
		return true, nil
	}
	return true, f.w.exec("INSERT INTO customer_search (rowid, text) VALUES (?,?)", n,
		searchText(who.name, who.phones, c.Text(customerEmail), c.Text(customerCity), c.Text(customerAddress), c.Text(customerNote), c.Text(customerLegalName), c.Text(customerTaxID), cards))
}

// codes gives the codes of a kind that the document's living parts have.
func (d document) codes(k *change.Kind, code uint8) string {
	var list []string
	for _, p := range d.parts {
		if p.Kind == k.Num && !p.Deleted {
			list = append(list, p.Text(code))
		}
	}
	return strings.Join(list, " ")
}

// indexAtOnce is how many offers one transaction gives to search.
const indexAtOnce = 2000

// indexLater gives search some of the goods once they are all here.
func (w *writer) indexLater(most int) error {
	if w.load.Tier <= 1 {
		return nil
	}
	_, err := w.indexMore(most)
	return err
}

// indexMore gives search the next offers of a first load; more is false when it
// knows them all.
func (w *writer) indexMore(most int) (more bool, err error) {
	var after int64
	waits, err := w.local("unindexed", &after)
	if err != nil || !waits {
		return false, err
	}
	rows, err := w.rows(`SELECT n, id FROM offers WHERE n>? ORDER BY n LIMIT ?`, after, most)
	if err != nil {
		return false, err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	var ids []shop.ID
	for rows.Next() {
		var id shop.ID
		if err := rows.Scan(&after, &id); err != nil {
			return false, err
		}
		ids = append(ids, id)
	}
	if err := rows.Err(); err != nil || len(ids) == 0 {
		return false, err
	}
	for ids := range slices.Chunk(ids, offersAtOnce) {
		if err := w.deriveOffers(ids); err != nil {
			return false, err
		}
	}
	return true, w.setLocal(map[string]any{"unindexed": after})
}
