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
	Prints    int64 `json:"prints"` // of this desk that failed, a run of papers counted once
	Total     int64 `json:"total"`
}

// NeedsYou counts what waits for this person: clashes that they may see,
// shortages, refused batches and failed prints.
func (r *Replica) NeedsYou(ctx context.Context, actor Actor) (n NeedsCount, err error) {
	desk := r.Desk().ID
	err = r.read.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM conflicts WHERE state='open' AND `+clashesSeen(actor.Role)+`),
		(SELECT count(*) FROM tasks WHERE state='open' AND deleted=0 AND choice<>?), (SELECT count(*) FROM outbox WHERE state<>'pending' AND state='attention'),
		(SELECT count(*) FROM prints WHERE `+printsAsked+`)`, merge.ChoiceWait, desk[:]).Scan(&n.Conflicts, &n.Tasks, &n.Refused, &n.Prints)
	n.Total = n.Conflicts + n.Tasks + n.Refused + n.Prints
	return n, r.explain(err)
}

// FailedPrints lists the print jobs of this desk that did not come out, the
// newest first, at most a hundred; of a run the first alone.
func (r *Replica) FailedPrints(ctx context.Context) ([]Print, error) {
	desk := r.Desk().ID
	list, err := readPrints(r.read.QueryContext(ctx, printRow+`WHERE p.n IN (SELECT n FROM prints WHERE `+printsAsked+`) ORDER BY p.n DESC LIMIT 100`, desk[:]))
	return list, r.explain(err)
}
