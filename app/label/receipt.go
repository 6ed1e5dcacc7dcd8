package label

import "strings"

// A Receipt is what the customer takes home: a plain sales receipt, worded so
// that it cannot be taken for a fiscal one. Every text is printed as given;
// amounts come with their currency or without, as the shop likes. Empty fields
// take no room.
type Receipt struct {
	Size     Size // of the roll
	Shop     Shop
	Number   string // the order's number, printed as text and as Code 128
	At       string // when, already in the shop's local time
	Clerk    string
	Customer string
	Lines    []Line

	Subtotal string
	Discount string
	Total    string
	Payments []Payment
	Given    string
	Change   string

	Return       bool   // goods came back: the receipt says so
	OriginNumber string // of a return: the number of the receipt it belongs to
	Copy         bool   // printed before: marked as a copy
	Language     Language
}

// A Line is one offer on a receipt and its quantity, already as text.
type Line struct {
	Title    string
	SKU      string
	Quantity string // with its unit: "2 шт", "0,350 кг"
	Price    string // of one
	Discount string // what the line costs less; empty for none
	Sum      string
}

// A Payment is one way in which a receipt was paid.
type Payment struct{ Name, Sum string }

// The widths of receipts in millimetres. An empty size is the first.
const (
	Roll80 Size = "80"
	Roll58 Size = "58"
)

// RollSizes lists the widths of receipts, the usual first.
var RollSizes = []Size{Roll80, Roll58}

// rolls: of 80 mm the head reaches 72, of 58 mm 48.
var rolls = map[Size]format{
	Roll80: {width: 80 * mm, margin: 4 * mm},
	Roll58: {width: 58 * mm, margin: 5 * mm},
}

const (
	rollTop = 4 * mm // and bottom

	// rollLongest is the longest page that PDF readers must open (14,400 points)
	// rounded down; a longer receipt goes on on another page.
	rollLongest = 5000 * mm
)

// Paper lays the receipt out on a roll, in one sheet as long as what is on it
// (only a receipt longer than five metres goes on on a second). It fails with an
// *Error when there is no such roll, the number cannot be printed as Code 128 or
// an amount does not fit whole.
func (r Receipt) Paper() (Paper, error) {
	f, err := r.Size.among(RollSizes, rolls)
	if err != nil {
		return Paper{}, err
	}
	c, err := newCode(r.Number, f.inner(), f.width)
	if err != nil {
		return Paper{}, err
	}
	roll := &roll{format: f, words: wordsIn(r.Language), y: rollTop}
	roll.head(r)
	for _, line := range r.Lines {
		roll.turnPage()
		roll.line(line)
	}
	roll.sums(r)
	roll.foot(r, c)
	if roll.err != nil {
		return Paper{}, roll.err
	}
	return Paper{title: r.Number, sheets: roll.done(), Warnings: roll.warnings}, nil
}

// A roll is a receipt being drawn downwards from y.
type roll struct {
	draft
	format
	words words
	y     length
	full  []sheet
}

// turnPage begins another sheet when no block of ordinary size would fit.
func (r *roll) turnPage() {
	const reserve = 300 * mm
	if r.y > rollLongest-reserve {
		r.full = r.done()
		r.sheet, r.y = sheet{}, rollTop
	}
}

func (r *roll) done() []sheet {
	r.sheet.width, r.sheet.height = r.width, r.y+rollTop
	return append(r.full, r.sheet)
}

func (r *roll) head(d Receipt) {
	middle := r.width / 2
	wide := room{width: r.inner(), height: 14 * mm, largest: 4800, lowest: 3200, bold: true}
	r.y = r.print(r.fit("Shop.Name", d.Shop.Name, wide), middle, r.y, centre)
	small := room{width: r.inner(), height: 12 * mm, largest: 3 * mm, lowest: 2600}
	r.y = r.print(r.fit("Shop.Address", d.Shop.Address, small), middle, r.y, centre)
	r.y = r.print(r.fit("Shop.Phone", d.Shop.Phone, small), middle, r.y, centre)
	if r.y > rollTop {
		r.rule()
	}
	r.y += mm
	if d.Copy {
		r.copyMark()
	}
	name := r.words.receipt
	if d.Return {
		name = r.words.returned
	}
	r.pair("Number", name, r.words.sign+d.Number, 3800, true)
	if d.Return && d.OriginNumber != "" {
		r.pair("OriginNumber", r.words.origin, r.words.sign+d.OriginNumber, 3200, false)
	}
	r.y += mm / 2
	r.pair("At", d.At, "", 3*mm, false)
	r.named("Clerk", r.words.clerk, d.Clerk)
	r.named("Customer", r.words.customer, d.Customer)
	r.rule()
}

func (r *roll) copyMark() {
	const size = 5 * mm
	height := lineHeight(size) + mm
	wide := widthOf(r.words.copy, size, true) + 6*mm
	r.sheet.add(box{x: (r.width - wide) / 2, y: r.y, w: wide, h: height, stroke: 3 * dot})
	r.print(block{lines: []string{r.words.copy}, size: size, bold: true}, r.width/2, r.y+mm/2+mm/4, centre)
	r.y += height + 2*mm
}

