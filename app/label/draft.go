package label

// A draft is a document while it draws itself: the sheet under the pen and what
// could not be printed as given.
type draft struct {
	sheet    sheet
	warnings []Warning
	err      error // the first amount that does not fit
}

// clean makes a field printable and notes what the font lacks.
func (d *draft) clean(field, s string) string {
	cleaned, replaced := clean(s)
	if replaced > 0 {
		d.warnings = append(d.warnings, Warning{Code: WarnReplaced, Field: field, Lost: replaced})
	}
	return cleaned
}

// lettersMax bounds the work on one field; no room holds as many.
const lettersMax = 4000

// fit cleans a field, breaks it into lines for a room and notes what is lost.
func (d *draft) fit(field, s string, r room) block {
	letters := []rune(d.clean(field, s))
	over := max(0, len(letters)-lettersMax)
	if over > 0 {
		letters = append(letters[:lettersMax], []rune(ellipsis)...)
	}
	b := r.fit(string(letters))
	b.lost += over
	if b.lost > 0 {
		d.warnings = append(d.warnings, Warning{Code: WarnShortened, Field: field, Lost: b.lost})
	}
	return b
}

// amount is fit for a sum of money: half a sum on paper is a false one, so a sum
// that does not fit stops the document.
func (d *draft) amount(field, s string, r room) block {
	b := d.fit(field, s, r)
	if b.lost > 0 && d.err == nil {
		d.err = &Error{Code: CodeAmountTooLong, Field: field, Value: s, Hint: "this amount does not fit the paper and must not be cut; print it shorter, without words"}
	}
	return b
}

// print puts a block's lines down from top and returns where the next may begin.
func (d *draft) print(b block, x, top length, a align) length {
	for _, line := range b.lines {
		d.sheet.add(text{x: x, baseline: top + ascent(b.size), size: b.size, bold: b.bold, align: a, value: line})
		top += lineHeight(b.size)
	}
	return top
}

// ascent is how far the baseline lies below the top of a line.
func ascent(size length) length { return size * 19 / 20 }

// readable is the smallest text that a thermal head prints clearly.
const readable = 2200

// oneLine is room for a single line that may shrink by a third.
func oneLine(width, size length, bold bool) room {
	return room{width: width, height: lineHeight(size), largest: size, lowest: max(size*2/3, readable), bold: bold, single: true}
}
