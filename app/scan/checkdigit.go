package scan

import "github.com/prylavok/prylavok/app/shop"

// The check digit of GTINs, SSCCs and Russian post numbers is shop.CheckDigit:
// it finds every single wrong digit, and every exchange of two neighbours that
// do not differ by five. That of postal items is shop.S10Digit.

// IsSSCC reports whether a code is the number of a logistics unit: 18 digits
// with a right check digit, without the (00) before them.
func IsSSCC(code string) bool { return len(code) == 18 && mod10(code) }

// IsPost14 reports whether a code can be a number of the Russian post: office
// (6), month (2), serial (5), check digit. Every GTIN-14 passes too.
func IsPost14(code string) bool { return len(code) == 14 && mod10(code) }

func mod10(code string) bool {
	return digits(code) && shop.CheckDigit(code[:len(code)-1]) == code[len(code)-1]
}

// IsS10 reports whether a code is the number of a postal item, such as
// RA473124829GB: two capital letters of the service, serial, check digit, two
// of the country.
func IsS10(code string) bool {
	if !shapedS10(code) {
		return false
	}
	c, _ := shop.S10Digit(code[2:10])
	return c == code[10]
}

func shapedS10(code string) bool {
	return len(code) == 13 && capitals(code[:2]) && digits(code[2:11]) && capitals(code[11:])
}

func capitals(text string) bool {
	for i := 0; i < len(text); i++ {
		if text[i] < 'A' || text[i] > 'Z' {
			return false
		}
	}
	return text != ""
}

// The weighted products of the price check digit (GS1 General Specifications,
// 7.9.2): each is a permutation of the digits, so that a wrong digit always
// changes the sum.
const (
	twoMinus  = "0246891357"
	three     = "0369258147"
	fivePlus  = "0516273849"
	fiveMinus = "0594837261"
)

// PriceDigit gives the digit that verifies a price or weight of four or five
// digits inside an article number (GS1 General Specifications, 7.9.3 and
// 7.9.4), and false if it is given anything else. One wrong digit is always
// found.
func PriceDigit(value string) (byte, bool) {
	if !digits(value) {
		return 0, false
	}
	var weights []string
	switch len(value) {
	case 4:
		weights = []string{twoMinus, twoMinus, three, fiveMinus}
	case 5:
		weights = []string{fivePlus, twoMinus, fiveMinus, fivePlus, twoMinus}
	default:
		return 0, false
	}
	sum := 0
	for i, products := range weights {
		sum += int(products[value[i]-'0'] - '0')
	}
	if len(value) == 4 {
		return byte('0' + sum*3%10), true
	}
	wanted := byte('0' + (10-sum%10)%10)
	for d := byte('0'); ; d++ {
		if fiveMinus[d-'0'] == wanted {
			return d, true
		}
	}
}
