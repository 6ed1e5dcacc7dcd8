package wire

import (
	"fmt"
	"sync"

	"github.com/klauspost/compress/zstd"
	"github.com/prylavok/prylavok/sync/change"
)

// One direction of a connection is a stream of messages. Each is a head byte and
// a frame, plain or packed with zstd. The last frames, up to windowBytes of
// them, are remembered at both ends and serve the next as a dictionary, so that
// a frame costs little when it is like those before; an encoder or decoder,
// which are large, is needed only while a frame passes.

const (
	windowBytes = 16 << 10 // part of the protocol
	// packFrom is the length below which packing never pays.
	packFrom = 32
	// freshMs is after how long a silence a sender forgets its window, and
	// forgetMs after how long the receiver may.
	freshMs  = 5 * 60 * 1000
	forgetMs = 10 * 60 * 1000
)

// The bits of a message's head byte.
const (
	headPacked = 1 << iota // the frame is packed
	headFresh              // both ends forget what was before
)

// zstdMagic begins every zstd frame; it is left out on the wire.
var zstdMagic = []byte{0x28, 0xb5, 0x2f, 0xfd}

// memory is what one end remembers of one direction.
type memory struct {
	compact change.Compact
	window  []byte
	used    bool
	at      int64 // when the last frame passed, Unix milliseconds
}

func (m *memory) forget() { *m = memory{} }

// remember puts a frame into the window. One that is longer than the window
// would push out everything and be of little use: it is left out.
func (m *memory) remember(frame []byte) {
	if len(frame) > windowBytes {
		return
	}
	if over := len(m.window) + len(frame) - windowBytes; over > 0 {
		m.window = m.window[:copy(m.window, m.window[over:])]
	}
	if need := len(m.window) + len(frame); need > cap(m.window) {
		grown := make([]byte, len(m.window), min(max(2*cap(m.window), need, 512), windowBytes))
		copy(grown, m.window)
		m.window = grown
	}
	m.window = append(m.window, frame...)
}

// dictionary gives what a frame of so many bytes is packed against.
func (m *memory) dictionary(bytes int) []byte {
	if bytes > windowBytes {
		return nil
	}
	return m.window
}

// sender writes messages.
type sender struct{ memory }

// message writes a frame's message. After an error the stream is of no use any
// more: the other end does not know what this one remembers.
func (s *sender) message(f Frame, now int64) ([]byte, error) {
	head := byte(0)
	if !s.used || now-s.at >= freshMs || now < s.at {
		s.forget()
		head |= headFresh
	}
	s.used, s.at = true, now
	plain, err := encode(make([]byte, 1, 512), f, &s.compact)
	if err != nil {
		return nil, err
	}
	frame := plain[1:]
	out := plain
	if len(frame) >= packFrom {
		if packed, err := pack(frame, s.dictionary(len(frame))); err != nil {
			return nil, err
		} else if len(packed) < len(plain) {
			head |= headPacked
			out = packed
		}
	}
	s.remember(frame)
	out[0] = head
	return out, nil
}

// receiver reads messages.
type receiver struct{ memory }

// frame reads a message. limit bounds the frame, not packed.
func (r *receiver) frame(message []byte, limit int, now int64) (Frame, error) {
	if len(message) < 2 {
		return nil, fmt.Errorf("%w: a message of %d bytes", ErrMalformed, len(message))
	}
	head, data := message[0], message[1:]
	if head&^(headPacked|headFresh) != 0 {
		return nil, fmt.Errorf("%w: head %#x", ErrMalformed, head)
	}
	if head&headFresh != 0 {
		r.forget()
	} else if !r.used {
		return nil, fmt.Errorf("%w: it stands on a window that is not here", ErrMalformed)
	}
	r.used, r.at = true, now
	if head&headPacked != 0 {
		var err error
		if data, err = r.unpack(data, limit); err != nil {
			return nil, err
		}
	}
	if len(data) > limit {
		return nil, fmt.Errorf("%w: %d bytes are above the limit of %d", ErrMalformed, len(data), limit)
	}
	f, err := decode(data, &r.compact)
	// A frame that this release does not know is in the sender's window too.
	r.remember(data)
	return f, err
}

// unpack gives a packed frame. Its length stands in its head and is held against
// the limit before anything is unpacked.
func (r *receiver) unpack(data []byte, limit int) ([]byte, error) {
	packed := make([]byte, 0, len(zstdMagic)+len(data))
	packed = append(append(packed, zstdMagic...), data...)
	var h zstd.Header
	if err := h.Decode(packed); err != nil {
		return nil, fmt.Errorf("%w: packed frame: %w", ErrMalformed, err)
	}
	if !h.HasFCS || h.Skippable || h.DictionaryID != 0 || h.FrameContentSize > uint64(limit) {
		return nil, fmt.Errorf("%w: packed frame of %d bytes, limit %d", ErrMalformed, h.FrameContentSize, limit)
	}
	size := int(h.FrameContentSize)
	plain, err := unpack(packed, make([]byte, 0, size), r.dictionary(size))
	if err != nil {
		return nil, fmt.Errorf("%w: packed frame: %w", ErrMalformed, err)
	}
	if len(plain) != size {
		return nil, fmt.Errorf("%w: packed frame gives %d bytes where %d were announced", ErrMalformed, len(plain), size)
	}
	return plain, nil
}

// Encoders and decoders for frames with a dictionary and without one are kept
// apart: changing between the two makes them anew.
var withDictionary, alone coders

type coders struct{ encoders, decoders sync.Pool }

func coder(dictionary []byte) *coders {
	if len(dictionary) > 0 {
		return &withDictionary
	}
	return &alone
}

// pack gives one byte of room for a head and the packed frame, without its magic.
func pack(frame, dictionary []byte) ([]byte, error) {
	pool := &coder(dictionary).encoders
	e, _ := pool.Get().(*zstd.Encoder)
	if e == nil {
		var err error
		if e, err = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1), zstd.WithEncoderCRC(false),
			zstd.WithSingleSegment(true), zstd.WithWindowSize(128<<10), zstd.WithLowerEncoderMem(true)); err != nil {
			return nil, fmt.Errorf("make encoder: %w", err)
		}
	}
	defer pool.Put(e)
	if len(dictionary) > 0 {
		if err := e.ResetWithOptions(nil, zstd.WithEncoderDictRaw(0, dictionary)); err != nil {
			return nil, fmt.Errorf("set dictionary: %w", err)
		}
	}
	packed := e.EncodeAll(frame, make([]byte, 0, 64+len(frame)))
	return packed[len(zstdMagic)-1:], nil
}

func unpack(packed, dst, dictionary []byte) ([]byte, error) {
	pool := &coder(dictionary).decoders
	d, _ := pool.Get().(*zstd.Decoder)
	if d == nil {
		var err error
		if d, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecodeAllCapLimit(true),
			zstd.WithDecoderMaxMemory(MaxFrameBytes), zstd.WithDecoderMaxWindow(MaxFrameBytes)); err != nil {
			return nil, fmt.Errorf("make decoder: %w", err)
		}
	}
	defer pool.Put(d)
	if len(dictionary) > 0 {
		if err := d.ResetWithOptions(nil, zstd.WithDecoderDictRaw(0, dictionary)); err != nil {
			return nil, fmt.Errorf("set dictionary: %w", err)
		}
	}
	return d.DecodeAll(packed, dst)
}
