// Package find says how text is folded before it is stored for searching and
// how what a person types becomes a query over it.
//
// Case, accents, apostrophes and the keyboard layout do not matter: «ПРИВІТ»,
// «привіт» and «ghbdsn» ask for the same; any part of three letters is found,
// and shorter ones at the start of a word. The index behind it is SQLite's FTS5
// with the trigram tokenizer (https://sqlite.org/fts5.html#the_trigram_tokenizer).
package find

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// MaxQueryRunes bounds what is looked at of a typed query.
const MaxQueryRunes = 100

// Document folds texts into the form that is stored for searching: words apart
// by one space, each led by a space so that the start of a word can be asked
// for. A word with signs inside is kept whole and in its parts, so that
// «AB-12» is found as ab12, ab and 12.
func Document(texts ...string) string {
	size := 0
	for _, t := range texts {
		size += len(t)
	}
	b := make([]byte, 0, size+size/4)
	var ends []int
	for _, t := range texts {
		for word := range strings.FieldsSeq(t) {
			whole := len(b) + 1
			b, ends = appendFolded(append(b, ' '), word, ends[:0])
			if len(ends) == 0 {
				b = b[:whole-1] // signs alone
			}
			if len(ends) < 2 {
				continue
			}
			from := whole
			for _, end := range ends {
				b = append(append(b, ' '), b[from:end]...)
				from = end
			}
		}
	}
	return string(b)
}

// Fold brings one word into the form it is compared in: small letters without
// accents, letters and digits only.
func Fold(word string) string {
	whole, _ := appendFolded(nil, word, nil)
	return string(whole)
}

// appendFolded writes a folded word behind b, and behind ends where in it each
// of the parts ends that signs keep apart.
func appendFolded(b []byte, word string, ends []int) ([]byte, []int) {
	from := len(b)
	part := func() {
		if len(b) > from {
			ends, from = append(ends, len(b)), len(b)
		}
	}
	for _, r := range word {
		folded := foldRune(r)
		for i := range len(folded) {
			if folded[i] == sign {
				part()
			} else {
				b = append(b, folded[i])
			}
		}
	}
	part()
	return b, ends
}

// sign stands where something was that is no part of a word.
const sign = ' '

// letters are what the signs of the shop's languages fold to, found out once:
// imports and a till's first load fold hundreds of thousands of texts.
var letters = func() (list [0x530]string) {
	for r := range list {
		list[r] = decompose(rune(r))
	}
	return list
}()

// foldRune gives what a rune comes to: small letters and digits, signs, or nothing.
func foldRune(r rune) string {
	if int(r) < len(letters) {
		return letters[r]
	}
	return decompose(r)
}

func decompose(r rune) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(string(r)) {
		switch {
		case unicode.Is(unicode.Mn, r), r == '\'', r == '’', r == 'ʼ', r == '`':
		case unicode.IsLetter(r), unicode.IsDigit(r):
			r = unicode.ToLower(r)
			// ґ has no decomposition, yet many keyboards lack it and type г.
			if r == 'ґ' {
				r = 'г'
			}
			b.WriteRune(r)
		default:
			b.WriteByte(sign)
		}
	}
	return b.String()
}

// Query is what a typed text asks for, in each way it may have been meant.
type Query struct {
	Typed   string     // folded as typed, without spaces: for exact codes
	Raw     string     // as typed, trimmed
	Meaning [][]string // words for the layout as typed, then for other layouts
}

// Parse reads what a person typed into a search field.
func Parse(typed string) Query {
	typed = strings.TrimSpace(typed)
	if r := []rune(typed); len(r) > MaxQueryRunes {
		typed = string(r[:MaxQueryRunes])
	}
	q := Query{Raw: typed, Typed: Fold(strings.Join(strings.Fields(typed), ""))}
	if digits, ok := phoneLike(typed); ok {
		q.Meaning = [][]string{{digits}}
		return q
	}
	seen := map[string]bool{}
	for _, text := range append([]string{typed}, otherLayouts(typed)...) {
		words := words(text)
		key := strings.Join(words, " ")
		if key != "" && !seen[key] {
			seen[key] = true
			q.Meaning = append(q.Meaning, words)
		}
	}
	return q
}

// Empty reports whether nothing was asked for.
func (q Query) Empty() bool { return len(q.Meaning) == 0 }

func words(text string) (list []string) {
	for _, w := range strings.Fields(text) {
		if f := Fold(w); f != "" {
			list = append(list, f)
		}
	}
	return list
}

// phoneLike joins the groups of a number that was typed apart: 050 123-45-67.
func phoneLike(typed string) (digits string, ok bool) {
	groups := 0
	inGroup := false
	var b strings.Builder
	for _, r := range typed {
		switch {
		case r >= '0' && r <= '9':
			if !inGroup {
				groups++
			}
			inGroup = true
			b.WriteRune(r)
		case strings.ContainsRune("+()- .", r):
			inGroup = false
		default:
			return "", false
		}
	}
	return b.String(), groups > 1 && b.Len() >= 5
}

// Distance tells how far a name is from what was asked for: 0 when all words
// begin words of it, 1 when all are parts of it, 2 when it was found by
// something else, such as its category.
func (q Query) Distance(name string) int {
	text, nearest := Document(name), 2
	for _, words := range q.Meaning {
		starts, parts := true, true
		for _, w := range words {
			parts = parts && strings.Contains(text, w)
			starts = starts && strings.Contains(text, " "+w)
		}
		switch {
		case starts:
			return 0
		case parts:
			nearest = 1
		}
	}
	return nearest
}

// Starts gives the FTS5 expression for words that begin with what was typed,
// "" if no word is long enough for the index.
func (q Query) Starts() string {
	return q.expression(func(w string) string { return " " + w })
}

// Parts gives the FTS5 expression for words that hold what was typed anywhere;
// words under three letters are still asked for at a word's start.
func (q Query) Parts() string {
	return q.expression(func(w string) string {
		if len([]rune(w)) < 3 {
			return " " + w
		}
		return w
	})
}

func (q Query) expression(form func(string) string) string {
	var ways []string
	for _, words := range q.Meaning {
		var all []string
		for _, w := range words {
			if f := form(w); len([]rune(f)) >= 3 {
				all = append(all, `"`+f+`"`)
			}
		}
		if len(all) > 0 {
			ways = append(ways, "("+strings.Join(all, " AND ")+")")
		}
	}
	return strings.Join(ways, " OR ")
}

// Letter gives the single letter that was typed, in each layout, when that is
// all there is: too little for the index, so it is compared with first letters.
func (q Query) Letter() (starts []string, ok bool) {
	for _, words := range q.Meaning {
		if len(words) != 1 || len([]rune(words[0])) != 1 {
			return nil, false
		}
		starts = append(starts, " "+words[0])
	}
	return starts, len(starts) > 0
}
