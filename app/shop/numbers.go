package shop

import (
	"fmt"
	"strconv"
	"strings"
)

// Scheme is a way of numbering parcels.
type Scheme string

// The schemes of numbers that a shop can give out by itself.
const (
	SchemeSSCC   Scheme = "sscc"   // GS1 serial shipping container code of 18 digits
	SchemeS10    Scheme = "s10"    // item of the Universal Postal Union, as RA473124829UA
	SchemePost14 Scheme = "post14" // 14 digits of a post that grants ranges
	SchemeOwn    Scheme = "own"    // the shop's own waybill numbers
)

// RangeSchemes are those whose numbers come from ranges and leases: all but the
// shop's own.
var RangeSchemes = []Scheme{SchemeSSCC, SchemeS10, SchemePost14}

// Frame is what stands around the serial of a number. Numbers of one frame are
// told apart by their serials alone.
type Frame struct {
	Scheme Scheme
	// Head stands before the serial: of an SSCC the extension digit and the
	// company prefix (8 to 11 digits), of S10 the two letters of the service, of
	// a number of 14 digits the 6 to 11 digits that the post has set.
	Head string
	Tail string // of S10 the two letters of the country, else empty
}

// Valid reports whether numbers can be made with the frame.
func (f Frame) Valid() bool {
	switch f.Scheme {
	case SchemeSSCC:
		return len(f.Head) >= 8 && len(f.Head) <= 11 && digits(f.Head) && f.Tail == ""
	case SchemeS10:
		// J and K are kept free by the Universal Postal Union.
		return len(f.Head) == 2 && len(f.Tail) == 2 && capitals(f.Head+f.Tail) && f.Head[0] != 'J' && f.Head[0] != 'K'
	case SchemePost14:
		return len(f.Head) >= 6 && len(f.Head) <= 11 && digits(f.Head) && f.Head[0] != '0' && f.Tail == ""
	case SchemeOwn:
	}
	return false
}

// Space gives the one name of the frame, under which every desk finds its ranges
// and leases.
func (f Frame) Space() ID {
	return NamedID("numbers:" + string(f.Scheme) + ":" + f.Head + ":" + f.Tail)
}

// width gives how many digits the serial has.
func (f Frame) width() int {
	switch f.Scheme {
	case SchemeSSCC:
		return 17 - len(f.Head)
	case SchemeS10:
		return 8
	case SchemePost14:
		return 13 - len(f.Head)
	case SchemeOwn:
	}
	return 0
}

// Capacity gives how many serials the frame has: they go from 0 to one less. It
// is 0 for a frame that is not Valid.
func (f Frame) Capacity() int64 {
	if !f.Valid() {
		return 0
	}
	n := int64(1)
	for range f.width() {
		n *= 10
	}
	return n
}

// Number writes the number with a serial within the Capacity, its check digit
// included, as it is printed in bars.
func (f Frame) Number(serial int64) string {
	text := fmt.Sprintf("%0*d", f.width(), serial)
	switch f.Scheme {
	case SchemeSSCC, SchemePost14:
		text = f.Head + text
		return text + string(CheckDigit(text))
	case SchemeS10:
		c, _ := S10Digit(text)
		return f.Head + text + string(c) + f.Tail
	case SchemeOwn:
	}
	return ""
}

// Serial gives the serial of a number of this frame, and false if it is none or
// its check digit is wrong.
func (f Frame) Serial(number string) (int64, bool) {
	rest, ok := strings.CutPrefix(number, f.Head)
	if !ok || !f.Valid() || len(rest) < f.width() || !digits(rest[:f.width()]) {
		return 0, false
	}
	serial, err := strconv.ParseInt(rest[:f.width()], 10, 64)
	return serial, err == nil && f.Number(serial) == number
}

// IsSSCC reports whether a text is an SSCC with a right check digit.
func IsSSCC(text string) bool {
	return len(text) == 18 && digits(text) && text[17] == CheckDigit(text[:17])
}

// S10Digit gives the check digit of the eight digits of a serial of the Universal
// Postal Union, and false if it is given anything else (UPU standard S10).
//
// The remainder of the weighted sum by 11 becomes one of ten digits: remainders
// 0 and 6 share the 5. A wrong digit is therefore found unless it leads from
// one of the two to the other.
func S10Digit(serial string) (byte, bool) {
	if len(serial) != 8 || !digits(serial) {
		return 0, false
	}
	sum := 0
	for i, weight := range []int{8, 6, 4, 2, 3, 5, 9, 7} {
		sum += int(serial[i]-'0') * weight
	}
	switch c := 11 - sum%11; c {
	case 10:
		return '0', true
	case 11:
		return '5', true
	default:
		return byte('0' + c), true
	}
}

// OwnHead is what the shop's own waybill numbers begin with unless it chose something else.
const OwnHead = "W"

// OwnHeadValid reports whether a shop's own numbers may begin so: one to four
// capital letters.
func OwnHeadValid(head string) bool { return len(head) > 0 && len(head) <= 4 && capitals(head) }

// OwnNumber writes the shop's own n-th waybill number of a desk, such as
// W-A7-000123-K: the series makes it the desk's alone, and the last sign finds
// every wrong or swapped one.
func OwnNumber(head, series string, n int64) string {
	text := fmt.Sprintf("%s-%s-%06d", head, series, n)
	return text + "-" + string(ownCheck(text))
}

// IsOwnNumber reports whether a text is such a number with a right last sign.
func IsOwnNumber(text string) bool {
	parts := strings.Split(text, "-")
	if len(parts) != 4 || !OwnHeadValid(parts[0]) || parts[1] == "" || len(parts[2]) < 6 || !digits(parts[2]) || len(parts[3]) != 1 {
		return false
	}
	body := text[:len(text)-2]
	return signs(strings.ReplaceAll(body, "-", "")) && ownCheck(body) == text[len(text)-1]
}

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// ownCheck gives the check character of ISO/IEC 7064, MOD 37,36; hyphens do not
// count.
func ownCheck(text string) byte {
	p := 36
	for i := 0; i < len(text); i++ {
		if text[i] == '-' {
			continue
		}
		p = (p + strings.IndexByte(alphabet, text[i])) % 36
		if p == 0 {
			p = 36
		}
		p = p * 2 % 37
	}
	return alphabet[(37-p)%36]
}

func signs(text string) bool { return strings.Trim(text, alphabet) == "" }

func digits(text string) bool { return text != "" && strings.Trim(text, "0123456789") == "" }

func capitals(text string) bool {
	return text != "" && strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// Span is a piece of a frame's serials, both ends included.
type Span struct{ First, Last int64 }

// Meets reports whether two spans have a serial in common.
func (s Span) Meets(o Span) bool { return s.First <= o.Last && o.First <= s.Last }

// Count gives how many serials the span has.
func (s Span) Count() int64 { return max(0, s.Last-s.First+1) }

// NextSpan gives the next count serials of a range, or as many as are left: beyond
// all that are taken in it, and from a given serial on. false when none is left.
// It never looks into holes, for what is known to be taken may not be all that is.
func NextSpan(within Span, taken []Span, from, count int64) (Span, bool) {
	from = max(from, within.First)
	for _, t := range taken {
		if t.Meets(within) {
			from = max(from, t.Last+1)
		}
	}
	if from > within.Last || count < 1 {
		return Span{}, false
	}
	return Span{from, from + min(count, within.Last-from+1) - 1}, true
}
