package replica

import (
	"context"
	"sort"
	"sync"
	"time"

	"github.com/prylavok/prylavok/app/shop"
)

// Event names what became stale. IDs holds at most fifty records; more are told
// by the kinds alone.
type Event struct {
	Kinds []string  `json:"kinds"`
	IDs   []shop.ID `json:"ids,omitempty"`
}

// watchers hands events to whoever listens. A listener must return at once.
type watchers struct {
	mu      sync.Mutex
	next    int
	list    map[int]func(Event)
	cancel  context.CancelFunc
	stopped chan struct{}
}

// Watch calls f after each commit that changed something, by this process or,
// within about half a second, by another one on the same file. The returned
// function ends it.
func (r *Replica) Watch(f func(Event)) (end func()) {
	r.watch.mu.Lock()
	defer r.watch.mu.Unlock()
	if r.watch.list == nil {
		r.watch.list = map[int]func(Event){}
		ctx, cancel := context.WithCancel(context.Background())
		r.watch.cancel, r.watch.stopped = cancel, make(chan struct{})
		go r.watchOthers(ctx, r.watch.stopped)
	}
	r.watch.next++
	n := r.watch.next
	r.watch.list[n] = f
	return func() {
		r.watch.mu.Lock()
		defer r.watch.mu.Unlock()
		delete(r.watch.list, n)
	}
}

func (w *watchers) announce(kinds map[string]bool, ids []shop.ID) {
	if len(kinds) == 0 {
		return
	}
	e := Event{IDs: ids}
	for k := range kinds {
		e.Kinds = append(e.Kinds, k)
	}
	sort.Strings(e.Kinds)
	if len(ids) >= 50 {
		e.IDs = nil
	}
	w.mu.Lock()
	list := make([]func(Event), 0, len(w.list))
	for _, f := range w.list {
		list = append(list, f)
	}
	w.mu.Unlock()
	for _, f := range list {
		f(e)
	}
}

func (w *watchers) stop() {
	w.mu.Lock()
	cancel, stopped := w.cancel, w.stopped
	w.cancel = nil
	w.mu.Unlock()
	if cancel != nil {
		cancel()
		<-stopped
	}
}

// watchOthers looks now and then whether another program has written.
func (r *Replica) watchOthers(ctx context.Context, stopped chan<- struct{}) {
	defer close(stopped)
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if r.othersWrote(ctx) {
			r.watch.announce(map[string]bool{"any": true}, nil)
		}
	}
}

// othersWrote asks the writing connection for SQLite's data_version, which changes
// only when another connection has committed. That may have been to give this
// desk another name.
func (r *Replica) othersWrote(ctx context.Context) bool {
	// A running command holds the lock and will announce itself.
	if !r.mu.TryLock() {
		return false
	}
	defer r.mu.Unlock()
	if r.closed {
		return false
	}
	var version int64
	if err := r.conn.QueryRowContext(ctx, "PRAGMA data_version").Scan(&version); err != nil || version == r.known {
		return false
	}
	r.known = version
	_ = r.loadDesk(ctx) // what is wrong with the file the next command finds as well
	return true
}
