package memory

import (
	"errors"
	"fmt"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
	"github.com/prylavok/prylavok/sync/store"
)

// writer is one transaction: its own state, which becomes the store's or is dropped.
type writer struct {
	state  state
	open   map[change.ID]*shopWriter
	failed error // the first one; the transaction leaves no trace then
}

var _ store.Writer = (*writer)(nil)

func (w *writer) fail(what string, err error) error {
	if err != nil {
		err = errf(what, err)
		if w.failed == nil {
			w.failed = err
		}
	}
	return err
}

func (w *writer) In(id change.ID) (store.ShopWriter, error) {
	if sw, there := w.open[id]; there {
		return sw, nil
	}
	sh, there := w.state.shops.get(text(id))
	if !there {
		return nil, store.ErrNoShop
	}
	own := *sh
	sw := &shopWriter{reader: reader{&own}, tx: w}
	w.open[id] = sw
	return sw, nil
}

func (w *writer) TakeInvite(hash []byte, now int64) (store.Invite, error) {
	i, there := w.state.invites.get(string(hash))
	if !there || i.ExpiresAt <= now {
		return store.Invite{}, store.ErrNoInvite
	}
	w.state.invites = w.state.invites.without(string(hash))
	return i, nil
}

// shopWriter changes the transaction's own copy of a shop.
type shopWriter struct {
	reader
	tx *writer
}

var _ store.ShopWriter = (*shopWriter)(nil)

func (w *shopWriter) Append(e *change.Entry) (int64, error) {
	sh, b := w.sh, &e.Batch
	if _, there := sh.batches.get(text(b.ID)); there {
		return 0, w.tx.fail("append entry", errors.New("the batch is in the feed"))
	}
	e.Seq = sh.head + 1
	data, err := store.EncodeEntry(e)
	if err != nil {
		return 0, w.tx.fail("append entry", err)
	}
	p := &place{entry: *e, data: data}
	p.entry.Batch.Ops = nil
	sh.head = e.Seq
	sh.feed = sh.feed.put(number(e.Seq), p)
	sh.batches = sh.batches.put(text(b.ID), e.Seq)
	sh.numbers = sh.numbers.put(text(b.Device)+number(b.DeviceSeq)+number(e.Seq), b.ID)
	return e.Seq, w.SetTaken(b.Device, b.DeviceSeq)
}

func (w *shopWriter) SetTaken(device change.ID, deviceSeq int64) error {
	if n, _ := w.sh.taken.get(text(device)); deviceSeq > n {
		w.sh.taken = w.sh.taken.put(text(device), deviceSeq)
	}
	return nil
}

func (w *shopWriter) Refuse(r store.Refusal) error {
	k := text(r.Device) + number(r.DeviceSeq)
	if _, there := w.sh.refusals.get(k); !there {
		w.sh.refusals = w.sh.refusals.put(k, r)
	}
	return w.SetTaken(r.Device, r.DeviceSeq)
}

func (w *shopWriter) Put(r, before *change.Record) error {
	data, err := store.EncodeRecord(r)
	if err != nil {
		return w.tx.fail("put record", err)
	}
	sh, n := w.sh, &record{Record: r, data: data, parent: store.ParentOf(r)}
	n.tier, n.ended = store.TierOf(r)
	old, there := sh.records.get(key(n.key()))
	if there != (before != nil) {
		return w.tx.fail("put record", errors.New("what was before is not what is kept"))
	}
	if there {
		w.take(old)
	}
	for _, kind := range store.DocumentKinds(r.Kind) {
		document := store.Key{Kind: kind, ID: n.parent}
		if _, there := sh.records.get(key(document)); there {
			n.document = document
			break
		}
	}
	w.give(n)
	if !there {
		w.gather(n.key())
	}
	if r.Kind == change.Desk.Num {
		w.keepSeries(r.Text(deskSeries))
	}
	return nil
}

var deskSeries = func() uint8 { f, _ := change.Desk.Field("series"); return f.Num }()

