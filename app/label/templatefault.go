package label

import (
	"fmt"
	"maps"
	"strings"
)

// A Fault says what is wrong with one element of a template, so that an editor
// can show it there. It is an *Error as well (errors.As).
type Fault struct {
	Element int               `json:"element"` // from 1; 0 is the template itself
	Field   string            `json:"field"`   // by its name in the JSON; empty for all of it
	Code    string            `json:"code"`    // one of the Fault constants, or a Code of Error
	Value   string            `json:"value"`   // what was found
	Args    map[string]string `json:"args"`    // what the sentence names
}

// The codes of a Fault that are not those of an Error.
const (
	FaultSyntax   = "template_syntax"    // why
	FaultType     = "template_type"      // want
	FaultUnknown  = "template_unknown"   // the kind has no such field
	FaultVersion  = "template_version"   // most
	FaultElements = "template_elements"  // most
	FaultChoice   = "template_choice"    // choices
	FaultRange    = "template_range"     // least, most
	FaultOutside  = "template_outside"   // of the sheet
	FaultEmpty    = "template_empty"     // nothing to print
	FaultLong     = "template_long"      // most
	FaultBraces   = "template_braces"    // a brace that nothing closes
	FaultField    = "template_field"     // name
	FaultCovered  = "template_covered"   // other, the element that lies on a code
	FaultCode     = "template_code"      // symbology: it cannot hold the value
	FaultNotWhole = "template_not_whole" // a sum or a number that would be cut
)

// English sentences; the screens have their own.
var faultWords = map[string]string{
	FaultSyntax:    "this is not a template: {why}",
	FaultType:      "there should be a {want}",
	FaultUnknown:   "there is no such field here",
	FaultVersion:   "this template is of a newer version than {most}; update the program",
	FaultElements:  "a template has at most {most} elements",
	FaultChoice:    "there should be one of {choices}",
	FaultRange:     "this should be between {least} and {most}",
	FaultOutside:   "the element reaches over the edge of the sheet",
	FaultEmpty:     "there is nothing to print; give it a value",
	FaultLong:      "this is longer than {most} characters",
	FaultBraces:    "a brace is not closed; write {{ for a brace itself",
	FaultField:     "there is no field {name} in this document",
	FaultCovered:   "element {other} lies on this code, which could not be read; move one of them",
	FaultCode:      "{symbology} cannot hold this: {why}",
	FaultNotWhole:  "this must not be cut and does not fit; give it more room or smaller letters",
	CodeUnreadable: "to be readable this {symbology} needs {wide} × {high} mm with the blank paper around it",
}

func fault(element int, field, code, value string) *Fault {
	return &Fault{Element: element, Field: field, Code: code, Value: value, Args: map[string]string{}}
}

// with names one more value of the sentence.
func (f *Fault) with(name, value string) *Fault {
	args := maps.Clone(f.Args)
	args[name] = value
	return &Fault{Element: f.Element, Field: f.Field, Code: f.Code, Value: f.Value, Args: args}
}

// Error says where and why in one line.
func (f *Fault) Error() string {
	where := "template"
	if f.Element > 0 {
		where = fmt.Sprintf("element %d", f.Element)
	}
	if f.Field != "" {
		where += fmt.Sprintf(", field %q", f.Field)
	}
	return "label: " + where + ": " + f.hint()
}

func (f *Fault) hint() string {
	said := strings.ReplaceAll(faultWords[f.Code], "{{", "\x00")
	for name, value := range f.Args {
		said = strings.ReplaceAll(said, "{"+name+"}", value)
	}
	return strings.ReplaceAll(said, "\x00", "{")
}

// Unwrap gives the same as an *Error, whose Field is a path such as
// "elements.3.size".
func (f *Fault) Unwrap() error {
	path := f.Field
	if f.Element > 0 {
		path = strings.TrimSuffix(fmt.Sprintf("elements.%d.%s", f.Element, f.Field), ".")
	}
	return &Error{Code: f.Code, Field: path, Value: f.Value, Hint: f.hint()}
}

func tooMany(n int) *Fault {
	return fault(0, "elements", FaultElements, fmt.Sprint(n)).with("most", fmt.Sprint(TemplateElementsMax))
}
