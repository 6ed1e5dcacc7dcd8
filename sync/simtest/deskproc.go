package simtest

import (
	"context"
	"errors"
	"fmt"

	"github.com/prylavok/prylavok/sync/client"
	"github.com/prylavok/prylavok/sync/wire"
)

// Till is one computer with a replica on it. Usually one session works on it,
// sometimes two.
type Till struct {
	w        *World
	name     string
	desk     Desk
	skew     int64 // of its clock, milliseconds; years sometimes
	sessions []*session
	full     bool // its disk takes nothing
	slow     int64
	gone     bool // thrown away, with all that was on it
	code     string
	joined   bool // has a place at the hub
	revoked  bool
	purged   bool
	rolled   bool  // was set back to an older image
	renamed  bool  // was a copy, and has a name of its own now
	demoted  bool  // lost rights at some time
	ahead    int64 // head of the newest page: records may be further than the cursor until it is there
}

// session is one run of the real client.Step on a till.
type session struct {
	t      *Till
	name   string
	run    int // counts its starts, so that what belongs to an older run is not heard
	alive  bool
	state  client.State
	inbox  []client.Event
	moving bool // a turn is due
	busy   bool // an effect on the store is under way
	line   *line
	number uint32
	timers [client.TimersEnd]uint32
	armed  [client.TimersEnd]bool
}

// deskEnd is the session's end of a line.
type deskEnd struct {
	s      *session
	run    int
	number uint32
}

func (e deskEnd) live() bool { return e.s.alive && e.s.run == e.run }

func (e deskEnd) hear(data []byte) {
	if !e.live() {
		return
	}
	f, err := wire.Decode(data)
	if err != nil {
		e.s.t.w.violate("desk %s cannot read a frame of the hub: %v", e.s.name, err)
		return
	}
	e.s.happen(client.Received{Line: e.number, Frame: f, At: e.s.t.clock()})
}

func (e deskEnd) ping() {
	if e.live() && e.s.line != nil {
		e.s.line.pong(atDesk)
	}
}

func (e deskEnd) pong() {
	if e.live() {
		e.s.happen(client.Pong{Line: e.number, At: e.s.t.clock()})
	}
}

func (e deskEnd) gone(code wire.CloseCode, why string) {
	if e.live() {
		e.s.happen(client.Closed{Line: e.number, Code: code, Text: why})
	}
}

func (t *Till) clock() int64 { return t.w.now + t.skew }

// start runs the program; code is set to join.
func (s *session) start() {
	if s.alive || s.t.gone {
		return
	}
	s.run++
	s.alive, s.inbox, s.busy, s.line = true, nil, false, nil
	s.armed = [client.TimersEnd]bool{}
	s.state = client.New(client.Config{Software: "simtest", Seed: s.t.w.rng.Uint64()})
	s.t.w.note("desk %s starts", s.name)
	s.happen(s.begin())
}

// begin is the event that sets the session going, with the invite as long as
// the desk has not joined.
func (s *session) begin() client.Event {
	if !s.t.joined {
		return client.Start{Enrol: &client.Invitation{Code: s.t.code, Name: s.t.name}}
	}
	return client.Start{}
}

// kill ends the program between two steps, as a power cut does.
func (s *session) kill(why string) {
	if !s.alive {
		return
	}
	s.t.w.note("desk %s dies: %s", s.name, why)
	s.alive = false
	if s.line != nil && !s.line.down {
		s.line.close(atDesk, wire.CloseUnspecified, "the other end died")
	}
	s.line = nil
	if err := s.t.desk.Crash(context.Background()); err != nil {
		s.t.w.violate("desk %s does not open again: %v", s.name, err)
	}
}

// happen puts an event at the end of the session's inbox.
func (s *session) happen(e client.Event) {
	s.inbox = append(s.inbox, e)
	s.wake()
}

func (s *session) wake() {
	if s.moving {
		return
	}
	s.moving = true
	run := s.run
	s.t.w.after(between(s.t.w.rng, 0, 2), func() {
		s.moving = false
		if s.alive && s.run == run {
			s.turn()
		} else if s.alive && len(s.inbox) > 0 {
			s.wake()
		}
	})
}

// turn steps through one event and does what follows. What is the carrier's is
// done at once; what is the store's takes its time.
func (s *session) turn() {
	if len(s.inbox) == 0 {
		return
	}
	e := s.inbox[0]
	s.inbox = s.inbox[1:]
	if s.t.w.verbose() {
		s.t.w.note("desk %s hears %s", s.name, brief(e))
	}
	next, effects := client.Step(s.state, e)
	s.state = next
	if len(effects) > maxEffects {
		s.t.w.violate("desk %s wants %d effects for one event", s.name, len(effects))
	}
	for _, f := range effects {
		if s.t.w.mayKill(s.t.w.plan.KillDesk) {
			s.kill("between two effects")
			s.t.w.revive(s)
			return
		}
		s.do(f)
	}

	if len(s.inbox) > 0 {
		s.wake()
	}
}

