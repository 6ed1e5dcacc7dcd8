package replica

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
)

// The problems of doing tasks.
var (
	ErrTaskDone       = shop.NewProblem("task.done", "This is done already. Nothing was changed.")
	ErrTaskStock      = shop.NewProblem("task.stock", "{{warehouse}} has {{have}} free and {{need}} are missing. Nothing was moved. Choose another warehouse or wait.")
	ErrTaskSold       = shop.NewProblem("task.sold", "Order {{number}} has left the shop already. Nothing was changed. Take the goods back with a return (F8) and sell the others.")
	ErrTaskSubstitute = shop.NewProblem("task.substitute", "Choose which goods to give instead. Nothing was changed.")
)

// TaskOrder is one of the two orders that a shortage names.
type TaskOrder struct {
	ID       shop.ID       `json:"id"`
	Number   string        `json:"number"`
	Status   shop.Status   `json:"status"`
	Customer string        `json:"customer"`
	Phone    string        `json:"phone"`
	Quantity shop.Quantity `json:"quantity"` // of the goods that are short
	At       int64         `json:"at"`
	Desk     string        `json:"desk"`
}

// Task is something that a person has to do: two tills sold the last piece, and
// both sales stand.
type Task struct {
	ID        shop.ID       `json:"id"`
	Type      string        `json:"type" jsonschema:"enum=shortage"`
	OfferID   shop.ID       `json:"offer_id"`
	ProductID shop.ID       `json:"product_id"`
	Title     string        `json:"title"`
	SKU       string        `json:"sku"`
	Unit      string        `json:"unit"`
	Warehouse string        `json:"warehouse"`
	First     *TaskOrder    `json:"first,omitempty"`  // took the goods first
	Second    *TaskOrder    `json:"second,omitempty"` // found none left
	Missing   shop.Quantity `json:"missing"`
	OnHand    shop.Quantity `json:"on_hand"` // in that warehouse now; below zero while goods are missing
	State     string        `json:"state" jsonschema:"enum=open,enum=done"`
	Choice    string        `json:"choice" jsonschema:"enum=,enum=warehouse,enum=substitute,enum=wait,enum=refund"`
	Note      string        `json:"note"`
	At        int64         `json:"at"`
	DoneBy    string        `json:"done_by"`
	DoneAt    int64         `json:"done_at"`
	// Elsewhere are other warehouses that have some, Substitutes what could be
	// given instead; both are empty once the task is done.
	Elsewhere   []Balance `json:"elsewhere"`
	Substitutes []Offer   `json:"substitutes"`
}

// TaskQuery asks for tasks, the newest first.
type TaskQuery struct {
	State  string `json:"state,omitempty" jsonschema:"enum=,enum=open,enum=done"` // empty = open
	Offset int    `json:"offset,omitempty"`
	Limit  int    `json:"limit,omitempty"`
}

// TaskPage is a page of tasks.
type TaskPage struct {
	Tasks []Task `json:"tasks"`
	Total int64  `json:"total"`
}

const taskColumns = `t.id, t.type, t.offer_id, coalesce(o.product_id, x''), coalesce(o.full_title,''), coalesce(o.sku,''), coalesce(p.unit,'pcs'), coalesce(w.name,''), t.warehouse_id, t.first_order_id, t.second_order_id,
	t.quantity, coalesce(b.on_hand,0), t.state, t.choice, t.note, t.at, coalesce(u.name,''), t.done_at`

const taskFrom = ` FROM tasks t LEFT JOIN offers o ON o.id=t.offer_id LEFT JOIN products p ON p.id=o.product_id LEFT JOIN warehouses w ON w.id=t.warehouse_id
	LEFT JOIN stock_balances b ON b.offer_id=t.offer_id AND b.warehouse_id=t.warehouse_id LEFT JOIN users u ON u.id=t.done_by `

