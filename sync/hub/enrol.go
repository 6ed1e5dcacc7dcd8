package hub

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"unicode/utf8"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/store"
	"github.com/prylavok/prylavok/sync/wire"
)

const (
	// devicesMax bounds the devices of a shop, revoked and renewed ones too.
	devicesMax = 50_000
	// nameBytes bounds the name of a till.
	nameBytes = 200
	// intentJoin is the intent of the entries that the hub makes itself: the
	// Desk record of a new device. They are of no device and have no number.
	intentJoin = "join"
)

// enlist makes a device of whoever has the invite.
func (g *Engine) enlist(ctx context.Context, f Enlist) (Event, error) {
	entry, err := g.newID()
	if err != nil {
		return nil, err
	}
	hash, ok := hashCode(f.Enrol.Invite)
	if !ok {
		return Denied{wire.CloseInvite, "that is no invite"}, nil
	}
	var out Enlisted
	var shop change.ID
	err = g.Store.Write(ctx, func(w store.Writer) error {
		invite, err := w.TakeInvite(hash, g.Now())
		if err != nil {
			return err
		}
		s, err := w.In(invite.Shop)
		if err != nil {
			return err
		}
		shop = invite.Shop
		if out, err = g.enrolInto(s, f.Enrol, invite, entry); err != nil {
			return err
		}
		return g.welcomeNew(s, &out)
	})
	if errors.Is(err, store.ErrNoInvite) {
		return g.enrolledBefore(ctx, f.Enrol)
	}
	if err != nil {
		return nil, err
	}
	g.Log.Info("device enrolled", slog.String("shop", idText(shop)), slog.String("device", idText(out.Device.ID)), slog.String("series", out.Device.Series), slog.String("scope", string(out.Device.Scope)))
	g.notify(shop, change.ID{}, HeadMoved{out.Welcome.Head})
	return out, nil
}

// enrolInto makes the device. What it denies leaves the invite as it was.
func (g *Engine) enrolInto(s store.ShopWriter, e *wire.Enrol, invite store.Invite, entry change.ID) (Enlisted, error) {
	out := Enlisted{Returning: e.Shop == invite.Shop}
	head, err := s.Head()
	if err != nil {
		return out, err
	}
	if e.Shop != (change.ID{}) && !out.Returning && head > 0 {
		return out, deny(wire.CloseOtherShop, "the shop has been begun already; only an empty one takes another's place")
	}
	d, err := s.Device(e.Device)
	switch {
	case err == nil && !bytes.Equal(d.PublicKey, e.PublicKey):
		return out, deny(wire.CloseForged, "the device has another key")
	case err == nil && d.Revoked:
		return out, deny(wire.CloseRevoked, "the device is cut off; a new one may come")
	case err == nil && d.Scope != invite.Scope:
		d.Scope, d.ScopeRev = invite.Scope, d.ScopeRev+1
		err = s.PutDevice(d)
	case errors.Is(err, store.ErrNoDevice):
		d = store.Device{ID: e.Device, Shop: invite.Shop, Name: cleanName(e.Name), PublicKey: e.PublicKey, Scope: invite.Scope}
		d, err = g.addDevice(s, d, e.Series, entry, e.Shop == (change.ID{}))
	}
	if err != nil {
		return out, err
	}
	return out, describe(s, d, &out)
}

// addDevice gives a device its series and its record in the shop. One that is
// fresh has nothing that a restored hub may have lost.
func (g *Engine) addDevice(s store.ShopWriter, d store.Device, wanted string, entry change.ID, fresh bool) (store.Device, error) {
	devices, err := s.Devices()
	if err != nil {
		return d, err
	}
	if len(devices) >= devicesMax {
		return d, deny(wire.CloseLimit, fmt.Sprintf("the shop has %d devices", devicesMax))
	}
	if d.Series, err = freeSeries(s, devices, d.ID, wanted); err != nil {
		return d, err
	}
	d.ScopeRev, d.EnrolledAt, d.HeardAt = 1, g.Now(), g.Now()
	if err := s.PutDevice(d); err != nil {
		return d, err
	}
	there, err := s.Record(change.Desk.Num, d.ID)
	if err != nil || there != nil {
		return d, err
	}
	op := change.Op{Kind: change.Desk.Num, Act: change.Create, ID: d.ID, Set: []change.Assign{{Field: deskSeries, Value: d.Series}, {Field: deskName, Value: d.Name}}}
	epochs, err := s.Epochs()
	if err != nil {
		return d, err
	}
	if life := lifeOf(epochs); fresh && life != "" {
		op.Set = append(op.Set, change.Assign{Field: deskEpoch, Value: life})
	}
	e := &change.Entry{At: g.Now(), Batch: change.Batch{ID: entry, Intent: intentJoin, At: g.Now(), Ops: []change.Op{op}}}
	seq, err := s.Append(e)
	if err != nil {
		return d, err
	}
	return d, apply(s, lookAt(opened(s)), &op, seq)
}

var (
	deskSeries = field(change.Desk, "series")
	deskName   = field(change.Desk, "name")
)

// freeSeries keeps the series that a desk has already, where nobody else has it.
func freeSeries(s store.ShopWriter, devices []store.Device, device change.ID, wanted string) (string, error) {
	taken := !seriesForm(wanted)
	for _, d := range devices {
		taken = taken || (d.ID != device && d.Series == wanted)
	}
	for {
		if taken {
			var err error
			if wanted, err = s.NextSeries(); err != nil {
				return "", err
			}
		}
		// A desk that was given back after a restore may hold it without a device.
		holder, held, err := s.Holder(change.Desk.Num, deskSeries, wanted)
		if err != nil || !held || holder == device {
			return wanted, err
		}
		taken = true
	}
}

