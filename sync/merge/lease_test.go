package merge_test

import (
	"slices"
	"testing"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
	"pgregory.net/rapid"
)

var (
	post      = shop.Frame{Scheme: shop.SchemeS10, Head: "RA", Tail: "UA"}
	postSpace = change.ID(post.Space())
	postRange = id(700)
)

func makeRange(at change.ID, first, last, lease, gap int, pairs ...any) change.Op {
	return create(change.NumberRange, at, append([]any{"book_id", merge.NumberBook, "scheme", "s10", "head", "RA", "tail", "UA", "first", first, "last", last, "lease", lease, "gap", gap, "active", 1}, pairs...)...)
}

func askLease(lease, of change.ID, desk change.ID) change.Op {
	return create(change.Lease, lease, "space_id", postSpace, "range_id", of, "desk_id", desk, "state", "asked", "at", 1)
}

func (h *hub) leaseAt(lease change.ID) (state string, span shop.Span) {
	r := h.records[key{change.Lease.Num, lease}]
	return get[string](r, "state"), shop.Span{First: get[int64](r, "first"), Last: get[int64](r, "last")}
}

func (s *scene) leaseIs(lease change.ID, state string, first, last int64) {
	s.t.Helper()
	if got, span := s.h.leaseAt(lease); got != state || span != (shop.Span{First: first, Last: last}) {
		s.t.Errorf("the lease is %s %v, not %s %d-%d", got, span, state, first, last)
	}
}

// A lease is filled in the entry that makes it; one that comes before its range is
// filled with that; the next goes on behind it, also from a range that lies across;
// at the end of the range it is as much as is left, and then nothing.
func TestALeaseIsFilledWhereItIsDecided(t *testing.T) {
	s := newScene(t)
	s.take(s.a, s.a.batch("ask", askLease(id(1), postRange, s.a.device)))
	s.leaseIs(id(1), "asked", 0, 0)
	s.take(s.b, s.b.batch("range", makeRange(postRange, 100, 124, 10, 0)))
	s.leaseIs(id(1), "granted", 100, 109)
	s.take(s.b, s.b.batch("ask", askLease(id(2), postRange, s.b.device)))
	s.leaseIs(id(2), "granted", 110, 119)
	across := id(701)
	s.take(s.b, s.b.batch("range", makeRange(across, 115, 200, 3, 0)))
	s.take(s.a, s.a.batch("ask", askLease(id(3), across, s.a.device)))
	s.leaseIs(id(3), "granted", 120, 122)
	s.take(s.a, s.a.batch("ask", askLease(id(4), postRange, s.a.device)))
	s.leaseIs(id(4), "granted", 123, 124)
	s.take(s.a, s.a.batch("ask", askLease(id(5), postRange, s.a.device)))
	s.leaseIs(id(5), "empty", 0, 0)
}

// A lease that brings its serials stands, as that of a shop that lived on one
// desk, unless somebody has any of them; then nobody takes from it and nobody gets
// its numbers. What is filled is never filled otherwise.
func TestALeaseThatBringsItsSerials(t *testing.T) {
	s := newScene(t)
	s.take(s.a, s.a.batch("range", makeRange(postRange, 0, 999, 10, 0)))
	brings := func(lease change.ID, first, last int) change.Op {
		return create(change.Lease, lease, "space_id", postSpace, "range_id", postRange, "desk_id", s.a.device, "first", first, "last", last, "state", "granted", "at", 1)
	}
	s.take(s.a, s.a.batch("join", brings(id(1), 20, 29)))
	s.leaseIs(id(1), "granted", 20, 29)
	s.take(s.a, s.a.batch("join", brings(id(2), 29, 40)))
	s.leaseIs(id(2), "void", 29, 40)
	s.take(s.b, s.b.batch("ask", askLease(id(3), postRange, s.b.device)))
	s.leaseIs(id(3), "granted", 41, 50)
	s.a.read(s.h)
	s.take(s.a, s.a.batch("cheat", patch(change.Lease, id(3), s.h.head(), "first", 0, "last", 999, "state", "granted")))
	s.leaseIs(id(3), "granted", 41, 50)
}