// give puts a record everywhere it is found.
func (w *shopWriter) give(r *record) {
	sh, k := w.sh, key(r.key())
	sh.records = sh.records.put(k, r)
	sh.changed = sh.changed.put(number(r.Version)+k, r)
	if r.parent != (change.ID{}) {
		sh.parts = sh.parts.put(text(r.parent)+k, r)
	}
	if r.document.Kind != 0 {
		sh.travelling = sh.travelling.put(key(r.document)+k, r)
	} else {
		sh.alone = sh.alone.put(one(r.tier)+k, r)
	}
	for _, c := range store.ClaimsOf(r.Record) {
		sh.claims = sh.claims.put(claimKey(r.Kind, c.Field, c.Value)+text(r.ID), r.ID)
	}
}

// take removes a record from everywhere.
func (w *shopWriter) take(r *record) {
	sh, k := w.sh, key(r.key())
	sh.records = sh.records.without(k)
	sh.changed = sh.changed.without(number(r.Version) + k)
	sh.parts = sh.parts.without(text(r.parent) + k)
	sh.travelling = sh.travelling.without(key(r.document) + k)
	sh.alone = sh.alone.without(one(r.tier) + k)
	for _, c := range store.ClaimsOf(r.Record) {
		sh.claims = sh.claims.without(claimKey(r.Kind, c.Field, c.Value) + text(r.ID))
	}
}

// gather lets the parts that stood alone travel with a new document.
func (w *shopWriter) gather(document store.Key) {
	for _, kind := range store.PartKinds(document.Kind) {
		prefix := text(document.ID) + one(kind)
		var alone []*record
		w.sh.parts.above(prefix, func(k string, r *record) bool {
			if k[:len(prefix)] != prefix {
				return false
			}
			if r.document.Kind == 0 || r.document.Kind > document.Kind {
				alone = append(alone, r)
			}
			return true
		})
		for _, r := range alone {
			w.take(r)
			n := *r
			n.document = document
			w.give(&n)
		}
	}
}

func (w *shopWriter) AddSum(p merge.Place, quantity int64, document change.ID) error {
	k := text(p.Offer, p.Warehouse)
	var n sum
	if before, there := w.sh.sums.get(k); there {
		n = *before
	}
	total, taker := &n.onHand, &n.onHandTaker
	switch p.Bucket {
	case onHand:
	case reserved:
		total, taker = &n.reserved, &n.reservedTaker
	default:
		return w.tx.fail("add to a sum", fmt.Errorf("no bucket %q", p.Bucket))
	}
	*total += quantity
	if quantity < 0 {
		*taker = document
	}
	w.sh.sums = w.sh.sums.put(k, &n)
	return nil
}

func (w *shopWriter) Break(epoch uint64, fork int64) error {
	w.sh.epochs = append(append([]change.Epoch(nil), w.sh.epochs...), change.Epoch{ID: epoch, Fork: fork})
	w.sh.series += store.SeriesLeftOut
	return nil
}

func (w *shopWriter) PutDevice(d store.Device) error {
	d.Shop = w.sh.about.ID
	w.sh.devices = w.sh.devices.put(text(d.ID), d)
	w.keepSeries(d.Series)
	return nil
}

func (w *shopWriter) keepSeries(series string) {
	if series != "" {
		w.sh.had = w.sh.had.put(series, struct{}{})
	}
}

func (w *shopWriter) NextSeries() (string, error) {
	for {
		w.sh.series++
		series := store.Series(w.sh.series)
		if _, had := w.sh.had.get(series); !had {
			w.keepSeries(series)
			return series, nil
		}
	}
}

func (w *shopWriter) AddInvite(i store.Invite) error {
	if _, there := w.tx.state.invites.get(string(i.Hash)); there {
		return w.tx.fail("add invite", errors.New("its hash is there already"))
	}
	i.Shop = w.sh.about.ID
	w.tx.state.invites = w.tx.state.invites.put(string(i.Hash), i)
	return nil
}

func (w *shopWriter) Quarantine(device change.ID, deviceSeq int64, batch []byte) error {
	prefix := text(device) + number(deviceSeq)
	kept, n := false, int64(0)
	w.sh.aside.above(prefix, func(k string, other []byte) bool {
		if len(k) < len(prefix) || k[:len(prefix)] != prefix {
			return false
		}
		kept, n = kept || string(other) == string(batch), n+1
		return true
	})
	if !kept {
		w.sh.aside = w.sh.aside.put(prefix+number(n), append([]byte(nil), batch...))
	}
	return nil
}
