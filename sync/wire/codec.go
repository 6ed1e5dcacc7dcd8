package wire

import (
	"errors"
	"fmt"

	"github.com/prylavok/prylavok/sync/change"
)

// Limits that a decoder holds before it allocates anything, and that an encoder
// does not go beyond.
const (
	// MaxFrameBytes is the length of a frame, not compressed: one batch of the
	// largest size and as much again for what the hub adds to it.
	MaxFrameBytes = 8 << 20
	// maxComesTo is what the batches or entries of a frame may come to by their
	// Size: in compact form an operation fits into two bytes and takes sixty in
	// memory. One batch by itself comes to 12 MiB at most.
	maxComesTo = 2 * MaxFrameBytes

	MaxNameBytes     = 1 << 10 // of a text that people read, of an invite
	MaxFeatures      = 64
	MaxFeatureBytes  = 64
	MaxPast          = 64 // older places in Hello
	MaxEpochs        = 4096
	MaxRefusals      = 20_000 // of one device in Welcome
	MaxBatches       = 4096   // in one frame
	MaxEntries       = 16_384 // in one frame
	MaxRecords       = 65_536 // in one page
	MaxSums          = 65_536
	MaxPeers         = 4096
	MaxBookmarkBytes = 512 // where a page ends
	MaxKeyBytes      = 128 // of a key, a signature or a nonce
)

// ErrMalformed is wrapped by every error of Decode but UnknownFrame.
var ErrMalformed = errors.New("malformed frame")

// UnknownFrame says that a frame is of a type that this release does not know.
type UnknownFrame struct{ Type uint64 }

// Error names the type.
func (e *UnknownFrame) Error() string { return fmt.Sprintf("frame of type %d is not known", e.Type) }

// Skippable reports whether the frame may be passed over: later releases give
// types from 128 on to what an older one need not understand.
func (e *UnknownFrame) Skippable() bool { return e.Type >= 128 }

// readers reads each type of frame. Numbers are never reused.
var readers = map[uint64]func(u *unpacker) Frame{
	1:  readHello,
	2:  readEnrol,
	3:  readChallenge,
	4:  readProof,
	5:  readEnrolled,
	6:  readWelcome,
	7:  readPush,
	8:  readRefused,
	9:  readCloned,
	10: readRenew,
	11: readRenewed,
	12: readCredit,
	13: readEntries,
	14: readWantPage,
	15: readPage,
	16: readGiveBack,
	17: readGivenBack,
	18: readAskDigest,
	19: readDigest,
	20: readAskPeers,
	21: readPeers,
	22: readAskInvite,
	23: readInvited,
	24: readQuarantine,
	25: readQuarantined,
	26: readRevoked,
	27: readRevoke,
}

func (Hello) frameType() uint8       { return 1 }
func (Enrol) frameType() uint8       { return 2 }
func (Challenge) frameType() uint8   { return 3 }
func (Proof) frameType() uint8       { return 4 }
func (Enrolled) frameType() uint8    { return 5 }
func (Welcome) frameType() uint8     { return 6 }
func (Push) frameType() uint8        { return 7 }
func (Refused) frameType() uint8     { return 8 }
func (Cloned) frameType() uint8      { return 9 }
func (Renew) frameType() uint8       { return 10 }
func (Renewed) frameType() uint8     { return 11 }
func (Credit) frameType() uint8      { return 12 }
func (Entries) frameType() uint8     { return 13 }
func (WantPage) frameType() uint8    { return 14 }
func (Page) frameType() uint8        { return 15 }
func (GiveBack) frameType() uint8    { return 16 }
func (GivenBack) frameType() uint8   { return 17 }
func (AskDigest) frameType() uint8   { return 18 }
func (Digest) frameType() uint8      { return 19 }
func (AskPeers) frameType() uint8    { return 20 }
func (Peers) frameType() uint8       { return 21 }
func (AskInvite) frameType() uint8   { return 22 }
func (Invited) frameType() uint8     { return 23 }
func (Quarantine) frameType() uint8  { return 24 }
func (Quarantined) frameType() uint8 { return 25 }
func (Revoked) frameType() uint8     { return 26 }
func (Revoke) frameType() uint8      { return 27 }

// Encode writes a frame by itself.
func Encode(f Frame) ([]byte, error) { return encode(nil, f, &change.Compact{}) }

// Decode reads what Encode wrote. What a later release added behind the
// elements that this one knows is passed over. An error is an *UnknownFrame or
// wraps ErrMalformed.
func Decode(data []byte) (Frame, error) { return decode(data, &change.Compact{}) }

func encode(dst []byte, f Frame, c *change.Compact) ([]byte, error) {
	p := packer{buf: dst, compact: c}
	f.pack(&p)
	if p.err != nil {
		return nil, fmt.Errorf("encode %T: %w", f, p.err)
	}
	if n := len(p.buf) - len(dst); n > MaxFrameBytes {
		return nil, fmt.Errorf("encode %T: %d bytes are above the limit of %d", f, n, MaxFrameBytes)
	}
	return p.buf, nil
}

func decode(data []byte, c *change.Compact) (Frame, error) {
	if len(data) > MaxFrameBytes {
		return nil, fmt.Errorf("%w: %d bytes are above the limit of %d", ErrMalformed, len(data), MaxFrameBytes)
	}
	u := unpacker{buf: data, compact: c}
	n := u.array(255)
	if n == 0 {
		u.fail("a frame without a type")
	}
	kind := u.uint()
	if u.err != nil {
		return nil, u.err
	}
	read, known := readers[kind]
	if !known {
		return nil, &UnknownFrame{kind}
	}
	u.left = n - 1
	f := read(&u)
	u.rest()
	if u.err == nil && len(u.buf) > 0 {
		u.fail("%d bytes left over", len(u.buf))
	}
	if u.err != nil {
		return nil, fmt.Errorf("%T: %w", f, u.err)
	}
	return f, nil
}

// head writes a frame's array with its type.
func (p *packer) head(f Frame, elements int) {
	p.array(elements + 1)
	p.uint(uint64(f.frameType()))
}

// has counts elements off the array that is being read and reports whether they
// are there: those that an older release does not send stay zero.
func (u *unpacker) has(elements int) bool {
	if u.err != nil || u.left < elements {
		return false
	}
	u.left -= elements
	return true
}

// need is has for elements that were there from the first protocol on.
func (u *unpacker) need(elements int) {
	if !u.has(elements) {
		u.fail("%d elements where %d are needed", u.left, elements)
	}
}

// rest passes over what a later release added.
func (u *unpacker) rest() {
	for ; u.left > 0 && u.err == nil; u.left-- {
		u.skip()
	}
}

// inner reads a list's element that is an array of its own, of at least so many
// elements, by f.
func (u *unpacker) inner(elements int, f func()) {
	outer := u.left
	u.left = u.array(255)
	u.need(elements)
	if u.err == nil {
		f()
	}
	u.rest()
	u.left = outer
}
