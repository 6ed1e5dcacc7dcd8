package label

import (
	"fmt"
	"strconv"

	"github.com/prylavok/prylavok/app/shop"
)

// A PriceTag says what one offer costs, for a shelf or for the goods
// themselves. Every text is printed as given; empty fields take no room.
type PriceTag struct {
	Title   string
	Barcode string // printed as bars and as text
	SKU     string // takes the barcode's part where there is none, else stands beside it if there is room
	Price   string
	Old     string // the price before a sale, struck through
	Unit    string // what the price is for: "за кг"
	At      string // the day since which it is true
}

// PriceTags are tags on a roll, one a label, or on sheets of A4.
type PriceTags struct {
	Size  Size
	Tags  []PriceTag
	First int // the place of the first tag on the first sheet of A4, from 1; 0 is 1
}

// The sizes of price tags: labels on a roll, and sheets of A4 with 65 labels of
// 38.1 × 21.2 mm.
const (
	Tag58x40 Size = "58x40"
	Tag40x30 Size = "40x30"
	TagA4    Size = "a4x65"
)

// TagSizes lists the sizes of price tags, the usual first.
var TagSizes = []Size{Tag58x40, Tag40x30, TagA4}

// The grid of a sheet of 65, as sold under the numbers L7651 and 65-up: 5 columns
// 2.5 mm apart, 13 rows without a gap, centred on A4.
const (
	gridColumns = 5
	gridRows    = 13
	gridPlaces  = gridColumns * gridRows
	gridWide    = 38100
	gridHigh    = 21200
	gridPitch   = 40600
)

// Paper lays the tags out. A code that cannot be printed as readable bars is
// printed as text, with a Warning. It fails with an *Error when there are no
// tags, no such size, or no such place on a sheet, and when a price does not fit
// whole.
func (p PriceTags) Paper() (Paper, error) {
	if len(p.Tags) == 0 {
		return Paper{}, nothing("Tags", "no goods were chosen; choose some")
	}
	draw := func(d *draft, i int, a area) { d.tag(p.Tags[i], a) }
	if p.Size == TagA4 {
		return onGrid(len(p.Tags), p.First, draw)
	}
	f, err := p.Size.sticker(TagSizes)
	if err != nil {
		return Paper{}, err
	}
	return onRoll(f, len(p.Tags), draw)
}

// onRoll gives each of n stickers a sheet of its own.
func onRoll(f format, n int, draw func(d *draft, i int, a area)) (Paper, error) {
	var p Paper
	for i := range n {
		d := &draft{sheet: sheet{width: f.width, height: f.height}}
		draw(d, i, area{w: f.width, h: f.height})
		if d.err != nil {
			return Paper{}, d.err
		}
		p.sheets, p.Warnings = append(p.sheets, d.sheet), append(p.Warnings, d.warnings...)
	}
	return p, nil
}

// onGrid puts n stickers on sheets of 65, the first at a place that is still
// free.
func onGrid(n, first int, draw func(d *draft, i int, a area)) (Paper, error) {
	first = max(first, 1)
	if first > gridPlaces {
		return Paper{}, &Error{Code: CodeStart, Field: "First", Value: strconv.Itoa(first), Hint: fmt.Sprintf("a sheet has places 1 to %d", gridPlaces)}
	}
	var p Paper
	d := &draft{}
	for i := range n {
		place := (first - 1 + i) % gridPlaces
		if i == 0 || place == 0 {
			d.sheet = sheet{width: a4.width, height: a4.height}
		}
		draw(d, i, area{
			x: (a4.width-gridPitch*(gridColumns-1)-gridWide)/2 + gridPitch*length(place%gridColumns),
			y: (a4.height-gridHigh*gridRows)/2 + gridHigh*length(place/gridColumns),
			w: gridWide, h: gridHigh,
		})
		if place == gridPlaces-1 || i == n-1 {
			p.sheets = append(p.sheets, d.sheet)
		}
	}
	if d.err != nil {
		return Paper{}, d.err
	}
	p.Warnings = d.warnings
	return p, nil
}

