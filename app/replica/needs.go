package replica

import (
	"context"

	"github.com/prylavok/prylavok/sync/merge"
)

// NeedsCount says how much waits for a person, by sort.
type NeedsCount struct {
	Conflicts int64 `json:"conflicts"`
	Tasks     int64 `json:"tasks"` // without those that wait for a delivery
	Refused   int64 `json:"refused"`
	Prints    int64 `json:"prints"` // of this desk that failed
	Total     int64 `json:"total"`
}

// NeedsYou counts what waits for this person: clashes that they may see,
// shortages, refused batches and failed prints.
func (r *Replica) NeedsYou(ctx context.Context, actor Actor) (n NeedsCount, err error) {
	desk := r.Desk().ID
	err = r.read.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM conflicts WHERE state='open' AND `+clashesSeen(actor.Role)+`),
		(SELECT count(*) FROM tasks WHERE state='open' AND deleted=0 AND choice<>?), (SELECT count(*) FROM outbox WHERE state<>'pending' AND state='attention'),
		(SELECT count(*) FROM prints WHERE `+printsFailed+`)`, merge.ChoiceWait, desk[:]).Scan(&n.Conflicts, &n.Tasks, &n.Refused, &n.Prints)
	n.Total = n.Conflicts + n.Tasks + n.Refused + n.Prints
	return n, r.explain(err)
}

// FailedPrints lists the print jobs of this desk that did not come out, the
// newest first, at most a hundred.
func (r *Replica) FailedPrints(ctx context.Context) ([]Print, error) {
	desk, list := r.Desk().ID, []Print{}
	rows, err := r.read.QueryContext(ctx, `SELECT p.id, p.order_id, o.number, p.document, p.copy, p.printer, p.state, p.error, p.at, coalesce(u.name,'')
		FROM (SELECT * FROM prints WHERE `+printsFailed+`) p JOIN orders o ON o.id=p.order_id LEFT JOIN users u ON u.id=p.user_id ORDER BY p.n DESC LIMIT 100`, desk[:])
	if err != nil {
		return list, r.explain(err)
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		var p Print
		if err := rows.Scan(&p.ID, &p.OrderID, &p.Number, &p.Document, &p.Copy, &p.Printer, &p.State, &p.Error, &p.At, &p.User); err != nil {
			return list, r.explain(err)
		}
		list = append(list, p)
	}
	return list, r.explain(rows.Err())
}
