package replica

import (
	"context"
	"database/sql"
	"errors"

	"github.com/prylavok/prylavok/sync/merge"
)

// A batch that clashes on one of some fields that stand and fall together loses
// all of them, a street with its town. Each is a clash; they are answered as one,
// for a street in another town is nobody's.

// Companion is a clash that is answered with another one.
type Companion struct {
	Field  string `json:"field"` // of the same record and type
	Stands Told   `json:"stands"`
	Lost   Told   `json:"lost"`
}

// companions gives the undecided clashes that are answered with this one. Sums of
// an order are not among them: they are made again from what was answered.
func (c clash) companions(ctx context.Context, q asker) (list []clash, err error) {
	k, f := c.what()
	if f.Num == 0 || followsOf(k, f, c.reason) != "set" {
		return nil, nil
	}
	for _, num := range merge.Together(k, f.Num) {
		if num == f.Num {
			continue
		}
		other, err := scanClash(q.QueryRowContext(ctx, `SELECT `+conflictColumns+` FROM conflicts WHERE record_kind=? AND record_id=? AND field=? AND lost_desk_id IS ? AND lost_at=?
			AND state IN ('open','noted') AND deleted=0 ORDER BY n DESC LIMIT 1`, k.Num, c.record[:], num, c.lostDesk, c.lostAt))
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return nil, err
		}
		list = append(list, other)
	}
	return list, nil
}

// tellCompanions tells what else an answer to this clash answers.
func (r *Replica) tellCompanions(ctx context.Context, c clash) (told []Companion, err error) {
	list, err := c.companions(ctx, r.read)
	if err != nil || !c.undecided() {
		return nil, err
	}
	for _, other := range list {
		_, f := other.what()
		s, err := other.look(ctx, r.read)
		if err != nil {
			return nil, err
		}
		one := Companion{Field: f.Name}
		if one.Stands, err = r.tell(ctx, f, s.stands.is, s.stands.known); err != nil {
			return nil, err
		}
		if one.Lost, err = r.tell(ctx, f, s.lost.is, s.lost.known); err != nil {
			return nil, err
		}
		told = append(told, one)
	}
	return told, nil
}

// decideWith answers the companions of a clash as it was answered. One that went
// on since, or has no such answer, stays to be looked at by itself.
func (w *writer) decideWith(list []clash, choice, state string) error {
	for _, c := range list {
		s, err := c.look(w.ctx, w)
		if err != nil {
			return err
		}
		a, err := c.answer(w.ctx, w, s, choice)
		if err != nil {
			return err
		}
		if a == nil || a.refused != nil || (choice != ChoiceKeep && s.changed) {
			continue
		}
		if err := errors.Join(w.mend(c, a), w.endClash(c.id, state)); err != nil {
			return err
		}
	}
	return nil
}
