package hub_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/hub"
	"github.com/prylavok/prylavok/sync/store"
	"github.com/prylavok/prylavok/sync/store/sqlite"
	"github.com/prylavok/prylavok/sync/wire"
)

// patience is how long a test waits for what must come; only a failure waits so long.
const patience = time.Minute

// served is a hub on loopback, on a database on disk.
type served struct {
	t      testing.TB
	server *hub.Server
	store  *sqlite.Store
	dir    string
	shop   change.ID
	admin  *hub.Engine // of another program, which the server does not hear
}

func serve(t testing.TB, adjust func(*hub.Config)) *served {
	t.Helper()
	dir := t.TempDir()
	s := &served{t: t, dir: dir}
	s.store = openStore(t, dir)
	s.admin = engineOn(openStore(t, dir))
	shop, _, err := s.admin.AddShop(t.Context(), "Крамниця", "UAH")
	if err != nil {
		t.Fatal(err)
	}
	s.shop = shop.ID
	s.start(adjust)
	return s
}

func openStore(t testing.TB, dir string) *sqlite.Store {
	t.Helper()
	st, err := sqlite.Open(t.Context(), dir, sqlite.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	return st
}

func engineOn(st store.Store) *hub.Engine {
	return &hub.Engine{Store: st, Now: func() int64 { return time.Now().UnixMilli() }, Random: rand.Reader, Log: slog.New(slog.DiscardHandler)}
}

func (s *served) start(adjust func(*hub.Config)) {
	s.t.Helper()
	c := hub.Config{Listen: "127.0.0.1:0", Nudge: filepath.Join(s.dir, "nudge"), Engine: *engineOn(s.store)}
	if adjust != nil {
		adjust(&c)
	}
	server, err := hub.New(c)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.server = server
	s.t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := server.Stop(ctx); err != nil {
			s.t.Error(err)
		}
	})
}

// desk is a desk on a real websocket, by hand.
type desk struct {
	s    *served
	id   change.ID
	key  ed25519.PrivateKey
	line *wire.Conn
	seq  int64
}

func (s *served) newDesk() *desk {
	s.t.Helper()
	d := &desk{s: s}
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		s.t.Fatal(err)
	}
	d.key = key
	_, _ = rand.Read(d.id[:])
	return d
}

// joined makes a desk that has enrolled and is at work.
func (s *served) joined(scope change.Scope) *desk {
	s.t.Helper()
	d := s.newDesk()
	invited, err := s.admin.Invite(s.t.Context(), s.shop, scope)
	if err != nil {
		s.t.Fatal(err)
	}
	d.dial()
	d.send(wire.Enrol{Oldest: 1, Newest: 1, Invite: invited.Code, Device: d.id, PublicKey: d.key.Public().(ed25519.PublicKey), Name: "каса"})
	d.prove(change.ID{})
	next[wire.Enrolled](d)
	next[wire.Welcome](d)
	return d
}

func (d *desk) dial() {
	d.s.t.Helper()
	line, err := wire.Dial(d.s.t.Context(), wire.Line{URL: "ws://" + d.s.server.Addr() + wire.Path})
	if err != nil {
		d.s.t.Fatal(err)
	}
	d.line = line
	d.s.t.Cleanup(func() { _ = line.Close(wire.CloseAgain, "the test is over") })
}

func (d *desk) greet() wire.Welcome {
	d.s.t.Helper()
	d.dial()
	d.send(wire.Hello{Oldest: 1, Newest: 1, Shop: d.s.shop, Device: d.id})
	d.prove(d.s.shop)
	return next[wire.Welcome](d)
}

func (d *desk) prove(shop change.ID) {
	d.s.t.Helper()
	c := next[wire.Challenge](d)
	d.send(wire.Proof{Signature: ed25519.Sign(d.key, wire.SignedText(c.Nonce, shop, d.id, c.Protocol))})
}

func (d *desk) send(f wire.Frame) {
	d.s.t.Helper()
	if err := d.line.Write(d.s.t.Context(), f); err != nil {
		d.s.t.Fatalf("send %T: %v", f, err)
	}
}

// next reads a frame, which must be of that type.
func next[F wire.Frame](d *desk) F {
	d.s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	f, err := d.line.Read(ctx)
	if err != nil {
		d.s.t.Fatalf("expected %T: %v", *new(F), err)
	}
	out, ok := f.(F)
	if !ok {
		d.s.t.Fatalf("expected %T, got %T %+v", *new(F), f, f)
	}
	return out
}

// ended reads until the hub closes, which must be with that code.
func (d *desk) ended(code wire.CloseCode) {
	d.s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for {
		_, err := d.line.Read(ctx)
		var closed *wire.ClosedError
		if errors.As(err, &closed) {
			if closed.Code != code {
				d.s.t.Fatalf("closed with %d %s, expected %d", closed.Code, closed.Text, code)
			}
			return
		}
		if err != nil {
			d.s.t.Fatalf("expected close %d: %v", code, err)
		}
	}
}

func (d *desk) batch(text string) change.Batch {
	d.seq++
	b := change.Batch{Device: d.id, DeviceSeq: d.seq, Intent: "test"}
	var product change.ID
	_, _ = rand.Read(b.ID[:])
	_, _ = rand.Read(product[:])
	b.Ops = []change.Op{create(change.Product, product, "name", text, "active", 1)}
	return b
}

// feedTo reads entries until a place of the feed.
func (d *desk) feedTo(seq int64) (entries []change.Entry) {
	d.s.t.Helper()
	for len(entries) == 0 || entries[len(entries)-1].Seq < seq {
		got := next[wire.Entries](d).Entries
		size := int64(0)
		for i := range got {
			size += int64(got[i].Size())
		}
		d.send(wire.Credit{Bytes: size})
		entries = append(entries, got...)
	}
	return entries
}
