package replica

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// ParcelCode is a code on a parcel of an order.
type ParcelCode struct {
	Code string `json:"code"`
	Kind string `json:"kind" jsonschema:"enum=ours,enum=carrier,enum=second"` // our own; the carrier's number; another code of the carrier
}

var parcelKinds = []string{"ours", "carrier", "second"}

func (r *Replica) parcelCodes(ctx context.Context, order shop.ID) ([]ParcelCode, error) {
	rows, err := r.read.QueryContext(ctx, `SELECT code, kind FROM parcel_codes WHERE order_id=? AND deleted=0 ORDER BY id`, order[:])
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	list := []ParcelCode{}
	for rows.Next() {
		var c ParcelCode
		if err := rows.Scan(&c.Code, &c.Kind); err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, rows.Err()
}

// AddParcelCode gives an order a code that is on one of its parcels, so that
// scanning it finds the order, and nobody asks any more whose it is. A code is one
// order's: ErrParcelTaken names it.
func (r *Replica) AddParcelCode(ctx context.Context, actor Actor, order shop.ID, p ParcelCode) error {
	c := plainCode(p.Code)
	own := c.own()
	switch {
	case own == "":
		return shop.ErrRequired.With("field", "code").On("code")
	case !slices.Contains(parcelKinds, p.Kind):
		return shop.ErrInput.With("field", "kind").On("kind")
	}
	if err := mayName(own); err != nil {
		return err.On("code")
	}
	names, err := json.Marshal(c.names())
	if err != nil {
		return err
	}
	return r.command(ctx, actor, "parcel_code", func(w *writer) error {
		if err := w.mustExist(change.Order, order); err != nil {
			return err
		}
		var number string
		err := w.row(`SELECT o.number FROM json_each(?1) j CROSS JOIN parcel_codes k ON k.code=j.value JOIN orders o ON o.id=k.order_id WHERE k.deleted=0 AND o.deleted=0 AND o.id<>?2
			UNION ALL SELECT o.number FROM json_each(?1) j CROSS JOIN orders o ON o.waybill=j.value AND o.waybill<>'' WHERE o.deleted=0 AND o.id<>?2 LIMIT 1`, string(names), order[:]).Scan(&number)
		if err == nil {
			return ErrParcelTaken.With("code", own).With("number", number).On("code")
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		id, err := w.parcelCode(order, string(names))
		if err != nil {
			return err
		}
		if id.IsZero() {
			err = w.create(change.ParcelCode, shop.NewID(), Values{"order_id": order, "code": own, "kind": p.Kind})
		} else {
			_, err = w.patch(change.ParcelCode, id, Values{"kind": p.Kind})
		}
		if err == nil {
			err = w.dropUnknown(p.Code)
		}
		if err != nil || p.Kind != "carrier" {
			return err
		}
		return w.carriersNumber(order, own)
	})
}

// carriersNumber makes a carrier's number the waybill of an order that went out
// with a number of ours until there was one.
func (w *writer) carriersNumber(order shop.ID, number string) error {
	var ours bool
	err := w.row(`SELECT EXISTS (SELECT 1 FROM orders o JOIN parcel_codes k ON k.order_id=o.id AND k.code=o.waybill WHERE o.id=? AND k.kind='ours' AND k.deleted=0)`, order[:]).Scan(&ours)
	if err != nil || !ours {
		return err
	}
	_, err = w.patch(change.Order, order, Values{"waybill": number})
	return err
}

// RemoveParcelCode takes a code off an order; one that it has not is no error.
func (r *Replica) RemoveParcelCode(ctx context.Context, actor Actor, order shop.ID, raw string) error {
	names, err := json.Marshal(plainCode(raw).names())
	if err != nil {
		return err
	}
	return r.command(ctx, actor, "parcel_code", func(w *writer) error {
		id, err := w.parcelCode(order, string(names))
		if err != nil || id.IsZero() {
			return err
		}
		return w.remove(change.ParcelCode, id)
	})
}

// parcelCode finds an order's code in one of its spellings, a JSON array; the zero
// id if it has none.
func (w *writer) parcelCode(order shop.ID, names string) (id shop.ID, err error) {
	err = w.row(`SELECT k.id FROM json_each(?1) j CROSS JOIN parcel_codes k ON k.code=j.value WHERE k.order_id=?2 AND k.deleted=0 LIMIT 1`, names, order[:]).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return id, nil
	}
	return id, err
}
