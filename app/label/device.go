package label

import (
	"bytes"
	"fmt"
	"image"
	"io"
	"strings"
)

// A Device is what the languages of label and receipt printers have to know of
// the printer. The zero value of any field but DPI is usable.
type Device struct {
	DPI int // dots an inch: 203, 300 or 600; 203 means 8 dots a millimetre
	// Dots is how wide the head is. A sheet that is wider is printed around its
	// middle if all its ink fits, and refused if not; 0 takes any sheet.
	Dots int
	// GapMicrometres lies between two labels; 0 is a roll without gaps.
	GapMicrometres int
	Turned         bool // label printers: the label comes out the other way up
	Copies         int  // of each sheet; 0 is one. Receipt printers take it as sheets sent again.

	FeedMicrometres int  // receipt printers: paper fed after each sheet, so that the last line clears the knife
	Cut             bool // receipt printers: cut after each sheet
	Drawer          bool // receipt printers: open the cash drawer before the first sheet
	OwnCodes        bool // receipt printers: print bars that stand alone by the printer's own command
}

func (to Device) density() density { return density(to.DPI) }

func (to Device) copies() int { return max(1, to.Copies) }

// Sheets gives each sheet as a Paper of its own, for printers that are sent one
// label after the other. Warnings stay with the whole.
func (p Paper) Sheets() []Paper {
	papers := make([]Paper, len(p.sheets))
	for i := range p.sheets {
		papers[i] = Paper{title: p.title, sheets: p.sheets[i : i+1]}
	}
	return papers
}

// A language writes one sheet's commands.
type language interface {
	sheet(out *bytes.Buffer, s sheet, to Device) error
}

// print writes a paper sheet by sheet: no more than one is in memory.
func (p Paper) print(w io.Writer, l language, to Device) error {
	if len(p.sheets) == 0 {
		return errNoSheet
	}
	if err := to.density().check(); err != nil {
		return err
	}
	var out bytes.Buffer
	for _, s := range p.sheets {
		out.Reset()
		if err := l.sheet(&out, s, to); err != nil {
			return err
		}
		if _, err := w.Write(out.Bytes()); err != nil {
			return fmt.Errorf("label: write sheet: %w", err)
		}
	}
	return nil
}

// A part is a piece of a sheet in dots: a picture, a rectangle or a code that
// the language may print itself.
type part struct {
	bitmap
	at     image.Point
	area   image.Rectangle // of a rectangle or frame, whose bitmap is empty
	stroke int             // of a frame
	code   *code
	stamp  stamp
}

// parts gives the pieces of a sheet that lie on the page, and its size.
func (s sheet) parts(to Device) (parts []part, page image.Point, err error) {
	d := to.density()
	page = image.Pt(d.dots(s.width), d.dots(s.height))
	shift := 0
	if to.Dots > 0 && page.X > to.Dots {
		shift = (page.X - to.Dots) / 2
		page.X = to.Dots
	}
	for _, m := range s.marks {
		p, err := partOf(m, d)
		if err != nil {
			return nil, page, err
		}
		p.move(-shift)
		if box := p.bounds(); shift > 0 && (box.Min.X < 0 || box.Max.X > page.X) {
			return nil, page, &Error{Code: CodeTooWide, Field: "Dots", Value: fmt.Sprint(to.Dots),
				Hint: fmt.Sprintf("this paper is %s mm wide and the printer's head reaches %s mm; choose a narrower paper or another printer", millimetres(s.width), millimetres(d.length(to.Dots)))}
		}
		if p, visible := p.clip(page); visible {
			parts = append(parts, p)
		}
	}
	return parts, page, nil
}

func partOf(m mark, d density) (p part, err error) {
	switch m := m.(type) {
	case text:
		p.bitmap, p.at.X, p.at.Y = m.dots(d)
	case box:
		p.area, p.stroke = m.dots(d)
	case picture:
		p.bitmap, p.at.X, p.at.Y = m.on(d)
	case code:
		s, err := m.on(d)
		if err != nil {
			return p, err
		}
		p.code, p.stamp = &m, s
	}
	return p, nil
}

func (p *part) move(x int) {
	p.at.X += x
	p.area = p.area.Add(image.Pt(x, 0))
	p.stamp.x += x
}

// bounds is the rectangle that a part blackens.
func (p part) bounds() image.Rectangle {
	switch {
	case p.code != nil:
		return image.Rect(p.stamp.x, p.stamp.y, p.stamp.x+p.code.wide*p.stamp.module, p.stamp.y+p.stamp.high)
	case p.width > 0:
		return image.Rect(p.at.X, p.at.Y, p.at.X+p.width, p.at.Y+p.height)
	}
	return p.area
}

// clip cuts off what lies outside of the page: printers take that for a mistake
// or wrap it around.
func (p part) clip(page image.Point) (part, bool) {
	whole := p.bounds()
	seen := whole.Intersect(image.Rectangle{Max: page})
	switch {
	case seen.Empty():
		return p, false
	case seen == whole:
		return p, true
	case p.width == 0 && p.stroke == 0 && p.code == nil:
		p.area = seen
		return p, true
	}
	drawn := newBitmap(seen.Dx(), seen.Dy())
	p.paint(drawn, image.Pt(-seen.Min.X, -seen.Min.Y))
	return part{bitmap: drawn, at: seen.Min}, true
}

// paint blackens a part on a bitmap, moved by an offset.
func (p part) paint(on bitmap, by image.Point) {
	fill := func(x, y, w, h int) { on.fill(x+by.X, y+by.Y, w, h) }
	switch {
	case p.code != nil:
		p.code.drawn(p.stamp, fill)
	case p.width > 0:
		on.stamp(p.bitmap, p.at.X+by.X, p.at.Y+by.Y)
	default:
		for _, r := range frame(p.area, p.stroke) {
			fill(r.Min.X, r.Min.Y, r.Dx(), r.Dy())
		}
	}
}

// picture gives a part as dots, whatever it is.
func (p part) picture() (bitmap, image.Point) {
	if p.width > 0 {
		return p.bitmap, p.at
	}
	box := p.bounds()
	drawn := newBitmap(box.Dx(), box.Dy())
	p.paint(drawn, image.Pt(-box.Min.X, -box.Min.Y))
	return drawn, box.Min
}

// guardModules is how far the guard bars of an EAN may reach below the others.
const guardModules = 5

// belowGuards gives the height to ask a printer for that lengthens guard bars,
// so that nothing stands under the room.
func (s stamp) belowGuards() int { return s.high - guardModules*s.module }

// harmless are the characters besides letters and digits that mean nothing to
// any printer's language. A code with another one is drawn: nothing that people
// typed can then become a command.
const harmless = " $%*+-./:,=()"

func isHarmless(value string) bool {
	return !strings.ContainsFunc(value, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && !strings.ContainsRune(harmless, r) && r != fnc1
	})
}
