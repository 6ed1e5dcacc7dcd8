// Package merge says who wins when two desks changed one thing, and what
// follows from a batch: pure functions over records, the same on the hub, on
// every desk and in the simulator.
//
// The hub runs Accept on each batch in the order it gives them; the answer is
// final and travels to every desk as resolved operations. A desk runs Rebase to
// show what its own unsent edits will come to.
package merge

import "github.com/prylavok/prylavok/sync/change"

// View is the shop's state as the hub has ordered it so far.
type View interface {
	// Record gives a record, nil when there is none. Deleted records are given.
	Record(kind uint8, id change.ID) (*change.Record, error)
	// Children lists the parts of a document of one kind, deleted ones too, by
	// rising id.
	Children(parent change.ID, kind uint8) ([]*change.Record, error)
	// Holder gives the living record that holds a claimed value; false when it is free.
	Holder(kind, field uint8, value string) (change.ID, bool, error)
	// Sum gives what lies at a place of the stock ledger.
	Sum(place Place) (Sum, error)
	// Origin says whose batch has a place of the feed; false when that is not
	// known any more.
	Origin(seq int64) (Origin, bool, error)
	// BaseOf gives what the desk had seen that made the batch at a place; the zero
	// cursor when that is not known any more.
	BaseOf(seq int64) (change.Cursor, error)
}

// Place is one sum of the stock ledger.
type Place struct {
	Offer, Warehouse change.ID
	Bucket           string // on_hand or reserved
}

// Sum is the total of a place's moves, in thousandths, and the document of the
// last move that took something away from it.
type Sum struct {
	Total int64
	Taker change.ID
}

// Origin is whose batch has a place of the feed.
type Origin struct {
	Device    change.ID
	DeviceSeq int64
	User      change.ID
	At        int64         // by that desk's clock; shown only
	Epoch     uint64        // in which the hub gave the place
	Was       change.Cursor // its place before a restore; zero usually
}

// Incoming is a batch on its way into the feed.
type Incoming struct {
	Batch  *change.Batch
	Scope  change.Scope   // of the device that sends it
	Epochs []change.Epoch // of the shop's feed, oldest first
	// Was is the place that the batch had before the hub was restored; its
	// operations are resolved already then. Zero for a new batch.
	Was change.Cursor
	// Away says that after a restore some device has not been back yet to tell the
	// hub what it lost: leases of numbers may be out of which nothing is known.
	Away bool
}

// IntentRest is the intent of a batch of no device that brings what was cut out of
// another when that was given back after a restore: as a part of that one, with
// the place that it had.
const IntentRest = "rest"

// isRest reports whether an incoming batch is such a one.
func (in *Incoming) isRest() bool {
	return in.Was.Seq != 0 && in.Batch.Intent == IntentRest && in.Batch.Device == (change.ID{})
}

// Outcome is what a batch comes to.
type Outcome struct {
	Ops     []change.Op // resolved, to be applied in order
	Clean   bool        // Ops are the batch's own, unchanged and with nothing added
	Refused *Refusal    // nothing is applied; Ops is empty
}

// Refusal says why a batch cannot be taken. Codes are stable and have sentences
// in the screens' catalogues.
type Refusal struct {
	Code  string // one of the Refuse constants
	Kind  uint8  // of the record that it is about, 0 when it is about none
	ID    change.ID
	Field uint8
	Text  string // English, for the log and the command line
}

// Why a batch is refused.
const (
	RefuseMalformed = "sync.refused.malformed" // a value that its field cannot hold, or more than an entry can
	RefuseUnknown   = "sync.refused.unknown"   // it changes a record that the hub does not have
	RefuseRight     = "sync.refused.right"     // the device may not change this
	RefuseFixed     = "sync.refused.fixed"     // it changes what is never changed
)

// The states of a conflict record.
const (
	ConflictNoted  = "noted"  // settled by the rule, kept to be looked up
	ConflictOpen   = "open"   // somebody has to look
	ConflictKept   = "kept"   // what stands was confirmed
	ConflictTaken  = "taken"  // the lost value was taken after all
	ConflictUndone = "undone" // both were undone: the base value is back
)

// Why there is a conflict (its field reason).
const (
	ReasonValue   = "value"   // two values for one field
	ReasonStatus  = "status"  // two steps of a state
	ReasonClaim   = "claim"   // one number, code or series for two records
	ReasonDeleted = "deleted" // one deleted what the other changed
	ReasonHanded  = "handed"  // one handed an order over while the other changed its goods; over its status: what went out has to be looked up
	ReasonPaid    = "paid"    // one cancelled an order for which the other took money
	ReasonDoubled = "doubled" // both took money for an order, or took the goods of a sale back: more than there is to be paid, or was sold
	ReasonRestore = "restore" // only the order before a restore tells them apart
)

// Tells reports whether a conflict for a reason tells of what happened in the
// world, goods that left or money that was taken, rather than of two values of
// which one could be chosen.
func Tells(reason string) bool {
	return reason == ReasonHanded || reason == ReasonPaid || reason == ReasonDoubled
}

// The states and the choices of a shortage task.
const (
	TaskShortage = "shortage"

	TaskOpen = "open"
	TaskDone = "done"

	ChoiceWarehouse  = "warehouse"  // bring it from another warehouse
	ChoiceSubstitute = "substitute" // give something else
	ChoiceWait       = "wait"       // wait for the next delivery
	ChoiceRefund     = "refund"     // give the money back
)
