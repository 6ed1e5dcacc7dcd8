package replica

import (
	"context"
	"crypto/ed25519"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/client"
	"github.com/prylavok/prylavok/sync/wire"
)

// Link is the replica as its session with the hub sees it (docs/sync.md). It is
// safe for use by many goroutines and beside commands of any program: each
// method is one transaction that finds out for itself where the desk stands.
type Link struct{ r *Replica }

var _ client.Store = (*Link)(nil)

// Link gives the replica's side of a session with the hub.
func (r *Replica) Link() *Link { return &Link{r} }

// write runs do in one transaction, as a command is run, but without history
// and outbox of its own.
func (l *Link) write(ctx context.Context, do func(*writer) error) error {
	return l.writeAt(ctx, durable, do)
}

func (l *Link) writeAt(ctx context.Context, d durability, do func(*writer) error) error {
	err := l.r.commandAt(ctx, d, Actor{}, "sync", do)
	for _, known := range []error{client.ErrCopied, client.ErrMore} {
		if errors.Is(err, known) {
			return known
		}
	}
	return err
}

// Standing says who and where the desk is; see client.Store.
func (l *Link) Standing(ctx context.Context) (client.Standing, error) {
	var s client.Standing
	err := l.write(ctx, func(w *writer) (err error) {
		s, err = w.whereabouts()
		return err
	})
	if errors.Is(err, ErrRemoved) {
		return client.Standing{Removed: true}, nil
	}
	return s, err
}

func (w *writer) whereabouts() (s client.Standing, err error) {
	s.Shop, s.Name, s.Series, s.Cursor, s.Scope = change.ID(w.desk.ShopID), w.desk.Name, w.desk.Series, w.cursor, w.scope()
	if w.joined {
		// Before, the id is this file's own affair and no hub knows it.
		s.Device = change.ID(w.desk.ID)
		var seed []byte
		if _, err := w.local("device_key", &seed); err != nil {
			return s, err
		}
		if len(seed) == ed25519.SeedSize {
			s.PublicKey = publicKey(seed)
		}
	}
	if err := w.row(`SELECT coalesce(min(seq),0) FROM lost WHERE device=? OR (? AND NOT masked)`, w.desk.ID[:], s.Scope.Whole()).Scan(&s.Adrift); err != nil {
		return s, fmt.Errorf("look among lost places: %w", err)
	}
	var last shop.ID
	if _, err := w.local("last_batch", &last); err != nil {
		return s, err
	}
	s.LastBatch = change.ID(last)
	if _, err := w.local("scope_rev", &s.ScopeRev); err != nil {
		return s, err
	}
	if _, err := w.local("device_seq", &s.LastMade); err != nil {
		return s, err
	}
	// Numbers below the first that waits are dealt with, for the hub takes them in order.
	if err := w.row(`SELECT coalesce((SELECT device_seq-1 FROM outbox WHERE state IN ('pending','acknowledged') ORDER BY device_seq LIMIT 1), ?)`, s.LastMade).Scan(&s.Acked); err != nil {
		return s, fmt.Errorf("look in outbox: %w", err)
	}
	var restored int64
	if _, err := w.local("restored", &restored); err != nil {
		return s, err
	}
	if restored != 0 {
		// The hub may know later batches than the backup did, and has in any case
		// dealt with more than none: that makes the session ask for a new name.
		s.LastMade = -1
	}
	if s.Epochs, err = w.epochs(); err != nil {
		return s, err
	}
	if s.Load, err = w.savedLoad(); err != nil {
		return s, err
	}
	s.Past, err = w.past()
	return s, err
}

func (w *writer) epochs() (list []change.Epoch, err error) {
	var text string
	if ok, err := w.local("epochs", &text); err != nil || !ok {
		return nil, err
	}
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		return nil, fmt.Errorf("read epochs: %w", err)
	}
	return list, nil
}

// pastPlaces is how many older places a greeting names beside the oldest: at
// doubling distances they reach back further than any feed is kept.
const pastPlaces = 40

