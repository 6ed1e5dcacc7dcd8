package label

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

const fontFamily = "prylavok"

// printedAt dates every PDF: the same document must give the same bytes, and
// the date that matters is on the paper.
var printedAt = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)

// PDF renders the paper, one page a sheet, each page exactly the sheet's size.
// Text stays text (it can be searched and copied), bars are vectors at whole
// dots of 0.125 mm.
// A Paper of no sheets, which no document gives, is an error.
func (p Paper) PDF() ([]byte, error) {
	if len(p.sheets) == 0 {
		return nil, errors.New("label: write pdf: there is no sheet")
	}
	// The first sheet's size becomes the file's own, so that a print system that
	// reads only that one still feeds the right paper.
	f := fpdf.NewCustom(&fpdf.InitType{UnitStr: "mm", Size: p.sheets[0].size()})
	f.SetCreationDate(printedAt)
	f.SetModificationDate(printedAt)
	f.SetCatalogSort(true)
	f.SetProducer("Prylavok", true)
	f.SetTitle(p.title, true)
	f.SetMargins(0, 0, 0)
	f.SetAutoPageBreak(false, 0)
	regular, bold := faces()
	f.AddUTF8FontFromBytes(fontFamily, "", regular.ttf)
	f.AddUTF8FontFromBytes(fontFamily, "B", bold.ttf)
	for _, s := range p.sheets {
		f.AddPageFormat("P", s.size())
		for _, m := range s.marks {
			drawPDF(f, m)
		}
	}
	var out bytes.Buffer
	if err := f.Output(&out); err != nil {
		return nil, fmt.Errorf("label: write pdf: %w", err)
	}
	return out.Bytes(), nil
}

func (s sheet) size() fpdf.SizeType {
	return fpdf.SizeType{Wd: inMM(s.width), Ht: inMM(s.height)}
}

func drawPDF(f *fpdf.Fpdf, m mark) {
	switch m := m.(type) {
	case text:
		style := ""
		if m.bold {
			style = "B"
		}
		f.SetFont(fontFamily, style, f.UnitToPointConvert(inMM(m.size)))
		f.Text(inMM(m.left()), inMM(m.baseline), m.value)
	case box:
		if m.stroke == 0 {
			f.Rect(inMM(m.x), inMM(m.y), inMM(m.w), inMM(m.h), "F")
			return
		}
		f.SetLineWidth(inMM(m.stroke))
		half := m.stroke / 2
		f.Rect(inMM(m.x+half), inMM(m.y+half), inMM(m.w-m.stroke), inMM(m.h-m.stroke), "D")
	case code:
		drawBars(f, m)
	}
}

// drawBars draws the bars of a code as rectangles.
//
// Ghostscript, which many print queues draw with, blackens every dot that a
// rectangle touches, so that bars of whole dots grow by one dot and the symbol
// can no longer be read; a hair less on either side stops that. Narrow bars stay
// whole: at 203 dpi, a little less than 8 dots a millimetre, renderers that round
// instead would make some of them one dot wide.
func drawBars(f *fpdf.Fpdf, c code) {
	trim := length(0)
	if c.module >= 3*dot {
		trim = dot / 16
	}
	for _, b := range c.bars {
		f.Rect(inMM(c.x+length(b.at)*c.module+trim), inMM(c.y), inMM(length(b.wide)*c.module-2*trim), inMM(c.height), "F")
	}
}

// left gives the left edge of a text, wherever it is aligned.
func (t text) left() length {
	switch t.align {
	case centre:
		return t.x - widthOf(t.value, t.size, t.bold)/2
	case right:
		return t.x - widthOf(t.value, t.size, t.bold)
	}
	return t.x
}

// inMM is for the PDF library alone; nothing is computed with the result.
func inMM(l length) float64 { return float64(l) / float64(mm) }
