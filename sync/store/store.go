// Package store is what the hub needs of a database. The default is
// store/sqlite; every implementation passes storetest.
//
// A store keeps, for each shop: the feed of entries, the records as they are
// now, what finds them (parents, claims, ledger sums, tiers), the devices and
// their invites, refusals and quarantine. It decides nothing: sync/merge does.
package store

import (
	"context"
	"errors"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
)

// Errors that every implementation returns for these reasons.
var (
	ErrNoShop    = errors.New("store: no such shop")
	ErrNoDevice  = errors.New("store: no such device")
	ErrNoInvite  = errors.New("store: no such invite, or it was used")
	ErrShopThere = errors.New("store: the shop is there already")
	ErrMalformed = errors.New("store: a Scan.After that no page gave out")
)

// Store is a hub's database. It is safe for use by many goroutines.
type Store interface {
	// Shops lists the shops, oldest first.
	Shops(ctx context.Context) ([]Shop, error)
	// AddShop makes a shop with its first epoch: ErrShopThere if its id is taken.
	AddShop(ctx context.Context, s Shop, epoch uint64) error

	// Read runs f on one consistent state of a shop: ErrNoShop. f must not keep
	// the Reader.
	Read(ctx context.Context, shop change.ID, f func(Reader) error) error
	// Write runs f in one transaction over any number of shops, durable when
	// Write returns nil and without a trace when it does not. When a method of
	// the Writer failed, the transaction leaves no trace either, whatever f
	// returns: ErrNoShop, ErrNoInvite and ErrNoDevice are answers, not failures.
	Write(ctx context.Context, f func(Writer) error) error

	// Verify walks everything: each record is what the feed makes it (where the
	// feed still reaches back), sums are those of the moves, claims are held
	// once, the feed has no gaps. It lists in words what does not add up.
	Verify(ctx context.Context) (problems []string, err error)
	// Backup writes a whole copy to a new file while the hub works; the file has
	// its name only once it is whole. errors.ErrUnsupported where there are no files.
	Backup(ctx context.Context, path string) error
	// Close ends the store after the transaction that is running. It may be called twice.
	Close() error
}

// Shop is one shop of a hub.
type Shop struct {
	ID       change.ID
	Name     string
	Currency string
	AddedAt  int64 // Unix milliseconds
}

// Reader is one shop at one moment. Records and entries that it gives are the
// caller's to keep and not to change.
type Reader interface {
	merge.View

	// Find gives those of the records that are there, deleted ones too, in no order.
	Find(keys []Key) ([]*change.Record, error)

	Shop() (Shop, error)
	Head() (int64, error)
	Epochs() ([]change.Epoch, error) // oldest first

	// Entries gives the encoded entries after a place, in order, until limit
	// entries or bytes are reached, at least one if there is one.
	Entries(after int64, limit, bytes int) ([]RawEntry, error)
	// EntryOf finds the place of a batch; 0 when it is not in the feed.
	EntryOf(batch change.ID) (int64, error)
	// BatchAt gives the batch at a place; false when that place is not there.
	BatchAt(seq int64) (change.ID, bool, error)
	// Taken gives a device's newest batch that was dealt with and the batch id
	// at one of its numbers (zero id when that is not kept).
	Taken(device change.ID) (int64, error)
	BatchOf(device change.ID, deviceSeq int64) (change.ID, error)
	// Refusals lists a device's refused batches after a number, in order.
	Refusals(device change.ID, after int64) ([]Refusal, error)

	// Records gives the records of a tier in its fixed order, each document
	// followed by its parts, until about bytes are reached. See Scan. Malformed
	// bookmarks are ErrMalformed.
	Records(q Scan) (Scanned, error)
	// Sums lists the ledger's sums by rising offer and warehouse, after a place
	// (its bucket does not matter; the zero place comes before all).
	Sums(after merge.Place, limit int) ([]LedgerSum, error)
	// Digest adds up the hashes of all records as the scope sees them.
	Digest(scope change.Scope) (change.Digest, error)

	Device(id change.ID) (Device, error) // ErrNoDevice
	Devices() ([]Device, error)          // by enrolment, then id
	// Quarantined lists what was kept aside of a revoked device, by number, then as it came.
	Quarantined(device change.ID) ([][]byte, error)
}

