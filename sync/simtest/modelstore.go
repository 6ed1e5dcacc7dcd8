package simtest

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/client"
	"github.com/prylavok/prylavok/sync/merge"
	"github.com/prylavok/prylavok/sync/wire"
)

var _ client.Store = (*model)(nil)

// Standing says who and where the desk is.
func (m *model) Standing(context.Context) (client.Standing, error) {
	d := &m.disk
	if d.purged {
		return client.Standing{Removed: true}, nil
	}
	s := client.Standing{
		Shop: d.shop, Device: d.device, Name: m.config.Name, Cursor: d.cursor, LastBatch: d.last, Epochs: slices.Clone(d.epochs),
		Acked: d.acked(), LastMade: d.made, Scope: d.scope, ScopeRev: d.scopeRev, Series: d.series,
	}
	if d.key != nil {
		s.PublicKey = d.key.Public().(ed25519.PublicKey)
	}
	for _, k := range d.lost {
		if d.gives(k) && (s.Adrift == 0 || k.entry.Seq < s.Adrift) {
			s.Adrift = k.entry.Seq
		}
	}
	if d.load != nil {
		l := *d.load
		s.Load = &l
	}
	for back := 1; back < len(d.feed); back *= 2 {
		k := d.feed[len(d.feed)-1-back]
		s.Past = append(s.Past, wire.Place{Seq: k.entry.Seq, Batch: k.entry.Batch.ID})
	}
	if len(s.Past) > 0 && d.feed[0].entry.Seq < s.Past[len(s.Past)-1].Seq {
		oldest := d.feed[0].entry
		s.Past = append(s.Past, wire.Place{Seq: oldest.Seq, Batch: oldest.Batch.ID})
	}
	if n := len(s.Past); d.began.Seq > 0 && d.began.Seq < d.cursor.Seq && (n == 0 || d.began.Seq < s.Past[n-1].Seq) {
		s.Past = append(s.Past, d.began)
	}
	return s, nil
}

// acked gives the number up to which every own batch is dealt with.
func (d *disk) acked() int64 {
	for _, o := range d.outbox {
		if !o.attention {
			return o.batch.DeviceSeq - 1
		}
	}
	return d.made
}

// Sign signs with the identity in use or the one that is not yet.
func (m *model) Sign(_ context.Context, device change.ID, text []byte) ([]byte, error) {
	switch {
	case m.disk.key != nil && device == m.disk.device:
		return ed25519.Sign(m.disk.key, text), nil
	case m.disk.nextKey != nil && device == m.disk.nextDevice:
		return ed25519.Sign(m.disk.nextKey, text), nil
	}
	return nil, errors.New("the desk has no such key")
}

// Outgoing gives what waits to be sent, without gaps: a refused batch behind one
// that waits is among it, for a hub that was set back may not know it any more.
func (m *model) Outgoing(_ context.Context, after int64, batches, size int) (out []change.Batch, err error) {
	total := 0
	after = max(after, m.disk.acked())
	for _, o := range m.disk.outbox {
		if o.batch.DeviceSeq <= after {
			continue
		}
		total += o.batch.Size()
		if len(out) > 0 && (len(out) >= batches || total > size) {
			break
		}
		out = append(out, o.batch)
	}
	return out, nil
}

// Take applies entries. Everything that can be wrong is looked at before
// anything changes.
func (m *model) Take(_ context.Context, epoch uint64, entries []change.Entry) (change.Cursor, error) {
	d := &m.disk
	if epoch != d.cursor.Epoch {
		return d.cursor, fmt.Errorf("entries of epoch %d, the desk reads %d", epoch, d.cursor.Epoch)
	}
	whole := make([]change.Entry, 0, len(entries))
	at := d.cursor.Seq
	for _, e := range entries {
		if e.Seq <= at {
			continue
		}
		if e.Seq != at+1 {
			return d.cursor, fmt.Errorf("a gap in the feed: %d after %d", e.Seq, at)
		}
		at = e.Seq
		if d.copied(e.Batch.DeviceSeq, e.Batch.ID, e.Batch.Device) {
			return d.cursor, client.ErrCopied
		}
		e, err := d.whole(e)
		if err != nil {
			return d.cursor, err
		}
		whole = append(whole, e)
	}
	for i := range whole {
		d.take(&whole[i])
	}
	return d.cursor, nil
}

