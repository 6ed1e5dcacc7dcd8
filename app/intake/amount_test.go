package intake_test

import (
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/prylavok/prylavok/app/intake"
)

// A price is read in every spelling that has one meaning, and refused with its reason in every other.
func TestMoney(t *testing.T) {
	for _, c := range []struct {
		text   string
		digits int
		want   int64
		err    error
	}{
		{"30.10", 2, 3010, nil},
		{"190.15", 2, 19015, nil},
		{"1234.5", 2, 123450, nil},
		{"1 234,50", 2, 123450, nil},
		{"1\u00a0234,50", 2, 123450, nil},
		{"1\u202f234,50", 2, 123450, nil},
		{"1'234.50", 2, 123450, nil},
		{"1,234.50", 2, 123450, nil},
		{"1.234,50", 2, 123450, nil},
		{"1,234,567", 2, 123456700, nil},
		{"₴ 30.10", 2, 3010, nil},
		{"30,10 грн.", 2, 3010, nil},
		{"30,10грн", 2, 3010, nil},
		{"$1,000.00", 2, 100000, nil},
		{"USD 5", 2, 500, nil},
		{"+5", 2, 500, nil},
		{".5", 2, 50, nil},
		{"5.", 2, 500, nil},
		{"0", 2, 0, nil},
		{"007", 2, 700, nil},
		{"12.5000", 2, 1250, nil},
		{"0.500", 2, 50, nil},
		{"1234.500", 2, 123450, nil},
		{"1 234.500", 2, 123450, nil},
		{"12.345", 3, 12345, nil},
		{"12.3", 0, 0, intake.ErrTooFine},
		{"12.0", 0, 12, nil},
		{"12.345", 2, 0, intake.ErrAmbiguous},
		{"1,500", 2, 0, intake.ErrAmbiguous},
		{"1,500", 0, 0, intake.ErrAmbiguous},
		{"0.005", 2, 0, intake.ErrTooFine},
		{"1.2345", 2, 0, intake.ErrTooFine},
		{"-5", 2, 0, intake.ErrNegative},
		{"−5", 2, 0, intake.ErrNegative},
		{"-$5", 2, 0, intake.ErrNegative},
		{"$-5", 2, 0, intake.ErrNegative},
		{"(5.00)", 2, 0, intake.ErrNotNumber},
		{"", 2, 0, intake.ErrNotNumber},
		{".", 2, 0, intake.ErrNotNumber},
		{"₴", 2, 0, intake.ErrNotNumber},
		{"1234,567.00", 2, 0, intake.ErrNotNumber},
		{"12 34", 2, 0, intake.ErrNotNumber},
		{"1,23,456", 2, 0, intake.ErrNotNumber},
		{"1.234.56", 2, 0, intake.ErrNotNumber},
		{"1,234.567.8", 2, 0, intake.ErrNotNumber},
		{"1E+03", 2, 0, intake.ErrNotNumber},
		{"0x10", 2, 0, intake.ErrNotNumber},
		{"١٢", 2, 0, intake.ErrNotNumber},
		{"5-10", 2, 0, intake.ErrNotNumber},
		{"abc", 2, 0, intake.ErrNotNumber},
		{"10000000000000.00", 2, intake.MaxAmount, nil},
		{"10000000000000.01", 2, 0, intake.ErrTooLarge},
		{"99999999999999999999999", 2, 0, intake.ErrTooLarge},
	} {
		got, err := intake.Money(c.text, c.digits)
		if got != c.want || !errors.Is(err, c.err) {
			t.Errorf("Money(%q, %d) = %d, %v; want %d, %v", c.text, c.digits, got, err, c.want, c.err)
		}
	}
}

// A stock figure keeps three decimals and its sign; only a lone comma before three digits stays unclear.
func TestQuantity(t *testing.T) {
	for _, c := range []struct {
		text string
		want int64
		err  error
	}{
		{"1.5", 1500, nil},
		{"1.500", 1500, nil},
		{"1,5", 1500, nil},
		{"-3", -3000, nil},
		{"0", 0, nil},
		{"10.0000", 10000, nil},
		{"1 000", 1000000, nil},
		{"1,500", 0, intake.ErrAmbiguous},
		{"0,500", 500, nil},
		{"1.0005", 0, intake.ErrTooFine},
		{"many", 0, intake.ErrNotNumber},
		{"--3", 0, intake.ErrNotNumber},
		{"1000000000001", 0, intake.ErrTooLarge},
	} {
		got, err := intake.Quantity(c.text)
		if got != c.want || !errors.Is(err, c.err) {
			t.Errorf("Quantity(%q) = %d, %v; want %d, %v", c.text, got, err, c.want, c.err)
		}
	}
}

// Weights and sizes come out exactly rounded, whatever the unit.
func TestMeasures(t *testing.T) {
	for _, c := range []struct {
		parse      func(text, unit string) (int64, error)
		text, unit string
		want       int64
		err        error
	}{
		{intake.Grams, "1", "lbs", 454, nil},
		{intake.Grams, "1.36", "lbs", 617, nil}, // 616.8856
		{intake.Grams, "1", "OZ", 28, nil},
		{intake.Grams, "0,35", "кг", 350, nil},
		{intake.Grams, "1.500", "kg", 1500, nil},
		{intake.Grams, "1,500", "kg", 1500, nil},
		{intake.Grams, "0.5", "g", 1, nil},
		{intake.Grams, "0.4999", "g", 0, nil},
		{intake.Grams, "250.0", "g", 250, nil},
		{intake.Grams, "1", "stone", 0, intake.ErrUnknownUnit},
		{intake.Grams, "-1", "kg", 0, intake.ErrNegative},
		{intake.Grams, "1000000000.000000001", "g", 1000000000, nil},
		{intake.Grams, "0.1234567891", "kg", 0, intake.ErrTooFine},
		{intake.Grams, "999999999999999", "kg", 0, intake.ErrTooLarge},
		{intake.Grams, "999999999999999999", "lbs", 0, intake.ErrTooLarge},
		{intake.Millimetres, "12", "in", 305, nil}, // 304.8
		{intake.Millimetres, "1", "ft", 305, nil},
		{intake.Millimetres, "1", "yd", 914, nil},
		{intake.Millimetres, "10,2", "см", 102, nil},
		{intake.Millimetres, "0.3", "m", 300, nil},
		{intake.Millimetres, "wide", "cm", 0, intake.ErrNotNumber},
	} {
		got, err := c.parse(c.text, c.unit)
		if got != c.want || !errors.Is(err, c.err) {
			t.Errorf("%q %s = %d, %v; want %d, %v", c.text, c.unit, got, err, c.want, c.err)
		}
	}
}

