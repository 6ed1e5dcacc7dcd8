package hub_test

import (
	"context"
	"crypto/ed25519"

	"fmt"
	"log/slog"
	"math/rand/v2"
	"testing"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/hub"
	"github.com/prylavok/prylavok/sync/store"
	"github.com/prylavok/prylavok/sync/store/memory"
	"github.com/prylavok/prylavok/sync/wire"
)

// seeded is a source of bytes that is the same in every run.
type seeded struct{ r *rand.Rand }

func newSeeded(seed uint64) *seeded { return &seeded{rand.New(rand.NewPCG(seed, seed))} }

func (s *seeded) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = byte(s.r.Uint32())
	}
	return len(b), nil
}

func (s *seeded) id() (id change.ID) {
	_, _ = s.Read(id[:])
	return id
}

// house is a hub without a network: an engine and a shop in it.
type house struct {
	t      testing.TB
	engine *hub.Engine
	shop   store.Shop
	random *seeded
	now    int64
}

func newHouse(t testing.TB) *house { return newHouseOn(t, memory.New(memory.Options{})) }

func newHouseOn(t testing.TB, st store.Store) *house {
	t.Helper()
	h := &house{t: t, random: newSeeded(1), now: 1_700_000_000_000}
	h.engine = &hub.Engine{Store: st, Now: func() int64 { return h.now }, Random: h.random, Log: slog.New(slog.DiscardHandler)}
	shop, invited, err := h.engine.AddShop(t.Context(), "Крамниця", "UAH")
	if err != nil {
		t.Fatal(err)
	}
	if invited.Code == "" {
		t.Fatal("a new shop has no invite")
	}
	h.shop = shop
	return h
}

func (h *house) invite(scope change.Scope) string {
	h.t.Helper()
	i, err := h.engine.Invite(h.t.Context(), h.shop.ID, scope)
	if err != nil {
		h.t.Fatal(err)
	}
	return i.Code
}

func (h *house) read(f func(store.Reader) error) {
	h.t.Helper()
	if err := h.engine.Store.Read(h.t.Context(), h.shop.ID, f); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) head() (head int64) {
	h.read(func(r store.Reader) (err error) {
		head, err = r.Head()
		return err
	})
	return head
}

// till is a desk's side of a connection, by hand.
type till struct {
	h      *house
	conn   hub.Conn
	id     change.ID
	key    ed25519.PrivateKey
	seq    int64
	heard  []wire.Frame
	closed *hub.Close
	held   []hub.Accept // with hold set, accepts wait here
	hold   bool
}

var limits = wire.Limits{FrameBytes: wire.MaxFrameBytes, PushBatches: 16, PushBytes: 1 << 20}

func (h *house) newTill() *till {
	seed := make([]byte, ed25519.SeedSize)
	_, _ = h.random.Read(seed)
	return &till{h: h, id: h.random.id(), key: ed25519.NewKeyFromSeed(seed)}
}

// joined makes a till that has enrolled and is at work.
func (h *house) joined(scope change.Scope) *till {
	h.t.Helper()
	x := h.newTill()
	x.connect()
	x.send(x.enrolment(h.invite(scope)))
	x.prove(change.ID{})
	x.hears(wire.Enrolled{})
	x.hears(wire.Welcome{})
	return x
}

func (x *till) connect() {
	x.conn, x.heard, x.closed = hub.NewConn(limits), nil, nil
}

func (x *till) enrolment(code string) wire.Enrol {
	return wire.Enrol{Oldest: 1, Newest: 1, Invite: code, Device: x.id, PublicKey: x.key.Public().(ed25519.PublicKey), Name: "каса"}
}

func (x *till) hello() wire.Hello {
	return wire.Hello{Oldest: 1, Newest: 1, Shop: x.h.shop.ID, Device: x.id}
}

// prove answers the challenge that was heard last.
func (x *till) prove(shop change.ID) {
	x.h.t.Helper()
	c := hears[wire.Challenge](x)
	x.send(wire.Proof{Signature: ed25519.Sign(x.key, wire.SignedText(c.Nonce, shop, x.id, c.Protocol))})
}

// greet opens a session and gives the welcome.
func (x *till) greet(hello wire.Hello) wire.Welcome {
	x.h.t.Helper()
	x.connect()
	x.send(hello)
	x.prove(x.h.shop.ID)
	return hears[wire.Welcome](x)
}

// send passes a frame through the codec to the hub and does what follows.
func (x *till) send(f wire.Frame) {
	x.h.t.Helper()
	x.event(hub.Received{Frame: recoded(x.h.t, f)})
}

