//go:build !windows

package printer_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/prylavok/prylavok/app/printer"
	"github.com/prylavok/prylavok/build/cups"
)

// A badPrinter is where a queue's socket backend ends: a printer that is off at
// first and then cuts lines and stalls on them, as its plan says.
type badPrinter struct {
	address string
	mu      sync.Mutex
	plan    []string // for one connection each: reset, stall, hold or take; then take
	reads   int64    // before it resets, stalls or holds
	lines   int
	printed [][]byte // what came whole
	stalled chan *net.TCPConn
}

// serve begins to listen: before it every connection is refused.
func (p *badPrinter) serve(t *testing.T) {
	t.Helper()
	l, err := net.Listen("tcp", p.address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go p.line(c.(*net.TCPConn))
		}
	}()
}

func (p *badPrinter) line(c *net.TCPConn) {
	defer c.Close() //nolint:errcheck // the printer is done with it
	p.mu.Lock()
	what := "take"
	if p.lines < len(p.plan) {
		what = p.plan[p.lines]
	}
	p.lines++
	p.mu.Unlock()
	var read bytes.Buffer
	if what != "take" {
		_, _ = io.CopyN(&read, c, p.reads)
	}
	if what == "stall" || what == "hold" {
		p.stalled <- c
		<-p.stalled // until the test lets go
	}
	if what == "stall" || what == "reset" {
		_ = c.SetLinger(0)
		return
	}
	if _, err := io.Copy(&read, c); err != nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.printed = append(p.printed, read.Bytes())
}

func (p *badPrinter) got() []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	return bytes.Join(p.printed, nil)
}

// What goes through a real queue to a printer that refuses, cuts lines in the
// middle and stalls comes out once each and in its order, though the whole job is
// handed over again and again.
func TestQueueToABadPrinter(t *testing.T) {
	if testing.Short() {
		t.Skip("CUPS waits five seconds before it tries a printer again")
	}
	cups.Start(t)
	p := &badPrinter{address: cups.FreePort(t), plan: []string{"reset", "take", "stall", "reset", "take", "take", "reset"}, reads: 50_000, stalled: make(chan *net.TCPConn)}
	cups.RawQueue(t, "Bad", p.address)
	d := open(t, "system:Bad")
	// Pages that no buffer on the way holds: what is cut was not sent whole.
	j := labelJob(labels(6, 12<<20))
	j.Type = printer.TypePDF // which labels are not, that go past the queue
	told := 0
	j.Handed = func(int) { told++ }
	print := func() {
		t.Helper()
		if err := d.Print(t.Context(), j); err != nil {
			t.Fatal(err)
		}
	}
	print()
	print()
	p.serve(t)
	c := <-p.stalled
	print()
	p.stalled <- c
	cups.Await(t, "the queue is empty", func() bool { return cups.IsEmpty(t) })
	print()
	if queued := cups.Admin(t, "lpstat", "-o"); queued != "" {
		t.Errorf("the queue holds %s", queued)
	}
	if got := p.got(); !bytes.Equal(got, bytes.Join(j.Pages, nil)) {
		t.Fatalf("%d bytes in %d labels came, want %d in %d", len(got), len(p.printed), len(bytes.Join(j.Pages, nil)), len(j.Pages))
	}
	if told != 4*len(j.Pages) {
		t.Errorf("%d labels were told", told)
	}
	if p.lines != len(j.Pages)+4 {
		t.Errorf("%d lines were opened", p.lines)
	}
}

var labelName = regexp.MustCompile(`label \d{4}`)

// An ordinary label waits whole in the systems on the way, and CUPS would take it for
// printed though the printer reset the line before it had read it. So labels go past
// such a queue, and what the printer has not said to be there is told: in doubt, or
// cut off where the line was reset before all of it had left.
func TestLabelsGoPastAQueue(t *testing.T) {
	cups.Start(t)
	p := &badPrinter{address: cups.FreePort(t), plan: []string{"take", "reset"}, reads: 1000}
	p.serve(t)
	cups.RawQueue(t, "Labels", p.address)
	d := open(t, "system:Labels")
	j := labelJob(labels(4, 8000))
	var told []int
	j.Handed = func(done int) { told = append(told, done) }
	var e *printer.Error
	if err := d.Print(t.Context(), j); !errors.As(err, &e) || e.Done != 1 || e.Printer != "Labels" || e.Code != printer.CodeDoubt && e.Code != printer.CodeCut {
		t.Fatalf("%v, %+v", err, e)
	}
	j.From = 1 // as a person decides who sees one label
	if err := d.Print(t.Context(), j); err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprintf("%s", labelName.FindAll(p.got(), -1)); got != "[label 0000 label 0001 label 0002 label 0003]" {
		t.Errorf("printed %s", got)
	}
	if fmt.Sprint(told) != "[1 2 3 4]" {
		t.Errorf("told %v", told)
	}
	if done := cups.Admin(t, "lpstat", "-W", "all", "-o"); done != "" {
		t.Errorf("the queue had %s", done)
	}
}

