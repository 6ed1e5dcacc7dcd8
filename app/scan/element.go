package scan

import (
	"regexp"
	"strings"

	"github.com/prylavok/prylavok/app/shop"
)

// separator ends an element of varying length: the group separator of ASCII,
// as which scanners send the FNC1 of a symbol.
const separator = '\x1d'

// An Element is one element string of GS1: an application identifier and its
// content.
type Element struct {
	AI      string `json:"ai"`
	Title   string `json:"title"` // GS1's own name of it, in English
	Value   string `json:"value"`
	Date    string `json:"date,omitempty"` // YYYY-MM-DD when the content begins with a day
	Certain bool   `json:"certain"`        // false: its check digit, day or value does not hold, or another one of the same identifier contradicts it
}

// elements collects what was read of one code.
type elements struct {
	list  []Element
	doubt *shop.Problem // the first
	year  int
}

func (es *elements) doubtful(p *shop.Problem) {
	if es.doubt == nil {
		es.doubt = p
	}
}

// add takes an element whose place in the code is sure and judges its content.
func (es *elements) add(ai string, e entry, value string) {
	f := e.parts.judge(value)
	el := Element{AI: ai, Title: e.title, Value: value, Certain: f == sound}
	switch f {
	case sound:
		el.Date = e.date(value, es.year)
	case short:
		es.doubtful(ErrCutShort.With("ai", ai))
	case wrongDigit:
		es.doubtful(ErrCheckDigit.With("code", value))
	case wrongDate:
		es.doubtful(ErrDate.With("ai", ai).With("value", value))
	default:
		es.doubtful(ErrForeignSign.With("ai", ai).With("value", value))
	}
	es.list = append(es.list, el)
}

// date gives the day that a content begins with, "" if it begins with none.
func (e entry) date(value string, year int) string {
	for _, check := range e.parts[0].checks {
		switch check {
		case "yymmd0", "yymmdd":
			return date(value, year)
		case "yyyymmdd":
			return value[:4] + "-" + value[4:6] + "-" + value[6:8]
		}
	}
	return ""
}

// contradictions makes every element uncertain whose identifier comes twice
// with different contents.
func (es *elements) contradictions() {
	first := map[string]int{}
	for i, e := range es.list {
		j, twice := first[e.AI]
		if !twice {
			first[e.AI] = i
			continue
		}
		if es.list[j].Value != e.Value {
			es.list[i].Certain, es.list[j].Certain = false, false
			es.doubtful(ErrTwice.With("ai", e.AI).With("first", es.list[j].Value).With("second", e.Value))
		}
	}
}

// certain gives the content of an identifier, "" when it is not there or not
// certain.
func (es *elements) certain(ai string) string {
	value := ""
	for _, e := range es.list {
		if e.AI == ai {
			if !e.Certain {
				return ""
			}
			value = e.Value
		}
	}
	return value
}

// with gives the first certain element of a family, such as 310n.
func (es *elements) with(family string) (Element, bool) {
	for _, e := range es.list {
		if len(e.AI) == len(family)+1 && strings.HasPrefix(e.AI, family) && es.certain(e.AI) != "" {
			return e, true
		}
	}
	return Element{}, false
}

// sequence reads the data of a symbol: elements one after the other. It stops
// where it is no longer sure where the next one begins.
func sequence(text string, year int) *elements {
	es := &elements{year: year}
	separators := strings.IndexByte(text, separator) >= 0
	for {
		text = strings.TrimLeft(text, string(separator))
		if text == "" {
			break
		}
		ai, e, ok := lookUp(text)
		if !ok {
			es.doubtful(ErrUnknownPart.With("at", beginning(text)))
			break
		}
		content := text[len(ai):]
		end := strings.IndexByte(content, separator)
		last := end < 0
		if last {
			end = len(content)
		}
		least, most := e.parts.length()
		if end < least || end == 0 {
			es.doubtful(ErrCutShort.With("ai", ai))
			break
		}
		if least == most {
			end = most
			if f := e.parts.judge(content[:end]); f == foreign {
				es.doubtful(ErrForeignSign.With("ai", ai).With("value", content[:end]))
				break
			}
		} else if end > most || last && es.runsOn(ai, e, content, separators) {
			es.doubtful(ErrSeparatorLost.With("ai", ai))
			break
		}
		es.add(ai, e, content[:end])
		text = content[end:]
	}
	es.contradictions()
	return es
}

