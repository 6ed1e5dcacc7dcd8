//go:build linux

package paper_test

import (
	"context"
	"fmt"
	"image"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"

	"github.com/prylavok/prylavok/app/paper"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/build/cups"
	"github.com/prylavok/prylavok/build/cutline"
	"github.com/prylavok/prylavok/build/zpl"
)

// A run of thirty labels to a network printer comes out once each and in the order
// of the list, though the printer is off, is switched off again, resets lines
// wherever it likes and stalls on one: a person mends it and goes on, and has
// looked at the printer where the queue says so.
func TestARunToABadNetworkPrinter(t *testing.T) {
	if testing.Short() {
		t.Skip("a printer that stalls is given twenty seconds")
	}
	for _, answers := range []bool{true, false} {
		t.Run(fmt.Sprintf("answers %v", answers), func(t *testing.T) {
			t.Parallel()
			p := badPrinter(t, answers)
			runOn(t, p, paper.Way{Address: "tcp:" + p.address, Language: paper.ZPL})
		})
	}
}

// The same through a queue of a real CUPS, that is not stopped by any of it and
// holds nothing afterwards. What came out is drawn by a program that is not ours,
// and its bars read.
func TestARunThroughCUPSToABadPrinter(t *testing.T) {
	if testing.Short() {
		t.Skip("a printer that stalls is given twenty seconds")
	}
	const dpi = 300
	for _, answers := range []bool{true, false} {
		t.Run(fmt.Sprintf("answers %v", answers), func(t *testing.T) {
			cups.Start(t)
			p := badPrinter(t, answers)
			cups.RawQueue(t, "Labels", p.address)
			numbers := runOn(t, p, paper.Way{Address: "system:Labels", Language: paper.ZPL, DPI: dpi})
			if said := cups.Admin(t, "lpstat", "-p", "Labels", "-o"); !strings.Contains(said, "printer Labels is idle") || strings.Contains(said, "Labels-") {
				t.Errorf("the queue says %s", said)
			}
			var labels []zpl.Label
			for _, l := range p.printed() {
				labels = append(labels, zpl.Of(t, l, dpi))
			}
			for i, picture := range zpl.Draw(t, labels) {
				if got := readBars(t, picture); got != numbers[i] {
					t.Errorf("the bars of label %d read %q, want %q", i+1, got, numbers[i])
				}
			}
		})
	}
}

// badPrinter has moods of all kinds; one that answers questions stalls, too.
func badPrinter(t *testing.T, answers bool) *moodyPrinter {
	t.Helper()
	chance := rand.New(rand.NewPCG(7, 2026))
	moods := []mood{{"reset", 0}, {how: "off"}}
	for range 12 {
		moods = append(moods, []mood{{how: "take"}, {how: "end"}, {"reset", chance.IntN(30_000)}, {"reset", chance.IntN(9_000)}}[chance.IntN(4)])
	}
	if answers {
		moods[4] = mood{"stall", chance.IntN(9_000)}
	}
	p := newMoodyPrinter(t, moods...)
	p.answers = answers
	return p
}

// runOn prints thirty labels as a person does who mends the printer and goes on,
// and gives the orders' numbers that they bear.
func runOn(t *testing.T, p *moodyPrinter, way paper.Way) (numbers []string) {
	t.Helper()
	r, a, orders, numbers := manyOrders(t, 30)
	setPrinter(t, r, a, "label", way.Setting())
	q := work(t, r, a)
	run := shop.NewID()
	if _, err := r.QueuePrints(context.Background(), a, run, orders, "label"); err != nil {
		t.Fatal(err)
	}
	stops := map[string]int{}
	for {
		at := q.until(t, run, "settled", settled)
		if at.Next == 0 {
			break
		}
		stops[at.Reason]++
		came := p.comesOut()
		if at.Reason == "printer_away" {
			p.on(t)
		}
		q.goOn(t, at, came)
	}
	if got, want := numbersOf(p.printed()), strings.Join(numbers, " "); got != want {
		t.Fatalf("printed\n%s\nwant\n%s", got, want)
	}
	if t.Logf("it stopped so often for: %v", stops); stops["printer_away"] < 2 || len(stops) < 2 {
		t.Error("the printer was off twice, and cut lines")
	}
	return numbers
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

// A run over IPP comes out once each and in the order of the list, though the line
// to the print server is cut, torn and stalled: its queue is asked what it has.
func TestARunOverABadLineToIPP(t *testing.T) {
	if testing.Short() {
		t.Skip("a line that stalls is given twenty seconds")
	}
	const count = 30
	ctx := context.Background()
	server := cups.Start(t)
	p := newMoodyPrinter(t)
	p.on(t)
	cups.RawQueue(t, "Labels", p.address)
	line, err := cutline.Open(server.Web)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = line.Close() })
	r, a, orders, numbers := manyOrders(t, count)
	setPrinter(t, r, a, "label", paper.Way{Address: "ipp://" + line.Address() + "/printers/Labels", Language: paper.ZPL}.Setting())
	chance := rand.New(rand.NewPCG(5, 2026))
	faults := map[int64]func(){2: line.Tear, 6: line.Cut, 15: func() { line.Stall(true, false) }, 20: func() { line.Stall(false, true) }}
	for range 8 {
		faults[chance.Int64N(count)] = line.Tear
	}
	q := work(t, r, a)
	run := shop.NewID()
	if _, err := r.QueuePrints(ctx, a, run, orders, "label"); err != nil {
		t.Fatal(err)
	}
	stops := map[string]int{}
	for {
		at := q.until(t, run, "further", func(r replica.PrintRun) bool { return settled(r) || faults[r.Printed] != nil })
		if fault := faults[at.Printed]; fault != nil {
			delete(faults, at.Printed)
			fault()
			continue
		}
		if at.Next == 0 {
			break
		}
		stops[at.Reason]++
		line.Heal()
		cups.Await(t, "the queue of CUPS is empty", func() bool { return cups.IsEmpty(t) })
		q.goOn(t, at, p.comesOut())
	}
	cups.Await(t, "the queue of CUPS is empty", func() bool { return cups.IsEmpty(t) })
	if got, want := numbersOf(p.printed()), strings.Join(numbers, " "); got != want {
		t.Fatalf("printed\n%s\nwant\n%s", got, want)
	}
	t.Logf("it stopped so often for: %v", stops)
}