// maxEffects bounds what one event may lead to.
const maxEffects = 64

func (s *session) do(f client.Effect) {
	w := s.t.w
	switch f := f.(type) {
	case client.Dial:
		w.dial(s, f.Line)
	case client.Send:
		s.send(f)
	case client.Ping:
		if s.line != nil && s.number == f.Line {
			s.line.ping(atDesk)
		}
	case client.Close:
		if s.line != nil && s.number == f.Line {
			s.line.close(atDesk, f.Code, f.Text)
			s.line = nil
		}
	case client.Arm:
		s.timers[f.Timer], s.armed[f.Timer] = f.Turn, true
		run := s.run
		w.after(f.Ms, func() {
			if s.alive && s.run == run && s.armed[f.Timer] && s.timers[f.Timer] == f.Turn {
				s.armed[f.Timer] = false
				s.happen(client.Fired{Timer: f.Timer, Turn: f.Turn})
			}
		})
	case client.Disarm:
		s.armed[f.Timer] = false
	case client.Answered:
		w.oracle.answered(s, f)
	default:
		s.store(f)
	}
}

func (s *session) send(f client.Send) {
	if s.line == nil || s.number != f.Line {
		return
	}
	data, err := wire.Encode(f.Frame)
	if err != nil {
		s.t.w.violate("desk %s makes a frame that cannot be written: %v", s.name, err)
		return
	}
	if s.t.w.verbose() {
		s.t.w.note("desk %s sends %s", s.name, brief(f.Frame))
	}
	s.line.send(atDesk, data)
}

// store runs an effect on the replica. A kill falls before it, after it, or
// not at all; a full disk refuses it.
func (s *session) store(f client.Effect) {
	w := s.t.w
	if s.busy {
		w.violate("desk %s wants two things of its store at once: %T", s.name, f)
		return
	}
	s.busy = true
	run := s.run
	w.after(between(w.rng, 0, 3+s.t.slow), func() {
		if !s.alive || s.run != run {
			return
		}
		if w.mayKill(w.plan.KillDesk) {
			s.kill(fmt.Sprintf("before %T", f))
			w.revive(s)
			return
		}
		e := s.run1(f)
		if w.mayKill(w.plan.KillDesk) {
			s.kill(fmt.Sprintf("after %T", f))
			w.revive(s)
			return
		}
		s.busy = false
		if e != nil {
			s.happen(e)
		}
	})
}

// errDiskFull is what a write to a full disk answers.
var errDiskFull = errors.New("no space left on device")

// run1 does one effect and tells the oracle what became durable.
func (s *session) run1(f client.Effect) client.Event {
	w, ctx := s.t.w, context.Background()
	if s.t.full && writes(f) {
		w.note("desk %s: disk full at %T", s.name, f)
		return client.Failed{Effect: f, Text: errDiskFull.Error()}
	}
	before, err := s.t.desk.Standing(ctx)
	if err != nil {
		w.violate("desk %s: standing: %v", s.name, err)
	}
	e, err := client.Do(ctx, s.t.desk, f)
	if err != nil {
		w.note("desk %s: %T: %v", s.name, f, err)
	} else {
		w.oracle.kept(s, f, before)
	}
	return e
}

// writes reports whether an effect needs room on the disk.
func writes(f client.Effect) bool {
	switch f.(type) {
	case client.Look, client.Sign, client.ReadOutbox, client.ReadKept, client.ComputeDigest:
		return false
	}
	return true
}

// work is a local command on the till.
func (t *Till) work(a Action) error {
	if t.gone || t.full {
		return ErrNothing
	}
	ctx := context.Background()
	before, err := t.desk.Inspect(ctx)
	if err != nil {
		return err
	}
	st, err := t.desk.Standing(ctx)
	if err != nil {
		return err
	}
	if err := t.desk.Do(ctx, a); err != nil {
		return err
	}
	made, err := t.desk.Outgoing(ctx, st.LastMade, 1<<20, 1<<30)
	if err != nil {
		return err
	}
	for i := range made {
		t.w.oracle.made(t, &made[i], before.Records)
	}
	t.w.note("desk %s: %s %s", t.name, a.Verb, names(made))
	for _, s := range t.sessions {
		// The bell between two processes may not ring.
		if s.alive && !chance(t.w.rng, t.w.plan.LoseBell) {
			s.happen(client.LocalCommit{})
		}
	}
	return nil
}
