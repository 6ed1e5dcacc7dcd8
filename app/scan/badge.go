package scan

import (
	"encoding/base32"
	"strings"
)

const badgePrefix = "UB-"

// Crockford's alphabet has no I, L, O and U: nothing on a badge can be misread
// or spell a word.
var crockford = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// MakeBadge writes 80 random bits as the code of an employee's badge: "UB-" and
// 16 letters and digits, short enough for a Code 128 on a card.
func MakeBadge(random [10]byte) string {
	return badgePrefix + crockford.EncodeToString(random[:])
}

// IsBadge reports whether a code has the form of a badge, in capitals or small
// letters.
func IsBadge(code string) bool {
	_, ok := badge(code)
	return ok
}

// badge gives the one spelling of a badge that MakeBadge writes: capitals, and
// what people read as I, L and O for the digits that they are.
func badge(code string) (string, bool) {
	code = strings.ToUpper(code)
	if len(code) != len(badgePrefix)+16 || !strings.HasPrefix(code, badgePrefix) {
		return "", false
	}
	letters := strings.NewReplacer("I", "1", "L", "1", "O", "0").Replace(code[len(badgePrefix):])
	if _, err := crockford.DecodeString(letters); err != nil {
		return "", false
	}
	return badgePrefix + letters, true
}
