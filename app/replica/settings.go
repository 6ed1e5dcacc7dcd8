package replica

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/prylavok/prylavok/app/scan"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/outbox"
)

// Settings gives all settings by their keys. Keys under "desk.<desk id>." are
// this or another desk's own; all others belong to the shop.
func (r *Replica) Settings(ctx context.Context) (map[string]string, error) {
	rows, err := r.read.QueryContext(ctx, `SELECT key, value FROM settings WHERE deleted=0`)
	if err != nil {
		return nil, r.explain(err)
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	all := map[string]string{}
	for rows.Next() {
		var key, value string
		if err := rows.Scan(&key, &value); err != nil {
			return nil, r.explain(err)
		}
		all[key] = value
	}
	return all, r.explain(rows.Err())
}

// SetSetting stores one setting; an empty value means its default.
func (r *Replica) SetSetting(ctx context.Context, actor Actor, key, value string) error {
	if key == "" || len(key) > 200 || len(value) > 100_000 {
		return shop.ErrInput.With("field", "key").On("key")
	}
	if key == "shop.currency" {
		// Sums are whole minor units: a currency can only be chosen with the shop.
		return shop.ErrInput.With("field", key).On("key")
	}
	if key == masksKey {
		if _, err := scan.ParseMasks(value); err != nil {
			return err
		}
	}
	if err := checkNumbers(key, value); err != nil {
		return err
	}
	return r.command(ctx, actor, "setting", func(w *writer) error { return w.set(key, value) })
}

// set keeps one record a key: its id is named by the key, so that two desks
// that set it mean the same record.
func (w *writer) set(key, value string) error {
	id := shop.NamedID("setting:" + key)
	_, err := w.patch(change.Setting, id, Values{"value": value})
	if errors.Is(err, shop.ErrNotFound) {
		return w.create(change.Setting, id, Values{"key": key, "value": value})
	}
	return err
}

func (w *writer) setting(key, fallback string) (string, error) {
	var value string
	err := w.row(`SELECT value FROM settings WHERE key=? AND deleted=0`, key).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) || (err == nil && value == "") {
		return fallback, nil
	}
	if err != nil {
		return "", fmt.Errorf("read setting %s: %w", key, err)
	}
	return value, nil
}

// nextNumber takes the next number of this desk's series. A command that fails
// gives it back, as nobody has seen it: the counter rolls back too.
func (w *writer) nextNumber() (string, error) {
	var n int64
	series := w.desk.Series
	err := w.row(`INSERT INTO counters (series, last) VALUES (?, 1) ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last`, series).Scan(&n)
	if err != nil {
		return "", fmt.Errorf("take number: %w", err)
	}
	return shop.OrderNumber(series, n), nil
}

// Unsent gives how many batches no hub has acknowledged and how many need a person.
func (r *Replica) Unsent(ctx context.Context) (pending, attention int64, err error) {
	pending, attention, err = outbox.Count(ctx, r.read)
	return pending, attention, r.explain(err)
}
