package intake_test

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/prylavok/prylavok/app/intake"
)

const (
	wooHead     = "ID,Type,SKU,Name,Published,Stock,Regular price,Categories,Parent\n"
	shopifyHead = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price\n"
)

func read(format, text string) (intake.Result, error) {
	return intake.Read(strings.NewReader(text), intake.Options{Format: format, File: "file.csv", MinorDigits: 2})
}

func mustRead(t *testing.T, format, text string) intake.Result {
	t.Helper()
	r, err := read(format, text)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return r
}

// A file that is broken as a whole says what it is and takes nothing.
func TestUnusableFiles(t *testing.T) {
	for _, c := range []struct{ name, format, text, code string }{
		{"nothing in it", intake.WooCommerce, "", "empty"},
		{"only a byte order mark", intake.WooCommerce, "\uFEFF\n \n", "empty"},
		{"headings only", intake.WooCommerce, wooHead, "no_rows"},
		{"an Excel workbook named .csv", intake.WooCommerce, "PK\x03\x04\x14\x00\x06\x00", "excel_workbook"},
		{"an old Excel workbook", intake.Shopify, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "excel_workbook"},
		{"a packed file", intake.Shopify, "\x1F\x8B\x08\x00", "binary"},
		{"a login page", intake.Shopify, "\r\n<!DOCTYPE HTML><html><body>Log in</body></html>", "html_page"},
		{"a feed", intake.Shopify, "<?xml version=\"1.0\"?><yml_catalog/>", "xml"},
		{"an answer of a web service", intake.Shopify, "{\"products\":[]}", "json"},
		{"bytes of zero", intake.WooCommerce, wooHead + "1,simple,A,\x00,1,,5,,\n", "binary"},
		{"half a UTF-16 letter", intake.WooCommerce, "\xFF\xFEI\x00D", "encoding"},
		{"Western letters in one byte", intake.WooCommerce, wooHead + "1,simple,A,Caf\xE9 cr\xE8me,1,,5,,\n", "encoding"},
		{"DOS letters", intake.WooCommerce, wooHead + "1,simple,A," + encode(charmap.CodePage866, "Чашка белая") + ",1,,5,,\n", "encoding"},
		{"DOS letters, half of which look like words", intake.WooCommerce, wooHead + "1,simple,A," + encode(charmap.CodePage866, "стол") + ",1,,5,,\n", "encoding"},
		{"broken UTF-8", intake.WooCommerce, wooHead + "1,simple,A,Чашка біла \xD0,1,,5,,\n", "encoding"},
		{"a quotation mark never closed", intake.WooCommerce, wooHead + "1,simple,A,\"Tea,1,,5,,\n2,simple,B,Salt,1,,5,,\n", "unclosed_quote"},
		{"Shopify given as WooCommerce", intake.WooCommerce, shopifyHead + "a,A,,,,5\n", "wrong_format"},
		{"WooCommerce given as Shopify", intake.Shopify, wooHead + "1,simple,A,Tea,1,,5,,\n", "wrong_format"},
		{"orders", intake.Shopify, "Name,Email,Lineitem name,Lineitem price\n#1,,Tea,5\n", "wrong_format"},
		{"another table", intake.WooCommerce, "name,slug,parent\nTea,tea,\n", "wrong_format"},
		{"no price column", intake.WooCommerce, "ID,Type,SKU,Name\n1,simple,A,Tea\n", "missing_columns"},
		{"no price column", intake.Shopify, "Handle,Title\na,A\n", "missing_columns"},
		{"a weight without unit", intake.WooCommerce, "ID,Type,SKU,Name,Regular price,Weight\n1,simple,A,Tea,5,3\n", "unknown_unit"},
		{"thousands of headings", intake.WooCommerce, strings.Repeat("x,", intake.MaxColumns+1) + "\n", "too_many_columns"},
		{"an unknown format", "opencart", wooHead, "unknown_format"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := read(c.format, c.text)
			var fe *intake.FileError
			if !errors.As(err, &fe) {
				t.Fatalf("got %+v, %v; want the error %s", r, err, c.code)
			}
			if fe.Code != c.code || fe.File != "file.csv" || fe.Message == "" {
				t.Errorf("got %q %q (%s), want %q", fe.File, fe.Code, fe.Message, c.code)
			}
			if !reflect.DeepEqual(r, intake.Result{}) {
				t.Errorf("an unusable file gave %+v", r)
			}
		})
	}
}

