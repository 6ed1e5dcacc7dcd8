package sqlite

import (
	"database/sql/driver"
	"fmt"
	"slices"
	"strings"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
	"github.com/prylavok/prylavok/sync/store"
)

// reader reads one shop within a transaction of its connection.
type reader struct {
	c      *conn
	n      int64          // the shop's number
	epochs []change.Epoch // once they were read
}

var _ store.Reader = (*reader)(nil)

// wrap names what a method was doing.
func wrap(what string, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", what, explain(err))
	}
	return nil
}

func (r *reader) Shop() (store.Shop, error) {
	row, err := r.c.one(`SELECT id, name, currency, added_at FROM shops WHERE n=?`, r.n)
	if err != nil || row == nil {
		return store.Shop{}, wrap("read shop", err)
	}
	return shopOf(row), nil
}

func (r *reader) Head() (int64, error) {
	head, err := r.c.number(`SELECT max(seq) FROM feed WHERE likely(shop=?)`, r.n)
	return head, wrap("read head", err)
}

func (r *reader) Epochs() ([]change.Epoch, error) {
	list, err := r.readEpochs()
	return append([]change.Epoch(nil), list...), err
}

func (r *reader) readEpochs() ([]change.Epoch, error) {
	if r.epochs != nil {
		return r.epochs, nil
	}
	var list []change.Epoch
	err := r.c.each(func(v []driver.Value) (bool, error) {
		list = append(list, change.Epoch{ID: uint64(num(v[0])), Fork: num(v[1])})
		return true, nil
	}, `SELECT epoch, fork FROM epochs WHERE likely(shop=?) ORDER BY n`, r.n)
	if err != nil {
		return nil, wrap("read epochs", err)
	}
	r.epochs = list
	return list, nil
}

func (r *reader) Record(kind uint8, rec change.ID) (*change.Record, error) {
	row, err := r.c.one(`SELECT data FROM records WHERE shop=? AND kind=? AND id=?`, r.n, int64(kind), rec[:])
	if err != nil || row == nil {
		return nil, wrap("read record", err)
	}
	found, err := change.DecodeRecord(blob(row[0]))
	return found, wrap("read record", err)
}

// findAtOnce is how many records one statement looks for.
const findAtOnce = 16

// findText is that statement: looking for many at once costs little more than
// looking for one. Places that are not needed are NULL and found nowhere.
var findText = func() string {
	parts := make([]string, findAtOnce)
	for i := range parts {
		parts[i] = fmt.Sprintf(`SELECT data FROM records WHERE shop=?1 AND kind=?%d AND id=?%d`, 2*i+2, 2*i+3)
	}
	return strings.Join(parts, " UNION ALL ")
}()

func (r *reader) Find(keys []store.Key) (list []*change.Record, err error) {
	for some := range slices.Chunk(keys, findAtOnce) {
		args := make([]driver.Value, 1+2*findAtOnce)
		args[0] = r.n
		for i := range some {
			args[2*i+1], args[2*i+2] = int64(some[i].Kind), some[i].ID[:]
		}
		err := r.c.each(func(v []driver.Value) (bool, error) {
			rec, err := change.DecodeRecord(blob(v[0]))
			list = append(list, rec)
			return true, err
		}, findText, args...)
		if err != nil {
			return nil, wrap("find records", err)
		}
	}
	return list, nil
}

func (r *reader) Children(parent change.ID, kind uint8) (list []*change.Record, err error) {
	err = r.c.each(func(v []driver.Value) (bool, error) {
		rec, err := change.DecodeRecord(blob(v[0]))
		list = append(list, rec)
		return true, err
	}, `SELECT data FROM records WHERE likely(shop=?) AND likely(parent=?) AND likely(kind=?) ORDER BY id`, r.n, parent[:], int64(kind))
	return list, wrap("read parts", err)
}

