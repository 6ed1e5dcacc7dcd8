package shop

import "strings"

// A TaxIDFault says what is odd about a tax number. Nobody is refused for it: a
// firm from abroad has another form, and the papers of an old one may be right.
type TaxIDFault string

// The faults. A number without any has the empty one.
const (
	TaxIDLength TaxIDFault = "length" // neither the 8 digits of a firm nor the 10 of a person
	TaxIDDigit  TaxIDFault = "digit"  // the last digit does not check the others
)

// OddTaxID tells what looks wrong with a Ukrainian tax number: of a firm the
// ЄДРПОУ of the state's register, of a person the РНОКПП of the tax service. The
// spaces in it do not matter; empty text and what has other signs than digits, as
// numbers of other countries and of passports do, is not odd. The check digits
// are those that the register and the tax service give out, as python-stdnum has
// them (stdnum.ua.edrpou, stdnum.ua.rntrc).
func OddTaxID(text string) TaxIDFault {
	id := strings.Join(strings.Fields(text), "")
	if strings.Trim(id, "0123456789") != "" {
		return ""
	}
	var check byte
	switch len(id) {
	case 0, 9: // of nine digits is a passport card, which a person without a tax number goes by
		return ""
	case 8:
		check = checkFirm(id)
	case 10:
		check = checkPerson(id)
	default:
		return TaxIDLength
	}
	if id[len(id)-1] != check {
		return TaxIDDigit
	}
	return ""
}

// checkFirm gives the last digit of a ЄДРПОУ. Those from 30000000 to 60000000
// were given out with their weights turned by one.
func checkFirm(id string) byte {
	weights := []int{1, 2, 3, 4, 5, 6, 7}
	if id[0] >= '3' && id[0] <= '5' {
		weights = []int{7, 1, 2, 3, 4, 5, 6}
	}
	rest := weigh(id, weights) % 11
	if rest == 10 {
		for i := range weights {
			weights[i] += 2
		}
		rest = weigh(id, weights) % 11 % 10
	}
	return byte('0' + rest)
}

func checkPerson(id string) byte {
	rest := weigh(id, []int{-1, 5, 7, 9, 4, 6, 10, 5, 7}) % 11
	return byte('0' + (rest+11)%11%10)
}

// weigh sums the first digits by their weights.
func weigh(digits string, weights []int) (sum int) {
	for i, w := range weights {
		sum += w * int(digits[i]-'0')
	}
	return sum
}
