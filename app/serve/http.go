package serve

import (
	"io/fs"
	"net"
	"net/http"
	"strings"

	"github.com/gorilla/websocket"
)

// screenNameBytesMax is what the counter takes as the name of a screen.
const screenNameBytesMax = 64

// policy lets a page of ours load from here alone. Inline styles are how the
// components place themselves; inline scripts there are none.
const policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; media-src 'self' data: blob:; " +
	"frame-src blob:; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; connect-src 'self'"

func (s *Server) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /ws", s.socket)
	mux.HandleFunc("GET /", s.page)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.local && !loopbackName(r.Host) {
			// A name that somebody made point at this machine (DNS rebinding).
			http.Error(w, "This desk answers at its own address only.", http.StatusMisdirectedRequest)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

func loopbackName(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.Trim(host, "[]")
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || (ip != nil && ip.IsLoopback())
}

// page gives the built screens. What the build named by its content is kept for
// ever; the page that names it is asked for each time.
func (s *Server) page(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	// WebKit before 15.4 does not count a websocket of this host as 'self'.
	h.Set("Content-Security-Policy", policy+" ws://"+r.Host)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-cache")
	if _, err := fs.Stat(s.config.Screens, "index.html"); err != nil {
		http.Error(w, "This program was built without its screens. Build it with: make build", http.StatusServiceUnavailable)
		return
	}
	name := strings.TrimPrefix(r.URL.Path, "/")
	if name == "" {
		name = "index.html"
	}
	if info, err := fs.Stat(s.config.Screens, name); err != nil || info.IsDir() {
		http.NotFound(w, r)
		return
	}
	if strings.HasPrefix(name, "assets/") {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	http.ServeFileFS(w, r, s.config.Screens, name)
}

// socket opens the websocket of one screen: /ws?key=…&screen=…
func (s *Server) socket(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	if !s.keyFits(query.Get("key")) {
		http.Error(w, "The key of this address is not right. Open the address that the desk printed when it started.", http.StatusUnauthorized)
		return
	}
	name := query.Get("screen")
	if name == "" || len(name) > screenNameBytesMax {
		http.Error(w, "A screen needs a name of 1 to 64 bytes.", http.StatusBadRequest)
		return
	}
	c := newScreen(s, name)
	if !s.admit(c) {
		http.Error(w, "Too many screens are open. Close one and try again.", http.StatusServiceUnavailable)
		return
	}
	defer s.dismiss(c)
	// Without a CheckOrigin of ours the upgrader takes pages of this host only.
	up := websocket.Upgrader{ReadBufferSize: 4 << 10, WriteBufferSize: 16 << 10}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		return // the upgrader has answered
	}
	c.run(conn)
}
