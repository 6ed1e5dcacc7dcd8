package scan_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/prylavok/prylavok/app/scan"
	"github.com/prylavok/prylavok/app/shop"
	"pgregory.net/rapid"
)

func masks(t *testing.T, text string) scan.Masks {
	t.Helper()
	m, err := scan.ParseMasks(text)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// withDigit puts the check digit behind twelve digits.
func withDigit(body string) string { return body + string(shop.CheckDigit(body)) }

// Masks say where the number, the weight and the price of a shop's own codes
// stand.
func TestMasks(t *testing.T) {
	for _, c := range []struct{ why, masks, body, want string }{
		{"the usual one", "22PPPPPWWWWWC", "220012301234", "inside:00123 ×1.234"},
		{"a number of six, a weight of four", "2PPPPPPWWWWWC", "212345601500", "inside:123456 ×1.5"},
		{"one and a half kilograms are not one", "28PPPPPWWWWWC", "280000101500", "inside:00001 ×1.5"},
		{"places that say nothing", "2.PPPPP.WWWWC", "270012391234", "inside:00123 ×1.234"},
		{"a number alone", "21PPPPPPPPPPC", "210000000123", "inside:0000000123"},
		{"a price that is verified", "23PPPPVMMMMMC", "230123614685", "inside:0123 =146.85"},
		{"a price of four digits that is verified", "23PPPPPVMMMMC", "230123492875", "inside:01234 =28.75"},
		{"a weight before the number", "29WWWWWPPPPPC", "290150000077", "inside:00077 ×1.5"},
		{"the first that fits counts", "2222222P.....\n22PPPPPWWWWWC\n22PPPPPMMMMMC", "220012301234", "inside:00123 ×1.234"},
		{"small and Cyrillic letters, empty lines", "\n 22рррррwwwwwс \r\n\n", "220012301234", "inside:00123 ×1.234"},
		{"a UPC-A is thirteen digits with a zero", "02PPPPPWWWWWC", "020012301234", "inside:00123 ×1.234"},
		{"another prefix", "22PPPPPWWWWWC", "230012301234", ""},
		{"no masks", "", "220012301234", ""},
	} {
		got := said(scan.Read(withDigit(c.body), masks(t, c.masks)))
		inside := strings.TrimSuffix(got, "goods:"+withDigit(c.body)+" | plain:"+withDigit(c.body))
		if strings.TrimSuffix(inside, " | ") != c.want {
			t.Errorf("%s: %s means %q, want %q", c.why, withDigit(c.body), got, c.want)
		}
	}
	for _, raw := range []string{"12345670", "]I102200123012347", "2200123012341"} {
		if got := said(scan.Read(raw, masks(t, "2.PPPPPWWWWWC"))); strings.Contains(got, "inside") {
			t.Errorf("%s means %s", raw, got)
		}
	}
	if got := said(scan.Read("020012301234"[1:]+string(shop.CheckDigit("020012301234")), masks(t, "02PPPPPWWWWWC"))); !strings.HasPrefix(got, "inside:00123 ×1.234") {
		t.Errorf("a UPC-A means %s", got)
	}
}

// A price whose verifying digit does not hold is no price, and that is said.
func TestPriceThatDoesNotVerify(t *testing.T) {
	c := scan.Read(withDigit("230123614785"), masks(t, "23PPPPVMMMMMC"))
	if strings.Contains(said(c), "inside") || doubt(c) != "scan_check_digit" {
		t.Errorf("it means %s, doubt %q", said(c), doubt(c))
	}
	c = scan.Read(withDigit("230123614785"), masks(t, "23PPPPVMMMMMC\n23PPPPPPWWWWC"))
	if !strings.HasPrefix(said(c), "inside:012361 ×") || doubt(c) != "" {
		t.Errorf("it means %s, doubt %q", said(c), doubt(c))
	}
}

// What cannot be a mask is refused with its line and place.
func TestWrongMasks(t *testing.T) {
	for _, c := range []struct {
		masks       string
		want        *shop.Problem
		line, place any
	}{
		{"22PPPPPWWWWWC\n22PPPPPWWWWC", scan.ErrMaskLength, 2, nil},
		{"22PPPPPWWWWWWC", scan.ErrMaskLength, 1, nil},
		{"22PPPPPXWWWWC", scan.ErrMaskSign, 1, 8},
		{"22PPPPPЇWWWWC", scan.ErrMaskSign, 1, 8},
		{"\n\nPP222PPWWWWWC", scan.ErrMaskPlace, 3, 1},
		{".2PPPPPWWWWWC", scan.ErrMaskPlace, 1, 1},
		{"22PPPPPWWCWWC", scan.ErrMaskPlace, 1, 10},
		{"22PPP0PPWWWWC", scan.ErrMaskPlace, 1, 7},
		{"22PPPPPWWMMMC", scan.ErrMaskPlace, 1, 10},
		{"22PPPPVVWWWWC", scan.ErrMaskPlace, 1, 8},
		{"2200000WWWWWC", scan.ErrMaskNumber, 1, nil},
		{"22PPPPPPVWWWC", scan.ErrMaskVerify, 1, nil},
		{"22PPPPPPPPPVC", scan.ErrMaskVerify, 1, nil},
	} {
		_, err := scan.ParseMasks(c.masks)
		var p *shop.Problem
		if !errors.As(err, &p) || p.Code != c.want.Code || p.Args["line"] != c.line || p.Args["place"] != c.place {
			t.Errorf("%q: %v %v", c.masks, err, p)
		}
		if strings.Contains(fmt.Sprint(err), "{{") {
			t.Errorf("%q: a value is missing in %q", c.masks, err)
		}
	}
}

// The masks of a shop that has set none.
func TestDefaultMasks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		prefix := rapid.IntRange(20, 29).Draw(t, "prefix")
		number := rapid.IntRange(0, 99999).Draw(t, "number")
		value := rapid.IntRange(1, 99999).Draw(t, "value")
		m := scan.Read(withDigit(fmt.Sprintf("%d%05d%05d", prefix, number, value)), scan.DefaultMasks).Meanings[0]
		priced := prefix == 24 || prefix == 25
		want := scan.Meaning{Kind: scan.KindInside, Code: fmt.Sprintf("%05d", number)}
		if priced && (m.Total != shop.Money(value) || m.Quantity != 0) || !priced && (m.Quantity != shop.Quantity(value) || m.Total != 0) || m.Kind != want.Kind || m.Code != want.Code {
			t.Fatalf("%d %d %d means %+v", prefix, number, value, m)
		}
	})
}