// Tasks lists tasks; those that wait for a delivery come last.
func (r *Replica) Tasks(ctx context.Context, actor Actor, q TaskQuery) (TaskPage, error) {
	page := TaskPage{Tasks: []Task{}}
	state := merge.TaskOpen
	switch q.State {
	case "", merge.TaskOpen:
	case merge.TaskDone:
		state = q.State
	default:
		return page, shop.ErrInput.With("field", "state").On("state")
	}
	if err := r.read.QueryRowContext(ctx, `SELECT count(*) FROM tasks WHERE state=? AND deleted=0`, state).Scan(&page.Total); err != nil {
		return page, r.explain(err)
	}
	var ids []shop.ID
	rows, err := r.read.QueryContext(ctx, `SELECT id FROM tasks WHERE state=? AND deleted=0 ORDER BY choice='wait', n DESC LIMIT ? OFFSET ?`, state, pageLimit(q.Limit), max(q.Offset, 0))
	if err != nil {
		return page, r.explain(err)
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		var id shop.ID
		if err := rows.Scan(&id); err != nil {
			return page, r.explain(err)
		}
		ids = append(ids, id)
	}
	if err := rows.Err(); err != nil {
		return page, r.explain(err)
	}
	for _, id := range ids {
		t, err := r.Task(ctx, actor, id)
		if errors.Is(err, shop.ErrNotFound) {
			continue // deleted in between
		}
		if err != nil {
			return page, err
		}
		page.Tasks = append(page.Tasks, t)
	}
	return page, nil
}

// Task gives one task; shop.ErrNotFound if there is none.
func (r *Replica) Task(ctx context.Context, actor Actor, id shop.ID) (Task, error) {
	t := Task{Elsewhere: []Balance{}, Substitutes: []Offer{}}
	var product []byte
	var warehouse, first, second shop.ID
	err := r.read.QueryRowContext(ctx, `SELECT `+taskColumns+taskFrom+`WHERE t.id=? AND t.deleted=0`, id[:]).
		Scan(&t.ID, &t.Type, &t.OfferID, &product, &t.Title, &t.SKU, &t.Unit, &t.Warehouse, &warehouse, &first, &second, &t.Missing, &t.OnHand, &t.State, &t.Choice, &t.Note, &t.At, &t.DoneBy, &t.DoneAt)
	if errors.Is(err, sql.ErrNoRows) {
		return t, shop.ErrNotFound.With("what", "task")
	}
	if err != nil {
		return t, r.explain(err)
	}
	copy(t.ProductID[:], product)
	if t.First, err = r.taskOrder(ctx, first, t.OfferID); err != nil {
		return t, r.explain(err)
	}
	if t.Second, err = r.taskOrder(ctx, second, t.OfferID); err != nil {
		return t, r.explain(err)
	}
	if t.State != merge.TaskOpen {
		return t, nil
	}
	if t.Elsewhere, err = r.elsewhere(ctx, t.OfferID, warehouse); err != nil {
		return t, r.explain(err)
	}
	t.Substitutes, err = r.substitutes(ctx, actor, t)
	return t, r.explain(err)
}

func (r *Replica) taskOrder(ctx context.Context, id, offer shop.ID) (*TaskOrder, error) {
	if id.IsZero() {
		return nil, nil
	}
	var o TaskOrder
	err := r.read.QueryRowContext(ctx, `SELECT o.id, o.number, o.status, o.customer_name, coalesce(nullif(o.recipient_phone,''), c.phone, ''), o.created_at, coalesce(nullif(d.name,''), d.series, ''),
		(SELECT coalesce(sum(quantity),0) FROM order_lines l WHERE l.order_id=o.id AND l.offer_id=? AND l.deleted=0 AND l.cancelled='')
		FROM orders o LEFT JOIN customers c ON c.id=o.customer_id LEFT JOIN desks d ON d.id=o.desk_id WHERE o.id=?`, offer, id[:]).
		Scan(&o.ID, &o.Number, &o.Status, &o.Customer, &o.Phone, &o.At, &o.Desk, &o.Quantity)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil // not loaded yet, or the document was no order
	}
	return &o, err
}

