package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/client"
	"github.com/prylavok/prylavok/sync/wire"
)

const (
	orderBytes  = 220
	statusBytes = 48
	idleBytes   = 1 << 10 // an hour
	wireWarm    = 20      // orders before it counts
	wireOrders  = 100
	wireShelf   = 8   // sales whose goods are ordered again and again
	wireSales   = 150 // sales that lie between two of the same goods
)

// ends are both ends of one line between processes' ends in this one.
type ends struct {
	desk, hub *wire.Conn
	bytes     *atomic.Int64 // of everything on the line, as TCP carries it, both ways
	stop      func()
}

// counted counts what a connection reads and writes.
type counted struct {
	net.Conn
	bytes *atomic.Int64
}

func (c counted) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.bytes.Add(int64(n))
	return n, err
}

func (c counted) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	c.bytes.Add(int64(n))
	return n, err
}

type countedListener struct {
	net.Listener
	bytes *atomic.Int64
}

func (l countedListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	return counted{c, l.bytes}, err
}

// newEnds opens a line.
func newEnds(ctx context.Context) (*ends, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	e := &ends{bytes: &atomic.Int64{}}
	accepted := make(chan *wire.Conn, 1)
	server := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c, err := wire.Accept(w, r); err == nil {
			accepted <- c
		}
	})}
	go server.Serve(countedListener{listener, e.bytes}) //nolint:errcheck // it ends with stop
	if e.desk, err = wire.Dial(ctx, wire.Line{URL: "ws://" + listener.Addr().String() + wire.Path}); err != nil {
		return nil, errors.Join(err, server.Close())
	}
	e.hub = <-accepted
	e.hub.Trust(true)
	e.stop = func() {
		_ = e.desk.Close(wire.CloseAgain, "measured")
		_ = e.hub.Close(wire.CloseAgain, "measured")
		_ = server.Close()
	}
	return e, nil
}

// pass sends a batch to the hub's end and its place in the feed to another
// desk's, and gives what each took.
func (e *ends) pass(ctx context.Context, b change.Batch, seq int64) (push, entry int64, err error) {
	push, err = passed(ctx, e.desk, e.hub, wire.Push{Batches: []change.Batch{b}})
	if err != nil {
		return 0, 0, err
	}
	entry, err = passed(ctx, e.hub, e.desk, wire.Entries{Entries: []change.Entry{{Seq: seq, At: hubNow(), Batch: b}}})
	return push, entry, err
}

func passed(ctx context.Context, from, to *wire.Conn, f wire.Frame) (int64, error) {
	_, before := from.Counts()
	if err := from.Write(ctx, f); err != nil {
		return 0, err
	}
	if _, err := to.Read(ctx); err != nil {
		return 0, err
	}
	_, after := from.Counts()
	return after - before, nil
}

// wireSizes are the lengths of frames, as they travel, by what they carry.
type wireSizes struct{ orderPush, orderEntry, statusPush, statusEntry []int64 }

// wireBytes measures how long the frames of a till's work are.
func (b *bench) wireBytes() (table, error) {
	h, id, done, err := b.liveHub()
	if err != nil {
		return table{}, err
	}
	defer done()
	t, err := b.join(h, id, "wire")
	if err != nil {
		return table{}, err
	}
	defer t.remove() //nolint:errcheck // made again by the next run
	t.end()
	if err := b.stock(t.r); err != nil {
		return table{}, err
	}
	tab := table{title: "Bytes on the wire", about: fmt.Sprintf("%d orders of three lines with their reservations, each confirmed afterwards: real batches of a till in a shop of %d products, one after another over one line, as a push to the hub and as a place of the feed to another desk. Once of the same %d goods again and again, once each of goods that were last sent %d batches before. Lengths of the websocket messages, after %d orders that are not counted.", wireOrders, livePlan.Products, 3*wireShelf, wireSales, wireWarm),
		head: []string{"what", "median", "longest", "target"}}
	for _, goods := range []struct {
		name  string
		sales int
	}{{"of goods sold lately", wireShelf}, {"of goods not sold lately", wireSales}} {
		w, err := b.measureFrames(t, goods.sales)
		if err != nil {
			return table{}, err
		}
		addSizes(&tab, "new order "+goods.name+", pushed", w.orderPush, orderBytes)
		addSizes(&tab, "… in the feed", w.orderEntry, orderBytes)
		addSizes(&tab, "its change of status, pushed", w.statusPush, statusBytes)
		addSizes(&tab, "… in the feed", w.statusEntry, statusBytes)
	}
	alive, err := b.pingBytes()
	if err != nil {
		return table{}, err
	}
	hour := alive * 3600_000 / client.PingMs
	tab.add("an hour without work", fmt.Sprintf("%d bytes", hour), "", verdict(hour <= idleBytes, "≤ 1 KiB"))
	tab.notes = []string{"An order keeps its goods' titles and SKUs as they were sold. Those that passed lately are named by where they stood; those that did not pass within the last 16 KiB travel as text, and three Cyrillic titles with their SKUs are what the longer orders are longer by.", fmt.Sprintf("Without work a till asks for a sign of life every %d seconds; question and answer are %d bytes on the TCP connection, the websocket's heads included. The figure of an hour is computed from both; the digests that are compared once a day are not in it, nor the heads of TCP and TLS.", client.PingMs/1000, alive)}
	return tab, nil
}

