package label_test

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/prylavok/prylavok/app/label"
)

// A format is a language that a paper can be rendered in.
type format struct {
	name  string
	write func(p label.Paper, w io.Writer) error
	text  bool // can be read in review as it is
}

var formats = []format{
	{name: "pdf", write: func(p label.Paper, w io.Writer) error {
		f := label.NewPDF(w)
		return errors.Join(f.Add(p), f.Close())
	}},
	{name: "png", write: func(p label.Paper, w io.Writer) error {
		for _, s := range p.Sheets() {
			if err := s.PNG(w, 203); err != nil {
				return err
			}
		}
		return nil
	}},
	{name: "zpl", text: true, write: func(p label.Paper, w io.Writer) error { return p.ZPL(w, device) }},
	{name: "tspl", write: func(p label.Paper, w io.Writer) error { return p.TSPL(w, device) }},
	{name: "epl", write: func(p label.Paper, w io.Writer) error { return p.EPL(w, device) }},
	{name: "escpos", write: func(p label.Paper, w io.Writer) error { return p.ESCPOS(w, receiptDevice) }},
}

var (
	device        = label.Device{DPI: 203, GapMicrometres: 3000}
	receiptDevice = label.Device{DPI: 203, Cut: true, Drawer: true, FeedMicrometres: 2000}
)

// The parcel label and the receipt are kept in every language, to see what a
// change does to the bytes that printers get.
func TestGoldenFormats(t *testing.T) {
	for name, d := range map[string]document{"label": orderLabel(label.Ukrainian), "receipt": receipt(label.Ukrainian)} {
		for _, f := range formats {
			var out bytes.Buffer
			if err := f.write(paper(t, d), &out); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join("testdata", "formats", name+"."+f.name)
			if !f.text {
				file += ".gz"
			}
			goldenBytes(t, file, out.Bytes())
		}
	}
}

func goldenBytes(t *testing.T, file string, got []byte) {
	t.Helper()
	packed := strings.HasSuffix(file, ".gz")
	if *update {
		data := got
		if packed {
			var small bytes.Buffer
			z := gzip.NewWriter(&small)
			if _, err := z.Write(got); err != nil || z.Close() != nil {
				t.Fatal("gzip: ", err)
			}
			data = small.Bytes()
		}
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, data, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if packed {
		z, err := gzip.NewReader(bytes.NewReader(want))
		if err != nil {
			t.Fatal(err)
		}
		if want, err = io.ReadAll(z); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs: %d bytes, want %d", file, len(got), len(want))
	}
}

// Of every other document in every language a ledger keeps length and hash: what
// changes is seen, without megabytes of pictures in the repository.
func TestLedgerOfFormats(t *testing.T) {
	all := cases()
	maps.Copy(all, pageCases())
	var ledger strings.Builder
	for _, name := range slices.Sorted(maps.Keys(all)) {
		p := paper(t, all[name])
		for _, f := range formats {
			hash := sha256.New()
			counted := &counter{Writer: hash}
			if err := f.write(p, counted); err != nil {
				t.Fatalf("%s in %s: %v", name, f.name, err)
			}
			fmt.Fprintf(&ledger, "%s %s %d %x\n", name, f.name, counted.n, hash.Sum(nil)[:8])
		}
	}
	golden(t, filepath.Join("testdata", "formats", "ledger.txt"), ledger.String())
}

type counter struct {
	io.Writer
	n int
}

func (c *counter) Write(b []byte) (int, error) {
	c.n += len(b)
	return c.Writer.Write(b)
}

// Pages leave for the writer as they are added: a file of a thousand labels
// takes no more memory than one.
func TestPDFStreams(t *testing.T) {
	var out counter
	out.Writer = io.Discard
	f := label.NewPDF(&out)
	p := paper(t, orderLabel(label.Ukrainian))
	for range 50 {
		before := out.n
		if err := f.Add(p); err != nil {
			t.Fatal(err)
		}
		if out.n-before < 500 {
			t.Fatalf("a page of %d bytes left: it is kept back", out.n-before)
		}
	}
	before := out.n
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if out.n-before > 40_000 {
		t.Errorf("%d bytes left at the end", out.n-before)
	}
}

// A writer that fails stops the rendering, and its error is told.
func TestWritersThatFail(t *testing.T) {
	gone := errors.New("the cable is out")
	for _, f := range formats {
		if err := f.write(paper(t, orderLabel(label.Ukrainian)), broken{gone}); !errors.Is(err, gone) {
			t.Errorf("%s: %v", f.name, err)
		}
		var empty label.Paper
		if err := f.write(empty, io.Discard); err == nil && f.name != "png" {
			t.Errorf("%s of no sheet: no error", f.name)
		}
	}
	if err := (label.Paper{}).PNG(io.Discard, 203); err == nil {
		t.Error("png of no sheet: no error")
	}
}

type broken struct{ error }

func (b broken) Write([]byte) (int, error) { return 0, b.error }
