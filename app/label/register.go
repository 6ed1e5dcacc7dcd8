package label

import "strconv"

// A Register lists the parcels that a courier takes along, and is signed by
// both sides. Every text is printed as given; a column that no row fills takes
// no room.
type Register struct {
	Shop     Shop
	At       string
	Carrier  string
	Rows     []RegisterRow
	Parcels  string // in all
	Weight   string // in all, with its unit; empty when it is not known
	COD      string // in all; empty for none
	Copy     bool   // printed before: marked as a copy
	Language Language
}

// A RegisterRow is the parcels of one order.
type RegisterRow struct {
	Number, Tracking, Recipient, Phone, Address, Parcels, Weight, COD string
}

type registerWords struct{ name, carrier, order, tracking, orders, cod, sent, took string }

var registerCatalogue = map[Language]registerWords{
	Ukrainian: {name: "Реєстр відправлень", carrier: "Перевізник", order: "Замовлення", tracking: "Номер посилки", orders: "Замовлень", cod: "Післяплата",
		sent: "Здав(ла)", took: "Прийняв(ла) кур’єр"},
	English: {name: "Register of parcels", carrier: "Carrier", order: "Order", tracking: "Parcel number", orders: "Orders", cod: "To collect",
		sent: "Handed over by", took: "Courier"},
	Russian: {name: "Реестр отправлений", carrier: "Перевозчик", order: "Заказ", tracking: "Номер посылки", orders: "Заказов", cod: "Наложенный платёж",
		sent: "Сдал(а)", took: "Принял(а) курьер"},
}

// Paper lays the register out on pages of A4 across. It fails with an *Error
// when there are no rows, or when a sum does not fit whole.
func (d Register) Paper() (Paper, error) {
	if len(d.Rows) == 0 {
		return Paper{}, nothing("Rows", "no order was chosen; mark at least one")
	}
	words := in(registerCatalogue, d.Language)
	b := newBook(a4.across(), d.Language, joined(" ", words.name, d.At))
	b.head(d.Shop, heading{name: words.name, at: d.At, copied: d.Copy, bare: true})
	b.facts(fact{"Carrier", words.carrier + ":", d.Carrier, ""})
	b.y += 2 * mm
	d.table(b, words)
	b.y += 2 * mm
	b.totals(
		total{"Rows", words.orders, strconv.Itoa(len(d.Rows)), false},
		total{"Parcels", b.words.parcels, d.Parcels, false},
		total{"Weight", b.words.weight, d.Weight, false},
		total{"COD", words.cod, d.COD, true},
	)
	b.signatures(signature{name: words.sent}, signature{name: words.took})
	return b.done()
}

func (d Register) table(b *book, words registerWords) {
	w := b.words
	rows := make([]numbered[RegisterRow], len(d.Rows))
	for i, r := range d.Rows {
		rows[i] = numbered[RegisterRow]{i + 1, r}
	}
	type row = numbered[RegisterRow]
	t := newTable(b, pageText-200, rows,
		column[row]{head: w.line, width: 11 * mm, align: centre, need: true, cell: row.place},
		column[row]{head: words.order, field: "Rows.Number", width: 30 * mm, bold: true, need: true, cell: func(r row) string { return r.of.Number }},
		column[row]{head: words.tracking, field: "Rows.Tracking", width: 36 * mm, cell: func(r row) string { return r.of.Tracking }},
		column[row]{head: w.recipient, field: "Rows.Recipient", width: 45 * mm, need: true, cell: func(r row) string { return r.of.Recipient }},
		column[row]{head: w.phone, field: "Rows.Phone", width: 32 * mm, cell: func(r row) string { return r.of.Phone }},
		column[row]{head: w.address, field: "Rows.Address", need: true, cell: func(r row) string { return r.of.Address }},
		column[row]{head: w.parcels, field: "Rows.Parcels", width: 14 * mm, align: right, whole: true, cell: func(r row) string { return r.of.Parcels }},
		column[row]{head: w.weight, field: "Rows.Weight", width: 18 * mm, align: right, whole: true, cell: func(r row) string { return r.of.Weight }},
		column[row]{head: words.cod, field: "Rows.COD", width: 28 * mm, align: right, whole: true, cell: func(r row) string { return r.of.COD }},
	)
	for _, r := range rows {
		t.row(r)
	}
	t.end()
}
