package label

import (
	"cmp"
	"embed"
	"fmt"
	"slices"
	"strconv"
	"sync"
)

//go:embed templates/*.json
var shippedFiles embed.FS

// A Shipped is a template that comes with the program.
type Shipped struct {
	Name     string // names words in the screens' catalogues
	Template Template
}

// shippedNames in the order in which people are offered them.
var shippedNames = []string{"parcel-100x100", "parcel-100x150", "parcel-85x85", "tag-58x40", "tag-40x30", "shelf-100x50", "bin-58x40"}

// ShippedTemplates lists the templates that come with the program.
func ShippedTemplates() []Shipped {
	list := slices.Clone(shippedOnce())
	for i := range list {
		list[i].Template.Elements = slices.Clone(list[i].Template.Elements)
	}
	return list
}

// They are read once a process: a long queue asks for one with each label.
var shippedOnce = sync.OnceValue(func() []Shipped {
	list := make([]Shipped, len(shippedNames))
	for i, name := range shippedNames {
		body, err := shippedFiles.ReadFile("templates/" + name + ".json")
		if err != nil {
			panic(fmt.Sprintf("label: shipped template: %v", err)) // it is part of the program
		}
		t, err := ParseTemplate(body)
		if err != nil {
			panic(fmt.Sprintf("label: shipped template %s: %v", name, err))
		}
		list[i] = Shipped{Name: name, Template: t}
	}
	return list
})

// ShippedTemplate finds a shipped template by its name.
func ShippedTemplate(name string) (Template, bool) {
	for _, s := range ShippedTemplates() {
		if s.Name == name {
			return s.Template, true
		}
	}
	return Template{}, false
}

// Check gives all that keeps a template from being saved: faults of its shape,
// fields that the document does not have, codes that something lies on, and what
// is not readable with usual values, with the longest sensible ones, and with
// more that the caller has at hand.
func (t Template) Check(l Language, more ...Values) []*Fault {
	faults := t.shape()
	if len(faults) > 0 {
		return faults
	}
	faults = append(faults, t.unknown()...)
	faults = append(faults, t.covered()...)
	for i, v := range append([]Values{SampleValues(t.Document, l), LongValues(t.Document, l)}, more...) {
		with := t
		with.Elements = slices.Clone(t.Elements)
		for j := range with.Elements {
			// What no sample asks for is tried too, and a code that may be left out
			// has to be readable with what is usual.
			e := &with.Elements[j]
			if i < 2 {
				e.If = nil
			}
			e.Optional = e.Optional && i > 0
		}
		_, found := with.Try(v)
		faults = append(faults, found...)
	}
	slices.SortStableFunc(faults, func(a, b *Fault) int { return cmp.Compare(a.Element, b.Element) })
	return slices.CompactFunc(faults, func(a, b *Fault) bool { return a.Element == b.Element && a.Field == b.Field && a.Code == b.Code })
}

// unknown finds names of fields that the document does not have.
func (t Template) unknown() (faults []*Fault) {
	fields := TemplateFields(t.Document)
	for i, e := range t.Elements {
		for _, name := range fieldsOf(e.Value) {
			if !slices.Contains(fields, name) {
				faults = append(faults, fault(i+1, "value", FaultField, e.Value).with("name", name))
			}
		}
		if e.If != nil && !slices.Contains(fields, e.If.Field) {
			faults = append(faults, fault(i+1, "if.field", FaultField, e.If.Field).with("name", e.If.Field))
		}
	}
	return faults
}

// covered finds codes on which another element lies, unless never both are
// printed. A frame may stand around a code.
func (t Template) covered() (faults []*Fault) {
	for i, c := range t.Elements {
		if c.Kind != ElementCode {
			continue
		}
		for j, other := range t.Elements {
			if i != j && !c.If.apart(other.If) && other.inks(c.area()) {
				faults = append(faults, fault(i+1, "", FaultCovered, "").with("other", strconv.Itoa(j+1)))
			}
		}
	}
	return faults
}

// inks tells whether the element may print into an area.
func (e TemplateElement) inks(a area) bool {
	own := e.area()
	if !own.meets(a) {
		return false
	}
	if e.Kind != ElementBox {
		return true
	}
	stroke := um(e.Line)
	inner := area{x: own.x + stroke, y: own.y + stroke, w: own.w - 2*stroke, h: own.h - 2*stroke}
	return a.x < inner.x || a.y < inner.y || a.x+a.w > inner.x+inner.w || a.y+a.h > inner.y+inner.h
}

func (a area) meets(b area) bool {
	return a.x < b.x+b.w && b.x < a.x+a.w && a.y < b.y+b.h && b.y < a.y+a.h
}
