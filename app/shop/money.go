package shop

import (
	"math/bits"
	"strconv"
	"strings"
)

// Money is a sum in whole minor units (kopecks, cents) of the shop's currency.
type Money int64

// Quantity is an amount of goods in whole thousandths of its unit: 1500 is
// 1.5 kg or one and a half pieces.
type Quantity int64

// One is the quantity of a single piece.
const One Quantity = 1000

// The largest values that a person may enter. Products of the two fit into the
// 128 bits that MulQuantity works with, and the product itself into int64.
const (
	MaxPrice    Money    = 100_000_000_000 // one billion of a two-digit currency
	MaxQuantity Quantity = 1_000_000_000   // one million pieces
)

// MaxTotal is what one order may come to: the sums of a shop's whole life,
// which SQLite adds up in 64 bits, then stay far from the end.
const MaxTotal = 1000 * MaxPrice

// MulQuantity gives price × quantity in minor units, rounded half away from
// zero. It returns ErrMoneyRange when the product leaves int64.
func MulQuantity(price Money, q Quantity) (Money, error) {
	return mulDiv(price, int64(q), 1000)
}

// Percent gives the share of m that basisPoints (hundredths of a percent) name,
// rounded half away from zero.
func Percent(m Money, basisPoints int64) (Money, error) {
	return mulDiv(m, basisPoints, 10_000)
}

// mulDiv computes a×b/d exactly in 128 bits, rounded half away from zero.
func mulDiv(a Money, b, d int64) (Money, error) {
	negative := (a < 0) != (b < 0)
	hi, lo := bits.Mul64(magnitude(int64(a)), magnitude(b))
	ud := magnitude(d)
	lo, carry := bits.Add64(lo, ud/2, 0)
	hi += carry
	if hi >= ud {
		return 0, ErrMoneyRange
	}
	quotient, _ := bits.Div64(hi, lo, ud)
	if quotient > 1<<62 {
		return 0, ErrMoneyRange
	}
	if negative {
		return -Money(quotient), nil
	}
	return Money(quotient), nil
}

func magnitude(v int64) uint64 {
	if v < 0 {
		return uint64(-v)
	}
	return uint64(v)
}

// Currency says how a currency's minor units are written.
type Currency struct {
	Code   string `json:"code"`   // ISO 4217
	Digits int    `json:"digits"` // decimals of the minor unit
	Symbol string `json:"symbol"`
}

// Currencies are those that a shop may be opened in, the likeliest first.
var Currencies = []Currency{
	{"UAH", 2, "₴"}, {"EUR", 2, "€"}, {"USD", 2, "$"}, {"PLN", 2, "zł"}, {"KZT", 2, "₸"}, {"MDL", 2, "L"},
	{"GEL", 2, "₾"}, {"CZK", 2, "Kč"}, {"RON", 2, "lei"}, {"GBP", 2, "£"}, {"PHP", 2, "₱"}, {"JPY", 0, "¥"},
}

// CurrencyOf finds a currency by its ISO 4217 code; ErrCurrency if unknown.
func CurrencyOf(code string) (Currency, error) {
	code = strings.ToUpper(strings.TrimSpace(code))
	for _, c := range Currencies {
		if c.Code == code {
			return c, nil
		}
	}
	return Currency{}, ErrCurrency.With("currency", code)
}

// Format writes m for people: thousands apart by a no-break space, a decimal
// comma, the symbol last, as Ukrainian, Russian and most European shops do.
func (c Currency) Format(m Money) string { return c.Figures(m) + "\u00a0" + c.Symbol }

// Figures is Format without the symbol.
func (c Currency) Figures(m Money) string {
	return decimal(int64(m), c.Digits, ",", "\u00a0", false)
}

// Plain writes m for programs: a decimal point, nothing between thousands.
func (c Currency) Plain(m Money) string { return decimal(int64(m), c.Digits, ".", "", false) }

// String writes the quantity for people, without trailing zeros: "1,5".
func (q Quantity) String() string { return decimal(int64(q), 3, ",", " ", true) }

// Plain writes the quantity for programs: "1.5".
func (q Quantity) Plain() string { return decimal(int64(q), 3, ".", "", true) }

func decimal(v int64, digits int, point, group string, trim bool) string {
	sign := ""
	if v < 0 {
		sign = "−"
		if point == "." {
			sign = "-"
		}
	}
	figures := strconv.FormatUint(magnitude(v), 10)
	if pad := digits + 1 - len(figures); pad > 0 {
		figures = strings.Repeat("0", pad) + figures
	}
	whole, part := figures[:len(figures)-digits], figures[len(figures)-digits:]
	if group != "" {
		for i := len(whole) - 3; i > 0; i -= 3 {
			whole = whole[:i] + group + whole[i:]
		}
	}
	if trim {
		part = strings.TrimRight(part, "0")
	}
	if part == "" {
		return sign + whole
	}
	return sign + whole + point + part
}
