package simtest

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/client"
	"github.com/prylavok/prylavok/sync/hub"
	"github.com/prylavok/prylavok/sync/merge"
	"github.com/prylavok/prylavok/sync/store"
	"github.com/prylavok/prylavok/sync/wire"
)

// oracle stands beside everything and remembers what was promised to whom. It
// believes nobody: what the shop must look like it works out from the feed.
type oracle struct {
	w       *World
	batches map[change.ID]*promise
	order   []*promise // as they were made

	// The feed as it stands, and what every scope must see at each place.
	entries []change.Entry
	views   []*view
	marks   map[change.Cursor]int // index in digests
	digests []map[change.Scope]change.Digest
	epochs  []change.Epoch

	quarantined map[change.ID]bool
	numbers     map[string]change.ID // that were printed on parcels, and by which device
	restores    int
	lies        int                // restores that the hub was not told of
	unnamed     int                // values that were lost and that no clash can name
	known       map[change.ID]bool // records that were in the feed in any of its lives
	orphaned    int                // batches refused because a restored hub lacks what they change
	lost        int                // batches that were known to a till alone that was thrown away
}

// promise is one batch that a till made.
type promise struct {
	till      *Till
	batch     change.Batch
	edits     []edit
	handed    []handing
	lines     []lineWork
	took      []taking
	cancelled []cancelling
	acked     bool          // a desk has been told so
	refused   *wire.Refused // the desk has been told so
	stands    bool          // it is in the feed at the end
	excused   string        // why it need not be in the feed: its till is gone
}

// edit is one value that a person set, seeing another before it.
type edit struct {
	at     key
	field  uint8 // 0 is whether the record is deleted
	before any
	value  any
	made   bool // it came with the record
	by     *promise
}

// view is what one scope sees, worked out from the feed.
type view struct {
	scope   change.Scope
	records map[key]*change.Record
	hashes  map[key][32]byte
	digest  change.Digest
}

func newOracle(w *World) *oracle {
	o := &oracle{w: w, batches: map[change.ID]*promise{}, known: map[change.ID]bool{}, quarantined: map[change.ID]bool{}, numbers: map[string]change.ID{}}
	o.forget()
	return o
}

func (o *oracle) forget() {
	o.entries, o.digests, o.marks, o.views = nil, nil, map[change.Cursor]int{}, nil
	for _, s := range []change.Scope{change.ScopeOwner, change.ScopeClerk} {
		o.views = append(o.views, &view{scope: s, records: map[key]*change.Record{}, hashes: map[key][32]byte{}})
	}
}

// made remembers a batch and what its author saw.
func (o *oracle) made(t *Till, b *change.Batch, seen []*change.Record) {
	o.printed(t, b)
	p := &promise{till: t, batch: *b}
	was := make(map[key]*change.Record, len(seen))
	for _, r := range seen {
		was[key{r.Kind, r.ID}] = r
	}
	for i := range b.Ops {
		op := &b.Ops[i]
		k := key{op.Kind, op.ID}
		r := was[k]
		if op.Act != change.Create && r == nil {
			continue
		}
		if op.Act == change.Delete || op.Act == change.Revive {
			p.edits = append(p.edits, edit{at: k, before: r.Deleted, value: op.Act == change.Delete, by: p})
		}
		for _, a := range op.Set {
			e := edit{at: k, field: a.Field, value: a.Value, made: op.Act == change.Create, by: p}
			if r != nil {
				e.before = r.Value(a.Field)
			}
			p.edits = append(p.edits, e)
		}
		was[k] = change.Apply(r, op, 0)
	}
	p.handings(seen, was)
	p.money(seen, was)
	o.batches[b.ID] = p
	o.order = append(o.order, p)
}

