package hub_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/hub"
	"github.com/prylavok/prylavok/sync/store"
	"github.com/prylavok/prylavok/sync/wire"
)

// What one desk sends reaches another one that is connected, without being asked for.
func TestAnOrderAppearsElsewhereAtOnce(t *testing.T) {
	s := serve(t, nil)
	a, b := s.joined(change.ScopeOwner), s.joined(change.ScopeClerk)
	b.send(wire.Credit{After: 0, Bytes: 1 << 20})
	b.feedTo(2)
	batch := a.batch("чашка")
	a.send(wire.Push{Batches: []change.Batch{batch}})
	if got := b.feedTo(3); got[len(got)-1].Batch.ID != batch.ID {
		t.Errorf("heard %+v", got)
	}
	a.send(wire.AskPeers{})
	for _, p := range next[wire.Peers](a).Peers {
		if !p.Online || p.HeardAt == 0 || p.Name != "каса" {
			t.Errorf("peer %+v", p)
		}
	}
}

// Sixteen desks send at once; each batch is in the feed once, each desk's in its
// order, and the store adds up.
func TestManyDesksShareTransactions(t *testing.T) {
	s := serve(t, nil)
	const desks, batches = 16, 20
	var all []*desk
	for range desks {
		all = append(all, s.joined(change.ScopeManager))
	}
	var wg sync.WaitGroup
	for _, d := range all {
		wg.Go(func() {
			for range batches {
				if err := d.line.Write(t.Context(), wire.Push{Batches: []change.Batch{d.batch("чашка")}}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	reader := s.joined(change.ScopeOwner)
	reader.send(wire.Credit{After: 0, Bytes: 1 << 20})
	entries := reader.feedTo(desks*(batches+1) + 1)
	wg.Wait()
	numbers := map[change.ID]int64{}
	for i, e := range entries {
		if e.Seq != int64(i+1) {
			t.Fatalf("place %d came after %d", e.Seq, i)
		}
		if e.Batch.DeviceSeq == 0 {
			continue
		}
		if numbers[e.Batch.Device]++; numbers[e.Batch.Device] != e.Batch.DeviceSeq {
			t.Fatalf("batch %d of a desk is its %dth", e.Batch.DeviceSeq, numbers[e.Batch.Device])
		}
	}
	if problems, err := s.store.Verify(t.Context()); err != nil || len(problems) > 0 {
		t.Errorf("the store does not add up: %v %v", problems, err)
	}
	text := s.get("/metrics")
	if !strings.Contains(text, fmt.Sprintf("hub_batches_total %d\n", desks*batches)) {
		t.Errorf("metrics do not count the batches:\n%s", text)
	}
	if strings.Contains(s.get("/healthz"), `"state":"ok"`) == false {
		t.Error("the hub is not well")
	}
}

func (s *served) get(path string) string {
	s.t.Helper()
	answer, err := http.Get("http://" + s.server.Addr() + path)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return string(body)
}

// A desk that does not read, though it gave credit for all, stops nobody and is
// sent everything once it reads.
func TestASlowReaderHoldsNobodyUp(t *testing.T) {
	s := serve(t, nil)
	slow, a := s.joined(change.ScopeOwner), s.joined(change.ScopeOwner)
	slow.send(wire.Credit{After: 0, Bytes: 64 << 20})
	a.send(wire.Credit{After: 0, Bytes: 64 << 20})
	// Random text, so that compression leaves the lines full.
	const batches, length = 150, 96 << 10
	for i := range batches {
		text := make([]byte, length/2)
		_, _ = rand.Read(text)
		a.send(wire.Push{Batches: []change.Batch{a.batch(fmt.Sprintf("%x", text))}})
		a.feedTo(int64(3 + i))
	}
	if got := slow.feedTo(batches + 2); len(got) != batches+2 {
		t.Errorf("the slow desk heard %d entries", len(got))
	}
}

// Rubbish of any kind ends its own connection and nothing else.
func TestHostilePeersEndThemselves(t *testing.T) {
	s := serve(t, func(c *hub.Config) {
		c.Limits = wire.Limits{FrameBytes: wire.MaxFrameBytes, PushBatches: 4, PushBytes: 1 << 20}
	})
	well := s.joined(change.ScopeOwner)
	rubbish := make([]byte, 40<<10)
	_, _ = rand.Read(rubbish)
	hello, err := wire.Encode(wire.Hello{Oldest: 1, Newest: 1})
	if err != nil {
		t.Fatal(err)
	}
	cases := map[string]func(ws *websocket.Conn) error{
		"random bytes":      func(ws *websocket.Conn) error { return ws.WriteMessage(websocket.BinaryMessage, rubbish) },
		"a text message":    func(ws *websocket.Conn) error { return ws.WriteMessage(websocket.TextMessage, []byte("hello")) },
		"an empty message":  func(ws *websocket.Conn) error { return ws.WriteMessage(websocket.BinaryMessage, nil) },
		"a stranger's bomb": func(ws *websocket.Conn) error { return ws.WriteMessage(websocket.BinaryMessage, make([]byte, 1<<20)) },
		"a cut frame": func(ws *websocket.Conn) error {
			return ws.WriteMessage(websocket.BinaryMessage, append([]byte{0}, hello[:len(hello)/2]...))
		},
	}
	for name, attack := range cases {
		t.Run(name, func(t *testing.T) {
			ws, answer, err := websocket.DefaultDialer.Dial("ws://"+s.server.Addr()+wire.Path, nil)
			if err != nil {
				t.Fatal(err)
			}
			answer.Body.Close()
			defer ws.Close()
			_ = attack(ws) // the hub may close before all is written
			_ = ws.SetReadDeadline(time.Now().Add(patience))
			if _, _, err := ws.ReadMessage(); err == nil || os.IsTimeout(err) {
				t.Errorf("the hub went on: %v", err)
			}
		})
	}
	flood := s.joined(change.ScopeOwner)
	for range 400 {
		// Each within its frame, and none waits for an answer.
		if flood.line.Write(t.Context(), wire.Push{Batches: []change.Batch{flood.batch("a"), flood.batch("b"), flood.batch("c"), flood.batch("d")}}) != nil {
			break
		}
	}
	well.send(wire.AskPeers{})
	next[wire.Peers](well)
}

// Too many connections, and those that do not say who they are, are turned away.
func TestConnectionsAreBounded(t *testing.T) {
	s := serve(t, func(c *hub.Config) { c.Connections, c.Handshake = 2, 300*time.Millisecond })
	d := s.joined(change.ScopeOwner)
	silent := s.newDesk()
	silent.dial()
	_, answer, err := websocket.DefaultDialer.Dial("ws://"+s.server.Addr()+wire.Path, nil)
	if err == nil || answer == nil || answer.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("a third connection: %v", err)
	}
	silent.ended(wire.CloseBusy)
	d.send(wire.AskPeers{})
	next[wire.Peers](d)
}

// slowStore is a store that takes its time to write.
type slowStore struct {
	store.Store
	takes time.Duration
}

func (s slowStore) Write(ctx context.Context, f func(store.Writer) error) error {
	<-time.After(s.takes)
	return s.Store.Write(ctx, f)
}

// A desk that has proved in time who it is does not pay for a slow hub.
func TestADeskIsLetInThoughTheHubIsSlow(t *testing.T) {
	const handshake = 500 * time.Millisecond
	s := serve(t, func(c *hub.Config) {
		c.Handshake, c.Engine.Store = handshake, slowStore{c.Engine.Store, 2 * handshake}
	})
	d := s.joined(change.ScopeOwner)
	d.send(wire.AskPeers{})
	next[wire.Peers](d)
}

// What another program does to the database reaches a connected desk.
func TestARevocationElsewhereEndsTheSession(t *testing.T) {
	s := serve(t, nil)
	d, other := s.joined(change.ScopeOwner), s.joined(change.ScopeOwner)
	if err := s.admin.Revoke(t.Context(), s.shop, d.id); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(s.dir, "nudge"), []byte("now"), 0o600); err != nil {
		t.Fatal(err)
	}
	d.ended(wire.CloseScope)
	d.dial()
	d.send(wire.Hello{Oldest: 1, Newest: 1, Shop: s.shop, Device: d.id})
	d.prove(s.shop)
	next[wire.Revoked](d)
	other.send(wire.Revoke{Device: s.newDesk().id}) // one that is not there changes nothing
	next[wire.Peers](other)
}

// A hub that stops finishes what it began, tells everyone to come back, and
// whatever a desk heard of is there afterwards.
func TestAStopLosesNothing(t *testing.T) {
	s := serve(t, nil)
	d := s.joined(change.ScopeOwner)
	d.send(wire.Credit{After: 0, Bytes: 1 << 20})
	d.feedTo(1)
	for range 50 {
		d.send(wire.Push{Batches: []change.Batch{d.batch("чашка")}})
	}
	heard := d.feedTo(2)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- s.server.Stop(ctx) }()
	for {
		f, err := d.line.Read(ctx)
		if e, ok := f.(wire.Entries); ok {
			heard = append(heard, e.Entries...)
		}
		var closed *wire.ClosedError
		if errors.As(err, &closed) {
			if closed.Code != wire.CloseAgain {
				t.Errorf("closed with %d", closed.Code)
			}
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if err := s.server.Stop(ctx); err != nil {
		t.Errorf("the second stop: %v", err)
	}
	s.start(nil)
	w := d.greet()
	if w.Head < heard[len(heard)-1].Seq || w.Taken < heard[len(heard)-1].Batch.DeviceSeq {
		t.Errorf("heard of place %d, and the head is %d", heard[len(heard)-1].Seq, w.Head)
	}
	devices, err := s.admin.Devices(t.Context(), s.shop)
	if err != nil || !slices.ContainsFunc(devices, func(x store.Device) bool { return x.ID == d.id && x.HeardAt > 0 }) {
		t.Errorf("devices: %+v %v", devices, err)
	}
}

// The log names no person, price or title.
func TestTheLogHasIDsOnly(t *testing.T) {
	var log lockedBuffer
	s := serve(t, func(c *hub.Config) {
		c.Engine.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	d := s.joined(change.ScopeOwner)
	bad := d.batch("Олена")
	bad.Ops[0].Act, bad.Ops[0].Base = change.Patch, 1
	d.send(wire.Push{Batches: []change.Batch{bad, d.batch("Тарас")}})
	next[wire.Refused](d)
	d.send(wire.Hello{})
	d.ended(wire.CloseOutOfOrder)
	text := log.String()
	for _, secret := range []string{"Олена", "Тарас", "каса", "Крамниця"} {
		if strings.Contains(text, secret) {
			t.Errorf("the log names %s", secret)
		}
	}
	if !strings.Contains(text, "batch refused") || !strings.Contains(text, "desk connected") {
		t.Errorf("the log is thin:\n%s", text)
	}
}

// An address that others can reach is refused without TLS, in words.
func TestClearTextIsForThisMachineAlone(t *testing.T) {
	for listen, refused := range map[string]bool{"127.0.0.1:0": false, "[::1]:0": false, "localhost:0": false, ":0": true, "0.0.0.0:0": true, "192.0.2.1:0": true, "hub.example.com:0": true} {
		c := hub.Config{Listen: listen, Engine: *engineOn(openStore(t, t.TempDir()))}
		if _, err := hub.New(c); errors.Is(err, hub.ErrClear) != refused {
			t.Errorf("%s: %v", listen, err)
		}
		c.InsecureClear = true
		if _, err := hub.New(c); err != nil {
			t.Errorf("%s, allowed: %v", listen, err)
		}
	}
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