// RawEntry is an entry as change.Entry.Encode wrote it.
type RawEntry struct {
	Seq    int64
	Device change.ID
	Data   []byte
}

// Scan asks for a part of a shop's records.
type Scan struct {
	Tier    uint8   // of sync/wire; TierSince for all that changed after Since, by rising version
	Since   int64   // TierSince: versions above; TierArchive: also closed documents changed after it
	After   []byte  // Scanned.Next; empty = from the beginning
	Bytes   int     // of encoded records; a page ends with the document that reaches them
	Now     int64   // hub's clock, Unix milliseconds: ninety days are counted back from it; one value for a whole load, or a clock set back between two tiers hides what moved from one to the other
	Kinds   []uint8 // only these, nil = all
	Counted bool    // count the tier, for the first page
	Raw     bool    // give Scanned.Raw in place of Scanned.Records: nothing is decoded
}

// Scanned is a part of a tier.
type Scanned struct {
	Records []*change.Record
	Raw     []RawRecord // in place of Records when Scan.Raw
	Next    []byte
	Done    bool
	Total   int64 // documents and parts of the tier, when counted; with TierArchive and Since also what changed after it
}

// RawRecord is a record as change.Record.Encode wrote it, for whoever may see all of it.
type RawRecord struct {
	Kind    uint8
	ID      change.ID
	Version int64
	Data    []byte
}

// LedgerSum is what lies at one place of the ledger, both buckets.
type LedgerSum struct {
	Offer, Warehouse change.ID
	OnHand, Reserved int64
}

// Writer is one transaction.
type Writer interface {
	// In gives a shop for reading and writing; it is held against other writers
	// until the transaction ends: ErrNoShop.
	In(shop change.ID) (ShopWriter, error)
	// TakeInvite uses an invite up by the hash of its code: ErrNoInvite. now is
	// Unix milliseconds.
	TakeInvite(hash []byte, now int64) (Invite, error)
}

// ShopWriter changes one shop within a transaction and reads what it changed.
type ShopWriter interface {
	Reader

	// Append gives the entry the next place of the feed, in the statement that
	// stores it, sets e.Seq and returns it. The device's Taken becomes the
	// batch's DeviceSeq when that is higher. A batch that is in the feed fails.
	Append(e *change.Entry) (int64, error)
	// Put stores a record in place of what was there, nil if nothing was, and
	// keeps parents, claims and tiers. Where two living records have one claimed
	// value, which merge prevents, the lower id is its Holder and Verify tells.
	Put(r, before *change.Record) error
	// AddSum changes a sum of the ledger.
	AddSum(p merge.Place, quantity int64, document change.ID) error
	// Refuse keeps a refusal, once for a number; the device's Taken moves on.
	Refuse(r Refusal) error
	// SetTaken raises a device's Taken after a restore.
	SetTaken(device change.ID, deviceSeq int64) error
	// Break begins a new epoch whose past is shared up to fork; entries after
	// fork belong to it from now on. NextSeries leaves out 26, since desks may
	// hold series that the feed has forgotten.
	Break(epoch uint64, fork int64) error

	PutDevice(d Device) error // by id
	AddInvite(i Invite) error
	// NextSeries gives a series that no desk of the shop has had, neither a
	// device nor a Desk record, and never gives it again: A1, B1 … Z1, AA1 …
	NextSeries() (string, error)
	// Quarantine keeps a revoked device's batch aside; the same one twice is kept once.
	Quarantine(device change.ID, deviceSeq int64, batch []byte) error
}

// Device is one enrolled desk.
type Device struct {
	ID         change.ID
	Shop       change.ID
	Name       string
	Series     string
	PublicKey  []byte // ed25519
	Scope      change.Scope
	ScopeRev   int64
	EnrolledAt int64
	HeardAt    int64 // Unix milliseconds, 0 = never
	Revoked    bool
}

// Invite enrols one device. The code itself is never stored.
type Invite struct {
	Hash      []byte // SHA-256 of the code
	Shop      change.ID
	Scope     change.Scope
	ExpiresAt int64 // Unix milliseconds
}

// Refusal is a batch that will not be in the feed, kept until its device knows.
type Refusal struct {
	Device    change.ID
	DeviceSeq int64
	Batch     change.ID
	Refusal   merge.Refusal
}
