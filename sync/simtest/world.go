package simtest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/client"
	"github.com/prylavok/prylavok/sync/store"
)

// World is one simulated shop: its tills, its hub, the lines between them, the
// clock and everything that goes wrong. One goroutine moves all of it.
type World struct {
	clock
	rng      *rand.Rand
	plan     Plan
	config   Config
	trace    *trace
	hub      *centre
	tills    []*Till
	lines    []*line
	cut      [2]map[string]bool // which tills' lines carry nothing, by the end that sends
	oracle   *oracle
	shop     change.ID
	founding string // the invite of the shop's first desk
	healed   bool
	failures []string
	count    struct{ frames, bytes, steps int }
}

// Config is one run.
type Config struct {
	Seed uint64
	// Plan is what goes wrong; PlanOf(seed) when it is nil.
	Plan *Plan
	// NewDesk makes the desks; the simulator's own model when it is nil.
	NewDesk func(testing.TB, DeskConfig) Desk
	// Verbose tells every event and frame.
	Verbose bool
	// Echo hears each line of the trace as it is written; nil when nobody listens.
	Echo func(line string)
}

// New makes a world with a hub and no till yet.
func New(tb testing.TB, c Config) *World {
	plan := PlanOf(c.Seed)
	if c.Plan != nil {
		plan = *c.Plan
	}
	w := &World{
		rng: rand.New(rand.NewPCG(c.Seed, 0x70726f6f66)), plan: plan, config: c, trace: newTrace(400),
		cut: [2]map[string]bool{{}, {}},
	}
	w.trace.echo = c.Echo
	if w.config.NewDesk == nil {
		w.config.NewDesk = func(_ testing.TB, d DeskConfig) Desk { return newModel(d) }
	}
	w.now = epochStart
	w.oracle = newOracle(w)
	w.hub = newCentre(w)
	w.hub.skew = plan.HubSkewMs
	copy(w.shop[:], "\x01\x02shop of the sim")
	if err := w.hub.disk.AddShop(context.Background(), store.Shop{ID: w.shop, Name: "shop", Currency: "UAH", AddedAt: w.now}, max(1, w.rng.Uint64())); err != nil {
		tb.Fatal(err)
	}
	w.founding = w.Invite(change.ScopeOwner)
	return w
}

// note writes a line of the trace.
func (w *World) note(format string, args ...any) { w.trace.add(w.now, format, args...) }

func (w *World) verbose() bool { return w.config.Verbose }

// violate notes that a promise was broken. The run ends at the next event.
func (w *World) violate(format string, args ...any) {
	w.note("VIOLATION: "+format, args...)
	w.failures = append(w.failures, fmt.Sprintf(format, args...))
}

// Invite makes an invite as the command line does.
func (w *World) Invite(scope change.Scope) string {
	full := w.hub.full
	w.hub.full = false
	invited, err := w.hub.engine.Invite(context.Background(), w.shop, scope)
	w.hub.full = full
	if err != nil {
		w.violate("invite: %v", err)
	}
	return invited.Code
}

// AddTill makes a till that will join with a code.
func (w *World) AddTill(tb testing.TB, code string, skew int64, release int) *Till {
	t := &Till{w: w, name: fmt.Sprintf("%c", 'A'+len(w.tills)), skew: skew, code: code}
	t.desk = w.config.NewDesk(tb, DeskConfig{Name: t.name, Seed: w.rng.Uint64(), Now: t.clock, Release: release})
	w.addTill(t)
	return t
}

func (w *World) addTill(t *Till) {
	t.sessions = []*session{{t: t, name: t.name}}
	w.tills = append(w.tills, t)
}

// dial makes a line from a session to the hub.
func (w *World) dial(s *session, number uint32) {
	mine := deskEnd{s, s.run, number}
	h := w.hub
	fail := func(ms int64) {
		w.after(ms, func() { mine.gone(0, "no answer") })
	}
	if !h.alive || w.cut[atDesk][s.t.name] || w.cut[atHub][s.t.name] {
		fail(between(w.rng, 1, 5000))
		return
	}
	w.after(between(w.rng, 1, 20), func() {
		if !mine.live() {
			return
		}
		if !h.alive {
			fail(0)
			return
		}
		l := &line{w: w, name: s.t.name}
		c := h.open(l)
		l.ends = [2]end{mine, hearer{c}}
		s.line, s.number = l, number
		w.lines = append(slices.DeleteFunc(w.lines, func(l *line) bool { return l.down }), l)
		s.happen(client.Connected{Line: number})
	})
}

// mayKill draws whether a process dies here.
func (w *World) mayKill(tenThousandths int) bool {
	return !w.healed && tenThousandths > 0 && w.rng.IntN(10_000) < tenThousandths
}

// revive starts a session again some time after it died.
func (w *World) revive(s *session) {
	run := s.run
	w.after(between(w.rng, 50, 60_000), func() {
		if !s.alive && s.run == run {
			s.start()
		}
	})
}

// setCut cuts or mends the direction that one end of a till's lines sends in.
func (w *World) setCut(from int, till string, on bool) {
	if w.cut[from][till] == on {
		return
	}
	w.note("line %s from %s: cut %v", till, [2]string{"desk", "hub"}[from], on)
	w.cut[from][till] = on
	if !on {
		for _, l := range w.lines {
			if l.name == till {
				l.release()
			}
		}
	}
}

// Run lets the world go on for so many milliseconds, or until done says so.
func (w *World) Run(ms int64, done func() bool) bool {
	until := w.now + ms
	for len(w.failures) == 0 {
		if done != nil && done() {
			return true
		}
		if len(w.due) == 0 || w.due[0].at > until {
			w.now = until
			return done == nil
		}
		w.count.steps++
		w.next()
	}
	return false
}

// heal ends every fault.
func (w *World) heal() {
	w.note("everything is well again")
	w.healed = true
	if w.plan.Lose+w.plan.Double+w.plan.Swap > 0 {
		// Whatever lost frames of a line that went on is out of the way now.
		for _, l := range slices.Clone(w.lines) {
			w.after(1000, func() { l.reset("it lost frames") })
		}
	}
	skew := w.plan.HubSkewMs
	w.plan = Plan{DelayMs: 5, HubSkewMs: skew}
	for _, t := range w.tills {
		t.full, t.slow = false, 0
		w.setCut(atDesk, t.name, false)
		w.setCut(atHub, t.name, false)
	}
	w.hub.full = false
	w.hub.wake()
	for _, t := range w.tills {
		for _, s := range t.sessions {
			s.start()
		}
	}
}
