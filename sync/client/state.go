package client

import (
	"slices"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/wire"
)

// PingMs is how often a session asks for a sign of life, in milliseconds: what
// a desk costs the line that has nothing to do.
const PingMs = 40_000

// How long a session waits, in milliseconds, and how much it takes at once.
const (
	pongMs   = 15_000           // for a sign of life after a ping
	answerMs = 60_000           // for an answer of the hub
	retryMs  = 30_000           // without any progress while the outbox is not empty
	digestMs = 24 * 3600 * 1000 // between two comparisons of digests
	settleMs = 15 * 60 * 1000   // until the first one of a run

	backoffMs    = 1_000     // before the second attempt, doubled with each
	backoffMsMax = 60_000    // between attempts while coming back may help
	slowMs       = 600_000   // between attempts when it hardly does
	clockMs      = 2_000     // of skew that is not worth keeping
	creditBytes  = 1 << 20   // of entries that the hub may have sent ahead
	creditStep   = 256 << 10 // taken before the hub is given more
	takeEntries  = 256       // in one transaction
	takeBytes    = 128 << 10
	readBytes    = 512 << 10 // of batches in one frame
	pageBytes    = 128 << 10 // a person at the till waits for one page
	pagesAtOnce  = 16        // in one transaction: it writes each place of an index once
	pagesAhead   = 32        // received and not stored
	asksMax      = 4         // questions of others under way
	stepsMax     = 64        // of preparing, before the replica is held to be broken
	checksMax    = 5         // attempts to catch the hub's digest at this desk's cursor
)

// stage is how far a session has come.
type stage uint8

const (
	off         stage = iota
	waiting           // for TimerDial
	looking           // at the Standing
	identifying       // makes the identity to enrol
	dialing
	greeted      // Hello or Enrol is sent, Challenge is to come
	signing      // the challenge
	proved       // Proof is sent, Enrolled, Welcome or Revoked is to come
	enrolling    // keeps what Enrolled said
	preparing    // does what Welcome asks for, step by step
	givingBack   // places that the hub lost
	working      // feed, pushes, pages
	copied       // another replica has this device's name; a new identity is to be made
	renewing     // the new name is asked for
	surrendering // is revoked and hands over what it had not sent
	purging
	stopped // for good, until Start
)

// Config is what a session is made with.
type Config struct {
	Software string // for the hub's log
	Seed     uint64 // of the spread of its attempts; any number that differs between desks
}

// State is a session's state, a value: Step never changes what it was given.
type State struct {
	config Config
	seed   uint64
	stage  stage
	why    Why
	text   string

	line    uint32 // number of the newest line
	open    bool   // it stands, or is being dialed
	tries   int    // attempts since a line last proved good
	slow    bool   // the next attempt hardly helps
	busy    Effect // on the Store, nil when none is under way
	stale   bool   // its answer is for a line that is gone
	timers  [TimersEnd]bool
	turns   [TimersEnd]uint32
	pinged  bool // a ping is out
	heard   bool // something came since
	heardAt int64

	enrol    *Invitation
	identity Identified
	standing Standing
	welcome  *wire.Welcome
	again    bool // looks once more before it believes to be a copy
	givenTo  int64
	givenAll bool
	handed   int64 // up to which number the hub has said that it keeps aside what was not sent
	skew     int64
	skewKept bool

	cursor change.Cursor
	last   change.ID // the batch at cursor, zero when that is not known
	steps  int       // of preparing
	head   int64
	sent   int64 // last place of the feed that was received
	inbox  [][]change.Entry
	credit int64
	owed   int64 // taken and not yet given back as credit
	// What Take under way acknowledges, and how much it takes.
	taking     []int64
	takingSize int64

	made, acked int64
	ahead       []int64 // own numbers above acked that are dealt with, rising
	pushed      int64
	flight      []pushedBatch
	flightSize  int
	more        bool // the outbox may hold more
	rung        bool // somebody said so since it was read last
	glance      bool // it is looked at although nobody rang: another program may have written
	refused     []wire.Refused
	refusing    []wire.Refused
	moved       bool // there was progress since TimerRetry was set

	load     *Load
	begun    bool // the Store knows about it in this session
	fetch    Load // where the pages that were asked for will have brought the load
	wanted   bool
	pages    []wire.Page
	pageTurn bool // a page is next where entries wait too

	check    checking
	checkDue bool
	differs  bool
	repaired bool
	peers    []uint64 // tickets that wait for Peers
	invites  []uint64 // and for Invited
}