// Only who sees the whole shop enters ranges; every till asks. A range that no
// numbers could be made of is refused.
func TestWhoMayEnterRanges(t *testing.T) {
	s := newScene(t)
	s.b.scope = change.ScopeClerk
	refused := func(d *till, ops ...change.Op) string {
		out, err := s.h.accept(d.incoming(d.batch("x", ops...)))
		if err != nil {
			t.Fatal(err)
		}
		if out.Refused == nil {
			return ""
		}
		return out.Refused.Code
	}
	if got := refused(s.b, makeRange(postRange, 0, 9, 1, 0)); got != merge.RefuseRight {
		t.Errorf("a clerk's range: %q", got)
	}
	if got := refused(s.a, makeRange(postRange, 5, 4, 1, 0)); got != merge.RefuseMalformed {
		t.Errorf("an empty range: %q", got)
	}
	if got := refused(s.a, makeRange(postRange, 0, 100_000_000, 1, 0)); got != merge.RefuseMalformed {
		t.Errorf("a range beyond its digits: %q", got)
	}
	if got := refused(s.a, makeRange(postRange, 0, 9, 1, 0, "head", "ra")); got != merge.RefuseMalformed {
		t.Errorf("small letters: %q", got)
	}
	if got := refused(s.a, makeRange(postRange, 0, 9, 5, 0)); got != "" {
		t.Errorf("a range: %q", got)
	}
	if got := refused(s.b, askLease(id(1), postRange, s.b.device)); got != "" {
		t.Errorf("a clerk's till asks: %q", got)
	}
	s.leaseIs(id(1), "granted", 0, 4)
}

// A restored hub fills nothing while somebody is away, then passes over the gap,
// once. What a person says is free since is believed at once.
func TestARestoredHubWaitsAndPassesOver(t *testing.T) {
	s := newScene(t)
	s.take(s.a, s.a.batch("range", makeRange(postRange, 0, 9999, 10, 50)))
	s.take(s.a, s.a.batch("ask", askLease(id(1), postRange, s.a.device)))
	backup := s.h.head()
	s.take(s.b, s.b.batch("ask", askLease(id(2), postRange, s.b.device)))
	lost := s.h.feed[backup]
	s.h = s.h.at(backup).restored(2)
	s.a.read(s.h)
	accept := func(away bool, ops ...change.Op) {
		t.Helper()
		in := s.a.incoming(s.a.batch("x", ops...))
		in.Away = away
		if out, err := s.h.accept(in); err != nil || out.Refused != nil {
			t.Fatalf("%v %+v", err, out.Refused)
		}
	}
	accept(true, askLease(id(3), postRange, s.a.device))
	s.leaseIs(id(3), "asked", 0, 0)
	if out, err := s.h.giveBack(lost, 1); err != nil || out.Refused != nil {
		t.Fatalf("%v %+v", err, out.Refused)
	}
	s.leaseIs(id(2), "granted", 10, 19)
	accept(false, patch(change.NumberRange, postRange, s.h.head()))
	s.leaseIs(id(3), "granted", 72, 81) // by 50 and, as the epoch is 2, by 2
	accept(false, askLease(id(4), postRange, s.a.device))
	s.leaseIs(id(4), "granted", 82, 91)
	accept(true, askLease(id(5), postRange, s.a.device))
	s.leaseIs(id(5), "asked", 0, 0)
	accept(true, patch(change.NumberRange, postRange, s.h.head(), "free_from", 500))
	s.leaseIs(id(5), "granted", 500, 509)
}

