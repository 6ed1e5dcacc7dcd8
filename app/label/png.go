package label

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/png"
	"io"
	"slices"
)

// PNG draws a paper of one sheet as black dots on white, for a screen or a
// printer that takes pictures. The file says how many dots it has a metre, so
// that it prints at its size.
func (p Paper) PNG(w io.Writer, dpi int) error {
	if len(p.sheets) != 1 {
		return fmt.Errorf("label: write png: a picture has one sheet, this paper has %d", len(p.sheets))
	}
	if err := density(dpi).check(); err != nil {
		return err
	}
	page, err := p.sheets[0].raster(density(dpi))
	if err != nil {
		return err
	}
	picture := image.NewPaletted(image.Rect(0, 0, page.width, page.height), color.Palette{color.White, color.Black})
	for y := range page.height {
		line := picture.Pix[y*picture.Stride:]
		for x := range page.width {
			if page.black(x, y) {
				line[x] = 1
			}
		}
	}
	var file bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := encoder.Encode(&file, picture); err != nil {
		return fmt.Errorf("label: write png: %w", err)
	}
	// The library writes no size in dots a metre; its chunk belongs behind the
	// header's, which always has the same length (PNG, 11.3.5.3).
	const header = 8 + 4 + 4 + 13 + 4
	written := file.Bytes()
	whole := slices.Concat(written[:header], physical(density(dpi)), written[header:])
	if _, err := w.Write(whole); err != nil {
		return fmt.Errorf("label: write png: %w", err)
	}
	return nil
}

// physical is the pHYs chunk of a density.
func physical(d density) []byte {
	perMetre := uint32(d.dots(1000 * mm))
	chunk := []byte("pHYs")
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = append(chunk, 1) // the unit is the metre
	sum := crc32.ChecksumIEEE(chunk)
	return binary.BigEndian.AppendUint32(append([]byte{0, 0, 0, 9}, chunk...), sum)
}

// errNoSheet is the answer to a Paper of no sheets, which no document gives.
var errNoSheet = errors.New("label: write: there is no sheet")
