package label

import (
	"strings"
	"unicode/utf8"
)

const ellipsis = "…"

// lineHeight is the distance from one baseline to the next.
func lineHeight(size length) length { return size * 5 / 4 }

// A room is where text may stand: as wide and as high as it is, in letters from
// the largest to the smallest size, in steps.
type room struct {
	width, height   length
	largest, lowest length
	bold            bool
	single          bool // one line, however small its letters
}

// A block is text broken into lines that fit their room.
type block struct {
	lines []string // in visual order
	size  length
	bold  bool
	lost  int // characters left out
}

func (b block) height() length { return length(len(b.lines)) * lineHeight(b.size) }

// fit breaks cleaned text into lines at the largest size that the room holds. If
// even the smallest does not do, the last line ends with an ellipsis and lost
// says how much is missing. A room that is not high enough for one line at its
// smallest size gets one line all the same: never nothing.
func (r room) fit(s string) block {
	if s == "" {
		return block{size: r.lowest, bold: r.bold}
	}
	const step = mm / 5
	for size := r.largest; size > r.lowest; size -= step {
		if lines := r.wrap(s, size); len(lines) <= r.most(size) {
			return r.block(lines, size, 0)
		}
	}
	lines := r.wrap(s, r.lowest)
	most := max(1, r.most(r.lowest))
	if len(lines) <= most {
		return r.block(lines, r.lowest, 0)
	}
	kept := lines[:most]
	rest := strings.Join(lines[most:], " ")
	last, cut := r.shorten(kept[most-1])
	kept[most-1] = last
	return r.block(kept, r.lowest, cut+utf8.RuneCountInString(rest))
}

// most is how many lines of a size stand in the room.
func (r room) most(size length) int {
	most := int(r.height / lineHeight(size))
	if r.single {
		return min(most, 1)
	}
	return most
}

func (r room) block(lines []string, size length, lost int) block {
	for i := range lines {
		lines[i] = visual(lines[i])
	}
	return block{lines: lines, size: size, bold: r.bold, lost: lost}
}

// shorten ends a line with an ellipsis and says how many characters made room.
func (r room) shorten(line string) (string, int) {
	letters := []rune(line)
	keep := len(letters)
	for keep > 0 && widthOf(string(letters[:keep])+ellipsis, r.lowest, r.bold) > r.width {
		keep--
	}
	return strings.TrimRight(string(letters[:keep]), " ,.;:") + ellipsis, len(letters) - keep
}

// wrap breaks text at its own line ends and at spaces; a word wider than the
// room is broken where the room ends. Empty lines are dropped.
func (r room) wrap(s string, size length) []string {
	var lines []string
	space := widthOf(" ", size, r.bold)
	for _, paragraph := range strings.Split(s, "\n") {
		line, used := "", length(0)
		for _, word := range strings.Fields(paragraph) {
			for _, piece := range r.pieces(word, size) {
				wide := widthOf(piece, size, r.bold)
				if line != "" && used+space+wide > r.width {
					lines = append(lines, line)
					line, used = "", 0
				}
				if line != "" {
					line += " "
					used += space
				}
				line += piece
				used += wide
			}
		}
		if line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// pieces cuts a word that is wider than the room; any other word is one piece.
func (r room) pieces(word string, size length) []string {
	if widthOf(word, size, r.bold) <= r.width {
		return []string{word}
	}
	var pieces []string
	advance := faceOf(r.bold).advance
	start, used := 0, 0 // of the piece: its first byte, its thousandths of an em
	for at, letter := range word {
		wide := advance[letter]
		if at > start && length(used+wide)*size/1000 > r.width {
			pieces = append(pieces, word[start:at])
			start, used = at, 0
		}
		used += wide
	}
	return append(pieces, word[start:])
}
