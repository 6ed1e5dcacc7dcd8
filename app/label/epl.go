package label

import (
	"bytes"
	"fmt"
	"io"
)

// EPL renders the paper in EPL2, the language of older desktop label printers,
// one label a sheet. Square codes are drawn: firmware older than the symbology
// is what is left of these printers.
func (p Paper) EPL(w io.Writer, to Device) error { return p.print(w, epl{}, to) }

// epl writes EPL2 (Zebra's manual 980352).
type epl struct{}

func (e epl) sheet(out *bytes.Buffer, s sheet, to Device) error {
	parts, page, err := s.parts(to)
	if err != nil {
		return err
	}
	direction := 'T'
	if to.Turned {
		direction = 'B'
	}
	// The empty line ends whatever a broken job left half said. There is no R: it
	// would undo that q puts a narrow label under the middle of the head.
	fmt.Fprintf(out, "\nN\nq%d\nQ%d,%d\nZ%c\n", page.X, page.Y, to.density().dots(length(to.GapMicrometres)), direction)
	printPictures(parts, func(dots bitmap, x, y int) {
		fmt.Fprintf(out, "GW%d,%d,%d,%d,", x, y, dots.stride, dots.height)
		writeInverted(out, dots)
		out.WriteString("\n")
	}, func(p part) bool { return e.code(out, p) }, func(x, y, w, h int) {
		fmt.Fprintf(out, "LO%d,%d,%d,%d\n", x, y, w, h)
	})
	fmt.Fprintf(out, "P%d\n", to.copies())
	return nil
}

// code prints bars by the printer's command and reports whether it could. Of
// Code 128 only what stays in one set is sure to become the same words.
func (e epl) code(out *bytes.Buffer, p part) bool {
	c, s := p.code, p.stamp
	if s.module > moduleMax || !isHarmless(c.message) {
		return false
	}
	kind, data, high, wide := "", c.value, s.high, 2
	switch c.symbology {
	case Code128:
		kind = map[int]string{wordStartB: "1B", wordStartC: "1C"}[c.words[0]]
		for _, w := range c.words[1:] {
			if w == wordCodeC && kind == "1B" || w >= wordCodeB {
				return false
			}
		}
	case EAN13, EAN8:
		kind, data, high = map[Symbology]string{EAN13: "E30", EAN8: "E80"}[c.symbology], c.value[:len(c.value)-1], s.belowGuards()
	case ITF14:
		kind, wide = "2", 3*s.module
	}
	if kind == "" || high <= 0 {
		return false
	}
	fmt.Fprintf(out, "B%d,%d,0,%s,%d,%d,%d,N,\"%s\"\n", s.x, s.y, kind, s.module, wide, high, data)
	return true
}
