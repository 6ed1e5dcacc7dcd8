package replica

import (
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"

	"github.com/prylavok/prylavok/sync/change"
)

// querier is a transaction or a connection that reads.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// eachConfirmed gives every record that the hub has ordered, as it has confirmed
// it, whose version lies after one. f must not write.
func eachConfirmed(ctx context.Context, q querier, after int64, f func(*change.Record) error) error {
	for _, k := range change.Kinds {
		if err := eachRow(ctx, q, k, " WHERE version>"+fmt.Sprint(after)+" AND version>0 AND id NOT IN (SELECT id FROM confirmed) AND id NOT IN (SELECT id FROM strangers)", f); err != nil {
			return fmt.Errorf("read %s: %w", k.Name, err)
		}
	}
	rows, err := q.QueryContext(ctx, `SELECT record FROM confirmed UNION ALL SELECT record FROM strangers`)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		var data []byte
		if err := rows.Scan(&data); err != nil {
			return err
		}
		r, err := change.DecodeRecord(data)
		if err != nil {
			return fmt.Errorf("read confirmed record: %w", err)
		}
		if r.Version <= after {
			continue
		}
		if err := f(r); err != nil {
			return err
		}
	}
	return rows.Err()
}

func eachRow(ctx context.Context, q querier, k *change.Kind, where string, f func(*change.Record) error) error {
	rows, err := q.QueryContext(ctx, rowSelect[k]+where)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	p := newRowReader(k)
	for rows.Next() {
		r, err := p.read(rows)
		if err != nil {
			return err
		}
		if err := f(r); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Digest computes the digest of what the hub has confirmed; see client.Store.
func (l *Link) Digest(ctx context.Context) (c change.Cursor, d change.Digest, err error) {
	err = l.r.reading(ctx, func(tx *sql.Tx) error {
		if c, err = readCursor(ctx, tx); err != nil {
			return err
		}
		return eachConfirmed(ctx, tx, 0, func(r *change.Record) error {
			d.Add(r.Hash())
			return nil
		})
	})
	return c, d, err
}

// reading runs f on one state of the shop.
func (r *Replica) reading(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := r.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return r.explain(err)
	}
	defer tx.Rollback() //nolint:errcheck // only read
	return r.explain(f(tx))
}

func readCursor(ctx context.Context, q querier) (c change.Cursor, err error) {
	var epoch int64
	err = q.QueryRowContext(ctx, `SELECT coalesce((SELECT value FROM local WHERE key='epoch'), 0), coalesce((SELECT value FROM local WHERE key='cursor'), 0)`).Scan(&epoch, &c.Seq)
	c.Epoch = uint64(epoch)
	return c, err
}

// Digest is a fingerprint of all records, computed from the rows. Two replicas
// with the same records have the same digest, whatever the order they came in.
type Digest struct {
	Epoch   uint64 `json:"epoch"`
	Cursor  int64  `json:"cursor"`
	Pending int64  `json:"pending"`
	Digest  string `json:"digest"`
}

// Digest computes the fingerprint: the hashes of all records (change.Record.Hash)
// added up. With a hub it is that of what the hub has confirmed at the cursor,
// which every desk of the same scope and the hub itself compute alike; without
// one it is that of the rows.
func (r *Replica) Digest(ctx context.Context) (d Digest, err error) {
	var sum change.Digest
	add := func(record *change.Record) error {
		sum.Add(record.Hash())
		return nil
	}
	err = r.reading(ctx, func(tx *sql.Tx) error {
		c, err := readCursor(ctx, tx)
		if err != nil {
			return err
		}
		d.Epoch, d.Cursor = c.Epoch, c.Seq
		var joined bool
		if err := tx.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM outbox WHERE state='pending'), EXISTS (SELECT 1 FROM local WHERE key='enrolled')`).Scan(&d.Pending, &joined); err != nil {
			return err
		}
		if joined {
			return eachConfirmed(ctx, tx, 0, add)
		}
		for _, k := range change.Kinds {
			if err := eachRow(ctx, tx, k, "", add); err != nil {
				return fmt.Errorf("digest %s: %w", k.Name, err)
			}
		}
		return nil
	})
	d.Digest = hex.EncodeToString(sum.Bytes())
	return d, err
}
