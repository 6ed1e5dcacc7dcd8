package hub

import (
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/store"
)

// What the tests see of the places that are kept unpacked.
const (
	UnpackedMax   = unpackedMax
	UnpackedBytes = unpackedBytes
)

var NewUnpacked = newUnpacked

func (u *unpacked) Entry(shop change.ID, raw store.RawEntry) (*change.Entry, error) {
	return u.entry(shop, raw)
}