// sent looks at what the hub says to a desk: nothing that its scope hides.
func (o *oracle) sent(c *conn, f wire.Frame) {
	who, ok := c.state.Who()
	if !ok || who.Scope.Whole() {
		return
	}
	var ops []change.Op
	switch f := f.(type) {
	case wire.Entries:
		for i := range f.Entries {
			ops = append(ops, f.Entries[i].Batch.Ops...)
		}
	case wire.Page:
		for i := range f.Records {
			if r, seen := who.Scope.Mask(&f.Records[i]); !seen || len(r.Fields) != len(f.Records[i].Fields) {
				o.w.violate("hub sends a %s a record of kind %d that it may not see", who.Scope, f.Records[i].Kind)
			}
		}
	}
	for i := range ops {
		if op, seen := who.Scope.MaskOp(&ops[i]); !seen || len(op.Set) != len(ops[i].Set) {
			o.w.violate("hub sends a %s an operation on kind %d that it may not see", who.Scope, ops[i].Kind)
		}
	}
}

// readFeed follows the hub's feed.
func (o *oracle) readFeed() {
	err := o.w.hub.disk.Read(context.Background(), o.w.shop, func(r store.Reader) error {
		epochs, err := r.Epochs()
		if err != nil {
			return err
		}
		if !slices.Equal(epochs, o.epochs) {
			o.forget() // every place bears another name now
			o.epochs = epochs
		}
		raw, err := r.Entries(int64(len(o.entries)), 1<<30, 1<<30)
		if err != nil {
			return err
		}
		for _, x := range raw {
			e, err := change.DecodeEntry(x.Data)
			if err != nil {
				return err
			}
			e.Seq = x.Seq
			o.follow(e)
		}
		return nil
	})
	if err != nil {
		o.w.violate("the feed cannot be read: %v", err)
	}
}

// restored says that the hub's feed is another one now, and its rights.
func (o *oracle) restored(told bool) {
	o.restores++
	if !told {
		o.lies++
	}
	for _, t := range o.w.tills {
		if device, ok := o.w.device(t); ok && t.revoked {
			t.revoked = o.w.hubDevice(device).Revoked
		}
	}
	o.forget()
	o.epochs = nil
	o.readFeed()
}

func (o *oracle) follow(e *change.Entry) {
	if e.Seq != int64(len(o.entries))+1 {
		o.w.violate("the feed has place %d after %d", e.Seq, len(o.entries))
		return
	}
	o.entries = append(o.entries, *e)
	for i := range e.Batch.Ops {
		o.known[e.Batch.Ops[i].ID] = true
	}
	digests := map[change.Scope]change.Digest{}
	for _, v := range o.views {
		v.follow(e)
		digests[v.scope] = v.digest
	}
	o.marks[change.Cursor{Epoch: o.epochs[len(o.epochs)-1].ID, Seq: e.Seq}] = len(o.digests)
	o.digests = append(o.digests, digests)
}

func (v *view) follow(e *change.Entry) {
	for i := range e.Batch.Ops {
		if op, seen := v.scope.MaskOp(&e.Batch.Ops[i]); seen {
			v.apply(&op, e.Seq)
		}
	}
}

func (v *view) apply(op *change.Op, seq int64) {
	k := key{op.Kind, op.ID}
	r := change.Apply(v.records[k], op, seq)
	if r == nil {
		return // of something that the scope does not see
	}
	if h, had := v.hashes[k]; had {
		v.digest.Remove(h)
	}
	v.records[k], v.hashes[k] = r, r.Hash()
	v.digest.Add(v.hashes[k])
}

// kept looks at what became durable on a desk.
func (o *oracle) kept(s *session, f client.Effect, before client.Standing) {
	w := o.w
	after, err := s.t.desk.Standing(context.Background())
	if err != nil {
		w.violate("desk %s: standing: %v", s.name, err)
		return
	}
	switch f := f.(type) {
	case client.Take:
		for i := range f.Entries {
			b := &f.Entries[i].Batch
			if p := o.batches[b.ID]; p != nil && b.Device == before.Device && f.Entries[i].Seq <= after.Cursor.Seq {
				p.acked = true
				if o.restores > 0 {
					p.refused = nil // a hub that was set back knew nothing of that, and had by then what it lacked
				}
			}
		}
	case client.TakePages:
		for _, p := range f.Pages {
			s.t.ahead = max(s.t.ahead, p.Head)
		}
	case client.KeepEpochs:
		if after.Cursor.Epoch != before.Cursor.Epoch {
			s.t.ahead = 0
		}
	case client.KeepRefused:
		for _, r := range f.List {
			if p := o.batches[r.Batch]; p != nil && r.Code == "" {
				p.acked = true
			} else if p != nil {
				refused := r
				p.refused = &refused
				o.refusal(p)
			}
		}
	case client.KeepEnrolled:
		s.t.joined = true
		o.restamp(s.t)
	case client.KeepRenewed:
		s.t.renamed = true
		o.adopt(s.t, o.restamp(s.t))
	case client.Purge:
		s.t.purged = true
		o.purged(s.t)
	}
	_, epochs := f.(client.KeepEpochs)
	if after.Cursor.Epoch == before.Cursor.Epoch && after.Cursor.Seq < before.Cursor.Seq && !epochs && !s.t.purged {
		w.violate("desk %s: the cursor went back from %d to %d within an epoch at %T", s.name, before.Cursor.Seq, after.Cursor.Seq, f)
	}
	if chance(w.rng, 250) {
		o.compare(s.t, after)
	}
}

