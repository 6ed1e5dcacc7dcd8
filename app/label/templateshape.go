package label

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A span is what a number of an element may be.
type span struct{ least, most float64 }

// Spans of numbers in millimetres. Heads print no text clearly that is smaller
// than readable, and no line that is thinner than a dot.
var (
	spanWidth  = span{15, TemplateWidthMax}
	spanHeight = span{10, TemplateHeightMax}
	spanSize   = span{readable / 1000.0, 60}
	spanModule = span{0.25, 3}
	spanLine   = span{0.1, 10}
	spanLines  = span{0, 50}
	spanRoom   = span{0.1, TemplateHeightMax}
)

// fields of the kinds of elements beside their room and condition.
var kindFields = map[string][]string{
	ElementText:    {"value", "align", "size", "least", "lines", "bold", "strike", "down"},
	ElementCode:    {"value", "align", "symbology", "module", "text", "optional"},
	ElementBox:     {"line"},
	ElementLine:    {},
	ElementPicture: {},
}

var (
	elementKinds = []string{ElementText, ElementCode, ElementBox, ElementLine, ElementPicture}
	alignChoices = []string{"left", "centre", "right"}
	downChoices  = []string{"top", "middle", "bottom"}
	isChoices    = []string{"present", "absent", "equals"}
	// Symbologies lists what a code of a template may be.
	Symbologies = []Symbology{Auto, Code128, GS1128, EAN13, EAN8, ITF14, QR, DataMatrix, GS1DataMatrix}
)

// shape gives all faults that need no values to be seen.
func (t Template) shape() (faults []*Fault) {
	switch {
	case t.Version < 1:
		faults = append(faults, outOf(0, "version", float64(t.Version), span{1, TemplateVersion}))
	case t.Version > TemplateVersion:
		faults = append(faults, fault(0, "version", FaultVersion, strconv.Itoa(t.Version)).with("most", strconv.Itoa(TemplateVersion)))
	}
	if _, known := documentFields[t.Document]; !known {
		faults = append(faults, fault(0, "document", FaultChoice, t.Document).with("choices", strings.Join(TemplateDocuments, ", ")))
	}
	if len(t.Elements) > TemplateElementsMax {
		faults = append(faults, tooMany(len(t.Elements)))
	}
	sheet := shaping{}
	sheet.number("width", t.Width, spanWidth)
	sheet.number("height", t.Height, spanHeight)
	faults = append(faults, sheet.faults...)
	for i, e := range t.Elements {
		s := shaping{element: i + 1}
		s.of(t, e)
		faults = append(faults, s.faults...)
	}
	return faults
}

// shaping looks one element over.
type shaping struct {
	element int
	faults  []*Fault
}

func (s *shaping) add(f *Fault) { s.faults = append(s.faults, f) }

func outOf(element int, field string, v float64, of span) *Fault {
	return fault(element, field, FaultRange, number(v)).with("least", number(of.least)).with("most", number(of.most))
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func (s *shaping) number(field string, v float64, of span) {
	if !(v >= of.least && v <= of.most) { // so that what is no number is refused too
		s.add(outOf(s.element, field, v, of))
	}
}

func (s *shaping) choice(field, v string, of []string) {
	if v != "" && !slices.Contains(of, v) {
		s.add(fault(s.element, field, FaultChoice, v).with("choices", strings.Join(of, ", ")))
	}
}

func (s *shaping) of(t Template, e TemplateElement) {
	allowed, known := kindFields[e.Kind]
	if !known {
		s.add(fault(s.element, "kind", FaultChoice, e.Kind).with("choices", strings.Join(elementKinds, ", ")))
		return
	}
	for _, name := range e.given() {
		if !slices.Contains(allowed, name) {
			s.add(fault(s.element, name, FaultUnknown, e.Kind))
		}
	}
	s.room(t, e)
	if e.If != nil {
		s.condition(*e.If)
	}
	switch e.Kind {
	case ElementText:
		s.value(e.Value)
		s.number("size", e.Size, spanSize)
		if e.Least != 0 {
			s.number("least", e.Least, span{spanSize.least, max(e.Size, spanSize.least)})
		}
		s.number("lines", float64(e.Lines), spanLines)
		s.choice("align", e.Align, alignChoices)
		s.choice("down", e.Down, downChoices)
	case ElementCode:
		s.value(e.Value)
		if e.Module != 0 {
			s.number("module", e.Module, spanModule)
		}
		s.choice("align", e.Align, alignChoices)
		if !slices.Contains(Symbologies, e.Symbology) {
			s.add(fault(s.element, "symbology", FaultChoice, string(e.Symbology)).with("choices", fmt.Sprint(Symbologies)))
		}
	case ElementBox:
		s.number("line", e.Line, spanLine)
	}
}

// given names the fields that an element has beside those of all kinds.
func (e TemplateElement) given() (names []string) {
	for _, f := range []struct {
		name  string
		there bool
	}{
		{"value", e.Value != ""}, {"align", e.Align != ""}, {"size", e.Size != 0}, {"least", e.Least != 0}, {"lines", e.Lines != 0}, {"bold", e.Bold}, {"strike", e.Strike},
		{"down", e.Down != ""}, {"symbology", e.Symbology != ""}, {"module", e.Module != 0}, {"text", e.Text}, {"optional", e.Optional}, {"line", e.Line != 0},
	} {
		if f.there {
			names = append(names, f.name)
		}
	}
	return names
}

func (s *shaping) room(t Template, e TemplateElement) {
	was := len(s.faults)
	s.number("x", e.X, span{0, TemplateWidthMax})
	s.number("y", e.Y, span{0, TemplateHeightMax})
	s.number("w", e.W, spanRoom)
	s.number("h", e.H, spanRoom)
	if len(s.faults) > was {
		return
	}
	if a := e.area(); a.x+a.w > um(t.Width) || a.y+a.h > um(t.Height) {
		s.add(fault(s.element, "", FaultOutside, fmt.Sprintf("%s × %s mm", number(t.Width), number(t.Height))))
	}
}

func (s *shaping) value(v string) {
	switch {
	case strings.TrimSpace(v) == "":
		s.add(fault(s.element, "value", FaultEmpty, v))
	case utf8.RuneCountInString(v) > TemplateValueMax:
		s.add(fault(s.element, "value", FaultLong, "").with("most", strconv.Itoa(TemplateValueMax)))
	default:
		if _, whole := expression(v); !whole {
			s.add(fault(s.element, "value", FaultBraces, v))
		}
	}
}

func (s *shaping) condition(c Condition) {
	if !slices.Contains(isChoices, c.Is) {
		s.add(fault(s.element, "if.is", FaultChoice, c.Is).with("choices", strings.Join(isChoices, ", ")))
	}
	if !fieldName(c.Field) {
		s.add(fault(s.element, "if.field", FaultField, c.Field).with("name", c.Field))
	}
	if c.Is != "equals" && c.Value != "" {
		s.add(fault(s.element, "if.value", FaultUnknown, c.Value))
	}
	if utf8.RuneCountInString(c.Value) > TemplateValueMax {
		s.add(fault(s.element, "if.value", FaultLong, "").with("most", strconv.Itoa(TemplateValueMax)))
	}
}
