package wire_test

import (
	"errors"
	"testing"

	"github.com/prylavok/prylavok/sync/wire"
	"pgregory.net/rapid"
)

// Both ends remember the same, whatever the silences between frames, and never
// more than the window.
func TestBothEndsRememberTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s wire.Sender
		var r wire.Receiver
		now := int64(1_790_000_000_000)
		for range rapid.IntRange(1, 60).Draw(t, "frames") {
			f := genFrame(t)
			now += rapid.SampledFrom([]int64{0, 1000, 299_999, 300_000, 86_400_000, -5_000}).Draw(t, "silence")
			message, err := s.Message(f, now)
			if err != nil {
				t.Fatal(err)
			}
			back, err := r.Frame(message, wire.MaxFrameBytes, now)
			if err != nil || !same(f, back) {
				t.Fatalf("sent %+v\n got %+v, %v", f, back, err)
			}
			if s.Held() != r.Held() || s.Held() > 16<<10 {
				t.Fatalf("the ends remember %d and %d bytes", s.Held(), r.Held())
			}
		}
	})
}

// FuzzMessage shows that no messages bring a receiver down.
func FuzzMessage(f *testing.F) {
	var s wire.Sender
	for i := range 20 {
		message, err := s.Message(rapid.Custom(genFrame).Example(i), int64(i))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(message, message)
	}
	f.Fuzz(func(_ *testing.T, first, second []byte) {
		var r wire.Receiver
		if _, err := r.Frame(first, 1<<16, 0); err != nil && errors.Is(err, wire.ErrMalformed) {
			return
		}
		_, _ = r.Frame(second, 1<<16, 1)
	})
}
