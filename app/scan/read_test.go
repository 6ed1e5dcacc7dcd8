package scan_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/prylavok/prylavok/app/scan"
	"github.com/prylavok/prylavok/app/shop"
	"pgregory.net/rapid"
)

const gs = "\x1d"

// What each kind of code means. The wanted text leaves out the plain meaning,
// which every code ends with.
func TestWhatACodeMeans(t *testing.T) {
	for _, c := range []struct{ why, raw, want, doubt string }{
		// Article numbers.
		{"EAN-13", "4820024700016", "goods:4820024700016", ""},
		{"EAN-13 by a scanner that names its symbols, with Enter", "]E04820024700016\r\n", "goods:4820024700016", ""},
		{"EAN-13 typed in groups", "4 820024 700016", "goods:4820024700016", ""},
		{"an ISBN", "978-0-306-40615-7", "goods:9780306406157", ""},
		{"EAN-13 with an add-on of five", "]E3978030640615712345", "goods:9780306406157", ""},
		{"EAN-8", "96385074", "goods:96385074", ""},
		{"UPC-A as printed", "036000291452", "goods:0036000291452", ""},
		{"UPC-A as the standard sends it", "]E00036000291452", "goods:0036000291452", ""},
		{"UPC-E", "04252614", "goods:0042100005264", ""},
		{"UPC-E named", "]E004252614", "goods:0042100005264", ""},
		{"a box: another number than its content", "14820024700013", "goods:14820024700013 | waybill:14820024700013", ""},
		{"ITF-14 of the piece", "]I104820024700016", "goods:4820024700016", ""},
		{"a wrong digit", "4820024700017", "", "scan_check_digit"},
		{"a wrong digit of eight", "]E496385075", "", "scan_check_digit"},
		{"a wrong digit on a box", "]I114820024700014", "", "scan_check_digit"},
		{"a carrier's fourteen digits", "20450123456789", "", ""},
		{"no article at all", "0000000000000", "", ""},

		// Weight and price.
		{"weight", "2200123012340", "inside:00123 ×1.234 | goods:2200123012340", ""},
		{"weight of another department", "2101015001254", "inside:01015 ×0.125 | goods:2101015001254", ""},
		{"price", "2400001005505", "inside:00001 =5.50 | goods:2400001005505", ""},
		{"weight of nothing", "2200123000002", "inside:00123 | goods:2200123000002", "scan_no_amount"},
		{"weight with a wrong digit", "2200123012341", "", "scan_check_digit"},

		// Parcels, orders, badges.
		{"S10", "RA473124829GB", "waybill:RA473124829GB", ""},
		{"S10 as people write it", "ra 47312482 9 gb", "waybill:RA473124829GB", ""},
		{"S10 with a wrong digit", "RA473124828GB", "", "scan_check_digit"},
		{"Russian post", "10944022440321", "goods:10944022440321 | waybill:10944022440321", ""},
		{"SSCC without its identifier", "148201230000000175", "sscc:148201230000000175", ""},
		{"SSCC with it, not marked", "00148201230000000175", "sscc:148201230000000175", ""},
		{"SSCC with a wrong digit", "148201230000000176", "", "scan_check_digit"},
		{"an order", "A7-000123", "order:A7-000123", ""},
		{"an order in small letters", "a12-1000123", "order:A12-1000123", ""},
		{"an order in Cyrillic letters of the same look", "А7-000123", "order:A7-000123 | order:F7-000123", ""},
		{"an order scanned on a Cyrillic layout", "Ф7-000123", "order:A7-000123", ""},
		{"a badge", "UB-0123456789ABCDEF", "badge:UB-0123456789ABCDEF", ""},
		{"a badge as somebody reads it out", "ub-o123456789abcdef", "badge:UB-0123456789ABCDEF", ""},
		{"a badge on a Ukrainian layout", "ГИ-0123456789ФИСВУА", "badge:UB-0123456789ABCDEF", ""},
		{"an SKU", "AB-12/34", "", ""},
		{"a card", "CARD 17", "", ""},

		// Wrong layouts.
		{"S10 on a Ukrainian layout", "КФ473124829ГФ", "waybill:RA473124829UA", ""},
		{"S10 with one Cyrillic letter of the same look", "RА473124829GB", "waybill:RA473124829GB", ""},
		{"an AIM identifier on a Ukrainian layout", "їС100106141412345678908", "sscc:106141412345678908", ""},
		{"an AIM identifier on a Russian layout", "ъС100106141412345678908", "sscc:106141412345678908", ""},

		// GS1 elements.
		{"SSCC", "]C100106141412345678908", "sscc:106141412345678908", ""},
		{"a wrong check digit beside a sound serial and lot", "]d20104820000000018215abc" + gs + "10LOT1", "", "scan_check_digit"},
		{"thirteen digits where fourteen belong", "]C1024820024700016", "", "scan_cut_short"},
		{"the content of a box without its count", "]C10204820024700016", "goods:4820024700016", "scan_no_count"},
		{"expiry, weight and lot", "]C1010482002470001617260131310300125010AB", "goods:4820024700016 ×1.25 AB 2026-01-31", ""},
		{"what a person types from below the bars", "(01) 04820024700016 (17) 260131 (10) AB(1", "goods:4820024700016 AB(1 2026-01-31", ""},
		{"no mark, but elements as a whole", "0104820024700016172601313103001250", "goods:4820024700016 ×1.25 2026-01-31", ""},
		{"no mark and no whole", "010482002470001605", "", "scan_check_digit"},
		{"a leading separator for a mark", gs + "0104820024700016", "goods:4820024700016", ""},
		{"a separator inside for a mark", "010482002470001621ABC" + gs + "10X" + gs + "05", "goods:4820024700016 X ABC", "scan_unknown_part"},
		{"separators where none are needed", "]C1" + gs + "0104820024700016" + gs + gs + "17260131" + gs, "goods:4820024700016 2026-01-31", ""},
		{"GS1 QR", "]Q3010482002470001621S1", "goods:4820024700016 S1", ""},
		{"DataBar", "]e00104412345678909", "goods:4412345678909", ""},
		{"the last day of a month", "]C101048200247000161724020010A", "goods:4820024700016 A 2024-02-29", ""},
		{"best before when there is no expiry", "]C101048200247000161526013110A", "goods:4820024700016 A 2026-01-31", ""},
		{"expiry before best before", "]C101048200247000161526013117260228", "goods:4820024700016 2026-02-28", ""},
		{"the hour of expiry", "]C1010482002470001670032601312359", "goods:4820024700016 2026-01-31", ""},
		{"made long ago is no expiry", "]C1010482002470001611260131", "goods:4820024700016", ""},
		{"half a gram is rounded up", "]C101048200247000163104012345", "goods:4820024700016 ×1.235", ""},
		{"whole kilograms", "]C101048200247000163100000012", "goods:4820024700016 ×12", ""},
		{"pounds are not sold here", "]C101048200247000163203001250", "goods:4820024700016", ""},
		{"pieces", "]C101048200247000163012", "goods:4820024700016 ×12", ""},
		{"pieces in a box", "]C102048200247000163724", "goods:4820024700016 ×24", ""},
		{"too many pieces", "]C10104820024700016302000000", "goods:4820024700016", "scan_amount"},
		{"a price", "]C101048200247000163922" + "1050", "goods:4820024700016 =10.50", ""},
		{"a price in whole hryvnias", "]C101048200247000163920" + "12", "goods:4820024700016 =12.00", ""},
		{"a price in thousandths", "]C101048200247000163923" + "1235", "goods:4820024700016 =1.24", ""},
		{"a price with a currency is only told", "]C101048200247000163932" + "9801050", "goods:4820024700016", ""},
		{"too high a price", "]C101048200247000163920" + "999999999999999", "goods:4820024700016", "scan_amount"},
		{"a consignment and an order", "]C1401AB12" + gs + "400A7-000123", "waybill:AB12 | order:A7-000123", ""},
		{"a shipment", "]C140248201230000000017", "waybill:48201230000000017", ""},
		{"a shipment with a wrong digit", "]C140248201230000000018", "", "scan_check_digit"},
		{"goods before their pallet", "]C100106141412345678908020482002470001637" + "24", "goods:4820024700016 ×24 | sscc:106141412345678908", ""},
		{"a day that does not exist", "]C1010482002470001617260230" + "10A", "goods:4820024700016 A", "scan_date"},
		{"cut short", "]C101048200247000161726013", "goods:4820024700016", "scan_cut_short"},
		{"an empty lot", "]C1010482002470001610" + gs + "17260131", "goods:4820024700016", "scan_cut_short"},
		{"an unknown identifier", "]C1010482002470001605X", "goods:4820024700016", "scan_unknown_part"},
		{"letters in a weight", "]C101048200247000163103O01250", "goods:4820024700016", "scan_foreign_sign"},
		{"a sign that no lot has", "]C1010482002470001610A#" + gs + "21S", "goods:4820024700016 S", "scan_foreign_sign"},
		{"two lots", "]C1010482002470001610A" + gs + "10B", "goods:4820024700016", "scan_twice"},
		{"one lot twice", "]C1010482002470001610A" + gs + "10A", "goods:4820024700016 A", ""},
		{"two articles", "]C101048200247000160104006381333931", "", "scan_twice"},
		{"a mark by mistake", "]C1SKU-1", "", "scan_unknown_part"},
		{"a name with brackets", "(20) чашок", "", ""},
		{"only an identifier", "]C1", "", ""},

		// Lost separators: what is certain is kept, the rest is not guessed.
		{"lot and serial", "]C1010482002470001610LOT121SER1", "goods:4820024700016", "scan_separator_lost"},
		{"lot and serial, not marked", "010482002470001610LOT121SER1", "goods:4820024700016", "scan_separator_lost"},
		{"lot and expiry", "]C1010482002470001610LOT117260131", "goods:4820024700016", "scan_separator_lost"},
		{"serial and weight", "]C1010482002470001621S3103001250", "goods:4820024700016", "scan_separator_lost"},
		{"count and another article", "]C100106141412345678908" + "37240204820024700016", "sscc:106141412345678908", "scan_separator_lost"},
		{"a count behind a lot", "]C1020482002470001610LOT3724", "goods:4820024700016", "scan_separator_lost"},
		{"a marking code of 6 + 13 + 4", "]d2010482002470001621ABCDEFGHIJKLM93dGVz", "goods:4820024700016", "scan_separator_lost"},
		{"a marking code that is far too long", "]d2010482002470001621ABCDEFGHIJKLM91EE0692" + strings.Repeat("z", 44), "goods:4820024700016", "scan_separator_lost"},
		{"a whole marking code", "]d2010482002470001621ABCDEFGHIJKLM" + gs + "91EE06" + gs + "92" + strings.Repeat("z", 44), "goods:4820024700016 ABCDEFGHIJKLM", ""},
		{"a lot that only looks like two", "]C1010482002470001610AB2105", "goods:4820024700016 AB2105", ""},
		{"a lot of a scanner that does send separators", "]C1010482002470001621S1" + gs + "10LOT121SER", "goods:4820024700016 LOT121SER S1", ""},
	} {
		code := scan.Read(c.raw, scan.DefaultMasks)
		got, plain := cutPlain(code)
		if got != c.want || doubt(code) != c.doubt || !plain {
			t.Errorf("%s: %q\n means %q, doubt %q\n want  %q, doubt %q", c.why, c.raw, got, doubt(code), c.want, c.doubt)
		}
	}
}

