package scan_test

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/prylavok/prylavok/app/scan"
	"github.com/prylavok/prylavok/app/shop"
	"pgregory.net/rapid"
)

// written joins elements as a printer would: a separator behind every one of
// varying length that is not the last.
func written(elements []scan.Element) string {
	var b strings.Builder
	for i, e := range elements {
		b.WriteString(e.AI + e.Value)
		if i < len(elements)-1 && !scan.Sized(e.AI) {
			b.WriteString(gs)
		}
	}
	return b.String()
}

// unfilled finds the place of a value that a sentence names and was not given.
var unfilled = regexp.MustCompile(`\{\{(ai|at|code|first|length|line|place|second|sign|value)\}\}`)

// promised fails unless a code keeps what its type promises.
func promised(t interface {
	Helper()
	Fatalf(string, ...any)
}, raw string, c scan.Code) {
	t.Helper()
	if c.Raw != strings.TrimRight(raw, "\r\n") {
		t.Fatalf("%q became %q", raw, c.Raw)
	}
	if strings.TrimSpace(raw) == "" {
		if c.Text != "" || len(c.Meanings) != 0 || c.Doubt != nil {
			t.Fatalf("nothing means %+v", c)
		}
		return
	}
	last := len(c.Meanings) - 1
	if c.Text == "" || last < 0 || c.Meanings[last].Kind != scan.KindPlain || c.Meanings[last].Code != c.Text {
		t.Fatalf("%q does not end plainly: %+v", raw, c)
	}
	for i, m := range c.Meanings {
		if m.Code == "" || m.Quantity < 0 || m.Quantity > shop.MaxQuantity || m.Total < 0 || m.Total > shop.MaxPrice || i < last && m.Kind == scan.KindPlain {
			t.Fatalf("%q means %+v", raw, m)
		}
		seen := append([]string{m.Code}, m.Alike...)
		slices.Sort(seen)
		if len(slices.Compact(slices.Clone(seen))) != len(seen) {
			t.Fatalf("%q names a spelling twice: %+v", raw, m)
		}
		if m.Kind == scan.KindGoods && !shop.GTIN(m.Code) {
			t.Fatalf("%q is no article: %+v", raw, m)
		}
	}
	for _, e := range c.Elements {
		if e.Certain && !scan.Sound(e.AI, e.Value) {
			t.Fatalf("%q has an unsound element %+v", raw, e)
		}
	}
	if c.Doubt != nil && unfilled.MatchString(c.Doubt.Message) {
		t.Fatalf("%q: a value is missing in %q", raw, c.Doubt.Message)
	}
}

// FuzzRead: whatever is scanned, it is kept, ends with a plain meaning and keeps
// every promise; elements without a doubt, written again, are read the same.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"]E04820024700016\r\n", "]C1010482002470001617260131310300125010AB", "]d20104820000000018215abc" + gs + "10LOT1", "(01)04820024700016(10)AB",
		"04252614", "2200123012340", "КФ473124829ГФ", "реезыЖ//", "їС100106141412345678908", "A7-000123", "UB-0123456789ABCDEF", "978-0-306-40615-7",
		"]Q3255482012345678412" + gs + "3929123456789012345", "01048200247000168008251231235959", "*AB*", "\xff\x1d]C1",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		c := scan.Read(raw, scan.DefaultMasks)
		promised(t, raw, c)
		if len(c.Elements) == 0 || c.Doubt != nil {
			return
		}
		text := written(c.Elements)
		again := scan.Read("]C1"+text, scan.DefaultMasks)
		// In brackets a value may hold what elsewhere would be two elements.
		if strings.HasPrefix(c.Text, "(") && again.Doubt != nil && again.Doubt.Code == "scan_separator_lost" {
			return
		}
		if !slices.Equal(again.Elements, c.Elements) {
			t.Fatalf("%q written as %q is read as %+v, not %+v", raw, text, again.Elements, c.Elements)
		}
		if bare := strings.ReplaceAll(c.Text, gs, ""); !strings.HasPrefix(c.Text, "(") && strings.ReplaceAll(text, gs, "") != bare {
			t.Fatalf("%q is written %q", bare, text)
		}
	})
}

