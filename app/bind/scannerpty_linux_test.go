package bind_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/prylavok/prylavok/app/bind"
	"github.com/prylavok/prylavok/app/scanner"
	"github.com/prylavok/prylavok/app/scanner/ptytest"
)

// scanTill is a desk that works, with the person who opened its shop at one screen.
type scanTill struct {
	*bind.Desk
	t     *testing.T
	owner *bind.Session
	id    string
	moved chan struct{} // rings when a scanner's status changed
}

func newScanTill(t *testing.T) *scanTill {
	t.Helper()
	d, err := bind.Open(ctx, bind.Config{Replica: filepath.Join(t.TempDir(), "shop.db"), Version: "test", Work: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	w := &scanTill{Desk: d, t: t, owner: d.NewSession("owner"), moved: make(chan struct{}, 1)}
	w.id = open(t, w.owner).Desk.ID.String()
	t.Cleanup(d.Subscribe(func([]byte) {
		select {
		case w.moved <- struct{}{}:
		default:
		}
	}))
	return w
}

// listenTo sets the till's serial scanner.
func (w *scanTill) listenTo(s scanner.Setting) {
	w.t.Helper()
	text, err := json.Marshal(map[string]any{"suffix": "auto", "serial": s})
	if err != nil {
		w.t.Fatal(err)
	}
	if code := call(w.t, w.owner, "settings.set", map[string]any{"key": "desk." + w.id + ".scanner", "value": string(text)}, nil); code != "" {
		w.t.Fatal(code)
	}
}

// await waits until the status is as wanted.
func (w *scanTill) await(what string, wanted func(scanner.Status) bool) {
	w.t.Helper()
	deadline := time.After(time.Minute)
	for {
		var st scanner.Status
		if code := call(w.t, w.owner, "scanners.status", struct{}{}, &st); code != "" {
			w.t.Fatal(code)
		}
		if wanted(st) {
			return
		}
		select {
		case <-w.moved:
		case <-deadline:
			w.t.Fatalf("never %s: %+v", what, st)
		}
	}
}

func (w *scanTill) awaitState(state scanner.State) {
	w.t.Helper()
	w.await(string(state), func(st scanner.Status) bool { return len(st.Scanners) == 1 && st.Scanners[0].State == state })
}

// screen is one page that hears events.
type screen struct {
	*bind.Session
	t     *testing.T
	codes chan string
	close func()
}

func (w *scanTill) screen(name string) *screen {
	s := &screen{Session: w.NewSession(name), t: w.t, codes: make(chan string, 1000)}
	s.close = s.Subscribe(func(event []byte) {
		var e struct {
			Event string `json:"event"`
			Data  struct {
				Code    string `json:"code"`
				Scanner string `json:"scanner"`
			} `json:"data"`
		}
		if json.Unmarshal(event, &e) == nil && e.Event == "scan" {
			s.codes <- e.Data.Code
		}
	})
	w.t.Cleanup(s.close)
	return s
}

func (s *screen) take(inUse bool) {
	s.t.Helper()
	if code := call(s.t, s.Session, "scanners.take", map[string]bool{"in_use": inUse}, nil); code != "" {
		s.t.Fatal(code)
	}
}

// hears demands the codes that come next.
func (s *screen) hears(want ...string) {
	s.t.Helper()
	var got []string
	for range want {
		select {
		case c := <-s.codes:
			got = append(got, c)
		case <-time.After(time.Minute):
			s.t.Fatalf("only %q came, want %q", got, want)
		}
	}
	if !slices.Equal(got, want) {
		s.t.Fatalf("%q came, want %q", got, want)
	}
}

// heardNothing demands that no code has come that was not asked for.
func (s *screen) heardNothing() {
	s.t.Helper()
	select {
	case c := <-s.codes:
		s.t.Errorf("%q came to a screen that is not in use", c)
	default:
	}
}

// socket is a place where devices are plugged in, which keeps its name.
type socket string

func (s socket) plug(t *testing.T) *ptytest.Line {
	t.Helper()
	line := ptytest.Plug(t)
	if err := os.Remove(string(s)); err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	if err := os.Symlink(line.Port, string(s)); err != nil {
		t.Fatal(err)
	}
	return line
}

func newSocket(t *testing.T) socket { return socket(filepath.Join(t.TempDir(), "scanner")) }

// From the wire to the screen: codes of a chosen port come whole and in order,
// however they are cut, with their group separators; rubbish is told and not
// given; unplugged is told, and plugged again the scanner is heard again.
func TestCodesComeFromTheWireToTheScreen(t *testing.T) {
	w, at := newScanTill(t), newSocket(t)
	s := w.screen("window")
	s.take(true)
	w.listenTo(scanner.Setting{Mode: scanner.ModePort, Port: string(at), Baud: 115200})
	w.awaitState(scanner.StateWaiting)
	line := at.plug(t)
	w.awaitState(scanner.StateOpen)
	line.Send(t, "4820024700016\r\nA-17\r\nB-")
	s.hears("4820024700016", "A-17")
	line.Send(t, "18\r\n]d20104820024700016215abc\x1d10LOT1\r\n")
	s.hears("B-18", "]d20104820024700016215abc\x1d10LOT1")
	line.Send(t, "\xff\xfe\xfd\x01\r\n")
	w.await("noise", func(st scanner.Status) bool { return st.Scanners[0].Noise })
	line.Send(t, "Крамниця\r\n")
	s.hears("Крамниця")
	w.await("six codes", func(st scanner.Status) bool {
		return st.Scanners[0].Codes == 5 && st.Scanners[0].Last == "Крамниця" && !st.Scanners[0].Noise
	})
	line.Unplug(t)
	w.awaitState(scanner.StateLost)
	line = at.plug(t)
	w.awaitState(scanner.StateOpen)
	line.Send(t, "C-19\n")
	s.hears("C-19")
	// Another port from now on, and then none.
	other := newSocket(t)
	second := other.plug(t)
	w.listenTo(scanner.Setting{Mode: scanner.ModePort, Port: string(other)})
	w.await("the other port", func(st scanner.Status) bool {
		return len(st.Scanners) == 1 && st.Scanners[0].Port == string(other) && st.Scanners[0].State == scanner.StateOpen
	})
	second.Send(t, "D-20\n")
	s.hears("D-20")
	w.listenTo(scanner.Setting{Mode: scanner.ModeOff})
	w.await("off", func(st scanner.Status) bool { return st.Mode == scanner.ModeOff && len(st.Scanners) == 0 })
	s.heardNothing()
}

// Each code comes to one screen: the one that a person turned to last, when that
// is gone the one before it, also when a screen that nobody is at comes back.
// While there is none, codes wait in their order for the first that listens.
func TestCodesComeToTheScreenInUse(t *testing.T) {
	w, at := newScanTill(t), newSocket(t)
	line := at.plug(t)
	w.listenTo(scanner.Setting{Mode: scanner.ModePort, Port: string(at)})
	w.awaitState(scanner.StateOpen)
	heard := func(n int) {
		t.Helper()
		w.await("heard", func(st scanner.Status) bool { return st.Scanners[0].Codes == n })
	}
	line.Send(t, "1\n2\n3\n")
	heard(3)
	window := w.screen("window")
	window.heardNothing() // it has not said that it listens
	window.take(false)
	window.hears("1", "2", "3")
	tablet := w.screen("tablet")
	line.Send(t, "4\n")
	window.hears("4")
	tablet.take(true)
	line.Send(t, "5\n")
	tablet.hears("5")
	window.take(true)
	line.Send(t, "6\n")
	window.hears("6")
	// The tablet's line breaks and comes back while nobody is at it.
	tablet.close()
	tablet = w.screen("tablet")
	tablet.take(false)
	line.Send(t, "7\n")
	window.hears("7")
	// The window reloads: for a moment there are two of it.
	again := w.screen("window")
	again.take(false)
	window.close()
	line.Send(t, "8\n")
	again.hears("8")
	again.close()
	line.Send(t, "9\n")
	tablet.hears("9")
	tablet.close()
	for i := range 300 {
		line.Send(t, fmt.Sprintf("K-%03d\n", i))
	}
	heard(309)
	last := w.screen("last")
	last.take(true)
	for i := range 200 {
		last.hears(fmt.Sprintf("K-%03d", 100+i))
	}
	for _, s := range []*screen{window, tablet, again, last} {
		s.heardNothing()
	}
}

// Whoever sets a scanner up may try all ports; a desk that does no work of its
// own has none to try.
func TestTryingPortsNeedsTheRight(t *testing.T) {
	w := newScanTill(t)
	var st scanner.Status
	if code := call(t, w.owner, "scanners.try", map[string]bool{"on": true}, &st); code != "" || st.Try == nil || st.Try.Until == 0 {
		t.Errorf("%q %+v", code, st)
	}
	if code := call(t, w.owner, "scanners.try", map[string]bool{"on": false}, &st); code != "" || st.Try.Until != 0 {
		t.Errorf("%q %+v", code, st)
	}
	idle := newDesk(t)
	s := idle.NewSession("one")
	open(t, s)
	st = scanner.Status{}
	if code := call(t, s, "scanners.try", map[string]bool{"on": true}, &st); code != "" || st.Mode != scanner.ModeOff || st.Try != nil {
		t.Errorf("%q %+v", code, st)
	}
}
