package client

import (
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/wire"
)

// This file is the beginning of a session: look, dial, greet, prove.

// stood takes the Standing, at the beginning of an attempt or in between.
func (m *machine) stood(s Standing) {
	m.standing, m.cursor, m.last = s, s.Cursor, s.LastBatch
	m.made, m.acked = s.LastMade, s.Acked
	m.ahead = nil
	m.load = s.Load
	switch m.stage {
	case looking:
		switch {
		case s.Removed:
			m.stage = purging // its files may hold something yet
		case m.enrol != nil && s.Shop != (change.ID{}) && s.PublicKey != nil:
			// The hub has lost this device, or it is another hub: the name stays, and
			// with it what the desk may give back as its own.
			m.identity = Identified{s.Device, s.PublicKey}
			m.dial()
		case m.enrol != nil:
			m.stage = identifying
			m.run(MakeIdentity{})
		case s.Device == (change.ID{}) || s.Shop == (change.ID{}):
			m.halt(WhyUnknown, "the desk has no hub yet")
		default:
			m.dial()
		}
	case enrolling:
		m.stage = proved
		if m.welcome != nil {
			m.stage = preparing
		}
	}
}

func (m *machine) identified(e Identified) {
	m.identity = e
	switch m.stage {
	case identifying:
		m.dial()
	case copied:
		m.stage = renewing
		m.send(wire.Renew{Device: e.Device, PublicKey: e.PublicKey})
	}
}

func (m *machine) dial() {
	m.stage, m.open = dialing, true
	m.line++
	m.emit(Dial{m.line})
}

func (m *machine) send(f wire.Frame) { m.emit(Send{m.line, f}) }

func (m *machine) greet() {
	m.stage = greeted
	m.progress()
	if m.enrol != nil {
		m.send(wire.Enrol{
			Oldest: wire.ProtocolFirst, Newest: wire.ProtocolNewest, Software: m.config.Software, Invite: m.enrol.Code,
			Device: m.identity.Device, PublicKey: m.identity.PublicKey, Name: m.enrol.Name, Shop: m.standing.Shop, Series: m.standing.Series,
		})
		return
	}
	s := &m.standing
	m.send(wire.Hello{
		Oldest: wire.ProtocolFirst, Newest: wire.ProtocolNewest, Software: m.config.Software, Shop: s.Shop, Device: s.Device,
		Cursor: s.Cursor, LastBatch: s.LastBatch, Past: s.Past[:min(len(s.Past), wire.MaxPast)], Epochs: s.Epochs, Acked: s.Acked, ScopeRev: s.ScopeRev,
	})
}

// receive takes a frame. One that does not belong where the session stands is
// passed over; if the hub waits for an answer to it, it will close the line.
func (m *machine) receive(e Received) {
	switch f := e.Frame.(type) {
	case wire.Challenge:
		if m.stage == greeted {
			m.challenged(f)
		}
	case wire.Enrolled:
		if m.stage == proved && m.enrol != nil {
			m.stage = enrolling
			m.progress()
			m.run(KeepEnrolled{f})
		}
	case wire.Welcome:
		if m.welcome == nil && (m.stage == enrolling || m.stage == proved && m.enrol == nil) {
			m.welcomed(f, e.At)
		}
	case wire.Revoked:
		if m.stage == proved && m.enrol == nil {
			m.stage, m.why, m.pushed, m.handed = surrendering, WhyRevoked, 0, 0
			m.progress()
			m.run(ReadOutbox{After: 0, Batches: wire.MaxBatches, Bytes: readBytes})
		}
	case wire.Quarantined:
		m.quarantined(f)
	case wire.Renewed:
		if m.stage == renewing && m.busy == nil {
			m.progress()
			m.run(KeepRenewed{f})
		}
	case wire.GivenBack:
		m.givenBack(f)
	default:
		if m.stage == working {
			m.receiveWork(e.Frame)
		}
	}
}

func (m *machine) challenged(f wire.Challenge) {
	if f.Protocol < wire.ProtocolFirst || f.Protocol > wire.ProtocolNewest {
		m.hang(wire.CloseProtocol, "the hub chose a protocol that was not offered")
		m.comeSlowly(WhyProtocol, "the hub chose a protocol that was not offered")
		return
	}
	shop, device := m.standing.Shop, m.standing.Device
	if m.enrol != nil {
		device = m.identity.Device
	}
	m.stage = signing
	m.progress()
	m.run(Sign{device, wire.SignedText(f.Nonce, shop, device, f.Protocol)})
}

func (m *machine) signed(signature []byte) {
	m.stage = proved
	m.send(wire.Proof{Signature: signature})
}

// welcomed is where the hub has taken the desk in.
func (m *machine) welcomed(f wire.Welcome, at int64) {
	m.progress()
	m.welcome = &f
	m.head = f.Head
	m.why, m.text, m.slow = WhyNone, "", false
	m.refused = f.Refusals
	if m.stage == proved {
		m.stage = preparing
	}
	if skew := f.Now - at; !m.skewKept || skew-m.skew > clockMs || m.skew-skew > clockMs {
		m.skew, m.skewKept = skew, false
	}
}

// surrendered hands over the next of what a revoked device had not sent.
func (m *machine) surrendered(batches []change.Batch) {
	if len(batches) == 0 {
		m.givenAll = true
		m.send(wire.Quarantine{Batches: nil, Done: true})
		return
	}
	m.pushed = batches[len(batches)-1].DeviceSeq
	m.send(wire.Quarantine{Batches: batches})
}

func (m *machine) quarantined(f wire.Quarantined) {
	if m.stage != surrendering || m.busy != nil {
		return
	}
	m.progress()
	switch {
	case m.givenAll:
		m.stage = purging
	case f.DeviceSeq >= m.pushed:
		m.handed = m.pushed
		m.run(ReadOutbox{After: m.pushed, Batches: wire.MaxBatches, Bytes: readBytes})
	}
}

// copied is where another replica turns out to have this one's name. What the
// Store is doing yet is read anew under the new one.
func (m *machine) copied() {
	m.stage, m.stale = copied, m.busy != nil
	m.inbox, m.pages, m.wanted = nil, nil, false
}
