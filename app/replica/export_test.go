package replica

import (
	"context"
	"database/sql"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
)

// NextRelease makes this program know one more migration until the returned
// function is called.
func NextRelease(sql string) (back func()) {
	old := steps
	steps = append(append([]migration{}, old...), migration{number: newestMigration() + 1, name: "next release", text: sql})
	return func() { steps = old }
}

// LogWaits tells whether a command would have the log moved now.
func (r *Replica) LogWaits() bool { return r.checkpoint.due(walPages) }

// Hand does what a test asks for within one command, whatever a shop's rules
// would say to it.
type Hand struct{ w *writer }

// ByHand runs do as a command.
func (r *Replica) ByHand(ctx context.Context, intent string, do func(*Hand) error) error {
	return r.command(ctx, System, intent, func(w *writer) error { return do(&Hand{w}) })
}

// Create makes a record, leaving out what this desk may not see, and gives its id.
func (h *Hand) Create(k *change.Kind, v Values) (shop.ID, error) {
	id := shop.NewID()
	return id, h.w.create(k, id, h.seen(k, v))
}

func (h *Hand) seen(k *change.Kind, v Values) Values {
	out := Values{}
	for name, value := range v {
		if f, ok := k.Field(name); !ok || !h.w.scope().Hides(k.Num, f.Num) {
			out[name] = value
		}
	}
	return out
}

// Patch, Remove and Revive change a record.
func (h *Hand) Patch(k *change.Kind, id shop.ID, v Values) error {
	if v = h.seen(k, v); len(v) == 0 {
		return nil
	}
	_, err := h.w.patch(k, id, v)
	return err
}

func (h *Hand) Remove(k *change.Kind, id shop.ID) error { return h.w.remove(k, id) }
func (h *Hand) Revive(k *change.Kind, id shop.ID) error { return h.w.revive(k, id) }

// Paper asks for a paper that is of no single order.
func (h *Hand) Paper(document string, s PrintSubject) error {
	return h.w.queuePaper(shop.NewID(), document, s, placed{})
}

// Settle makes an order's ledger what its state asks for.
func (h *Hand) Settle(order shop.ID, cause string) error { return h.w.settleStock(order, cause) }

// Number takes the desk's next order number.
func (h *Hand) Number() (string, error) { return h.w.nextNumber() }

// AskNumbers has the desk ask for leases where its own run low, Take gives an
// order's parcel the next number of one.
func (h *Hand) AskNumbers() error { return h.w.keepNumbers() }
func (h *Hand) Take(order shop.ID, s shop.Scheme) error {
	_, err := h.w.takeFor(Take{OrderID: order, Scheme: s, Another: true})
	return err
}

// Desk is the desk's id, At the command's time.
func (h *Hand) Desk() shop.ID { return h.w.desk.ID }
func (h *Hand) At() int64     { return h.w.at }

// Sees reports whether the desk sees a field.
func (h *Hand) Sees(k *change.Kind, field string) bool {
	f, _ := k.Field(field)
	return !h.w.scope().Hides(k.Num, f.Num)
}

// Row reads one row.
func (h *Hand) Row(query string, args ...any) *sql.Row { return h.w.row(query, args...) }

// Drop takes a refused batch back.
func (r *Replica) Drop(ctx context.Context, number int64) error {
	return r.command(ctx, System, "drop", func(w *writer) error { return w.dropUnsent(number) })
}

// Shown gives every record as the desk shows it, and those of which it has no row.
func (r *Replica) Shown(ctx context.Context) (list []*change.Record, err error) {
	have := map[change.ID]bool{}
	err = r.reading(ctx, func(tx *sql.Tx) error {
		for _, k := range change.Kinds {
			if err := eachRow(ctx, tx, k, "", func(r *change.Record) error {
				list, have[r.ID] = append(list, r), true
				return nil
			}); err != nil {
				return err
			}
		}
		return eachConfirmed(ctx, tx, 0, func(r *change.Record) error {
			if !have[r.ID] {
				list = append(list, r)
			}
			return nil
		})
	})
	return list, err
}

// Balances gives the sums of the stock ledger as the desk shows them.
func (r *Replica) Balances(ctx context.Context) (map[merge.Place]int64, error) {
	sums := map[merge.Place]int64{}
	rows, err := r.read.QueryContext(ctx, `SELECT offer_id, warehouse_id, on_hand, reserved FROM stock_balances`)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		var offer, warehouse shop.ID
		var onHand, reserved int64
		if err := rows.Scan(&offer, &warehouse, &onHand, &reserved); err != nil {
			return nil, err
		}
		sums[merge.Place{Offer: change.ID(offer), Warehouse: change.ID(warehouse), Bucket: "on_hand"}] = onHand
		sums[merge.Place{Offer: change.ID(offer), Warehouse: change.ID(warehouse), Bucket: "reserved"}] = reserved
	}
	return sums, rows.Err()
}
