// Package wire is what desks and the hub say to each other: frames on one
// websocket, as docs/protocol.md writes them down. It knows lengths and forms,
// not what they mean.
package wire

import "github.com/prylavok/prylavok/sync/change"

// Protocol versions. Each constant says what it brought.
const (
	// ProtocolFirst is the first protocol.
	ProtocolFirst = 1
	// ProtocolNewest is the newest that this program speaks; it understands all
	// from ProtocolFirst on.
	ProtocolNewest = ProtocolFirst
)

// Frame is one message. Its concrete types are the structs below, as values.
type Frame interface {
	frameType() uint8
	pack(p *packer)
}

// Hello is a desk's first frame when it is enrolled already.
type Hello struct {
	Oldest, Newest uint8    // protocols that it speaks
	Features       []string // optional parts that it understands; unknown ones are ignored
	Software       string   // for the log
	Shop, Device   change.ID
	Cursor         change.Cursor  // how far it has read; Seq 0 = nothing
	LastBatch      change.ID      // the batch at Cursor, so that the hub sees whether they share a past
	Past           []Place        // older places that it remembers, newest first, at most MaxPast
	Epochs         []change.Epoch // the epochs that it has lived through, oldest first
	Acked          int64          // its newest batch that it knows to be in the feed or refused
	ScopeRev       int64          // the scope revision that its replica is cut to; 0 = none yet
}

// Place is a place of the feed and the batch that stood there.
type Place struct {
	Seq   int64
	Batch change.ID
}

// Enrol is a desk's first frame when it comes with an invite. The code is worth
// one device; it is answered with Enrolled. The same device with the same key
// and invite is answered the same again: the first answer may have been lost.
type Enrol struct {
	Oldest, Newest uint8
	Features       []string
	Software       string
	Invite         string
	Device         change.ID // chosen by the desk
	PublicKey      []byte    // ed25519
	Name           string    // of the till, for people
	// Shop is set by a desk that has a shop already. Is it the invite's, then a
	// device that the hub lost is known again. Any other shop moves to the hub:
	// only an empty one takes it, and it goes by the hub's id from then on.
	Shop   change.ID
	Series string // that the desk numbers with already; kept when nobody else has it
}

// Challenge is the hub's answer to Hello and Enrol: the desk signs Nonce.
type Challenge struct {
	Protocol uint8
	Nonce    []byte // 32 bytes, good for this connection
	Features []string
}

// Proof is the desk's signature over SignedText.
type Proof struct{ Signature []byte }

// Enrolled tells a desk what it is from now on. Welcome follows.
type Enrolled struct {
	Shop     change.ID
	Device   change.ID
	Series   string // letters before its order numbers, unique in the shop
	ShopName string
	Currency string
}

// Welcome begins the work.
type Welcome struct {
	Epochs    []change.Epoch // of the feed, oldest first; the last one is now
	Head      int64          // last place given
	HeadBatch change.ID      // the batch at Head, zero when Head is 0
	Common    int64          // up to here the desk's past is the hub's; below its cursor after a restore
	Taken     int64          // newest batch of this device that the hub has dealt with
	Refusals  []Refused      // of this device's batches after Hello.Acked
	Scope     change.Scope
	ScopeRev  int64 // counts changes of this device's scope
	Now       int64 // hub's clock, Unix milliseconds
	Limits    Limits
}

// Limits are what a desk may have under way.
type Limits struct {
	FrameBytes  int // of one frame, not compressed
	PushBatches int // pushed and not yet in the feed
	PushBytes   int
}

// Push brings batches, by rising DeviceSeq without gaps.
type Push struct{ Batches []change.Batch }

// Refused says that a batch will not be in the feed. It counts as dealt with.
type Refused struct {
	DeviceSeq int64
	Batch     change.ID
	Code      string // of sync/merge; empty when it is in the feed already, by a name that its desk had before
	Kind      uint8
	ID        change.ID
	Field     uint8
	Text      string
}

// Cloned says that the hub has another batch of this device under the same
// number: two tills are one. The desk asks to be renewed.
type Cloned struct{ DeviceSeq int64 }

// Renew asks for a new identity for what turned out to be a copy. Renewed answers.
//
// The same device and key are answered the same again.
type Renew struct {
	Device    change.ID
	PublicKey []byte
}

// Renewed gives a copy its own name. The connection ends after it.
type Renewed struct {
	Device change.ID
	Series string
}

// Credit lets the hub send so many more bytes of entries (not compressed) and,
// the first time in a connection, begins the feed after After.
type Credit struct {
	After int64
	Bytes int64
}

// Entries are the next places of the feed, in order. An entry that is the
// desk's own and Clean has no operations: the desk has them.
type Entries struct{ Entries []change.Entry }

