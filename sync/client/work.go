package client

import (
	"math"
	"slices"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/wire"
)

// This file is the open session: the feed comes in, the outbox goes out.

type entry = change.Entry

// work begins what can be begun.
func (m *machine) work() {
	m.askPage()
	m.askDigest()
	if m.busy != nil {
		return
	}
	switch {
	case len(m.refused) > 0:
		m.keepRefused()
	case (m.more || m.glance) && m.room() && m.itself():
		m.rung = false
		m.run(ReadOutbox{After: m.pushed, Batches: m.batchesLeft(), Bytes: min(m.bytesLeft(), readBytes)})
	case m.check.at != nil && m.cursor.Seq >= m.check.at.Seq:
		m.run(ComputeDigest{})
	case len(m.pages) > 0 && (m.pageTurn || !m.canTake()):
		m.pageTurn = false
		m.run(TakePages{m.pages[:min(len(m.pages), pagesAtOnce)]})
	case m.canTake():
		m.pageTurn = true
		m.take()
	case m.load != nil && m.load.Complete() && !m.wanted:
		m.run(EndLoad{})
	}
}

// itself reports whether the desk may send under its name. Where the hub has
// dealt with batches of it that it has not seen come back, another replica may
// have made them: the feed and the refusals up to the head tell, and what was
// sent before would be taken for this desk's own next word.
func (m *machine) itself() bool {
	return m.welcome.Taken <= m.acked+int64(len(m.ahead)) || m.cursor.Seq >= m.welcome.Head
}

func (m *machine) batchesLeft() int { return max(m.welcome.Limits.PushBatches, 1) - len(m.flight) }
func (m *machine) bytesLeft() int   { return max(m.welcome.Limits.PushBytes, 1) - m.flightSize }
func (m *machine) room() bool       { return m.batchesLeft() > 0 && m.bytesLeft() > 0 }

// read sends what the outbox gave.
func (m *machine) read(batches []change.Batch) {
	if m.stage == surrendering {
		m.surrendered(batches)
		return
	}
	if m.stage != working {
		return
	}
	m.glance = false
	if len(batches) == 0 {
		// What was committed meanwhile this reading may have missed.
		m.more = m.rung
		m.made = m.pushed
		return
	}
	for i := range batches {
		b := &batches[i]
		size := b.Size()
		m.flight = appended(m.flight, pushedBatch{b.DeviceSeq, b.ID, size})
		m.flightSize += size
		m.pushed = b.DeviceSeq
	}
	m.made = max(m.made, m.pushed)
	m.moved = true
	m.send(wire.Push{Batches: batches})
}

// receiveWork takes a frame of the open session.
func (m *machine) receiveWork(f wire.Frame) {
	switch f := f.(type) {
	case wire.Entries:
		m.entries(f.Entries)
	case wire.Refused:
		m.refused = appended(m.refused, f)
	case wire.Cloned:
		m.copied()
	case wire.Page:
		m.page(f)
	case wire.Digest:
		m.hubDigest(f)
	case wire.Peers:
		m.answer(&m.peers, f)
	case wire.Invited:
		m.answer(&m.invites, f)
	}
}

// entries takes the next places of the feed. What was here before is passed
// over; a gap means that the line lost something.
func (m *machine) entries(list []entry) {
	if m.credit < -creditBytes {
		m.dead("the hub sends more than it was given credit for")
		return
	}
	for len(list) > 0 && list[0].Seq <= m.sent {
		list = list[1:]
	}
	for i := range list {
		if list[i].Seq != m.sent+1 {
			m.dead("a place of the feed is missing")
			return
		}
		m.sent++
		m.credit -= int64(list[i].Size())
	}
	if len(list) > 0 {
		m.head = max(m.head, m.sent)
		m.inbox = appended(m.inbox, list)
	}
}

func (m *machine) canTake() bool { return len(m.inbox) > 0 && m.inbox[0][0].Seq <= m.takeTo() }

