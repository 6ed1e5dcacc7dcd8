package label_test

import (
	"strings"
	"testing"

	"github.com/prylavok/prylavok/app/label"
)

// firmCases are papers for a firm that buys.
func firmCases() map[string]document {
	all := map[string]document{}
	firm := label.Party{Name: "ТОВ «Їжачок і сини»", TaxID: "32855961", IBAN: "UA223052990000026001234567890", Bank: "АТ «Банк»", Address: "м. Київ, вул. Хрещатик, 1", Phone: "+380 50 123 45 67"}
	for _, l := range languages {
		all["invoice-firm-"+string(l)] = with(invoice(l), func(d *label.Invoice) { d.Buyer = firm })
	}
	all["expense-firm"] = with(invoice(label.Ukrainian), func(d *label.Invoice) { d.Buyer, d.Handover = firm, true })
	return all
}

// logoCases are papers of a shop with a logo: one that is broad, one that is high.
func logoCases(t *testing.T) map[string]document {
	broad, high := logo(t, 300, 100), logo(t, 100, 300)
	return map[string]document{
		"invoice-logo": with(invoice(label.Ukrainian), func(d *label.Invoice) { d.Shop.Logo, d.Copy = broad, true }),
		"expense-logo": with(invoice(label.Ukrainian), func(d *label.Invoice) { d.Shop.Logo, d.Handover = high, true }),
		"waybill-logo": with(waybill(label.Ukrainian), func(d *label.Waybill) { d.Shop.Logo = broad }),
		"packing-logo": with(packing(label.Ukrainian), func(d *label.PackingSlip) { d.Shop.Logo = broad }),
	}
}

// What is known of a firm that buys is read out of its papers.
func TestFirmsReadBack(t *testing.T) {
	for name, d := range firmCases() {
		read := strings.Join(strings.Fields(string(outside(t, pdf(t, d), "pdftotext", "-layout", "-", "-"))), " ")
		for _, s := range []string{"ТОВ «Їжачок і сини»", "32855961", "UA223052990000026001234567890", "АТ «Банк»", "вул. Хрещатик, 1", "UA213223130000026007233566001"} {
			if !strings.Contains(read, s) {
				t.Errorf("%s: %q is not in\n%s", name, s, read)
			}
		}
	}
}

// A logo stands at the head and takes nothing from the paper: what is read out of
// it is what is read without one.
func TestALogoStandsAtTheHead(t *testing.T) {
	plain := pageCases()
	plain["invoice-logo"], plain["expense-logo"], plain["waybill-logo"], plain["packing-logo"] = plain["invoice-copy"], plain["expense-uk"], plain["waybill-uk"], plain["packing-uk"]
	for name, d := range logoCases(t) {
		sheet := sheets(paper(t, d))[0]
		if strings.Count(sheet, "\npicture ") != 1 {
			t.Errorf("%s has no logo:\n%s", name, sheet)
		}
		words := func(d document) []string {
			return strings.Fields(string(outside(t, pdf(t, d), "pdftotext", "-raw", "-", "-")))
		}
		if got, want := strings.Join(words(d), " "), strings.Join(words(plain[name]), " "); got != want {
			t.Errorf("%s says\n%s\nnot\n%s", name, got, want)
		}
	}
}
