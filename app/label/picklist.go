package label

import "strconv"

// A PickList sends a person through the store once for many orders: first what
// to take in all, then what goes into which order. Every text is printed as
// given, in the order given.
type PickList struct {
	Shop     Shop
	At       string
	Goods    []PickLine // of all orders together
	Orders   []PickOrder
	Language Language
}

// A PickLine is goods of several orders.
type PickLine struct {
	GoodsLine
	For string // which orders want how many: "A7-000123 × 2, A7-000124 × 1"
}

// A PickOrder is what goes into one order.
type PickOrder struct {
	Number, Customer, Delivery string
	Lines                      []GoodsLine
}

type pickWords struct{ name, orders, wanted, byOrder, picked string }

var pickCatalogue = map[Language]pickWords{
	Ukrainian: {name: "Лист збирання", orders: "Замовлень", wanted: "Для замовлень", byOrder: "За замовленнями", picked: "Зібрав(ла)"},
	English:   {name: "Pick list", orders: "Orders", wanted: "For orders", byOrder: "By order", picked: "Picked by"},
	Russian:   {name: "Лист сборки", orders: "Заказов", wanted: "Для заказов", byOrder: "По заказам", picked: "Собрал(а)"},
}

// Paper lays the list out on pages of A4. It fails with an *Error when there
// are no goods, or when a quantity does not fit whole.
func (d PickList) Paper() (Paper, error) {
	if len(d.Goods) == 0 {
		return Paper{}, nothing("Goods", "no goods are to be picked; mark orders that have some")
	}
	words := in(pickCatalogue, d.Language)
	b := newBook(a4, d.Language, words.name+" "+d.At)
	b.head(d.Shop, heading{name: words.name, at: d.At, bare: true})
	b.say(para{field: "Orders", text: words.orders + ": " + strconv.Itoa(len(d.Orders)), size: pageText})
	b.y += 2 * mm
	d.together(b, words)
	b.y += 6 * mm
	d.byOrder(b, words)
	b.signatures(signature{name: words.picked})
	return b.done()
}

// together prints the goods of all orders, each once.
func (d PickList) together(b *book, words pickWords) {
	w, packing := b.words, in(packingCatalogue, d.Language)
	t := newTable(b, pageText-200, d.Goods,
		column[PickLine]{width: 8 * mm, tick: true},
		column[PickLine]{head: packing.place, field: "Goods.Place", width: 20 * mm, bold: true, cell: func(l PickLine) string { return l.Place }},
		column[PickLine]{head: w.name, field: "Goods.Title", need: true, cell: func(l PickLine) string { return l.Title }},
		column[PickLine]{head: packing.code, field: "Goods.SKU", width: 27 * mm, cell: func(l PickLine) string { return l.codes() }},
		column[PickLine]{head: w.quantity, field: "Goods.Quantity", width: 17 * mm, align: right, whole: true, bold: true, need: true, cell: func(l PickLine) string { return l.Quantity }},
		column[PickLine]{head: w.unit, field: "Goods.Unit", width: 11 * mm, align: centre, cell: func(l PickLine) string { return l.Unit }},
		column[PickLine]{head: words.wanted, field: "Goods.For", width: 38 * mm, cell: func(l PickLine) string { return l.For }},
	)
	for _, l := range d.Goods {
		t.row(l)
	}
	t.end()
}

// byOrder prints what goes into each order.
func (d PickList) byOrder(b *book, words pickWords) {
	var all []GoodsLine
	for _, o := range d.Orders {
		all = append(all, o.Lines...)
	}
	if len(all) == 0 {
		return
	}
	b.need(30 * mm)
	b.say(para{text: words.byOrder, size: pageText + 1000, bold: true})
	b.y += mm
	t := goodsTable(b, in(packingCatalogue, d.Language), all)
	for _, o := range d.Orders {
		t.part("Orders.Number", joined(" · ", o.Number, o.Customer, o.Delivery))
		for _, l := range o.Lines {
			t.row(l)
		}
	}
	t.end()
}
