package label

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

// TSPL renders the paper in TSPL2, the language of TSC printers and their many
// clones, one label a sheet. Besides texts and pictures, it draws what clones are
// known to lack: GS1 DataMatrix and codes with odd signs.
func (p Paper) TSPL(w io.Writer, to Device) error { return p.print(w, tspl{}, to) }

// tspl writes TSPL2 (TSC's programming manual).
type tspl struct{}

func (t tspl) sheet(out *bytes.Buffer, s sheet, to Device) error {
	parts, page, err := s.parts(to)
	if err != nil {
		return err
	}
	width := s.width
	if page.X == to.Dots {
		width = to.density().length(page.X)
	}
	direction := 1
	if to.Turned {
		direction = 0
	}
	fmt.Fprintf(out, "SIZE %s mm,%s mm\r\nGAP %s mm,0 mm\r\nDIRECTION %d,0\r\nREFERENCE 0,0\r\nCLS\r\n",
		shortly(width), shortly(s.height), shortly(length(to.GapMicrometres)), direction)
	printPictures(parts, func(dots bitmap, x, y int) {
		fmt.Fprintf(out, "BITMAP %d,%d,%d,%d,0,", x, y, dots.stride, dots.height)
		writeInverted(out, dots)
		out.WriteString("\r\n")
	}, func(p part) bool { return t.code(out, p) }, func(x, y, w, h int) {
		fmt.Fprintf(out, "BAR %d,%d,%d,%d\r\n", x, y, w, h)
	})
	fmt.Fprintf(out, "PRINT %d,1\r\n", to.copies())
	return nil
}

// shortly writes millimetres without needless zeros.
func shortly(l length) string {
	return strings.TrimSuffix(strings.TrimRight(millimetres(l), "0"), ".")
}

// printPictures hands out the parts of a sheet in the order for printers whose
// bitmaps wipe out what is below them: first the pictures, then codes that own
// knows how to print, and what is black rectangles.
func printPictures(parts []part, picture func(dots bitmap, x, y int), own func(part) bool, bar func(x, y, w, h int)) {
	for _, p := range parts {
		if p.width > 0 || p.code != nil && p.code.kind().square && !own(p) {
			dots, at := p.picture()
			picture(dots, at.X, at.Y)
		}
	}
	for _, p := range parts {
		switch {
		case p.width > 0 || p.code != nil && p.code.kind().square:
		case p.code == nil:
			for _, r := range frame(p.area, p.stroke) {
				bar(r.Min.X, r.Min.Y, r.Dx(), r.Dy())
			}
		case !own(p):
			p.code.drawn(p.stamp, bar)
		}
	}
}

// writeInverted writes dots for languages in which 0 is black.
func writeInverted(out *bytes.Buffer, dots bitmap) {
	for _, b := range dots.bits {
		out.WriteByte(^b)
	}
}

// code prints a code by the printer's command and reports whether it could.
func (t tspl) code(out *bytes.Buffer, p part) bool {
	c, s := p.code, p.stamp
	if s.module > moduleMax || !isHarmless(c.message) {
		return false
	}
	bars := func(name, data string, high, wide int) {
		fmt.Fprintf(out, "BARCODE %d,%d,\"%s\",%d,0,0,%d,%d,\"%s\"\r\n", s.x, s.y, name, high, s.module, wide*s.module, data)
	}
	switch c.symbology {
	case Code128, GS1128:
		bars("128M", tsplWords(c.words), s.high, 1)
	case EAN13, EAN8:
		high := s.belowGuards()
		if high <= 0 {
			return false
		}
		bars(map[Symbology]string{EAN13: "EAN13", EAN8: "EAN8"}[c.symbology], c.value[:len(c.value)-1], high, 1)
	case ITF14:
		bars("25", c.value, s.high, 3)
	case QR:
		fmt.Fprintf(out, "QRCODE %d,%d,M,%d,A,0,\"%s\"\r\n", s.x, s.y, s.module, c.value)
	case DataMatrix:
		side := c.wide * s.module
		fmt.Fprintf(out, "DMATRIX %d,%d,%d,%d,x%d,%d,%d,\"%s\"\r\n", s.x, s.y, side, side, s.module, len(c.rows), c.wide, c.value)
	default:
		return false
	}
	return true
}

// tsplWords writes the codewords of Code 128 for 128M, which is told each change
// of the set as "!" and the word in three digits.
func tsplWords(words []int) string {
	var b strings.Builder
	inC := words[0] == wordStartC
	fmt.Fprintf(&b, "!%03d", words[0])
	for _, w := range words[1:] {
		switch {
		case w == wordFNC1, inC && w == wordCodeB, !inC && w == wordCodeC:
			fmt.Fprintf(&b, "!%03d", w)
			if w != wordFNC1 {
				inC = !inC
			}
		case inC:
			fmt.Fprintf(&b, "%02d", w)
		default:
			b.WriteByte(byte(w) + ' ')
		}
	}
	return b.String()
}
