package paper

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/prylavok/prylavok/app/label"
	"github.com/prylavok/prylavok/app/printer"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// ErrWay refuses a printer that nothing could be printed on.
var ErrWay = shop.NewProblem("printer.way", "This printer cannot be set: {{why}}. Nothing was changed.")

// A Way is how a desk prints: where, and what the printer understands.
type Way struct {
	Address  string   `json:"address"`                                                                                         // see printer.Open
	Language Language `json:"language,omitempty" jsonschema:"enum=,enum=pdf,enum=zpl,enum=tspl,enum=epl,enum=escpos,enum=png"` // empty = PDF
	DPI      int      `json:"dpi,omitempty"`                                                                                   // dots an inch: 0 = 203, 300, 600
	Dots     int      `json:"dots,omitempty"`                                                                                  // how wide the head is; 0 = as wide as the paper, for receipts 576
	Gap      int      `json:"gap_um,omitempty"`                                                                                // between two labels, in micrometres; 0 = 2 mm
	NoGap    bool     `json:"no_gap,omitempty"`                                                                                // a roll without gaps
	Turned   bool     `json:"turned,omitempty"`                                                                                // the label comes out the other way up
	Drawer   bool     `json:"drawer,omitempty"`                                                                                // open the cash drawer with receipts that were paid in cash
	Second   *Way     `json:"second,omitempty"`                                                                                // prints when it is certain that this one did not
}

// SettingKey names the setting that holds a desk's printer for a document: a Way
// in JSON, or an address alone.
func SettingKey(d replica.Desk, document string) string { return settingPrefix(d) + document }

func settingPrefix(d replica.Desk) string { return "desk." + d.ID.String() + ".printer." }

// Folder is where paper is kept as files while no printer is set.
func Folder(replicaPath string) string { return replicaPath + ".paper" }

const (
	dpiUsual  = 203
	dotsRoll  = 576    // of a roll of 80 mm
	gapUsual  = 2000   // micrometres, of nearly all rolls of labels
	feedRoll  = 12_000 // micrometres from the head of a receipt printer to its knife
	dotsMax   = 10_000
	gapMax    = 100_000
	waysDepth = 2 // a printer and a second one
)

// ParseWay reads what a setting holds; empty is no printer at all. The errors are
// ErrWay.
func ParseWay(setting string) (Way, error) {
	if !strings.HasPrefix(strings.TrimSpace(setting), "{") {
		return Way{Address: setting}, nil
	}
	var w Way
	d := json.NewDecoder(bytes.NewReader([]byte(setting)))
	d.DisallowUnknownFields()
	if err := d.Decode(&w); err != nil {
		return Way{}, ErrWay.With("why", faultUnreadable).Because(err)
	}
	return w, w.check(waysDepth)
}

func (w Way) check(depth int) error {
	_, err := printer.Open(w.Address)
	switch {
	case err != nil:
		return ErrWay.With("why", addressFault(w.Address)).Because(err)
	case !w.language().known():
		return ErrWay.With("why", faultLanguage)
	case !slices.Contains([]int{0, 203, 300, 600}, w.DPI):
		return ErrWay.With("why", faultDPI)
	case w.Dots < 0 || w.Dots > dotsMax:
		return ErrWay.With("why", faultDots)
	case w.Gap < 0 || w.Gap > gapMax:
		return ErrWay.With("why", faultGap)
	case w.Second != nil && depth == 1:
		return ErrWay.With("why", faultSecond)
	case w.Second != nil:
		return w.Second.check(depth - 1)
	}
	return nil
}

// A wayFault is why nothing could be printed: a code with words in the screens'
// catalogues (arg.why.…), and in English here.
type wayFault string

const (
	faultUnreadable wayFault = "way.unreadable"
	faultForm       wayFault = "way.form"
	faultName       wayFault = "way.name"
	faultHost       wayFault = "way.host"
	faultIPP        wayFault = "way.ipp"
	faultPath       wayFault = "way.path"
	faultSerial     wayFault = "way.serial"
	faultLanguage   wayFault = "way.language"
	faultDPI        wayFault = "way.dpi"
	faultDots       wayFault = "way.dots"
	faultGap        wayFault = "way.gap"
	faultSecond     wayFault = "way.second"
)

