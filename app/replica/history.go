package replica

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// historyRow is one operation on its way into the history.
type historyRow struct {
	kind *change.Kind
	op   change.Op
	old  []change.Assign
}

// roots name the field that leads to the record in whose time line a kind stands.
var roots = map[*change.Kind]string{
	change.Line: "order_id", change.Payment: "order_id", change.Print: "order_id", change.Offer: "product_id",
	change.Barcode: "offer_id", change.CustomerPhone: "customer_id", change.Conflict: "root_id", change.Task: "second_order_id",
	change.ParcelCode: "order_id", change.CustomerCard: "customer_id",
}

// selfTold kinds carry who, when and what in their own rows and are never
// edited (prints change only their state), so history would only repeat them.
// So do conflicts and tasks when they are made; what was decided is told.
var selfTold = map[*change.Kind]bool{change.Payment: true, change.StockMove: true, change.Origin: true, change.Print: true, change.Lease: true}

func (w *writer) writeHistory() error {
	for _, h := range w.history {
		if selfTold[h.kind] || (h.op.Act == change.Create && (h.kind == change.Conflict || h.kind == change.Task)) {
			continue
		}
		root, err := w.rootOf(h.kind, h.op)
		if err != nil {
			return err
		}
		// A part of something new is told by the new thing itself.
		if h.op.Act == change.Create && root != h.op.ID && w.made[root] {
			continue
		}
		changes, err := json.Marshal(tell(h))
		if err != nil {
			return fmt.Errorf("history of %s: %w", h.kind.Name, err)
		}
		if err := w.exec(`INSERT INTO history (batch_id, at, user_id, desk_id, intent, root_id, kind, record_id, act, changes) VALUES (?,?,?,?,?,?,?,?,?,?)`,
			w.batch[:], w.at, w.actor.User, w.origin[:], w.intent, root[:], h.kind.Num, h.op.ID[:], h.op.Act, string(changes)); err != nil {
			return fmt.Errorf("write history: %w", err)
		}
	}
	return nil
}

func (w *writer) rootOf(k *change.Kind, op change.Op) (change.ID, error) {
	field, ok := roots[k]
	if !ok {
		return op.ID, nil
	}
	if f, known := k.Field(field); known {
		for _, a := range op.Set {
			if b, ok := a.Value.([]byte); ok && a.Field == f.Num {
				return change.ID(b), nil
			}
		}
	}
	var root shop.ID
	// What this release has no place for is kept without a row: it stands alone.
	err := w.row("SELECT "+field+" FROM "+k.Table+" WHERE id=?", op.ID[:]).Scan(&root)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return op.ID, fmt.Errorf("root of %s: %w", k.Name, err)
	}
	if root.IsZero() {
		return op.ID, nil
	}
	return change.ID(root), nil
}

// tell writes what changed by the fields' names; of a new record its values,
// so that the time line can name it even when it is deleted later. The hashes of
// PINs and badges are never told.
func tell(h historyRow) map[string][2]any {
	changes := make(map[string][2]any, len(h.op.Set))
	for i, a := range h.op.Set {
		f, ok := h.kind.FieldNum(a.Field)
		if !ok {
			continue
		}
		var old any
		if i < len(h.old) {
			old = plain(h.old[i].Value)
		}
		if h.kind == change.User && (f.Name == "pin_hash" || f.Name == "badge") {
			changes[f.Name] = [2]any{nil, "•"}
			continue
		}
		changes[f.Name] = [2]any{old, plain(a.Value)}
	}
	return changes
}

func plain(v any) any {
	if b, ok := v.([]byte); ok && len(b) == 16 {
		return shop.ID(b).String()
	}
	return v
}
