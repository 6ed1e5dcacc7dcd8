package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/prylavok/prylavok/app/demo"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/client"
	"github.com/prylavok/prylavok/sync/wire"
)

// hubMade counts the changes to what a kept hub looks like.
const hubMade = 1

// hubShop gives the data folder of a hub with one shop of a plan, made on the
// first run as a shop moves to a hub: the desk that it lived on pushes it, batch
// by batch. more, which may be nil, adds to it.
func (b *bench) hubShop(name string, p demo.Plan, more func(*station, change.ID, *supplies) error) (dir string, err error) {
	dir = filepath.Join(b.folder, fmt.Sprintf("hub-%s-v%d.%d-%d-%d-%d", name, made, hubMade, p.Products, p.Customers, p.Orders))
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	source, _, err := b.shop(name, p)
	if err != nil {
		return "", err
	}
	draft := dir + ".draft"
	if err := os.RemoveAll(draft); err != nil {
		return "", err
	}
	fmt.Fprintf(os.Stderr, "Moving it to a hub (kept in %s)\n", b.folder)
	begin := time.Now()
	h, err := b.station(draft)
	if err != nil {
		return "", err
	}
	shop, err := b.found(h, source)
	if err == nil && more != nil {
		var s *supplies
		if s, err = readSupplies(b.ctx, source); err == nil {
			err = more(h, shop, s)
		}
	}
	if err = errors.Join(err, h.stop()); err != nil {
		return "", err
	}
	fmt.Fprintf(os.Stderr, "That took %.0f s\n", time.Since(begin).Seconds())
	return dir, os.Rename(draft, dir)
}

// copyOf gives a running hub on a copy of a data folder, and its end.
func (b *bench) copyOf(dir string) (*station, func(), error) {
	work := filepath.Join(b.folder, "hub-written")
	if err := copyHub(dir, work); err != nil {
		return nil, nil, err
	}
	h, err := b.station(work)
	if err != nil {
		return nil, nil, err
	}
	return h, func() {
		if err := errors.Join(h.stop(), os.RemoveAll(work)); err != nil {
			fmt.Fprintln(os.Stderr, "bench: left behind:", err)
		}
	}, nil
}

// onlyShop gives the id of a hub's one shop.
func (h *station) onlyShop(ctx context.Context) (change.ID, error) {
	list, err := h.store.Shops(ctx)
	if err != nil || len(list) != 1 {
		return change.ID{}, fmt.Errorf("%d shops on the hub: %w", len(list), err)
	}
	return list[0].ID, nil
}

// foundWindow is how many batches are under way while a shop moves: they are as
// large as batches get.
const foundWindow = 3

