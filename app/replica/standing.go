package replica

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// standing is what is true of this file alone, as a command finds it when it
// begins: another program may have changed it since the last one.
type standing struct {
	desk    Desk
	cursor  change.Cursor
	joined  bool  // a hub knows this device
	joining bool  // made to join, and the goods are not here yet
	removed bool  // the hub's owner cut this device off, and nothing is left
	skew    int64 // how far the hub's clock was ahead, milliseconds
	skewAt  int64 // when that was measured, by this desk's clock
}

const (
	// clockIsOff is from how many milliseconds on this desk's clock is corrected by
	// what the hub's said: below it lies what a line takes.
	clockIsOff = 60_000
	// clockIsFarOff is more than a desk is away from its hub.
	clockIsFarOff = 7 * 24 * 60 * 60 * 1000
)

// time gives the time by the hub's clock as far as that is known, given this
// desk's. A clock that was set right meanwhile is believed: one that ran ahead
// would now be before the moment at which the hub was heard, and one that was far
// behind seems to have run for longer than any desk is away.
func (s *standing) time(now int64) int64 {
	if s.skew < clockIsOff && s.skew > -clockIsOff {
		return now
	}
	known := s.skewAt + s.skew - clockIsOff
	if now+s.skew < known || (s.skew > clockIsFarOff && now >= known) {
		return now
	}
	return now + s.skew
}

const standingSQL = `SELECT
	(SELECT value FROM local WHERE key='shop_id'), (SELECT value FROM local WHERE key='device_id'),
	(SELECT value FROM local WHERE key='series'), coalesce((SELECT name FROM desks WHERE id=(SELECT value FROM local WHERE key='device_id')), (SELECT value FROM local WHERE key='hub_name'), ''),
	coalesce((SELECT value FROM settings WHERE key='shop.currency'), (SELECT value FROM local WHERE key='currency'), 'UAH'),
	coalesce((SELECT value FROM local WHERE key='demo'), 0), coalesce((SELECT value FROM local WHERE key='epoch'), 0), coalesce((SELECT value FROM local WHERE key='cursor'), 0),
	coalesce((SELECT value FROM local WHERE key='enrolled'), 0), coalesce((SELECT value FROM local WHERE key='joining'), 0), coalesce((SELECT value FROM local WHERE key='removed'), 0),
	coalesce((SELECT value FROM local WHERE key='skew_ms'), 0), coalesce((SELECT value FROM local WHERE key='skew_at'), 0)`

// standing reads it on the writing connection; r.mu is held or nobody else has r yet.
func (r *Replica) standing(ctx context.Context) (s standing, err error) {
	q, err := r.stmt(ctx, standingSQL)
	if err != nil {
		return s, err
	}
	var currency string
	var series sql.NullString
	var demo, epoch, joined, joining, removed int64
	if err := q.QueryRowContext(ctx).Scan(&s.desk.ShopID, &s.desk.ID, &series, &s.desk.Name, &currency, &demo, &epoch, &s.cursor.Seq, &joined, &joining, &removed, &s.skew, &s.skewAt); err != nil {
		return s, fmt.Errorf("read desk: %w", err)
	}
	s.desk.Series, s.desk.Demo = series.String, demo != 0
	s.cursor.Epoch = uint64(epoch) // stored bit for bit: SQLite's numbers have a sign
	s.joined, s.joining, s.removed = joined != 0, joining != 0, removed != 0
	s.desk.Currency, err = shop.CurrencyOf(currency)
	return s, err
}

// local reads one fact of this file; ok is false when it is not there.
func (w *writer) local(key string, into any) (ok bool, err error) {
	err = w.row(`SELECT value FROM local WHERE key=?`, key).Scan(into)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read local %s: %w", key, err)
	}
	return true, nil
}

// setLocal keeps facts of this file; a nil value takes one out.
func (w *writer) setLocal(facts map[string]any) error {
	for key, value := range facts {
		var err error
		if value == nil {
			err = w.exec(`DELETE FROM local WHERE key=?`, key)
		} else {
			err = w.exec(`INSERT INTO local (key, value) VALUES (?,?) ON CONFLICT DO UPDATE SET value=excluded.value`, key, value)
		}
		if err != nil {
			return fmt.Errorf("keep local %s: %w", key, err)
		}
	}
	return nil
}

// setCursor moves the desk's place in the feed.
func (w *writer) setCursor(c change.Cursor, batch change.ID) error {
	w.cursor = c
	return w.setLocal(map[string]any{"epoch": int64(c.Epoch), "cursor": c.Seq, "last_batch": batch[:]})
}