// restamp learns which device and number a till's batches go by now. It gives
// those that no person made.
func (o *oracle) restamp(t *Till) (others []change.Batch) {
	list, err := t.desk.Outgoing(context.Background(), 0, 1<<20, 1<<30)
	if err != nil {
		o.w.violate("desk %s: outbox: %v", t.name, err)
	}
	for i := range list {
		if p := o.batches[list[i].ID]; p != nil {
			p.batch.Device, p.batch.DeviceSeq, p.refused = list[i].Device, list[i].DeviceSeq, nil
		} else {
			others = append(others, list[i])
		}
	}
	return others
}

// adopt remembers what a till did by itself when it got another name: its papers
// that wait go by that name too. It saw what its own batches had made of them.
func (o *oracle) adopt(t *Till, others []change.Batch) {
	own := map[key]*change.Record{}
	for _, p := range o.order {
		for i := range p.batch.Ops {
			op := &p.batch.Ops[i]
			k := key{op.Kind, op.ID}
			if p.till == t && (op.Act == change.Create || own[k] != nil) {
				own[k] = change.Apply(own[k], op, 0)
			}
		}
	}
	for i := range others {
		o.made(t, &others[i], slices.Collect(maps.Values(own)))
	}
}

// refusal sees that only what deserves it was refused.
func (o *oracle) refusal(p *promise) {
	o.w.note("desk %s: %s %x is refused: %s %s", p.till.name, p.batch.Intent, p.batch.ID[8:12], p.refused.Code, p.refused.Text)
	if p.batch.Intent == string(Poison) {
		return
	}
	for _, q := range o.order {
		// A dependant of something refused, or of what was lost with a till.
		if q != p && (q.refused != nil || q.batch.Intent == string(Poison) || q.excused != "" || o.buried(q)) && dependsOn(&p.batch, &q.batch) {
			return
		}
	}
	if p.refused.Code == merge.RefuseRight && p.till.demoted {
		return
	}
	if p.refused.Code == merge.RefuseUnknown && o.restores > 0 && o.refersTo(&p.batch, func(id change.ID) bool { return o.known[id] }) {
		// The hub had it, lost it, and nobody who could give it back had come: a
		// person tries again.
		o.orphaned++
		return
	}
	o.w.violate("batch %s of desk %s was refused: %s kind %d field %d: %s", p.batch.Intent, p.till.name, p.refused.Code, p.refused.Kind, p.refused.Field, p.refused.Text)
}

// dependsOn reports whether a batch is about a record that another one changed.
func dependsOn(b, on *change.Batch) bool {
	ids := map[change.ID]bool{}
	for i := range on.Ops {
		ids[on.Ops[i].ID] = true
	}
	for i := range b.Ops {
		if ids[b.Ops[i].ID] {
			return true
		}
		for _, a := range b.Ops[i].Set {
			if ref, ok := a.Value.([]byte); ok && len(ref) == 16 && ids[change.ID(ref)] {
				return true
			}
		}
	}
	return false
}

// refersToLost reports whether a batch is about something that the feed had in
// an older life and has not now.
func (o *oracle) refersToLost(b *change.Batch) bool {
	return o.refersTo(b, func(id change.ID) bool { return o.known[id] && !o.holds(id) })
}

