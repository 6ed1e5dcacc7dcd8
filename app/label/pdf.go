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
			if err := drawPDF(f, m); err != nil {
				return nil, err
			}
		}
	}
	var out bytes.Buffer
	if err := f.Output(&out); err != nil {
		return nil, fmt.Errorf("label: write pdf: %w", err)
	}
	return out.Bytes(), nil
}

// pdfDensity is what a code's modules are whole dots of, on paper of a printer
// that nobody knows yet: the coarsest.
const pdfDensity density = 203

func (s sheet) size() fpdf.SizeType {
	return fpdf.SizeType{Wd: inMM(s.width), Ht: inMM(s.height)}
}

func drawPDF(f *fpdf.Fpdf, m mark) error {
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
			return nil
		}
		f.SetLineWidth(inMM(m.stroke))
		half := m.stroke / 2
		f.Rect(inMM(m.x+half), inMM(m.y+half), inMM(m.w-m.stroke), inMM(m.h-m.stroke), "D")
	case code:
		return drawCode(f, m)
	}
	return nil
}

// drawCode draws the modules of a code as rectangles.
//
// Ghostscript, which many print queues draw with, blackens every dot that a
// rectangle touches, so that bars of whole dots grow by one dot and the symbol
// can no longer be read; a hair less on either side stops that. Narrow bars stay
// whole: at 203 dpi, a little less than 8 dots a millimetre, renderers that round
// instead would make some of them one dot wide.
func drawCode(f *fpdf.Fpdf, c code) error {
	s, err := c.on(pdfDensity)
	if err != nil {
		return err
	}
	trim := 0.0
	if s.module >= 3 {
		trim = inMM(dot) / 16
	}
	at := func(dots int) float64 { return inMM(pdfDensity.length(dots)) }
	c.drawn(s, func(x, y, w, h int) { f.Rect(at(x)+trim, at(y), at(w)-2*trim, at(h), "F") })
	return nil
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
