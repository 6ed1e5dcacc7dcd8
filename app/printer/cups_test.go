//go:build !windows

package printer_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/prylavok/prylavok/app/printer"
	"github.com/prylavok/prylavok/build/cups"
)

// rawQueue makes a queue that sends jobs untouched to a listener of the test and
// gives what arrives, connection by connection.
func rawQueue(t *testing.T, name string) <-chan []byte {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	arrived := make(chan []byte, 16)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			got, _ := io.ReadAll(c)
			_ = c.Close()
			arrived <- got
		}
	}()
	cups.RawQueue(t, name, l.Addr().String())
	return arrived
}

func receive(t *testing.T, arrived <-chan []byte) []byte {
	t.Helper()
	select {
	case got := <-arrived:
		return got
	case <-time.After(60 * time.Second):
		t.Fatal("nothing arrived at the printer")
		return nil
	}
}

// What is printed reaches the device byte for byte, a PDF as well as a printer's
// own language, under a Cyrillic title.
func TestSystemPrintsTheBytes(t *testing.T) {
	cups.Start(t)
	arrived := rawQueue(t, "Receipts")
	d := open(t, "system:Receipts")
	j := job("0190-ab")
	j.Bytes = append([]byte("%PDF-1.3\n"), bytes.Repeat([]byte{0, 1, 0x1b, 0xff, '\n'}, 20000)...)
	if err := d.Print(t.Context(), j); err != nil {
		t.Fatal(err)
	}
	if got := receive(t, arrived); !bytes.Equal(got, j.Bytes) {
		t.Fatalf("%d bytes arrived, want the %d that were sent", len(got), len(j.Bytes))
	}
	raw := printer.Job{ID: "0190-ac", Title: "Етикетка", Type: printer.TypeRaw, Bytes: []byte("^XA^CI28^FDЇжа^FS^XZ\x00")}
	if err := d.Print(t.Context(), raw); err != nil {
		t.Fatal(err)
	}
	if got := receive(t, arrived); !bytes.Equal(got, raw.Bytes) {
		t.Fatalf("arrived %q, want %q", got, raw.Bytes)
	}
}

// Each copy comes out.
func TestSystemPrintsCopies(t *testing.T) {
	cups.Start(t)
	arrived := rawQueue(t, "Labels")
	j := job("copies")
	j.Copies = 2
	if err := open(t, "system:Labels").Print(t.Context(), j); err != nil {
		t.Fatal(err)
	}
	got := receive(t, arrived)
	for len(got) < 2*len(j.Bytes) {
		got = append(got, receive(t, arrived)...)
	}
	if !bytes.Equal(got, bytes.Repeat(j.Bytes, 2)) {
		t.Fatalf("arrived %q, want the job twice", got)
	}
}

// A printer that is not there, is stopped or takes no jobs is an error with its
// own code, and nothing waits in the queue to come out later.
func TestSystemRefusals(t *testing.T) {
	cups.Start(t)
	for _, name := range []string{"Stopped", "Closed"} {
		rawQueue(t, name)
	}
	cups.Admin(t, "cupsdisable", "-r", "out of paper", "Stopped")
	cups.Admin(t, "cupsreject", "Closed")
	for _, c := range []struct{ name, code string }{
		{"Nobody", printer.CodeUnknown},
		{"Stopped", printer.CodeRefused},
		{"Closed", printer.CodeRefused},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := open(t, "system:"+c.name).Print(t.Context(), job("x"))
			if e := wantCode(t, err, c.code, true); e.Printer != c.name {
				t.Errorf("error names %q", e.Printer)
			}
		})
	}
	if queued := cups.Admin(t, "lpstat", "-o"); queued != "" {
		t.Fatalf("the queue holds %s", queued)
	}
}

