package label

import (
	"fmt"
	"hash/fnv"
)

// A pdfFont is one weight in one file: the letters used so far, in order of
// their first use, which is their number in the file. Number 0 is no letter.
type pdfFont struct {
	name    string
	face    *face
	numbers map[rune]uint16
	letters []rune
}

func newPDFFont(bold bool) pdfFont {
	name := "DejaVuSansCondensed"
	if bold {
		name += "-Bold"
	}
	return pdfFont{name: name, face: faceOf(bold), numbers: map[rune]uint16{}, letters: []rune{0}}
}

func (p *pdfFont) id(letter rune) uint16 {
	id, known := p.numbers[letter]
	if !known {
		id = uint16(len(p.letters))
		p.numbers[letter] = id
		p.letters = append(p.letters, letter)
	}
	return id
}

// font writes a font cut down to its letters and gives its object (PDF 32000-1,
// 9.7: a composite font whose character codes are glyph numbers).
func (f *PDF) font(p *pdfFont) int {
	glyphs := make([]uint16, len(p.letters))
	for i, letter := range p.letters {
		glyphs[i] = p.face.glyph[letter]
	}
	file := p.face.file.subset(glyphs)
	program := f.stream(fmt.Sprintf("/Length1 %d", len(file)), file)
	name := p.tag() + "+" + p.name
	m := p.face.file.metrics
	descriptor := f.object(0, fmt.Appendf(nil, "<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle 0/Ascent %d/Descent %d/CapHeight 729/StemV 90/FontFile2 %d 0 R>>",
		name, m.box[0], m.box[1], m.box[2], m.box[3], m.ascent, m.descent, program))
	widths := []byte("[0[0")
	for _, letter := range p.letters[1:] {
		widths = fmt.Appendf(widths, " %d", p.face.advance[letter])
	}
	descendant := f.object(0, fmt.Appendf(nil, "<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/CIDToGIDMap/Identity/FontDescriptor %d 0 R/W %s]]>>",
		name, descriptor, widths))
	unicodes := f.stream("", p.unicodes())
	return f.object(0, fmt.Appendf(nil, "<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>", name, descendant, unicodes))
}

// tag tells subsets of one font apart: six letters that depend on what is in it.
func (p *pdfFont) tag() string {
	sum := fnv.New64a()
	_, _ = sum.Write([]byte(string(p.letters))) // a hash takes all
	n := sum.Sum64()
	tag := make([]byte, 6)
	for i := range tag {
		tag[i] = 'A' + byte(n%26)
		n /= 26
	}
	return string(tag)
}

// unicodes maps numbers back to letters, for those who copy and search.
func (p *pdfFont) unicodes() []byte {
	out := []byte("/CIDInit/ProcSet findresource begin 12 dict begin begincmap/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def" +
		"/CMapName/Adobe-Identity-UCS def/CMapType 2 def 1 begincodespacerange<0000><ffff>endcodespacerange\n")
	const most = 100 // entries of one list
	for from := 1; from < len(p.letters); from += most {
		to := min(from+most, len(p.letters))
		out = fmt.Appendf(out, "%d beginbfchar\n", to-from)
		for id := from; id < to; id++ {
			out = fmt.Appendf(out, "<%04x><%s>\n", id, hex16(string(p.letters[id])))
		}
		out = append(out, "endbfchar\n"...)
	}
	return append(out, "endcmap CMapName currentdict/CMap defineresource pop end end"...)
}