func (r *reader) Holder(kind, field uint8, value string) (change.ID, bool, error) {
	row, err := r.c.one(`SELECT id FROM claims WHERE likely(shop=?) AND likely(kind=?) AND likely(field=?) AND likely(value=?) ORDER BY id LIMIT 1`, r.n, int64(kind), int64(field), value)
	if err != nil || row == nil {
		return change.ID{}, false, wrap("find holder", err)
	}
	return id(row[0]), true, nil
}

func (r *reader) Sum(p merge.Place) (merge.Sum, error) {
	row, err := r.c.one(`SELECT on_hand, on_hand_taker, reserved, reserved_taker FROM sums WHERE shop=? AND offer=? AND warehouse=?`, r.n, p.Offer[:], p.Warehouse[:])
	if err != nil || row == nil {
		return merge.Sum{}, wrap("read sum", err)
	}
	switch p.Bucket {
	case "on_hand":
		return merge.Sum{Total: num(row[0]), Taker: id(row[1])}, nil
	case "reserved":
		return merge.Sum{Total: num(row[2]), Taker: id(row[3])}, nil
	}
	return merge.Sum{}, nil
}

func (r *reader) Origin(seq int64) (merge.Origin, bool, error) {
	row, err := r.c.one(`SELECT device, user, at, was_epoch, was_seq, device_seq FROM feed WHERE shop=? AND seq=?`, r.n, seq)
	if err != nil || row == nil {
		return merge.Origin{}, false, wrap("find origin", err)
	}
	epochs, err := r.readEpochs()
	if err != nil {
		return merge.Origin{}, false, err
	}
	return merge.Origin{
		Device: id(row[0]), DeviceSeq: num(row[5]), User: id(row[1]), At: num(row[2]), Epoch: store.EpochOf(epochs, seq),
		Was: change.Cursor{Epoch: uint64(num(row[3])), Seq: num(row[4])},
	}, true, nil
}

func (r *reader) BaseOf(seq int64) (change.Cursor, error) {
	row, err := r.c.one(`SELECT data FROM feed WHERE shop=? AND seq=?`, r.n, seq)
	if err != nil || row == nil {
		return change.Cursor{}, wrap("find base", err)
	}
	e, err := change.DecodeEntryHead(blob(row[0]))
	if err != nil {
		return change.Cursor{}, wrap("find base", err)
	}
	return e.Batch.Base, nil
}

func (r *reader) Entries(after int64, limit, bytes int) (list []store.RawEntry, err error) {
	size := 0
	err = r.c.each(func(v []driver.Value) (bool, error) {
		list = append(list, store.RawEntry{Seq: num(v[0]), Device: id(v[1]), Data: blob(v[2])})
		size += len(list[len(list)-1].Data)
		return len(list) < limit && size < bytes, nil
	}, `SELECT seq, device, data FROM feed WHERE likely(shop=?) AND seq>? ORDER BY seq`, r.n, after)
	return list, wrap("read feed", err)
}

func (r *reader) EntryOf(batch change.ID) (int64, error) {
	seq, err := r.c.number(`SELECT seq FROM feed WHERE shop=? AND batch=?`, r.n, batch[:])
	return seq, wrap("find batch", err)
}

func (r *reader) BatchAt(seq int64) (change.ID, bool, error) {
	row, err := r.c.one(`SELECT batch FROM feed WHERE shop=? AND seq=?`, r.n, seq)
	if err != nil || row == nil {
		return change.ID{}, false, wrap("read place", err)
	}
	return id(row[0]), true, nil
}

func (r *reader) Taken(device change.ID) (int64, error) {
	n, err := r.c.number(`SELECT device_seq FROM taken WHERE shop=? AND device=?`, r.n, device[:])
	return n, wrap("read taken", err)
}

func (r *reader) BatchOf(device change.ID, deviceSeq int64) (change.ID, error) {
	row, err := r.c.one(`SELECT batch FROM feed WHERE likely(shop=?) AND likely(device=?) AND likely(device_seq=?) ORDER BY seq LIMIT 1`, r.n, device[:], deviceSeq)
	if err == nil && row == nil {
		row, err = r.c.one(`SELECT batch FROM refusals WHERE shop=? AND device=? AND device_seq=?`, r.n, device[:], deviceSeq)
	}
	if err != nil || row == nil {
		return change.ID{}, wrap("find batch", err)
	}
	return id(row[0]), nil
}

