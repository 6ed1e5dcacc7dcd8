package label

import (
	"fmt"
	"image/color"
	"strings"

	"github.com/boombuler/barcode/code128"
)

// quietModules is the free paper that Code 128 wants on either side (ISO/IEC
// 15417).
const quietModules = 10

// newCode encodes a number for a strip of paper. The bars keep within printed,
// what the head reaches; bars and quiet zones keep within paper. It takes the
// wide module (3 dots at 203 dpi, 0.375 mm) when that fits, else the narrow one
// (2 dots, 0.25 mm), below which counter scanners begin to fail.
func newCode(number string, printed, paper length) (code, error) {
	if number == "" {
		return code{}, &Error{Code: CodeNumberEmpty, Field: "Number", Hint: "a document without a number cannot be found again; give it one"}
	}
	if at := strings.IndexFunc(number, func(r rune) bool { return r < ' ' || r > '~' }); at >= 0 {
		odd := []rune(number[at:])[0]
		return code{}, &Error{Code: CodeNumberUnprinted, Field: "Number", Value: number,
			Hint: fmt.Sprintf("Code 128 cannot hold %q; use Latin letters, digits and signs in the series", odd)}
	}
	symbol, err := code128.Encode(number)
	if err != nil {
		return code{}, tooLong(number, err.Error())
	}
	modules := symbol.Bounds().Dx()
	for _, module := range []length{3 * dot, 2 * dot} {
		if length(modules)*module <= printed && length(modules+2*quietModules)*module <= paper {
			black := func(x int) bool { return symbol.At(x, 0) == color.Black }
			return code{module: module, bars: barsOf(modules, black), value: number}, nil
		}
	}
	room := min(printed, paper-2*quietModules*2*dot)
	return code{}, tooLong(number, fmt.Sprintf("its bars take %s mm at the narrowest and there are %s mm", millimetres(length(modules)*2*dot), millimetres(room)))
}

func tooLong(number, why string) error {
	return &Error{Code: CodeNumberTooLong, Field: "Number", Value: number, Hint: why + "; use a shorter number"}
}

func barsOf(modules int, black func(int) bool) []bar {
	var bars []bar
	for x := 0; x < modules; x++ {
		if !black(x) {
			continue
		}
		start := x
		for x < modules && black(x) {
			x++
		}
		bars = append(bars, bar{at: start, wide: x - start})
	}
	return bars
}

func (c code) width() length {
	last := c.bars[len(c.bars)-1]
	return length(last.at+last.wide) * c.module
}

// centredOn places the code on a sheet so that its bars begin at a whole dot.
func (c code) centredOn(middle, y, height length) code {
	c.x = (middle - c.width()/2) / dot * dot
	c.y, c.height = y, height
	return c
}
