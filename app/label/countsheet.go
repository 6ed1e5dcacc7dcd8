package label

// A CountSheet is filled in by hand while stock is counted. Every text is
// printed as given.
type CountSheet struct {
	Shop      Shop
	Number    string // of the count, printed as text and as Code 128; empty for none
	At        string
	Warehouse string
	Rows      []CountRow
	Language  Language
}

// A CountRow is goods to count.
type CountRow struct {
	GoodsLine
	// Booked is what the books say; empty in all rows for a count that must not
	// be led by them. Quantity is what was counted already, as a rule nothing.
	Booked string
}

type countWords struct{ name, warehouse, booked, counted, did, checked string }

var countCatalogue = map[Language]countWords{
	Ukrainian: {name: "Інвентаризаційний лист", warehouse: "Склад", booked: "За обліком", counted: "Фактично", did: "Рахував(ла)", checked: "Перевірив(ла)"},
	English:   {name: "Stock count sheet", warehouse: "Warehouse", booked: "Booked", counted: "Counted", did: "Counted by", checked: "Checked by"},
	Russian:   {name: "Инвентаризационный лист", warehouse: "Склад", booked: "По учёту", counted: "Фактически", did: "Считал(а)", checked: "Проверил(а)"},
}

// Paper lays the sheet out on pages of A4. It fails with an *Error when there
// are no rows, or when a quantity does not fit whole.
func (d CountSheet) Paper() (Paper, error) {
	if len(d.Rows) == 0 {
		return Paper{}, nothing("Rows", "no goods are to be counted; choose some")
	}
	words := in(countCatalogue, d.Language)
	b := newBook(a4, d.Language, joined(" ", words.name, d.Number, d.At))
	b.head(d.Shop, heading{name: words.name, number: d.Number, at: d.At, bare: d.Number == ""})
	b.facts(fact{"Warehouse", words.warehouse + ":", d.Warehouse, ""})
	b.y += 2 * mm
	d.table(b, words)
	b.signatures(signature{name: words.did}, signature{name: words.checked})
	return b.done()
}

func (d CountSheet) table(b *book, words countWords) {
	w, packing := b.words, in(packingCatalogue, d.Language)
	rows := make([]numbered[CountRow], len(d.Rows))
	for i, r := range d.Rows {
		rows[i] = numbered[CountRow]{i + 1, r}
	}
	type row = numbered[CountRow]
	t := newTable(b, pageText-200, rows,
		column[row]{head: w.line, width: 12 * mm, align: centre, need: true, cell: row.place},
		column[row]{head: packing.place, field: "Rows.Place", width: 20 * mm, bold: true, cell: func(r row) string { return r.of.Place }},
		column[row]{head: w.name, field: "Rows.Title", need: true, cell: func(r row) string { return r.of.Title }},
		column[row]{head: packing.code, field: "Rows.SKU", width: 28 * mm, cell: func(r row) string { return r.of.codes() }},
		column[row]{head: w.unit, field: "Rows.Unit", width: 11 * mm, align: centre, cell: func(r row) string { return r.of.Unit }},
		column[row]{head: words.booked, field: "Rows.Booked", width: 22 * mm, align: right, whole: true, cell: func(r row) string { return r.of.Booked }},
		column[row]{head: words.counted, field: "Rows.Quantity", width: 26 * mm, align: right, whole: true, need: true, cell: func(r row) string { return r.of.Quantity }},
	)
	t.least = 9 * mm // room for a hand
	for _, r := range rows {
		t.row(r)
	}
	t.end()
}
