// Package outbox keeps the batches of this desk that no hub has acknowledged.
//
// A batch is added inside the transaction that made its changes, so that there
// is never one without the other, and carries the next number of its device.
package outbox

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/prylavok/prylavok/sync/change"
)

// DB is what the outbox needs of a transaction or a connection.
type DB interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Add numbers the batch as the device's next and stores it. before holds the
// values that its patches replaced, which a later merge needs as its base.
func Add(ctx context.Context, db DB, b *change.Batch, before []byte) error {
	if err := db.QueryRowContext(ctx, `UPDATE local SET value = value + 1 WHERE key = 'device_seq' RETURNING value`).Scan(&b.DeviceSeq); err != nil {
		return fmt.Errorf("take device number: %w", err)
	}
	data, err := b.Encode()
	if err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, `INSERT INTO outbox (device_seq, batch_id, intent, batch, before, at) VALUES (?,?,?,?,?,?)`,
		b.DeviceSeq, b.ID[:], b.Intent, data, before, b.At); err != nil {
		return fmt.Errorf("add to outbox: %w", err)
	}
	return nil
}

// Count gives how many batches wait to be sent and how many need a person.
func Count(ctx context.Context, db DB) (pending, attention int64, err error) {
	// Those that are not pending have an index, and all are counted without being
	// read: a shop without a hub keeps every batch that it ever made.
	err = db.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM outbox) - (SELECT count(*) FROM outbox WHERE state<>'pending' AND state IN ('acknowledged','attention')),
		(SELECT count(*) FROM outbox WHERE state<>'pending' AND state='attention')`).Scan(&pending, &attention)
	if err != nil {
		return 0, 0, fmt.Errorf("count outbox: %w", err)
	}
	return pending, attention, nil
}
