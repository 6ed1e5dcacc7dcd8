package replica

import (
	"fmt"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// addToBalance keeps the sums beside the ledger; Verify proves that they agree.
func (w *writer) addToBalance(set []change.Assign) error {
	return w.balance(&change.Record{Fields: asFields(set)}, +1)
}

func asFields(set []change.Assign) []change.FieldState {
	fields := make([]change.FieldState, len(set))
	for i, a := range set {
		fields[i] = change.FieldState{Num: a.Field, Value: a.Value}
	}
	return fields
}

// The fields of a stock move.
var (
	moveOffer     = fieldNum(change.StockMove, "offer_id")
	moveWarehouse = fieldNum(change.StockMove, "warehouse_id")
	moveBucket    = fieldNum(change.StockMove, "bucket")
	moveQuantity  = fieldNum(change.StockMove, "quantity")
)

// fieldNum gives the number of a field that is known to be there.
func fieldNum(k *change.Kind, name string) uint8 {
	f, _ := k.Field(name)
	return f.Num
}

// balance adds a move to the sums, or with sign -1 takes it out of them.
func (w *writer) balance(move *change.Record, sign int64) error {
	offer, warehouse, bucket, quantity := move.Ref(moveOffer), move.Ref(moveWarehouse), move.Text(moveBucket), sign*move.Int(moveQuantity)
	if bucket != "on_hand" && bucket != "reserved" {
		return fmt.Errorf("stock move with bucket %q", bucket)
	}
	w.kinds["stock"] = true
	if err := w.exec(`INSERT INTO stock_balances (offer_id, warehouse_id, `+bucket+`) VALUES (?,?,?)
		ON CONFLICT DO UPDATE SET `+bucket+` = `+bucket+` + excluded.`+bucket, offer[:], warehouse[:], quantity); err != nil {
		return fmt.Errorf("balance: %w", err)
	}
	return w.exec(`UPDATE offers SET `+bucket+` = `+bucket+` + ? WHERE id=?`, quantity, offer[:])
}

// spot is one offer in one warehouse.
type spot struct{ offer, warehouse shop.ID }

// settleStock makes the ledger hold for an order what its state asks for, by
// adding moves of the difference. Doing it twice adds nothing.
func (w *writer) settleStock(order shop.ID, cause string) error {
	wanted, err := w.wantedStock(order)
	if err != nil {
		return err
	}
	type key struct {
		spot
		bucket string
	}
	left := map[key]shop.Quantity{}
	var places []key
	want := func(k key, q shop.Quantity) {
		if _, have := left[k]; !have {
			places = append(places, k)
		}
		left[k] += q
	}
	for _, s := range wanted {
		want(key{s.spot, "on_hand"}, s.onHand)
		want(key{s.spot, "reserved"}, s.reserved)
	}
	rows, err := w.rows(`SELECT offer_id, warehouse_id, bucket, sum(quantity) FROM stock_moves WHERE document_id=? GROUP BY 1,2,3 ORDER BY 1,2,3`, order[:])
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		var k key
		var q shop.Quantity
		if err := rows.Scan(&k.offer, &k.warehouse, &k.bucket, &q); err != nil {
			return err
		}
		want(k, -q)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, k := range places {
		why := cause
		if k.bucket == "reserved" {
			why = "reservation"
		}
		if err := w.move(k.offer, k.warehouse, k.bucket, left[k], why, order, ""); err != nil {
			return err
		}
	}
	return nil
}

type effect struct {
	spot
	onHand, reserved shop.Quantity
}

func (w *writer) wantedStock(order shop.ID) (effects []effect, err error) {
	rows, err := w.rows(`SELECT o.kind, o.status, o.warehouse_id, l.offer_id, l.quantity FROM orders o
		JOIN order_lines l ON l.order_id=o.id AND l.deleted=0 AND l.cancelled='' AND l.offer_id IS NOT NULL
		JOIN offers f ON f.id=l.offer_id LEFT JOIN products p ON p.id=f.product_id
		WHERE o.id=? AND o.deleted=0 AND coalesce(p.digital,0)=0 ORDER BY l.position, l.id`, order[:])
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		var kind shop.OrderKind
		var status shop.Status
		var e effect
		var q shop.Quantity
		if err := rows.Scan(&kind, &status, &e.warehouse, &e.offer, &q); err != nil {
			return nil, err
		}
		onHand, reserved := shop.StockEffect(kind, status)
		e.onHand, e.reserved = q*shop.Quantity(onHand), q*shop.Quantity(reserved)
		effects = append(effects, e)
	}
	return effects, rows.Err()
}

func (w *writer) move(offer, warehouse shop.ID, bucket string, q shop.Quantity, cause string, document shop.ID, note string) error {
	if q == 0 {
		return nil
	}
	return w.create(change.StockMove, shop.NewID(), Values{"offer_id": offer, "warehouse_id": warehouse, "bucket": bucket, "quantity": q,
		"cause": cause, "document_id": document, "at": w.at, "user_id": w.actor.User, "note": note})
}

// mainWarehouse is where this desk sells from: the shop's first.
func (w *writer) mainWarehouse() (id shop.ID, err error) {
	err = w.row(`SELECT id FROM warehouses WHERE deleted=0 ORDER BY position, id LIMIT 1`).Scan(&id)
	if err != nil {
		return id, fmt.Errorf("find warehouse: %w", err)
	}
	return id, nil
}