// cutPlain gives what a code means beside the plain meaning, and whether that
// stands last.
func cutPlain(c scan.Code) (string, bool) {
	list := c.Meanings
	if len(list) == 0 || list[len(list)-1].Kind != scan.KindPlain || list[len(list)-1].Code != c.Text {
		return said(c), false
	}
	c.Meanings = list[:len(list)-1]
	return said(c), true
}

// What is shown, and the kind of symbol that the scanner named.
func TestTextAndSymbology(t *testing.T) {
	for raw, want := range map[string][2]string{
		"]E04820024700016\r": {"4820024700016", "ean13"},
		"]E496385074":        {"96385074", "ean8"},
		"]E0036000291452":    {"036000291452", "upca"},
		"]E004252614":        {"04252614", "upce"},
		"]I104820024700016":  {"04820024700016", "itf14"},
		"]I00829220875":      {"0829220875", "itf"},
		"]A0AB-12":           {"AB-12", "code39"},
		"]C0AB-12":           {"AB-12", "code128"},
		"]C1" + "10A":        {"10A", "gs1-128"},
		"]d1AB":              {"AB", "datamatrix"},
		"]d2" + "10A":        {"10A", "gs1-datamatrix"},
		"]Q1https://a.b":     {"https://a.b", "qr"},
		"]Q3" + "10A":        {"10A", "gs1-qr"},
		"]e0" + "10A":        {"10A", "databar"},
		"]L0AB":              {"AB", "pdf417"},
		"]z0AB":              {"AB", "aztec"},
		"]F0A1B":             {"A1B", "codabar"},
		"]G0AB":              {"AB", "code93"},
		"]J1" + "10A":        {"10A", "gs1-dotcode"},
		"]X0AB":              {"AB", "other"},
		"]W0AB":              {"]W0AB", ""},
		"]":                  {"]", ""},
		"  AB 12 ":           {"AB 12", ""},
		"ъС0AB":              {"ъС0AB", ""}, // mixed: no layout types that
	} {
		c := scan.Read(raw, scan.Masks{})
		if c.Text != want[0] || string(c.Symbology) != want[1] || c.Raw != strings.TrimRight(raw, "\r\n") {
			t.Errorf("%q is %q of kind %q, want %q", raw, c.Text, c.Symbology, want)
		}
	}
	if c := scan.Read(" \r\n", scan.DefaultMasks); c.Text != "" || len(c.Meanings) != 0 {
		t.Errorf("an empty scan means %+v", c)
	}
	if c := scan.Read(strings.Repeat("1", scan.MaxLength+1), scan.DefaultMasks); len(c.Meanings) != 1 {
		t.Errorf("an endless scan means %d things", len(c.Meanings))
	}
}

