package shop

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// regions tries the shop's own country first, then its neighbours' notation.
var phoneRegions = map[string]string{
	"UAH": "UA", "PLN": "PL", "KZT": "KZ", "MDL": "MD", "GEL": "GE", "CZK": "CZ", "RON": "RO", "GBP": "GB", "PHP": "PH", "JPY": "JP", "USD": "US", "EUR": "DE",
}

// PhoneRegion names the country whose numbers a shop of this currency writes
// without a country code.
func PhoneRegion(currency string) string {
	if r, ok := phoneRegions[currency]; ok {
		return r
	}
	return "UA"
}

// Phone stores a phone in one form, E.164 (+380501234567), however it was
// typed: 050 123-45-67, 380501234567, +38 (050) 123 45 67. ErrPhone if its
// digits cannot be a number of its country.
func Phone(typed, region string) (string, error) {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, typed)
	if len(digits) < 5 || len(digits) > 15 || len(typed) > 40 {
		return "", ErrPhone.With("phone", typed).On("phone")
	}
	candidates := []string{typed}
	// 80501234567 and 380501234567 are how many people write +380501234567.
	if region == "UA" && len(digits) == 11 && strings.HasPrefix(digits, "80") {
		candidates = append([]string{"+3" + digits}, candidates...)
	}
	candidates = append(candidates, "+"+digits)
	for _, c := range candidates {
		n, err := phonenumbers.Parse(c, region)
		if err == nil && phonenumbers.IsPossibleNumber(n) && phonenumbers.IsValidNumber(n) {
			return phonenumbers.Format(n, phonenumbers.E164), nil
		}
	}
	return "", ErrPhone.With("phone", typed).On("phone")
}

// PhoneForPeople writes a stored phone as its country does: 050 123 4567 at
// home, +48 … from abroad. What cannot be read is given back unchanged.
func PhoneForPeople(e164, region string) string {
	n, err := phonenumbers.Parse(e164, region)
	if err != nil {
		return e164
	}
	if phonenumbers.GetRegionCodeForNumber(n) == region {
		return phonenumbers.Format(n, phonenumbers.NATIONAL)
	}
	return phonenumbers.Format(n, phonenumbers.INTERNATIONAL)
}
