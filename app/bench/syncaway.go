package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/prylavok/prylavok/sync/change"
)

const (
	missed     = 10_000 // batches
	awayTarget = time.Second
)

// away is one measurement of a till that comes back.
type away struct {
	what        string
	till, alone time.Duration // by the till; by a listener that keeps nothing
}

// catchUp measures a till that comes back after the others made many batches.
func (b *bench) catchUp() (table, error) {
	h, shop, done, err := b.liveHub()
	if err != nil {
		return table{}, err
	}
	defer done()
	t, err := b.join(h, shop, "away")
	if err != nil {
		return table{}, err
	}
	defer t.remove() //nolint:errcheck // made again by the next run
	t.end()
	s, err := readSupplies(b.ctx, t.path)
	if err != nil {
		return table{}, err
	}
	devices, err := h.addDevices(b.ctx, shop, 1)
	if err != nil {
		return table{}, err
	}
	c, err := devices[0].call(b.ctx, h.URL)
	if err != nil {
		return table{}, err
	}
	defer c.hang()
	if err := c.listen(b.ctx, c.welcome.Head); err != nil {
		return table{}, err
	}
	var orders []change.ID
	made := map[change.ID]int64{} // place of each order
	plans := []struct {
		what string
		next func(i int) *change.Batch
	}{
		{"a new order of three lines each", func(i int) *change.Batch {
			batch, id := s.order(c, fmt.Sprintf("Y1-%06d", i+1), i)
			orders = append(orders, id)
			return batch
		}},
		{"a change of an order's status each", func(i int) *change.Batch {
			batch := s.batch(c, "status")
			batch.Ops = []change.Op{{Kind: change.Order.Num, Act: change.Patch, ID: orders[i], Base: made[orders[i]], Set: set(change.Order, "status", "confirmed")}}
			return batch
		}},
	}
	var found []away
	for _, p := range plans {
		before := c.heard
		i := 0
		err := c.push(b.ctx, missed, c.welcome.Limits.PushBatches/2, func() (*change.Batch, error) { i++; return p.next(i - 1), nil })
		if err != nil {
			return table{}, err
		}
		a := away{what: p.what}
		if a.alone, err = b.hearAll(h, shop, before, c.heard, made); err != nil {
			return table{}, err
		}
		if a.till, err = b.comeBack(t, c.heard); err != nil {
			return table{}, err
		}
		found = append(found, a)
	}
	return awayTable(found), nil
}

// hearAll reads a part of the feed as a till does that keeps nothing of it, and
// notes the places of orders.
func (b *bench) hearAll(h *station, shop change.ID, after, to int64, made map[change.ID]int64) (time.Duration, error) {
	devices, err := h.addDevices(b.ctx, shop, 1)
	if err != nil {
		return 0, err
	}
	return timed(func() error {
		c, err := devices[0].call(b.ctx, h.URL)
		if err != nil {
			return err
		}
		defer c.hang()
		if err := c.listen(b.ctx, after); err != nil {
			return err
		}
		for c.heard < to {
			list, err := c.entries(b.ctx)
			if err != nil {
				return err
			}
			for i := range list {
				for _, op := range list[i].Batch.Ops {
					if op.Kind == change.Order.Num && op.Act == change.Create {
						made[op.ID] = list[i].Seq
					}
				}
			}
		}
		return nil
	})
}

// comeBack connects a till until it has read up to a place.
func (b *bench) comeBack(t *till, head int64) (time.Duration, error) {
	defer t.end()
	return timed(func() error {
		t.begin(nil, nil)
		s, err := t.until(b.ctx, live)
		if err == nil && s.Cursor.Seq < head {
			err = errors.New("the till came to rest too early")
		}
		return err
	})
}

func awayTable(found []away) table {
	t := table{title: "Coming back", about: fmt.Sprintf("A till of a shop of %d orders was away while another made %d batches; from connecting to the last of them in its file. Floor: the same places of the feed read from the hub by one that keeps nothing: reading, packing, sending and unpacking.", livePlan.Orders, missed),
		head: []string{"what", "till", "batches/s", "floor", "target"}}
	for _, a := range found {
		t.add(a.what, fmt.Sprintf("%.2f s", a.till.Seconds()), fmt.Sprintf("%.0f", missed/a.till.Seconds()), fmt.Sprintf("%.2f s", a.alone.Seconds()), verdict(a.till <= awayTarget, "≤ 1 s"))
	}
	t.notes = []string{"What lies above the floor is the till's own work: for each batch its rows with their indexes, history, balances, totals and search, and its copy of the feed. A new order is eight records, a place of the feed, a row of history and one of the search index."}
	return t
}
