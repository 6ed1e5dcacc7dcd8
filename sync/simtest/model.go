package simtest

import (
	"bytes"
	"cmp"
	"context"
	"crypto/ed25519"
	"encoding/binary"
	"maps"
	"math/rand/v2"
	"slices"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/client"
	"github.com/prylavok/prylavok/sync/merge"
	"github.com/prylavok/prylavok/sync/wire"
)

// model is the simulator's own desk. It is the plainest thing that keeps the
// promises of client.Store: what the hub has confirmed, record by record, and
// the batches that are not sent, with merge.Rebase between them and the screen.
// Everything that outlives a power cut is in disk.
type model struct {
	config DeskConfig
	dice   *rand.Rand
	disk   disk
}

type disk struct {
	shop, device change.ID
	key          ed25519.PrivateKey
	nextDevice   change.ID // an identity that is made and not yet in use
	nextKey      ed25519.PrivateKey
	series       string
	number       int64 // last order number given
	scope        change.Scope
	scopeRev     int64
	skew         int64
	purged       bool
	epochs       []change.Epoch
	cursor       change.Cursor
	last         change.ID  // the batch at the cursor
	began        wire.Place // where the feed was begun by loading
	made         int64
	load         *client.Load
	loads        uint32 // how many were begun
	// paged is how far pages have gone in this life of the feed. What they brought,
	// and what they left out, may be of places that the cursor has not come to.
	paged int64

	records map[key]*change.Record // as the hub has confirmed them
	stale   map[key]bool           // what the running load has to bring, or take away
	sums    map[merge.Place]int64  // of confirmed moves
	cuts    map[spot]int64         // moves up to here came within a page's sum
	outbox  []outgoing
	feed    []kept       // as it was read, in order
	lost    []kept       // of older lives of the feed, not seen in this one yet
	erase   map[key]bool // stale records that were made after the last common place
	own     map[int64]bool
	numbers map[int64]change.ID // which batch this device made under which number
	taken   map[leaseName]leaseTaken
}

// outgoing is an own batch that the feed has not brought back.
type outgoing struct {
	batch     change.Batch
	attention bool
	why       wire.Refused
	// came says that the feed has brought it by a name that this desk had before.
	// It is sent all the same: its number has to be dealt with.
	came bool
}

// kept is an entry that a hub may have to be given back, and the life of the
// feed in which this desk read its place last.
type kept struct {
	epoch uint64
	entry change.Entry
	// masked says that some of it may be missing: the desk's scope hid it when it
	// came, or since. A whole one has to come from another desk.
	masked bool
}

// spot is one offer in one warehouse.
type spot struct{ offer, warehouse change.ID }

func newModel(c DeskConfig) *model {
	m := &model{config: c, dice: rand.New(rand.NewPCG(c.Seed, 0x6465736b))}
	m.disk = disk{
		records: map[key]*change.Record{}, stale: map[key]bool{}, erase: map[key]bool{}, sums: map[merge.Place]int64{}, cuts: map[spot]int64{}, own: map[int64]bool{}, numbers: map[int64]change.ID{}, taken: map[leaseName]leaseTaken{},
		scope: change.ScopeOwner, series: "A1",
	}
	m.disk.device = m.newID()
	return m
}

func (d *disk) clone() disk {
	n := *d
	n.records, n.stale, n.sums, n.cuts, n.own, n.numbers = maps.Clone(d.records), maps.Clone(d.stale), maps.Clone(d.sums), maps.Clone(d.cuts), maps.Clone(d.own), maps.Clone(d.numbers)
	n.erase, n.taken = maps.Clone(d.erase), maps.Clone(d.taken)
	n.outbox, n.feed, n.lost, n.epochs = slices.Clone(d.outbox), slices.Clone(d.feed), slices.Clone(d.lost), slices.Clone(d.epochs)
	if d.load != nil {
		l := *d.load
		n.load = &l
	}
	return n
}

// newID makes a UUIDv7 by the desk's own clock and the simulator's dice.
func (m *model) newID() (id change.ID) {
	binary.BigEndian.PutUint64(id[8:], m.dice.Uint64())
	binary.BigEndian.PutUint64(id[:8], uint64(m.config.Now())<<16|m.dice.Uint64()&0xfff)
	id[6] = id[6]&0x0f | 0x70
	id[8] = id[8]&0x3f | 0x80
	return id
}

func (m *model) newKey() ed25519.PrivateKey {
	seed := make([]byte, ed25519.SeedSize)
	for i := 0; i < len(seed); i += 8 {
		binary.BigEndian.PutUint64(seed[i:], m.dice.Uint64())
	}
	return ed25519.NewKeyFromSeed(seed)
}

// visible gives a record as the screen shows it, nil when there is none.
func (m *model) visible(k key) *change.Record {
	var ops []change.Op
	for _, o := range m.disk.outbox {
		if o.came {
			continue
		}
		for _, op := range o.batch.Ops {
			if op.Kind == k.kind && op.ID == k.id {
				ops = append(ops, op)
			}
		}
	}
	confirmed := m.disk.records[k]
	if len(ops) == 0 {
		return confirmed
	}
	return merge.Rebase(confirmed, ops, func(seq int64) bool { return m.disk.own[seq] })
}

// all lists every record as the screen shows it, by kind and id.
func (m *model) all() []*change.Record {
	unsent := map[key][]change.Op{}
	for _, o := range m.disk.outbox {
		if o.came {
			continue
		}
		for _, op := range o.batch.Ops {
			k := key{op.Kind, op.ID}
			unsent[k] = append(unsent[k], op)
		}
	}
	own := func(seq int64) bool { return m.disk.own[seq] }
	list := make([]*change.Record, 0, len(m.disk.records)+len(unsent))
	for k, r := range m.disk.records {
		if ops := unsent[k]; ops != nil {
			r = merge.Rebase(r, ops, own)
		}
		list = append(list, r)
	}
	for k, ops := range unsent {
		if m.disk.records[k] == nil {
			if r := merge.Rebase(nil, ops, own); r != nil {
				list = append(list, r)
			}
		}
	}
	slices.SortFunc(list, func(a, b *change.Record) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), bytes.Compare(a.ID[:], b.ID[:]))
	})
	return list
}

// Inspect shows the desk.
func (m *model) Inspect(context.Context) (Inspection, error) {
	in := Inspection{Records: m.all(), Sums: maps.Clone(m.disk.sums), Purged: m.disk.purged}
	for _, o := range m.disk.outbox {
		if o.attention {
			in.Attention++
		}
		for _, op := range o.batch.Ops {
			if op.Kind == change.StockMove.Num && op.Act == change.Create && m.disk.records[key{op.Kind, op.ID}] == nil {
				place, quantity := moved(change.Apply(nil, &op, 0))
				in.Sums[place] += quantity
			}
		}
	}
	return in, nil
}

// moved says what a stock move does to which sum.
func moved(r *change.Record) (merge.Place, int64) {
	return merge.Place{Offer: r.Ref(1), Warehouse: r.Ref(2), Bucket: r.Text(3)}, r.Int(4)
}

// Crash forgets nothing: all of the model is on its disk.
func (m *model) Crash(context.Context) error { return nil }

// Clone copies the disk.
func (m *model) Clone(_ context.Context, seed uint64) (Desk, error) {
	n := &model{config: m.config, dice: rand.New(rand.NewPCG(seed, 0x636c6f6e)), disk: m.disk.clone()}
	return n, nil
}

// Close has nothing to end.
func (m *model) Close() error { return nil }
