package merge

import (
	"math"

	"github.com/prylavok/prylavok/sync/change"
)

// pending is the version of what the batch itself has changed: its place in the
// feed is not given yet.
const pending = math.MaxInt64

// relation is how what stands lies to what a batch brings.
type relation uint8

const (
	plain relation = iota // the batch was made from it, or it is the batch's own device's
	stale                 // it came after the batch before a restore, or is the device's newer: it stays
	clash                 // neither had seen the other
)

// shared gives the last place whose number means the same in an epoch as in the
// feed now. An epoch that the hub does not know shares what all others share.
func shared(epochs []change.Epoch, epoch uint64) int64 {
	if len(epochs) == 0 {
		return pending
	}
	least, later := int64(pending), false
	for _, e := range epochs {
		if later {
			least = min(least, e.Fork)
		}
		later = later || e.ID == epoch
	}
	if later {
		return least
	}
	least = epochs[len(epochs)-1].Fork
	for _, e := range epochs[1:] {
		least = min(least, e.Fork)
	}
	return least
}

// against says how what a version set lies to an edit that was made from base.
func (m *merging) against(version, base int64) (relation, error) {
	switch {
	case version == pending:
		return plain, nil
	case m.in.Was.Seq != 0:
		return m.againstGivenBack(version, base)
	case version <= m.shared && version <= base:
		return plain, nil
	}
	o, known, err := m.v.Origin(version)
	switch {
	case err != nil:
		return clash, err
	case known && o.Device == m.b.Device:
		return plain, nil
	case known && version > m.shared && o.Was.Epoch == m.b.Base.Epoch && o.Was.Seq != 0 && o.Was.Seq <= base:
		return plain, nil
	}
	return clash, nil
}

// againstGivenBack is against for an entry of before a restore: what the old
// feed had put in order stays so.
func (m *merging) againstGivenBack(version, base int64) (relation, error) {
	if version <= m.shared {
		return plain, nil
	}
	o, known, err := m.v.Origin(version)
	switch {
	case err != nil || !known:
		return clash, err
	case o.Was.Seq != 0 && o.Was.Epoch == m.in.Was.Epoch && o.Was.Seq < m.in.Was.Seq:
		return plain, nil
	case o.Was == m.in.Was && m.in.isRest():
		return plain, nil
	case o.Was.Seq != 0 && o.Was.Epoch == m.in.Was.Epoch:
		return stale, nil
	case o.Was.Seq != 0 && o.Was.Epoch == m.b.Base.Epoch && o.Was.Seq <= base:
		return plain, nil // the desk had seen it in another life of the feed
	case o.Device == m.b.Device && o.DeviceSeq > m.b.DeviceSeq:
		return stale, nil
	case o.Device == m.b.Device:
		return plain, nil // given back by desks that read the old feed in different lives
	case o.Was.Seq != 0:
		return clash, nil
	}
	// A batch that was not sent before the restore and came before what its desk had
	// seen is given back: that desk went on from it.
	saw, err := m.v.BaseOf(version)
	if err == nil && saw.Epoch == m.in.Was.Epoch && saw.Seq >= m.in.Was.Seq {
		return stale, nil
	}
	return clash, err
}

// unread reports whether the desk had not read a place of the feed when it made
// the batch, whoever's it is.
func (m *merging) unread(version int64) bool {
	return version != pending && (version > m.shared || version > m.b.Base.Seq)
}
