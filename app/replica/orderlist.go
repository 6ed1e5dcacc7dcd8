package replica

import (
	"context"
	"database/sql"
	"strings"

	"github.com/prylavok/prylavok/app/find"
	"github.com/prylavok/prylavok/app/shop"
)

// OrderRow is one order as the list shows it.
type OrderRow struct {
	ID             shop.ID           `json:"id"`
	Number         string            `json:"number"`
	Kind           shop.OrderKind    `json:"kind" jsonschema:"enum=sale,enum=return"`
	Source         string            `json:"source"`
	Status         shop.Status       `json:"status"`
	PaymentState   shop.PaymentState `json:"payment_state"`
	CustomerID     shop.ID           `json:"customer_id"`
	Customer       string            `json:"customer"`
	Goods          string            `json:"goods"`
	Lines          int64             `json:"lines"`
	Total          shop.Money        `json:"total"`
	Paid           shop.Money        `json:"paid"`
	DeliveryMethod string            `json:"delivery_method"`
	City           string            `json:"city"`
	Waybill        string            `json:"waybill"`
	Comment        string            `json:"comment"`
	Owner          string            `json:"owner"`
	CreatedAt      int64             `json:"created_at"`
	Next           []shop.Status     `json:"next"` // allowed steps, the usual first
}

// OrderFilter says which orders a list shows; an empty field asks nothing.
type OrderFilter struct {
	Text     string              `json:"text,omitempty"`
	Status   []shop.Status       `json:"status,omitempty"`
	Open     bool                `json:"open,omitempty"` // only those that wait for work
	Payment  []shop.PaymentState `json:"payment,omitempty"`
	Kind     shop.OrderKind      `json:"kind,omitempty" jsonschema:"enum=,enum=sale,enum=return"`
	Source   string              `json:"source,omitempty"`
	Delivery string              `json:"delivery,omitempty"`
	Owner    shop.ID             `json:"owner,omitzero"`
	Customer shop.ID             `json:"customer,omitzero"`
	From     int64               `json:"from,omitempty"` // created at or after, Unix milliseconds
	To       int64               `json:"to,omitempty"`   // created before
}

// OrderQuery asks for a page of the orders list.
type OrderQuery struct {
	OrderFilter
	Sort   string `json:"sort,omitempty" jsonschema:"enum=,enum=created_at,enum=number,enum=total,enum=status,enum=payment_state,enum=customer,enum=source,enum=delivery_method,enum=owner"`
	Up     bool   `json:"up,omitempty"` // smallest first; the usual order is newest or largest first
	Offset int    `json:"offset,omitempty"`
	Limit  int    `json:"limit,omitempty"`
}

// OrderPage is a page of the orders list.
type OrderPage struct {
	Orders []OrderRow `json:"orders"`
	Total  int64      `json:"total"` // orders in the whole list
	Sum    shop.Money `json:"sum"`   // what they come to
}

var orderSorts = map[string]string{
	"": "o.created_at", "created_at": "o.created_at", "number": "o.number", "total": "o.total", "status": "o.status", "payment_state": "o.payment_state",
	"customer": "o.customer_name", "source": "o.source", "delivery_method": "o.delivery_method", "owner": "o.user_id",
}

// Orders gives a page of the orders, with how many there are in all and what
// they come to. Whoever sells may look any order up, for a customer may ask
// about it; what all of them come to is told by RightSeeAll only, else Sum is zero.
func (r *Replica) Orders(ctx context.Context, actor Actor, q OrderQuery) (OrderPage, error) {
	page := OrderPage{Orders: []OrderRow{}}
	sort, ok := orderSorts[q.Sort]
	if !ok {
		return page, shop.ErrInput.With("field", "sort").On("sort")
	}
	where, args := orderWhere(q.OrderFilter)
	from := " FROM orders o WHERE " + where
	if err := r.read.QueryRowContext(ctx, "SELECT count(*), coalesce(sum(CASE WHEN o.status='cancelled' THEN 0 ELSE o.total END),0)"+from, args...).Scan(&page.Total, &page.Sum); err != nil {
		return page, r.explain(err)
	}
	if !actor.Role.Can(shop.RightSeeAll) {
		page.Sum = 0
	}
	dir := " DESC"
	if q.Up {
		dir = " ASC"
	}
	// The page's rows are chosen first, so that only they are joined.
	rows, err := r.read.QueryContext(ctx, `SELECT `+orderRowColumns+` FROM (SELECT o.n AS m, row_number() OVER () AS place FROM (SELECT o.n`+from+` ORDER BY `+sort+dir+`, o.n`+dir+` LIMIT ? OFFSET ?) o) s
		JOIN orders o ON o.n=s.m LEFT JOIN users u ON u.id=o.user_id ORDER BY s.place`, append(args, pageLimit(q.Limit), max(q.Offset, 0))...)
	if err != nil {
		return page, r.explain(err)
	}
	page.Orders, err = readOrderRows(rows)
	return page, r.explain(err)
}

const orderRowColumns = `o.id, o.number, o.kind, o.source, o.status, o.payment_state, o.customer_id, o.customer_name, o.goods, o.lines, o.total, o.paid, o.delivery_method, o.city, o.waybill, o.comment, coalesce(u.name,''), o.created_at`

