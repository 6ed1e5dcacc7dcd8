package replica

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"github.com/prylavok/prylavok/app/shop"
)

// DeliveryNumbers is which numbers the parcels of a way of delivery get by
// themselves.
type DeliveryNumbers struct {
	Method  string      `json:"method" jsonschema:"enum=pickup,enum=courier,enum=nova_poshta,enum=ukrposhta,enum=meest,enum=cdek,enum=branch,enum=post"`
	Carrier bool        `json:"carrier"` // the carrier's own number comes later
	Numbers shop.Scheme `json:"numbers" jsonschema:"enum=none,enum=own,enum=sscc,enum=s10,enum=post14"`
}

// ErrNumbersHead refuses what the shop's own numbers cannot begin with.
var ErrNumbersHead = shop.NewProblem("numbers.head", "The shop's own numbers cannot begin with “{{head}}”. Nothing was changed. Write one to four Latin capital letters.")

// checkNumbers refuses what cannot be a setting of parcels' numbers.
func checkNumbers(key, value string) error {
	if key == ownHeadKey && value != "" && !shop.OwnHeadValid(value) {
		return ErrNumbersHead.With("head", value).On("value")
	}
	method, ours := strings.CutPrefix(key, "parcel.")
	method, rule := strings.CutSuffix(method, ".number")
	if ours && rule && value != "" && (method == "" || !slices.Contains(shop.ParcelSchemes, shop.Scheme(value))) {
		return shop.ErrInput.With("field", key).On("value")
	}
	return nil
}

// deliveryNumbers lists the ways in which parcels are sent, with the shop's choice.
func (r *Replica) deliveryNumbers(ctx context.Context) ([]DeliveryNumbers, error) {
	settings, err := r.Settings(ctx)
	if err != nil {
		return nil, err
	}
	list := []DeliveryNumbers{}
	for _, d := range shop.Deliveries {
		if d.Sent() {
			list = append(list, DeliveryNumbers{d.Method, d.Carrier, d.Numbers(settings[d.NumberSetting()])})
		}
	}
	return list, nil
}

// lacksNumber gives the scheme of the number that an order's parcel is to get:
// shop.SchemeNone where it has one already, of ours or of the carrier, or gets none,
// as one that is cancelled.
func (r *Replica) lacksNumber(ctx context.Context, order shop.ID) (shop.Scheme, error) {
	var method, chosen string
	var numbered bool
	err := r.read.QueryRowContext(ctx, `SELECT o.delivery_method, o.kind<>'sale' OR o.status='cancelled' OR o.waybill<>'' OR EXISTS (SELECT 1 FROM parcel_codes k WHERE k.order_id=o.id AND k.kind IN ('ours','carrier') AND k.deleted=0),
		coalesce((SELECT value FROM settings WHERE key='parcel.'||o.delivery_method||'.number' AND deleted=0),'') FROM orders o WHERE o.id=? AND o.deleted=0`, order[:]).Scan(&method, &numbered, &chosen)
	if errors.Is(err, sql.ErrNoRows) {
		return shop.SchemeNone, shop.ErrNotFound.With("what", "order")
	}
	if err != nil || numbered {
		return shop.SchemeNone, err
	}
	return shop.DeliveryOf(method).Numbers(chosen), nil
}

// NumberParcel gives an order's parcel the number that the shop chose for its way
// of delivery, as TakeNumber does. An order that has a number of ours or of the
// carrier keeps it, and one whose way of delivery has none is left as it is.
func (r *Replica) NumberParcel(ctx context.Context, actor Actor, order shop.ID) error {
	scheme, err := r.lacksNumber(ctx, order)
	if err != nil || scheme == shop.SchemeNone {
		return r.explain(err)
	}
	_, err = r.TakeNumber(ctx, actor, Take{OrderID: order, Scheme: scheme})
	return err
}

// ParcelNumber gives the number that the order's parcel goes by, "" if it has none:
// the carrier's where that is known, else the shop's own, and then ours is set.
func (c *OrderCard) ParcelNumber() (number string, ours bool) {
	of := func(kind string) string {
		if i := slices.IndexFunc(c.Codes, func(p ParcelCode) bool { return p.Kind == kind }); i >= 0 {
			return c.Codes[i].Code
		}
		return ""
	}
	waybill := c.Delivery.Waybill
	own := slices.Contains(c.Codes, ParcelCode{Code: waybill, Kind: "ours"})
	switch {
	case waybill != "" && !own:
		return waybill, false
	case of("carrier") != "":
		return of("carrier"), false
	case own:
		return waybill, true
	}
	return of("ours"), true
}
