package label

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
)

// ZPL renders the paper in ZPL II, one label a sheet. Texts and pictures go as
// graphic fields, so that the printer's fonts do not matter; codes go by the
// printer's own commands, word by word, so that they are what was laid out.
func (p Paper) ZPL(w io.Writer, to Device) error { return p.print(w, zpl{}, to) }

// zpl writes ZPL II (Zebra's Programming Guide, P1099958).
type zpl struct{}

func (z zpl) sheet(out *bytes.Buffer, s sheet, to Device) error {
	parts, page, err := s.parts(to)
	if err != nil {
		return err
	}
	// What an earlier job may have left behind is set; what people calibrate, the
	// label's top and left edge, is not touched.
	direction := 'N'
	if to.Turned {
		direction = 'I'
	}
	fmt.Fprintf(out, "^XA^CI28^FWN^LRN^PO%c^LH0,0^PW%d^LL%d\n", direction, page.X, page.Y)
	for _, p := range parts {
		z.part(out, p)
	}
	fmt.Fprintf(out, "^PQ%d^XZ\n", to.copies())
	return nil
}

func (z zpl) part(out *bytes.Buffer, p part) {
	switch {
	case p.code != nil && z.code(out, *p.code, p.stamp):
	case p.code == nil && p.width == 0:
		wide, high := p.area.Dx(), p.area.Dy()
		thick := p.stroke
		if thick == 0 {
			thick = min(wide, high)
		}
		fmt.Fprintf(out, "^FO%d,%d^GB%d,%d,%d^FS\n", p.area.Min.X, p.area.Min.Y, wide, high, thick)
	default:
		dots, at := p.picture()
		fmt.Fprintf(out, "^FO%d,%d^GFA,%d,%d,%d,", at.X, at.Y, len(dots.bits), len(dots.bits), dots.stride)
		z.graphic(out, dots)
		out.WriteString("^FS\n")
	}
}

// moduleMax is the widest module that older firmware takes.
const moduleMax = 10

// code prints a code by the printer's command and reports whether it could.
func (z zpl) code(out *bytes.Buffer, c code, s stamp) bool {
	if s.module > moduleMax || !isHarmless(c.message) {
		return false
	}
	var data string
	y := s.y
	switch c.symbology {
	case Code128, GS1128:
		mode, words := zplWords(c)
		if mode == 0 {
			return false
		}
		data = fmt.Sprintf("^BCN,%d,N,N,N,%c^FD%s", s.high, mode, words)
	case EAN13:
		if s.high = s.belowGuards(); s.high <= 0 {
			return false
		}
		data = fmt.Sprintf("^BEN,%d,N,N^FD%s", s.high, c.value[:12])
	case ITF14:
		data = fmt.Sprintf("^B2N,%d,N,N,N^FD%s", s.high, c.value)
	case QR:
		// The firmware lets a QR code sink by the height that ^BY holds.
		y = max(0, y-1)
		s.high = 1
		data = fmt.Sprintf("^BQN,2,%d^FDMA,%s", s.module, c.value)
	case DataMatrix, GS1DataMatrix:
		data = fmt.Sprintf("^BXN,%d,200,%d,%d,,_^FD%s", s.module, c.wide, len(c.rows), zplMatrix(c))
	default: // EAN-8 is rare, and emulators of ZPL leave ^B8 out
		return false
	}
	fmt.Fprintf(out, "^FO%d,%d^BY%d,3,%d%s^FS\n", s.x, y, s.module, s.high, data)
	return true
}

// zplMatrix writes Function 1 by the escape character that ^BX was given.
func zplMatrix(c code) string {
	if c.symbology == DataMatrix {
		return c.value
	}
	return "_1" + gs1Escaped(c.message, "_1")
}

// zplWords writes a Code 128 for ^BC and gives the mode. What begins in set C and
// leaves it at most once goes word by word (N). Other values are left to the
// printer's choice of sets (A), which shifts to C for four digits or more, so
// that it needs as many words as we do; it is not told ">5", which emulators take
// for another word. A GS1-128 has no such mode: 0 asks to draw it.
func zplWords(c code) (mode rune, data string) {
	switch back := slices.Index(c.words, wordCodeB); {
	case c.words[0] == wordStartC && (back < 0 || !slices.Contains(c.words[back:], wordCodeC)):
		return 'N', zplExplicit(c.words, back)
	case c.symbology == Code128:
		return 'A', c.value
	}
	return 0, ""
}

// zplExplicit writes words with the invocation codes of ^BC; those behind the
// change back are of set B.
func zplExplicit(words []int, back int) string {
	var b strings.Builder
	b.WriteString(">;")
	for i, w := range words[1:] {
		switch i++; {
		case w == wordFNC1:
			b.WriteString(">8")
		case i == back:
			b.WriteString(">6")
		case back < 0 || i < back:
			fmt.Fprintf(&b, "%02d", w)
		default:
			b.WriteByte(byte(w) + ' ')
		}
	}
	return b.String()
}

// graphic writes dots in the compressed hexadecimals of ZPL: a count before a
// digit, "," for a rest of white and ":" for the row above once more.
func (z zpl) graphic(out *bytes.Buffer, dots bitmap) {
	var digits []byte
	for y := range dots.height {
		row := dots.row(y)
		if y > 0 && bytes.Equal(row, dots.row(y-1)) {
			out.WriteByte(':')
			continue
		}
		digits = digits[:0]
		for _, b := range bytes.TrimRight(row, "\x00") {
			digits = append(digits, "0123456789ABCDEF"[b>>4], "0123456789ABCDEF"[b&15])
		}
		white := len(digits) < 2*len(row)
		if last := len(digits) - 1; last >= 0 && digits[last] == '0' {
			digits, white = digits[:last], true
		}
		for i := 0; i < len(digits); {
			run := i
			for run < len(digits) && digits[run] == digits[i] {
				run++
			}
			zplRun(out, digits[i], run-i)
			i = run
		}
		if white {
			out.WriteByte(',')
		}
	}
}

// zplRun writes a digit n times: g to z count twenties, G to Y count ones.
func zplRun(out *bytes.Buffer, digit byte, n int) {
	for ; n > 419; n -= 400 {
		out.WriteByte('z')
		out.WriteByte(digit)
	}
	if n < 3 {
		for range n {
			out.WriteByte(digit)
		}
		return
	}
	if n >= 20 {
		out.WriteByte('g' + byte(n/20-1))
	}
	if n%20 > 0 {
		out.WriteByte('G' + byte(n%20-1))
	}
	out.WriteByte(digit)
}
