package label_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/prylavok/prylavok/app/label"
	"pgregory.net/rapid"
)

var keepPDF = flag.String("pdf", "", "a `FOLDER` to write the documents to as PDF, to be looked at")

var languages = []label.Language{label.Ukrainian, label.English, label.Russian}

const longTitle = "Кавоварка еспресо «Ґазда» автоматична з капучинатором, 15 бар, 1,7 л, корпус із нержавної сталі, колір чорний матовий, гарантія 24 місяці, у подарунковій упаковці зі щіткою для чищення"

func invoice(l label.Language) label.Invoice {
	return label.Invoice{
		Shop: shop, Number: "A7-000123", At: "23.11.2026", Language: l,
		Seller: label.Party{Name: "ФОП Ґудзь Олена Євгенівна", TaxID: "1234567890", IBAN: "UA213223130000026007233566001", Bank: "АТ «Приклад», МФО 322313", Address: "79000, м. Львів, вул. Івана Франка, 12", Phone: "+380 32 235 00 00", Director: "Ґудзь О. Є."},
		Buyer:  label.Party{Name: "ТОВ «Їжачок і сини»", TaxID: "12345678", Address: "м. Київ, вул. Хрещатик, 1", Director: "Якименко Ю. Ї."},
		Lines: []label.InvoiceLine{
			{Title: longTitle, SKU: "KAV-001", Quantity: "2", Unit: "шт", Price: "425,00", Sum: "850,00"},
			{Title: "Їжа, ґудзик, є, Қазақстан", SKU: "GDZ-7", Quantity: "12", Unit: "шт", Price: "4,50", Discount: "5,40", Sum: "48,60"},
			{Title: "Сир твердий", Quantity: "0,350", Unit: "кг", Price: "420,00", Sum: "147,00"},
		},
		Subtotal: "1\u00a0051,00 ₴", Discount: "5,40 ₴", Delivery: "80,00 ₴", Total: "1\u00a0125,60 ₴", Tax: "Без ПДВ",
		Words: "Одна тисяча сто двадцять п’ять гривень 60 копійок", Note: "Рахунок дійсний до сплати 3 дні.",
	}
}

var goods = []label.GoodsLine{
	{Place: "A-01-03", Title: longTitle, SKU: "KAV-001", Barcode: "4820024700016", Quantity: "2", Unit: "шт"},
	{Place: "B-12", Title: "Їжа, ґудзик, є, Қазақстан", SKU: "GDZ-7", Quantity: "12", Unit: "шт"},
	{Title: "Сир твердий", Quantity: "0,350", Unit: "кг"},
}

func packing(l label.Language) label.PackingSlip {
	o := orderLabel(l)
	return label.PackingSlip{Shop: shop, Number: o.Number, At: "23.11.2026", Recipient: o.Recipient, Phone: o.Phone, Address: o.Address, Delivery: o.Delivery, Comment: o.Comment,
		COD: o.COD, Pieces: "2", Lines: goods, Language: l}
}

func waybill(l label.Language) label.Waybill {
	o, i := orderLabel(l), invoice(l)
	return label.Waybill{Shop: shop, Number: o.Number, Tracking: "20450123456789", At: "23.11.2026", Sender: i.Seller.Name, Carrier: o.Delivery, Recipient: o.Recipient, Phone: o.Phone, Address: o.Address,
		Comment: o.Comment, Lines: i.Lines, Declared: "1\u00a0045,60 ₴", Delivery: "80,00 ₴", COD: o.COD, Parcels: "2", Weight: "3,4 кг", Language: l}
}

func register(l label.Language, rows int) label.Register {
	o := orderLabel(l)
	d := label.Register{Shop: shop, At: "23.11.2026", Carrier: "Нова пошта", Parcels: "61", Weight: "84,2 кг", COD: "31\u00a0368,00 ₴", Language: l}
	for i := range rows {
		r := label.RegisterRow{Number: fmt.Sprintf("A7-%06d", i+1), Tracking: fmt.Sprintf("2045012345%04d", i), Recipient: o.Recipient, Phone: o.Phone, Address: o.Address, Parcels: "2", Weight: "1,2 кг"}
		if i%2 == 0 {
			r.COD = o.COD
		}
		d.Rows = append(d.Rows, r)
	}
	return d
}

