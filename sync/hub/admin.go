package hub

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/store"
	"github.com/prylavok/prylavok/sync/wire"
)

// InviteMs is how long an invite is good, in milliseconds: seven days.
const InviteMs = 7 * 24 * 60 * 60 * 1000

// hashCode gives what is stored of a code; false when it is none.
func hashCode(code string) ([]byte, bool) {
	plain, err := wire.InviteCode(code)
	sum := sha256.Sum256([]byte(plain))
	return sum[:], err == nil
}

// AddShop makes a shop and the invite of its first device, the owner's.
func (g *Engine) AddShop(ctx context.Context, name, currency string) (store.Shop, wire.Invited, error) {
	id, err := g.newID()
	if err != nil {
		return store.Shop{}, wire.Invited{}, err
	}
	epoch, err := g.newEpoch()
	if err != nil {
		return store.Shop{}, wire.Invited{}, err
	}
	shop := store.Shop{ID: id, Name: name, Currency: currency, AddedAt: g.Now()}
	if err := g.Store.AddShop(ctx, shop, epoch); err != nil {
		return shop, wire.Invited{}, fmt.Errorf("add shop: %w", err)
	}
	invited, err := g.Invite(ctx, id, change.ScopeOwner)
	return shop, invited, err
}

// Invite makes an invite for one device: store.ErrNoShop.
func (g *Engine) Invite(ctx context.Context, shop change.ID, scope change.Scope) (wire.Invited, error) {
	code, err := wire.NewInviteCode(g.Random)
	if err != nil {
		return wire.Invited{}, err
	}
	hash, _ := hashCode(code)
	out := wire.Invited{Code: code, ExpiresAt: g.Now() + InviteMs}
	err = g.Store.Write(ctx, func(w store.Writer) error {
		s, err := w.In(shop)
		if err != nil {
			return err
		}
		return s.AddInvite(store.Invite{Hash: hash, Shop: shop, Scope: scope, ExpiresAt: out.ExpiresAt})
	})
	if err != nil {
		return wire.Invited{}, fmt.Errorf("invite: %w", err)
	}
	return out, nil
}

func (g *Engine) makeInvite(ctx context.Context, f MakeInvite) (Event, error) {
	if !f.Scope.Valid() {
		return Denied{wire.CloseMalformed, "no such scope"}, nil
	}
	if err := g.read(ctx, f.Who, func(store.Reader) error { return nil }); err != nil {
		return nil, err
	}
	invited, err := g.Invite(ctx, f.Who.Shop, f.Scope)
	if err != nil {
		return nil, err
	}
	return Answered{Frame: invited}, nil
}

// Devices lists a shop's devices: store.ErrNoShop.
func (g *Engine) Devices(ctx context.Context, shop change.ID) (devices []store.Device, err error) {
	err = g.Store.Read(ctx, shop, func(r store.Reader) error {
		devices, err = r.Devices()
		return err
	})
	return devices, err
}

// Revoke cuts a device off. Its session ends, it may hand over what it had not
// sent and then removes the shop from itself: store.ErrNoShop, store.ErrNoDevice.
func (g *Engine) Revoke(ctx context.Context, shop, device change.ID) error {
	return g.changeDevice(ctx, shop, device, func(d *store.Device) { d.Revoked = true })
}

// SetScope gives a device the rights of another role: store.ErrNoShop, store.ErrNoDevice.
func (g *Engine) SetScope(ctx context.Context, shop, device change.ID, scope change.Scope) error {
	return g.changeDevice(ctx, shop, device, func(d *store.Device) { d.Scope = scope })
}

func (g *Engine) changeDevice(ctx context.Context, shop, device change.ID, f func(*store.Device)) error {
	var rev, head int64
	err := g.Store.Write(ctx, func(w store.Writer) error {
		s, err := w.In(shop)
		if err != nil {
			return err
		}
		d, err := s.Device(device)
		if err != nil {
			return err
		}
		before := d
		f(&d)
		if d.Scope != before.Scope || d.Revoked != before.Revoked {
			d.ScopeRev++
		}
		rev = d.ScopeRev
		if err := s.PutDevice(d); err != nil || !d.Revoked || before.Revoked {
			return err
		}
		// Whoever waits until this device is back would wait for ever.
		if err := g.awaitNoMore(opened(s), device, false); err != nil {
			return err
		}
		head, err = s.Head()
		return err
	})
	if err == nil {
		g.notify(shop, device, DeviceChanged{rev})
	}
	if err == nil && head > 0 {
		g.notify(shop, change.ID{}, HeadMoved{head})
	}
	return err
}

func (g *Engine) cutOff(ctx context.Context, f CutOff) (Event, error) {
	if f.Device == f.Who.Device {
		return Denied{wire.CloseNotAllowed, "a device cannot cut itself off"}, nil
	}
	if err := g.read(ctx, f.Who, func(store.Reader) error { return nil }); err != nil {
		return nil, err
	}
	if err := g.Revoke(ctx, f.Who.Shop, f.Device); err != nil && !errors.Is(err, store.ErrNoDevice) {
		return nil, err
	}
	g.Log.Info("device revoked", slog.String("shop", idText(f.Who.Shop)), slog.String("device", idText(f.Device)), slog.String("by", idText(f.Who.Device)))
	return g.listPeers(ctx, f.Who)
}

// BeginEpochs begins a new epoch in every shop at its head: what a hub does that
// was set back to a backup, before any desk comes.
func (g *Engine) BeginEpochs(ctx context.Context) error {
	shops, err := g.Store.Shops(ctx)
	if err != nil {
		return err
	}
	epochs := make([]uint64, len(shops))
	for i := range epochs {
		if epochs[i], err = g.newEpoch(); err != nil {
			return err
		}
	}
	err = g.Store.Write(ctx, func(w store.Writer) error {
		for i, shop := range shops {
			s, err := w.In(shop.ID)
			if err != nil {
				return err
			}
			head, err := s.Head()
			if err != nil {
				return err
			}
			if err := s.Break(epochs[i], head); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("begin epochs: %w", err)
	}
	for i, shop := range shops {
		g.notify(shop.ID, change.ID{}, EpochBegun{epochs[i]})
	}
	return nil
}

// Hearing is when a device was last heard, Unix milliseconds by the hub's clock.
type Hearing struct {
	Shop, Device change.ID
	At           int64
}

// Heard notes when devices were heard, many in one transaction.
func (g *Engine) Heard(ctx context.Context, list []Hearing) error {
	return g.Store.Write(ctx, func(w store.Writer) error {
		for _, h := range list {
			s, err := w.In(h.Shop)
			if errors.Is(err, store.ErrNoShop) {
				continue
			}
			if err != nil {
				return err
			}
			d, err := s.Device(h.Device)
			if errors.Is(err, store.ErrNoDevice) || (err == nil && d.HeardAt >= h.At) {
				continue
			}
			if err != nil {
				return err
			}
			d.HeardAt = h.At
			if err := s.PutDevice(d); err != nil {
				return err
			}
		}
		return nil
	})
}
