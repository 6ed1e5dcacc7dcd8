package client

import (
	"slices"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/wire"
)

// This file is what Welcome asks for before the work begins, one step after
// another. Each step is durable, so that a session that was cut off goes on
// with the next.

// prepare begins the next step. It is called while nothing is under way on the
// Store, after Welcome and after each step.
func (m *machine) prepare() {
	w, s := m.welcome, &m.standing
	common := min(w.Common, m.cursor.Seq)
	if m.begun {
		// Beginning a first load has moved the cursor to a place of the hub's.
		common = m.cursor.Seq
	}
	if m.steps++; m.steps > stepsMax {
		m.failed(Failed{Text: "the replica does not keep what the hub said"})
		return
	}
	switch {
	case len(m.refused) > 0:
		m.keepRefused()
	case !m.skewKept:
		m.run(KeepSkew{m.skew})
	case w.Taken > m.made && !m.again:
		// Another program on this replica may have made and sent it just now.
		m.again = true
		m.run(Look{})
	case w.Taken > m.made:
		m.copied()
		m.run(MakeIdentity{})
	case (common < m.cursor.Seq || s.Adrift > 0 || m.moves()) && !m.givenAll:
		// Before it goes on into another life of the feed a desk says that it has given
		// all back, be it nothing: then the hub knows that it waits for nothing of it.
		m.stage, m.givenTo = givingBack, common
		if s.Adrift > 0 {
			m.givenTo = min(common, s.Adrift-1)
		}
		m.run(ReadKept{m.givenTo, m.giveBytes()})
	case m.cursor.Epoch != 0 && (m.cursor.Epoch != m.epoch() || !slices.Equal(s.Epochs, w.Epochs)):
		m.run(KeepEpochs{w.Epochs, common})
	case s.ScopeRev != w.ScopeRev || s.Scope != w.Scope:
		// A hub that was set back may have counted to the same revision twice.
		m.run(KeepScope{w.Scope, w.ScopeRev})
	case m.begun:
		m.begin()
	case m.load != nil || m.cursor.Epoch == 0:
		m.beginLoad()
	default:
		m.begin()
	}
}

// moves reports whether the desk goes on into another life of the feed.
func (m *machine) moves() bool { return m.cursor.Epoch != 0 && m.cursor.Epoch != m.epoch() }

// beginLoad begins the load that waits, or goes on with one. A first load
// begins at the head that Welcome named: the feed brings what came after. Every
// other one lets the feed go on where it is.
func (m *machine) beginLoad() {
	l := Load{Why: LoadFirst}
	if m.load != nil {
		l = *m.load
	}
	if !l.Begun() {
		l.Epoch, l.Start, l.StartBatch = m.epoch(), m.cursor.Seq, m.last
		if m.cursor.Epoch == 0 {
			l.Start, l.StartBatch = m.welcome.Head, m.welcome.HeadBatch
		}
	}
	m.run(BeginLoad{l})
}

// giveBytes is how much is given back in one frame.
func (m *machine) giveBytes() int { return min(max(m.welcome.Limits.PushBytes, 1), readBytes) }

// giveBack sends what was kept and the hub may have lost, or that there is no more.
func (m *machine) giveBack(entries []entry) {
	if m.stage != givingBack {
		return
	}
	if len(entries) == 0 {
		m.givenAll = true
		m.send(wire.GiveBack{Done: true, Acked: m.acked})
		return
	}
	m.givenTo = entries[len(entries)-1].Was.Seq
	m.send(wire.GiveBack{Entries: entries, Acked: m.acked})
}

func (m *machine) givenBack(f wire.GivenBack) {
	if m.stage != givingBack || m.busy != nil {
		return
	}
	switch {
	case m.givenAll && f.Done:
		m.progress()
		m.stage = preparing
	case !m.givenAll && f.Seq >= m.givenTo:
		m.progress()
		m.run(ReadKept{m.givenTo, m.giveBytes()})
	}
}

// begin opens the feed where the desk stands.
func (m *machine) begin() {
	m.stage = working
	m.sent, m.credit = m.cursor.Seq, creditBytes
	m.pushed = max(m.acked, m.welcome.Taken)
	m.more, m.moved = true, true
	m.fetch = Load{}
	if m.load != nil {
		m.fetch = *m.load
	}
	m.send(wire.Credit{After: m.cursor.Seq, Bytes: creditBytes})
}

// loading takes where a load stands after it was begun or a page was stored.
func (m *machine) loading(l Load) {
	m.moved = true
	if m.load == nil || l.Number != m.fetch.Number {
		// It begins, or another program on this replica began another one.
		m.fetch, m.wanted, m.pages = l, false, nil
	}
	m.load = &l
	if !l.Begun() {
		m.load, m.fetch = nil, Load{} // another program has finished it
	}
	if m.stage != preparing {
		return
	}
	m.begun = true
	if m.cursor.Epoch == 0 {
		m.cursor, m.last = change.Cursor{Epoch: l.Epoch, Seq: l.Start}, l.StartBatch
	}
}
