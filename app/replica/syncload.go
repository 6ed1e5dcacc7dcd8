package replica

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/client"
	"github.com/prylavok/prylavok/sync/wire"
)

// savedLoad gives the load that is not finished, nil when there is none.
func (w *writer) savedLoad() (*client.Load, error) {
	var text string
	if ok, err := w.local("load", &text); err != nil || !ok {
		return nil, err
	}
	l := &client.Load{}
	if err := json.Unmarshal([]byte(text), l); err != nil {
		return nil, fmt.Errorf("read load: %w", err)
	}
	return l, nil
}

func (w *writer) saveLoad(l *client.Load) error {
	text, err := json.Marshal(l)
	if err != nil {
		return err
	}
	return w.setLocal(map[string]any{"load": string(text)})
}

// findLoad has the load that runs, if one does, known to what follows.
func (w *writer) findLoad() error {
	l, err := w.savedLoad()
	if err == nil && l != nil && l.Begun() {
		w.load = l
	}
	return err
}

// awaitLoad notes that a load has to be made. One that is not finished begins
// again, and covers the other where it can; where not, everything is loaded.
func (w *writer) awaitLoad(l client.Load) error {
	if w.cursor.Epoch == 0 {
		return nil // the first load has yet to begin, and brings everything
	}
	had, err := w.savedLoad()
	if err != nil {
		return err
	}
	switch {
	case had == nil:
	case had.Why == client.LoadFirst || had.Why == client.LoadRepair:
		l = client.Load{Why: had.Why}
	case had.Why != l.Why:
		l = client.Load{Why: client.LoadRepair}
	case l.Why == client.LoadRestored:
		l.Since = min(l.Since, had.Since)
	}
	w.load = nil
	return w.saveLoad(&l)
}

// StartLoad begins a load or goes on with it; see client.Store.
func (l *Link) StartLoad(ctx context.Context, load client.Load) (client.Load, error) {
	err := l.write(ctx, func(w *writer) error {
		had, err := w.savedLoad()
		if err != nil {
			return err
		}
		if had != nil && had.Begun() {
			load = *had
			return nil
		}
		if had != nil {
			load.Why, load.Since = had.Why, had.Since
		}
		return w.beginLoad(&load)
	})
	return load, err
}

func (w *writer) beginLoad(l *client.Load) error {
	var number int64
	if _, err := w.local("loads", &number); err != nil {
		return err
	}
	l.Number, l.Tier, l.After, l.Done, l.Total = uint32(number)+1, l.FirstTier(), nil, 0, 0
	if err := w.setLocal(map[string]any{"loads": number + 1}); err != nil {
		return err
	}
	if err := w.exec(`DELETE FROM ahead`); err != nil {
		return err
	}
	fresh, err := w.jumps(l)
	if err != nil {
		return err
	}
	if fresh {
		if err := w.setCursor(change.Cursor{Epoch: l.Epoch, Seq: l.Start}, l.StartBatch); err != nil {
			return err
		}
		if err := w.setLocal(map[string]any{"began_at": l.Start, "began_batch": l.StartBatch[:]}); err != nil {
			return err
		}
	}
	switch l.Why {
	case client.LoadFirst, client.LoadRepair:
		if err := w.doubtAll(); err != nil {
			return err
		}
		if err := w.exec(`UPDATE stock_balances SET cut=0 WHERE cut<>0`); err != nil {
			return err
		}
		if err := w.setLocal(map[string]any{"unindexed": 0}); err != nil {
			return err
		}
	case client.LoadRestored:
		if l.Since, err = w.since(l.Since); err != nil {
			return err
		}
	}
	return w.saveLoad(l)
}

// jumps reports whether the feed is read from where the load begins. Only a
// replica that has read nothing and has nothing to send may leave out what came
// before: its own batches may be there.
func (w *writer) jumps(l *client.Load) (bool, error) {
	if l.Why != client.LoadFirst || w.cursor.Seq > 0 {
		return false, nil
	}
	var waits bool
	err := w.row(`SELECT EXISTS (SELECT 1 FROM outbox)`).Scan(&waits)
	return !waits, err
}

// doubtAll notes every record that the hub is said to have: what the load does
// not bring is not there any more.
func (w *writer) doubtAll() error {
	for _, k := range change.Kinds {
		if err := w.exec("INSERT INTO doubtful (id, kind, erase) SELECT id, ?, 1 FROM "+k.Table+" WHERE version>0 ON CONFLICT DO UPDATE SET erase=1", k.Num); err != nil {
			return fmt.Errorf("note doubtful %s: %w", k.Name, err)
		}
	}
	return w.exec(`INSERT INTO doubtful (id, kind, erase) SELECT id, kind, 1 FROM strangers WHERE true ON CONFLICT DO UPDATE SET erase=1`)
}

