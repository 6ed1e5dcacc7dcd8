package paper_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"image"
	"image/png"
	"slices"
	"strings"
	"testing"

	"github.com/prylavok/prylavok/app/label"
	"github.com/prylavok/prylavok/app/paper"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// The shop's logo stands on the papers that go to customers on pages, and on no
// other; a logo that cannot be read keeps none of them from being printed.
func TestTheLogoIsOnPapersForCustomers(t *testing.T) {
	ctx := context.Background()
	r, orders, offers := aShop(t, "uk")
	var file bytes.Buffer
	if err := png.Encode(&file, image.NewGray(image.Rect(0, 0, 60, 20))); err != nil {
		t.Fatal(err)
	}
	headed := []shop.Document{shop.DocumentInvoice, shop.DocumentExpense, shop.DocumentWaybill, shop.DocumentPacking}
	for setting, there := range map[string]bool{"": false, base64.StdEncoding.EncodeToString(file.Bytes()): true, "AAAA": false} {
		if err := r.SetSetting(ctx, replica.System, paper.LogoKey, setting); err != nil {
			t.Fatal(err)
		}
		for _, k := range paper.Kinds {
			p, err := paper.Make(ctx, r, paper.Ask{Document: k.Document, Orders: orders, Offers: offers, Places: []label.ShelfLabel{{Code: "A-01"}}, At: moment})
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Contains(p.String(), "\npicture "); got != (there && slices.Contains(headed, k.Document)) {
				t.Errorf("%s with %.8q: a logo is %v", k.Document, setting, got)
			}
			if k.Document != shop.DocumentInvoice || !there {
				continue
			}
			out, err := p.PDF()
			if err != nil || bytes.Count(out, []byte("/Subtype/Image")) != 1 {
				t.Errorf("two invoices hold %d pictures, %v", bytes.Count(out, []byte("/Subtype/Image")), err)
			}
		}
	}
}
