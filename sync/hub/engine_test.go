package hub_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/hub"
	"github.com/prylavok/prylavok/sync/merge"
	"github.com/prylavok/prylavok/sync/store"
	"github.com/prylavok/prylavok/sync/wire"
)

// A desk enrols with an invite, works, comes back with a hello, and another sees
// what it did, once and in order.
func TestWhatOneDeskDoesTheOtherHears(t *testing.T) {
	h := newHouse(t)
	a, b := h.joined(change.ScopeOwner), h.joined(change.ScopeManager)
	first, second := a.batch(a.product("чашка")), a.batch(a.product("блюдце"))
	a.send(wire.Push{Batches: []change.Batch{first, second}})
	a.silent()
	got := b.feed(0)
	if len(got) != 4 { // two entries that the hub made of the desks, and two batches
		t.Fatalf("heard %d entries", len(got))
	}
	for i, e := range got {
		if e.Seq != int64(i+1) {
			t.Errorf("place %d stands at %d", i+1, e.Seq)
		}
	}
	if got[2].Batch.ID != first.ID || got[3].Batch.ID != second.ID || len(got[3].Batch.Ops) != 1 {
		t.Errorf("other batches than were sent: %+v", got[2:])
	}
	// The sender has its operations already.
	if own := a.feed(2); len(own) != 2 || !own[0].Clean || len(own[0].Batch.Ops) != 0 {
		t.Errorf("the sender heard %+v", own)
	}
	w := a.greet(a.hello())
	if w.Taken != 2 || w.Head != 4 || w.Common != 0 || w.Scope != change.ScopeOwner {
		t.Errorf("welcomed with %+v", w)
	}
}

// A resend, and a resend by another name, have one effect.
func TestABatchTakesEffectOnce(t *testing.T) {
	h := newHouse(t)
	a, other := h.joined(change.ScopeOwner), h.joined(change.ScopeOwner)
	b := a.batch(a.product("чашка"))
	a.send(wire.Push{Batches: []change.Batch{b}})
	head := h.head()
	a.send(wire.Push{Batches: []change.Batch{b}})
	a.silent()
	b.Device, b.DeviceSeq = other.id, 1
	byOther := func(r wire.Refused) {
		t.Helper()
		if r.DeviceSeq != 1 || r.Batch != b.ID || r.Code != "" {
			t.Errorf("the other name heard %+v", r)
		}
	}
	other.send(wire.Push{Batches: []change.Batch{b}})
	byOther(hears[wire.Refused](other))
	if h.head() != head {
		t.Fatalf("the feed went on from %d to %d", head, h.head())
	}
	if w := other.greet(other.hello()); w.Taken != 0 {
		// No batch of that number is known; sent again it is told again.
		t.Errorf("taken is %d", w.Taken)
	}
	other.seq = 1
	next := other.batch(other.product("блюдце"))
	other.send(wire.Push{Batches: []change.Batch{b, next}})
	byOther(hears[wire.Refused](other))
	other.silent()
	if h.head() != head+1 {
		t.Errorf("the next batch was not taken")
	}
}

// A gap ends the session with a code that says come back; the welcome then says from where.
func TestAGapIsMendedByANewSession(t *testing.T) {
	h := newHouse(t)
	a := h.joined(change.ScopeOwner)
	first, second := a.batch(a.product("a")), a.batch(a.product("b"))
	a.send(wire.Push{Batches: []change.Batch{second}})
	a.ended(wire.CloseIncomplete)
	if !a.closed.Code.ComeBack() {
		t.Error("the code says to stay away")
	}
	if w := a.greet(a.hello()); w.Taken != 0 {
		t.Errorf("taken is %d", w.Taken)
	}
	a.send(wire.Push{Batches: []change.Batch{first, second}})
	if got := a.feed(1); len(got) != 2 {
		t.Errorf("heard %d entries", len(got))
	}
}

