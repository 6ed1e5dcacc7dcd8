// Package client is the desk's end of a session with the hub: greet, give back,
// load, read the feed, push the outbox, come back. What it decides stands in
// Step, a pure function; Session runs it on a real websocket and a real replica.
package client

import (
	"context"
	"errors"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/wire"
)

// Store is what a session needs of the desk's replica. Every method that
// changes something is one transaction, durable but for Take and TakePages, and may be repeated: a session
// that was cut off does the same thing again.
type Store interface {
	// Standing says who and where the desk is.
	Standing(ctx context.Context) (Standing, error)
	// Sign signs with the key of a device: the one in use, or the one that
	// Identity made last.
	Sign(ctx context.Context, device change.ID, text []byte) ([]byte, error)

	// Outgoing gives the batches after a number that wait to be sent, in order
	// and without gaps, until one of the limits is reached; at least one if there is one.
	Outgoing(ctx context.Context, after int64, batches, bytes int) ([]change.Batch, error)
	// Take applies the next places of the feed, each whole, and moves the cursor
	// with them. Places at or below the cursor are passed over; a gap is an
	// error. The desk's own batches among them are acknowledged by it. When one
	// bears this device's name and is not what this desk made under that number,
	// nothing is applied and the answer is ErrCopied. A power cut may take the last
	// places and the cursor back together, and nothing else.
	Take(ctx context.Context, epoch uint64, entries []change.Entry) (change.Cursor, error)
	// Refuse moves batches to "needs attention". What they changed stays on the
	// screen until a person decides. One without a code is in the feed already, by
	// a name that this desk had before, and is dealt with by that. Those that are not in the outbox are passed
	// over; ErrCopied when a number is that of another batch here.
	Refuse(ctx context.Context, list []wire.Refused) error

	// StartLoad begins a load of the shop's state and gives it a new Number, or
	// goes on with the one that was begun (Standing.Load with an Epoch)
	// and ignores l; it says where to go on. Where nothing of the feed was read
	// yet (the cursor's Epoch is 0) the cursor moves to Start in Epoch, whose
	// batch is StartBatch; otherwise it stays.
	StartLoad(ctx context.Context, l Load) (Load, error)
	// TakePages stores pages of one load in the order they came, the first and as
	// many more as keep nobody waiting, together with where to go on, as Load.Next
	// says. The answer is how many are dealt with, and the load that runs, the zero
	// Load when there is none; a page of another load is passed over. A power cut may
	// take the last pages and where to go on back together, and nothing else.
	TakePages(ctx context.Context, pages []wire.Page) (taken int, now Load, err error)
	// FinishLoad makes the load a durable fact, written last. It may come twice.
	FinishLoad(ctx context.Context) error

	// GiveBack lists kept entries after a place, by rising Was.Seq and all of one
	// number together, that a hub may have lost: those of this device, and all of
	// them where its scope is whole. Cut says that its scope may have hidden some of
	// a place since it was made; of others' such places are left out. Was names the life of the feed in which the
	// desk read the place last, so that places that several lives share have one
	// name.
	GiveBack(ctx context.Context, after int64, bytes int) ([]change.Entry, error)
	// SetEpochs takes the hub's epochs over once nothing is left to give back,
	// and the cursor into the newest of them. Where the cursor lies above common,
	// the last place that this desk's past has in common with the hub's, it goes
	// back to that, and a load waits to be started (Standing.Load with Epoch 0):
	// LoadRestored since common, or the one that was not finished, from its
	// beginning. What the replica holds at versions above common is of places
	// that are no more: it gives way to whatever the feed or a page brings.
	SetEpochs(ctx context.Context, epochs []change.Epoch, common int64) error
	// SetScope cuts the replica to a scope: what it no longer sees is purged
	// from every place, including history, search and kept entries. Where the
	// replica was cut to another scope or revision before, a load waits to be started for
	// what the scope shows now and did not: LoadScope, or the one that was not
	// finished, from its beginning. None waits before the first load has begun.
	SetScope(ctx context.Context, s change.Scope, rev int64) error
	// Identity makes a new device and its key, not yet in use. Until Enrol or
	// Renew takes it into use every call gives the same, so that an answer that
	// was lost costs no invite.
	Identity(ctx context.Context) (device change.ID, publicKey []byte, err error)
	// Enrol takes the identity that Identity made last into use and remembers
	// the hub. Where it is the one in use, a hub that had lost this device knows it
	// again and nothing else changes. Where the shop lived on this desk alone, all of it is queued to be sent.
	Enrol(ctx context.Context, e wire.Enrolled) error
	// Renew gives a copy the identity that Identity made last: what was not sent
	// is sent under it, with numbers of the new series from now on.
	Renew(ctx context.Context, r wire.Renewed) error
	// Remove removes everything of the shop from this device, and no command
	// works on it from then on. The same transaction looks whether Outgoing would
	// give anything after the number up to which the hub keeps aside what was not
	// sent, or whether this desk goes by another name than device: then nothing is
	// removed and the answer is ErrMore. Of a shop that was removed before, whoever
	// did it, what its files hold yet goes.
	Remove(ctx context.Context, device change.ID, handed int64) error
	// SetSkew keeps how far the hub's clock is ahead of this one, in milliseconds.
	SetSkew(ctx context.Context, ms int64) error
	// Digest computes the digest of what the hub has confirmed here.
	Digest(ctx context.Context) (change.Cursor, change.Digest, error)
}

// Standing is who and where a desk is.
type Standing struct {
	Shop, Device change.ID
	Name         string
	Series       string // before its order numbers
	Cursor       change.Cursor
	LastBatch    change.ID    // the batch at Cursor
	Past         []wire.Place // older places, newest first, at growing distances, down to the oldest that is known: where the desk began, if it began by loading
	Epochs       []change.Epoch
	Acked        int64 // every own batch up to here is in the feed or refused
	LastMade     int64 // newest own batch
	// Adrift is the lowest place of an older life of the feed that is kept and has
	// not come back in the present one; 0 = none. It is given back once more.
	Adrift    int64
	PublicKey []byte // of Device, nil while no hub knows it
	Scope     change.Scope
	ScopeRev  int64
	Load      *Load // a load that is not finished, nil when there is none
	Removed   bool  // the hub's owner cut this device off, and its shop is gone; nothing else is said
}

// ErrCopied is what a Store answers when the hub knows another batch of this
// device under a number than the desk does: two replicas are one device. The
// session asks for a new identity.
var ErrCopied = errors.New("another replica is this device too")

// ErrMore is what a Store answers when it was told to remove a shop of which
// something is not sent that was not handed over either, because somebody has
// worked meanwhile. The session hands that over and comes again.
var ErrMore = errors.New("there is more that was not handed over")

// Load is how far a load of the shop's state has come.
type Load struct {
	Number     uint32
	Why        string    // first, scope, restored or repair
	Epoch      uint64    // of Start
	Start      int64     // head of the feed when it began; with Epoch 0 it has not begun
	StartBatch change.ID // the batch at Start, zero when there is none
	Since      int64     // LoadRestored: only what changed after this place
	Tier       uint8     // that comes next; 0 with Epoch not 0: all pages are stored, FinishLoad is left
	After      []byte    // where in the tier
	// Progress, for people: records of the tier that are stored and, about, in all.
	Done, Total int64
}

// Why a load is made.
const (
	LoadFirst    = "first"
	LoadScope    = "scope"
	LoadRestored = "restored"
	LoadRepair   = "repair"
)
