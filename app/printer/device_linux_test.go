package printer_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/prylavok/prylavok/app/printer"
	"golang.org/x/sys/unix"
)

// A wire is a serial line without a device: the program opens port, and the test
// is the printer at the other end.
type wire struct {
	port   string
	device *os.File
}

func newWire(t *testing.T) wire {
	t.Helper()
	device, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	if err != nil {
		t.Skip("no pseudo-terminals here: ", err)
	}
	t.Cleanup(func() { _ = device.Close() })
	raw, err := device.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	var number int
	if failed := raw.Control(func(fd uintptr) {
		if err = unix.IoctlSetPointerInt(int(fd), unix.TIOCSPTLCK, 0); err == nil {
			number, err = unix.IoctlGetInt(int(fd), unix.TIOCGPTN)
		}
		var modes *unix.Termios
		if modes, err = unix.IoctlGetTermios(int(fd), unix.TCGETS); err == nil {
			modes.Lflag, modes.Oflag, modes.Iflag = 0, 0, 0 // no echo, no line ends
			err = unix.IoctlSetTermios(int(fd), unix.TCSETS, modes)
		}
	}); failed != nil || err != nil {
		t.Fatal(failed, err)
	}
	return wire{fmt.Sprintf("/dev/pts/%d", number), device}
}

// answer reads what comes and answers each question; it gives what came when the
// other end is closed or after so many labels.
func (w wire) answer(ends string, labels int, question, answer string) <-chan []byte {
	got := make(chan []byte, 1)
	go func() {
		var all []byte
		piece := make([]byte, 300)
		for {
			n, err := w.device.Read(piece)
			all = append(all, piece[:n]...)
			if question != "" && bytes.HasSuffix(all, []byte(question)) {
				_, _ = w.device.WriteString(answer)
			}
			if bytes.Count(all, []byte(ends)) == labels && bytes.HasSuffix(all, []byte(ends+question)) || err != nil {
				got <- all
				return
			}
		}
	}()
	return got
}

// Labels go over a serial line and to a device file, with and without answers,
// and what comes out is the labels in their order.
func TestLinesOfThisMachine(t *testing.T) {
	page := func(n int) []byte {
		return []byte(fmt.Sprintf("SIZE 58 mm,40 mm\r\nCLS\r\nBITMAP 0,0,10,100,0,%s\r\nPRINT %d,1\r\n", strings.Repeat("\x00\xff", 2000), n))
	}
	j := printer.Job{ID: "x", Type: printer.TypeTSPL, Pages: [][]byte{page(1), page(2), page(3)}}
	for _, kind := range []string{"serial:", "device:"} {
		for _, question := range []string{"", "\x1b!?"} {
			t.Run(fmt.Sprintf("%s, question %q", kind, question), func(t *testing.T) {
				w := newWire(t)
				got := w.answer(",1\r\n", 3, question, "\x00")
				if err := hurried(open(t, kind+w.port)).Print(t.Context(), j); err != nil {
					t.Fatal(err)
				}
				want := "\x1b!?" + string(bytes.Join(j.Pages, []byte(question))) + question
				if came := string(<-got); came != want {
					t.Fatalf("%d bytes came, want %d: %.300q", len(came), len(want), came)
				}
			})
		}
	}
}

// A serial printer that stops reading ends the hand-over: the label is not whole
// there. One whose cable is pulled does, too.
func TestSerialPrinterThatStalls(t *testing.T) {
	w := newWire(t)
	big := printer.Job{ID: "x", Type: printer.TypeZPL, Pages: labels(2, 100_000)}
	d := printer.Hurried(open(t, "serial:"+w.port+"?baud=115200"), 10*time.Millisecond, 50*time.Millisecond, 50*time.Millisecond, time.Second)
	if e := wantCode(t, d.Print(t.Context(), big), printer.CodeTimeout, true); e.Done != 0 {
		t.Errorf("%d done", e.Done)
	}
	pulled := newWire(t)
	go func() {
		_, _ = io.ReadFull(pulled.device, make([]byte, 1000))
		_ = pulled.device.Close()
	}()
	wantCode(t, hurried(open(t, "serial:"+pulled.port)).Print(t.Context(), big), printer.CodeCut, true)
	ctx, cancel := context.WithCancel(t.Context())
	slow := newWire(t)
	go func() {
		_, _ = io.ReadFull(slow.device, make([]byte, 1000))
		cancel()
	}()
	wantCode(t, hurried(open(t, "serial:"+slow.port)).Print(ctx, big), printer.CodeTimeout, true)
}

