package label

// An OrderLabel is the 100 × 100 mm sticker on a parcel of one order. Every text
// is printed as given; Address may have several lines. Empty fields take no
// room.
type OrderLabel struct {
	Shop      Shop
	Number    string // the order's number, printed as text and as Code 128
	Recipient string
	Phone     string
	Address   string
	Delivery  string // carrier and kind of delivery
	Comment   string
	COD       string // sum to collect on delivery; empty for none
	Pieces    string // "1/2", "2": which or how many
	Copy      bool   // printed before: marked as a copy
	Language  Language
}

const (
	labelSide   = 100 * mm
	labelMargin = 4 * mm
	labelInner  = labelSide - 2*labelMargin
)

// PDF is Paper and PDF in one step, for callers with no interest in warnings.
func (l OrderLabel) PDF() ([]byte, error) {
	p, err := l.Paper()
	if err != nil {
		return nil, err
	}
	return p.PDF()
}

// Paper lays the label out on one sheet of 100 × 100 mm. What is too long
// shrinks, and when even the smallest readable size does not hold it, it ends
// with an ellipsis and a Warning. It fails with an *Error when the number cannot
// be printed as Code 128 or the sum to collect does not fit whole.
func (l OrderLabel) Paper() (Paper, error) {
	c, err := newCode(l.Number, labelInner, labelSide)
	if err != nil {
		return Paper{}, err
	}
	s := &sticker{words: wordsIn(l.Language)}
	s.sheet = sheet{width: labelSide, height: labelSide}
	top := s.sender(l)
	bottom := s.number(l, c)
	bottom = s.terms(l, bottom)
	s.recipient(l, top, bottom)
	if s.err != nil {
		return Paper{}, s.err
	}
	return Paper{title: l.Number, sheets: []sheet{s.sheet}, Warnings: s.warnings}, nil
}

// A sticker is an order label being drawn: sender from the top, number and terms
// from the bottom, and the recipient in whatever room they leave.
type sticker struct {
	draft
	words words
}

func (s *sticker) sender(l OrderLabel) (below length) {
	width := labelInner
	if l.Copy {
		const size = 4 * mm
		wide := widthOf(s.words.copy, size, true) + 4*mm
		s.sheet.add(box{x: labelSide - labelMargin - wide, y: labelMargin, w: wide, h: lineHeight(size) + mm, stroke: 3 * dot})
		s.print(block{lines: []string{s.words.copy}, size: size, bold: true}, labelSide-labelMargin-wide/2, labelMargin+5*dot, centre)
		width -= wide + 3*mm
	}
	y := s.print(s.fit("Shop.Name", l.Shop.Name, oneLine(width, 3600, true)), labelMargin, labelMargin, left)
	contact := l.Shop.Address
	if contact != "" && l.Shop.Phone != "" {
		contact += " · "
	}
	contact += l.Shop.Phone
	y = s.print(s.fit("Shop.Address", contact, oneLine(width, 2900, false)), labelMargin, y, left)
	if l.Copy {
		y = max(y, labelMargin+7*mm)
	}
	if y == labelMargin {
		return y
	}
	y += mm
	s.sheet.line(labelMargin, y, labelInner)
	return y + 2*mm
}

// number prints the foot: bars, the number in text and the pieces.
func (s *sticker) number(l OrderLabel, c code) (above length) {
	const foot = labelSide - labelMargin
	textTop := foot - lineHeight(5*mm)
	barsTop := textTop - 15*mm
	s.sheet.add(c.centredOn(labelSide/2, barsTop, 14*mm))
	name := s.words.order + " "
	pieces := block{}
	if l.Pieces != "" {
		pieces = s.fit("Pieces", s.words.pieces+": "+l.Pieces, oneLine(labelInner/3, 3600, true))
	}
	width := labelInner
	for _, line := range pieces.lines {
		width -= widthOf(line, pieces.size, true) + 3*mm
	}
	nameWide := widthOf(name, 3200, false)
	number := room{width: width - nameWide, height: lineHeight(5 * mm), largest: 5 * mm, lowest: 2400, bold: true}.fit(l.Number)
	baseline := textTop + ascent(5*mm)
	s.sheet.add(text{x: labelMargin, baseline: baseline, size: 3200, value: name})
	for _, line := range number.lines {
		s.sheet.add(text{x: labelMargin + nameWide, baseline: baseline, size: number.size, bold: true, value: line})
	}
	for _, line := range pieces.lines {
		s.sheet.add(text{x: labelSide - labelMargin, baseline: baseline, size: pieces.size, bold: true, align: right, value: line})
	}
	return barsTop - 2*mm
}

// terms prints what the courier has to know, upwards from bottom: the sum to
// collect in a frame, then the note, then the kind of delivery. Their rooms are
// small enough that the address keeps at least three lines whatever they say.
func (s *sticker) terms(l OrderLabel, bottom length) (above length) {
	y := bottom
	if l.COD != "" {
		y = s.cod(l.COD, y) - mm
	}
	note := room{width: labelInner, height: 2 * lineHeight(2600), largest: 3 * mm, lowest: 2400}
	if l.Comment != "" {
		y = s.upwards(s.fit("Comment", s.words.comment+": "+l.Comment, note), y)
	}
	if l.Delivery != "" {
		kind := room{width: labelInner, height: 2 * lineHeight(2600), largest: 3400, lowest: 2600, bold: true}
		y = s.upwards(s.fit("Delivery", l.Delivery, kind), y)
	}
	if y < bottom {
		y -= mm
		s.sheet.line(labelMargin, y, labelInner)
		y -= mm
	}
	return y
}

func (s *sticker) upwards(b block, bottom length) (above length) {
	top := bottom - b.height()
	s.print(b, labelMargin, top, left)
	return top
}

func (s *sticker) cod(sum string, bottom length) (above length) {
	const height = 8 * mm
	const pad = 2 * mm
	top := bottom - height
	s.sheet.add(box{x: labelMargin, y: top, w: labelInner, h: height, stroke: 4 * dot})
	amount := s.amount("COD", sum, oneLine(labelInner/2, 5*mm, true))
	baseline := top + height/2 + 5*mm*36/100
	for _, line := range amount.lines {
		s.sheet.add(text{x: labelSide - labelMargin - pad, baseline: baseline, size: amount.size, bold: true, align: right, value: line})
	}
	s.sheet.add(text{x: labelMargin + pad, baseline: baseline, size: 3400, value: s.words.cod})
	return top
}

// recipient prints name, phone and address between the two rules. The name and
// the phone take what they need first; the address gets all the rest.
func (s *sticker) recipient(l OrderLabel, top, bottom length) {
	caption := block{lines: []string{s.words.recipient}, size: 2600}
	y := s.print(caption, labelMargin, top, left)
	name := room{width: labelInner, height: 2 * lineHeight(4600), largest: 6400, lowest: 3600, bold: true}
	y = s.print(s.fit("Recipient", l.Recipient, name), labelMargin, y, left)
	y = s.print(s.fit("Phone", l.Phone, oneLine(labelInner, 5*mm, true)), labelMargin, y, left)
	y += mm
	address := room{width: labelInner, height: bottom - y, largest: 5 * mm, lowest: 2400}
	s.print(s.fit("Address", l.Address, address), labelMargin, y, left)
}
