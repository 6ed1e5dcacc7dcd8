package simtest

import (
	"context"
	"errors"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/client"
	"github.com/prylavok/prylavok/sync/merge"
)

// Desk is one till as the simulator needs it: what a session reads and writes,
// what a clerk does, and what a power cut does. The simulator brings a desk of
// its own that lives in memory; Config.NewDesk puts another in its place.
//
// A method that returned is durable. A simulated kill falls between two calls,
// or in place of one, so that a call is either whole or absent.
type Desk interface {
	client.Store

	// Do runs one local command; everything random in it comes from the dice, so
	// that two desks in the same state do the same. ErrNothing says that there
	// is nothing to do it to.
	Do(ctx context.Context, a Action) error
	// Inspect shows the desk as a clerk sees it.
	Inspect(ctx context.Context) (Inspection, error)
	// Crash ends the program as a power cut does and opens the replica again.
	Crash(ctx context.Context) error
	// Clone copies the replica as it lies on the disk to another computer, which
	// has dice of its own.
	Clone(ctx context.Context, seed uint64) (Desk, error)
	// Close ends the desk for good.
	Close() error
}

// DeskConfig is what a desk is made with.
type DeskConfig struct {
	Name    string
	Seed    uint64       // of its ids and its key
	Now     func() int64 // its own clock, Unix milliseconds; it may be off by years
	Release int          // 0 = this one; below: an older one that lacks the newest kinds and fields; above: a newer one that has more
}

// Action is one thing that a person does at a till.
type Action struct {
	Verb Verb
	Dice [4]uint64 // which records, how many, to what
}

// Verb is what a person does.
type Verb string

// The verbs of a shop's day.
const (
	Found      Verb = "found"       // the first day: people, a warehouse, settings
	AddProduct Verb = "add product" // with an offer, a barcode and the first receipt
	AddClient  Verb = "add customer"
	Sell       Verb = "sell" // an order with lines, payment and moves, in one batch
	Park       Verb = "park"
	EditLine   Verb = "edit line"
	DropLine   Verb = "cancel line"
	AddLine    Verb = "add line"
	Step       Verb = "status"
	Cancel     Verb = "cancel"
	Pay        Verb = "payment" // a part of what an order comes to
	GiveReturn Verb = "return"
	Reprice    Verb = "price"
	Cost       Verb = "purchase price"
	Rename     Verb = "rename" // of low stake
	Readdress  Verb = "address"
	Configure  Verb = "setting"
	Remove     Verb = "delete"
	Bring      Verb = "bring back"
	AddBarcode Verb = "add barcode"
	AddPhone   Verb = "add phone"
	Receive    Verb = "receipt"
	PrintOut   Verb = "print"
	Decide     Verb = "decide" // a clash
	FinishTask Verb = "task"
	MakeRange  Verb = "number range"
	AskNumbers Verb = "ask numbers" // leases ahead
	TakeNumber Verb = "number"      // on a parcel's label
	Bulk       Verb = "bulk"        // one command that touches very much
	Poison     Verb = "poison"      // a batch that no hub takes
	Novelty    Verb = "novelty"
)

// ErrNothing says that an action finds nothing to act on.
var ErrNothing = errors.New("nothing to do it to")

// Inspection is a desk as a clerk sees it.
type Inspection struct {
	// Records are the shop's records with the desk's unsent edits laid over,
	// deleted ones too, by kind and id.
	Records []*change.Record
	// Sums are the ledger's sums as the desk shows them.
	Sums map[merge.Place]int64
	// Attention counts the batches that wait for a person.
	Attention int
	// Purged says that the shop was removed from this desk.
	Purged bool
}

// key is one record's name.
type key struct {
	kind uint8
	id   change.ID
}