var wayFaults = map[wayFault]string{
	faultUnreadable: "what is kept of it cannot be read",
	faultForm:       "its address begins with none of system:, tcp:, ipp://, serial:, device:, folder: and file:",
	faultName:       "a name stands after system:",
	faultHost:       "after tcp: stands a name or an IP address, with a port if it is not 9100, such as tcp:192.168.1.50:9100",
	faultIPP:        "an address of IPP looks like ipp://192.168.1.50/ipp/print",
	faultPath:       "a whole path stands after device:, folder: and file:",
	faultSerial:     "after serial: stands a port, with the speed if it is not 9600, such as serial:COM3?baud=19200",
	faultLanguage:   "its language is none of those that the program writes",
	faultDPI:        "a printer has 203, 300 or 600 dots an inch",
	faultDots:       fmt.Sprintf("a head has up to %d dots", dotsMax),
	faultGap:        fmt.Sprintf("the gap between labels is up to %d mm", gapMax/1000),
	faultSecond:     "a second printer has no second one",
}

// String gives the reason in English, for the command line and the log.
func (f wayFault) String() string { return wayFaults[f] }

var addressFaults = map[string]wayFault{
	printer.KindSystem: faultName, printer.KindTCP: faultHost, printer.KindIPP: faultIPP, printer.KindIPPS: faultIPP, printer.KindSerial: faultSerial,
	printer.KindDevice: faultPath, printer.KindFolder: faultPath, printer.KindFile: faultPath,
}

// addressFault says how an address that cannot be read is to be written.
func addressFault(address string) wayFault {
	kind, _, _ := strings.Cut(address, ":")
	if f, known := addressFaults[kind]; known {
		return f
	}
	return faultForm
}

// Setting writes a way as ParseWay reads it.
func (w Way) Setting() string {
	text, _ := json.Marshal(w) // text, numbers and itself once
	return string(text)
}

// CheckSetting refuses a value for one of this desk's printers that no paper
// could be printed with; other settings it does not know.
func CheckSetting(d replica.Desk, key, value string) error {
	if !strings.HasPrefix(key, settingPrefix(d)) || value == "" {
		return nil
	}
	w, err := ParseWay(value)
	if err != nil {
		return err
	}
	return w.check(waysDepth)
}

// WayOf gives the printer that this desk uses for a document. Where none is set
// the paper is kept as a file in a folder beside the shop.
func WayOf(ctx context.Context, r *replica.Replica, document string) (Way, error) {
	settings, err := r.Settings(ctx)
	if err != nil {
		return Way{}, err
	}
	return wayIn(settings, r, document)
}

func wayIn(settings map[string]string, r *replica.Replica, document string) (Way, error) {
	if set := settings[SettingKey(r.Desk(), document)]; set != "" {
		return ParseWay(set)
	}
	folder, err := filepath.Abs(Folder(r.Path()))
	return Way{Address: printer.KindFolder + ":" + folder}, err
}

// Ways lists the printers that this desk is set to print on, each once, in the
// order of the documents.
func Ways(ctx context.Context, r *replica.Replica) ([]Way, error) {
	settings, err := r.Settings(ctx)
	if err != nil {
		return nil, err
	}
	var list []Way
	add := func(w Way) {
		w.Second = nil
		if !slices.ContainsFunc(list, func(known Way) bool { return known.Address == w.Address }) {
			list = append(list, w)
		}
	}
	for _, k := range Kinds {
		w, err := wayIn(settings, r, string(k.Document))
		if err != nil {
			continue // what cannot be read prints nothing either, and says so
		}
		if add(w); w.Second != nil {
			add(*w.Second)
		}
	}
	return list, nil
}

// Title is what people call a printer: the system's name, or where it is.
func (w Way) Title() string {
	for _, kind := range []string{printer.KindSystem, printer.KindDevice, printer.KindSerial, printer.KindTCP} {
		if name, ok := strings.CutPrefix(w.Address, kind+":"); ok {
			return name
		}
	}
	return w.Address
}

func (w Way) language() Language {
	if w.Language == "" {
		return PDF
	}
	return w.Language
}

// Write renders a paper as this printer understands it, all sheets one after the
// other. A picture has one sheet.
func (w Way) Write(out io.Writer, p label.Paper) error {
	return w.language().Write(out, p, w.device())
}

// device is what the renderers have to know.
func (w Way) device() label.Device {
	to := label.Device{DPI: w.DPI, Dots: w.Dots, GapMicrometres: w.Gap, Turned: w.Turned}
	if to.DPI == 0 {
		to.DPI = dpiUsual
	}
	if to.GapMicrometres == 0 {
		to.GapMicrometres = gapUsual
	}
	if w.NoGap {
		to.GapMicrometres = 0
	}
	if w.Language == ESCPOS {
		to.Cut, to.FeedMicrometres = true, feedRoll
		if to.Dots == 0 {
			to.Dots = dotsRoll
		}
	}
	return to
}
