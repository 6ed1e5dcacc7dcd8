package scan

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/prylavok/prylavok/app/find"
	"github.com/prylavok/prylavok/app/shop"
)

// numbers says what a text without GS1 elements stands for.
func numbers(text string, s Symbology, masks Masks) ([]Meaning, *shop.Problem) {
	tight := compact(text)
	if digits(tight) {
		return figures(tight, s, masks)
	}
	upper := strings.ToUpper(tight)
	switch {
	case IsS10(upper):
		return []Meaning{{Kind: KindWaybill, Code: upper}}, nil
	case shapedS10(upper):
		return nil, ErrCheckDigit.With("code", upper)
	case orderNumber.MatchString(upper):
		return []Meaning{{Kind: KindOrder, Code: upper}}, nil
	}
	if code, ok := badge(tight); ok {
		return []Meaning{{Kind: KindBadge, Code: code}}, nil
	}
	return nil, nil
}

// orderNumber is the form of shop.OrderNumber: a series of letters and digits,
// a counter of six digits or more.
var orderNumber = regexp.MustCompile(`^[A-Z]{1,3}[0-9]{1,4}-[0-9]{6,12}$`)

// figures says what a text of digits stands for.
func figures(code string, s Symbology, masks Masks) (list []Meaning, doubt *shop.Problem) {
	if s == EAN13 && (len(code) == 15 || len(code) == 18) {
		code = code[:13] // with the two or five digits of an add-on
	}
	if strings.Trim(code, "0") == "" {
		return nil, nil
	}
	if len(code) == 12 || len(code) == 13 {
		if full := strings.Repeat("0", 13-len(code)) + code; shop.GTIN(full) {
			list, doubt = masks.read(full)
		}
	}
	upca, isUPCE := expand(code)
	isUPCE = isUPCE && s != EAN8
	if isUPCE && code[0] == '0' {
		list = append(list, article(upca)) // no EAN-8 of the trade begins with 0
	}
	if shop.GTIN(code) && (s != UPCE || !isUPCE) {
		list = append(list, article(code))
	}
	if isUPCE && code[0] == '1' {
		list = append(list, article(upca))
	}
	if IsPost14(code) && code[0] != '0' {
		list = append(list, Meaning{Kind: KindWaybill, Code: code})
	}
	if IsSSCC(code) {
		list = append(list, Meaning{Kind: KindSSCC, Code: code, Alike: []string{"00" + code}})
	}
	if len(list) == 0 && checked(code, s) {
		doubt = ErrCheckDigit.With("code", code)
	}
	return list, doubt
}

// checked reports whether a number of this length ought to have a check digit.
// Carriers give out numbers of 14 digits without one, so only the bars of a box
// tell.
func checked(code string, s Symbology) bool {
	switch len(code) {
	case 8, 12, 13, 18:
		return true
	case 14:
		return s == ITF14
	}
	return false
}

// expand writes the eight digits of a UPC-E as the UPC-A that they shorten
// (GS1 General Specifications, 5.2.2.4.2), if the check digit is right.
func expand(code string) (upca string, ok bool) {
	if len(code) != 8 || code[0] > '1' {
		return "", false
	}
	system, d, check := code[:1], code[1:7], code[7:]
	switch d[5] {
	case '0', '1', '2':
		upca = system + d[:2] + d[5:] + "0000" + d[2:5] + check
	case '3':
		upca = system + d[:3] + "00000" + d[3:5] + check
	case '4':
		upca = system + d[:4] + "00000" + d[4:5] + check
	default:
		upca = system + d[:5] + "0000" + d[5:] + check
	}
	return upca, shop.GTIN(upca)
}

// shrink writes a UPC-A as UPC-E, if it has one.
func shrink(upca string) (code string, ok bool) {
	maker, item := upca[1:6], upca[6:11]
	var d string
	switch {
	case maker[3:] == "00" && maker[2] <= '2' && item[:2] == "00":
		d = maker[:2] + item[2:] + maker[2:3]
	case maker[3:] == "00" && item[:3] == "000":
		d = maker[:3] + item[3:] + "3"
	case maker[4] == '0' && item[:4] == "0000":
		d = maker[:4] + item[4:] + "4"
	case item[:4] == "0000" && item[4] >= '5':
		d = maker + item[4:]
	default:
		return "", false
	}
	code = upca[:1] + d + upca[11:]
	back, ok := expand(code)
	return code, ok && back == upca
}

// compact takes out the gaps that people leave between groups: every space, and
// the hyphens of a number of digits only, such as an ISBN.
func compact(text string) string {
	tight := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
	if isbn := strings.ReplaceAll(tight, "-", ""); len(isbn) == 13 && digits(isbn) && shop.GTIN(isbn) {
		return isbn
	}
	return tight
}

// spellings gives the text itself and, if it holds Cyrillic letters, what may
// have been meant: Latin letters that look the same (a person copied them), then
// the same keys on a Latin keyboard (a scanner typed them).
func spellings(text string) []string {
	list := []string{text}
	if same := lookAlike(text); same != text && !cyrillic(same) {
		list = append(list, same)
	}
	return append(list, find.Latin(text)...)
}

var sameLook = strings.NewReplacer(
	"А", "A", "В", "B", "Е", "E", "К", "K", "М", "M", "Н", "H", "О", "O", "Р", "P", "С", "C", "Т", "T", "У", "Y", "Х", "X", "І", "I", "Ј", "J", "Ѕ", "S",
	"а", "a", "е", "e", "о", "o", "р", "p", "с", "c", "у", "y", "х", "x", "і", "i", "ј", "j", "ѕ", "s",
)

// lookAlike writes Cyrillic letters as the Latin ones that look the same.
func lookAlike(text string) string { return sameLook.Replace(text) }

func cyrillic(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) })
}

// plain is the last meaning of every code: the text itself, as other people or
// keyboards may have stored it.
func plain(text string, others []string) Meaning {
	m := Meaning{Kind: KindPlain, Code: text}
	seen := map[string]bool{text: true, "": true}
	alike := cases(text)
	if bare, ok := strings.CutPrefix(text, "*"); ok && strings.HasSuffix(bare, "*") {
		alike = append(alike, strings.TrimSuffix(bare, "*")) // the guards of a Code 39
	}
	if tight := compact(text); tight != text {
		alike = append(alike, tight)
	}
	for _, other := range others {
		alike = append(append(alike, other), cases(other)...)
	}
	for _, a := range alike {
		if !seen[a] {
			seen[a] = true
			m.Alike = append(m.Alike, a)
		}
	}
	return m
}

// cases gives the spellings in capitals and small letters that differ.
func cases(text string) (list []string) {
	for _, s := range []string{strings.ToUpper(text), strings.ToLower(text)} {
		if s != text {
			list = append(list, s)
		}
	}
	return list
}