// past names places before the cursor, the newest first, at doubling distances,
// the oldest that is kept, and the one at which this desk began by loading.
func (w *writer) past() (list []wire.Place, err error) {
	below := w.cursor.Seq
	name := func(query string, args ...any) (found bool, err error) {
		var p wire.Place
		var batch shop.ID
		err = w.row(`SELECT seq, batch_id FROM feed WHERE `+query, args...).Scan(&p.Seq, &batch)
		if errors.Is(err, sql.ErrNoRows) {
			return false, nil
		}
		if err != nil {
			return false, fmt.Errorf("read past: %w", err)
		}
		p.Batch = change.ID(batch)
		list, below = append(list, p), p.Seq
		return true, nil
	}
	for back := int64(1); len(list) < pastPlaces && below > 0; back *= 2 {
		found, err := name(`seq<=? AND seq<? ORDER BY seq DESC LIMIT 1`, w.cursor.Seq-back, below)
		if err != nil {
			return nil, err
		}
		if !found {
			break
		}
	}
	if _, err := name(`seq<? ORDER BY seq LIMIT 1`, below); err != nil {
		return nil, err
	}
	began, err := w.beganAt()
	if err == nil && began.Seq > 0 && began.Seq < below {
		list = append(list, began)
	}
	return list, err
}

// beganAt gives the place of the feed at which this desk began by loading, the
// zero one when it did not, or when the hub's feed is another one there now.
func (w *writer) beganAt() (p wire.Place, err error) {
	var batch shop.ID
	if _, err := w.local("began_batch", &batch); err != nil {
		return p, err
	}
	p.Batch = change.ID(batch)
	_, err = w.local("began_at", &p.Seq)
	return p, err
}

// scope gives what this device may see: all of a shop that has no hub.
func (w *writer) scope() change.Scope {
	if w.sees == "" {
		var s string
		w.sees = change.ScopeOwner
		if ok, err := w.local("scope", &s); err == nil && ok {
			w.sees = change.Scope(s)
		}
	}
	return w.sees
}

// Sign signs with a device's key; see client.Store.
func (l *Link) Sign(ctx context.Context, device change.ID, text []byte) ([]byte, error) {
	var seed []byte
	err := l.r.read.QueryRowContext(ctx, `SELECT k.value FROM local d JOIN local k ON k.key = CASE d.key WHEN 'device_id' THEN 'device_key' ELSE 'next_key' END
		WHERE d.key IN ('device_id', 'next_device') AND d.value=? ORDER BY d.key LIMIT 1`, device[:]).Scan(&seed)
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, l.r.explain(errors.Join(errors.New("this desk has no such key"), err))
	}
	return ed25519.Sign(ed25519.NewKeyFromSeed(seed), text), nil
}

// Outgoing gives batches that wait to be sent; see client.Store.
func (l *Link) Outgoing(ctx context.Context, after int64, batches, bytes int) ([]change.Batch, error) {
	rows, err := l.r.read.QueryContext(ctx, `SELECT batch FROM outbox WHERE device_seq>? AND state IN ('pending','acknowledged') ORDER BY device_seq LIMIT ?`, after, max(1, batches))
	if err != nil {
		return nil, l.r.explain(err)
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	var list []change.Batch
	for rows.Next() {
		var data []byte
		if err := rows.Scan(&data); err != nil {
			return nil, l.r.explain(err)
		}
		b, err := change.Decode(data)
		if err != nil {
			return nil, l.r.explain(fmt.Errorf("read outbox: %w", err))
		}
		if bytes -= b.Size(); bytes < 0 && len(list) > 0 {
			break
		}
		list = append(list, *b)
	}
	return list, l.r.explain(rows.Err())
}

// SetSkew keeps how far the hub's clock is ahead; see client.Store. Times that
// commands write from then on are by the hub's clock where this one is more than
// a minute off.
func (l *Link) SetSkew(ctx context.Context, ms int64) error {
	return l.write(ctx, func(w *writer) error {
		now := w.r.now().UnixMilli()
		return w.setLocal(map[string]any{"skew_ms": ms, "skew_at": now, "heard_at": now})
	})
}