// pushedBatch is a batch that the hub has not dealt with yet.
type pushedBatch struct {
	seq  int64
	id   change.ID
	size int
}

// checking is a comparison of digests.
type checking struct {
	asked   bool
	at      *wire.Digest // of the hub; entries are taken up to there and not beyond
	tries   int
	tickets []uint64
}

// New gives the state of a session that is not started.
func New(c Config) State { return State{config: c, seed: c.Seed} }

// Step says what follows from an event.
func Step(s State, e Event) (State, []Effect) {
	m := machine{State: s}
	m.handle(e)
	m.settle()
	return m.State, m.out
}

// machine is one step under way.
type machine struct {
	State
	out []Effect
}

func (m *machine) emit(f ...Effect) { m.out = append(m.out, f...) }

func (m *machine) handle(e Event) {
	switch e := e.(type) {
	case Start:
		m.start(e)
	case Stop:
		m.stop()
	case LocalCommit:
		m.more, m.rung = true, true // what a removal under way would take with it the Store finds itself
	case Check:
		m.askCheck(e.Ticket)
	case Request:
		m.request(e)
	case Connected:
		if m.isLine(e.Line) && m.stage == dialing {
			m.greet()
		}
	case Received:
		if m.isLine(e.Line) {
			m.heard, m.heardAt = true, e.At
			m.receive(e)
		}
	case Pong:
		if m.isLine(e.Line) {
			m.heard, m.heardAt = true, e.At
		}
	case Closed:
		if m.isLine(e.Line) {
			m.open = false
			m.closed(e)
		}
	case Fired:
		m.fired(e)
	default:
		m.answered(e)
	}
}

func (m *machine) isLine(line uint32) bool { return m.open && line == m.line && m.stage != off }

// answered takes what an effect on the Store came to.
func (m *machine) answered(e Event) {
	if m.busy == nil {
		return
	}
	did, stale := m.busy, m.stale
	m.busy, m.stale = nil, false
	if e, ok := e.(Done); ok {
		m.kept(e.Effect)
	}
	if m.stage == off || stale {
		return
	}
	switch e := e.(type) {
	case Failed:
		m.failed(e)
	case Stood:
		m.stood(e.Standing)
	case Identified:
		m.identified(e)
	case Signed:
		m.signed(e.Signature)
	case Read:
		m.read(e.Batches)
	case Took:
		if t, ok := did.(Take); ok {
			m.took(t, e.Cursor)
		}
	case Loading:
		m.loading(e.Load)
	case Paged:
		m.pages = m.pages[min(e.Taken, len(m.pages)):]
		m.loading(e.Load)
	case Kept:
		m.giveBack(e.Entries)
	case Digested:
		m.digested(e)
	case Done:
		m.done(e.Effect)
	}
}

// kept is what stays true whatever became of the line meanwhile.
func (m *machine) kept(f Effect) {
	switch f := f.(type) {
	case KeepEnrolled:
		m.enrol = nil
	case KeepSkew:
		m.skew, m.skewKept = f.Ms, true
	case Purge:
		if m.stage != off {
			m.halt(WhyRevoked, "the device was cut off and its shop removed")
		}
	}
}

func (m *machine) done(f Effect) {
	switch f.(type) {
	case KeepEnrolled, KeepEpochs, KeepScope:
		m.run(Look{})
	case KeepRenewed:
		m.hang(wire.CloseAgain, "renewed")
		m.comeBack(0, WhyNone, "")
	case KeepRefused:
		m.refusalsKept()
	case EndLoad:
		m.load, m.checkDue = nil, true
	}
}

// run has the Store do something. Only one thing is under way at a time.
func (m *machine) run(f Effect) {
	m.busy = f
	m.emit(f)
}

// settle does what the new state allows to be done now, and sets the timers.
func (m *machine) settle() {
	if m.busy == nil {
		switch m.stage {
		case looking:
			m.run(Look{})
		case purging:
			m.run(Purge{Device: m.standing.Device, Handed: m.handed})
		case preparing:
			m.prepare()
		case copied:
			m.run(MakeIdentity{})
		}
	}
	if m.stage == working {
		m.work()
	}
	m.setTimers()
}

