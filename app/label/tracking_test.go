package label_test

import (
	"bytes"
	"image"
	"image/png"
	"strings"
	"testing"

	"github.com/prylavok/prylavok/app/label"
)

// The numbers that parcels go by, as labels print them and as scanners read them.
var parcelNumbers = []struct{ name, number, read string }{
	{"own", "W-A7-000123-K", "W-A7-000123-K"},
	{"sscc", "(00)148201230000000175", "00148201230000000175"},
	{"s10", "RA473124829UA", "RA473124829UA"},
	{"post14", "10944022440321", "10944022440321"},
}

// trackingCases are labels of parcels with numbers of all schemes, and labels that
// wait for the carrier's, in every size.
func trackingCases() map[string]document {
	all := map[string]document{}
	for _, size := range label.LabelSizes {
		for _, n := range parcelNumbers {
			all["tracking-"+n.name+"-"+string(size)+"-uk"] = with(orderLabel(label.Ukrainian), func(d *label.OrderLabel) { d.Size, d.Tracking = size, n.number })
		}
		for _, l := range languages {
			all["tracking-awaited-"+string(size)+"-"+string(l)] = with(orderLabel(l), func(d *label.OrderLabel) { d.Size, d.Tracking, d.Awaited = size, parcelNumbers[0].number, true })
		}
		all["tracking-crowded-"+string(size)] = with(crowdedLabel(), func(d *label.OrderLabel) { d.Size, d.Tracking, d.Awaited = size, "PRYL-AA1-1234567-K", true })
	}
	return all
}

// The bars of a parcel's number are read from every size of label, in the PDF and
// in the dots of heads of 203 and 300 dpi; of one that waits for its carrier the QR
// code says the same.
func TestParcelNumbersScanBack(t *testing.T) {
	t.Parallel()
	for _, size := range label.LabelSizes {
		for _, n := range parcelNumbers {
			for _, awaited := range []bool{false, true} {
				d := with(orderLabel(label.Ukrainian), func(d *label.OrderLabel) { d.Size, d.Tracking, d.Awaited = size, n.number, awaited })
				p := paper(t, d)
				if len(p.Warnings) > 0 || awaited != (strings.Contains(p.String(), "Переднаклейка") && strings.Contains(p.String(), "буде пізніше")) {
					t.Errorf("%s of %s, awaited %t: %v\n%s", n.name, size, awaited, p.Warnings, p)
				}
				for _, dpi := range heads[:2] {
					page, err := png.Decode(bytes.NewReader(outside(t, pdf(t, d), "pdftoppm", "-r", map[int]string{203: "203", 300: "300"}[dpi], "-gray", "-png", "-singlefile", "-")))
					if err != nil {
						t.Fatal(err)
					}
					for where, sheet := range map[string]image.Image{"dots": footOf(picture(t, p, dpi)), "PDF": footOf(page)} {
						got, aim, err := readCode(label.TrackingSymbology(n.number), sheet)
						if err != nil || got != n.read || (n.name == "sscc") != (aim == "]C1") {
							t.Errorf("%s of %s in %s at %d dpi, awaited %t: reads %s %q, %v", n.name, size, where, dpi, awaited, aim, got, err)
						}
						if got, _, err := readCode(label.QR, sheet); awaited && (err != nil || got != strings.TrimPrefix(n.number, "(00)")) {
							t.Errorf("the QR code of %s of %s in %s at %d dpi reads %q, %v", n.name, size, where, dpi, got, err)
						}
					}
				}
			}
		}
	}
}

// footOf cuts the half of a label off that has no codes and makes readers slow.
func footOf(sheet image.Image) image.Image {
	b := sheet.Bounds()
	b.Min.Y = b.Max.Y / 2
	return sheet.(interface {
		SubImage(image.Rectangle) image.Image
	}).SubImage(b)
}

// An SSCC has bars as wide as a logistic label asks, where the label is wide enough.
func TestSSCCIsAsWideAsItShouldBe(t *testing.T) {
	for size, want := range map[label.Size]float64{label.Label100x100: 0.495, label.Label100x150: 0.495, label.Label85x85: 0.375} {
		for _, dpi := range heads {
			p := paper(t, with(orderLabel(label.Ukrainian), func(d *label.OrderLabel) { d.Size, d.Tracking = size, parcelNumbers[1].number }))
			if got := label.ModuleOn(p, dpi); got < want {
				t.Errorf("%s at %d dpi has modules of %g mm", size, dpi, got)
			}
		}
	}
}

// A number that no bars can hold is told, printed as text, and never stops a parcel.
func TestNumbersOfCarriersThatBarsCannotHold(t *testing.T) {
	for _, number := range []string{"накладна 5", strings.Repeat("204500001234", 5), "(00)148201230000000176"} {
		p := paper(t, with(orderLabel(label.Ukrainian), func(d *label.OrderLabel) { d.Tracking = number }))
		if len(p.Warnings) == 0 || p.Warnings[0].Code != label.WarnNoCode || p.Warnings[0].Field != "Tracking" || !strings.Contains(p.String(), `code code128`) || !strings.Contains(p.String(), `"A7-000123"`) || !strings.Contains(p.String(), "Посилка:") {
			t.Errorf("%s: %v\n%s", number, p.Warnings, p)
		}
	}
}