// What is written by a mask is read by it: the number and the value come back,
// whatever the order and the sizes of the groups.
func TestMaskReadsWhatItWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.IntRange(1, 6).Draw(t, "number")
		groups := []string{strings.Repeat("P", size), strings.Repeat(rapid.SampledFrom([]string{"W", "M"}).Draw(t, "kind"), rapid.IntRange(1, 10-size).Draw(t, "value"))}
		if rapid.Bool().Draw(t, "turned") {
			groups[0], groups[1] = groups[1], groups[0]
		}
		mask := "2" + strings.Join(groups, "")
		mask += strings.Repeat(".", 12-len(mask)) + "C"
		code := withDigit("2" + rapid.StringMatching(`[0-9]{11}`).Draw(t, "body"))
		var number, value string
		for i, p := range mask {
			switch p {
			case 'P':
				number += code[i : i+1]
			case 'W', 'M':
				value += code[i : i+1]
			}
		}
		m, err := scan.ParseMasks(mask)
		if err != nil || m.String() != mask {
			t.Fatalf("mask %q: %v", mask, err)
		}
		got := scan.Read(code, m).Meanings[0]
		if fmt.Sprint(int64(got.Quantity)+int64(got.Total)) != strings.TrimLeft(value[:len(value)-1], "0")+value[len(value)-1:] || got.Code != number {
			t.Fatalf("%s by %s means %+v", code, mask, got)
		}
	})
}
