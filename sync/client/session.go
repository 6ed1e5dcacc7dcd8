package client

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/prylavok/prylavok/sync/wire"
)

// endWait is how long a line may take to end.
const endWait = 3 * time.Second

// Options are what a Session works with.
type Options struct {
	Store Store
	Hub   wire.Line
	// Enrol is set to join the hub with an invite, for a replica that has not
	// been enrolled.
	Enrol    *Invitation
	Software string // name and version of the program, for the hub's log
	Seed     uint64 // spreads attempts; any number that differs between desks
	Log      *slog.Logger
	// OnStatus is called after each change of anything but HeardAt, one call
	// after another. It must not wait for the session.
	OnStatus func(Status)
}

// Session runs Step on a real websocket, a real Store and real timers. It may
// be started once.
type Session struct {
	o      Options
	ctx    context.Context
	cancel context.CancelFunc
	inputs chan input
	work   sync.WaitGroup // of goroutines that the loop began
	ended  chan struct{}

	mu      sync.Mutex
	started bool
	status  Status
	ticket  uint64
	answers map[uint64]chan Answered

	// Of the loop alone.
	state  State
	line   *line
	number uint32 // of the line that Dial asked for last
	undial context.CancelFunc
	timers [TimersEnd]*time.Timer
}

// input is what the loop takes: an event, or a line that was dialed.
type input struct {
	event Event
	conn  *wire.Conn // with Connected
}

// NewSession makes a session that is not started.
func NewSession(o Options) *Session {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	ctx, cancel := context.WithCancel(context.Background())
	s := &Session{o: o, ctx: ctx, cancel: cancel, inputs: make(chan input), ended: make(chan struct{}), answers: map[uint64]chan Answered{},
		state: New(Config{Software: o.Software, Seed: o.Seed})}
	s.status = s.state.Status()
	return s
}

// Start begins the work in the background.
func (s *Session) Start() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.started {
		return
	}
	s.started = true
	go s.run()
}

// Stop ends the work and returns when everything has ended, the transaction
// that was under way too. It may be called twice, and before Start.
func (s *Session) Stop() {
	s.mu.Lock()
	started := s.started
	s.started = true // it does not begin any more
	s.mu.Unlock()
	s.cancel()
	if started {
		<-s.ended
	}
}

// Changed says that the outbox may hold a new batch. It does not wait.
func (s *Session) Changed() { s.postLater(LocalCommit{}) }

// Hurry makes the next attempt to connect at once. It does not wait.
func (s *Session) Hurry() { s.postLater(Start{}) }

// Status gives how the session stands.
func (s *Session) Status() Status {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.status
}

// AnswerError says why a question was not answered.
type AnswerError struct{ Why Why }

// Error names the reason's code.
func (e *AnswerError) Error() string { return "the hub was not asked: " + string(e.Why) }

// Check compares the digests of the desk and the hub at one place of the feed.
// An *AnswerError says why it was not done.
func (s *Session) Check(ctx context.Context) (same bool, err error) {
	a, err := s.ask(ctx, func(ticket uint64) Event { return Check{ticket} })
	return a.Same, err
}

// Ask asks the hub an AskPeers, AskInvite or Revoke and gives its answer: Peers
// or Invited. An *AnswerError says why it was not asked.
func (s *Session) Ask(ctx context.Context, f wire.Frame) (wire.Frame, error) {
	a, err := s.ask(ctx, func(ticket uint64) Event { return Request{ticket, f} })
	return a.Frame, err
}

func (s *Session) ask(ctx context.Context, event func(ticket uint64) Event) (Answered, error) {
	answer := make(chan Answered, 1)
	s.mu.Lock()
	s.ticket++
	ticket, started := s.ticket, s.started
	s.answers[ticket] = answer
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.answers, ticket)
	}()
	if !started {
		return Answered{}, &AnswerError{WhyOffline}
	}
	s.post(input{event: event(ticket)})
	select {
	case a := <-answer:
		if a.Why != WhyNone {
			return a, &AnswerError{a.Why}
		}
		return a, nil
	case <-ctx.Done():
		return Answered{}, ctx.Err()
	case <-s.ctx.Done():
		return Answered{}, &AnswerError{WhyOffline}
	}
}

// post gives the loop an input; where the loop has ended it reports false.
func (s *Session) post(in input) bool {
	select {
	case s.inputs <- in:
		return true
	case <-s.ctx.Done():
		return false
	}
}

