package label

// CodePaper is a sheet of one code in the middle, for tests of what the
// documents do not all use. Bars have their value below.
func CodePaper(of Symbology, value string, widthMM, heightMM int) (Paper, error) {
	s, err := newSymbol("Code", of, value)
	if err != nil {
		return Paper{}, err
	}
	d := draft{sheet: sheet{width: length(widthMM) * mm, height: length(heightMM) * mm}}
	const margin = 5 * mm
	d.code("Code", s, area{x: margin, y: margin, w: d.sheet.width - 2*margin, h: d.sheet.height - 2*margin}, codeLook{align: centre, text: !s.kind().square})
	return Paper{title: value, sheets: []sheet{d.sheet}}, d.err
}

// ModuleOn gives the width in millimetres of a module of the first code on a sheet
// at a density.
func ModuleOn(p Paper, dpi int) float64 {
	for _, m := range p.sheets[0].marks {
		if c, ok := m.(code); ok {
			s, err := c.on(density(dpi))
			if err != nil {
				return 0
			}
			return float64(s.module) * 25.4 / float64(dpi)
		}
	}
	return 0
}

// PicturePaper is a sheet of 40 × 30 mm with a picture in a frame.
func PicturePaper(p *Picture) Paper {
	s := sheet{width: 40 * mm, height: 30 * mm}
	s.add(picture{x: 5 * mm, y: 5 * mm, w: 30 * mm, h: 20 * mm, image: p})
	s.add(box{x: 4 * mm, y: 4 * mm, w: 32 * mm, h: 22 * mm, stroke: mm / 2})
	return Paper{title: "picture", sheets: []sheet{s}}
}

// OddPaper is a sheet with marks that reach over its edges.
func OddPaper() Paper {
	s := sheet{width: 30 * mm, height: 20 * mm}
	s.add(text{x: -mm, baseline: 2 * mm, size: 4 * mm, value: "Їжа"})
	s.add(box{x: 20 * mm, y: 15 * mm, w: 20 * mm, h: 20 * mm, stroke: mm})
	s.add(box{x: -5 * mm, y: 10 * mm, w: 10 * mm, h: mm})
	s.add(text{x: 50 * mm, baseline: 50 * mm, size: 4 * mm, value: "ніде"})
	return Paper{title: "odd", sheets: []sheet{s}}
}

// Code128Words gives the codewords of a message.
func Code128Words(message string) []int { return code128Words(message) }

// Bits is a bitmap for tests: rows of "#" and ".".
func Bits(width, height int, draw func(fill func(x, y, w, h int), stamp func(pattern []string, x, y int))) []string {
	b := newBitmap(width, height)
	draw(b.fill, func(pattern []string, x, y int) {
		other := newBitmap(len(pattern[0]), len(pattern))
		for py, line := range pattern {
			for px, c := range line {
				if c == '#' {
					other.set(px, py)
				}
			}
		}
		b.stamp(other, x, y)
	})
	rows := make([]string, height)
	for y := range height {
		for x := range b.stride * 8 {
			switch {
			case x >= width && b.black(x, y):
				rows[y] += "!" // beyond the edge
			case x < width && b.black(x, y):
				rows[y] += "#"
			case x < width:
				rows[y] += "."
			}
		}
	}
	return rows
}
