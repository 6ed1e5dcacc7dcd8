package simtest_test

import (
	"fmt"
	"testing"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
	"github.com/prylavok/prylavok/sync/simtest"
)

// What is done on a till that was cut off, while it hands over what it had not
// sent and is emptied, lies with the hub too, whenever it is done and whether or
// not anybody rings: nothing is removed that was not handed over.
func TestF16WorkDuringTheHandingOverIsHandedOverToo(t *testing.T) {
	for _, bell := range []int{0, 1000} { // thousandths that do not ring
		t.Run(fmt.Sprintf("bells lost %d", bell), func(t *testing.T) {
			for after := 0; simtest.WorkWhileCutOff(t, after, bell, nil, func(_ *simtest.World, x *simtest.Till) {
				x.Must(t, simtest.AddClient, 1)
			}); after++ {
				if after > 500 {
					t.Fatal("the till is never emptied")
				}
			}
		})
	}
}

// The same where the till's program dies right after the work, and comes again.
func TestF16WorkBeforeARestartIsHandedOverToo(t *testing.T) {
	for after := 0; simtest.WorkWhileCutOff(t, after, 1000, nil, func(w *simtest.World, x *simtest.Till) {
		x.Must(t, simtest.AddClient, 1)
		x.Kill()
		w.Run(1000, nil)
		x.Start()
	}); after++ {
		if after > 500 {
			t.Fatal("the till is never emptied")
		}
	}
}

// The same where the hub's answers come late: work is done meanwhile.
func TestF16WorkBeforeALateAnswerIsHandedOverToo(t *testing.T) {
	for after := 0; simtest.WorkWhileCutOff(t, after, 0, nil, func(w *simtest.World, x *simtest.Till) {
		w.CutAnswers(x)
		w.Run(5000, nil)
		if !x.Inspect(t).Purged {
			x.Must(t, simtest.AddClient, 1)
		}
		w.Mend(x)
	}); after++ {
		if after > 500 {
			t.Fatal("the till is never emptied")
		}
	}
}

// A removal for which the disk had no room is tried again. What was sold in
// between is handed over first, though nobody rang, and after each of several
// failures anew.
func TestF16WorkBetweenARemovalThatFailedAndTheNextIsHandedOver(t *testing.T) {
	for _, restart := range []bool{false, true} {
		t.Run(fmt.Sprintf("restart %v", restart), func(t *testing.T) {
			w := simtest.New(t, told(simtest.Config{Seed: 7, Plan: &simtest.Plan{DelayMs: 3, LoseBell: 1000}}))
			x := w.Open(t, 1)[1]
			w.Cut(x)
			x.Must(t, simtest.Sell)
			w.Revoke(t, x)
			x.Fill(true)
			w.Mend(x)
			for i := range uint64(3) {
				w.Run(600_000, nil) // many attempts
				x.Fill(false)
				x.Must(t, simtest.Sell, i)
				x.Fill(true)
				if restart {
					x.Kill()
					x.Start()
				}
			}
			if x.Inspect(t).Purged {
				t.Fatal("it was emptied without room to do so")
			}
			x.Fill(false)
			w.Run(600_000, func() bool { return x.Inspect(t).Purged })
			if in := x.Inspect(t); !in.Purged || len(in.Records) != 0 {
				t.Errorf("the till keeps %d records", len(in.Records))
			}
			if n := w.Quarantined(); n != 4 {
				t.Errorf("%d batches are in quarantine, want 4", n)
			}
			w.Finish(t)
		})
	}
}

// A hub that is set back to before a till was cut off, while that till cannot be
// emptied, has it back as one of its own.
func TestF16ATillThatCouldNotBeEmptiedAsksARestoredHubAgain(t *testing.T) {
	w := calm(t)
	x := w.Open(t, 1)[1]
	backup := w.Backup()
	x.Fill(true)
	w.Revoke(t, x)
	w.Run(600_000, nil) // many attempts
	w.Restore(backup, true)
	x.Fill(false)
	w.Run(600_000, func() bool { return x.Inspect(t).Purged })
	if x.Inspect(t).Purged {
		t.Fatal("it was emptied, and the hub does not know that it was cut off")
	}
	x.Must(t, simtest.Sell)
	w.Settle(t)
	w.Finish(t)
}

// Two programs on one replica that is cut off empty it once, and take nothing
// with it that neither handed over.
func TestF16TwoSessionsEmptyOneReplica(t *testing.T) {
	for after := range 60 {
		w := simtest.New(t, told(simtest.Config{Seed: 7, Plan: &simtest.Plan{DelayMs: 3, LoseBell: 500}}))
		x := w.Open(t, 1)[1]
		w.Second(x)
		w.Run(60_000, nil)
		w.Cut(x)
		x.Must(t, simtest.Sell)
		w.Revoke(t, x)
		w.Mend(x)
		want := 1
		w.Run(600_000, func() bool { return w.Quarantined() > 0 })
		w.Events(after)
		if !x.Inspect(t).Purged {
			x.Must(t, simtest.Sell)
			want++
		}
		w.Run(600_000, func() bool { return x.Inspect(t).Purged })
		if n := w.Quarantined(); n != want {
			t.Errorf("after %d events: %d batches are in quarantine, want %d", after, n, want)
		}
		w.Finish(t)
	}
}

// Nothing can be done any more on a till that was emptied.
func TestF16NobodyWorksOnAnEmptiedTill(t *testing.T) {
	w := calm(t)
	x := w.Open(t, 1)[1]
	w.Revoke(t, x)
	w.Run(600_000, func() bool { return x.Inspect(t).Purged })
	for _, verb := range []simtest.Verb{simtest.Sell, simtest.AddClient, simtest.Found, simtest.AddProduct} {
		if x.May(t, verb) {
			t.Errorf("%s can be done on a till that was emptied", verb)
		}
	}
	x.Kill()
	x.Start()
	w.Run(60_000, nil)
	if n := len(x.Living(t, change.Order)); n != 0 || x.Unsent(t) != 0 {
		t.Errorf("%d orders are on the emptied till, and %d batches", n, x.Unsent(t))
	}
	w.Finish(t)
}

// A restored hub leases no numbers while a till has not been back. One that is cut
// off instead is waited for no longer.
func TestF16NumbersDoNotWaitForATillThatIsCutOff(t *testing.T) {
	w := calm(t)
	tills := w.Open(t, 1)
	tills[0].Must(t, simtest.MakeRange)
	w.Settle(t)
	w.Cut(tills[1])
	w.Restore(w.Backup(), true)
	tills[0].Must(t, simtest.AskNumbers)
	w.Run(60_000, nil)
	waits := func() (n int) {
		for _, l := range w.Records(t, change.Lease) {
			if l.Text(7) == merge.LeaseAsked {
				n++
			}
		}
		return n
	}
	if waits() == 0 {
		t.Fatal("numbers were leased although a till may know of some")
	}
	w.Revoke(t, tills[1])
	w.Run(60_000, nil)
	if n := waits(); n > 0 {
		t.Errorf("%d leases wait for a till that never comes back", n)
	}
	w.Mend(tills[1])
	w.Finish(t)
}
