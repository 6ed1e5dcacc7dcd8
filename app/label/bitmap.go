package label

// A bitmap is a rectangle of dots, eight a byte, the leftmost in the highest
// bit, 1 is black. Bits beyond the width are 0.
type bitmap struct {
	width, height int
	stride        int // bytes a row
	bits          []byte
}

func newBitmap(width, height int) bitmap {
	stride := (width + 7) / 8
	return bitmap{width: width, height: height, stride: stride, bits: make([]byte, stride*height)}
}

func (b bitmap) row(y int) []byte { return b.bits[y*b.stride : (y+1)*b.stride] }

func (b bitmap) set(x, y int) { b.bits[y*b.stride+x/8] |= 0x80 >> (x % 8) }

func (b bitmap) black(x, y int) bool { return b.bits[y*b.stride+x/8]&(0x80>>(x%8)) != 0 }

// fill blackens a rectangle; what lies outside is left out.
func (b bitmap) fill(x, y, w, h int) {
	x0, x1 := max(0, x), min(b.width, x+w)
	y0, y1 := max(0, y), min(b.height, y+h)
	if x0 >= x1 {
		return
	}
	first, last := x0/8, (x1-1)/8
	head, tail := byte(0xff)>>(x0%8), byte(0xff)<<(7-(x1-1)%8)
	for ; y0 < y1; y0++ {
		row := b.row(y0)
		if first == last {
			row[first] |= head & tail
			continue
		}
		row[first] |= head
		for i := first + 1; i < last; i++ {
			row[i] = 0xff
		}
		row[last] |= tail
	}
}

// stamp blackens the dots that are black in another bitmap laid down at x, y;
// what lies outside is left out.
func (b bitmap) stamp(other bitmap, x, y int) {
	shift := uint(x & 7)
	at := x >> 3 // rounded down, also left of the edge
	for row := max(0, -y); row < other.height && y+row < b.height; row++ {
		from, to := other.row(row), b.row(y+row)
		for i, dots := range from {
			if dots == 0 {
				continue
			}
			if k := at + i; k >= 0 && k < len(to) {
				to[k] |= dots >> shift
			}
			if k := at + i + 1; shift > 0 && k >= 0 && k < len(to) {
				to[k] |= dots << (8 - shift)
			}
		}
		if spare := uint(b.stride*8 - b.width); spare > 0 {
			to[b.stride-1] &= 0xff << spare
		}
	}
}
