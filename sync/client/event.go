package client

import (
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/wire"
)

// Event is something that happened to a session. Its concrete types follow:
// what the program around it does, what the line brings, which timer fired and
// what an effect on the Store came to.
type Event interface{ event() }

// Start begins to work; where the session is stopped it begins anew, and where
// it waits for its next attempt it makes it now.
type Start struct {
	// Enrol is set to join with an invite, and for one that was not answered yet.
	Enrol *Invitation
}

// Invitation is what a desk joins with.
type Invitation struct {
	Code string
	Name string // of the till, for people
}

// Stop ends the work. Nothing but what closes the line is done after it.
type Stop struct{}

// LocalCommit says that the replica may hold a new batch.
type LocalCommit struct{}

// Check asks for a comparison of both ends' digests. Answered follows as an effect.
type Check struct{ Ticket uint64 }

// Request asks the hub something that the session itself does not need: Frame
// is an AskPeers, AskInvite or Revoke. Answered follows as an effect.
type Request struct {
	Ticket uint64
	Frame  wire.Frame
}

// Connected says that the line that Dial asked for stands.
type Connected struct{ Line uint32 }

// Received is a frame from the line. At is when, Unix milliseconds by this
// desk's clock; it is shown and measures the hub's skew, and decides nothing.
type Received struct {
	Line  uint32
	Frame wire.Frame
	At    int64
}

// Pong answers a Ping. At is as in Received.
type Pong struct {
	Line uint32
	At   int64
}

// Closed says that the line is gone, or never stood.
type Closed struct {
	Line uint32
	Code wire.CloseCode // of the hub; CloseUnspecified when the line broke
	Why  Why            // of the carrier where it did not dial for a reason of its own; empty usually
	Text string         // English, for the log
}

// Fired says that a timer ran down. Turn is that of its Arm.
type Fired struct {
	Timer Timer
	Turn  uint32
}

// Failed says that an effect on the Store did not work; it has left nothing.
type Failed struct {
	Effect Effect
	Copied bool // the error was ErrCopied
	More   bool // the error was ErrMore
	Text   string
}

// What effects on the Store come to. There is never more than one under way.
type (
	// Stood answers Look.
	Stood struct{ Standing Standing }
	// Signed answers Sign.
	Signed struct{ Signature []byte }
	// Identified answers MakeIdentity.
	Identified struct {
		Device    change.ID
		PublicKey []byte
	}
	// Done answers KeepEnrolled, KeepRenewed, KeepRefused, KeepEpochs, KeepScope,
	// KeepSkew, EndLoad and Purge.
	Done struct{ Effect Effect }
	// Read answers ReadOutbox.
	Read struct{ Batches []change.Batch }
	// Took answers Take.
	Took struct{ Cursor change.Cursor }
	// Loading answers BeginLoad.
	Loading struct{ Load Load }
	// Paged answers TakePages: so many of them are dealt with, from the first.
	Paged struct {
		Taken int
		Load  Load
	}
	// Kept answers ReadKept.
	Kept struct{ Entries []change.Entry }
	// Digested answers ComputeDigest.
	Digested struct {
		Cursor change.Cursor
		Digest change.Digest
	}
)

func (Start) event()       {}
func (Stop) event()        {}
func (LocalCommit) event() {}
func (Check) event()       {}
func (Request) event()     {}
func (Connected) event()   {}
func (Received) event()    {}
func (Pong) event()        {}
func (Closed) event()      {}
func (Fired) event()       {}
func (Failed) event()      {}
func (Stood) event()       {}
func (Signed) event()      {}
func (Identified) event()  {}
func (Done) event()        {}
func (Paged) event()       {}
func (Read) event()        {}
func (Took) event()        {}
func (Loading) event()     {}
func (Kept) event()        {}
func (Digested) event()    {}
