package bind

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/client"
	"github.com/prylavok/prylavok/sync/wire"
)

const (
	// tellEvery is the shortest time between two "sync" events.
	tellEvery = 200 * time.Millisecond
	// askWait is how long an answer of the hub is waited for.
	askWait = 5 * time.Second
	// peersFresh is how long what the hub said of the other desks counts as new.
	peersFresh = 5 * time.Second
	// peersKept is how old what the replica keeps of that may be.
	peersKept = time.Minute
	// emptyShop is how many places the feed of a shop may have in which there is
	// nothing but tills.
	emptyShop = 1000
	// attemptsMost is how often the command line lets the line be tried.
	attemptsMost = 3
)

// hubLink holds a desk's session with its hub, where it has one, and what the
// hub said last. A desk's work begins and ends it with the replica.
type hubLink struct {
	r       *replica.Replica
	config  Config
	log     *slog.Logger
	tell    func() // a "sync" event
	removed func() // the hub cut this desk off, and the shop is gone
	bell    chan struct{}

	opened bool // that the shop is not an empty one is known

	mu      sync.Mutex
	session *client.Session // nil while there is no hub
	tied    replica.HubLink // what the session was begun with
	stopped bool
	moved   chan struct{}   // closed and made anew when the session or the replica changes
	heard   []replica.Heard // what the hub said of the shop's desks last
	heardAt int64           // when, Unix milliseconds; 0 = not yet
	keptAt  int64           // when the replica kept it
	check   *SyncCheck
}

func newHubLink(r *replica.Replica, c Config, log *slog.Logger, tell, removed func()) *hubLink {
	return &hubLink{r: r, config: c, log: log, tell: tell, removed: removed, bell: make(chan struct{}, 1), moved: make(chan struct{})}
}

