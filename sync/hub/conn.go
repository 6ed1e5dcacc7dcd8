package hub

import (
	"crypto/ed25519"
	"fmt"
	"slices"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/wire"
)

// phase is how far a connection has come.
type phase uint8

const (
	greeting phase = iota // nothing was said
	meeting               // the engine looks the device up
	proving               // the challenge is out
	entering              // the proof was good; the engine opens the shop
	working
	aside // a revoked device hands over what it had not sent
	closed
)

const (
	// feedBytes is how much of the feed one read brings at most, so that a desk
	// that is far behind takes its turn with the others.
	feedBytes = 128 << 10
	// creditMax bounds what a desk may ask for at once.
	creditMax = 64 << 20
	// askedMax is how many questions may be open at once.
	askedMax = 8
)

// Conn is one connection's state, a value. The zero value with limits, as
// NewConn gives it, waits for the first frame.
type Conn struct {
	phase    phase
	limits   wire.Limits
	hello    *wire.Hello
	enrol    *wire.Enrol
	protocol uint8
	key      []byte
	nonce    []byte
	who      Who
	noticed  uint64 // an epoch that began before Begun came

	// The feed: read as far as sent, while there is credit.
	feeding bool
	reading bool
	sent    int64
	head    int64
	credit  int64

	// Batches and lost places on their way in. queued counts those that wait,
	// under way those that the engine has.
	queue      []change.Batch
	queueBytes int
	underWay   int
	wayBytes   int
	accepting  bool
	given      []change.Entry
	givenAll   bool
	acked      int64
	giving     bool // lost places have to come first
	late       bool // the work has begun: nothing is given back unasked any more
	cloned     bool // only Renew is heard

	asked int
}

// NewConn begins a connection.
func NewConn(limits wire.Limits) Conn { return Conn{limits: limits} }

// Who gives the desk at the other end, once it has proved to be it.
func (c Conn) Who() (Who, bool) { return c.who, c.phase == working || c.phase == aside }

// Closed reports whether the connection has ended.
func (c Conn) Closed() bool { return c.phase == closed }

// Behind gives how many places of the feed the desk has yet to be sent.
func (c Conn) Behind() int64 {
	if !c.feeding {
		return 0
	}
	return max(0, c.head-c.sent)
}

// Step says what follows from an event. It never changes what it was given.
func Step(c Conn, e Event) (Conn, []Effect) {
	if c.phase == closed {
		return c, nil
	}
	switch e := e.(type) {
	case Received:
		return c.receive(e.Frame)
	case Denied:
		return c.close(e.Code, e.Why)
	case Greeted:
		return c.greeted(e)
	case Begun:
		return c.begun(e)
	case Enlisted:
		return c.enlisted(e)
	case Accepted:
		return c.accepted(e.Result)
	case FeedRead:
		return c.feedRead(e)
	case Answered:
		return c.answered(e)
	case HeadMoved:
		c.head = max(c.head, e.Head)
		return c.pump()
	case EpochBegun:
		if c.phase == working && c.who.Epoch != e.ID {
			return c.close(wire.CloseRestored, "the feed began a new epoch")
		}
		c.noticed = e.ID
	case DeviceChanged:
		if c.phase == working && c.who.ScopeRev != e.ScopeRev {
			return c.close(wire.CloseScope, "the device's rights changed")
		}
	}
	return c, nil
}

func (c Conn) close(code wire.CloseCode, why string) (Conn, []Effect) {
	// What the connection held is let go: a closed Conn is small.
	return Conn{phase: closed, who: c.who}, []Effect{Close{code, why}}
}

func (c Conn) outOfOrder(f wire.Frame) (Conn, []Effect) {
	return c.close(wire.CloseOutOfOrder, fmt.Sprintf("%T does not belong here", f))
}

func (c Conn) receive(f wire.Frame) (Conn, []Effect) {
	switch c.phase {
	case greeting:
		return c.greet(f)
	case proving:
		if p, ok := f.(wire.Proof); ok {
			return c.prove(p)
		}
	case working:
		return c.work(f)
	case aside:
		if q, ok := f.(wire.Quarantine); ok {
			return c.ask(SetAside{c.who, q.Batches, q.Done})
		}
	}
	return c.outOfOrder(f)
}

