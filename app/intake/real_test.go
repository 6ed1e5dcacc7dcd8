package intake_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"testing"

	"github.com/prylavok/prylavok/app/intake"
)

// Published sample files, read in place. They are not part of the project, so a checkout without them skips these tests.
const realData = "../../../shared/data/"

func readReal(t *testing.T, format, file string) intake.Result {
	t.Helper()
	f, err := os.Open(realData + file)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the sample files are not on this machine")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	result, err := intake.Read(f, intake.Options{Format: format, File: file, MinorDigits: 2})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// totals adds up what the files' own description states.
type totals struct {
	rows, products, offers, refused, skus int
	price, stock                          int64
}

func add(r intake.Result) totals {
	sum := totals{rows: r.Rows, products: len(r.Products), refused: len(r.Refused)}
	for _, p := range r.Products {
		for _, o := range p.Offers {
			sum.offers++
			if o.SKU != "" {
				sum.skus++
			}
			if o.SalePrice != nil {
				sum.price += *o.SalePrice
			} else if o.Price != nil {
				sum.price += *o.Price
			}
			if o.Stock != nil {
				sum.stock += *o.Stock
			}
		}
	}
	return sum
}

// The counts and sums of every published file must come out to the last unit.
func TestPublishedFilesGiveTheirKnownSums(t *testing.T) {
	for _, c := range []struct {
		format, file string
		want         totals
	}{
		{intake.WooCommerce, "woocommerce/products_simple_bom.csv", totals{rows: 100, products: 100, offers: 100, skus: 100, price: 1847543}},
		{intake.Shopify, "shopify/apparel.csv", totals{rows: 22, products: 20, offers: 22, price: 129500, stock: 22000}},
		{intake.Shopify, "shopify/home-and-garden.csv", totals{rows: 21, products: 20, offers: 21, price: 234584, stock: 65000}},
		{intake.Shopify, "shopify/product-data_learning-store.csv", totals{rows: 21, products: 20, offers: 21, price: 234584, stock: 65000}},
		{intake.Shopify, "shopify/products_color_size_variants.csv", totals{rows: 240, products: 20, offers: 240, skus: 240, price: 1356384, stock: 15790000}},
		{intake.Shopify, "shopify/transporter_products.csv", totals{rows: 7, products: 1, offers: 3, skus: 3, price: 6000, stock: 400000}},
	} {
		t.Run(c.file, func(t *testing.T) {
			r := readReal(t, c.format, c.file)
			if got := add(r); got != c.want {
				t.Errorf("totals %+v, want %+v; refused %+v", got, c.want, r.Refused)
			}
		})
	}
}

// Published files that hold no products are told apart, whichever format they are given as.
func TestPublishedFilesOfOtherKindsAreRefused(t *testing.T) {
	for _, file := range []string{"shopify/transporter_orders.csv", "woocommerce/orders_one_row_per_line.csv", "woocommerce/categories.csv", "bank/1c-client-bank/to_bank.txt", "shopify/rest/products.json"} {
		for _, format := range []string{intake.WooCommerce, intake.Shopify} {
			data, err := os.ReadFile(realData + file)
			if errors.Is(err, fs.ErrNotExist) {
				t.Skip("the sample files are not on this machine")
			}
			if err != nil {
				t.Fatal(err)
			}
			_, err = intake.Read(bytes.NewReader(data), intake.Options{Format: format, File: file, MinorDigits: 2})
			var fe *intake.FileError
			if !errors.As(err, &fe) {
				t.Errorf("%s was read as %s: %v", file, format, err)
				continue
			}
			t.Logf("%s as %s: %s: %s", file, format, fe.Code, fe.Message)
		}
	}
}
