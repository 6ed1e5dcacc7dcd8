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

// pageCases are the documents of pages and sheets in the languages they are
// printed in, and their odd cases.
func pageCases() map[string]document {
	all := map[string]document{}
	for _, l := range languages {
		all["invoice-"+string(l)] = invoice(l)
		all["expense-"+string(l)] = with(invoice(l), func(d *label.Invoice) { d.Handover = true })
	}
	maps.Copy(all, map[string]document{
		"invoice-copy": with(invoice(label.Ukrainian), func(d *label.Invoice) { d.Copy = true }),
		"invoice-bare": label.Invoice{Number: "1", Lines: []label.InvoiceLine{{Title: "Чай", Quantity: "1", Price: "1,00", Sum: "1,00"}}, Total: "1,00 ₴"},
	})
	return all
}

// Remake the golden files with: go test ./app/label -update
func TestGoldenPages(t *testing.T) {
	for name, d := range pageCases() {
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
	for _, s := range strings.Split(p.String(), "sheet ")[1:] {
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
	for _, l := range languages {
		for _, d := range []label.Invoice{invoice(l), with(invoice(l), func(d *label.Invoice) { d.Handover = true })} {
			got := strings.Join(strings.Fields(string(outside(t, pdf(t, d), "pdftotext", "-layout", "-", "-"))), " ")
			for _, want := range []string{"A7-000123", "UA213223130000026007233566001", "ТОВ «Їжачок і сини»", "Їжа, ґудзик, є, Қазақстан", "1 125,60", "п’ять гривень 60 копійок", "Ґудзь О. Є."} {
				if !strings.Contains(strings.ReplaceAll(got, "\u00a0", " "), want) {
					t.Errorf("%s: %q is not in\n%s", l, want, got)
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
		"no lines":             {label.Invoice{Number: "1"}, label.CodeNothing, "Lines"},
		"a number in Cyrillic": {with(invoice(label.Ukrainian), func(d *label.Invoice) { d.Number = "А7" }), label.CodeNumberUnprinted, "Number"},
		"an endless sum":       {with(invoice(label.Ukrainian), func(d *label.Invoice) { d.Lines[0].Sum = endless }), label.CodeAmountTooLong, "Lines.Sum"},
		"an endless total":     {with(invoice(label.Ukrainian), func(d *label.Invoice) { d.Total = endless }), label.CodeAmountTooLong, "Total"},
		"endless words":        {with(invoice(label.Ukrainian), func(d *label.Invoice) { d.Words = strings.Repeat(endless, 30) }), label.CodeAmountTooLong, "Words"},
	} {
		b, err := c.d.PDF()
		var e *label.Error
		if !errors.As(err, &e) || b != nil {
			t.Errorf("%s: got %d bytes and %v, want an *Error", what, len(b), err)
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
