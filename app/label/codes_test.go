package label_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/png"
	"strings"
	"testing"

	"github.com/boombuler/barcode/code128"
	"github.com/makiuchi-d/gozxing"
	zxdatamatrix "github.com/makiuchi-d/gozxing/datamatrix"
	"github.com/makiuchi-d/gozxing/oned"
	zxqr "github.com/makiuchi-d/gozxing/qrcode"
	"pgregory.net/rapid"

	"github.com/prylavok/prylavok/app/label"
)

// A codeCase is a value and what a scanner must read of it.
type codeCase struct {
	of            label.Symbology
	value         string
	width, height int // of the sheet, mm
	read          string
	aim           string // the AIM identifier, where it tells GS1 from plain
}

var codeCases = []codeCase{
	{label.Code128, "A7-000123", 60, 30, "A7-000123", "]C0"},
	{label.Code128, "1", 40, 30, "1", "]C0"},
	{label.Code128, "12", 40, 30, "12", "]C0"},
	{label.Code128, "A1234B", 60, 30, "A1234B", "]C0"},
	{label.Code128, "123AB45678", 60, 30, "123AB45678", "]C0"},
	{label.Code128, "1234A567890B1", 70, 30, "1234A567890B1", "]C0"},
	{label.Code128, "20450123456789", 60, 30, "20450123456789", "]C0"},
	{label.Code128, "RA473124829UA", 70, 30, "RA473124829UA", "]C0"},
	{label.Code128, `odd ^~\_">{}!`, 90, 30, `odd ^~\_">{}!`, "]C0"},
	{label.GS1128, "(00)106141412345678908", 100, 50, "00106141412345678908", "]C1"},
	{label.GS1128, "(01)04820024700016(10)AB-12(21)7", 100, 40, "010482002470001610AB-12\x1d217", "]C1"},
	{label.GS1128, "(10)A1(01)04820024700016", 100, 40, "10A1\x1d0104820024700016", "]C1"},
	{label.EAN13, "482002470001", 50, 30, "4820024700016", ""},
	{label.EAN13, "4820024700016", 40, 30, "4820024700016", ""},
	{label.EAN8, "9638507", 40, 30, "96385074", ""},
	{label.ITF14, "10944022440321", 85, 30, "10944022440321", ""},
	{label.QR, "A7-000123", 40, 40, "A7-000123", "]Q1"},
	{label.QR, "https://prylavok.example/t?a=1&b=«Їжа»", 50, 50, "https://prylavok.example/t?a=1&b=«Їжа»", "]Q1"},
	{label.DataMatrix, "A7-000123", 30, 30, "A7-000123", "]d1"},
	{label.DataMatrix, "lower_case~and^odd", 30, 30, "lower_case~and^odd", "]d1"},
	{label.GS1DataMatrix, "(01)04820024700016(17)260131(10)LOT1(21)abc", 30, 30, "01048200247000161726013110LOT1\x1d21abc", "]d2"},
}

func (c codeCase) paper(t *testing.T) label.Paper {
	t.Helper()
	p, err := label.CodePaper(c.of, c.value, c.width, c.height)
	if err != nil {
		t.Fatalf("%s %q: %v", c.of, c.value, err)
	}
	return p
}

// expect reads the code in a picture of its sheet.
func (c codeCase) expect(t *testing.T, where string, drawn image.Image) {
	t.Helper()
	text, aim, err := readCode(c.of, drawn)
	if err != nil || text != c.read || c.aim != "" && aim != c.aim {
		t.Errorf("%s %q %s: reads %s %q (%v), want %s %q", c.of, c.value, where, aim, text, err, c.aim, c.read)
	}
}

