package paper

import (
	"io"
	"slices"

	"github.com/prylavok/prylavok/app/label"
	"github.com/prylavok/prylavok/app/printer"
)

// A Language is what a printer understands.
type Language string

// The languages.
const (
	PDF    Language = "pdf" // printers of the system and office printers
	PNG    Language = "png" // printers and programs that take pictures
	ZPL    Language = "zpl"
	TSPL   Language = "tspl"
	EPL    Language = "epl"
	ESCPOS Language = "escpos"
)

// Languages lists all languages, the usual one first.
var Languages = []Language{PDF, ZPL, TSPL, EPL, ESCPOS, PNG}

var types = map[Language]string{PDF: printer.TypePDF, PNG: "image/png", ZPL: printer.TypeZPL, TSPL: printer.TypeTSPL, EPL: printer.TypeEPL, ESCPOS: printer.TypeESCPOS}

// Type gives the media type of a language.
func (l Language) Type() string { return types[l] }

// Write renders a paper in a language. The device matters where dots do. A
// picture has one sheet.
func (l Language) Write(w io.Writer, p label.Paper, to label.Device) error {
	switch l {
	case PNG:
		return p.PNG(w, to.DPI)
	case ZPL:
		return p.ZPL(w, to)
	case TSPL:
		return p.TSPL(w, to)
	case EPL:
		return p.EPL(w, to)
	case ESCPOS:
		return p.ESCPOS(w, to)
	}
	data, err := p.PDF()
	if err == nil {
		_, err = w.Write(data)
	}
	return err
}

func (l Language) known() bool { return slices.Contains(Languages, l) }
