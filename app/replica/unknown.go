package replica

import (
	"context"
	"database/sql"
	"errors"

	"github.com/prylavok/prylavok/app/scan"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

const (
	// mostUnknown is how many unknown codes a till keeps; beyond it the one that was
	// seen longest ago makes room.
	mostUnknown = 200
	// unknownBytes is how long an unknown code may be: any GS1 label fits.
	unknownBytes = 1000
	// unknownKind names the list of unknown codes in change events.
	unknownKind = "unknown_code"
)

// UnknownCode is a code that was scanned at this till and that nobody knows.
type UnknownCode struct {
	Code   string `json:"code"` // as it was scanned
	Text   string `json:"text"` // as a person reads it
	SeenAt int64  `json:"seen_at"`
	Times  int64  `json:"times"`
}

// UnknownCodes lists the codes that wait to be bound to goods, the latest first.
func (r *Replica) UnknownCodes(ctx context.Context) ([]UnknownCode, error) {
	rows, err := r.read.QueryContext(ctx, `SELECT code, seen_at, times FROM unknown_codes ORDER BY seen_at DESC, code`)
	if err != nil {
		return nil, r.explain(err)
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	list := []UnknownCode{}
	for rows.Next() {
		var u UnknownCode
		if err := rows.Scan(&u.Code, &u.SeenAt, &u.Times); err != nil {
			return nil, r.explain(err)
		}
		u.Text = plainCode(u.Code).Text
		list = append(list, u)
	}
	return list, r.explain(rows.Err())
}

// KeepCode keeps a code that nobody knew at this till until a person binds or
// drops it; scanned again it is one code that was seen twice.
func (r *Replica) KeepCode(ctx context.Context, actor Actor, raw string) error {
	if len(raw) > unknownBytes {
		return shop.ErrCodeLong.On("code")
	}
	if raw == "" {
		return shop.ErrRequired.With("field", "code").On("code")
	}
	return r.command(ctx, actor, "unknown_code", func(w *writer) error { return w.keepUnknown(raw) })
}

// keepUnknown is for commands that go on where a code is not known. What is too
// long for a label is not kept.
func (w *writer) keepUnknown(raw string) error {
	if raw == "" || len(raw) > unknownBytes || plainCode(raw).meaning(scan.KindBadge) != nil {
		return nil // whoever sees a badge's code could use it
	}
	w.kinds[unknownKind] = true
	if err := w.exec(`INSERT INTO unknown_codes (code, seen_at, times) VALUES (?,?,1) ON CONFLICT DO UPDATE SET seen_at=excluded.seen_at, times=times+1`, raw, w.at); err != nil {
		return err
	}
	return w.exec(`DELETE FROM unknown_codes WHERE code IN (SELECT code FROM unknown_codes ORDER BY code=? DESC, seen_at DESC, code LIMIT -1 OFFSET ?)`, raw, mostUnknown)
}

// DropCode takes a code out of the unknown ones; one that is not there is no error.
func (r *Replica) DropCode(ctx context.Context, actor Actor, raw string) error {
	return r.command(ctx, actor, "unknown_code", func(w *writer) error { return w.dropUnknown(raw) })
}

func (w *writer) dropUnknown(raw string) error {
	w.kinds[unknownKind] = true
	return w.exec(`DELETE FROM unknown_codes WHERE code=?`, raw)
}

// BindCode makes a code a barcode of an offer: quantity is what one scan of it
// stands for, 0 = one. A label of weighed goods binds the goods' number on it, a
// GS1 code its article number: the next piece, lot or serial number is known by it
// too. A code of another offer stays there: shop.ErrCodeTaken names it. Whatever
// the unknown codes hold of it is dropped with it. It gives the offer as the code
// finds it.
func (r *Replica) BindCode(ctx context.Context, actor Actor, raw string, offer shop.ID, quantity shop.Quantity) (Offer, error) {
	c, err := r.readCode(ctx, raw)
	if err != nil {
		return Offer{}, r.explain(err)
	}
	if quantity == 0 {
		quantity = shop.One
	}
	if quantity < 0 || quantity > shop.MaxQuantity {
		return Offer{}, shop.ErrQuantityRange.On("quantity")
	}
	err = r.command(ctx, actor, "bind_code", func(w *writer) error {
		line, err := w.basketLine(offer)
		if err != nil {
			return err
		}
		if quantity%shop.One != 0 && shop.WholeUnit(line.Unit) {
			return shop.ErrQuantityWhole.On("quantity")
		}
		name := c.goods(line.Unit)
		if name == "" {
			return shop.ErrRequired.With("field", "code").On("code")
		}
		if err := mayName(name); err != nil {
			return err.On("code")
		}
		if err := w.bind(name, c, offer, quantity); err != nil {
			return err
		}
		return w.dropBound(name, line.Unit)
	})
	if err != nil {
		return Offer{}, err
	}
	o, err := r.Offer(ctx, actor, offer)
	o.Scanned = quantity
	return o, err
}

// goods gives the one spelling by which goods are known by a code: what is the
// same on every piece of them.
func (c code) goods(unit string) string {
	if len(c.Meanings) == 0 {
		return ""
	}
	if m := c.Meanings[0]; m.Kind == scan.KindGoods || (m.Kind == scan.KindInside && !shop.WholeUnit(unit)) {
		return m.Code
	}
	return c.Text
}

// bind gives an offer the code, if no other offer has it in any spelling.
func (w *writer) bind(name string, c code, offer shop.ID, quantity shop.Quantity) error {
	names := append(c.names(), name)
	if m := c.meaning(scan.KindInside); m != nil && m.Code == name {
		names = numbers(m)
	}
	for _, n := range names {
		var id, holder shop.ID
		var title string
		err := w.row(`SELECT b.id, b.offer_id, o.full_title FROM barcodes b JOIN offers o ON o.id=b.offer_id WHERE b.code=? AND b.deleted=0 AND o.deleted=0 ORDER BY b.offer_id<>? DESC LIMIT 1`, n, offer[:]).Scan(&id, &holder, &title)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return err
		}
		if holder != offer {
			return shop.ErrCodeTaken.With("code", c.Text).With("title", title).On("code")
		}
		_, err = w.patch(change.Barcode, id, Values{"quantity": quantity})
		return err
	}
	return w.create(change.Barcode, shop.NewID(), Values{"offer_id": offer, "code": name, "quantity": quantity})
}

// dropBound drops the unknown codes that name the goods now, however their labels
// differ.
func (w *writer) dropBound(name, unit string) error {
	masks, err := w.masks()
	if err != nil {
		return err
	}
	rows, err := w.rows(`SELECT code FROM unknown_codes`)
	if err != nil {
		return err
	}
	var all []string
	if err := scanTexts(rows, &all); err != nil {
		return err
	}
	for _, raw := range all {
		if (code{scan.Read(raw, masks)}).goods(unit) != name {
			continue
		}
		if err := w.dropUnknown(raw); err != nil {
			return err
		}
	}
	return nil
}

// rememberChoice keeps which of several goods with one code is meant at this till.
func (w *writer) rememberChoice(key string, offer shop.ID) error {
	if key == "" || len(key) > unknownBytes {
		return nil
	}
	return w.exec(`INSERT INTO code_choices (code, offer_id) VALUES (?,?) ON CONFLICT DO UPDATE SET offer_id=excluded.offer_id`, key, offer[:])
}

// ForgetChoice has the till ask again which of several goods a code means.
func (r *Replica) ForgetChoice(ctx context.Context, actor Actor, raw string) error {
	c, err := r.readCode(ctx, raw)
	if err != nil {
		return r.explain(err)
	}
	return r.command(ctx, actor, "unknown_code", func(w *writer) error {
		keys := c.names()
		if m := c.meaning(scan.KindInside); m != nil {
			keys = append(keys, m.Code)
		}
		for _, key := range keys {
			if err := w.exec(`DELETE FROM code_choices WHERE code=?`, key); err != nil {
				return err
			}
		}
		return nil
	})
}
