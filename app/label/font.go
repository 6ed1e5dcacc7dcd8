package label

import (
	_ "embed"
	"fmt"
	"sync"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

//go:embed font/DejaVuSansCondensed.ttf
var regularTTF []byte

//go:embed font/DejaVuSansCondensed-Bold.ttf
var boldTTF []byte

// A face is one weight of the font and the letters of it that we print.
type face struct {
	file    fontFile
	font    *opentype.Font
	advance map[rune]int // width of each letter in thousandths of an em
	glyph   map[rune]uint16
}

// The fonts are taken apart once a process: they have nearly six thousand glyphs.
var faces = sync.OnceValues(func() (regular, bold *face) {
	return newFace(regularTTF), newFace(boldTTF)
})

// missing is printed for a letter that the font lacks.
const missing = '□'

// printable is what we promise to print: Latin, Greek, all Cyrillic (Kazakh,
// Tatar and Serbian too), Hebrew, Arabic, punctuation, currencies, a few signs.
var printable = &unicode.RangeTable{R16: []unicode.Range16{
	{Lo: 0x0020, Hi: 0x007e, Stride: 1},
	{Lo: 0x00a0, Hi: 0x024f, Stride: 1},
	{Lo: 0x02b0, Hi: 0x02ff, Stride: 1},
	{Lo: 0x0300, Hi: 0x0306, Stride: 1},
	{Lo: 0x0370, Hi: 0x052f, Stride: 1},
	{Lo: 0x05b0, Hi: 0x05f4, Stride: 1},
	{Lo: 0x0600, Hi: 0x06ff, Stride: 1},
	{Lo: 0x1e00, Hi: 0x1eff, Stride: 1},
	{Lo: 0x2010, Hi: 0x2044, Stride: 1},
	{Lo: 0x2070, Hi: 0x2089, Stride: 1},
	{Lo: 0x20a0, Hi: 0x20bf, Stride: 1},
	{Lo: 0x2103, Hi: 0x2122, Stride: 1},
	{Lo: 0x2150, Hi: 0x215e, Stride: 1},
	{Lo: 0x2190, Hi: 0x2195, Stride: 1},
	{Lo: 0x2212, Hi: 0x221e, Stride: 1},
	{Lo: 0x2260, Hi: 0x2265, Stride: 1},
	{Lo: 0x25a0, Hi: 0x25cf, Stride: 1},
	{Lo: 0xfb1d, Hi: 0xfb4f, Stride: 1},
	{Lo: 0xfe80, Hi: 0xfefc, Stride: 1},
}}

func newFace(ttf []byte) *face {
	// The fonts are part of the program: one that cannot be read is a broken
	// build, which the first test shows.
	parsed, err := opentype.Parse(ttf)
	if err != nil {
		panic(fmt.Sprintf("label: embedded font: %v", err))
	}
	f := &face{file: newFontFile(ttf), font: parsed, advance: map[rune]int{}, glyph: map[rune]uint16{}}
	var buffer sfnt.Buffer
	em := fixed.I(1000)
	for _, r16 := range printable.R16 {
		for r := rune(r16.Lo); r <= rune(r16.Hi); r++ {
			glyph, err := parsed.GlyphIndex(&buffer, r)
			if err != nil || glyph == 0 {
				continue
			}
			wide, err := parsed.GlyphAdvance(&buffer, glyph, em, font.HintingNone)
			if err != nil {
				continue
			}
			f.advance[r] = wide.Round()
			f.glyph[r] = uint16(glyph)
		}
	}
	return f
}

func faceOf(bold bool) *face {
	regular, heavy := faces()
	if bold {
		return heavy
	}
	return regular
}

// has reports whether both weights can print a letter.
func has(r rune) bool {
	regular, bold := faces()
	_, inRegular := regular.advance[r]
	_, inBold := bold.advance[r]
	return inRegular && inBold
}

// widthOf measures a cleaned line.
func widthOf(s string, size length, bold bool) length {
	advance := faceOf(bold).advance
	thousandths := 0
	for _, r := range s {
		thousandths += advance[r]
	}
	return length(thousandths) * size / 1000
}
