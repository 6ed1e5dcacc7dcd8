//go:build windowtest

package windowtest_test

import (
	"bytes"
	"image"
	"image/png"
	"os/exec"
)

// picture answers what a window shows.
func (d *desktop) picture(window string) image.Image {
	d.t.Helper()
	cmd := exec.Command("import", "-window", window, "png:-")
	cmd.Env = d.env
	text, err := cmd.Output()
	if err != nil {
		return image.NewGray(image.Rect(0, 0, 8, 8)) // the window is just changing
	}
	picture, err := png.Decode(bytes.NewReader(text))
	if err != nil {
		d.t.Fatalf("picture of the window: %v", err)
	}
	return picture
}

// painted waits until a window shows more than an empty page: colours beside
// its ground on at least one pixel in two hundred.
func (d *desktop) painted(window string) {
	d.t.Helper()
	d.until("the window to paint its screen", func() bool {
		screen := d.picture(window)
		return inked(screen, screen.Bounds()) >= 0.005
	})
}

// inked answers the share of an area's pixels that are not of its commonest
// colour. Every fourth pixel is enough to tell text from emptiness.
func inked(picture image.Image, area image.Rectangle) float64 {
	type colour struct{ r, g, b uint32 }
	seen, total, most := map[colour]int{}, 0, 0
	for y := area.Min.Y; y < area.Max.Y; y += 2 {
		for x := area.Min.X; x < area.Max.X; x += 2 {
			r, g, b, _ := picture.At(x, y).RGBA()
			c := colour{r, g, b}
			seen[c]++
			total++
			most = max(most, seen[c])
		}
	}
	return float64(total-most) / float64(total)
}

// part is a part of a picture, as shares of its width and height.
type part struct{ left, top, right, bottom float64 }

func (p part) of(picture image.Image) image.Rectangle {
	whole := picture.Bounds()
	x := func(share float64) int { return whole.Min.X + int(share*float64(whole.Dx())) }
	y := func(share float64) int { return whole.Min.Y + int(share*float64(whole.Dy())) }
	return image.Rect(x(p.left), y(p.top), x(p.right), y(p.bottom))
}

// shows waits until there is something in a part of a window that is empty
// while another screen is shown.
func (d *desktop) shows(window, what string, where part) {
	d.t.Helper()
	d.until(what, func() bool {
		picture := d.picture(window)
		return inked(picture, where.of(picture)) >= 0.02
	})
}

// still waits until a window has drawn all that it is going to, and answers
// what it shows.
func (d *desktop) still(window string) image.Image {
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
func differing(one, other image.Image) int {
	if one.Bounds() != other.Bounds() {
		return one.Bounds().Dx() * one.Bounds().Dy()
	}
	count := 0
	for y := one.Bounds().Min.Y; y < one.Bounds().Max.Y; y++ {
		for x := one.Bounds().Min.X; x < one.Bounds().Max.X; x++ {
			if one.At(x, y) != other.At(x, y) {
				count++
			}
		}
	}
	return count
}

// accented answers the share of an area's pixels in the green of what can be
// done now.
func accented(picture image.Image, area image.Rectangle) float64 {
	seen, total := 0, 0
	for y := area.Min.Y; y < area.Max.Y; y += 2 {
		for x := area.Min.X; x < area.Max.X; x += 2 {
			r, g, b, _ := picture.At(x, y).RGBA()
			if total++; g > r+0x3000 && g >= b {
				seen++
			}
		}
	}
	return float64(seen) / float64(total)
}
