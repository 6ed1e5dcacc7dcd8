package scan

import "github.com/prylavok/prylavok/app/shop"

// What can be doubtful about a code. None of them stops a scan: what is certain
// is used, and the person is told the rest.
var (
	ErrSeparatorLost = shop.NewProblem("scan_separator_lost", "Part ({{ai}}) of this code runs into the next one: the scanner leaves out the separator. Only what is certain was used. Switch on the separator (GS) in the scanner's set-up.")
	ErrCheckDigit    = shop.NewProblem("scan_check_digit", "The check digit of {{code}} does not fit. If this is an article number it was misread or misprinted. Scan it again.")
	ErrDate          = shop.NewProblem("scan_date", "Part ({{ai}}) of this code names a day that does not exist: {{value}}. It was not used. Read the date on the package.")
	ErrCutShort      = shop.NewProblem("scan_cut_short", "This code ends in the middle of its part ({{ai}}). Only what stands before was used. Scan it again.")
	ErrUnknownPart   = shop.NewProblem("scan_unknown_part", "From “{{at}}” on this code cannot be understood. Only what stands before was used.")
	ErrForeignSign   = shop.NewProblem("scan_foreign_sign", "Part ({{ai}}) of this code holds what may not stand there: {{value}}. It was not used. Scan it again.")
	ErrTwice         = shop.NewProblem("scan_twice", "This code names ({{ai}}) twice and differently: {{first}} and {{second}}. Neither was used.")
	ErrNoCount       = shop.NewProblem("scan_no_count", "This code says what is in a box but not how many. Type the quantity.")
	ErrNoAmount      = shop.NewProblem("scan_no_amount", "This label names no weight, price or count: they are zero. Type the quantity.")
	ErrAmount        = shop.NewProblem("scan_amount", "Part ({{ai}}) of this code names more than can be sold at once: {{value}}. Type the quantity.")
)

// Why masks cannot be read. Each names the line, counted from 1.
var (
	ErrMaskLength = shop.NewProblem("scan_mask_length", "Line {{line}} has {{length}} places and must have 13. The masks were kept as they were.")
	ErrMaskSign   = shop.NewProblem("scan_mask_sign", "Line {{line}}, place {{place}}: “{{sign}}” means nothing in a mask. Use digits, P, W, M, V, C and the dot. The masks were kept as they were.")
	ErrMaskPlace  = shop.NewProblem("scan_mask_place", "Line {{line}}, place {{place}}: “{{sign}}” may not stand here. The masks were kept as they were.")
	ErrMaskNumber = shop.NewProblem("scan_mask_number", "Line {{line}} has no place for the number of the goods (P). The masks were kept as they were.")
	ErrMaskVerify = shop.NewProblem("scan_mask_verify", "Line {{line}}: V verifies a weight or price of four or five digits, and there is none. The masks were kept as they were.")
)
