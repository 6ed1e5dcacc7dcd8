package main_test

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/prylavok/prylavok/build/programs"
)

// A wrong command line ends with 2, says what is wrong, and makes nothing.
func TestWrongUsageEndsWithTwo(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	absent := filepath.Join(t.TempDir(), "new.db")
	goods := filepath.Join("testdata", "goods.csv")
	cases := []struct {
		name string
		says string
		args []string
	}{
		{"no command", "say what to do", nil},
		{"an unknown command", "sell", []string{"sell"}},
		{"an unknown flag", "--bogus", []string{"verify", "--replica", shop, "--bogus"}},
		{"no shop named", "replica", []string{"verify"}},
		{"an argument too many", "extra", []string{"init", "--replica", absent, "--name", "X", "extra"}},
		{"a shop without a name", "--name", []string{"init", "--replica", absent}},
		{"an unknown currency", "XXX", []string{"init", "--replica", absent, "--name", "X", "--currency", "XXX"}},
		{"an unknown language", "language", []string{"init", "--replica", absent, "--name", "X", "--language", "de"}},
		{"an invite that is none", "--invite cannot be read", []string{"init", "--replica", absent, "--name", "X", "--hub", "wss://hub.example", "--invite", "ABC"}},
		{"a hub that is none", "--hub cannot be", []string{"init", "--replica", absent, "--name", "X", "--hub", "ftp://hub.example", "--invite", "7K2M-9QXT-4HZB-C0VN"}},
		{"a hub without an invite", "--invite", []string{"init", "--replica", absent, "--name", "X", "--hub", "wss://hub.example"}},
		{"a code without a hub", "--hub must say", []string{"init", "--replica", absent, "--name", "X", "--invite", "7K2M-9QXT-4HZB-C0VN"}},
		{"an import without a system", "woocommerce", []string{"import", "--replica", shop, goods}},
		{"an import without files", "arg", []string{"import", "--replica", shop, "--from", "woocommerce"}},
		{"a system of a later release", "not in this release", []string{"import", "--replica", shop, "--from", "commerceml", goods}},
		{"a price list", "not in this release", []string{"import", "--replica", shop, "--from", "yml", goods}},
		{"a table", "not in this release", []string{"import", "--replica", shop, "--from", "csv", goods}},
		{"a workbook", "not in this release", []string{"import", "--replica", shop, "--from", "xlsx", goods}},
		{"a map of columns", "not in this release", []string{"import", "--replica", shop, "--from", "woocommerce", "--map", "m.json", goods}},
		{"an unknown system", "bitrix", []string{"import", "--replica", shop, "--from", "bitrix", goods}},
		{"an export as workbook", "not in this release", []string{"export", "--replica", shop, "--what", "orders", "--to", "xlsx", absent}},
		{"an export of nothing", "orders, products, customers, stock", []string{"export", "--replica", shop, absent}},
		{"an unknown document", "picklist", []string{"print", "--replica", shop, "--order", "A1-000001", "--document", "poster", "--out", absent}},
		{"a price tag of an order", "--sku", []string{"print", "--replica", shop, "--order", "A1-000001", "--document", "pricetag", "--out", absent}},
		{"a shelf without a place", "--place", []string{"print", "--replica", shop, "--document", "shelf", "--out", absent}},
		{"an unknown size", "100x150", []string{"print", "--replica", shop, "--order", "A1-000001", "--document", "label", "--size", "1x1", "--out", absent}},
		{"a size of what has one", "--size", []string{"print", "--replica", shop, "--order", "A1-000001", "--document", "invoice", "--size", "a4", "--out", absent}},
		{"price tags of a count", "countsheet", []string{"print", "--replica", shop, "--counted", "--document", "pricetag", "--out", absent}},
		{"an unknown state", "packed", []string{"print", "--replica", shop, "--status", "lost", "--document", "register", "--out", absent}},
		{"no copies", "--copies", []string{"print", "--replica", shop, "--goods", "чашка", "--copies", "0", "--document", "pricetag", "--out", absent}},
		{"a language of no printer", "escpos", []string{"print", "--replica", shop, "--order", "A1-000001", "--document", "label", "--format", "pcl", "--out", absent}},
		{"a density of no printer", "203, 300 or 600", []string{"print", "--replica", shop, "--order", "A1-000001", "--document", "label", "--format", "zpl", "--dpi", "150", "--out", absent}},
		{"a document without an order", "--order", []string{"print", "--replica", shop, "--document", "label", "--out", absent}},
		{"an unknown method", "no.such", []string{"call", "--replica", shop, "no.such"}},
		{"parameters that are no JSON", "desk methods", []string{"call", "--replica", shop, "goods.search", "чашка"}},
		{"an unknown parameter", "colour", []string{"call", "--replica", shop, "goods.search", `{"colour":"red"}`}},
		{"a screen without a name", "--screen", []string{"call", "--replica", shop, "--screen", "", "counter.get"}},
		{"a list of backups with a name", "--list", []string{"backup", "--replica", shop, "--list", absent}},
		{"an address without a port", "HOST:PORT", []string{"serve", "--replica", shop, "--listen", "localhost"}},
		{"a demo of fewer than no orders", "orders", []string{"demo", "--replica", absent, "--orders", "-1"}},
		{"a demo until no day", "--until", []string{"demo", "--replica", absent, "--until", "yesterday"}},
	}
	digest := done[map[string]any](t, "digest", "--replica", shop)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			f := refused(t, 2, "usage", c.args...)
			if !strings.Contains(f.Error.Message, c.says) {
				t.Errorf("%q does not say %q", f.Error.Message, c.says)
			}
			if _, err := os.Stat(absent); !errors.Is(err, os.ErrNotExist) {
				t.Fatalf("a file was made: %v", err)
			}
		})
	}
	if after := done[map[string]any](t, "digest", "--replica", shop); after["digest"] != digest["digest"] {
		t.Error("the shop was changed")
	}
}

