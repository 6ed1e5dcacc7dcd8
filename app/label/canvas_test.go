package label_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/code128"
	"github.com/boombuler/barcode/datamatrix"
	"github.com/boombuler/barcode/ean"
	"github.com/boombuler/barcode/qr"
	"github.com/boombuler/barcode/twooffive"

	"github.com/prylavok/prylavok/app/label"
)

// A canvas is the paper of the printers that the tests imitate.
type canvas struct {
	*image.Gray
}

func newCanvas(width, height int) *canvas {
	c := &canvas{Gray: image.NewGray(image.Rect(0, 0, width, height))}
	for i := range c.Pix {
		c.Pix[i] = 255
	}
	return c
}

// black blackens a rectangle, which must lie on the paper.
func (c *canvas) black(x, y, w, h int) error {
	r := image.Rect(x, y, x+w, y+h)
	if w <= 0 || h <= 0 || !r.In(c.Rect) {
		return fmt.Errorf("a rectangle %v is not on the paper %v", r, c.Rect)
	}
	for ; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			c.Pix[y*c.Stride+x] = 0
		}
	}
	return nil
}

// bytes puts rows of dots down, wiping out what was below; only the spare bits
// of a row's last byte may reach over the edge, and must be white.
func (c *canvas) bytes(x, y, stride, high int, data []byte, blackBit byte) error {
	for row := range high {
		for i := range stride * 8 {
			black := data[row*stride+i/8]>>(7-i%8)&1 == blackBit
			at := image.Pt(x+i, y+row)
			switch {
			case at.In(c.Rect) && black:
				c.Pix[at.Y*c.Stride+at.X] = 0
			case at.In(c.Rect):
				c.Pix[at.Y*c.Stride+at.X] = 255
			case black || at.Y >= c.Rect.Max.Y || i < stride*8-7:
				return fmt.Errorf("a picture at %d,%d of %d × %d is not on the paper %v", x, y, stride*8, high, c.Rect)
			}
		}
	}
	return nil
}

// symbol draws a code as the printer would.
func (c *canvas) symbol(of string, data string, x, y, module, high int) error {
	var b barcode.Barcode
	var err error
	switch of {
	case "ean":
		b, err = ean.Encode(data)
	case "itf":
		b, err = twooffive.Encode(data, true)
	case "datamatrix":
		b, err = datamatrix.Encode(data)
	case "qr":
		mode := qr.Unicode
		if strings.Trim(data, "0123456789") == "" {
			mode = qr.Numeric
		} else if strings.Trim(data, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:") == "" {
			mode = qr.AlphaNumeric
		}
		b, err = qr.Encode(data, qr.M, mode)
	}
	if err != nil {
		return fmt.Errorf("%s of %q: %w", of, data, err)
	}
	tall := b.Bounds().Dy()
	if tall > 1 {
		high = module
	}
	for row := range tall {
		for column := range b.Bounds().Dx() {
			if b.At(column, row) != color.Black {
				continue
			}
			if err := c.black(x+column*module, y+row*high, module, high); err != nil {
				return err
			}
		}
	}
	return nil
}

// patterns128 are the modules of each word of Code 128 that is not a start, read
// from the check words of another encoder, and of the starts and the stop.
var patterns128 = sync.OnceValue(func() map[int][]bool {
	patterns := map[int][]bool{}
	modules := func(content string, from, to int) (part []bool, check int) {
		b, err := code128.Encode(content)
		if err != nil {
			panic(err)
		}
		last := b.Bounds().Dx()
		if from < 0 {
			from, to = last+from, last+to
		}
		for x := from; x < to; x++ {
			part = append(part, b.At(x, 0) == color.Black)
		}
		return part, b.CheckSum()
	}
	for first := '!'; first <= 'z'; first++ {
		for second := 'a'; second <= 'z'; second++ {
			part, word := modules(string([]rune{first, second}), -24, -13)
			patterns[word] = part
		}
	}
	patterns[104], _ = modules("a", 0, 11)
	patterns[105], _ = modules("1234", 0, 11)
	patterns[106], _ = modules("a", -13, 0)
	return patterns
})

// words128 draws words of Code 128 with their check word.
func (c *canvas) words128(words []int, x, y, module, high int) error {
	sum := words[0]
	for i, w := range words {
		sum += i * w
	}
	for _, w := range append(slices.Clone(words), sum%103, 106) {
		pattern, known := patterns128()[w]
		if !known {
			return fmt.Errorf("no word %d", w)
		}
		for _, black := range pattern {
			if black {
				if err := c.black(x, y, module, high); err != nil {
					return err
				}
			}
			x += module
		}
	}
	return nil
}

// words128 gives the words of data in one set.
func words128(start int, data string) []int {
	words := []int{start}
	for i := 0; i < len(data); i++ {
		if start == 105 {
			words = append(words, int(data[i]-'0')*10+int(data[i+1]-'0'))
			i++
			continue
		}
		words = append(words, int(data[i]-' '))
	}
	return words
}

// picture draws a paper of one sheet as PNG and reads it back.
func picture(t *testing.T, p label.Paper, dpi int) *image.Gray {
	t.Helper()
	var file bytes.Buffer
	if err := p.PNG(&file, dpi); err != nil {
		t.Fatal(err)
	}
	drawn, err := png.Decode(&file)
	if err != nil {
		t.Fatal(err)
	}
	return grey(drawn)
}

// grey gives a copy in black and white that is quick to compare.
func grey(m image.Image) *image.Gray {
	c := image.NewGray(image.Rect(0, 0, m.Bounds().Dx(), m.Bounds().Dy()))
	draw.Draw(c, c.Rect, m, m.Bounds().Min, draw.Src)
	for i, v := range c.Pix {
		c.Pix[i] = 255
		if v < 128 {
			c.Pix[i] = 0
		}
	}
	return c
}

// differences counts the dots in which two pictures differ.
func differences(a *image.Gray, other image.Image) string {
	b := grey(other)
	if a.Rect != b.Rect {
		return fmt.Sprintf("%v against %v dots", a.Rect.Max, b.Rect.Max)
	}
	n := 0
	for i, v := range a.Pix {
		if v != b.Pix[i] {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%d dots", n)
}

// inkOf is the rectangle that holds all black.
func inkOf(m image.Image) (ink image.Rectangle) {
	g := grey(m)
	for y := range g.Rect.Dy() {
		row := g.Pix[y*g.Stride : (y+1)*g.Stride]
		if first := bytes.IndexByte(row, 0); first >= 0 {
			ink = ink.Union(image.Rect(first, y, bytes.LastIndexByte(row, 0)+1, y+1))
		}
	}
	return ink
}
