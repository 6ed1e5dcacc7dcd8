package simtest

import (
	"github.com/prylavok/prylavok/sync/wire"
)

// end is one end of a line: what it hears.
type end interface {
	// hear gets a frame.
	hear(frame []byte)
	// ping gets a question for a sign of life, pong its answer.
	ping()
	pong()
	// gone says that the line is at its end: closed by the other one with a
	// code, or broken.
	gone(code wire.CloseCode, why string)
}

// line is one connection between a desk and the hub. What is sent in one
// direction arrives in order, as TCP does it; faults beyond that (lost, doubled
// and swapped frames) are drawn where the plan asks for them, as a proxy or a
// fault in either program would make them.
type line struct {
	w     *World
	name  string
	ends  [2]end // the desk, the hub
	last  [2]int64
	held  [2][]func() // sent while the direction was cut
	ended [2]bool     // that end knows that the line is at its end
	down  bool        // nothing passes any more
}

const (
	atDesk = 0
	atHub  = 1
)

// cutFrom reports whether nothing gets through that this end sends now.
func (l *line) cutFrom(from int) bool { return l.w.cut[from][l.name] }

// pass lets something arrive at the other end some time later, after all that
// was sent before.
func (l *line) pass(from int, delay int64, do func()) {
	if l.down {
		return
	}
	if l.cutFrom(from) {
		l.held[from] = append(l.held[from], do)
		return
	}
	at := max(l.w.now+delay, l.last[from])
	l.last[from] = at
	l.w.after(at-l.w.now, func() {
		if !l.down && !l.ended[1-from] {
			do()
		}
	})
}

// release lets through what was held by a cut that is over.
func (l *line) release() {
	for from := range l.held {
		if l.cutFrom(from) {
			continue
		}
		held := l.held[from]
		l.held[from] = nil
		for _, do := range held {
			l.pass(from, l.delay(), do)
		}
	}
}

func (l *line) delay() int64 {
	p := &l.w.plan
	ms := between(l.w.rng, 1, p.DelayMs)
	if chance(l.w.rng, p.Stall) {
		ms += between(l.w.rng, 100, 20_000)
	}
	return ms
}

// send carries an encoded frame from one end to the other.
func (l *line) send(from int, frame []byte) {
	w, to := l.w, l.ends[1-from]
	w.count.frames++
	w.count.bytes += len(frame)
	deliver := func() { to.hear(frame) }
	switch {
	case chance(w.rng, w.plan.Lose):
		w.note("line %s loses a frame", l.name)
		return
	case chance(w.rng, w.plan.Double):
		w.note("line %s doubles a frame", l.name)
		l.pass(from, l.delay(), deliver)
	case chance(w.rng, w.plan.Swap):
		w.note("line %s lets a frame fall behind", l.name)
		w.after(l.delay()+between(w.rng, 5, 200), func() {
			if !l.down && !l.ended[1-from] && !l.cutFrom(from) {
				deliver()
			}
		})
		return
	}
	l.pass(from, l.delay(), deliver)
	if chance(w.rng, w.plan.Reset) {
		w.after(between(w.rng, 0, 50), func() { l.reset("reset") })
	}
}

func (l *line) ping(from int) { l.pass(from, l.delay(), func() { l.ends[1-from].ping() }) }
func (l *line) pong(from int) { l.pass(from, l.delay(), func() { l.ends[1-from].pong() }) }

// close ends the line from one end, after what it sent.
func (l *line) close(from int, code wire.CloseCode, why string) {
	l.ended[from] = true
	l.pass(from, l.delay(), func() { l.end(1-from, code, why) })
}

// end tells one end, once.
func (l *line) end(at int, code wire.CloseCode, why string) {
	if !l.ended[at] {
		l.ended[at] = true
		l.ends[at].gone(code, why)
	}
	if l.ended[0] && l.ended[1] {
		l.down = true
	}
}

// reset breaks the line. Where a direction is cut its far end does not hear of
// it and has to find out by itself.
func (l *line) reset(why string) {
	if l.down {
		return
	}
	l.w.note("line %s breaks: %s", l.name, why)
	cut := [2]bool{l.cutFrom(atHub), l.cutFrom(atDesk)} // which end hears nothing
	for at := range l.ends {
		if !cut[at] {
			l.end(at, wire.CloseUnspecified, why)
		}
	}
	// What is on its way is lost, though an end may not know it.
	l.held = [2][]func(){}
	l.down = true
}
