package bind

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/prylavok/prylavok/app/paper"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/scanner"
	"github.com/prylavok/prylavok/app/shop"
)

// Config is what a desk is opened with.
type Config struct {
	Replica string       // the shop's file; it need not be there yet
	Version string       // of the program, shown in settings
	Log     *slog.Logger // nil = nowhere
	Options replica.Options
	Work    bool // run the background work: the print queue, daily backups, the session with the hub
	// InsecureClear lets the hub be reached without encryption on other machines too.
	InsecureClear bool
	// Language and Owner are those of a shop that was made at the hub, for when
	// this desk is the first to join it; empty = Ukrainian, and the word for it.
	Language, Owner string
}

// Desk is one running desk: the open replica, its sessions and its work.
type Desk struct {
	config Config
	log    *slog.Logger

	founding sync.Mutex // held while the shop is made or taken away

	mu       sync.RWMutex
	replica  *replica.Replica // nil until there is a shop
	removed  bool             // the hub cut this till off: its shop is gone
	hub      *hubLink         // while the work runs
	scanners *scanner.Worker  // while the work runs
	sessions map[string]*Session
	guard    pinGuard
	uploads  uploads
	jobs     jobs
	work     *work

	background sync.WaitGroup // of cutOff
	subs       subscribers
	scans      scans
}

// Open opens the desk of the shop at c.Replica; where there is none yet, the
// screens begin with opening one. The errors are those of replica.Open.
func Open(ctx context.Context, c Config) (*Desk, error) {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Language == "" {
		c.Language = "uk"
	}
	d := &Desk{config: c, log: c.Log, sessions: map[string]*Session{}}
	r, err := replica.Open(ctx, c.Replica, c.Options)
	if errors.Is(err, replica.ErrMissing) {
		return d, nil
	}
	if errors.Is(err, replica.ErrRemoved) {
		d.removed = true
		return d, nil
	}
	if err != nil {
		return nil, err
	}
	d.adopt(r)
	return d, nil
}

// adopt makes a replica the desk's own and starts the work on it.
func (d *Desk) adopt(r *replica.Replica) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.replica, d.removed = r, false
	r.Watch(func(e replica.Event) { d.publish("changed", e) })
	if d.config.Work {
		d.hub = newHubLink(r, d.config, d.log, func() { d.publish("sync", none{}) }, func() { d.cutOff(r) })
		d.scanners = d.newScanners()
		d.work = startWork(d, r)
	}
}

// link gives the session with the hub that runs in the background, nil where none does.
func (d *Desk) link() *hubLink {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.hub
}

// release closes the replica, if there is one, after ending the work on it.
func (d *Desk) release() error {
	d.mu.Lock()
	r, w := d.replica, d.work
	d.replica, d.work, d.hub, d.scanners = nil, nil, nil, nil
	d.mu.Unlock()
	if w != nil {
		w.stop()
	}
	if r == nil {
		return nil
	}
	return r.Close()
}

// Close ends the work and closes the replica. It may be called twice.
func (d *Desk) Close() error {
	d.jobs.stop()
	err := d.release()
	d.background.Wait()
	return err
}

// Replica gives the open replica, nil while there is no shop.
func (d *Desk) Replica() *replica.Replica {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.replica
}

// standing gives the open replica, and whether the hub has taken it away.
func (d *Desk) standing() (r *replica.Replica, removed bool) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.replica, d.removed
}

// Session is one screen at the desk and the person who stands at it.
type Session struct {
	desk   *Desk
	screen string
	system bool
	turned uint64 // when a person turned to it last, in turns of Desk.scans, which guards it

	mu   sync.Mutex
	user shop.ID
}

// NewSession gives the session of a screen; a screen that comes back after a
// reload finds its sale and the person at the till as it left them.
func (d *Desk) NewSession(screen string) *Session {
	d.mu.Lock()
	defer d.mu.Unlock()
	if s, ok := d.sessions[screen]; ok {
		return s
	}
	s := &Session{desk: d, screen: screen}
	d.sessions[screen] = s
	return s
}

// SystemSession is for the command line: whoever may read the shop's file acts
// as its owner.
func (d *Desk) SystemSession(screen string) *Session {
	return &Session{desk: d, screen: screen, system: true}
}

// forget signs everybody out.
func (d *Desk) forget() {
	d.mu.RLock()
	defer d.mu.RUnlock()
	for _, s := range d.sessions {
		s.enter(shop.ID{})
	}
}

