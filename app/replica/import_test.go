package replica_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/prylavok/prylavok/app/intake"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
	"pgregory.net/rapid"
)

func importText(t *testing.T, r *replica.Replica, format, text string, o replica.ImportOptions) replica.ImportReport {
	t.Helper()
	report, err := r.ImportFiles(context.Background(), replica.System, format, []replica.ImportFile{textFile("goods.csv", text)}, o)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func textFile(name, text string) replica.ImportFile {
	return replica.ImportFile{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
}

func wantCounts(t *testing.T, got replica.ImportReport, read, created, updated, unchanged, refused int) {
	t.Helper()
	if got.Read != read || got.Created != created || got.Updated != updated || got.Unchanged != unchanged || len(got.Refused) != refused {
		t.Fatalf("report %+v; want read %d, created %d, updated %d, unchanged %d, refused %d", got, read, created, updated, unchanged, refused)
	}
}

// fingerprint is all that an import could leave behind.
func fingerprint(t testing.TB, r *replica.Replica) string {
	t.Helper()
	d, err := r.Digest(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	report := verify(t, r)
	return fmt.Sprint(d, report.Counts)
}

// offer finds the one offer that a code names.
func offer(t testing.TB, r *replica.Replica, code string) replica.Offer {
	t.Helper()
	list, err := r.OffersByCode(context.Background(), replica.System, code)
	if err != nil || len(list) != 1 {
		t.Fatalf("code %s names %d offers, %v", code, len(list), err)
	}
	return list[0]
}

const twoMugs = "ID,Type,SKU,Name,Published,Description,Stock,Regular price,Sale price,Categories,Tags,GTIN\n" +
	"1,simple,MUG-1,Горнятко біле,1,Порцеляна,10,120,,\"Посуд > Чашки, Подарунки\",кава,4820000000017\n" +
	"2,simple,MUG-2,Горнятко чорне,1,Порцеляна,4,130,110,Посуд > Чашки,,\n"

// What a file says is in the shop, found by word, SKU and barcode, and adds up.
func TestImportStoresWhatTheFileSays(t *testing.T) {
	r := newShop(t)
	wantCounts(t, importText(t, r, intake.WooCommerce, twoMugs, replica.ImportOptions{}), 2, 2, 0, 0, 0)
	o := offer(t, r, "MUG-1")
	if o.Price != 12000 || o.OnHand != 10*shop.One || o.Barcode != "4820000000017" || o.Title != "Горнятко біле" {
		t.Errorf("offer %+v", o)
	}
	if sale := offer(t, r, "MUG-2"); sale.Price != 11000 || sale.Regular != 13000 {
		t.Errorf("offer on sale %+v", sale)
	}
	p, err := r.Product(context.Background(), replica.System, o.ProductID)
	if err != nil || p.Category != "Посуд > Чашки" || p.Tags != "кава, Подарунки" || p.Description != "Порцеляна" {
		t.Errorf("product %+v, %v", p, err)
	}
	for _, typed := range []string{"чорне", "xjhyt", "mug2", "чашки"} {
		if list, err := r.FindOffers(context.Background(), replica.System, typed, 10); err != nil || len(list) == 0 {
			t.Errorf("%q finds nothing: %v", typed, err)
		}
	}
	verify(t, r)
}

// The published files of both systems import, and importing them again leaves no trace.
func TestPublishedFilesImportTwice(t *testing.T) {
	for _, c := range []struct {
		format, file   string
		rows, products int
	}{
		{intake.WooCommerce, "woocommerce/products_simple_bom.csv", 100, 100},
		{intake.Shopify, "shopify/apparel.csv", 22, 20},
		{intake.Shopify, "shopify/home-and-garden.csv", 21, 20},
		{intake.Shopify, "shopify/products_color_size_variants.csv", 240, 20},
	} {
		t.Run(c.file, func(t *testing.T) {
			path := filepath.Join("../../../shared/data", c.file)
			if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
				t.Skip("the published files are not here")
			}
			r := newShop(t)
			files := []replica.ImportFile{{Name: c.file, Open: func() (io.ReadCloser, error) { return os.Open(path) }}}
			dry, err := r.ImportFiles(context.Background(), replica.System, c.format, files, replica.ImportOptions{DryRun: true})
			if err != nil {
				t.Fatal(err)
			}
			wantCounts(t, dry, c.rows, c.products, 0, 0, 0)
			first, err := r.ImportFiles(context.Background(), replica.System, c.format, files, replica.ImportOptions{})
			if err != nil {
				t.Fatal(err)
			}
			wantCounts(t, first, c.rows, c.products, 0, 0, 0)
			before := fingerprint(t, r)
			again, err := r.ImportFiles(context.Background(), replica.System, c.format, files, replica.ImportOptions{})
			if err != nil {
				t.Fatal(err)
			}
			wantCounts(t, again, c.rows, 0, 0, c.products, 0)
			if after := fingerprint(t, r); after != before {
				t.Errorf("the second import left a trace:\n%s\n%s", before, after)
			}
		})
	}
}

// A dry run tells what the import then does, and stores nothing.
func TestDryRunStoresNothing(t *testing.T) {
	r := newShop(t)
	before := fingerprint(t, r)
	wantCounts(t, importText(t, r, intake.WooCommerce, twoMugs, replica.ImportOptions{DryRun: true}), 2, 2, 0, 0, 0)
	if after := fingerprint(t, r); after != before {
		t.Errorf("a dry run changed the shop:\n%s\n%s", before, after)
	}
	wantCounts(t, importText(t, r, intake.WooCommerce, twoMugs, replica.ImportOptions{}), 2, 2, 0, 0, 0)
}

// What the shop changed since the last import survives the next one; what the
// source changed is applied.
func TestImportKeepsLocalEdits(t *testing.T) {
	ctx, r := context.Background(), newShop(t)
	importText(t, r, intake.WooCommerce, twoMugs, replica.ImportOptions{})
	mug := offer(t, r, "MUG-1")
	p, err := r.Product(ctx, replica.System, mug.ProductID)
	if err != nil {
		t.Fatal(err)
	}
	p.Name, p.Offers[0].Price = "Горнятко молочне", 15000
	p.Offers[0].Barcodes = append(p.Offers[0].Barcodes, replica.Barcode{Code: "LOCAL-1"})
	if _, err := r.SaveProduct(ctx, replica.System, p); err != nil {
		t.Fatal(err)
	}
	if err := r.SetStock(ctx, replica.System, mug.ID, shop.ID{}, 7*shop.One, "sold meanwhile"); err != nil {
		t.Fatal(err)
	}
	wantCounts(t, importText(t, r, intake.WooCommerce, twoMugs, replica.ImportOptions{}), 2, 0, 0, 2, 0)
	// The source changes the description and the barcode of one, the stock of the other.
	later := strings.NewReplacer("біле,1,Порцеляна", "біле,1,Кераміка", "4820000000017", "4820000000024", "Порцеляна,4,", "Порцеляна,6,").Replace(twoMugs)
	wantCounts(t, importText(t, r, intake.WooCommerce, later, replica.ImportOptions{}), 2, 0, 2, 0, 0)
	got, err := r.Product(ctx, replica.System, mug.ProductID)
	if err != nil {
		t.Fatal(err)
	}
	if got.Name != "Горнятко молочне" || got.Description != "Кераміка" || got.Offers[0].Price != 15000 {
		t.Errorf("product %+v", got)
	}
	codes := map[string]bool{}
	for _, b := range got.Offers[0].Barcodes {
		codes[b.Code] = true
	}
	if len(codes) != 2 || !codes["LOCAL-1"] || !codes["4820000000024"] {
		t.Errorf("barcodes %v", codes)
	}
	if q := offer(t, r, "MUG-1").OnHand; q != 7*shop.One {
		t.Errorf("the counted stock became %s", q)
	}
	if q := offer(t, r, "MUG-2").OnHand; q != 6*shop.One {
		t.Errorf("stock %s, the source says 6", q)
	}
	if list, err := r.FindOffers(ctx, replica.System, "молочне", 5); err != nil || len(list) != 1 {
		t.Errorf("the new name finds %d offers: %v", len(list), err)
	}
	verify(t, r)
}

// Goods that the shop had before are known by SKU, else by a barcode that only
// one of them has, and are not made twice.
func TestImportMeetsGoodsOfTheShop(t *testing.T) {
	ctx, r := context.Background(), newShop(t)
	for _, v := range []replica.Variant{
		{SKU: "MUG-1", Price: 9900, Active: true},
		{Price: 5000, Active: true, Barcodes: []replica.Barcode{{Code: "4820000000031"}}},
	} {
		if _, err := r.SaveProduct(ctx, replica.System, replica.Product{Name: "Своє", Description: "Опис", Active: true, Offers: []replica.Variant{v}}); err != nil {
			t.Fatal(err)
		}
	}
	text := twoMugs + "3,simple,,Блокнот,1,,2,55,,,,4820000000031\n"
	wantCounts(t, importText(t, r, intake.WooCommerce, text, replica.ImportOptions{}), 3, 1, 2, 0, 0)
	if o := offer(t, r, "4820000000031"); o.Price != 5500 || o.OnHand != 2*shop.One {
		t.Errorf("offer matched by its barcode %+v", o)
	} else if p, err := r.Product(ctx, replica.System, o.ProductID); err != nil || p.Name != "Блокнот" || p.Description != "Опис" {
		t.Errorf("an empty cell took the shop's own text away: %+v, %v", p, err)
	}
	if o := offer(t, r, "MUG-1"); o.Price != 12000 {
		t.Errorf("offer matched by its SKU %+v", o)
	}
	before := fingerprint(t, r)
	wantCounts(t, importText(t, r, intake.WooCommerce, text, replica.ImportOptions{}), 3, 0, 0, 3, 0)
	if fingerprint(t, r) != before {
		t.Error("importing again left a trace")
	}
}

// An SKU that another offer of the shop has, a thing given twice and a thing
// deleted here are refused with their rows; the rest is taken.
func TestImportRefusesRows(t *testing.T) {
	ctx, r := context.Background(), newShop(t)
	importText(t, r, intake.WooCommerce, twoMugs, replica.ImportOptions{})
	swapped := strings.NewReplacer("MUG-1", "MUG-2", "MUG-2", "MUG-1").Replace(twoMugs)
	report := importText(t, r, intake.WooCommerce, swapped, replica.ImportOptions{})
	wantCounts(t, report, 2, 0, 0, 0, 2)
	if got := report.Refused[0]; got.Reason != "sku_taken" || got.Row != 2 || got.File != "goods.csv" {
		t.Errorf("refusal %+v", got)
	}
	twice, err := r.ImportFiles(ctx, replica.System, intake.WooCommerce, []replica.ImportFile{textFile("a.csv", twoMugs), textFile("b.csv", twoMugs)}, replica.ImportOptions{})
	if err != nil {
		t.Fatal(err)
	}
	wantCounts(t, twice, 4, 0, 0, 2, 2)
	if got := twice.Refused[1]; got.Reason != "duplicate_key" || got.File != "b.csv" || got.Row != 3 {
		t.Errorf("refusal %+v", got)
	}
	mug := offer(t, r, "MUG-2")
	other := replica.Product{ID: mug.ProductID, Name: "Горнятко чорне", Active: true, Offers: []replica.Variant{{Title: "інше", Active: true}}}
	if _, err := r.SaveProduct(ctx, replica.System, other); err != nil {
		t.Fatal(err)
	}
	wantCounts(t, importText(t, r, intake.WooCommerce, twoMugs, replica.ImportOptions{}), 2, 0, 0, 2, 0)
	dearer := importText(t, r, intake.WooCommerce, strings.Replace(twoMugs, "4,130", "5,140", 1), replica.ImportOptions{})
	wantCounts(t, dearer, 2, 0, 0, 2, 1)
	if got := dearer.Refused[0]; got.Reason != "deleted_here" || got.Row != 3 {
		t.Errorf("refusal %+v", got)
	}
	verify(t, r)
}

// One file that cannot be used refuses the whole import, by its name.
func TestImportIsAllOrNothing(t *testing.T) {
	r := newShop(t)
	before := fingerprint(t, r)
	for _, bad := range []replica.ImportFile{
		textFile("bad.csv", "Order,Total\n1,2\n"),
		{Name: "bad.csv", Open: func() (io.ReadCloser, error) { return nil, os.ErrPermission }},
	} {
		_, err := r.ImportFiles(context.Background(), replica.System, intake.WooCommerce, []replica.ImportFile{textFile("good.csv", twoMugs), bad}, replica.ImportOptions{})
		var p *shop.Problem
		if !errors.Is(err, replica.ErrImportFile) || !errors.As(err, &p) || p.Args["file"] != "bad.csv" || p.Args["why"] == "" {
			t.Errorf("error %v", err)
		}
	}
	if _, err := r.ImportFiles(context.Background(), replica.System, "abacus", []replica.ImportFile{textFile("good.csv", twoMugs)}, replica.ImportOptions{}); !errors.Is(err, replica.ErrImportFile) {
		t.Errorf("an unknown format gives %v", err)
	}
	if fingerprint(t, r) != before {
		t.Error("a refused import changed the shop")
	}
}

// bigCatalogue is a file of n products with long texts.
func bigCatalogue(n int) string {
	var b strings.Builder
	b.WriteString("ID,Type,SKU,Name,Description,Stock,Regular price,Categories\n")
	for i := range n {
		fmt.Fprintf(&b, "%d,simple,S-%d,Товар номер %d,%s,%d,%d.50,Усе > Ряд %d\n", i+1, i, i, strings.Repeat("довгий опис ", 20), i%30, i%900+1, i%40)
	}
	return b.String()
}

// A disk that fills up in the middle, and a person who stops it, leave the shop
// as it was and able to go on.
func TestImportStopsWithoutTrace(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "small.db")
	small, err := replica.Create(ctx, path, replica.NewShop{Name: "Мала", Currency: "UAH", Language: "uk", Owner: "Олена"}, replica.Options{MaxPages: 1500})
	if err != nil {
		t.Fatal(err)
	}
	defer small.Close()
	before := fingerprint(t, small)
	_, err = small.ImportFiles(ctx, replica.System, intake.WooCommerce, []replica.ImportFile{textFile("big.csv", bigCatalogue(5000))}, replica.ImportOptions{})
	if !errors.Is(err, replica.ErrDiskFull) {
		t.Fatalf("error %v, want a full disk", err)
	}
	if fingerprint(t, small) != before {
		t.Error("the failed import changed the shop")
	}
	stopped, stop := context.WithCancel(ctx)
	_, err = small.ImportFiles(stopped, replica.System, intake.WooCommerce, []replica.ImportFile{textFile("big.csv", bigCatalogue(2500))},
		replica.ImportOptions{DryRun: true, Progress: func(int, int) { stop() }})
	if !errors.Is(err, replica.ErrImportStop) || !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that it was stopped", err)
	}
	wantCounts(t, importText(t, small, intake.WooCommerce, twoMugs, replica.ImportOptions{}), 2, 2, 0, 0, 0)
	verify(t, small)
}