// What a rule of the shop refuses is no wrong usage: it ends with 1.
func TestARefusalOfTheShopEndsWithOne(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	basket := call[counter](t, shop, "counter.get", "{}").Basket.ID
	refused(t, 1, "basket.empty", "call", "--replica", shop, "counter.finish", `{"basket":"`+basket+`","payments":[],"print":false}`)
}

// Parameters may come through standard input.
func TestParametersComeThroughStandardInput(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	r := programs.RunReading(t, strings.NewReader(`{"text":"чай"}`), "desk", "call", "--replica", shop, "goods.search", "-")
	if r.Code != 0 || !strings.Contains(r.Out, "TEA-GREEN") {
		t.Errorf("%d %s %s", r.Code, r.Out, r.Said)
	}
}

// Every method has its schemas and its right.
func TestMethodsAreDescribed(t *testing.T) {
	t.Parallel()
	contract := done[struct {
		Methods []struct {
			Name           string
			Params, Result map[string]any
		}
	}](t, "methods")
	if len(contract.Methods) < 30 {
		t.Errorf("%d methods", len(contract.Methods))
	}
	for _, m := range contract.Methods {
		if !strings.Contains(m.Name, ".") || m.Params == nil || m.Result == nil {
			t.Errorf("%+v", m)
		}
	}
}

var (
	commandLine = regexp.MustCompile(`(?m)^  ([a-z]+) {2,}\S`)
	flagLine    = regexp.MustCompile(`(?m)^ +(?:-\w, )?(--[a-z-]+)`)
)

// Every command answers --help, and docs/cli.md has a section on it that names
// each of its flags.
func TestEveryCommandAndFlagIsDocumented(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "cli.md"))
	if err != nil {
		t.Fatal(err)
	}
	sections := map[string]string{}
	for _, part := range strings.Split(string(text), "\n## desk ")[1:] {
		name, body, _ := strings.Cut(part, "\n")
		sections[name] = body
	}
	help := desk(t, "--help")
	var commands []string
	for _, found := range commandLine.FindAllStringSubmatch(help.Out, -1) {
		if found[1] != "help" {
			commands = append(commands, found[1])
		}
	}
	if help.Code != 0 || len(commands) < 12 {
		t.Fatalf("desk --help: %d, commands %v", help.Code, commands)
	}
	for _, command := range commands {
		r := desk(t, command, "--help")
		if r.Code != 0 || r.Said != "" || !strings.Contains(r.Out, "Examples:") {
			t.Errorf("desk %s --help: %d\n%s%s", command, r.Code, r.Out, r.Said)
		}
		section, ok := sections[command]
		if !ok {
			t.Errorf("docs/cli.md has no section \"## desk %s\"", command)
			continue
		}
		for _, flag := range flagLine.FindAllStringSubmatch(r.Out, -1) {
			if flag[1] != "--help" && !strings.Contains(section, "`"+flag[1]) {
				t.Errorf("docs/cli.md does not describe desk %s %s", command, flag[1])
			}
		}
		if !strings.Contains(section, "desk "+command) || !strings.Contains(section, "```") {
			t.Errorf("docs/cli.md gives no example of desk %s", command)
		}
	}
	for name := range sections {
		if !slices.Contains(commands, name) {
			t.Errorf("docs/cli.md describes desk %s, which is not there", name)
		}
	}
}

// The version is one line for people and scripts alike.
func TestTheVersionIsOneLine(t *testing.T) {
	t.Parallel()
	if r := desk(t, "--version"); r.Code != 0 || r.Out != "dev\n" {
		t.Errorf("%d %q", r.Code, r.Out)
	}
}
