package printer_test

import (
	"os"
	"testing"

	"github.com/prylavok/prylavok/app/printer"
)

// Labels and a raw document go through the spooler to the printer that the
// environment names; TestWindowsSpooler sees what arrives.
func TestSpooler(t *testing.T) {
	name := os.Getenv("SPOOLER_PRINTER")
	if name == "" {
		t.Skip("no printer was named")
	}
	list, err := printer.Discover(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("printers: %v", list)
	d := open(t, "system:"+name)
	st, err := d.Status(t.Context(), printer.TypeZPL)
	t.Logf("status %+v, %v", st, err)
	if err := d.Print(t.Context(), labelJob(labels(3, 1000))); err != nil {
		t.Fatal(err)
	}
	raw := printer.Job{ID: "0190-raw", Title: "Чек", Type: printer.TypeRaw, Bytes: []byte("\x1b@\x00raw\xff"), Copies: 2}
	if err := d.Print(t.Context(), raw); err != nil {
		t.Fatal(err)
	}
	wantCode(t, open(t, "system:Nobody").Print(t.Context(), raw), printer.CodeUnknown, true)
}
