package label

// A column is one column of a table over rows of a kind.
type column[R any] struct {
	head  string
	field string // of the document, for warnings
	width length // of the cells; 0 takes what the others leave
	align align
	bold  bool
	whole bool // never cut: a figure that does not fit refuses the document
	tick  bool // an empty box to tick stands in each cell
	need  bool // there even when no row says anything in it
	cell  func(R) string
}

// A table prints rows under heads that each page repeats.
type table[R any] struct {
	book    *book
	columns []column[R]
	size    length
	top     length // where the present page's part of it begins
	least   length // height of a row
}

const (
	cellPad = mm
	// cellMost is how high a row may become; a longer text ends with an ellipsis.
	cellMost = 80 * mm
)

// newTable leaves out columns that no row fills, gives the widest column what
// the others leave, and prints the heads.
func newTable[R any](b *book, size length, rows []R, columns ...column[R]) *table[R] {
	t := &table[R]{book: b, size: size}
	left, open := b.inner(), -1
	for _, c := range columns {
		if !c.need && !c.tick && !fills(c, rows) {
			continue
		}
		if c.width == 0 {
			open = len(t.columns)
		}
		left -= c.width
		t.columns = append(t.columns, c)
	}
	if open >= 0 {
		t.columns[open].width = left
	}
	// Heads alone at the foot of a page say nothing.
	b.need(4 * lineHeight(size))
	b.leave, b.again = t.close, t.heads
	t.heads()
	return t
}

func fills[R any](c column[R], rows []R) bool {
	for _, r := range rows {
		if c.cell(r) != "" {
			return true
		}
	}
	return false
}

func (t *table[R]) heads() {
	t.top = t.book.y
	blocks := make([]block, len(t.columns))
	for i, c := range t.columns {
		r := t.room(c)
		r.bold, r.height, r.lowest = true, 3*lineHeight(t.size), 1800
		blocks[i] = r.fit(c.head)
	}
	t.book.sheet.line(t.book.margin, t.book.y, t.book.inner())
	t.lay(blocks, true)
}

func (t *table[R]) room(c column[R]) room {
	return room{width: c.width - 2*cellPad, height: cellMost, largest: t.size, lowest: t.size * 3 / 4, bold: c.bold}
}

// row prints one row, whole on one page.
func (t *table[R]) row(r R) {
	blocks := make([]block, len(t.columns))
	height := lineHeight(t.size)
	for i, c := range t.columns {
		if c.tick {
			continue
		}
		room := t.room(c)
		if c.whole {
			room.height, room.lowest = lineHeight(t.size), t.size*2/3
			blocks[i] = t.book.amount(c.field, c.cell(r), room)
		} else {
			blocks[i] = t.book.fit(c.field, c.cell(r), room)
		}
		height = max(height, blocks[i].height())
	}
	t.book.need(max(height+2*cellPad, t.least))
	t.lay(blocks, false)
}

// part prints a line over all columns that names the rows below it.
func (t *table[R]) part(field, name string) {
	b := t.book
	wide := b.fit(field, name, room{width: b.inner() - 2*cellPad, height: 3 * lineHeight(t.size), largest: t.size, lowest: readable, bold: true})
	// A name keeps with its first row.
	b.need(wide.height() + 2*cellPad + 3*lineHeight(t.size))
	t.close()
	top := b.y
	b.y = b.print(wide, b.margin+cellPad, b.y+cellPad, left) + cellPad
	b.sheet.line(b.margin, b.y, b.inner())
	for _, x := range []length{b.margin, b.right()} {
		b.sheet.add(box{x: x - dot/2, y: top, w: dot, h: b.y - top})
	}
	t.top = b.y
}

// lay puts the cells of a row down and draws the line below it.
func (t *table[R]) lay(blocks []block, heads bool) {
	b := t.book
	x, top, below := b.margin, b.y+cellPad, b.y+2*cellPad+lineHeight(t.size)
	if !heads {
		below = max(below, b.y+t.least)
	}
	for i, c := range t.columns {
		at, align := x+cellPad, c.align
		switch {
		case heads || align == centre:
			at, align = x+c.width/2, centre
		case align == right:
			at = x + c.width - cellPad
		}
		if c.tick && !heads {
			side := min(t.size*5/4, c.width-2*cellPad)
			b.sheet.add(box{x: x + (c.width-side)/2, y: top, w: side, h: side, stroke: 2 * dot})
		}
		below = max(below, b.print(blocks[i], at, top, align)+cellPad)
		x += c.width
	}
	b.y = below
	b.sheet.line(b.margin, b.y, b.inner())
}

// close draws the lines between the columns, from the top of this page's part
// down to where it ends.
func (t *table[R]) close() {
	b := t.book
	x := b.margin
	for i := range len(t.columns) + 1 {
		b.sheet.add(box{x: x - dot/2, y: t.top, w: dot, h: b.y - t.top})
		if i < len(t.columns) {
			x += t.columns[i].width
		}
	}
}

// end closes the table; what follows turns pages without its heads.
func (t *table[R]) end() {
	t.close()
	t.book.leave, t.book.again = func() {}, func() {}
}
