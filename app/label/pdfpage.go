package label

import (
	"fmt"
	"strconv"
)

// pdfDensity is what a code's modules are whole dots of, on paper of a printer
// that nobody knows yet: the coarsest.
const pdfDensity density = 203

// A pagePen writes the marks of one page. PDF counts points from the lower left
// corner.
type pagePen struct {
	file   *PDF
	height length
	out    []byte
}

func (s sheet) mediaBox() string {
	return string(append(points(append(points([]byte("[0 0 "), s.width), ' '), s.height), ']'))
}

// points writes a length in points, to a thousandth.
func points(out []byte, l length) []byte {
	thousandths := (int(l)*72_000*2 + 25_400) / (25_400 * 2)
	if l < 0 {
		out = append(out, '-')
		thousandths = (int(-l)*72_000*2 + 25_400) / (25_400 * 2)
	}
	out = strconv.AppendInt(out, int64(thousandths/1000), 10)
	if rest := thousandths % 1000; rest > 0 {
		out = append(out, '.', byte('0'+rest/100), byte('0'+rest/10%10), byte('0'+rest%10))
	}
	return out
}

func (f *PDF) page(s sheet) error {
	pen := pagePen{file: f, height: s.height, out: f.content[:0]}
	for _, m := range s.marks {
		if err := pen.draw(m); err != nil {
			return err
		}
	}
	f.content = pen.out
	content := f.stream("", pen.out)
	page := f.object(0, fmt.Appendf(nil, "<</Type/Page/Parent %d 0 R/MediaBox %s/Contents %d 0 R>>", pdfPages, s.mediaBox(), content))
	f.pages = append(f.pages, page)
	return nil
}

func (p *pagePen) draw(m mark) error {
	switch m := m.(type) {
	case text:
		p.text(m)
	case box:
		p.box(m)
	case code:
		return p.code(m)
	case picture:
		p.picture(m)
	}
	return nil
}

// numbers writes lengths with spaces between.
func (p *pagePen) numbers(lengths ...length) {
	for _, l := range lengths {
		p.out = append(points(p.out, l), ' ')
	}
}

func (p *pagePen) text(t text) {
	font, name := &p.file.fonts[0], "BT/F0 "
	if t.bold {
		font, name = &p.file.fonts[1], "BT/F1 "
	}
	p.out = append(p.out, name...)
	p.numbers(t.size)
	p.out = append(p.out, "Tf "...)
	p.numbers(t.left(), p.height-t.baseline)
	p.out = append(p.out, "Td<"...)
	for _, letter := range t.value {
		id := font.id(letter)
		const digits = "0123456789abcdef"
		p.out = append(p.out, digits[id>>12], digits[id>>8&15], digits[id>>4&15], digits[id&15])
	}
	p.out = append(p.out, ">Tj ET\n"...)
}

func (p *pagePen) rectangle(x, y, w, h length) {
	p.numbers(x, p.height-y-h, w, h)
	p.out = append(p.out, "re "...)
}

func (p *pagePen) box(b box) {
	if b.stroke == 0 {
		p.rectangle(b.x, b.y, b.w, b.h)
		p.out = append(p.out, "f\n"...)
		return
	}
	p.numbers(b.stroke)
	p.out = append(p.out, "w "...)
	half := b.stroke / 2
	p.rectangle(b.x+half, b.y+half, b.w-b.stroke, b.h-b.stroke)
	p.out = append(p.out, "S\n"...)
}

// code draws the modules of a code as rectangles.
//
// Ghostscript, which many print queues draw with, blackens every dot that a
// rectangle touches, so that bars of whole dots grow by one dot and the symbol
// can no longer be read; a hair less on either side stops that. Narrow bars stay
// whole: at 203 dpi, a little less than 8 dots a millimetre, renderers that round
// instead would make some of them one dot wide.
func (p *pagePen) code(c code) error {
	s, err := c.on(pdfDensity)
	if err != nil {
		return err
	}
	trim := length(0)
	if s.module >= 3 {
		trim = dot / 16
	}
	trimBelow := trim
	if !c.kind().square {
		trimBelow = 0
	}
	at := pdfDensity.length
	c.drawn(s, func(x, y, w, h int) {
		p.rectangle(at(x)+trim, at(y)+trimBelow, at(w)-2*trim, at(h)-2*trimBelow)
	})
	p.out = append(p.out, "f\n"...)
	return nil
}

func (p *pagePen) picture(m picture) {
	f := p.file
	if _, known := f.images[m.image]; !known {
		entries := fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8", m.image.width, m.image.height)
		f.images[m.image] = f.stream(entries, m.image.grey.Pix)
		f.logos = append(f.logos, m.image)
	}
	name := 0
	for f.logos[name] != m.image {
		name++
	}
	wide, high := m.image.within(int(m.w), int(m.h))
	w, h := length(wide), length(high)
	p.out = append(p.out, "q "...)
	p.numbers(w)
	p.out = append(p.out, "0 0 "...)
	p.numbers(h, m.x+(m.w-w)/2, p.height-m.y-(m.h-h)/2-h)
	p.out = fmt.Appendf(p.out, "cm/I%d Do Q\n", name)
}

// left gives the left edge of a text, wherever it is aligned.
func (t text) left() length {
	switch t.align {
	case centre:
		return t.x - widthOf(t.value, t.size, t.bold)/2
	case right:
		return t.x - widthOf(t.value, t.size, t.bold)
	}
	return t.x
}
