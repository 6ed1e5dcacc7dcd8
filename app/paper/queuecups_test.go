//go:build linux

package paper_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"

	"github.com/prylavok/prylavok/app/paper"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/build/cups"
	"github.com/prylavok/prylavok/build/zpl"
)

// photograph is a logo whose dots no compression makes small.
func photograph(t *testing.T) string {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, 300, 400))
	for y := range 400 {
		for x := range 300 {
			m.SetGray(x, y, color.Gray{Y: uint8(x * 255 / 300)})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

// What a moodyPrinter may have read of a label when it resets the line, so that the
// systems on the way cannot hold the rest, and how long the label is at least: they
// hold more the more was read.
const (
	readBefore = 8_000
	labelBytes = 200_000
)

// photographed has labels made with a photograph, so that none fits whole into
// the buffers on the way.
func photographed(t *testing.T, r *replica.Replica) {
	t.Helper()
	if err := r.SetSetting(context.Background(), replica.System, paper.LogoKey, photograph(t)); err != nil {
		t.Fatal(err)
	}
	choose(t, r, shop.DocumentLabel, own(t, r, shop.DocumentLabel, `{"version":1,"document":"label","width":100,"height":150,"elements":[
		{"kind":"picture","x":5,"y":5,"w":90,"h":110},
		{"kind":"code","x":10,"y":118,"w":80,"h":18,"value":"{order.number}","symbology":"code128"},
		{"kind":"text","x":5,"y":138,"w":90,"h":8,"value":"{order.number} {customer.name}","size":5}]}`))
}

// A run of thirty labels through a real CUPS comes out once each and in the order
// of the list, whatever the printer does to its lines meanwhile: it is off, is
// switched off again, resets lines in the middle of a label and after it, and
// stalls. What came out is drawn by a program that is not ours, and its bars read.
func TestARunThroughCUPSToABadPrinter(t *testing.T) {
	if testing.Short() {
		t.Skip("CUPS waits five seconds before it tries a printer again")
	}
	const count, dpi = 30, 300
	ctx := context.Background()
	cups.Start(t)
	r, a, orders, numbers := manyOrders(t, count)
	photographed(t, r)
	chance := rand.New(rand.NewPCG(11, 2026))
	var moods []mood
	for range count {
		moods = append(moods, []mood{{how: "take"}, {how: "end"}, {"reset", chance.IntN(readBefore)}, {"stall", chance.IntN(labelBytes)}}[chance.IntN(4)])
	}
	moods[12] = mood{how: "off"}
	p := newMoodyPrinter(t, moods...)
	cups.RawQueue(t, "Labels", p.address)
	setPrinter(t, r, a, "label", paper.Way{Address: "system:Labels", Language: paper.ZPL, DPI: dpi}.Setting())
	q := work(t, r, a)
	run := shop.NewID()
	if _, err := r.QueuePrints(ctx, a, run, orders, "label"); err != nil {
		t.Fatal(err)
	}
	isOff := func() bool { return strings.Contains(cups.Admin(t, "lpstat", "-l", "-p", "Labels"), "unavailable") }
	cups.Await(t, "CUPS finds the printer off", isOff)
	p.on(t)
	ended := make(chan struct{})
	t.Cleanup(func() { close(ended) })
	go func() { // stalls are short
		for {
			select {
			case <-p.stalled:
				<-time.After(200 * time.Millisecond)
				p.wake()
			case <-ended:
				return
			}
		}
	}()
	<-p.off
	cups.Await(t, "CUPS finds the printer off again", isOff)
	p.on(t)
	q.until(t, run, "printed", func(r replica.PrintRun) bool { return r.Printed == count })
	cups.Await(t, "the queue of CUPS is empty", func() bool { return cups.IsEmpty(t) })
	labels := p.printed()
	if got, want := numbersOf(labels), strings.Join(numbers, " "); got != want {
		t.Fatalf("printed\n%s\nwant\n%s", got, want)
	}
	var drawn []zpl.Label
	for i, l := range labels {
		if len(l) < labelBytes {
			t.Fatalf("a label of %d bytes may be whole on its way when its line is reset", len(l))
		}
		if i%6 == 0 { // the renderer takes a second for a photograph
			drawn = append(drawn, zpl.Of(t, l, dpi))
		}
	}
	for i, picture := range zpl.Draw(t, drawn) {
		if got, want := readBars(t, picture), numbers[6*i]; got != want {
			t.Errorf("the bars of label %d read %q, want %q", 6*i+1, got, want)
		}
	}
}

// readBars scans a label.
func readBars(t *testing.T, label image.Image) string {
	t.Helper()
	bitmap, err := gozxing.NewBinaryBitmapFromImage(label)
	if err != nil {
		t.Fatal(err)
	}
	result, err := oned.NewCode128Reader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		return err.Error()
	}
	return result.GetText()
}
