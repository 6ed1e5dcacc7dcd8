// Package cutline is a line between two programs that can be cut, slowed and
// torn: a TCP proxy on loopback for tests of real processes and for the
// demonstration with two tills.
package cutline

import (
	"context"
	"io"
	"net"
	"sync"
	"time"
)

// Line forwards connections to a target. It is safe for use by many goroutines.
type Line struct {
	target   string
	listener net.Listener
	done     sync.WaitGroup

	mu     sync.Mutex
	cut    bool
	pace   time.Duration // pause after each piece
	up     gate          // towards the target
	down   gate
	pairs  map[*pair]bool
	closed bool
}

// gate holds bytes of one direction back.
type gate struct{ open chan struct{} }

// pair is one connection and its continuation.
type pair struct{ near, far net.Conn }

func (p *pair) reset() {
	for _, c := range []net.Conn{p.near, p.far} {
		if tcp, ok := c.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0) // a cut cable says nothing; the next best is a reset
		}
		_ = c.Close()
	}
}

// Open begins a line on a free port of loopback.
func Open(target string) (*Line, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	whole := make(chan struct{})
	close(whole)
	l := &Line{target: target, listener: listener, up: gate{whole}, down: gate{whole}, pairs: map[*pair]bool{}}
	l.done.Go(l.serve)
	return l, nil
}

// Address is where the near end connects.
func (l *Line) Address() string { return l.listener.Addr().String() }

// Cut tears every connection and refuses new ones until Heal.
func (l *Line) Cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = true
	l.tear()
}

// IsCut reports whether the line is cut.
func (l *Line) IsCut() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.cut
}

// Tear ends every connection; new ones are let through.
func (l *Line) Tear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tear()
}

func (l *Line) tear() {
	for p := range l.pairs {
		p.reset()
	}
}

// Stall holds bytes back without ending connections: up those towards the
// target, down those from it. Both false lets all go on.
func (l *Line) Stall(up, down bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.up.set(!up)
	l.down.set(!down)
}

func (g *gate) set(open bool) {
	select {
	case <-g.open:
		if !open {
			g.open = make(chan struct{})
		}
	default:
		if open {
			close(g.open)
		}
	}
}

// Slow makes each piece of at most 4 KiB take at least so long; 0 ends it.
func (l *Line) Slow(pace time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pace = pace
}

// Heal makes the line whole and quick again.
func (l *Line) Heal() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut, l.pace = false, 0
	l.up.set(true)
	l.down.set(true)
}

// Close ends the line. It may be called twice.
func (l *Line) Close() error {
	l.mu.Lock()
	if l.closed {
		l.mu.Unlock()
		return nil
	}
	l.closed = true
	l.up.set(true)
	l.down.set(true)
	l.tear()
	l.mu.Unlock()
	err := l.listener.Close()
	l.done.Wait()
	return err
}

func (l *Line) serve() {
	for {
		near, err := l.listener.Accept()
		if err != nil {
			return
		}
		if p, ok := l.join(near); ok {
			l.done.Go(func() { l.carry(p) })
		}
	}
}

func (l *Line) join(near net.Conn) (*pair, bool) {
	l.mu.Lock()
	refused := l.cut || l.closed
	l.mu.Unlock()
	p := &pair{near: near, far: near}
	if !refused {
		far, err := (&net.Dialer{Timeout: 5 * time.Second}).DialContext(context.Background(), "tcp", l.target)
		if err == nil {
			p.far = far
		}
		refused = err != nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if refused || l.cut || l.closed {
		p.reset()
		return nil, false
	}
	l.pairs[p] = true
	return p, true
}

func (l *Line) carry(p *pair) {
	var both sync.WaitGroup
	both.Go(func() { l.pour(p.far, p.near, &l.up); p.reset() })
	both.Go(func() { l.pour(p.near, p.far, &l.down); p.reset() })
	both.Wait()
	l.mu.Lock()
	delete(l.pairs, p)
	l.mu.Unlock()
}

func (l *Line) pour(to io.Writer, from io.Reader, g *gate) {
	piece := make([]byte, 4096)
	for {
		n, err := from.Read(piece)
		if n > 0 {
			l.mu.Lock()
			open, pace := g.open, l.pace
			l.mu.Unlock()
			<-open
			if pace > 0 {
				<-time.After(pace)
			}
			if _, err := to.Write(piece[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}
