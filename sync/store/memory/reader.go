package memory

import (
	"fmt"
	"strings"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
	"github.com/prylavok/prylavok/sync/store"
)

// reader reads one state of a shop.
type reader struct{ sh *shop }

var _ store.Reader = (*reader)(nil)

func (r *reader) Shop() (store.Shop, error) { return r.sh.about, nil }

func (r *reader) Head() (int64, error) { return r.sh.head, nil }

func (r *reader) Epochs() ([]change.Epoch, error) {
	return append([]change.Epoch(nil), r.sh.epochs...), nil
}

func (r *reader) Record(kind uint8, id change.ID) (*change.Record, error) {
	if rec, there := r.sh.records.get(key(store.Key{Kind: kind, ID: id})); there {
		return rec.Record, nil
	}
	return nil, nil
}

func (r *reader) Find(keys []store.Key) (list []*change.Record, err error) {
	for _, k := range keys {
		if rec, there := r.sh.records.get(key(k)); there {
			list = append(list, rec.Record)
		}
	}
	return list, nil
}

func (r *reader) Children(parent change.ID, kind uint8) (list []*change.Record, err error) {
	prefix := text(parent) + one(kind)
	r.sh.parts.above(prefix, func(k string, rec *record) bool {
		if !strings.HasPrefix(k, prefix) {
			return false
		}
		list = append(list, rec.Record)
		return true
	})
	return list, nil
}

func (r *reader) Holder(kind, field uint8, value string) (holder change.ID, held bool, err error) {
	prefix := claimKey(kind, field, value)
	r.sh.claims.above(prefix, func(k string, id change.ID) bool {
		held = strings.HasPrefix(k, prefix)
		if held {
			holder = id
		}
		return false
	})
	return holder, held, nil
}

// claimKey begins the keys of all who claim a value. Its length comes first, or
// one value would begin another's keys.
func claimKey(kind, field uint8, value string) string {
	return string([]byte{kind, field}) + number(int64(len(value))) + value
}

func (r *reader) Sum(p merge.Place) (merge.Sum, error) {
	s, there := r.sh.sums.get(text(p.Offer, p.Warehouse))
	switch {
	case !there:
		return merge.Sum{}, nil
	case p.Bucket == onHand:
		return merge.Sum{Total: s.onHand, Taker: s.onHandTaker}, nil
	case p.Bucket == reserved:
		return merge.Sum{Total: s.reserved, Taker: s.reservedTaker}, nil
	}
	return merge.Sum{}, nil
}

// The two buckets of the ledger.
const (
	onHand   = "on_hand"
	reserved = "reserved"
)

func (r *reader) Origin(seq int64) (merge.Origin, bool, error) {
	p, there := r.sh.feed.get(number(seq))
	if !there {
		return merge.Origin{}, false, nil
	}
	b := &p.entry.Batch
	return merge.Origin{Device: b.Device, DeviceSeq: b.DeviceSeq, User: b.User, At: b.At, Epoch: store.EpochOf(r.sh.epochs, seq), Was: p.entry.Was}, true, nil
}

func (r *reader) BaseOf(seq int64) (change.Cursor, error) {
	p, there := r.sh.feed.get(number(seq))
	if !there {
		return change.Cursor{}, nil
	}
	return p.entry.Batch.Base, nil
}

func (r *reader) Entries(after int64, limit, bytes int) (list []store.RawEntry, err error) {
	size := 0
	r.sh.feed.above(number(after), func(_ string, p *place) bool {
		list = append(list, store.RawEntry{Seq: p.entry.Seq, Device: p.entry.Batch.Device, Data: p.data})
		size += len(p.data)
		return len(list) < limit && size < bytes
	})
	return list, nil
}

func (r *reader) EntryOf(batch change.ID) (int64, error) {
	seq, _ := r.sh.batches.get(text(batch))
	return seq, nil
}

func (r *reader) BatchAt(seq int64) (change.ID, bool, error) {
	p, there := r.sh.feed.get(number(seq))
	if !there {
		return change.ID{}, false, nil
	}
	return p.entry.Batch.ID, true, nil
}

func (r *reader) Taken(device change.ID) (int64, error) {
	n, _ := r.sh.taken.get(text(device))
	return n, nil
}