// WantPage asks for a part of the shop's present state.
type WantPage struct {
	Load  uint32 // number of this load, chosen by the desk; a page answers with it
	Tier  uint8  // one of the tiers; TierSince for all that changed after Since
	Since int64
	Start int64  // the head when this load began; what changed since is sent again in the last tier
	After []byte // Page.Next of the page before; empty = from the beginning
	Bytes int    // about how much to send
	Scope bool   // only kinds of which some scope hides something: after a change of scope
}

// The tiers of a first sync, in order.
const (
	TierCatalogue = 1 // settings, people, goods, prices, barcodes
	TierOpen      = 2 // stock, customers, open orders, tasks, open clashes
	TierRecent    = 3 // orders that ended within 90 days
	TierArchive   = 4 // the rest, and what changed meanwhile
	TierSince     = 9 // everything that changed after a place of the feed
)

// Page is a part of the state at Head. A document travels with its parts.
type Page struct {
	Load    uint32
	Tier    uint8
	Head    int64
	Records []change.Record
	// Raw are records as Record.Encode wrote them, sent in place of Records by
	// one that has them so. A page that was read has Records.
	Raw   [][]byte
	Sums  []Sum  // the stock ledger's sums at Head, in TierOpen
	Next  []byte // where the next page begins
	Done  bool   // the tier is complete
	Total int64  // records of this tier, about; for the progress
}

// Sum is what lies at one place of the ledger.
type Sum struct {
	Offer, Warehouse change.ID
	OnHand, Reserved int64 // thousandths
}

// GiveBack brings places of the feed that the hub lost, by rising Was.Seq.
type GiveBack struct {
	Entries []change.Entry // with Was
	Done    bool           // that is all; Acked is the desk's newest batch that was dealt with
	Acked   int64
}

// GivenBack says that everything up to a lost place is safe again.
type GivenBack struct {
	Seq  int64
	Done bool
}

// AskDigest asks for the digest of the desk's scope. Digest answers.
type AskDigest struct{}

// Digest is computed from the hub's rows, at Seq.
type Digest struct {
	Epoch  uint64
	Seq    int64
	Digest []byte // 32 bytes
}

// AskPeers asks when the other desks were last heard. Peers answers.
type AskPeers struct{}

// Peers lists the shop's desks.
type Peers struct{ Peers []Peer }

// Peer is one desk.
type Peer struct {
	Device  change.ID
	Name    string
	Scope   change.Scope
	Online  bool
	HeardAt int64 // Unix milliseconds by the hub's clock, 0 = never
	Revoked bool
}

// AskInvite asks for an invite to the shop; only a device with the owner's
// scope gets one. Invited answers.
type AskInvite struct{ Scope change.Scope }

// Invited is a code that enrols one device.
type Invited struct {
	Code      string
	ExpiresAt int64
}

// Quarantine brings what a revoked device had not sent, for a person to look
// at; the hub keeps it aside. Quarantined answers, and then the device purges
// itself.
type Quarantine struct {
	Batches []change.Batch
	Done    bool
}

// Quarantined says that the batches up to DeviceSeq are kept.
type Quarantined struct{ DeviceSeq int64 }

// Revoked is the hub's answer to the Proof of a device that is cut off: it may
// send Quarantine and nothing else.
type Revoked struct{}

// Revoke asks to cut a device off; only the owner's scope may. Peers answers.
type Revoke struct{ Device change.ID }

// CloseCode says why a connection ends and whether to come back.
type CloseCode uint16

// The close codes. From 4100 on, coming back is useless until something changes.
const (
	CloseAgain       CloseCode = 4000 // come back at once: the hub stops or the line was swapped
	CloseBusy        CloseCode = 4001 // come back after a pause
	CloseScope       CloseCode = 4002 // the device's rights changed: come back at once
	CloseRestored    CloseCode = 4003 // the feed began a new epoch: come back at once
	CloseOutOfOrder  CloseCode = 4007 // a frame that does not belong here: a fresh session may mend it, after a pause
	CloseIncomplete  CloseCode = 4008 // a gap in the device's batches: Welcome.Taken says from where
	CloseMalformed   CloseCode = 4100 // a frame that cannot be read
	CloseProtocol    CloseCode = 4101 // no protocol in common: the program is too old or too new
	CloseUnknown     CloseCode = 4102 // the hub does not know this device: a new invite is needed
	CloseForged      CloseCode = 4103 // the signature is not that device's
	CloseInvite      CloseCode = 4104 // the invite is used, over or not known
	CloseOtherShop   CloseCode = 4105 // the shop is not on this hub, or not empty
	CloseRevoked     CloseCode = 4106 // the device is cut off
	CloseNotAllowed  CloseCode = 4109 // the scope does not allow that
	CloseLimit       CloseCode = 4110 // over a limit
	CloseInternal    CloseCode = 4011 // the hub failed; come back after a pause
	CloseUnspecified CloseCode = 0
)

// ComeBack reports whether trying again unchanged may help.
func (c CloseCode) ComeBack() bool { return c < 4100 }
