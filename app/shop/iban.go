package shop

import (
	"regexp"
	"strings"
)

// ErrIBAN refuses an account number whose check digits do not fit: money sent
// there would not come.
var ErrIBAN = NewProblem("iban.wrong", "This IBAN has a wrong digit or letter. It was not kept. Copy it from the bank once more.")

var (
	// One of the two letters may be a Cyrillic one that looks like it: it is wrong,
	// and no reason to take the number for another.
	ibanLike  = regexp.MustCompile(`^([A-Z]\p{L}|\p{L}[A-Z])[0-9]`)
	ibanWhole = regexp.MustCompile(`^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$`)
)

// ibanLengths are those of the countries whose shops we know; all others have 15
// to 34 characters.
var ibanLengths = map[string]int{"UA": 29, "KZ": 20, "PL": 28, "MD": 24, "LT": 20, "LV": 21, "EE": 20, "DE": 22}

// CheckIBAN refuses an IBAN whose length or check digits (ISO 13616, mod 97) are
// wrong. Spaces and small letters do not matter; empty text, and numbers of
// accounts that are no IBAN, pass.
func CheckIBAN(text string) error {
	iban := strings.ToUpper(strings.Join(strings.Fields(text), ""))
	if !ibanLike.MatchString(iban) {
		return nil
	}
	if want := ibanLengths[iban[:2]]; !ibanWhole.MatchString(iban) || (want != 0 && len(iban) != want) {
		return ErrIBAN
	}
	rest := 0
	for _, c := range iban[4:] + iban[:4] {
		if c >= 'A' {
			rest = (rest*100 + int(c-'A') + 10) % 97
		} else {
			rest = (rest*10 + int(c-'0')) % 97
		}
	}
	if rest != 1 {
		return ErrIBAN
	}
	return nil
}
