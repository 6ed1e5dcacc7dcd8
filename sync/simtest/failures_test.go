package simtest_test

import (
	"maps"
	"testing"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/simtest"
)

// The twenty classes of failure that known engines have, each as a day of its
// own. Every one ends with Finish, which demands what every day demands.

// calm is a world in which nothing goes wrong by itself.
func calm(t *testing.T) *simtest.World {
	t.Helper()
	return simtest.New(t, told(simtest.Config{Seed: 7, Plan: &simtest.Plan{DelayMs: 3}}))
}

func batchesOf(entries []change.Entry, device change.ID, intent simtest.Verb) (n int) {
	for i := range entries {
		if entries[i].Batch.Device == device && entries[i].Batch.Intent == string(intent) {
			n++
		}
	}
	return n
}

// A sale whose acknowledgement was lost is sent again and is one order still.
func TestF01LostAckMakesNoSecondOrder(t *testing.T) {
	w := calm(t)
	tills := w.Open(t, 1)
	a := tills[0]
	orders := len(w.Records(t, change.Order))
	w.CutAnswers(a)
	a.Must(t, simtest.Sell)
	w.Run(20_000, nil)
	if n := batchesOf(w.Feed(t), a.Standing(t).Device, simtest.Sell); n != 1 {
		t.Fatalf("the hub has the sale %d times, want once", n)
	}
	if a.Unsent(t) != 1 {
		t.Fatal("the till was told of its sale through a cut line")
	}
	w.Break(a)
	w.Mend(a)
	a.Kill()
	a.Start()
	w.Settle(t)
	if n := batchesOf(w.Feed(t), a.Standing(t).Device, simtest.Sell); n != 1 {
		t.Errorf("the feed has the sale %d times, want once", n)
	}
	for _, x := range tills {
		if n := len(x.Living(t, change.Order)); n != orders+1 {
			t.Errorf("a till shows %d orders, want %d", n, orders+1)
		}
	}
	w.Finish(t)
}

// What could not be sent goes out by itself when the line is back, although
// nobody writes anything more.
func TestF02TheQueueDrainsWithoutAnotherWrite(t *testing.T) {
	w := calm(t)
	a := w.Open(t, 1)[0]
	w.Cut(a)
	for i := range uint64(20) {
		a.Must(t, simtest.Sell, i, i, i)
	}
	w.Run(6*3_600_000, nil)
	if a.Unsent(t) != 20 {
		t.Fatalf("%d batches wait, want 20", a.Unsent(t))
	}
	w.Mend(a)
	w.Run(180_000, func() bool { return a.Unsent(t) == 0 })
	if a.Unsent(t) != 0 {
		t.Errorf("%d batches wait three minutes after the line came back: %+v", a.Unsent(t), a.Status())
	}
	w.Finish(t)
}

// A hub whose disk fails for a while, and a bell that did not ring, leave
// nothing lying either.
func TestF02AFailingHubDoesNotWedgeTheQueue(t *testing.T) {
	w := calm(t)
	a := w.Open(t, 1)[0]
	w.FillHub(true)
	a.Must(t, simtest.Sell)
	w.Run(600_000, nil)
	w.FillHub(false)
	w.Settle(t)
	w.Finish(t)
}

// A batch that no hub takes moves aside with its reason; those behind it pass.
func TestF03APoisonBatchBlocksNothing(t *testing.T) {
	w := calm(t)
	a := w.Open(t, 1)[0]
	for kind := range uint64(4) {
		a.Must(t, simtest.Poison, kind, kind)
		a.Must(t, simtest.Sell, kind)
	}
	w.Settle(t)
	if in := a.Inspect(t); in.Attention != 4 {
		t.Errorf("%d batches need attention, want 4", in.Attention)
	}
	if n := batchesOf(w.Feed(t), a.Standing(t).Device, simtest.Sell); n != 4 {
		t.Errorf("%d sales came through, want 4", n)
	}
	if n := batchesOf(w.Feed(t), a.Standing(t).Device, simtest.Poison); n != 0 {
		t.Errorf("%d poisoned batches are in the feed", n)
	}
	w.Finish(t)
}

// A sale counts as sent only once it is in the feed: a hub that dies with the
// sale half received gets it again.
func TestF04NothingCountsAsSentTooEarly(t *testing.T) {
	w := calm(t)
	a := w.Open(t, 1)[0]
	for i := range uint64(30) {
		a.Must(t, simtest.Sell, i)
		w.Run(int64(i)%9, nil)
		w.KillHub()
		if want := int(a.Standing(t).LastMade - a.Standing(t).Acked); a.Unsent(t) != want {
			t.Fatalf("%d batches wait, %d are not acknowledged", a.Unsent(t), want)
		}
	}
	w.Settle(t)
	if n := batchesOf(w.Feed(t), a.Standing(t).Device, simtest.Sell); n != 30 {
		t.Errorf("%d sales arrived, want 30", n)
	}
	w.Finish(t)
}

