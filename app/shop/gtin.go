package shop

// GTIN reports whether a code is an article number of the GS1 system (GTIN-8,
// -12, -13 or -14) with a right check digit.
func GTIN(code string) bool {
	switch len(code) {
	case 8, 12, 13, 14:
	default:
		return false
	}
	for i := 0; i < len(code); i++ {
		if code[i] < '0' || code[i] > '9' {
			return false
		}
	}
	return CheckDigit(code[:len(code)-1]) == code[len(code)-1]
}

// CheckDigit gives the GS1 mod-10 check digit of a string of digits: from the
// right the weights are 3, 1, 3, 1 … (GS1 General Specifications, 7.9.1).
func CheckDigit(digits string) byte {
	sum, weight := 0, 3
	for i := len(digits) - 1; i >= 0; i-- {
		sum += int(digits[i]-'0') * weight
		weight = 4 - weight
	}
	return byte('0' + (10-sum%10)%10)
}
