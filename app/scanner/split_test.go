package scanner_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/prylavok/prylavok/app/scanner"
	"pgregory.net/rapid"
)

// Each row is what a scanner sends at once, and the codes that it means.
func TestCodesEndHoweverAScannerIsSetUp(t *testing.T) {
	for what, c := range map[string]struct {
		sent  string
		codes []string
		noise bool
	}{
		"CR":                               {"4820024700016\r", []string{"4820024700016"}, false},
		"LF":                               {"4820024700016\n", []string{"4820024700016"}, false},
		"CR and LF are one end":            {"4820024700016\r\n96385074\r\n", []string{"4820024700016", "96385074"}, false},
		"Tab":                              {"A-17\tB-18\t", []string{"A-17", "B-18"}, false},
		"STX and ETX around it":            {"\x02A-17\x03\x02B-18\x03", []string{"A-17", "B-18"}, false},
		"EOT, and CR after it":             {"A-17\x04\r", []string{"A-17"}, false},
		"NUL before it":                    {"\x00\x00\x02A-17\r", []string{"A-17"}, false},
		"the same code twice":              {"A\rA\r", []string{"A", "A"}, false},
		"group separators are kept":        {"]d20104820024700016215abc\x1d10LOT1\r", []string{"]d20104820024700016215abc\x1d10LOT1"}, false},
		"a leading group separator":        {"\x1d0104820024700016\r", []string{"\x1d0104820024700016"}, false},
		"a message of ISO 15434":           {"[)>\x1e06\x1d1P17\x1e\x04\r\n", []string{"[)>\x1e06\x1d1P17\x1e"}, false},
		"Cyrillic in UTF-8":                {"]Q1Крамниця\r\n", []string{"]Q1Крамниця"}, false},
		"spaces inside and before":         {" A 17 \r", []string{" A 17 "}, false},
		"nothing between ends":             {"\r\n\r\n\t", nil, false},
		"nothing but spaces":               {"   \r", nil, true},
		"another speed":                    {"\xfe\x86\x00\xe6\r", nil, true},
		"a control character inside":       {"482\x01002\r", nil, true},
		"NUL inside":                       {"482\x00002\r", nil, true},
		"a good code after rubbish":        {"\xff\xff\rA-17\r", []string{"A-17"}, false},
		"the longest code that there is":   {strings.Repeat("7", 7089) + "\r", []string{strings.Repeat("7", 7089)}, false},
		"a code without end, then another": {strings.Repeat("7", 100_000) + "\rA-17\r", []string{"A-17"}, false},
	} {
		var s scanner.Splitter
		got := s.Feed([]byte(c.sent))
		if !slices.Equal(got, c.codes) || s.Noise() != c.noise {
			t.Errorf("%s: %q, noise %v", what, got, s.Noise())
		}
	}
}

// A scanner that sends no end is understood by its pauses; one that does is
// waited for, as a slow line pauses within a code; and one that was set up anew
// to send no end is understood again after one code.
func TestAPauseEndsACode(t *testing.T) {
	var s scanner.Splitter
	if got := s.Feed([]byte("A-17")); got != nil {
		t.Fatalf("%q before its pause", got)
	}
	if got := s.Pause(); !slices.Equal(got, []string{"A-17"}) {
		t.Fatalf("%q", got)
	}
	if got := s.Pause(); got != nil {
		t.Fatalf("%q for silence", got)
	}
	s.Feed([]byte("A-17\rB-"))
	if got := s.Pause(); got != nil {
		t.Fatalf("half a code: %q", got)
	}
	if got := s.Feed([]byte("18\r")); !slices.Equal(got, []string{"B-18"}) {
		t.Fatalf("%q", got)
	}
	s.Feed([]byte("C-19"))
	var got []string
	for pauses := 0; got == nil; pauses++ {
		if pauses > 100 {
			t.Fatal("a code without an end is never given")
		}
		got = s.Pause()
	}
	if !slices.Equal(got, []string{"C-19"}) {
		t.Fatalf("%q", got)
	}
	s.Feed([]byte("D-20"))
	if got := s.Pause(); !slices.Equal(got, []string{"D-20"}) {
		t.Fatalf("%q", got)
	}
}