// A hub set back to an older backup gets back what it lost, from the tills, by
// itself, and what they had not sent yet is sent.
func TestF05ARestoredHubGetsBackWhatItLost(t *testing.T) {
	for name, told := range map[string]bool{"the hub is told": true, "nobody is told": false} {
		t.Run(name, func(t *testing.T) {
			w := calm(t)
			tills := w.Open(t, 2, change.ScopeClerk)
			backup := w.Backup()
			epochs := len(w.Epochs(t))
			for i := range uint64(6) {
				for _, x := range tills {
					x.Must(t, simtest.Sell, i)
					x.Must(t, simtest.Reprice, i)
				}
				w.Settle(t)
			}
			head := len(w.Feed(t))
			w.Cut(tills[1])
			tills[1].Must(t, simtest.Sell, 99)
			w.Restore(backup, told)
			w.Run(60_000, nil)
			w.Mend(tills[1])
			w.Settle(t)
			if n := len(w.Feed(t)); n < head+1 {
				t.Errorf("the feed has %d places, want at least %d", n, head+1)
			}
			if n := len(w.Epochs(t)); n <= epochs {
				t.Errorf("the feed has %d epochs, want more than %d", n, epochs)
			}
			w.Finish(t)
		})
	}
}

// A hub set back twice, the second time before the tills have read again what
// they gave back, loses nothing.
func TestF05AHubRestoredTwiceInARowLosesNothing(t *testing.T) {
	for pause := int64(0); pause < 4000; pause += 250 {
		w := calm(t)
		tills := w.Open(t, 1)
		backup := w.Backup()
		for i := range uint64(5) {
			tills[0].Must(t, simtest.Sell, i)
		}
		w.Settle(t)
		w.Restore(backup, true)
		w.Run(30_000+pause, nil)
		w.Restore(backup, true)
		w.Settle(t)
		if n := batchesOf(w.Feed(t), tills[0].Standing(t).Device, simtest.Sell); n != 5 {
			t.Fatalf("pause %d: %d sales are left, want 5", pause, n)
		}
		w.Finish(t)
	}
}

// What a till made that may not see all of it any more, and gives back first, is
// whole again when a till comes that has kept it whole: also when that happens
// several times over, in whatever order.
func TestF05WhatARestrictedTillGivesBackIsMadeWhole(t *testing.T) {
	for _, again := range []change.Scope{change.ScopeOwner, change.ScopeClerk} {
		t.Run("it comes back as "+string(again), func(t *testing.T) {
			w := calm(t)
			tills := w.Open(t, 2)
			backup := w.Backup()
			for i := range uint64(3) {
				tills[1].Must(t, simtest.AddProduct, i)
				tills[1].Must(t, simtest.Sell, i)
				tills[1].Must(t, simtest.Cost, i)
			}
			w.Settle(t)
			want := purchasePrices(t, w)
			w.SetScope(t, tills[1], change.ScopeClerk)
			w.Settle(t)
			for _, first := range []int{1, 2, 1, 0, 1} {
				for _, x := range tills {
					w.Cut(x)
				}
				w.Restore(backup, true)
				w.SetScope(t, tills[1], again)
				w.Mend(tills[first])
				w.Run(30_000, nil)
				for _, x := range tills {
					w.Mend(x)
				}
				w.Settle(t)
				if got := purchasePrices(t, w); !maps.Equal(got, want) {
					t.Fatalf("after till %d came first the purchase prices are\n%v, they were\n%v", first, got, want)
				}
			}
			w.Finish(t)
		})
	}
}

// purchasePrices gives those of the shop's offers and lines.
func purchasePrices(t *testing.T, w *simtest.World) map[change.ID]int64 {
	all := map[change.ID]int64{}
	for _, k := range []*change.Kind{change.Offer, change.Line} {
		f, _ := k.Field("purchase_price")
		for _, r := range w.Records(t, k) {
			all[r.ID] = r.Int(f.Num)
		}
	}
	return all
}

