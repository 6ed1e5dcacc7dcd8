// Package zpl has labels drawn by a renderer of ZPL that is not ours, for tests.
package zpl

import (
	"bytes"
	_ "embed" // the renderer's program
	"encoding/json"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
)

// Label is one label and how large it is.
type Label struct {
	ZPL    string  `json:"zpl"`
	Width  float64 `json:"width"` // mm
	Height float64 `json:"height"`
	Dpmm   int     `json:"dpmm"`
}

var size = regexp.MustCompile(`\^PW(\d+)\^LL(\d+)`)

// Of reads the size of a label that says it, for a head of 203 or 300 dpi.
func Of(t testing.TB, label string, dpi int) Label {
	t.Helper()
	said := size.FindStringSubmatch(label)
	if said == nil {
		t.Fatalf("the label does not say its size: %.200q", label)
	}
	dpmm := map[int]int{203: 8, 300: 12}[dpi]
	width, _ := strconv.Atoi(said[1])
	height, _ := strconv.Atoi(said[2])
	return Label{ZPL: label, Width: float64(width) / float64(dpmm), Height: float64(height) / float64(dpmm), Dpmm: dpmm}
}

//go:embed render.mjs
var program string

// Draw gives the pictures of labels. Where the renderer is not there, the test is
// skipped.
func Draw(t testing.TB, labels []Label) []image.Image {
	t.Helper()
	frontend := frontend(t)
	if _, err := os.Stat(filepath.Join(frontend, "node_modules", "zpl-renderer-js")); err != nil {
		t.Skip("the screens' libraries are not fetched (make build): ZPL was not rendered")
	}
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("node is not installed: ZPL was not rendered")
	}
	input, err := json.Marshal(labels)
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command("node", "--input-type=module", "--eval", program, frontend)
	c.Stdin = bytes.NewReader(input)
	var said bytes.Buffer
	c.Stderr = &said
	out, err := c.Output()
	if err != nil {
		t.Fatalf("render ZPL: %v\n%s", err, said.Bytes())
	}
	var answers []struct {
		PNG   []byte `json:"png"`
		Error string `json:"error"`
	}
	if err := json.Unmarshal(out, &answers); err != nil || len(answers) != len(labels) {
		t.Fatalf("render ZPL: %d answers to %d labels, %v", len(answers), len(labels), err)
	}
	pictures := make([]image.Image, len(labels))
	for i, a := range answers {
		if a.Error != "" {
			t.Fatalf("render ZPL: %s\n%.400s", a.Error, labels[i].ZPL)
		}
		if pictures[i], err = png.Decode(bytes.NewReader(a.PNG)); err != nil {
			t.Fatal(err)
		}
	}
	return pictures
}

// frontend finds the folder of the screens from where a test runs.
func frontend(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, "frontend")
		}
		if filepath.Dir(dir) == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
}
