package label

import (
	"fmt"
	"strings"
)

// A length is a distance on paper in micrometres. Whole micrometres hold a dot
// of a 203 dpi head (8 dots a millimetre) exactly, so bars never round.
type length int

const (
	mm  length = 1000
	dot length = 125
)

// A sheet is one page: everything on it has its place in micrometres from the
// upper left corner. This is all that a renderer has to know.
type sheet struct {
	width, height length
	marks         []mark
}

// A mark is one of text, box, code or picture.
type mark interface{ describe() string }

type align int

const (
	left align = iota
	centre
	right
)

// A text is one line of letters in the order they stand on paper, left to
// right, shaped and free of characters that the font lacks.
type text struct {
	x, baseline length // x is the left edge, the middle or the right edge, as align says
	size        length // of the em
	bold        bool
	align       align
	value       string
}

// A box is a filled rectangle, or a frame when stroke is set. A line is a thin
// filled box.
type box struct {
	x, y, w, h length
	stroke     length // thickness of the frame, drawn inside; 0 fills the box
}

// A code is a symbol and the room that it may take. A renderer picks the module:
// whole dots, as near to nominal as the room and the symbology's least allow. It
// may print the symbol by the printer's own command or draw its modules.
type code struct {
	symbol
	x, y         length // upper left corner of the room
	room, height length // bars are as high as the room; a square symbol stands in its middle
	free         length // blank paper that is sure to be around the room; quiet zones may lie there
	nominal      length // X dimension that is wished for
	align        align  // of the symbol within a room that is wider
}

// A picture is a logo in 1-bit, as large as its room allows without distortion.
type picture struct {
	x, y, w, h length
	image      *Picture
}

func (s *sheet) add(m mark) { s.marks = append(s.marks, m) }

func (s *sheet) line(x, y, w length) { s.add(box{x: x, y: y, w: w, h: 2 * dot}) }

var aligns = [...]string{"left", "centre", "right"}

func (t text) describe() string {
	weight := "regular"
	if t.bold {
		weight = "bold"
	}
	return fmt.Sprintf("text %s %s %s %s %s %q", millimetres(t.x), millimetres(t.baseline), aligns[t.align], weight, millimetres(t.size), t.value)
}

func (b box) describe() string {
	if b.stroke > 0 {
		return "frame " + rectangle(b.x, b.y, b.w, b.h) + " " + millimetres(b.stroke)
	}
	return "box " + rectangle(b.x, b.y, b.w, b.h)
}

func (c code) describe() string {
	return fmt.Sprintf("code %s %s %s module %s %q", c.symbology, rectangle(c.x, c.y, c.room, c.height), aligns[c.align], millimetres(c.nominal), c.value)
}

func (p picture) describe() string {
	return fmt.Sprintf("picture %s of %d × %d", rectangle(p.x, p.y, p.w, p.h), p.image.width, p.image.height)
}

func rectangle(x, y, w, h length) string {
	return millimetres(x) + " " + millimetres(y) + " " + millimetres(w) + " " + millimetres(h)
}

func millimetres(l length) string {
	if l < 0 {
		return "-" + millimetres(-l)
	}
	return fmt.Sprintf("%d.%03d", l/mm, l%mm)
}

// String describes the paper, one mark a line in millimetres, for golden files
// and for people who look for a fault. It is not a format to parse.
func (p Paper) String() string {
	var b strings.Builder
	for _, s := range p.sheets {
		fmt.Fprintf(&b, "sheet %s %s\n", millimetres(s.width), millimetres(s.height))
		for _, m := range s.marks {
			b.WriteString(m.describe() + "\n")
		}
	}
	for _, w := range p.Warnings {
		fmt.Fprintf(&b, "warning %s\n", w)
	}
	return b.String()
}
