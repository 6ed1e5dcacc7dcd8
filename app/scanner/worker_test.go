package scanner_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prylavok/prylavok/app/scanner"
)

// The devices of a shop: two scanners of known makers, and three that look alike
// because they sit on the same converter.
var (
	honeywell = scanner.Port{Name: "COM3", Vendor: "0C2E", Product: "0CD4", Serial: "17", Title: "Xenon 1900"}
	datalogic = scanner.Port{Name: "COM4", Vendor: "05F9", Product: "4204"}
	scale     = scanner.Port{Name: "COM5", Vendor: "1A86", Product: "7523"}
	converter = scanner.Port{Name: "COM6", Vendor: "1A86", Product: "7523"}
	rs232     = scanner.Port{Name: "COM1"}
	printer   = scanner.Port{Name: "COM7", Vendor: "04B8", Product: "0202", Serial: "1"}
)

// machine is a computer whose ports are plugged and unplugged by a test.
type machine struct {
	mu      sync.Mutex
	plugged map[string]*device
	refused map[string]error
	broken  error    // of listing
	opened  []string // every port that was opened, with its speed
	open    int
}

type device struct {
	port  scanner.Port
	bytes chan []byte
	gone  chan struct{}
}

func (m *machine) plug(ports ...scanner.Port) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, p := range ports {
		m.plugged[p.Name] = &device{p, make(chan []byte, 10_000), make(chan struct{})}
	}
}

func (m *machine) unplug(p scanner.Port) {
	m.mu.Lock()
	defer m.mu.Unlock()
	close(m.plugged[p.Name].gone)
	delete(m.plugged, p.Name)
}

func (m *machine) refuse(p scanner.Port, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.refused[p.Name] = err
}

func (m *machine) send(p scanner.Port, text string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.plugged[p.Name].bytes <- []byte(text)
}

func (m *machine) ports() (list []scanner.Port, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, d := range m.plugged {
		list = append(list, d.port)
	}
	slices.SortFunc(list, func(a, b scanner.Port) int { return strings.Compare(a.Name, b.Name) })
	return list, m.broken
}

func (m *machine) Open(name string, baud int) (io.ReadCloser, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.opened = append(m.opened, fmt.Sprint(name, " ", baud))
	if err := m.refused[name]; err != nil {
		return nil, err
	}
	d, ok := m.plugged[name]
	if !ok {
		return nil, scanner.ErrGone
	}
	m.open++
	return &line{m, d}, nil
}

type line struct {
	m *machine
	d *device
}

func (l *line) Read(into []byte) (int, error) {
	select {
	case sent := <-l.d.bytes:
		return copy(into, sent), nil
	case <-l.d.gone:
		return 0, io.ErrClosedPipe
	case <-time.After(scanner.Quiet):
		return 0, nil
	}
}

func (l *line) Close() error {
	l.m.mu.Lock()
	defer l.m.mu.Unlock()
	l.m.open--
	return nil
}

// desk is a worker at a machine, and what it gave.
type desk struct {
	*machine
	*scanner.Worker
	t     *testing.T
	mu    sync.Mutex
	given []string
	told  int
}

// at runs a test with a worker, in a time that passes only when all wait.
func at(t *testing.T, s scanner.Setting, test func(d *desk)) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{machine: &machine{plugged: map[string]*device{}, refused: map[string]error{}}, t: t}
		d.Worker = scanner.New(scanner.Config{Ports: d.ports, Open: d.Open,
			Give: func(c scanner.Code) {
				d.mu.Lock()
				defer d.mu.Unlock()
				d.given = append(d.given, c.Text)
			},
			Changed: func() {
				d.mu.Lock()
				defer d.mu.Unlock()
				d.told++
			}}, s)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			d.Run(ctx)
		}()
		synctest.Wait()
		test(d)
		stop()
		<-ended
		if d.open != 0 {
			t.Errorf("%d ports are open after the end", d.open)
		}
	})
}

// pass lets time pass.
func (d *desk) pass(by time.Duration) {
	<-time.After(by)
	synctest.Wait()
}

// wants demands the codes that were given since it was asked last.
func (d *desk) wants(codes ...string) {
	d.t.Helper()
	d.pass(time.Second)
	d.mu.Lock()
	defer d.mu.Unlock()
	if !slices.Equal(d.given, codes) {
		d.t.Errorf("given were %q, want %q", d.given, codes)
	}
	d.given = nil
}

// stands demands the scanners' states, as "COM3 open".
func (d *desk) stands(want ...string) {
	d.t.Helper()
	var got []string
	for _, s := range d.Status().Scanners {
		got = append(got, s.Port+" "+string(s.State))
	}
	if !slices.Equal(got, want) {
		d.t.Errorf("scanners stand %q, want %q", got, want)
	}
}

