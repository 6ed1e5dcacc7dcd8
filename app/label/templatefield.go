package label

import (
	"slices"
	"strings"
)

// TemplateDocuments lists the documents that templates are made for, by their
// names in the shop.
var TemplateDocuments = []string{"label", "pricetag", "shelf"}

// The fields of the documents, as people are offered them.
var documentFields = map[string][]string{
	"label": {"order.number", "order.date", "order.cod", "order.total", "order.delivery", "order.comment", "order.goods", "order.weight", "order.waybill", "order.tracking", "order.interim",
		"customer.name", "customer.phone", "customer.address", "customer.city", "customer.street", "copy"},
	"pricetag": {"offer.title", "offer.price", "offer.old", "offer.unit", "offer.sku", "offer.barcode", "offer.code"},
	"shelf":    {"place.code", "place.name"},
}

var (
	shopFields = []string{"shop.name", "shop.address", "shop.phone", "shop.contact", "today"}
	wordFields = []string{"word.recipient", "word.order", "word.comment", "word.cod", "word.awaited"}
)

// TemplateFields lists the fields that a document's templates may name.
func TemplateFields(document string) []string {
	own, known := documentFields[document]
	if !known {
		return nil
	}
	return slices.Concat(own, shopFields, wordFields)
}

// wholeFields are never cut: half a sum or half a number is a false one.
var wholeFields = []string{"order.number", "order.cod", "order.total", "order.waybill", "order.tracking", "offer.price", "offer.old", "place.code"}

// A piece of an element's value is letters, or a field by its name.
type piece struct{ letters, field string }

// expression takes a value apart; whole is false when a brace is not closed or
// holds what cannot be a field's name. "{{" stands for a brace.
func expression(value string) (pieces []piece, whole bool) {
	letters := ""
	for value != "" {
		at := strings.IndexByte(value, '{')
		if at < 0 {
			letters += value
			break
		}
		letters += value[:at]
		value = value[at+1:]
		if rest, brace := strings.CutPrefix(value, "{"); brace {
			letters, value = letters+"{", rest
			continue
		}
		name, rest, closed := strings.Cut(value, "}")
		if !closed || !fieldName(name) {
			return nil, false
		}
		if letters != "" {
			pieces, letters = append(pieces, piece{letters: letters}), ""
		}
		pieces, value = append(pieces, piece{field: name}), rest
	}
	if letters != "" {
		pieces = append(pieces, piece{letters: letters})
	}
	return pieces, true
}

// fieldName tells what can be a field's name, of this version or another.
func fieldName(s string) bool {
	return s != "" && len(s) <= 40 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz_.") == ""
}

func fieldsOf(value string) (names []string) {
	pieces, _ := expression(value)
	for _, p := range pieces {
		if p.field != "" {
			names = append(names, p.field)
		}
	}
	return names
}

// uncut tells a value that must not be cut.
func uncut(value string) bool {
	return slices.ContainsFunc(fieldsOf(value), func(name string) bool { return slices.Contains(wholeFields, name) })
}

// field gives the value of a field; known is false for one that nobody gave.
func (v Values) field(name string) (value string, known bool) {
	words := wordsIn(v.Language)
	switch name {
	case "word.recipient":
		return words.recipient, true
	case "word.order":
		return words.order, true
	case "word.comment":
		return words.comment, true
	case "word.cod":
		return words.cod, true
	case "word.awaited":
		return words.awaited, true
	}
	value, known = v.Fields[name]
	return value, known
}

// fill writes a value's fields. A line that has fields, beside those of words,
// and none of them is there is left out with all that it says: "Note: " of no
// note. missing names fields that nobody gave.
func (v Values) fill(value string) (text string, missing []string) {
	var kept []string
	pieces, _ := expression(value)
	var line strings.Builder
	asked, there := false, false
	end := func() {
		if !asked || there {
			kept = append(kept, line.String())
		}
		line.Reset()
		asked, there = false, false
	}
	for _, p := range pieces {
		if p.field == "" {
			for i, part := range strings.Split(p.letters, "\n") {
				if i > 0 {
					end()
				}
				line.WriteString(part)
			}
			continue
		}
		filled, known := v.field(p.field)
		if !known {
			missing = append(missing, p.field)
		}
		if !strings.HasPrefix(p.field, "word.") {
			asked = true
			there = there || strings.TrimSpace(filled) != ""
		}
		line.WriteString(filled)
	}
	end()
	return strings.TrimSpace(strings.Join(kept, "\n")), missing
}

// holds tells whether an element is printed with these values.
func (v Values) holds(c *Condition) bool {
	if c == nil {
		return true
	}
	value, _ := v.field(c.Field)
	value = strings.TrimSpace(value)
	switch c.Is {
	case "present":
		return value != ""
	case "absent":
		return value == ""
	}
	return strings.EqualFold(value, strings.TrimSpace(c.Value))
}

// apart tells conditions of which never both hold.
func (c *Condition) apart(other *Condition) bool {
	if c == nil || other == nil || c.Field != other.Field {
		return false
	}
	if c.Is == "equals" && other.Is == "equals" {
		return !strings.EqualFold(strings.TrimSpace(c.Value), strings.TrimSpace(other.Value))
	}
	absent := func(c *Condition) bool {
		return c.Is == "absent" || (c.Is == "equals" && strings.TrimSpace(c.Value) == "")
	}
	return absent(c) != absent(other)
}

// CopyWord is what marks a paper that was printed before.
func CopyWord(l Language) string { return wordsIn(l).copy }
