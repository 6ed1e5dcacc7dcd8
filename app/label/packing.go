package label

// A PackingSlip lies in the parcel: what was put in, for whom. It names no
// prices, for a parcel may be a present. Every text is printed as given; empty
// fields take no room.
type PackingSlip struct {
	Size      Size
	Shop      Shop
	Number    string // the order's number, printed as text and as Code 128
	At        string
	Recipient string
	Phone     string
	Address   string
	Delivery  string
	Comment   string
	COD       string // sum to collect on delivery; empty for none
	Pieces    string // how many parcels
	Lines     []GoodsLine
	Copy      bool // printed before: marked as a copy
	Language  Language
}

// The formats of packing slips. An empty size is the first.
const (
	PageA5 Size = "a5"
	PageA4 Size = "a4"
)

// PackingSizes lists the formats of packing slips, the usual first.
var PackingSizes = []Size{PageA5, PageA4}

// A GoodsLine is goods to take, pack or count.
type GoodsLine struct {
	Place    string // where they lie
	Title    string
	SKU      string
	Barcode  string
	Quantity string
	Unit     string
}

// codes are what the goods are known by, one under another.
func (l GoodsLine) codes() string { return joined("\n", l.SKU, l.Barcode) }

type packingWords struct{ name, place, code, packed, checked string }

var packingCatalogue = map[Language]packingWords{
	Ukrainian: {name: "Пакувальний лист", place: "Місце", code: "Код", packed: "Зібрав(ла)", checked: "Перевірив(ла)"},
	English:   {name: "Packing slip", place: "Place", code: "Code", packed: "Packed by", checked: "Checked by"},
	Russian:   {name: "Упаковочный лист", place: "Место", code: "Код", packed: "Собрал(а)", checked: "Проверил(а)"},
}

// Paper lays the slip out on pages of A5 or A4. It fails with an *Error when
// there are no lines, no such size, or when the number or a sum cannot be printed whole.
func (d PackingSlip) Paper() (Paper, error) {
	if len(d.Lines) == 0 {
		return Paper{}, nothing("Lines", "this order has no goods; add some")
	}
	f, err := d.Size.among(PackingSizes, map[Size]format{PageA5: a5, PageA4: a4})
	if err != nil {
		return Paper{}, err
	}
	words := in(packingCatalogue, d.Language)
	b := newBook(f, d.Language, words.name+" "+d.Number)
	b.head(d.Shop, heading{name: words.name, number: d.Number, at: d.At, copied: d.Copy})
	b.facts(
		fact{"Recipient", b.words.recipient + ":", d.Recipient, d.Phone},
		fact{"Address", b.words.address + ":", "", d.Address},
		fact{"Delivery", b.words.delivery + ":", "", d.Delivery},
		fact{"Comment", b.words.note + ":", "", d.Comment},
	)
	b.y += 2 * mm
	printGoods(b, words, d.Lines)
	b.y += 2 * mm
	b.totals(total{"Pieces", b.words.parcels, d.Pieces, false}, total{"COD", b.words.cod, d.COD, true})
	b.signatures(signature{name: words.packed}, signature{name: words.checked})
	return b.done()
}

// printGoods prints a table of goods with a box to tick for each.
func printGoods(b *book, words packingWords, lines []GoodsLine) {
	t := goodsTable(b, words, lines)
	for _, l := range lines {
		t.row(l)
	}
	t.end()
}

func goodsTable(b *book, words packingWords, lines []GoodsLine) *table[GoodsLine] {
	w := b.words
	return newTable(b, pageText-200, lines,
		column[GoodsLine]{width: 8 * mm, tick: true},
		column[GoodsLine]{head: words.place, field: "Lines.Place", width: 18 * mm, bold: true, cell: func(l GoodsLine) string { return l.Place }},
		column[GoodsLine]{head: w.name, field: "Lines.Title", need: true, cell: func(l GoodsLine) string { return l.Title }},
		column[GoodsLine]{head: words.code, field: "Lines.SKU", width: 27 * mm, cell: GoodsLine.codes},
		column[GoodsLine]{head: w.quantity, field: "Lines.Quantity", width: 16 * mm, align: right, whole: true, bold: true, need: true, cell: func(l GoodsLine) string { return l.Quantity }},
		column[GoodsLine]{head: w.unit, field: "Lines.Unit", width: 11 * mm, align: centre, cell: func(l GoodsLine) string { return l.Unit }},
	)
}
