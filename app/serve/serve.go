// Package serve gives a browser the same screens and methods as the window has:
// the built screens over HTTP, and the methods of app/bind over one websocket
// for each screen.
//
// Whoever has the address has the shop, so the address carries a key of 128
// random bits, and only this machine is listened to unless the shop says
// otherwise.
package serve

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/prylavok/prylavok/app/bind"
)

// ErrRemote says that an address would be reached from other machines.
var ErrRemote = errors.New("only this machine may be listened to: over a network the key and the shop's data would travel unencrypted; use 127.0.0.1, or allow it with --allow-remote")

// ErrAddress says that an address cannot be understood.
var ErrAddress = errors.New("an address is written HOST:PORT, such as 127.0.0.1:8080")

// Config says what is served and where.
type Config struct {
	Desk        *bind.Desk
	Screens     fs.FS  // the built screens, index.html at the root
	Listen      string // host:port; port 0 takes a free one
	AllowRemote bool   // listen beyond this machine too
	Key         string // of the address; "" makes one of 128 random bits
	Log         *slog.Logger
	Limits      Limits
}

// Limits bound what one server holds. A zero field has its default.
type Limits struct {
	Screens    int           // websockets at once; 32
	FrameBytes int64         // of one request; 5 MiB, so that a piece of an uploaded file fits
	Running    int           // requests of one screen that are worked on or wait for their turn; 64
	Queue      int           // answers and events that one screen has not taken yet; 256
	Ping       time.Duration // between two signs of life; 20 s. A screen silent for three is gone.
	Write      time.Duration // one frame may take; 10 s
}

func (l Limits) withDefaults() Limits {
	d := Limits{Screens: 32, FrameBytes: 5 << 20, Running: 64, Queue: 256, Ping: 20 * time.Second, Write: 10 * time.Second}
	if l.Screens > 0 {
		d.Screens = l.Screens
	}
	if l.FrameBytes > 0 {
		d.FrameBytes = l.FrameBytes
	}
	if l.Running > 0 {
		d.Running = l.Running
	}
	if l.Queue > 0 {
		d.Queue = l.Queue
	}
	if l.Ping > 0 {
		d.Ping = l.Ping
	}
	if l.Write > 0 {
		d.Write = l.Write
	}
	return d
}

// Server serves one desk. Start it once; Stop may be called twice.
type Server struct {
	config Config
	log    *slog.Logger
	key    string
	http   http.Server
	listen net.Listener
	local  bool // only this machine reaches it

	ctx    context.Context // ends the calls of all screens
	cancel context.CancelFunc
	served chan error

	mu      sync.Mutex
	screens map[*screen]struct{}
	stopped bool
	wg      sync.WaitGroup // of the screens
}

// Start listens and serves until Stop. It returns once the address answers;
// ErrRemote when the address is not of this machine and that was not allowed,
// ErrAddress when it is none.
func Start(c Config) (*Server, error) {
	c.Limits = c.Limits.withDefaults()
	s := &Server{config: c, log: c.Log, key: c.Key, served: make(chan error, 1), screens: map[*screen]struct{}{}}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.key == "" {
		s.key = newKey()
	}
	if err := s.open(); err != nil {
		return nil, err
	}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.http = http.Server{Handler: s.handler(), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10, ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelWarn)}
	go func() {
		err := s.http.Serve(s.listen)
		if errors.Is(err, http.ErrServerClosed) {
			err = nil // Stop was called
		}
		s.served <- err
	}()
	return s, nil
}

func newKey() string {
	var key [16]byte
	_, _ = rand.Read(key[:]) // it never fails: see crypto/rand
	return base64.RawURLEncoding.EncodeToString(key[:])
}

// open resolves the address before it listens, so that a name which leads to
// another interface is seen through.
func (s *Server) open() error {
	address, err := net.ResolveTCPAddr("tcp", s.config.Listen)
	if err != nil {
		return fmt.Errorf("listen at %q: %w (%w)", s.config.Listen, ErrAddress, err)
	}
	s.local = address.IP.IsLoopback()
	if !s.local && !s.config.AllowRemote {
		return fmt.Errorf("listen at %q: %w", s.config.Listen, ErrRemote)
	}
	s.listen, err = net.ListenTCP("tcp", address)
	if err != nil {
		return fmt.Errorf("listen at %q: %w", s.config.Listen, err)
	}
	return nil
}

// Listening gives the host and port that the server has.
func (s *Server) Listening() string { return s.listen.Addr().String() }

// Address gives what a person opens in a browser; it holds the key behind the
// "#", which browsers keep to themselves.
func (s *Server) Address() string {
	host, port, err := net.SplitHostPort(s.Listening())
	if err != nil {
		host, port = s.Listening(), "80" // never: a TCP listener has both
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port) + "/#key=" + s.key
}

// Done gives, once, the error that ended the server: nil after Stop.
func (s *Server) Done() <-chan error { return s.served }

// Stop takes no more screens, tells those there are to come back later, waits
// for the calls that run, and returns when all has ended or ctx has.
func (s *Server) Stop(ctx context.Context) error {
	s.mu.Lock()
	s.stopped = true
	for c := range s.screens {
		c.end(closeGoing, "the desk is closing")
	}
	s.mu.Unlock()
	s.cancel()
	err := s.http.Shutdown(ctx)
	ended := make(chan struct{})
	go func() {
		s.wg.Wait()
		close(ended)
	}()
	select {
	case <-ended:
	case <-ctx.Done():
		err = errors.Join(err, ctx.Err())
	}
	return err
}

// admit counts a screen in, unless there are too many or the server stops.
func (s *Server) admit(c *screen) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped || len(s.screens) >= s.config.Limits.Screens {
		return false
	}
	s.screens[c] = struct{}{}
	s.wg.Add(1)
	return true
}

func (s *Server) dismiss(c *screen) {
	s.mu.Lock()
	delete(s.screens, c)
	s.mu.Unlock()
	s.wg.Done()
}

func (s *Server) keyFits(given string) bool {
	return subtle.ConstantTimeCompare([]byte(given), []byte(s.key)) == 1
}
