// Package memory keeps a hub's database in memory: the plain implementation that
// others are compared with, and the one under the simulator, which loses
// unsynced writes and brings old copies back as it likes.
package memory

import (
	"context"
	"errors"
	"sync"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/store"
)

// Options say how the store behaves.
type Options struct {
	// Lazy makes what Write committed last only from the next Sync on; Crash
	// loses what came after. Otherwise every Write that returned nil lasts.
	Lazy bool
}

// Store is a hub's database in memory. Its state is one value that is never
// changed, so readers keep theirs while a transaction goes on.
type Store struct {
	lazy    bool
	writing chan struct{} // holds one token: who has it may write

	mu     sync.Mutex
	now    state // committed
	disk   state // what a Crash leaves
	closed bool
}

var _ store.Store = (*Store)(nil)

var errClosed = errors.New("memory: the store is closed")

// state is everything that a hub keeps.
type state struct {
	shops   tree[*shop]  // by id
	order   tree[string] // ids of shops as they came, by number
	invites tree[store.Invite]
}

// New gives an empty store.
func New(o Options) *Store {
	return &Store{lazy: o.Lazy, writing: make(chan struct{}, 1)}
}

// Clone gives another store with all that is committed now: a backup to be
// brought back later. Nothing of it is shared that either could change.
func (s *Store) Clone() *Store {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := New(Options{Lazy: s.lazy})
	c.now, c.disk = s.now, s.now
	return c
}

// Sync makes everything committed last over a Crash.
func (s *Store) Sync() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.disk = s.now
}

// Crash ends the process and starts it again: what was not synced is gone. A
// transaction that is under way ends first.
func (s *Store) Crash() {
	s.writing <- struct{}{}
	defer func() { <-s.writing }()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.disk
}

func (s *Store) state(ctx context.Context) (state, error) {
	if err := ctx.Err(); err != nil {
		return state{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return state{}, errClosed
	}
	return s.now, nil
}

// Shops lists the shops, oldest first.
func (s *Store) Shops(ctx context.Context) (list []store.Shop, err error) {
	now, err := s.state(ctx)
	if err != nil {
		return nil, err
	}
	now.order.above("", func(_, id string) bool {
		sh, _ := now.shops.get(id)
		list = append(list, sh.about)
		return true
	})
	return list, nil
}

// AddShop makes a shop with its first epoch.
func (s *Store) AddShop(ctx context.Context, about store.Shop, epoch uint64) error {
	return s.Write(ctx, func(w store.Writer) error {
		tx := w.(*writer)
		if _, there := tx.state.shops.get(text(about.ID)); there {
			return store.ErrShopThere
		}
		tx.state.shops = tx.state.shops.put(text(about.ID), &shop{about: about, epochs: []change.Epoch{{ID: epoch}}})
		last := int64(0)
		tx.state.order.above("", func(string, string) bool { last++; return true })
		tx.state.order = tx.state.order.put(number(last+1), text(about.ID))
		return nil
	})
}

// Read runs f on the state of the shop as it is committed now.
func (s *Store) Read(ctx context.Context, id change.ID, f func(store.Reader) error) error {
	now, err := s.state(ctx)
	if err != nil {
		return err
	}
	sh, there := now.shops.get(text(id))
	if !there {
		return store.ErrNoShop
	}
	return f(&reader{sh})
}

// Write runs f in one transaction; others wait for it.
func (s *Store) Write(ctx context.Context, f func(store.Writer) error) error {
	select {
	case s.writing <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-s.writing }()
	now, err := s.state(ctx)
	if err != nil {
		return err
	}
	tx := &writer{state: now, open: map[change.ID]*shopWriter{}}
	if err := errors.Join(f(tx), tx.failed); err != nil {
		return err
	}
	for id, w := range tx.open {
		tx.state.shops = tx.state.shops.put(text(id), w.sh)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = tx.state
	if !s.lazy {
		s.disk = s.now
	}
	return nil
}

// Verify lists in words what does not add up.
func (s *Store) Verify(ctx context.Context) (problems []string, err error) {
	shops, err := s.Shops(ctx)
	if err != nil {
		return nil, err
	}
	for _, about := range shops {
		err := s.Read(ctx, about.ID, func(r store.Reader) error {
			found, err := store.Check(ctx, r)
			problems = append(problems, found...)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return problems, nil
}

// Backup has no file to write: Clone keeps a copy.
func (s *Store) Backup(context.Context, string) error { return errors.ErrUnsupported }

// Close ends the store after the transaction that is running.
func (s *Store) Close() error {
	s.writing <- struct{}{}
	defer func() { <-s.writing }()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	return nil
}
