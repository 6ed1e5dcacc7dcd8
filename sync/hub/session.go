package hub

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/wire"
)

// session runs one connection's Step. One goroutine reads frames and does what
// follows from them; what comes from elsewhere, a doorbell or the committer's
// answer, is done by a goroutine that lives as long as there is something to do.
// Only one of them works at a time, so an idle desk costs one goroutine.
type session struct {
	server *Server
	line   *wire.Conn
	ctx    context.Context
	cancel context.CancelFunc
	limit  *time.Timer // rings when due comes

	// who is set once, by whoever works, before the room is entered.
	named  atomic.Pointer[Who]
	behind atomic.Int64
	noted  int64 // when it was last noted as heard; the rooms' lock guards it

	mu      sync.Mutex
	inbox   []Event
	bell    int64 // the newest head that was rung
	working bool
	idle    sync.Cond // signalled when the inbox is empty and nobody works

	// Of whoever works.
	due   time.Time // until then a stranger proves who he is, or a revoked device hands over; zero = no limit
	conn  Conn
	turns bool // it is this session's turn to do heavy work
}

// ending is the server's own event: the hub stops.
type ending struct{}

func (ending) event() {}

// overdue is the server's own event, too: look whether the time is up. What was
// done while it waited for its turn was done in time.
type overdue struct{}

func (overdue) event() {}

// asideTime is how long a revoked device has to hand over what it had not sent.
const asideTime = 15 * time.Minute

// run serves the connection to its end.
func (x *session) run() {
	s := x.server
	x.idle.L = &x.mu
	x.ctx, x.cancel = context.WithCancel(s.ctx) // of what is done here; reading goes on until the line is closed
	x.due = time.Now().Add(s.config.Handshake)
	x.limit = time.AfterFunc(s.config.Handshake, func() { x.post(overdue{}) })
	defer func() {
		x.limit.Stop()
		x.cancel()
		x.settle()
		_ = x.line.Close(wire.CloseAgain, "") // when it is not closed already
		s.rooms.leave(x, s.engine.Now())
		s.open.Add(-1)
		s.sessions.Done()
	}()
	for {
		f, err := x.line.Read(s.ctx)
		var unknown *wire.UnknownFrame
		switch {
		case err == nil:
			x.take(Received{f})
		case errors.As(err, &unknown) && unknown.Skippable():
		case errors.As(err, &unknown), errors.Is(err, wire.ErrMalformed):
			x.take(Denied{wire.CloseMalformed, err.Error()})
		default:
			x.left(err)
			return
		}
	}
}

// left notes that the desk closed the line, or that it broke.
func (x *session) left(err error) {
	who := x.named.Load()
	if who == nil || x.ctx.Err() != nil { // a stranger, or closed from here
		x.server.log.Debug("line ended", slog.Any("error", err))
		return
	}
	x.server.log.Info("desk left", slog.String("shop", idText(who.Shop)), slog.String("device", idText(who.Device)), slog.Any("error", err))
}

// post hands an event over and never waits.
func (x *session) post(e Event) {
	x.mu.Lock()
	x.inbox = append(x.inbox, e)
	x.start()
	x.mu.Unlock()
}

// ring is post for the rooms: heads that were not looked at yet become one.
func (x *session) ring(e Event) {
	h, ok := e.(HeadMoved)
	if !ok {
		x.post(e)
		return
	}
	x.mu.Lock()
	x.bell = max(x.bell, h.Head)
	x.start()
	x.mu.Unlock()
}

// start begins to work where nobody does. The lock is held.
func (x *session) start() {
	if !x.working {
		x.working = true
		go x.work()
	}
}

// take does an event and all that waits, in this goroutine: as long as the desk's
// frame is not done, no other is read.
func (x *session) take(e Event) {
	x.mu.Lock()
	for x.working {
		x.idle.Wait()
	}
	x.inbox = append(x.inbox, e)
	x.working = true
	x.mu.Unlock()
	x.work()
}

// settle waits until nobody works any more.
func (x *session) settle() {
	x.mu.Lock()
	for x.working {
		x.idle.Wait()
	}
	x.mu.Unlock()
}

// work steps through the inbox until it is empty.
func (x *session) work() {
	for {
		e, ok := x.next()
		if !ok {
			return
		}
		x.step(e)
	}
}

