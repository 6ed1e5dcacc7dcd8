package label

// A Waybill goes with the parcels of one order: who sends what to whom, what
// the courier has to collect, and who signed for it on the way. It is the
// shop's own paper; a carrier that has its own goes by that one. Every text is
// printed as given; empty fields take no room.
type Waybill struct {
	Shop      Shop
	Number    string // the order's number, printed as text and as Code 128
	Tracking  string // the number that the parcel goes by
	At        string
	Sender    string // as registered, where that is not the shop's name
	Carrier   string // and kind of delivery
	Recipient string
	Phone     string
	Address   string
	Comment   string
	Lines     []InvoiceLine
	Declared  string // what the goods are worth
	Delivery  string // what delivery costs
	COD       string // sum to collect on delivery; empty for none
	Parcels   string
	Weight    string // with its unit; empty when it is not known
	Copy      bool   // printed before: marked as a copy
	Language  Language
}

type waybillWords struct {
	name, sender, carrier, tracking, declared string
	sent, took, received                      string
}

var waybillCatalogue = map[Language]waybillWords{
	Ukrainian: {name: "Накладна на доставку", sender: "Відправник", carrier: "Перевізник", tracking: "Номер посилки", declared: "Оголошена вартість",
		sent: "Здав(ла)", took: "Прийняв(ла) кур’єр", received: "Отримав(ла)"},
	English: {name: "Waybill", sender: "Sender", carrier: "Carrier", tracking: "Parcel number", declared: "Declared value",
		sent: "Handed over by", took: "Courier", received: "Received by"},
	Russian: {name: "Накладная на доставку", sender: "Отправитель", carrier: "Перевозчик", tracking: "Номер посылки", declared: "Объявленная стоимость",
		sent: "Сдал(а)", took: "Принял(а) курьер", received: "Получил(а)"},
}

// Paper lays the waybill out on pages of A4. It fails with an *Error when there
// are no lines, or when the number or a sum cannot be printed whole.
func (d Waybill) Paper() (Paper, error) {
	if len(d.Lines) == 0 {
		return Paper{}, nothing("Lines", "this order has no goods; add some")
	}
	words := in(waybillCatalogue, d.Language)
	b := newBook(a4, d.Language, words.name+" "+d.Number)
	b.head(d.Shop, heading{name: words.name, number: d.Number, at: d.At, copied: d.Copy})
	b.facts(
		fact{"Sender", words.sender + ":", d.Sender, ""},
		fact{"Carrier", words.carrier + ":", d.Carrier, ""},
		fact{"Tracking", words.tracking + ":", d.Tracking, ""},
		fact{"Recipient", b.words.recipient + ":", d.Recipient, d.Phone},
		fact{"Address", b.words.address + ":", "", d.Address},
		fact{"Comment", b.words.note + ":", "", d.Comment},
	)
	b.y += 2 * mm
	printPriced(b, d.Lines)
	b.y += 2 * mm
	b.totals(
		total{"Parcels", b.words.parcels, d.Parcels, false},
		total{"Weight", b.words.weight, d.Weight, false},
		total{"Declared", words.declared, d.Declared, false},
		total{"Delivery", b.words.delivery, d.Delivery, false},
		total{"COD", b.words.cod, d.COD, true},
	)
	b.signatures(signature{name: words.sent}, signature{name: words.took}, signature{name: words.received})
	return b.done()
}
