package client_test

import (
	"context"
	"crypto/ed25519"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/client"
	"github.com/prylavok/prylavok/sync/wire"
)

// replica is a client.Store in memory, enough for one shop without surprises.
type replica struct {
	mu      sync.Mutex
	s       client.Standing
	key     ed25519.PrivateKey
	next    client.Identified
	nextKey ed25519.PrivateKey
	outbox  []change.Batch
	taken   []change.Entry
	refused []wire.Refused
	pages   []wire.Page
	load    *client.Load
	loads   uint32
	whole   bool
	fail    error // of the next Take
}

var _ client.Store = (*replica)(nil)

func (r *replica) do(f func()) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	f()
	return nil
}

func (r *replica) Standing(context.Context) (s client.Standing, err error) {
	return s, r.do(func() {
		s = r.s
		s.Acked = s.LastMade
		if len(r.outbox) > 0 {
			s.Acked = r.outbox[0].DeviceSeq - 1
		}
		s.Load = r.load
	})
}

func (r *replica) Sign(_ context.Context, device change.ID, text []byte) (signature []byte, err error) {
	return signature, r.do(func() {
		key := r.key
		if device == r.next.Device {
			key = r.nextKey
		}
		signature = ed25519.Sign(key, text)
	})
}

func (r *replica) Outgoing(_ context.Context, after int64, batches, _ int) (list []change.Batch, err error) {
	return list, r.do(func() {
		for _, b := range r.outbox {
			if b.DeviceSeq > after && len(list) < batches {
				list = append(list, b)
			}
		}
	})
}

func (r *replica) drop(seq int64) {
	for i := range r.outbox {
		if r.outbox[i].DeviceSeq == seq {
			r.outbox = append(r.outbox[:i:i], r.outbox[i+1:]...)
			return
		}
	}
}

func (r *replica) Take(_ context.Context, epoch uint64, entries []change.Entry) (c change.Cursor, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.fail; err != nil {
		r.fail = nil
		return c, err
	}
	for _, e := range entries {
		if e.Seq <= r.s.Cursor.Seq {
			continue
		}
		r.taken = append(r.taken, e)
		r.s.Cursor, r.s.LastBatch = change.Cursor{Epoch: epoch, Seq: e.Seq}, e.Batch.ID
		if e.Batch.Device == r.s.Device {
			r.drop(e.Batch.DeviceSeq)
		}
	}
	return r.s.Cursor, nil
}

func (r *replica) Refuse(_ context.Context, list []wire.Refused) error {
	return r.do(func() {
		for _, f := range list {
			r.drop(f.DeviceSeq)
			r.refused = append(r.refused, f)
		}
	})
}

func (r *replica) StartLoad(_ context.Context, l client.Load) (got client.Load, err error) {
	return got, r.do(func() {
		if r.load == nil || !r.load.Begun() {
			r.loads++
			l.Number, l.Tier = r.loads, l.FirstTier()
			r.load = &l
			if r.s.Cursor.Epoch == 0 {
				r.s.Cursor, r.s.LastBatch = change.Cursor{Epoch: l.Epoch, Seq: l.Start}, l.StartBatch
			}
		}
		got = *r.load
	})
}

func (r *replica) TakePages(_ context.Context, pages []wire.Page) (taken int, got client.Load, err error) {
	return len(pages), got, r.do(func() {
		for _, p := range pages {
			if r.load != nil && p.Load == r.load.Number {
				l := r.load.Next(p)
				r.load, r.pages = &l, append(r.pages, p)
			}
		}
		if r.load != nil {
			got = *r.load
		}
	})
}

func (r *replica) FinishLoad(context.Context) error {
	return r.do(func() { r.load, r.whole = nil, true })
}

func (r *replica) GiveBack(context.Context, int64, int) ([]change.Entry, error) { return nil, nil }

func (r *replica) SetEpochs(_ context.Context, epochs []change.Epoch, _ int64) error {
	return r.do(func() { r.s.Epochs, r.s.Cursor.Epoch = epochs, epochs[len(epochs)-1].ID })
}

