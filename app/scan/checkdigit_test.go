package scan_test

import (
	"strings"
	"testing"

	"github.com/prylavok/prylavok/app/scan"
	"github.com/prylavok/prylavok/app/shop"
	"pgregory.net/rapid"
)

// Known numbers have the check digits that are known of them.
func TestCheckDigitsOfKnownNumbers(t *testing.T) {
	for number, want := range map[string]byte{
		"482002470001": '6', "482012345678": '4', "400638133393": '1', "210101500000": '4',
		"10614141234567890": '8', "00614141123456789": '0', "04820123456789012": '8', "14820123000000017": '5', "34820123999999999": '0',
		"1094402244032": '1', "8009305362499": '2', "1010001100001": '7', "1155510712345": '0',
	} {
		if got := shop.CheckDigit(number); got != want {
			t.Errorf("%s has %c, want %c", number, got, want)
		}
	}
	for serial, want := range map[string]byte{
		"47312482": '9', "41034224": '9', "12345678": '5', "00000001": '4', "00000008": '0', "00000000": '5', "99999999": '5',
	} {
		if got, ok := shop.S10Digit(serial); !ok || got != want {
			t.Errorf("S10 %s has %c, want %c", serial, got, want)
		}
	}
	for price, want := range map[string]byte{"2875": '9', "14685": '6'} {
		if got, ok := scan.PriceDigit(price); !ok || got != want {
			t.Errorf("price %s has %c, want %c", price, got, want)
		}
	}
	for _, code := range []string{"RA473124829GB", "CA123456785UA", "RA000000014UA", "RA000000080UA", "RA000000005UA", "RA999999995UA"} {
		if !scan.IsS10(code) {
			t.Errorf("%s is no postal number", code)
		}
	}
	for _, code := range []string{"10944022440321", "11172522364055", "10944022490302", "80093053624992", "80082240994512", "80083740712514", "80084740397510", "10100011000017"} {
		if !scan.IsPost14(code) {
			t.Errorf("%s is no postal number", code)
		}
	}
	for _, code := range []string{"106141412345678908", "006141411234567890", "048201234567890128", "148201230000000175", "348201239999999990"} {
		if !scan.IsSSCC(code) {
			t.Errorf("%s is no SSCC", code)
		}
	}
}

// Nothing but digits of the right number has a check digit.
func TestNoCheckDigitOfOtherTexts(t *testing.T) {
	for _, text := range []string{"", "1", "1234567", "123456789", "1234567A", "１２３４５６７８"} {
		if _, ok := shop.S10Digit(text); ok {
			t.Errorf("S10 of %q", text)
		}
		if _, ok := scan.PriceDigit(text); ok {
			t.Errorf("price digit of %q", text)
		}
		if scan.IsSSCC(text) || scan.IsPost14(text) || scan.IsS10(text) {
			t.Errorf("%q is a number", text)
		}
	}
}

func changed(t *rapid.T, code string) (string, byte, byte) {
	at := rapid.IntRange(0, len(code)-1).Draw(t, "at")
	by := rapid.IntRange(1, 9).Draw(t, "by")
	digit := byte('0' + (int(code[at]-'0')+by)%10)
	return code[:at] + string(digit) + code[at+1:], code[at], digit
}

func swapped(t *rapid.T, code string) (string, int, bool) {
	at := rapid.IntRange(0, len(code)-2).Draw(t, "at")
	a, b := code[at], code[at+1]
	return code[:at] + string([]byte{b, a}) + code[at+2:], max(int(a)-int(b), int(b)-int(a)), a != b
}

