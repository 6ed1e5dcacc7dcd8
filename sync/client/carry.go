package client

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/prylavok/prylavok/sync/wire"
)

// line is one websocket with its two goroutines. What is to be written waits in
// a list that is never long: the hub's credit and the push window bound it.
type line struct {
	s      *Session
	conn   *wire.Conn
	number uint32
	cancel context.CancelFunc

	mu    sync.Mutex
	items []item
	bell  chan struct{} // holds one token when items has something
}

// item is one thing to write.
type item struct {
	frame wire.Frame
	ping  bool
	end   bool // close with code and text
	code  wire.CloseCode
	text  string
}

func (s *Session) newLine(conn *wire.Conn, number uint32) *line {
	ctx, cancel := context.WithCancel(context.WithoutCancel(s.ctx))
	l := &line{s: s, conn: conn, number: number, cancel: cancel, bell: make(chan struct{}, 1)}
	conn.OnPong(func() { s.post(input{event: Pong{number, time.Now().UnixMilli()}}) })
	s.work.Go(func() { l.read(ctx) })
	s.work.Go(func() { l.write(ctx) })
	return l
}

// queue has something written after what waits. A line that is gone, or another
// one than is meant, takes nothing.
func (l *line) queue(number uint32, i item) {
	if l == nil || l.number != number {
		return
	}
	l.mu.Lock()
	l.items = append(l.items, i)
	l.mu.Unlock()
	select {
	case l.bell <- struct{}{}:
	default:
	}
}

func (l *line) next() (list []item) {
	l.mu.Lock()
	defer l.mu.Unlock()
	list, l.items = l.items, nil
	return list
}

// write writes until the line is to be closed or breaks.
func (l *line) write(ctx context.Context) {
	for {
		select {
		case <-l.bell:
		case <-ctx.Done():
			return
		}
		for _, i := range l.next() {
			var err error
			switch {
			case i.end:
				// The reader hears the other end's answer, and ends the line.
				_ = l.conn.Close(i.code, i.text)
				return
			case i.ping:
				err = l.conn.Ping()
			default:
				err = l.conn.Write(ctx, i.frame)
			}
			if err != nil {
				// The reader finds the line broken too and says so.
				_ = l.conn.Close(wire.CloseUnspecified, "")
				return
			}
		}
	}
}

// read reads until the line ends, and says why it did.
func (l *line) read(ctx context.Context) {
	defer l.cancel()
	for {
		f, err := l.conn.Read(ctx)
		var unknown *wire.UnknownFrame
		switch {
		case err == nil:
			l.s.post(input{event: Received{l.number, f, time.Now().UnixMilli()}})
		case errors.As(err, &unknown) && unknown.Skippable():
		default:
			l.s.post(input{event: l.ended(err)})
			return
		}
	}
}

func (l *line) ended(err error) Closed {
	var closed *wire.ClosedError
	var unknown *wire.UnknownFrame
	switch {
	case errors.As(err, &closed):
		return Closed{Line: l.number, Code: closed.Code, Text: closed.Text}
	case errors.As(err, &unknown), errors.Is(err, wire.ErrMalformed):
		l.s.o.Log.Warn("the hub sent what this program does not understand", slog.Any("error", err))
		_ = l.conn.Close(wire.CloseMalformed, err.Error())
	}
	return Closed{Line: l.number, Text: err.Error()}
}

// OnceError says that SyncOnce gave up.
type OnceError struct{ Status Status }

// Error names the reason.
func (e *OnceError) Error() string {
	return "not everything was exchanged: " + string(e.Status.Why) + ": " + e.Status.Text
}

// attemptsOnce is how often SyncOnce tries to connect.
const attemptsOnce = 3

// SyncOnce runs a session until all that was here and at the hub when it
// connected is exchanged, and gives how it stood then. An *OnceError says why it
// gave up: the hub does not want this desk, or three attempts did not come through.
func SyncOnce(ctx context.Context, o Options) (Status, error) {
	type result struct {
		status Status
		good   bool
	}
	results := make(chan result, 1)
	told := o.OnStatus
	o.OnStatus = func(st Status) {
		if told != nil {
			told(st)
		}
		r := result{st, st.Drained}
		if !r.good && st.Phase != PhaseStopped && (st.Phase != PhaseOffline || st.Attempts < attemptsOnce) {
			return
		}
		select {
		case results <- r:
		default:
		}
	}
	s := NewSession(o)
	s.Start()
	defer s.Stop()
	select {
	case r := <-results:
		if !r.good {
			return r.status, &OnceError{r.status}
		}
		return r.status, nil
	case <-ctx.Done():
		return s.Status(), ctx.Err()
	}
}