// whole gives an entry with its operations: the desk's own come without.
func (d *disk) whole(e change.Entry) (change.Entry, error) {
	if !e.Clean || len(e.Batch.Ops) > 0 {
		return e, nil
	}
	for _, o := range d.outbox {
		if o.batch.ID == e.Batch.ID {
			e.Batch.Ops = o.batch.Ops
			return e, nil
		}
	}
	for _, list := range [][]kept{d.feed, d.lost} {
		for _, k := range list {
			if k.entry.Batch.ID == e.Batch.ID {
				e.Batch.Ops = k.entry.Batch.Ops
				return e, nil
			}
		}
	}
	if e.Batch.Device == d.device {
		return e, client.ErrCopied
	}
	// Another session on this replica has given it another name meanwhile.
	return e, errors.New("operations are missing of a batch that is not this desk's")
}

// copied reports whether a batch that bears this device's name is not what this
// desk made under that number.
func (d *disk) copied(number int64, batch, device change.ID) bool {
	if device != d.device {
		return false
	}
	mine, known := d.numbers[number]
	return !known || mine != batch
}

func (d *disk) take(e *change.Entry) {
	b := &e.Batch
	if b.Device == d.device {
		d.own[e.Seq] = true
		d.outbox = slices.DeleteFunc(d.outbox, func(o outgoing) bool { return o.batch.ID == b.ID })
	}
	for i := range d.outbox {
		d.outbox[i].came = d.outbox[i].came || d.outbox[i].batch.ID == b.ID
	}
	before := map[key]int64{}
	for i := range b.Ops {
		k := key{b.Ops[i].Kind, b.Ops[i].ID}
		if _, seen := before[k]; !seen {
			before[k] = -1
			if r := d.records[k]; r != nil {
				before[k] = r.Version
			}
		}
		d.apply(&b.Ops[i], e.Seq, before[k])
	}
	// A batch that was given back comes again at its new place.
	d.lost = slices.DeleteFunc(d.lost, func(k kept) bool { return k.entry.Batch.ID == b.ID })
	d.feed = append(d.feed, kept{epoch: d.cursor.Epoch, entry: *e, masked: !d.scope.Whole()})
	d.cursor.Seq, d.last = e.Seq, b.ID
}

// apply changes one record at a place of the feed; before is the version that
// it had when the entry began.
func (d *disk) apply(op *change.Op, seq, before int64) {
	k := key{op.Kind, op.ID}
	r := d.records[k]
	if d.stale[k] && op.Act == change.Create {
		// The hub had none when it took this: what is here is of a life that is over.
		delete(d.stale, k)
		delete(d.erase, k)
		r, before = nil, -1
	}
	if d.stale[k] || (r != nil && before >= seq) {
		return // a page brings it, or has brought it
	}
	n := change.Apply(r, op, seq)
	if n == nil {
		return // a part of the shop that is not loaded yet, or that the scope hides
	}
	d.records[k] = n
	if r == nil && op.Kind == change.StockMove.Num {
		d.addMove(n)
	}
}

// addMove puts a confirmed move into its sum, unless the sum came with it.
func (d *disk) addMove(r *change.Record) {
	p, quantity := moved(r)
	if r.Created > d.cuts[spot{p.Offer, p.Warehouse}] {
		d.sums[p] += quantity
	}
}

// Refuse moves batches to "needs attention".
func (m *model) Refuse(_ context.Context, list []wire.Refused) error {
	d := &m.disk
	for _, r := range list {
		if d.copied(r.DeviceSeq, r.Batch, d.device) {
			return client.ErrCopied
		}
	}
	for _, r := range list {
		if r.Code == "" {
			d.outbox = slices.DeleteFunc(d.outbox, func(o outgoing) bool { return o.batch.ID == r.Batch })
			continue
		}
		for i := range d.outbox {
			if d.outbox[i].batch.ID == r.Batch {
				d.outbox[i].attention, d.outbox[i].why = true, r
			}
		}
	}
	return nil
}

