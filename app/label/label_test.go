package label_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/prylavok/prylavok/app/label"
)

var update = flag.Bool("update", false, "write the golden files anew")

// A document is what all kinds of paper offer.
type document interface{ Paper() (label.Paper, error) }

func paper(t *testing.T, d document) label.Paper {
	t.Helper()
	p, err := d.Paper()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func pdf(t *testing.T, d document) []byte {
	t.Helper()
	b, err := paper(t, d).PDF()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var shop = label.Shop{Name: "Крамниця «Їжачок»", Address: "м. Львів, вул. Івана Франка, 12", Phone: "+380 32 235 00 00",
	Footer: "Дякуємо за покупку!\nОбмін і повернення протягом 14 днів."}

func receipt(l label.Language) label.Receipt {
	return label.Receipt{
		Shop: shop, Number: "A7-000123", At: "23.11.2026 14:05", Clerk: "Олена Ґудзь", Customer: "Әлия Қазақстан",
		Lines: []label.Line{
			{Title: "Кава зернова «Галка», арабіка 100 %, темне обсмаження, пакет 1 кг", SKU: "KAV-001", Quantity: "2 шт", Price: "425,00", Sum: "850,00"},
			{Title: "Їжа, ґудзик, є, Қазақстан", SKU: "GDZ-7", Quantity: "12 шт", Price: "4,50", Discount: "−5,40", Sum: "48,60"},
			{Title: "Сир твердий", Quantity: "0,350 кг", Price: "420,00", Sum: "147,00"},
		},
		Subtotal: "1\u00a0051,00 ₴", Discount: "−5,40 ₴", Total: "1\u00a0045,60 ₴",
		Payments: []label.Payment{{Name: "Картка", Sum: "545,60 ₴"}, {Name: "Готівка", Sum: "500,00 ₴"}},
		Given:    "600,00 ₴", Change: "100,00 ₴", Language: l,
	}
}

func orderLabel(l label.Language) label.OrderLabel {
	return label.OrderLabel{
		Shop: shop, Number: "A7-000123", Recipient: "Шевченко-Ґудзик Євгенія Юріївна", Phone: "+380 67 123 45 67",
		Address:  "79018, Львівська обл., м. Львів, вул. Героїв УПА, буд. 73, кв. 15, під'їзд 2\nВідділення № 12",
		Delivery: "Нова пошта, до відділення", Comment: "Телефонувати після 18:00, обережно, скло",
		COD: "1\u00a0045,60 ₴", Pieces: "1/2", Language: l,
	}
}

// address400 is an address of exactly 400 letters, as marketplaces pass on.
func address400() string {
	s := []rune(strings.Repeat("Івано-Франківська область, Надвірнянський район, селище міського типу Ворохта, вулиця Данила Галицького, ", 5))
	return string(s[:399]) + "!"
}

func with[T any](d T, change func(*T)) T {
	change(&d)
	return d
}

// cases are the documents that people review as golden files and that every
// other check runs over too.
func cases() map[string]document {
	minimal := label.OrderLabel{Number: "1", Recipient: "Ян", Language: label.Ukrainian}
	return map[string]document{
		"receipt-uk":         receipt(label.Ukrainian),
		"receipt-en":         receipt(label.English),
		"receipt-ru":         receipt(label.Russian),
		"receipt-bare":       label.Receipt{Number: "B-1", Total: "0,00"},
		"receipt-copy":       with(receipt(label.Ukrainian), func(r *label.Receipt) { r.Copy = true }),
		"receipt-return":     with(receipt(label.Ukrainian), func(r *label.Receipt) { r.Return, r.OriginNumber = true, "A7-000101" }),
		"label-uk":           orderLabel(label.Ukrainian),
		"label-en":           orderLabel(label.English),
		"label-ru":           orderLabel(label.Russian),
		"label-bare":         minimal,
		"label-copy":         with(orderLabel(label.Russian), func(l *label.OrderLabel) { l.Copy = true }),
		"label-no-phone":     with(orderLabel(label.Ukrainian), func(l *label.OrderLabel) { l.Phone = "" }),
		"label-long-address": with(orderLabel(label.Ukrainian), func(l *label.OrderLabel) { l.Address = address400() }),
		"label-long-number":  with(orderLabel(label.Ukrainian), func(l *label.OrderLabel) { l.Number = "MARKETPLACE-2026-ABCDEF" }),
		"label-emoji":        with(orderLabel(label.Ukrainian), func(l *label.OrderLabel) { l.Comment = "Подарунок 🎁 для ❤️ мами 👩‍🍳" }),
		"label-rtl": with(orderLabel(label.English), func(l *label.OrderLabel) {
			l.Recipient, l.Address = "דוד לוי", "רחוב הרצל 12, תל אביב\nشارع ٥ بيروت"
		}),
		"label-everything-too-long": with(orderLabel(label.Ukrainian), func(l *label.OrderLabel) {
			for _, field := range []*string{&l.Shop.Name, &l.Shop.Address, &l.Recipient, &l.Phone, &l.Address, &l.Delivery, &l.Comment, &l.Pieces} {
				*field = strings.Repeat(*field+" ", 30)
			}
			l.Copy = true
		}),
	}
}

// The layout of each document is a golden file: a change of it is seen in
// review, mark by mark. Remake them with: go test ./app/label -update
func TestGolden(t *testing.T) {
	for name, d := range cases() {
		t.Run(name, func(t *testing.T) {
			got := paper(t, d).String()
			file := filepath.Join("testdata", name+".txt")
			if *update {
				if err := os.MkdirAll("testdata", 0o755); err != nil {
					t.Fatal(err)
				}
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
		})
	}
}

// The same document is the same bytes, and small: fonts are embedded by the
// letters that are used.
func TestPDFIsDeterministicAndSmall(t *testing.T) {
	for name, d := range cases() {
		first, second := pdf(t, d), pdf(t, d)
		if !bytes.Equal(first, second) {
			t.Errorf("%s: two renderings differ", name)
		}
		if len(first) >= 60_000 {
			t.Errorf("%s: %d bytes, want fewer than 60,000", name, len(first))
		}
	}
}

var mediaBox = regexp.MustCompile(`/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]`)

// A label is exactly 100 × 100 mm; a receipt is exactly 80 mm wide and as
// long as what is on it.
func TestPageSizes(t *testing.T) {
	for name, d := range cases() {
		var width, height float64
		for _, found := range mediaBox.FindAllSubmatch(pdf(t, d), -1) {
			if _, err := fmt.Sscan(string(found[1])+" "+string(found[2]), &width, &height); err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(name, "label") && (inMM(width) != "100.0" || inMM(height) != "100.0") {
				t.Errorf("%s: page of %s × %s mm", name, inMM(width), inMM(height))
			}
			if strings.HasPrefix(name, "receipt") && inMM(width) != "80.0" {
				t.Errorf("%s: page %s mm wide", name, inMM(width))
			}
		}
		if width == 0 {
			t.Errorf("%s: no page size in the PDF", name)
		}
	}
	short, long := pageHeight(t, receipt(label.Ukrainian)), pageHeight(t, with(receipt(label.Ukrainian), func(r *label.Receipt) { r.Lines = append(r.Lines, r.Lines...) }))
	if long <= short {
		t.Errorf("twice the lines: %v points high, before %v", long, short)
	}
}

func inMM(points float64) string { return fmt.Sprintf("%.1f", points*25.4/72) }

func pageHeight(t *testing.T, d document) (points float64) {
	t.Helper()
	found := mediaBox.FindSubmatch(pdf(t, d))
	if found == nil {
		t.Fatal("no page size in the PDF")
	}
	_, err := fmt.Sscan(string(found[2]), &points)
	if err != nil {
		t.Fatal(err)
	}
	return points
}

// A receipt denies being a fiscal document in its language and never uses the
// words of one; only a reprint is marked as a copy.
func TestReceiptWords(t *testing.T) {
	for l, want := range map[label.Language][3]string{
		label.Ukrainian: {"Товарний чек", "Не є фіскальним документом", "КОПІЯ"},
		label.English:   {"Sales receipt", "Not a fiscal document", "COPY"},
		label.Russian:   {"Товарный чек", "Не является фискальным документом", "КОПИЯ"},
		"kk":            {"Товарний чек", "Не є фіскальним документом", "КОПІЯ"},
	} {
		original := paper(t, receipt(l)).String()
		reprint := paper(t, with(receipt(l), func(r *label.Receipt) { r.Copy = true })).String()
		for _, words := range want[:2] {
			if !strings.Contains(original, words) {
				t.Errorf("%s: %q is missing", l, words)
			}
		}
		if strings.Contains(original, want[2]) || !strings.Contains(reprint, want[2]) {
			t.Errorf("%s: %q must stand on the reprint alone", l, want[2])
		}
		for _, claim := range []string{"фіскальний чек", "фискальный чек", "fiscal receipt"} {
			if strings.Contains(strings.ToLower(original), claim) {
				t.Errorf("%s: claims to be a %q", l, claim)
			}
		}
		label := with(orderLabel(l), func(o *label.OrderLabel) { o.Copy = true })
		if !strings.Contains(paper(t, label).String(), want[2]) {
			t.Errorf("%s: a reprinted label has no %q", l, want[2])
		}
	}
}

// What Code 128 cannot hold or the paper cannot take is refused by name, for
// receipt and label alike.
func TestNumbersThatCannotBePrinted(t *testing.T) {
	for number, code := range map[string]string{
		"":                       label.CodeNumberEmpty,
		"А7-000123":              label.CodeNumberUnprinted, // a Cyrillic А
		"A7\n1":                  label.CodeNumberUnprinted,
		"№1":                     label.CodeNumberUnprinted,
		strings.Repeat("AB", 16): label.CodeNumberTooLong,
		strings.Repeat("1", 81):  label.CodeNumberTooLong,
	} {
		for _, d := range []document{
			with(receipt(label.Ukrainian), func(r *label.Receipt) { r.Number = number }),
			with(orderLabel(label.Ukrainian), func(l *label.OrderLabel) { l.Number = number }),
		} {
			p, err := d.Paper()
			var e *label.Error
			if !errors.As(err, &e) || len(p.Sheets()) > 0 {
				t.Errorf("%T %q: got %d sheets and %v, want an *Error", d, number, len(p.Sheets()), err)
				continue
			}
			if e.Code != code || e.Field != "Number" || e.Value != number || e.Hint == "" {
				t.Errorf("%T %q: got %+v, want code %s", d, number, e, code)
			}
		}
	}
}

// Half a sum would be a false one: an amount that does not fit whole stops the
// document.
func TestAmountsAreNeverCut(t *testing.T) {
	endless := strings.Repeat("1 000 000,00 ", 20)
	for field, d := range map[string]document{
		"Total":     with(receipt(label.Ukrainian), func(r *label.Receipt) { r.Total = endless }),
		"Lines.Sum": with(receipt(label.Ukrainian), func(r *label.Receipt) { r.Lines[0].Sum = endless }),
		"COD":       with(orderLabel(label.Ukrainian), func(l *label.OrderLabel) { l.COD = endless }),
	} {
		_, err := d.Paper()
		var e *label.Error
		if !errors.As(err, &e) || e.Code != label.CodeAmountTooLong || e.Field != field {
			t.Errorf("%s: got %v", field, err)
		}
	}
	largest := with(receipt(label.Ukrainian), func(r *label.Receipt) { r.Total = "−9 999 999 999,99 UAH" })
	if p := paper(t, largest); len(p.Warnings) != 0 || !strings.Contains(p.String(), largest.Total) {
		t.Errorf("a large total: %v on\n%s", p.Warnings, p)
	}
}

// Nothing is cut in silence: an address of 400 letters is all there, one that
// no size can hold ends with an ellipsis and says how much is gone.
func TestLongAddresses(t *testing.T) {
	whole := with(orderLabel(label.Ukrainian), func(l *label.OrderLabel) { l.Address = address400() })
	p := paper(t, whole)
	if len(p.Warnings) != 0 || !strings.Contains(printed(p), strings.ReplaceAll(address400(), " ", "")) {
		t.Errorf("400 letters: warnings %v on\n%s", p.Warnings, p)
	}
	p = paper(t, with(whole, func(l *label.OrderLabel) { l.Address = strings.Repeat(address400()+" ", 10) }))
	if len(p.Warnings) != 1 || p.Warnings[0].Code != label.WarnShortened || p.Warnings[0].Field != "Address" {
		t.Fatalf("4,000 letters: warnings %v", p.Warnings)
	}
	if lost := p.Warnings[0].Lost; lost < 2000 || lost > 3800 || !strings.Contains(printed(p), "…") {
		t.Errorf("4,000 letters: lost %d on\n%s", lost, p)
	}
}

var textMark = regexp.MustCompile(`(?m)^text .*? (".*")$`)

// printed is all text of a paper without its spaces and line breaks.
func printed(p label.Paper) string {
	var all strings.Builder
	for _, m := range textMark.FindAllStringSubmatch(p.String(), -1) {
		var s string
		_, _ = fmt.Sscanf(m[1], "%q", &s)
		all.WriteString(strings.ReplaceAll(s, " ", ""))
	}
	return all.String()
}

// A letter that the font lacks prints as a box, one for each, and is reported;
// joiners and selectors vanish. Letters given in two parts print as one.
func TestUnsupportedLetters(t *testing.T) {
	p := paper(t, with(orderLabel(label.Ukrainian), func(l *label.OrderLabel) { l.Recipient = "Юрій 🎁🚚 Й\u200b漢 и\u0306" }))
	if !strings.Contains(p.String(), `"Юрій □□ Й□ й"`) {
		t.Errorf("got\n%s", p)
	}
	if len(p.Warnings) != 1 || p.Warnings[0] != (label.Warning{Code: label.WarnReplaced, Field: "Recipient", Lost: 3}) {
		t.Errorf("warnings %v", p.Warnings)
	}
}

// Right-to-left words are laid down from the right, their figures are not
// turned around, and Arabic letters join.
func TestRightToLeft(t *testing.T) {
	for given, want := range map[string]string{
		"שלום":                "םולש",
		"רחוב הרצל 12":        "12 לצרה בוחר",
		"Kyiv שלום עולם shop": "Kyiv םלוע םולש shop",
		"вул. דוד 15 לוי, 3":  "вул. 3 ,יול 15 דוד",
		"(לוי)":               "(יול)",
		"سلام":                "\ufee1\ufe8e\ufee0\ufeb3",
	} {
		p := paper(t, with(orderLabel(label.English), func(l *label.OrderLabel) { l.Recipient = given }))
		if !strings.Contains(p.String(), fmt.Sprintf("%q", want)) {
			t.Errorf("%q: want %q on\n%s", given, want, p)
		}
		if len(p.Warnings) != 0 {
			t.Errorf("%q: warnings %v", given, p.Warnings)
		}
	}
}

// An empty field takes no room and leaves no empty text behind.
func TestEmptyFields(t *testing.T) {
	for _, d := range []document{
		label.Receipt{Number: "B-1"},
		label.OrderLabel{Number: "B-1"},
		with(orderLabel(label.Ukrainian), func(l *label.OrderLabel) { l.Phone, l.Comment = " ", "\u200b" }),
	} {
		if got := paper(t, d).String(); strings.Contains(got, `""`) {
			t.Errorf("%T has an empty text:\n%s", d, got)
		}
	}
}

// A receipt longer than PDF readers can show goes on on another page and loses
// no line.
func TestEndlessReceipt(t *testing.T) {
	r := receipt(label.Ukrainian)
	r.Lines = nil
	for i := range 1500 {
		r.Lines = append(r.Lines, label.Line{Title: fmt.Sprintf("Товар %04d.", i), Quantity: "1 шт", Price: "1,00", Sum: "1,00"})
	}
	described := paper(t, r).String()
	for i := range 1500 {
		if !strings.Contains(described, fmt.Sprintf("Товар %04d.", i)) {
			t.Fatalf("line %d is missing", i)
		}
	}
	pages := mediaBox.FindAllSubmatch(pdf(t, r), -1)
	if len(pages) < 2 {
		t.Fatal("all on one page")
	}
	for _, page := range pages {
		var high float64
		if _, err := fmt.Sscan(string(page[2]), &high); err != nil || high > 14_400 {
			t.Errorf("a page is %v points high (%v), readers open 14,400", high, err)
		}
	}
}

// A stack of labels is one PDF with a page for each, in order.
func TestStack(t *testing.T) {
	a, b := orderLabel(label.Ukrainian), orderLabel(label.Ukrainian)
	b.Number, b.Comment = "A7-000124", "🎁"
	stack := label.Stack(paper(t, a), paper(t, b))
	if got := stack.String(); strings.Index(got, "A7-000123") > strings.Index(got, "A7-000124") || strings.Count(got, "sheet ") != 2 {
		t.Errorf("got\n%s", got)
	}
	if len(stack.Warnings) != 1 {
		t.Errorf("warnings %v", stack.Warnings)
	}
}

// Whatever people type into an address, in any script, the label is drawn and
// what is missing from it is said.
func FuzzOrderLabel(f *testing.F) {
	for _, s := range []string{"", "Їжа", "שלום (12) abc", "سلام ١٢ b", "🎁\ufe0f\u200d", "\xff\xfe", strings.Repeat("щ", 3000), "a\u202eb\r\n\u2028c", "[דוד", "a" + strings.Repeat("\u0301", 9000)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		l := orderLabel(label.Ukrainian)
		l.Recipient, l.Address = s, s
		p, err := l.Paper()
		if err != nil {
			t.Fatal(err)
		}
		if strings.ContainsRune(p.String(), '�') {
			t.Errorf("%q: a broken letter on\n%s", s, p)
		}
		for _, w := range p.Warnings {
			if w.Lost <= 0 || w.Field == "" {
				t.Errorf("%q: warning %+v", s, w)
			}
		}
	})
}
