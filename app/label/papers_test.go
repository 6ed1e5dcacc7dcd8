package label_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/prylavok/prylavok/app/label"
)

// A namedPaper is one sheet of a document of the golden cases.
type namedPaper struct {
	name  string
	paper label.Paper
}

// heads are the densities to check: few documents differ but in their words.
func (p namedPaper) heads() []int {
	if slices.Contains([]string{"label-uk", "receipt-uk", "odd", "photograph"}, p.name) {
		return heads[:2]
	}
	return heads[:1]
}

// guarded tells papers with an EAN, whose guard bars printers lengthen or not.
func (p namedPaper) guarded() bool { return strings.Contains(p.paper.String(), "code ean") }

// sticker tells the documents of pageCases for label and receipt printers, each
// in one language.
var sticker = regexp.MustCompile(`^(label|pricetag|shelf|roll58|tracking-(own|sscc|awaited))-[^-]+(-uk)?$`)

var codeMark = regexp.MustCompile(`(?m)^code (\S+) .* module \S+ (".*")$`)

// code is the code of a sheet that has just one, and what a scanner says of it.
func (p namedPaper) code(t *testing.T) (of label.Symbology, want string, one bool) {
	t.Helper()
	marks := codeMark.FindAllStringSubmatch(p.paper.String(), -1)
	if len(marks) != 1 {
		return "", "", false
	}
	want, err := strconv.Unquote(marks[0][2])
	if err != nil {
		t.Fatal(err)
	}
	if of = label.Symbology(marks[0][1]); of == label.GS1128 {
		want = strings.NewReplacer("(", "", ")", "").Replace(want)
	}
	return of, want, true
}

// scan reads the code of a sheet that has just one.
func (p namedPaper) scan(t *testing.T, where string, drawn image.Image) {
	t.Helper()
	of, want, one := p.code(t)
	if !one {
		return
	}
	got, _, err := readCode(of, drawn)
	if err != nil || got != want {
		t.Errorf("%s %s: reads %q (%v), want %q", p.name, where, got, err, want)
	}
}

// shortPapers are the first sheets of the documents for label and receipt
// printers, with the odd ones: nearly all that printers of dots are given.
func shortPapers(t *testing.T) []namedPaper {
	t.Helper()
	var papers []namedPaper
	all := cases()
	for name, d := range pageCases() {
		if sticker.MatchString(name) {
			all[name] = d
		}
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		papers = append(papers, namedPaper{name, paper(t, all[name]).Sheets()[0]})
	}
	return append(papers,
		namedPaper{"odd", label.OddPaper()},
		namedPaper{"logo", label.PicturePaper(logo(t, 300, 200))},
		namedPaper{"photograph", label.PicturePaper(photograph(t))})
}

func encodePNG(t *testing.T, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func readPicture(t *testing.T, file []byte) *label.Picture {
	t.Helper()
	p, err := label.NewPicture(file)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// logo is a ring on a transparent ground, black and white.
func logo(t *testing.T, width, height int) *label.Picture {
	m := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			dx, dy := 2*x-width, 2*y-height
			if d := dx*dx + dy*dy; d < height*height && d > height*height/2 {
				m.Set(x, y, color.Black)
			}
		}
	}
	return readPicture(t, encodePNG(t, m))
}

// photograph goes evenly from black on the left to white on the right.
func photograph(t *testing.T) *label.Picture {
	m := image.NewGray(image.Rect(0, 0, 256, 170))
	for y := range 170 {
		for x := range 256 {
			m.SetGray(x, y, color.Gray{Y: uint8(x)})
		}
	}
	return readPicture(t, encodePNG(t, m))
}

// The imitated printers put every dot of every document where our own drawing
// has it, and their codes are read.
func TestDocumentsInPrinters(t *testing.T) {
	t.Parallel()
	for _, d := range shortPapers(t) {
		for _, dpi := range d.heads() {
			own := picture(t, d.paper, dpi)
			for name, drawn := range printed4(t, d.paper, label.Device{DPI: dpi}) {
				if diff := differences(own, drawn); diff != "" && !d.guarded() {
					t.Errorf("%s in %s at %d dpi differs from the drawing: %s", d.name, name, dpi, diff)
				}
				d.scan(t, name, drawn)
			}
		}
	}
}