func (r *replica) SetScope(_ context.Context, s change.Scope, rev int64) error {
	return r.do(func() { r.s.Scope, r.s.ScopeRev = s, rev })
}

func (r *replica) Identity(context.Context) (change.ID, []byte, error) {
	err := r.do(func() {
		if r.nextKey == nil {
			public, private, _ := ed25519.GenerateKey(nil)
			r.nextKey, r.next = private, client.Identified{Device: change.ID{77}, PublicKey: public}
		}
	})
	return r.next.Device, r.next.PublicKey, err
}

func (r *replica) Enrol(_ context.Context, e wire.Enrolled) error {
	return r.do(func() { r.key, r.nextKey, r.s.Shop, r.s.Device = r.nextKey, nil, e.Shop, e.Device })
}

func (r *replica) Renew(context.Context, wire.Renewed) error      { return nil }
func (r *replica) Remove(context.Context, change.ID, int64) error { return nil }
func (r *replica) SetSkew(context.Context, int64) error           { return nil }

func (r *replica) Digest(context.Context) (c change.Cursor, d change.Digest, err error) {
	return c, d, r.do(func() { c = r.s.Cursor })
}

// sell adds a batch to the outbox.
func (r *replica) sell() {
	_ = r.do(func() {
		r.s.LastMade++
		r.outbox = append(r.outbox, change.Batch{ID: change.ID{50, byte(r.s.LastMade)}, Device: r.s.Device, DeviceSeq: r.s.LastMade, Intent: "sale", Ops: []change.Op{}})
	})
}

// script is a hub that takes every batch as it is, for any number of desks.
type script struct {
	t     *testing.T
	mu    sync.Mutex
	keys  map[change.ID]ed25519.PublicKey
	feed  []change.Entry
	taken map[change.ID]int64
	lines map[*wire.Conn]bool
	// mute makes the hub take batches without telling of them.
	mute bool
}

func newScript(t *testing.T) (*script, wire.Line) {
	h := &script{t: t, keys: map[change.ID]ed25519.PublicKey{}, taken: map[change.ID]int64{}, lines: map[*wire.Conn]bool{}}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := wire.Accept(w, r)
		if err != nil {
			return
		}
		h.serve(c)
	}))
	t.Cleanup(s.Close)
	t.Cleanup(func() { h.hangUp(wire.CloseAgain) })
	return h, wire.Line{URL: "ws" + strings.TrimPrefix(s.URL, "http") + wire.Path}
}

func (h *script) hangUp(code wire.CloseCode) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.lines {
		_ = c.Close(code, "the test says so")
		delete(h.lines, c)
	}
}

// meet says hello to a desk and gives who it is.
func (h *script) meet(c *wire.Conn) (device change.ID, ok bool) {
	f, err := c.Read(context.Background())
	if err != nil {
		return device, false
	}
	var from change.ID
	var public ed25519.PublicKey
	enrol, enrols := f.(wire.Enrol)
	if enrols {
		device, public = enrol.Device, enrol.PublicKey
	} else {
		hello := f.(wire.Hello)
		device, from = hello.Device, hello.Shop
		h.mu.Lock()
		public = h.keys[device]
		h.mu.Unlock()
	}
	nonce := []byte("thirty-two bytes that are random")
	_ = c.Write(context.Background(), wire.Challenge{Protocol: 1, Nonce: nonce})
	f, err = c.Read(context.Background())
	proof, proved := f.(wire.Proof)
	if err != nil || !proved || len(public) == 0 || !ed25519.Verify(public, wire.SignedText(nonce, from, device, 1), proof.Signature) {
		_ = c.Close(wire.CloseForged, "the signature is another's")
		return device, false
	}
	c.Trust(true)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.keys[device] = public
	if enrols {
		_ = c.Write(context.Background(), wire.Enrolled{Shop: shop, Device: device, Series: "B1"})
	}
	w := welcome()
	w.Head, w.HeadBatch, w.Common, w.Taken = int64(len(h.feed)), change.ID{}, int64(len(h.feed)), h.taken[device]
	if len(h.feed) > 0 {
		w.HeadBatch = h.feed[len(h.feed)-1].Batch.ID
	}
	_ = c.Write(context.Background(), w)
	return device, true
}

