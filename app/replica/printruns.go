package replica

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"

	"github.com/prylavok/prylavok/app/shop"
)

// PrintRun is papers of one kind that were asked for together.
type PrintRun struct {
	ID        shop.ID `json:"id"`
	Document  string  `json:"document"`
	At        int64   `json:"at"`
	User      string  `json:"user"`
	First     string  `json:"first"` // number of its first order, or the title of what its first sticker is of
	Last      string  `json:"last"`
	Total     int64   `json:"total"` // papers
	Printed   int64   `json:"printed"`
	Waiting   int64   `json:"waiting"`
	Printing  int64   `json:"printing"`
	Failed    int64   `json:"failed"` // those in doubt too
	Cancelled int64   `json:"cancelled"`
	Noted     int64   `json:"noted"`  // of the printed, that lack something: see Print.Notes
	Held      bool    `json:"held"`   // it waits for a person
	Reason    string  `json:"reason"` // a code: what stopped it; empty when a person did
	Printer   string  `json:"printer"`
	// DoubtFrom and DoubtTo are the first and last paper of which nobody knows
	// whether it came out; 0 when there is none.
	DoubtFrom int64  `json:"doubt_from"`
	DoubtTo   int64  `json:"doubt_to"`
	Next      int64  `json:"next"`           // the first paper that is not out yet, 0 when all are settled
	Stop      *Print `json:"stop,omitempty"` // the first paper that did not come out
}

// runSums counts papers, each place of a run once: what was printed again has
// the place of what it repeats.
const runSums = `WITH places AS (SELECT place, max(state='waiting') AS waiting, max(state='printing') AS printing, max(state='failed') AS failed, max(` + sqlDoubt + `) AS doubt,
		max(state='printed') AS printed, max(state='printed' AND notes<>'') AS noted FROM prints WHERE run_id=?1 AND deleted=0 AND ` + ofThisDesk + ` GROUP BY place)
	SELECT count(*), coalesce(sum(printed AND NOT waiting AND NOT printing AND NOT failed),0), coalesce(sum(waiting AND NOT printing AND NOT failed),0), coalesce(sum(printing AND NOT failed),0),
		coalesce(sum(failed),0), coalesce(min(CASE WHEN doubt THEN place END),0), coalesce(max(CASE WHEN doubt THEN place END),0),
		coalesce(min(CASE WHEN waiting OR printing OR failed THEN place END),0), coalesce(sum(noted),0) FROM places`

// PrintRun gives a run and its papers in their order.
func (r *Replica) PrintRun(ctx context.Context, id shop.ID) (run PrintRun, list []Print, err error) {
	desk := r.Desk().ID
	list, err = readPrints(r.read.QueryContext(ctx, printRow+`WHERE p.n IN (SELECT n FROM prints WHERE run_id=?1 AND deleted=0 AND `+ofThisDesk+`) ORDER BY p.place, p.n`, id[:], desk[:]))
	if err != nil {
		return run, nil, r.explain(err)
	}
	if len(list) == 0 {
		return run, nil, shop.ErrNotFound.With("what", "print")
	}
	run, err = r.printRun(ctx, id)
	return run, list, r.explain(err)
}

// printRuns lists the runs that are not settled, and the last ones.
func (r *Replica) printRuns(ctx context.Context) ([]PrintRun, error) {
	desk := r.Desk().ID
	rows, err := r.read.QueryContext(ctx, `SELECT run_id FROM prints WHERE state IN ('waiting','printing','failed') AND run_id IS NOT NULL AND deleted=0 AND (desk_id=?1 OR desk_id=(SELECT value FROM local WHERE key='former_desk'))
		UNION SELECT id FROM (SELECT id FROM print_runs d WHERE EXISTS (SELECT 1 FROM prints p WHERE p.run_id=d.id) ORDER BY n DESC LIMIT 20)`, desk[:])
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	var ids []shop.ID
	for rows.Next() {
		var id shop.ID
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	list := []PrintRun{}
	for _, id := range ids {
		run, err := r.printRun(ctx, id)
		if err != nil {
			return nil, err
		}
		list = append(list, run)
	}
	slices.SortStableFunc(list, func(a, b PrintRun) int { return cmp.Or(cmp.Compare(b.At, a.At), bytes.Compare(b.ID[:], a.ID[:])) })
	return list, nil
}

func (r *Replica) printRun(ctx context.Context, id shop.ID) (run PrintRun, err error) {
	run.ID = id
	desk := r.Desk().ID
	if err := r.read.QueryRowContext(ctx, runSums, id[:], desk[:]).Scan(&run.Total, &run.Printed, &run.Waiting, &run.Printing, &run.Failed, &run.DoubtFrom, &run.DoubtTo, &run.Next, &run.Noted); err != nil {
		return run, err
	}
	run.Cancelled = run.Total - run.Printed - run.Waiting - run.Printing - run.Failed
	err = r.read.QueryRowContext(ctx, `SELECT held, reason FROM print_runs WHERE id=?`, id[:]).Scan(&run.Held, &run.Reason)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return run, err
	}
	// The ends of the run, and what stopped it.
	const one = `WHERE p.n=(SELECT n FROM prints WHERE run_id=?1 AND deleted=0 AND ` + ofThisDesk
	for _, part := range []struct {
		where string
		take  func(Print)
	}{
		{one + ` ORDER BY place, n LIMIT 1)`, func(p Print) { run.Document, run.At, run.User, run.First = p.Document, p.At, p.User, p.name() }},
		{one + ` ORDER BY place DESC, n DESC LIMIT 1)`, func(p Print) { run.Last = p.name() }},
		{one + ` AND printer<>'' ORDER BY n DESC LIMIT 1)`, func(p Print) { run.Printer = p.Printer }},
		{one + ` AND state='failed' ORDER BY place, n LIMIT 1)`, func(p Print) { run.Stop = &p }},
	} {
		list, err := readPrints(r.read.QueryContext(ctx, printRow+part.where, id[:], desk[:]))
		if err != nil {
			return run, err
		}
		for _, p := range list {
			part.take(p)
		}
	}
	return run, nil
}
