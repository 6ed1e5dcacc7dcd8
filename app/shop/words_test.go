package shop_test

import (
	"errors"
	"testing"

	"github.com/prylavok/prylavok/app/shop"
	"pgregory.net/rapid"
)

// A phone is stored in one form however it was typed.
func TestPhoneHasOneForm(t *testing.T) {
	for _, typed := range []string{"050 123 45 67", "0501234567", "+38 (050) 123-45-67", "380501234567", "80501234567", "050-123-45-67", " +380501234567 "} {
		got, err := shop.Phone(typed, "UA")
		if err != nil || got != "+380501234567" {
			t.Errorf("%q is stored as %q, %v", typed, got, err)
		}
	}
	for _, typed := range []string{"", "12", "050 123", "телефон", "05012345678901234567", "000 000 00 00"} {
		if got, err := shop.Phone(typed, "UA"); !errors.Is(err, shop.ErrPhone) {
			t.Errorf("%q was taken as %q, %v", typed, got, err)
		}
	}
	if got, err := shop.Phone("+48 512 345 678", "UA"); err != nil || got != "+48512345678" {
		t.Errorf("a neighbour's number: %q %v", got, err)
	}
}

func FuzzPhone(f *testing.F) {
	f.Add("050 123 45 67")
	f.Fuzz(func(t *testing.T, typed string) {
		got, err := shop.Phone(typed, "UA")
		if err != nil {
			return
		}
		if again, err := shop.Phone(got, "UA"); err != nil || again != got {
			t.Fatalf("%q → %q → %q, %v", typed, got, again, err)
		}
	})
}

// A check digit makes a code valid; any one changed digit makes it not.
func TestGTINCheckDigit(t *testing.T) {
	for _, code := range []string{"4820024700016", "4006381333931", "96385074", "036000291452", "10614141000415"} {
		if !shop.GTIN(code) {
			t.Errorf("%s is refused", code)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.StringMatching(`[0-9]{12}`).Draw(t, "digits")
		code := digits + string(shop.CheckDigit(digits))
		if !shop.GTIN(code) {
			t.Fatalf("%s is refused", code)
		}
		i := rapid.IntRange(0, 12).Draw(t, "place")
		d := '0' + (code[i]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "by")))%10
		if wrong := code[:i] + string(d) + code[i+1:]; shop.GTIN(wrong) {
			t.Fatalf("%s and %s are both taken", code, wrong)
		}
	})
}

// Money and quantities are written as a shop writes them.
func TestFiguresForPeople(t *testing.T) {
	uah, err := shop.CurrencyOf("uah")
	if err != nil {
		t.Fatal(err)
	}
	for m, want := range map[shop.Money]string{0: "0,00\u00a0₴", 5: "0,05\u00a0₴", 132050: "1\u00a0320,50\u00a0₴", -17950: "−179,50\u00a0₴", 100000000: "1\u00a0000\u00a0000,00\u00a0₴"} {
		if got := uah.Format(m); got != want {
			t.Errorf("%d is written %q, not %q", m, got, want)
		}
	}
	if uah.Plain(-132050) != "-1320.50" || shop.Quantity(1500).String() != "1,5" || shop.Quantity(2000).Plain() != "2" {
		t.Error(uah.Plain(-132050), shop.Quantity(1500), shop.Quantity(2000).Plain())
	}
}

// An order never leaves the drawn table of states, and cancelled is the end.
func TestOrderSteps(t *testing.T) {
	for _, from := range shop.Statuses {
		for _, to := range shop.Statuses {
			err := from.Step(to)
			if from == shop.Cancelled && err == nil {
				t.Errorf("cancelled became %s", to)
			}
			if to == shop.Parked && err == nil {
				t.Errorf("%s went back to parked", from)
			}
			if err != nil && !errors.Is(err, shop.ErrStep) {
				t.Error(err)
			}
		}
	}
}

// A series never comes back to itself.
func TestNextSeries(t *testing.T) {
	for from, want := range map[string]string{"A1": "A2", "A9": "A10", "AB99": "AB100", "": "A1"} {
		if got := shop.NextSeries(from); got != want {
			t.Errorf("after %q comes %q, not %q", from, got, want)
		}
	}
}