// A code is found in every spelling that a shop may have stored.
func TestSpellings(t *testing.T) {
	for _, c := range []struct {
		raw      string
		alike    []string // of the first meaning, with its code
		unlike   []string
		ofPlain  []string
		doubtful bool
	}{
		{raw: "4820024700016", alike: []string{"4820024700016", "04820024700016"}, unlike: []string{"820024700016"}},
		{raw: "]I104820024700016", alike: []string{"4820024700016", "04820024700016"}},
		{raw: "(01)00000096385074", alike: []string{"96385074", "00000096385074"}, unlike: []string{"00096385074"}},
		{raw: "036000291452", alike: []string{"036000291452", "0036000291452", "00036000291452"}},
		{raw: "96385074", alike: []string{"96385074", "000096385074", "0000096385074", "00000096385074"}},
		{raw: "04252614", alike: []string{"042100005264", "0042100005264", "00042100005264", "04252614"}},
		{raw: "042100005264", alike: []string{"04252614"}},
		{raw: "14820024700013", alike: []string{"14820024700013"}, unlike: []string{"4820024700013", "4820024700016"}},
		{raw: "(01)14820024700013", alike: []string{"14820024700013"}, unlike: []string{"4820024700016"}},
		{raw: "148201230000000175", alike: []string{"148201230000000175", "00148201230000000175"}},
		{raw: "2200123012340", alike: []string{"00123", "123"}},
		{raw: "sku-1", ofPlain: []string{"SKU-1"}},
		{raw: "*AB12*", ofPlain: []string{"AB12"}},
		{raw: "AB 12", ofPlain: []string{"AB12"}},
		{raw: "реезыЖ//", ofPlain: []string{"https://"}},
		{raw: "реезыЖ..", ofPlain: []string{"https://"}},
		{raw: "реезіЖ..", ofPlain: []string{"https://"}},
		{raw: "КФ473124829ГФ", alike: []string{"RA473124829UA"}, ofPlain: []string{"RA473124829UA"}},
		{raw: "ЫЛГ-12", ofPlain: []string{"SKU-12"}},
		{raw: "ІЛГ-12", ofPlain: []string{"SKU-12"}},
	} {
		code := scan.Read(c.raw, scan.DefaultMasks)
		first, last := code.Meanings[0], code.Meanings[len(code.Meanings)-1]
		for _, want := range c.alike {
			if first.Code != want && !slices.Contains(first.Alike, want) {
				t.Errorf("%q is not found as %s: %+v", c.raw, want, first)
			}
		}
		for _, not := range c.unlike {
			if first.Code == not || slices.Contains(first.Alike, not) {
				t.Errorf("%q is found as %s: %+v", c.raw, not, first)
			}
		}
		for _, want := range c.ofPlain {
			if !slices.Contains(last.Alike, want) {
				t.Errorf("%q is not found as %s: %+v", c.raw, want, last)
			}
		}
	}
}

