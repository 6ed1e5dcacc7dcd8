package paper_test

import (
	"slices"
	"testing"

	"github.com/prylavok/prylavok/app/paper"
	"github.com/prylavok/prylavok/app/printer"
	"github.com/prylavok/prylavok/build/cups"
)

// A printer of the system is offered once, also where its labels go past the queue.
func TestAQueueIsOfferedOnce(t *testing.T) {
	cups.Start(t)
	cups.RawQueue(t, "Zebra", "192.0.2.7:9100")
	got, err := paper.Find(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got = slices.DeleteFunc(got, func(f paper.Found) bool { return f.Title != "Zebra" }) // of this machine
	want := []paper.Found{{Address: "system:Zebra", Kind: "system", Title: "Zebra", State: "ready", Language: paper.ZPL, Guess: paper.GuessName}}
	if !slices.Equal(got, want) {
		t.Errorf("found %+v, want %+v", got, want)
	}
}

// A printer's language is guessed by what it says, or by its name; where neither
// tells, a printer of the system prints documents and others ask a person.
func TestLanguagesAreGuessed(t *testing.T) {
	for _, c := range []struct {
		kind, title string
		says        []string
		want        paper.Language
		by          paper.Guess
	}{
		{"system", "Zebra_GK420d", nil, paper.ZPL, paper.GuessName},
		{"system", "ZDesigner ZD421-203dpi ZPL", nil, paper.ZPL, paper.GuessName},
		{"device", "Zebra Technologies ZTC LP 2844", nil, paper.EPL, paper.GuessName},
		{"device", "Xprinter XP-365B", nil, paper.TSPL, paper.GuessName},
		{"device", "Xprinter XP-80C", nil, paper.ESCPOS, paper.GuessName},
		{"device", "XP-58IIH", nil, paper.ESCPOS, paper.GuessName},
		{"device", "TSC TDP-225", nil, paper.TSPL, paper.GuessName},
		{"system", "EPSON TM-T20III Receipt", nil, paper.ESCPOS, paper.GuessName},
		{"system", "POS-80", nil, paper.ESCPOS, paper.GuessName},
		{"device", "nameless", []string{printer.TypeTSPL}, paper.TSPL, paper.GuessSaid},
		{"device", "nameless", nil, "", ""},
		{"serial", "USB serial", nil, "", ""},
		{"tcp", "192.168.1.50", nil, "", ""},
		{"system", "HP_LaserJet_1020", nil, paper.PDF, paper.GuessSystem},
		{"system", "Canon LBP6030", nil, paper.PDF, paper.GuessSystem},
	} {
		if got, by := paper.GuessLanguage(c.kind, c.title, c.says); got != c.want || by != c.by {
			t.Errorf("%s %q: %q by %q, not %q by %q", c.kind, c.title, got, by, c.want, c.by)
		}
	}
}
