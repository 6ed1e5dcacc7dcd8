package label_test

import (
	"bytes"
	"image"
	_ "image/png"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"

	"github.com/prylavok/prylavok/app/label"
)

func poppler(t *testing.T, input []byte, tool string, args ...string) []byte {
	t.Helper()
	if _, err := exec.LookPath(tool); err != nil {
		t.Skipf("%s (poppler-utils) is not installed: the rendered page was not looked at", tool)
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
		if got := string(poppler(t, pdf(t, d), "pdftotext", "-", "-")); !strings.Contains(got, words) {
			t.Errorf("%T reads\n%s", d, got)
		}
	}
}

// The page, drawn as a label printer draws it, gives its number back to a
// scanner and nothing else: at both common densities, for short and long
// numbers, on receipt and label.
func TestNumberScansBack(t *testing.T) {
	for _, number := range []string{"1", "A7-000123", "00123456789012345678", "MARKETPLACE-26-ab_~!/"} {
		for _, d := range []document{
			with(receipt(label.Ukrainian), func(r *label.Receipt) { r.Number = number }),
			with(orderLabel(label.Ukrainian), func(l *label.OrderLabel) { l.Number = number }),
		} {
			for _, dpi := range []int{203, 300} {
				if got := scan(t, pdf(t, d), dpi); got != number {
					t.Errorf("%T at %d dpi reads %q, want %q", d, dpi, got, number)
				}
			}
		}
	}
}

func scan(t *testing.T, pdf []byte, dpi int) string {
	t.Helper()
	drawn := poppler(t, pdf, "pdftoppm", "-r", strconv.Itoa(dpi), "-gray", "-png", "-singlefile", "-")
	page, _, err := image.Decode(bytes.NewReader(drawn))
	if err != nil {
		t.Fatal(err)
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(page)
	if err != nil {
		t.Fatal(err)
	}
	result, err := oned.NewCode128Reader().Decode(bitmap, map[gozxing.DecodeHintType]interface{}{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		t.Errorf("at %d dpi: %v", dpi, err)
		return ""
	}
	return result.GetText()
}