// takeTo is the last place that may be taken now: not beyond where digests are
// being compared, nor beyond the head of a page that waits to be stored. What
// comes after that page changes records that it brings.
func (m *machine) takeTo() int64 {
	to := int64(math.MaxInt64)
	if m.check.at != nil {
		to = m.check.at.Seq
	}
	if len(m.pages) > 0 {
		to = min(to, m.pages[0].Head)
	}
	return to
}

// take applies what came, bounded so that one transaction never holds up the till.
func (m *machine) take() {
	var list []entry
	size, to := 0, m.takeTo()
	for len(m.inbox) > 0 {
		frame := m.inbox[0]
		n := 0
		for n < len(frame) && len(list)+n < takeEntries && (size == 0 || size < takeBytes) && frame[n].Seq <= to {
			size += frame[n].Size()
			n++
		}
		list = append(list, frame[:n]...)
		if n < len(frame) {
			m.inbox = slices.Clone(m.inbox)
			m.inbox[0] = frame[n:]
			break
		}
		m.inbox = m.inbox[1:]
	}
	m.takingSize, m.taking = int64(size), nil
	for i := range list {
		if list[i].Batch.Device == m.standing.Device && list[i].Was == (change.Cursor{}) {
			m.taking = append(m.taking, list[i].Batch.DeviceSeq)
		}
	}
	m.run(Take{m.epoch(), list})
}

func (m *machine) took(t Take, c change.Cursor) {
	m.cursor, m.last = c, change.ID{}
	if newest := &t.Entries[len(t.Entries)-1]; newest.Seq == c.Seq {
		m.last = newest.Batch.ID
	}
	m.progress()
	for _, seq := range m.taking {
		m.dealt(seq)
	}
	m.owed += m.takingSize
	m.taking, m.takingSize = nil, 0
	if m.stage == working && m.owed >= creditStep {
		m.credit += m.owed
		m.send(wire.Credit{After: m.cursor.Seq, Bytes: m.owed})
		m.owed = 0
	}
}

func (m *machine) keepRefused() {
	m.refusing, m.refused = m.refused, nil
	m.run(KeepRefused{m.refusing})
}

func (m *machine) refusalsKept() {
	for i := range m.refusing {
		m.dealt(m.refusing[i].DeviceSeq)
	}
	m.refusing = nil
	m.moved = true
}

// dealt counts an own batch as being in the feed or refused.
func (m *machine) dealt(seq int64) {
	for i := range m.flight {
		if m.flight[i].seq == seq {
			m.flightSize -= m.flight[i].size
			m.flight = slices.Delete(slices.Clone(m.flight), i, i+1)
			break
		}
	}
	if at, there := slices.BinarySearch(m.ahead, seq); !there && seq > m.acked {
		m.ahead = slices.Insert(slices.Clone(m.ahead), at, seq)
	}
	for len(m.ahead) > 0 && m.ahead[0] == m.acked+1 {
		m.acked++
		m.ahead = m.ahead[1:]
	}
	m.pushed = max(m.pushed, m.acked)
}

// request passes a question on.
func (m *machine) request(e Request) {
	deny := func(why Why) { m.emit(Answered{Ticket: e.Ticket, Why: why}) }
	if m.stage != working {
		deny(WhyOffline)
		return
	}
	if len(m.peers)+len(m.invites) >= asksMax {
		deny(WhyBusy)
		return
	}
	switch e.Frame.(type) {
	case wire.AskPeers:
		m.peers = appended(m.peers, e.Ticket)
	case wire.AskInvite, wire.Revoke:
		// The hub would end the session of one that may not.
		if m.welcome.Scope != change.ScopeOwner {
			deny(WhyNotAllowed)
			return
		}
		if _, invite := e.Frame.(wire.AskInvite); invite {
			m.invites = appended(m.invites, e.Ticket)
		} else {
			m.peers = appended(m.peers, e.Ticket)
		}
	default:
		deny(WhyNotAllowed)
		return
	}
	m.send(e.Frame)
}

func (m *machine) answer(waiting *[]uint64, f wire.Frame) {
	if list := *waiting; len(list) > 0 {
		m.emit(Answered{Ticket: list[0], Frame: f})
		*waiting = list[1:]
		m.progress()
	}
}
