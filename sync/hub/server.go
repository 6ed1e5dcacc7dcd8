package hub

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/wire"
)

// Config is how a Server works. Zero fields get the defaults that stand beside them.
type Config struct {
	// Listen is HOST:PORT. A port of 0 takes a free one.
	Listen string
	// Cert and Key are files of a TLS certificate; both or none.
	Cert, Key string
	// InsecureClear lets the hub speak without TLS on other than loopback
	// addresses: for a proxy that adds it, or a network that is trusted whole.
	InsecureClear bool
	// OpenMetrics answers /metrics to others than this machine.
	OpenMetrics bool
	// Nudge is a file that other programs touch after they changed the
	// database; empty for none. It is looked at twice a second.
	Nudge string

	Connections int           // most at once: 20,000
	Handshake   time.Duration // to prove who one is: 15 seconds
	Limits      wire.Limits   // of pushes: 256 batches, 2 MiB
	Engine      Engine        // Notify and Online are the server's
}

func (c Config) withDefaults() Config {
	if c.Connections == 0 {
		c.Connections = 20_000
	}
	if c.Handshake == 0 {
		c.Handshake = 15 * time.Second
	}
	if c.Limits == (wire.Limits{}) {
		c.Limits = wire.Limits{FrameBytes: wire.MaxFrameBytes, PushBatches: 256, PushBytes: 2 << 20}
	}
	return c
}

// ErrClear is a listening address that others can reach, without TLS.
var ErrClear = errors.New("the address can be reached by others and nothing would be encrypted")

// check names the field that is wrong.
func (c Config) check() error {
	switch {
	case c.Engine.Store == nil || c.Engine.Now == nil || c.Engine.Random == nil || c.Engine.Log == nil:
		return errors.New("config: Engine needs Store, Now, Random and Log")
	case (c.Cert == "") != (c.Key == ""):
		return errors.New("config: Cert and Key go together")
	case c.Connections < 1:
		return fmt.Errorf("config: Connections is %d and must be at least 1", c.Connections)
	case c.Limits.PushBatches < 1 || c.Limits.PushBytes < 1:
		return errors.New("config: Limits must let something through")
	}
	return c.CheckAddress()
}

// CheckAddress looks at Listen before anything is opened: ErrClear where others
// could connect and nothing would be encrypted.
func (c Config) CheckAddress() error {
	host, _, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return fmt.Errorf("config: Listen: %w", err)
	}
	if c.Cert == "" && !c.InsecureClear && !wire.Loopback(host) {
		return fmt.Errorf("config: Listen: %s: %w", c.Listen, ErrClear)
	}
	return nil
}

// Server is a hub on the network: websockets of desks at /sync, /healthz and
// /metrics.
type Server struct {
	config  Config
	engine  *Engine
	log     *slog.Logger
	metrics *metrics
	rooms   rooms
	jobs    chan job
	// heavy lets few pages and digests be made at once, so that a hundred desks
	// that load everything leave the others most of the processor.
	heavy chan struct{}

	http     *http.Server
	listener net.Listener
	ctx      context.Context
	cancel   context.CancelFunc
	open     atomic.Int64 // connections
	sessions sync.WaitGroup
	workers  sync.WaitGroup
	quit     chan struct{} // closed when Stop begins
	stopping sync.Once
	stopped  chan struct{} // closed when Stop is over
}

// heavyWork is how many pages and digests are made at once.
func heavyWork() int { return max(1, runtime.GOMAXPROCS(0)/2) }

