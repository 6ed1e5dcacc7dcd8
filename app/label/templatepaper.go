package label

import (
	"errors"
	"fmt"
	"slices"
)

// WarnField tells that a template names a field that nobody gave; it is printed
// as empty. The warning's Field is the name.
const WarnField = "field_missing"

// Paper fills the template in, on one sheet of its size. A field that nobody
// gave is told as a Warning and printed as empty. It fails with a Fault when a
// code could not be read, its symbology lacks a character of the value, or a sum
// or a number does not fit whole.
func (t Template) Paper(v Values) (Paper, error) {
	p, faults := t.Try(v)
	if len(faults) > 0 {
		return Paper{}, faults[0]
	}
	return p, nil
}

// Try fills the template in as far as it can be, and tells all that is wrong:
// for an editor, which shows both.
func (t Template) Try(v Values) (Paper, []*Fault) {
	if faults := t.shape(); len(faults) > 0 {
		return Paper{}, faults
	}
	f := filling{values: v}
	f.sheet = sheet{width: um(t.Width), height: um(t.Height)}
	for i, e := range t.Elements {
		f.element = i + 1
		if e.If != nil {
			if _, known := v.field(e.If.Field); !known {
				f.lacks(e.If.Field)
			}
		}
		if v.holds(e.If) {
			f.draw(e)
		}
	}
	title, _ := v.fill(titles[t.Document])
	return Paper{title: title, sheets: []sheet{f.sheet}, Warnings: f.warnings}, f.faults
}

// titles are what papers are called in a printer's queue.
var titles = map[string]string{"label": "{order.number}", "pricetag": "{offer.title}", "shelf": "{place.code}"}

// filling is a template while it draws itself.
type filling struct {
	draft
	values  Values
	element int
	faults  []*Fault
}

// name is how warnings call the element.
func (f *filling) name() string { return fmt.Sprintf("elements.%d", f.element) }

func (f *filling) lacks(name string) {
	if w := (Warning{Code: WarnField, Field: name}); !slices.Contains(f.warnings, w) {
		f.warnings = append(f.warnings, w)
	}
}

func (f *filling) fill(value string) string {
	text, missing := f.values.fill(value)
	for _, name := range missing {
		f.lacks(name)
	}
	return text
}

func (f *filling) draw(e TemplateElement) {
	a := e.area()
	switch e.Kind {
	case ElementText:
		f.text(e, a, f.fill(e.Value))
	case ElementCode:
		f.symbol(e, a, f.fill(e.Value))
	case ElementBox:
		f.sheet.add(box{x: a.x, y: a.y, w: a.w, h: a.h, stroke: um(e.Line)})
	case ElementLine:
		f.sheet.add(box{x: a.x, y: a.y, w: a.w, h: a.h})
	case ElementPicture:
		if f.values.Logo != nil {
			f.sheet.add(picture{x: a.x, y: a.y, w: a.w, h: a.h, image: f.values.Logo})
		}
	}
}

func (f *filling) text(e TemplateElement, a area, value string) {
	if value == "" {
		return
	}
	b := f.fit(f.name(), value, e.room(value, a))
	if b.lost > 0 && uncut(e.Value) {
		f.faults = append(f.faults, fault(f.element, "value", FaultNotWhole, value))
	}
	at := alignOf(e.Align)
	top := a.y
	switch e.Down {
	case "middle":
		top += (a.h - b.height()) / 2
	case "bottom":
		top += a.h - b.height()
	}
	f.print(b, at.of(a.x, a.w), top, at)
	if !e.Strike {
		return
	}
	for i, line := range b.lines {
		wide := widthOf(line, b.size, b.bold)
		y := top + length(i)*lineHeight(b.size) + ascent(b.size) - b.size/3
		f.sheet.line(at.of(a.x, a.w)-at.of(0, wide), y, wide)
	}
}

// room is where the text stands: with the largest letters in which no more lines
// than allowed hold it.
func (e TemplateElement) room(value string, a area) room {
	size, least := um(e.Size), um(e.Least)
	if least == 0 {
		least = min(size, max(size*2/3, readable))
	}
	// A room that is a hair lower than its letters' line holds them all the same.
	r := room{width: a.w, height: max(a.h, lineHeight(least)), largest: size, lowest: least, bold: e.Bold, single: e.Lines == 1}
	if e.Lines <= 1 {
		return r
	}
	cleaned, _ := clean(value)
	const step = mm / 5
	for s := size; ; s -= step {
		s = max(s, least)
		r.largest, r.lowest, r.height = s, s, min(max(a.h, lineHeight(least)), length(e.Lines)*lineHeight(s))
		if s == least || (r.most(s) > 0 && r.fit(cleaned).lost == 0) {
			return r
		}
	}
}

func alignOf(name string) align {
	switch name {
	case "centre":
		return centre
	case "right":
		return right
	}
	return left
}

// symbol prints a code. One of no value has nothing to say: like an empty text
// it takes its room and prints nothing.
func (f *filling) symbol(e TemplateElement, a area, value string) {
	if value == "" {
		return
	}
	flaw := f.bars(e, a, value)
	if flaw == nil {
		return
	}
	if e.Optional {
		f.warnings = append(f.warnings, Warning{Code: WarnNoCode, Field: f.name(), Lost: len([]rune(value))})
		return
	}
	f.faults = append(f.faults, flaw)
}

// autoOf gives the symbology that follows a value.
func autoOf(value string) Symbology {
	if _, wrong := gs1Elements(value); wrong == "" {
		return GS1128
	}
	of := symbologyOf(value)
	if _, odd := foreign(value, of.holds); odd {
		return QR
	}
	return of
}

func (f *filling) bars(e TemplateElement, a area, value string) *Fault {
	of := e.Symbology
	if of == Auto {
		of = autoOf(value)
	}
	s, err := newSymbol(f.name(), of, value)
	if err != nil {
		var why *Error
		errors.As(err, &why)
		return fault(f.element, "value", FaultCode, value).with("symbology", kinds[of].name).with("why", why.Hint).with("reason", why.Code)
	}
	f.err = nil
	f.code(f.name(), s, a, codeLook{nominal: um(e.Module), align: alignOf(e.Align), text: e.Text})
	var small *Error
	if errors.As(f.err, &small) {
		wide, high := s.needs()
		if e.Text {
			high += lineHeight(codeText) + mm/2
		}
		lacking := "w"
		if wide <= a.w {
			lacking = "h"
		}
		return fault(f.element, lacking, CodeUnreadable, value).with("symbology", kinds[of].name).with("wide", short(wide)).with("high", short(high))
	}
	return nil
}

// needs is the least room in which the symbol can be read at every density.
func (s symbol) needs() (wide, high length) {
	k := s.kind()
	for _, d := range densities {
		module := max(k.dots, d.up(k.least))
		wide = max(wide, d.length((s.wide+k.quietLeft+k.quietRight)*module))
	}
	if k.square {
		return wide, wide
	}
	return wide, k.low
}

// short writes a length in millimetres, rounded up to a tenth.
func short(l length) string { return number(float64((l+99)/100) / 10) }