// Discover lists what CUPS has, the default first, each with its state.
func TestDiscover(t *testing.T) {
	cups.Start(t)
	none, err := printer.Discover(t.Context())
	if err != nil || len(none) != 0 {
		t.Fatalf("with no queue: %v, %v", none, err)
	}
	cups.RawQueue(t, "A_closed", "192.0.2.7:9101")
	cups.RawQueue(t, "B_stopped", "192.0.2.8")
	cups.Admin(t, "lpadmin", "-p", "C_ready", "-E", "-v", "ipp://192.0.2.9/ipp/print", "-m", "raw")
	cups.Admin(t, "cupsreject", "A_closed")
	cups.Admin(t, "cupsdisable", "-r", "C_ready is idle", "B_stopped")
	cups.Admin(t, "lpadmin", "-d", "C_ready")
	got, err := printer.Discover(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []printer.Printer{
		{Name: "C_ready", Kind: printer.KindSystem, Default: true, State: printer.StateReady},
		{Name: "A_closed", Kind: printer.KindSystem, State: printer.StateRefusing},
		{Name: "B_stopped", Kind: printer.KindSystem, State: printer.StateStopped},
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Fatalf("got %v, want %v", got, want)
	}
}

// No scheduler, and no CUPS at all, are told apart from a missing printer.
func TestNoPrintSystem(t *testing.T) {
	if _, err := exec.LookPath("lpstat"); err != nil {
		t.Skip("lpstat is not installed")
	}
	t.Setenv("CUPS_SERVER", filepath.Join(t.TempDir(), "nobody"))
	for _, step := range []string{"no scheduler", "no commands"} {
		if step == "no commands" {
			t.Setenv("PATH", t.TempDir())
		}
		t.Run(step, func(t *testing.T) {
			_, err := printer.Discover(t.Context())
			wantCode(t, err, printer.CodeNoSystem, true)
			err = open(t, "system:Zebra").Print(t.Context(), job("x"))
			wantCode(t, err, printer.CodeNoSystem, true)
		})
	}
}

// stall stands between the commands and the scheduler. It passes everything on
// until a request line begins with stop, then keeps silent and calls stalled.
func stall(t *testing.T, scheduler, stop string, stalled func()) (address string) {
	t.Helper()
	dir, err := os.MkdirTemp("", "stall")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	l, err := net.Listen("unix", filepath.Join(dir, "sock"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	pass := func(from net.Conn) {
		defer from.Close()
		to, err := net.Dial("unix", scheduler)
		if err != nil {
			return
		}
		defer to.Close()
		go func() { _, _ = io.Copy(from, to) }()
		buffer := make([]byte, 64<<10)
		for {
			n, err := from.Read(buffer)
			if n > 0 && bytes.Contains(buffer[:n], []byte(stop)) {
				stalled()
				_, _ = io.Copy(io.Discard, from) // until the command is gone
				return
			}
			if n > 0 {
				_, _ = to.Write(buffer[:n])
			}
			if err != nil {
				return
			}
		}
	}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go pass(c)
		}
	}()
	return l.Addr().String()
}

// A scheduler that falls silent ends with the context. While we only asked, it
// is safe to retry; once the job was on its way, it is not.
func TestSystemThatFallsSilent(t *testing.T) {
	c := cups.Start(t)
	rawQueue(t, "Slow")
	for _, step := range []struct {
		name, stop, code string
		remember, retry  bool // whether the queue remembers a job that is over
	}{
		{"while asking for the printer", "POST / ", printer.CodeTimeout, false, true},
		{"while handing the job over", "POST /printers/", printer.CodeDoubt, false, false},
		{"while handing the job over to a queue that remembers", "POST /printers/", printer.CodeTimeout, true, true},
		{"in the middle of the job", "%PDF", printer.CodeTimeout, true, true},
	} {
		t.Run(step.name, func(t *testing.T) {
			if step.remember {
				if err := open(t, "system:Slow").Print(t.Context(), job("first")); err != nil {
					t.Fatal(err)
				}
				cups.Await(t, "the queue is empty", func() bool { return cups.IsEmpty(t) })
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			t.Setenv("CUPS_SERVER", stall(t, c.Socket, step.stop, cancel))
			err := open(t, "system:Slow").Print(ctx, job("x"))
			wantCode(t, err, step.code, step.retry)
			t.Setenv("CUPS_SERVER", c.Socket)
			if queued := cups.Admin(t, "lpstat", "-o"); queued != "" {
				t.Errorf("the queue holds %s", queued)
			}
		})
	}
}
