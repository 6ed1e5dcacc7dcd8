package label

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"strconv"
	"sync"
	"unicode/utf16"
)

// PDF renders the paper, one page a sheet, each page exactly the sheet's size.
// Text stays text (it can be searched and copied), bars are vectors at whole
// dots of 0.125 mm.
// A Paper of no sheets, which no document gives, is an error.
func (p Paper) PDF() ([]byte, error) {
	var out bytes.Buffer
	f := NewPDF(&out)
	if err := f.Add(p); err != nil {
		return nil, err
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// A PDF is a file that papers are added to. Pages leave for the writer as they
// are added, so that any number of them takes little memory. The same papers
// give the same bytes: the file is not dated, the date that matters is on paper.
type PDF struct {
	out     io.Writer
	at      int   // bytes written
	objects []int // where object i+1 begins
	pages   []int // their objects
	title   string
	first   sheet
	fonts   [2]pdfFont
	images  map[*Picture]int // their objects
	logos   []*Picture       // in order of use
	content []byte
	err     error
}

// The objects that are known before the pages and written after them.
const (
	pdfCatalog = 1 + iota
	pdfPages
	pdfResources
	pdfReserved = pdfResources
)

// NewPDF begins a file.
func NewPDF(w io.Writer) *PDF {
	f := &PDF{out: w, objects: make([]int, pdfReserved), images: map[*Picture]int{}}
	for i := range f.fonts {
		f.fonts[i] = newPDFFont(i == 1)
	}
	// Four bytes beyond ASCII tell carriers that this is no text.
	f.write([]byte("%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"))
	return f
}

// Add writes a page for each sheet. The first paper gives the file its title.
func (f *PDF) Add(p Paper) error {
	if len(p.sheets) == 0 {
		return errNoSheet
	}
	if len(f.pages) == 0 {
		f.title, f.first = p.title, p.sheets[0]
	}
	for _, s := range p.sheets {
		if err := f.page(s); err != nil {
			return err
		}
	}
	return f.err
}

// Close writes what all pages share and ends the file. The writer stays open.
func (f *PDF) Close() error {
	if f.err == nil && len(f.pages) == 0 {
		return errNoSheet
	}
	resources := []byte("<</ProcSet[/PDF/Text/ImageB]/Font<<")
	for i := range f.fonts {
		if len(f.fonts[i].letters) > 1 {
			resources = fmt.Appendf(resources, "/F%d %d 0 R", i, f.font(&f.fonts[i]))
		}
	}
	resources = append(resources, ">>/XObject<<"...)
	for i, logo := range f.logos {
		resources = fmt.Appendf(resources, "/I%d %d 0 R", i, f.images[logo])
	}
	f.object(pdfResources, append(resources, ">>>>"...))
	// The first sheet's size becomes the file's own, so that a print system that
	// reads only that one still feeds the right paper.
	pages := fmt.Appendf(nil, "<</Type/Pages/MediaBox %s/Resources %d 0 R/Count %d/Kids[", f.first.mediaBox(), pdfResources, len(f.pages))
	for _, page := range f.pages {
		pages = fmt.Appendf(pages, "%d 0 R ", page)
	}
	f.object(pdfPages, append(pages, "]>>"...))
	f.object(pdfCatalog, fmt.Appendf(nil, "<</Type/Catalog/Pages %d 0 R>>", pdfPages))
	info := f.object(0, fmt.Appendf(nil, "<</Producer(Prylavok)/Title<feff%s>>>", hex16(f.title)))
	f.trailer(info)
	return f.err
}

func (f *PDF) trailer(info int) {
	start := f.at
	table := fmt.Appendf(nil, "xref\n0 %d\n0000000000 65535 f \n", len(f.objects)+1)
	for _, at := range f.objects {
		table = fmt.Appendf(table, "%010d 00000 n \n", at)
	}
	table = fmt.Appendf(table, "trailer\n<</Size %d/Root %d 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(f.objects)+1, pdfCatalog, info, start)
	f.write(table)
}

// hex16 writes text as UTF-16 in hexadecimals.
func hex16(s string) string {
	var b []byte
	for _, unit := range utf16.Encode([]rune(s)) {
		b = fmt.Appendf(b, "%04x", unit)
	}
	return string(b)
}

func (f *PDF) write(b []byte) {
	if f.err != nil {
		return
	}
	n, err := f.out.Write(b)
	f.at += n
	if err != nil {
		f.err = fmt.Errorf("label: write pdf: %w", err)
	}
}

// object writes an object and gives its number; 0 asks for the next one.
func (f *PDF) object(number int, body ...[]byte) int {
	if number == 0 {
		f.objects = append(f.objects, 0)
		number = len(f.objects)
	}
	f.objects[number-1] = f.at
	f.write(append(strconv.AppendInt(nil, int64(number), 10), " 0 obj\n"...))
	for _, b := range body {
		f.write(b)
	}
	f.write([]byte("\nendobj\n"))
	return number
}

// stream writes an object of compressed bytes; entries go into its dictionary.
func (f *PDF) stream(entries string, data []byte) int {
	small := deflate(data)
	head := fmt.Appendf(nil, "<<%s/Filter/FlateDecode/Length %d>>\nstream\n", entries, len(small))
	return f.object(0, head, small, []byte("\nendstream"))
}

// A squeezer keeps its megabyte of tables for the next stream.
type squeezer struct {
	*zlib.Writer
	out bytes.Buffer
}

var squeezers = sync.Pool{New: func() any {
	z, _ := zlib.NewWriterLevel(nil, zlib.BestSpeed) // the level is one of its own
	return &squeezer{Writer: z}
}}

func deflate(data []byte) []byte {
	z := squeezers.Get().(*squeezer)
	defer squeezers.Put(z)
	z.out.Reset()
	z.Reset(&z.out)
	// A buffer takes all that is written.
	_, _ = z.Write(data)
	_ = z.Close()
	return bytes.Clone(z.out.Bytes())
}