// postLater gives the loop an event without waiting for it.
func (s *Session) postLater(e Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.started || s.ctx.Err() != nil {
		return
	}
	go s.post(input{event: e})
}

func (s *Session) run() {
	defer close(s.ended)
	s.step(Start{Enrol: s.o.Enrol})
	for s.ctx.Err() == nil {
		select {
		case in := <-s.inputs:
			s.take(in)
		case <-s.ctx.Done():
		}
	}
	s.step(Stop{})
	s.work.Wait()
}

func (s *Session) take(in input) {
	if c, ok := in.event.(Connected); ok {
		if c.Line != s.number {
			_ = in.conn.Close(wire.CloseAgain, "not needed any more")
			return
		}
		s.undial()
		s.line = s.newLine(in.conn, c.Line)
	}
	s.step(in.event)
}

func (s *Session) step(e Event) {
	before := s.state.Status()
	next, effects := Step(s.state, e)
	s.state = next
	for _, f := range effects {
		s.effect(f)
	}
	s.tell(before)
}

// tell says how the session stands now, where that changed.
func (s *Session) tell(before Status) {
	now := s.state.Status()
	s.mu.Lock()
	s.status = now
	s.mu.Unlock()
	if same(before, now) {
		return
	}
	if before.Phase != now.Phase || before.Why != now.Why {
		s.o.Log.Info("sync", slog.String("phase", string(now.Phase)), slog.String("why", string(now.Why)), slog.String("text", now.Text))
	}
	if s.o.OnStatus != nil {
		s.o.OnStatus(now)
	}
}

// same compares all but the last sign of life.
func same(a, b Status) bool {
	if (a.Load == nil) != (b.Load == nil) || a.Load != nil && (a.Load.Tier != b.Load.Tier || a.Load.Done != b.Load.Done || a.Load.Number != b.Load.Number) {
		return false
	}
	a.Load, b.Load, a.HeardAt, b.HeardAt = nil, nil, 0, 0
	return a == b
}

func (s *Session) effect(f Effect) {
	switch f := f.(type) {
	case Dial:
		s.dial(f.Line)
	case Send:
		s.line.queue(f.Line, item{frame: f.Frame})
	case Ping:
		s.line.queue(f.Line, item{ping: true})
	case Close:
		s.undial()
		if s.line != nil {
			s.line.queue(f.Line, item{code: f.Code, text: f.Text, end: true})
			// A line that does not take what waits is cut.
			time.AfterFunc(endWait, s.line.cancel)
			s.line = nil
		}
	case Arm:
		s.disarm(f.Timer)
		s.timers[f.Timer] = time.AfterFunc(time.Duration(f.Ms)*time.Millisecond, func() { s.post(input{event: Fired{f.Timer, f.Turn}}) })
	case Disarm:
		s.disarm(f.Timer)
	case Answered:
		s.mu.Lock()
		answer := s.answers[f.Ticket]
		s.mu.Unlock()
		if answer != nil {
			answer <- f
		}
	default:
		s.work.Go(func() {
			e, err := Do(s.ctx, s.o.Store, f)
			if err != nil && s.ctx.Err() == nil {
				s.o.Log.Error("sync could not keep something", slog.String("what", fmt.Sprintf("%T", f)), slog.Any("error", err))
			}
			s.post(input{event: e})
		})
	}
}

func (s *Session) disarm(t Timer) {
	if s.timers[t] != nil {
		s.timers[t].Stop()
	}
}

// dial opens a line in the background.
func (s *Session) dial(number uint32) {
	ctx, cancel := context.WithCancel(s.ctx)
	s.number, s.undial, s.line = number, cancel, nil
	s.work.Go(func() {
		conn, err := wire.Dial(ctx, s.o.Hub)
		if err != nil {
			s.post(input{event: Closed{Line: number, Why: whyNot(err), Text: err.Error()}})
			return
		}
		if !s.post(input{event: Connected{number}, conn: conn}) {
			_ = conn.Close(wire.CloseAgain, "the desk stops")
		}
	})
}

// whyNot says why a line was not opened, where that is not the network.
func whyNot(err error) Why {
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.Is(err, wire.ErrClear):
		return WhyClear
	case errors.As(err, &certificate):
		return WhyCertified
	}
	return WhyNone
}
