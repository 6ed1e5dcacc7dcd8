package paper_test

import (
	"context"
	"strings"
	"testing"

	"github.com/prylavok/prylavok/app/label"
	"github.com/prylavok/prylavok/app/paper"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// A test page is the paper that is being set up, in the shop's size and by its
// template, with the letters that printers spell wrong; nothing of the shop is in
// it but its own name.
func TestATestPageIsThePaperItself(t *testing.T) {
	ctx := context.Background()
	r, _, _ := aShop(t, "uk")
	for document, want := range map[shop.Document][]string{
		shop.DocumentLabel:      {"TEST-000001", "КОПІЯ", "Їжа, ґудзик"},
		shop.DocumentReceipt:    {"TEST-000001", "КОПІЯ", "Їжа, ґудзик", "1 875,00"},
		shop.DocumentPacking:    {"TEST-000001", "КОПІЯ", "Їжа, ґудзик", "4820024700016"},
		shop.DocumentWaybill:    {"TEST-000001", "КОПІЯ", "Їжа, ґудзик", "ФОП Ґудзь О. Є."},
		shop.DocumentInvoice:    {"TEST-000001", "КОПІЯ", "Їжа, ґудзик", "ФОП Ґудзь О. Є.", "UA213223130000026007233566001"},
		shop.DocumentExpense:    {"TEST-000001", "КОПІЯ", "Їжа, ґудзик"},
		shop.DocumentPickList:   {"TEST-000001", "TEST-000002", "4820024700016"},
		shop.DocumentRegister:   {"TEST-000001", "TEST-000002"},
		shop.DocumentPriceTag:   {"625,00", "700,00", "4820024700016"},
		shop.DocumentCountSheet: {"4820024700016", "12"},
		shop.DocumentShelf:      {"A-01-03"},
	} {
		p, err := paper.Sample(ctx, r, document, moment)
		if err != nil {
			t.Errorf("%s: %v", document, err)
			continue
		}
		got := strings.ReplaceAll(p.String(), `\u00a0`, " ")
		for _, s := range want {
			if !strings.Contains(got, s) {
				t.Errorf("%s lacks %q:\n%s", document, s, got)
			}
		}
	}
	if err := r.SetSetting(ctx, replica.System, paper.SizeKey(shop.DocumentPriceTag), string(label.Tag40x30)); err != nil {
		t.Fatal(err)
	}
	if p, err := paper.Sample(ctx, r, shop.DocumentPriceTag, moment); err != nil || !strings.Contains(p.String(), "sheet 40.000 30.000") {
		t.Errorf("the shop's size: %v\n%s", err, p)
	}
	if err := r.SetSetting(ctx, replica.System, replica.TemplateKey("pricetag"), paper.ShippedPrefix+"tag-58x40"); err != nil {
		t.Fatal(err)
	}
	if p, err := paper.Sample(ctx, r, shop.DocumentPriceTag, moment); err != nil || !strings.Contains(p.String(), "sheet 58.000 40.000") {
		t.Errorf("the shop's template: %v\n%s", err, p)
	}
}