func encode(c *charmap.Charmap, s string) string {
	b, err := c.NewEncoder().String(s)
	if err != nil {
		panic(err)
	}
	return b
}

// A file of the wrong format says which one it looks like, and a file without a heading which one it lacks.
func TestWrongFilesNameWhatTheyAre(t *testing.T) {
	for _, c := range []struct{ format, text, names string }{
		{intake.WooCommerce, shopifyHead + "a,A,,,,5\n", `"shopify"`},
		{intake.Shopify, wooHead + "1,simple,A,Tea,1,,5,,\n", `"woocommerce"`},
		{intake.WooCommerce, "ID,Type,SKU,Name\n1,simple,A,Tea\n", `"Regular price"`},
		{intake.WooCommerce, "ID,Type,SKU,Name,Regular price,Weight (stone)\n1,simple,A,Tea,5,3\n", `"Weight (stone)"`},
		{intake.WooCommerce, wooHead + "\n1,simple,A,\"Tea\n", "Row 3"},
	} {
		if _, err := read(c.format, c.text); err == nil || !strings.Contains(err.Error(), c.names) {
			t.Errorf("%q gave %v, which does not name %s", c.text, err, c.names)
		}
	}
}

// Detect knows the headings of both systems and of nothing else.
func TestDetect(t *testing.T) {
	for _, c := range []struct{ head, want string }{
		{wooHead, intake.WooCommerce},
		{"ID,Тип,Артикул,Имя,Опубликован,Базовая цена", intake.WooCommerce},
		{"ID,Тип,Артикул,Назва,Опубліковано,Звичайна ціна", intake.WooCommerce},
		{"sku, NAME ,regular  price", intake.WooCommerce},
		{shopifyHead, intake.Shopify},
		{"Title,URL handle,SKU,Type,Tags,Price", intake.Shopify},
		{"Name,Email,Financial Status", ""},
		{"name,slug,parent", ""},
		{"", ""},
	} {
		if got := intake.Detect(strings.Split(strings.TrimSpace(c.head), ",")); got != c.want {
			t.Errorf("Detect(%q) = %q, want %q", c.head, got, c.want)
		}
	}
}

