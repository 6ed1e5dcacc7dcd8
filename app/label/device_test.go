package label_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/prylavok/prylavok/app/label"
)

// What a device is set to is said to the printer.
func TestDeviceOptions(t *testing.T) {
	p := paper(t, orderLabel(label.Ukrainian))
	to := label.Device{DPI: 300, GapMicrometres: 2500, Copies: 3, Turned: true}
	var zpl, tspl, epl bytes.Buffer
	if err := errors.Join(p.ZPL(&zpl, to), p.TSPL(&tspl, to), p.EPL(&epl, to)); err != nil {
		t.Fatal(err)
	}
	for job, wants := range map[string][]string{
		zpl.String():  {"^PW1181^LL1181", "^POI", "^PQ3^XZ"},
		tspl.String(): {"SIZE 100 mm,100 mm\r\n", "GAP 2.5 mm,0 mm\r\n", "DIRECTION 0,0\r\n", "PRINT 3,1\r\n"},
		epl.String():  {"\nq1181\nQ1181,30\nZB\n", "\nP3\n"},
	} {
		for _, want := range wants {
			if !strings.Contains(job, want) {
				t.Errorf("no %q in %.300q", want, job)
			}
		}
	}
}

// A density that no printer has is refused, before anything is drawn.
func TestDensitiesThatCannotBe(t *testing.T) {
	p := paper(t, orderLabel(label.Ukrainian))
	for _, dpi := range []int{-1, 0, 99, 1201, 1 << 40} {
		var out bytes.Buffer
		for _, err := range []error{p.PNG(&out, dpi), p.ZPL(&out, label.Device{DPI: dpi}), p.ESCPOS(&out, label.Device{DPI: dpi, Drawer: true})} {
			var e *label.Error
			if !errors.As(err, &e) || e.Code != label.CodeDensity || out.Len() > 0 {
				t.Errorf("%d dpi: %v, %d bytes", dpi, err, out.Len())
			}
		}
	}
}

// A stack of labels is one job with a label for each, and Sheets gives them one
// by one for the same bytes.
func TestSheetsOneByOne(t *testing.T) {
	second := orderLabel(label.Ukrainian)
	second.Number = "A7-000124"
	stack := label.Stack(paper(t, orderLabel(label.Ukrainian)), paper(t, second))
	for _, f := range formats[2:5] {
		var whole, pieces bytes.Buffer
		if err := f.write(stack, &whole); err != nil {
			t.Fatal(err)
		}
		for _, sheet := range stack.Sheets() {
			if err := f.write(sheet, &pieces); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(whole.Bytes(), pieces.Bytes()) {
			t.Errorf("%s: sheets one by one differ from the whole", f.name)
		}
	}
	var zpl bytes.Buffer
	if err := stack.ZPL(&zpl, device); err != nil || strings.Count(zpl.String(), "^XZ") != 2 {
		t.Errorf("%d labels, %v", strings.Count(zpl.String(), "^XZ"), err)
	}
}

// A receipt of 80 mm is printed around the middle of a head of 72 mm; it is cut
// and the drawer opened when asked; a label does not fit and is refused.
func TestReceiptPrinterHeads(t *testing.T) {
	p := paper(t, receipt(label.Ukrainian))
	whole := picture(t, p, 203)
	var job bytes.Buffer
	if err := p.ESCPOS(&job, label.Device{DPI: 203, Dots: 576, Copies: 2, Cut: true, Drawer: true, FeedMicrometres: 5000}); err != nil {
		t.Fatal(err)
	}
	roll, copies, err := printESCPOS(job.Bytes(), 576)
	if err != nil || len(copies) != 2 || roll.cuts != 2 || roll.kicks != 1 {
		t.Fatalf("%d copies, %d cuts, %d kicks, %v", len(copies), roll.cuts, roll.kicks, err)
	}
	ink, want := inkOf(copies[0]), inkOf(whole)
	want.Min.X, want.Max.X = want.Min.X-32, want.Max.X-32
	if ink != want || copies[0].Bounds().Dy() != whole.Rect.Dy()+40 {
		t.Errorf("ink at %v of %v, want %v", ink, copies[0].Bounds(), want)
	}
	err = paper(t, orderLabel(label.Ukrainian)).ESCPOS(&job, label.Device{DPI: 203, Dots: 576})
	var e *label.Error
	if !errors.As(err, &e) || e.Code != label.CodeTooWide || !strings.Contains(e.Hint, "72.000") {
		t.Errorf("a label of 100 mm on 72 mm: %v", err)
	}
}

// Dots are filled and stamped as a slow and plain way does it, at every edge.
func TestBitmaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width, height := rapid.IntRange(1, 40).Draw(t, "width"), rapid.IntRange(1, 6).Draw(t, "height")
		at := rapid.IntRange(-20, 50)
		x, y, w, h := at.Draw(t, "x"), at.Draw(t, "y"), at.Draw(t, "w"), at.Draw(t, "h")
		pattern := rapid.SliceOfN(rapid.StringMatching(`[#.]{11}`), 1, 5).Draw(t, "pattern")
		px, py := at.Draw(t, "px"), at.Draw(t, "py")
		got := label.Bits(width, height, func(fill func(x, y, w, h int), stamp func([]string, int, int)) {
			fill(x, y, w, h)
			stamp(pattern, px, py)
		})
		for row := range height {
			want := []byte(strings.Repeat(".", width))
			for column := range width {
				filled := column >= x && column < x+w && row >= y && row < y+h
				stamped := row >= py && row < py+len(pattern) && column >= px && column < px+11 && pattern[row-py][column-px] == '#'
				if filled || stamped {
					want[column] = '#'
				}
			}
			if got[row] != string(want) {
				t.Fatalf("row %d is\n%s, want\n%s", row, got[row], want)
			}
		}
	})
}
