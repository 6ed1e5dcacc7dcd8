package main_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/prylavok/prylavok/build/programs"
)

// A shop goes the whole way from its making to a restored backup, each step by
// a process of its own, and the file is sound at the end.
func TestAShopFromItsMakingToARestoredBackup(t *testing.T) {
	t.Parallel()
	shop := newShop(t)

	offers := call[[]struct {
		ID, SKU string
		Price   int64
	}](t, shop, "goods.search", `{"text":"xfirf"}`) // «чашка» on the wrong layout
	if len(offers) != 1 || offers[0].SKU != "CUP-BLUE" || offers[0].Price != 12500 {
		t.Fatalf("search: %+v", offers)
	}
	call[counter](t, shop, "counter.add", `{"offer_id":"`+offers[0].ID+`","quantity":2000}`)
	first := sell(t, shop, "4820000000024")
	if first.Number != "A1-000001" || first.Total != 2*12500+7990 {
		t.Errorf("sale: %+v", first)
	}
	sound(t, shop)

	backup := done[struct{ Path string }](t, "backup", "--replica", shop)
	digest := done[map[string]any](t, "digest", "--replica", shop)
	second := sell(t, shop, "4820000000017")
	if second.Number != "A1-000002" {
		t.Errorf("second sale: %+v", second)
	}
	if after := done[map[string]any](t, "digest", "--replica", shop); after["digest"] == digest["digest"] {
		t.Error("a sale did not change the digest")
	}

	restored := done[struct{ Series string }](t, "restore", "--replica", shop, backup.Path)
	if restored.Series != "A2" {
		t.Errorf("series after the restore: %q", restored.Series)
	}
	if counts := sound(t, shop); counts["orders"] != 1 {
		t.Errorf("orders after the restore: %d", counts["orders"])
	}
	if third := sell(t, shop, "4820000000017"); third.Number != "A2-000001" {
		t.Errorf("the first number after the restore is %s", third.Number)
	}
	list := done[struct{ Backups []struct{ Path, Why string } }](t, "backup", "--replica", shop, "--list")
	if len(list.Backups) != 2 || list.Backups[0].Why != "before-restore" {
		t.Fatalf("backups: %+v", list.Backups)
	}

	// What the restore put aside is whole and can come back; no number is used twice.
	again := done[struct{ Series string }](t, "restore", "--replica", shop, list.Backups[0].Path)
	if again.Series != "A3" {
		t.Errorf("series after the second restore: %q", again.Series)
	}
	if counts := sound(t, shop); counts["orders"] != 2 {
		t.Errorf("orders that were put aside: %d", counts["orders"])
	}
}

// When the shop is so damaged that it cannot say which numbers it used, a
// restored backup still begins a series that was never used.
func TestARestoreOverADamagedShopRepeatsNoNumber(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	backup := filepath.Join(t.TempDir(), "monday.db")
	done[map[string]any](t, "backup", "--replica", shop, backup)
	used := map[string]bool{sell(t, shop, "4820000000017").Number: true}
	for range 3 {
		damage(t, shop)
		refused(t, 1, "replica.damaged", "verify", "--replica", shop)
		done[map[string]any](t, "restore", "--replica", shop, backup)
		number := sell(t, shop, "4820000000017").Number
		if used[number] {
			t.Errorf("number %s was used twice", number)
		}
		used[number] = true
	}
}

// A backup never takes the place of another file.
func TestABackupOverwritesNothing(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	before := fingerprint(t, shop)
	refused(t, 1, "out.exists", "backup", "--replica", shop, shop)
	refused(t, 1, "backup.bad", "restore", "--replica", shop, filepath.Join("testdata", "goods.csv"))
	refused(t, 1, "backup.bad", "restore", "--replica", shop, filepath.Join(t.TempDir(), "none.db"))
	if fingerprint(t, shop) != before {
		t.Error("the shop was changed")
	}
	sound(t, shop)
}

