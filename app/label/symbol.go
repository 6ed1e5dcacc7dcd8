package label

import (
	"fmt"
	"image/color"
	"strings"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/datamatrix"
	"github.com/boombuler/barcode/ean"
	"github.com/boombuler/barcode/qr"
	"github.com/boombuler/barcode/twooffive"

	"github.com/prylavok/prylavok/app/shop"
)

// A Symbology is a kind of code on paper.
type Symbology string

// The symbologies that labels may carry.
const (
	Code128       Symbology = "code128"        // any Latin letters, digits and signs
	GS1128        Symbology = "gs1-128"        // element strings: (00)106141412345678908
	EAN13         Symbology = "ean13"          // 12 digits, or 13 with the check digit
	EAN8          Symbology = "ean8"           // 7 or 8 digits
	ITF14         Symbology = "itf14"          // 13 or 14 digits
	QR            Symbology = "qr"             // any text
	DataMatrix    Symbology = "datamatrix"     // any text of ASCII
	GS1DataMatrix Symbology = "gs1-datamatrix" // element strings
)

// A kind is what must be kept about a symbology so that scanners read it.
type kind struct {
	name                  string
	square                bool
	quietLeft, quietRight int    // blank modules on either side
	nominal, least        length // X dimension: usual, and below which scanners begin to fail
	dots                  int    // the fewest dots for a module
	low                   length // the least height of bars
	longest               int    // characters
	holds                 string // what it may be made of, for people
}

const (
	someASCII = "Latin letters, digits and signs"
	digits    = "digits"
)

// kinds: quiet zones are those of ISO/IEC 15417 (Code 128), 15420 (EAN), 16390
// (Interleaved 2 of 5), 18004 (QR) and 16022 (Data Matrix). X dimensions follow
// the GS1 General Specifications, section 5.12.3, with their allowance of
// 0.249 mm for thermal printing on demand; 0.25 mm is where hand scanners of the
// common sort begin to fail. A square code of fewer than 3 dots a module closes
// up when the head runs warm.
var kinds = map[Symbology]kind{
	Code128:       {name: "Code 128", quietLeft: 10, quietRight: 10, nominal: 375, least: 250, dots: 2, low: 5 * mm, longest: 80, holds: someASCII},
	GS1128:        {name: "GS1-128", quietLeft: 10, quietRight: 10, nominal: 495, least: 250, dots: 2, low: 5 * mm, longest: 48, holds: someASCII},
	EAN13:         {name: "EAN-13", quietLeft: 11, quietRight: 7, nominal: 330, least: 249, dots: 2, low: 5 * mm, longest: 13, holds: digits},
	EAN8:          {name: "EAN-8", quietLeft: 7, quietRight: 7, nominal: 330, least: 249, dots: 2, low: 5 * mm, longest: 8, holds: digits},
	ITF14:         {name: "ITF-14", quietLeft: 10, quietRight: 10, nominal: 495, least: 250, dots: 2, low: 5 * mm, longest: 14, holds: digits},
	QR:            {name: "QR code", square: true, quietLeft: 4, quietRight: 4, nominal: mm, least: 250, dots: 3, longest: 500, holds: "text without control characters"},
	DataMatrix:    {name: "Data Matrix", square: true, quietLeft: 1, quietRight: 1, nominal: mm, least: 250, dots: 3, longest: 300, holds: someASCII},
	GS1DataMatrix: {name: "GS1 DataMatrix", square: true, quietLeft: 1, quietRight: 1, nominal: mm, least: 250, dots: 3, longest: 300, holds: someASCII},
}

// A symbol is an encoded value: its modules, in runs of dark ones.
type symbol struct {
	symbology Symbology
	value     string  // for people: with its check digit, element strings with brackets
	message   string  // what a scanner gives back, GS between elements
	wide      int     // modules
	rows      [][]bar // one row for bars, as many as columns for a square symbol
	words     []int   // of Code 128: its codewords up to the check word
}

// A bar is one dark run; both figures count modules.
type bar struct{ at, wide int }

func (s symbol) kind() kind { return kinds[s.symbology] }

func (s symbol) nominal() length { return s.kind().nominal }

