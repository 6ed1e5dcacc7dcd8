package hub

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
	"github.com/prylavok/prylavok/sync/store"
	"github.com/prylavok/prylavok/sync/wire"
)

const (
	// feedEntries is how many places one read of the feed brings at most.
	feedEntries = 1000
	// pageBytes bounds what a desk may want of a page.
	pageBytes = 1 << 20
	// sumsMax is how many of the ledger's sums a page brings at most.
	sumsMax = 40_000
)

// readFeed reads on, as the desk's scope sees it.
func (g *Engine) readFeed(ctx context.Context, f ReadFeed) (Event, error) {
	var raw []store.RawEntry
	var out FeedRead
	// What a desk lost sight of when its rights changed was cut out of its outbox
	// too, and a hub that was set back may have forgotten that they changed.
	var has bool
	err := g.read(ctx, f.Who, func(r store.Reader) (err error) {
		if out.Head, err = r.Head(); err != nil {
			return err
		}
		epochs, err := r.Epochs()
		if err != nil {
			return err
		}
		has = f.Who.ScopeRev <= 1 && len(epochs) == 1
		raw, err = r.Entries(f.After, feedEntries, int(f.Bytes))
		return err
	})
	if err != nil {
		return nil, err
	}
	out.Entries = make([]change.Entry, 0, len(raw))
	for _, r := range raw {
		e, err := g.readEntry(f.Who, r, has)
		if err != nil {
			return nil, fmt.Errorf("place %d: %w", r.Seq, err)
		}
		out.Entries = append(out.Entries, maskEntry(f.Who, e, has))
	}
	return out, nil
}

// readEntry unpacks a place of the feed, without its operations where the desk
// has them.
func (g *Engine) readEntry(who Who, r store.RawEntry, has bool) (*change.Entry, error) {
	if has && r.Device == who.Device {
		if e, err := change.DecodeEntryHead(r.Data); err != nil || e.Clean {
			if err == nil {
				e.Seq = r.Seq // as unpacked.entry says
			}
			return e, err
		}
	}
	return g.unpacked.entry(who.Shop, r)
}

// maskEntry gives an entry as a desk may see it. What is left of it, be it
// nothing, is sent, so that its cursor moves on. has says that the desk has the
// operations of its own batches.
func maskEntry(who Who, e *change.Entry, has bool) change.Entry {
	out := *e
	if e.Clean && e.Batch.Device == who.Device && has {
		out.Batch.Ops = nil
		return out
	}
	if who.Scope.Whole() {
		return out
	}
	out.Batch.Ops = make([]change.Op, 0, len(e.Batch.Ops))
	for i := range e.Batch.Ops {
		if op, ok := who.Scope.MaskOp(&e.Batch.Ops[i]); ok {
			out.Batch.Ops = append(out.Batch.Ops, op)
		}
	}
	// Clean without operations says that the desk has them, nothing else.
	out.Clean = out.Clean && len(out.Batch.Ops) > 0
	return out
}

// readPage reads a part of the state. The sums of the ledger come before the
// records of their tier, each page of them with the head at which they held.
func (g *Engine) readPage(ctx context.Context, f ReadPage) (Event, error) {
	if f.Want.Bytes <= 0 || !slices.Contains([]uint8{wire.TierCatalogue, wire.TierOpen, wire.TierRecent, wire.TierArchive, wire.TierSince}, f.Want.Tier) {
		return Denied{wire.CloseMalformed, "no such page"}, nil
	}
	page := wire.Page{Load: f.Want.Load, Tier: f.Want.Tier}
	err := g.read(ctx, f.Who, func(r store.Reader) (err error) {
		if page.Head, err = r.Head(); err != nil {
			return err
		}
		if after, sums := sumsAfter(f.Want); sums {
			return sumsPage(r, after, &page)
		}
		return g.recordsPage(r, f, &page)
	})
	if errors.Is(err, errAfter) || errors.Is(err, store.ErrMalformed) {
		return Denied{wire.CloseMalformed, err.Error()}, nil
	}
	if err != nil {
		return nil, err
	}
	return Answered{Frame: page}, nil
}

// errAfter is a Next that this hub did not give.
var errAfter = errors.New("no such place in a tier")

// The first byte of a Next says what it goes on with.
const (
	nextSums    = 'S'
	nextRecords = 'R'
)

func sumsAfter(want wire.WantPage) (after merge.Place, sums bool) {
	if want.Tier != wire.TierOpen || want.Scope {
		return after, false
	}
	if len(want.After) == 0 {
		return after, true
	}
	if want.After[0] != nextSums || len(want.After) < 33 {
		return after, false
	}
	copy(after.Offer[:], want.After[1:17])
	copy(after.Warehouse[:], want.After[17:33])
	return after, true
}

