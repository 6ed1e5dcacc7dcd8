package label

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/bidi"
	"golang.org/x/text/unicode/norm"
)

// clean makes text printable: composed letters, joined Arabic, one kind of line
// end, no invisible characters, and "□" for what the font lacks. It keeps the
// logical order, so that lines can be broken, and counts what it replaced.
func clean(s string) (cleaned string, replaced int) {
	s = strings.ToValidUTF8(s, string(missing))
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\t", " ").Replace(s)
	s = join(norm.NFC.String(s))
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\n' || has(r) && !invisible(r):
			b.WriteRune(r)
		case invisible(r):
		default:
			b.WriteRune(missing)
			replaced++
		}
	}
	return strings.TrimSpace(b.String()), replaced
}

// invisible tells control and format characters, joiners and the selectors that
// pick an emoji's style: paper has no use for them.
func invisible(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector)
}

// visual puts one cleaned line into the order in which it stands on paper, left
// to right. Text without right-to-left letters, nearly all of it, is returned
// as it is.
func visual(line string) string {
	if !strings.ContainsFunc(line, rightToLeft) {
		return line
	}
	var p bidi.Paragraph
	if _, err := p.SetString(line); err != nil {
		return line
	}
	order, err := p.Order()
	if err != nil {
		return line
	}
	return reorder(order, startsRightToLeft(line))
}

// reorder does what UAX #9 rule L2 says. The library resolves directions, but
// hands the runs out in reading order and keeps their levels to itself: within
// a right-to-left line all other runs are one level deeper, and so are figures
// that follow right-to-left letters within a left-to-right line.
func reorder(order bidi.Ordering, rtlLine bool) string {
	pieces := make([]string, order.NumRuns())
	levels := make([]int, order.NumRuns())
	for i := range pieces {
		run := order.Run(i)
		pieces[i] = run.String()
		switch {
		case run.Direction() == bidi.RightToLeft:
			pieces[i] = bidi.ReverseString(pieces[i])
			levels[i] = 1
		case rtlLine || i > 0 && !strings.ContainsFunc(pieces[i], unicode.IsLetter):
			levels[i] = 2
		}
	}
	for start := 0; start < len(pieces); start++ {
		if levels[start] == 0 {
			continue
		}
		end := start
		for end < len(pieces) && levels[end] > 0 {
			end++
		}
		slices.Reverse(pieces[start:end])
		start = end
	}
	return strings.Join(pieces, "")
}

func rightToLeft(r rune) bool {
	properties, _ := bidi.LookupRune(r)
	return properties.Class() == bidi.R || properties.Class() == bidi.AL
}

// startsRightToLeft applies rules P2 and P3: the first letter with a direction
// gives it to the line.
func startsRightToLeft(line string) bool {
	for _, r := range line {
		properties, _ := bidi.LookupRune(r)
		switch properties.Class() {
		case bidi.L:
			return false
		case bidi.R, bidi.AL:
			return true
		}
	}
	return false
}

// arabicForms lists, for each Arabic letter, its presentation forms: isolated,
// final and, for letters that join on both sides, initial and medial. Unicode
// orders the block that way, so the table is read from it.
var arabicForms = sync.OnceValue(func() map[rune][]rune {
	forms := map[rune][]rune{}
	for r := rune(0xfe80); r <= 0xfefc; r++ {
		base := norm.NFKC.String(string(r))
		if letters := []rune(base); len(letters) == 1 {
			forms[letters[0]] = append(forms[letters[0]], r)
		}
	}
	return forms
})

// join replaces Arabic letters by the forms they take beside their neighbours,
// because neither PDF writer nor label printers shape text.
func join(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Arabic, r) }) {
		return s
	}
	letters := []rune(s)
	forms := arabicForms()
	joinsNext := func(i int) bool { return i >= 0 && len(forms[letters[i]]) == 4 }
	joinsPrevious := func(i int) bool { return i < len(letters) && len(forms[letters[i]]) >= 2 }
	joined := slices.Clone(letters)
	for i, r := range letters {
		own := forms[r]
		before := joinsNext(i-1) && joinsPrevious(i)
		after := joinsNext(i) && joinsPrevious(i+1)
		switch {
		case before && after:
			joined[i] = own[3]
		case after:
			joined[i] = own[2]
		case before:
			joined[i] = own[1]
		case len(own) > 0:
			joined[i] = own[0]
		}
	}
	return string(joined)
}