// refersTo reports whether a batch is about such a record.
func (o *oracle) refersTo(b *change.Batch, such func(change.ID) bool) bool {
	for i := range b.Ops {
		if such(b.Ops[i].ID) {
			return true
		}
		for _, a := range b.Ops[i].Set {
			if ref, ok := a.Value.([]byte); ok && len(ref) == 16 && such(change.ID(ref)) {
				return true
			}
		}
	}
	return false
}

func (o *oracle) holds(id change.ID) bool {
	return slices.ContainsFunc(change.Kinds, func(k *change.Kind) bool { return o.views[0].records[key{k.Num, id}] != nil })
}

// compare sees that a desk at a place of the feed is what the feed says: no
// batch half, none left out, none twice.
func (o *oracle) compare(t *Till, st client.Standing) {
	if st.Load != nil || st.ScopeRev == 0 || t.purged || st.Cursor.Seq < t.ahead {
		return
	}
	at, known := o.marks[st.Cursor]
	if !known || o.entries[st.Cursor.Seq-1].Batch.ID != st.LastBatch {
		return // it has to find out yet that the hub was set back behind everybody's back
	}
	_, digest, err := t.desk.Digest(context.Background())
	if err != nil {
		o.w.violate("desk %s: digest: %v", t.name, err)
		return
	}
	scope := st.Scope
	if scope.Whole() {
		scope = change.ScopeOwner
	}
	if digest != o.digests[at][scope] {
		o.w.violate("desk %s differs from the feed at place %d as %s%s", t.name, st.Cursor.Seq, st.Scope, o.difference(t, st))
	}
}

// difference names some records that differ, for whoever reads the failure.
func (o *oracle) difference(t *Till, st client.Standing) (text string) {
	here := map[key]*change.Record{}
	if m, ok := t.desk.(*model); ok {
		here = m.disk.records
	} else if in, err := t.desk.Inspect(context.Background()); err == nil {
		for _, r := range in.Records { // as it shows them, with what is not sent
			here[key{r.Kind, r.ID}] = r
		}
	}
	v := &view{scope: st.Scope, records: map[key]*change.Record{}, hashes: map[key][32]byte{}}
	for i := range o.entries[:st.Cursor.Seq] {
		v.follow(&o.entries[i])
	}
	n := 0
	for _, k := range sorted(v.records) {
		if r, mine := v.records[k], here[k]; mine == nil || mine.Hash() != r.Hash() {
			if n++; n < 5 {
				text += fmt.Sprintf("\n    feed %s\n    desk %s", describe(r), describe(mine))
			}
		}
	}
	for _, k := range sorted(here) {
		if v.records[k] == nil {
			if n++; n < 5 {
				text += fmt.Sprintf("\n    feed has not %s", describe(here[k]))
			}
		}
	}
	return text
}

func sorted[T any](m map[key]T) []key {
	keys := make([]key, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b key) int {
		if a.kind != b.kind {
			return int(a.kind) - int(b.kind)
		}
		return bytes.Compare(a.id[:], b.id[:])
	})
	return keys
}

// answered hears what a session's questions came to.
func (o *oracle) answered(s *session, f client.Answered) {
	if f.Why == client.WhyNone && f.Frame == nil && !f.Same {
		o.w.violate("desk %s: the digests differ at %d", s.name, f.Cursor.Seq)
	}
}

// purged sees that what a revoked desk had not sent lies with the hub.
func (o *oracle) purged(t *Till) {
	for _, p := range o.order {
		if p.till == t && !p.acked && p.refused == nil && p.excused == "" && !o.inFeed(p.batch.ID) {
			if !o.quarantined[p.batch.ID] {
				o.w.violate("desk %s was purged and its batch %s %d is nowhere", t.name, p.batch.Intent, p.batch.DeviceSeq)
			}
			p.excused = "quarantine"
		}
	}
}

func (o *oracle) inFeed(batch change.ID) bool {
	return slices.ContainsFunc(o.entries, func(e change.Entry) bool { return e.Batch.ID == batch })
}

// aside hears of batches that the hub keeps in quarantine.
func (o *oracle) aside(f hub.SetAside) {
	for i := range f.Batches {
		o.quarantined[f.Batches[i].ID] = true
	}
}