// seriesForm reports whether a text is letters and then a digit, as NextSeries gives them.
func seriesForm(s string) bool {
	letters := strings.TrimRight(s, "0123456789")
	return len(s) <= 8 && len(letters) > 0 && len(letters) < len(s) && strings.Trim(letters, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

func cleanName(name string) string {
	name = strings.ToValidUTF8(strings.TrimSpace(name), "")
	for len(name) > nameBytes {
		_, n := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-n]
	}
	return name
}

func describe(r store.Reader, d store.Device, out *Enlisted) error {
	shop, err := r.Shop()
	if err != nil {
		return err
	}
	out.Device = d
	out.Enrolled = wire.Enrolled{Shop: shop.ID, Device: d.ID, Series: d.Series, ShopName: shop.Name, Currency: shop.Currency}
	return nil
}

// welcomeNew is the welcome of a desk that has nothing yet.
func (g *Engine) welcomeNew(r store.Reader, out *Enlisted) (err error) {
	out.Welcome, err = g.welcome(r, out.Device, &wire.Hello{Device: out.Device.ID}, past{})
	return err
}

// enrolledBefore answers a desk whose invite was used up by itself: the answer
// was lost. It has shown that it has the device's key.
func (g *Engine) enrolledBefore(ctx context.Context, e *wire.Enrol) (Event, error) {
	shops, err := g.Store.Shops(ctx)
	if err != nil {
		return nil, err
	}
	for _, shop := range shops {
		var out Enlisted
		err := g.Store.Read(ctx, shop.ID, func(r store.Reader) error {
			d, err := r.Device(e.Device)
			if err != nil {
				return err
			}
			if d.Revoked || !bytes.Equal(d.PublicKey, e.PublicKey) {
				return store.ErrNoDevice
			}
			out.Returning = e.Shop == shop.ID
			if err := describe(r, d, &out); err != nil {
				return err
			}
			return g.welcomeNew(r, &out)
		})
		if errors.Is(err, store.ErrNoDevice) || errors.Is(err, store.ErrNoShop) {
			continue
		}
		return out, err
	}
	return Denied{wire.CloseInvite, "the invite is used, over or not known"}, nil
}

// rename makes a device of its own of what turned out to be a copy.
func (g *Engine) rename(ctx context.Context, f Rename) (Event, error) {
	if len(f.Renew.PublicKey) != ed25519.PublicKeySize || f.Renew.Device == (change.ID{}) || f.Renew.Device == f.Who.Device {
		return Denied{wire.CloseMalformed, "a new name needs a new device and its key"}, nil
	}
	entry, err := g.newID()
	if err != nil {
		return nil, err
	}
	var d store.Device
	var head int64
	err = g.write(ctx, f.Who, func(s store.ShopWriter) error {
		old, err := s.Device(f.Who.Device)
		if err != nil {
			return err
		}
		d, err = s.Device(f.Renew.Device)
		switch {
		case err == nil && !bytes.Equal(d.PublicKey, f.Renew.PublicKey):
			return deny(wire.CloseForged, "the device has another key")
		case errors.Is(err, store.ErrNoDevice):
			d = store.Device{ID: f.Renew.Device, Shop: f.Who.Shop, Name: old.Name, PublicKey: f.Renew.PublicKey, Scope: old.Scope}
			d, err = g.addDevice(s, d, "", entry, true)
		}
		if err != nil {
			return err
		}
		head, err = s.Head()
		return err
	})
	if err != nil {
		return nil, err
	}
	g.Log.Warn("a copy got a name of its own", slog.String("shop", idText(f.Who.Shop)), slog.String("was", idText(f.Who.Device)), slog.String("device", idText(d.ID)), slog.String("series", d.Series))
	g.notify(f.Who.Shop, change.ID{}, HeadMoved{head})
	return Answered{Frame: wire.Renewed{Device: d.ID, Series: d.Series}, Close: wire.CloseAgain}, nil
}

// asideMax is how far beyond its last batch a revoked device may number.
const asideMax = 100_000

// setAside keeps what a revoked device had not sent.
func (g *Engine) setAside(ctx context.Context, f SetAside) (Event, error) {
	out := Answered{}
	if f.Done {
		out.Close = wire.CloseRevoked
	}
	var last int64
	err := g.Store.Write(ctx, func(w store.Writer) error {
		s, err := w.In(f.Who.Shop)
		if err != nil {
			return err
		}
		d, err := s.Device(f.Who.Device)
		if err != nil {
			return err
		}
		if !d.Revoked {
			return deny(wire.CloseAgain, "the device is not cut off any more")
		}
		taken, err := s.Taken(d.ID)
		if err != nil {
			return err
		}
		for i := range f.Batches {
			b := &f.Batches[i]
			if b.Device != d.ID || b.DeviceSeq < 1 || b.DeviceSeq > taken+asideMax {
				return deny(wire.CloseOutOfOrder, "not a batch of this device")
			}
			if err := asideOne(s, b); err != nil {
				return err
			}
			last = b.DeviceSeq
		}
		return nil
	})
	out.Frame = wire.Quarantined{DeviceSeq: last}
	return out, err
}

// asideOne keeps a batch unless it is in the feed already.
func asideOne(s store.ShopWriter, b *change.Batch) error {
	at, err := s.EntryOf(b.ID)
	if err != nil || at != 0 {
		return err
	}
	data, err := b.Encode()
	if err != nil {
		return deny(wire.CloseMalformed, "the batch cannot be kept")
	}
	return s.Quarantine(b.Device, b.DeviceSeq, data)
}
