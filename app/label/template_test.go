package label_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/png"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/prylavok/prylavok/app/label"
)

var allLanguages = []label.Language{label.Ukrainian, label.English, label.Russian}

func shipped(t *testing.T, name string) label.Template {
	t.Helper()
	s, ok := label.ShippedTemplate(name)
	if !ok {
		t.Fatalf("there is no %s", name)
	}
	return s
}

func filled(t *testing.T, s label.Template, v label.Values) label.Paper {
	t.Helper()
	p, err := s.Paper(v)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// values are usual ones of a parcel label with some changed.
func values(more map[string]string) label.Values {
	v := label.SampleValues("label", label.Ukrainian)
	maps.Copy(v.Fields, more)
	return v
}

// unnumbered are values of an order whose parcel has no number.
func unnumbered(v label.Values) label.Values {
	if v.Fields["order.tracking"] != "" {
		v.Fields = maps.Clone(v.Fields)
		v.Fields["order.tracking"], v.Fields["order.interim"] = "", ""
	}
	return v
}

func drawn(t *testing.T, p label.Paper, dpi int) image.Image {
	t.Helper()
	var b bytes.Buffer
	if err := p.PNG(&b, dpi); err != nil {
		t.Fatal(err)
	}
	m, err := png.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// What a shipped template prints is a golden file, with usual and with the
// longest values, without a sum to collect and as a copy.
func TestGoldenTemplates(t *testing.T) {
	for _, s := range label.ShippedTemplates() {
		document := s.Template.Document
		usual, long := label.SampleValues(document, label.Ukrainian), label.LongValues(document, label.Ukrainian)
		if document == "label" {
			golden(t, "testdata/template-"+s.Name+"-numbered.txt", filled(t, s.Template, usual).String())
			golden(t, "testdata/template-"+s.Name+"-awaited.txt", filled(t, s.Template, long).String())
		}
		golden(t, "testdata/template-"+s.Name+".txt", filled(t, s.Template, unnumbered(usual)).String())
		golden(t, "testdata/template-"+s.Name+"-long.txt", filled(t, s.Template, unnumbered(long)).String())
	}
	parcel := shipped(t, "parcel-100x100")
	golden(t, "testdata/template-parcel-en.txt", filled(t, parcel, unnumbered(label.SampleValues("label", label.English))).String())
	golden(t, "testdata/template-parcel-ru.txt", filled(t, parcel, unnumbered(label.SampleValues("label", label.Russian))).String())
	bare := map[string]string{"order.cod": "", "order.comment": "", "customer.phone": "", "copy": label.CopyWord(label.Ukrainian)}
	golden(t, "testdata/template-parcel-copy.txt", filled(t, parcel, unnumbered(values(bare))).String())
}

// A shipped template may be saved as it is, in every language, and reads as it
// was written.
func TestShippedTemplatesCanBeSaved(t *testing.T) {
	for _, s := range label.ShippedTemplates() {
		for _, l := range allLanguages {
			for _, f := range s.Template.Check(l) {
				t.Errorf("%s in %s: %v", s.Name, l, f)
			}
		}
		body, err := s.Template.JSON()
		if err != nil {
			t.Fatal(err)
		}
		again, err := label.ParseTemplate(body)
		if err != nil || !reflect.DeepEqual(again, s.Template) {
			t.Errorf("%s is read back as %+v, %v", s.Name, again, err)
		}
	}
}

// A scanner reads the codes of all shipped templates on every head, the longest
// that they must hold too.
func TestTemplateCodesScanBack(t *testing.T) {
	for _, s := range label.ShippedTemplates() {
		document := s.Template.Document
		usual, long := unnumbered(label.SampleValues(document, label.Ukrainian)), unnumbered(label.LongValues(document, label.Ukrainian))
		field, of := map[string]string{"label": "order.number", "pricetag": "offer.code", "shelf": "place.code"}[document], label.Code128
		for _, v := range []label.Values{usual, long} {
			value := v.Fields[field]
			if document == "pricetag" {
				of, v.Fields[field] = label.EAN13, "4820024700016"
				value = v.Fields[field]
			}
			for _, dpi := range heads {
				if got, _, err := readCode(of, drawn(t, filled(t, s.Template, v), dpi)); err != nil || got != value {
					t.Errorf("%s at %d dpi reads %q, %v, want %q", s.Name, dpi, got, err, value)
				}
			}
		}
	}
	// A parcel that has a number shows that, and one of ours until the carrier's comes
	// as a QR code too.
	for _, size := range label.LabelSizes {
		parcel := shipped(t, "parcel-"+string(size))
		for _, c := range []struct{ tracking, interim, read string }{
			{"KRAM-AA1-1234567-H", "KRAM-AA1-1234567-H", "KRAM-AA1-1234567-H"}, {"(00)148201230000000175", "", "00148201230000000175"}, {"20450123456789", "", "20450123456789"},
		} {
			for _, dpi := range heads[:2] {
				sheet := drawn(t, filled(t, parcel, values(map[string]string{"order.tracking": c.tracking, "order.interim": c.interim})), dpi)
				if got, _, err := readCode(label.TrackingSymbology(c.tracking), sheet); err != nil || got != c.read {
					t.Errorf("%s at %d dpi reads %q, %v, want %s", size, dpi, got, err, c.read)
				}
				if got, _, _ := readCode(label.QR, sheet); got != c.interim {
					t.Errorf("the QR code of %s at %d dpi reads %q, want %q", size, dpi, got, c.interim)
				}
			}
		}
	}
	// Bars lack Cyrillic: a place is scanned as QR then.
	v := label.SampleValues("shelf", label.Ukrainian)
	v.Fields["place.code"] = "Ґ-12"
	if got, _, err := readCode(label.QR, drawn(t, filled(t, shipped(t, "shelf-100x50"), v), 203)); err != nil || got != "Ґ-12" {
		t.Errorf("a place in Cyrillic reads %q, %v", got, err)
	}
}

// one is a template of the given elements.
func one(elements ...string) string {
	return `{"version":1,"document":"label","width":100,"height":100,"elements":[` + strings.Join(elements, ",") + `]}`
}

const (
	name = `{"kind":"text","x":4,"y":4,"w":40,"h":5,"value":"{customer.name}","size":4}`
	bars = `{"kind":"code","x":4,"y":20,"w":92,"h":15,"value":"{order.number}","symbology":"code128"}`
)

// swap is an element with one part of its text replaced.
func swap(element, from, to string) string { return strings.Replace(element, from, to, 1) }

// What is wrong with a template is named by its element, its field and a code.
func TestTemplatesThatCannotBeRead(t *testing.T) {
	for _, c := range []struct {
		says, body string
		element    int
		field      string
		code       string
	}{
		{"no JSON", `<xml>`, 0, "", label.FaultSyntax},
		{"nothing", ``, 0, "", label.FaultSyntax},
		{"something behind", one(name) + `{}`, 0, "", label.FaultSyntax},
		{"too large", `"` + strings.Repeat("x", label.TemplateBytesMax) + `"`, 0, "", label.FaultSyntax},
		{"a field of another program", `{"version":1,"paper":"A4"}`, 0, "paper", label.FaultUnknown},
		{"a width in words", swap(one(name), `"width":100`, `"width":"wide"`), 0, "width", label.FaultType},
		{"a version to come", swap(one(name), `"version":1`, `"version":2`), 0, "version", label.FaultVersion},
		{"no version", swap(one(name), `"version":1,`, ``), 0, "version", label.FaultRange},
		{"a document without templates", swap(one(name), `"label"`, `"invoice"`), 0, "document", label.FaultChoice},
		{"wider than any printer", swap(one(name), `"width":100`, `"width":211`), 0, "width", label.FaultRange},
		{"higher than a page", swap(one(name), `"height":100`, `"height":298`), 0, "height", label.FaultRange},
		{"too many elements", one(strings.Split(strings.TrimSuffix(strings.Repeat(name+"\n", label.TemplateElementsMax+1), "\n"), "\n")...), 0, "elements", label.FaultElements},
		{"an element that is none", one(name, `7`), 2, "", label.FaultType},
		{"a kind that is not there", one(name, swap(name, `"text"`, `"video"`)), 2, "kind", label.FaultChoice},
		{"an unknown field", one(name, swap(name, `"size"`, `"sise"`)), 2, "sise", label.FaultUnknown},
		{"letters on a line", one(`{"kind":"line","x":4,"y":4,"w":40,"h":5,"bold":true}`), 1, "bold", label.FaultUnknown},
		{"letters that are too small", one(name, name, swap(name, `"size":4`, `"size":1`)), 3, "size", label.FaultRange},
		{"no size", one(swap(name, `,"size":4`, ``)), 1, "size", label.FaultRange},
		{"a least above the size", one(swap(name, `"size":4`, `"size":4,"least":5`)), 1, "least", label.FaultRange},
		{"left of the sheet", one(swap(name, `"x":4`, `"x":-4`)), 1, "x", label.FaultRange},
		{"over the edge", one(swap(name, `"w":40`, `"w":97`)), 1, "", label.FaultOutside},
		{"no room", one(swap(name, `"h":5`, `"h":0`)), 1, "h", label.FaultRange},
		{"nothing to say", one(swap(name, `{customer.name}`, ` `)), 1, "value", label.FaultEmpty},
		{"too much to say", one(swap(name, `{customer.name}`, strings.Repeat("ї", label.TemplateValueMax+1))), 1, "value", label.FaultLong},
		{"a brace that nothing closes", one(swap(name, `{customer.name}`, `{customer.name`)), 1, "value", label.FaultBraces},
		{"a program in braces", one(swap(name, `{customer.name}`, `{1+1}`)), 1, "value", label.FaultBraces},
		{"aligned oddly", one(swap(name, `"size":4`, `"size":4,"align":"justify"`)), 1, "align", label.FaultChoice},
		{"a code of no kind", one(swap(bars, `code128`, `code39`)), 1, "symbology", label.FaultChoice},
		{"bars too thin for any scanner", one(swap(bars, `"code128"`, `"code128","module":0.1`)), 1, "module", label.FaultRange},
		{"a frame without a stroke", one(`{"kind":"box","x":4,"y":4,"w":40,"h":5}`), 1, "line", label.FaultRange},
		{"a condition of no sort", one(swap(name, `"size":4`, `"size":4,"if":{"field":"order.cod","is":"above"}`)), 1, "if.is", label.FaultChoice},
		{"a condition on nothing", one(swap(name, `"size":4`, `"size":4,"if":{"field":"","is":"present"}`)), 1, "if.field", label.FaultField},
	} {
		_, err := label.ParseTemplate([]byte(c.body))
		var f *label.Fault
		if !errors.As(err, &f) || f.Element != c.element || f.Field != c.field || f.Code != c.code {
			t.Errorf("%s: %v, want element %d, field %q, %s", c.says, err, c.element, c.field, c.code)
			continue
		}
		var e *label.Error
		if !errors.As(err, &e) || e.Code != c.code || e.Hint == "" || strings.Contains(e.Hint, "{l") || strings.Contains(e.Hint, "{m") {
			t.Errorf("%s: as an Error it is %+v", c.says, e)
		}
	}
	_, err := label.ParseTemplate([]byte(one(name, name, swap(name, `"size":4`, `"size":1`))))
	if want := `label: element 3, field "size": this should be between 2.2 and 60`; err == nil || err.Error() != want {
		t.Errorf("it says %v, want %s", err, want)
	}
}

func parsed(t *testing.T, body string) label.Template {
	t.Helper()
	s, err := label.ParseTemplate([]byte(body))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// What would not print well is refused when it is saved.
func TestTemplatesThatCannotBeSaved(t *testing.T) {
	cod := `{"kind":"text","x":4,"y":60,"w":40,"h":5,"value":"{order.cod}","size":4,"lines":1}`
	across := `{"kind":"line","x":0,"y":25,"w":100,"h":0.25}`
	hidden := `{"kind":"line","x":0,"y":25,"w":100,"h":0.25,"if":{"field":"copy","is":"present"}}`
	original := swap(bars, `"code128"`, `"code128","if":{"field":"copy","is":"absent"}`)
	frame := `{"kind":"box","x":3,"y":19,"w":94,"h":17,"line":0.5}`
	for _, c := range []struct {
		says, body string
		element    int
		field      string
		code       string // empty: it may be saved
	}{
		{"a name and a code", one(name, bars), 0, "", ""},
		{"a code without room", one(name, swap(bars, `"w":92`, `"w":25`)), 2, "w", label.CodeUnreadable},
		{"a code as low as a line", one(name, swap(bars, `"h":15`, `"h":3`)), 2, "h", label.CodeUnreadable},
		{"a code with its value below and no height for both", one(swap(bars, `"h":15`, `"h":6,"text":true`)), 1, "h", label.CodeUnreadable},
		{"a code that may be left out, and always is", one(swap(bars, `"w":92`, `"w":25,"optional":true`)), 1, "w", label.CodeUnreadable},
		{"a code that may be left out when it is long", one(swap(bars, `"w":92`, `"w":54,"optional":true`)), 0, "", ""},
		{"the same that may not", one(swap(swap(bars, `"w":92`, `"w":40`), `{order.number}`, `{order.waybill}`)), 1, "w", label.CodeUnreadable},
		{"a code that is printed on copies alone is tried too", one(swap(bars, `"w":92`, `"w":25,"if":{"field":"copy","is":"present"}`)), 1, "w", label.CodeUnreadable},
		{"letters in an EAN", one(swap(bars, `code128`, `ean13`)), 1, "value", label.FaultCode},
		{"Cyrillic in bars", one(swap(bars, `{order.number}`, `{customer.name}`)), 1, "value", label.FaultCode},
		{"a line across the code", one(bars, across), 1, "", label.FaultCovered},
		{"a line across it that is never there with it", one(original, hidden), 0, "", ""},
		{"a line across it that may be", one(bars, hidden), 1, "", label.FaultCovered},
		{"a frame around the code", one(bars, frame), 0, "", ""},
		{"a frame on its edge", one(bars, swap(frame, `"x":3`, `"x":3.8`)), 1, "", label.FaultCovered},
		{"a field of another document", one(swap(name, `customer.name`, `offer.price`)), 1, "value", label.FaultField},
		{"a condition on one", one(swap(name, `"size":4`, `"size":4,"if":{"field":"offer.old","is":"present"}`)), 1, "if.field", label.FaultField},
		{"a sum with room", one(cod), 0, "", ""},
		{"a sum that would be cut", one(swap(cod, `"w":40`, `"w":10`)), 1, "value", label.FaultNotWhole},
	} {
		faults := parsed(t, c.body).Check(label.Ukrainian)
		if c.code == "" {
			if len(faults) > 0 {
				t.Errorf("%s is refused: %v", c.says, faults[0])
			}
			continue
		}
		if len(faults) == 0 || faults[0].Element != c.element || faults[0].Field != c.field || faults[0].Code != c.code {
			t.Errorf("%s: %v, want element %d, field %q, %s", c.says, faults, c.element, c.field, c.code)
		}
	}
}

// The room that a refusal asks for is enough, and a tenth of a millimetre less
// is not.
func TestRefusedCodesSayTheirRoom(t *testing.T) {
	for _, of := range label.Symbologies[1:] {
		value := map[label.Symbology]string{label.GS1128: "(00)106141412345678908", label.GS1DataMatrix: "(01)04820024700016", label.EAN13: "4820024700016", label.EAN8: "96385074", label.ITF14: "14820024700013"}[of]
		if value == "" {
			value = "A7-000123"
		}
		code := label.TemplateElement{Kind: label.ElementCode, X: 1, Y: 1, W: 1, H: 1, Symbology: of, Value: value}
		with := func(w, h float64) (label.Template, []*label.Fault) {
			// Readers begin to look in the middle.
			s := label.Template{Version: 1, Document: "label", Width: max(15, w+2), Height: max(10, h+2)}
			code.X, code.Y, code.W, code.H = (s.Width-w)/2, (s.Height-h)/2, w, h
			s.Elements = []label.TemplateElement{code}
			_, faults := s.Try(values(nil))
			return s, faults
		}
		_, faults := with(1, 1)
		if len(faults) != 1 || faults[0].Code != label.CodeUnreadable {
			t.Fatalf("%s in a millimetre: %v", of, faults)
		}
		var wide, high float64
		if _, err := fmt.Sscan(faults[0].Args["wide"]+" "+faults[0].Args["high"], &wide, &high); err != nil {
			t.Fatal(err)
		}
		s, faults := with(wide, high)
		if len(faults) > 0 {
			t.Errorf("%s in %g × %g: %v", of, wide, high, faults[0])
			continue
		}
		if _, faults := with(wide-0.2, high); len(faults) == 0 {
			t.Errorf("%s does not need %g mm", of, wide)
		}
		for _, dpi := range heads {
			if _, _, err := readCode(of, drawn(t, filled(t, s, values(nil)), dpi)); err != nil {
				t.Errorf("%s in its least room at %d dpi: %v", of, dpi, err)
			}
		}
	}
}

// A value's line of fields that are not there is left out, with its words.
func TestTemplateValues(t *testing.T) {
	for _, c := range []struct{ value, want string }{
		{"{word.comment}: {order.comment}", "Примітка: Подзвонити за годину"},
		{"{word.comment}: {copy}", ""},
		{"№ {order.number}\\n{word.comment}: {copy}\\n{customer.city}", "№ A7-000123|Львів"},
		{"{copy}{customer.city}, {copy}", "Львів,"},
		{"Дякуємо!", "Дякуємо!"},
		{"{{order.number}} {word.order}", "{order.number}} Замовлення"},
	} {
		p := filled(t, parsed(t, one(swap(swap(name, `{customer.name}`, c.value), `"w":40,"h":5`, `"w":90,"h":40`))), values(nil))
		var got []string
		for _, line := range strings.Split(p.String(), "\n") {
			if _, text, ok := strings.Cut(line, ` "`); ok {
				got = append(got, strings.TrimSuffix(text, `"`))
			}
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("%s prints %q, want %q", c.value, strings.Join(got, "|"), c.want)
		}
	}
}

// A field that nobody gave is told by its name and printed as empty, and the
// rest is printed.
func TestMissingFields(t *testing.T) {
	s := parsed(t, one(swap(name, "{customer.name}", "{customer.name} {customer.shoe_size}"), bars, swap(name, `"size":4`, `"size":4,"if":{"field":"order.gift","is":"present"}`)))
	p := filled(t, s, values(nil))
	want := []label.Warning{{Code: label.WarnField, Field: "customer.shoe_size"}, {Code: label.WarnField, Field: "order.gift"}}
	if !slices.Equal(p.Warnings, want) || !strings.Contains(p.String(), "Олена Їжакевич") || !strings.Contains(p.String(), "code code128") {
		t.Errorf("%v\n%s", p.Warnings, p)
	}
	if faults := s.Check(label.Ukrainian); len(faults) != 2 || faults[0].Args["name"] != "customer.shoe_size" || faults[1].Args["name"] != "order.gift" {
		t.Errorf("it is saved all the same: %v", faults)
	}
}

// Conditions: a field is there, is not there, or has a value, whatever its case.
func TestConditions(t *testing.T) {
	for _, c := range []struct {
		condition string
		printed   bool
	}{
		{`{"field":"order.cod","is":"present"}`, true},
		{`{"field":"order.cod","is":"absent"}`, false},
		{`{"field":"copy","is":"present"}`, false},
		{`{"field":"copy","is":"absent"}`, true},
		{`{"field":"copy","is":"equals"}`, true},
		{`{"field":"customer.city","is":"equals","value":"ЛЬВІВ "}`, true},
		{`{"field":"customer.city","is":"equals","value":"Київ"}`, false},
	} {
		p := filled(t, parsed(t, one(swap(name, `"size":4`, `"size":4,"if":`+c.condition))), values(nil))
		if got := strings.Contains(p.String(), "Олена"); got != c.printed {
			t.Errorf("%s prints: %t", c.condition, got)
		}
	}
}

// What people write is printed as well as it can be, with warnings that name the
// element; an order whose number no code can hold is refused.
func TestTemplatesWithOddValues(t *testing.T) {
	parcel := shipped(t, "parcel-100x100")
	at := func(value string) string {
		return fmt.Sprintf("elements.%d", 1+slices.IndexFunc(parcel.Elements, func(e label.TemplateElement) bool {
			return e.Value == value && (e.If == nil || e.If.Is == "present")
		}))
	}
	p := filled(t, parcel, values(map[string]string{"customer.address": address400(), "customer.name": "Олена 🎁", "customer.phone": ""}))
	codes := map[string]string{}
	for _, w := range p.Warnings {
		codes[w.Field] = w.Code
	}
	if want := map[string]string{at("{customer.address}"): label.WarnShortened, at("{customer.name}"): label.WarnReplaced}; !maps.Equal(codes, want) {
		t.Errorf("%v, want %v", p.Warnings, want)
	}
	for _, number := range []string{"Ж-1", strings.Repeat("A7-000123", 12)} {
		_, err := parcel.Paper(unnumbered(values(map[string]string{"order.number": number})))
		var f *label.Fault
		if !errors.As(err, &f) || f.Element == 0 {
			t.Errorf("an order %s: %v", number, err)
		}
	}
	empty := label.Values{Fields: map[string]string{}}
	if p := filled(t, parcel, empty); strings.Contains(p.String(), "code ") {
		t.Errorf("a code of nothing:\n%s", p)
	}
}

// A logo stands in its room; without one the room stays empty.
func TestTemplateLogo(t *testing.T) {
	s := parsed(t, one(`{"kind":"picture","x":4,"y":4,"w":30,"h":20}`))
	v := values(nil)
	if p := filled(t, s, v); strings.Contains(p.String(), "picture") {
		t.Errorf("a logo of nobody:\n%s", p)
	}
	v.Logo = logo(t, 300, 200)
	if ink := inkOf(drawn(t, filled(t, s, v), 203)); !ink.In(image.Rect(4*8, 4*8, 34*8, 24*8)) || ink.Empty() {
		t.Errorf("the logo's ink lies at %v", ink)
	}
}

// Whatever an order says, a template prints it on one sheet or says why not; all
// warnings and faults name an element of it, or a field.
func TestTemplatesHoldAnything(t *testing.T) {
	all := label.ShippedTemplates()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.SampledFrom(all).Draw(t, "template").Template
		v := label.SampleValues(s.Document, rapid.SampledFrom(allLanguages).Draw(t, "language"))
		for _, field := range slices.Sorted(maps.Keys(v.Fields)) {
			if rapid.IntRange(0, 2).Draw(t, "changed") == 0 {
				v.Fields[field] = rapid.OneOf(rapid.String(), rapid.StringMatching(`[A-Z0-9-]{0,30}`), rapid.Just(strings.Repeat("Їжа ", 150))).Draw(t, field)
			}
		}
		p, faults := s.Try(v)
		for _, f := range faults {
			if f.Element < 1 || f.Element > len(s.Elements) {
				t.Fatalf("a fault of nothing: %v", f)
			}
		}
		if n := len(p.Sheets()); n != 1 {
			t.Fatalf("%d sheets", n)
		}
		var b bytes.Buffer
		if err := p.PNG(&b, 203); err != nil {
			t.Fatal(err)
		}
	})
}

// No bytes break the reader; what it takes is written as it was read, and is
// printed or refused with the element.
func FuzzParseTemplate(f *testing.F) {
	f.Add([]byte(one(name, bars)))
	f.Add([]byte(one(`{"kind":"box","x":4,"y":4,"w":40,"h":5,"line":0.5,"if":{"field":"copy","is":"equals","value":"x"}}`, `{"kind":"picture","x":1e1,"y":4,"w":40,"h":5}`)))
	for _, s := range label.ShippedTemplates() {
		body, err := s.Template.JSON()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		s, err := label.ParseTemplate(body)
		if err != nil {
			var fault *label.Fault
			if !errors.As(err, &fault) || fault.Error() == "" {
				t.Fatalf("%T %v", err, err)
			}
			return
		}
		written, err := s.JSON()
		if err != nil || !json.Valid(written) {
			t.Fatalf("%s %v", written, err)
		}
		again, err := label.ParseTemplate(written)
		if err != nil || !reflect.DeepEqual(again, s) {
			t.Fatalf("%+v is read back as %+v, %v", s, again, err)
		}
		_ = s.Check(label.English)
		if p, faults := s.Try(label.LongValues(s.Document, label.Ukrainian)); len(faults) == 0 && len(p.Sheets()) != 1 {
			t.Fatal("no sheet")
		}
	})
}