// What is not there, is not a device or is taken is told apart.
func TestDevicesThatCannotBeOpened(t *testing.T) {
	dir := t.TempDir()
	j := labelJob(labels(1, 10))
	wantCode(t, open(t, "device:"+filepath.Join(dir, "lp0")).Print(t.Context(), j), printer.CodeAway, true)
	wantCode(t, open(t, "serial:"+filepath.Join(dir, "ttyUSB0")).Print(t.Context(), j), printer.CodeAway, true)
	// A device that cannot be polled takes labels all the same.
	if err := hurried(open(t, "device:/dev/null")).Print(t.Context(), labelJob(labels(2, 10_000))); err != nil {
		t.Error(err)
	}
	if e := wantCode(t, open(t, "device:/dev/full").Print(t.Context(), j), printer.CodeCut, true); e.Done != 0 {
		t.Errorf("%d done", e.Done)
	}
	plain := filepath.Join(dir, "file")
	if err := os.WriteFile(plain, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	wantCode(t, open(t, "device:"+plain).Print(t.Context(), j), printer.CodeAway, true)
	if got, _ := os.ReadFile(plain); string(got) != "mine" {
		t.Errorf("the file is now %q", got)
	}
}

// A named pipe takes labels as long as somebody reads; a reader that dies leaves
// a known number of them.
func TestNamedPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "labels")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	d := open(t, "file:"+path)
	j := labelJob(labels(4, 200_000))
	if e := wantCode(t, d.Print(t.Context(), j), printer.CodeAway, true); e.Done != 0 {
		t.Fatalf("nobody reads and %d are done", e.Done)
	}
	// The first reader dies in the middle of the third label.
	kept := readPipe(t, path, 2*len(j.Pages[0])+len("~JX")+1000)
	e := wantCode(t, d.Print(t.Context(), j), printer.CodeCut, true)
	if e.Done != 2 {
		t.Fatalf("%d done", e.Done)
	}
	first := <-kept
	kept = readPipe(t, path, 1<<30)
	j.From = e.Done
	if err := d.Print(t.Context(), j); err != nil {
		t.Fatal(err)
	}
	second := <-kept
	lead := len("~JX")
	if got := append(first[lead:len(first)-1000], second[lead:]...); !bytes.Equal(got, bytes.Join(j.Pages, nil)) {
		t.Fatalf("%d bytes came, want the four labels", len(got))
	}
}

// readPipe opens a pipe before it returns and reads so much of it.
func readPipe(t *testing.T, path string, most int) <-chan []byte {
	t.Helper()
	r, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	kept := make(chan []byte, 1)
	go func() {
		var all []byte
		piece := make([]byte, 60_000)
		for len(all) < most {
			n, err := r.Read(piece[:min(len(piece), most-len(all))])
			all = append(all, piece[:n]...)
			if err != nil && len(all) > 0 {
				break // the writer has ended
			}
		}
		_ = r.Close()
		kept <- all
	}()
	return kept
}

// USB printers are listed by what they say of themselves, with the languages
// that they know.
func TestDeviceFiles(t *testing.T) {
	dir := t.TempDir()
	make := func(name, usb string, files map[string]string) {
		intf := filepath.Join(dir, "devices", usb, usb+":1.0")
		for _, d := range []string{intf, filepath.Join(dir, "class", name)} {
			if err := os.MkdirAll(d, 0o755); err != nil {
				t.Fatal(err)
			}
		}
		for file, text := range files {
			if err := os.WriteFile(filepath.Join(intf, file), []byte(text+"\n"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Symlink(intf, filepath.Join(dir, "class", name, "device")); err != nil {
			t.Fatal(err)
		}
	}
	make("lp0", "1-1", map[string]string{"ieee1284_id": "MANUFACTURER:Zebra Technologies ;COMMAND SET:EPL,ZPL;MODEL:ZTC GK420d;CLASS:PRINTER;"})
	make("lp1", "1-2", map[string]string{"../product": "XP-365B", "../manufacturer": "Xprinter", "ieee1284_id": ""})
	make("lp2", "1-3", map[string]string{"ieee1284_id": "MFG:TSC;CMD:TSPL2;MDL:TSC TE200;"})
	make("hiddev0", "1-4", nil)
	make("lp3", "1-5", nil)
	got, err := printer.DeviceFiles(filepath.Join(dir, "class"), "/dev/usb")
	if err != nil {
		t.Fatal(err)
	}
	want := []printer.Attached{
		{Address: "device:/dev/usb/lp0", Kind: "device", Title: "Zebra Technologies ZTC GK420d", Types: []string{printer.TypeEPL, printer.TypeZPL}},
		{Address: "device:/dev/usb/lp1", Kind: "device", Title: "Xprinter XP-365B", Types: []string{}},
		{Address: "device:/dev/usb/lp2", Kind: "device", Title: "TSC TE200", Types: []string{printer.TypeTSPL}},
		{Address: "device:/dev/usb/lp3", Kind: "device", Title: "lp3", Types: []string{}},
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Fatalf("got  %v\nwant %v", got, want)
	}
	for _, a := range got {
		open(t, a.Address)
	}
	if none, err := printer.DeviceFiles(filepath.Join(dir, "nothing"), "/dev/usb"); err != nil || len(none) != 0 {
		t.Fatalf("without USB: %v, %v", none, err)
	}
	if _, err := printer.Plugged(); err != nil {
		t.Errorf("this machine: %v", err)
	}
}
