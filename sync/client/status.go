package client

import "github.com/prylavok/prylavok/sync/change"

// Phase is how a session stands, for people.
type Phase string

// The phases.
const (
	PhaseOff     Phase = "off"     // not started
	PhaseOffline Phase = "offline" // no line; it tries again by itself
	PhaseSyncing Phase = "syncing" // connected, and something is under way
	PhaseLive    Phase = "live"    // connected, and all is here and there
	PhaseStopped Phase = "stopped" // trying again is useless until Why is mended
)

// Why says why a session is not live. Codes are stable and have sentences in
// the screens' catalogues.
type Why string

// The reasons.
const (
	WhyNone       Why = ""
	WhyLine       Why = "sync.why.line"       // the hub does not answer
	WhyClear      Why = "sync.why.clear"      // the hub would be spoken to in clear text
	WhyCertified  Why = "sync.why.certified"  // the hub's certificate is not one that this computer trusts
	WhyBusy       Why = "sync.why.busy"       // the hub is busy or failed, and asks to come back
	WhyDisk       Why = "sync.why.disk"       // this desk's own replica failed
	WhyProtocol   Why = "sync.why.protocol"   // this program is too old or too new for the hub
	WhyUnknown    Why = "sync.why.unknown"    // the hub does not know this device
	WhyForged     Why = "sync.why.forged"     // the hub knows this device by another key
	WhyInvite     Why = "sync.why.invite"     // the invite is used, over or not known
	WhyOtherShop  Why = "sync.why.shop"       // the shop is not on this hub, or not empty
	WhyRevoked    Why = "sync.why.revoked"    // this device was cut off; the shop is gone from it
	WhyRefused    Why = "sync.why.refused"    // the hub did not understand or allow what it was sent
	WhyOffline    Why = "sync.why.offline"    // of an answer: there is no line
	WhyNotAllowed Why = "sync.why.notallowed" // of an answer: only the owner's desk may
)

// Status is how a session stands.
type Status struct {
	Phase   Phase
	Why     Why
	Text    string // English, for the log: what was said last about Why
	HeardAt int64  // last sign of life of the hub in this run, Unix milliseconds by this desk's clock; 0 = none
	Shop    change.ID
	Device  change.ID
	Scope   change.Scope
	Cursor  change.Cursor
	Head    int64 // last place of the feed that is known
	Unsent  int64 // own batches that are neither in the feed nor refused
	Load    *Load // that is not finished
	SkewMs  int64 // how far the hub's clock is ahead
	Differs bool  // the last comparison of digests found a difference
	// Drained says that since the connection began everything that was there
	// has been sent, read and loaded.
	Drained bool
	// Attempts counts those made since a line last proved good.
	Attempts int
}
