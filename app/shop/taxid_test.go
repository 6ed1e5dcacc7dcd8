package shop_test

import (
	"fmt"
	"testing"

	"github.com/prylavok/prylavok/app/shop"
	"pgregory.net/rapid"
)

func TestATaxNumberIsToldByItsCheckDigit(t *testing.T) {
	for text, want := range map[string]shop.TaxIDFault{
		"":             "",
		"32855961":     "", // firms of python-stdnum's tests, of either weights
		"23226362":     "",
		"25083040":     "",
		"00032129":     "", // Ощадбанк
		"14360570":     "", // ПриватБанк
		"3285 5961":    "",
		"32855968":     shop.TaxIDDigit,
		"1759013776":   "", // a person of python-stdnum's tests
		"1759013770":   shop.TaxIDDigit,
		"1234567":      shop.TaxIDLength,
		"123456789012": shop.TaxIDLength,
		"123456789":    "", // a passport that is a card
		"АА123456":     "", // a passport that is a booklet
		"PL5260250274": "",
		"DE 136695976": "",
	} {
		if got := shop.OddTaxID(text); got != want {
			t.Errorf("%q: %q, not %q", text, got, want)
		}
	}
}

// Of ten last digits one is right, for a firm as for a person.
func TestOneLastDigitOfATaxNumberIsRight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		front := rapid.SampledFrom([]string{`[0-9]{7}`, `[0-9]{9}`}).Draw(t, "form")
		digits := rapid.StringMatching(front).Draw(t, "digits")
		right := 0
		for last := range 10 {
			if shop.OddTaxID(fmt.Sprint(digits, last)) == "" {
				right++
			}
		}
		if right != 1 {
			t.Fatalf("%s has %d right last digits", digits, right)
		}
	})
}