// written gives an amount as shops write it, with a mark between thousands and another before the decimals.
func written(minor int64, decimals int, group, mark string) string {
	digits := fmt.Sprintf("%0*d", decimals+1, minor)
	whole, fraction := digits[:len(digits)-decimals], digits[len(digits)-decimals:]
	for at := len(whole) - 3; at > 0; at -= 3 {
		whole = whole[:at] + group + whole[at:]
	}
	return whole + mark + fraction
}

// Every price survives being written in any usual way and read again.
func TestMoneySurvivesWriting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		minor := rapid.Int64Range(0, intake.MaxAmount).Draw(t, "minor")
		decimals := rapid.IntRange(1, 4).Draw(t, "decimals")
		marks := rapid.SampledFrom([][2]string{{"", "."}, {"", ","}, {" ", ","}, {"\u00a0", "."}, {",", "."}, {".", ","}, {"'", "."}, {"’", ","}}).Draw(t, "marks")
		money := rapid.SampledFrom([]string{"%s", "₴%s", "%s грн", " %s ", "UAH %s", "+%s"}).Draw(t, "currency")
		text := fmt.Sprintf(money, written(minor, decimals, marks[0], marks[1]))
		got, err := intake.Money(text, decimals)
		if err != nil || got != minor {
			t.Fatalf("Money(%q, %d) = %d, %v; want %d", text, decimals, got, err, minor)
		}
	})
}

// Every stock figure survives being written and read again, negative ones too.
func TestQuantitySurvivesWriting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		thousandths := rapid.Int64Range(-intake.MaxAmount, intake.MaxAmount).Draw(t, "thousandths")
		text := written(max(thousandths, -thousandths), 3, rapid.SampledFrom([]string{"", " ", ","}).Draw(t, "group"), ".")
		if thousandths < 0 {
			text = "-" + text
		}
		got, err := intake.Quantity(text)
		if err != nil || got != thousandths {
			t.Fatalf("Quantity(%q) = %d, %v; want %d", text, got, err, thousandths)
		}
	})
}

// Units are turned as exact fractions turn them, rounded half up.
func TestMeasuresAgreeWithFractions(t *testing.T) {
	grams := map[string]string{"g": "1", "kg": "1000", "lbs": "453.59237", "oz": "28.349523125"}
	rapid.Check(t, func(t *rapid.T) {
		unit := rapid.SampledFrom([]string{"g", "kg", "lbs", "oz"}).Draw(t, "unit")
		text := strconv.FormatInt(rapid.Int64Range(0, 1_000_000_000).Draw(t, "whole"), 10) +
			"." + rapid.StringMatching(`[0-9]{1,9}`).Draw(t, "fraction")
		exact, _ := new(big.Rat).SetString(text)
		factor, _ := new(big.Rat).SetString(grams[unit])
		exact.Mul(exact, factor).Add(exact, big.NewRat(1, 2))
		want := new(big.Int).Quo(exact.Num(), exact.Denom()).Int64()
		if got, err := intake.Grams(text, unit); err != nil || got != want {
			t.Fatalf("Grams(%q, %q) = %d, %v; want %d", text, unit, got, err, want)
		}
	})
}

// FuzzAmounts: nothing that is typed breaks a parser, and what is accepted is in bounds and means the same when written plainly.
func FuzzAmounts(f *testing.F) {
	for _, s := range []string{"1 234,50", "1,234.50", "12.345", "-3", "₴ 5", "1'000", "0.000000001", "грн", "99999999999999999999", ",", "1.5.5"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if v, err := intake.Money(s, 2); err == nil {
			again, err := intake.Money(written(v, 2, "", "."), 2)
			if v < 0 || v > intake.MaxAmount || err != nil || again != v {
				t.Fatalf("Money(%q) = %d, written again %d, %v", s, v, again, err)
			}
		} else if v != 0 {
			t.Fatalf("Money(%q) = %d beside %v", s, v, err)
		}
		if v, err := intake.Quantity(s); err == nil && (v < -intake.MaxAmount || v > intake.MaxAmount || v < 0 && !strings.ContainsAny(s, "-−–")) {
			t.Fatalf("Quantity(%q) = %d", s, v)
		}
		for _, unit := range []string{"g", "kg", "lbs", "oz"} {
			if v, err := intake.Grams(s, unit); err == nil && (v < 0 || v > intake.MaxAmount) {
				t.Fatalf("Grams(%q, %q) = %d", s, unit, v)
			}
		}
		for _, unit := range []string{"mm", "in", "yd"} {
			if v, err := intake.Millimetres(s, unit); err == nil && (v < 0 || v > intake.MaxAmount) {
				t.Fatalf("Millimetres(%q, %q) = %d", s, unit, v)
			}
		}
	})
}