// Rows that cannot be read are listed with the reason and end with 3; the same
// file a second time changes nothing; a dry run stores nothing.
func TestAnImportTellsWhatItRefused(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	digest := done[map[string]any](t, "digest", "--replica", shop)
	faulty := filepath.Join("testdata", "goods-with-faults.csv")

	dry := programs.Answer[importReport](t, desk(t, "import", "--replica", shop, "--from", "woocommerce", "--dry-run", faulty), 3)
	if now := done[map[string]any](t, "digest", "--replica", shop); now["digest"] != digest["digest"] || dry.Created != 1 {
		t.Errorf("a dry run: %+v, digest %v then %v", dry, digest, now)
	}
	report := programs.Answer[importReport](t, desk(t, "import", "--replica", shop, "--from", "woocommerce", faulty), 3)
	if report.Read != 2 || report.Created != 1 || len(report.Refused) != 1 || report.Refused[0].Row != 3 || report.Refused[0].Field != "Regular price" || report.Refused[0].File != "goods-with-faults.csv" {
		t.Errorf("report: %+v", report)
	}
	same := done[importReport](t, "import", "--replica", shop, "--from", "woocommerce", filepath.Join("testdata", "goods.csv"))
	if same.Unchanged != 3 || same.Created+same.Updated != 0 {
		t.Errorf("the same file again: %+v", same)
	}
	refused(t, 1, "import.file", "import", "--replica", shop, "--from", "shopify", filepath.Join("testdata", "goods.csv"))
	sound(t, shop)
}

// Real product files of other shops come in, other files of theirs are refused
// whole, and the shop is sound.
func TestRealFilesComeIn(t *testing.T) {
	t.Parallel()
	data := filepath.Join("..", "..", "..", "..", "shared", "data")
	for _, format := range []string{"woocommerce", "shopify"} {
		t.Run(format, func(t *testing.T) {
			files, err := filepath.Glob(filepath.Join(data, format, "*.csv"))
			if err != nil || len(files) == 0 {
				t.Skip("no real files here")
			}
			shop := newShop(t)
			for _, f := range files {
				if name := filepath.Base(f); strings.Contains(name, "orders") || strings.Contains(name, "categories") {
					refused(t, 1, "import.file", "import", "--replica", shop, "--from", format, f)
					continue
				}
				// A few product files hold rows that nobody can read.
				if r := desk(t, "import", "--replica", shop, "--from", format, f); r.Code != 0 && r.Code != 3 {
					t.Errorf("%s: exit code %d\n%s", filepath.Base(f), r.Code, r.Said)
				}
			}
			if counts := sound(t, shop); counts["products"] <= 3 {
				t.Errorf("no product came in: %v", counts)
			}
		})
	}
}

// Every table comes out with its headings, and no cell of it is a formula.
func TestExportsAreTablesWithoutFormulas(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	sell(t, shop, "4820000000031")
	call[map[string]any](t, shop, "customers.save", `{"name":"@SUM(1)","phones":["+380671234567"],"discount_bp":150}`)
	rows := map[string]int{"orders": 1, "products": 3, "customers": 1, "stock": 3}
	for what, want := range rows {
		out := filepath.Join(t.TempDir(), what+".csv")
		done[map[string]any](t, "export", "--replica", shop, "--what", what, "--to", "csv", out)
		table := readTable(t, out)
		if len(table) != want+1 {
			t.Errorf("%s: %d rows, want %d", what, len(table)-1, want)
		}
		for _, row := range table {
			for _, cell := range row {
				if cell != "" && strings.ContainsRune("=@", rune(cell[0])) {
					t.Errorf("%s: the cell %q is a formula", what, cell)
				}
			}
		}
	}
	out := filepath.Join(t.TempDir(), "c.csv")
	done[map[string]any](t, "export", "--replica", shop, "--what", "customers", "--to", "csv", "--bom", out)
	table := readTable(t, out)
	if table[0][0] != "\ufeffname" || table[1][0] != "'@SUM(1)" || table[1][1] != "+380671234567" || table[1][8] != "1.5" {
		t.Errorf("customers: %q", table)
	}

	before := fingerprint(t, shop)
	refused(t, 1, "out.database", "export", "--replica", shop, "--what", "stock", "--to", "csv", shop)
	if fingerprint(t, shop) != before {
		t.Error("the shop was overwritten")
	}
}