func (h *script) serve(c *wire.Conn) {
	defer c.Close(wire.CloseAgain, "")
	device, ok := h.meet(c)
	if !ok {
		return
	}
	h.mu.Lock()
	h.lines[c] = true
	h.mu.Unlock()
	for {
		f, err := c.Read(context.Background())
		if err != nil {
			return
		}
		h.mu.Lock()
		h.hear(c, device, f)
		h.mu.Unlock()
	}
}

func (h *script) hear(c *wire.Conn, device change.ID, f wire.Frame) {
	say := func(f wire.Frame) { _ = c.Write(context.Background(), f) }
	switch f := f.(type) {
	case wire.Credit:
		if n := min(f.After, int64(len(h.feed))); n < int64(len(h.feed)) {
			say(wire.Entries{Entries: h.feed[n:]})
		}
	case wire.Push:
		for _, b := range f.Batches {
			if b.DeviceSeq != h.taken[device]+1 {
				h.t.Errorf("batch %d comes after %d", b.DeviceSeq, h.taken[device])
			}
			h.taken[device] = b.DeviceSeq
			h.feed = append(h.feed, change.Entry{Seq: int64(len(h.feed)) + 1, Clean: true, Batch: b})
			if !h.mute {
				h.tell(h.feed[len(h.feed)-1])
			}
		}
	case wire.WantPage:
		say(wire.Page{Load: f.Load, Tier: f.Tier, Head: int64(len(h.feed)), Done: true})
	case wire.AskDigest:
		say(wire.Digest{Epoch: 7, Seq: int64(len(h.feed)), Digest: make([]byte, 32)})
	case wire.AskPeers:
		say(wire.Peers{Peers: []wire.Peer{{Device: device, Name: "Каса", Online: true}}})
	}
}

func (h *script) tell(e change.Entry) {
	for c := range h.lines {
		_ = c.Write(context.Background(), wire.Entries{Entries: []change.Entry{e}})
	}
}

// watch is a session whose status a test can wait for.
type watch struct {
	*client.Session
	t      *testing.T
	states chan client.Status
}

func session(t *testing.T, r *replica, hub wire.Line, enrol *client.Invitation) *watch {
	t.Helper()
	w := &watch{t: t, states: make(chan client.Status, 1000)}
	w.Session = client.NewSession(client.Options{Store: r, Hub: hub, Enrol: enrol, Software: "test", OnStatus: func(st client.Status) { w.states <- st }})
	t.Cleanup(w.Stop)
	w.Start()
	return w
}

// until waits for a status.
func (w *watch) until(what string, good func(client.Status) bool) client.Status {
	w.t.Helper()
	for {
		select {
		case st := <-w.states:
			if good(st) {
				return st
			}
		case <-w.t.Context().Done():
			w.t.Fatalf("never: %s", what)
		}
	}
}

func live(st client.Status) bool    { return st.Phase == client.PhaseLive }
func offline(st client.Status) bool { return st.Phase == client.PhaseOffline }

func enrolled(t *testing.T, h *script) *replica {
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	h.keys[me] = public
	return &replica{s: client.Standing{Shop: shop, Device: me}, key: private}
}

// A till joins with an invite, loads the shop, sells, and hears of its sale.
func TestATillJoinsLoadsAndSells(t *testing.T) {
	h, hub := newScript(t)
	r := &replica{}
	w := session(t, r, hub, &client.Invitation{Code: "C", Name: "Каса 2"})
	w.until("live", live)
	if !r.whole || len(r.pages) != 4 {
		t.Errorf("loaded %d pages, complete: %v", len(r.pages), r.whole)
	}
	for range 5 {
		r.sell()
		w.Changed()
	}
	w.until("all is sent", func(st client.Status) bool { return st.Drained && st.Cursor.Seq == 5 })
	if len(h.feed) != 5 || len(r.outbox) != 0 {
		t.Errorf("the feed has %d places, the outbox %d batches", len(h.feed), len(r.outbox))
	}
	peers, err := w.Ask(t.Context(), wire.AskPeers{})
	if p, ok := peers.(wire.Peers); err != nil || !ok || len(p.Peers) != 1 {
		t.Errorf("peers %+v, %v", peers, err)
	}
	if same, err := w.Check(t.Context()); err != nil || !same {
		t.Errorf("digests: %v, %v", same, err)
	}
	w.Stop()
	w.Stop()
	if st := w.Status(); st.Phase != client.PhaseOff {
		t.Errorf("after Stop it stands so: %+v", st)
	}
	var refused *client.AnswerError
	if _, err := w.Ask(t.Context(), wire.AskPeers{}); !errors.As(err, &refused) {
		t.Errorf("after Stop: %v", err)
	}
}

