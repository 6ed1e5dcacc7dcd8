package label

import "fmt"

// A format is the paper of a document of pages. What stands on it keeps margin
// away from each edge: office printers reach no further than 5 mm, and a hole
// punch wants more.
type format struct{ width, height, margin length }

var (
	a4 = format{width: 210 * mm, height: 297 * mm, margin: 12 * mm}
	a5 = format{width: 148 * mm, height: 210 * mm, margin: 9 * mm}
)

// across is the paper turned by a quarter.
func (f format) across() format {
	f.width, f.height = f.height, f.width
	return f
}

func (f format) inner() length { return f.width - 2*f.margin }

// The sizes of text on pages.
const (
	pageText  = 3200
	pageSmall = 2600
	pageTitle = 5200
)

// A book is a document of pages while it draws itself downwards from y.
type book struct {
	draft
	format
	words pageWords
	title string // says on every page's foot which paper it belongs to
	y     length
	full  []sheet

	leave, again func() // close what the end of a page cuts, begin it anew on the next
}

func newBook(f format, l Language, title string) *book {
	b := &book{format: f, words: in(pageCatalogue, l), title: title, leave: func() {}, again: func() {}}
	b.begin()
	return b
}

func (b *book) begin() {
	b.sheet, b.y = sheet{width: b.width, height: b.height}, b.margin
}

// bottom is where the room for content ends; below it stands the foot.
func (b *book) bottom() length { return b.height - b.margin - lineHeight(pageSmall) - mm }

func (b *book) right() length { return b.width - b.margin }

// need turns the page unless so much room is left. What needs more than a page
// has begins at the top of one.
func (b *book) need(height length) {
	if b.y+height <= b.bottom() {
		return
	}
	b.leave()
	b.full = append(b.full, b.sheet)
	b.begin()
	b.again()
}

// done writes the feet, now that the number of pages is known, and gives the
// paper.
func (b *book) done() (Paper, error) {
	if b.err != nil {
		return Paper{}, b.err
	}
	sheets := append(b.full, b.sheet)
	name := room{width: b.inner() * 2 / 3, height: lineHeight(pageSmall), largest: pageSmall, lowest: pageSmall}
	for i := range sheets {
		b.sheet = sheets[i]
		foot := block{lines: []string{fmt.Sprintf(b.words.page, i+1, len(sheets))}, size: pageSmall}
		y := b.height - b.margin - lineHeight(pageSmall)
		b.print(name.fit(b.title), b.margin, y, left)
		b.print(foot, b.right(), y, right)
		sheets[i] = b.sheet
	}
	return Paper{title: b.title, sheets: sheets, Warnings: b.warnings}, nil
}

// A para is a text over the width of a page or a part of it.
type para struct {
	field, text string
	size        length
	bold        bool
	align       align
}

// paraMost bounds one text: the rest of a novel in a comment is not on paper.
const paraMost = 60 * mm

// say prints a text over the whole width and moves on below it.
func (b *book) say(p para) {
	block := b.fit(p.field, p.text, b.wide(b.inner(), p))
	b.need(block.height())
	x := b.margin
	switch p.align {
	case centre:
		x = b.width / 2
	case right:
		x = b.right()
	}
	b.y = b.print(block, x, b.y, p.align)
}

func (b *book) wide(width length, p para) room {
	return room{width: width, height: paraMost, largest: p.size, lowest: max(p.size*3/4, readable), bold: p.bold}
}

// A fact is a name and what stands beside it, in bold, with more below it.
type fact struct{ field, name, value, more string }

// facts prints names in a column and their values beside it; a fact without a
// value takes no room.
func (b *book) facts(list ...fact) {
	list = given(list)
	column := length(0)
	for _, f := range list {
		column = max(column, widthOf(f.name, pageText, false))
	}
	column = min(column, b.inner()/3) + 3*mm
	for _, f := range list {
		name := room{width: column - 3*mm, height: 3 * lineHeight(pageText), largest: pageText, lowest: readable}.fit(f.name)
		value := b.fit(f.field, f.value, b.wide(b.inner()-column, para{size: pageText, bold: true}))
		more := b.fit(f.field, f.more, b.wide(b.inner()-column, para{size: pageText}))
		b.need(max(name.height(), value.height()+more.height()))
		top := b.y
		b.print(name, b.margin, top, left)
		below := b.print(more, b.margin+column, b.print(value, b.margin+column, top, left), left)
		b.y = max(below, top+name.height()) + mm/2
	}
}

func given(list []fact) []fact {
	var kept []fact
	for _, f := range list {
		if cleaned, _ := clean(f.value + f.more); cleaned != "" {
			kept = append(kept, f)
		}
	}
	return kept
}

// A heading begins a document: its name, its number as bars, when it was made,
// and the mark of a copy.
type heading struct {
	name   string // "Invoice"
	number string // printed as text and as Code 128
	at     string
	copied bool
	bare   bool // has no number
}

