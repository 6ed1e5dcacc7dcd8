package replica

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/wire"
)

// Identity makes a device and its key; see client.Store. A shop that has lived
// on this desk alone keeps its device's id, which its orders and settings name
// and no hub has heard of.
func (l *Link) Identity(ctx context.Context) (device change.ID, key []byte, err error) {
	err = l.write(ctx, func(w *writer) error {
		var id shop.ID
		var seed []byte
		if _, err := w.local("next_device", &id); err != nil {
			return err
		}
		if _, err := w.local("next_key", &seed); err != nil {
			return err
		}
		if id.IsZero() || len(seed) != ed25519.SeedSize {
			if id = w.desk.ID; w.joined || id.IsZero() {
				id = shop.NewID()
			}
			seed = make([]byte, ed25519.SeedSize)
			if _, err := rand.Read(seed); err != nil {
				return fmt.Errorf("make key: %w", err)
			}
			if err := w.setLocal(map[string]any{"next_device": id, "next_key": seed}); err != nil {
				return err
			}
		}
		device = change.ID(id)
		key = publicKey(seed)
		return nil
	})
	return device, key, err
}

func publicKey(seed []byte) []byte {
	key := ed25519.NewKeyFromSeed(seed)
	return key[ed25519.SeedSize:] // the private key ends with the public one
}

// errOtherDevice says that the hub answered for an identity that is not the one
// that was asked for.
var errOtherDevice = errors.New("the hub named a device that this desk is not")

// errLeft says that a person gave up joining the hub before it answered.
var errLeft = errors.New("the hub was left before it took this desk in")

// Enrol takes the new identity into use; see client.Store.
func (l *Link) Enrol(ctx context.Context, e wire.Enrolled) error {
	return l.write(ctx, func(w *writer) error {
		if w.joined && w.desk.ShopID != shop.ID(e.Shop) {
			return ErrOtherShop
		}
		if w.joined && w.desk.ID == shop.ID(e.Device) {
			// Said again, or by a hub that had lost this device.
			return w.setLocal(map[string]any{"hub_invite": nil})
		}
		var left int64
		if _, err := w.local("hub_left", &left); err != nil {
			return err
		}
		if left != 0 {
			return errLeft
		}
		alone := !w.joined && !w.desk.ShopID.IsZero()
		if err := w.become(shop.ID(e.Device), e.Series); err != nil {
			return err
		}
		if err := w.setLocal(map[string]any{"shop_id": shop.ID(e.Shop), "enrolled": 1, "shop_name": e.ShopName, "currency": e.Currency, "hub_invite": nil}); err != nil {
			return err
		}
		w.desk.ShopID, w.joined = shop.ID(e.Shop), true
		w.kinds[change.Desk.Name] = true
		if !alone {
			return w.restamp()
		}
		if err := w.setLocal(map[string]any{"epoch": 0, "cursor": 0}); err != nil {
			return err
		}
		return w.seed()
	})
}

// Renew gives a copy its own name; see client.Store.
func (l *Link) Renew(ctx context.Context, r wire.Renewed) error {
	return l.write(ctx, func(w *writer) error {
		if w.desk.ID == shop.ID(r.Device) {
			return nil // said again
		}
		was := w.desk.ID
		if err := w.become(shop.ID(r.Device), r.Series); err != nil {
			return err
		}
		w.kinds[change.Desk.Name] = true
		if err := w.restamp(); err != nil {
			return err
		}
		if err := errors.Join(w.renameBaskets(), w.renameSheets()); err != nil {
			return err
		}
		if err := w.renamePrints(was); err != nil {
			return err
		}
		return w.inherit(was)
	})
}

// become takes the identity that Identity made last into use.
func (w *writer) become(device shop.ID, series string) error {
	var next shop.ID
	var seed []byte
	if _, err := w.local("next_device", &next); err != nil {
		return err
	}
	if ok, err := w.local("next_key", &seed); err != nil {
		return err
	} else if !ok || next != device {
		return errOtherDevice
	}
	w.desk.ID, w.desk.Series, w.origin = device, series, device
	return w.setLocal(map[string]any{"device_id": device, "device_key": seed, "series": series, "next_device": nil, "next_key": nil, "restored": nil})
}

// restamp has what was not sent go out under the device's new name, numbered
// from 1, each batch with the id that it had: one that had arrived after all is
// known by it. Refused batches keep their order below zero, out of the way.
func (w *writer) restamp() error {
	list, err := w.outbox()
	if err != nil {
		return err
	}
	waiting, refused := int64(0), int64(0)
	for _, o := range list {
		if o.refused {
			refused--
		}
	}
	// All first go where no number is in use.
	const aside = int64(1) << 60
	for _, query := range []string{`UPDATE outbox SET device_seq=device_seq+? WHERE true`, `UPDATE edits SET device_seq=device_seq+? WHERE true`} {
		if err := w.exec(query, aside); err != nil {
			return fmt.Errorf("number outbox anew: %w", err)
		}
	}
	for _, o := range list {
		var number int64
		if o.refused {
			number, refused = refused, refused+1
		} else {
			waiting++
			number = waiting
		}
		if err := w.renumber(o.number+aside, number); err != nil {
			return err
		}
	}
	w.batches = nil
	return w.setLocal(map[string]any{"device_seq": waiting})
}

type outgoing struct {
	number  int64
	refused bool
}

func (w *writer) outbox() (list []outgoing, err error) {
	rows, err := w.rows(`SELECT device_seq, state='attention' FROM outbox ORDER BY device_seq`)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		var o outgoing
		if err := rows.Scan(&o.number, &o.refused); err != nil {
			return nil, err
		}
		list = append(list, o)
	}
	return list, rows.Err()
}

func (w *writer) renumber(from, to int64) error {
	var data []byte
	if err := w.row(`SELECT batch FROM outbox WHERE device_seq=?`, from).Scan(&data); err != nil {
		return fmt.Errorf("read batch: %w", err)
	}
	b, err := change.Decode(data)
	if err != nil {
		return err
	}
	b.Device, b.DeviceSeq = change.ID(w.desk.ID), to
	if data, err = b.Encode(); err != nil {
		return err
	}
	if err := w.exec(`UPDATE outbox SET device_seq=?, batch=? WHERE device_seq=?`, to, data, from); err != nil {
		return fmt.Errorf("number batch anew: %w", err)
	}
	return w.exec(`UPDATE edits SET device_seq=? WHERE device_seq=?`, to, from)
}

// inherit gives a renewed desk the settings of what it was a copy of: its
// printers are still connected to it.
func (w *writer) inherit(was shop.ID) error {
	prefix := "desk." + was.String() + "."
	rows, err := w.rows(`SELECT key, value FROM settings WHERE key>=? AND key<? AND deleted=0`, prefix, prefix+"\uffff")
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	var keys, values []string
	for rows.Next() {
		var key, value string
		if err := rows.Scan(&key, &value); err != nil {
			return err
		}
		keys, values = append(keys, key), append(values, value)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for i, key := range keys {
		if err := w.set("desk."+w.desk.ID.String()+"."+key[len(prefix):], values[i]); err != nil {
			return err
		}
	}
	return nil
}