// tag draws one tag into its area: the name from the top, bars and codes from
// the bottom, and the price, the largest thing on it, above the bars.
func (d *draft) tag(t PriceTag, a area) {
	const pad = 1200
	x, wide := a.x+pad, a.w-2*pad
	bottom := d.tagCodes(t, area{x: x, y: a.y + pad, w: wide, h: a.h - 2*pad})
	size := a.h / 5
	top := bottom - lineHeight(size) - a.h/100
	d.tagPrice(t, size, area{x: x, y: top, w: wide, h: lineHeight(size)})
	name := room{width: wide, height: top - a.y - pad, largest: a.h * 9 / 100, lowest: readable, bold: true}
	name.largest = max(name.largest, readable)
	d.print(d.fit("Tags.Title", t.Title, name), x, a.y+pad, left)
}

// tagCodes prints the foot of a tag and says where it begins.
func (d *draft) tagCodes(t PriceTag, a area) (above length) {
	value := t.Barcode
	if value == "" {
		value = t.SKU
	}
	line := a.y + a.h - lineHeight(readable)
	day := d.fit("Tags.At", t.At, oneLine(a.w/2, readable, false))
	room := a.w
	for _, s := range day.lines {
		room -= widthOf(s, day.size, false) + 2*mm
	}
	d.print(day, a.x+a.w, line, right)
	codes := value
	if both, _ := clean(joined(" · ", t.Barcode, t.SKU)); widthOf(both, readable, false) <= room {
		codes = both
	}
	d.print(d.fit("Tags.Barcode", codes, oneLine(room, readable, false)), a.x, line, left)
	if value == "" {
		return line
	}
	high := max(5*mm, a.h/5)
	bars := area{x: a.x, y: line - high, w: a.w, h: high}
	if !d.readableCode("Tags.Barcode", value, bars) {
		return line
	}
	return bars.y
}

// readableCode prints a code in an area, or leaves it out with a warning where
// it could not be read.
func (d *draft) readableCode(field, value string, a area) bool {
	before := d.err
	s, err := newSymbol(field, symbologyOf(value), value)
	if err == nil {
		d.err = nil
		// Around the area there is paper: that of the tag, and the gap to the next.
		d.code(field, s, a, codeLook{align: centre, free: mm})
		err = d.err
	}
	d.err = before
	if err != nil {
		d.warnings = append(d.warnings, Warning{Code: WarnNoCode, Field: field, Lost: len([]rune(value))})
	}
	return err == nil
}

// symbologyOf gives the kind of bars that shops expect for a code.
func symbologyOf(code string) Symbology {
	switch {
	case !shop.GTIN(code):
		return Code128
	case len(code) == 13:
		return EAN13
	case len(code) == 8:
		return EAN8
	}
	return Code128
}

// tagPrice prints the price, and what it was and what it is for beside it.
func (d *draft) tagPrice(t PriceTag, size length, a area) {
	small := max(size*2/5, readable)
	beside := oneLine(a.w/2, small, false)
	unit, old := d.fit("Tags.Unit", t.Unit, beside), d.amount("Tags.Old", t.Old, beside)
	used := length(0)
	for _, b := range []block{unit, old} {
		for _, line := range b.lines {
			used = max(used, widthOf(line, b.size, false)+mm)
		}
	}
	y := a.y + a.h - lineHeight(small)
	if len(unit.lines) > 0 {
		d.print(unit, a.x, y, left)
		y -= lineHeight(small)
	}
	for _, line := range old.lines {
		d.print(old, a.x, y, left)
		d.sheet.line(a.x, y+ascent(old.size)-old.size/3, widthOf(line, old.size, false))
	}
	price := d.amount("Tags.Price", t.Price, room{width: a.w - used, height: a.h, largest: size, lowest: max(size/3, readable), bold: true, single: true})
	// A price of a smaller size stands on the same foot.
	y = a.y + a.h - lineHeight(price.size)
	if used > 0 {
		d.print(price, a.x+a.w, y, right)
		return
	}
	d.print(price, a.x+a.w/2, y, centre)
}
