package label

import (
	"errors"
	"fmt"
	"strings"
)

// densities are those that heads and pages are drawn at: a document that fits
// them all can be printed anywhere.
var densities = []density{203, 300, 600}

// newCode encodes a number as Code 128 for a strip of paper, at 0.375 mm a module
// if that fits. The bars keep within printed, what the head reaches; bars and
// quiet zones keep within paper.
func newCode(number string, printed, paper length) (code, error) {
	s, err := newSymbol("Number", Code128, number)
	if err != nil {
		return code{}, err
	}
	c := code{symbol: s, room: printed, height: 10 * mm, free: (paper - printed) / 2, nominal: s.nominal(), align: centre}
	if err := c.check("Number"); err != nil {
		var e *Error
		if errors.As(err, &e) {
			e.Code, e.Hint = CodeNumberTooLong, e.Hint+"; use a shorter number"
		}
		return code{}, err
	}
	return c, nil
}

// centredOn places the code on a sheet.
func (c code) centredOn(middle, y, height length) code {
	c.x = middle - c.room/2
	c.y, c.height = y, height
	return c
}

// width is that of the bars at the coarsest density.
func (c code) width() length {
	const coarsest = 203
	s, err := c.on(coarsest)
	if err != nil {
		return c.room
	}
	return density(coarsest).length(c.wide * s.module)
}

// A codeLook says how a code stands in its area.
type codeLook struct {
	nominal length // X dimension that is wished for; 0 for the symbology's own
	free    length // blank paper that is sure to be around the area
	align   align
	text    bool // print the value below
}

// An area is a rectangle of the sheet.
type area struct{ x, y, w, h length }

// codeText is the size of the line below a code.
const codeText = 2800

// code puts a symbol into an area, with its value below when look says so. An
// area too small to be read stops the document, and field is named.
func (d *draft) code(field string, s symbol, a area, look codeLook) {
	c := code{symbol: s, x: a.x, y: a.y, room: a.w, height: a.h, free: look.free, nominal: look.nominal, align: look.align}
	if c.nominal == 0 {
		c.nominal = s.nominal()
	}
	if look.text {
		c.height -= lineHeight(codeText) + mm/2
	}
	if err := c.check(field); err != nil {
		if d.err == nil {
			d.err = err
		}
		return
	}
	d.sheet.add(c)
	if look.text {
		line := d.fit(field, s.value, oneLine(a.w, codeText, false))
		d.print(line, look.align.of(a.x, a.w), a.y+a.h-lineHeight(line.size), look.align)
	}
}

// of gives the point of a strip that a text with this alignment stands at.
func (a align) of(x, width length) length {
	return x + [...]length{left: 0, centre: width / 2, right: width}[a]
}

// check tells whether the code can be read at every density.
func (c code) check(field string) error {
	for _, d := range densities {
		if _, err := c.on(d); err != nil {
			err.Field = field
			return err
		}
	}
	return nil
}

// A stamp is a code on dots: where its first module stands and how big it is.
type stamp struct {
	x, y, module int
	high         int // of bars; a square symbol is as high as its modules
}

// on gives the stamp at a density: the widest whole module that is not over the
// nominal one, rounded, and that keeps symbol and quiet zones within their room.
func (c code) on(d density) (stamp, *Error) {
	kind := c.kind()
	room, high, free := d.dots(c.room), d.dots(c.height), d.dots(c.free)
	least := max(kind.dots, d.up(kind.least))
	for module := max(least, d.dots(c.nominal)); module >= least; module-- {
		wide, tall := c.wide*module, len(c.rows)*module
		blank := max(0, (kind.quietLeft+kind.quietRight)*module-2*free)
		if wide > room || wide+blank > room {
			continue
		}
		s := stamp{module: module, y: d.dots(c.y), high: high}
		if kind.square {
			if tall > high || tall+blank > high {
				continue
			}
			s.y, s.high = s.y+(high-tall)/2, tall
		}
		quiet := max(0, kind.quietLeft*module-free)
		s.x = d.dots(c.x) + [...]int{left: quiet, centre: max(quiet, (room-wide)/2), right: room - wide - max(0, kind.quietRight*module-free)}[c.align]
		if s.high >= max(1, d.dots(kind.low)) {
			return s, nil
		}
		break
	}
	return stamp{}, c.unreadable(least, d)
}

func (c code) unreadable(least int, d density) *Error {
	kind := c.kind()
	across := d.length((c.wide + kind.quietLeft + kind.quietRight) * least)
	down := kind.low
	if kind.square {
		down = across
	}
	return &Error{Code: CodeUnreadable, Field: "Code", Value: c.value, Hint: fmt.Sprintf("to be readable this %s needs %s × %s mm with the blank paper around it, and there are %s × %s mm",
		kind.name, millimetres(across), millimetres(down), millimetres(c.room+2*c.free), millimetres(c.height))}
}

// A density is how many dots stand on an inch of paper.
type density int

// dots rounds a length to whole dots. A head that is called 203 dpi has exactly
// 8 dots a millimetre (203.2); 300 and 600 are what they say.
func (d density) dots(l length) int {
	if l < 0 {
		return -d.dots(-l)
	}
	return (int(l)*d.tenths() + 127_000) / 254_000
}

// up gives the fewest dots that are not shorter than a length, one part in a
// hundred forgiven.
func (d density) up(l length) int { return (int(l)*99/100*d.tenths() + 253_999) / 254_000 }

// length gives how long so many dots are, rounded to micrometres.
func (d density) length(dots int) length { return length((dots*254_000 + d.tenths()/2) / d.tenths()) }

// check refuses densities that no printer has and no memory would hold.
func (d density) check() error {
	const least, most = 100, 1200
	if d < least || d > most {
		return &Error{Code: CodeDensity, Field: "DPI", Value: fmt.Sprint(int(d)), Hint: fmt.Sprintf("printers have %d to %d dots an inch; most have 203", least, most)}
	}
	return nil
}

func (d density) tenths() int {
	if d == 203 {
		return 2032
	}
	return 10 * int(d)
}

// foreign finds the first character that is not among the printable ones.
func foreign(value string, printable func(rune) bool) (odd rune, found bool) {
	at := strings.IndexFunc(value, func(r rune) bool { return !printable(r) })
	if at < 0 {
		return 0, false
	}
	return []rune(value[at:])[0], true
}
