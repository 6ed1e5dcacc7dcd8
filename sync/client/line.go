package client

import "github.com/prylavok/prylavok/sync/wire"

// This file says when a session connects, how it sees that a line is dead and
// when it comes back.

func (m *machine) arm(t Timer, ms int64) {
	m.turns[t]++
	m.timers[t] = true
	m.emit(Arm{t, m.turns[t], ms})
}

func (m *machine) disarm(t Timer) {
	if m.timers[t] {
		m.timers[t] = false
		m.emit(Disarm{t})
	}
}

// spread gives between a half and all of ms, so that desks do not come at once.
func (m *machine) spread(ms int64) int64 {
	// splitmix64: small, and the same wherever the seed is.
	m.seed += 0x9e3779b97f4a7c15
	z := m.seed
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	z ^= z >> 31
	return ms/2 + int64(z%uint64(ms/2+1))
}

func (m *machine) fired(e Fired) {
	if e.Timer >= TimersEnd || !m.timers[e.Timer] || e.Turn != m.turns[e.Timer] {
		return
	}
	m.timers[e.Timer] = false
	switch e.Timer {
	case TimerDial:
		m.look()
	case TimerAlive:
		m.alive()
	case TimerAnswer:
		m.dead("no answer came")
	case TimerRetry:
		// What was sent and not answered is sent again over a fresh line, where
		// the hub says what it has.
		if m.stage == working && !m.moved && len(m.flight) > 0 {
			m.dead("batches were not answered")
		}
		m.moved = false
		m.more = true
	case TimerDigest:
		m.checkDue = true
	}
}

// alive asks for a sign of life, or finds that none came.
func (m *machine) alive() {
	switch {
	case m.pinged && !m.heard:
		m.dead("no sign of life came")
	case m.pinged:
		m.pinged = false
		m.arm(TimerAlive, PingMs-pongMs)
		if m.stage == working {
			m.tries = 0 // the line is a good one
			m.glance = true
		}
	default:
		m.pinged, m.heard = true, false
		m.emit(Ping{m.line})
		m.arm(TimerAlive, pongMs)
	}
}

// dead gives up a line that the other end may not know to be dead.
func (m *machine) dead(text string) {
	m.hang(wire.CloseBusy, text)
	m.comeBack(backoffMs, WhyLine, text)
}

// closed is what the end of the line leads to.
func (m *machine) closed(e Closed) {
	if m.stage == purging || m.stage == stopped {
		return
	}
	code, text := e.Code, e.Text
	working := m.welcome != nil
	m.lost()
	switch e.Why {
	case WhyClear:
		m.comeSlowly(e.Why, text)
		return
	case WhyCertified:
		m.comeBack(backoffMs, e.Why, text)
		return
	}
	switch code {
	case wire.CloseAgain, wire.CloseScope, wire.CloseRestored:
		m.comeBack(0, WhyNone, text)
	case wire.CloseRevoked:
		// The next attempt is told so after its proof, and hands over what is unsent.
		m.comeBack(backoffMs, WhyRevoked, text)
	case wire.CloseUnspecified:
		m.comeBack(backoffMs, WhyLine, text)
	case wire.CloseBusy, wire.CloseInternal:
		m.comeBack(backoffMs, WhyBusy, text)
	case wire.CloseProtocol:
		m.comeSlowly(WhyProtocol, text)
	case wire.CloseUnknown:
		m.comeSlowly(WhyUnknown, text)
	case wire.CloseForged:
		m.comeSlowly(WhyForged, text)
	case wire.CloseOtherShop:
		m.comeSlowly(WhyOtherShop, text)
	case wire.CloseInvite:
		m.enrol = nil
		m.halt(WhyInvite, text)
	default:
		// What the hub did not understand once it may once more: after a few
		// attempts only now and then, never never.
		if !code.ComeBack() && (!working || m.tries >= 5) {
			m.comeSlowly(WhyRefused, text)
			return
		}
		m.comeBack(backoffMs, WhyRefused, text)
	}
}

// comeBack makes the next attempt after a pause that grows from least, unless
// the last line was a good one.
func (m *machine) comeBack(least int64, why Why, text string) {
	m.stage, m.why, m.text, m.slow = waiting, why, text, false
	ms := least
	if m.tries > 0 {
		ms = max(least, backoffMs) << min(m.tries-1, 10)
	}
	m.tries++
	m.arm(TimerDial, m.spread(min(ms, backoffMsMax)))
}

// comeSlowly makes the next attempt much later: it hardly helps, but somebody
// may mend the hub without coming here.
func (m *machine) comeSlowly(why Why, text string) {
	m.stage, m.why, m.text, m.slow = waiting, why, text, true
	m.arm(TimerDial, m.spread(slowMs))
}

// halt ends the work until Start.
func (m *machine) halt(why Why, text string) {
	m.hang(wire.CloseAgain, text)
	for t := range TimersEnd {
		m.disarm(t)
	}
	m.stage, m.why, m.text = stopped, why, text
}

// setTimers arms the timers that the state asks for and takes back the others.
func (m *machine) setTimers() {
	if m.stage == off || m.stage == stopped {
		return
	}
	if m.open && m.stage != dialing && !m.timers[TimerAlive] {
		m.arm(TimerAlive, PingMs)
	}
	m.want(TimerAnswer, m.awaits(), answerMs)
	m.want(TimerRetry, m.stage == working && m.unsent(), retryMs)
	if m.stage == working && !m.timers[TimerDigest] && !m.checkDue {
		ms := int64(digestMs)
		if m.turns[TimerDigest] == 0 {
			ms = settleMs
		}
		m.arm(TimerDigest, m.spread(ms))
	}
}

func (m *machine) want(t Timer, wanted bool, ms int64) {
	if !wanted {
		m.disarm(t)
	} else if !m.timers[t] {
		m.arm(t, ms)
	}
}

// awaits reports whether the hub owes an answer.
func (m *machine) awaits() bool {
	switch m.stage {
	case dialing, greeted:
		return true
	case proved:
		return m.welcome == nil
	case givingBack, renewing, surrendering:
		return m.busy == nil
	case working:
		// The feed is known to go on and nothing of it comes.
		_, taking := m.busy.(Take)
		behind := !taking && len(m.inbox) == 0 && m.cursor.Seq < m.head
		return behind || m.wanted || (m.check.asked && m.check.at == nil) || len(m.peers) > 0 || len(m.invites) > 0
	}
	return false
}

// progress gives the hub its full time again.
func (m *machine) progress() {
	m.disarm(TimerAnswer)
	m.moved = true
}
