package desktop

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"image"
	"io"
	"os/exec"
)

// Picture answers what a window shows; "root" is the whole screen. The window
// may be just changing its size: then there is an error and no picture.
func (d *Desktop) Picture(window string) (*image.RGBA, error) {
	ctx, cancel := context.WithTimeout(context.Background(), Patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "import", "-window", window, "-depth", "8", "ppm:-")
	cmd.Env = d.env
	text, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("picture of %s: %w", window, err)
	}
	return readPPM(text)
}

// readPPM reads the simplest of picture files, which costs least of all to write.
func readPPM(text []byte) (*image.RGBA, error) {
	r := bufio.NewReader(bytes.NewReader(text))
	var width, height, most int
	if _, err := fmt.Fscanf(r, "P6\n%d %d\n%d\n", &width, &height, &most); err != nil || most != 255 {
		return nil, fmt.Errorf("no picture of 8 bits: %w", err)
	}
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	points := make([]byte, 3*width*height)
	if _, err := io.ReadFull(r, points); err != nil {
		return nil, fmt.Errorf("picture is cut short: %w", err)
	}
	for at := range width * height {
		copy(picture.Pix[4*at:], points[3*at:3*at+3])
		picture.Pix[4*at+3] = 255
	}
	return picture, nil
}