// GS1 mod 10 finds every single wrong digit, and every exchange of neighbours
// that do not differ by five, in numbers of all lengths.
func TestMod10FindsMistakes(t *testing.T) {
	for name, c := range map[string]struct {
		length int
		right  func(string) bool
	}{
		"GTIN-8": {7, shop.GTIN}, "GTIN-12": {11, shop.GTIN}, "GTIN-13": {12, shop.GTIN}, "GTIN-14": {13, shop.GTIN},
		"post": {13, scan.IsPost14}, "SSCC": {17, scan.IsSSCC},
	} {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			body := rapid.StringOfN(rapid.RuneFrom([]rune("0123456789")), c.length, c.length, -1).Draw(t, "body")
			code := body + string(shop.CheckDigit(body))
			if !c.right(code) {
				t.Fatalf("%s is refused", code)
			}
			if wrong, _, _ := changed(t, code); c.right(wrong) {
				t.Fatalf("%s is taken for %s", wrong, code)
			}
			if wrong, apart, differs := swapped(t, code); differs && c.right(wrong) != (apart == 5) {
				t.Fatalf("%s exchanged to %s: taken is %v", code, wrong, c.right(wrong))
			}
		}))
	}
}

// The remainder of S10's sum, of which 0 and 6 share a check digit.
func s10Remainder(serial string) int {
	sum := 0
	for i, w := range []int{8, 6, 4, 2, 3, 5, 9, 7} {
		sum += w * int(serial[i]-'0')
	}
	return sum % 11
}

// S10 finds every wrong digit and every exchange of neighbours of the serial,
// save between the two remainders that share a digit; and every wrong check
// digit.
func TestS10FindsMistakes(t *testing.T) {
	shares := func(a, b string) bool { return s10Remainder(a)+s10Remainder(b) == 6 && s10Remainder(a)%6 == 0 }
	rapid.Check(t, func(t *rapid.T) {
		serial := rapid.StringMatching(`[0-9]{8}`).Draw(t, "serial")
		c, _ := shop.S10Digit(serial)
		for digit := byte('0'); digit <= '9'; digit++ {
			if scan.IsS10("RA"+serial+string(digit)+"UA") != (digit == c) {
				t.Fatalf("%s with %c", serial, digit)
			}
		}
		if wrong, _, _ := changed(t, serial); scan.IsS10("RA"+wrong+string(c)+"UA") != shares(wrong, serial) {
			t.Fatalf("%s is taken for %s", wrong, serial)
		}
		if wrong, _, differs := swapped(t, serial); differs && scan.IsS10("RA"+wrong+string(c)+"UA") != shares(wrong, serial) {
			t.Fatalf("%s is taken for %s", wrong, serial)
		}
	})
}

// The price check digit finds every single wrong digit.
func TestPriceDigitFindsMistakes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		price := rapid.StringMatching(`[0-9]{4,5}`).Draw(t, "price")
		right, ok := scan.PriceDigit(price)
		wrong, _, _ := changed(t, price)
		other, _ := scan.PriceDigit(wrong)
		if !ok || right == other {
			t.Fatalf("%s and %s both have %c", price, wrong, right)
		}
	})
}

// Each of the ten digits is a price check digit for some price: none is lost.
func TestPriceDigitsAreAllUsed(t *testing.T) {
	for _, ending := range []string{"000", "0000"} {
		var seen strings.Builder
		for d := '0'; d <= '9'; d++ {
			c, _ := scan.PriceDigit(string(d) + ending)
			if strings.ContainsRune(seen.String(), rune(c)) {
				t.Errorf("%c comes twice before %s", c, ending)
			}
			seen.WriteByte(c)
		}
	}
}

// UPC-E and the UPC-A that it shortens lead to each other.
func TestShortUPC(t *testing.T) {
	for short, long := range map[string]string{
		"04252614": "042100005264", "01234565": "012345000065", "06543217": "065100004327", "01234566": "",
	} {
		if got, ok := scan.Expand(short); ok && got != long || !ok && long != "" {
			t.Errorf("%s is short for %s, want %s", short, got, long)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.StringMatching(`[01][0-9]{6}`).Draw(t, "body")
		for c := '0'; c <= '9'; c++ {
			long, ok := scan.Expand(body + string(c))
			if !ok {
				continue
			}
			if !shop.GTIN(long) {
				t.Fatalf("%s is no GTIN", long)
			}
			// Some UPC-A have two short forms; the one that we write leads back.
			short, ok := scan.Shrink(long)
			if back, _ := scan.Expand(short); !ok || back != long {
				t.Fatalf("%s → %s → %s → %s", body, long, short, back)
			}
			return
		}
		t.Fatalf("%s has no check digit", body)
	})
}