// Elements that are certain are told apart from those that are not.
func TestCertainElements(t *testing.T) {
	c := scan.Read("]d20104820000000018215abc"+gs+"10LOT1", scan.Masks{})
	want := []scan.Element{{AI: "01", Title: "GTIN", Value: "04820000000018"}, {AI: "21", Title: "SERIAL", Value: "5abc", Certain: true}, {AI: "10", Title: "BATCH/LOT", Value: "LOT1", Certain: true}}
	if !slices.Equal(c.Elements, want) {
		t.Errorf("elements %+v", c.Elements)
	}
	if c.Doubt.Args["code"] != "04820000000018" {
		t.Errorf("doubt %+v", c.Doubt)
	}
	c = scan.Read("]C1010482002470001610LOT117260131", scan.Masks{})
	if len(c.Elements) != 1 || c.Elements[0].AI != "01" || c.Doubt.Args["ai"] != "10" {
		t.Errorf("elements %+v, doubt %+v", c.Elements, c.Doubt)
	}
}

// Two-digit years are those between 49 before and 50 after the present one.
func TestCenturies(t *testing.T) {
	for _, c := range []struct {
		year     int
		yy, want string
	}{
		{2026, "26", "2026-05-31"}, {2026, "76", "2076-05-31"}, {2026, "77", "1977-05-31"}, {2026, "99", "1999-05-31"}, {2026, "00", "2000-05-31"},
		{0, "76", "2076-05-31"}, {0, "77", "1977-05-31"},
		{2051, "00", "2100-05-31"}, {2051, "01", "2101-05-31"}, {2051, "02", "2002-05-31"}, {2099, "00", "2100-05-31"},
	} {
		for _, day := range []string{"00", "31"} {
			got := scan.Read("]C1010482002470001617"+c.yy+"05"+day, scan.Masks{}.In(c.year)).Meanings[0].Expiry
			if got != c.want {
				t.Errorf("%s05%s in %d is %s, want %s", c.yy, day, c.year, got, c.want)
			}
		}
	}
}

