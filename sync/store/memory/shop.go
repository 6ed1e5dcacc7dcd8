package memory

import (
	"encoding/binary"
	"strings"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/store"
)

// shop is all that a hub keeps of one shop. Once committed it is never changed.
// Keys are texts that sort as what they are made of.
type shop struct {
	about  store.Shop
	epochs []change.Epoch
	head   int64
	series int64 // the last one that was given out

	feed       tree[*place]        // seq
	batches    tree[int64]         // batch → seq
	numbers    tree[change.ID]     // device, its number, seq → batch
	taken      tree[int64]         // device → its newest batch that was dealt with
	refusals   tree[store.Refusal] // device, its number
	records    tree[*record]       // kind, id
	parts      tree[*record]       // parent, kind, id
	travelling tree[*record]       // document's kind and id, kind, id
	alone      tree[*record]       // tier, kind, id
	changed    tree[*record]       // version, kind, id
	claims     tree[change.ID]     // kind, field, value, id → id
	sums       tree[*sum]          // offer, warehouse
	devices    tree[store.Device]  // id
	aside      tree[[]byte]        // device, its number, as it came → batch
	had        tree[struct{}]      // series that a desk has had
}

// place is one place of the feed.
type place struct {
	entry change.Entry // without operations
	data  []byte
}

// record is a record and where it stands.
type record struct {
	*change.Record
	data     []byte
	parent   change.ID
	document store.Key // what it travels with; kind 0 = it stands alone
	tier     uint8
	ended    int64
}

func (r *record) key() store.Key { return store.Key{Kind: r.Kind, ID: r.ID} }

// sum is what lies at an offer and warehouse, and who last took from each bucket.
type sum struct {
	onHand, reserved           int64
	onHandTaker, reservedTaker change.ID
}

func text(ids ...change.ID) string {
	var b strings.Builder
	for _, id := range ids {
		b.Write(id[:])
	}
	return b.String()
}

func number(n int64) string {
	// Turning the sign bit sorts numbers below zero before the others.
	return string(binary.BigEndian.AppendUint64(nil, uint64(n)^1<<63))
}

func key(k store.Key) string { return one(k.Kind) + text(k.ID) }

// one gives a byte as a text of that byte, not as UTF-8.
func one(b uint8) string { return string([]byte{b}) }

// after gives the text above which the keys of a walk lie: behind k, or the
// beginning of what starts with prefix when k is zero.
func after(prefix string, k store.Key) string {
	if k == (store.Key{}) {
		return prefix
	}
	return prefix + key(k)
}
