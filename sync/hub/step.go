// Package hub is the hub's end of a session with a desk.
//
// What one connection says is decided by Step, a pure function. What it does to
// the shop's data is done by Engine, on a store.Store. Server runs both on real
// websockets; the simulator runs them on a made-up network. Neither Step nor
// Engine knows a goroutine, a socket or a clock of its own.
package hub

import (
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/store"
	"github.com/prylavok/prylavok/sync/wire"
)

// Event is what happens to a connection: a frame came, an effect is done, or
// the shop changed.
type Event interface{ event() }

// Effect is what a connection wants done. Send and Close are the carrier's,
// Engine.Do does every other and gives the event that follows.
type Effect interface{ effect() }

// Who is the desk at the other end, as it was when its session began. Effects
// carry it so that the engine sees in the same transaction whether it is true
// still: a session never outlives its rights or its epoch.
type Who struct {
	Shop, Device change.ID
	Scope        change.Scope
	ScopeRev     int64
	Epoch        uint64
}

// The effects.
type (
	// Send writes a frame. Frames go out in the order of their effects.
	Send struct{ Frame wire.Frame }
	// Close ends the connection after what was sent. No effect follows.
	Close struct {
		Code wire.CloseCode
		Why  string // English, short, for the other end's log
	}
	// Greet looks up the device of a Hello, or makes ready for an Enrol (Hello
	// nil), and makes a nonce: Greeted or Denied.
	Greet struct{ Hello *wire.Hello }
	// Begin finds the past that desk and hub have in common and begins a new
	// epoch if the hub turns out to be older: Begun or Denied.
	Begin struct{ Hello *wire.Hello }
	// Enlist uses the invite up and makes the device: Enlisted or Denied.
	Enlist struct{ Enrol *wire.Enrol }
	// Accept puts batches, or lost places of the feed, in order: Accepted.
	// Carriers may gather those of many connections for Engine.Accept.
	Accept struct{ Submission Submission }
	// ReadFeed reads on after a place: FeedRead or Denied.
	ReadFeed struct {
		Who   Who
		After int64
		Bytes int64
	}
	// ReadPage reads a part of the state: Answered or Denied.
	ReadPage struct {
		Who  Who
		Want wire.WantPage
	}
	// ReadDigest computes the digest of the desk's scope: Answered or Denied.
	ReadDigest struct{ Who Who }
	// ListPeers tells of the shop's desks: Answered or Denied.
	ListPeers struct{ Who Who }
	// MakeInvite makes an invite: Answered or Denied.
	MakeInvite struct {
		Who   Who
		Scope change.Scope
	}
	// CutOff revokes a device: Answered or Denied.
	CutOff struct {
		Who    Who
		Device change.ID
	}
	// Rename gives a copy a name of its own: Answered or Denied.
	Rename struct {
		Who   Who
		Renew wire.Renew
	}
	// SetAside keeps what a revoked device had not sent: Answered or Denied.
	SetAside struct {
		Who     Who
		Batches []change.Batch
		Done    bool
	}
)

// The events.
type (
	// Received is a frame from the desk.
	Received struct{ Frame wire.Frame }
	// Greeted answers Greet.
	Greeted struct {
		PublicKey []byte // of the device that Hello names; empty for an Enrol
		Nonce     []byte
	}
	// Begun answers Begin.
	Begun struct {
		Device  store.Device
		Welcome wire.Welcome // not for a revoked device
	}
	// Enlisted answers Enlist.
	Enlisted struct {
		Device   store.Device
		Enrolled wire.Enrolled
		// Returning says that the desk has a past in this shop: it has to come
		// back with a Hello.
		Returning bool
		Welcome   wire.Welcome
	}
	// Denied ends the connection: the engine will not or cannot.
	Denied struct {
		Code wire.CloseCode
		Why  string
	}
	// Accepted answers Accept.
	Accepted struct{ Result Result }
	// FeedRead answers ReadFeed with the entries as the desk's scope sees them.
	FeedRead struct {
		Entries []change.Entry
		Head    int64
	}
	// Answered answers what a desk asked.
	Answered struct {
		Frame wire.Frame
		// Close ends the connection after the frame; 0 leaves it open.
		Close wire.CloseCode
	}
	// HeadMoved says that the feed goes further. It is a doorbell: it may come
	// twice, late or with an old head.
	HeadMoved struct{ Head int64 }
	// EpochBegun says that the feed began a new epoch.
	EpochBegun struct{ ID uint64 }
	// DeviceChanged says that a device was revoked or has another scope.
	DeviceChanged struct{ ScopeRev int64 }
)

func (Send) effect()       {}
func (Close) effect()      {}
func (Greet) effect()      {}
func (Begin) effect()      {}
func (Enlist) effect()     {}
func (Accept) effect()     {}
func (ReadFeed) effect()   {}
func (ReadPage) effect()   {}
func (ReadDigest) effect() {}
func (ListPeers) effect()  {}
func (MakeInvite) effect() {}
func (CutOff) effect()     {}
func (Rename) effect()     {}
func (SetAside) effect()   {}

func (Received) event()      {}
func (Greeted) event()       {}
func (Begun) event()         {}
func (Enlisted) event()      {}
func (Denied) event()        {}
func (Accepted) event()      {}
func (FeedRead) event()      {}
func (Answered) event()      {}
func (HeadMoved) event()     {}
func (EpochBegun) event()    {}
func (DeviceChanged) event() {}

// Submission is what one connection wants in the feed: new batches by rising
// DeviceSeq, or places that the hub lost.
type Submission struct {
	Who     Who
	Batches []change.Batch
	// Given are lost places by rising Was.Seq. With Done they are all, and
	// Acked is the desk's newest batch that was dealt with.
	Given []change.Entry
	Done  bool
	Acked int64
}

// Result is what became of a Submission.
type Result struct {
	Head    int64          // of the feed after it
	Placed  int            // batches that got a place
	Refused []wire.Refused // of the submission's batches
	Cloned  int64          // the number that another batch has already; 0 usually
	Given   *wire.GivenBack
	Close   wire.CloseCode // the connection cannot go on; 0 usually
	Why     string
}
