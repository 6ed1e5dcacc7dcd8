package label_test

import (
	"fmt"
	"io"
	"runtime"
	"testing"

	"github.com/prylavok/prylavok/app/label"
)

// numberedLabel is the label of the i-th order of a morning.
func numberedLabel(i int) label.OrderLabel {
	l := orderLabel(label.Ukrainian)
	l.Number = fmt.Sprintf("A7-%06d", i)
	l.Address = fmt.Sprintf("79%03d, м. Львів, вул. Героїв УПА, буд. %d, кв. %d", i%1000, i%97, i%211)
	return l
}

// benchmark prints label after label, laid out and rendered, and tells how many
// a second and how much memory is held when they are done.
func benchmark(b *testing.B, print func(p label.Paper) error) {
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		p, err := numberedLabel(i).Paper()
		if err != nil {
			b.Fatal(err)
		}
		if err := print(p); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "labels/s")
	var memory runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&memory)
	b.ReportMetric(float64(memory.HeapAlloc)/(1<<20), "MiB-held")
}

// One label, one PDF: what the counter waits for.
func BenchmarkOnePDF(b *testing.B) {
	benchmark(b, func(p label.Paper) error {
		_, err := p.PDF()
		return err
	})
}

// Labels in one PDF: what a packing table prints in the morning.
func BenchmarkPDFOfMany(b *testing.B) {
	f := label.NewPDF(io.Discard)
	benchmark(b, f.Add)
}

// Labels in the languages of printers, at the common density.
func BenchmarkLanguages(b *testing.B) {
	for _, f := range formats[1:] {
		b.Run(f.name, func(b *testing.B) { benchmark(b, func(p label.Paper) error { return f.write(p, io.Discard) }) })
	}
}
