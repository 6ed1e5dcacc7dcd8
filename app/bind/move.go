package bind

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"sync"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/client"
	"github.com/prylavok/prylavok/sync/wire"
)

type moveParams struct {
	URL string `json:"url"` // wss://host:port; without a scheme that of the present address is meant
}

func init() {
	register("sync.move", shop.RightSettings, func(ctx context.Context, s *Session, p moveParams) (SyncState, error) { return s.move(ctx, p) })
}

// move has this desk find its hub at another address. It stays who it is, and the
// address is kept even if nobody answers there yet: the answer says how it stands.
func (s *Session) move(ctx context.Context, p moveParams) (SyncState, error) {
	d := s.desk
	d.founding.Lock()
	defer d.founding.Unlock()
	r, err := s.shop()
	if err != nil {
		return SyncState{}, err
	}
	link, err := r.HubLink(ctx)
	if err != nil {
		return SyncState{}, err
	}
	if !link.Enrolled {
		return SyncState{}, ErrNoHub
	}
	address, err := hubAddress(p.URL, link.URL, d.config.InsecureClear)
	if err != nil {
		return SyncState{}, err
	}
	if err := s.follow(ctx, r, address); err != nil {
		return SyncState{}, err
	}
	if l := d.link(); l != nil {
		wait, cancel := context.WithTimeout(ctx, askWait)
		defer cancel()
		// Why it is not reached stands in the state.
		_, _ = l.await(wait, 1, working)
	}
	return s.syncState(ctx)
}

// follow keeps where the hub is, and has the session in the background go there
// at once.
func (s *Session) follow(ctx context.Context, r *replica.Replica, address string) error {
	if err := r.MoveHub(ctx, address); err != nil {
		return err
	}
	l := s.desk.link()
	if l == nil {
		return nil
	}
	if err := l.tie(ctx); err != nil {
		return err
	}
	if current := l.current(); current != nil {
		current.Hurry()
	}
	return nil
}

// hubAddress reads a hub's address as a person types it.
func hubAddress(typed, present string, clearText bool) (string, error) {
	text := strings.TrimSpace(typed)
	if !strings.Contains(text, "://") {
		scheme, _, _ := strings.Cut(present, ":")
		text = scheme + "://" + text
	}
	u, err := url.Parse(text)
	if err != nil {
		return "", ErrHubAddress.On("url").Because(err)
	}
	if (u.Scheme != "ws" && u.Scheme != "wss") || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return "", ErrHubAddress.On("url")
	}
	if u.Scheme == "ws" && !clearText && !wire.Loopback(u.Hostname()) {
		return "", ErrWhyClear.On("url")
	}
	if u.Host = strings.ToLower(u.Host); u.Path == "" || u.Path == "/" {
		u.Path = wire.Path
	}
	return u.String(), nil
}

// rejoin lets a till in once more that is in the shop already, by a new invite to
// it: where the hub is found is taken from that, and a hub that was set back to
// before it knew this till knows it again. The session in the background goes on
// meanwhile; where the invite is of no use nothing is changed.
func (s *Session) rejoin(ctx context.Context, r *replica.Replica, j replica.Joining) error {
	l := newHubLink(r, s.desk.config, s.desk.log, func() {}, func() {})
	store := &enrolling{Link: r.Link(), told: l.stir}
	o := SessionOptions(r, replica.HubLink{URL: j.URL, Invite: j.Invite, Name: j.Name}, s.desk.config)
	o.Store, o.OnStatus = store, l.hear
	l.session = client.NewSession(o)
	defer l.watch()()
	defer l.stop()
	l.session.Start()
	wait, cancel := context.WithTimeout(ctx, joinWait)
	defer cancel()
	_, err := l.await(wait, 1, func(st client.Status) bool {
		taken, refused := store.outcome()
		return refused != nil || (taken && working(st))
	})
	if _, refused := store.outcome(); refused != nil || err != nil {
		return errors.Join(refused, err)
	}
	if err := s.follow(ctx, r, j.URL); err != nil || s.desk.link() != nil {
		return err
	}
	return l.exchange(ctx)
}

// enrolling is a replica that tells whether it took an enrolment.
type enrolling struct {
	*replica.Link
	told func()

	mu      sync.Mutex
	taken   bool
	refused error // the invite was for another shop
}

var _ client.Store = (*enrolling)(nil)

// Enrol passes on to the replica.
func (e *enrolling) Enrol(ctx context.Context, said wire.Enrolled) error {
	err := e.Link.Enrol(ctx, said)
	e.mu.Lock()
	e.taken = err == nil
	if errors.Is(err, replica.ErrOtherShop) {
		e.refused = err
	}
	e.mu.Unlock()
	e.told()
	return err
}

func (e *enrolling) outcome() (taken bool, refused error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.taken, e.refused
}
