//go:build linux

package paper_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/prylavok/prylavok/app/paper"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/build/cups"
)

// The Windows program works a shop's queue off through the spooler, as Wine plays it
// on a real CUPS: labels one by one and in the order of the list, a receipt as a PDF
// by the program that is registered for such files. It runs when SPOOLER_WINE names
// what runs a Windows program and SPOOLER_DESK our desk.exe (build/package-check.sh).
func TestADeskOnWindowsPrintsItsQueue(t *testing.T) {
	wine, desk := os.Getenv("SPOOLER_WINE"), os.Getenv("SPOOLER_DESK")
	if wine == "" || desk == "" {
		t.Skip("SPOOLER_WINE and SPOOLER_DESK are not set")
	}
	const count = 12
	ctx := context.Background()
	cups.Start(t)
	p := newMoodyPrinter(t)
	p.on(t)
	cups.RawQueue(t, "Labels", p.address)
	r, a, orders, numbers := manyOrders(t, count)
	setPrinter(t, r, a, "label", paper.Way{Address: "system:Labels", Language: paper.ZPL}.Setting())
	setPrinter(t, r, a, "receipt", paper.Way{Address: "system:Labels"}.Setting())
	run := shop.NewID()
	if _, err := r.QueuePrints(ctx, a, run, orders, "label"); err != nil {
		t.Fatal(err)
	}
	if _, err := r.QueuePrint(ctx, a, orders[0], "receipt"); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	folder := filepath.Dir(r.Path())
	printsPDF(t, wine, folder)
	serve := exec.Command(wine, desk, "serve", "--replica", "shop.db")
	serve.Dir = folder
	var said bytes.Buffer
	serve.Stderr = &said
	if err := serve.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = serve.Process.Kill()
		_ = serve.Wait() // it was killed
		if t.Failed() {
			t.Logf("desk.exe said: %s", said.String())
		}
	})
	cups.Await(t, "all labels came", func() bool { return len(p.printed()) >= count && cups.IsEmpty(t) })
	if got, want := numbersOf(p.printed()), strings.Join(numbers, " "); got != want {
		t.Errorf("printed\n%s\nwant\n%s", got, want)
	}
	cups.Await(t, "the receipt came", func() bool {
		receipt, err := os.ReadFile(filepath.Join(folder, "printed.pdf"))
		return err == nil && bytes.HasPrefix(receipt, []byte("%PDF-")) && bytes.HasSuffix(bytes.TrimSpace(receipt), []byte("%%EOF"))
	})
}

// printsPDF registers a program that prints PDF files by copying them into a folder.
func printsPDF(t *testing.T, wine, folder string) {
	t.Helper()
	command := `C:\windows\system32\cmd.exe /c copy "%1" "Z:` + strings.ReplaceAll(folder, "/", `\`) + `\printed.pdf"`
	for _, entry := range [][]string{{`HKCR\.pdf`, "testpdf"}, {`HKCR\testpdf\shell\printto\command`, command}} {
		if said, err := exec.Command(wine, "reg", "add", entry[0], "/ve", "/d", entry[1], "/f").CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, said)
		}
	}
}
