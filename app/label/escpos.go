package label

import (
	"bytes"
	"image"
	"io"
	"slices"
)

// ESCPOS renders the paper in ESC/POS for receipt printers: the whole sheet as
// dots, which every printer prints alike, whatever letters it knows. to.Dots is
// usually 576 or 512 for rolls of 80 mm and 384 for 58 mm.
//
// With to.OwnCodes a code that shares its rows with nothing else goes by the
// printer's own command; where it stands is then up to the printer.
func (p Paper) ESCPOS(w io.Writer, to Device) error {
	return p.print(w, &escpos{drawer: to.Drawer}, to)
}

// escpos writes ESC/POS (Epson's command reference).
type escpos struct{ drawer bool } // the drawer is still to be opened

const (
	esc = 0x1b
	gs  = 0x1d
)

// bandRows is how many rows of dots go in one command: 4.5 KiB at most, which
// the buffers of cheap printers hold.
const bandRows = 64

func (e *escpos) sheet(out *bytes.Buffer, s sheet, to Device) error {
	parts, page, err := s.parts(to)
	if err != nil {
		return err
	}
	feed := to.density().dots(length(to.FeedMicrometres))
	dots := newBitmap(page.X, page.Y+feed)
	var own []part
	for _, p := range parts {
		if to.OwnCodes && p.code != nil && alone(p, parts) && e.code(new(bytes.Buffer), p) {
			own = append(own, p)
			continue
		}
		p.paint(dots, image.Point{})
	}
	if e.drawer {
		// Pulse on pin 2, 50 ms on and 500 ms off.
		out.Write([]byte{esc, 'p', 0, 25, 250})
		e.drawer = false
	}
	slices.SortFunc(own, func(a, b part) int { return a.stamp.y - b.stamp.y })
	for range to.copies() {
		out.Write([]byte{esc, '@'})
		y := 0
		for _, p := range own {
			e.rows(out, dots, y, p.stamp.y)
			e.code(out, p)
			y = p.stamp.y + p.stamp.high
		}
		e.rows(out, dots, y, dots.height)
		if to.Cut {
			out.Write([]byte{gs, 'V', 66, 0}) // feeds to the knife and leaves a bridge
		}
	}
	return nil
}

// alone tells whether no other part has ink in the rows of a code.
func alone(code part, parts []part) bool {
	mine := code.bounds()
	for _, p := range parts {
		other := p.bounds()
		if other != mine && other.Min.Y < mine.Max.Y && mine.Min.Y < other.Max.Y {
			return false
		}
	}
	return true
}

// rows writes rows of dots as raster images.
func (e *escpos) rows(out *bytes.Buffer, dots bitmap, from, to int) {
	for ; from < to; from += bandRows {
		high := min(bandRows, to-from)
		out.Write([]byte{gs, 'v', '0', 0, byte(dots.stride), byte(dots.stride >> 8), byte(high), byte(high >> 8)})
		out.Write(dots.bits[from*dots.stride : (from+high)*dots.stride])
	}
}

// code prints a code by the printer's command and reports whether it could.
func (e *escpos) code(out *bytes.Buffer, p part) bool {
	c, s := p.code, p.stamp
	if !isHarmless(c.message) || s.module < 2 || s.module > 6 {
		return false
	}
	at := []byte{gs, 'L', byte(s.x), byte(s.x >> 8), esc, 'a', 0}
	bars := func(kind byte, data []byte) bool {
		if s.high > 255 || len(data) > 255 {
			return false
		}
		out.Write(at)
		out.Write([]byte{gs, 'H', 0, gs, 'h', byte(s.high), gs, 'w', byte(s.module), gs, 'k', kind, byte(len(data))})
		out.Write(data)
		out.Write([]byte{gs, 'L', 0, 0})
		return true
	}
	switch c.symbology {
	case Code128, GS1128:
		return bars(73, escposWords(c.words))
	case EAN13:
		return bars(67, []byte(c.value))
	case EAN8:
		return bars(68, []byte(c.value))
	case QR:
		out.Write(at)
		store := len(c.value) + 3
		out.Write([]byte{gs, '(', 'k', 4, 0, '1', 'A', '2', 0})         // model 2
		out.Write([]byte{gs, '(', 'k', 3, 0, '1', 'C', byte(s.module)}) // dots a module
		out.Write([]byte{gs, '(', 'k', 3, 0, '1', 'E', '1'})            // level M
		out.Write([]byte{gs, '(', 'k', byte(store), byte(store >> 8), '1', 'P', '0'})
		out.WriteString(c.value)
		out.Write([]byte{gs, '(', 'k', 3, 0, '1', 'Q', '0'})
		out.Write([]byte{gs, 'L', 0, 0})
		return true
	}
	return false // the wide bars of ITF are the printer's choice
}

// escposWords writes the codewords of Code 128 for GS k 73: sets and Function 1
// by "{" and a letter, pairs of digits as their number.
func escposWords(words []int) []byte {
	inC := words[0] == wordStartC
	data := []byte("{B")
	if inC {
		data = []byte("{C")
	}
	for _, w := range words[1:] {
		switch {
		case w == wordFNC1:
			data = append(data, "{1"...)
		case inC && w == wordCodeB:
			data = append(data, "{B"...)
			inC = false
		case inC:
			data = append(data, byte(w))
		case w == wordCodeC:
			data = append(data, "{C"...)
			inC = true
		default:
			data = append(data, byte(w)+' ')
		}
	}
	return data
}