func (x *session) next() (Event, bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if len(x.inbox) > 0 {
		e := x.inbox[0]
		if x.inbox = x.inbox[1:]; len(x.inbox) == 0 {
			x.inbox = nil // the array may have grown, and idle desks are many
		}
		return e, true
	}
	if x.bell > 0 {
		head := x.bell
		x.bell = 0
		return HeadMoved{head}, true
	}
	x.working = false
	x.idle.Broadcast()
	return nil, false
}

// step does an event and the effects that follow, with the events that follow from those.
func (x *session) step(e Event) {
	defer func() {
		if r := recover(); r != nil {
			x.server.log.Error("session broke", slog.String("panic", fmt.Sprint(r)), slog.String("stack", string(debug.Stack())))
			x.end(wire.CloseInternal, "the hub failed")
		}
	}()
	switch e.(type) {
	case ending:
		x.end(wire.CloseAgain, "the hub stops")
		return
	case overdue:
		if !x.due.IsZero() && !time.Now().Before(x.due) {
			x.end(wire.CloseBusy, "too slow")
		}
		return
	}
	defer x.endTurn()
	events := []Event{e}
	for len(events) > 0 && x.ctx.Err() == nil {
		var effects []Effect
		x.conn, effects = Step(x.conn, events[0])
		events = events[1:]
		for _, f := range effects {
			if follows := x.do(f); follows != nil {
				events = append(events, follows)
			}
		}
		x.behind.Store(x.conn.Behind())
	}
}

// do does one effect; nil when no event follows at once.
func (x *session) do(f Effect) Event {
	s := x.server
	switch f := f.(type) {
	case Send:
		if err := x.line.WriteThen(x.ctx, f.Frame, x.endTurn); err != nil {
			s.log.Debug("line ended", slog.Any("error", err))
			x.cancel()
			_ = x.line.Close(wire.CloseAgain, "") // so that reading ends
		}
		return nil
	case Close:
		x.end(f.Code, f.Why)
		return nil
	case Accept:
		select {
		case s.jobs <- job{x, f.Submission}:
		case <-x.ctx.Done():
		}
		return nil
	}
	switch f.(type) {
	case ReadPage, ReadDigest:
		// The turn lasts until the answer is packed.
		if x.turns = x.turns || s.turn(x.ctx); !x.turns {
			return Denied{wire.CloseAgain, "the hub stops"}
		}
	}
	return x.heed(s.do(x.ctx, f))
}

// endTurn lets others do heavy work.
func (x *session) endTurn() {
	if x.turns {
		x.turns = false
		x.server.endTurn()
	}
}

// heed enters the shop's room when the desk has proved who it is.
func (x *session) heed(e Event) Event {
	var who Who
	var due time.Time
	switch e := e.(type) {
	case Begun:
		who = Who{Shop: e.Device.Shop, Device: e.Device.ID}
		if e.Device.Revoked {
			due = time.Now().Add(asideTime)
		}
	case Enlisted:
		who = Who{Shop: e.Device.Shop, Device: e.Device.ID}
	default:
		return e
	}
	x.line.Trust(true)
	x.limit.Stop()
	if x.due = due; !due.IsZero() {
		x.limit.Reset(asideTime)
	}
	x.named.Store(&who)
	x.ring(HeadMoved{x.server.rooms.enter(x, who.Shop)})
	x.server.log.Info("desk connected", slog.String("shop", idText(who.Shop)), slog.String("device", idText(who.Device)))
	return e
}

// end closes the line; nothing is done after it.
func (x *session) end(code wire.CloseCode, why string) {
	x.server.metrics.closed(code)
	if who := x.named.Load(); who != nil {
		x.server.log.Info("desk left", slog.String("shop", idText(who.Shop)), slog.String("device", idText(who.Device)), slog.Int("code", int(code)), slog.String("why", why))
	} else {
		x.server.log.Info("connection refused", slog.Int("code", int(code)), slog.String("why", why))
	}
	_ = x.line.Close(code, why) // the other end may be gone
	x.cancel()
}

// device is who is at the other end; zero while that is not known.
func (x *session) device() change.ID {
	if who := x.named.Load(); who != nil {
		return who.Device
	}
	return change.ID{}
}