// since gives the place from which a restored hub's state has to be read: the
// common one, or one before it, when a record that is older was changed after it.
// The hub may have it as it was then, which is not known here any more.
func (w *writer) since(common int64) (int64, error) {
	rows, err := w.rows(`SELECT kind, id FROM doubtful WHERE erase=0`)
	if err != nil {
		return 0, err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	type named struct {
		kind uint8
		id   shop.ID
	}
	var list []named
	for rows.Next() {
		var n named
		if err := rows.Scan(&n.kind, &n.id); err != nil {
			return 0, err
		}
		list = append(list, n)
	}
	if err := rows.Err(); err != nil {
		return 0, err
	}
	for _, n := range list {
		r, err := w.truth(n.kind, change.ID(n.id))
		if err != nil {
			return 0, err
		}
		if r != nil {
			common = min(common, r.Created-1)
		}
	}
	return max(common, 0), nil
}

// TakePages stores pages, with where to go on; see client.Store. A power cut may
// take both, and the hub sends the pages again. Between two of them a sale that
// waits comes first, and so does what the end of a tier allows.
func (l *Link) TakePages(ctx context.Context, pages []wire.Page) (taken int, now client.Load, err error) {
	err = l.writeAt(ctx, loading, func(w *writer) error {
		if err := w.findLoad(); err != nil {
			return err
		}
		for ; taken < len(pages); taken++ {
			if taken > 0 && (pages[taken].Tier != pages[0].Tier || l.r.waiting.Load() > 0) {
				break
			}
			if err := w.nextPage(&pages[taken]); err != nil {
				return err
			}
		}
		if w.load != nil {
			now = *w.load
		}
		return nil
	})
	return taken, now, err
}

func (w *writer) nextPage(p *wire.Page) error {
	if w.load == nil || p.Load != w.load.Number || p.Tier != w.load.Tier {
		return nil
	}
	if err := w.takePage(p); err != nil {
		return err
	}
	next := w.load.Next(*p)
	if p.Tier == wire.TierCatalogue && next.Tier != p.Tier {
		// The till can scan and sell from here on.
		if err := w.setLocal(map[string]any{"joining": nil}); err != nil {
			return err
		}
		w.kinds[change.Setting.Name] = true
	}
	w.load = &next
	if err := w.reached(p.Head); err != nil {
		return err
	}
	return w.saveLoad(&next)
}

// reached keeps how far pages have gone in the feed: until the cursor comes there
// too, records may be newer than it.
func (w *writer) reached(head int64) error {
	var before int64
	if _, err := w.local("loaded_to", &before); err != nil || head <= before {
		return err
	}
	return w.setLocal(map[string]any{"loaded_to": head})
}

// What the writing connection keeps of the file in memory, in KiB below zero:
// indexes of a million rows want more while they grow.
const (
	usualCache = "-16000"
	bulkCache  = "-131072"
)

func (w *writer) takePage(p *wire.Page) error {
	scope := w.scope()
	seen := make([]*change.Record, 0, len(p.Records))
	for i := range p.Records {
		if r, visible := scope.Mask(&p.Records[i]); visible {
			seen = append(seen, r)
		}
	}
	if w.load.Why == client.LoadFirst {
		if err := w.exec("PRAGMA cache_size=" + bulkCache); err != nil {
			return err
		}
		if err := w.bulkPage(seen); err != nil {
			return err
		}
		if err := w.takeSums(p.Sums, p.Head); err != nil {
			return err
		}
		return w.indexLater(indexAtOnce)
	}
	for _, r := range seen {
		if err := w.takeRecord(r); err != nil {
			return err
		}
	}
	return nil
}

// takeRecord puts a record of a page in the place of what is here, and does
// again what the feed has done to it since.
func (w *writer) takeRecord(r *change.Record) error {
	rows, err := w.rows(`SELECT seq, ops FROM ahead WHERE id=? AND seq>? ORDER BY seq`, r.ID[:], r.Version)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	scope := w.scope()
	for rows.Next() {
		var seq int64
		var data []byte
		if err := rows.Scan(&seq, &data); err != nil {
			return err
		}
		b, err := change.Decode(data)
		if err != nil {
			return fmt.Errorf("read what a page does not know: %w", err)
		}
		for i := range b.Ops {
			if op, visible := scope.MaskOp(&b.Ops[i]); visible {
				r = change.Apply(r, &op, seq)
			}
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	had, err := w.truth(r.Kind, r.ID)
	if err != nil {
		return err
	}
	t := &touch{kind: r.Kind, id: r.ID, now: r}
	if had != nil {
		t.start = had.Version
	}
	if _, err := w.settleMove(t); err != nil {
		return err
	}
	return w.exec(`DELETE FROM doubtful WHERE id=?`, r.ID[:])
}

// FinishLoad makes the load a durable fact; see client.Store.
func (l *Link) FinishLoad(ctx context.Context) error {
	for more := true; more; {
		err := l.write(ctx, func(w *writer) (err error) {
			more, err = w.indexMore(indexAtOnce)
			return err
		})
		if err != nil {
			return err
		}
	}
	return l.write(ctx, func(w *writer) error {
		if err := w.findLoad(); err != nil || w.load == nil {
			return err
		}
		if err := w.eraseDoubtful(); err != nil {
			return err
		}
		if w.load.Why == client.LoadFirst || w.load.Why == client.LoadRepair {
			if err := w.sumUp(); err != nil {
				return err
			}
		}
		for _, table := range []string{"ahead", "doubtful"} {
			if err := w.exec("DELETE FROM " + table); err != nil {
				return err
			}
		}
		w.load = nil
		if err := w.exec("PRAGMA cache_size=" + usualCache); err != nil {
			return err
		}
		return w.setLocal(map[string]any{"load": nil, "unindexed": nil})
	})
}

// eraseDoubtful takes out the records that the hub turned out not to have.
func (w *writer) eraseDoubtful() error {
	rows, err := w.rows(`SELECT kind, id FROM doubtful WHERE erase=1`)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	var gone []change.Op
	for rows.Next() {
		var op change.Op
		var id shop.ID
		if err := rows.Scan(&op.Kind, &id); err != nil {
			return err
		}
		op.ID = change.ID(id)
		gone = append(gone, op)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	// Parts have higher kinds than what they are parts of and go first, while
	// they still find it.
	for kind := len(change.Kinds); kind >= 0; kind-- {
		for _, op := range gone {
			if min(int(op.Kind), len(change.Kinds)) != kind {
				continue
			}
			if _, err := w.settle(op.Kind, op.ID, nil); err != nil {
				return err
			}
		}
	}
	return nil
}
