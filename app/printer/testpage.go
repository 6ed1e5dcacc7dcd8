package printer

import (
	"bytes"
	"fmt"
	"strings"
)

// DrawerKick opens a cash drawer at an ESC/POS printer, by pin 2 of its socket,
// which almost all drawers use. The pulse lasts 50 ms.
func DrawerKick() []byte { return []byte{0x1b, 'p', 0, 25, 250} }

// SelfTest makes a printer print a page about itself, its settings and fonts;
// empty for a type of document that has no such command.
func SelfTest(mediaType string) []byte {
	switch mediaType {
	case TypeZPL:
		return []byte("~WC")
	case TypeTSPL:
		return []byte("\r\nSELFTEST\r\n")
	case TypeEPL:
		return []byte("\r\nU\r\n")
	case TypeESCPOS:
		return []byte{0x1b, '@', 0x1d, '(', 'A', 2, 0, 0, 2}
	}
	return nil
}

// A codePage is an 8-bit set with Cyrillic letters.
type codePage struct {
	name   string
	sign   func(r rune) byte // 0 where it has no such letter
	tables []byte            // numbers under which makers have it
}

// codePages with their numbers: the first is Epson's own, the others are those of
// POS-5890 and its like, RP326, OCD, SP2000 and KR-306 (escpos-printer-db). For
// Kazakh no code page but KZ-1048 has all letters.
var codePages = []codePage{
	{"CP866", sign866(map[rune]byte{'Ё': 0xf0, 'ё': 0xf1, 'Є': 0xf2, 'є': 0xf3, 'Ї': 0xf4, 'ї': 0xf5}), []byte{17, 7, 10, 11, 37, 59}},
	{"CP1125", sign866(map[rune]byte{'Ё': 0xf0, 'ё': 0xf1, 'Ґ': 0xf2, 'ґ': 0xf3, 'Є': 0xf4, 'є': 0xf5, 'І': 0xf6, 'і': 0xf7, 'Ї': 0xf8, 'ї': 0xf9}), []byte{44}},
	{"CP1251", sign1251(map[rune]byte{'Ґ': 0xa5, 'ґ': 0xb4, 'Ё': 0xa8, 'ё': 0xb8, 'Є': 0xaa, 'є': 0xba, 'Ї': 0xaf, 'ї': 0xbf, 'І': 0xb2, 'і': 0xb3}), []byte{46, 6, 12, 34, 51, 73}},
	{"KZ1048", sign1251(map[rune]byte{'Ё': 0xa8, 'ё': 0xb8, 'І': 0xb2, 'і': 0xb3, 'Ә': 0xa3, 'ә': 0xbc, 'Ғ': 0xaa, 'ғ': 0xba, 'Қ': 0x8d, 'қ': 0x9d, 'Ң': 0xbd, 'ң': 0xbe,
		'Ө': 0xa5, 'ө': 0xb4, 'Ұ': 0xa1, 'ұ': 0xa2, 'Ү': 0xaf, 'ү': 0xbf, 'Һ': 0x8e, 'һ': 0x9e}), []byte{53}},
}

// sign866 is CP866 with its own letters after the Russian alphabet.
func sign866(own map[rune]byte) func(rune) byte {
	return func(r rune) byte {
		switch {
		case r >= 'А' && r <= 'п':
			return byte(r-'А') + 0x80
		case r >= 'р' && r <= 'я':
			return byte(r-'р') + 0xe0
		}
		return own[r]
	}
}

// sign1251 is Windows-1251 with its own letters before the Russian alphabet.
func sign1251(own map[rune]byte) func(rune) byte {
	return func(r rune) byte {
		if r >= 'А' && r <= 'я' {
			return byte(r-'А') + 0xc0
		}
		return own[r]
	}
}

// The lines of LettersPage: what is right when it reads like this.
const (
	lettersUkrainian = "Ґґ Єє Іі Її Жж Щщ Юю"
	lettersRussian   = "Ёё Ыы Ъъ Ээ Жж Щщ Юю"
	lettersKazakh    = "Әә Ғғ Ққ Ңң Өө Ұұ Үү Һһ Іі"
)

// noLetter stands where a code page lacks a letter.
const noLetter = '_'

// LettersPage is a page in ESC/POS by which a person sees which letters a receipt
// printer knows of itself and under which number: for every code page with
// Cyrillic and every number that it has somewhere the same letters, each line
// with its number in front. Our own papers do not need it, as they are drawn.
func LettersPage() []byte {
	var out bytes.Buffer
	out.Write([]byte{0x1b, '@', 0x1c, '.', 0x1b, '9', 1}) // no Chinese signs, which take two bytes
	out.WriteString("Prylavok: which lines have\nletters, and all of them?\nUK RU KZ = language\n")
	for _, page := range codePages {
		for _, table := range page.tables {
			fmt.Fprintf(&out, "\n%s, table %d\n", page.name, table)
			out.Write([]byte{0x1b, 't', table})
			for _, l := range []struct{ name, letters string }{{"UK", lettersUkrainian}, {"RU", lettersRussian}, {"KZ", lettersKazakh}} {
				if line, some := page.line(l.letters); some {
					out.WriteString(l.name + " ")
					out.Write(line)
					out.WriteByte('\n')
				}
			}
		}
	}
	out.Write([]byte{0x1b, 't', 0, '\n', '\n', '\n', '\n', 0x1d, 'V', 66, 0})
	return out.Bytes()
}

// line writes letters; it is not worth printing if most of them are missing.
func (p codePage) line(letters string) (line []byte, worth bool) {
	missing := 0
	for _, r := range letters {
		switch b := p.sign(r); {
		case r < 0x80:
			line = append(line, byte(r))
		case b == 0:
			line = append(line, noLetter)
			missing++
		default:
			line = append(line, b)
		}
	}
	return line, 2*missing < len([]rune(strings.ReplaceAll(letters, " ", "")))
}
