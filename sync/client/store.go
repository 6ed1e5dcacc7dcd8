// Package client is the desk's end of a session with the hub: greet, give back,
// load, read the feed, push the outbox, come back. What it decides stands in
// Step, a pure function; Session runs it on a real websocket and a real replica.
package client

import (
	"context"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/wire"
)

// Store is what a session needs of the desk's replica. Every method that
// changes something is one durable transaction and may be repeated: a session
// that was cut off does the same thing again.
type Store interface {
	// Standing says who and where the desk is.
	Standing(ctx context.Context) (Standing, error)
	// Sign signs with the device's own key.
	Sign(ctx context.Context, text []byte) ([]byte, error)

	// Outgoing gives the batches after a number that wait to be sent, in order
	// and without gaps, until one of the limits is reached; at least one if there is one.
	Outgoing(ctx context.Context, after int64, batches, bytes int) ([]change.Batch, error)
	// Take applies the next places of the feed, each whole, and moves the cursor
	// with them. Places at or below the cursor are passed over; a gap is an
	// error. The desk's own batches among them are acknowledged by it.
	Take(ctx context.Context, epoch uint64, entries []change.Entry) (change.Cursor, error)
	// Refuse moves batches to "needs attention". What they changed stays on the
	// screen until a person decides.
	Refuse(ctx context.Context, list []wire.Refused) error

	// StartLoad begins a load of the shop's state, or goes on with the one that
	// was begun; it says where to go on.
	StartLoad(ctx context.Context, l Load) (Load, error)
	// TakePage stores a page together with where to go on.
	TakePage(ctx context.Context, p wire.Page) (Load, error)
	// FinishLoad makes the load a durable fact, written last.
	FinishLoad(ctx context.Context) error

	// GiveBack lists kept entries after a place, in order, Was set, that a hub
	// may have lost: those of this device, and all of them where its scope is whole.
	GiveBack(ctx context.Context, after int64, bytes int) ([]change.Entry, error)
	// SetEpochs takes the hub's epochs over once nothing is left to give back.
	SetEpochs(ctx context.Context, epochs []change.Epoch) error
	// SetScope cuts the replica to a scope: what it no longer sees is purged
	// from every place, including history, search and kept entries.
	SetScope(ctx context.Context, s change.Scope, rev int64) error
	// Identity makes a new device and its key, not yet in use.
	Identity(ctx context.Context) (device change.ID, publicKey []byte, err error)
	// Enrol takes the identity that Identity made last into use and remembers
	// the hub. Where the shop lived on this desk alone, all of it is queued to be sent.
	Enrol(ctx context.Context, e wire.Enrolled) error
	// Renew gives a copy the identity that Identity made last: what was not sent
	// is sent under it, with numbers of the new series from now on.
	Renew(ctx context.Context, r wire.Renewed) error
	// Purge removes everything of the shop from this device.
	Purge(ctx context.Context) error
	// SetSkew keeps how far the hub's clock is ahead of this one, in milliseconds.
	SetSkew(ctx context.Context, ms int64) error
	// Digest computes the digest of what the hub has confirmed here.
	Digest(ctx context.Context) (change.Cursor, change.Digest, error)
}

// Standing is who and where a desk is.
type Standing struct {
	Shop, Device change.ID
	Name         string
	Cursor       change.Cursor
	LastBatch    change.ID    // the batch at Cursor
	Past         []wire.Place // older places, newest first, at growing distances
	Epochs       []change.Epoch
	Acked        int64 // newest own batch that is in the feed or refused
	LastMade     int64 // newest own batch
	Scope        change.Scope
	ScopeRev     int64
	Load         *Load // a load that is not finished, nil when there is none
}

// Load is how far a load of the shop's state has come.
type Load struct {
	Number uint32
	Why    string // first, scope, restored or repair
	Start  int64  // head of the feed when it began
	Since  int64  // only what changed after this place
	Tier   uint8
	After  []byte
	// Progress, for people: records stored and, about, in all.
	Done, Total int64
}

// Why a load is made.
const (
	LoadFirst    = "first"
	LoadScope    = "scope"
	LoadRestored = "restored"
	LoadRepair   = "repair"
)
