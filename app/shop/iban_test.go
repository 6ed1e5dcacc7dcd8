package shop_test

import (
	"errors"
	"testing"

	"github.com/prylavok/prylavok/app/shop"
	"pgregory.net/rapid"
)

func TestAnIBANIsToldByItsCheckDigits(t *testing.T) {
	for text, good := range map[string]bool{
		"":                                    true,
		"UA213223130000026007233566001":       true, // the example of Ukraine's national bank
		"ua21 3223 1300 0002 6007 2335 66001": true,
		"UA213223130000026007233566002":       false,
		"UA21322313000002600723356600":        false, // a digit is missing
		"UA21-3223-1300-0002-6007-2335-66001": false,
		"UА213223130000026007233566001":       false, // the А is Cyrillic
		"DE89370400440532013000":              true,
		"KZ86125KZT5004100100":                true,
		"GB82WEST12345698765432":              true,
		"GB82WEST12345698765423":              false,
		"26007233566001":                      true, // an account that is no IBAN
		"UA":                                  true,
		"рахунок у банку":                     true,
	} {
		if err := shop.CheckIBAN(text); (err == nil) != good || (err != nil && !errors.Is(err, shop.ErrIBAN)) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestOneWrongDigitOfAnIBANIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		iban := []byte("UA213223130000026007233566001")
		at := rapid.IntRange(2, len(iban)-1).Draw(t, "at")
		by := rapid.IntRange(1, 9).Draw(t, "by")
		iban[at] = '0' + (iban[at]-'0'+byte(by))%10
		if shop.CheckIBAN(string(iban)) == nil {
			t.Fatalf("%s passes", iban)
		}
	})
}