// FuzzMasks: masks are refused in words or read again as they are written, and
// no mask makes a code mean less than it did.
func FuzzMasks(f *testing.F) {
	f.Add("22PPPPPWWWWWC\n24PPPPPMMMMMC", "2200123012340")
	f.Add("23PPPPVMMMMMC", "2301236146853")
	f.Add("2.PPPPP.WWWW.", "020012301234")
	f.Add(" 22рррррwwwwwс ", "x")
	f.Fuzz(func(t *testing.T, text, raw string) {
		m, err := scan.ParseMasks(text)
		if err != nil {
			var p *shop.Problem
			if !errors.As(err, &p) || p.Args["line"] == nil || unfilled.MatchString(p.Message) {
				t.Fatalf("%q is refused without words: %v", text, err)
			}
			return
		}
		again, err := scan.ParseMasks(m.String())
		if err != nil || again.String() != m.String() {
			t.Fatalf("%q is written %q: %v", text, m, err)
		}
		with, without := scan.Read(raw, m), scan.Read(raw, scan.Masks{})
		promised(t, raw, with)
		if extra := len(with.Meanings) - len(without.Meanings); extra < 0 || extra > 1 {
			t.Fatalf("%q by %q means %s, else %s", raw, m, said(with), said(without))
		}
	})
}

// What a printer writes is read back whole: any elements, in any order, with
// separators where the dictionary wants them.
func TestElementsAreReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		weight := rapid.StringMatching(`[0-9]{6}`).Draw(t, "weight")
		candidates := []scan.Element{
			{AI: "01", Value: withDigit("0" + rapid.StringMatching(`[0-9]{11}[1-9]`).Draw(t, "gtin"))},
			{AI: "10", Value: rapid.StringMatching(`[!-"%-?A-Z_a-z]{1,20}`).Draw(t, "lot")},
			{AI: "21", Value: rapid.StringMatching(`[!-"%-?A-Z_a-z]{1,20}`).Draw(t, "serial")},
			{AI: "17", Value: rapid.StringMatching(`[0-9]{2}(0[1-9]|1[0-2])(0[0-9]|1[0-9]|2[0-8])`).Draw(t, "expiry")},
			{AI: rapid.SampledFrom([]string{"3100", "3101", "3103", "3105"}).Draw(t, "ai"), Value: weight},
			{AI: "37", Value: rapid.StringMatching(`[0-9]{1,8}`).Draw(t, "count")},
			{AI: "422", Value: "804"},
			{AI: "240", Value: rapid.StringMatching(`[A-Z]{1,30}`).Draw(t, "id")},
		}
		elements := rapid.Permutation(candidates).Draw(t, "elements")[:rapid.IntRange(1, len(candidates)).Draw(t, "many")]
		c := scan.Read("]C1"+written(elements), scan.Masks{})
		promised(t, c.Raw, c)
		got := c.Elements
		// The last one may look like two; then, and only then, it is left out.
		if c.Doubt != nil && c.Doubt.Code == "scan_separator_lost" {
			if scan.Sized(elements[len(elements)-1].AI) {
				t.Fatalf("%q has no varying end", c.Raw)
			}
			elements = elements[:len(elements)-1]
		}
		for i, e := range elements {
			if i >= len(got) || got[i].AI != e.AI || got[i].Value != e.Value || !got[i].Certain {
				t.Fatalf("%q is read as %+v", c.Raw, got)
			}
		}
		if len(got) != len(elements) {
			t.Fatalf("%q is read as %+v", c.Raw, got)
		}
	})
}

// However a code is cut, misprinted or run together, what is certain stays
// right: an article is either the printed one or none.
func TestDamageIsNeverAnotherArticle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		gtin := withDigit("0" + rapid.StringMatching(`[1-9][0-9]{11}`).Draw(t, "gtin"))
		text := "01" + gtin + "17260131" + "10" + rapid.StringMatching(`[A-Z0-9]{1,20}`).Draw(t, "lot") + gs + "21" + rapid.StringMatching(`[A-Z0-9]{1,20}`).Draw(t, "serial")
		switch rapid.IntRange(0, 2).Draw(t, "damage") {
		case 0:
			text = text[:rapid.IntRange(1, len(text)).Draw(t, "cut")]
		case 1:
			text = strings.ReplaceAll(text, gs, "")
		case 2:
			at := rapid.IntRange(2, 15).Draw(t, "at")
			text = text[:at] + string('0'+(text[at]-'0'+1)%10) + text[at+1:]
		}
		c := scan.Read("]C1"+text, scan.Masks{})
		promised(t, c.Raw, c)
		for _, m := range c.Meanings {
			if m.Kind == scan.KindGoods && m.Code != gtin[1:] && m.Code != gtin[6:] {
				t.Fatalf("%q means %s", c.Raw, said(c))
			}
		}
	})
}
