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
// pages drawn from the PDF.
func TestToolsReadCodes(t *testing.T) {
	t.Parallel()
	for _, c := range codeCases {
		tool, args := "zbarimg", []string{"--quiet", "--raw", "-Sbinary"}
		switch c.of {
		case label.DataMatrix, label.GS1DataMatrix:
			// 29 stands for Function 1 in what it prints.
			tool, args = "dmtxread", []string{"--milliseconds=4000", "--gs1=29"}
		case label.ITF14:
			args = append(args, "-Si25.enable")
		}
		t.Run(tool+" "+string(c.of)+" "+c.value, func(t *testing.T) {
			if _, err := exec.LookPath(tool); err != nil {
				t.Skipf("%s is not installed: the page was not read by it", tool)
			}
			file, err := c.paper(t).PDF()
			if err != nil {
				t.Fatal(err)
			}
			page := filepath.Join(t.TempDir(), "page.png")
			drawn := outside(t, file, "pdftoppm", "-r", "300", "-gray", "-png", "-singlefile", "-")
			if err := os.WriteFile(page, drawn, 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := exec.Command(tool, append(args, page)...).Output()
			got, want := strings.TrimRight(string(out), "\n"), c.read
			if c.of == label.GS1DataMatrix {
				got = strings.TrimPrefix(got, "\x1d")
			}
			if got != want {
				t.Errorf("reads %q, want %q (%v)", got, want, err)
			}
		})
	}
}