// beginning gives as much of a text as a sentence can show.
func beginning(text string) string {
	if r := []rune(text); len(r) > 20 {
		return string(r[:20]) + "…"
	}
	return text
}

// runsOn reports whether the last content of a code can be two: its own and
// further elements, run together because the separator was lost. It can nearly
// always be cut in two somehow, so it must be telling: the further elements
// hold a check digit, a day or a net measure; or, in a code without any
// separator, they are what usually follows.
func (es *elements) runsOn(ai string, e entry, content string, separators bool) bool {
	for cut := 1; cut < len(content); cut++ {
		if e.parts.judge(content[:cut]) != sound {
			continue
		}
		tail, told := es.clean(content[cut:])
		switch {
		case tail == nil:
		case told:
			return true
		case !separators && len(tail) == 1 && es.follows(ai, cut, tail[0]):
			return true
		}
	}
	return false
}

// clean reads a tail that must be made of whole, sound elements which the code
// does not have yet; told says whether one of them is telling.
func (es *elements) clean(tail string) (list []Element, told bool) {
	for tail != "" {
		ai, e, ok := lookUp(tail)
		if !ok || es.has(ai) {
			return nil, false
		}
		content := tail[len(ai):]
		least, most := e.parts.length()
		end := len(content)
		if least == most {
			end = min(end, most)
		}
		if e.parts.judge(content[:end]) != sound || end == 0 {
			return nil, false
		}
		told = told || e.telling()
		list = append(list, Element{AI: ai, Value: content[:end]})
		tail = content[end:]
	}
	return list, told
}

func (es *elements) has(ai string) bool {
	for _, e := range es.list {
		if e.AI == ai {
			return true
		}
	}
	return false
}

// telling reports whether a sound content is hardly there by chance.
func (e entry) telling() bool {
	if e.first >= "3100" && e.last <= "3165" {
		return true
	}
	for _, p := range e.parts {
		for _, name := range p.checks {
			if f := checks[name].fault; f == wrongDigit || f == wrongDate {
				return true
			}
		}
	}
	return false
}

// follows reports whether a tail is what usually stands behind an identifier:
// lot and serial come together, a count belongs to a content, and the short
// check of marking codes (93) follows a serial of 6, 8 or 13 signs.
func (es *elements) follows(ai string, head int, tail Element) bool {
	switch {
	case ai == "21" && tail.AI == "93":
		return len(tail.Value) == 4 && (head == 6 || head == 8 || head == 13)
	case tail.AI == "37":
		return es.has("02")
	case ai == "10" && tail.AI == "21", ai == "21" && tail.AI == "10":
		return head >= 2 && len(tail.Value) >= 3
	}
	return false
}

var bracket = regexp.MustCompile(`\(([0-9]{2,4})\)`)

// bracketed reads what a person types from below the bars: (01)…(10)… It
// answers nil when the text is not that.
func bracketed(text string, year int) *elements {
	if !strings.HasPrefix(text, "(") {
		return nil
	}
	var marks [][]int
	for _, m := range bracket.FindAllStringSubmatchIndex(text, -1) {
		if _, known := byAI[text[m[2]:m[3]]]; known {
			marks = append(marks, m)
		}
	}
	if len(marks) == 0 || marks[0][0] != 0 {
		return nil
	}
	es := &elements{year: year}
	for i, m := range marks {
		end := len(text)
		if i+1 < len(marks) {
			end = marks[i+1][0]
		}
		ai := text[m[2]:m[3]]
		es.add(ai, byAI[ai], strings.Trim(text[m[1]:end], " \u00a0"+string(separator)))
	}
	if first := es.list[0]; !first.Certain && first.AI > "03" {
		return nil // "(20) cups" is a name, not a code
	}
	es.contradictions()
	return es
}