// By itself a desk opens known makers' scanners and nothing else, finds those
// that come later, and gives the codes of each in their order.
func TestKnownScannersAreFoundByThemselves(t *testing.T) {
	at(t, scanner.Setting{}, func(d *desk) {
		d.stands()
		d.plug(scale, converter, rs232, printer, honeywell)
		d.pass(2 * time.Second)
		d.stands("COM3 open")
		d.send(honeywell, "4820024700016\r\nA-")
		d.send(honeywell, "17\r\n")
		d.wants("4820024700016", "A-17")
		d.plug(datalogic)
		d.pass(2 * time.Second)
		d.stands("COM3 open", "COM4 open")
		d.send(datalogic, "no end")
		d.wants("no end")
		if want := []string{"COM3 9600", "COM4 9600"}; !slices.Equal(d.opened, want) {
			t.Errorf("opened were %q", d.opened)
		}
		if s := d.Status().Scanners[0]; s.Title != "Honeywell Xenon 1900" || s.Codes != 2 || s.Last != "A-17" || s.Key != "usb:0C2E:0CD4:17" {
			t.Errorf("%+v", s)
		}
	})
}

// Unplugged and plugged again, also as another port, a scanner is heard again
// and is still one scanner to people.
func TestAScannerComesBack(t *testing.T) {
	at(t, scanner.Setting{}, func(d *desk) {
		d.plug(honeywell)
		d.pass(2 * time.Second)
		d.send(honeywell, "half a co")
		d.pass(scanner.Quiet / 2)
		d.unplug(honeywell)
		d.pass(2 * time.Second)
		d.stands("COM3 lost")
		d.plug(honeywell)
		d.pass(2 * time.Second)
		d.send(honeywell, "A\r")
		d.wants("A")
		d.unplug(honeywell)
		d.pass(time.Hour)
		moved := honeywell
		moved.Name = "COM11"
		d.plug(moved)
		d.pass(2 * time.Second)
		d.stands("COM11 open")
		d.send(moved, "B\r")
		d.wants("B")
	})
}

// A port that a person chose is opened with its speed, whatever it is, and no other.
func TestTheChosenPortAlone(t *testing.T) {
	at(t, scanner.Setting{Mode: scanner.ModePort, Port: "COM1", Baud: 19200}, func(d *desk) {
		d.stands("COM1 waiting")
		d.plug(honeywell, scale, rs232)
		d.pass(2 * time.Second)
		d.stands("COM1 open")
		d.send(rs232, "A\r")
		d.send(honeywell, "B\r")
		d.wants("A")
		if d.opened[len(d.opened)-1] != "COM1 19200" || d.open != 1 {
			t.Errorf("opened were %q", d.opened)
		}
	})
}

// A chosen device without a serial number is found again when it comes back as
// a new port, but the scale on the same converter is never taken for it, nor is
// another device that got its name.
func TestTheChosenOneIsNotMistaken(t *testing.T) {
	at(t, scanner.Setting{Mode: scanner.ModePort, Port: converter.Name}, func(d *desk) {
		d.plug(scale, converter)
		d.pass(2 * time.Second)
		d.stands("COM6 open")
		d.unplug(converter)
		d.pass(time.Minute)
		d.stands("COM6 lost")
		other := printer
		other.Name = converter.Name
		d.plug(other)
		d.pass(time.Minute)
		d.stands("COM6 lost")
		moved := converter
		moved.Name = "COM9"
		d.plug(moved)
		d.pass(2 * time.Second)
		d.stands("COM9 open")
		for _, o := range d.opened {
			if strings.HasPrefix(o, scale.Name) {
				t.Errorf("opened were %q", d.opened)
			}
		}
		if d.open != 1 {
			t.Errorf("%d ports are open", d.open)
		}
	})
	// A device with a serial number is chosen itself, not its place.
	at(t, scanner.Setting{Mode: scanner.ModePort, Port: honeywell.Key()}, func(d *desk) {
		twin := honeywell
		twin.Name, twin.Serial = "COM3", "18"
		moved := honeywell
		moved.Name = "COM8"
		d.plug(twin, moved)
		d.pass(2 * time.Second)
		d.stands("COM8 open")
	})
}

// A port that another program has is said to be, tried again after longer and
// longer, and heard once the other lets go.
func TestARefusedPortIsTriedAgain(t *testing.T) {
	at(t, scanner.Setting{}, func(d *desk) {
		d.refuse(honeywell, scanner.ErrBusy)
		d.plug(honeywell)
		d.pass(2 * time.Second)
		d.stands("COM3 refused")
		d.pass(time.Hour)
		if n := len(d.opened); n < 100 || n > 130 {
			t.Errorf("opened %d times in an hour", n)
		}
		d.refuse(honeywell, nil)
		d.pass(30 * time.Second)
		d.stands("COM3 open")
		d.unplug(honeywell)
		d.refuse(honeywell, scanner.ErrDenied)
		d.plug(honeywell)
		d.pass(4 * time.Second)
		d.stands("COM3 no_permission")
		d.unplug(honeywell)
		d.refuse(honeywell, nil)
		d.pass(2 * time.Second)
		d.plug(honeywell)
		d.pass(2 * time.Second)
		d.stands("COM3 open")
	})
}