// A refused batch is told, counts as dealt with and is told again to a desk that
// did not hear it; the next batches go on.
func TestARefusedBatchHoldsNothingUp(t *testing.T) {
	h := newHouse(t)
	a := h.joined(change.ScopeOwner)
	bad := a.batch(patch(change.Product, h.random.id(), 1, "name", "nobody's"))
	good := a.batch(a.product("чашка"))
	a.send(wire.Push{Batches: []change.Batch{bad, good}})
	r := hears[wire.Refused](a)
	if r.DeviceSeq != 1 || r.Batch != bad.ID || r.Code != merge.RefuseUnknown {
		t.Errorf("refused: %+v", r)
	}
	a.silent()
	w := a.greet(a.hello())
	if w.Taken != 2 || len(w.Refusals) != 1 || w.Refusals[0].Batch != bad.ID {
		t.Errorf("welcomed with %+v", w)
	}
	a.send(wire.Push{Batches: []change.Batch{bad}})
	if again := hears[wire.Refused](a); again.Batch != bad.ID {
		t.Errorf("told again: %+v", again)
	}
	hello := a.hello()
	hello.Acked = 2
	if w := a.greet(hello); len(w.Refusals) != 0 {
		t.Errorf("told what it knows: %+v", w.Refusals)
	}
}

// A batch of nothing is no place of the feed: a desk would look for its operations
// among its own. Nor is a number believed that no device has come to.
func TestNonsenseIsNoPlace(t *testing.T) {
	h := newHouse(t)
	a := h.joined(change.ScopeOwner)
	head := h.head()
	a.send(wire.Push{Batches: []change.Batch{a.batch()}})
	if r := hears[wire.Refused](a); r.Code != merge.RefuseMalformed || h.head() != head {
		t.Errorf("refused: %+v, the head is %d", r, h.head())
	}
	for _, acked := range []int64{-5, 1 << 60} {
		hello := a.hello()
		hello.Acked = acked
		a.connect()
		a.send(hello)
		a.ended(wire.CloseMalformed)
	}
}

// Batches, places and questions that are not a desk's to send end its session.
func TestADeskSpeaksForItself(t *testing.T) {
	h := newHouse(t)
	cases := map[string]struct {
		frame func(x *till) wire.Frame
		code  wire.CloseCode
	}{
		"a batch of another device": {func(x *till) wire.Frame {
			b := x.batch(x.product("a"))
			b.Device = h.random.id()
			return wire.Push{Batches: []change.Batch{b}}
		}, wire.CloseNotAllowed},
		"batches that jump": {func(x *till) wire.Frame {
			x.seq++
			return wire.Push{Batches: []change.Batch{x.batch(x.product("a")), x.batch(x.product("b"))}}
		}, wire.CloseIncomplete},
		"an invite by a clerk":     {func(*till) wire.Frame { return wire.AskInvite{Scope: change.ScopeOwner} }, wire.CloseNotAllowed},
		"a revocation by a clerk":  {func(x *till) wire.Frame { return wire.Revoke{Device: x.id} }, wire.CloseNotAllowed},
		"a hello at work":          {func(x *till) wire.Frame { return x.hello() }, wire.CloseOutOfOrder},
		"a hub's frame":            {func(*till) wire.Frame { return wire.Revoked{} }, wire.CloseOutOfOrder},
		"credit of nothing":        {func(*till) wire.Frame { return wire.Credit{} }, wire.CloseOutOfOrder},
		"a feed beyond the head":   {func(*till) wire.Frame { return wire.Credit{After: 1 << 40, Bytes: 1} }, wire.CloseOutOfOrder},
		"a page of no tier":        {func(*till) wire.Frame { return wire.WantPage{Tier: 77, Bytes: 1} }, wire.CloseMalformed},
		"a bookmark of nobody":     {func(*till) wire.Frame { return wire.WantPage{Tier: 1, Bytes: 1, After: []byte("zzz")} }, wire.CloseMalformed},
		"a bookmark that is wrong": {func(*till) wire.Frame { return wire.WantPage{Tier: 1, Bytes: 1, After: []byte("Rzzz")} }, wire.CloseMalformed},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			x := h.joined(change.ScopeClerk)
			head := h.head()
			x.send(c.frame(x))
			x.ended(c.code)
			if h.head() != head {
				t.Error("something got into the feed")
			}
			x.heard, x.closed = nil, nil
			x.send(wire.AskPeers{})
			x.silent()
		})
	}
}

// What a desk has under way is bounded, and what fits into the window passes.
func TestThePushWindowHolds(t *testing.T) {
	h := newHouse(t)
	x := h.joined(change.ScopeOwner)
	x.hold = true
	for range limits.PushBatches {
		x.send(wire.Push{Batches: []change.Batch{x.batch(x.product("a"))}})
	}
	x.silent()
	if len(x.held) != 1 {
		t.Fatalf("%d submissions at once", len(x.held))
	}
	x.send(wire.Push{Batches: []change.Batch{x.batch(x.product("one more"))}})
	x.ended(wire.CloseLimit)
}