// GiveBack lists kept entries that the hub may have lost.
func (m *model) GiveBack(_ context.Context, after int64, size int) (out []change.Entry, err error) {
	d := &m.disk
	var list []kept
	for _, k := range d.feed {
		// Whatever life it was read in, it is a place of the present one.
		k.epoch = d.cursor.Epoch
		list = append(list, k)
	}
	list = append(list, d.lost...)
	slices.SortStableFunc(list, func(a, b kept) int { return cmp.Compare(a.entry.Seq, b.entry.Seq) })
	total := 0
	for _, k := range list {
		if k.entry.Seq <= after || !d.gives(k) {
			continue
		}
		e := k.entry
		e.Was, e.Clean, e.Cut = change.Cursor{Epoch: k.epoch, Seq: e.Seq}, false, e.Cut || k.masked
		total += e.Size()
		if n := len(out); n > 0 && total > size && out[n-1].Was.Seq != e.Seq {
			break
		}
		out = append(out, e)
	}
	return out, nil
}

// gives reports whether this desk may give an entry back: its own, and with a
// whole scope those of others that it has whole.
func (d *disk) gives(k kept) bool {
	return k.entry.Batch.Device == d.device || (d.scope.Whole() && !k.masked)
}

// SetEpochs takes the hub's epochs over.
func (m *model) SetEpochs(_ context.Context, epochs []change.Epoch, common int64) error {
	d := &m.disk
	if len(epochs) == 0 {
		return errors.New("a hub without an epoch")
	}
	// Within the newest epoch nothing lies behind a fork: another session on this
	// replica has been here already.
	if d.cursor.Epoch != epochs[len(epochs)-1].ID && (d.cursor.Seq > common || d.paged > d.cursor.Seq) {
		d.goBack(min(common, d.cursor.Seq))
	}
	d.epochs, d.cursor.Epoch = slices.Clone(epochs), epochs[len(epochs)-1].ID
	return nil
}

// goBack leaves the places after common behind. What they changed is in doubt
// until a load brings it, and its versions are set back: in the feed's new life
// the numbers above mean other things, and no edit may seem to have seen them.
func (d *disk) goBack(common int64) {
	at := len(d.feed)
	for at > 0 && d.feed[at-1].entry.Seq > common {
		at--
	}
	for _, k := range d.feed[at:] {
		k.epoch = d.cursor.Epoch
		d.lost = append(d.lost, k)
		for i := range d.outbox {
			if d.outbox[i].batch.ID == k.entry.Batch.ID {
				d.outbox[i].came = false
			}
		}
	}
	d.feed, d.paged = slices.Clone(d.feed[:at]), 0
	if d.began.Seq > common {
		d.began = wire.Place{}
	}
	if d.cursor.Seq > common {
		d.cursor.Seq, d.last = common, change.ID{}
		if at > 0 && d.feed[at-1].entry.Seq == common {
			d.last = d.feed[at-1].entry.Batch.ID
		}
	}
	maps.DeleteFunc(d.own, func(seq int64, _ bool) bool { return seq > common })
	for k, r := range d.records {
		if r.Version <= common {
			continue
		}
		d.stale[k] = true
		if r.Created > common {
			d.erase[k] = true
		}
		n := *r
		n.Version, n.Created, n.Marked, n.Fields = common, min(r.Created, common), min(r.Marked, common), slices.Clone(r.Fields)
		for i := range n.Fields {
			n.Fields[i].Version = min(n.Fields[i].Version, common)
		}
		d.records[k] = &n
	}
	d.await(client.Load{Why: client.LoadRestored, Since: common})
}

// await notes that a load has to be made. One that was not finished before
// covers it when it begins again.
func (d *disk) await(l client.Load) {
	if d.cursor.Epoch == 0 {
		return // the first load has yet to begin, and brings everything
	}
	switch {
	case d.load == nil:
	case d.load.Why == client.LoadRestored && l.Why == client.LoadRestored:
		l.Since = min(l.Since, d.load.Since)
	case d.load.Why == client.LoadFirst || d.load.Why == client.LoadRepair:
		l = client.Load{Why: d.load.Why}
	case d.load.Why != l.Why:
		l = client.Load{Why: client.LoadRepair} // a change of scope and a restore at once
	}
	d.load = &l
}

