package wire

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// Path is where a hub listens for desks.
const Path = "/sync"

// handshakeWait is how long opening a line may take.
const handshakeWait = 20 * time.Second

// ErrClear says that an address would be spoken to in clear text.
var ErrClear = errors.New("clear text is refused")

// Line says how a desk reaches its hub.
type Line struct {
	URL   string      // wss://host:port/sync
	TLS   *tls.Config // nil = the system's authorities
	Clear bool        // ws:// is allowed to any address, not to this machine alone
}

// buffers are lent to a connection while it writes.
var buffers sync.Pool

// Dial opens a line to a hub. ErrClear when it would be in clear text to another machine.
func Dial(ctx context.Context, l Line) (*Conn, error) {
	u, err := url.Parse(l.URL)
	if err != nil {
		return nil, fmt.Errorf("hub address: %w", err)
	}
	switch {
	case u.Scheme == "wss":
	case u.Scheme != "ws":
		return nil, fmt.Errorf("hub address %q does not begin with wss:// or ws://", l.URL)
	case !l.Clear && !Loopback(u.Hostname()):
		return nil, fmt.Errorf("%w: %s is another machine; use wss:// with a certificate, or allow clear text", ErrClear, u.Hostname())
	}
	d := websocket.Dialer{HandshakeTimeout: handshakeWait, ReadBufferSize: 4 << 10, WriteBufferSize: 4 << 10, WriteBufferPool: &buffers,
		TLSClientConfig: l.TLS, Proxy: http.ProxyFromEnvironment}
	ws, answer, err := d.DialContext(ctx, l.URL, nil)
	if answer != nil {
		defer answer.Body.Close() //nolint:errcheck // the first bytes of it are in memory, nothing else is read
	}
	switch {
	case err != nil && answer != nil:
		return nil, fmt.Errorf("dial hub: %w (HTTP %d)", err, answer.StatusCode)
	case err != nil:
		return nil, fmt.Errorf("dial hub: %w", err)
	}
	c := newConn(ws)
	c.Trust(true) // the hub is whom its certificate says
	return c, nil
}

// Accept turns a request into a line. It answers the request where it cannot.
func Accept(w http.ResponseWriter, r *http.Request) (*Conn, error) {
	// Small buffers: ten thousand desks are idle most of the time.
	up := websocket.Upgrader{HandshakeTimeout: handshakeWait, ReadBufferSize: 512, WriteBufferSize: 4 << 10, WriteBufferPool: &buffers}
	ws, err := up.Upgrade(w, r, nil)
	if err != nil {
		return nil, fmt.Errorf("accept line: %w", err)
	}
	return newConn(ws), nil
}

// Loopback reports whether a host's name is this machine's, whatever a
// resolver may say.
func Loopback(host string) bool {
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return strings.EqualFold(host, "localhost") || (ip != nil && ip.IsLoopback())
}
