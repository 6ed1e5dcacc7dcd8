package intake_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/prylavok/prylavok/app/intake"
)

var update = flag.Bool("update", false, "write the golden files again; read the difference before committing it")

// Each file of testdata, named for its format, gives exactly the products and refusals in the golden file beside it.
func TestFilesGiveTheirGoldenProducts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.csv")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files to read: %v", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".csv")
		t.Run(name, func(t *testing.T) {
			format := intake.WooCommerce
			if strings.HasPrefix(name, "shopify") {
				format = intake.Shopify
			}
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			result, err := intake.Read(bytes.NewReader(data), intake.Options{Format: format, File: filepath.Base(file), MinorDigits: 2})
			if err != nil {
				t.Fatal(err)
			}
			golden(t, strings.TrimSuffix(file, ".csv")+".golden.json", result)
		})
	}
}

func golden(t *testing.T, file string, value any) {
	t.Helper()
	var got bytes.Buffer
	e := json.NewEncoder(&got)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(value); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("%s no longer matches; got:\n%s", file, got.String())
	}
}
