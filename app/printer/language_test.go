package printer_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/prylavok/prylavok/app/printer"
	"golang.org/x/text/encoding/charmap"
)

// Answers of printers, after their manuals, mean what a person has to do.
func TestAnswersOfPrinters(t *testing.T) {
	zpl := func(first, second string) string {
		return "\x02" + first + "\x03\r\n\x02" + second + "\x03\r\n\x020000,0\x03\r\n"
	}
	const fine1, fine2 = "030,0,0,1245,000,0,0,0,000,0,0,0", "001,0,0,0,1,2,6,0,00000000,1,000"
	for _, c := range []struct {
		what, mediaType, said, state, problems string
		waiting                                int
		low                                    bool
	}{
		{"idle", printer.TypeZPL, zpl(fine1, fine2), "ready", "[]", 0, false},
		{"three formats wait and two labels of the one that prints", printer.TypeZPL, zpl("030,0,0,1245,003,0,0,0,000,0,0,0", "001,0,0,0,1,2,6,0,00000002,1,000"), "printing", "[]", 5, false},
		{"no paper and open", printer.TypeZPL, zpl("030,1,0,1245,001,0,0,0,000,0,0,0", "001,0,1,0,1,2,6,0,00000000,1,000"), "stopped", "[printer_open printer_paper]", 1, false},
		{"paused by hand", printer.TypeZPL, zpl("030,0,1,1245,000,0,0,0,000,0,0,0", fine2), "stopped", "[printer_paused]", 0, false},
		{"no ribbon", printer.TypeZPL, zpl(fine1, "001,0,0,1,1,2,6,0,00000000,1,000"), "stopped", "[printer_ribbon]", 0, false},
		{"too hot", printer.TypeZPL, zpl("030,0,0,1245,000,0,0,0,000,0,0,1", fine2), "stopped", "[printer_fault]", 0, false},
		{"a clone that leaves fields out", printer.TypeZPL, zpl("030,1", "x"), "stopped", "[printer_paper]", 0, false},
		{"noise before it", printer.TypeZPL, "\x11\x13\x00" + zpl(fine1, fine2), "ready", "[]", 0, false},
		{"fine", printer.TypeTSPL, "\x00", "ready", "[]", 0, false},
		{"printing", printer.TypeTSPL, "\x20", "printing", "[]", 0, false},
		{"head open", printer.TypeTSPL, "\x01", "stopped", "[printer_open]", 0, false},
		{"jam", printer.TypeTSPL, "\x02", "stopped", "[printer_fault]", 0, false},
		{"open and out of paper", printer.TypeTSPL, "\x05", "stopped", "[printer_open printer_paper]", 0, false},
		{"no ribbon", printer.TypeTSPL, "\x08", "stopped", "[printer_ribbon]", 0, false},
		{"paused", printer.TypeTSPL, "\x10", "stopped", "[printer_paused]", 0, false},
		{"fine", printer.TypeEPL, "00\r\n", "ready", "[]", 0, false},
		{"a command was not understood", printer.TypeEPL, "01\r\n", "ready", "[]", 0, false},
		{"no paper", printer.TypeEPL, "\x1307\r\n", "stopped", "[printer_paper]", 0, false},
		{"open and no paper", printer.TypeEPL, "07,11\r\n", "stopped", "[printer_open printer_paper]", 0, false},
		{"fine", printer.TypeESCPOS, "\x12\x12\x12\x12", "ready", "[]", 0, false},
		{"paper runs low", printer.TypeESCPOS, "\x12\x12\x12\x1e", "ready", "[]", 0, true},
		{"cover open and no paper", printer.TypeESCPOS, "\x1a\x36\x12\x72", "stopped", "[printer_open printer_paper]", 0, false},
		{"knife", printer.TypeESCPOS, "\x1a\x52\x1a\x12", "stopped", "[printer_fault]", 0, false},
		{"an automatic status in between", printer.TypeESCPOS, "\x12\x14\x00\x00\x0f\x12\x12\x12", "ready", "[]", 0, false},
	} {
		st, whole := printer.Heard(c.mediaType, []byte(c.said))
		if !whole || st.State != c.state || fmt.Sprint(st.Problems) != c.problems || st.Waiting != c.waiting || st.PaperLow != c.low {
			t.Errorf("%s, %s: %+v, whole %v", c.mediaType, c.what, st, whole)
		}
		if c.mediaType == printer.TypeZPL || c.mediaType == printer.TypeESCPOS {
			if _, whole := printer.Heard(c.mediaType, []byte(strings.TrimRight(c.said, "\r\n\x03")[:len(c.said)-4])); whole {
				t.Errorf("%s, %s: half of it is called whole", c.mediaType, c.what)
			}
		}
	}
}

// Whatever a printer says, it is read without harm.
func FuzzAnswersOfPrinters(f *testing.F) {
	f.Add([]byte(allIsWell))
	f.Add([]byte("07,11\r\n"))
	f.Add([]byte("\x12\x12\x12\x12"))
	f.Fuzz(func(t *testing.T, said []byte) {
		for _, kind := range []string{printer.TypeZPL, printer.TypeTSPL, printer.TypeEPL, printer.TypeESCPOS} {
			st, whole := printer.Heard(kind, said)
			if whole && (st.Problems == nil || st.State == "" || st.Waiting < 0) {
				t.Fatalf("%s: %+v", kind, st)
			}
		}
	})
}

// The page of letters shows, under every number, the letters that stand at these
// places of the code page, and as many lines as a person can look through.
func TestLettersPage(t *testing.T) {
	page := printer.LettersPage()
	line := func(c *charmap.Charmap, text string) []byte {
		b, err := c.NewEncoder().Bytes([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for what, want := range map[string][]byte{
		"CP866, Russian":    append([]byte("CP866, table 17\n\x1bt\x11"), append([]byte("UK __ "), line(charmap.CodePage866, "Єє __ Її Жж Щщ Юю\nRU Ёё Ыы Ъъ Ээ Жж Щщ Юю\n")...)...),
		"CP1251, Ukrainian": append([]byte("CP1251, table 46\n\x1bt\x2eUK "), line(charmap.Windows1251, "Ґґ Єє Іі Її Жж Щщ Юю\n")...),
		"CP1125, Ukrainian": []byte("CP1125, table 44\n\x1bt\x2cUK \xf2\xf3 \xf4\xf5 \xf6\xf7 \xf8\xf9 \x86\xa6 \x99\xe9 \x9e\xee\n"),
		"KZ-1048, Kazakh":   []byte("KZ \xa3\xbc \xaa\xba \x8d\x9d \xbd\xbe \xa5\xb4 \xa1\xa2 \xaf\xbf \x8e\x9e \xb2\xb3\n"),
	} {
		if !bytes.Contains(page, want) {
			t.Errorf("%s: no % x in\n%q", what, want, page)
		}
	}
	if lines := bytes.Count(page, []byte("\n")); lines > 80 {
		t.Errorf("%d lines", lines)
	}
	for _, kind := range []string{printer.TypeZPL, printer.TypeTSPL, printer.TypeEPL, printer.TypeESCPOS} {
		if len(printer.SelfTest(kind)) == 0 {
			t.Errorf("%s has no test of its own", kind)
		}
	}
	if printer.SelfTest(printer.TypePDF) != nil || string(printer.DrawerKick()) != "\x1bp\x00\x19\xfa" {
		t.Error("commands of no printer")
	}
}
