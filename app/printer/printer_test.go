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
		"pages and a whole":  func(j *printer.Job) { j.Pages = [][]byte{{1}} },
		"no pages":           func(j *printer.Job) { j.Bytes, j.Pages = nil, [][]byte{} },
		"an empty page":      func(j *printer.Job) { j.Bytes, j.Pages = nil, [][]byte{{1}, {}} },
		"copies of pages":    func(j *printer.Job) { j.Bytes, j.Pages, j.Copies = nil, [][]byte{{1}}, 2 },
		"a start past all":   func(j *printer.Job) { j.From = 2 },
		"a start before all": func(j *printer.Job) { j.From = -1 },
	}
	dir := t.TempDir()
	for what, spoil := range faulty {
		for _, address := range []string{"folder:" + dir, "system:any", "tcp:127.0.0.1:1", "serial:none", "ipp://127.0.0.1:1/"} {
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

// Addresses are read strictly: what is no address of any form is refused with
// words, before anything is sent somewhere.
func TestAddresses(t *testing.T) {
	good := []string{"system:Zebra", "system:A b:c", "folder:paper", "tcp:10.0.0.7", "tcp:zebra.local:6101", "tcp:[fe80::1]", "tcp:[::1]:9100", "tcp:z?waiteof=no",
		"serial:COM3", "serial:/dev/ttyUSB0?baud=115200", "ipp://printer", "ipp://10.0.0.9:8631/ipp/print", "ipp://[::1]/ipp", "ipps://printer", "ipps://printer:8631/ipp"}
	if runtime.GOOS == "windows" {
		good = append(good, `folder:C:\paper`, `file:C:\labels.zpl`, "device:LPT1", `device:\\.\USBPRINT1`)
	} else {
		good = append(good, "folder:/paper", "file:/tmp/labels.zpl", "device:/dev/usb/lp0")
	}
	for _, address := range good {
		open(t, address)
	}
	for _, address := range []string{"", "Zebra", "system:", "folder:", "lpd:Zebra", ":x", "TCP:host",
		"tcp:", "tcp::9100", "tcp:host:", "tcp:host:0", "tcp:host:65536", "tcp:host:9100:1", "tcp:fe80::1", "tcp:[fe80::1", "tcp:ho st", "tcp://host", "tcp:host/x", "tcp:user@host",
		"tcp:host?", "tcp:host?waiteof=yes", "tcp:host?waiteof=no&waiteof=no", "tcp:host?other=1",
		"serial:", "serial:?baud=9600", "serial:COM3?baud=9601", "serial:COM3?baud=", "serial:COM3?parity=even", "serial:COM3?baud=-9600",
		"device:", "device:lp0", "device:usb/lp0", "file:", "file:labels", "file:/tmp/",
		"ipp:", "ipp:printer", "ipp:/printer", "ipp://", "ipp:///x", "ipp://user:pin@host/x", "ipp://host/x?y", "ipp://host/x#y", "ipp://host:0/x", "ipp://ho%20st/", "ipps:printer", "ipps://user@host/"} {
		_, err := printer.Open(address)
		if err == nil {
			t.Errorf("%q opens", address)
			continue
		}
		if e := wantCode(t, err, printer.CodeUnknown, true); e.Printer != address {
			t.Errorf("error names %q, want %q", e.Printer, address)
		}
	}
	p := printer.Printer{Name: "Zebra", Kind: printer.KindSystem}
	open(t, p.Address())
}

// A file keeps every job, one behind the other, and nothing of one that did not
// fit; a folder keeps the labels of a job in one file.
func TestFileAndFolderOfLabels(t *testing.T) {
	dir := t.TempDir()
	pages := [][]byte{[]byte("^XA1^XZ"), []byte("^XA2^XZ"), []byte("^XA3^XZ")}
	j := printer.Job{ID: "x", Title: "Етикетки", Pages: pages, Type: printer.TypeZPL}
	path := filepath.Join(dir, "labels.zpl")
	d := open(t, "file:"+path)
	told := 0
	j.Handed = func(done int) { told += done }
	if err := d.Print(t.Context(), j); err != nil {
		t.Fatal(err)
	}
	j.From = 1
	if err := d.Print(t.Context(), j); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "^XA1^XZ^XA2^XZ^XA3^XZ^XA2^XZ^XA3^XZ" {
		t.Fatalf("kept %q, %v", got, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if e := wantCode(t, d.Print(ctx, j), printer.CodeTimeout, true); e.Done != 1 {
		t.Errorf("%d done", e.Done)
	}
	wantCode(t, open(t, "file:"+filepath.Join(dir, "none", "labels")).Print(t.Context(), j), printer.CodeRefused, true)
	folder := filepath.Join(dir, "folder")
	if err := open(t, "folder:"+folder).Print(t.Context(), j); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(filepath.Join(folder, "Етикетки-x.zpl")); err != nil || string(got) != "^XA1^XZ^XA2^XZ^XA3^XZ" {
		t.Fatalf("kept %q, %v", got, err)
	}
	if told != 1+2+3+2+3+3 {
		t.Errorf("told %d", told)
	}
	for _, address := range []string{"folder:" + folder, "file:" + path} {
		if st, err := open(t, address).Status(t.Context(), printer.TypeZPL); err != nil || st.State != printer.StateReady {
			t.Errorf("%s: %+v, %v", address, st, err)
		}
	}
}
