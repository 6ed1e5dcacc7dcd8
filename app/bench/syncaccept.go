package main

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/store/sqlite"
)

const (
	writers       = 16
	acceptTarget  = 0.6
	acceptBatches = 500 // of each writer
	acceptWindow  = 16  // of each writer under way
	acceptGoods   = 300 // in each writer's shop
)

// hubAccept measures how many batches a hub takes from sixteen desks that send
// as fast as it lets them.
func (b *bench) hubAccept() (table, error) {
	source, _, err := b.shop("live", livePlan)
	if err != nil {
		return table{}, err
	}
	s, err := readSupplies(b.ctx, source)
	if err != nil {
		return table{}, err
	}
	s.goods = s.goods[:acceptGoods]
	t := table{title: "The hub takes batches", about: fmt.Sprintf("%d desks push %d batches each, a new order of three lines (eight records), at most %d of each under way, until the last one has heard of its last. Floor: the rows that this has made, feed, records, numbers and sums, inserted by prepared statements into a copy of the hub's file as it was before, by as many writers with as many under way, one goroutine committing together what waits; no network, no rule. The bare commit writes one row of the batch's bytes each, in the same way.", writers, acceptBatches, acceptWindow),
		head: []string{"desks", "batches/s", "floor", "÷ floor", "bare commit", "÷ bare", "target"}}
	for _, one := range []bool{false, true} {
		got, err := b.acceptOnce(s, one)
		if err != nil {
			return t, err
		}
		per := func(took time.Duration) float64 { return writers * acceptBatches / took.Seconds() }
		what, target := "of sixteen shops", verdict(per(got.ours)/per(got.floor) >= acceptTarget, "≥ 0.6 × floor")
		if one {
			what, target = "of one shop", ""
		}
		t.add(what, fmt.Sprintf("%.0f", per(got.ours)), fmt.Sprintf("%.0f", per(got.floor)), fmt.Sprintf("%.2f", per(got.ours)/per(got.floor)), fmt.Sprintf("%.0f", per(got.bare)), fmt.Sprintf("%.2f", per(got.ours)/per(got.bare)), target)
	}
	t.notes = []string{"Above the floor the hub unpacks each batch, looks up whether it, its number and each of its records are there already, asks the rules what it comes to, writes records and place down, answers through the feed, and shares the processors with the desks that send. In one shop each of the sixteen also hears what the fifteen others did: sixteen times the reading, packing and sending."}
	return t, nil
}

// acceptance is one measurement.
type acceptance struct{ ours, floor, bare time.Duration }

func (b *bench) acceptOnce(s *supplies, one bool) (got acceptance, err error) {
	work, before := filepath.Join(b.folder, "hub-written"), filepath.Join(b.folder, "hub-before")
	if err := os.RemoveAll(work); err != nil {
		return got, err
	}
	defer os.RemoveAll(work)   //nolint:errcheck // made again by the next run
	defer os.RemoveAll(before) //nolint:errcheck // made again by the next run
	places, err := b.acceptRun(s, one, work, before, &got)
	if err != nil {
		return got, err
	}
	groups, err := readAccepted(work, places)
	if err != nil {
		return got, err
	}
	err = b.acceptFloors(before, groups, &got)
	return got, err
}

// acceptFloors stores the same rows without a hub, and one row for each batch.
func (b *bench) acceptFloors(before string, groups [][]rowOf, got *acceptance) error {
	h, err := openRaw(filepath.Join(before, sqlite.Name), false)
	if err != nil {
		return err
	}
	got.floor, err = commitTogether(h, groups, acceptWindow)
	if err := errors.Join(err, h.close()); err != nil {
		return err
	}
	path := filepath.Join(b.folder, "bare.db")
	if err := removeShop(path); err != nil {
		return err
	}
	defer removeShop(path) //nolint:errcheck // made again by the next run
	if h, err = openRaw(path, true); err != nil {
		return err
	}
	defer h.close() //nolint:errcheck // thrown away
	if err := h.script(`CREATE TABLE t (n INTEGER PRIMARY KEY, data BLOB)`); err != nil {
		return err
	}
	bare := make([][]rowOf, len(groups))
	for i, group := range groups {
		// The feed's row comes first, and its last column is the batch.
		entry := group[0].args[len(group[0].args)-1].Value
		bare[i] = []rowOf{{`INSERT INTO t (data) VALUES (?)`, named([]driver.Value{entry})}}
	}
	got.bare, err = commitTogether(h, bare, acceptWindow)
	return err
}

// acceptRun has the desks push and keeps a copy of the hub from before. It gives
// the last place of each shop from before.
func (b *bench) acceptRun(s *supplies, one bool, work, before string, got *acceptance) (places map[change.ID]int64, err error) {
	h, err := b.station(work)
	if err != nil {
		return nil, err
	}
	running := true
	defer func() {
		if running {
			err = errors.Join(err, h.stop())
		}
	}()
	callers, err := b.acceptDesks(h, s, one)
	if err != nil {
		return nil, err
	}
	if err := os.RemoveAll(before); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(before, 0o755); err != nil {
		return nil, err
	}
	if err := h.store.Backup(b.ctx, filepath.Join(before, sqlite.Name)); err != nil {
		return nil, err
	}
	places = map[change.ID]int64{}
	for _, c := range callers {
		if places[c.shop], err = h.head(b.ctx, c.shop); err != nil {
			return nil, err
		}
	}
	got.ours, err = timed(func() error { return pushAll(b.ctx, callers, s) })
	for _, c := range callers {
		c.hang()
	}
	running = false
	return places, errors.Join(err, h.stop())
}

// acceptDesks connects the writers and gives their shops goods.
func (b *bench) acceptDesks(h *station, s *supplies, one bool) (callers []*caller, err error) {
	var shop change.ID
	for i := range writers {
		if i == 0 || !one {
			about, _, err := h.engine.AddShop(b.ctx, "Крамниця", "UAH")
			if err != nil {
				return nil, err
			}
			shop = about.ID
		}
		devices, err := h.addDevices(b.ctx, shop, 1)
		if err != nil {
			return nil, err
		}
		c, err := devices[0].call(b.ctx, h.URL)
		if err != nil {
			return nil, err
		}
		if err := c.listen(b.ctx, c.welcome.Head); err != nil {
			return nil, err
		}
		if i == 0 || !one {
			if err := c.push(b.ctx, 1, 1, func() (*change.Batch, error) { return s.catalogue(c), nil }); err != nil {
				return nil, err
			}
		}
		callers = append(callers, c)
	}
	return callers, nil
}

// catalogue makes the goods that orders name.
func (s *supplies) catalogue(c *caller) *change.Batch {
	b := s.batch(c, "import")
	b.Ops = append(b.Ops, create(change.Warehouse, s.warehouse, "name", "Склад"))
	for _, g := range s.goods {
		product := newID()
		b.Ops = append(b.Ops, create(change.Product, product, "name", g.title, "unit", "шт", "active", 1),
			create(change.Offer, g.id, "product_id", product, "sku", g.sku, "price", g.price, "purchase_price", g.purchase, "active", 1))
	}
	return b
}

// pushAll lets the writers push until each has heard of all its own.
func pushAll(ctx context.Context, callers []*caller, s *supplies) error {
	var wg sync.WaitGroup
	errs := make([]error, len(callers))
	for i, c := range callers {
		wg.Go(func() {
			n := 0
			errs[i] = c.push(ctx, acceptBatches, acceptWindow, func() (*change.Batch, error) {
				n++
				batch, _ := s.order(c, fmt.Sprintf("W%d-%06d", i, n), i*acceptBatches+n)
				return batch, nil
			})
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}
