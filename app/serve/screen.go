package serve

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"github.com/prylavok/prylavok/app/bind"
)

// Close codes; a screen comes back by itself after those below 3500.
const (
	closeGoing     = websocket.CloseGoingAway // the desk is closing
	closeTooSlow   = 3008                     // the screen did not take what it was sent
	closeNotAFrame = 3501                     // what the screen sent is no request
)

// request is one frame from a screen. The id is given back as it came.
type request struct {
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
}

// screen is one open websocket. One goroutine reads, one writes, and one works
// for each lane that has requests.
type screen struct {
	server  *Server
	session *bind.Session
	log     *slog.Logger

	out     chan []byte
	running chan struct{} // holds one token for each request in work or waiting

	mu    sync.Mutex
	lanes map[string][]request // a key is there while its worker runs
	work  sync.WaitGroup

	once   sync.Once
	ended  chan struct{} // closed by end
	code   int
	reason string
}

func newScreen(s *Server, name string) *screen {
	l := s.config.Limits
	return &screen{server: s, session: s.config.Desk.NewSession(name), log: s.log.With(slog.String("screen", name)),
		out: make(chan []byte, l.Queue), running: make(chan struct{}, l.Running), lanes: map[string][]request{}, ended: make(chan struct{})}
}

// end closes the websocket with a code and a reason in words; the first one stands.
func (c *screen) end(code int, reason string) {
	c.once.Do(func() {
		c.code, c.reason = code, reason
		close(c.ended)
	})
}

// run serves the websocket until it is closed by either side, and until the
// calls that it began have ended.
func (c *screen) run(conn *websocket.Conn) {
	ctx, cancel := context.WithCancel(c.server.ctx)
	unsubscribe := c.session.Subscribe(c.push)
	written := make(chan struct{})
	go func() {
		defer close(written)
		c.write(conn)
	}()
	c.read(ctx, conn)
	c.end(websocket.CloseNormalClosure, "")
	unsubscribe()
	cancel()
	<-written
	c.work.Wait()
}

// push queues a frame, or drops the screen when its queue is full: whoever does
// not read is not waited for, and reads everything anew when it comes back.
func (c *screen) push(frame []byte) {
	select {
	case <-c.ended:
		return
	default:
	}
	select {
	case c.out <- frame:
	default:
		c.log.Warn("screen dropped: it does not read", slog.Int("queue", cap(c.out)))
		c.end(closeTooSlow, "the screen did not take what it was sent")
	}
}

// write sends frames and signs of life. When it returns the connection is
// closed, which ends the reader too.
func (c *screen) write(conn *websocket.Conn) {
	limits := c.server.config.Limits
	defer conn.Close() //nolint:errcheck // nothing is left to be told
	ping := time.NewTicker(limits.Ping)
	defer ping.Stop()
	for {
		var err error
		select {
		case frame := <-c.out:
			err = errors.Join(conn.SetWriteDeadline(time.Now().Add(limits.Write)), conn.WriteMessage(websocket.TextMessage, frame))
		case <-ping.C:
			err = conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(limits.Write))
		case <-c.ended:
			// The other side may be gone already; then nobody misses the code.
			_ = conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(c.code, c.reason), time.Now().Add(time.Second))
			return
		}
		if err != nil {
			c.end(websocket.CloseAbnormalClosure, "")
			return
		}
	}
}

// read takes requests one after another and puts each into its lane.
func (c *screen) read(ctx context.Context, conn *websocket.Conn) {
	limits := c.server.config.Limits
	conn.SetReadLimit(limits.FrameBytes)
	alive := func(string) error { return conn.SetReadDeadline(time.Now().Add(3 * limits.Ping)) }
	conn.SetPongHandler(alive)
	for {
		if err := alive(""); err != nil {
			return
		}
		kind, text, err := conn.ReadMessage()
		if err != nil {
			return
		}
		var q request
		if kind != websocket.TextMessage || json.Unmarshal(text, &q) != nil || q.Method == "" {
			c.end(closeNotAFrame, `a request is {"id":…,"method":"…","params":{…}}`)
			return
		}
		select {
		case c.running <- struct{}{}:
		case <-c.ended:
			return
		}
		c.enqueue(ctx, q)
	}
}

// enqueue gives a request to the lane of its subject: "counter" for
// "counter.scan". Requests of one subject run one after another in the order in
// which they came, so that no scan overtakes the one before it; subjects do not
// wait for each other, so that no sale waits for a report.
func (c *screen) enqueue(ctx context.Context, q request) {
	subject, _, _ := strings.Cut(q.Method, ".")
	c.mu.Lock()
	defer c.mu.Unlock()
	waiting, busy := c.lanes[subject]
	c.lanes[subject] = append(waiting, q)
	if !busy {
		c.work.Go(func() { c.workLane(ctx, subject) })
	}
}

func (c *screen) workLane(ctx context.Context, subject string) {
	for {
		c.mu.Lock()
		waiting := c.lanes[subject]
		if len(waiting) == 0 {
			delete(c.lanes, subject)
			c.mu.Unlock()
			return
		}
		q := waiting[0]
		c.lanes[subject] = waiting[1:]
		c.mu.Unlock()
		// What a screen asked before it went away is still done: a sale that was
		// sent is a sale.
		c.push(answer(q.ID, c.session.Call(ctx, q.Method, q.Params)))
		<-c.running
	}
}

// answer puts the request's id into the envelope {"result":…} or {"error":…}.
func answer(id json.RawMessage, envelope []byte) []byte {
	if len(id) == 0 {
		id = json.RawMessage("null")
	}
	frame := make([]byte, 0, len(id)+len(envelope)+len(`{"id":,"result":null}`))
	frame = append(append(frame, `{"id":`...), id...)
	if string(envelope) == "{}" {
		return append(frame, `,"result":null}`...)
	}
	return append(append(frame, ','), envelope[1:]...)
}
