package label

// A ShelfLabel names a place: a shelf, a bin, a row. Its code is large enough to
// be read from across the aisle.
type ShelfLabel struct {
	Code string // printed as text and as bars, or as QR where bars lack its letters
	Name string
}

// ShelfLabels are labels of places on a roll, one a label.
type ShelfLabels struct {
	Size   Size
	Labels []ShelfLabel
}

// The sizes of shelf labels.
const (
	Shelf100x50 Size = "100x50"
	Shelf58x40  Size = "58x40"
)

// ShelfSizes lists the sizes of shelf labels, the usual first.
var ShelfSizes = []Size{Shelf100x50, Shelf58x40}

// Paper lays the labels out. It fails with an *Error when there are no labels,
// no such size, or a code that cannot be printed whole, as text and to be
// scanned.
func (p ShelfLabels) Paper() (Paper, error) {
	if len(p.Labels) == 0 {
		return Paper{}, nothing("Labels", "no places were given; give some")
	}
	f, err := p.Size.sticker(ShelfSizes)
	if err != nil {
		return Paper{}, err
	}
	return onRoll(f, len(p.Labels), func(d *draft, i int, a area) { d.shelf(p.Labels[i], a) })
}

// shelf draws one label: the code across the top, its name, and the code to be
// scanned at the foot.
func (d *draft) shelf(l ShelfLabel, a area) {
	const pad = 2 * mm
	x, wide, foot := a.x+pad, a.w-2*pad, a.h*36/100
	of := Code128
	if _, odd := foreign(l.Code, of.holds); odd {
		of = QR
	}
	s, err := newSymbol("Labels.Code", of, l.Code)
	if err != nil {
		if d.err == nil {
			d.err = err
		}
		return
	}
	below := a.y + a.h - pad - foot
	d.code("Labels.Code", s, area{x: x, y: below, w: wide, h: foot}, codeLook{align: centre, free: pad})
	large := a.h * 28 / 100
	code := d.amount("Labels.Code", l.Code, room{width: wide, height: lineHeight(large), largest: large, lowest: readable, bold: true, single: true})
	y := d.print(code, a.x+a.w/2, a.y+pad, centre)
	name := room{width: wide, height: below - y - mm/2, largest: a.h * 10 / 100, lowest: readable}
	d.print(d.fit("Labels.Name", l.Name, name), a.x+a.w/2, y, centre)
}
