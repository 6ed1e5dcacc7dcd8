package shop_test

import (
	"testing"

	"github.com/prylavok/prylavok/app/shop"
	"pgregory.net/rapid"
)

// Known numbers come out of their frames as they are known.
func TestNumbersThatAreKnown(t *testing.T) {
	for want, c := range map[string]struct {
		frame  shop.Frame
		serial int64
	}{
		"106141412345678908": {shop.Frame{Scheme: shop.SchemeSSCC, Head: "10614141"}, 234567890},
		"148201230000000175": {shop.Frame{Scheme: shop.SchemeSSCC, Head: "14820123"}, 17},
		"048201234567890128": {shop.Frame{Scheme: shop.SchemeSSCC, Head: "04820123"}, 456789012},
		"348201239999999990": {shop.Frame{Scheme: shop.SchemeSSCC, Head: "34820123"}, 999999999},
		"RA473124829GB":      {shop.Frame{Scheme: shop.SchemeS10, Head: "RA", Tail: "GB"}, 47312482},
		"CA123456785UA":      {shop.Frame{Scheme: shop.SchemeS10, Head: "CA", Tail: "UA"}, 12345678},
		"RA000000014UA":      {shop.Frame{Scheme: shop.SchemeS10, Head: "RA", Tail: "UA"}, 1},
		"RA000000080UA":      {shop.Frame{Scheme: shop.SchemeS10, Head: "RA", Tail: "UA"}, 8},
		"RA000000005UA":      {shop.Frame{Scheme: shop.SchemeS10, Head: "RA", Tail: "UA"}, 0},
		"RA999999995UA":      {shop.Frame{Scheme: shop.SchemeS10, Head: "RA", Tail: "UA"}, 99999999},
		"10944022440321":     {shop.Frame{Scheme: shop.SchemePost14, Head: "109440"}, 2244032},
	} {
		if got := c.frame.Number(c.serial); got != want {
			t.Errorf("%+v %d is %s, not %s", c.frame, c.serial, got, want)
		}
	}
	// The example of a Global Release Identifier, which ends by the same standard.
	if got := shop.OwnNumber("A", "12425GABC1", 234002); got != "A-12425GABC1-234002-M" || !shop.IsOwnNumber(got) {
		t.Error(got)
	}
	for _, f := range []shop.Frame{{}, {Scheme: shop.SchemeSSCC, Head: "4820123"}, {Scheme: shop.SchemeSSCC, Head: "148201231234"}, {Scheme: shop.SchemeS10, Head: "ra", Tail: "UA"},
		{Scheme: shop.SchemeS10, Head: "JA", Tail: "UA"}, {Scheme: shop.SchemeS10, Head: "RA"}, {Scheme: shop.SchemePost14, Head: "012345"}, {Scheme: shop.SchemeOwn, Head: "W"}, {Scheme: "x", Head: "14820123"}} {
		if f.Valid() || f.Capacity() != 0 {
			t.Errorf("%+v makes numbers", f)
		}
	}
}

func frames(t *rapid.T) shop.Frame {
	switch rapid.IntRange(0, 2).Draw(t, "scheme") {
	case 0:
		return shop.Frame{Scheme: shop.SchemeSSCC, Head: rapid.StringMatching(`[0-9]{8,11}`).Draw(t, "head")}
	case 1:
		return shop.Frame{Scheme: shop.SchemeS10, Head: rapid.StringMatching(`[A-IL-Z][A-Z]`).Draw(t, "head"), Tail: rapid.StringMatching(`[A-Z]{2}`).Draw(t, "tail")}
	}
	return shop.Frame{Scheme: shop.SchemePost14, Head: rapid.StringMatching(`[1-9][0-9]{5,10}`).Draw(t, "head")}
}

// A number tells its serial again, another serial has another number, and a digit
// that is read wrong is no number of the frame, but where S10 shares a check digit.
func TestNumbersTellTheirSerials(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := frames(t)
		if !f.Valid() {
			t.Fatalf("%+v is refused", f)
		}
		serial := rapid.Int64Range(0, f.Capacity()-1).Draw(t, "serial")
		number := f.Number(serial)
		if got, ok := f.Serial(number); !ok || got != serial {
			t.Fatalf("%s is serial %d %v, not %d", number, got, ok, serial)
		}
		at := len(f.Head) + rapid.IntRange(0, len(number)-len(f.Head)-len(f.Tail)-1).Draw(t, "at")
		digit := byte('0' + rapid.IntRange(0, 9).Draw(t, "digit"))
		wrong := number[:at] + string(digit) + number[at+1:]
		if _, ok := f.Serial(wrong); ok && wrong != number && f.Scheme != shop.SchemeS10 {
			t.Fatalf("%s passes for %s", wrong, number)
		}
	})
}

// One wrong sign in a number of the shop's own is always found.
func TestOwnNumbersFindMistakes(t *testing.T) {
	const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	rapid.Check(t, func(t *rapid.T) {
		number := shop.OwnNumber(rapid.StringMatching(`[A-Z]{1,4}`).Draw(t, "head"), rapid.StringMatching(`[A-Z]{1,2}[1-9]`).Draw(t, "series"), rapid.Int64Range(1, 1e9).Draw(t, "n"))
		if !shop.IsOwnNumber(number) {
			t.Fatal(number)
		}
		at := rapid.IntRange(0, len(number)-1).Draw(t, "at")
		sign := alphabet[rapid.IntRange(0, 35).Draw(t, "sign")]
		if wrong := number[:at] + string(sign) + number[at+1:]; wrong != number && shop.IsOwnNumber(wrong) {
			t.Fatalf("%s passes for %s", wrong, number)
		}
	})
}

// Spans that are given one after another never meet, whatever was taken before,
// and lie in their range from the serial on that was asked for.
func TestSpansNeverMeet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var taken []shop.Span
		for range rapid.IntRange(0, 30).Draw(t, "times") {
			first := rapid.Int64Range(0, 200).Draw(t, "first")
			within := shop.Span{First: first, Last: first + rapid.Int64Range(0, 200).Draw(t, "size")}
			from, count := rapid.Int64Range(0, 300).Draw(t, "from"), rapid.Int64Range(0, 50).Draw(t, "count")
			got, ok := shop.NextSpan(within, taken, from, count)
			if !ok {
				continue
			}
			if got.First < within.First || got.Last > within.Last || got.First < from || got.Count() < 1 || got.Count() > count {
				t.Fatalf("%+v of %+v from %d, %d", got, within, from, count)
			}
			for _, s := range taken {
				if s.Meets(got) {
					t.Fatalf("%+v meets %+v", got, s)
				}
			}
			taken = append(taken, got)
		}
	})
}
