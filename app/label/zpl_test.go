package label_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/prylavok/prylavok/app/label"
	"github.com/prylavok/prylavok/build/zpl"
)

// zplOf gives a paper of one sheet to the independent renderer.
func zplOf(t *testing.T, p label.Paper, dpi int) zpl.Label {
	t.Helper()
	var out bytes.Buffer
	if err := p.ZPL(&out, label.Device{DPI: dpi}); err != nil {
		t.Fatal(err)
	}
	return zpl.Of(t, out.String(), dpi)
}

// An independent renderer of ZPL draws every code so that it is read back.
func TestCodesReadBackFromZPL(t *testing.T) {
	t.Parallel()
	var jobs []zpl.Label
	for _, c := range codeCases {
		for _, dpi := range heads[:2] {
			jobs = append(jobs, zplOf(t, c.paper(t), dpi))
		}
	}
	pages := zpl.Draw(t, jobs)
	for _, c := range codeCases {
		for _, dpi := range heads[:2] {
			c.expect(t, fmt.Sprintf("in ZPL at %d dpi", dpi), pages[0])
			// Which words, which mask and how high guard bars are is the printer's
			// choice; how wide the symbol is, is not.
			if own, theirs := inkOf(picture(t, c.paper(t), dpi)), inkOf(pages[0]); own.Min != theirs.Min || own.Max.X != theirs.Max.X {
				t.Errorf("%s %q at %d dpi takes %v, drawn by us %v", c.of, c.value, dpi, theirs, own)
			}
			pages, jobs = pages[1:], jobs[1:]
		}
	}
}

// An independent renderer of ZPL draws every document dot for dot as we do, the
// letters of all scripts and the pictures with it, and its code is read.
func TestDocumentsInZPL(t *testing.T) {
	t.Parallel()
	documents := shortPapers(t)
	var jobs []zpl.Label
	for _, d := range documents {
		for _, dpi := range d.heads() {
			jobs = append(jobs, zplOf(t, d.paper, dpi))
		}
	}
	pages := zpl.Draw(t, jobs)
	for _, d := range documents {
		for _, dpi := range d.heads() {
			// Where it draws codes its own way only the rest is compared.
			own, drawn := picture(t, d.paper, dpi), grey(pages[0])
			d.scan(t, "in ZPL", pages[0])
			for _, area := range codeAreas(jobs[0].ZPL) {
				draw.Draw(own, area, image.White, image.Point{}, draw.Src)
				draw.Draw(drawn, area, image.White, image.Point{}, draw.Src)
			}
			if diff := differences(own, drawn); diff != "" && !d.guarded() {
				t.Errorf("%s at %d dpi differs from the drawing: %s", d.name, dpi, diff)
			}
			pages, jobs = pages[1:], jobs[1:]
		}
	}
}

var zplCode = regexp.MustCompile(`\^FO(\d+),(\d+)\^BY\d+,3,(\d+)\^B`)

// codeAreas are the rows of native codes, to the right of where they begin.
func codeAreas(label string) (rows []image.Rectangle) {
	for _, m := range zplCode.FindAllStringSubmatch(label, -1) {
		n := ints(m[1:])
		high := n[2]
		if high == 1 {
			high = 400 // of a square code
		}
		rows = append(rows, image.Rect(n[0], n[1], 10_000, n[1]+high))
	}
	return rows
}

// zplLine is all that a label may consist of.
var zplLine = regexp.MustCompile(`^(` + strings.Join([]string{
	`\^XA\^CI28\^FWN\^LRN\^PO[NI]\^LH0,0\^PW\d+\^LL\d+`,
	`\^FO\d+,\d+\^GB\d+,\d+,\d+\^FS`,
	`\^FO\d+,\d+\^GFA,\d+,\d+,\d+,[0-9A-Fg-zG-Y,:]+\^FS`,
	`\^FO\d+,\d+\^BY\d+,3,\d+\^B(CN,\d+,N,N,N,[AN]|EN,\d+,N,N|2N,\d+,N,N,N|QN,2,\d+|XN,\d+,200,\d+,\d+,,_)\^FD[^^~\\\n]+\^FS`,
	`\^PQ\d+\^XZ`}, `|`) + `)$`)

// Nothing that people type becomes a command of a printer, whatever it is: each
// job holds just the commands that we write.
func TestNothingTypedBecomesACommand(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		symbology := rapid.SampledFrom([]label.Symbology{label.Code128, label.QR, label.DataMatrix, label.GS1128, label.GS1DataMatrix}).Draw(rt, "symbology")
		value := rapid.OneOf(rapid.StringN(1, 20, 40), rapid.StringMatching(`[ -~]{1,20}`), rapid.StringMatching(`["^~\\!{}>_;:0-9A\x1b\r\n]{1,12}`)).Draw(rt, "value")
		if strings.HasPrefix(string(symbology), "gs1") {
			value = "(10)" + value
		}
		p, err := label.CodePaper(symbology, value, 150, 150)
		if err != nil {
			var e *label.Error
			if !errors.As(err, &e) {
				rt.Fatalf("%q: %v", value, err)
			}
			return
		}
		checkCommands(rt, p)
	})
	for _, d := range []document{
		with(orderLabel(label.Ukrainian), func(l *label.OrderLabel) {
			l.Recipient, l.Address, l.Comment = `^XZ~JA"\`, "\r\nPRINT 9\r\n\x1b@", `"^FD`
		}),
		with(receipt(label.Ukrainian), func(r *label.Receipt) { r.Number, r.Customer = `"^XZ~JA\`, "\nP99\n" }),
	} {
		checkCommands(t, paper(t, d))
	}
}

// checkCommands prints on all imitations, which stop at what they do not know.
func checkCommands(t interface{ Fatalf(string, ...any) }, p label.Paper) {
	to := label.Device{DPI: 203, OwnCodes: true}
	var zpl, tspl, epl, escpos bytes.Buffer
	if err := errors.Join(p.ZPL(&zpl, to), p.TSPL(&tspl, to), p.EPL(&epl, to), p.ESCPOS(&escpos, to)); err != nil {
		t.Fatalf("%v", err)
	}
	for _, line := range strings.Split(strings.TrimSuffix(zpl.String(), "\n"), "\n") {
		if !zplLine.MatchString(line) {
			t.Fatalf("ZPL has the line %.200q", line)
		}
	}
	for name, one := range map[string]func() ([]image.Image, error){
		"TSPL":    func() ([]image.Image, error) { return printTSPL(tspl.Bytes(), to.DPI) },
		"EPL":     func() ([]image.Image, error) { return printEPL(epl.Bytes(), to.DPI) },
		"ESC/POS": func() ([]image.Image, error) { _, l, err := printESCPOS(escpos.Bytes(), 1200); return l, err },
	} {
		if labels, err := one(); err != nil || len(labels) != 1 {
			t.Fatalf("%s: %d labels, %v", name, len(labels), err)
		}
	}
}
