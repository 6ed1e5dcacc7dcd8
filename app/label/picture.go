package label

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"sync"

	xdraw "golang.org/x/image/draw"
)

// A Picture is a logo for labels and documents, printed in black and white.
type Picture struct {
	width, height int
	grey          *image.Gray // as given, on white
	drawing       bool        // nearly all of it is black or white

	mu     sync.Mutex
	scaled map[image.Point]bitmap // for the sizes asked for, few a process
}

// The limits of a picture. A logo of a label is a hundred dots or two each way.
const (
	PictureBytesMax  = 1 << 20
	PicturePixelsMax = 4 << 20
	pictureSide      = 1500 // pixels kept of the longer side
	scaledMax        = 16
)

// NewPicture reads a PNG. It fails with an *Error when it is none or larger than
// the limits.
func NewPicture(file []byte) (*Picture, error) {
	wrong := func(hint string) error { return &Error{Code: CodePicture, Field: "Picture", Hint: hint} }
	if len(file) > PictureBytesMax {
		return nil, wrong(fmt.Sprintf("the file has more than %d KiB; save it smaller", PictureBytesMax>>10))
	}
	header, err := png.DecodeConfig(bytes.NewReader(file))
	if err != nil {
		return nil, wrong("this is not a PNG picture")
	}
	if header.Width == 0 || header.Height == 0 || header.Width > PicturePixelsMax/header.Height {
		return nil, wrong(fmt.Sprintf("the picture has %d × %d pixels; save it smaller", header.Width, header.Height))
	}
	decoded, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		return nil, wrong("the PNG picture is damaged")
	}
	p := newPicture(decoded)
	p.drawing = twoTone(p.grey)
	return p, nil
}

// newPicture keeps a picture on white, with no more pixels than a head prints.
func newPicture(decoded image.Image) *Picture {
	w, h := decoded.Bounds().Dx(), decoded.Bounds().Dy()
	if side := max(w, h); side > pictureSide {
		w, h = max(1, w*pictureSide/side), max(1, h*pictureSide/side)
	}
	p := &Picture{width: w, height: h, grey: image.NewGray(image.Rect(0, 0, w, h)), scaled: map[image.Point]bitmap{}}
	draw.Draw(p.grey, p.grey.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	xdraw.CatmullRom.Scale(p.grey, p.grey.Bounds(), decoded, decoded.Bounds(), xdraw.Over, nil)
	return p
}

// twoTone tells line drawings, which a threshold keeps sharp, from photographs,
// which need dithering.
func twoTone(g *image.Gray) bool {
	between := 0
	for _, v := range g.Pix {
		if v > 64 && v < 192 {
			between++
		}
	}
	return between*10 < len(g.Pix)
}

// within gives the largest size of the picture in so many dots.
func (p *Picture) within(wide, high int) (w, h int) {
	w, h = wide, wide*p.height/p.width
	if h > high {
		w, h = high*p.width/p.height, high
	}
	return max(1, w), max(1, h)
}

// dots gives the picture scaled to exactly so many dots.
func (p *Picture) dots(w, h int) bitmap {
	p.mu.Lock()
	defer p.mu.Unlock()
	size := image.Pt(w, h)
	if b, ok := p.scaled[size]; ok {
		return b
	}
	small := image.NewGray(image.Rect(0, 0, w, h))
	xdraw.CatmullRom.Scale(small, small.Bounds(), p.grey, p.grey.Bounds(), xdraw.Src, nil)
	if len(p.scaled) >= scaledMax {
		clear(p.scaled)
	}
	b := p.blacken(small)
	p.scaled[size] = b
	return b
}

// blacken makes one bit of each grey dot, carrying what is lost to the dots that
// follow (Floyd and Steinberg) unless the picture is a drawing.
func (p *Picture) blacken(g *image.Gray) bitmap {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	b := newBitmap(w, h)
	now, next := make([]int, w+2), make([]int, w+2)
	for y := range h {
		for x := range w {
			grey := int(g.Pix[y*g.Stride+x]) + now[x+1]/16
			lost := grey
			if grey < 128 {
				b.set(x, y)
			} else {
				lost -= 255
			}
			if p.drawing {
				continue
			}
			now[x+2] += lost * 7
			next[x] += lost * 3
			next[x+1] += lost * 5
			next[x+2] += lost
		}
		now, next = next, now
		clear(next)
	}
	return b
}