// shop gives the open replica, or ErrNoShop.
func (s *Session) shop() (*replica.Replica, error) {
	if r := s.desk.Replica(); r != nil {
		return r, nil
	}
	return nil, ErrNoShop
}

// who gives the person at this screen; ok is false while it is locked. Who was
// put out of service meanwhile is no longer let in.
func (s *Session) who(ctx context.Context) (u replica.User, ok bool, err error) {
	if s.system {
		return replica.User{Role: shop.Owner, Active: true}, true, nil
	}
	s.mu.Lock()
	id := s.user
	s.mu.Unlock()
	if id.IsZero() {
		return u, false, nil
	}
	r, err := s.shop()
	if err != nil {
		return u, false, err
	}
	u, err = r.User(ctx, id)
	if errors.Is(err, shop.ErrNotFound) || (err == nil && !u.Active) {
		s.enter(shop.ID{})
		return u, false, nil
	}
	return u, err == nil, err
}

func (s *Session) enter(user shop.ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.user = user
}

func (s *Session) allow(ctx context.Context, right shop.Right) error {
	if right == shop.RightNone {
		return nil
	}
	u, ok, err := s.who(ctx)
	if err != nil {
		return err
	}
	if !ok {
		return ErrLocked
	}
	if !u.Role.Can(right) {
		return shop.ErrRight.With("right", string(right))
	}
	return nil
}

func (s *Session) actor(ctx context.Context) (replica.Actor, error) {
	u, ok, err := s.who(ctx)
	if err != nil {
		return replica.Actor{}, err
	}
	if !ok {
		return replica.Actor{}, ErrLocked
	}
	return replica.Actor{User: u.ID, Role: u.Role}, nil
}

// subscribers hear events as JSON: {"event":"changed","data":{…}}.
type subscribers struct {
	mu   sync.Mutex
	next int
	list map[int]func([]byte)
}

// Subscribe calls f with each event until the returned function is called. f
// must return at once.
func (d *Desk) Subscribe(f func(event []byte)) (cancel func()) {
	d.subs.mu.Lock()
	defer d.subs.mu.Unlock()
	if d.subs.list == nil {
		d.subs.list = map[int]func([]byte){}
	}
	d.subs.next++
	n := d.subs.next
	d.subs.list[n] = f
	return func() {
		d.subs.mu.Lock()
		defer d.subs.mu.Unlock()
		delete(d.subs.list, n)
	}
}

func (d *Desk) publish(event string, data any) {
	out, err := eventText(event, data)
	if err != nil {
		d.log.Error("event cannot be written", slog.String("event", event), slog.Any("error", err))
		return
	}
	d.subs.mu.Lock()
	list := make([]func([]byte), 0, len(d.subs.list))
	for _, f := range d.subs.list {
		list = append(list, f)
	}
	d.subs.mu.Unlock()
	for _, f := range list {
		f(out)
	}
}

func eventText(event string, data any) ([]byte, error) {
	return json.Marshal(struct {
		Event string `json:"event"`
		Data  any    `json:"data"`
	}{event, data})
}

// work is what a desk does by itself beside its screens.
type work struct {
	cancel context.CancelFunc
	done   sync.WaitGroup
}

func startWork(d *Desk, r *replica.Replica) *work {
	ctx, cancel := context.WithCancel(context.Background())
	hub, scanners, log := d.hub, d.scanners, d.log // the desk may have others later
	w := &work{cancel: cancel}
	w.done.Go(func() { paper.Work(ctx, r, log) })
	w.done.Go(func() { backUpDaily(ctx, r, log) })
	w.done.Go(func() { keepNumbers(ctx, r, log) })
	w.done.Go(func() { hub.run(ctx) })
	w.done.Go(func() { scanners.Run(ctx) })
	w.done.Go(func() { followScannerSetting(ctx, r, scanners, log) })
	return w
}

// stop ends the work and waits until it has ended. It may be called twice.
func (w *work) stop() {
	w.cancel()
	w.done.Wait()
}

// backUpDaily looks once an hour whether the last backup is older than a day,
// the first time a minute after the start, when the counter is already selling.
func backUpDaily(ctx context.Context, r *replica.Replica, log *slog.Logger) {
	wait := time.Minute
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		wait = time.Hour
		if _, err := r.BackupDaily(ctx); err != nil {
			log.Error("daily backup failed", slog.Any("error", err))
		}
	}
}