// start begins, or tries again at once.
func (m *machine) start(e Start) {
	if e.Enrol != nil {
		m.enrol = e.Enrol
		m.hang(wire.CloseAgain, "begins anew")
	}
	m.more = true
	if m.stage == purging || (e.Enrol == nil && (m.open || m.stage == looking || m.stage == identifying)) {
		return
	}
	m.tries, m.slow, m.why, m.text = 0, false, WhyNone, ""
	m.disarm(TimerDial)
	m.look()
}

func (m *machine) stop() {
	if m.stage == off {
		return
	}
	m.hang(wire.CloseAgain, "the desk stops")
	for t := range TimersEnd {
		m.disarm(t)
	}
	m.stage, m.why, m.text = off, WhyNone, ""
}

// look begins an attempt: what is known of the Store is read anew.
func (m *machine) look() {
	m.stage, m.stale = looking, m.busy != nil
}

// failed is what a failure of the Store leads to: the line is given up and
// everything is read anew, after a pause.
func (m *machine) failed(e Failed) {
	if e.Copied && (m.stage == working || m.stage == preparing) {
		m.copied()
		return
	}
	if e.More {
		// The hub tells the next attempt again that the device is cut off, and takes
		// what there is by then.
		m.hang(wire.CloseAgain, "there is more to hand over")
		m.comeBack(0, WhyRevoked, e.Text)
		return
	}
	m.hang(wire.CloseBusy, "the desk's replica failed")
	m.comeBack(backoffMs, WhyDisk, e.Text)
}

// hang ends the line, if there is one, and forgets what belonged to it.
func (m *machine) hang(code wire.CloseCode, text string) {
	if m.open {
		m.emit(Close{m.line, code, text})
	}
	m.lost()
}

// lost forgets what belonged to the line.
func (m *machine) lost() {
	m.open, m.pinged, m.heard = false, false, false
	m.stale = m.busy != nil
	m.welcome, m.again, m.givenTo, m.givenAll, m.begun, m.steps = nil, false, 0, false, false, 0
	m.inbox, m.credit, m.owed, m.taking, m.takingSize = nil, 0, 0, nil, 0
	m.flight, m.flightSize, m.ahead, m.pushed = nil, 0, nil, 0
	m.refused, m.refusing = nil, nil
	m.wanted, m.pages = false, nil
	m.disarm(TimerAlive)
	for _, list := range [][]uint64{m.peers, m.invites, m.check.tickets} {
		for _, t := range list {
			m.emit(Answered{Ticket: t, Why: WhyOffline})
		}
	}
	m.peers, m.invites = nil, nil
	m.checkDue = m.checkDue || m.check.asked
	m.check = checking{}
}

// Status gives how the session stands.
func (s State) Status() Status {
	st := Status{
		Why: s.why, Text: s.text, HeardAt: s.heardAt, Shop: s.standing.Shop, Device: s.standing.Device, Scope: s.standing.Scope,
		Cursor: s.cursor, Head: max(s.head, s.cursor.Seq), Unsent: max(s.made-s.acked-int64(len(s.ahead)), 0), SkewMs: s.skew, Differs: s.differs,
		Attempts: s.tries,
	}
	if s.load != nil {
		l := *s.load
		st.Load = &l
	}
	switch {
	case s.stage == off:
		st.Phase = PhaseOff
	case s.stage == stopped || s.slow:
		st.Phase = PhaseStopped
	case s.welcome == nil:
		st.Phase = PhaseOffline
	case s.stage != working || !s.drained():
		st.Phase = PhaseSyncing
	default:
		st.Phase, st.Drained = PhaseLive, true
	}
	return st
}

// drained reports whether all that is known is here and there.
func (s State) drained() bool {
	return s.load == nil && s.cursor.Seq >= s.head && len(s.inbox) == 0 && !s.unsent() && len(s.refused) == 0 && len(s.refusing) == 0
}

// unsent reports whether the outbox may hold something.
func (s State) unsent() bool {
	return s.more || s.made > s.acked+int64(len(s.ahead))
}

// Armed reports whether a timer runs.
func (s State) Armed(t Timer) bool { return t < TimersEnd && s.timers[t] }

// epoch is the one that the hub is in.
func (s State) epoch() uint64 {
	if s.welcome == nil || len(s.welcome.Epochs) == 0 {
		return 0
	}
	return s.welcome.Epochs[len(s.welcome.Epochs)-1].ID
}

func appended[T any](list []T, more ...T) []T { return append(slices.Clip(list), more...) }