func (r *reader) Refusals(device change.ID, after int64) (list []store.Refusal, err error) {
	err = r.c.each(func(v []driver.Value) (bool, error) {
		list = append(list, store.Refusal{Device: device, DeviceSeq: num(v[0]), Batch: id(v[1]),
			Refusal: merge.Refusal{Code: str(v[2]), Kind: uint8(num(v[3])), ID: id(v[4]), Field: uint8(num(v[5])), Text: str(v[6])}})
		return true, nil
	}, `SELECT device_seq, batch, code, kind, id, field, text FROM refusals WHERE likely(shop=?) AND likely(device=?) AND device_seq>? ORDER BY device_seq`, r.n, device[:], after)
	return list, wrap("read refusals", err)
}

func (r *reader) Sums(after merge.Place, limit int) (list []store.LedgerSum, err error) {
	err = r.c.each(func(v []driver.Value) (bool, error) {
		list = append(list, store.LedgerSum{Offer: id(v[0]), Warehouse: id(v[1]), OnHand: num(v[2]), Reserved: num(v[3])})
		return true, nil
	}, `SELECT offer, warehouse, on_hand, reserved FROM sums WHERE likely(shop=?) AND (offer, warehouse)>(?,?) ORDER BY offer, warehouse LIMIT ?`,
		r.n, after.Offer[:], after.Warehouse[:], int64(limit))
	return list, wrap("read sums", err)
}

func (r *reader) Digest(scope change.Scope) (d change.Digest, err error) {
	err = r.c.each(func(v []driver.Value) (bool, error) {
		rec, err := change.DecodeRecord(blob(v[0]))
		if err != nil {
			return false, err
		}
		if masked, seen := scope.Mask(rec); seen {
			d.Add(masked.Hash())
		}
		return true, nil
	}, `SELECT data FROM records WHERE shop=?`, r.n)
	return d, wrap("compute digest", err)
}

const deviceColumns = `SELECT id, name, series, public_key, scope, scope_rev, enrolled_at, heard_at, revoked, (SELECT id FROM shops WHERE n=shop) FROM devices `

func deviceOf(v []driver.Value) store.Device {
	return store.Device{
		ID: id(v[0]), Name: str(v[1]), Series: str(v[2]), PublicKey: blob(v[3]), Scope: change.Scope(str(v[4])), ScopeRev: num(v[5]),
		EnrolledAt: num(v[6]), HeardAt: num(v[7]), Revoked: num(v[8]) != 0, Shop: id(v[9]),
	}
}

func (r *reader) Device(device change.ID) (store.Device, error) {
	row, err := r.c.one(deviceColumns+`WHERE shop=? AND id=?`, r.n, device[:])
	if err != nil {
		return store.Device{}, wrap("read device", err)
	}
	if row == nil {
		return store.Device{}, store.ErrNoDevice
	}
	return deviceOf(row), nil
}

func (r *reader) Devices() (list []store.Device, err error) {
	err = r.c.each(func(v []driver.Value) (bool, error) {
		list = append(list, deviceOf(v))
		return true, nil
	}, deviceColumns+`WHERE shop=?`, r.n)
	store.SortDevices(list)
	return list, wrap("read devices", err)
}

func (r *reader) Quarantined(device change.ID) (list [][]byte, err error) {
	err = r.c.each(func(v []driver.Value) (bool, error) {
		list = append(list, blob(v[0]))
		return true, nil
	}, `SELECT batch FROM quarantine WHERE shop=? AND device=? ORDER BY device_seq, n`, r.n, device[:])
	return list, wrap("read quarantine", err)
}

// Records gives a part of a tier.
func (r *reader) Records(q store.Scan) (store.Scanned, error) {
	page, err := store.Page(rows{r}, q)
	return page, wrap("read page", err)
}
