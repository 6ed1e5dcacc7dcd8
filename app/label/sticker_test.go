package label_test

import (
	"bytes"
	"image"
	"strconv"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/makiuchi-d/gozxing/qrcode"

	"github.com/prylavok/prylavok/app/label"
)

// The codes of price tags and shelf labels give their values back to a scanner,
// at both common densities, on a sheet of 65 too.
func TestStickersScanBack(t *testing.T) {
	for name, c := range map[string]struct {
		d      document
		page   string
		reader gozxing.Reader
		want   string
	}{
		"EAN-13 of 58 × 40":      {priceTags(label.Tag58x40), "1", oned.NewEAN13Reader(), "4820024700016"},
		"EAN-8 of 58 × 40":       {priceTags(label.Tag58x40), "2", oned.NewEAN8Reader(), "96385074"},
		"an SKU of 58 × 40":      {priceTags(label.Tag58x40), "3", oned.NewCode128Reader(), "SYR-2"},
		"EAN-13 of 40 × 30":      {priceTags(label.Tag40x30), "1", oned.NewEAN13Reader(), "4820024700016"},
		"EAN-13 on A4":           {priceTags(label.TagA4), "1", oned.NewEAN13Reader(), "4820024700016"},
		"an SKU on A4":           {with(priceTags(label.TagA4), func(d *label.PriceTags) { d.First, d.Tags = 3, d.Tags[2:3] }), "1", oned.NewCode128Reader(), "SYR-2"},
		"a shelf":                {shelves(label.Shelf100x50), "1", oned.NewCode128Reader(), "A-01-03"},
		"a shelf in Cyrillic":    {shelves(label.Shelf100x50), "2", qrcode.NewQRCodeReader(), "Ґ-12"},
		"a bin":                  {shelves(label.Shelf58x40), "3", oned.NewCode128Reader(), "B"},
		"a parcel of 100 × 150":  {with(orderLabel(label.Ukrainian), func(d *label.OrderLabel) { d.Size = label.Label100x150 }), "1", oned.NewCode128Reader(), "A7-000123"},
		"a parcel of 85 × 85":    {with(orderLabel(label.Ukrainian), func(d *label.OrderLabel) { d.Size = label.Label85x85 }), "1", oned.NewCode128Reader(), "A7-000123"},
		"a receipt of 58 mm":     {with(receipt(label.Ukrainian), func(d *label.Receipt) { d.Size = label.Roll58 }), "1", oned.NewCode128Reader(), "A7-000123"},
		"the head of an invoice": {invoice(label.Ukrainian), "1", oned.NewCode128Reader(), "A7-000123"},
		"a packing slip on A5":   {packing(label.Ukrainian), "1", oned.NewCode128Reader(), "A7-000123"},
	} {
		for _, dpi := range []int{203, 300} {
			// Pages have their codes at the top, and the rest makes readers slow.
			high := 300 * dpi * 10 / 254
			if format := paper(t, c.d).String(); strings.HasPrefix(format, "sheet 210") || strings.HasPrefix(format, "sheet 148") {
				high = 45 * dpi * 10 / 254
			}
			drawn := outside(t, pdf(t, c.d), "pdftoppm", "-r", strconv.Itoa(dpi), "-H", strconv.Itoa(high), "-gray", "-png", "-singlefile", "-f", c.page, "-l", c.page, "-")
			page, _, err := image.Decode(bytes.NewReader(drawn))
			if err != nil {
				t.Fatal(err)
			}
			bitmap, err := gozxing.NewBinaryBitmapFromImage(page)
			if err != nil {
				t.Fatal(err)
			}
			result, err := c.reader.Decode(bitmap, map[gozxing.DecodeHintType]interface{}{gozxing.DecodeHintType_TRY_HARDER: true})
			if err != nil || result.GetText() != c.want {
				t.Errorf("%s at %d dpi reads %v, %v, want %q", name, dpi, result, err, c.want)
			}
		}
	}
}

// Tags and shelf labels can be read out of the PDF.
func TestStickersReadBack(t *testing.T) {
	for _, d := range []document{priceTags(label.Tag58x40), priceTags(label.Tag40x30), priceTags(label.TagA4)} {
		got := strings.ReplaceAll(string(outside(t, pdf(t, d), "pdftotext", "-raw", "-", "-")), "\u00a0", " ")
		for _, want := range []string{"Їжа, ґудзик, є, Қазақстан", "4,50 ₴", "18 425,00 ₴", "21 000,00 ₴", "за кг", "4820024700016", "СИР-2"} {
			if !strings.Contains(got, want) {
				t.Errorf("%q is not in\n%s", want, got)
			}
		}
	}
	for _, d := range []document{shelves(label.Shelf100x50), shelves(label.Shelf58x40)} {
		if got := string(outside(t, pdf(t, d), "pdftotext", "-raw", "-", "-")); !strings.Contains(got, "A-01-03") || !strings.Contains(got, "Ґ-12") || !strings.Contains(got, "Стелаж А, полиця 1, комірка 3") {
			t.Errorf("got\n%s", got)
		}
	}
}
