package desktop

import (
	"image"
	"strconv"
)

// Click clicks at a place of the screen, in pixels.
func (d *Desktop) Click(x, y int) error {
	return d.strike(append(moveTo(image.Pt(x, y)), "click", "1"))
}

// Drag presses the mouse's button at one place of the screen and lets it go at
// another. On its way the mouse stops halfway: a hand does not jump.
func (d *Desktop) Drag(from, to image.Point) error {
	way := append(moveTo(from), "mousedown", "1")
	for _, stop := range []image.Point{from.Add(to).Div(2), to} {
		way = append(way, moveTo(stop)...)
	}
	return d.strike(append(way, "mouseup", "1"))
}

func moveTo(place image.Point) []string {
	return []string{"mousemove", strconv.Itoa(place.X), strconv.Itoa(place.Y)}
}