// Any catalogue imports, again without a trace, and all figures stay right.
func TestAnyCatalogueImportsTwice(t *testing.T) {
	number := rapid.Int64Range(0, 1_000_000_00)
	maybe := rapid.Ptr(number, true)
	word := rapid.StringMatching(`[а-яіїєґA-Z0-9 >,'"-]{1,12}`)
	genOffer := rapid.Custom(func(t *rapid.T) intake.Offer {
		return intake.Offer{SKU: rapid.StringMatching(`(|[A-D][0-9]{1,2})`).Draw(t, "sku"), Title: rapid.StringMatching(`(|[а-я]{3})`).Draw(t, "title"),
			Barcodes: rapid.SliceOfN(rapid.SampledFrom([]string{"96385074", "4820000000017", "X1", " Y2"}), 0, 2).Draw(t, "codes"),
			Price:    maybe.Draw(t, "price"), PurchasePrice: maybe.Draw(t, "purchase"), Stock: rapid.Ptr(rapid.Int64Range(-9000, 90_000_000), true).Draw(t, "stock"),
			WeightGrams: maybe.Draw(t, "weight")}
	})
	genProduct := rapid.Custom(func(t *rapid.T) intake.Product {
		return intake.Product{Key: rapid.StringMatching(`[a-f]{1,2}`).Draw(t, "key"), Name: "н" + word.Draw(t, "name"), Description: strings.Repeat("опис ", rapid.IntRange(0, 60).Draw(t, "long")),
			Brand: rapid.StringMatching(`(|[A-Z]{4})`).Draw(t, "brand"), Categories: rapid.SliceOfN(rapid.SliceOfN(word, 0, 2), 0, 2).Draw(t, "categories"),
			Tags: rapid.SliceOfN(word, 0, 2).Draw(t, "tags"), Published: rapid.Bool().Draw(t, "published"), Digital: rapid.Bool().Draw(t, "digital"),
			Offers: rapid.SliceOfN(genOffer, 1, 3).Draw(t, "offers"), Row: 2}
	})
	r := newShop(t)
	rapid.Check(t, func(t *rapid.T) {
		// Each catalogue meets what the earlier ones have left, and gives each key and SKU once.
		var products []intake.Product
		keys := map[string]bool{}
		for _, p := range rapid.SliceOfN(genProduct, 0, 6).Draw(t, "products") {
			if keys[p.Key] {
				continue
			}
			keys[p.Key] = true
			for i := range p.Offers {
				p.Offers[i].Key = fmt.Sprint(p.Key, "-", i)
			}
			products = append(products, p)
		}
		first, err := r.ImportProducts(context.Background(), replica.System, intake.Shopify, products, replica.ImportOptions{})
		if err != nil {
			t.Fatal(err)
		}
		before, err := r.Digest(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		again, err := r.ImportProducts(context.Background(), replica.System, intake.Shopify, products, replica.ImportOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if len(first.Refused) == 0 && (again.Created != 0 || again.Updated != 0 || again.Unchanged != len(products)) {
			t.Fatalf("again %+v after %+v", again, first)
		}
		if after, err := r.Digest(context.Background()); err != nil || (len(first.Refused) == 0 && after != before) {
			t.Fatalf("the second import left a trace: %v, %+v, %+v", err, before, after)
		}
		if report, err := r.Verify(context.Background()); err != nil || !report.OK {
			t.Fatalf("verify %v, %v", report.Problems, err)
		}
	})
}