// Who has come back is the hub's to say: no desk says it of itself, and what was
// said in an earlier life of the feed means nothing in this one.
func TestOnlyTheHubSaysWhoIsBack(t *testing.T) {
	s := newScene(t)
	s.take(s.a, s.a.batch("x", create(change.Desk, s.a.device, "series", "A1", "epoch", "ff")))
	desk := func() *change.Record { return s.h.records[key{change.Desk.Num, s.a.device}] }
	if got := get[string](desk(), "epoch"); got != "" {
		t.Errorf("a desk said %q", got)
	}
	hub := &till{scope: change.ScopeOwner, base: s.h.cursor()}
	s.take(hub, hub.batch("back", patch(change.Desk, s.a.device, s.h.head(), "epoch", "2")))
	lost := s.h.feed[s.h.head()-1]
	s.h = s.h.at(s.h.head() - 1).restored(3)
	hub.base = s.h.cursor()
	s.take(hub, hub.batch("back", patch(change.Desk, s.a.device, s.h.head(), "epoch", "3")))
	if out, err := s.h.giveBack(lost, 1); err != nil || out.Refused != nil {
		t.Fatalf("%v %+v", err, out.Refused)
	}
	if got := get[string](desk(), "epoch"); got != "3" {
		t.Errorf("then it is %q", got)
	}
}

// holder is a till that takes numbers from the leases that it has read.
type holder struct {
	*till
	known []change.Entry // that it read in this life of the feed
	lost  []change.Entry // of all that it read in earlier ones and has not seen again
	life  uint64
}

// However asking, reading, backups and restores interleave, as long as every till
// comes back in the end no serial is two tills' to take.
func TestNoSerialIsTwoTills(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newScene(t)
		s.take(s.a, s.a.batch("range", makeRange(postRange, 0, 99_999, 5, 0), makeRange(id(701), 3, 99_999, 2, 0)))
		tills := []*holder{{till: s.a, life: 1}, {till: s.b, life: 1}, {till: newTill(4), life: 1}}
		taken := map[int64]change.ID{} // serials by the till that may have printed them
		life, backups, n := uint64(1), []int64{s.h.head()}, 0
		back := func(x *holder) {
			if x.life == life {
				return
			}
			for _, e := range x.lost {
				if !s.h.has(e.Batch.ID) {
					if out, err := s.h.giveBack(e, x.life); err != nil || out.Refused != nil {
						t.Fatalf("%v %+v", err, out.Refused)
					}
				}
			}
			x.life = life
		}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			x := rapid.SampledFrom(tills).Draw(t, "till")
			switch rapid.IntRange(0, 6).Draw(t, "what") {
			case 0:
				backups = append(backups, s.h.head())
			case 1:
				at := rapid.IntRange(0, len(backups)-1).Draw(t, "backup")
				to := backups[at]
				backups = backups[:at+1]
				life++
				for _, h := range tills {
					h.lost = append(h.lost, h.known[min(to, int64(len(h.known))):]...)
					h.known = h.known[:min(to, int64(len(h.known)))]
				}
				s.h = s.h.at(to).restored(life)
			case 2:
				back(x)
				x.known = slices.Clone(s.h.feed)
				// What it gave back it keeps until it has read it again.
				x.lost = slices.DeleteFunc(x.lost, func(e change.Entry) bool { return s.h.has(e.Batch.ID) })
				for _, l := range s.h.of(change.Lease) {
					state, span := s.h.leaseAt(l.ID)
					if state != merge.LeaseGranted || get[change.ID](l, "desk_id") != x.device {
						continue
					}
					for serial := span.First; serial <= span.Last; serial++ {
						if by, is := taken[serial]; is && by != x.device {
							t.Fatalf("serial %d is that of two tills", serial)
						}
						taken[serial] = x.device
					}
				}
			default:
				back(x)
				n++
				x.read(s.h)
				in := x.incoming(x.batch("ask", askLease(id(2000+n), rapid.SampledFrom([]change.ID{postRange, id(701)}).Draw(t, "range"), x.device)))
				in.Away = slices.ContainsFunc(tills, func(h *holder) bool { return h.life != life })
				if out, err := s.h.accept(in); err != nil || out.Refused != nil {
					t.Fatalf("%v %+v", err, out.Refused)
				}
			}
		}
	})
}