// readCode decodes with an independent library.
func readCode(of label.Symbology, drawn image.Image) (text, aim string, err error) {
	var reader gozxing.Reader
	switch of {
	case label.Code128, label.GS1128:
		reader = oned.NewCode128Reader()
	case label.EAN13:
		reader = oned.NewEAN13Reader()
	case label.EAN8:
		reader = oned.NewEAN8Reader()
	case label.ITF14:
		reader = oned.NewITFReader()
	case label.QR:
		reader = zxqr.NewQRCodeReader()
	case label.DataMatrix, label.GS1DataMatrix:
		reader = zxdatamatrix.NewDataMatrixReader()
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(drawn)
	if err != nil {
		return "", "", err
	}
	hints := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true}
	if of == label.GS1128 {
		hints[gozxing.DecodeHintType_ASSUME_GS1] = true
	}
	result, err := reader.Decode(bitmap, hints)
	if err != nil {
		return "", "", err
	}
	aim, _ = result.GetResultMetadata()[gozxing.ResultMetadataType_SYMBOLOGY_IDENTIFIER].(string)
	return strings.TrimPrefix(strings.TrimPrefix(result.GetText(), "]C1"), "\x1d"), aim, nil
}

var heads = []int{203, 300, 600}

// Every code is read back from the dots that a head would burn.
func TestCodesReadBackFromDots(t *testing.T) {
	t.Parallel()
	for _, c := range codeCases {
		for _, dpi := range heads {
			c.expect(t, fmt.Sprintf("at %d dpi", dpi), picture(t, c.paper(t), dpi))
		}
	}
}

// Every code is read back from what imitated printers make of our commands, and
// each dot is where our own drawing has it, whether the printer drew the code or
// we did.
func TestCodesReadBackFromPrinters(t *testing.T) {
	t.Parallel()
	for _, c := range codeCases {
		for _, dpi := range heads[:2] {
			own := picture(t, c.paper(t), dpi)
			for name, drawn := range printed4(t, c.paper(t), label.Device{DPI: dpi}) {
				where := fmt.Sprintf("in %s at %d dpi", name, dpi)
				c.expect(t, where, drawn)
				// Guard bars are the printer's choice.
				if c.of != label.EAN13 && c.of != label.EAN8 {
					if d := differences(own, drawn); d != "" {
						t.Errorf("%s %q %s differs from the drawing: %s", c.of, c.value, where, d)
					}
				}
			}
		}
	}
}

// printed4 prints a paper of one sheet in each language that we imitate, on
// receipt printers with and without their own codes.
func printed4(t *testing.T, p label.Paper, to label.Device) map[string]image.Image {
	t.Helper()
	pages := map[string]image.Image{}
	keep := func(name string, labels []image.Image, err error) {
		t.Helper()
		if err != nil || len(labels) != 1 {
			t.Fatalf("%s: %d labels, %v", name, len(labels), err)
		}
		pages[name] = labels[0]
	}
	var tspl, epl bytes.Buffer
	if err := errors.Join(p.TSPL(&tspl, to), p.EPL(&epl, to)); err != nil {
		t.Fatal(err)
	}
	labels, err := printTSPL(tspl.Bytes(), to.DPI)
	keep("TSPL", labels, err)
	labels, err = printEPL(epl.Bytes(), to.DPI)
	keep("EPL", labels, err)
	for _, own := range []bool{false, true} {
		to.OwnCodes = own
		var job bytes.Buffer
		if err := p.ESCPOS(&job, to); err != nil {
			t.Fatal(err)
		}
		_, labels, err := printESCPOS(job.Bytes(), pages["EPL"].Bounds().Dx())
		keep(fmt.Sprintf("ESC/POS, own codes %v", own), labels, err)
	}
	return pages
}

// Every code is read back from the page that a driver draws of the PDF.
func TestCodesReadBackFromPDF(t *testing.T) {
	t.Parallel()
	for _, c := range codeCases {
		file, err := c.paper(t).PDF()
		if err != nil {
			t.Fatal(err)
		}
		for _, dpi := range []string{"203", "300"} {
			page, err := png.Decode(bytes.NewReader(outside(t, file, "pdftoppm", "-r", dpi, "-gray", "-png", "-singlefile", "-")))
			if err != nil {
				t.Fatal(err)
			}
			c.expect(t, "in PDF at "+dpi+" dpi", page)
		}
	}
}

