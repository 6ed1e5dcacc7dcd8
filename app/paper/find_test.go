package paper_test

import (
	"testing"

	"github.com/prylavok/prylavok/app/paper"
	"github.com/prylavok/prylavok/app/printer"
)

// A printer's language is guessed by what it says, or by its name; where neither
// tells, a printer of the system prints documents and others ask a person.
func TestLanguagesAreGuessed(t *testing.T) {
	for _, c := range []struct {
		kind, title string
		says        []string
		want        paper.Language
	}{
		{"system", "Zebra_GK420d", nil, paper.ZPL},
		{"system", "ZDesigner ZD421-203dpi ZPL", nil, paper.ZPL},
		{"device", "Zebra Technologies ZTC LP 2844", nil, paper.EPL},
		{"device", "Xprinter XP-365B", nil, paper.TSPL},
		{"device", "Xprinter XP-80C", nil, paper.ESCPOS},
		{"device", "XP-58IIH", nil, paper.ESCPOS},
		{"device", "TSC TDP-225", nil, paper.TSPL},
		{"system", "EPSON TM-T20III Receipt", nil, paper.ESCPOS},
		{"system", "POS-80", nil, paper.ESCPOS},
		{"device", "nameless", []string{printer.TypeTSPL}, paper.TSPL},
		{"device", "nameless", nil, ""},
		{"serial", "USB serial", nil, ""},
		{"tcp", "192.168.1.50", nil, ""},
		{"system", "HP_LaserJet_1020", nil, paper.PDF},
		{"system", "Canon LBP6030", nil, paper.PDF},
	} {
		if got := paper.GuessLanguage(c.kind, c.title, c.says); got != c.want {
			t.Errorf("%s %q: %q, not %q", c.kind, c.title, got, c.want)
		}
	}
}
