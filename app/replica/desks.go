package replica

import (
	"context"
	"encoding/json"
	"fmt"

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

// Heard is what the hub last said of a desk of the shop.
type Heard struct {
	ID      shop.ID `json:"id"`
	Name    string  `json:"name"`
	Scope   string  `json:"scope"`
	Online  bool    `json:"online"`
	HeardAt int64   `json:"heard_at"` // Unix milliseconds by the hub's clock, 0 = never
	Revoked bool    `json:"revoked"`
}

// KeepHeard keeps what the hub said of the shop's desks at a time, Unix
// milliseconds by this desk's clock, so that it can be told while the hub is away.
func (r *Replica) KeepHeard(ctx context.Context, list []Heard, at int64) error {
	text, err := json.Marshal(list)
	if err != nil {
		return r.explain(fmt.Errorf("keep other desks: %w", err))
	}
	return r.command(ctx, System, "hub", func(w *writer) error {
		if !w.joined {
			return nil
		}
		return w.setLocal(map[string]any{"heard": string(text), "heard_of_at": at})
	})
}

// Heard gives what KeepHeard kept last; at is 0 when the hub has said nothing yet.
func (r *Replica) Heard(ctx context.Context) (list []Heard, at int64, err error) {
	var text string
	err = r.read.QueryRowContext(ctx, `SELECT coalesce((SELECT value FROM local WHERE key='heard'),''), coalesce((SELECT value FROM local WHERE key='heard_of_at'),0)`).Scan(&text, &at)
	if err != nil || text == "" {
		return nil, 0, r.explain(err)
	}
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		return nil, 0, r.explain(fmt.Errorf("read other desks: %w", err))
	}
	return list, at, nil
}
