package printer_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/prylavok/prylavok/app/printer"
)

func job(id string) printer.Job {
	return printer.Job{ID: id, Title: "Чек A7-000123", Bytes: []byte("%PDF-1.3 їжа\x00\xff"), Type: printer.TypePDF}
}

func open(t *testing.T, address string) printer.Device {
	t.Helper()
	d, err := printer.Open(address)
	if err != nil {
		t.Fatalf("open %s: %v", address, err)
	}
	return d
}

// wantCode demands an *Error with a code, a hint and the right word on retrying.
func wantCode(t *testing.T, err error, code string, retry bool) *printer.Error {
	t.Helper()
	var e *printer.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want an *Error with code %s", err, code)
	}
	if e.Code != code || e.Retry != retry || e.Hint == "" {
		t.Fatalf("got code %q, retry %v, hint %q, want code %q and retry %v; whole: %v", e.Code, e.Retry, e.Hint, code, retry, e)
	}
	return e
}

func files(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// A job printed to a folder is one file with exactly its bytes; the folder is
// made when it is not there.
func TestFolderKeepsTheBytes(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "папір", "2026")
	j := job("0190-ab")
	if err := open(t, "folder:"+dir).Print(t.Context(), j); err != nil {
		t.Fatal(err)
	}
	if got := files(t, dir); len(got) != 1 || got[0] != "Чек A7-000123-0190-ab.pdf" {
		t.Fatalf("files %q", got)
	}
	kept, err := os.ReadFile(filepath.Join(dir, "Чек A7-000123-0190-ab.pdf"))
	if err != nil || !bytes.Equal(kept, j.Bytes) {
		t.Fatalf("kept %q, %v", kept, err)
	}
}

// A retry is the same job: however many retry at once, one whole file is there,
// it is the first, and nothing half-written is left beside it.
func TestFolderPrintsAJobOnce(t *testing.T) {
	dir := t.TempDir()
	d := open(t, "folder:"+dir)
	var retries sync.WaitGroup
	for range 8 {
		retries.Go(func() {
			if err := d.Print(context.Background(), job("once")); err != nil {
				t.Error(err)
			}
		})
	}
	retries.Wait()
	changed := job("once")
	changed.Bytes = []byte("other")
	if err := d.Print(t.Context(), changed); err != nil {
		t.Fatal(err)
	}
	if got := files(t, dir); len(got) != 1 {
		t.Fatalf("files %q, want one", got)
	}
	if kept, err := os.ReadFile(filepath.Join(dir, files(t, dir)[0])); err != nil || !bytes.Equal(kept, job("once").Bytes) {
		t.Fatalf("kept %q, %v", kept, err)
	}
}

// A title cannot lead out of the folder, hide the file or give a name that
// another system refuses; the id still tells two jobs apart.
func TestFolderNamesAreSafe(t *testing.T) {
	for title, want := range map[string]string{
		"../../etc/passwd":             "_.._etc_passwd-x.pdf",
		"a\\b:c*d?e\"f<g>h|i":          "a_b_c_d_e_f_g_h_i-x.pdf",
		"":                             "Prylavok-x.pdf",
		"line\nbreak\ttab":             "line break tab-x.pdf",
		strings.Repeat("ї", 400):       strings.Repeat("ї", 75) + "-x.pdf",
		".hidden":                      "hidden-x.pdf",
		string([]byte{0xff, 'o', 'k'}): "ok-x.pdf",
	} {
		dir := t.TempDir()
		j := job("x")
		j.Title = title
		if err := open(t, "folder:"+dir).Print(t.Context(), j); err != nil {
			t.Fatalf("title %q: %v", title, err)
		}
		if got := files(t, dir); len(got) != 1 || got[0] != want {
			t.Errorf("title %q: files %q, want %q", title, got, want)
		}
	}
}

// A folder that cannot be written to is a refusal that leaves nothing behind and
// may be tried again.
func TestFolderThatCannotBeWritten(t *testing.T) {
	notFolder := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(notFolder, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := open(t, "folder:"+notFolder).Print(t.Context(), job("x"))
	wantCode(t, err, printer.CodeRefused, true)
	if kept, err := os.ReadFile(notFolder); err != nil || string(kept) != "mine" {
		t.Fatalf("the file in the way is now %q, %v", kept, err)
	}
}

// A job that no printer could take is told apart from a printer's fault, on
// every kind of device, before anything is sent.
func TestFaultyJobsAreNotSent(t *testing.T) {
	faulty := map[string]func(*printer.Job){
		"no id":              func(j *printer.Job) { j.ID = "" },
		"an id with a slash": func(j *printer.Job) { j.ID = "../up" },
		"an endless id":      func(j *printer.Job) { j.ID = strings.Repeat("a", 65) },
		"nothing to print":   func(j *printer.Job) { j.Bytes = nil },
		"negative copies":    func(j *printer.Job) { j.Copies = -1 },
		"a ream of copies":   func(j *printer.Job) { j.Copies = 101 },
	}
	dir := t.TempDir()
	for what, spoil := range faulty {
		for _, address := range []string{"folder:" + dir, "system:any"} {
			t.Run(what+" to "+strings.SplitN(address, ":", 2)[0], func(t *testing.T) {
				j := job("x")
				spoil(&j)
				wantCode(t, open(t, address).Print(t.Context(), j), printer.CodeJobFaulty, true)
			})
		}
	}
	if got := files(t, dir); len(got) != 0 {
		t.Fatalf("files %q", got)
	}
}

// Only the two forms of address open a device.
func TestOpenRefusesOtherAddresses(t *testing.T) {
	for _, address := range []string{"", "Zebra", "system:", "folder:", "lpd:Zebra", ":x"} {
		_, err := printer.Open(address)
		if e := wantCode(t, err, printer.CodeUnknown, true); e.Printer != address {
			t.Errorf("error names %q, want %q", e.Printer, address)
		}
	}
	if runtime.GOOS == "windows" {
		open(t, `folder:C:\paper`)
	}
	p := printer.Printer{Name: "Zebra", Kind: printer.KindSystem}
	open(t, p.Address())
}