// turn waits until heavy work may begin; false when ctx ends before. endTurn
// ends what turn began.
func (s *Server) turn(ctx context.Context) bool {
	select {
	case s.heavy <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}

func (s *Server) endTurn() { <-s.heavy }

// New makes a server that Start starts.
func New(c Config) (*Server, error) {
	c = c.withDefaults()
	if err := c.check(); err != nil {
		return nil, err
	}
	engine := c.Engine
	s := &Server{config: c, engine: &engine, log: engine.Log, jobs: make(chan job, 256), heavy: make(chan struct{}, heavyWork()), quit: make(chan struct{}), stopped: make(chan struct{})}
	s.rooms.shops = map[change.ID]*room{}
	engine.Notify, engine.Online, engine.unpacked = s.rooms.notify, s.rooms.online, newUnpacked()
	s.metrics = newMetrics(s)
	s.ctx, s.cancel = context.WithCancel(context.Background())
	return s, nil
}

// Start listens and serves until Stop. It returns once desks can connect.
func (s *Server) Start() error {
	listener, err := net.Listen("tcp", s.config.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	s.listener = s.metrics.counting(listener)
	serving := s.listener
	if s.config.Cert != "" {
		cert, err := tls.LoadX509KeyPair(s.config.Cert, s.config.Key)
		if err != nil {
			return errors.Join(fmt.Errorf("read certificate: %w", err), listener.Close())
		}
		serving = tls.NewListener(serving, &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}})
	}
	s.http = &http.Server{
		Handler:           s.handler(),
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       30 * time.Second,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	s.workers.Go(func() {
		if err := s.http.Serve(serving); !errors.Is(err, http.ErrServerClosed) {
			s.log.Error("listening ended", slog.Any("error", err))
		}
	})
	s.workers.Go(s.commit)
	s.workers.Go(s.watch)
	s.log.Info("hub serves", slog.String("listen", s.Addr()), slog.Any("tls", s.config.Cert != ""))
	return nil
}

// Addr is where the server listens, HOST:PORT.
func (s *Server) Addr() string { return s.listener.Addr().String() }

// Stop lets nobody in any more, finishes what is being stored, tells every desk
// to come back, and returns when all has ended, at the latest when ctx ends. It
// may be called twice.
func (s *Server) Stop(ctx context.Context) error {
	var err error
	s.stopping.Do(func() {
		defer close(s.stopped)
		close(s.quit)
		err = s.http.Shutdown(ctx)
		s.rooms.each(func(x *session) { x.post(ending{}) })
		ended := make(chan struct{})
		go func() {
			s.sessions.Wait()
			close(ended)
		}()
		select {
		case <-ended:
		case <-ctx.Done():
			err = errors.Join(err, fmt.Errorf("stop: %w", ctx.Err()))
		}
		s.cancel()
		<-ended
		close(s.jobs)
		s.workers.Wait()
		s.log.Info("hub stopped")
	})
	<-s.stopped
	return err
}

func (s *Server) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+wire.Path, s.serveSync)
	mux.HandleFunc("GET /healthz", s.serveHealth)
	mux.HandleFunc("GET /metrics", s.serveMetrics)
	return mux
}

func (s *Server) serveSync(w http.ResponseWriter, r *http.Request) {
	select {
	case <-s.quit:
		busy(w)
		return
	default:
	}
	if s.open.Add(1) > int64(s.config.Connections) {
		s.open.Add(-1)
		s.metrics.turnedAway.Inc()
		busy(w)
		return
	}
	line, err := wire.Accept(w, r)
	if err != nil {
		s.open.Add(-1)
		s.log.Debug("no websocket", slog.Any("error", err))
		return
	}
	// The session gets goroutines of its own: this one, which has read headers,
	// has grown more than an idle desk may cost.
	x := &session{server: s, line: line, conn: NewConn(s.config.Limits)}
	if !s.rooms.let(x) {
		s.open.Add(-1)
		_ = line.Close(wire.CloseAgain, "the hub stops") // it is gone either way
		return
	}
	go x.run()
}

func busy(w http.ResponseWriter) {
	w.Header().Set("Retry-After", "30")
	http.Error(w, "busy", http.StatusServiceUnavailable)
}

func (s *Server) serveHealth(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
	defer cancel()
	state, code := "ok", http.StatusOK
	if _, err := s.engine.Store.Shops(ctx); err != nil {
		s.log.Error("health", slog.Any("error", err))
		state, code = "the database does not answer", http.StatusServiceUnavailable
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(map[string]any{"state": state, "connections": s.open.Load()}) // the asker is gone
}

func (s *Server) serveMetrics(w http.ResponseWriter, r *http.Request) {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if !s.config.OpenMetrics && (err != nil || !wire.Loopback(host)) {
		http.Error(w, "only from this machine", http.StatusForbidden)
		return
	}
	s.metrics.handler.ServeHTTP(w, r)
}

// do runs an effect that is not the carrier's.
func (s *Server) do(ctx context.Context, f Effect) Event {
	e, err := s.engine.Do(ctx, f)
	if err != nil && !errors.Is(err, context.Canceled) {
		s.log.Error("effect failed", slog.String("effect", fmt.Sprintf("%T", f)), slog.Any("error", err))
	}
	return e
}

// watch looks, twice a second, whether another program changed the database,
// and now and then without being asked; and it keeps when desks were heard.
func (s *Server) watch() {
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	w := watching{server: s, last: touched(s.config.Nudge)}
	for n := 1; ; n++ {
		select {
		case <-tick.C:
			w.look(n)
		case <-s.quit:
			// Sessions end by themselves; the last of them is heard too.
			s.sessions.Wait()
			w.keepHeard(s.rooms.takeHeard(s.engine.Now(), 0))
			return
		}
	}
}
