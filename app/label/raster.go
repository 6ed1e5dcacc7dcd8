package label

import "image"

// raster draws a whole sheet at a density.
func (s sheet) raster(d density) (bitmap, error) {
	page := newBitmap(d.dots(s.width), d.dots(s.height))
	for _, m := range s.marks {
		if err := page.draw(m, d); err != nil {
			return bitmap{}, err
		}
	}
	return page, nil
}

// draw puts one mark on the page.
func (b bitmap) draw(m mark, d density) error {
	switch m := m.(type) {
	case text:
		m.letters(d, func(g glyph, x, y int) { b.stamp(g.bitmap, x+g.left, y+g.top) })
	case box:
		for _, r := range frame(m.dots(d)) {
			b.fill(r.Min.X, r.Min.Y, r.Dx(), r.Dy())
		}
	case code:
		s, err := m.on(d)
		if err != nil {
			return err
		}
		m.drawn(s, b.fill)
	case picture:
		dots, x, y := m.on(d)
		b.stamp(dots, x, y)
	}
	return nil
}

// letters lays a text's letters down on whole dots. Each stands where its exact
// place rounds to, so that errors do not add up along the line.
func (t text) letters(d density, stamp func(g glyph, x, y int)) {
	p := penOf(t.bold, d, t.size)
	advance := faceOf(t.bold).advance
	start, baseline := t.left(), d.dots(t.baseline)
	thousandths := 0
	for _, letter := range t.value {
		if g := p.glyph(letter); g.width > 0 {
			stamp(g, d.dots(start+length(thousandths)*t.size/1000), baseline)
		}
		thousandths += advance[letter]
	}
}

// dots draws a text alone, cropped to its ink; a text of spaces has no width.
func (t text) dots(d density) (drawn bitmap, x, y int) {
	var area image.Rectangle
	t.letters(d, func(g glyph, x, y int) {
		area = area.Union(image.Rect(x+g.left, y+g.top, x+g.left+g.width, y+g.top+g.height))
	})
	drawn = newBitmap(area.Dx(), area.Dy())
	t.letters(d, func(g glyph, x, y int) { drawn.stamp(g.bitmap, x+g.left-area.Min.X, y+g.top-area.Min.Y) })
	return drawn, area.Min.X, area.Min.Y
}

// dots gives a box's rectangle; even the thinnest line is one dot.
func (b box) dots(d density) (area image.Rectangle, stroke int) {
	x, y := d.dots(b.x), d.dots(b.y)
	area = image.Rect(x, y, max(x+1, d.dots(b.x+b.w)), max(y+1, d.dots(b.y+b.h)))
	if b.stroke > 0 {
		stroke = min(max(1, d.dots(b.stroke)), (area.Dx()+1)/2, (area.Dy()+1)/2)
	}
	return area, stroke
}

// frame gives the black rectangles of a box or frame.
func frame(r image.Rectangle, stroke int) []image.Rectangle {
	if stroke == 0 {
		return []image.Rectangle{r}
	}
	return []image.Rectangle{
		image.Rect(r.Min.X, r.Min.Y, r.Max.X, r.Min.Y+stroke),
		image.Rect(r.Min.X, r.Max.Y-stroke, r.Max.X, r.Max.Y),
		image.Rect(r.Min.X, r.Min.Y, r.Min.X+stroke, r.Max.Y),
		image.Rect(r.Max.X-stroke, r.Min.Y, r.Max.X, r.Max.Y),
	}
}

// drawn gives the black rectangles of a code to fill.
func (c code) drawn(s stamp, fill func(x, y, w, h int)) {
	high := s.high / len(c.rows)
	for i, row := range c.rows {
		for _, b := range row {
			fill(s.x+b.at*s.module, s.y+i*high, b.wide*s.module, high)
		}
	}
}

// on gives a picture's dots and where they stand: in the middle of its room.
func (p picture) on(d density) (dots bitmap, x, y int) {
	w, h := d.dots(p.w), d.dots(p.h)
	wide, high := p.image.within(w, h)
	return p.image.dots(wide, high), d.dots(p.x) + (w-wide)/2, d.dots(p.y) + (h-high)/2
}
