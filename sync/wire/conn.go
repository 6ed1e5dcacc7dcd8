package wire

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

const (
	// writeWait is how long one frame may take to leave.
	writeWait = 30 * time.Second
	// closeWait is how long the other end is given to answer a close.
	closeWait = 2 * time.Second
	// silenceMax is how long nothing may come, not even a ping, before a line is
	// held to be dead: the desk pings every 40 seconds.
	silenceMax = 2 * time.Minute
	// strangerBytes bounds a frame of somebody who has not proved who he is.
	strangerBytes = 64 << 10
	// reasonBytesMax is what a close frame holds beside its code.
	reasonBytesMax = 120
)

// ClosedError says that the other end closed the line, and why. A line that
// broke gives another error.
type ClosedError struct {
	Code CloseCode // CloseUnspecified when it is none of ours
	Text string
}

// Error names the code and the reason.
func (e *ClosedError) Error() string { return fmt.Sprintf("closed with code %d: %s", e.Code, e.Text) }

// Conn is a websocket that carries frames. One goroutine may Read while another
// one writes; Ping and Close may be called from anywhere.
type Conn struct {
	ws    *websocket.Conn
	limit atomic.Int64 // of a frame that is read
	pong  atomic.Pointer[func()]
	ended atomic.Bool // Close was called

	in      receiver // of the reading goroutine
	mu      sync.Mutex
	out     sender
	failed  error // of a write: the stream is torn
	read    atomic.Int64
	written atomic.Int64
}

func newConn(ws *websocket.Conn) *Conn {
	c := &Conn{ws: ws}
	c.Trust(false)
	// The reader may wait already when the other end proves who it is, so the
	// narrower limit of a stranger is not this one.
	ws.SetReadLimit(MaxFrameBytes + 1)
	ws.SetPingHandler(func(data string) error {
		c.rest()
		err := ws.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(writeWait))
		if err != nil && !errors.Is(err, websocket.ErrCloseSent) {
			return err
		}
		return c.awake()
	})
	ws.SetPongHandler(func(string) error {
		if f := c.pong.Load(); f != nil {
			(*f)()
		}
		return c.awake()
	})
	return c
}

// Trust says whether the other end has proved who it is. A stranger's frames
// may be 64 KiB long, and MaxFrameBytes afterwards. A new Conn is a stranger's.
// It may be called while another goroutine reads.
func (c *Conn) Trust(known bool) {
	limit := int64(strangerBytes)
	if known {
		limit = MaxFrameBytes
	}
	c.limit.Store(limit)
}

// OnPong sets what is done for each answer to a Ping, in the reading goroutine.
func (c *Conn) OnPong(f func()) { c.pong.Store(&f) }

// Counts gives how many bytes of frames, as they travel, were read and written.
func (c *Conn) Counts() (read, written int64) { return c.read.Load(), c.written.Load() }

// awake gives the line its full time again.
func (c *Conn) awake() error {
	if c.ended.Load() {
		return nil // Close has set the time
	}
	return c.ws.SetReadDeadline(time.Now().Add(silenceMax))
}

// rest lets go what a direction remembers that was silent for long, so that an
// idle desk costs the hub little.
func (c *Conn) rest() {
	now := time.Now().UnixMilli()
	if c.in.used && now-c.in.at > forgetMs {
		c.in.forget()
	}
	if c.mu.TryLock() {
		if c.out.used && now-c.out.at > freshMs {
			c.out.forget()
		}
		c.mu.Unlock()
	}
}

// Read gives the next frame. After an *UnknownFrame reading goes on, after what
// wraps ErrMalformed it is for the caller to close; every other error is the
// line's end: *ClosedError when the other end said why. Where ctx ends, so does
// the line.
func (c *Conn) Read(ctx context.Context) (Frame, error) {
	if ctx.Done() != nil {
		defer context.AfterFunc(ctx, func() { _ = c.ws.NetConn().Close() })()
	}
	kind, message, err := c.message()
	for err == nil && c.ended.Load() {
		// What is on its way when this end closes is read until the other has
		// closed too: else the reason would be lost with the line.
		kind, message, err = c.message()
	}
	if err != nil {
		_ = c.ws.NetConn().Close()
		return nil, c.readError(ctx, err)
	}
	c.read.Add(int64(len(message)))
	if kind != websocket.BinaryMessage {
		return nil, fmt.Errorf("%w: a text message", ErrMalformed)
	}
	return c.in.frame(message, int(c.limit.Load()), time.Now().UnixMilli())
}

