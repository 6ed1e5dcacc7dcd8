package label

import "strings"

// TrackingSymbology gives the symbology in which labels print the number of a
// parcel: GS1-128 for an SSCC, which is written "(00)106141412345678908", else
// Code 128.
func TrackingSymbology(number string) Symbology {
	if strings.HasPrefix(number, "(00)") {
		return GS1128
	}
	return Code128
}

// tracking gives the bars of the parcel's number; false where there is none, or
// none that could be read on this label.
func (s *sticker) tracking(l OrderLabel) (code, bool) {
	if l.Tracking == "" {
		return code{}, false
	}
	symbol, err := newSymbol("Tracking", TrackingSymbology(l.Tracking), l.Tracking)
	if err == nil {
		c := code{symbol: symbol, x: labelMargin, room: s.inner(), height: s.at(13 * mm), free: labelMargin, nominal: symbol.nominal(), align: centre}
		if symbol.symbology == GS1128 && s.height >= 150*mm {
			c.height = 32 * mm // what GS1 asks of a logistic label, where there is room for it
		}
		if l.Awaited {
			c.room -= s.square() + 3*mm
			c.align = left
		}
		if err := c.check("Tracking"); err == nil {
			return c, true
		}
	}
	s.warnings = append(s.warnings, Warning{Code: WarnNoCode, Field: "Tracking", Lost: len([]rune(l.Tracking))})
	return code{}, false
}

// square is the room of the QR code beside the bars.
func (s *sticker) square() length { return s.at(13 * mm) }

// parcel prints the foot of a label whose parcel has a number: its bars, largest
// and at the bottom, and above them the order's number as text.
func (s *sticker) parcel(l OrderLabel, c code) (above length) {
	size := s.at(5 * mm)
	textTop := s.height - labelMargin - lineHeight(size)
	c.y = textTop - mm - c.height
	s.sheet.add(c)
	width := s.inner()
	if l.Awaited {
		width = s.awaited(c, textTop, lineHeight(size))
	}
	number := room{width: width, height: lineHeight(size), largest: size, lowest: readable, bold: true, single: true}
	s.print(s.fit("Tracking", l.Tracking, number), labelMargin, textTop, left)

	row := s.fits(oneLine(s.inner()*2/3, 2900, true))
	top := c.y - mm - row.height
	s.print(s.fit("Number", s.words.order+" "+l.Number, row), labelMargin, top, left)
	if l.Pieces != "" {
		row.width = s.inner()/3 - 2*mm
		s.print(s.fit("Pieces", s.words.pieces+": "+l.Pieces, row), s.width-labelMargin, top, right)
	}
	return top - mm
}

// awaited marks a label whose carrier's number is not known yet: a QR code of ours
// beside the bars, and words below it. It gives the width that is left for ours.
func (s *sticker) awaited(c code, textTop, high length) (width length) {
	qr, err := newSymbol("Tracking", QR, strings.TrimPrefix(c.value, "(00)"))
	if err != nil {
		s.err = err
		return s.inner()
	}
	side := s.square()
	s.code("Tracking", qr, area{x: s.width - labelMargin - side, y: c.y, w: side, h: c.height}, codeLook{free: mm, align: right})
	width = s.inner() / 2
	words := room{width: s.inner() - width - 2*mm, height: max(high, 2*lineHeight(readable)), largest: 2600, lowest: readable, bold: true}
	b := words.fit(s.words.awaited)
	s.print(b, s.width-labelMargin, textTop+(high-b.height())/2, right)
	return width
}