// newSymbol encodes a value. Digits that lack their check digit get it. What the
// symbology cannot hold is refused with an *Error that names field.
func newSymbol(field string, of Symbology, value string) (symbol, error) {
	s := symbol{symbology: of, value: value, message: value}
	kind, known := kinds[of]
	wrong := func(code, hint string) (symbol, error) {
		return symbol{}, &Error{Code: code, Field: field, Value: value, Hint: hint}
	}
	switch {
	case !known:
		return wrong(CodeSymbology, fmt.Sprintf("there is no symbology %q", of))
	case value == "":
		return wrong(CodeNumberEmpty, "an empty code cannot be scanned; give the document a number")
	case len(value) > kind.longest+of.brackets():
		return wrong(CodeNumberTooLong, fmt.Sprintf("%s holds %d characters here; use a shorter number", kind.name, kind.longest))
	}
	if odd, found := foreign(value, of.holds); found {
		return wrong(CodeNumberUnprinted, fmt.Sprintf("%s cannot hold %q; use %s", kind.name, odd, kind.holds))
	}
	var hint string
	code := CodeNumberUnprinted
	switch of {
	case EAN13, EAN8, ITF14:
		s.value, hint = checked(value, kind)
		s.message, code = s.value, CodeCheckDigit
	case GS1128, GS1DataMatrix:
		var elements []element
		elements, hint = gs1Elements(value)
		s.message = gs1Message(elements, string(fnc1))
	}
	if hint != "" {
		return wrong(code, hint)
	}
	if err := s.encode(); err != nil {
		return wrong(CodeNumberTooLong, err.Error()+"; use a shorter number")
	}
	return s, nil
}

// brackets is how many characters of a value may be brackets around application
// identifiers, which are not in the symbol.
func (s Symbology) brackets() int {
	if s == GS1128 || s == GS1DataMatrix {
		return 40
	}
	return 0
}

// holds tells whether a symbology has a character.
func (s Symbology) holds(r rune) bool {
	switch s {
	case EAN13, EAN8, ITF14:
		return r >= '0' && r <= '9'
	case QR:
		return r >= ' ' && r != '\x7f' && r != '\ufffd' || r == '\n'
	}
	return r >= ' ' && r <= '~'
}

// checked gives digits with their check digit, added or verified.
func checked(digits string, k kind) (whole, hint string) {
	if len(digits) == k.longest-1 {
		return digits + string(shop.CheckDigit(digits)), ""
	}
	if len(digits) != k.longest {
		return "", fmt.Sprintf("%s has %d digits, or %d without the check digit", k.name, k.longest, k.longest-1)
	}
	if want := shop.CheckDigit(digits[:k.longest-1]); digits[k.longest-1] != want {
		return "", fmt.Sprintf("the check digit should be %c", want)
	}
	return digits, ""
}

func (s *symbol) encode() error {
	var drawn barcode.Barcode
	var err error
	switch s.symbology {
	case Code128, GS1128:
		message := s.message
		if s.symbology == GS1128 {
			message = string(fnc1) + message
		}
		s.words = code128Words(message)
		bars, modules := code128Bars(s.words)
		s.rows, s.wide = [][]bar{bars}, modules
		return nil
	case EAN13, EAN8:
		drawn, err = ean.Encode(s.value)
	case ITF14:
		drawn, err = twooffive.Encode(s.value, true)
	case QR:
		drawn, err = qr.Encode(s.value, qr.M, qrMode(s.value))
	case DataMatrix:
		drawn, err = datamatrix.Encode(s.value)
	case GS1DataMatrix:
		function := string([]byte{datamatrix.FNC1})
		drawn, err = datamatrix.Encode(function + strings.ReplaceAll(s.message, string(fnc1), function))
	}
	if err != nil {
		return err
	}
	s.wide = drawn.Bounds().Dx()
	for y := range drawn.Bounds().Dy() {
		s.rows = append(s.rows, runs(drawn, y))
	}
	return nil
}

// alphanumeric are the characters that QR packs two into eleven bits.
const alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"

// qrMode picks the one mode that holds the whole value in the fewest bits.
func qrMode(value string) qr.Encoding {
	switch {
	case strings.Trim(value, alphanumeric[:10]) == "":
		return qr.Numeric
	case strings.Trim(value, alphanumeric) == "":
		return qr.AlphaNumeric
	}
	return qr.Unicode
}

func runs(drawn barcode.Barcode, y int) []bar {
	var bars []bar
	wide := drawn.Bounds().Dx()
	black := func(x int) bool { return drawn.At(x, y) == color.Black }
	for x := 0; x < wide; x++ {
		if !black(x) {
			continue
		}
		start := x
		for x < wide && black(x) {
			x++
		}
		bars = append(bars, bar{at: start, wide: x - start})
	}
	return bars
}
