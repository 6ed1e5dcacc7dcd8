package intake

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode"
)

// table gives the rows of a CSV file one by one, with the row numbers that a spreadsheet shows.
type table struct {
	data []byte
	csv  *csv.Reader
	head []string // as written, trimmed
	row  int      // spreadsheet row of the record read last
	line int      // line of the file on which that record ended
}

// tableRow is one record. Its cells are valid until the next one is read.
type tableRow struct {
	number int
	cells  []string
	fault  rowFault
}

// rowFault says why the cells of a row cannot be told apart.
type rowFault int

const (
	rowSound rowFault = iota
	rowBadQuotes
	rowTooManyCells
	rowTooFewCells
)

// openTable finds out the separator and reads the headings.
func openTable(data []byte) (*table, error) {
	comma, data := separator(data)
	t := &table{data: data, csv: newCSV(data, comma)}
	t.csv.ReuseRecord = true
	cells, _, err := t.record()
	if errors.Is(err, io.EOF) {
		return nil, fileError("empty", "The file is empty. Export it again.")
	}
	if err != nil {
		return nil, err
	}
	if len(cells) > MaxColumns {
		return nil, fileError("too_many_columns", "The first row has more than %d cells. It does not look like headings.", MaxColumns)
	}
	for _, c := range cells {
		t.head = append(t.head, oneLine(c))
	}
	for len(t.head) > 0 && t.head[len(t.head)-1] == "" {
		t.head = t.head[:len(t.head)-1]
	}
	return t, nil
}

func newCSV(data []byte, comma rune) *csv.Reader {
	r := csv.NewReader(bytes.NewReader(data))
	r.Comma = comma
	r.FieldsPerRecord = -1
	// Hand-made files write `a, "b"`. With tabs between cells the same setting would swallow empty cells.
	r.TrimLeadingSpace = comma != '\t'
	return r
}

// next gives the next row that holds anything, or io.EOF.
func (t *table) next() (tableRow, error) {
	for {
		cells, fault, err := t.record()
		if err != nil {
			return tableRow{}, err
		}
		row := tableRow{number: t.row, cells: cells, fault: fault}
		if fault != rowSound {
			return row, nil
		}
		if blank(cells) {
			continue
		}
		switch {
		case len(cells) < len(t.head):
			row.fault = rowTooFewCells
		case !blank(cells[len(t.head):]):
			row.fault = rowTooManyCells
		}
		return row, nil
	}
}

// record reads one record and counts rows as a spreadsheet does, for which an empty line is a row and a line break inside
// quotes is not.
func (t *table) record() ([]string, rowFault, error) {
	from := t.csv.InputOffset()
	cells, err := t.csv.Read()
	if err == nil {
		start, _ := t.csv.FieldPos(0)
		last := len(cells) - 1
		end, _ := t.csv.FieldPos(last)
		t.count(start, end+strings.Count(cells[last], "\n"))
		return cells, rowSound, nil
	}
	var pe *csv.ParseError
	if !errors.As(err, &pe) {
		return nil, rowSound, err
	}
	t.count(pe.StartLine, pe.Line)
	atEnd := t.csv.InputOffset() == int64(len(t.data))
	if errors.Is(err, csv.ErrQuote) && atEnd && t.openQuote(from) {
		return nil, rowSound, fileError("unclosed_quote",
			"Row %d opens a quotation mark that is never closed, so the rest of the file cannot be read. Close or remove it, or export the file again.", t.row)
	}
	if pe.StartLine == pe.Line {
		if cells := t.mendQuotes(from); cells != nil {
			return cells, rowSound, nil
		}
	}
	return nil, rowBadQuotes, nil
}

func (t *table) count(start, end int) {
	t.row += start - t.line
	t.line = end
}

// openQuote tells whether the text from an offset to the end has a quotation mark without its partner.
func (t *table) openQuote(from int64) bool {
	return bytes.Count(t.data[from:], []byte{'"'})%2 == 1
}

// mendQuotes reads a row again whose quotation marks stand bare, as in `15" monitor`, or are escaped by a backslash, as
// older PHP writes them. It gives nil unless the row then has exactly the cells that the headings ask for.
func (t *table) mendQuotes(from int64) []string {
	r := newCSV(t.data[from:t.csv.InputOffset()], t.csv.Comma)
	r.LazyQuotes = true
	cells, err := r.Read()
	if err != nil || len(cells) != len(t.head) {
		return nil
	}
	return cells
}

func blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

// separator finds what stands between the cells, by the headings. Excel's own "sep=;" line is obeyed and taken off: Excel
// does not show it as a row either.
func separator(data []byte) (rune, []byte) {
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	line, rest, _ := bytes.Cut(data, []byte{'\n'})
	line = bytes.TrimSuffix(line, []byte{'\r'})
	if len(line) == len("sep=;") && bytes.EqualFold(line[:4], []byte("sep=")) && strings.ContainsRune(",;\t|", rune(line[4])) {
		return rune(line[4]), rest
	}
	counts := map[rune]int{}
	quoted := false
	for _, r := range string(firstLine(data)) {
		switch {
		case r == '"':
			quoted = !quoted
		case !quoted:
			counts[r]++
		}
	}
	best := ','
	for _, r := range []rune{';', '\t', '|'} {
		if counts[r] > counts[best] {
			best = r
		}
	}
	return best, data
}

func firstLine(data []byte) []byte {
	data = bytes.TrimLeftFunc(data, func(r rune) bool { return r == '\n' || r == '\r' })
	line, _, _ := bytes.Cut(data, []byte{'\n'})
	return line[:min(len(line), 1<<16)]
}

// oneLine gives text without line breaks, control characters and doubled blanks. The result shares no memory with a row,
// whose cells are slices of one long string.
func oneLine(s string) string {
	s = strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || r == '\uFEFF' })
	if s == "" {
		return ""
	}
	if !needsMending(s) {
		return strings.Clone(s)
	}
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || r == '\uFEFF'
	}), " ")
}

func needsMending(s string) bool {
	space := false
	for _, r := range s {
		if r == ' ' && !space {
			space = true
			continue
		}
		space = false
		if unicode.IsSpace(r) || unicode.IsControl(r) || r == '\uFEFF' {
			return true
		}
	}
	return false
}
