package label

import (
	"slices"
	"strconv"
	"strings"
)

// A Party is a firm or a person on a paper between firms. Empty fields take no
// room.
type Party struct {
	Name     string // as registered
	TaxID    string
	IBAN     string
	Bank     string
	Address  string
	Phone    string
	Director string // who signs
}

// An Invoice asks a firm to pay for an order. As an expense note, it goes with
// the goods and both sides sign it. Every text is printed as given.
type Invoice struct {
	Shop   Shop
	Seller Party
	Buyer  Party
	Number string // the order's number, printed as text and as Code 128
	At     string // the day in words: "23 листопада 2026 р."
	Lines  []InvoiceLine

	Subtotal string
	Discount string // what is taken off; empty for none
	Delivery string // what delivery costs; empty for none
	Total    string
	Tax      string // "Без ПДВ", or the tax that the total holds
	Words    string // the total in words
	Note     string // terms of payment

	Handover bool // an expense note: the goods change hands with it
	Copy     bool // printed before: marked as a copy
	Language Language
}

// An InvoiceLine is one offer and what it comes to.
type InvoiceLine struct {
	Title, SKU, Quantity, Unit, Price string
	Discount                          string // what the line costs less; empty for none
	Sum                               string
}

type invoiceWords struct {
	invoice, expense, seller, buyer      string
	taxID, account, bank, lines, inWords string
	issued, sent, received               string
}

var invoiceCatalogue = map[Language]invoiceWords{
	Ukrainian: {
		invoice: "Рахунок-фактура", expense: "Видаткова накладна", seller: "Постачальник", buyer: "Покупець",
		taxID: "ЄДРПОУ / РНОКПП", account: "IBAN", bank: "банк", lines: "Всього найменувань", inWords: "Сума словами",
		issued: "Виписав(ла)", sent: "Відвантажив(ла)", received: "Отримав(ла)",
	},
	English: {
		invoice: "Invoice", expense: "Goods issue note", seller: "Seller", buyer: "Buyer",
		taxID: "Tax No.", account: "IBAN", bank: "bank", lines: "Items", inWords: "Amount in words",
		issued: "Issued by", sent: "Handed over by", received: "Received by",
	},
	Russian: {
		invoice: "Счёт", expense: "Товарная накладная", seller: "Поставщик", buyer: "Покупатель",
		taxID: "ИНН / БИН", account: "Р/с", bank: "банк", lines: "Всего наименований", inWords: "Сумма прописью",
		issued: "Выписал(а)", sent: "Отпустил(а)", received: "Получил(а)",
	},
}

// Paper lays the invoice out on pages of A4. It fails with an *Error when there
// are no lines, when the number cannot be printed as Code 128, or when a sum
// does not fit whole.
func (d Invoice) Paper() (Paper, error) {
	if len(d.Lines) == 0 {
		return Paper{}, nothing("Lines", "this order has no goods; add some")
	}
	words := in(invoiceCatalogue, d.Language)
	name := words.invoice
	if d.Handover {
		name = words.expense
	}
	b := newBook(a4, d.Language, name+" "+d.Number)
	b.head(d.Shop, heading{name: name, number: d.Number, at: d.At, copied: d.Copy})
	b.facts(
		fact{"Seller", words.seller + ":", d.Seller.Name, d.Seller.details(words, b.words)},
		fact{"Buyer", words.buyer + ":", d.Buyer.Name, d.Buyer.details(words, b.words)},
	)
	b.y += 3 * mm
	printPriced(b, d.Lines)
	d.sums(b, words)
	if d.Handover {
		b.signatures(signature{words.sent, d.Seller.Director}, signature{words.received, d.Buyer.Director})
	} else {
		b.signatures(signature{words.issued, d.Seller.Director})
	}
	return b.done()
}

// details are all that is known of a party beside its name, a line for each kind.
func (p Party) details(w invoiceWords, common pageWords) string {
	bank := p.Bank
	if bank != "" {
		bank = w.bank + " " + bank
	}
	return joined("\n", named(w.taxID, p.TaxID), joined(", ", named(w.account, p.IBAN), bank), named(common.address, p.Address), named(common.phone, p.Phone))
}

func named(name, value string) string {
	if value == "" {
		return ""
	}
	return name + ": " + value
}

// printPriced prints a table of goods with what they cost.
func printPriced(b *book, lines []InvoiceLine) {
	w := b.words
	rows := make([]numbered[InvoiceLine], len(lines))
	for i, l := range lines {
		rows[i] = numbered[InvoiceLine]{i + 1, l}
	}
	type row = numbered[InvoiceLine]
	t := newTable(b, pageText-200, rows,
		column[row]{head: w.line, width: 10 * mm, align: centre, need: true, cell: row.place},
		column[row]{head: w.name, field: "Lines.Title", need: true, cell: func(r row) string { return r.of.Title }},
		column[row]{head: w.sku, field: "Lines.SKU", width: 22 * mm, cell: func(r row) string { return r.of.SKU }},
		column[row]{head: w.quantity, field: "Lines.Quantity", width: 17 * mm, align: right, whole: true, need: true, cell: func(r row) string { return r.of.Quantity }},
		column[row]{head: w.unit, field: "Lines.Unit", width: 12 * mm, align: centre, cell: func(r row) string { return r.of.Unit }},
		column[row]{head: w.price, field: "Lines.Price", width: 22 * mm, align: right, whole: true, need: true, cell: func(r row) string { return r.of.Price }},
		column[row]{head: w.discount, field: "Lines.Discount", width: 19 * mm, align: right, whole: true, cell: func(r row) string { return r.of.Discount }},
		column[row]{head: w.sum, field: "Lines.Sum", width: 25 * mm, align: right, whole: true, need: true, cell: func(r row) string { return r.of.Sum }},
	)
	for _, r := range rows {
		t.row(r)
	}
	t.end()
}

// numbered is a row of a table with its place in it.
type numbered[R any] struct {
	n  int
	of R
}

func (r numbered[R]) place() string { return strconv.Itoa(r.n) }

// sums prints what the lines come to. The sum in words is money too: it takes as
// many lines as it needs.
func (d Invoice) sums(b *book, words invoiceWords) {
	b.y += 2 * mm
	subtotal := d.Subtotal
	if d.Discount == "" && d.Delivery == "" {
		subtotal = ""
	}
	b.totals(
		total{"Subtotal", b.words.subtotal, subtotal, false},
		total{"Discount", b.words.discount, d.Discount, false},
		total{"Delivery", b.words.delivery, d.Delivery, false},
		total{"Total", b.words.total, d.Total, true},
	)
	b.say(para{field: "Tax", text: d.Tax, size: pageText, align: right})
	b.y += 2 * mm
	b.say(para{field: "Lines", text: words.lines + ": " + strconv.Itoa(len(d.Lines)), size: pageText})
	if d.Words != "" {
		r := b.wide(b.inner(), para{size: pageText, bold: true})
		inWords := b.amount("Words", words.inWords+": "+d.Words, r)
		b.need(inWords.height())
		b.y = b.print(inWords, b.margin, b.y, left)
	}
	if d.Note != "" {
		b.y += 2 * mm
		b.say(para{field: "Note", text: d.Note, size: pageText})
	}
}

// joined puts what is there of the parts between separators.
func joined(separator string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(slices.Clone(parts), func(p string) bool { return p == "" }), separator)
}

// nothing refuses a document that would say nothing.
func nothing(field, hint string) error {
	return &Error{Code: CodeNothing, Field: field, Hint: hint}
}