func recoded(t testing.TB, f wire.Frame) wire.Frame {
	t.Helper()
	data, err := wire.Encode(f)
	if err != nil {
		t.Fatal(err)
	}
	out, err := wire.Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func (x *till) event(e hub.Event) {
	x.h.t.Helper()
	events := []hub.Event{e}
	for len(events) > 0 {
		var effects []hub.Effect
		x.conn, effects = hub.Step(x.conn, events[0])
		events = events[1:]
		for _, f := range effects {
			switch f := f.(type) {
			case hub.Send:
				x.heard = append(x.heard, recoded(x.h.t, f.Frame))
			case hub.Close:
				x.closed = &f
			case hub.Accept:
				if x.hold {
					x.held = append(x.held, f)
					continue
				}
				events = append(events, x.do(f))
			default:
				events = append(events, x.do(f))
			}
		}
	}
}

func (x *till) do(f hub.Effect) hub.Event {
	x.h.t.Helper()
	e, err := x.h.engine.Do(context.Background(), f)
	if err != nil {
		x.h.t.Fatalf("%T: %v", f, err)
	}
	return e
}

// hears takes the next frame that the hub sent, which must be of that type.
func hears[F wire.Frame](x *till) F {
	x.h.t.Helper()
	if len(x.heard) == 0 {
		x.h.t.Fatalf("expected %T, heard nothing; closed: %+v", *new(F), x.closed)
	}
	f, ok := x.heard[0].(F)
	if !ok {
		x.h.t.Fatalf("expected %T, heard %T %+v", *new(F), x.heard[0], x.heard[0])
	}
	x.heard = x.heard[1:]
	return f
}

func (x *till) hears(f wire.Frame) {
	x.h.t.Helper()
	if len(x.heard) == 0 {
		x.h.t.Fatalf("expected %T, heard nothing; closed: %+v", f, x.closed)
	}
	if a, b := typeName(f), typeName(x.heard[0]); a != b {
		x.h.t.Fatalf("expected %s, heard %s %+v", a, b, x.heard[0])
	}
	x.heard = x.heard[1:]
}

func (x *till) silent() {
	x.h.t.Helper()
	if len(x.heard) > 0 || x.closed != nil {
		x.h.t.Fatalf("expected silence, heard %T %+v; closed: %+v", x.heard[0], x.heard[0], x.closed)
	}
}

func (x *till) ended(code wire.CloseCode) {
	x.h.t.Helper()
	if x.closed == nil || x.closed.Code != code {
		x.h.t.Fatalf("expected close %d, got %+v; heard %+v", code, x.closed, x.heard)
	}
}

// batch makes the till's next batch.
func (x *till) batch(ops ...change.Op) change.Batch {
	x.seq++
	b := change.Batch{ID: x.h.random.id(), Device: x.id, DeviceSeq: x.seq, Intent: "test", At: x.h.now, Ops: ops}
	b.Base.Seq = x.h.head()
	x.h.read(func(r store.Reader) error {
		epochs, err := r.Epochs()
		b.Base.Epoch = epochs[len(epochs)-1].ID
		return err
	})
	return b
}

func set(k *change.Kind, pairs ...any) (out []change.Assign) {
	for i := 0; i < len(pairs); i += 2 {
		f, ok := k.Field(pairs[i].(string))
		if !ok {
			panic(pairs[i])
		}
		v := pairs[i+1]
		switch x := v.(type) {
		case int:
			v = int64(x)
		case change.ID:
			v = x[:]
		}
		out = append(out, change.Assign{Field: f.Num, Value: v})
	}
	return out
}

func create(k *change.Kind, id change.ID, pairs ...any) change.Op {
	return change.Op{Kind: k.Num, Act: change.Create, ID: id, Set: set(k, pairs...)}
}

func patch(k *change.Kind, id change.ID, base int64, pairs ...any) change.Op {
	return change.Op{Kind: k.Num, Act: change.Patch, ID: id, Base: base, Set: set(k, pairs...)}
}

// product is an operation that no rule objects to.
func (x *till) product(name string) change.Op {
	return create(change.Product, x.h.random.id(), "name", name, "active", 1)
}

// feed asks for all of the feed after a place and gives it.
func (x *till) feed(after int64) (entries []change.Entry) {
	x.h.t.Helper()
	x.send(wire.Credit{After: after, Bytes: 32 << 20})
	for len(x.heard) > 0 {
		entries = append(entries, hears[wire.Entries](x).Entries...)
	}
	return entries
}

func typeName(f wire.Frame) string { return fmt.Sprintf("%T", f) }