// What cannot be opened at all is told with the system's words, and so is a
// machine whose ports cannot be listed.
func TestTroubleIsTold(t *testing.T) {
	at(t, scanner.Setting{}, func(d *desk) {
		d.refuse(honeywell, errors.New("the cable is on fire"))
		d.plug(honeywell)
		d.pass(2 * time.Second)
		if s := d.Status().Scanners[0]; s.State != scanner.StateFailed || s.Why != "the cable is on fire" {
			t.Errorf("%+v", s)
		}
		d.machine.mu.Lock()
		d.broken = errors.New("no such bus")
		d.machine.mu.Unlock()
		d.pass(2 * time.Second)
		if st := d.Status(); st.Problem != "no such bus" {
			t.Errorf("%+v", st)
		}
	})
}

// Rubbish without end gives no code and is told; the next good code is heard.
func TestRubbishIsTold(t *testing.T) {
	at(t, scanner.Setting{}, func(d *desk) {
		d.plug(honeywell)
		d.pass(2 * time.Second)
		for range 1000 {
			d.send(honeywell, strings.Repeat("\xfe\x07", 2000))
		}
		d.wants()
		if s := d.Status().Scanners[0]; !s.Noise {
			t.Errorf("%+v", s)
		}
		d.send(honeywell, "\rA\r")
		d.wants("A")
		if s := d.Status().Scanners[0]; s.Noise {
			t.Errorf("%+v", s)
		}
	})
}

// Another setting holds at once: what is no longer wanted is closed, and a port
// that stays wanted is opened with its new speed.
func TestAnotherSettingHoldsAtOnce(t *testing.T) {
	at(t, scanner.Setting{}, func(d *desk) {
		d.plug(honeywell, rs232)
		d.pass(2 * time.Second)
		d.Set(scanner.Setting{Mode: scanner.ModeOff})
		d.pass(time.Second)
		d.stands()
		if d.open != 0 {
			t.Error("a port stays open")
		}
		d.send(honeywell, "A\r")
		d.wants()
		d.Set(scanner.Setting{Mode: scanner.ModePort, Port: "COM1"})
		d.pass(time.Second)
		d.Set(scanner.Setting{Mode: scanner.ModePort, Port: "COM1", Baud: 115200})
		d.pass(time.Second)
		d.stands("COM1 open")
		if want := []string{"COM3 9600", "COM1 9600", "COM1 115200"}; !slices.Equal(d.opened, want) {
			t.Errorf("opened were %q", d.opened)
		}
		d.send(rs232, "B\r")
		d.wants("B")
	})
}

// A try listens on every free port that is no known printer's, gives its codes to
// nobody, tells which port had one, and ends by itself.
func TestATryFindsThePort(t *testing.T) {
	at(t, scanner.Setting{}, func(d *desk) {
		d.plug(honeywell, rs232, scale, printer)
		d.pass(2 * time.Second)
		d.Try(true)
		d.pass(time.Second)
		d.plug(converter)
		d.pass(2 * time.Second)
		d.send(converter, "A\r")
		d.send(honeywell, "B\r")
		d.wants("B")
		tries := func() (list []string) {
			for _, p := range d.Status().Try.Ports {
				list = append(list, fmt.Sprint(p.Port, " ", p.State, " ", p.Last))
			}
			return list
		}
		if got, want := tries(), []string{"COM1 open ", "COM5 open ", "COM6 open A"}; !slices.Equal(got, want) {
			t.Errorf("%q", got)
		}
		d.pass(time.Minute)
		if got, want := tries(), []string{"COM1 ended ", "COM5 ended ", "COM6 ended A"}; !slices.Equal(got, want) || d.Status().Try.Until != 0 || d.open != 1 {
			t.Errorf("%q, %d ports are open", got, d.open)
		}
		// Begun, ended and begun again at once, and then the port is chosen.
		d.Try(true)
		d.Try(false)
		d.Try(true)
		d.pass(time.Second)
		if d.open != 4 {
			t.Errorf("%d ports are open", d.open)
		}
		d.Set(scanner.Setting{Mode: scanner.ModePort, Port: "COM6"})
		d.pass(time.Second)
		d.stands("COM6 open")
		d.Try(false)
		d.send(converter, "C\r")
		d.wants("C")
	})
}
