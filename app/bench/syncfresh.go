package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/prylavok/prylavok/app/demo"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/client"
)

const (
	freshTarget = 3 * time.Second
	freshOpen   = 20_000 // orders that are being worked on
	freshTimes  = 5
)

// freshPlan is a shop with about fifty thousand offers.
var freshPlan = demo.Plan{Products: 26_000, Customers: 20_000, Orders: 1_000, Seed: 1, Until: until}

// freshTill measures how soon a till that has just joined can sell.
func (b *bench) freshTill() (table, error) {
	dir, err := b.hubShop("fresh", freshPlan, b.openOrders)
	if err != nil {
		return table{}, err
	}
	h, done, err := b.copyOf(dir)
	if err != nil {
		return table{}, err
	}
	defer done()
	id, err := h.onlyShop(b.ctx)
	if err != nil {
		return table{}, err
	}
	source, _, err := b.shop("fresh", freshPlan)
	if err != nil {
		return table{}, err
	}
	code, offers, err := b.someCode(source)
	if err != nil {
		return table{}, err
	}
	var all []freshness
	for i := range freshTimes {
		// The last one is waited for until all of the shop is there.
		f, err := b.joinAndSell(h, id, code, i == freshTimes-1)
		if err != nil {
			return table{}, err
		}
		all = append(all, f)
	}
	return freshTable(all, offers), nil
}

// openOrders adds orders that are being worked on to a hub's shop.
func (b *bench) openOrders(h *station, shop change.ID, s *supplies) error {
	devices, err := h.addDevices(b.ctx, shop, 1)
	if err != nil {
		return err
	}
	c, err := devices[0].call(b.ctx, h.URL)
	if err != nil {
		return err
	}
	defer c.hang()
	if err := c.listen(b.ctx, c.welcome.Head); err != nil {
		return err
	}
	n := 0
	return c.push(b.ctx, freshOpen, c.welcome.Limits.PushBatches/2, func() (*change.Batch, error) {
		n++
		batch, _ := s.order(c, fmt.Sprintf("Y1-%06d", n), n)
		return batch, nil
	})
}

// someCode gives a barcode that one offer has which can be sold, and how many
// offers there are.
func (b *bench) someCode(path string) (code string, offers int64, err error) {
	db, err := rawShop(path)
	if err != nil {
		return "", 0, err
	}
	defer db.Close() //nolint:errcheck // only read
	err = db.QueryRowContext(b.ctx, `SELECT min(code), (SELECT count(*) FROM offers) FROM barcodes b JOIN offers o ON o.id=b.offer_id WHERE o.active=1 AND o.deleted=0 AND b.deleted=0`).Scan(&code, &offers)
	return code, offers, err
}

// freshness is how long one till took.
type freshness struct{ ready, sold, all time.Duration }

// joinAndSell joins a till, scans as soon as it says that it can sell, and
// finishes the sale.
func (b *bench) joinAndSell(h *station, shop change.ID, code string, whole bool) (f freshness, err error) {
	invited, err := h.engine.Invite(b.ctx, shop, change.ScopeOwner)
	if err != nil {
		return f, err
	}
	begin := time.Now()
	t, err := b.newTill(h, "fresh", invited.Code)
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, t.remove()) }()
	t.begin(&client.Invitation{Code: invited.Code, Name: "fresh"}, nil)
	if _, err := t.until(b.ctx, func(s client.Status) bool { return s.Load != nil && s.Load.Tier > 1 }); err != nil {
		return f, err
	}
	f.ready = time.Since(begin)
	scanned, err := t.r.Scan(b.ctx, replica.System, screen, code, 0)
	if err != nil {
		return f, err
	}
	if scanned.Found != "offer" {
		return f, fmt.Errorf("the scan of %s found %s", code, scanned.Found)
	}
	b.basket = scanned.Counter.Basket.ID
	if err := b.finish(t.r); err != nil {
		return f, err
	}
	f.sold = time.Since(begin)
	if whole {
		if _, err := t.until(b.ctx, live); err != nil {
			return f, err
		}
		f.all = time.Since(begin)
	}
	return f, nil
}

func freshTable(all []freshness, offers int64) table {
	t := table{title: "A fresh till", about: fmt.Sprintf("From making the file of a till that joins with an invite to a sale that it has finished, in a shop of %d offers and %d orders that are being worked on; %d tills, one after another. The goods are loaded first; while the rest comes the till scans and sells.", offers, freshOpen, freshTimes),
		head: []string{"what", "median", fmt.Sprintf("slowest of %d", freshTimes), "target"}}
	var ready, sold []time.Duration
	for _, f := range all {
		ready, sold = append(ready, f.ready), append(sold, f.sold)
	}
	r, s := spreadOf(ready), spreadOf(sold)
	t.add("goods, prices, barcodes and people are there", ms(r.p50()), ms(r.at(1000)), "")
	t.add("a scanned sale is finished", ms(s.p50()), ms(s.at(1000)), verdict(s.p50() <= freshTarget, "≤ 3 s"))
	t.notes = []string{fmt.Sprintf("All of the shop was there after %.1f s.", all[len(all)-1].all.Seconds())}
	return t
}