func sumsPage(r store.Reader, after merge.Place, page *wire.Page) error {
	sums, err := r.Sums(after, sumsMax)
	if err != nil {
		return err
	}
	page.Sums = make([]wire.Sum, 0, len(sums))
	for _, s := range sums {
		page.Sums = append(page.Sums, wire.Sum(s))
	}
	page.Next = []byte{nextRecords}
	if len(sums) == sumsMax {
		last := sums[len(sums)-1]
		page.Next = slices.Concat([]byte{nextSums}, last.Offer[:], last.Warehouse[:])
	}
	return nil
}

func (g *Engine) recordsPage(r store.Reader, f ReadPage, page *wire.Page) error {
	after := f.Want.After
	if len(after) > 0 {
		if after[0] != nextRecords {
			return errAfter
		}
		after = after[1:]
	}
	scan := store.Scan{Tier: f.Want.Tier, After: after, Bytes: min(f.Want.Bytes, pageBytes), Counted: len(after) == 0,
		Raw: f.Who.Scope.Whole()}
	var err error
	if scan.Now, err = g.loadTime(r, f.Want.Start); err != nil {
		return err
	}
	switch f.Want.Tier {
	case wire.TierSince:
		scan.Since = f.Want.Since
	case wire.TierArchive:
		scan.Since = f.Want.Start
	}
	if f.Want.Scope {
		scan.Kinds = scopedKinds
	}
	got, err := r.Records(scan)
	if err != nil {
		return err
	}
	for _, rec := range got.Raw {
		page.Raw = append(page.Raw, rec.Data)
	}
	for _, rec := range got.Records {
		if seen, ok := f.Who.Scope.Mask(rec); ok {
			page.Records = append(page.Records, *seen)
		}
	}
	page.Done, page.Total = got.Done, got.Total
	if !got.Done {
		page.Next = append([]byte{nextRecords}, got.Next...)
	}
	return nil
}

// loadTime gives the time from which a load counts ninety days back: that of the
// last entry before it began. One load asks many pages, perhaps over days; with
// the clock itself an order could slip from a tier to come into one that is over.
func (g *Engine) loadTime(r store.Reader, start int64) (int64, error) {
	raw, err := r.Entries(start-1, 1, 1)
	if err != nil || len(raw) == 0 {
		return g.Now(), err
	}
	e, err := change.DecodeEntryHead(raw[0].Data)
	if err != nil {
		return 0, fmt.Errorf("place %d: %w", raw[0].Seq, err)
	}
	return e.At, nil
}

// scopedKinds are those of which some scope hides something: what a desk loads
// again after its scope changed. Clashes are among them, for they name values.
var scopedKinds = func() (nums []uint8) {
	for _, s := range []change.Scope{change.ScopeOwner, change.ScopeManager, change.ScopeClerk} {
		for _, k := range s.HiddenKinds() {
			nums = append(nums, k.Num)
		}
	}
	nums = append(nums, change.Conflict.Num)
	slices.Sort(nums)
	return slices.Compact(nums)
}()

func (g *Engine) readDigest(ctx context.Context, f ReadDigest) (Event, error) {
	var out wire.Digest
	err := g.read(ctx, f.Who, func(r store.Reader) (err error) {
		out.Epoch = f.Who.Epoch
		if out.Seq, err = r.Head(); err != nil {
			return err
		}
		d, err := r.Digest(f.Who.Scope)
		out.Digest = d.Bytes()
		return err
	})
	if err != nil {
		return nil, err
	}
	return Answered{Frame: out}, nil
}

func (g *Engine) listPeers(ctx context.Context, who Who) (Event, error) {
	var devices []store.Device
	err := g.read(ctx, who, func(r store.Reader) (err error) {
		devices, err = r.Devices()
		return err
	})
	if err != nil {
		return nil, err
	}
	return Answered{Frame: g.peers(who.Shop, devices)}, nil
}

func (g *Engine) peers(shop change.ID, devices []store.Device) wire.Peers {
	// Where there are more than fit, those that are gone are left out first.
	devices = slices.Clone(devices)
	slices.SortStableFunc(devices, func(a, b store.Device) int { return gone(a) - gone(b) })
	devices = devices[:min(len(devices), wire.MaxPeers)]
	out := wire.Peers{Peers: make([]wire.Peer, 0, len(devices))}
	var online map[change.ID]bool
	if g.Online != nil {
		online = g.Online(shop)
	}
	for _, d := range devices {
		p := wire.Peer{Device: d.ID, Name: d.Name, Scope: d.Scope, HeardAt: d.HeardAt, Revoked: d.Revoked}
		if online[d.ID] {
			p.Online, p.HeardAt = true, g.Now()
		}
		out.Peers = append(out.Peers, p)
	}
	return out
}

func gone(d store.Device) int {
	if d.Revoked {
		return 1
	}
	return 0
}

// idText writes an id for the log.
func idText(id change.ID) string {
	h := hex.EncodeToString(id[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}