func readTable(t *testing.T, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	table, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// A document comes out as PDF, and only the first one of a queued receipt
// passes for the original.
func TestDocumentsComeOutAsPDF(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	order := sell(t, shop, "4820000000017")
	type paper struct {
		Order string
		Copy  bool
		Bytes int64
	}
	for i, document := range []string{"receipt", "label", "receipt", "packing", "waybill", "invoice", "expense", "picklist", "register"} {
		out := filepath.Join(t.TempDir(), "paper.pdf")
		p := done[paper](t, "print", "--replica", shop, "--order", order.Number, "--document", document, "--format", "pdf", "--out", out)
		text, err := os.ReadFile(out)
		if err != nil || !strings.HasPrefix(string(text), "%PDF-") || int64(len(text)) != p.Bytes {
			t.Errorf("%s: %d bytes, %v", document, len(text), err)
		}
		if p.Order != order.Number || p.Copy != (i == 2) {
			t.Errorf("%s: %+v", document, p)
		}
		if i == 1 {
			call[map[string]any](t, shop, "orders.print", `{"order_id":"`+order.OrderID+`","document":"receipt"}`)
		}
	}
	for document, of := range map[string][]string{"pricetag": {"--sku", "4820000000017", "--copies", "3", "--size", "a4x65", "--first", "64"}, "countsheet": {"--goods", "чашка", "--blind"},
		"shelf": {"--place", "A-01=Стелаж", "--place", "Б-2"}, "register": {"--status", "completed"}} {
		out := filepath.Join(t.TempDir(), "paper.pdf")
		done[paper](t, append([]string{"print", "--replica", shop, "--document", document, "--out", out}, of...)...)
		if text, err := os.ReadFile(out); err != nil || !strings.HasPrefix(string(text), "%PDF-") {
			t.Errorf("%s: %d bytes, %v", document, len(text), err)
		}
	}
	refused(t, 1, "start_out_of_range", "print", "--replica", shop, "--document", "pricetag", "--sku", "4820000000017", "--size", "a4x65", "--first", "66", "--out", filepath.Join(t.TempDir(), "x.pdf"))
	refused(t, 1, "nothing_to_print", "print", "--replica", shop, "--document", "register", "--status", "packed", "--out", filepath.Join(t.TempDir(), "x.pdf"))
	refused(t, 1, "not_found", "print", "--replica", shop, "--order", "A1-999999", "--document", "receipt", "--out", filepath.Join(t.TempDir(), "x.pdf"))
}

// A demo shop is as large as was asked, sound, and the same from the same seed;
// a shop that is worked in is never filled with inventions.
func TestADemoShopIsWhatWasAskedFor(t *testing.T) {
	t.Parallel()
	demo := func(path, seed string) string {
		t.Helper()
		done[map[string]any](t, "demo", "--replica", path, "--products", "40", "--customers", "30", "--orders", "60", "--seed", seed, "--until", "2026-07-31")
		counts := sound(t, path)
		if counts["products"] != 40 || counts["customers"] != 30 || counts["orders"] != 60 {
			t.Errorf("%v", counts)
		}
		out := filepath.Join(t.TempDir(), "customers.csv")
		done[map[string]any](t, "export", "--replica", path, "--what", "customers", out)
		return fingerprint(t, out)
	}
	folder := t.TempDir()
	one, same, other := demo(filepath.Join(folder, "1.db"), "5"), demo(filepath.Join(folder, "2.db"), "5"), demo(filepath.Join(folder, "3.db"), "6")
	if one != same || one == other {
		t.Errorf("customers of seeds 5, 5 and 6: %s, %s, %s", one, same, other)
	}
	shop := newShop(t)
	refused(t, 1, "replica.not_empty", "demo", "--replica", shop, "--orders", "1")
	if counts := sound(t, shop); counts["products"] != 3 || counts["orders"] != 0 {
		t.Errorf("the shop was filled: %v", counts)
	}
}

// A label is written in the language of every printer, in its density; several
// sheets are no picture.
func TestALabelIsWrittenForEveryPrinter(t *testing.T) {
	t.Parallel()
	path := newShop(t)
	numbers := []string{sell(t, path, crashCodes[0]).Number, sell(t, path, crashCodes[1]).Number}
	out := filepath.Join(t.TempDir(), "out")
	for format, begins := range map[string]string{"pdf": "%PDF-", "png": "\x89PNG", "zpl": "^XA", "tspl": "SIZE 100 mm", "epl": "\nN\n", "escpos": "\x1b@"} {
		var sizes []int64
		for _, dpi := range []string{"203", "300"} {
			made := done[struct {
				Format string
				Bytes  int64
			}](t, "print", "--replica", path, "--order", numbers[0], "--document", "label", "--format", format, "--dpi", dpi, "--dots", "1200", "--out", out)
			data, err := os.ReadFile(out)
			if err != nil || !strings.Contains(string(data[:min(40, len(data))]), begins) || made.Bytes != int64(len(data)) || made.Format != format {
				t.Errorf("%s at %s: %+v, %.20q, %v", format, dpi, made, data, err)
			}
			sizes = append(sizes, made.Bytes)
		}
		if format != "pdf" && format != "escpos" && sizes[0] == sizes[1] {
			t.Errorf("%s is the same at both densities", format)
		}
	}
	refused(t, 2, "usage", "print", "--replica", path, "--order", numbers[0], "--order", numbers[1], "--document", "label", "--format", "png", "--out", out)
}