// SetScope cuts the replica to a scope.
func (m *model) SetScope(_ context.Context, s change.Scope, rev int64) error {
	d := &m.disk
	if d.scopeRev != 0 && (d.scopeRev != rev || d.scope != s) {
		d.await(client.Load{Why: client.LoadScope})
	}
	d.scope, d.scopeRev = s, rev
	if s.Whole() {
		return nil
	}
	for k, r := range d.records {
		if masked, seen := s.Mask(r); seen {
			d.records[k] = masked
		} else {
			delete(d.records, k)
			delete(d.stale, k)
		}
	}
	for i := range d.outbox {
		d.outbox[i].batch.Ops = maskOps(s, d.outbox[i].batch.Ops)
	}
	for _, list := range [][]kept{d.feed, d.lost} {
		for i := range list {
			list[i].masked = true
			list[i].entry.Batch.Ops = maskOps(s, list[i].entry.Batch.Ops)
		}
	}
	return nil
}

func maskOps(s change.Scope, ops []change.Op) []change.Op {
	out := make([]change.Op, 0, len(ops))
	for i := range ops {
		if op, seen := s.MaskOp(&ops[i]); seen {
			out = append(out, op)
		}
	}
	return out
}

// Identity makes a new device, or gives the one that was made and never came
// into use because the answer was lost.
func (m *model) Identity(context.Context) (change.ID, []byte, error) {
	d := &m.disk
	if d.nextKey == nil {
		d.nextDevice, d.nextKey = m.newID(), m.newKey()
	}
	return d.nextDevice, d.nextKey.Public().(ed25519.PublicKey), nil
}

// Enrol takes the new identity into use.
func (m *model) Enrol(_ context.Context, e wire.Enrolled) error {
	d := &m.disk
	if e.Device == d.device && d.key != nil && e.Shop == d.shop {
		d.series = e.Series // known again
		return nil
	}
	if d.nextKey == nil || e.Device != d.nextDevice {
		return fmt.Errorf("enrolled as a device that this desk is not")
	}
	d.shop, d.series = e.Shop, e.Series
	d.become()
	return nil
}

// Renew gives a copy its own name.
func (m *model) Renew(_ context.Context, r wire.Renewed) error {
	d := &m.disk
	if d.nextKey == nil || r.Device != d.nextDevice {
		return fmt.Errorf("renewed as a device that this desk is not")
	}
	d.series, d.number = r.Series, 0
	d.become()
	return nil
}

// become takes the next identity into use and sends what waits under it.
func (d *disk) become() {
	d.device, d.key = d.nextDevice, d.nextKey
	d.nextDevice, d.nextKey = change.ID{}, nil
	d.made = 0
	clear(d.own)
	clear(d.numbers)
	for i := range d.outbox {
		o := &d.outbox[i]
		// What was refused for want of a batch that went under another till's number
		// has its turn again.
		o.attention = o.attention && o.why.Code != merge.RefuseUnknown
		if o.attention {
			o.batch.DeviceSeq = 0 // nobody is told of it by this name
		} else {
			d.made++
			o.batch.Device, o.batch.DeviceSeq = d.device, d.made
			d.numbers[d.made] = o.batch.ID
		}
	}
}

// Remove removes everything of the shop, unless there is more than was handed over.
func (m *model) Remove(ctx context.Context, device change.ID, handed int64) error {
	if m.disk.purged {
		return nil
	}
	more, err := m.Outgoing(ctx, handed, 1, 1)
	if err != nil {
		return err
	}
	if len(more) > 0 || device != m.disk.device {
		return client.ErrMore
	}
	config := m.config
	dice := m.dice
	*m = *newModel(config)
	m.dice = dice
	m.disk.purged = true
	return nil
}

// SetSkew keeps how far the clock is off; the model shows no times.
func (m *model) SetSkew(_ context.Context, ms int64) error {
	m.disk.skew = ms
	return nil
}

// Digest adds up what the hub has confirmed.
func (m *model) Digest(context.Context) (change.Cursor, change.Digest, error) {
	var sum change.Digest
	for _, r := range m.disk.records {
		sum.Add(r.Hash())
	}
	return m.disk.cursor, sum, nil
}
