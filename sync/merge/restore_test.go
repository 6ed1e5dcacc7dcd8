package merge_test

import (
	"testing"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
	"pgregory.net/rapid"
)

// at gives the hub as it was after a place, as a backup holds it.
func (h *hub) at(seq int64) *hub {
	c := newHub()
	c.epochs = h.epochs
	for _, e := range h.feed[:seq] {
		c.feed, c.origins = append(c.feed, e), append(c.origins, h.origins[e.Seq-1])
		for i := range e.Batch.Ops {
			op := &e.Batch.Ops[i]
			k := key{op.Kind, op.ID}
			c.records[k] = change.Apply(c.records[k], op, e.Seq)
			if op.Kind == change.StockMove.Num && op.Act == change.Create {
				c.addSum(c.records[k])
			}
		}
	}
	return c
}

// giveBack brings an entry that a restore lost.
func (h *hub) giveBack(e change.Entry, epoch uint64) (merge.Outcome, error) {
	return h.accept(merge.Incoming{Batch: &e.Batch, Scope: change.ScopeOwner, Was: change.Cursor{Epoch: epoch, Seq: e.Seq}})
}

// sameValues compares two hubs' records without their versions.
func sameValues(t *rapid.T, got, want *hub) {
	if len(got.records) != len(want.records) {
		t.Fatalf("%d records, not %d", len(got.records), len(want.records))
	}
	for at, w := range want.records {
		g := got.records[at]
		if g == nil || g.Deleted != w.Deleted {
			t.Fatalf("kind %d: %+v, not %+v", at.kind, g, w)
		}
		for _, f := range w.Fields {
			if !change.Same(g.Value(f.Num), f.Value) {
				t.Fatalf("kind %d field %d: %v, not %v", at.kind, f.Num, g.Value(f.Num), f.Value)
			}
		}
	}
}

// What desks give back after a restore makes the shop that was lost, without a
// single new clash, move or task: in the old order, and also when each desk
// brings its own only and the order between desks is another.
func TestWhatIsGivenBackMakesTheShopThatWasLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := runTills(t, func(h *hub, m *model, b *change.Batch) { mustTake(t, h, m.till, b) })
		kept := rapid.Int64Range(1, h.head()).Draw(t, "backup")
		lost := h.feed[kept:]

		ordered := h.at(kept).restored(2)
		for _, e := range lost {
			if out, err := ordered.giveBack(e, 1); err != nil || out.Refused != nil || out.Clean {
				t.Fatalf("%v %+v", err, out)
			}
		}
		sameValues(t, ordered, h)

		byDesk := h.at(kept).restored(2)
		for _, n := range rapid.Permutation([]int{1, 2, 3}).Draw(t, "desks") {
			for _, e := range lost {
				if e.Batch.Device != newTill(n).device {
					continue
				}
				out, err := byDesk.giveBack(e, 1)
				if err != nil {
					t.Fatal(err)
				}
				if out.Refused != nil {
					return // it needs what another desk has not brought yet: told, not lost
				}
			}
		}
		for _, k := range []*change.Kind{change.Order, change.Offer, change.Customer, change.Product} {
			for _, w := range h.of(k) {
				g := byDesk.records[key{k.Num, w.ID}]
				for _, f := range k.Fields {
					if g.Deleted != w.Deleted || !change.Same(g.Value(f.Num), w.Value(f.Num)) {
						t.Fatalf("%s.%s: %v (deleted %v), not %v (deleted %v)", k.Name, f.Name, g.Value(f.Num), g.Deleted, w.Value(f.Num), w.Deleted)
					}
				}
			}
		}
		lines, _ := byDesk.Children(order, change.Line.Num)
		moves, _ := byDesk.Children(order, change.StockMove.Num)
		for bucket, q := range wantedOf(byDesk.records[key{change.Order.Num, order}], lines, moves) {
			if q != 0 {
				t.Fatalf("the ledger lacks %d %s", q, bucket)
			}
		}
	})
}