// Entries come within credit, overdrawn by one read at most, and go on with more.
func TestTheFeedFollowsCredit(t *testing.T) {
	h := newHouse(t)
	a, b := h.joined(change.ScopeOwner), h.joined(change.ScopeOwner)
	for range 8 {
		a.send(wire.Push{Batches: []change.Batch{a.batch(a.product("чашка"))}})
	}
	b.event(hub.HeadMoved{Head: h.head()})
	b.send(wire.Credit{After: 2, Bytes: 1})
	got := hears[wire.Entries](b).Entries
	if len(got) != 1 {
		t.Fatalf("a byte of credit brought %d entries", len(got))
	}
	b.silent()
	size := int64(got[0].Size())
	b.send(wire.Credit{After: 999, Bytes: size - 1}) // the first one's After counts
	b.silent()
	b.send(wire.Credit{Bytes: 1 << 20})
	if got := hears[wire.Entries](b).Entries; len(got) != 7 || got[0].Seq != 4 {
		t.Fatalf("then came %d entries from %d", len(got), got[0].Seq)
	}
	// A doorbell that lies, or rings twice, brings nothing.
	b.event(hub.HeadMoved{Head: 1 << 30})
	b.event(hub.HeadMoved{Head: 3})
	b.silent()
	a.send(wire.Push{Batches: []change.Batch{a.batch(a.product("остання"))}})
	b.event(hub.HeadMoved{Head: h.head()})
	if got := hears[wire.Entries](b).Entries; len(got) != 1 {
		t.Errorf("the doorbell brought %d entries", len(got))
	}
}

// A clerk's desk gets none of what its scope hides, by feed or by page.
func TestAClerkIsNeverSentPurchasePrices(t *testing.T) {
	h := newHouse(t)
	a, clerk := h.joined(change.ScopeOwner), h.joined(change.ScopeClerk)
	product, offer, origin := h.random.id(), h.random.id(), h.random.id()
	const secret = int64(0x5EC4E7A11CE)
	a.send(wire.Push{Batches: []change.Batch{a.batch(
		create(change.Product, product, "name", "чашка", "active", 1),
		create(change.Offer, offer, "product_id", product, "title", "синя", "price", 12500, "purchase_price", secret, "active", 1),
		create(change.Origin, origin, "source", "woocommerce", "key", "1", "record_id", offer, "taken", "purchase:SECRET-ORIGIN"),
	)}})
	a.silent()
	entries := clerk.feed(0)
	last := entries[len(entries)-1]
	if len(last.Batch.Ops) != 2 {
		t.Errorf("the clerk sees %d operations", len(last.Batch.Ops))
	}
	frames := []wire.Frame{wire.Entries{Entries: entries}}
	for _, tier := range []uint8{wire.TierCatalogue, wire.TierOpen, wire.TierRecent, wire.TierArchive, wire.TierSince} {
		for _, p := range clerk.load(wire.WantPage{Tier: tier, Bytes: 1 << 16}) {
			frames = append(frames, p)
		}
	}
	seen := 0
	for _, f := range frames {
		data, err := wire.Encode(f)
		if err != nil {
			t.Fatal(err)
		}
		seen += bytes.Count(data, []byte("чашка"))
		if bytes.Contains(data, []byte("SECRET-ORIGIN")) {
			t.Error("a hidden record was sent")
		}
		if p, ok := f.(wire.Page); ok {
			for _, r := range p.Records {
				for _, v := range r.Fields {
					if v.Value == secret {
						t.Error("a hidden field was sent")
					}
				}
			}
		}
	}
	for _, e := range entries {
		for _, op := range e.Batch.Ops {
			for _, v := range op.Set {
				if v.Value == secret {
					t.Error("a hidden field was sent in the feed")
				}
			}
		}
	}
	if seen < 2 {
		t.Errorf("what is not hidden was seen %d times", seen)
	}
	clerk.send(wire.AskDigest{})
	a.send(wire.AskDigest{})
	if bytes.Equal(hears[wire.Digest](clerk).Digest, hears[wire.Digest](a).Digest) {
		t.Error("two scopes have one digest")
	}
}