// elsewhere lists other warehouses that have some of an offer free, the most first.
func (r *Replica) elsewhere(ctx context.Context, offer, not shop.ID) ([]Balance, error) {
	list := []Balance{}
	rows, err := r.read.QueryContext(ctx, `SELECT w.id, w.name, b.on_hand, b.reserved FROM stock_balances b JOIN warehouses w ON w.id=b.warehouse_id AND w.deleted=0
		WHERE b.offer_id=? AND b.warehouse_id<>? AND b.on_hand>b.reserved AND b.on_hand>0 ORDER BY b.on_hand-b.reserved DESC, w.n LIMIT 20`, offer[:], not[:])
	if err != nil {
		return list, err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		var b Balance
		if err := rows.Scan(&b.WarehouseID, &b.Warehouse, &b.OnHand, &b.Reserved); err != nil {
			return list, err
		}
		list = append(list, b)
	}
	return list, rows.Err()
}

// substitutes lists other goods that could take the place: first variants of
// the same product, then the same category's, of the nearest price.
func (r *Replica) substitutes(ctx context.Context, actor Actor, t Task) ([]Offer, error) {
	rows, err := r.read.QueryContext(ctx, `SELECT `+offerColumns+offerFrom+`, offers x LEFT JOIN products y ON y.id=x.product_id
		WHERE x.id=?1 AND o.id<>?1 AND o.deleted=0 AND o.active=1 AND p.active=1 AND p.deleted=0 AND p.digital=0 AND p.unit=y.unit AND o.on_hand-o.reserved>=?2 AND o.on_hand>0
		AND (o.product_id=x.product_id OR (p.category_id IS NOT NULL AND p.category_id=y.category_id))
		ORDER BY o.product_id<>x.product_id, abs(o.price-x.price), o.n LIMIT 8`, t.OfferID, int64(t.Missing))
	if err != nil {
		return []Offer{}, err
	}
	return readOffers(rows, actor)
}

// TaskAnswer is what a person decides about a task.
type TaskAnswer struct {
	ID          shop.ID `json:"id"`
	Choice      string  `json:"choice" jsonschema:"enum=warehouse,enum=substitute,enum=wait,enum=refund,enum=done"`
	WarehouseID shop.ID `json:"warehouse_id,omitzero"` // for warehouse: where the goods come from
	OfferID     shop.ID `json:"offer_id,omitzero"`     // for substitute: what is given instead
	Note        string  `json:"note,omitempty"`
}

// TaskNext says what is still to be done by hand, and with which order.
type TaskNext struct {
	Next    string  `json:"next" jsonschema:"enum=,enum=cancel,enum=return"` // empty = nothing
	OrderID shop.ID `json:"order_id"`
	Number  string  `json:"number"`
}

type taskRow struct {
	id, offer, warehouse, second shop.ID
	state                        string
	missing                      shop.Quantity
}

// ChooseTask carries a choice out. From a warehouse: the missing goods are moved
// and the task is done. A substitute takes the place in the second order at the
// agreed price while that is open, and the task is done. Waiting keeps the task
// without counting it. A refund keeps it open and says which order to cancel or
// to take back. Done closes it by hand.
func (r *Replica) ChooseTask(ctx context.Context, actor Actor, q TaskAnswer) (next TaskNext, err error) {
	err = r.command(ctx, actor, "task", func(w *writer) error {
		t := taskRow{id: q.ID}
		err := w.row(`SELECT offer_id, warehouse_id, second_order_id, state, quantity FROM tasks WHERE id=? AND deleted=0`, q.ID[:]).Scan(&t.offer, &t.warehouse, &t.second, &t.state, &t.missing)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return shop.ErrNotFound.With("what", "task")
		case err != nil:
			return err
		case t.state != merge.TaskOpen:
			return ErrTaskDone
		}
		next, err = w.chooseTask(t, q)
		return err
	})
	return next, err
}

func (w *writer) chooseTask(t taskRow, q TaskAnswer) (next TaskNext, err error) {
	values := Values{"choice": q.Choice, "note": strings.TrimSpace(q.Note)}
	done := true
	switch q.Choice {
	case merge.ChoiceWarehouse:
		err = w.bring(t, q.WarehouseID)
	case merge.ChoiceSubstitute:
		err = w.substitute(t, q.OfferID)
	case merge.ChoiceWait:
		done = false
	case merge.ChoiceRefund:
		done = false
		next, err = w.refundOf(t.second)
	case merge.TaskDone:
		delete(values, "choice")
		if values["note"] == "" {
			delete(values, "note")
		}
	default:
		return next, shop.ErrInput.With("field", "choice").On("choice")
	}
	if err != nil {
		return next, err
	}
	if done {
		values["state"], values["done_by"], values["done_at"] = merge.TaskDone, w.actor.User, w.at
	}
	_, err = w.patch(change.Task, t.id, values)
	return next, err
}

