package find_test

import (
	"strings"
	"testing"

	"github.com/prylavok/prylavok/app/find"
	"pgregory.net/rapid"
)

// matches does in Go what the index does: every word of one meaning is a part.
func matches(document, typed string) bool {
	for _, words := range find.Parse(typed).Meaning {
		all := true
		for _, w := range words {
			all = all && strings.Contains(document, w)
		}
		if all {
			return true
		}
	}
	return false
}

// What a clerk types finds the goods whatever the case, layout or accents.
func TestTypedTextFindsGoods(t *testing.T) {
	for _, c := range []struct{ why, stored, typed string }{
		{"another case", "Чашка синя 350 мл", "ЧАШКА"},
		{"the Russian layout was left on Latin", "Привет", "ghbdtn"},
		{"the Ukrainian layout was left on Latin", "Привіт", "ghbdsn"},
		{"Latin typed on a Ukrainian layout", "Filter V60", "ашдеук"},
		{"ґ typed as г", "Ґудзик", "гудзик"},
		{"ё typed as е", "Ёлка", "елка"},
		{"apostrophes of any kind", "М’ята", "мята"},
		{"any order of words", "Кава зерно 1 кг", "зерно кава"},
		{"the middle of a word", "Кавомолка", "молка"},
		{"an SKU without its hyphen", "AB-12-34", "ab1234"},
		{"a part of an SKU", "AB-12-34", "b-12"},
		{"a phone with spaces", "380501234567", "050 123-45-67"},
		{"ы typed for і by a Russian layout", "Кіт рудий", "кыт"},
	} {
		if !matches(find.Document(c.stored), c.typed) {
			t.Errorf("%s: %q does not find %q (%v)", c.why, c.typed, c.stored, find.Parse(c.typed).Meaning)
		}
	}
}

// Whatever is stored is found by itself; digits apart may be one phone, and signs alone are nothing.
func TestStoredTextFindsItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[А-Яа-яЇїҐґA-Za-z][А-Яа-яЇїҐґA-Za-z0-9-]{2,11}( [А-Яа-яЄєA-Za-z0-9]{3,9}){0,3}`).Draw(t, "text")
		document := find.Document(text)
		if !matches(document, text) || !matches(document, strings.ToUpper(text)) {
			t.Fatalf("%q is not found in %q", text, document)
		}
	})
}

// No typed text makes an expression that the index would refuse: quotes and
// operators never reach it.
func TestExpressionIsAlwaysPlain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := find.Parse(rapid.String().Draw(t, "typed"))
		for _, e := range []string{q.Starts(), q.Parts()} {
			if strings.Count(e, `"`)%2 != 0 || strings.ContainsAny(e, "*^:{}+-") {
				t.Fatalf("expression %q", e)
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add("050 123-45-67")
	f.Add("ghbdtn")
	f.Fuzz(func(t *testing.T, typed string) {
		q := find.Parse(typed)
		_ = q.Starts() + q.Parts() + find.Document(typed)
	})
}
