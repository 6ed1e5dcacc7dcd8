package scan

import (
	"strconv"
	"strings"

	"github.com/prylavok/prylavok/app/shop"
)

// DefaultYear is the year that two-digit years are read near to when Masks name
// none: right for days from 1977 to 2076.
const DefaultYear = 2026

// Masks are how one shop's own codes are to be read: which places of a 13-digit
// code hold the number of the goods (PLU), a weight or a price. The zero value
// knows no masks.
type Masks struct {
	// Year is the present one. Two-digit years of days are read as the year
	// between 49 before and 50 after it; 0 stands for DefaultYear.
	Year int
	list []mask
}

// A mask has 13 places. The groups are where P, W, M and V stand.
type mask struct {
	places        string
	number        span // P
	weight, price span // W, M; at most one of them
	verify        int  // the place of V, or −1
}

type span struct{ from, to int }

func (s span) empty() bool           { return s.from == s.to }
func (s span) of(code string) string { return code[s.from:s.to] }

// DefaultMasks are those of a shop that has set none: prefixes 20–23 and 26–29
// for weight in grams, 24 and 25 for a price in minor units, after a number of
// five digits.
var DefaultMasks = func() Masks {
	var lines []string
	for prefix := 20; prefix <= 29; prefix++ {
		kind := "WWWWW"
		if prefix == 24 || prefix == 25 {
			kind = "MMMMM"
		}
		lines = append(lines, strconv.Itoa(prefix)+"PPPPP"+kind+"C")
	}
	m, err := ParseMasks(strings.Join(lines, "\n"))
	if err != nil {
		panic(err) // a typing mistake in this function
	}
	return m
}()

// In gives the same masks for another present year.
func (m Masks) In(year int) Masks {
	m.Year = year
	return m
}

func (m Masks) year() int {
	if m.Year == 0 {
		return DefaultYear
	}
	return m.Year
}

// String writes the masks one a line, as ParseMasks reads them.
func (m Masks) String() string {
	lines := make([]string, len(m.list))
	for i, k := range m.list {
		lines[i] = k.places
	}
	return strings.Join(lines, "\n")
}

// ParseMasks reads masks, one a line, tried in their order. Each has 13 places
// and begins with a digit:
//
//	0–9  this digit              W  weight in grams (thousandths of a kilogram)
//	.    any digit               M  price in minor units of the shop's money
//	P    number of the goods     V  verifies a weight or price of 4 or 5 digits
//	C    check digit, last
//
// Small letters and Cyrillic letters that look the same do as well; empty lines
// are passed over. The error is one of the ErrMask problems and names the line
// and, where there is one, the place.
func ParseMasks(text string) (Masks, error) {
	var m Masks
	for i, line := range strings.Split(text, "\n") {
		line = lookAlike(strings.ToUpper(strings.TrimSpace(line)))
		if line == "" {
			continue
		}
		k, problem := parseMask(line)
		if problem != nil {
			return Masks{}, problem.With("line", i+1)
		}
		m.list = append(m.list, k)
	}
	return m, nil
}

func parseMask(line string) (mask, *shop.Problem) {
	k := mask{places: line, verify: -1}
	groups := map[rune]*span{'P': &k.number, 'W': &k.weight, 'M': &k.price}
	signs := []rune(line)
	for i, sign := range signs {
		wrong := ErrMaskPlace.With("place", i+1).With("sign", string(sign))
		switch {
		case i == 0 && (sign < '0' || sign > '9') && strings.ContainsRune("PWMVC.", sign):
			return k, wrong
		case sign >= '0' && sign <= '9', sign == '.':
		case sign == 'C':
			if i != len(signs)-1 {
				return k, wrong
			}
		case sign == 'V':
			if k.verify >= 0 {
				return k, wrong
			}
			k.verify = i
		case groups[sign] != nil:
			g := groups[sign]
			if !g.empty() && g.to != i || sign == 'W' && !k.price.empty() || sign == 'M' && !k.weight.empty() {
				return k, wrong
			}
			if g.empty() {
				g.from = i
			}
			g.to = i + 1
		default:
			return k, ErrMaskSign.With("place", i+1).With("sign", string(sign))
		}
	}
	value := k.value()
	switch {
	case len(signs) != 13:
		return k, ErrMaskLength.With("length", len(signs))
	case k.number.empty():
		return k, ErrMaskNumber
	case k.verify >= 0 && value.to-value.from != 4 && value.to-value.from != 5:
		return k, ErrMaskVerify
	}
	return k, nil
}

// value is where the weight or the price stands.
func (k mask) value() span {
	if k.weight.empty() {
		return k.price
	}
	return k.weight
}

// read gives what a 13-digit code with a right check digit means by the first
// mask that it fits.
//
// A mask whose V does not hold is passed over; if no later one fits, that is
// doubtful.
func (m Masks) read(code string) (meanings []Meaning, doubt *shop.Problem) {
	for _, k := range m.list {
		switch {
		case !k.fits(code):
		case !k.holds(code):
			doubt = ErrCheckDigit.With("code", code)
		default:
			meaning, doubt := k.meaning(code)
			return []Meaning{meaning}, doubt
		}
	}
	return nil, doubt
}

func (k mask) fits(code string) bool {
	for i := range len(code) {
		if p := k.places[i]; p >= '0' && p <= '9' && p != code[i] {
			return false
		}
	}
	return true
}

func (k mask) holds(code string) bool {
	if k.verify < 0 {
		return true
	}
	d, ok := PriceDigit(k.value().of(code))
	return ok && d == code[k.verify]
}

func (k mask) meaning(code string) (m Meaning, doubt *shop.Problem) {
	number := k.number.of(code)
	m = Meaning{Kind: KindInside, Code: number}
	if short := strings.TrimLeft(number, "0"); short != number && short != "" {
		m.Alike = []string{short}
	}
	if k.value().empty() {
		return m, nil
	}
	value, _ := strconv.ParseInt(k.value().of(code), 10, 64) // at most eleven digits
	if k.weight.empty() {
		m.Total = shop.Money(value)
	} else {
		m.Quantity = shop.Quantity(value)
	}
	if value == 0 {
		doubt = ErrNoAmount
	}
	return m, doubt
}