// The same products come out of every way in which programs write a table.
func TestEveryWayToWriteATableGivesTheSame(t *testing.T) {
	plain := wooHead +
		"1,simple,ЧАЙ,\"Чай, зелений\",1,1.5,\"1 234,50\",Напої,\n" +
		"2,simple,СІЛЬ,Сіль морська,0,,20,,\n"
	want := mustRead(t, intake.WooCommerce, plain)
	if len(want.Products) != 2 || len(want.Refused) != 0 || want.Products[0].Name != "Чай, зелений" {
		t.Fatalf("the plain file gave %+v", want)
	}
	utf16 := func(e unicode.Endianness) string {
		s, err := unicode.UTF16(e, unicode.UseBOM).NewEncoder().String(plain)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	// The one comma between quotes is put back where a cell wants it.
	other := func(separator string) string {
		return strings.NewReplacer("Чай, зелений", "Чай, зелений", "1 234,50", "1 234,50", ",", separator).Replace(plain)
	}
	for name, text := range map[string]string{
		"byte order mark":       "\uFEFF" + plain,
		"CRLF":                  strings.ReplaceAll(plain, "\n", "\r\n"),
		"lone CR":               strings.ReplaceAll(plain, "\n", "\r"),
		"no last line end":      strings.TrimSuffix(plain, "\n"),
		"semicolons":            other(";"),
		"tabs":                  other("\t"),
		"pipes":                 other("|"),
		"Excel's separator row": "sep=;\r\n" + other(";"),
		"windows-1251":          encode(charmap.Windows1251, plain),
		"UTF-16 little endian":  utf16(unicode.LittleEndian),
		"UTF-16 big endian":     utf16(unicode.BigEndian),
		"columns without head":  strings.ReplaceAll(plain, "\n", ",,\n"),
	} {
		t.Run(name, func(t *testing.T) {
			if got := mustRead(t, intake.WooCommerce, text); !reflect.DeepEqual(got, want) {
				t.Errorf("got %+v\nwant %+v", got, want)
			}
		})
	}
}

// Row numbers are those of a spreadsheet: an empty line is a row, a line break inside a cell is not.
func TestRowNumbersAreThoseOfASpreadsheet(t *testing.T) {
	r := mustRead(t, intake.WooCommerce, "\n"+wooHead+ // row 1 empty, headings in row 2
		"1,simple,A,\"Two\nlines\",1,,1,,\n"+ // 3
		"\n\n"+ // 4, 5
		",,,,,,,,\n"+ // 6
		"2,simple,B,\"Ends in\na break\n\",1,,1,,\"\n\"\n"+ // 7
		"3,simple,C,Bad,1,,x,,\n"+ // 8
		"4,simple,D,\"Bad \"quotes\" here,1,,1,,\n"+ // 9
		"5,simple,E,Last,1,,1,,\n") // 10
	var rows []int
	for _, p := range r.Products {
		rows = append(rows, p.Row)
	}
	for _, f := range r.Refused {
		rows = append(rows, f.Row)
	}
	if want := []int{3, 7, 10, 8, 9}; !reflect.DeepEqual(rows, want) || r.Rows != 5 {
		t.Errorf("rows %v of %d, want %v of 5; refused %+v", rows, r.Rows, want, r.Refused)
	}
}

// Bare quotation marks, as people type inches, do not cost the row.
func TestBareQuotationMarksAreKept(t *testing.T) {
	r := mustRead(t, intake.WooCommerce, wooHead+"1,simple,A,15\" monitor,1,,1,,\n2,simple,B,Tea,1,,1,,\n3,simple,C,27\" monitor,1,,1,,")
	if len(r.Products) != 3 || r.Products[0].Name != `15" monitor` || r.Products[2].Name != `27" monitor` {
		t.Errorf("got %+v", r)
	}
}

// Every row is either taken or refused with its own reason, and a refused row never spoils another.
func TestRefusedRows(t *testing.T) {
	for _, c := range []struct{ name, format, row, reason, field string }{
		{"negative price", intake.WooCommerce, "1,simple,A,Tea,1,,-5,,", "bad_price", "Regular price"},
		{"price in words", intake.WooCommerce, "1,simple,A,Tea,1,,five,,", "bad_price", "Regular price"},
		{"price too large", intake.WooCommerce, "1,simple,A,Tea,1,,99999999999999999999,,", "bad_price", "Regular price"},
		{"stock in words", intake.WooCommerce, "1,simple,A,Tea,1,some,5,,", "bad_stock", "Stock"},
		{"no name", intake.WooCommerce, "1,simple,A,  ,1,,5,,", "no_name", "Name"},
		{"published perhaps", intake.WooCommerce, "1,simple,A,Tea,perhaps,,5,,", "bad_flag", "Published"},
		{"a SKU that Excel spoiled", intake.WooCommerce, "1,simple,4.82E+12,Tea,1,,5,,", "spoiled_number", "SKU"},
		{"a variation of nothing", intake.WooCommerce, "1,variation,A,Tea,1,,5,,", "parent_missing", "Parent"},
		{"the same number again", intake.WooCommerce, "90,simple,A,Tea,1,,5,,", "duplicate_key", "ID"},
		{"the same SKU again", intake.WooCommerce, "1,simple,TAKEN,Tea,1,,5,,", "duplicate_sku", "SKU"},
		{"a cell too many", intake.WooCommerce, "1,simple,A,Tea,1,,5,,,x", "wrong_cell_count", ""},
		{"a cell too few", intake.WooCommerce, "1,simple,A,Tea,1", "wrong_cell_count", ""},
		{"no handle", intake.Shopify, ",Tea,,,A,5", "no_key", "Handle"},
		{"no title", intake.Shopify, "tea,,,,A,5", "no_name", "Title"},
		{"unclear price", intake.Shopify, "tea,Tea,,,A,\"1,500\"", "bad_price", "Variant Price"},
		{"the same SKU again", intake.Shopify, "tea,Tea,,,TAKEN,5", "duplicate_sku", "Variant SKU"},
		{"the same variant again", intake.Shopify, "taken,,,S,A,5", "duplicate_key", "Handle"},
	} {
		t.Run(c.name, func(t *testing.T) {
			first, last := "90,simple,TAKEN,First,1,,5,,", "91,simple,LAST,Last,1,,5,,"
			head := wooHead
			if c.format == intake.Shopify {
				first, last, head = "taken,First,Size,S,TAKEN,5", "last,Last,,,LAST,5", shopifyHead
			}
			r := mustRead(t, c.format, head+first+"\n"+c.row+"\n"+last+"\n")
			if len(r.Products) != 2 || r.Rows != 3 || len(r.Refused) != 1 {
				t.Fatalf("got %+v", r)
			}
			f := r.Refused[0]
			if f.Reason != c.reason || f.Field != c.field || f.Row != 3 || f.File != "file.csv" || f.Message == "" {
				t.Errorf("refused with %+v, want %s in %q", f, c.reason, c.field)
			}
		})
	}
}

// The second row with a SKU names the row that has it.
func TestDuplicateSKUNamesTheFirstRow(t *testing.T) {
	r := mustRead(t, intake.WooCommerce, wooHead+"1,simple,A,Tea,1,,5,,\n2,simple,B,Salt,1,,5,,\n3,simple,A,Tea,1,,5,,\n")
	if len(r.Refused) != 1 || !strings.Contains(r.Refused[0].Message, "row 2") {
		t.Errorf("refused %+v", r.Refused)
	}
}

// The variations of a refused product say where the fault is; a product whose variations were all refused is refused too.
func TestVariationsFallWithTheirProduct(t *testing.T) {
	r := mustRead(t, intake.WooCommerce, wooHead+
		"2,variation,A-S,,1,,5,,A\n"+
		"1,variable,A,,1,,,,\n"+
		"3,variable,B,Bag,1,,,,\n"+
		"4,variation,B-S,,1,,x,,B\n")
	var reasons []string
	for _, f := range r.Refused {
		reasons = append(reasons, f.Reason)
	}
	if want := []string{"parent_refused", "no_name", "no_offers", "bad_price"}; !reflect.DeepEqual(reasons, want) || len(r.Products) != 0 {
		t.Errorf("refused for %v, want %v; products %+v", reasons, want, r.Products)
	}
}

// A WooCommerce sale price counts only when it is below the regular one, and never alone.
func TestSalePrices(t *testing.T) {
	r := mustRead(t, intake.WooCommerce, "SKU,Name,Regular price,Sale price\nA,Tea,10,8\nB,Salt,10,10\nC,Sugar,,8\nD,Flour,,\n")
	if len(r.Products) != 3 || len(r.Refused) != 1 || r.Refused[0].Reason != "no_price" {
		t.Fatalf("got %+v", r)
	}
	a, b, d := r.Products[0].Offers[0], r.Products[1].Offers[0], r.Products[2].Offers[0]
	if *a.Price != 1000 || *a.SalePrice != 800 || *b.Price != 1000 || b.SalePrice != nil || d.Price != nil {
		t.Errorf("got %+v, %+v, %+v", a, b, d)
	}
}

// A product without number and SKU is known by its name, so that importing the file again does not double it.
func TestKeysWithoutNumbers(t *testing.T) {
	r := mustRead(t, intake.WooCommerce, "SKU,Name,Regular price\n,Tea,10\nB,Salt,10\n,Tea,12\n")
	if len(r.Products) != 2 || r.Products[0].Key != "name:Tea" || r.Products[1].Key != "B" || len(r.Refused) != 1 {
		t.Errorf("got %+v", r)
	}
}

// A number names a product as well as a SKU does, in a file without SKUs and in a Parent cell without "id:".
func TestProductsWithoutSKU(t *testing.T) {
	r := mustRead(t, intake.WooCommerce, "ID,Type,Name,Regular price,Parent\n1,variable,Bag,,\n2,variation,Bag - S,5,1\n")
	if len(r.Refused) != 0 || len(r.Products) != 1 || r.Products[0].Offers[0].Key != "id:2" || r.Products[0].Offers[0].Title != "S" {
		t.Errorf("got %+v", r)
	}
}

// A variation belongs to the product that was taken, not to a refused one that named the same SKU.
func TestVariationsFindTheGoodParent(t *testing.T) {
	r := mustRead(t, intake.WooCommerce, wooHead+"1,variable,A,,1,,,,\n2,variable,A,Bag,1,,,,\n3,variation,A-S,Bag - S,1,,5,,A\n")
	if len(r.Refused) != 1 || len(r.Products) != 1 || r.Products[0].Key != "id:2" || len(r.Products[0].Offers) != 1 {
		t.Errorf("got %+v", r)
	}
}

// A product is digital when none of its variants has to be shipped, and only then.
func TestDigitalByVariants(t *testing.T) {
	for _, c := range []struct {
		name, format, text string
		want               bool
	}{
		{"all virtual", intake.WooCommerce, wooHead + "1,variable,A,Course,1,,,,\n2,\"variation, virtual\",A-S,,1,,5,,A\n", true},
		{"one to ship", intake.WooCommerce, wooHead + "1,variable,A,Course,1,,,,\n2,\"variation, virtual\",A-S,,1,,5,,A\n3,variation,A-M,,1,,5,,A\n", false},
		{"one to ship", intake.Shopify, "Handle,Title,Option1 Value,Variant Price,Variant Requires Shipping\na,A,S,5,false\na,,M,5,true\n", false},
	} {
		if r := mustRead(t, c.format, c.text); len(r.Products) != 1 || r.Products[0].Digital != c.want {
			t.Errorf("%s %s: got %+v, want digital %v", c.format, c.name, r, c.want)
		}
	}
}

// A compare-at price that is not above the price is no old price.
func TestCompareAtPriceCountsOnlyAbove(t *testing.T) {
	r := mustRead(t, intake.Shopify, "Handle,Title,Variant Price,Variant Compare-at Price\na,A,10,10\nb,B,10,9\nc,C,10,11\n")
	for i, want := range []struct{ price, sale int64 }{{1000, 0}, {1000, 0}, {1100, 1000}} {
		o := r.Products[i].Offers[0]
		if *o.Price != want.price || (o.SalePrice != nil) != (want.sale != 0) || o.SalePrice != nil && *o.SalePrice != want.sale {
			t.Errorf("row %d: price %v, sale %v; want %+v", o.Row, *o.Price, o.SalePrice, want)
		}
	}
}

// A product whose only row is wrong is refused, not taken without price.
func TestAProductOfOneWrongRowIsRefused(t *testing.T) {
	r := mustRead(t, intake.Shopify, "Handle,Title,Published,Variant Price\na,A,perhaps,\nb,B,true,5\n")
	if len(r.Products) != 1 || len(r.Refused) != 1 || r.Refused[0].Reason != "bad_flag" {
		t.Errorf("got %+v", r)
	}
}

// The apostrophe that WooCommerce puts before what could be a formula is not part of the name; plug-ins' codes are found.
func TestWooCommerceCells(t *testing.T) {
	r := mustRead(t, intake.WooCommerce, "SKU,Name,Regular price,Meta: _global_unique_id,Meta: clean_price,Штрихкод\nA,'+1 lens,5,96385074,7,4820000000017|96385074\n")
	p := r.Products[0]
	if p.Name != "+1 lens" || !reflect.DeepEqual(p.Offers[0].Barcodes, []string{"96385074", "4820000000017"}) {
		t.Errorf("got %+v", p)
	}
}

// Limits hold: a file too large or too long is refused whole before memory runs out.
func TestLimits(t *testing.T) {
	_, err := intake.Read(io.LimitReader(endless('a'), intake.MaxBytes+1), intake.Options{Format: intake.Shopify})
	var fe *intake.FileError
	if !errors.As(err, &fe) || fe.Code != "too_large" {
		t.Errorf("too many bytes gave %v", err)
	}
	var long bytes.Buffer
	long.WriteString(shopifyHead + "a,A,,,,5\n")
	long.WriteString(strings.Repeat("a,,,,,\n", intake.MaxRows))
	_, err = intake.Read(&long, intake.Options{Format: intake.Shopify})
	if !errors.As(err, &fe) || fe.Code != "too_many_rows" {
		t.Errorf("too many rows gave %v", err)
	}
}

type endless byte

func (e endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(e)
	}
	return len(p), nil
}

// A disk that fails half way is told apart from a bad file.
func TestReadErrorIsKept(t *testing.T) {
	broken := errors.New("disk")
	half := io.MultiReader(strings.NewReader(wooHead), iotest.ErrReader(broken))
	_, err := intake.Read(half, intake.Options{Format: intake.WooCommerce})
	var fe *intake.FileError
	if !errors.Is(err, broken) || !errors.As(err, &fe) || fe.Code != "unreadable" {
		t.Errorf("got %v", err)
	}
}

// Without sensible decimals no price can be read, so nothing is.
func TestMinorDigitsAreChecked(t *testing.T) {
	for _, digits := range []int{-1, 5} {
		_, err := intake.Read(strings.NewReader(wooHead), intake.Options{Format: intake.WooCommerce, MinorDigits: digits})
		var fe *intake.FileError
		if !errors.As(err, &fe) || fe.Code != "bad_options" {
			t.Errorf("%d decimals gave %v", digits, err)
		}
	}
}
