package scan_test

import (
	"image"
	_ "image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/datamatrix"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/makiuchi-d/gozxing/oned/rss"
	"github.com/makiuchi-d/gozxing/qrcode"
	"github.com/prylavok/prylavok/app/scan"
	_ "golang.org/x/image/webp"
)

// pictures are photographs and drawings of codes, folder by folder, with what
// their makers say they hold.
var pictures = []struct {
	folder string
	reader gozxing.Reader // nil: we have none, only the text is read
	aim    string
	kind   scan.Kind // of the first meaning of every one; "" if they differ
	least  int       // how many pictures the reader is known to make out
}{
	{"ean13-1", oned.NewEAN13Reader(), "]E0", scan.KindGoods, 10},
	{"ean8-1", oned.NewEAN8Reader(), "]E4", scan.KindGoods, 7},
	{"upca-1", oned.NewEAN13Reader(), "]E0", scan.KindGoods, 2},
	{"upce-1", oned.NewUPCEReader(), "]E0", scan.KindGoods, 2},
	{"rss14-1", rss.NewRSS14Reader(), "]e0", scan.KindGoods, 1},
	{"rssexpanded-1", nil, "]e0", "", 0},
	{"itf-1", oned.NewITFReader(), "]I0", "", 5},
	{"code39-1", oned.NewCode39Reader(), "]A0", scan.KindPlain, 3},
	{"code128-1", oned.NewCode128Reader(), "]C0", "", 3},
	{"datamatrix-1", datamatrix.NewDataMatrixReader(), "]d1", "", 10},
	{"qrcode-1", qrcode.NewQRCodeReader(), "]Q1", scan.KindPlain, 3},
}

// What real codes hold is understood: by the text that their makers give, and
// for as many as a decoder makes out, by the picture.
func TestPictures(t *testing.T) {
	if _, err := os.Stat(shared + "images"); os.IsNotExist(err) {
		t.Skip("the pictures are not on this machine")
	}
	for _, p := range pictures {
		t.Run(p.folder, func(t *testing.T) {
			texts, err := filepath.Glob(shared + "images/" + p.folder + "/*.txt")
			if err != nil || len(texts) == 0 {
				t.Fatalf("no texts: %v", err)
			}
			seen := 0
			for _, file := range texts {
				name := strings.TrimSuffix(file, ".txt")
				if strings.HasSuffix(name, ".result") {
					continue
				}
				text, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				printed := strings.TrimRight(string(text), "\r\n")
				means := understood(t, p.aim+printed, p.kind)
				if p.reader == nil {
					continue
				}
				if read, ok := decode(t, p.reader, name); ok {
					if p.folder == "rss14-1" {
						read = "01" + read // the decoder leaves the identifier out
					}
					if understood(t, p.aim+read, p.kind) == means {
						seen++
					}
				}
			}
			if seen < p.least {
				t.Errorf("only %d pictures were made out", seen)
			}
		})
	}
}

// understood gives the code of the first meaning.
func understood(t *testing.T, raw string, kind scan.Kind) string {
	t.Helper()
	c := scan.Read(raw, scan.DefaultMasks)
	promised(t, raw, c)
	if strings.Contains(raw, "]e00100000000000000") {
		kind = scan.KindPlain // a code that names no article
	}
	inside := kind == scan.KindGoods && c.Meanings[0].Kind == scan.KindInside
	if kind != "" && c.Meanings[0].Kind != kind && !inside {
		t.Errorf("%q means %s, doubt %q", raw, said(c), doubt(c))
	}
	return c.Meanings[0].Code
}

func decode(t *testing.T, reader gozxing.Reader, name string) (string, bool) {
	t.Helper()
	for _, ending := range []string{".png", ".webp"} {
		f, err := os.Open(name + ending)
		if err != nil {
			continue
		}
		defer f.Close()
		img, _, err := image.Decode(f)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		result, err := reader.Decode(bitmap, map[gozxing.DecodeHintType]interface{}{gozxing.DecodeHintType_TRY_HARDER: true})
		if err != nil {
			return "", false // how well it sees is not ours to test
		}
		return result.GetText(), true
	}
	return "", false
}
