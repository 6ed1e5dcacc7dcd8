//go:build windowtest

package windowtest_test

import (
	"bytes"
	"image"
)

// picture answers what a window shows.
func (d *screen) picture(window string) *image.RGBA {
	d.t.Helper()
	picture, err := d.Picture(window)
	if err != nil {
		return image.NewRGBA(image.Rect(0, 0, 8, 8)) // the window is just changing
	}
	return picture
}

// painted waits until a window shows more than an empty page: colours beside
// its ground on at least one pixel in two hundred.
func (d *screen) painted(window string) {
	d.t.Helper()
	d.until("the window to paint its screen", func() bool {
		screen := d.picture(window)
		return inked(screen, screen.Bounds()) >= 0.005
	})
}

// inked answers the share of an area's pixels that are not of its commonest
// colour. Every fourth pixel is enough to tell text from emptiness.
func inked(picture *image.RGBA, area image.Rectangle) float64 {
	seen, total, most := map[[4]byte]int{}, 0, 0
	for y := area.Min.Y; y < area.Max.Y; y += 2 {
		for x := area.Min.X; x < area.Max.X; x += 2 {
			c := [4]byte(pixel(picture, x, y))
			seen[c]++
			total++
			most = max(most, seen[c])
		}
	}
	return float64(total-most) / float64(total)
}

func pixel(picture *image.RGBA, x, y int) []byte {
	at := picture.PixOffset(x, y)
	return picture.Pix[at : at+4]
}

// part is a part of a picture, as shares of its width and height.
type part struct{ left, top, right, bottom float64 }

func (p part) of(picture *image.RGBA) image.Rectangle {
	whole := picture.Bounds()
	x := func(share float64) int { return whole.Min.X + int(share*float64(whole.Dx())) }
	y := func(share float64) int { return whole.Min.Y + int(share*float64(whole.Dy())) }
	return image.Rect(x(p.left), y(p.top), x(p.right), y(p.bottom))
}

// shows waits until there is something in a part of a window that is empty
// while another screen is shown.
func (d *screen) shows(window, what string, where part) {
	d.t.Helper()
	d.until(what, func() bool {
		picture := d.picture(window)
		return inked(picture, where.of(picture)) >= 0.02
	})
}

// still waits until a window has drawn all that it is going to, and answers
// what it shows.
func (d *screen) still(window string) *image.RGBA {
	d.t.Helper()
	last := d.picture(window)
	d.until("the window to come to rest", func() bool {
		before := last
		last = d.picture(window)
		return differing(before, last) < caret
	})
	return last
}

// caret is more pixels than the blinking mark of a text field has, and fewer
// than a word.
const caret = 40

// differing counts the pixels in which two pictures of a window differ.
func differing(one, other *image.RGBA) int {
	return differingIn(one, other, part{0, 0, 1, 1})
}

// differingIn counts them in a part of the window.
func differingIn(one, other *image.RGBA, where part) int {
	area := where.of(one)
	if one.Bounds() != other.Bounds() {
		return area.Dx() * area.Dy()
	}
	count := 0
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			if !bytes.Equal(pixel(one, x, y), pixel(other, x, y)) {
				count++
			}
		}
	}
	return count
}

// accented answers the share of an area's pixels in the green of what can be
// done now.
func accented(picture *image.RGBA, area image.Rectangle) float64 {
	seen, total := 0, 0
	for y := area.Min.Y; y < area.Max.Y; y += 2 {
		for x := area.Min.X; x < area.Max.X; x += 2 {
			point := pixel(picture, x, y)
			r, g, b := int(point[0]), point[1], point[2]
			if total++; int(g) > r+0x30 && g >= b {
				seen++
			}
		}
	}
	return float64(seen) / float64(total)
}
