package wire_test

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/wire"
)

// counter is a till that makes the batches of a shop's day.
type counter struct {
	rng    *rand.Rand
	now    int64
	seq    int64
	device change.ID
	user   change.ID
	place  change.ID
	goods  []good
}

type good struct {
	id    change.ID
	title string
	sku   string
	price int64
}

// newID makes a UUIDv7 as google/uuid does.
func (c *counter) newID() (id change.ID) {
	c.now += 3
	binary.BigEndian.PutUint64(id[8:], c.rng.Uint64())
	binary.BigEndian.PutUint64(id[:8], uint64(c.now)<<16|c.rng.Uint64()&0xfff)
	id[6], id[8] = id[6]&0x0f|0x70, id[8]&0x3f|0x80
	return id
}

func newCounter() *counter {
	c := &counter{rng: rand.New(rand.NewPCG(1, 2)), now: 1_790_000_000_000}
	c.device, c.user, c.place = c.newID(), c.newID(), c.newID()
	nouns := []string{"Кава мелена", "Чай зелений", "Шоколад чорний", "Печиво вівсяне", "Вода мінеральна"}
	for i := range 25 {
		c.goods = append(c.goods, good{c.newID(), fmt.Sprintf("%s «Карпатська» %d г", nouns[i%5], 100+i*25), fmt.Sprintf("KV-%04d", 1000+i*7), int64(3990 + i*150)})
	}
	return c
}

func (c *counter) batch(intent string, ops []change.Op) change.Batch {
	c.now += int64(20_000 + c.rng.IntN(60_000))
	c.seq++
	return change.Batch{ID: c.newID(), Device: c.device, DeviceSeq: c.seq, Base: change.Cursor{Epoch: 7_234_567_890_123, Seq: 1000 + 2*c.seq},
		Intent: intent, User: c.user, At: c.now, Ops: ops}
}

func set(pairs ...any) (list []change.Assign) {
	for i := 0; i < len(pairs); i += 2 {
		v := pairs[i+1]
		switch x := v.(type) {
		case int:
			v = int64(x)
		case change.ID:
			v = append([]byte(nil), x[:]...)
		}
		list = append(list, change.Assign{Field: uint8(pairs[i].(int)), Value: v})
	}
	return list
}

// order is a new order of three lines with their reservations.
func (c *counter) order() (change.Batch, change.ID) {
	id := c.newID()
	ops := []change.Op{{Kind: change.Order.Num, Act: change.Create, ID: id, Set: set(1, "sale", 2, fmt.Sprintf("A1-%06d", c.seq), 3, "counter", 4, "new",
		6, c.user, 7, c.device, 8, int(c.now), 23, c.place)}}
	var moves []change.Op
	for i := range 3 {
		g := c.goods[c.rng.IntN(len(c.goods))]
		line := c.newID()
		ops = append(ops, change.Op{Kind: change.Line.Num, Act: change.Create, ID: line, Set: set(1, id, 2, i+1, 3, g.id, 4, g.title, 5, g.sku, 6, "шт",
			7, 1000*(1+c.rng.IntN(3)), 8, int(g.price), 9, int(g.price), 10, int(g.price*2/3), 13, int(g.price))})
		moves = append(moves, change.Op{Kind: change.StockMove.Num, Act: change.Create, ID: c.newID(), Set: set(1, g.id, 2, c.place, 3, "reserved", 4, 1000, 5, "sale",
			6, id, 7, int(c.now), 8, c.user)})
	}
	return c.batch("order", append(ops, moves...)), id
}

func (c *counter) status(order change.ID, to string) change.Batch {
	return c.batch("status", []change.Op{{Kind: change.Order.Num, Act: change.Patch, ID: order, Base: 1000 + 2*c.seq - 1, Set: set(4, to)}})
}

// After a few orders, a new order of three lines takes at most 220 bytes on the
// wire and a change of status at most 48, in either direction.
func TestSizesOnTheWire(t *testing.T) {
	desk, hub := pair(t)
	c := newCounter()
	place := int64(1000)
	// passed gives how many bytes a batch takes as a push and as an entry.
	passed := func(b change.Batch) (push, entry int64) {
		place++
		_, before := desk.Counts()
		send(t, desk, wire.Push{Batches: []change.Batch{b}})
		receive(t, hub)
		_, after := desk.Counts()
		push = after - before
		_, before = hub.Counts()
		send(t, hub, wire.Entries{Entries: []change.Entry{{Seq: place, At: b.At + 40, Batch: b}}})
		receive(t, desk)
		_, after = hub.Counts()
		return push, after - before
	}
	for range 40 {
		b, id := c.order()
		passed(b)
		passed(c.status(id, "confirmed"))
	}
	var order, status [2]int64
	for range 50 {
		b, id := c.order()
		push, entry := passed(b)
		order[0], order[1] = max(order[0], push), max(order[1], entry)
		push, entry = passed(c.status(id, "confirmed"))
		status[0], status[1] = max(status[0], push), max(status[1], entry)
	}
	t.Logf("at most: order %d pushed, %d in the feed; status %d pushed, %d in the feed", order[0], order[1], status[0], status[1])
	if max(order[0], order[1]) > 220 {
		t.Errorf("a new order takes %d and %d bytes", order[0], order[1])
	}
	if max(status[0], status[1]) > 48 {
		t.Errorf("a change of status takes %d and %d bytes", status[0], status[1])
	}
}
