package paper

import (
	"context"
	"regexp"
	"slices"

	"github.com/prylavok/prylavok/app/printer"
)

// Found is a printer that this machine knows.
type Found struct {
	Address  string   `json:"address"` // of a Way
	Kind     string   `json:"kind"`    // one of app/printer's Kind constants
	Title    string   `json:"title"`   // what it is called, for people
	Default  bool     `json:"default"` // the system's own choice
	State    string   `json:"state"`   // one of app/printer's State constants
	Language Language `json:"language" jsonschema:"enum=,enum=pdf,enum=zpl,enum=tspl,enum=epl,enum=escpos,enum=png"`
	Guess    Guess    `json:"guess" jsonschema:"enum=,enum=said,enum=name,enum=system"`
}

// A Guess is what a printer's language was told by.
type Guess string

// The ways to guess. Where nothing tells, it is empty.
const (
	GuessSaid   Guess = "said"   // the printer says so itself
	GuessName   Guess = "name"   // it is of a maker's series that does
	GuessSystem Guess = "system" // the system prints on it, and takes PDF
)

// Find lists the printers that the system knows and what is plugged in, without
// asking the network. What could be found is given with an error, too.
func Find(ctx context.Context) ([]Found, error) {
	list := []Found{}
	known, err := printer.Discover(ctx)
	for _, p := range known {
		list = append(list, Found{Address: p.Address(), Kind: p.Kind, Title: p.Name, Default: p.Default, State: p.State}.guessed(nil))
	}
	plugged, failed := printer.Plugged()
	for _, p := range plugged {
		list = append(list, Found{Address: p.Address, Kind: p.Kind, Title: p.Title, State: printer.StateUnknown}.guessed(p.Types))
	}
	if err == nil {
		err = failed
	}
	return list, err
}

// names tell languages, the first that fits. The makers' series are named, as one
// maker sells printers of labels and of receipts under one name.
var names = []struct {
	name     *regexp.Regexp
	language Language
}{
	{regexp.MustCompile(`(?i)\bepl2?\b|eltron|\b[at]?lp[ -]?28[24]|\bz[ -]?2844\b`), EPL},
	{regexp.MustCompile(`(?i)zebra|zdesigner|\bzpl\b|\bz[dtqme]\d{3}|\bg[ckx]\d{3}|godex`), ZPL},
	{regexp.MustCompile(`(?i)esc.?pos|receipt|thermal receipt|\btm[- ]?[tmul]\d|\btm-|pos-?\d{2}|\bpos\b|xp-?(n|s|q|c|58|80|76)|rongta|\brp\d{2,3}|чек`), ESCPOS},
	{regexp.MustCompile(`(?i)\btsc\b|\btspl\b|\bt[dtea]p?[- ]?\d{3}|xprinter|xp-?\d{3}|\bhprt\b|munbyn|rollo|gprinter|\bgp-?\d{4}|label|етикет|наліп|этикет`), TSPL},
}

// GuessLanguage says what a printer probably understands, and by what it is told:
// by what it says itself, or by its name. A printer of the system that nothing is
// known of prints PDF; of others it is empty, and a person finds out by a test page.
func GuessLanguage(kind, title string, says []string) (Language, Guess) {
	for _, l := range Languages {
		if slices.Contains(says, l.Type()) {
			return l, GuessSaid
		}
	}
	for _, n := range names {
		if n.name.MatchString(title) {
			return n.language, GuessName
		}
	}
	switch kind {
	case printer.KindSystem, printer.KindIPP, printer.KindIPPS, printer.KindFolder:
		return PDF, GuessSystem
	}
	return "", ""
}

func (f Found) guessed(says []string) Found {
	f.Language, f.Guess = GuessLanguage(f.Kind, f.Title, says)
	return f
}
