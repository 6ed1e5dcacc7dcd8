package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

const (
	idleWanted = 10_000   // devices
	idleShop   = 10       // devices of one shop
	idleTarget = 24 << 10 // bytes each
	idleSpare  = 500      // files that are open for other reasons
	idleAtOnce = 64       // lines that are being opened
)

// openFiles gives how many files a process may have open; a Go program raises
// its limit to that by itself.
func openFiles() int {
	fields := strings.Fields(lineOf("/proc/self/limits", "Max open files"))
	if len(fields) > 1 {
		if n, err := strconv.Atoi(fields[1]); err == nil {
			return n
		}
	}
	return idleWanted + idleSpare // not told: it will show
}

// idleDesks measures what a hub needs for each desk that is connected and has
// nothing to do.
func (b *bench) idleDesks() (table, error) {
	n := min(idleWanted, openFiles()-idleSpare)
	dir := filepath.Join(b.folder, "hub-written")
	if err := os.RemoveAll(dir); err != nil {
		return table{}, err
	}
	h, err := b.station(dir)
	if err != nil {
		return table{}, err
	}
	defer func() { _ = errors.Join(h.stop(), os.RemoveAll(dir)) }()
	devices, err := b.idleDevices(h, n)
	if err != nil {
		return table{}, err
	}
	before, err := h.memory()
	if err != nil {
		return table{}, err
	}
	callers, err := connectAll(b.ctx, h, devices)
	defer func() {
		for _, c := range callers {
			if c != nil {
				c.hang()
			}
		}
	}()
	if err != nil {
		return table{}, err
	}
	after, err := h.memory()
	if err != nil {
		return table{}, err
	}
	return idleTable(n, before, after), nil
}

// idleDevices makes shops with ten devices each.
func (b *bench) idleDevices(h *station, n int) (all []device, err error) {
	for len(all) < n {
		about, _, err := h.engine.AddShop(b.ctx, "Крамниця", "UAH")
		if err != nil {
			return nil, err
		}
		list, err := h.addDevices(b.ctx, about.ID, min(idleShop, n-len(all)))
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	return all, nil
}

// connectAll connects every device and has it listen to its feed.
func connectAll(ctx context.Context, h *station, devices []device) ([]*caller, error) {
	callers := make([]*caller, len(devices))
	errs := make([]error, idleAtOnce)
	var next atomic.Int64
	var wg sync.WaitGroup
	for worker := range idleAtOnce {
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(devices) {
					return
				}
				c, err := devices[i].call(ctx, h.URL)
				if err == nil {
					callers[i] = c
					err = c.listen(ctx, c.welcome.Head)
				}
				if err != nil {
					errs[worker] = fmt.Errorf("device %d: %w", i, err)
					return
				}
			}
		})
	}
	wg.Wait()
	return callers, errors.Join(errs...)
}

func idleTable(n int, before, after hubMemory) table {
	each := func(a, b uint64) float64 { return float64(int64(b)-int64(a)) / float64(n) }
	sum := each(before.Heap+before.Stacks, after.Heap+after.Stacks)
	t := table{title: "Idle desks", about: fmt.Sprintf("%d desks of %d shops connected to one hub, each greeted and listening to its shop's feed, with nothing to do; what the hub's process needs more than without them, after its garbage was collected, by desk.", n, (n+idleShop-1)/idleShop),
		head: []string{"heap", "stacks", "together", "target", "resident memory"}}
	kib := func(v float64) string { return fmt.Sprintf("%.1f KiB", v/1024) }
	t.add(kib(each(before.Heap, after.Heap)), kib(each(before.Stacks, after.Stacks)), kib(sum), verdict(sum <= idleTarget, "≤ 24 KiB"), kib(each(before.Resident, after.Resident)))
	t.notes = []string{"A desk that has just sent or heard something costs up to twice 16 KiB more, the last frames of either direction, until the line has been silent for ten minutes. What the system itself keeps for a connection is not in these figures."}
	if n < idleWanted {
		t.notes = append(t.notes, fmt.Sprintf("This system allows %d open files to a process, so that %d desks could not be connected.", n+idleSpare, idleWanted))
	}
	return t
}
