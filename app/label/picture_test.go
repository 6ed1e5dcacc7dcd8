package label_test

import (
	"bytes"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/png"
	"testing"

	"github.com/prylavok/prylavok/app/label"
)

// A logo keeps its shape, is as large as its room and stays sharp; a photograph
// keeps its greys as a pattern.
func TestPictures(t *testing.T) {
	drawn := picture(t, label.PicturePaper(logo(t, 300, 200)), 203)
	inner := drawn.SubImage(image.Rect(40, 40, 280, 200))
	if ink := inkOf(inner); ink.Dx() < 155 || ink.Dx() > 162 || ink.Dy() < 158 {
		t.Errorf("a ring of 160 × 160 dots takes %v", ink)
	}
	grey := picture(t, label.PicturePaper(photograph(t)), 203)
	for i, want := range []int{90, 50, 10} { // per cent of black from left to right
		black := 0
		for y := 60; y < 180; y++ {
			for x := 0; x < 20; x++ {
				if grey.GrayAt(48+i*93+x+4, y).Y == 0 {
					black++
				}
			}
		}
		if share := black * 100 / (120 * 20); share < want-12 || share > want+12 {
			t.Errorf("strip %d is black by %d %%, want about %d", i, share, want)
		}
	}
}

// A picture in a PDF is there once, however many pages show it.
func TestPicturesInPDF(t *testing.T) {
	p := label.PicturePaper(logo(t, 300, 200))
	one, err := p.PDF()
	if err != nil {
		t.Fatal(err)
	}
	many, err := label.Stack(p, p, p, p).PDF()
	if err != nil || bytes.Count(many, []byte("/Subtype/Image")) != 1 || len(many) > 2*len(one) {
		t.Errorf("%d bytes for four pages, %d for one, %v", len(many), len(one), err)
	}
	outside(t, one, "pdftoppm", "-r", "203", "-gray", "-png", "-singlefile", "-")
}

// What is no picture, or too much of one, is refused before it takes memory.
func TestPicturesThatCannotBe(t *testing.T) {
	good := encodePNG(t, image.NewGray(image.Rect(0, 0, 3, 3)))
	bomb := bytes.Clone(good)
	copy(bomb[16:], []byte{0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff}) // its size
	sum := crc32.ChecksumIEEE(bomb[12:29])
	copy(bomb[29:], []byte{byte(sum >> 24), byte(sum >> 16), byte(sum >> 8), byte(sum)})
	for name, file := range map[string][]byte{
		"nothing": nil, "text": []byte("GIF89a"), "cut": good[:len(good)-20], "bomb": bomb, "large": make([]byte, label.PictureBytesMax+1),
	} {
		_, err := label.NewPicture(file)
		var e *label.Error
		if !errors.As(err, &e) || e.Code != label.CodePicture || e.Hint == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	thin := image.NewGray(image.Rect(0, 0, 4000, 1))
	thin.Set(0, 0, color.White)
	if p := label.PicturePaper(readPicture(t, encodePNG(t, thin))); picture(t, p, 203) == nil {
		t.Error("a line is no picture")
	}
}

// Whatever file is given as a picture, it is printed or refused.
func FuzzPictures(f *testing.F) {
	for _, m := range []image.Image{image.NewGray(image.Rect(0, 0, 9, 5)), image.NewNRGBA64(image.Rect(0, 0, 1, 1)), image.NewPaletted(image.Rect(0, 0, 3, 3), color.Palette{color.Black, color.Transparent})} {
		var b bytes.Buffer
		if err := png.Encode(&b, m); err != nil {
			f.Fatal(err)
		}
		f.Add(b.Bytes())
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		p, err := label.NewPicture(file)
		if err != nil {
			return
		}
		var out bytes.Buffer
		if err := label.PicturePaper(p).PNG(&out, 203); err != nil {
			t.Error(err)
		}
		if _, err := label.PicturePaper(p).PDF(); err != nil {
			t.Error(err)
		}
	})
}
