package replica

import (
	"context"

	"github.com/prylavok/prylavok/app/shop"
)

// Till is a desk of the shop as its record says.
type Till struct {
	ID     shop.ID `json:"id"`
	Name   string  `json:"name"`
	Series string  `json:"series"`
}

// Desks lists the desks that the shop knows, the oldest first.
func (r *Replica) Desks(ctx context.Context) ([]Till, error) {
	rows, err := r.read.QueryContext(ctx, `SELECT id, name, series FROM desks WHERE deleted=0 ORDER BY id`)
	if err != nil {
		return nil, r.explain(err)
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	list := []Till{}
	for rows.Next() {
		var t Till
		if err := rows.Scan(&t.ID, &t.Name, &t.Series); err != nil {
			return nil, r.explain(err)
		}
		list = append(list, t)
	}
	return list, r.explain(rows.Err())
}