func (r *reader) BatchOf(device change.ID, deviceSeq int64) (batch change.ID, err error) {
	prefix := text(device) + number(deviceSeq)
	found := false
	r.sh.numbers.above(prefix, func(k string, id change.ID) bool {
		if found = strings.HasPrefix(k, prefix); found {
			batch = id
		}
		return false
	})
	if found {
		return batch, nil
	}
	refused, _ := r.sh.refusals.get(prefix)
	return refused.Batch, nil
}

func (r *reader) Refusals(device change.ID, after int64) (list []store.Refusal, err error) {
	prefix := text(device)
	r.sh.refusals.above(prefix+number(after), func(k string, refused store.Refusal) bool {
		if !strings.HasPrefix(k, prefix) {
			return false
		}
		list = append(list, refused)
		return true
	})
	return list, nil
}

func (r *reader) Sums(after merge.Place, limit int) (list []store.LedgerSum, err error) {
	r.sh.sums.above(text(after.Offer, after.Warehouse), func(k string, s *sum) bool {
		if len(list) == limit {
			return false
		}
		list = append(list, store.LedgerSum{Offer: change.ID([]byte(k[:16])), Warehouse: change.ID([]byte(k[16:])), OnHand: s.onHand, Reserved: s.reserved})
		return true
	})
	return list, nil
}

func (r *reader) Digest(scope change.Scope) (d change.Digest, err error) {
	r.sh.records.above("", func(_ string, rec *record) bool {
		if masked, seen := scope.Mask(rec.Record); seen {
			d.Add(masked.Hash())
		}
		return true
	})
	return d, nil
}

func (r *reader) Device(id change.ID) (store.Device, error) {
	d, there := r.sh.devices.get(text(id))
	if !there {
		return store.Device{}, store.ErrNoDevice
	}
	return d, nil
}

func (r *reader) Devices() (list []store.Device, err error) {
	r.sh.devices.above("", func(_ string, d store.Device) bool {
		list = append(list, d)
		return true
	})
	store.SortDevices(list)
	return list, nil
}

func (r *reader) Quarantined(device change.ID) (list [][]byte, err error) {
	prefix := text(device)
	r.sh.aside.above(prefix, func(k string, batch []byte) bool {
		if !strings.HasPrefix(k, prefix) {
			return false
		}
		list = append(list, batch)
		return true
	})
	return list, nil
}

// Records gives a part of a tier.
func (r *reader) Records(q store.Scan) (store.Scanned, error) { return store.Page(rows{r.sh}, q) }

// rows are the walks of Page.
type rows struct{ sh *shop }

func (r rows) Walk(s store.Section, version int64, k store.Key, f func(store.Row) (bool, error)) (err error) {
	t, prefix, begin := r.sh.alone, one(s.Tier), ""
	if s.Tier == 0 {
		t, prefix, begin = r.sh.changed, "", number(max(version, s.Since+1))
	}
	t.above(after(prefix+begin, k), func(at string, rec *record) bool {
		if !strings.HasPrefix(at, prefix) {
			return false
		}
		if s.Tier != 0 && (rec.ended < s.From || rec.ended > s.To) {
			return true
		}
		var more bool
		more, err = f(row(rec))
		return more && err == nil
	})
	return err
}

func (r rows) Parts(document, k store.Key, f func(store.Row) (bool, error)) (err error) {
	prefix := key(document)
	r.sh.travelling.above(after(prefix, k), func(at string, rec *record) bool {
		if !strings.HasPrefix(at, prefix) {
			return false
		}
		var more bool
		more, err = f(row(rec))
		return more && err == nil
	})
	return err
}

func row(rec *record) store.Row {
	return store.Row{Key: rec.key(), Version: rec.Version, Document: rec.document, Data: rec.data, Record: rec.Record}
}

func (r rows) VersionOf(k store.Key) (int64, error) {
	if rec, there := r.sh.records.get(key(k)); there {
		return rec.Version, nil
	}
	return 0, nil
}

func (r rows) Count(s store.Section) (counts store.Counts, err error) {
	err = r.Walk(s, 0, store.Key{}, func(row store.Row) (bool, error) {
		counts[row.Kind]++
		if s.Tier == 0 {
			return true, nil
		}
		return true, r.Parts(row.Key, store.Key{}, func(part store.Row) (bool, error) {
			counts[part.Kind]++
			return true, nil
		})
	})
	return counts, err
}

// errf names what a method was doing.
func errf(what string, err error) error { return fmt.Errorf("memory: %s: %w", what, err) }