// However a stream is cut into reads, the codes are the same.
func TestCodesDoNotDependOnHowTheyAreRead(t *testing.T) {
	piece := rapid.SampledFrom([]string{"4820024700016", "A-17", "Крамниця", "\x1d", "]d2", "\r", "\n", "\r\n", "\t", "\x02", "\x03", "\x04", "\x00", "\xd0", "\xff", " ", "\x1e", "\x01", strings.Repeat("9", 9000)})
	rapid.Check(t, func(t *rapid.T) {
		stream := []byte(strings.Join(rapid.SliceOf(piece).Draw(t, "stream"), ""))
		var whole, cut scanner.Splitter
		want := whole.Feed(stream)
		var got []string
		for rest := stream; len(rest) > 0; {
			n := rapid.IntRange(1, min(len(rest), 5000)).Draw(t, "read")
			got = append(got, cut.Feed(rest[:n])...)
			rest = rest[n:]
		}
		if !slices.Equal(got, want) || whole.Noise() != cut.Noise() {
			t.Fatalf("%q in pieces gives %q, whole %q", stream, got, want)
		}
	})
}

// Codes of a scanner, sent with any of its ends, all come.
func TestEveryCodeComes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		codes := rapid.SliceOfN(rapid.StringMatching(`[!-~а-яіїєґ][ -~а-яіїєґ\x1d]{0,40}`), 1, 8).Draw(t, "codes")
		end := rapid.SampledFrom([]string{"\r", "\n", "\r\n", "\t", "\x03", "\x04"}).Draw(t, "end")
		before := rapid.SampledFrom([]string{"", "\x02", "\x00"}).Draw(t, "before")
		var s scanner.Splitter
		var got []string
		for _, c := range codes {
			got = append(got, s.Feed([]byte(before+c+end))...)
		}
		if !slices.Equal(got, codes) {
			t.Fatalf("%q came of %q", got, codes)
		}
	})
}

// Whatever is sent, codes are text without line ends, never empty and bounded.
func FuzzSplitter(f *testing.F) {
	f.Add([]byte("4820024700016\r\n"), byte(3))
	f.Add([]byte("\x02]d2\x1d01\x03\xff"), byte(1))
	f.Fuzz(func(t *testing.T, sent []byte, every byte) {
		var s scanner.Splitter
		var codes []string
		for i := 0; i < len(sent); i += int(every) + 1 {
			codes = append(codes, s.Feed(sent[i:min(len(sent), i+int(every)+1)])...)
			if i%3 == 0 {
				codes = append(codes, s.Pause()...)
			}
		}
		for _, c := range codes {
			if c == "" || len(c) > 8192 || !utf8.ValidString(c) || strings.ContainsAny(c, "\r\n\t\x00\x02\x03\x04\x7f") || !bytes.Contains(sent, []byte(c)) {
				t.Fatalf("%q came of %q", c, sent)
			}
		}
	})
}

func TestSettingsAreReadMildly(t *testing.T) {
	auto := scanner.Setting{Mode: scanner.ModeAuto, Baud: 9600}
	for text, want := range map[string]scanner.Setting{
		"":                           auto,
		"{":                          auto,
		`{"suffix":"enter"}`:         auto,
		`{"serial":{"baud":-1}}`:     auto,
		`{"serial":{"mode":"off"}}`:  {Mode: scanner.ModeOff, Baud: 9600},
		`{"serial":{"mode":"port"}}`: {Mode: scanner.ModeOff, Baud: 9600},
		`{"serial":{"mode":"some day","port":"COM3"}}`:            {Mode: scanner.ModeOff, Baud: 9600},
		`{"serial":{"mode":"auto","port":"COM3"}}`:                auto,
		`{"serial":{"mode":"port","port":"COM3","baud":115200}}`:  {Mode: scanner.ModePort, Port: "COM3", Baud: 115200},
		`{"serial":{"mode":"port","port":"COM3","baud":1000000}}`: {Mode: scanner.ModePort, Port: "COM3", Baud: 9600},
	} {
		if got := scanner.ParseSetting(text); got != want {
			t.Errorf("%s: %+v", text, got)
		}
	}
}
