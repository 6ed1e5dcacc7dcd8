package label

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"strings"
)

// A Template is a sticker that can be changed without a programmer: elements at
// fixed places, filled with the values of an order, of goods or of a place. Its
// JSON is described in docs/templates.md; all lengths are millimetres, of which
// no more than a thousandth counts.
type Template struct {
	Version  int               `json:"version"`
	Document string            `json:"document" jsonschema:"enum=label,enum=pricetag,enum=shelf"` // whose fields it has
	Width    float64           `json:"width"`
	Height   float64           `json:"height"`
	Elements []TemplateElement `json:"elements"` // those that come later are drawn over the others
}

// A TemplateElement is one thing on a Template. X, Y, W and H are its room, from the
// upper left corner of the sheet. Which of the other fields it has depends on
// Kind; the rest are zero.
type TemplateElement struct {
	Kind string     `json:"kind" jsonschema:"enum=text,enum=code,enum=box,enum=line,enum=picture"`
	X    float64    `json:"x"`
	Y    float64    `json:"y"`
	W    float64    `json:"w"`
	H    float64    `json:"h"`
	If   *Condition `json:"if,omitempty"` // absent: always printed

	Value string `json:"value,omitempty"` // of a text or a code: letters, and fields in braces
	Align string `json:"align,omitempty" jsonschema:"enum=,enum=left,enum=centre,enum=right"`

	Size   float64 `json:"size,omitempty"`  // of a text's letters
	Least  float64 `json:"least,omitempty"` // size to which a text may shrink; 0: to two thirds
	Lines  int     `json:"lines,omitempty"` // the most; 0: as many as the room holds
	Bold   bool    `json:"bold,omitempty"`
	Strike bool    `json:"strike,omitempty"`
	Down   string  `json:"down,omitempty" jsonschema:"enum=,enum=top,enum=middle,enum=bottom"` // where in the room a text stands

	Symbology Symbology `json:"symbology,omitempty" jsonschema:"enum=,enum=auto,enum=code128,enum=gs1-128,enum=ean13,enum=ean8,enum=itf14,enum=qr,enum=datamatrix,enum=gs1-datamatrix"`
	Module    float64   `json:"module,omitempty"`   // that is wished for; 0: the symbology's usual one
	Text      bool      `json:"text,omitempty"`     // of a code: its value below
	Optional  bool      `json:"optional,omitempty"` // of a code: left out where it could not be read

	Line float64 `json:"line,omitempty"` // thickness of a box's frame
}

// A Condition prints an element only if a field is there, is not there, or has
// one value.
type Condition struct {
	Field string `json:"field"`
	Is    string `json:"is" jsonschema:"enum=present,enum=absent,enum=equals"`
	Value string `json:"value,omitempty"` // of equals
}

// The kinds of elements.
const (
	ElementText    = "text"
	ElementCode    = "code"
	ElementBox     = "box"
	ElementLine    = "line"
	ElementPicture = "picture" // the shop's logo
)

// Auto is the symbology of a code that follows its value: GS1-128 for element
// strings such as an SSCC, an EAN for a GTIN, Code 128 where that has all its
// letters, else QR.
const Auto Symbology = "auto"

// The limits of a template.
const (
	TemplateVersion     = 1
	TemplateElementsMax = 100
	TemplateBytesMax    = 64 << 10
	TemplateValueMax    = 500 // characters of an element's value
	TemplateWidthMax    = 210 // millimetres
	TemplateHeightMax   = 297
)

// Values are what a template is filled with.
type Values struct {
	Fields   map[string]string // by their names, see TemplateFields; a field that is empty is not there
	Logo     *Picture          // nil: pictures print nothing
	Language Language          // of the words
}

// ParseTemplate reads a template's JSON strictly. It fails with a Fault that
// names the element and the field.
func ParseTemplate(body []byte) (Template, error) {
	if len(body) > TemplateBytesMax {
		return Template{}, fault(0, "", FaultSyntax, "").with("why", "it is larger than 64 KiB")
	}
	var raw struct {
		Version  int               `json:"version"`
		Document string            `json:"document"`
		Width    float64           `json:"width"`
		Height   float64           `json:"height"`
		Elements []json.RawMessage `json:"elements"`
	}
	if err := strictly(body, &raw, 0); err != nil {
		return Template{}, err
	}
	t := Template{Version: raw.Version, Document: raw.Document, Width: micro(raw.Width), Height: micro(raw.Height), Elements: []TemplateElement{}}
	if len(raw.Elements) > TemplateElementsMax {
		return Template{}, tooMany(len(raw.Elements))
	}
	for i, one := range raw.Elements {
		var e TemplateElement
		if err := strictly(one, &e, i+1); err != nil {
			return Template{}, err
		}
		e.X, e.Y, e.W, e.H = micro(e.X), micro(e.Y), micro(e.W), micro(e.H)
		e.Size, e.Least, e.Module, e.Line = micro(e.Size), micro(e.Least), micro(e.Module), micro(e.Line)
		t.Elements = append(t.Elements, e)
	}
	if faults := t.shape(); len(faults) > 0 {
		return Template{}, faults[0]
	}
	return t, nil
}

// JSON writes the template as ParseTemplate reads it.
func (t Template) JSON() ([]byte, error) { return json.MarshalIndent(t, "", "  ") }

// strictly decodes one JSON object that has no fields but ours.
func strictly(body []byte, into any, element int) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if err == nil {
		if _, err = d.Token(); errors.Is(err, io.EOF) {
			return nil
		}
		return fault(element, "", FaultSyntax, "").with("why", "something follows the object")
	}
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		return fault(element, kind.Field, FaultType, kind.Value).with("want", kind.Type.Kind().String())
	}
	if name, unknown := strings.CutPrefix(err.Error(), "json: unknown field "); unknown {
		return fault(element, strings.Trim(name, `"`), FaultUnknown, "")
	}
	return fault(element, "", FaultSyntax, "").with("why", err.Error())
}

// micro rounds millimetres to micrometres.
func micro(v float64) float64 { return math.Round(v*1000) / 1000 }

// um gives millimetres as a length.
func um(v float64) length { return length(math.Round(v * 1000)) }

func (e TemplateElement) area() area { return area{x: um(e.X), y: um(e.Y), w: um(e.W), h: um(e.H)} }
