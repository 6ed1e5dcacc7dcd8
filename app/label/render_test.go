package label_test

import (
	"bytes"
	"image"
	_ "image/png"
	"os/exec"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"

	"github.com/prylavok/prylavok/app/label"
)

// outside runs a renderer on a document; it must not complain.
func outside(t *testing.T, input []byte, tool string, args ...string) []byte {
	t.Helper()
	if _, err := exec.LookPath(tool); err != nil {
		t.Skipf("%s is not installed (poppler-utils): the rendered page was not looked at", tool)
	}
	c := exec.Command(tool, args...)
	c.Stdin = bytes.NewReader(input)
	var said bytes.Buffer
	c.Stderr = &said
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", tool, err, said.Bytes())
	}
	if said.Len() > 0 {
		t.Fatalf("%s complains about the PDF: %s", tool, said.Bytes())
	}
	return out
}

// Text can be copied out of the PDF as it was given, in Ukrainian and Kazakh.
func TestTextReadsBack(t *testing.T) {
	const words = "Їжа, ґудзик, є, Қазақстан"
	l := orderLabel(label.Ukrainian)
	l.Address = words
	for _, d := range []document{receipt(label.Ukrainian), l} {
		if got := string(outside(t, pdf(t, d), "pdftotext", "-", "-")); !strings.Contains(got, words) {
			t.Errorf("%T reads\n%s", d, got)
		}
	}
}

// The page, drawn as a label printer draws it, gives its number back to a
// scanner and nothing else: at both common densities, for short and long
// numbers, on receipt and label.
func TestNumberScansBack(t *testing.T) {
	for _, number := range []string{"1", "A7-000123", "00123456789012345678", "MARKETPLACE-26-ABCDEF"} {
		for _, d := range numbered(number) {
			for _, dpi := range []string{"203", "300"} {
				drawn := outside(t, pdf(t, d), "pdftoppm", "-r", dpi, "-gray", "-png", "-singlefile", "-")
				if got := scan(t, drawn); got != number {
					t.Errorf("%T at %s dpi reads %q, want %q", d, dpi, got, number)
				}
			}
		}
	}
}

// Ghostscript blackens every dot that a bar touches; numbers as desks give them
// still scan, whether the driver says 203 dpi or the true 203.2.
func TestNumberScansBackFromGhostscript(t *testing.T) {
	if _, err := exec.LookPath("gs"); err != nil {
		t.Skip("gs (ghostscript) is not installed: its rendering was not looked at")
	}
	for _, number := range []string{"A7-000123", "QX-99999"} {
		for _, d := range numbered(number) {
			for _, dpi := range []string{"203", "203.2"} {
				drawn := outside(t, pdf(t, d), "gs", "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=pngmono", "-r"+dpi, "-sOutputFile=-", "-")
				if got := scan(t, drawn); got != number {
					t.Errorf("%T at %s dpi reads %q, want %q", d, dpi, got, number)
				}
			}
		}
	}
}

func numbered(number string) []document {
	return []document{
		with(receipt(label.Ukrainian), func(r *label.Receipt) { r.Number = number }),
		with(orderLabel(label.Ukrainian), func(l *label.OrderLabel) { l.Number = number }),
	}
}

// scan reads the one Code 128 on a drawn page; what cannot be read is "".
func scan(t *testing.T, drawn []byte) string {
	t.Helper()
	page, _, err := image.Decode(bytes.NewReader(drawn))
	if err != nil {
		t.Fatal(err)
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(page)
	if err != nil {
		t.Fatal(err)
	}
	hard := map[gozxing.DecodeHintType]interface{}{gozxing.DecodeHintType_TRY_HARDER: true}
	result, err := oned.NewCode128Reader().Decode(bitmap, hard)
	if err != nil {
		t.Logf("scan: %v", err)
		return ""
	}
	return result.GetText()
}
