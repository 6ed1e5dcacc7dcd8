package shop

import (
	"fmt"
	"strings"
)

// gender is that of a counted noun: "одна гривня", "один рубль", "одне песо".
type gender int

const (
	masculine gender = iota
	feminine
	neuter
)

// A counted noun has three forms: after one (1, 21, 101), after two to four (but
// not twelve to fourteen) and after all other numbers. English needs two of them
// and a word that is not declined has all three alike.
type counted struct {
	forms  [3]string
	gender gender
}

// A coinage is a currency's whole and minor unit in one language.
type coinage struct{ whole, minor counted }

// A tongue says numbers in one language.
type tongue struct {
	minus, zero string
	under20     [20]string // masculine
	tens        [10]string
	hundreds    [10]string
	one, two    [3]string // by gender
	scales      []counted // thousand, million …
	form        func(n uint64) int
	bind        string // between tens and ones
	coinages    map[string]coinage
}

// InWords writes a sum as papers ask for it: the whole units in words and the
// minor ones in two figures, such as «сто двадцять одна гривня 05 копійок». It
// begins with a small letter. Languages are "uk", "ru" and "en"; any other is
// written in Ukrainian. A currency that has no words yet is named by its code.
func (c Currency) InWords(m Money, language string) string {
	t, ok := tongues[language]
	if !ok {
		t = tongues["uk"]
	}
	coins, ok := t.coinages[c.Code]
	if !ok {
		code := [3]string{c.Code, c.Code, c.Code}
		coins.whole.forms = code
	}
	divisor := uint64(1)
	for range c.Digits {
		divisor *= 10
	}
	whole, minor := magnitude(int64(m))/divisor, magnitude(int64(m))%divisor
	words := t.count(whole, coins.whole)
	if m < 0 {
		words = t.minus + " " + words
	}
	if c.Digits == 0 {
		return words
	}
	return strings.TrimRight(fmt.Sprintf("%s %0*d %s", words, c.Digits, minor, coins.minor.forms[t.form(minor)]), " ")
}

// count says a number and what is counted.
func (t tongue) count(n uint64, of counted) string {
	return t.say(n, of.gender) + " " + of.forms[t.form(n)]
}

// say writes a number in words that agree with the gender of what is counted.
func (t tongue) say(n uint64, g gender) string {
	if n == 0 {
		return t.zero
	}
	var words []string
	scale := uint64(1_000_000_000_000_000_000)
	for i := len(t.scales) - 1; i >= 0; i-- {
		if part := n / scale; part > 0 {
			words = append(words, t.group(part, t.scales[i].gender), t.scales[i].forms[t.form(part)])
		}
		n, scale = n%scale, scale/1000
	}
	if n > 0 {
		words = append(words, t.group(n, g))
	}
	return strings.Join(words, " ")
}

// group says a number from 1 to 999.
func (t tongue) group(n uint64, g gender) string {
	var words []string
	if n >= 100 {
		words = append(words, t.hundreds[n/100])
	}
	n %= 100
	last := ""
	if n >= 20 {
		last = t.tens[n/10] + t.bind
		n %= 10
	}
	switch n {
	case 0:
		last = strings.TrimSuffix(last, t.bind)
	case 1:
		last += t.one[g]
	case 2:
		last += t.two[g]
	default:
		last += t.under20[n]
	}
	if last != "" {
		words = append(words, last)
	}
	return strings.Join(words, " ")
}

// slavicForm picks the form that Ukrainian and Russian put after a number.
func slavicForm(n uint64) int {
	switch ones, tens := n%10, n/10%10; {
	case tens == 1:
		return 2
	case ones == 1:
		return 0
	case ones >= 2 && ones <= 4:
		return 1
	}
	return 2
}

func englishForm(n uint64) int {
	if n == 1 {
		return 0
	}
	return 2
}