// line prints one offer: its title over the full width, then how the sum came
// about on the left and the sum, aligned with all others, on the right.
func (r *roll) line(l Line) {
	r.y += mm
	title := room{width: r.inner(), height: 24 * mm, largest: 3300, lowest: 2800}
	r.y = r.print(r.fit("Lines.Title", l.Title, title), r.margin, r.y, left)
	how := l.Quantity
	if l.Price != "" {
		how += " × " + l.Price
	}
	if l.SKU != "" && how != "" {
		how += " · "
	}
	how += l.SKU
	r.pairBold("Lines.Sum", how, l.Sum, 3*mm, false, true)
	if l.Discount != "" {
		r.pair("Lines.Discount", r.words.discount, l.Discount, 2800, false)
	}
	r.y += mm / 2
}

func (r *roll) sums(d Receipt) {
	if len(d.Lines) > 0 {
		r.rule()
	}
	r.y += mm / 2
	if d.Subtotal != "" && (d.Discount != "" || d.Subtotal != d.Total) {
		r.pair("Subtotal", r.words.subtotal, d.Subtotal, 3200, false)
	}
	if d.Discount != "" {
		r.pair("Discount", r.words.discount, d.Discount, 3200, false)
	}
	name := r.words.total
	if d.Return {
		name = r.words.refund
	}
	r.y += mm
	r.pair("Total", name, d.Total, 5600, true)
	r.y += mm
	for _, p := range d.Payments {
		r.pair("Payments", p.Name, p.Sum, 3200, false)
	}
	if d.Given != "" {
		r.pair("Given", r.words.given, d.Given, 3200, false)
	}
	if d.Change != "" {
		r.pair("Change", r.words.change, d.Change, 3200, false)
	}
}

func (r *roll) foot(d Receipt, c code) {
	middle := r.width / 2
	r.rule()
	footer := room{width: r.inner(), height: 60 * mm, largest: 3200, lowest: 2600}
	if b := r.fit("Shop.Footer", d.Shop.Footer, footer); len(b.lines) > 0 {
		r.y = r.print(b, middle, r.y+mm, centre)
	}
	r.y += 3 * mm
	placed := c.centredOn(middle, r.y, 14*mm)
	r.sheet.add(placed)
	r.y += placed.height + mm
	number := oneLine(r.inner(), 3600, true)
	r.y = r.print(number.fit(d.Number), middle, r.y, centre)
	r.y += mm
	r.y = r.print(oneLine(r.inner(), 2800, false).fit(r.words.notFiscal), middle, r.y, centre)
}

// rule draws a hair line across with air above and below.
func (r *roll) rule() {
	r.y += 2 * mm
	r.sheet.line(r.margin, r.y, r.inner())
	r.y += mm
}

func (r *roll) named(field, name, value string) {
	if value != "" {
		r.pair(field, name+": "+value, "", 3*mm, false)
	}
}

// pair prints a name on the left and its figure flush right.
func (r *roll) pair(field, name, figure string, size length, bold bool) {
	r.pairBold(field, name, figure, size, bold, bold)
}

// pairBold gives the figure its whole width first: a sum is never shortened
// while a name can wrap.
func (r *roll) pairBold(field, name, figure string, size length, nameBold, figureBold bool) {
	if name == "" && figure == "" {
		return
	}
	const gap = 3 * mm
	beside := oneLine(r.inner()*2/3, size, figureBold)
	if name != "" && figure != "" && !beside.leaves(r.inner()-gap, figure, name, nameBold) {
		// The figure stands below its name, over the whole width.
		r.pairBold(field, name, "", size, nameBold, figureBold)
		name, beside.width, beside.lowest = "", r.inner(), readable
	}
	value := r.amount(field, figure, beside)
	used := length(0)
	for _, line := range value.lines {
		used = widthOf(line, value.size, figureBold) + gap
	}
	label := r.fit(field, name, room{width: r.inner() - used, height: 3 * lineHeight(size), largest: size, lowest: size * 3 / 4, bold: nameBold})
	top := r.y
	r.y = r.print(label, r.margin, top, left)
	// The figure stands on the last line of a name that wraps, where the eye ends.
	if len(label.lines) > 0 {
		top = r.y - lineHeight(label.size)
	}
	below := r.print(r.onBaseline(value, label), r.width-r.margin, top, right)
	r.y = max(r.y, below)
}

// leaves tells whether a figure fits its room whole and leaves, of a width, room
// for the longest word of its name.
func (r room) leaves(width length, figure, name string, nameBold bool) bool {
	figure, _ = clean(figure)
	name, _ = clean(name)
	value := r.fit(figure)
	if value.lost > 0 {
		return false
	}
	longest := length(0)
	for _, word := range strings.Fields(name) {
		longest = max(longest, widthOf(word, r.largest, nameBold))
	}
	for _, line := range value.lines {
		width -= widthOf(line, value.size, r.bold)
	}
	return longest <= width
}

// onBaseline keeps a shrunk figure from standing higher than its name.
func (r *roll) onBaseline(value, label block) block {
	if len(label.lines) > 0 && len(value.lines) > 0 && value.size > label.size && !strings.HasSuffix(value.lines[0], ellipsis) {
		value.size = label.size
	}
	return value
}
