//go:build windowtest

package windowtest_test

import (
	"image"
	"image/color"
	"math"

	"github.com/prylavok/prylavok/app/label"
)

// Where the editor of stickers has the sheet, tells what is wrong with it, and says
// that it was not saved; shares of the whole screen.
var (
	aroundSheet = part{0.17, 0.23, 0.73, 0.94}
	faults      = part{0.78, 0.9, 0.98, 0.98}
	notSaved    = part{0.2, 0.23, 0.9, 0.26}
)

// The colours of paper and of the chosen element's outline, where something is
// wrong with that too.
var (
	paper  = color.RGBA{0xff, 0xff, 0xff, 0xff}
	sound  = color.RGBA{0x0b, 0x67, 0x61, 0xff}
	faulty = color.RGBA{0xb3, 0x26, 0x1e, 0xff}
)

// room is where an element stands on a sticker, in millimetres.
type room struct{ x, y, w, h float64 }

func roomOf(e *label.TemplateElement) room { return room{e.X, e.Y, e.W, e.H} }

// at answers a place by its shares of the room's width and height.
func (r room) at(across, down float64) place { return place{r.x + across*r.w, r.y + down*r.h} }

// place is one of a sticker, in millimetres.
type place struct{ x, y float64 }

// sheet is a sticker as a picture of the screen shows it.
type sheet struct {
	picture *image.RGBA
	whole   image.Rectangle
	scale   float64 // pixels a millimetre
}

// sheetIn finds a sticker of a size. Nothing around it is as white as paper; on
// another screen there may be, and then what is found has another form.
func sheetIn(picture *image.RGBA, width_mm, height_mm float64) (found sheet, ok bool) {
	area := aroundSheet.of(picture)
	across, down := make([]int, area.Dx()), make([]int, area.Dy())
	for y := range down {
		for x := range across {
			if picture.RGBAAt(area.Min.X+x, area.Min.Y+y) == paper {
				across[x]++
				down[y]++
			}
		}
	}
	left, right := ends(across, area.Dy()/4)
	top, bottom := ends(down, area.Dx()/4)
	whole := image.Rect(left, top, right, bottom).Add(area.Min)
	scale := float64(whole.Dx()) / width_mm
	return sheet{picture, whole, scale}, scale > 0 && math.Abs(scale*height_mm-float64(whole.Dy())) <= 2
}

// ends answers where those that are large enough begin and end.
func ends(counts []int, least int) (first, end int) {
	for at, count := range counts {
		if count < least {
			continue
		}
		if end == 0 {
			first = at
		}
		end = at + 1
	}
	return first, end
}

// onScreen answers where on the screen a place is.
func (s sheet) onScreen(p place) image.Point {
	return s.whole.Min.Add(image.Pt(int(math.Round(p.x*s.scale)), int(math.Round(p.y*s.scale))))
}

// outlines tells whether the chosen element fills a room. It has a line of two
// pixels around it; what the mouse is on has one of a single pixel.
func (s sheet) outlines(r room, line color.RGBA) bool {
	for _, along := range []float64{0.25, 0.75} { // the handles are elsewhere
		for _, edge := range []float64{0, 1} {
			if !s.crosses(r.at(along, edge), image.Pt(0, 1), line) || !s.crosses(r.at(edge, along), image.Pt(1, 0), line) {
				return false
			}
		}
	}
	return true
}

// crosses tells whether a line is met at a place when one goes that way.
func (s sheet) crosses(p place, way image.Point, line color.RGBA) bool {
	count := 0
	for step := -4; step <= 4; step++ {
		at := s.onScreen(p).Add(way.Mul(step))
		if s.picture.RGBAAt(at.X, at.Y) == line {
			count++
		}
	}
	return count >= 2
}

// reddened answers the share of an area's pixels in the red of what is wrong:
// letters, or their ground.
func reddened(picture *image.RGBA, area image.Rectangle) float64 {
	seen := 0
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			if c := picture.RGBAAt(x, y); int(c.R) > int(c.G)+0x0c && int(c.R) > int(c.B)+0x0c {
				seen++
			}
		}
	}
	return float64(seen) / float64(area.Dx()*area.Dy())
}