func pickList(l label.Language) label.PickList {
	d := label.PickList{Shop: shop, At: "23.11.2026 09:00", Language: l}
	for _, g := range goods {
		d.Goods = append(d.Goods, label.PickLine{GoodsLine: g, For: "A7-000123 × 1, A7-000124 × 1"})
	}
	for i := range 3 {
		d.Orders = append(d.Orders, label.PickOrder{Number: fmt.Sprintf("A7-%06d", 123+i), Customer: "Ґудзь Євгенія", Delivery: "До відділення", Lines: goods[i%2 : 2+i%2]})
	}
	return d
}

func countSheet(l label.Language) label.CountSheet {
	d := label.CountSheet{Shop: shop, At: "23.11.2026", Warehouse: "Головний склад", Language: l}
	for i, g := range goods {
		g.Quantity = ""
		d.Rows = append(d.Rows, label.CountRow{GoodsLine: g, Booked: fmt.Sprint(i * 12)})
	}
	return d
}

func priceTags(size label.Size) label.PriceTags {
	return label.PriceTags{Size: size, Tags: []label.PriceTag{
		{Title: "Їжа, ґудзик, є, Қазақстан", SKU: "GDZ-7", Barcode: "4820024700016", Price: "4,50 ₴", At: "23.11.2026"},
		{Title: longTitle, SKU: "KAV-001", Barcode: "96385074", Price: "18\u00a0425,00 ₴", Old: "21\u00a0000,00 ₴", Unit: "за шт", At: "23.11.2026"},
		{Title: "Сир твердий", SKU: "SYR-2", Price: "420,00 ₴", Unit: "за кг"},
		{Title: "Код кирилицею", SKU: "СИР-2", Price: "999\u00a0999,99 ₴", Old: "1\u00a0299\u00a0999,99 ₴"},
	}}
}

func shelves(size label.Size) label.ShelfLabels {
	return label.ShelfLabels{Size: size, Labels: []label.ShelfLabel{{Code: "A-01-03", Name: "Стелаж А, полиця 1, комірка 3"}, {Code: "Ґ-12", Name: longTitle}, {Code: "B"}}}
}

// crowdedLabel has more in every field than any label holds.
func crowdedLabel() label.OrderLabel { return cases()["label-everything-too-long"].(label.OrderLabel) }

// pageCases are the documents of pages and sheets in the languages they are
// printed in, and their odd cases.
func pageCases() map[string]document {
	all := map[string]document{}
	for _, l := range languages {
		all["invoice-"+string(l)] = invoice(l)
		all["expense-"+string(l)] = with(invoice(l), func(d *label.Invoice) { d.Handover = true })
		all["packing-"+string(l)] = packing(l)
		all["waybill-"+string(l)] = waybill(l)
		all["register-"+string(l)] = register(l, 5)
		all["picklist-"+string(l)] = pickList(l)
		all["countsheet-"+string(l)] = countSheet(l)
		all["roll58-"+string(l)] = with(receipt(l), func(d *label.Receipt) { d.Size = label.Roll58 })
		for _, size := range label.LabelSizes[1:] {
			all["label-"+string(size)+"-"+string(l)] = with(orderLabel(l), func(d *label.OrderLabel) { d.Size = size })
		}
	}
	for _, size := range label.TagSizes {
		all["pricetag-"+string(size)] = priceTags(size)
	}
	for _, size := range label.ShelfSizes {
		all["shelf-"+string(size)] = shelves(size)
	}
	maps.Copy(all, trackingCases())
	maps.Copy(all, firmCases())
	maps.Copy(all, map[string]document{
		"invoice-copy":    with(invoice(label.Ukrainian), func(d *label.Invoice) { d.Copy = true }),
		"packing-a4":      with(packing(label.Ukrainian), func(d *label.PackingSlip) { d.Size, d.Copy = label.PageA4, true }),
		"packing-address": with(packing(label.Ukrainian), func(d *label.PackingSlip) { d.Address, d.Phone, d.Recipient = address400(), "", "דוד לוי 🎁" }),
		"register-pages":  register(label.Ukrainian, 30),
		"countsheet-blind": with(countSheet(label.Ukrainian), func(d *label.CountSheet) {
			d.Number = "A7-C12"
			for i := range d.Rows {
				d.Rows[i].Booked = ""
			}
		}),
		"label-85x85-too-long":   with(crowdedLabel(), func(d *label.OrderLabel) { d.Size = label.Label85x85 }),
		"label-100x150-too-long": with(crowdedLabel(), func(d *label.OrderLabel) { d.Size = label.Label100x150 }),
		"roll58-return": with(receipt(label.Ukrainian), func(d *label.Receipt) {
			d.Size, d.Return, d.OriginNumber, d.Copy = label.Roll58, true, "A7-000101", true
		}),
		"roll58-large": with(receipt(label.Ukrainian), func(d *label.Receipt) {
			d.Size, d.Total, d.Lines[0].Sum = label.Roll58, "999 999 999,99 ₴", "999 999 999,99"
		}),
		"invoice-bare": label.Invoice{Number: "1", Lines: []label.InvoiceLine{{Title: "Чай", Quantity: "1", Price: "1,00", Sum: "1,00"}}, Total: "1,00 ₴"},
	})
	return all
}

