package label_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/prylavok/prylavok/app/label"
)

var look = flag.String("look", "", "a folder to draw the shipped templates into, for people")

func TestLook(t *testing.T) {
	if *look == "" {
		t.Skip("nobody looks")
	}
	for _, s := range label.ShippedTemplates() {
		for name, v := range map[string]label.Values{"usual": label.SampleValues(s.Template.Document, label.Ukrainian), "long": label.LongValues(s.Template.Document, label.Ukrainian)} {
			p, faults := s.Template.Try(v)
			for _, f := range faults {
				t.Errorf("%s %s: %v", s.Name, name, f)
			}
			t.Log(s.Name, name, p.Warnings)
			f, err := os.Create(filepath.Join(*look, s.Name+"-"+name+".png"))
			if err != nil {
				t.Fatal(err)
			}
			if err := p.PNG(f, 203); err != nil {
				t.Fatal(err)
			}
			_ = f.Close()
		}
		for _, f := range s.Template.Check(label.Ukrainian) {
			t.Errorf("%s: %v", s.Name, f)
		}
	}
}