// lostScene is a hub that lost A's price of the mug (place 2) and B's name of
// the customer (place 3), restored to place 1.
func lostScene(t *testing.T) (*scene, []change.Entry) {
	s := newScene(t)
	s.take(s.a, s.a.batch("a", patch(change.Offer, mug, 1, "price", 11500)))
	s.take(s.b, s.b.batch("b", patch(change.Customer, customer, 1, "name", "Olena K")))
	s.a.read(s.h)
	s.b.read(s.h)
	lost := s.h.feed[1:]
	s.h = s.h.at(1).restored(2)
	return s, lost
}

func (s *scene) giveBack(e change.Entry) merge.Outcome {
	s.t.Helper()
	out, err := s.h.giveBack(e, 1)
	if err != nil || out.Refused != nil {
		s.t.Fatalf("%v %+v", err, out.Refused)
	}
	return out
}

// An unsent batch of the old epoch knows what was given back, by its old place.
func TestAnUnsentBatchKnowsWhatWasGivenBack(t *testing.T) {
	s, lost := lostScene(t)
	s.giveBack(lost[0])
	s.take(s.b, s.b.batch("unsent", patch(change.Offer, mug, 2, "price", 11900)))
	s.want(change.Offer, mug, "price", 11900)
	s.wantClashes()
}

// A number of the old epoch says nothing about what the new one has at it.
func TestAnOldNumberDoesNotMeanANewPlace(t *testing.T) {
	s, _ := lostScene(t)
	c := newTill(4)
	c.base = s.h.cursor()
	s.take(c, c.batch("new", patch(change.Offer, mug, 1, "price", 13000))) // place 2 of epoch 2
	s.take(s.b, s.b.batch("unsent", patch(change.Offer, mug, 2, "price", 11900)))
	s.want(change.Offer, mug, "price", 13000)
	s.wantClashes(`open offer.price value: 13000, lost 11900`)
}

// What came first in the new epoch meets what is given back by the usual rules,
// and the clash says that only a restore made it.
func TestWhatIsGivenBackMeetsTheNewEpoch(t *testing.T) {
	s, lost := lostScene(t)
	c := newTill(4)
	c.base = s.h.cursor()
	s.take(c, c.batch("new", patch(change.Offer, mug, 1, "price", 13000), patch(change.Customer, customer, 1, "name", "O. K.")))
	s.giveBack(lost[0])
	s.giveBack(lost[1])
	s.want(change.Offer, mug, "price", 13000)
	s.want(change.Customer, customer, "name", "Olena K")
	s.wantClashes(`noted customer.name restore: "Olena K", lost "O. K."`, `open offer.price restore: 13000, lost 11500`)
}

// A device's own newer batch in the new epoch is not set back by its older one
// that somebody gives back late.
func TestADevicesNewerBatchIsNotSetBackByItsOlder(t *testing.T) {
	s, lost := lostScene(t)
	s.take(s.a, s.a.batch("unsent", patch(change.Offer, mug, 2, "price", 11900)))
	s.giveBack(lost[0])
	s.want(change.Offer, mug, "price", 11900)
	s.wantClashes()
}

// A batch that was made in an epoch that the hub does not know is taken to have
// seen only what all epochs share.
func TestAnUnknownEpochHasSeenWhatAllShare(t *testing.T) {
	s, _ := lostScene(t)
	c := newTill(4)
	c.base = s.h.cursor()
	s.take(c, c.batch("new", patch(change.Offer, mug, 1, "price", 13000)))
	s.b.base = change.Cursor{Epoch: 77, Seq: 9}
	s.take(s.b, s.b.batch("unsent", patch(change.Offer, mug, 9, "price", 11900), patch(change.Customer, customer, 9, "name", "O")))
	s.want(change.Offer, mug, "price", 13000)
	s.want(change.Customer, customer, "name", "O")
	s.wantClashes(`open offer.price value: 13000, lost 11900`)
}
