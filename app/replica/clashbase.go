package replica

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
)

// The hub does not know what both tills of a clash began with. A desk that was
// there does: the batch that met the other's change says how far its till had
// read, the feed says which change of the field came first after that, and the
// history of that change says what it replaced. Several edits in a row of either
// till thus lead to the same value. A desk that has not read all of that way, as
// it joined later or has let the feed go, knows nothing rather than something wrong.

// begunWith gives the value of the field that both tills of a clash knew.
func (c clash) begunWith(ctx context.Context, q asker) (value, error) {
	k, f := c.what()
	if f.Num == 0 || c.reason == merge.ReasonClaim || merge.Tells(c.reason) || f.Name == "pin_hash" {
		return value{}, nil // there was none, or it is not told
	}
	met, err := entryAt(ctx, q, c.made)
	if err != nil || met == nil || met.Was.Seq != 0 {
		return value{}, err
	}
	second := shop.ID(met.Batch.Device)
	if second != c.standsDesk && second != c.lostDesk {
		return value{}, nil
	}
	whole, err := readSince(ctx, q, met.Batch.Base)
	if err != nil || !whole {
		return value{}, err
	}
	first, err := c.firstUnseen(ctx, q, met.Batch.Base.Seq, second)
	if err != nil || first == nil {
		return value{}, err
	}
	return c.replaced(ctx, q, k, f, shop.ID(first.Batch.ID))
}

// entryAt reads a place of the feed, nil where it is not kept.
func entryAt(ctx context.Context, q asker, seq int64) (*change.Entry, error) {
	var data []byte
	err := q.QueryRowContext(ctx, `SELECT entry FROM feed WHERE seq=?`, seq).Scan(&data)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read place of a clash: %w", err)
	}
	return change.DecodeEntry(data)
}

// readSince reports whether this desk keeps all of the feed after a place, and
// the place is one of the feed's present life.
func readSince(ctx context.Context, q asker, base change.Cursor) (bool, error) {
	var kept bool
	var text string
	err := q.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM feed WHERE seq=?), coalesce((SELECT value FROM local WHERE key='epochs'),'[]')`, base.Seq+1).Scan(&kept, &text)
	if err != nil {
		return false, fmt.Errorf("look back in the feed: %w", err)
	}
	var epochs []change.Epoch
	if err := json.Unmarshal([]byte(text), &epochs); err != nil {
		return false, fmt.Errorf("read epochs: %w", err)
	}
	at := slices.IndexFunc(epochs, func(e change.Epoch) bool { return e.ID == base.Epoch })
	if at < 0 {
		return false, nil
	}
	for _, later := range epochs[at+1:] {
		kept = kept && base.Seq <= later.Fork
	}
	return kept, nil
}

// firstUnseen finds the first place between the one that a till had read and the
// clash at which somebody else set the field; nil when there is none.
func (c clash) firstUnseen(ctx context.Context, q asker, after int64, second shop.ID) (*change.Entry, error) {
	for {
		var data []byte
		// An entry names its records by their bytes: only those are unpacked.
		err := q.QueryRowContext(ctx, `SELECT seq, entry FROM feed WHERE seq>? AND seq<? AND device<>? AND instr(entry, ?)>0 ORDER BY seq LIMIT 1`,
			after, c.made, second[:], c.record[:]).Scan(&after, &data)
		if errors.Is(err, sql.ErrNoRows) {
			return nil, nil
		}
		if err != nil {
			return nil, fmt.Errorf("look for a change in the feed: %w", err)
		}
		e, err := change.DecodeEntry(data)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(e.Batch.Ops, c.sets) {
			return e, nil
		}
	}
}

func (c clash) sets(op change.Op) bool {
	return op.ID == change.ID(c.record) && slices.ContainsFunc(op.Set, func(a change.Assign) bool { return a.Field == c.field })
}

// replaced gives what history says that a batch replaced.
func (c clash) replaced(ctx context.Context, q asker, k *change.Kind, f change.Field, batch shop.ID) (value, error) {
	var old sql.NullString
	path := "$." + f.Name
	err := q.QueryRowContext(ctx, `SELECT changes -> (?1||'[0]') FROM history WHERE root_id IN (?2, ?3) AND batch_id=?4 AND kind=?5 AND record_id=?3 AND act=?6
		AND json_type(changes, ?1)='array' ORDER BY n LIMIT 1`, path, c.root[:], c.record[:], batch[:], k.Num, change.Patch).Scan(&old)
	if errors.Is(err, sql.ErrNoRows) {
		return value{}, nil
	}
	if err != nil {
		return value{}, fmt.Errorf("read history of a clash: %w", err)
	}
	is, known, err := readScalar(f, old.String)
	return value{is, known}, err
}