// One wrong digit in an article number is never taken for another article, but
// the text can still be found as it is.
func TestWrongDigitsAreDoubted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.StringMatching(`[1-9][0-9]{11}|[2-9][0-9]{6}|[1-9][0-9]{16}`).Draw(t, "body")
		wrong, _, _ := changed(t, body+string(shop.CheckDigit(body)))
		if len(wrong) == 8 && wrong[0] < '2' {
			t.Skip("it may be a UPC-E")
		}
		c := scan.Read(wrong, scan.DefaultMasks)
		if strings.Trim(wrong, "0") != "" && (doubt(c) != "scan_check_digit" || len(c.Meanings) != 1) {
			t.Fatalf("%s means %s, doubt %q", wrong, said(c), doubt(c))
		}
	})
}

// Whatever an order, a badge or a parcel is called by this program, it is read
// back, in capitals and small letters.
func TestOurOwnNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		series := "A0"
		for range rapid.IntRange(1, 30).Draw(t, "series") {
			series = shop.NextSeries(series)
		}
		number := shop.OrderNumber(series, rapid.Int64Range(1, 99_999_999).Draw(t, "counter"))
		random := rapid.SliceOfN(rapid.Byte(), 10, 10).Draw(t, "random")
		badge := scan.MakeBadge([10]byte(random))
		for code, kind := range map[string]scan.Kind{number: scan.KindOrder, badge: scan.KindBadge} {
			for _, typed := range []string{code, strings.ToLower(code)} {
				c := scan.Read(typed, scan.DefaultMasks)
				if c.Meanings[0].Kind != kind || c.Meanings[0].Code != code {
					t.Fatalf("%q means %s", typed, said(c))
				}
			}
		}
		if !scan.IsBadge(badge) || scan.IsBadge(badge[1:]) || scan.IsBadge(number) {
			t.Fatalf("badge %q", badge)
		}
	})
}
