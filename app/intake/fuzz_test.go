package intake_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/prylavok/prylavok/app/intake"
)

// FuzzRead: whatever the file, Read ends, and what it gives keeps every promise of its types.
func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/*.csv")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, strings.Contains(file, "shopify"))
	}
	f.Add([]byte(wooHead+"1,simple,A,15\" tea,1,,5,,\n"), false)
	f.Fuzz(func(t *testing.T, data []byte, shopify bool) {
		format := intake.WooCommerce
		if shopify {
			format = intake.Shopify
		}
		r, err := intake.Read(bytes.NewReader(data), intake.Options{Format: format, File: "f", MinorDigits: 2})
		var fe *intake.FileError
		switch {
		case errors.As(err, &fe):
			if fe.Code == "" || fe.Message == "" || fe.Code == "unreadable" || r.Rows != 0 {
				t.Fatalf("unexplained error %+v beside %+v", fe, r)
			}
		case err != nil:
			t.Fatalf("an error of another kind: %v", err)
		default:
			checkPromises(t, r)
		}
	})
}

func checkPromises(t *testing.T, r intake.Result) {
	t.Helper()
	products, offers, skus := map[string]bool{}, map[string]bool{}, map[string]bool{}
	once := func(seen map[string]bool, what, key string) {
		if key == "" || seen[key] {
			t.Fatalf("%s %q is empty or there twice", what, key)
		}
		seen[key] = true
	}
	for _, p := range r.Products {
		once(products, "product", p.Key)
		if p.Name == "" || strings.ContainsAny(p.Name, "\r\n\x00") || !utf8.ValidString(p.Name+p.Description) || p.File != "f" || len(p.Offers) == 0 || p.Row < 2 {
			t.Fatalf("product %+v", p)
		}
		for _, o := range p.Offers {
			once(offers, "offer", o.Key)
			if o.SKU != "" {
				once(skus, "SKU", o.SKU)
			}
			if o.SalePrice != nil && (o.Price == nil || *o.SalePrice >= *o.Price) || o.Row < 2 {
				t.Fatalf("offer %+v", o)
			}
			for what, v := range map[string]*int64{"price": o.Price, "cost": o.PurchasePrice, "weight": o.WeightGrams, "length": o.LengthMM} {
				if v != nil && (*v < 0 || *v > intake.MaxAmount) {
					t.Fatalf("%s %d", what, *v)
				}
			}
		}
	}
	last := 0
	for _, f := range r.Refused {
		if f.Reason == "" || f.Message == "" || f.Row < last || utf8.RuneCountInString(f.Value) > 80 {
			t.Fatalf("refusal %+v after row %d", f, last)
		}
		last = f.Row
	}
}

// bigFile gives a WooCommerce export with so many rows, one product in five with four variations.
func bigFile(rows int) []byte {
	var b bytes.Buffer
	b.WriteString("ID,Type,SKU,Name,Published,Description,Stock,\"Weight (kg)\",\"Regular price\",Categories,Tags,Parent,\"Attribute 1 name\",\"Attribute 1 value(s)\",Barcode\n")
	for i := range rows {
		if i%5 == 0 {
			fmt.Fprintf(&b, "%d,variable,P%d,Product number %d,1,<p>Made <b>here</b> &amp; now.</p>,,0.5,,Goods > Group %d,\"new, sale\",,Size,\"S, M, L, XL\",\n", i+1, i, i, i%50)
		} else {
			fmt.Fprintf(&b, "%d,variation,V%d,Product number %d - S,1,,%d,,%d.%02d,,,P%d,Size,%d,48200%08d\n", i+1, i, i, i%90, i%900, i%100, i-i%5, i%5, i)
		}
	}
	return b.Bytes()
}

// A file of 200,000 rows is read whole.
func BenchmarkRead200kRows(b *testing.B) {
	data := bigFile(200_000)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		r, err := intake.Read(bytes.NewReader(data), intake.Options{Format: intake.WooCommerce, MinorDigits: 2})
		if err != nil || r.Rows != 200_000 || len(r.Products) != 40_000 || len(r.Refused) != 0 {
			b.Fatalf("%d rows, %d products, %d refused, %v", r.Rows, len(r.Products), len(r.Refused), err)
		}
	}
}
