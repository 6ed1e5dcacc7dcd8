package label

import "fmt"

// An OrderLabel is the sticker on a parcel of one order. Every text is printed
// as given; Address may have several lines. Empty fields take no room.
type OrderLabel struct {
	Size      Size
	Shop      Shop
	Number    string // the order's number, printed as text and, where there is no Tracking, as Code 128
	Tracking  string // the number that the parcel goes by, in bars; see TrackingSymbology
	Awaited   bool   // Tracking is the shop's own until the carrier's comes: marked, and as a QR code too
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

// A Size names a paper: stickers by their millimetres, the width first, rolls by
// their width, and pages by their format.
type Size string

// The sizes of order labels. An empty size is the first.
const (
	Label100x100 Size = "100x100"
	Label100x150 Size = "100x150"
	Label85x85   Size = "85x85"
)

// LabelSizes lists the sizes of order labels, the usual first.
var LabelSizes = []Size{Label100x100, Label100x150, Label85x85}

const labelMargin = 4 * mm

// sticker gives the format of a sticker; *Error when the list lacks the size.
func (s Size) sticker(list []Size) (format, error) {
	formats := map[Size]format{}
	for _, size := range list {
		var wide, high length
		if _, err := fmt.Sscanf(string(size), "%dx%d", &wide, &high); err == nil {
			formats[size] = format{width: wide * mm, height: high * mm, margin: labelMargin}
		}
	}
	return s.among(list, formats)
}

// among gives the format of a size, of an empty one the first of the list.
func (s Size) among(list []Size, formats map[Size]format) (format, error) {
	if s == "" {
		s = list[0]
	}
	f, ok := formats[s]
	if !ok {
		return format{}, &Error{Code: CodeSizeUnknown, Field: "Size", Value: string(s), Hint: fmt.Sprintf("this document is printed in the sizes %v", list)}
	}
	return f, nil
}

// Paper lays the label out on one sheet of its size. What is too long
// shrinks, and when even the smallest readable size does not hold it, it ends
// with an ellipsis and a Warning. It fails with an *Error when there is no such
// size, the number cannot be printed as Code 128 or the sum to collect does not
// fit whole. A Tracking that no bars can hold is text alone, with a Warning, and the
// order's number is in bars.
func (l OrderLabel) Paper() (Paper, error) {
	f, err := l.Size.sticker(LabelSizes)
	if err != nil {
		return Paper{}, err
	}
	s := &sticker{words: wordsIn(l.Language), format: f}
	s.sheet = sheet{width: f.width, height: f.height}
	top := s.sender(l)
	bottom, err := s.foot(l)
	if err != nil {
		return Paper{}, err
	}
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
	format
	words words
}

// at gives a length of the layout of 100 mm as it is on a sheet of this height.
func (f format) at(l length) length { return l * f.height / (100 * mm) }

// fits is a room of the layout of 100 mm on this sheet: higher and with larger
// letters on a larger one, and never with smaller letters than needed there.
func (f format) fits(r room) room {
	r.height, r.largest, r.lowest = f.at(r.height), f.at(r.largest), max(min(r.lowest, f.at(r.lowest)), readable)
	r.height = max(r.height, lineHeight(r.largest))
	return r
}

func (s *sticker) sender(l OrderLabel) (below length) {
	width := s.inner()
	if l.Copy {
		const size = 4 * mm
		wide := widthOf(s.words.copy, size, true) + 4*mm
		s.sheet.add(box{x: s.width - labelMargin - wide, y: labelMargin, w: wide, h: lineHeight(size) + mm, stroke: 3 * dot})
		s.print(block{lines: []string{s.words.copy}, size: size, bold: true}, s.width-labelMargin-wide/2, labelMargin+5*dot, centre)
		width -= wide + 3*mm
	}
	y := s.print(s.fit("Shop.Name", l.Shop.Name, s.fits(oneLine(width, 3600, true))), labelMargin, labelMargin, left)
	contact := joined(" · ", l.Shop.Address, l.Shop.Phone)
	y = s.print(s.fit("Shop.Address", contact, s.fits(oneLine(width, 2900, false))), labelMargin, y, left)
	if l.Copy {
		y = max(y, labelMargin+7*mm)
	}
	if y == labelMargin {
		return y
	}
	y += mm
	s.sheet.line(labelMargin, y, s.inner())
	return y + 2*mm
}

// foot prints what the parcel is known by.
func (s *sticker) foot(l OrderLabel) (above length, err error) {
	if c, ok := s.tracking(l); ok {
		return s.parcel(l, c), nil
	}
	c, err := newCode(l.Number, s.inner(), s.width)
	if err != nil {
		return 0, err
	}
	above = s.number(l, c)
	if l.Tracking != "" {
		number := room{width: s.inner(), height: 2 * lineHeight(2600), largest: 3400, lowest: readable, bold: true}
		above = s.upwards(s.fit("Tracking", s.words.parcel+": "+l.Tracking, s.fits(number)), above)
	}
	return above, nil
}

// number prints the foot of a label whose parcel has no number: bars, the number in text and the pieces.
func (s *sticker) number(l OrderLabel, c code) (above length) {
	foot := s.height - labelMargin
	size, named := s.at(5*mm), min(s.at(3200), 3200)
	textTop := foot - lineHeight(size)
	barsTop := textTop - s.at(15*mm)
	s.sheet.add(c.centredOn(s.width/2, barsTop, s.at(14*mm)))
	name := s.words.order + " "
	pieces := block{}
	if l.Pieces != "" {
		pieces = s.fit("Pieces", s.words.pieces+": "+l.Pieces, s.fits(oneLine(s.inner()/3, 3600, true)))
	}
	width := s.inner()
	for _, line := range pieces.lines {
		width -= widthOf(line, pieces.size, true) + 3*mm
	}
	nameWide := widthOf(name, named, false)
	number := room{width: width - nameWide, height: lineHeight(size), largest: size, lowest: 2400, bold: true, single: true}.fit(l.Number)
	baseline := textTop + ascent(size)
	s.sheet.add(text{x: labelMargin, baseline: baseline, size: named, value: name})
	for _, line := range number.lines {
		s.sheet.add(text{x: labelMargin + nameWide, baseline: baseline, size: number.size, bold: true, value: line})
	}
	for _, line := range pieces.lines {
		s.sheet.add(text{x: s.width - labelMargin, baseline: baseline, size: pieces.size, bold: true, align: right, value: line})
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
	note := room{width: s.inner(), height: 2 * lineHeight(2600), largest: 3 * mm, lowest: 2400}
	if l.Comment != "" {
		y = s.upwards(s.fit("Comment", s.words.comment+": "+l.Comment, s.fits(note)), y)
	}
	if l.Delivery != "" {
		kind := room{width: s.inner(), height: 2 * lineHeight(2600), largest: 3400, lowest: 2600, bold: true}
		y = s.upwards(s.fit("Delivery", l.Delivery, s.fits(kind)), y)
	}
	if y < bottom {
		y -= mm
		s.sheet.line(labelMargin, y, s.inner())
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
	const pad = 2 * mm
	height := s.at(8 * mm)
	top := bottom - height
	s.sheet.add(box{x: labelMargin, y: top, w: s.inner(), h: height, stroke: 4 * dot})
	amount := s.amount("COD", sum, s.fits(oneLine(s.inner()/2, 5*mm, true)))
	baseline := top + height/2 + s.at(5*mm)*36/100
	left := s.inner() - 2*pad
	for _, line := range amount.lines {
		s.sheet.add(text{x: s.width - labelMargin - pad, baseline: baseline, size: amount.size, bold: true, align: right, value: line})
		left -= widthOf(line, amount.size, true) + pad
	}
	caption := s.fits(oneLine(left, 3400, false)).fit(s.words.cod)
	for _, line := range caption.lines {
		s.sheet.add(text{x: labelMargin + pad, baseline: baseline, size: caption.size, value: line})
	}
	return top
}

// recipient prints name, phone and address between the two rules. The name and
// the phone take what they need first; the address gets all the rest.
func (s *sticker) recipient(l OrderLabel, top, bottom length) {
	caption := block{lines: []string{s.words.recipient}, size: max(s.at(2600), readable)}
	y := s.print(caption, labelMargin, top, left)
	name := room{width: s.inner(), height: 2 * lineHeight(4600), largest: 6400, lowest: 3600, bold: true}
	y = s.print(s.fit("Recipient", l.Recipient, s.fits(name)), labelMargin, y, left)
	y = s.print(s.fit("Phone", l.Phone, s.fits(oneLine(s.inner(), 5*mm, true))), labelMargin, y, left)
	y += mm
	address := s.fits(room{width: s.inner(), largest: 5 * mm, lowest: 2400})
	address.height = bottom - y
	s.print(s.fit("Address", l.Address, address), labelMargin, y, left)
}
