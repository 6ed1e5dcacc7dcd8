package main

import (
	"bufio"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/websocket"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/hub"
	"github.com/prylavok/prylavok/sync/store"
	"github.com/prylavok/prylavok/sync/store/sqlite"
	"github.com/prylavok/prylavok/sync/wire"
)

// A measured hub is a process of its own, as it is in a shop: neither its memory
// nor its collector is the tills'. The measuring process tells it what to do line
// by line and hears JSON.

var began = time.Now()

// hubNow is the measured hubs' clock. It goes on from the end of the measured
// shops' year, so that the same orders count as recent whenever it is measured.
func hubNow() int64 { return until.Add(time.Since(began)).UnixMilli() }

func newEngine(st store.Store) *hub.Engine {
	return &hub.Engine{Store: st, Now: hubNow, Random: rand.Reader, Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))}
}

// hubAt is where a hub that has started is found.
type hubAt struct {
	URL  string `json:"url"`  // of the sync
	Echo string `json:"echo"` // a websocket that sends back what it gets
}

// hubMemory is what a hub needs, in bytes, after its garbage was collected.
type hubMemory struct {
	Heap     uint64 `json:"heap"`   // of living objects
	Stacks   uint64 `json:"stacks"` // of goroutines
	Resident uint64 `json:"resident"`
}

// serveHub is the hub's process: it serves until standard input ends.
func serveHub(ctx context.Context, dir string) (err error) {
	st, err := sqlite.Open(ctx, dir, sqlite.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	s, err := hub.New(hub.Config{Listen: "127.0.0.1:0", Connections: 1 << 20, Engine: *newEngine(st)})
	if err != nil {
		return err
	}
	if err := s.Start(); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Stop(context.WithoutCancel(ctx))) }()
	echo, end, err := serveEcho()
	if err != nil {
		return err
	}
	defer end()
	out := json.NewEncoder(os.Stdout)
	if err := out.Encode(hubAt{"ws://" + s.Addr() + wire.Path, echo}); err != nil {
		return err
	}
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		if err := out.Encode(memoryNow()); err != nil {
			return err
		}
	}
	return nil
}

func memoryNow() hubMemory {
	runtime.GC()
	runtime.GC() // what the first one let go of in pools goes with the second
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	kb, _ := strconv.ParseUint(strings.TrimSuffix(lineOf("/proc/self/status", "VmRSS"), " kB"), 10, 64)
	return hubMemory{Heap: m.HeapAlloc, Stacks: m.StackInuse, Resident: kb << 10}
}

// serveEcho answers each message of a websocket with itself.
func serveEcho() (url string, end func(), err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	up := websocket.Upgrader{}
	server := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ws, err := up.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer ws.Close() //nolint:errcheck // the other end has gone
		for {
			kind, message, err := ws.ReadMessage()
			if err != nil || ws.WriteMessage(kind, message) != nil {
				return
			}
		}
	})}
	go server.Serve(listener) //nolint:errcheck // it ends with end
	return "ws://" + listener.Addr().String(), func() { _ = server.Close() }, nil
}

// station is a hub's process as the measuring process holds it, with a second
// hand on its database for what an owner does at the command line.
type station struct {
	hubAt
	dir    string
	store  *sqlite.Store
	engine *hub.Engine
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *json.Decoder
}

// station starts a hub on a data folder, which is made if it is not there.
func (b *bench) station(dir string) (*station, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	st, err := sqlite.Open(b.ctx, dir, sqlite.Options{Create: true})
	if err != nil {
		return nil, err
	}
	h := &station{dir: dir, store: st, engine: newEngine(st)}
	if err := h.start(b); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return h, nil
}

func (h *station) start(b *bench) error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	h.cmd = exec.CommandContext(b.ctx, program, "-profile", b.profile, "-hub", h.dir)
	h.cmd.Stderr = os.Stderr
	if h.in, err = h.cmd.StdinPipe(); err != nil {
		return err
	}
	out, err := h.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := h.cmd.Start(); err != nil {
		return err
	}
	h.out = json.NewDecoder(out)
	if err := h.out.Decode(&h.hubAt); err != nil {
		return errors.Join(fmt.Errorf("hub did not start: %w", err), h.in.Close(), h.cmd.Wait())
	}
	return nil
}

// stop ends the hub and lets its folder go.
func (h *station) stop() error {
	return errors.Join(h.in.Close(), h.cmd.Wait(), h.store.Close())
}

// memory asks the hub what it needs.
func (h *station) memory() (m hubMemory, err error) {
	if _, err := fmt.Fprintln(h.in, "memory"); err != nil {
		return m, err
	}
	return m, h.out.Decode(&m)
}

// addDevices lets devices in without an invite, all in one transaction.
func (h *station) addDevices(ctx context.Context, shop change.ID, n int) (list []device, err error) {
	err = h.store.Write(ctx, func(w store.Writer) error {
		s, err := w.In(shop)
		if err != nil {
			return err
		}
		for range n {
			public, key, err := ed25519.GenerateKey(rand.Reader)
			if err != nil {
				return err
			}
			d := device{id: newID(), shop: shop, key: key}
			list = append(list, d)
			if err := s.PutDevice(store.Device{ID: d.id, Shop: shop, Name: "каса", Series: fmt.Sprintf("X%d", len(list)), PublicKey: public, Scope: change.ScopeManager, ScopeRev: 1, EnrolledAt: hubNow()}); err != nil {
				return err
			}
		}
		return nil
	})
	return list, err
}

// head gives a shop's last place.
func (h *station) head(ctx context.Context, shop change.ID) (head int64, err error) {
	err = h.store.Read(ctx, shop, func(r store.Reader) error {
		head, err = r.Head()
		return err
	})
	return head, err
}

// copyHub copies the database of a hub that does not run into a new folder.
func copyHub(from, to string) error {
	if err := os.RemoveAll(to); err != nil {
		return err
	}
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	source, err := os.Open(filepath.Join(from, sqlite.Name))
	if err != nil {
		return err
	}
	defer source.Close() //nolint:errcheck // only read
	target, err := os.Create(filepath.Join(to, sqlite.Name))
	if err != nil {
		return err
	}
	_, err = io.Copy(target, source)
	return errors.Join(err, target.Sync(), target.Close())
}
