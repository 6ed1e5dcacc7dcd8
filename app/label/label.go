// Package label turns what a paper says (a receipt, an order label) into bytes
// that a printer takes, in PDF, PNG, ZPL, TSPL, EPL and ESC/POS. It is for whoever
// has an order in hand and wants paper: fill in a Receipt or an OrderLabel, and ask
// for its Paper and that for its PDF.
//
// The package is pure: no files, clock, network or settings; equal input gives
// equal bytes. It computes nothing about the shop either: sums, dates and
// quantities arrive as the text to print.
//
// # How a document becomes bytes
//
//	Receipt, OrderLabel … → Paper (texts, boxes, codes and pictures at places on sheets) → PDF, PNG, ZPL …
//
// A document draws itself once, as a Paper, in micrometres and without knowing
// any printer. A renderer walks the marks of a Paper and writes them in one
// printer's language. Another language is another method on Paper beside ZPL, and
// another document is another type with a Paper method: neither touches the
// other. Layout must stay free of the printer's resolution: it gives codes room,
// and each renderer picks modules of whole dots that fit.
//
// Texts go to printers of dots as pictures drawn from the embedded font, for the
// printers' own lack our letters. Codes go by the printer's command where that
// prints what was laid out, else as dots or bars.
package label

import "fmt"

// A Language is the language of the fixed words of a document; what the caller
// gives is printed as it is.
type Language string

// The languages that documents are printed in. Any other value prints as
// Ukrainian, the shop's first language: paper in a language that is not quite
// right is better than none.
const (
	Ukrainian Language = "uk"
	English   Language = "en"
	Russian   Language = "ru"
)

// A Shop is who gives out the paper. Empty fields take no room.
type Shop struct {
	Name    string
	Address string
	Phone   string
	Footer  string   // closing words of a receipt, such as thanks or terms of return
	Logo    *Picture // stands at the head of pages
}

// The codes of an Error.
const (
	CodeNumberEmpty     = "number_empty"
	CodeNumberUnprinted = "number_not_encodable"
	CodeNumberTooLong   = "number_too_long"
	CodeAmountTooLong   = "amount_too_long"
	CodeSymbology       = "symbology_unknown"
	CodeCheckDigit      = "check_digit_wrong"
	CodeUnreadable      = "code_unreadable" // a code's room is too small for any scanner
	CodePicture         = "picture_unusable"
	CodeTooWide         = "paper_too_wide" // for the printer's head
	CodeDensity         = "density_unknown"
	CodeNothing         = "nothing_to_print"
	CodeSizeUnknown     = "size_unknown"
	CodeStart           = "start_out_of_range"
)

// An Error says why a document cannot be put on paper. Nothing was drawn, and
// trying again with the same document gives the same answer.
type Error struct {
	Code  string // one of the Code constants
	Field string // the field of the document, such as "Number"
	Value string // what the field held
	Hint  string // what was wrong and what to do, for people
}

// Error gives the field, its value and the hint in one line.
func (e *Error) Error() string {
	return fmt.Sprintf("label: %s %q: %s", e.Field, e.Value, e.Hint)
}

// The codes of a Warning.
const (
	// WarnShortened: the text did not fit at the smallest readable size; it ends
	// with an ellipsis.
	WarnShortened = "shortened"
	// WarnReplaced: the text has characters that the font lacks (an emoji,
	// mostly); each is printed as "□".
	WarnReplaced = "replaced"
	// WarnNoCode: bars would not be readable on this paper; the code stands there
	// as text alone.
	WarnNoCode = "code_left_out"
)

// A Warning says where paper differs from what it was asked to say. The paper is
// good to print; whoever prints it should be told.
type Warning struct {
	Code  string // one of the Warn constants
	Field string // the field of the document, such as "Address"
	Lost  int    // how many characters are not on the paper, or not in bars
}

// String gives the warning in one line of English, for a log.
func (w Warning) String() string {
	return fmt.Sprintf("%s: %s, %d characters", w.Field, w.Code, w.Lost)
}

// A Paper is a document laid out on sheets, ready for any renderer.
type Paper struct {
	// Warnings tell what of the document is not on the paper as it was given;
	// empty for nearly every document.
	Warnings []Warning

	title  string
	sheets []sheet
}

// Stack gives one Paper with all sheets and warnings of the given ones, in their
// order: many labels in one print job cost far less than many jobs.
func Stack(papers ...Paper) Paper {
	var stack Paper
	for _, p := range papers {
		if stack.title == "" {
			stack.title = p.title
		}
		stack.Warnings = append(stack.Warnings, p.Warnings...)
		stack.sheets = append(stack.sheets, p.sheets...)
	}
	return stack
}