// message reads the next message within the limit that holds when it comes. A
// packed frame is never longer than the plain one, so that a head and a frame
// are the most.
func (c *Conn) message() (kind int, message []byte, err error) {
	if err := c.awake(); err != nil {
		return 0, nil, err
	}
	kind, r, err := c.ws.NextReader()
	if err != nil {
		return kind, nil, err
	}
	most := c.limit.Load() + 1
	message, err = io.ReadAll(io.LimitReader(r, most+1))
	if err == nil && int64(len(message)) > most {
		_ = c.Close(CloseLimit, fmt.Sprintf("a message is longer than %d bytes", most))
		err = websocket.ErrReadLimit
	}
	return kind, message, err
}

func (c *Conn) readError(ctx context.Context, err error) error {
	var closed *websocket.CloseError
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("read frame: %w", ctx.Err())
	case errors.Is(err, websocket.ErrReadLimit):
		return &ClosedError{CloseLimit, "a frame above the limit came"}
	case !errors.As(err, &closed):
		return fmt.Errorf("read frame: %w", err)
	case closed.Code == websocket.CloseMessageTooBig:
		return &ClosedError{CloseLimit, closed.Text}
	case closed.Code >= 4000 && closed.Code < 5000:
		return &ClosedError{CloseCode(closed.Code), closed.Text}
	case closed.Code == websocket.CloseGoingAway, closed.Code == websocket.CloseServiceRestart:
		return &ClosedError{CloseAgain, closed.Text}
	case closed.Code == websocket.CloseTryAgainLater:
		return &ClosedError{CloseBusy, closed.Text}
	}
	return &ClosedError{CloseUnspecified, closed.Text}
}

// Write sends a frame. After an error the line is of no use any more.
func (c *Conn) Write(ctx context.Context, f Frame) error {
	return c.WriteThen(ctx, f, func() {})
}

// WriteThen is Write that calls packed between what takes the processor and what
// waits for the other end: the frame is packed and not written yet.
func (c *Conn) WriteThen(ctx context.Context, f Frame, packed func()) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.failed != nil {
		return c.failed
	}
	message, err := c.out.message(f, time.Now().UnixMilli())
	packed()
	if err == nil {
		err = c.write(ctx, message)
	}
	if err != nil {
		c.failed = fmt.Errorf("write frame: %w", err)
	}
	return c.failed
}

func (c *Conn) write(ctx context.Context, message []byte) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if ctx.Done() != nil {
		defer context.AfterFunc(ctx, func() { _ = c.ws.NetConn().Close() })()
	}
	err := c.ws.SetWriteDeadline(time.Now().Add(writeWait))
	if err == nil {
		err = c.ws.WriteMessage(websocket.BinaryMessage, message)
	}
	if err != nil {
		return errors.Join(ctx.Err(), err)
	}
	c.written.Add(int64(len(message)))
	return nil
}

// Ping asks for a sign of life; OnPong's function is called when it comes.
func (c *Conn) Ping() error {
	if err := c.ws.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeWait)); err != nil {
		return fmt.Errorf("ping: %w", err)
	}
	return nil
}

// Close says why the line ends, after what was written. The line is gone when
// the other end has answered, which a goroutine in Read sees, and at latest
// after two seconds. It may be called twice; the first reason stands.
func (c *Conn) Close(code CloseCode, why string) error {
	if c.ended.Swap(true) {
		return nil
	}
	number := int(code)
	if code == CloseUnspecified {
		number = websocket.CloseNormalClosure
	}
	until := time.Now().Add(closeWait)
	err := c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(number, cut(why, reasonBytesMax)), until)
	_ = c.ws.SetReadDeadline(until)
	time.AfterFunc(closeWait, func() { _ = c.ws.NetConn().Close() })
	if err != nil && !errors.Is(err, websocket.ErrCloseSent) {
		_ = c.ws.NetConn().Close()
		return fmt.Errorf("close: %w", err)
	}
	return nil
}

// cut shortens a text to so many bytes without cutting a letter.
func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && s[most]&0xc0 == 0x80 {
		most--
	}
	return s[:most]
}