// What the queue has taken by its own way, or of an earlier version, is not sent
// past it; and while it prints, nobody else disturbs its printer.
func TestLabelsWaitForTheQueue(t *testing.T) {
	c := cups.Start(t)
	p := &badPrinter{address: cups.FreePort(t), plan: []string{"hold"}, reads: 10, stalled: make(chan *net.TCPConn)}
	p.serve(t)
	cups.RawQueue(t, "Labels", p.address)
	j := labelJob(labels(3, 8000))
	first := j
	first.Pages = j.Pages[:1]
	if err := open(t, "ipp://"+c.Web+"/printers/Labels").Print(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	stalled := <-p.stalled
	d := open(t, "system:Labels")
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	if e := wantCode(t, d.Print(ctx, j), printer.CodeBusy, true); e.Done != 1 {
		t.Fatalf("%+v", e)
	}
	if st, err := d.Status(t.Context(), printer.TypeZPL); err != nil || st.State != printer.StatePrinting {
		t.Errorf("status %+v, %v", st, err)
	}
	p.stalled <- stalled
	if err := d.Print(t.Context(), j); err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprintf("%s", labelName.FindAll(p.got(), -1)); got != "[label 0000 label 0001 label 0002]" {
		t.Errorf("printed %s", got)
	}
}

// A label that the queue has is not sent again, though one before it is missing there.
func TestOnlyMissingLabelsGoPastAQueue(t *testing.T) {
	c := cups.Start(t)
	p := &badPrinter{address: cups.FreePort(t)}
	p.serve(t)
	cups.RawQueue(t, "Labels", p.address)
	j := labelJob(labels(4, 8000))
	last := j
	last.From = 3
	first := j
	first.Pages = j.Pages[:1]
	for _, some := range []printer.Job{first, last} {
		if err := open(t, "ipp://"+c.Web+"/printers/Labels").Print(t.Context(), some); err != nil {
			t.Fatal(err)
		}
	}
	var told []int
	j.Handed = func(done int) { told = append(told, done) }
	if err := open(t, "system:Labels").Print(t.Context(), j); err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprintf("%s", labelName.FindAll(p.got(), -1)); got != "[label 0000 label 0003 label 0001 label 0002]" {
		t.Errorf("printed %s", got)
	}
	if fmt.Sprint(told) != "[1 2 3 4]" {
		t.Errorf("told %v", told)
	}
}

// A queue that is known to print something is what stands in the way, also when the
// time is up in the middle of another look at it.
func TestABusyQueueIsToldThoughALookIsCutOff(t *testing.T) {
	dir := t.TempDir()
	lpstat := `#!/bin/sh
case "$*" in
-H) echo ` + dir + `/nobody ;;
*-v*) echo "device for Labels: socket://127.0.0.1:9" ;;
*)  [ ! -e ` + dir + `/looked ] || exec sleep 60
    touch ` + dir + `/looked
    echo "printer Labels now printing Labels-1.  enabled since today" ;;
esac
`
	if err := os.WriteFile(filepath.Join(dir, "lpstat"), []byte(lpstat), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	wantCode(t, open(t, "system:Labels").Print(ctx, labelJob(labels(1, 100))), printer.CodeBusy, true)
}

// A stopped queue gives nothing to its printer, by neither way.
func TestAStoppedQueueIsNotPassed(t *testing.T) {
	cups.Start(t)
	p := &badPrinter{address: cups.FreePort(t)}
	p.serve(t)
	cups.RawQueue(t, "Labels", p.address+"/?waiteof=false")
	cups.Admin(t, "cupsdisable", "Labels")
	d := open(t, "system:Labels")
	wantCode(t, d.Print(t.Context(), labelJob(labels(1, 100))), printer.CodeRefused, true)
	if st, err := d.Status(t.Context(), printer.TypeZPL); err != nil || st.State != printer.StateStopped {
		t.Errorf("status %+v, %v", st, err)
	}
	if got := p.got(); len(got) > 0 {
		t.Errorf("printed %q", got)
	}
}

// A real CUPS understands our IPP: a job over the network is printed once and as
// it is, and what stands in its way is told.
func TestIPPToCUPS(t *testing.T) {
	c := cups.Start(t)
	arrived := rawQueue(t, "Labels")
	d := open(t, "ipp://"+c.Web+"/printers/Labels")
	st, err := d.Status(t.Context(), printer.TypeZPL)
	if err != nil || st.State != printer.StateReady {
		t.Fatalf("status %+v, %v", st, err)
	}
	j := labelJob(labels(2, 1000))
	var told []int
	j.Handed = func(done int) { told = append(told, done) }
	for range 2 {
		if err := d.Print(t.Context(), j); err != nil {
			t.Fatal(err)
		}
	}
	if fmt.Sprint(told) != "[1 2 1 2]" {
		t.Errorf("told %v", told)
	}
	if got := append(receive(t, arrived), receive(t, arrived)...); !bytes.Equal(got, bytes.Join(j.Pages, nil)) {
		t.Fatalf("arrived %q", got)
	}
	cups.Await(t, "the queue is empty", func() bool { return cups.IsEmpty(t) })
	j.Anew, j.From = true, 1
	if err := d.Print(t.Context(), j); err != nil {
		t.Fatal(err)
	}
	if got := receive(t, arrived); !bytes.Equal(got, j.Pages[1]) {
		t.Fatalf("anew %q", got)
	}
	cups.Admin(t, "cupsdisable", "Labels")
	if e := wantCode(t, d.Print(t.Context(), labelJob(labels(1, 10))), printer.CodePaused, true); e.Done != 0 {
		t.Errorf("done %d", e.Done)
	}
	wantCode(t, open(t, "ipp://"+c.Web+"/printers/Nobody").Print(t.Context(), j), printer.CodeUnknown, true)
	// The same queue by its own way: nothing that is there is sent again.
	j.Anew, j.From = false, 0
	if err := open(t, "system:Labels").Print(t.Context(), j); err != nil {
		t.Fatal(err)
	}
	if st, err := open(t, "system:Labels").Status(t.Context(), ""); err != nil || st.State != printer.StateStopped {
		t.Errorf("status %+v, %v", st, err)
	}
}
