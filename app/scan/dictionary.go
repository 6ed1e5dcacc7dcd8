package scan

import "strings"

// An entry says how the content of one application identifier, or of a range
// of them, is built.
type entry struct {
	first, last string
	sized       bool
	title       string
	parts       parts
}

const (
	sized  = true
	marked = false
)

// parts follow each other; only the last may vary in length, and none that
// must be there follows one that may be left out.
type parts []part

type part struct {
	class       byte // N digits, X the 82 signs of GS1, Y the 39, Z base64 for addresses
	least, most int
	optional    bool
	checks      []string // names of the functions in checks.go
}

func n(length int, checks ...string) part   { return part{'N', length, length, false, checks} }
func nUpTo(most int, checks ...string) part { return part{'N', 1, most, false, checks} }
func x(length int, checks ...string) part   { return part{'X', length, length, false, checks} }
func xUpTo(most int, checks ...string) part { return part{'X', 1, most, false, checks} }
func yUpTo(most int, checks ...string) part { return part{'Y', 1, most, false, checks} }
func zUpTo(most int, checks ...string) part { return part{'Z', 1, most, false, checks} }

func maybe(p part) part {
	p.optional = true
	return p
}

// fits reports whether one part may stand as it is.
func (p part) fits(text string) bool {
	if len(text) < p.least || len(text) > p.most {
		return false
	}
	for i := 0; i < len(text); i++ {
		if !inClass(p.class, text[i]) {
			return false
		}
	}
	return true
}

func inClass(class, c byte) bool {
	digit, upper, lower := c >= '0' && c <= '9', c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z'
	switch class {
	case 'N':
		return digit
	case 'X':
		return digit || upper || lower || strings.IndexByte(`!"%&'()*+,-./:;<=>?_`, c) >= 0
	case 'Y':
		return digit || upper || strings.IndexByte("#-/", c) >= 0
	}
	return digit || upper || lower || strings.IndexByte("-_=", c) >= 0
}

// length gives how long the content must at least and may at most be.
func (ps parts) length() (least, most int) {
	for _, p := range ps {
		if !p.optional {
			least += p.least
		}
		most += p.most
	}
	return least, most
}

// A fault says why a content is not what its identifier promises.
type fault int

const (
	sound      fault = iota
	short            // something is missing
	long             // something follows that does not belong to it
	foreign          // a sign that may not stand there
	wrongDigit       // the check digit does not fit
	wrongDate        // no such day or hour
	wrongValue       // a value that is not among the allowed
)

// judge tells the first fault of a content.
func (ps parts) judge(content string) fault {
	for _, p := range ps {
		if content == "" && p.optional {
			return sound
		}
		if len(content) < p.least {
			return short
		}
		piece := content[:min(len(content), p.most)]
		content = content[len(piece):]
		if !p.fits(piece) {
			return foreign
		}
		for _, name := range p.checks {
			if c := checks[name]; !c.holds(piece) {
				return c.fault
			}
		}
	}
	if content != "" {
		return long
	}
	return sound
}

// lookUp finds the entry of the longest known identifier that a text begins
// with.
func lookUp(text string) (ai string, e entry, ok bool) {
	for length := min(4, len(text)); length >= 2; length-- {
		if e, ok = byAI[text[:length]]; ok {
			return text[:length], e, true
		}
	}
	return "", entry{}, false
}

var byAI = func() map[string]entry {
	m := make(map[string]entry, 600)
	for _, e := range dictionary {
		for ai := e.first; ; ai = next(ai) {
			m[ai] = e
			if ai == e.last {
				break
			}
		}
	}
	return m
}()

// next gives the identifier after one of a range, which differ in their last
// digit only.
func next(ai string) string {
	return ai[:len(ai)-1] + string(ai[len(ai)-1]+1)
}
