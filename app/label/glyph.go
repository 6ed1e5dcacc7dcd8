package label

import (
	"fmt"
	"image"
	"image/draw"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// A glyph is one letter in dots; left and top tell where its ink begins from the
// pen, which stands on the baseline.
type glyph struct {
	bitmap
	left, top int
}

// A pen draws one weight at one size in dots, and remembers each letter.
type pen struct {
	mu     sync.Mutex
	face   font.Face
	glyphs map[rune]glyph
}

// A penSize tells pens apart; the size is that of the em in 64ths of a dot.
type penSize struct {
	bold bool
	em   int
}

// Documents are set in a few dozen sizes; the limit is for callers that ask for
// more than any document does.
const pensMax = 256

var pens = struct {
	sync.Mutex
	of map[penSize]*pen
}{of: map[penSize]*pen{}}

func penOf(bold bool, d density, size length) *pen {
	wanted := penSize{bold: bold, em: (int(size)*d.tenths()*64 + 127_000) / 254_000}
	pens.Lock()
	defer pens.Unlock()
	if p, ok := pens.of[wanted]; ok {
		return p
	}
	// At 72 dpi a point is a dot. The options hold nothing that can fail.
	face, err := opentype.NewFace(faceOf(bold).font, &opentype.FaceOptions{Size: float64(wanted.em) / 64, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		panic(fmt.Sprintf("label: embedded font: %v", err))
	}
	if len(pens.of) >= pensMax {
		clear(pens.of)
	}
	p := &pen{face: face, glyphs: map[rune]glyph{}}
	pens.of[wanted] = p
	return p
}

// inkAt is how much of a dot a letter must cover to blacken it, of 255. Less
// than half, because a head prints thin strokes thinner than they are.
const inkAt = 110

func (p *pen) glyph(letter rune) glyph {
	p.mu.Lock()
	defer p.mu.Unlock()
	if g, ok := p.glyphs[letter]; ok {
		return g
	}
	g := p.draw(letter)
	p.glyphs[letter] = g
	return g
}

func (p *pen) draw(letter rune) glyph {
	area, mask, at, _, ok := p.face.Glyph(fixed.Point26_6{}, letter)
	if !ok || area.Empty() {
		return glyph{}
	}
	covered := image.NewAlpha(image.Rect(0, 0, area.Dx(), area.Dy()))
	draw.Draw(covered, covered.Bounds(), mask, at, draw.Src)
	g := glyph{bitmap: newBitmap(area.Dx(), area.Dy()), left: area.Min.X, top: area.Min.Y}
	for y := range g.height {
		for x := range g.width {
			if covered.Pix[y*covered.Stride+x] >= inkAt {
				g.set(x, y)
			}
		}
	}
	return g
}
