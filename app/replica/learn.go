package replica

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/prylavok/prylavok/sync/change"
)

// knowledge names what this release has places for. Kinds and fields are only
// ever added, so that their numbers tell them.
var knowledge = func() string {
	var b strings.Builder
	for _, k := range change.Kinds {
		fmt.Fprintf(&b, "%d.%d ", k.Num, len(k.Fields))
	}
	return strings.TrimSpace(b.String())
}()

// learn gives what an earlier release of this program kept without knowing it the
// rows and columns that this one has for it. It is done once a release.
func (r *Replica) learn(ctx context.Context) error {
	var known string
	err := r.conn.QueryRowContext(ctx, `SELECT value FROM local WHERE key='knows'`).Scan(&known)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("read what was known: %w", err)
	}
	if known == knowledge {
		return nil
	}
	return r.command(ctx, System, "learn", func(w *writer) error {
		for _, k := range change.Kinds {
			if err := w.learnFields(k); err != nil {
				return fmt.Errorf("learn fields of %s: %w", k.Name, err)
			}
		}
		if err := w.learnStrangers(); err != nil {
			return fmt.Errorf("learn records: %w", err)
		}
		return w.setLocal(map[string]any{"knows": knowledge})
	})
}

// learnFields moves fields that have columns now out of what was kept beside them.
func (w *writer) learnFields(k *change.Kind) error {
	records, err := w.withExtra(k)
	if err != nil {
		return err
	}
	for _, r := range records {
		values, ok := columns(k, r)
		if !ok {
			continue
		}
		extra, err := packExtra(k, r)
		if err != nil {
			return err
		}
		sets, args := []string{"fields=?", "extra=?"}, []any{packVersions(r, knownField(k)), extra}
		for i, f := range k.Fields {
			sets, args = append(sets, f.Name+"=?"), append(args, values[i])
		}
		err = w.exec("UPDATE "+k.Table+" SET "+strings.Join(sets, ", ")+" WHERE id=?", append(args, r.ID[:])...)
		if err != nil && !misfit(err) {
			return err
		}
		w.announce(k, r.ID)
	}
	return nil
}

func (w *writer) withExtra(k *change.Kind) (list []*change.Record, err error) {
	rows, err := w.rows(rowSelect[k] + " WHERE extra IS NOT NULL")
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for p := newRowReader(k); rows.Next(); {
		r, err := p.read(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, rows.Err()
}

// learnStrangers gives records of kinds that have a table now their rows.
func (w *writer) learnStrangers() error {
	rows, err := w.rows(`SELECT record FROM strangers ORDER BY version, id`)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	var list []*change.Record
	for rows.Next() {
		var data []byte
		if err := rows.Scan(&data); err != nil {
			return err
		}
		r, err := change.DecodeRecord(data)
		if err != nil {
			return err
		}
		if _, known := change.KindNum(r.Kind); known {
			list = append(list, r)
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, r := range list {
		if _, err := w.settle(r.Kind, r.ID, r); err != nil {
			return err
		}
	}
	return nil
}
