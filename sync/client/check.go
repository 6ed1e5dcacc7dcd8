package client

import (
	"bytes"

	"github.com/prylavok/prylavok/sync/wire"
)

// This file asks for pages of a load and compares digests.

// askPage asks for the next page while few are waiting to be stored.
func (m *machine) askPage() {
	if m.load == nil || m.wanted || m.fetch.Tier == 0 || len(m.pages) >= pagesAhead {
		return
	}
	m.wanted = true
	m.send(m.fetch.Want(pageBytes))
}

// page takes a page that was asked for, and asks for the next before this one is stored.
func (m *machine) page(p wire.Page) {
	if !m.wanted || p.Load != m.fetch.Number || p.Tier != m.fetch.Tier {
		return
	}
	if !p.Done && len(p.Next) == 0 {
		m.dead("a page that says neither where it ends nor that it is the last")
		return
	}
	m.wanted = false
	m.progress()
	m.fetch = m.fetch.Next(p)
	m.pages = appended(m.pages, p)
}

// askCheck notes a question of a person. It is answered when both digests are there.
func (m *machine) askCheck(ticket uint64) {
	if m.stage != working {
		m.emit(Answered{Ticket: ticket, Why: WhyOffline})
		return
	}
	if len(m.check.tickets) >= asksMax || m.load != nil {
		m.emit(Answered{Ticket: ticket, Why: WhyBusy})
		return
	}
	m.check.tickets = appended(m.check.tickets, ticket)
	m.checkDue = true
}

// askDigest begins a comparison that is due. While a load runs it would tell nothing.
func (m *machine) askDigest() {
	if !m.checkDue || m.check.asked || m.load != nil {
		return
	}
	m.checkDue = false
	m.check.asked = true
	m.send(wire.AskDigest{})
}

// hubDigest takes the hub's digest. Entries are taken up to its place and not
// beyond until this desk has computed its own there.
func (m *machine) hubDigest(f wire.Digest) {
	if !m.check.asked || m.check.at != nil {
		return
	}
	m.progress()
	beyond := m.cursor.Seq
	if t, ok := m.busy.(Take); ok {
		beyond = t.Entries[len(t.Entries)-1].Seq
	}
	if f.Epoch != m.cursor.Epoch || f.Seq < beyond {
		m.missed()
		return
	}
	m.check.at = &f
	m.head = max(m.head, f.Seq)
}

// missed tries again where the desk is past the hub's place already.
func (m *machine) missed() {
	m.check.at = nil
	if m.check.tries++; m.check.tries >= checksMax || m.load != nil {
		m.checked(false, WhyBusy)
		return
	}
	m.send(wire.AskDigest{})
}

func (m *machine) digested(e Digested) {
	if m.check.at == nil {
		return
	}
	if e.Cursor.Seq != m.check.at.Seq || e.Cursor.Epoch != m.check.at.Epoch {
		// Another program on this replica read on.
		m.cursor = e.Cursor
		m.missed()
		return
	}
	same := bytes.Equal(e.Digest.Bytes(), m.check.at.Digest)
	m.differs = !same
	m.checked(same, WhyNone)
	if !same && !m.repaired {
		// The hub's digest is never taken for this desk's own: what differs is
		// loaded, and both are computed again.
		m.repaired = true
		m.run(BeginLoad{Load{Why: LoadRepair, Epoch: m.cursor.Epoch, Start: m.cursor.Seq, StartBatch: m.last}})
	} else if same {
		m.repaired = false
	}
}

// checked answers those who asked.
func (m *machine) checked(same bool, why Why) {
	for _, t := range m.check.tickets {
		m.emit(Answered{Ticket: t, Same: same, Cursor: m.cursor, Why: why})
	}
	m.check = checking{}
}
