package intake

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// ledger is one reading in progress: the rows still to come, what was taken and what was refused.
type ledger struct {
	o      Options
	t      *table
	result Result
	skus   map[string]int // row that took the SKU
	keys   map[string]int // row that took the offer's key
}

func newLedger(o Options, t *table) *ledger {
	return &ledger{o: o, t: t, skus: map[string]int{}, keys: map[string]int{}}
}

// next gives the next row whose cells can be told apart, or io.EOF; the others are refused here.
func (l *ledger) next() (*rowReader, error) {
	for {
		row, err := l.t.next()
		if err != nil {
			return nil, err
		}
		if l.result.Rows++; l.result.Rows > MaxRows {
			return nil, fileError("too_many_rows", "The file has more than %d rows. Split it and import the parts.", MaxRows)
		}
		r := &rowReader{l: l, number: row.number, cells: row.cells}
		switch row.fault {
		case rowSound:
			return r, nil
		case rowBadQuotes:
			r.refuse(-1, "bad_quotes", "The quotation marks of this row do not pair, so its cells cannot be told apart.")
		case rowTooManyCells, rowTooFewCells:
			r.refuse(-1, "wrong_cell_count", "The row has %d cells under %d headings, so it is not certain what belongs where.", len(row.cells), len(l.t.head))
		}
		r.done()
	}
}

// each calls do for every readable row and enters the row's refusal, if do made one.
func (l *ledger) each(do func(r *rowReader)) error {
	for {
		r, err := l.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		do(r)
		r.done()
	}
}

// refuseRow enters a refusal that was found out only after the row had been read.
func (l *ledger) refuseRow(row int, heading, reason, value, format string, args ...any) {
	l.result.Refused = append(l.result.Refused, Refusal{
		File: l.o.File, Row: row, Field: heading, Reason: reason, Value: shorten(value), Message: fmt.Sprintf(format, args...),
	})
}

// heading gives a heading as it stands in the file.
func (l *ledger) heading(at int) string {
	if at < 0 || at >= len(l.t.head) {
		return ""
	}
	return l.t.head[at]
}

// claimSKU takes the row's SKU, or refuses the row when an earlier one has it.
func (l *ledger) claimSKU(r *rowReader, at int, sku string) {
	if sku == "" || r.refused() {
		return
	}
	if first, taken := l.skus[sku]; taken {
		r.refuse(at, "duplicate_sku", "The SKU %q already stands in row %d. Give each offer a SKU of its own.", sku, first)
		return
	}
	l.skus[sku] = r.number
}

// rowReader reads the cells of one row. The first cell that is wrong makes the refusal; what is read after it is of no use.
type rowReader struct {
	l       *ledger
	number  int
	cells   []string
	refusal *Refusal
}

func (r *rowReader) refused() bool { return r.refusal != nil }

// refuse notes the first thing found wrong; at is the column, -1 for the row as a whole.
func (r *rowReader) refuse(at int, reason, format string, args ...any) {
	if r.refused() {
		return
	}
	r.refusal = &Refusal{
		File: r.l.o.File, Row: r.number, Field: r.l.heading(at), Reason: reason,
		Value: shorten(r.raw(at)), Message: fmt.Sprintf(format, args...),
	}
}

func (r *rowReader) done() {
	if r.refused() {
		r.l.result.Refused = append(r.l.result.Refused, *r.refusal)
	}
}

// raw gives a cell without blanks around it, and without the apostrophe that WooCommerce puts before text which a
// spreadsheet would take for a formula.
func (r *rowReader) raw(at int) string {
	if at < 0 || at >= len(r.cells) {
		return ""
	}
	s := strings.TrimSpace(r.cells[at])
	if len(s) > 1 && s[0] == '\'' && strings.IndexByte("=+-@", s[1]) >= 0 {
		s = s[1:]
	}
	return s
}

// line gives a cell as one clean line.
func (r *rowReader) line(at int) string { return oneLine(r.raw(at)) }

// code gives a SKU or an id, and refuses one whose digits a spreadsheet has lost.
func (r *rowReader) code(at int) string {
	s := oneLine(strings.TrimPrefix(r.raw(at), "'"))
	if spoiled(s) {
		r.refuse(at, "spoiled_number", "A spreadsheet has turned this code into %q and its digits are lost. Export the file again and import it unopened.", s)
	}
	return s
}

func (r *rowReader) barcodes(at ...int) []string {
	var all []string
	for _, i := range at {
		if r.raw(i) == "" {
			continue
		}
		if r.code(i); r.refused() {
			return nil
		}
		all = append(all, cutBarcodes(r.raw(i))...)
	}
	return words(all)
}

// flag reads yes or no; an empty cell or a missing column gives what is said in empty.
func (r *rowReader) flag(at int, empty bool) bool {
	switch strings.ToLower(r.raw(at)) {
	case "":
		return empty
	case "1", "true", "yes", "y", "так", "да":
		return true
	case "0", "-1", "false", "no", "n", "ні", "нет":
		return false
	}
	r.refuse(at, "bad_flag", "%q is neither yes nor no here. Write 1 or 0.", shorten(r.raw(at)))
	return false
}

func (r *rowReader) money(at int) *int64 {
	return r.amount(at, "bad_price", "price", func(s string) (int64, error) { return Money(s, r.l.o.MinorDigits) })
}

func (r *rowReader) stock(at int) *int64 {
	return r.amount(at, "bad_stock", "stock figure", Quantity)
}

// grams and the lengths take a zero for "not given": nothing weighs nothing, and both systems write 0 for it.
func (r *rowReader) grams(c unitColumn) *int64 {
	return nonZero(r.amount(c.at, "bad_weight", "weight", func(s string) (int64, error) { return Grams(s, c.unit) }))
}

func (r *rowReader) millimetres(c unitColumn) *int64 {
	return nonZero(r.amount(c.at, "bad_size", "size", func(s string) (int64, error) { return Millimetres(s, c.unit) }))
}

func (r *rowReader) amount(at int, reason, what string, parse func(string) (int64, error)) *int64 {
	s := strings.TrimPrefix(r.raw(at), "'")
	if s == "" || r.refused() {
		return nil
	}
	v, err := parse(s)
	if err != nil {
		r.refuse(at, reason, "The %s %q was not taken: %s.", what, shorten(s), err)
		return nil
	}
	return &v
}

func nonZero(v *int64) *int64 {
	if v != nil && *v == 0 {
		return nil
	}
	return v
}

// shorten keeps a report readable when a whole description stands in the wrong column.
func shorten(s string) string {
	const most = 80
	if utf8.RuneCountInString(s) <= most {
		return strings.Clone(s)
	}
	return string([]rune(s)[:most-1]) + "…"
}
