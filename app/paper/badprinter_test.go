//go:build linux

package paper_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// A mood is what a printer does to one connection.
type mood struct {
	// "take" all; "reset" the line, or "stall" until the test wakes it, after so many
	// bytes; reset it at the "end" of a label; take all and be switched "off"; be
	// "gone" in the middle of the line, after so many labels.
	how   string
	after int
}

// wellAnswer is what a printer of ZPL says of itself when nothing is the matter.
const wellAnswer = "\x02030,0,0,1245,000,0,0,0,000,0,0,0\x03\r\n\x02001,0,0,0,1,2,6,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n"

// A moodyPrinter is a network printer as they are built: its window is of 2 KB,
// it prints a label when its end has come, and answers questions if it is told to.
// It has a mood for each of its first connections, and takes all later ones. At
// first it is off.
type moodyPrinter struct {
	address  string // host:port
	answers  bool
	mu       sync.Mutex
	moods    []mood
	listener net.Listener
	busy     sync.WaitGroup
	awake    chan struct{} // closed when what stalls goes on
	labels   []string      // in the order in which they were printed
}

func newMoodyPrinter(t *testing.T, moods ...mood) *moodyPrinter {
	t.Helper()
	return &moodyPrinter{address: reserved(t), moods: moods, awake: make(chan struct{})}
}

// reserved gives an address that refuses connections and is nobody else's until
// the test ends; the test itself may listen there.
func reserved(t *testing.T) string {
	t.Helper()
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Close(fd) })
	if err := errors.Join(syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1), syscall.Bind(fd, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}})); err != nil {
		t.Fatal(err)
	}
	at, err := syscall.Getsockname(fd)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("127.0.0.1:%d", at.(*syscall.SockaddrInet4).Port)
}

// on switches the printer on, unless it is: before it every connection is refused.
func (p *moodyPrinter) on(t *testing.T) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.listener != nil {
		return
	}
	small := net.ListenConfig{Control: func(_, _ string, c syscall.RawConn) error {
		var window, segment error
		control := c.Control(func(fd uintptr) {
			window = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, 2048)
			segment = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, syscall.TCP_MAXSEG, 536)
		})
		return errors.Join(control, window, segment)
	}}
	l, err := small.Listen(context.Background(), "tcp", p.address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	p.listener = l
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			p.busy.Add(1)
			p.line(c.(*net.TCPConn)) // one at a time, as printers do
			p.busy.Done()
		}
	}()
}

// wake lets all that stalls go on.
func (p *moodyPrinter) wake() {
	p.mu.Lock()
	defer p.mu.Unlock()
	close(p.awake)
	p.awake = make(chan struct{})
}

// comesOut gives how many labels came out, once the printer does nothing more.
func (p *moodyPrinter) comesOut() int64 {
	p.wake()
	p.busy.Wait()
	return int64(len(p.printed()))
}

// next gives the mood of a new connection.
func (p *moodyPrinter) next() (m mood, awake <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	m = mood{how: "take"}
	if len(p.moods) > 0 {
		m, p.moods = p.moods[0], p.moods[1:]
	}
	return m, p.awake
}

func (p *moodyPrinter) line(c *net.TCPConn) {
	defer c.Close() //nolint:errcheck // the printer is done with it
	m, awake := p.next()
	last := m.after
	var heard []byte
	piece := make([]byte, 4096)
	for {
		most := len(piece)
		if m.how == "reset" || m.how == "stall" {
			if m.after <= 0 {
				if m.how == "reset" {
					_ = c.SetLinger(0)
					return
				}
				<-awake
				m.how = "take"
				continue
			}
			most = min(most, m.after)
		}
		n, err := c.Read(piece[:most])
		m.after -= n
		var asked int
		heard, asked = p.print(append(heard, piece[:n]...))
		for range asked {
			_, _ = c.Write([]byte(wellAnswer))
		}
		gone := m.how == "gone" && len(p.printed()) >= last
		if gone {
			p.switchOff()
		}
		if gone || m.how == "end" && n > 0 && len(heard) == 0 {
			_ = c.SetLinger(0)
			return
		}
		if err != nil {
			break
		}
	}
	if m.how == "off" {
		p.switchOff()
	}
}

// switchOff refuses connections until the test switches it on.
func (p *moodyPrinter) switchOff() {
	p.mu.Lock()
	_ = p.listener.Close()
	p.listener = nil
	p.mu.Unlock()
}

// print prints the labels that came whole, and gives the rest and how many
// questions are to be answered.
func (p *moodyPrinter) print(heard []byte) (rest []byte, asked int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for {
		one, more, whole := bytes.Cut(heard, []byte("^XZ"))
		if !whole {
			break
		}
		label := string(one)
		p.labels = append(p.labels, label[max(strings.Index(label, "^XA"), 0):]+"^XZ")
		heard = more
	}
	if p.answers && !bytes.Contains(heard, []byte("^XA")) {
		asked = bytes.Count(heard, []byte("~HS"))
		heard = bytes.ReplaceAll(heard, []byte("~HS"), nil)
	}
	return heard, asked
}

func (p *moodyPrinter) printed() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string{}, p.labels...)
}

var orderOnLabel = regexp.MustCompile(`A1-\d{6}`)

// numbersOf reads the orders' numbers off labels.
func numbersOf(labels []string) string {
	var list []string
	for _, l := range labels {
		list = append(list, orderOnLabel.FindString(l))
	}
	return strings.Join(list, " ")
}