// run keeps the session until ctx ends: it begins one as soon as the replica has
// a hub, whoever tied it to one.
func (l *hubLink) run(ctx context.Context) {
	defer l.watch()()
	defer l.stop()
	for {
		st, _ := l.status()
		if err := errors.Join(l.tie(ctx), l.openEmpty(ctx, st)); err != nil && ctx.Err() == nil {
			l.log.Error("hub link does not work", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return
		case <-l.bell:
		}
		l.tell()
		// What changes within a blink is told once.
		select {
		case <-ctx.Done():
			return
		case <-time.After(tellEvery):
		}
	}
}

// watch tells the session and whoever waits of what commands change, until the
// function that it gives is called.
func (l *hubLink) watch() (end func()) {
	return l.r.Watch(func(replica.Event) {
		if s := l.current(); s != nil {
			s.Changed()
		}
		l.stir()
	})
}

// stir wakes whoever waits for a change.
func (l *hubLink) stir() {
	l.mu.Lock()
	close(l.moved)
	l.moved = make(chan struct{})
	l.mu.Unlock()
	l.ring()
}

func (l *hubLink) ring() {
	select {
	case l.bell <- struct{}{}:
	default:
	}
}

func (l *hubLink) current() *client.Session {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.session
}

// tie begins the session if the replica has a hub and none runs. One with a hub
// or an invite that the replica does not name any more, whoever changed that, is
// ended.
func (l *hubLink) tie(ctx context.Context) error {
	link, err := l.r.HubLink(ctx)
	if err != nil {
		return err
	}
	if !l.follows(link) {
		l.drop()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if link.URL != "" && l.session == nil && !l.stopped {
		o := SessionOptions(l.r, link, l.config)
		o.OnStatus = l.hear
		l.session, l.tied = client.NewSession(o), link
		l.session.Start()
	}
	return nil
}

// follows reports whether the session, if one runs, is what the replica asks for.
// Of a shop that is gone it has to say so yet.
func (l *hubLink) follows(link replica.HubLink) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.session == nil || link.Removed || link.URL == l.tied.URL && (link.Enrolled || link.Invite == l.tied.Invite)
}

// openEmpty opens a shop that was made at the hub, once that is here: before,
// this till can do nothing.
func (l *hubLink) openEmpty(ctx context.Context, st client.Status) (err error) {
	if !st.Drained || st.Head > emptyShop || l.opened {
		return nil
	}
	l.opened, err = l.r.OpenEmpty(ctx, l.config.Language, l.config.Owner)
	return err
}

// SessionOptions say how a replica's session reaches its hub; of the
// configuration the version, the log and InsecureClear count.
func SessionOptions(r *replica.Replica, link replica.HubLink, c Config) client.Options {
	o := client.Options{Store: r.Link(), Hub: wire.Line{URL: link.URL, Clear: c.InsecureClear}, Software: "prylavok " + c.Version, Seed: rand.Uint64(), Log: c.Log}
	if !link.Enrolled && link.Invite != "" {
		o.Enrol = &client.Invitation{Code: link.Invite, Name: link.Name}
	}
	return o
}

// hear takes a change of the session's status. It does not wait.
func (l *hubLink) hear(st client.Status) {
	l.stir()
	if st.Phase == client.PhaseStopped && st.Why == client.WhyRevoked {
		l.removed()
	}
}

// drop ends the session; the next tie begins another one.
func (l *hubLink) drop() {
	l.mu.Lock()
	s := l.session
	l.session = nil
	l.mu.Unlock()
	if s != nil {
		s.Stop()
	}
}

func (l *hubLink) stop() {
	l.mu.Lock()
	l.stopped = true
	l.mu.Unlock()
	l.drop()
}

// status gives how the session stands; false when there is none.
func (l *hubLink) status() (client.Status, bool) {
	if s := l.current(); s != nil {
		return s.Status(), true
	}
	return client.Status{Phase: client.PhaseOff}, false
}

// await waits until things are as wanted, or says why they will not be: the
// session stopped, so many attempts failed, or ctx ended.
func (l *hubLink) await(ctx context.Context, attempts int, wanted func(client.Status) bool) (client.Status, error) {
	for {
		l.mu.Lock()
		moved, s := l.moved, l.session
		l.mu.Unlock()
		if s == nil {
			return client.Status{}, ErrNoHub
		}
		st := s.Status()
		switch {
		case wanted(st):
			return st, nil
		case st.Phase == client.PhaseStopped, st.Phase == client.PhaseOffline && st.Attempts >= attempts && st.Why != client.WhyNone:
			return st, WhyProblem(st.Why, st.Text)
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return st, WhyProblem(client.WhyLine, "no answer in time")
		}
	}
}

// working reports whether the hub can be asked something.
func working(st client.Status) bool {
	return st.Phase == client.PhaseLive || st.Phase == client.PhaseSyncing
}

// exchange waits until all that is here and at the hub has been exchanged; a
// shop that is empty is opened.
func (l *hubLink) exchange(ctx context.Context) error {
	done := func(st client.Status) bool {
		pending, _, err := l.r.Unsent(ctx)
		return err == nil && pending == 0 && st.Drained
	}
	st, err := l.await(ctx, attemptsMost, done)
	if err != nil {
		return err
	}
	if err := l.openEmpty(ctx, st); err != nil {
		return err
	}
	_, err = l.await(ctx, attemptsMost, done)
	return err
}

// ask asks the hub something and gives its answer.
func (l *hubLink) ask(ctx context.Context, f wire.Frame) (wire.Frame, error) {
	ctx, cancel := context.WithTimeout(ctx, askWait)
	defer cancel()
	s := l.current()
	if s == nil {
		return nil, ErrNoHub
	}
	answer, err := s.Ask(ctx, f)
	return answer, askProblem(err)
}

func askProblem(err error) error {
	var why *client.AnswerError
	switch {
	case errors.As(err, &why):
		return WhyProblem(why.Why, "")
	case errors.Is(err, context.DeadlineExceeded):
		return WhyProblem(client.WhyLine, err.Error())
	}
	return err
}

// others gives what is known of the shop's desks, asked anew when the hub can be
// asked and the last answer is old.
func (l *hubLink) others(ctx context.Context) (list []replica.Heard, at int64, err error) {
	l.mu.Lock()
	list, at = l.heard, l.heardAt
	l.mu.Unlock()
	if at == 0 {
		if list, at, err = l.r.Heard(ctx); err != nil {
			return nil, 0, err
		}
	}
	fresh := peersFresh
	if newcomer, err := l.newcomer(ctx, list); err != nil || newcomer {
		fresh = peersFresh / 10 // somebody joined since the hub was asked
	}
	if st, ok := l.status(); !ok || !working(st) || time.Now().UnixMilli()-at < fresh.Milliseconds() {
		return list, at, nil
	}
	answer, err := l.ask(ctx, wire.AskPeers{})
	if err != nil {
		l.log.Warn("other desks are not known", slog.Any("error", err))
		return list, at, nil
	}
	return l.hearOf(ctx, answer)
}

// newcomer reports whether the shop has a desk that the hub has not told of yet.
func (l *hubLink) newcomer(ctx context.Context, heard []replica.Heard) (bool, error) {
	known, err := l.r.Desks(ctx)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(known, func(d replica.Till) bool {
		return !slices.ContainsFunc(heard, func(h replica.Heard) bool { return h.ID == d.ID })
	}), nil
}

// hearOf takes what the hub says of the shop's desks. The replica keeps it for
// when the hub is away, at once where a desk came, went or was cut off, and
// otherwise once in a while.
func (l *hubLink) hearOf(ctx context.Context, answer wire.Frame) (list []replica.Heard, at int64, err error) {
	said, ok := answer.(wire.Peers)
	if !ok {
		return nil, 0, ErrWhyRefused
	}
	for _, p := range said.Peers {
		list = append(list, replica.Heard{ID: shop.ID(p.Device), Name: p.Name, Scope: string(p.Scope), Online: p.Online, HeardAt: p.HeardAt, Revoked: p.Revoked})
	}
	at = time.Now().UnixMilli()
	l.mu.Lock()
	keep := at-l.keptAt >= peersKept.Milliseconds() || !slices.EqualFunc(list, l.heard, sameStanding)
	if l.heard, l.heardAt = list, at; keep {
		l.keptAt = at
	}
	l.mu.Unlock()
	if keep {
		if err := l.r.KeepHeard(ctx, list, at); err != nil {
			l.log.Warn("other desks are not kept", slog.Any("error", err))
		}
	}
	return list, at, nil
}

func sameStanding(a, b replica.Heard) bool {
	a.HeardAt = b.HeardAt
	return a == b
}

// lastCheck gives the last comparison of this run; one that the session makes by
// itself is told only when it finds a difference.
func (l *hubLink) lastCheck() *SyncCheck {
	st, _ := l.status()
	l.mu.Lock()
	defer l.mu.Unlock()
	if st.Differs && (l.check == nil || l.check.State == "same") {
		return &SyncCheck{State: "differ", At: st.HeardAt}
	}
	return l.check
}

func (l *hubLink) keepCheck(c SyncCheck) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.check = &c
}