// Remake the golden files with: go test ./app/label -update
func TestGoldenPages(t *testing.T) {
	cases := pageCases()
	maps.Copy(cases, logoCases(t))
	for name, d := range cases {
		t.Run(name, func(t *testing.T) { golden(t, filepath.Join("testdata", name+".txt"), paper(t, d).String()) })
	}
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs.\ngot:\n%s\nwant:\n%s", file, got, want)
	}
}

// The same document is the same bytes.
func TestPagesAreDeterministic(t *testing.T) {
	for name, d := range pageCases() {
		first, second := pdf(t, d), pdf(t, d)
		if !bytes.Equal(first, second) {
			t.Errorf("%s: two renderings differ", name)
		}
		if *keepPDF != "" {
			if err := os.WriteFile(filepath.Join(*keepPDF, name+".pdf"), first, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

var textPlace = regexp.MustCompile(`(?m)^text (-?[0-9.]+) (-?[0-9.]+) (left|centre|right) `)
var sheetSize = regexp.MustCompile(`(?m)^sheet ([0-9.]+) ([0-9.]+)$`)

// Every text begins and every box lies on its sheet.
func TestMarksLieOnTheSheet(t *testing.T) {
	for name, d := range pageCases() {
		for _, sheet := range sheets(paper(t, d)) {
			var width, height float64
			if _, err := fmt.Sscan(strings.Join(sheetSize.FindStringSubmatch(sheet)[1:], " "), &width, &height); err != nil {
				t.Fatal(err)
			}
			for _, place := range textPlace.FindAllStringSubmatch(sheet, -1) {
				var x, y float64
				if _, err := fmt.Sscan(place[1]+" "+place[2], &x, &y); err != nil || x < 0 || x > width || y < 0 || y > height {
					t.Errorf("%s: %q lies outside %v × %v", name, place[0], width, height)
				}
			}
		}
	}
}

// sheets cuts a paper's description into those of its sheets.
func sheets(p label.Paper) []string {
	var list []string
	for _, s := range strings.Split("\n"+p.String(), "\nsheet ")[1:] {
		list = append(list, "sheet "+s)
	}
	return list
}

// A long table breaks between rows, never in one; each page repeats the heads
// and says which of how many it is; nothing is lost.
func TestLongTables(t *testing.T) {
	d := invoice(label.Ukrainian)
	d.Lines = nil
	for i := range 120 {
		d.Lines = append(d.Lines, label.InvoiceLine{Title: fmt.Sprintf("Товар%04d %s кінець%04d", i, longTitle, i), Quantity: "1", Price: "1,00", Sum: fmt.Sprintf("%d,00", 9000+i)})
	}
	pages := sheets(paper(t, d))
	if len(pages) < 4 {
		t.Fatalf("%d pages", len(pages))
	}
	seen := 0
	for n, page := range pages {
		if !strings.Contains(page, fmt.Sprintf("Сторінка %d з %d", n+1, len(pages))) {
			t.Errorf("page %d does not say so", n+1)
		}
		rows := strings.Count(page, "Товар0")
		if rows > 0 && !strings.Contains(page, `"Ціна"`) {
			t.Errorf("page %d has no heads", n+1)
		}
		for ; rows > 0; rows-- {
			for _, part := range []string{fmt.Sprintf("Товар%04d", seen), fmt.Sprintf("кінець%04d", seen), fmt.Sprintf(`"%d,00"`, 9000+seen)} {
				if !strings.Contains(page, part) {
					t.Errorf("page %d has not the whole of row %d: %s", n+1, seen, part)
				}
			}
			seen++
		}
	}
	if seen != 120 {
		t.Errorf("%d of 120 rows", seen)
	}
}

// What is read out of the PDF is what was given, in every language.
func TestPagesReadBack(t *testing.T) {
	common := map[string][]string{}
	for _, name := range []string{"invoice", "expense", "packing", "waybill", "picklist", "countsheet"} {
		common[name] = []string{"Їжа, ґудзик, є, Қазақстан", "Крамниця «Їжачок»"}
	}
	for _, l := range languages {
		for name, want := range map[string][]string{
			"invoice":    {"A7-000123", "UA213223130000026007233566001", "ТОВ «Їжачок і сини»", "1 125,60", "п’ять гривень 60 копійок", "Ґудзь О. Є."},
			"expense":    {"A7-000123", "ТОВ «Їжачок і сини»", "Якименко Ю. Ї.", "0,350"},
			"packing":    {"A7-000123", "Шевченко-Ґудзик Євгенія Юріївна", "+380 67 123 45 67", "4820024700016", "B-12", "1 045,60"},
			"waybill":    {"20450123456789", "Шевченко-Ґудзик Євгенія Юріївна", "3,4 кг", "1 045,60"},
			"picklist":   {"A7-000124", "A-01-03", "4820024700016"},
			"register":   {"A7-000003", "20450123450002", "Нова пошта", "84,2 кг", "31 368,00"},
			"countsheet": {"Головний склад", "4820024700016", "24"},
		} {
			read := outside(t, pdf(t, pageCases()[name+"-"+string(l)]), "pdftotext", "-layout", "-", "-")
			got := strings.Join(strings.Fields(strings.ReplaceAll(string(read), "\u00a0", " ")), " ")
			for _, s := range append(want, common[name]...) {
				if !strings.Contains(got, s) {
					t.Errorf("%s in %s: %q is not in\n%s", name, l, s, got)
				}
			}
		}
	}
}

// Each kind of paper refuses what it cannot print, by the name of the field.
func TestPagesRefuse(t *testing.T) {
	endless := strings.Repeat("1 000 000,00 ", 30)
	for what, c := range map[string]struct {
		d           document
		code, field string
	}{
		"no lines":                  {label.Invoice{Number: "1"}, label.CodeNothing, "Lines"},
		"a number in Cyrillic":      {with(invoice(label.Ukrainian), func(d *label.Invoice) { d.Number = "А7" }), label.CodeNumberUnprinted, "Number"},
		"a size that is not there":  {with(orderLabel(label.Ukrainian), func(d *label.OrderLabel) { d.Size = "10x10" }), label.CodeSizeUnknown, "Size"},
		"a roll that is not there":  {with(receipt(label.Ukrainian), func(d *label.Receipt) { d.Size = "57" }), label.CodeSizeUnknown, "Size"},
		"no tags":                   {label.PriceTags{}, label.CodeNothing, "Tags"},
		"tags of another size":      {label.PriceTags{Size: "1x1", Tags: make([]label.PriceTag, 1)}, label.CodeSizeUnknown, "Size"},
		"a place beyond the sheet":  {label.PriceTags{Size: label.TagA4, First: 66, Tags: make([]label.PriceTag, 1)}, label.CodeStart, "First"},
		"an endless price":          {label.PriceTags{Tags: []label.PriceTag{{Price: endless}}}, label.CodeAmountTooLong, "Tags.Price"},
		"no shelves":                {label.ShelfLabels{}, label.CodeNothing, "Labels"},
		"a shelf without a code":    {label.ShelfLabels{Labels: make([]label.ShelfLabel, 1)}, label.CodeNumberEmpty, "Labels.Code"},
		"a shelf with a novel":      {label.ShelfLabels{Labels: []label.ShelfLabel{{Code: strings.Repeat("A", 60)}}}, label.CodeUnreadable, "Labels.Code"},
		"an empty parcel":           {label.PackingSlip{Number: "1"}, label.CodeNothing, "Lines"},
		"a courier without any":     {label.Register{}, label.CodeNothing, "Rows"},
		"a waybill of nothing":      {label.Waybill{Number: "1"}, label.CodeNothing, "Lines"},
		"nothing to pick":           {label.PickList{}, label.CodeNothing, "Goods"},
		"nothing to count":          {label.CountSheet{}, label.CodeNothing, "Rows"},
		"no number":                 {with(packing(label.Ukrainian), func(d *label.PackingSlip) { d.Number = "" }), label.CodeNumberEmpty, "Number"},
		"an endless quantity":       {with(packing(label.Ukrainian), func(d *label.PackingSlip) { d.Lines = []label.GoodsLine{{Title: "a", Quantity: endless}} }), label.CodeAmountTooLong, "Lines.Quantity"},
		"an endless sum to collect": {with(register(label.Ukrainian, 1), func(d *label.Register) { d.Rows[0].COD = endless }), label.CodeAmountTooLong, "Rows.COD"},
		"an endless sum":            {with(invoice(label.Ukrainian), func(d *label.Invoice) { d.Lines[0].Sum = endless }), label.CodeAmountTooLong, "Lines.Sum"},
		"an endless total":          {with(invoice(label.Ukrainian), func(d *label.Invoice) { d.Total = endless }), label.CodeAmountTooLong, "Total"},
		"endless words":             {with(invoice(label.Ukrainian), func(d *label.Invoice) { d.Words = strings.Repeat(endless, 30) }), label.CodeAmountTooLong, "Words"},
	} {
		p, err := c.d.Paper()
		var e *label.Error
		if !errors.As(err, &e) || len(p.Sheets()) > 0 {
			t.Errorf("%s: got %d sheets and %v, want an *Error", what, len(p.Sheets()), err)
			continue
		}
		if e.Code != c.code || e.Field != c.field || e.Hint == "" {
			t.Errorf("%s: got %+v, want %s of %s", what, e, c.code, c.field)
		}
	}
}

// Addresses of 400 letters, emoji, right-to-left words and empty fields are
// printed as far as paper can, and what is missing is told.
func TestPagesTakeWhatPeopleType(t *testing.T) {
	d := invoice(label.Ukrainian)
	d.Buyer = label.Party{Name: "דוד לוי 🎁", Address: address400()}
	p := paper(t, d)
	if !strings.Contains(printed(p), strings.ReplaceAll(address400(), " ", "")) || !strings.Contains(p.String(), "יול דוד") {
		t.Errorf("got\n%s", p)
	}
	if !slices.Equal(p.Warnings, []label.Warning{{Code: label.WarnReplaced, Field: "Buyer", Lost: 1}}) {
		t.Errorf("warnings %v", p.Warnings)
	}
}

// Tags fill a sheet of 65 from a given place on, and go on on another; each
// stands on its own label.
func TestPriceTagsOnSheets(t *testing.T) {
	d := label.PriceTags{Size: label.TagA4, First: 64}
	for i := range 68 {
		d.Tags = append(d.Tags, label.PriceTag{Title: fmt.Sprintf("Товар%02d", i), Price: fmt.Sprintf("%d,00", 1000+i)})
	}
	pages := sheets(paper(t, d))
	if len(pages) != 3 {
		t.Fatalf("%d sheets", len(pages))
	}
	title := regexp.MustCompile(`(?m)^text ([0-9.]+) ([0-9.]+) left bold [0-9.]+ "Товар(\d\d)"`)
	for n, page := range pages {
		for _, found := range title.FindAllStringSubmatch(page, -1) {
			var x, y float64
			var i int
			if _, err := fmt.Sscan(found[1]+" "+found[2]+" "+strings.TrimPrefix(found[3], "0"), &x, &y, &i); err != nil && found[3] != "00" {
				t.Fatal(err)
			}
			place := 63 + i
			left, top := 4.75+40.6*float64(place%5), 10.7+21.2*float64(place%65/5)
			if place/65 != n || x < left || x > left+38.1 || y < top || y > top+21.2 {
				t.Errorf("tag %d stands on sheet %d at %v, %v", i, n+1, x, y)
			}
		}
	}
}

// A code that cannot be bars stays as text and is told; the tag is printed.
func TestTagWithoutReadableCode(t *testing.T) {
	p := paper(t, label.PriceTags{Size: label.Tag40x30, Tags: []label.PriceTag{{Title: "a", SKU: "СИР-2", Price: "1"}, {Title: "b", SKU: strings.Repeat("LONG", 8), Price: "1"}}})
	if len(p.Warnings) < 2 || p.Warnings[0] != (label.Warning{Code: label.WarnNoCode, Field: "Tags.Barcode", Lost: 5}) || strings.Contains(p.String(), "\ncode ") || !strings.Contains(p.String(), `"СИР-2"`) {
		t.Errorf("%v on\n%s", p.Warnings, p)
	}
}

var (
	bboxPage = regexp.MustCompile(`(?s)<page width="([0-9.]+)" height="([0-9.]+)">(.*?)</page>`)
	bboxWord = regexp.MustCompile(`<word xMin="(-?[0-9.]+)" yMin="(-?[0-9.]+)" xMax="(-?[0-9.]+)" yMax="(-?[0-9.]+)">(.*?)</word>`)
)

// No word leaves its page or stands on another one, whatever is printed.
func TestWordsStandApart(t *testing.T) {
	type word struct {
		x1, y1, x2, y2 float64
		value          string
	}
	all := pageCases()
	maps.Copy(all, cases())
	for name, d := range all {
		for _, page := range bboxPage.FindAllStringSubmatch(string(outside(t, pdf(t, d), "pdftotext", "-bbox", "-", "-")), -1) {
			var width, height float64
			if _, err := fmt.Sscan(page[1]+" "+page[2], &width, &height); err != nil {
				t.Fatal(err)
			}
			var words []word
			for _, found := range bboxWord.FindAllStringSubmatch(page[3], -1) {
				w := word{value: found[5]}
				if _, err := fmt.Sscan(strings.Join(found[1:5], " "), &w.x1, &w.y1, &w.x2, &w.y2); err != nil {
					t.Fatal(err)
				}
				if w.x1 < 0 || w.x2 > width || w.y1 < 0 || w.y2 > height {
					t.Errorf("%s: %q leaves the page", name, w.value)
				}
				// The box of a word has its font's full height; letters need less.
				third := (w.y2 - w.y1) / 3
				w.y1, w.y2 = w.y1+third/2, w.y2-third/2
				for _, other := range words {
					if min(w.x2, other.x2)-max(w.x1, other.x1) > 0.5 && min(w.y2, other.y2)-max(w.y1, other.y1) > 0.5 {
						t.Errorf("%s: %q stands on %q", name, w.value, other.value)
					}
				}
				words = append(words, w)
			}
			if len(words) == 0 {
				t.Errorf("%s: a page without words", name)
			}
		}
	}
}

// Whatever people type, in any script and length, is printed in full rows: each
// line has its number and its sum on one page, in their order.
func TestAnyLinesArePrinted(t *testing.T) {
	place := regexp.MustCompile(`(?m)^text 17.000 [0-9.]+ centre regular [0-9.]+ "(\d+)"$`)
	rapid.Check(t, func(t *rapid.T) {
		d := invoice(rapid.SampledFrom(languages).Draw(t, "language"))
		d.Buyer = label.Party{Name: rapid.String().Draw(t, "buyer"), Address: rapid.String().Draw(t, "address")}
		title := rapid.OneOf(rapid.String(), rapid.StringOfN(rapid.RuneFrom([]rune("Їґє щ🎁שס")), 0, 900, -1))
		d.Lines = nil
		for i := range rapid.IntRange(1, 60).Draw(t, "lines") {
			d.Lines = append(d.Lines, label.InvoiceLine{Title: title.Draw(t, "title"), SKU: title.Draw(t, "sku"), Quantity: "1", Price: "1,00", Sum: fmt.Sprintf("%d,77", i+1)})
		}
		p, err := d.Paper()
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, page := range sheets(p) {
			for _, found := range place.FindAllStringSubmatch(page, -1) {
				n++
				if found[1] != fmt.Sprint(n) || !strings.Contains(page, fmt.Sprintf(`"%d,77"`, n)) {
					t.Fatalf("line %d is not whole on\n%s", n, page)
				}
			}
		}
		if n != len(d.Lines) || strings.ContainsRune(p.String(), '\ufffd') {
			t.Fatalf("%d of %d lines on\n%s", n, len(d.Lines), p)
		}
	})
}