// found moves a copy of a shop to the hub. The session of a desk would also read
// its own work back; this one lets the hub have it and no more.
func (b *bench) found(h *station, source string) (shop change.ID, err error) {
	copied, done, err := b.copyShop(source)
	if err != nil {
		return shop, err
	}
	defer done()
	r, err := replica.Open(b.ctx, copied, replica.Options{})
	if err != nil {
		return shop, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	about, invited, err := h.engine.AddShop(b.ctx, "Крамниця", "UAH")
	if err != nil {
		return shop, err
	}
	c, err := b.enrol(h, r.Link(), invited.Code)
	if err != nil {
		return shop, err
	}
	defer c.hang()
	standing, err := r.Link().Standing(b.ctx)
	if err != nil {
		return shop, err
	}
	if err := c.listen(b.ctx, 0); err != nil {
		return shop, err
	}
	var waiting []change.Batch
	after := int64(0)
	return about.ID, c.push(b.ctx, int(standing.LastMade), foundWindow, func() (*change.Batch, error) {
		if len(waiting) == 0 {
			if waiting, err = r.Link().Outgoing(b.ctx, after, pushBatches, c.welcome.Limits.PushBytes/2); err != nil || len(waiting) == 0 {
				return nil, fmt.Errorf("the outbox ends at %d: %w", after, err)
			}
		}
		next := waiting[0]
		waiting, after = waiting[1:], next.DeviceSeq
		return &next, nil
	})
}

// enrol lets a replica's device in and queues its shop.
func (b *bench) enrol(h *station, link client.Store, invite string) (*caller, error) {
	id, key, err := link.Identity(b.ctx)
	if err != nil {
		return nil, err
	}
	line, err := wire.Dial(b.ctx, wire.Line{URL: h.URL})
	if err != nil {
		return nil, err
	}
	c := &caller{line: line, device: id}
	first := wire.Enrol{Oldest: wire.ProtocolFirst, Newest: wire.ProtocolNewest, Invite: invite, Device: id, PublicKey: key, Name: "Каса"}
	if err := c.prove(b.ctx, first, change.ID{}, func(text []byte) ([]byte, error) { return link.Sign(b.ctx, id, text) }); err != nil {
		return nil, err
	}
	enrolled, err := expect[wire.Enrolled](b.ctx, line)
	if err != nil {
		return nil, err
	}
	c.shop = enrolled.Shop
	if c.welcome, err = expect[wire.Welcome](b.ctx, line); err != nil {
		return nil, err
	}
	return c, link.Enrol(b.ctx, enrolled)
}

// supplies are what made-up orders are made of.
type supplies struct {
	goods           []goods
	warehouse, user change.ID
}

type goods struct {
	id              change.ID
	title, sku      string
	price, purchase int64
}

// readSupplies reads a shop's goods, its warehouse and who sells.
func readSupplies(ctx context.Context, path string) (*supplies, error) {
	db, err := rawShop(path)
	if err != nil {
		return nil, err
	}
	defer db.Close() //nolint:errcheck // only read
	s := &supplies{}
	var warehouse, user []byte
	if err := db.QueryRowContext(ctx, `SELECT (SELECT id FROM warehouses ORDER BY n LIMIT 1), (SELECT id FROM users ORDER BY n LIMIT 1)`).Scan(&warehouse, &user); err != nil {
		return nil, err
	}
	copy(s.warehouse[:], warehouse)
	copy(s.user[:], user)
	rows, err := db.QueryContext(ctx, `SELECT id, full_title, sku, price, purchase_price FROM offers WHERE active=1 AND deleted=0 ORDER BY n LIMIT 5000`)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		var g goods
		var id []byte
		if err := rows.Scan(&id, &g.title, &g.sku, &g.price, &g.purchase); err != nil {
			return nil, err
		}
		copy(g.id[:], id)
		s.goods = append(s.goods, g)
	}
	return s, rows.Err()
}

// set lists fields by their names.
func set(k *change.Kind, pairs ...any) (list []change.Assign) {
	for i := 0; i < len(pairs); i += 2 {
		f, ok := k.Field(pairs[i].(string))
		if !ok {
			panic("bench: " + k.Name + " has no field " + pairs[i].(string))
		}
		v := pairs[i+1]
		switch x := v.(type) {
		case int:
			v = int64(x)
		case change.ID:
			v = append([]byte(nil), x[:]...)
		}
		list = append(list, change.Assign{Field: f.Num, Value: v})
	}
	return list
}

func create(k *change.Kind, id change.ID, pairs ...any) change.Op {
	return change.Op{Kind: k.Num, Act: change.Create, ID: id, Set: set(k, pairs...)}
}

// order makes a batch of a new order of three lines with a payment, its goods
// reserved: eight records.
func (s *supplies) order(c *caller, number string, n int) (*change.Batch, change.ID) {
	id, at := newID(), hubNow()
	b := s.batch(c, "order")
	total := int64(0)
	var lines, moves []change.Op
	for i := range 3 {
		g := s.goods[(n*3+i)%len(s.goods)]
		total += g.price
		lines = append(lines, create(change.Line, newID(), "order_id", id, "position", i+1, "offer_id", g.id, "title", g.title, "sku", g.sku, "unit", "шт", "quantity", 1000,
			"price", g.price, "regular_price", g.price, "purchase_price", g.purchase, "sum", g.price))
		moves = append(moves, create(change.StockMove, newID(), "offer_id", g.id, "warehouse_id", s.warehouse, "bucket", "reserved", "quantity", 1000, "cause", "reservation",
			"document_id", id, "at", at, "user_id", s.user))
	}
	b.Ops = append(b.Ops, create(change.Order, id, "kind", "sale", "number", number, "source", "phone", "status", "new", "user_id", s.user, "desk_id", c.device, "created_at", at, "warehouse_id", s.warehouse))
	b.Ops = append(b.Ops, lines...)
	b.Ops = append(b.Ops, create(change.Payment, newID(), "order_id", id, "kind", "card", "amount", total, "given", total, "at", at, "user_id", s.user, "desk_id", c.device))
	b.Ops = append(b.Ops, moves...)
	return b, id
}

func (s *supplies) batch(c *caller, intent string) *change.Batch {
	epochs := c.welcome.Epochs
	return &change.Batch{ID: newID(), Base: change.Cursor{Epoch: epochs[len(epochs)-1].ID, Seq: c.welcome.Head}, Intent: intent, User: s.user, At: hubNow()}
}
