package client

import (
	"context"
	"errors"
	"fmt"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/wire"
)

// Effect is something that Step wants done. Dial, Send, Ping, Close, Arm,
// Disarm and Answered are the carrier's; Do runs the others.
type Effect interface{ effect() }

// What the carrier does.
type (
	// Dial opens a line. Connected or Closed follows.
	Dial struct{ Line uint32 }
	// Send sends a frame, after those before it.
	Send struct {
		Line  uint32
		Frame wire.Frame
	}
	// Ping asks the other end for a sign of life. Pong follows when there is one.
	Ping struct{ Line uint32 }
	// Close ends the line, after what was sent. No event of that line is needed any more.
	Close struct {
		Line uint32
		Code wire.CloseCode
		Text string
	}
	// Arm sets a timer in place of the one of its name. Fired follows, with Turn.
	Arm struct {
		Timer Timer
		Turn  uint32
		Ms    int64
	}
	// Disarm takes a timer back.
	Disarm struct{ Timer Timer }
	// Answered answers a Request or a Check. Why is empty when it worked.
	Answered struct {
		Ticket uint64
		Frame  wire.Frame // of the hub, nil for a Check
		Same   bool       // of a Check: both digests are equal
		Cursor change.Cursor
		Why    Why
	}
)

// Timer is one of a session's timers.
type Timer uint8

// The timers.
const (
	TimerDial   Timer = iota + 1 // the next attempt to connect
	TimerAlive                   // the next sign of life, or how long one is waited for
	TimerAnswer                  // how long an answer of the hub is waited for
	TimerRetry                   // runs while the outbox is not empty
	TimerDigest                  // the daily comparison
	TimersEnd
)

// What Do runs on the Store.
type (
	// Look asks for the Standing.
	Look struct{}
	// Sign signs a text with a device's key.
	Sign struct {
		Device change.ID
		Text   []byte
	}
	// MakeIdentity makes a device and its key, or gives those that wait.
	MakeIdentity struct{}
	// KeepEnrolled takes the identity into use that the hub enrolled.
	KeepEnrolled struct{ Enrolled wire.Enrolled }
	// KeepRenewed takes the identity into use that the hub gave a copy.
	KeepRenewed struct{ Renewed wire.Renewed }
	// ReadOutbox asks for batches to send.
	ReadOutbox struct {
		After          int64
		Batches, Bytes int
	}
	// Take applies entries.
	Take struct {
		Epoch   uint64
		Entries []change.Entry
	}
	// KeepRefused moves batches to "needs attention".
	KeepRefused struct{ List []wire.Refused }
	// BeginLoad begins a load or goes on with it.
	BeginLoad struct{ Load Load }
	// TakePages stores pages that came one after the other.
	TakePages struct{ Pages []wire.Page }
	// EndLoad writes that the load is complete.
	EndLoad struct{}
	// ReadKept asks for entries that the hub may have lost.
	ReadKept struct {
		After int64
		Bytes int
	}
	// KeepEpochs takes the hub's epochs over.
	KeepEpochs struct {
		Epochs []change.Epoch
		Common int64
	}
	// KeepScope cuts the replica to a scope.
	KeepScope struct {
		Scope change.Scope
		Rev   int64
	}
	// KeepSkew keeps how far the hub's clock is ahead, in milliseconds.
	KeepSkew struct{ Ms int64 }
	// ComputeDigest asks for the digest of what the hub has confirmed.
	ComputeDigest struct{}
	// Purge removes everything of the shop, unless the device has more than what
	// it handed over up to a number.
	Purge struct {
		Device change.ID
		Handed int64
	}
)

func (Dial) effect()          {}
func (Send) effect()          {}
func (Ping) effect()          {}
func (Close) effect()         {}
func (Arm) effect()           {}
func (Disarm) effect()        {}
func (Answered) effect()      {}
func (Look) effect()          {}
func (Sign) effect()          {}
func (MakeIdentity) effect()  {}
func (KeepEnrolled) effect()  {}
func (KeepRenewed) effect()   {}
func (ReadOutbox) effect()    {}
func (Take) effect()          {}
func (KeepRefused) effect()   {}
func (BeginLoad) effect()     {}
func (TakePages) effect()     {}
func (EndLoad) effect()       {}
func (ReadKept) effect()      {}
func (KeepEpochs) effect()    {}
func (KeepScope) effect()     {}
func (KeepSkew) effect()      {}
func (ComputeDigest) effect() {}
func (Purge) effect()         {}

// OnStore reports whether Do runs the effect.
func OnStore(f Effect) bool {
	switch f.(type) {
	case Dial, Send, Ping, Close, Arm, Disarm, Answered:
		return false
	}
	return true
}

// Do runs an effect on the Store and says what it came to. Where it does not
// work the event is Failed, and the error is given for the log.
func Do(ctx context.Context, st Store, f Effect) (Event, error) {
	e, err := do(ctx, st, f)
	if err != nil {
		return Failed{Effect: f, Copied: errors.Is(err, ErrCopied), More: errors.Is(err, ErrMore), Text: err.Error()}, err
	}
	return e, nil
}

func do(ctx context.Context, st Store, f Effect) (Event, error) {
	switch f := f.(type) {
	case Look:
		s, err := st.Standing(ctx)
		return Stood{s}, err
	case Sign:
		s, err := st.Sign(ctx, f.Device, f.Text)
		return Signed{s}, err
	case MakeIdentity:
		device, key, err := st.Identity(ctx)
		return Identified{device, key}, err
	case ReadOutbox:
		list, err := st.Outgoing(ctx, f.After, f.Batches, f.Bytes)
		return Read{list}, err
	case Take:
		c, err := st.Take(ctx, f.Epoch, f.Entries)
		return Took{c}, err
	case BeginLoad:
		l, err := st.StartLoad(ctx, f.Load)
		return Loading{l}, err
	case TakePages:
		taken, l, err := st.TakePages(ctx, f.Pages)
		return Paged{taken, l}, err
	case ReadKept:
		list, err := st.GiveBack(ctx, f.After, f.Bytes)
		return Kept{list}, err
	case ComputeDigest:
		c, d, err := st.Digest(ctx)
		return Digested{c, d}, err
	}
	return Done{f}, keep(ctx, st, f)
}

// keep runs the effects that answer nothing.
func keep(ctx context.Context, st Store, f Effect) error {
	switch f := f.(type) {
	case KeepEnrolled:
		return st.Enrol(ctx, f.Enrolled)
	case KeepRenewed:
		return st.Renew(ctx, f.Renewed)
	case KeepRefused:
		return st.Refuse(ctx, f.List)
	case EndLoad:
		return st.FinishLoad(ctx)
	case KeepEpochs:
		return st.SetEpochs(ctx, f.Epochs, f.Common)
	case KeepScope:
		return st.SetScope(ctx, f.Scope, f.Rev)
	case KeepSkew:
		return st.SetSkew(ctx, f.Ms)
	case Purge:
		return st.Remove(ctx, f.Device, f.Handed)
	}
	return fmt.Errorf("%T is no effect on the store", f)
}
