package replica_test

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/client"
	"github.com/prylavok/prylavok/sync/merge"
	"github.com/prylavok/prylavok/sync/simtest"
)

// simDesk is the real replica as the simulator wants its desks.
type simDesk struct {
	*replica.Link
	tb     testing.TB
	r      *replica.Replica
	config simtest.DeskConfig
	rng    *rand.Rand
	path   string
	purged bool
}

var _ simtest.Desk = (*simDesk)(nil)

// newSimDesk makes a till that has no shop yet.
func newSimDesk(tb testing.TB, c simtest.DeskConfig) simtest.Desk {
	tb.Helper()
	d := &simDesk{tb: tb, config: c, rng: rand.New(rand.NewPCG(c.Seed, 1)), path: filepath.Join(simFolder(tb), "shop.db")}
	r, err := replica.CreateJoining(ctx, d.path, replica.Joining{URL: "sim", Invite: "x", Name: c.Name}, d.options())
	if err != nil {
		tb.Fatal(err)
	}
	d.r, d.Link = r, r.Link()
	tb.Cleanup(func() { _ = d.r.Close() })
	return d
}

// simFolder lies in memory where the system has such a place: a power cut is
// simulated between calls, and waiting for a disk proves nothing.
func simFolder(tb testing.TB) string {
	if _, err := os.Stat("/dev/shm"); err != nil {
		return tb.TempDir()
	}
	dir, err := os.MkdirTemp("/dev/shm", "prylavok-sim-")
	if err != nil {
		return tb.TempDir()
	}
	tb.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func (d *simDesk) options() replica.Options {
	return replica.Options{Now: func() time.Time { return time.UnixMilli(d.config.Now()) }}
}

func (d *simDesk) Crash(context.Context) error {
	if err := d.r.Close(); err != nil {
		return err
	}
	return d.open()
}

func (d *simDesk) open() error {
	r, err := replica.Open(ctx, d.path, d.options())
	if errors.Is(err, replica.ErrRemoved) {
		d.purged = true
		return nil
	}
	if err != nil {
		return err
	}
	d.r, d.Link = r, r.Link()
	return nil
}

func (d *simDesk) Clone(_ context.Context, seed uint64) (simtest.Desk, error) {
	n := &simDesk{tb: d.tb, config: d.config, rng: rand.New(rand.NewPCG(seed, 1)), path: filepath.Join(simFolder(d.tb), "shop.db")}
	if err := d.r.BackupTo(ctx, n.path); err != nil {
		return nil, err
	}
	if err := n.open(); err != nil {
		return nil, err
	}
	if n.purged {
		n.r, n.Link = d.r, d.Link // nothing of a shop is in either
	}
	d.tb.Cleanup(func() { _ = n.r.Close() })
	return n, nil
}

func (d *simDesk) Close() error { return d.r.Close() }

func (d *simDesk) Standing(ctx context.Context) (client.Standing, error) {
	if d.purged {
		return client.Standing{Removed: true}, nil // the file does not open any more
	}
	return d.Link.Standing(ctx)
}

func (d *simDesk) Inspect(context.Context) (simtest.Inspection, error) {
	in := simtest.Inspection{Sums: map[merge.Place]int64{}, Purged: d.purged}
	if d.purged {
		return in, nil
	}
	var err error
	if in.Records, err = d.r.Shown(ctx); err != nil {
		return in, err
	}
	slices.SortFunc(in.Records, func(a, b *change.Record) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), bytes.Compare(a.ID[:], b.ID[:]))
	})
	_, attention, err := d.r.Unsent(ctx)
	if err != nil {
		return in, err
	}
	in.Attention = int(attention)
	report, err := d.r.Verify(ctx)
	if err != nil || !report.OK {
		return in, fmt.Errorf("verify: %v %w", report.Problems, err)
	}
	sums, err := d.r.Balances(ctx)
	for at, q := range sums {
		in.Sums[at] = q
	}
	return in, err
}

// Do runs one command on the replica.
func (d *simDesk) Do(_ context.Context, a simtest.Action) error {
	if d.purged {
		return simtest.ErrNothing
	}
	if l, err := d.r.HubLink(ctx); err != nil || l.Joining || !l.Enrolled {
		return errors.Join(simtest.ErrNothing, err)
	}
	pending, _, err := d.r.Unsent(ctx)
	if err != nil {
		return err
	}
	if a.Verb == simtest.Found {
		if opened, err := d.r.OpenEmpty(ctx, "uk", ""); err != nil || !opened {
			return errors.Join(simtest.ErrNothing, err)
		}
	}
	err = d.r.ByHand(ctx, string(a.Verb), func(h *replica.Hand) error {
		return (&simHand{d, h, a.Dice}).do(a.Verb)
	})
	if err != nil {
		return err
	}
	if now, _, err := d.r.Unsent(ctx); err != nil || now == pending {
		return errors.Join(simtest.ErrNothing, err)
	}
	return nil
}

// The real replica goes through the simulator's days: frames lost and doubled,
// tills and hub killed at every step, hubs restored, tills copied, rights changed.
func TestReplicaInTheSimulator(t *testing.T) {
	first, last := simSeeds(t)
	for seed := first; seed <= last; seed++ {
		t.Run(fmt.Sprintf("day %d", seed), func(t *testing.T) {
			plan := simtest.PlanOf(seed)
			// Every replica is of this release; and one that moves to a hub sends what
			// it has come to, not the batches of its past.
			plan.Releases, plan.Moves = false, false
			config := simtest.Config{Seed: seed, Plan: &plan, NewDesk: newSimDesk}
			if *simTell {
				config.Verbose, config.Echo = true, func(line string) { fmt.Println(line) }
			}
			simtest.Run(t, config)
		})
	}
}
