// Package scan says what a scanned, typed or pasted code may mean: goods, goods
// with a weight or a price, a parcel, an order, a badge. It is for whoever got a
// raw text from a scanner and is about to look it up.
//
// The package is pure and knows no shop: it reads, the caller looks up. The
// likeliest meaning comes first, and every code ends with the plain one, so that
// a shop's own codes of any form are found exactly. docs/scanning.md lists what
// is understood.
package scan

import (
	"strings"

	"github.com/prylavok/prylavok/app/shop"
)

// MaxLength is how many bytes of a code are looked into; a longer one is plain.
// No symbol holds more than 7,089 signs.
const MaxLength = 8192

// A Code is what was read of one scan.
type Code struct {
	Raw       string    `json:"raw"`                // as it came, without its line end
	Text      string    `json:"text"`               // Raw without the AIM identifier: shown to a person and looked up
	Symbology Symbology `json:"symbology"`          // by the AIM identifier; "" if the scanner told none
	Elements  []Element `json:"elements,omitempty"` // the GS1 elements, if it has any
	Meanings  []Meaning `json:"meanings"`           // the likeliest first; a code that is not empty ends with a plain one

	// Doubt is what a person should know, one of this package's problems; nil if
	// nothing is doubtful. A doubt about a check digit says little once the code
	// was found in the shop exactly as it is.
	Doubt *shop.Problem `json:"-"`
}

// Kind is what a meaning is about.
type Kind string

// The kinds of meaning.
const (
	KindGoods   Kind = "goods"   // Code is a GTIN
	KindInside  Kind = "inside"  // a shop's own weight or price code: Code and Alike are the number of the goods (PLU), never a whole barcode
	KindSSCC    Kind = "sscc"    // Code is the 18-digit number of a parcel or pallet
	KindWaybill Kind = "waybill" // Code is a postal number (S10, 14 digits) or the number of a consignment
	KindOrder   Kind = "order"   // Code is the number of an order, such as A7-000123
	KindBadge   Kind = "badge"   // Code is an employee's badge: never to be kept or shown
	KindPlain   Kind = "plain"   // Code is the text itself: an SKU, a card, a code of any other form
)

// A Meaning is one thing that a code may stand for.
type Meaning struct {
	Kind     Kind          `json:"kind"`
	Code     string        `json:"code"`               // the one spelling to look up
	Alike    []string      `json:"alike,omitempty"`    // other spellings of the same, without Code
	Quantity shop.Quantity `json:"quantity,omitempty"` // thousandths; 0 = it says nothing
	Total    shop.Money    `json:"total,omitempty"`    // what the label asks for, in minor units; 0 = it says nothing
	Lot      string        `json:"lot,omitempty"`
	Serial   string        `json:"serial,omitempty"`
	Expiry   string        `json:"expiry,omitempty"` // YYYY-MM-DD or ""
}

// Read says what a raw code may mean. It never fails: what is not understood is
// plain. Masks are tried on 13-digit codes with a right check digit.
func Read(raw string, masks Masks) Code {
	c := Code{Raw: strings.TrimRight(raw, "\r\n")}
	typed := strings.TrimSpace(c.Raw)
	c.Text = typed
	if typed == "" {
		return c
	}
	if len(typed) > MaxLength {
		c.Meanings = []Meaning{{Kind: KindPlain, Code: typed}}
		return c
	}
	var others []string
	for i, spelling := range spellings(typed) {
		r := understand(spelling, masks)
		if i == 0 || r.symbology != "" && c.Symbology == "" {
			c.Text, c.Symbology, c.Doubt = r.text, r.symbology, r.doubt
		}
		if c.Elements == nil && r.elements != nil {
			c.Elements, c.Doubt = r.elements, r.doubt
		}
		if c.Doubt == nil && len(c.Meanings) == 0 {
			c.Doubt = r.doubt
		}
		c.add(r.meanings...)
		others = append(others, r.text)
	}
	if c.Text == "" {
		c.Text = typed // an identifier or separators without data
	}
	c.Meanings = append(c.Meanings, plain(c.Text, others))
	return c
}

// add takes meanings that are not there yet.
func (c *Code) add(meanings ...Meaning) {
	for _, m := range meanings {
		twice := false
		for _, have := range c.Meanings {
			twice = twice || have.Kind == m.Kind && have.Code == m.Code
		}
		if !twice {
			c.Meanings = append(c.Meanings, m)
		}
	}
}

// A reading is what one spelling of a code says.
type reading struct {
	text      string
	symbology Symbology
	elements  []Element
	meanings  []Meaning
	doubt     *shop.Problem
}

func understand(text string, masks Masks) reading {
	var r reading
	r.text, r.symbology = aim(text)
	r.text = strings.TrimSpace(r.text)
	marked := r.symbology.elementary() || strings.HasPrefix(r.text, string(separator))
	r.text = strings.Trim(r.text, string(separator))
	es := elementsOf(r.text, marked, masks.year())
	if es == nil {
		r.meanings, r.doubt = numbers(r.text, r.symbology, masks)
		return r
	}
	r.meanings, r.elements, r.doubt = es.meanings(), es.list, es.doubt
	if len(r.elements) == 0 && r.doubt != nil && r.doubt.Code == ErrUnknownPart.Code {
		r.meanings, _ = numbers(r.text, r.symbology, masks) // marked by mistake
	}
	return r
}

// elementsOf reads GS1 elements, or answers nil if a text has none. Without a
// mark of the scanner a text must be elements as a whole, beginning with an
// article or a parcel whose check digit is right.
func elementsOf(text string, marked bool, year int) *elements {
	if es := bracketed(text, year); es != nil {
		return es
	}
	if marked {
		return sequence(text, year)
	}
	if len(text) < 16 || text[:2] > "02" {
		return nil
	}
	es := sequence(text, year)
	switch {
	case len(es.list) == 0 || !es.list[0].Certain:
		return nil
	case es.doubt == nil, es.doubt.Code == ErrSeparatorLost.Code:
		return es
	case strings.IndexByte(text, separator) >= 0:
		return es // nothing but GS1 data has separators
	}
	return nil
}
