package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/client"
	"github.com/prylavok/prylavok/sync/wire"
)

// till is a real replica with its real session.
type till struct {
	r    *replica.Replica
	path string
	url  string

	session *client.Session
	unwatch func()

	mu     sync.Mutex
	status client.Status
	moved  chan struct{} // closed when status changes
}

// newTill makes the file of a till that joins a shop; its session is not begun.
func (b *bench) newTill(h *station, name, invite string) (*till, error) {
	path := filepath.Join(b.folder, "till-"+name+".db")
	if err := removeShop(path); err != nil {
		return nil, err
	}
	r, err := replica.CreateJoining(b.ctx, path, replica.Joining{URL: h.URL, Invite: invite, Name: name}, replica.Options{})
	if err != nil {
		return nil, err
	}
	return &till{r: r, path: path, url: h.URL, moved: make(chan struct{})}, nil
}

// join makes a till and loads the shop onto it.
func (b *bench) join(h *station, shop change.ID, name string) (*till, error) {
	invited, err := h.engine.Invite(b.ctx, shop, change.ScopeOwner)
	if err != nil {
		return nil, err
	}
	t, err := b.newTill(h, name, invited.Code)
	if err != nil {
		return nil, err
	}
	t.begin(&client.Invitation{Code: invited.Code, Name: name}, nil)
	if _, err := t.until(b.ctx, live); err != nil {
		return nil, errors.Join(err, t.remove())
	}
	return t, nil
}

func live(s client.Status) bool { return s.Phase == client.PhaseLive }

// begin starts a session. hear, which may be nil, is told of each change.
func (t *till) begin(enrol *client.Invitation, hear func(client.Status)) {
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	t.session = client.NewSession(client.Options{Store: t.r.Link(), Hub: wire.Line{URL: t.url}, Enrol: enrol, Software: "bench", Seed: rand.Uint64(), Log: log, OnStatus: func(s client.Status) {
		if hear != nil {
			hear(s)
		}
		t.mu.Lock()
		t.status = s
		close(t.moved)
		t.moved = make(chan struct{})
		t.mu.Unlock()
	}})
	session := t.session
	t.unwatch = t.r.Watch(func(replica.Event) { session.Changed() })
	t.session.Start()
}

// until waits until the session stands as ok says.
func (t *till) until(ctx context.Context, ok func(client.Status) bool) (client.Status, error) {
	for {
		t.mu.Lock()
		s, moved := t.status, t.moved
		t.mu.Unlock()
		if ok(s) {
			return s, nil
		}
		if s.Phase == client.PhaseStopped || s.Why == client.WhyDisk {
			return s, fmt.Errorf("the session stopped: %s %s", s.Why, s.Text)
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return s, ctx.Err()
		}
	}
}

// end stops the session; the till is away from then on.
func (t *till) end() {
	if t.session == nil {
		return
	}
	t.unwatch()
	t.session.Stop()
	t.session = nil
	t.mu.Lock()
	t.status = client.Status{}
	t.mu.Unlock()
}

// remove ends the till and removes its file.
func (t *till) remove() error {
	t.end()
	return errors.Join(t.r.Close(), removeShop(t.path))
}
