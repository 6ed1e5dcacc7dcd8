package label

import (
	"strings"

	"github.com/prylavok/prylavok/app/shop"
)

// An element is one GS1 element string: an application identifier and its data.
type element struct{ ai, data string }

// gs1Fixed tells identifiers of predefined length by their first two digits: no
// separator follows them (GS1 General Specifications, 7.8.5).
var gs1Fixed = map[string]int{
	"00": 20, "01": 16, "02": 16, "03": 16, "04": 18, "11": 8, "12": 8, "13": 8, "14": 8, "15": 8, "16": 8, "17": 8, "18": 8, "19": 8, "20": 4,
	"31": 10, "32": 10, "33": 10, "34": 10, "35": 10, "36": 10, "41": 16,
}

// gs1Checked are identifiers whose data ends with a check digit.
var gs1Checked = map[string]bool{"00": true, "01": true, "02": true, "41": true}

// gs1Elements reads "(01)04820024700016(10)AB", the way element strings are
// written for people. The hint says what is wrong; it is empty when all is right.
func gs1Elements(value string) (elements []element, hint string) {
	rest := value
	for rest != "" {
		end := strings.IndexByte(rest, ')')
		if rest[0] != '(' || end < 3 || end > 5 || strings.Trim(rest[1:end], "0123456789") != "" {
			return nil, "write application identifiers in brackets before their data, such as (00)106141412345678908"
		}
		e := element{ai: rest[1:end]}
		rest = rest[end+1:]
		next := strings.IndexByte(rest, '(')
		if next < 0 {
			next = len(rest)
		}
		e.data, rest = rest[:next], rest[next:]
		if hint := e.wrong(); hint != "" {
			return nil, hint
		}
		elements = append(elements, e)
	}
	return elements, ""
}

func (e element) wrong() string {
	if e.data == "" || strings.ContainsFunc(e.data, func(r rune) bool { return r <= ' ' || r > 'z' || strings.ContainsRune("#$@[\\]^`", r) }) {
		return "(" + e.ai + ") needs data of Latin letters, digits and the signs that GS1 allows"
	}
	whole, fixed := gs1Fixed[e.ai[:2]]
	if !fixed {
		return ""
	}
	if len(e.ai)+len(e.data) != whole || strings.Trim(e.data, "0123456789") != "" {
		return "(" + e.ai + ") has the wrong number of digits"
	}
	if last := len(e.data) - 1; gs1Checked[e.ai[:2]] && e.data[last] != shop.CheckDigit(e.data[:last]) {
		return "the check digit of (" + e.ai + ") should be " + string(shop.CheckDigit(e.data[:last]))
	}
	return ""
}

// gs1Message strings elements together as scanners give them back, separated
// where the length of one is not predefined.
func gs1Message(elements []element, separator string) string {
	var b strings.Builder
	for i, e := range elements {
		b.WriteString(e.ai + e.data)
		if _, fixed := gs1Fixed[e.ai[:2]]; !fixed && i < len(elements)-1 {
			b.WriteString(separator)
		}
	}
	return b.String()
}

// gs1Escaped writes a message with a printer's own spelling of Function 1.
func gs1Escaped(message, function string) string {
	return strings.ReplaceAll(message, string(fnc1), function)
}
