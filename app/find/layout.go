package find

import (
	"strings"
	"unicode"
)

// The letters of the same physical keys in three layouts, row by row, as
// Windows and X11 lay them out.
const (
	latinKeys     = "`qwertyuiop[]asdfghjkl;'zxcvbnm,./\\"
	ukrainianKeys = "'йцукенгшщзхїфівапролджєячсмитьбю.ґ"
	russianKeys   = "ёйцукенгшщзхъфывапролджэячсмитьбю.\\"
)

var (
	toUkrainian   = layout(latinKeys, ukrainianKeys)
	toRussian     = layout(latinKeys, russianKeys)
	fromUkrainian = layout(ukrainianKeys, latinKeys)
	fromRussian   = layout(russianKeys, latinKeys)
	ukToRu        = layout(ukrainianKeys, russianKeys)
	ruToUk        = layout(russianKeys, ukrainianKeys)
)

// What the same keys type with Shift: letters become capitals, the rest is
// written down. The row of digits is the same in both Cyrillic layouts.
const latinShifted = "~QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>?|"

var shiftedSigns = map[rune]rune{'"': '@', '№': '#', ';': '$', ':': '^', '?': '&', ',': '?'}

var (
	latinOfUkrainian = shifted(ukrainianKeys)
	latinOfRussian   = shifted(russianKeys)
)

// shifted reads keys back to Latin in both cases.
func shifted(keys string) map[rune]rune {
	m := layout(keys, latinKeys)
	capitals := []rune(latinShifted)
	for i, r := range []rune(keys) {
		if u := unicode.ToUpper(r); u != r {
			m[u] = capitals[i]
		}
	}
	for r, latin := range shiftedSigns {
		m[r] = latin
	}
	return m
}

// Latin gives what the same keys would have typed on a US keyboard, Shift and
// signs included: a scanner plays that keyboard, and a Cyrillic layout garbles
// what it types. The reading of a Ukrainian layout comes before that of a
// Russian one; there is none for a text without Cyrillic letters, with Latin
// ones, or with letters that a layout does not have.
func Latin(typed string) (readings []string) {
	if !strings.ContainsFunc(typed, isCyrillic) || strings.ContainsFunc(typed, isLatin) {
		return nil
	}
	for _, keys := range []map[rune]rune{latinOfUkrainian, latinOfRussian} {
		latin := retype(typed, keys)
		if !strings.ContainsFunc(latin, isCyrillic) && (len(readings) == 0 || readings[0] != latin) {
			readings = append(readings, latin)
		}
	}
	return readings
}

func isCyrillic(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }
func isLatin(r rune) bool    { return unicode.Is(unicode.Latin, r) }

func layout(from, to string) map[rune]rune {
	a, b := []rune(from), []rune(to)
	m := make(map[rune]rune, len(a))
	for i := range a {
		m[a[i]] = b[i]
	}
	return m
}

// otherLayouts gives what the same keys would have typed in the other layouts.
func otherLayouts(typed string) []string {
	typed = strings.ToLower(typed)
	latin, cyrillic := false, false
	for _, r := range typed {
		latin = latin || r >= 'a' && r <= 'z'
		cyrillic = cyrillic || r >= 'а' && r <= 'ґ'
	}
	switch {
	case latin && !cyrillic:
		return []string{retype(typed, toUkrainian), retype(typed, toRussian)}
	case cyrillic && !latin:
		return []string{retype(typed, fromUkrainian), retype(typed, fromRussian), retype(typed, ruToUk), retype(typed, ukToRu)}
	}
	return nil
}

func retype(text string, keys map[rune]rune) string {
	return strings.Map(func(r rune) rune {
		if other, ok := keys[r]; ok {
			return other
		}
		return r
	}, text)
}
