package main

import (
	"context"
	"crypto/ed25519"
	"fmt"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/wire"
)

func newID() change.ID { return change.ID(shop.NewID()) }

// device is a desk that a hub knows.
type device struct {
	id, shop change.ID
	key      ed25519.PrivateKey
}

// caller is a desk without a replica: it speaks the protocol and keeps nothing.
type caller struct {
	line    *wire.Conn
	shop    change.ID
	device  change.ID
	welcome wire.Welcome
	made    int64 // batches
	heard   int64 // last place of the feed
	owed    int64 // credit to be given back
}

const callerCredit = 4 << 20

// call connects a device to its shop.
func (d device) call(ctx context.Context, url string) (*caller, error) {
	line, err := wire.Dial(ctx, wire.Line{URL: url})
	if err != nil {
		return nil, err
	}
	c := &caller{line: line, shop: d.shop, device: d.id}
	sign := func(text []byte) ([]byte, error) { return ed25519.Sign(d.key, text), nil }
	if err := c.prove(ctx, wire.Hello{Oldest: wire.ProtocolFirst, Newest: wire.ProtocolNewest, Shop: d.shop, Device: d.id}, d.shop, sign); err != nil {
		c.hang()
		return nil, err
	}
	if c.welcome, err = expect[wire.Welcome](ctx, line); err != nil {
		c.hang()
		return nil, err
	}
	c.made = c.welcome.Taken
	return c, nil
}

// prove says a first frame and signs the challenge that comes.
func (c *caller) prove(ctx context.Context, first wire.Frame, shop change.ID, sign func([]byte) ([]byte, error)) error {
	if err := c.line.Write(ctx, first); err != nil {
		return err
	}
	challenge, err := expect[wire.Challenge](ctx, c.line)
	if err != nil {
		return err
	}
	signature, err := sign(wire.SignedText(challenge.Nonce, shop, c.device, challenge.Protocol))
	if err != nil {
		return err
	}
	return c.line.Write(ctx, wire.Proof{Signature: signature})
}

func expect[F wire.Frame](ctx context.Context, line *wire.Conn) (out F, err error) {
	f, err := line.Read(ctx)
	if err != nil {
		return out, err
	}
	out, ok := f.(F)
	if !ok {
		return out, fmt.Errorf("the hub sent %T where %T was to come", f, out)
	}
	return out, nil
}

func (c *caller) hang() { _ = c.line.Close(wire.CloseAgain, "measured") }

// listen begins the feed after a place.
func (c *caller) listen(ctx context.Context, after int64) error {
	c.heard = after
	return c.line.Write(ctx, wire.Credit{After: after, Bytes: callerCredit})
}

// entries reads the next places of the feed and gives the credit for them back.
func (c *caller) entries(ctx context.Context) ([]change.Entry, error) {
	f, err := c.line.Read(ctx)
	if err != nil {
		return nil, err
	}
	e, ok := f.(wire.Entries)
	if !ok {
		return nil, fmt.Errorf("the hub sent %T %+v where entries were to come", f, f)
	}
	for i := range e.Entries {
		c.heard = e.Entries[i].Seq
		c.owed += int64(e.Entries[i].Size())
	}
	if c.owed < callerCredit/4 {
		return e.Entries, nil
	}
	owed := c.owed
	c.owed = 0
	return e.Entries, c.line.Write(ctx, wire.Credit{After: c.heard, Bytes: owed})
}

// pushBytes and pushBatches bound one frame of batches.
const (
	pushBytes   = 512 << 10
	pushBatches = 64
)

// push sends n batches that next makes, at most window of them under way, and
// returns when the last one was read in the feed.
func (c *caller) push(ctx context.Context, n, window int, next func() (*change.Batch, error)) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	room := make(chan struct{}, window) // holds one for each batch under way
	acked := make(chan error, 1)
	go func() {
		err := c.acks(ctx, n, room)
		if err != nil {
			cancel(err)
		}
		acked <- err
	}()
	err := c.send(ctx, n, room, next)
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	if err != nil {
		return err
	}
	return <-acked
}

// send writes n batches, each once there is room for it.
func (c *caller) send(ctx context.Context, n int, room chan struct{}, next func() (*change.Batch, error)) error {
	var frame []change.Batch
	size := 0
	flush := func() error {
		if len(frame) == 0 {
			return nil
		}
		err := c.line.Write(ctx, wire.Push{Batches: frame})
		frame, size = nil, 0
		return err
	}
	for range n {
		b, err := next()
		if err != nil {
			return err
		}
		select {
		case room <- struct{}{}:
		default:
			// What was gathered goes before anything is waited for.
			if err := flush(); err != nil {
				return err
			}
			select {
			case room <- struct{}{}:
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		}
		c.made++
		b.Device, b.DeviceSeq = c.device, c.made
		frame, size = append(frame, *b), size+b.Size()
		if len(frame) == pushBatches || size >= pushBytes {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

// acks reads the feed until n own batches came.
func (c *caller) acks(ctx context.Context, n int, room chan struct{}) error {
	for n > 0 {
		list, err := c.entries(ctx)
		if err != nil {
			return err
		}
		for i := range list {
			if list[i].Batch.Device == c.device {
				n--
				<-room
			}
		}
	}
	return nil
}