func addSizes(t *table, what string, list []int64, limit int64) {
	list = sorted(list)
	longest := list[len(list)-1]
	t.add(what, fmt.Sprintf("%d bytes", list[len(list)/2]), fmt.Sprintf("%d bytes", longest), verdict(longest <= limit, fmt.Sprintf("≤ %d bytes", limit)))
}

// passing is a till that is not connected, and a line over which what it would
// send is passed.
type passing struct {
	ends       *ends
	till       *till
	after, seq int64
}

// measureFrames has a till make so many sales and then order the same goods in
// turn.
func (b *bench) measureFrames(t *till, sales int) (w wireSizes, err error) {
	e, err := newEnds(b.ctx)
	if err != nil {
		return w, err
	}
	defer e.stop()
	standing, err := t.r.Link().Standing(b.ctx)
	if err != nil {
		return w, err
	}
	p := &passing{e, t, standing.LastMade, standing.Cursor.Seq}
	var sold []shop.ID
	for i := range sales {
		if err := b.fillBasket(t.r, i); err != nil {
			return w, err
		}
		if err := b.finish(t.r); err != nil {
			return w, err
		}
		sold = append(sold, b.basket)
	}
	if _, _, err := p.pass(b.ctx); err != nil {
		return w, err
	}
	for i := range wireWarm + wireOrders {
		id, err := t.r.CopyOrder(b.ctx, replica.System, sold[i%sales])
		if err != nil {
			return w, err
		}
		orderPush, orderEntry, err := p.pass(b.ctx)
		if err != nil {
			return w, err
		}
		if err := t.r.SetStatus(b.ctx, replica.System, id, shop.Confirmed); err != nil {
			return w, err
		}
		statusPush, statusEntry, err := p.pass(b.ctx)
		if err != nil {
			return w, err
		}
		if i >= wireWarm {
			w.orderPush, w.orderEntry = append(w.orderPush, orderPush), append(w.orderEntry, orderEntry)
			w.statusPush, w.statusEntry = append(w.statusPush, statusPush), append(w.statusEntry, statusEntry)
		}
	}
	return w, nil
}

// pass passes what waits and gives the lengths of the last batch's frames.
func (p *passing) pass(ctx context.Context) (push, entry int64, err error) {
	for {
		list, err := p.till.r.Link().Outgoing(ctx, p.after, pushBatches, pushBytes)
		if err != nil || len(list) == 0 {
			return push, entry, err
		}
		for _, batch := range list {
			p.after, p.seq = batch.DeviceSeq, p.seq+1
			if push, entry, err = p.ends.pass(ctx, batch, p.seq); err != nil {
				return 0, 0, err
			}
		}
	}
}

// pingBytes gives what a sign of life takes on the TCP connection, question and answer.
func (b *bench) pingBytes() (int64, error) {
	e, err := newEnds(b.ctx)
	if err != nil {
		return 0, err
	}
	defer e.stop()
	pong := make(chan struct{}, 1)
	e.desk.OnPong(func() { pong <- struct{}{} })
	for _, c := range []*wire.Conn{e.desk, e.hub} {
		go c.Read(b.ctx) //nolint:errcheck // it ends with the line
	}
	before := e.bytes.Load()
	const pings = 10
	for range pings {
		if err := e.desk.Ping(); err != nil {
			return 0, err
		}
		select {
		case <-pong:
		case <-b.ctx.Done():
			return 0, b.ctx.Err()
		}
	}
	return (e.bytes.Load() - before) / pings, nil
}