func readOrderRows(rows *sql.Rows) ([]OrderRow, error) {
	defer rows.Close() //nolint:errcheck // read to its end below
	list := []OrderRow{}
	for rows.Next() {
		o, err := scanOrderRow(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, o)
	}
	return list, rows.Err()
}

func scanOrderRow(row scanner) (o OrderRow, err error) {
	err = row.Scan(&o.ID, &o.Number, &o.Kind, &o.Source, &o.Status, &o.PaymentState, &o.CustomerID, &o.Customer, &o.Goods, &o.Lines, &o.Total, &o.Paid, &o.DeliveryMethod, &o.City, &o.Waybill, &o.Comment, &o.Owner, &o.CreatedAt)
	o.Next = []shop.Status{}
	if o.Kind == shop.Sale {
		o.Next = append(o.Next, o.Status.Steps()...)
	}
	return o, err
}

func orderWhere(f OrderFilter) (string, []any) {
	where, args := []string{"o.deleted=0"}, []any{}
	oneOf := func(column string, values []string) {
		if len(values) == 0 {
			return
		}
		where = append(where, column+" IN ("+strings.TrimSuffix(strings.Repeat("?,", len(values)), ",")+")")
		for _, v := range values {
			args = append(args, v)
		}
	}
	is := func(clause string, given bool, value any) {
		if given {
			where, args = append(where, clause), append(args, value)
		}
	}
	oneOf("o.status", texts(f.Status))
	oneOf("o.payment_state", texts(f.Payment))
	if f.Open {
		var open []shop.Status
		for _, s := range shop.Statuses {
			if s.Open() {
				open = append(open, s)
			}
		}
		oneOf("o.status", texts(open))
	}
	is("o.kind=?", f.Kind != "", string(f.Kind))
	is("o.source=?", f.Source != "", f.Source)
	is("o.delivery_method=?", f.Delivery != "", f.Delivery)
	is("o.user_id=?", !f.Owner.IsZero(), f.Owner)
	is("o.customer_id=?", !f.Customer.IsZero(), f.Customer)
	is("o.created_at>=?", f.From != 0, f.From)
	is("o.created_at<?", f.To != 0, f.To)
	if q := find.Parse(f.Text); !q.Empty() {
		clause, more := matchClause("order_search", "o.n", q)
		where, args = append(where, clause), append(args, more...)
	}
	return strings.Join(where, " AND "), args
}

func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}

// FindOrders looks orders up by any word or part of a number, the newest first.
func (r *Replica) FindOrders(ctx context.Context, typed string, limit int) ([]OrderRow, error) {
	q := find.Parse(typed)
	if q.Empty() {
		return []OrderRow{}, nil
	}
	number := searchStep{"SELECT n AS rowid FROM orders WHERE number=? AND deleted=0 LIMIT ?", []any{strings.ToUpper(q.Raw)}}
	return lookUp(ctx, r, lookUpPlan[OrderRow]{
		found: []OrderRow{}, limit: min(max(limit, 1), 200), steps: append([]searchStep{number}, searchSteps("order_search", " DESC", q)...),
		query: func(step string) string {
			return `SELECT ` + orderRowColumns + ` FROM (` + step + `) s JOIN orders o ON o.n=s.rowid LEFT JOIN users u ON u.id=o.user_id`
		},
		read: readOrderRows,
		id:   func(o OrderRow) shop.ID { return o.ID },
	})
}

// OrderFacets are the values that filters offer.
type OrderFacets struct {
	Sources    []string         `json:"sources"`
	Deliveries []string         `json:"deliveries"`
	Open       map[string]int64 `json:"open"` // how many open orders there are in each state
}

// OrderFacets lists what the orders can be filtered by.
func (r *Replica) OrderFacets(ctx context.Context) (OrderFacets, error) {
	f := OrderFacets{Sources: []string{}, Deliveries: []string{}, Open: map[string]int64{}}
	for _, part := range []struct {
		query string
		list  *[]string
	}{{`SELECT DISTINCT source FROM orders WHERE source<>'' ORDER BY 1 LIMIT 50`, &f.Sources}, {`SELECT DISTINCT delivery_method FROM orders WHERE delivery_method<>'' ORDER BY 1 LIMIT 50`, &f.Deliveries}} {
		rows, err := r.read.QueryContext(ctx, part.query)
		if err != nil {
			return f, r.explain(err)
		}
		if err := scanTexts(rows, part.list); err != nil {
			return f, r.explain(err)
		}
	}
	rows, err := r.read.QueryContext(ctx, `SELECT status, count(*) FROM orders WHERE status IN ('parked','new','confirmed','packed','shipped','delivered') AND deleted=0 GROUP BY status`)
	if err != nil {
		return f, r.explain(err)
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		var status string
		var n int64
		if err := rows.Scan(&status, &n); err != nil {
			return f, r.explain(err)
		}
		f.Open[status] = n
	}
	return f, r.explain(rows.Err())
}

func scanTexts(rows *sql.Rows, list *[]string) error {
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return err
		}
		*list = append(*list, s)
	}
	return rows.Err()
}
