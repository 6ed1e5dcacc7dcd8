package intake

import (
	"bytes"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// decode reads a whole file and gives it as UTF-8 without a byte order mark and with \n or \r\n line ends.
func decode(r io.Reader) ([]byte, error) {
	var buf bytes.Buffer
	if _, err := io.Copy(&buf, io.LimitReader(r, MaxBytes+1)); err != nil {
		return nil, err
	}
	raw := buf.Bytes()
	if len(raw) > MaxBytes {
		return nil, fileError("too_large", "The file is larger than %d MB. Split it and import the parts.", MaxBytes>>20)
	}
	if err := refuseOtherKinds(raw); err != nil {
		return nil, err
	}
	text, err := toUTF8(raw)
	if err != nil {
		return nil, err
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return nil, fileError("empty", "The file is empty. Export it again.")
	}
	if err := refuseMarkup(text); err != nil {
		return nil, err
	}
	if bytes.IndexByte(text, '\n') < 0 {
		// Files of old Macintosh programs end their lines with a lone CR, which encoding/csv takes for text.
		text = bytes.ReplaceAll(text, []byte{'\r'}, []byte{'\n'})
	}
	return text, nil
}

// refuseOtherKinds names the file when its first bytes tell that it is no text at all.
func refuseOtherKinds(raw []byte) error {
	switch {
	case bytes.HasPrefix(raw, []byte("PK\x03\x04")), bytes.HasPrefix(raw, []byte("\xD0\xCF\x11\xE0")):
		return fileError("excel_workbook", "This is an Excel workbook, whatever its name says. Open it and save it as \"CSV UTF-8\", then import that.")
	case bytes.HasPrefix(raw, []byte("%PDF")), bytes.HasPrefix(raw, []byte("\x1F\x8B")):
		return fileError("binary", "This is not a table but another kind of file. Export the products as CSV.")
	}
	return nil
}

// refuseMarkup names a web page, XML or JSON: most often a login page or a feed that was saved under the export's name.
func refuseMarkup(text []byte) error {
	start := bytes.ToLower(bytes.TrimSpace(text[:min(len(text), 512)]))
	switch {
	case bytes.HasPrefix(start, []byte("<!doctype html")), bytes.HasPrefix(start, []byte("<html")):
		return fileError("html_page", "This is a web page, not a table: perhaps the shop asked to log in. Download the export again.")
	case bytes.HasPrefix(start, []byte("<?xml")):
		return fileError("xml", "This is an XML file, not a CSV. Choose the format that it was exported as.")
	case bytes.HasPrefix(start, []byte("{")), bytes.HasPrefix(start, []byte("[{")):
		return fileError("json", "This is a JSON file, not a CSV. Export the products as CSV.")
	}
	return nil
}

func toUTF8(raw []byte) ([]byte, error) {
	utf16LE, utf16BE := []byte{0xFF, 0xFE}, []byte{0xFE, 0xFF}
	if bytes.HasPrefix(raw, utf16LE) || bytes.HasPrefix(raw, utf16BE) {
		text, err := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(raw)
		if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
			return nil, fileError("encoding", "The file begins as UTF-16 but is broken further on. Save it again as \"CSV UTF-8\".")
		}
		raw = text
	}
	raw = bytes.TrimPrefix(raw, []byte("\xEF\xBB\xBF"))
	if bytes.IndexByte(raw, 0) >= 0 {
		return nil, fileError("binary", "The file holds bytes that no table has. It is broken or of another kind; export the products as CSV again.")
	}
	if utf8.Valid(raw) {
		return raw, nil
	}
	if plausibleWindows1251(raw) {
		return charmap.Windows1251.NewDecoder().Bytes(raw)
	}
	return nil, fileError("encoding", "The letters of the file cannot be read (first in line %d): it is neither UTF-8 nor Windows-1251. Save it as \"CSV UTF-8\".", invalidLine(raw))
}

// invalidLine gives the line, from 1, of the first byte that is no UTF-8.
func invalidLine(raw []byte) int {
	line := 1
	for len(raw) > 0 {
		r, n := utf8.DecodeRune(raw)
		if r == utf8.RuneError && n == 1 {
			return line
		}
		if r == '\n' {
			line++
		}
		raw = raw[n:]
	}
	return line
}

// plausibleWindows1251 tells whether the bytes above ASCII read as Cyrillic words in Windows-1251. Western text has accents
// that stand alone between Latin letters, broken UTF-8 has few letters among its bytes, DOS text has neither.
func plausibleWindows1251(raw []byte) bool {
	var high, letters, inWords int
	previous := false
	for i, b := range raw {
		if b < 0x80 {
			previous = false
			continue
		}
		high++
		letter := cyrillic1251(b)
		if letter {
			letters++
			if previous || i+1 < len(raw) && cyrillic1251(raw[i+1]) {
				inWords++
			}
		}
		previous = letter
	}
	return letters > 0 && letters*10 >= high*8 && inWords*10 >= letters*7
}

// cyrillic1251 tells whether a byte is a Russian or Ukrainian letter in Windows-1251.
func cyrillic1251(b byte) bool {
	if b >= 0xC0 {
		return true
	}
	switch b {
	case 0xA8, 0xB8, 0xAA, 0xBA, 0xAF, 0xBF, 0xB2, 0xB3, 0xA5, 0xB4: // Ё ё Є є Ї ї І і Ґ ґ
		return true
	}
	return false
}