// bring moves what is missing from another warehouse. It changes stock, so it
// needs the right to.
func (w *writer) bring(t taskRow, from shop.ID) error {
	if !w.actor.Role.Can(shop.RightGoods) {
		return shop.ErrRight.With("right", string(shop.RightGoods))
	}
	var name string
	var have shop.Quantity
	err := w.row(`SELECT w.name, coalesce(b.on_hand-max(b.reserved,0),0) FROM warehouses w LEFT JOIN stock_balances b ON b.warehouse_id=w.id AND b.offer_id=? WHERE w.id=? AND w.deleted=0 AND w.id<>?`,
		t.offer[:], from[:], t.warehouse[:]).Scan(&name, &have)
	if errors.Is(err, sql.ErrNoRows) {
		return shop.ErrNotFound.With("what", change.Warehouse.Name).On("warehouse_id")
	}
	if err != nil {
		return err
	}
	if have < t.missing {
		return ErrTaskStock.With("warehouse", name).With("have", max(have, 0).String()).With("need", t.missing.String()).On("warehouse_id")
	}
	if err := w.move(t.offer, from, "on_hand", -t.missing, "transfer", shop.ID{}, ""); err != nil {
		return err
	}
	return w.move(t.offer, t.warehouse, "on_hand", t.missing, "transfer", shop.ID{}, "")
}

// substitute gives the second order other goods at the price that was agreed.
func (w *writer) substitute(t taskRow, offer shop.ID) error {
	if offer.IsZero() || offer == t.offer {
		return ErrTaskSubstitute.On("offer_id")
	}
	h, err := w.head(t.second)
	if err != nil {
		return err
	}
	if !h.status.Open() || h.status.HandedOver() {
		return ErrTaskSold.With("number", h.number)
	}
	if err := w.notAtCounter(t.second, h.number); err != nil {
		return err
	}
	var title, sku, unit string
	var purchase shop.Money
	err = w.row(`SELECT o.full_title, o.sku, coalesce(p.unit,'pcs'), o.purchase_price FROM offers o LEFT JOIN products p ON p.id=o.product_id WHERE o.id=? AND o.deleted=0`, offer[:]).Scan(&title, &sku, &unit, &purchase)
	if errors.Is(err, sql.ErrNoRows) {
		return shop.ErrNotFound.With("what", change.Offer.Name).On("offer_id")
	}
	if err != nil {
		return err
	}
	var lines []shop.ID
	if err := w.eachID(`SELECT id FROM order_lines WHERE order_id=? AND offer_id=? AND deleted=0 AND cancelled='' ORDER BY position, id`, func(id shop.ID) { lines = append(lines, id) }, t.second[:], t.offer[:]); err != nil {
		return err
	}
	if len(lines) == 0 {
		return shop.ErrNotFound.With("what", change.Line.Name)
	}
	for _, line := range lines {
		values := Values{"offer_id": offer, "title": title, "sku": sku, "unit": unit}
		if purchase != 0 {
			values["purchase_price"] = purchase
		}
		if _, err := w.patch(change.Line, line, values); err != nil {
			return err
		}
	}
	return w.settleStock(t.second, "reservation")
}

// refundOf says how the money of an order goes back: what left the shop is
// returned, the rest is cancelled.
func (w *writer) refundOf(order shop.ID) (TaskNext, error) {
	h, err := w.head(order)
	if err != nil {
		return TaskNext{}, err
	}
	next := TaskNext{Next: "cancel", OrderID: order, Number: h.number}
	switch {
	case h.status == shop.Cancelled:
		return TaskNext{}, nil
	case h.status.HandedOver():
		next.Next = "return"
	}
	return next, nil
}
