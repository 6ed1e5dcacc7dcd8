package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/gorilla/websocket"
	"github.com/prylavok/prylavok/app/demo"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/sync/change"
)

// livePlan is the shop whose tills are measured while they work.
var livePlan = demo.Plan{Products: 5_000, Customers: 5_000, Orders: 10_000, Seed: 1, Until: until}

const (
	relayed        = 300 // sales
	relayTargetP50 = 3
	relayTargetP99 = 5
	entryBytes     = 400 // about a sale on the wire
)

// pair is a till that sells and one that hears of it.
type pair struct {
	from, to *till
	raw      *sql.DB        // the other till's file
	commits  chan time.Time // of the other till
	unwatch  func()
}

func (b *bench) newPair(h *station, shop change.ID) (p *pair, err error) {
	p = &pair{commits: make(chan time.Time, 1024)}
	if p.from, err = b.join(h, shop, "from"); err != nil {
		return nil, err
	}
	if p.to, err = b.join(h, shop, "to"); err != nil {
		return nil, errors.Join(err, p.from.remove())
	}
	if p.raw, err = rawShop(p.to.path); err != nil {
		return nil, errors.Join(err, p.from.remove(), p.to.remove())
	}
	p.unwatch = p.to.r.Watch(func(replica.Event) {
		select {
		case p.commits <- time.Now():
		default: // nobody waits
		}
	})
	return p, nil
}

func (p *pair) end() error {
	p.unwatch()
	return errors.Join(p.raw.Close(), p.from.remove(), p.to.remove())
}

// sell makes a sale of three lines on one till and gives how long after its
// commit the order was committed on the other.
func (p *pair) sell(b *bench, i int) (time.Duration, error) {
	if err := b.fillBasket(p.from.r, i); err != nil {
		return 0, err
	}
	for len(p.commits) > 0 {
		<-p.commits
	}
	if err := b.finish(p.from.r); err != nil {
		return 0, err
	}
	begin := time.Now()
	for {
		select {
		case at := <-p.commits:
			var there bool
			if err := p.raw.QueryRowContext(b.ctx, `SELECT EXISTS (SELECT 1 FROM orders WHERE id=?)`, b.basket[:]).Scan(&there); err != nil {
				return 0, err
			}
			if there {
				return max(at.Sub(begin), 0), nil
			}
		case <-time.After(time.Minute):
			return 0, errors.New("a sale did not come to the other till within a minute")
		case <-b.ctx.Done():
			return 0, b.ctx.Err()
		}
	}
}

// echo sends messages to a hub's process and gets them back.
type echo struct {
	ws   *websocket.Conn
	text []byte
}

func (h *station) dialEcho(ctx context.Context, bytes int) (*echo, error) {
	ws, answer, err := websocket.DefaultDialer.DialContext(ctx, h.Echo, nil)
	if err != nil {
		return nil, err
	}
	_ = answer.Body.Close() // a websocket's has nothing in it
	return &echo{ws, make([]byte, bytes)}, nil
}

func (e *echo) once() error {
	if err := e.ws.WriteMessage(websocket.BinaryMessage, e.text); err != nil {
		return err
	}
	_, _, err := e.ws.ReadMessage()
	return err
}

// tillToTill measures how soon a sale on one till is in another one's file.
func (b *bench) tillToTill() (table, error) {
	h, shop, done, err := b.liveHub()
	if err != nil {
		return table{}, err
	}
	defer done()
	p, err := b.newPair(h, shop)
	if err != nil {
		return table{}, err
	}
	defer p.end() //nolint:errcheck // made again by the next run
	if err := b.stock(p.from.r); err != nil {
		return table{}, err
	}
	line, err := h.dialEcho(b.ctx, entryBytes)
	if err != nil {
		return table{}, err
	}
	defer line.ws.Close() //nolint:errcheck // measured
	bare, closeBare, err := b.bareFile()
	if err != nil {
		return table{}, err
	}
	defer closeBare()
	var ours, floors []time.Duration
	for i := range relayed {
		took, err := p.sell(b, i)
		if err != nil {
			return table{}, err
		}
		floor, err := timed(func() error {
			_, err := bare.ExecContext(b.ctx, line.text)
			return errors.Join(err, line.once())
		})
		if err != nil {
			return table{}, err
		}
		ours, floors = append(ours, took), append(floors, floor)
	}
	parts, err := b.relayParts(h, shop, p)
	if err != nil {
		return table{}, err
	}
	return relayTable(ours, floors, parts), nil
}

func relayTable(ours, floors []time.Duration, parts relayShare) table {
	o, f := spreadOf(ours), spreadOf(floors)
	t := table{title: "From till to till", about: fmt.Sprintf("%d sales of three lines on one till, each with its payment and stock moves, from its commit there to its commit in another till's file; hub, tills and this process on one machine. Floor, in turn with each sale: one message of %d bytes to the hub's process and back over a websocket, and one commit of as many bytes into a bare SQLite file with `synchronous=FULL`.", len(ours), entryBytes),
		head: []string{"", "till to till", "echo + commit", "ratio", "target"}}
	for _, p := range []struct {
		name   string
		at     int
		target float64
	}{{"p50", 500, relayTargetP50}, {"p99", 990, relayTargetP99}} {
		t.add(p.name, ms(o.at(p.at)), ms(f.at(p.at)), ratio(o.at(p.at), f.at(p.at)), verdict(float64(o.at(p.at)) <= p.target*float64(f.at(p.at)), fmt.Sprintf("≤ %.0f", p.target)))
	}
	t.notes = []string{fmt.Sprintf("Two commits lie on the way: the hub's, which waits for the disk as the floor's does, and the other till's, which need not, for the hub would send it again. Of the median, %s pass until the sale has come out of the hub to whoever listens (%d more sales); the rest is the other till's own transaction: order, lines, payment, moves, balances, search, history and its copy of the feed, as much as a sale writes where it is made.", ms(parts.out.p50()), len(parts.out))}
	return t
}

// relayShare is what part of the way a sale takes up to its coming out of the hub.
type relayShare struct{ out spread }

const relayShares = 50

// relayParts measures when sales come out of the hub, with a listener that has
// no replica.
func (b *bench) relayParts(h *station, shop change.ID, p *pair) (relayShare, error) {
	devices, err := h.addDevices(b.ctx, shop, 1)
	if err != nil {
		return relayShare{}, err
	}
	c, err := devices[0].call(b.ctx, h.URL)
	if err != nil {
		return relayShare{}, err
	}
	defer c.hang()
	if err := c.listen(b.ctx, c.welcome.Head); err != nil {
		return relayShare{}, err
	}
	var out []time.Duration
	for i := range relayShares {
		if err := b.fillBasket(p.from.r, relayed+i); err != nil {
			return relayShare{}, err
		}
		if err := b.finish(p.from.r); err != nil {
			return relayShare{}, err
		}
		begin := time.Now()
		if _, err := c.entries(b.ctx); err != nil {
			return relayShare{}, err
		}
		out = append(out, time.Since(begin))
	}
	return relayShare{spreadOf(out)}, nil
}

// liveHub is a hub with the shop whose tills are measured while they work.
func (b *bench) liveHub() (h *station, shop change.ID, done func(), err error) {
	dir, err := b.hubShop("live", livePlan, nil)
	if err != nil {
		return nil, shop, nil, err
	}
	if h, done, err = b.copyOf(dir); err != nil {
		return nil, shop, nil, err
	}
	if shop, err = h.onlyShop(b.ctx); err != nil {
		done()
		return nil, shop, nil, err
	}
	return h, shop, done, nil
}
