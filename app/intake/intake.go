// Package intake reads the product files of other shop systems into neutral products, or says which row is wrong.
//
// Use it in front of a store: Read looks at one file wholly before anything is stored, so a caller can show what would
// happen, refuse the file, or take it in one transaction. The package is pure: it opens no file, asks no clock and knows no
// database. It never guesses: a cell that can be read in two ways refuses its row, and the row's number and the reason go
// into the report.
//
// Two kinds of file are understood: the product export of WooCommerce (any language that its headings are translated to
// here: English, Ukrainian, Russian) and the product export of Shopify (the old and the new spelling of its headings).
package intake

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
)

// The kinds of file that Read understands.
const (
	// WooCommerce is the product CSV that WooCommerce itself exports.
	WooCommerce = "woocommerce"
	// Shopify is the product CSV that Shopify itself exports.
	Shopify = "shopify"
)

// Limits of one file. A file beyond them is refused whole, with a sentence that names the limit.
const (
	// MaxBytes is the largest file that is read, in bytes.
	MaxBytes = 100 << 20
	// MaxRows is the largest number of data rows.
	MaxRows = 1_000_000
	// MaxColumns is the largest number of headings.
	MaxColumns = 2_000
)

// Product is what a thing is; its offers are what can be sold of it.
type Product struct {
	// Key names the product in its source and stays the same from one export to the next: the handle (Shopify),
	// "id:" and the number, else the SKU, else "name:" and the name (WooCommerce). It is unique in a Result.
	Key string
	// Name is one line, never empty.
	Name string
	// Description is plain text with line breaks; its HTML was taken out.
	Description string
	// Brand is the maker or vendor, empty when the file names none.
	Brand string
	// Categories are paths, outermost first.
	Categories [][]string
	// Tags are in the order of the file, none twice.
	Tags []string
	// Published tells whether the source shows the product to customers.
	Published bool
	// Digital tells that nothing has to be shipped: virtual and downloadable products, gift cards.
	Digital bool
	// Offers is never empty; its order is that of the file.
	Offers []Offer
	// Row is the product's first row as a person sees it in a spreadsheet: the headings are row 1.
	Row int
	// File is the name given in Options.
	File string
}

// Offer is one sellable variant of a product. A pointer is nil when the file does not give the figure.
type Offer struct {
	// Key names the offer in its source. It is unique in a Result.
	Key string
	// SKU is the shop's own code, empty when there is none; never twice in a Result.
	SKU string
	// Title tells variants apart ("Red / M"); empty for a simple product.
	Title string
	// Options are the choices that make the variant, in the order of the file.
	Options []Option
	// Barcodes are kept as they stand. A GTIN with a wrong check digit is kept too: shops do print such codes.
	Barcodes []string
	// Price is the full price, SalePrice the lower one now asked, PurchasePrice what the shop paid; in minor units.
	// SalePrice is never given without Price and is always below it.
	Price, SalePrice, PurchasePrice *int64
	// Stock is in thousandths and may be negative.
	Stock *int64
	// WeightGrams and the sizes are rounded half up; a zero in the file means "not given", as both systems use it.
	WeightGrams, LengthMM, WidthMM, HeightMM *int64
	// Row is the offer's row as a person sees it in a spreadsheet.
	Row int
}

// Option is one choice of a variant, for example Name "Size" and Value "M".
type Option struct {
	Name, Value string
}

// Refusal says why a row was left out. A row has one refusal, for the first thing found wrong in it. With the single reason
// "shared_stock" the row itself was taken and only the named cell left out.
type Refusal struct {
	File string `json:"file"`
	// Row is the row as a person sees it in a spreadsheet: the headings are row 1.
	Row int `json:"row"`
	// Field is the heading as it stands in the file, empty when the whole row is meant.
	Field string `json:"field"`
	// Reason is a stable code for programs, for example "bad_price".
	Reason string `json:"reason"`
	// Value is the cell that was refused, shortened when long.
	Value string `json:"value,omitempty"`
	// Message is an English sentence for people.
	Message string `json:"message"`
}

// Options says how to read a file.
type Options struct {
	// Format is WooCommerce or Shopify.
	Format string
	// File is the name that the report uses; nothing is opened by it.
	File string
	// MinorDigits is how many decimals the currency has, 0 to 4; 2 for UAH.
	MinorDigits int
}

// Result is everything that one file holds.
type Result struct {
	// Rows counts the data rows that hold anything, refused ones included.
	Rows int
	// Products are in the order of their first rows.
	Products []Product
	// Refused is in the order of rows.
	Refused []Refusal
}

// FileError says that a file as a whole cannot be used. Nothing of it was taken.
type FileError struct {
	// File is the name given in Options.
	File string
	// Code is stable: bad_options, unknown_format, unreadable, empty, too_large, too_many_rows, too_many_columns, binary,
	// excel_workbook, html_page, xml, json, encoding, unclosed_quote, no_rows, wrong_format, missing_columns, unknown_unit.
	Code string
	// Message is an English sentence or two: what is wrong and what to do.
	Message string
	// Err is the fault below, if there is one.
	Err error
}

// Error gives the file's name and the sentence for people.
func (e *FileError) Error() string {
	if e.File == "" {
		return e.Message
	}
	return e.File + ": " + e.Message
}

// Unwrap gives the fault below, such as a disk error.
func (e *FileError) Unwrap() error { return e.Err }

func fileError(code, format string, args ...any) *FileError {
	return &FileError{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Read reads one file to its end and gives all that is right in it and all that is wrong. The error is nil or a *FileError;
// with an error the Result is empty. Wrong rows are no error: they stand in Result.Refused.
//
// It holds the file and its products in memory, up to MaxBytes and MaxRows.
func Read(r io.Reader, o Options) (Result, error) {
	result, err := read(r, o)
	if err == nil {
		return result, nil
	}
	var fe *FileError
	if !errors.As(err, &fe) {
		fe = &FileError{Code: "unreadable", Message: "The file could not be read to its end. Nothing was taken from it.", Err: err}
	}
	fe.File = o.File
	return Result{}, fe
}

func read(r io.Reader, o Options) (Result, error) {
	if o.Format != WooCommerce && o.Format != Shopify {
		return Result{}, fileError("unknown_format", "There is no format %q. Choose %q or %q.", o.Format, WooCommerce, Shopify)
	}
	if o.MinorDigits < 0 || o.MinorDigits > 4 {
		return Result{}, fileError("bad_options", "A currency has 0 to 4 decimals, not %d.", o.MinorDigits)
	}
	data, err := decode(r)
	if err != nil {
		return Result{}, err
	}
	t, err := openTable(data)
	if err != nil {
		return Result{}, err
	}
	if err := checkFormat(o.Format, t.head); err != nil {
		return Result{}, err
	}
	l := newLedger(o, t)
	if o.Format == Shopify {
		err = readShopify(l)
	} else {
		err = readWooCommerce(l)
	}
	if err != nil {
		return Result{}, err
	}
	if l.result.Rows == 0 {
		return Result{}, fileError("no_rows", "The file has headings but no products. Export it again with the products chosen.")
	}
	byRow := func(a, b Refusal) int { return cmp.Compare(a.Row, b.Row) }
	slices.SortStableFunc(l.result.Refused, byRow)
	return l.result, nil
}
