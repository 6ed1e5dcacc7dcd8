package intake

import (
	"errors"
	"math/bits"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxAmount is the largest money (minor units), quantity (thousandths) or measure (grams, millimetres) that is accepted: a
// whole number that screens and spreadsheets, too, hold exactly.
const MaxAmount = 1_000_000_000_000_000

// Why a cell is not an amount. Read puts them into the report as sentences.
var (
	ErrNotNumber   = errors.New("it is not a number")
	ErrNegative    = errors.New("it is negative")
	ErrAmbiguous   = errors.New("three digits after a single mark can mean thousands or a fraction; write 1234.50 instead")
	ErrTooFine     = errors.New("it has more decimals than can be kept")
	ErrTooLarge    = errors.New("it is too large")
	ErrUnknownUnit = errors.New("its unit is not known")
)

// Money reads a price into minor units of a currency with the given number of decimals, 0 to 4.
//
// It takes "1234.5", "1 234,50", "1,234.50", "1'234.50", "₴ 30.10" and "30,10 грн". A mark that stands before the last group is
// a thousands mark, the last one is the decimal mark. One single mark with exactly three digits behind it ("12.345",
// "1,500") can be read both ways and gives ErrAmbiguous, unless the currency has three decimals or what stands before it
// cannot be thousands ("0.500", "1234.500"). Digits that the currency has no place for must be zeros: nothing is rounded.
// Negative prices give ErrNegative.
func Money(text string, minorDigits int) (int64, error) {
	n, err := parseNumber(text)
	switch {
	case err != nil:
		return 0, err
	case n.negative:
		return 0, ErrNegative
	case n.maybeThousands() && minorDigits < 3:
		return 0, ErrAmbiguous
	}
	return n.scaled(minorDigits)
}

// Quantity reads a stock figure into thousandths; it may be negative. The marks are read as in Money, except that a single
// dot is always the decimal mark, as both shop systems write it: "1.500" is one and a half.
func Quantity(text string) (int64, error) {
	n, err := parseNumber(text)
	if err != nil {
		return 0, err
	}
	if n.maybeThousands() && n.mark == ',' {
		return 0, ErrAmbiguous
	}
	q, err := n.scaled(3)
	if n.negative {
		q = -q
	}
	return q, err
}

// Grams reads a weight in the given unit (g, kg, lbs, oz and their Ukrainian and Russian spellings), rounded half up. Weights
// are never grouped in these files, so a single dot or comma is always the decimal mark.
func Grams(text, unit string) (int64, error) { return measure(text, unit, weightUnits) }

// Millimetres reads a length in the given unit (mm, cm, m, in, ft, yd and their Ukrainian and Russian spellings) as Grams does.
func Millimetres(text, unit string) (int64, error) { return measure(text, unit, lengthUnits) }

// ratio is how many grams or millimetres one unit has, exactly.
type ratio struct{ over, under uint64 }

var weightUnits = map[string]ratio{
	"g": {1, 1}, "г": {1, 1}, "гр": {1, 1},
	"kg": {1000, 1}, "кг": {1000, 1},
	"lbs": {45359237, 100000}, "lb": {45359237, 100000}, "фунт": {45359237, 100000}, "фунти": {45359237, 100000}, "фунты": {45359237, 100000},
	"oz": {28349523125, 1000000000}, "унція": {28349523125, 1000000000}, "унції": {28349523125, 1000000000}, "унция": {28349523125, 1000000000}, "унции": {28349523125, 1000000000},
}

var lengthUnits = map[string]ratio{
	"mm": {1, 1}, "мм": {1, 1},
	"cm": {10, 1}, "см": {10, 1},
	"m": {1000, 1}, "м": {1000, 1},
	"in": {254, 10}, "дюйм": {254, 10}, "дюйми": {254, 10}, "дюймы": {254, 10},
	"ft": {3048, 10},
	"yd": {9144, 10},
}

func unitOf(name string, units map[string]ratio) (ratio, bool) {
	u, ok := units[strings.TrimSuffix(strings.ToLower(strings.TrimSpace(name)), ".")]
	return u, ok
}

func measure(text, unit string, units map[string]ratio) (int64, error) {
	u, ok := unitOf(unit, units)
	if !ok {
		return 0, ErrUnknownUnit
	}
	n, err := parseNumber(text)
	if err != nil {
		return 0, err
	}
	if n.negative {
		return 0, ErrNegative
	}
	fraction := strings.TrimRight(n.fraction, "0")
	if len(fraction) > 9 {
		return 0, ErrTooFine
	}
	mantissa, err := digits(n.whole + fraction)
	if err != nil {
		return 0, err
	}
	under := u.under
	for range fraction {
		under *= 10
	}
	high, low := bits.Mul64(mantissa, u.over)
	if high >= under {
		return 0, ErrTooLarge
	}
	whole, rest := bits.Div64(high, low, under)
	if rest >= under-rest {
		whole++
	}
	if whole > MaxAmount {
		return 0, ErrTooLarge
	}
	return int64(whole), nil
}

// number is a written decimal number taken apart.
type number struct {
	negative bool
	whole    string // digits without grouping marks, at least one
	fraction string // digits behind the decimal mark
	mark     rune   // the decimal mark, 0 if there is none
	grouped  bool   // grouping marks stood in the whole part, so the decimal mark cannot be one
}

// maybeThousands tells whether the only mark of a number could be a thousands mark.
func (n number) maybeThousands() bool {
	return !n.grouped && len(n.fraction) == 3 && len(n.whole) <= 3 && n.whole[0] != '0'
}

// scaled gives the number as a whole one with so many decimals, without its sign.
func (n number) scaled(decimals int) (int64, error) {
	fraction := n.fraction
	if len(fraction) > decimals {
		if strings.Trim(fraction[decimals:], "0") != "" {
			return 0, ErrTooFine
		}
		fraction = fraction[:decimals]
	}
	fraction += strings.Repeat("0", decimals-len(fraction))
	v, err := digits(n.whole + fraction)
	if err != nil {
		return 0, err
	}
	if v > MaxAmount {
		return 0, ErrTooLarge
	}
	return int64(v), nil
}

// digits reads up to 19 significant digits, which always fit.
func digits(s string) (uint64, error) {
	s = strings.TrimLeft(s, "0")
	if s == "" {
		return 0, nil
	}
	if len(s) > 19 {
		return 0, ErrTooLarge
	}
	v, err := strconv.ParseUint(s, 10, 64)
	if err != nil {
		return 0, ErrNotNumber
	}
	return v, nil
}

// parseNumber takes a written number apart, whichever marks it uses.
func parseNumber(text string) (number, error) {
	s, negative := trimSign(trimCurrency(text))
	s = trimCurrency(s)
	n := number{negative: negative}
	whole := s
	if at := decimalMark(s); at >= 0 {
		n.mark = rune(s[at])
		whole, n.fraction = s[:at], s[at+1:]
	}
	if whole == "" && n.fraction != "" {
		whole = "0"
	}
	if !allDigits(n.fraction) {
		return number{}, ErrNotNumber
	}
	var err error
	n.whole, n.grouped, err = ungroup(whole)
	return n, err
}

// decimalMark gives the place of the decimal mark, or -1: the last mark, unless the same one stands there more than once.
func decimalMark(s string) int {
	at := strings.LastIndexAny(s, ".,")
	if at < 0 || strings.Count(s, s[at:at+1]) > 1 {
		return -1
	}
	return at
}

// ungroup takes the thousands marks out, which must all be the same and stand before groups of three.
func ungroup(s string) (plain string, grouped bool, err error) {
	if allDigits(s) && s != "" {
		return s, false, nil
	}
	at := strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' })
	if at < 0 {
		return "", false, ErrNotNumber
	}
	mark, _ := utf8.DecodeRuneInString(s[at:])
	if !strings.ContainsRune(".,'’ \u00A0\u202F\u2009", mark) {
		return "", false, ErrNotNumber
	}
	groups := strings.Split(s, string(mark))
	for i, g := range groups {
		right := len(g) == 3 || i == 0 && len(g) >= 1 && len(g) < 3
		if !right || !allDigits(g) {
			return "", false, ErrNotNumber
		}
	}
	return strings.Join(groups, ""), true, nil
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

func trimSign(s string) (rest string, negative bool) {
	for _, minus := range []string{"-", "−", "–"} {
		if rest, ok := strings.CutPrefix(s, minus); ok {
			return rest, true
		}
	}
	return strings.TrimPrefix(s, "+"), false
}

var currencyWords = []string{"грн.", "грн", "руб.", "руб", "р.", "uah", "usd", "eur", "pln", "gbp", "rub", "zł", "kč"}

// trimCurrency takes blanks, currency signs and one currency word off the ends.
func trimCurrency(s string) string {
	blankOrSign := func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Sc, r) }
	s = strings.TrimFunc(s, blankOrSign)
	lower := strings.ToLower(s)
	if len(lower) != len(s) {
		return s // a letter whose cases differ in length: no currency word, and offsets would be wrong
	}
	for _, word := range currencyWords {
		if strings.HasSuffix(lower, word) {
			return strings.TrimRightFunc(s[:len(s)-len(word)], blankOrSign)
		}
		if strings.HasPrefix(lower, word) {
			return strings.TrimLeftFunc(s[len(word):], blankOrSign)
		}
	}
	return s
}