// load asks for all pages of a tier.
func (x *till) load(want wire.WantPage) (pages []wire.Page) {
	x.h.t.Helper()
	for {
		x.send(want)
		p := hears[wire.Page](x)
		pages = append(pages, p)
		if p.Done {
			return pages
		}
		want.After = p.Next
	}
}

// The pages of the tiers and the feed give one and the same shop, sums first.
func TestALoadIsTheWholeState(t *testing.T) {
	h := newHouse(t)
	a, b := h.joined(change.ScopeOwner), h.joined(change.ScopeOwner)
	product, offer, warehouse := h.random.id(), h.random.id(), h.random.id()
	a.send(wire.Push{Batches: []change.Batch{a.batch(
		create(change.Warehouse, warehouse, "name", "склад"),
		create(change.Product, product, "name", "чашка", "active", 1),
		create(change.Offer, offer, "product_id", product, "title", "синя", "active", 1),
		create(change.StockMove, h.random.id(), "offer_id", offer, "warehouse_id", warehouse, "bucket", "on_hand", "quantity", 5000, "cause", "receipt", "at", 1),
		create(change.StockMove, h.random.id(), "offer_id", offer, "warehouse_id", warehouse, "bucket", "on_hand", "quantity", -1000, "cause", "writeoff", "at", 1),
	)}})
	a.silent()
	var digest change.Digest
	var sums []wire.Sum
	for _, tier := range []uint8{wire.TierCatalogue, wire.TierOpen, wire.TierRecent, wire.TierArchive} {
		for _, p := range b.load(wire.WantPage{Load: 7, Tier: tier, Bytes: 64}) {
			if p.Head != h.head() || p.Load != 7 {
				t.Errorf("page %+v", p)
			}
			for i := range p.Records {
				digest.Add(p.Records[i].Hash())
			}
			sums = append(sums, p.Sums...)
		}
	}
	b.send(wire.AskDigest{})
	if got := hears[wire.Digest](b); !bytes.Equal(got.Digest, digest.Bytes()) || got.Seq != h.head() {
		t.Error("the pages are not what the digest is of")
	}
	if want := []wire.Sum{{Offer: offer, Warehouse: warehouse, OnHand: 4000}}; !slices.Equal(sums, want) {
		t.Errorf("sums are %+v", sums)
	}
	if problems, err := h.engine.Store.Verify(t.Context()); err != nil || len(problems) > 0 {
		t.Errorf("the store does not add up: %v %v", problems, err)
	}
}

// Among many submissions in one transaction, one that cannot be taken holds up
// none of the others.
func TestAGroupIsTakenApart(t *testing.T) {
	h := newHouse(t)
	failing := &failingStore{Store: h.engine.Store}
	h.engine.Store = failing
	var subs []hub.Submission
	var tills []*till
	for range 5 {
		x := h.joined(change.ScopeOwner)
		x.hold = true
		x.send(wire.Push{Batches: []change.Batch{x.batch(x.product("a"))}})
		subs = append(subs, x.held[0].Submission)
		tills = append(tills, x)
	}
	failing.device = tills[2].id
	head := h.head()
	results, err := h.engine.Accept(t.Context(), subs)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range results {
		if bad := i == 2; bad != (r.Close == wire.CloseInternal) || bad == (r.Placed == 1) {
			t.Errorf("submission %d: %+v", i, r)
		}
	}
	if h.head() != head+4 {
		t.Errorf("the head went from %d to %d", head, h.head())
	}
}

// failingStore fails each transaction that appends an entry of one device.
type failingStore struct {
	store.Store
	device change.ID
}

func (f *failingStore) Write(ctx context.Context, do func(store.Writer) error) error {
	return f.Store.Write(ctx, func(w store.Writer) error { return do(failingWriter{w, f.device}) })
}

type failingWriter struct {
	store.Writer
	device change.ID
}

func (f failingWriter) In(shop change.ID) (store.ShopWriter, error) {
	s, err := f.Writer.In(shop)
	return failingShop{s, f.device}, err
}

type failingShop struct {
	store.ShopWriter
	device change.ID
}

func (f failingShop) Append(e *change.Entry) (int64, error) {
	if e.Batch.Device == f.device && f.device != (change.ID{}) {
		return 0, errors.New("the disk says no")
	}
	return f.ShopWriter.Append(e)
}