// The cursor counts places: it never skips one, and places have no gaps,
// whatever the clocks say and however many write at once.
func TestF06TheCursorSkipsNothing(t *testing.T) {
	w := calm(t)
	tills := w.Open(t, 3)
	for i := range uint64(15) {
		for _, x := range tills {
			x.Must(t, simtest.Park, i, i)
		}
		w.Run(int64(i*7), nil)
		w.Break(tills[i%4])
	}
	w.Settle(t)
	for i, e := range w.Feed(t) {
		if e.Seq != int64(i)+1 {
			t.Fatalf("place %d of the feed is numbered %d", i+1, e.Seq)
		}
	}
	w.Finish(t)
}

// A till whose clock is off by years works as all others, and wins nothing by it.
func TestF07ClocksDecideNothing(t *testing.T) {
	const year = 365 * 24 * 3600 * 1000
	for name, skew := range map[string]int64{"years ahead": 7 * year, "years behind": -9 * year} {
		t.Run(name, func(t *testing.T) {
			w := calm(t)
			a := w.Open(t, 0)[0]
			b := w.AddTill(t, w.Invite(change.ScopeManager), skew, 0)
			b.Start()
			w.Settle(t)
			w.Cut(b)
			a.Must(t, simtest.Reprice)
			w.Rest(t, a)
			price := a.Living(t, change.Offer)[0].Int(5)
			b.Must(t, simtest.Reprice)
			w.Mend(b)
			w.Settle(t)
			for _, x := range []*simtest.Till{a, b} {
				if got := x.Living(t, change.Offer)[0].Int(5); got != price {
					t.Errorf("a till shows the price %d, want the one that was there first, %d", got, price)
				}
			}
			if n := len(w.Records(t, change.Conflict)); n != 1 {
				t.Errorf("there are %d clashes, want 1", n)
			}
			w.Finish(t)
		})
	}
}

// A till that was set back to an older image gives no number a second time.
func TestF08ANumberIsNeverUsedTwice(t *testing.T) {
	w := calm(t)
	a := w.Open(t, 1)[0]
	copied := w.Clone(t, a)
	w.Cut(copied)
	copied.Start()
	for i := range uint64(3) {
		a.Must(t, simtest.Sell, i)
		copied.Must(t, simtest.Sell, i)
	}
	w.Mend(copied)
	w.Settle(t)
	numbers := map[string]bool{}
	for _, o := range w.Records(t, change.Order) {
		if numbers[o.Text(2)] {
			t.Errorf("number %s is on two orders", o.Text(2))
		}
		numbers[o.Text(2)] = true
	}
	if len(numbers) != 6 {
		t.Errorf("%d orders came through, want 6", len(numbers))
	}
	if a.Standing(t).Device == copied.Standing(t).Device {
		t.Error("both tills have one name still")
	}
	w.Finish(t)
}

// A first load that is cut off again and again goes on where it was, and counts
// as complete only when it is.
func TestF09AFirstLoadGoesOnWhereItWas(t *testing.T) {
	w := calm(t)
	a := w.Open(t, 0)[0]
	for i := range uint64(40) {
		a.Must(t, simtest.Sell, i, i, i)
		a.Must(t, simtest.AddProduct, i, i, i)
	}
	w.Settle(t)
	b := w.AddTill(t, w.Invite(change.ScopeManager), 0, 0)
	b.Start()
	var done int64
	var tier uint8
	for range 400 {
		w.Run(9, nil)
		st := b.Standing(t)
		if l := st.Load; l != nil && l.Begun() {
			if l.Tier < tier && l.Tier != 0 || (l.Tier == tier && l.Done < done) {
				t.Fatalf("the load fell back to tier %d, %d records, from tier %d, %d", l.Tier, l.Done, tier, done)
			}
			tier, done = l.Tier, l.Done
		}
		b.Kill()
		b.Start()
	}
	w.Settle(t)
	if st := b.Standing(t); st.Load != nil {
		t.Errorf("the load is not complete: %+v", st.Load)
	}
	w.Finish(t)
}

// A till that brings very many batches at once holds no other till up.
func TestF10AHeavyTillStarvesNobody(t *testing.T) {
	w := calm(t)
	tills := w.Open(t, 2)
	heavy, light := tills[1], tills[2]
	w.Cut(heavy)
	for i := range uint64(150) {
		heavy.Must(t, simtest.Sell, i, i, i)
	}
	w.Mend(heavy)
	w.Run(600_000, func() bool { return heavy.Unsent(t) < 140 })
	light.Must(t, simtest.Sell)
	w.Run(5_000, func() bool { return light.Unsent(t) == 0 })
	if light.Unsent(t) != 0 {
		t.Error("the light till's sale still waits")
	}
	if left := heavy.Unsent(t); left < 60 {
		t.Errorf("the heavy till has %d batches left: it went first", left)
	}
	w.Settle(t)
	w.Finish(t)
}
