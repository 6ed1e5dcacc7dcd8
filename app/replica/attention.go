package replica

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// Waiting is a batch of this desk that no hub has acknowledged yet, in words.
type Waiting struct {
	DeviceSeq int64     `json:"device_seq"`
	Intent    string    `json:"intent"` // sale, return, price … as in history
	At        int64     `json:"at"`     // Unix milliseconds
	User      string    `json:"user"`
	Subjects  []Subject `json:"subjects"` // what it is about, at most five
	Changes   int       `json:"changes"`  // records that it touches
}

// Unsent is what waits to be sent, the newest first.
type Unsent struct {
	Batches []Waiting `json:"batches"` // at most 200
	Total   int64     `json:"total"`
}

// Refusal is a batch that the hub did not take. What it did still shows here,
// and nowhere else, until a person tries again or drops it.
type Refusal struct {
	Waiting
	Code  string `json:"code"`  // of sync/merge; the catalogues have sentences
	Text  string `json:"text"`  // for the log and whoever helps
	Cause int64  `json:"cause"` // 0, or the number of the refused batch that this one stands on: they go together
}

// unsentShown is how many waiting batches are listed, and unsentBytes about how
// much is read for it: a shop that moves to a hub waits in very large ones.
const (
	unsentShown = 200
	unsentBytes = 2 << 20
)

// subjectsShown is how many records one batch is named by.
const subjectsShown = 5

// UnsentList tells what waits to be sent.
func (r *Replica) UnsentList(ctx context.Context) (Unsent, error) {
	u := Unsent{Batches: []Waiting{}}
	var err error
	if u.Total, _, err = r.Unsent(ctx); err != nil {
		return u, err
	}
	rows, err := r.outboxRows(ctx, `device_seq IN (SELECT device_seq FROM (SELECT device_seq, sum(length(batch)) OVER (ORDER BY device_seq DESC) - length(batch) AS size
		FROM (SELECT device_seq, batch FROM outbox WHERE state IN ('pending','sent') ORDER BY device_seq DESC LIMIT ?)) WHERE size<?) ORDER BY device_seq DESC`, unsentShown, unsentBytes)
	if err != nil {
		return u, r.explain(err)
	}
	for _, row := range rows {
		w, err := r.describe(ctx, row)
		if err != nil {
			return u, r.explain(err)
		}
		u.Batches = append(u.Batches, w)
	}
	return u, nil
}

// Refusals lists what the hub did not take, the oldest first: later ones may
// stand on earlier ones.
func (r *Replica) Refusals(ctx context.Context) ([]Refusal, error) {
	list := []Refusal{}
	rows, err := r.outboxRows(ctx, `state<>'pending' AND state='attention' ORDER BY device_seq LIMIT ?`, unsentShown)
	if err != nil {
		return list, r.explain(err)
	}
	first := groups(rows)
	for i, row := range rows {
		w, err := r.describe(ctx, row)
		if err != nil {
			return list, r.explain(err)
		}
		refusal := Refusal{Waiting: w, Code: row.reason, Text: row.detail}
		if first[i] != i {
			refusal.Cause = rows[first[i]].number
		}
		list = append(list, refusal)
	}
	return list, nil
}

// outboxRow is a batch of the outbox as it lies there.
type outboxRow struct {
	number         int64
	batch          *change.Batch
	before         []byte
	reason, detail string
}

const outboxColumns = `device_seq, batch, before, reason, detail`

func readOutbox(rows *sql.Rows) (list []outboxRow, err error) {
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		var data []byte
		var row outboxRow
		if err := rows.Scan(&row.number, &data, &row.before, &row.reason, &row.detail); err != nil {
			return nil, err
		}
		if row.batch, err = change.Decode(data); err != nil {
			return nil, fmt.Errorf("read outbox: %w", err)
		}
		list = append(list, row)
	}
	return list, rows.Err()
}

func (r *Replica) outboxRows(ctx context.Context, where string, args ...any) ([]outboxRow, error) {
	rows, err := r.read.QueryContext(ctx, `SELECT `+outboxColumns+` FROM outbox WHERE `+where, args...)
	if err != nil {
		return nil, err
	}
	return readOutbox(rows)
}

// groups gives for each batch the place of the first that it stands on, its own
// when it stands on none: it changes a record that an earlier one made, or adds
// a part to one.
func groups(rows []outboxRow) []int {
	maker := map[change.ID]int{}
	first := make([]int, len(rows))
	for i, row := range rows {
		first[i] = i
		for _, op := range row.batch.Ops {
			for _, id := range standsOn(op) {
				if m, ok := maker[id]; ok {
					first[i] = min(first[i], first[m])
				}
			}
		}
		for _, op := range row.batch.Ops {
			if op.Act == change.Create {
				maker[op.ID] = i
			}
		}
	}
	return first
}

// standsOn lists the records that an operation cannot do without.
func standsOn(op change.Op) []change.ID {
	ids := []change.ID{op.ID}
	k, ok := change.KindNum(op.Kind)
	if !ok || k.Parent == "" {
		return ids
	}
	parent, _ := k.Field(k.Parent)
	for _, a := range op.Set {
		if b, isRef := a.Value.([]byte); isRef && len(b) == 16 && a.Field == parent.Num {
			ids = append(ids, change.ID(b))
		}
	}
	return ids
}

// describe says what a batch did.
func (r *Replica) describe(ctx context.Context, row outboxRow) (Waiting, error) {
	b := row.batch
	w := Waiting{DeviceSeq: row.number, Intent: b.Intent, At: b.At, Subjects: []Subject{}}
	who, err := r.party(ctx, shop.ID(b.User), shop.ID{}, b.At)
	if err != nil {
		return w, err
	}
	w.User = who.User
	touched, named := map[change.ID]bool{}, map[shop.ID]bool{}
	for _, op := range b.Ops {
		touched[op.ID] = true
		if len(w.Subjects) == subjectsShown {
			continue
		}
		s, err := subjectOf(ctx, r.read, op.Kind, shop.ID(op.ID))
		if err != nil {
			return w, err
		}
		// The parts of a document tell nothing that the document does not.
		if s.Title == "" || named[s.ID] {
			continue
		}
		named[s.ID] = true
		w.Subjects = append(w.Subjects, s)
	}
	w.Changes = len(touched)
	return w, nil
}
