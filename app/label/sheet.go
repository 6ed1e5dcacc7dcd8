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

// A mark is one of text, box or code.
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

// A code is a Code 128 symbol. A renderer may print it by the printer's own
// command from value, or draw the bars.
type code struct {
	x, y, height length // of the first bar; the quiet zones around are kept free
	module       length // X dimension
	bars         []bar
	value        string
}

// A bar is one dark bar; both figures count modules.
type bar struct{ at, wide int }

func (s *sheet) add(m mark) { s.marks = append(s.marks, m) }

func (s *sheet) line(x, y, w length) { s.add(box{x: x, y: y, w: w, h: 2 * dot}) }

func (t text) describe() string {
	weight := "regular"
	if t.bold {
		weight = "bold"
	}
	return fmt.Sprintf("text %s %s %s %s %s %q",
		millimetres(t.x), millimetres(t.baseline), [...]string{"left", "centre", "right"}[t.align], weight, millimetres(t.size), t.value)
}

func (b box) describe() string {
	at := fmt.Sprintf("%s %s %s %s", millimetres(b.x), millimetres(b.y), millimetres(b.w), millimetres(b.h))
	if b.stroke > 0 {
		return "frame " + at + " " + millimetres(b.stroke)
	}
	return "box " + at
}

func (c code) describe() string {
	return fmt.Sprintf("code128 %s %s module %s height %s %q", millimetres(c.x), millimetres(c.y), millimetres(c.module), millimetres(c.height), c.value)
}

func millimetres(l length) string { return fmt.Sprintf("%d.%03d", l/mm, l%mm) }

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
