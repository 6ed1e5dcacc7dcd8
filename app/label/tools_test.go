package label_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/prylavok/prylavok/app/label"
)

// Two more programs, which share nothing with our libraries, read the codes on
// pages drawn from the PDF, at both common densities.
func TestToolsReadCodes(t *testing.T) {
	t.Parallel()
	for _, c := range codeCases {
		for _, dpi := range []string{"203", "300"} {
			t.Run(string(c.of)+" "+c.value+" at "+dpi, func(t *testing.T) {
				file, err := c.paper(t).PDF()
				if err != nil {
					t.Fatal(err)
				}
				got := scanned(t, c.of, outside(t, file, "pdftoppm", "-r", dpi, "-gray", "-png", "-singlefile", "-"))
				if c.of == label.GS1DataMatrix {
					got = strings.TrimPrefix(got, "\x1d")
				}
				if got != c.read {
					t.Errorf("reads %q, want %q", got, c.read)
				}
			})
		}
	}
}

// They read the code of every kind of label and sticker too.
func TestToolsReadLabels(t *testing.T) {
	t.Parallel()
	for _, p := range shortPapers(t) {
		of, want, one := p.code(t)
		if !one {
			continue
		}
		file, err := p.paper.PDF()
		if err != nil {
			t.Fatal(err)
		}
		for _, dpi := range []string{"203", "300"} {
			t.Run(p.name+" at "+dpi, func(t *testing.T) {
				if got := scanned(t, of, outside(t, file, "pdftoppm", "-r", dpi, "-gray", "-png", "-singlefile", "-")); got != want {
					t.Errorf("reads %q, want %q", got, want)
				}
			})
		}
	}
}

// scanned has a page read by the tool for a symbology.
func scanned(t *testing.T, of label.Symbology, drawn []byte) string {
	t.Helper()
	tool, args := "zbarimg", []string{"--quiet", "--raw", "-Sbinary"}
	switch of {
	case label.DataMatrix, label.GS1DataMatrix:
		// 29 stands for Function 1 in what it prints.
		tool, args = "dmtxread", []string{"--milliseconds=4000", "--gs1=29"}
	case label.ITF14:
		args = append(args, "-Si25.enable")
	}
	if _, err := exec.LookPath(tool); err != nil {
		t.Skipf("%s is not installed: the page was not read by it", tool)
	}
	page := filepath.Join(t.TempDir(), "page.png")
	if err := os.WriteFile(page, drawn, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool, append(args, page)...).Output()
	if err != nil && len(out) == 0 {
		t.Errorf("%s: %v", tool, err)
	}
	return strings.TrimRight(string(out), "\n")
}
