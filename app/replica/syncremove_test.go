package replica_test

import (
	"context"
	"errors"
	"testing"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/client"
	"github.com/prylavok/prylavok/sync/simtest"
)

// Remove tells the simulator that the file does not open any more.
func (d *simDesk) Remove(ctx context.Context, device change.ID, handed int64) error {
	if d.purged {
		return nil
	}
	if err := d.Link.Remove(ctx, device, handed); err != nil {
		return err
	}
	d.purged = true
	return nil
}

// A till is not emptied as long as it has something that was not handed over, nor
// by another name than its own; it goes on working then. Once all is handed over
// it is, and no command writes to it any more.
func TestARemovalTakesNothingWithItThatWasNotHandedOver(t *testing.T) {
	_, _, d := shopWithSecrets(t)
	set := func() error { return d.r.SetSetting(ctx, replica.System, "x", "y") }
	if err := set(); err != nil {
		t.Fatal(err)
	}
	st := d.standing(t)
	if err := d.r.SetSetting(ctx, replica.System, "x", "z"); err != nil {
		t.Fatal(err)
	}
	refused := map[string]error{
		"nothing handed over":       d.l.Remove(ctx, st.Device, 0),
		"one more was made":         d.l.Remove(ctx, st.Device, st.LastMade),
		"cut off is another device": d.l.Remove(ctx, change.ID{9}, st.LastMade+1),
	}
	for why, err := range refused {
		if !errors.Is(err, client.ErrMore) {
			t.Errorf("%s: %v", why, err)
		}
	}
	list, err := d.l.Outgoing(ctx, st.Acked, 100, 1<<20)
	if err != nil || len(list) < 2 || d.standing(t).Removed {
		t.Fatalf("the till has %d batches after it was refused: %v", len(list), err)
	}
	verify(t, d.r)
	if err := d.l.Remove(ctx, st.Device, list[len(list)-1].DeviceSeq); err != nil {
		t.Fatal(err)
	}
	if err := set(); !errors.Is(err, replica.ErrRemoved) {
		t.Errorf("a command on a removed till: %v", err)
	}
	if st := d.standing(t); !st.Removed {
		t.Errorf("it stands so: %+v", st)
	}
}

// What is done on a real replica between the handing over and the removal is
// handed over too, whenever that is.
func TestReplicaHandsOverWhatIsDoneWhileItIsEmptied(t *testing.T) {
	for after := 0; simtest.WorkWhileCutOff(t, after, 1000, newSimDesk, func(_ *simtest.World, x *simtest.Till) {
		x.Must(t, simtest.AddClient, 1)
	}); after += 2 {
		if after > 500 {
			t.Fatal("the till is never emptied")
		}
	}
}

// A removal that finds no room on a real replica's disk is tried again, and what
// was done in between, though nobody rang, is handed over first.
func TestReplicaHandsOverWhatIsDoneBetweenTwoRemovals(t *testing.T) {
	w := simtest.New(t, simtest.Config{Seed: 7, Plan: &simtest.Plan{DelayMs: 3, LoseBell: 1000}, NewDesk: newSimDesk})
	x := w.Open(t, 1)[1]
	w.Cut(x)
	x.Must(t, simtest.AddClient, 1)
	w.Revoke(t, x)
	x.Fill(true)
	w.Mend(x)
	w.Run(600_000, nil)
	x.Fill(false)
	x.Must(t, simtest.AddClient, 2)
	w.Run(600_000, func() bool { return x.Inspect(t).Purged })
	if n := w.Quarantined(); !x.Inspect(t).Purged || n != 2 {
		t.Errorf("%d batches are in quarantine, want 2", n)
	}
	w.Finish(t)
}
