package intake

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// plainText gives the words of an HTML description with a line for each block. Text without any markup keeps its lines.
func plainText(s string) string {
	if strings.ContainsAny(s, "<&") {
		s = stripTags(s)
	}
	return tidyLines(s)
}

func stripTags(s string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(s))
	hidden := ""
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			if hidden == "" {
				b.Write(z.Text())
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			tag := string(name)
			if hidden == "" && (tag == "script" || tag == "style") {
				hidden = tag
			}
			b.WriteString(lead(tag))
		case html.EndTagToken:
			name, _ := z.TagName()
			tag := string(name)
			if tag == hidden {
				hidden = ""
			}
			b.WriteString(tail(tag))
		}
	}
}

// lead is what a tag puts before its words.
func lead(tag string) string {
	switch tag {
	case "br", "p", "div", "ul", "ol", "table", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "section":
		return "\n"
	case "li":
		return "\n- "
	case "td", "th":
		return " "
	}
	return ""
}

// tail is what a closing tag puts behind its words.
func tail(tag string) string {
	switch tag {
	case "p", "div", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "section":
		return "\n"
	}
	return ""
}

// tidyLines joins the blanks of each line and drops empty lines.
func tidyLines(s string) string {
	var b strings.Builder
	for line := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == '\n' || r == '\r' }) {
		line = oneLine(strings.ToValidUTF8(line, ""))
		if line == "" || line == "-" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(line)
	}
	return b.String()
}

// cutList splits a cell at commas, except those that a backslash makes part of a name, as WooCommerce writes them.
func cutList(s string) []string {
	var parts []string
	var part strings.Builder
	escaped := false
	for _, r := range s {
		switch {
		case escaped:
			if r != ',' {
				part.WriteByte('\\')
			}
			part.WriteRune(r)
			escaped = false
		case r == '\\':
			escaped = true
		case r == ',':
			parts = append(parts, part.String())
			part.Reset()
		default:
			part.WriteRune(r)
		}
	}
	if escaped {
		part.WriteByte('\\')
	}
	return append(parts, part.String())
}

// words cleans each part, decodes its HTML entities and drops empty and repeated ones.
func words(parts []string) []string {
	var list []string
	seen := map[string]bool{}
	for _, p := range parts {
		p = oneLine(html.UnescapeString(p))
		if p == "" || seen[p] {
			continue
		}
		seen[p] = true
		list = append(list, p)
	}
	return list
}

// categoryPaths splits "A > B, C" into the paths A/B and C.
func categoryPaths(names []string) [][]string {
	var paths [][]string
	for _, name := range names {
		var path []string
		for step := range strings.SplitSeq(name, ">") {
			// Decoded only now: "&gt;" in a name must not part it.
			if step = oneLine(html.UnescapeString(step)); step != "" {
				path = append(path, step)
			}
		}
		if path != nil {
			paths = append(paths, path)
		}
	}
	return paths
}

// spoiled tells whether a spreadsheet turned a long code into "4.82E+12" and so lost its digits.
func spoiled(s string) bool {
	mantissa, exponent, found := strings.Cut(strings.ToUpper(s), "E+")
	if !found || exponent == "" || !allDigits(exponent) {
		return false
	}
	whole, fraction, pointed := strings.Cut(strings.Replace(mantissa, ",", ".", 1), ".")
	return pointed && len(whole) == 1 && allDigits(whole) && fraction != "" && allDigits(fraction)
}

// cutBarcodes splits a cell that may hold several codes and takes off the apostrophe by which spreadsheets mark text.
func cutBarcodes(s string) []string {
	parts := strings.FieldsFunc(s, func(r rune) bool {
		return r == ',' || r == ';' || r == '|' || unicode.IsControl(r)
	})
	for i := range parts {
		parts[i] = strings.TrimLeft(strings.TrimSpace(parts[i]), "'’`")
	}
	return words(parts)
}