// ackedMost is more batches than any device makes: what it says of them is believed.
const ackedMost = 1 << 48

func (c Conn) greet(f wire.Frame) (Conn, []Effect) {
	var oldest, newest uint8
	switch f := f.(type) {
	case wire.Hello:
		if f.Acked < 0 || f.Acked > ackedMost {
			return c.close(wire.CloseMalformed, "no device makes so many batches")
		}
		c.hello, oldest, newest = &f, f.Oldest, f.Newest
	case wire.Enrol:
		if len(f.PublicKey) != ed25519.PublicKeySize || f.Device == (change.ID{}) {
			return c.close(wire.CloseMalformed, "an enrolment needs a device and its key")
		}
		c.enrol, oldest, newest = &f, f.Oldest, f.Newest
		c.key = f.PublicKey
	default:
		return c.outOfOrder(f)
	}
	c.protocol = min(newest, wire.ProtocolNewest)
	if c.protocol < oldest || c.protocol < wire.ProtocolFirst {
		return c.close(wire.CloseProtocol, fmt.Sprintf("the hub speaks protocols %d to %d", wire.ProtocolFirst, wire.ProtocolNewest))
	}
	c.phase = meeting
	return c, []Effect{Greet{c.hello}}
}

func (c Conn) greeted(e Greeted) (Conn, []Effect) {
	c.phase, c.nonce = proving, e.Nonce
	if c.hello != nil {
		c.key = e.PublicKey
	}
	return c, []Effect{Send{wire.Challenge{Protocol: c.protocol, Nonce: e.Nonce, Features: []string{}}}}
}

func (c Conn) prove(p wire.Proof) (Conn, []Effect) {
	var shop, device change.ID
	if c.hello != nil {
		shop, device = c.hello.Shop, c.hello.Device
	} else {
		shop, device = c.enrol.Shop, c.enrol.Device
	}
	text := wire.SignedText(c.nonce, shop, device, c.protocol)
	if len(c.key) != ed25519.PublicKeySize || !ed25519.Verify(c.key, text, p.Signature) {
		return c.close(wire.CloseForged, "the signature is not this device's")
	}
	c.phase = entering
	if c.hello != nil {
		return c, []Effect{Begin{c.hello}}
	}
	return c, []Effect{Enlist{c.enrol}}
}

func (c Conn) begun(e Begun) (Conn, []Effect) {
	cursor := c.hello.Cursor.Seq
	c.who = Who{Shop: e.Device.Shop, Device: e.Device.ID, Scope: e.Device.Scope, ScopeRev: e.Device.ScopeRev}
	if e.Device.Revoked {
		c.phase = aside
		return c.greetingOver(), []Effect{Send{wire.Revoked{}}}
	}
	c.giving = e.Welcome.Common < cursor
	return c.enter(e.Welcome)
}

func (c Conn) enlisted(e Enlisted) (Conn, []Effect) {
	enrolled := Send{e.Enrolled}
	if e.Returning {
		c, end := c.close(wire.CloseAgain, "enrolled; say hello")
		return c, append([]Effect{enrolled}, end...)
	}
	c.who = Who{Shop: e.Device.Shop, Device: e.Device.ID, Scope: e.Device.Scope, ScopeRev: e.Device.ScopeRev}
	c, welcome := c.enter(e.Welcome)
	return c, append([]Effect{enrolled}, welcome...)
}

func (c Conn) enter(w wire.Welcome) (Conn, []Effect) {
	c.who.Epoch = w.Epochs[len(w.Epochs)-1].ID
	// An epoch may have begun after the engine read this and before it came here.
	seen := func(e change.Epoch) bool { return e.ID == c.noticed }
	if c.noticed != 0 && !slices.ContainsFunc(w.Epochs, seen) {
		return c.close(wire.CloseRestored, "the feed began a new epoch")
	}
	c.phase, c.head = working, max(c.head, w.Head)
	w.Limits = c.limits
	return c.greetingOver(), []Effect{Send{w}}
}

// greetingOver lets go of what only the greeting needs.
func (c Conn) greetingOver() Conn {
	c.hello, c.enrol, c.key, c.nonce = nil, nil, nil, nil
	return c
}
