package paper_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"image"
	"image/color"
	"image/png"
	"slices"
	"strings"
	"testing"

	"github.com/prylavok/prylavok/app/label"
	"github.com/prylavok/prylavok/app/paper"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// choose has a document printed with a template.
func choose(t *testing.T, r *replica.Replica, document shop.Document, template string) {
	t.Helper()
	if err := r.SetSetting(context.Background(), replica.System, replica.TemplateKey(string(document)), template); err != nil {
		t.Fatal(err)
	}
}

// own keeps a template of the owner and gives its id.
func own(t *testing.T, r *replica.Replica, document shop.Document, body string) string {
	t.Helper()
	id, err := r.SaveTemplate(context.Background(), replica.System, replica.Template{Name: "Моя", Document: string(document), Body: body})
	if err != nil {
		t.Fatal(err)
	}
	return id.String()
}

func made(t *testing.T, r *replica.Replica, ask paper.Ask) label.Paper {
	t.Helper()
	ask.At = moment
	p, err := paper.Make(context.Background(), r, ask)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// What a shop has chosen is what it prints: a shipped template, one of its own,
// and without a choice the layout of the program, which a size asks for too.
func TestTheChosenTemplateIsPrinted(t *testing.T) {
	r, orders, offers := aShop(t, "uk")
	ask := paper.Ask{Document: shop.DocumentLabel, Orders: orders}
	plain := made(t, r, ask).String()
	choose(t, r, shop.DocumentLabel, paper.ShippedPrefix+"parcel-85x85")
	p := made(t, r, ask)
	said := p.String()
	for _, want := range []string{"sheet 85.000 85.000", `"Євгенія"`, `"067 123 4567"`, `"Львів"`, `"вул. Франка, 12"`, `"242,10 ₴"`, `"Кур’єр"`, `"A1-000001"`} {
		if !strings.Contains(said, want) {
			t.Errorf("the label lacks %s:\n%s", want, said)
		}
	}
	if n := len(p.Sheets()); n != len(orders) {
		t.Errorf("%d labels of %d orders", n, len(orders))
	}
	sized := ask
	sized.Size = label.Label100x100
	if made(t, r, sized).String() != plain {
		t.Error("a size does not ask for the layout")
	}
	mine := own(t, r, shop.DocumentLabel, `{"version":1,"document":"label","width":60,"height":40,"elements":[
		{"kind":"text","x":2,"y":2,"w":56,"h":30,"value":"{order.goods}\n{order.weight} {order.date} {shop.name}","size":3},
		{"kind":"text","x":2,"y":33,"w":56,"h":5,"value":"{copy}","size":4}]}`)
	choose(t, r, shop.DocumentLabel, mine)
	copied := made(t, r, paper.Ask{Document: shop.DocumentLabel, Orders: []paper.Order{{ID: orders[0].ID, Copied: true}}}).String()
	for _, want := range []string{`"1 × Чай"`, `"1 × Кава"`, "0,5 кг", "Крамниця «Їжачок»", `"КОПІЯ"`} {
		if !strings.Contains(copied, want) {
			t.Errorf("the owner's label lacks %s:\n%s", want, copied)
		}
	}
	choose(t, r, shop.DocumentPriceTag, paper.ShippedPrefix+"tag-58x40")
	tags := made(t, r, paper.Ask{Document: shop.DocumentPriceTag, Offers: offers}).String()
	for _, want := range []string{`"121,05 ₴"`, `code ean13`, `"4820024700016"`, `"за шт"`} {
		if !strings.Contains(tags, want) {
			t.Errorf("the tags lack %s:\n%s", want, tags)
		}
	}
	choose(t, r, shop.DocumentShelf, paper.ShippedPrefix+"bin-58x40")
	place := made(t, r, paper.Ask{Document: shop.DocumentShelf, Places: []label.ShelfLabel{{Code: "A-1", Name: "Чашки"}}}).String()
	if !strings.Contains(place, `"Чашки"`) || !strings.Contains(place, "sheet 58.000 40.000") {
		t.Errorf("the bin says\n%s", place)
	}
}

// A template that is gone, broken or of a newer program stops no parcel: the
// layout of the program is printed, with a warning.
func TestTemplatesThatCannotBeUsed(t *testing.T) {
	r, orders, _ := aShop(t, "uk")
	ask := paper.Ask{Document: shop.DocumentLabel, Orders: orders}
	plain := made(t, r, ask)
	for says, chosen := range map[string]string{
		"one that is gone":     shop.NewID().String(),
		"no template":          "whatever",
		"a shipped one of old": paper.ShippedPrefix + "parcel-1x1",
		"one of a newer sort":  own(t, r, shop.DocumentLabel, `{"version":9,"document":"label","width":60,"height":40,"elements":[]}`),
	} {
		choose(t, r, shop.DocumentLabel, chosen)
		p := made(t, r, ask)
		want := label.Warning{Code: paper.WarnTemplate, Field: "label"}
		if !slices.Contains(p.Warnings, want) {
			t.Errorf("%s: %v", says, p.Warnings)
		}
		p.Warnings = plain.Warnings
		if p.String() != plain.String() {
			t.Errorf("%s prints\n%s", says, p)
		}
	}
}

// A sticker that cannot be made is left out of many and told by its name; alone
// it is refused with the element.
func TestStickersThatCannotBeMade(t *testing.T) {
	r, _, offers := aShop(t, "uk")
	// Only Чай has a code that these bars hold.
	choose(t, r, shop.DocumentPriceTag, own(t, r, shop.DocumentPriceTag, `{"version":1,"document":"pricetag","width":60,"height":40,"elements":[
		{"kind":"code","x":2,"y":2,"w":56,"h":30,"value":"{offer.code}","symbology":"ean13"}]}`))
	ctx := context.Background()
	tea := offers[1]
	bad, err := r.SaveProduct(ctx, replica.System, replica.Product{Name: "Ґудзик", Unit: "pcs", Active: true, Offers: []replica.Variant{{SKU: "BTN-1", Price: 100, Active: true}}})
	if err != nil {
		t.Fatal(err)
	}
	product, err := r.Product(ctx, replica.System, bad)
	if err != nil {
		t.Fatal(err)
	}
	button := product.Offers[0].ID
	p := made(t, r, paper.Ask{Document: shop.DocumentPriceTag, Offers: []shop.ID{button, tea}})
	if want := (label.Warning{Code: paper.WarnLeftOut, Field: "Ґудзик"}); len(p.Sheets()) != 1 || !slices.Contains(p.Warnings, want) {
		t.Errorf("%d tags, %v", len(p.Sheets()), p.Warnings)
	}
	_, err = paper.Make(ctx, r, paper.Ask{Document: shop.DocumentPriceTag, Offers: []shop.ID{button}, At: moment})
	if err == nil || !strings.Contains(err.Error(), "element 1") {
		t.Errorf("a tag that cannot be made: %v", err)
	}
}

// The shop's logo is printed where a template has room for it; one that cannot
// be read leaves the room empty.
func TestTheLogoIsPrinted(t *testing.T) {
	r, orders, _ := aShop(t, "uk")
	choose(t, r, shop.DocumentLabel, own(t, r, shop.DocumentLabel, `{"version":1,"document":"label","width":60,"height":40,"elements":[{"kind":"picture","x":2,"y":2,"w":30,"h":30}]}`))
	m := image.NewGray(image.Rect(0, 0, 8, 8))
	m.SetGray(1, 1, color.Gray{Y: 255})
	var file bytes.Buffer
	if err := png.Encode(&file, m); err != nil {
		t.Fatal(err)
	}
	for logo, printed := range map[string]bool{base64.StdEncoding.EncodeToString(file.Bytes()): true, "": false, "!": false, "AAAA": false} {
		if err := r.SetSetting(context.Background(), replica.System, paper.LogoKey, logo); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(made(t, r, paper.Ask{Document: shop.DocumentLabel, Orders: orders[:1]}).String(), "picture"); got != printed {
			t.Errorf("logo %.10q is printed: %t", logo, got)
		}
	}
}