// An answer that is lost with the line is found after coming back: nothing is
// sent twice (F1).
func TestALostAnswerIsFoundAfterComingBack(t *testing.T) {
	h, hub := newScript(t)
	r := enrolled(t, h)
	w := session(t, r, hub, nil)
	w.until("live", live)
	h.mu.Lock()
	h.mute = true
	h.mu.Unlock()
	r.sell()
	w.Changed()
	w.until("the sale is on its way", func(st client.Status) bool { return st.Unsent == 1 })
	for h.length() < 1 {
		// The hub has it as soon as it has read the frame.
		if _, err := w.Ask(t.Context(), wire.AskPeers{}); err != nil {
			t.Fatal(err)
		}
	}
	h.hangUp(wire.CloseAgain)
	w.until("the line is gone", offline)
	st := w.until("live again", live)
	if st.Unsent != 0 || st.Cursor.Seq != 1 || h.length() != 1 {
		t.Errorf("it stands so: %+v, the feed has %d places", st, h.length())
	}
}

func (h *script) length() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.feed)
}

// A replica that fails for a while is tried again without a word from anybody.
func TestAFailingReplicaIsTriedAgain(t *testing.T) {
	h, hub := newScript(t)
	r := enrolled(t, h)
	r.fail = errors.New("disk full")
	w := session(t, r, hub, nil)
	r.sell()
	w.Changed()
	w.until("the failure is told", func(st client.Status) bool { return st.Why == client.WhyDisk })
	w.until("drained", func(st client.Status) bool { return st.Drained && st.Cursor.Seq == 1 })
}

// Once exchanges all there is, or says why it could not.
func TestOnceExchangesAllThereIs(t *testing.T) {
	h, hub := newScript(t)
	r := enrolled(t, h)
	for range 10 {
		r.sell()
	}
	h.feed = append(h.feed, change.Entry{Seq: 1, Batch: change.Batch{ID: change.ID{9}, Device: other, DeviceSeq: 1, Ops: []change.Op{}}})
	st, err := client.SyncOnce(t.Context(), client.Options{Store: r, Hub: hub})
	if err != nil || !st.Drained || st.Cursor.Seq != 11 || st.Unsent != 0 || len(r.outbox) != 0 {
		t.Errorf("it stood so: %+v, %v", st, err)
	}
	stranger := &replica{s: client.Standing{Shop: shop, Device: other}, key: r.key}
	var gaveUp *client.OnceError
	if _, err = client.SyncOnce(t.Context(), client.Options{Store: stranger, Hub: hub}); !errors.As(err, &gaveUp) || gaveUp.Status.Why != client.WhyForged {
		t.Errorf("a stranger: %v", err)
	}
	if _, err = client.SyncOnce(t.Context(), client.Options{Store: r, Hub: wire.Line{URL: "ws://hub.example/sync"}}); !errors.As(err, &gaveUp) || gaveUp.Status.Why != client.WhyClear {
		t.Errorf("clear text: %v", err)
	}
}

// A session that was never started may be stopped.
func TestASessionMayBeStoppedBeforeItStarts(t *testing.T) {
	s := client.NewSession(client.Options{Store: &replica{}})
	s.Changed()
	s.Stop()
	s.Start()
	if st := s.Status(); st.Phase != client.PhaseOff {
		t.Errorf("it stands so: %+v", st)
	}
}
