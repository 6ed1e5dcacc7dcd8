package scan_test

import (
	"errors"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/prylavok/prylavok/app/scan"
)

const shared = "../../../shared/data/barcodes/"

// What cannot be checked without lists that others keep.
var unchecked = []string{
	"gcppos1", "gcppos2", "iso3166", "iso3166999", "iso3166alpha2", "iso4217", "couponcode", "couponposoffer",
	"iban", "importeridx", "packagetype", "mediatype", "csumalpha",
}

var component = regexp.MustCompile(`^(\[?[NXYZ](?:\.\.)?[0-9]+\]?)((?:,\w+)*)$`)

// Our table says what GS1's dictionary says, entry by entry.
func TestDictionaryIsThatOfGS1(t *testing.T) {
	text, err := os.ReadFile(shared + "gs1-syntax-dictionary.txt")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the dictionary is not on this machine")
	}
	if err != nil {
		t.Fatal(err)
	}
	var theirs []string
	for _, line := range strings.Split(string(text), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		body, title, _ := strings.Cut(line, " # ")
		theirs = append(theirs, normal(strings.Fields(body))+" # "+strings.TrimSpace(title))
	}
	ours := scan.Dictionary()
	if len(theirs) < 200 {
		t.Fatalf("only %d entries were read", len(theirs))
	}
	for i := range max(len(ours), len(theirs)) {
		if i >= len(ours) || i >= len(theirs) || strings.TrimSuffix(ours[i], " # ") != strings.TrimSuffix(theirs[i], " # ") {
			t.Fatalf("entry %d:\n ours   %q\n theirs %q", i, ours[min(i, len(ours)-1)], theirs[min(i, len(theirs)-1)])
		}
	}
}

// normal writes an entry of the dictionary as scan.Dictionary does.
func normal(fields []string) string {
	line := fields[0]
	for _, f := range fields[1:] {
		if m := component.FindStringSubmatch(f); m != nil {
			line += " " + m[1]
			for _, check := range strings.Split(m[2], ",")[1:] {
				if !slices.Contains(unchecked, check) {
					line += "," + check
				}
			}
		} else if strings.Contains(f, "*") && !strings.Contains(f, "=") {
			line += " *"
		}
	}
	return line
}

// Every check that the table names is one that is made.
func TestEveryCheckIsMade(t *testing.T) {
	for _, line := range scan.Dictionary() {
		body, _, _ := strings.Cut(line, " # ")
		for _, f := range strings.Fields(body)[1:] {
			for _, name := range strings.Split(f, ",")[1:] {
				if !scan.HasCheck(name) {
					t.Errorf("%s: %q is never checked", line, name)
				}
			}
		}
	}
}

// What the syntax tests of GS1 would refuse is refused, part by part.
func TestContents(t *testing.T) {
	for _, c := range []struct {
		ai, good string
		bad      []string
	}{
		{"00", "106141412345678908", []string{"106141412345678909", "10614141234567890", "1061414123456789O8"}},
		{"01", "04820024700016", []string{"04820024700017", "4820024700016"}},
		{"10", `A-b_1"%/`, []string{"", "A#1", "A 1", strings.Repeat("A", 21), "Ї"}},
		{"17", "260200", []string{"260230", "261301", "260001", "26131"}},
		{"17", "240229", []string{"250229"}},
		{"20", "00", []string{"0", "000", "A0"}},
		{"255", "4820123456784", []string{"4820123456780", "48201234567841234567890123"}},
		{"253", "4820123456784ab-1", []string{"4820123456784#"}},
		{"3103", "001250", []string{"01250", "00125A"}},
		{"423", "804616", []string{"8046", "804616804616804616"}},
		{"4309", "02790858483015297971", []string{"18000000010000000000", "00000000003600000001"}},
		{"4321", "1", []string{"2"}},
		{"4330", "000250-", []string{"000250+", "00025"}},
		{"7003", "2512312359", []string{"2512312400", "2512002359", "2512312360"}},
		{"7007", "251201251231", []string{"25120125123", "251200"}},
		{"7252", "9", []string{"3"}},
		{"7256", "A%20B", []string{"A%2", "A%ZZ"}},
		{"7258", "1/3", []string{"4/3", "1-3", "0/3"}},
		{"8001", "00010002000300"[:14], []string{"00000002000300", "00010002000330"}},
		{"8003", "04820123456784X1", []string{"14820123456784X1"}},
		{"8006", "048200247000160102", []string{"048200247000160302", "048200247000160002"}},
		{"8008", "251231235959", []string{"2512312399", "25123123596"}},
		{"8010", "4820-A/1#", []string{"4820a"}},
		{"8011", "0", []string{"01"}},
		{"8014", "4820A", []string{"48201"}},
		{"8030", "ab_-C=", []string{"ab/c"}},
		{"7250", "19901231", []string{"19901301"}},
	} {
		if !scan.Sound(c.ai, c.good) {
			t.Errorf("(%s)%s is refused", c.ai, c.good)
		}
		for _, bad := range c.bad {
			if scan.Sound(c.ai, bad) {
				t.Errorf("(%s)%s is taken", c.ai, bad)
			}
		}
	}
}
