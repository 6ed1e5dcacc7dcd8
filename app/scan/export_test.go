package scan

import (
	"fmt"
	"strings"
)

// Dictionary writes every entry in the notation of GS1's syntax dictionary:
// identifiers, "*" if its length is agreed, parts and checks, "#" title.
func Dictionary() []string {
	var lines []string
	for _, e := range dictionary {
		line := e.first
		if e.last != e.first {
			line += "-" + e.last
		}
		if e.sized {
			line += " *"
		}
		for _, p := range e.parts {
			text := fmt.Sprintf("%c%d", p.class, p.most)
			if p.least != p.most {
				text = fmt.Sprintf("%c..%d", p.class, p.most)
			}
			if p.optional {
				text = "[" + text + "]"
			}
			line += " " + strings.Join(append([]string{text}, p.checks...), ",")
		}
		lines = append(lines, line+" # "+e.title)
	}
	return lines
}

// Sized reports whether the length of an identifier's content is agreed.
func Sized(ai string) bool { return byAI[ai].sized }

// Sound reports whether a content holds for an identifier.
func Sound(ai, content string) bool { return byAI[ai].parts.judge(content) == sound }

// HasCheck reports whether a check of that name is known.
func HasCheck(name string) bool { _, ok := checks[name]; return ok }

// Shrink and Expand are the two ways between UPC-A and UPC-E.
var (
	Shrink = shrink
	Expand = expand
)
