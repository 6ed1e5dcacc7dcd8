package find

import "strings"

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
