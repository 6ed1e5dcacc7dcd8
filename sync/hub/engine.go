package hub

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/store"
	"github.com/prylavok/prylavok/sync/wire"
)

// Engine does what connections decided, on a store. It is safe for use by many
// goroutines when its fields are.
type Engine struct {
	Store store.Store
	// Now is the hub's clock, Unix milliseconds. It is shown and lets invites
	// end; it orders nothing.
	Now func() int64
	// Random makes nonces, epochs, ids and the codes of invites.
	Random io.Reader
	Log    *slog.Logger
	// Notify hears what other connections have to know: HeadMoved, EpochBegun
	// and DeviceChanged, after the commit that made it so. A zero device means
	// all of the shop. Nil when nobody listens.
	Notify func(shop, device change.ID, e Event)
	// Online lists a shop's devices that are connected now. Nil means nobody is.
	Online func(shop change.ID) map[change.ID]bool

	unpacked *unpacked // nil but in a server
}

// errDenied carries a Denied out of a transaction, which then leaves no trace.
type errDenied struct{ Denied }

func (e errDenied) Error() string { return e.Why }

func deny(code wire.CloseCode, why string) error { return errDenied{Denied{code, why}} }

// Do runs any effect but Send and Close. When the store fails, the error is for
// the log and the event is a Denied that lets the desk come back.
func (g *Engine) Do(ctx context.Context, f Effect) (Event, error) {
	e, err := g.do(ctx, f)
	var denied errDenied
	switch {
	case err == nil:
		return e, nil
	case errors.As(err, &denied):
		return denied.Denied, nil
	case errors.Is(err, store.ErrNoShop):
		return Denied{wire.CloseOtherShop, "this hub does not have the shop"}, nil
	case errors.Is(err, store.ErrNoDevice):
		return Denied{wire.CloseUnknown, "the hub does not know this device"}, nil
	}
	return Denied{wire.CloseInternal, "the hub failed"}, err
}

func (g *Engine) do(ctx context.Context, f Effect) (Event, error) {
	switch f := f.(type) {
	case Greet:
		return g.greet(ctx, f)
	case Begin:
		return g.begin(ctx, f)
	case Enlist:
		return g.enlist(ctx, f)
	case Accept:
		results, err := g.Accept(ctx, []Submission{f.Submission})
		if err != nil {
			return nil, err
		}
		return Accepted{results[0]}, nil
	case ReadFeed:
		return g.readFeed(ctx, f)
	case ReadPage:
		return g.readPage(ctx, f)
	case ReadDigest:
		return g.readDigest(ctx, f)
	case ListPeers:
		return g.listPeers(ctx, f.Who)
	case MakeInvite:
		return g.makeInvite(ctx, f)
	case CutOff:
		return g.cutOff(ctx, f)
	case Rename:
		return g.rename(ctx, f)
	case SetAside:
		return g.setAside(ctx, f)
	}
	return nil, fmt.Errorf("%T is not for the engine", f)
}

func (g *Engine) notify(shop, device change.ID, e Event) {
	if g.Notify != nil {
		g.Notify(shop, device, e)
	}
}

func (g *Engine) random(n int) ([]byte, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(g.Random, b); err != nil {
		return nil, fmt.Errorf("random bytes: %w", err)
	}
	return b, nil
}

// newEpoch draws an epoch's id; zero means no epoch and is never drawn.
func (g *Engine) newEpoch() (uint64, error) {
	b, err := g.random(8)
	if err != nil {
		return 0, err
	}
	return max(1, binary.BigEndian.Uint64(b)), nil
}

// newID makes a UUIDv7.
func (g *Engine) newID() (id change.ID, err error) {
	b, err := g.random(16)
	if err != nil {
		return id, err
	}
	copy(id[:], b)
	binary.BigEndian.PutUint64(id[:8], uint64(g.Now())<<16|0x7000|uint64(binary.BigEndian.Uint16(b[6:])&0x0fff))
	id[8] = 0x80 | id[8]&0x3f
	return id, nil
}

// greet finds the key that a Hello must prove. What a stranger may learn is
// whether this hub has a shop and a device whose ids he knows already.
func (g *Engine) greet(ctx context.Context, f Greet) (Event, error) {
	nonce, err := g.random(32)
	if err != nil {
		return nil, err
	}
	out := Greeted{Nonce: nonce}
	if f.Hello == nil {
		return out, nil
	}
	err = g.Store.Read(ctx, f.Hello.Shop, func(r store.Reader) error {
		d, err := r.Device(f.Hello.Device)
		out.PublicKey = d.PublicKey
		return err
	})
	return out, err
}

// admit sees that a session's rights and epoch are what they were when it began.
func admit(r store.Reader, who Who) error {
	d, err := r.Device(who.Device)
	if err != nil {
		return err
	}
	if d.Revoked || d.ScopeRev != who.ScopeRev {
		return deny(wire.CloseScope, "the device's rights changed")
	}
	epochs, err := r.Epochs()
	if err != nil {
		return err
	}
	if epochs[len(epochs)-1].ID != who.Epoch {
		return deny(wire.CloseRestored, "the feed began a new epoch")
	}
	return nil
}

// read runs f on one moment of the shop, for a session that may be there still.
func (g *Engine) read(ctx context.Context, who Who, f func(store.Reader) error) error {
	return g.Store.Read(ctx, who.Shop, func(r store.Reader) error {
		if err := admit(r, who); err != nil {
			return err
		}
		return f(r)
	})
}

// write runs f in a transaction of its own, for a session that may be there still.
func (g *Engine) write(ctx context.Context, who Who, f func(store.ShopWriter) error) error {
	return g.Store.Write(ctx, func(w store.Writer) error {
		s, err := w.In(who.Shop)
		if err != nil {
			return err
		}
		if err := admit(s, who); err != nil {
			return err
		}
		return f(s)
	})
}