// head prints who gives out the paper, with the logo before it, the title and the
// bars beside them.
func (b *book) head(s Shop, h heading) {
	beside := length(0)
	if !h.bare {
		beside = b.bars(h.number)
	}
	aside, below := b.logo(s.Logo)
	width, x := b.inner()-beside-aside, b.margin+aside
	top := b.y
	b.y = b.print(b.fit("Shop.Name", s.Name, room{width: width, height: 14 * mm, largest: 3600, lowest: readable, bold: true}), x, b.y, left)
	b.y = b.print(b.fit("Shop.Address", joined(" · ", s.Address, s.Phone), room{width: width, height: 14 * mm, largest: pageSmall, lowest: readable}), x, b.y, left)
	b.y = max(b.y, below)
	if beside > 0 {
		b.y = max(b.y, top+barsHigh+lineHeight(pageSmall)+mm)
	}
	b.y += 3 * mm
	if h.copied {
		b.copyMark()
	}
	b.say(para{field: "Number", text: b.titled(h), size: pageTitle, bold: true})
	b.y += 2 * mm
}

// titled is the title in one line: "Invoice No. A7-000123 of 23 November 2026".
func (b *book) titled(h heading) string {
	title := h.name
	if h.number != "" {
		title += " " + b.words.sign + h.number
	}
	if h.at != "" {
		title += " " + b.words.of + " " + h.at
	}
	return title
}

// logo prints a shop's logo in the upper left corner and says how much width it
// took and where it ends; nothing for a shop without one.
func (b *book) logo(p *Picture) (aside, below length) {
	const wide, high = 36 * mm, 14 * mm
	if p == nil {
		return 0, b.y
	}
	w, h := p.within(int(wide), int(high))
	b.sheet.add(picture{x: b.margin, y: b.y, w: length(w), h: length(h), image: p})
	return length(w) + 4*mm, b.y + length(h)
}

const barsHigh = 10 * mm

// bars prints the number's code in the upper right corner, for whoever has the
// paper in hand and wants the order on the screen, and says how much width it
// took.
func (b *book) bars(number string) length {
	const most = 80 * mm
	c, err := newCode(number, most, most+b.margin)
	if err != nil {
		b.refuse(err)
		return 0
	}
	wide := c.width()
	b.sheet.add(c.centredOn(b.right()-wide/2, b.y, barsHigh))
	value := oneLine(wide, pageSmall, false).fit(number)
	b.print(value, b.right()-wide/2, b.y+barsHigh+mm/2, centre)
	return wide + 6*mm
}

// refuse keeps the first reason for which the document cannot be printed.
func (b *book) refuse(err error) {
	if b.err == nil {
		b.err = err
	}
}

func (b *book) copyMark() {
	const size = 4 * mm
	wide := widthOf(b.words.copy, size, true) + 5*mm
	b.sheet.add(box{x: b.right() - wide, y: b.y, w: wide, h: lineHeight(size) + mm, stroke: 3 * dot})
	b.print(block{lines: []string{b.words.copy}, size: size, bold: true}, b.right()-wide/2, b.y+mm/2, centre)
	b.y += lineHeight(size) + 2*mm
}

// A total is a named figure under a table.
type total struct {
	field, name, value string
	strong             bool
}

// totals prints figures flush right, one under another, on one page. Figures of
// money are never cut: one that does not fit refuses the document.
func (b *book) totals(list ...total) {
	var kept []total
	for _, t := range list {
		if t.value != "" {
			kept = append(kept, t)
		}
	}
	b.need(length(len(kept)) * lineHeight(pageText+800))
	for _, t := range kept {
		size := length(pageText)
		if t.strong {
			size += 600
		}
		half := b.inner() / 2
		figure := b.amount(t.field, t.value, oneLine(half, size, true))
		used := length(0)
		for _, line := range figure.lines {
			used = widthOf(line, figure.size, true)
		}
		top := b.y
		b.print(oneLine(b.inner()-used-3*mm, size, t.strong).fit(t.name+":"), b.right()-used-3*mm, top, right)
		b.y = max(b.print(figure, b.right(), top, right), top+lineHeight(size))
	}
}

// A signature is a line to sign on, and who does.
type signature struct{ name, person string }

// signatures prints lines to sign on beside each other, two or more to a row,
// never apart from each other on two pages.
func (b *book) signatures(list ...signature) {
	const gap = 10 * mm
	b.need(22 * mm)
	b.y += 8 * mm
	places := length(max(len(list), 2))
	wide := (b.inner() - gap*(places-1)) / places
	below := b.y
	for i, s := range list {
		x := b.margin + length(i)*(wide+gap)
		name := b.print(b.fit("Signature", s.name, oneLine(wide, pageText, false)), x, b.y, left)
		b.sheet.line(x, name+6*mm, wide)
		person := b.fit("Signature", s.person, oneLine(wide, pageSmall, false))
		below = max(below, b.print(person, x+wide/2, name+6*mm+mm/2, centre), name+7*mm)
	}
	b.y = below
}
