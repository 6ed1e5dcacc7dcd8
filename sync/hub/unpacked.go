package hub

import (
	"bytes"
	"sync"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/store"
)

const (
	// unpackedMax is how many places are kept unpacked, and unpackedBytes how
	// long each may be at most in the feed: a few megabytes together.
	unpackedMax   = 512
	unpackedBytes = 8 << 10
)

// unpacked keeps the places of the feed that were unpacked last: the desks of a
// shop read the same ones at about the same time. Nil keeps nothing.
type unpacked struct {
	mu    sync.Mutex
	at    map[unpackedKey]int
	ring  [unpackedMax]unpackedEntry
	write int // the next to be replaced
}

type unpackedKey struct {
	shop change.ID
	seq  int64
}

type unpackedEntry struct {
	key   unpackedKey
	data  []byte
	entry *change.Entry
}

func newUnpacked() *unpacked { return &unpacked{at: map[unpackedKey]int{}} }

// entry unpacks a place that was just read. What it gives is others' too and not
// to be changed. The bytes decide whether what is kept is that place: a hub that
// was set back gives its number to another batch.
func (u *unpacked) entry(shop change.ID, raw store.RawEntry) (*change.Entry, error) {
	key := unpackedKey{shop, raw.Seq}
	if e := u.find(key, raw.Data); e != nil {
		return e, nil
	}
	e, err := change.DecodeEntry(raw.Data)
	if err != nil {
		return nil, err
	}
	// The store knows the place; what lies in the bytes was written before it.
	e.Seq = raw.Seq
	u.keep(unpackedEntry{key, raw.Data, e})
	return e, nil
}

func (u *unpacked) find(key unpackedKey, data []byte) *change.Entry {
	if u == nil {
		return nil
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if i, there := u.at[key]; there && bytes.Equal(u.ring[i].data, data) {
		return u.ring[i].entry
	}
	return nil
}

func (u *unpacked) keep(e unpackedEntry) {
	if u == nil || len(e.data) > unpackedBytes {
		return
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	i, there := u.at[e.key]
	if !there {
		i = u.write
		u.write = (u.write + 1) % unpackedMax
		if old := u.ring[i]; old.entry != nil {
			delete(u.at, old.key)
		}
		u.at[e.key] = i
	}
	u.ring[i] = e
}
