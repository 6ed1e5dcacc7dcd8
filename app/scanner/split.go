package scanner

import (
	"unicode/utf8"
)

const (
	// codeMax is the longest code in bytes: the largest QR code holds 7089
	// digits, and an AIM identifier stands before them.
	codeMax = 8192
	// patience is how many times Quiet the end of a code is waited for when the
	// scanner ended the code before with a character.
	patience = 20
)

// Splitter makes codes of the bytes that one scanner sends, however they are cut
// into reads. The zero value is ready.
//
// A code ends with CR, LF, Tab, ETX or EOT, or with a pause when the scanner
// sends no end. STX and NUL before a code are no part of it. Group separators and
// the other separators of a coded message (FS, RS, US) are. What is not UTF-8 or
// has another control character in it is no code.
type Splitter struct {
	code  []byte
	over  bool // the code is longer than codeMax, and the rest of it is not kept
	ends  bool // the scanner ends its codes with a character
	quiet int  // pauses since the last byte
	noise bool
}

// Noise reports whether what came last was no code.
func (s *Splitter) Noise() bool { return s.noise }

// Feed takes what was read and gives the codes that end in it.
func (s *Splitter) Feed(read []byte) (codes []string) {
	for _, b := range read {
		s.quiet = 0
		switch {
		case isEnd(b):
			s.ends = s.ends || len(s.code) > 0
			codes = s.finish(codes)
		case len(s.code) == 0 && !s.over && (b == stx || b == 0):
		case len(s.code) == codeMax:
			s.over, s.noise = true, true
		default:
			s.code = append(s.code, b)
		}
	}
	return codes
}

// Pause takes that nothing came for Quiet, and gives the code that has ended by
// that. A scanner that ends its codes with a character is waited for longer: a
// slow line may pause within a code.
func (s *Splitter) Pause() (codes []string) {
	if len(s.code) == 0 {
		return nil
	}
	s.quiet++
	if s.ends && s.quiet < patience {
		return nil
	}
	s.ends = false
	return s.finish(nil)
}

// finish adds the code that has ended to codes, if it is one.
func (s *Splitter) finish(codes []string) []string {
	code, over := s.code, s.over
	s.code, s.over, s.quiet = s.code[:0], false, 0
	if len(code) == 0 {
		return codes
	}
	s.noise = over || !isCode(code)
	if s.noise {
		return codes
	}
	return append(codes, string(code))
}

const (
	stx = 0x02
	etx = 0x03
	eot = 0x04
	sep = 0x1C // with GS, RS and US (0x1D to 0x1F) a separator within codes
	del = 0x7F
)

func isEnd(b byte) bool { return b == '\r' || b == '\n' || b == '\t' || b == etx || b == eot }

// isCode reports whether a person's barcode can hold this.
func isCode(code []byte) bool {
	blank := true
	for _, b := range code {
		if b < sep || b == del {
			return false
		}
		blank = blank && b <= ' '
	}
	return !blank && utf8.Valid(code)
}