// A code whose room is too small for scanners is refused with the size it needs,
// and so is what its symbology lacks.
func TestCodesThatCannotBe(t *testing.T) {
	for _, c := range []struct {
		of            label.Symbology
		value         string
		width, height int
		code          string
	}{
		{label.Code128, "A7-000123", 35, 30, label.CodeUnreadable},
		{label.Code128, "A7-000123", 60, 13, label.CodeUnreadable},
		{label.GS1128, "(00)106141412345678908", 53, 40, label.CodeUnreadable},
		{label.EAN13, "4820024700016", 35, 30, label.CodeUnreadable},
		{label.QR, strings.Repeat("довго ", 20), 25, 25, label.CodeUnreadable},
		{label.DataMatrix, strings.Repeat("A1", 100), 20, 20, label.CodeUnreadable},
		{label.Code128, "Ґ", 90, 30, label.CodeNumberUnprinted},
		{label.DataMatrix, "Ґ", 90, 90, label.CodeNumberUnprinted},
		{label.QR, "\x00", 90, 90, label.CodeNumberUnprinted},
		{label.EAN13, "48200247000A", 90, 30, label.CodeNumberUnprinted},
		{label.EAN13, "4820024700017", 90, 30, label.CodeCheckDigit},
		{label.EAN13, "482", 90, 30, label.CodeCheckDigit},
		{label.ITF14, "10944022440322", 90, 30, label.CodeCheckDigit},
		{label.GS1128, "(00)106141412345678900", 90, 30, label.CodeNumberUnprinted},
		{label.GS1128, "106141412345678908", 90, 30, label.CodeNumberUnprinted},
		{label.GS1128, "(10)", 90, 30, label.CodeNumberUnprinted},
		{label.GS1DataMatrix, "(01)04820024700016(10)a^b", 90, 90, label.CodeNumberUnprinted},
		{label.Code128, "", 90, 30, label.CodeNumberEmpty},
		{label.QR, strings.Repeat("x", 501), 200, 200, label.CodeNumberTooLong},
		{"aztec", "1", 90, 90, label.CodeSymbology},
	} {
		_, err := label.CodePaper(c.of, c.value, c.width, c.height)
		var e *label.Error
		if !errors.As(err, &e) || e.Code != c.code || e.Field != "Code" || e.Hint == "" {
			t.Errorf("%s %q in %d × %d mm: got %+v, want %s", c.of, c.value, c.width, c.height, err, c.code)
		}
	}
}

// Whatever ASCII a Code 128 holds is read back, and no other choice of sets has
// fewer words.
func TestCode128HoldsAllAndIsShort(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.StringMatching(`([ -~]{0,4}[0-9]{0,9}){1,3}`).Filter(func(s string) bool { return s != "" && len(s) <= 30 }).Draw(t, "value")
		p, err := label.CodePaper(label.Code128, value, 300, 30)
		if err != nil {
			t.Fatal(err)
		}
		var file bytes.Buffer
		if err := p.PNG(&file, 203); err != nil {
			t.Fatal(err)
		}
		drawn, err := png.Decode(&file)
		if err != nil {
			t.Fatal(err)
		}
		if text, _, err := readCode(label.Code128, drawn); err != nil || text != value {
			t.Fatalf("%q reads %q: %v", value, text, err)
		}
		another, err := code128.Encode(value)
		if err != nil {
			t.Fatal(err)
		}
		if ours, theirs := 11*len(label.Code128Words(value))+24, another.Bounds().Dx(); ours > theirs {
			t.Fatalf("%q takes %d modules, another encoder %d", value, ours, theirs)
		}
	})
}

// Whatever is to be a code becomes one or is refused; nothing breaks, and what
// becomes one is printed by every language as it was laid out.
func FuzzCodes(f *testing.F) {
	for _, c := range codeCases {
		f.Add(string(c.of), c.value)
	}
	f.Add("gs1-128", "(1)2")
	f.Add("gs1-datamatrix", "(01)(10)")
	f.Add("qr", "\xff\xfe")
	f.Fuzz(func(t *testing.T, of, value string) {
		p, err := label.CodePaper(label.Symbology(of), value, 120, 120)
		var e *label.Error
		switch {
		case err == nil:
			checkCommands(t, p)
		case !errors.As(err, &e) || e.Field != "Code" || e.Hint == "":
			t.Errorf("%s %q: %v", of, value, err)
		}
	})
}
