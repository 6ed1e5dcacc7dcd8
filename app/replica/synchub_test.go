package replica_test

import (
	"crypto/rand"
	"flag"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/client"
	"github.com/prylavok/prylavok/sync/hub"
	"github.com/prylavok/prylavok/sync/store"
	"github.com/prylavok/prylavok/sync/store/memory"
	"github.com/prylavok/prylavok/sync/wire"
	"pgregory.net/rapid"
)

// testHub is the real engine of a hub without any line: what a session would
// say is done by calls.
type testHub struct {
	engine *hub.Engine
	shop   change.ID
	page   int // bytes of a page
}

// tb is what both a test and a rapid check can fail.
type tb interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

func newTestHub(t tb) *testHub {
	t.Helper()
	h := &testHub{shop: change.ID(shop.NewID()), page: 64 << 10}
	h.engine = &hub.Engine{Store: memory.New(memory.Options{}), Now: func() int64 { return time.Now().UnixMilli() }, Random: rand.Reader, Log: slog.New(slog.DiscardHandler)}
	if err := h.engine.Store.AddShop(ctx, store.Shop{ID: h.shop, Name: "Крамниця", Currency: "UAH"}, 7); err != nil {
		t.Fatal(err)
	}
	return h
}

// till is a replica that is joined to the hub.
type till struct {
	r   *replica.Replica
	l   *replica.Link
	who hub.Who
}

// join enrols a replica and loads the shop.
func (h *testHub) join(t tb, r *replica.Replica, scope change.Scope) *till {
	t.Helper()
	d := h.enrolAs(t, r, scope)
	h.load(t, d, *d.standing(t).Load)
	return d
}

// enrol takes a replica in that may see everything; its load is begun.
func (h *testHub) enrol(t tb, r *replica.Replica) *till {
	t.Helper()
	return h.enrolAs(t, r, change.ScopeManager)
}

func (h *testHub) enrolAs(t tb, r *replica.Replica, scope change.Scope) *till {
	t.Helper()
	d, w := h.enlist(t, r, scope)
	if _, err := d.l.StartLoad(ctx, client.Load{Why: client.LoadFirst, Epoch: d.who.Epoch, Start: w.Head, StartBatch: w.HeadBatch}); err != nil {
		t.Fatal(err)
	}
	if err := d.l.SetEpochs(ctx, w.Epochs, d.standing(t).Cursor.Seq); err != nil {
		t.Fatal(err)
	}
	return d
}

// enlist takes a replica in; it has begun no load yet.
func (h *testHub) enlist(t tb, r *replica.Replica, scope change.Scope) (*till, wire.Welcome) {
	t.Helper()
	invite, err := h.engine.Invite(ctx, h.shop, scope)
	if err != nil {
		t.Fatal(err)
	}
	d := &till{r: r, l: r.Link()}
	device, key, err := d.l.Identity(ctx)
	if err != nil {
		t.Fatal(err)
	}
	s := d.standing(t)
	e, err := h.engine.Do(ctx, hub.Enlist{Enrol: &wire.Enrol{Invite: invite.Code, Device: device, PublicKey: key, Name: "Каса", Shop: s.Shop, Series: s.Series}})
	if err != nil {
		t.Fatal(err)
	}
	in, ok := e.(hub.Enlisted)
	if !ok {
		t.Fatalf("the hub answered %+v", e)
	}
	if err := d.l.Enrol(ctx, in.Enrolled); err != nil {
		t.Fatal(err)
	}
	d.who = hub.Who{Shop: h.shop, Device: device, Scope: in.Device.Scope, ScopeRev: in.Device.ScopeRev, Epoch: in.Welcome.Epochs[len(in.Welcome.Epochs)-1].ID}
	if err := d.l.SetScope(ctx, in.Welcome.Scope, in.Welcome.ScopeRev); err != nil {
		t.Fatal(err)
	}
	return d, in.Welcome
}

func (d *till) standing(t tb) client.Standing {
	t.Helper()
	s, err := d.l.Standing(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (h *testHub) ask(t tb, f hub.Effect) hub.Event {
	t.Helper()
	e, err := h.engine.Do(ctx, f)
	if err != nil {
		t.Fatal(err)
	}
	if denied, ok := e.(hub.Denied); ok {
		t.Fatalf("the hub denied %T: %+v", f, denied)
	}
	return e
}

// fetch asks for the page that a load wants next.
func (h *testHub) fetch(t tb, d *till, l client.Load) wire.Page {
	t.Helper()
	answer := h.ask(t, hub.ReadPage{Who: d.who, Want: l.Want(h.page)}).(hub.Answered)
	data, err := wire.Encode(answer.Frame)
	if err != nil {
		t.Fatal(err)
	}
	frame, err := wire.Decode(data)
	page, ok := frame.(wire.Page)
	if err != nil || !ok {
		t.Fatalf("the hub answered %+v: %v", answer, err)
	}
	return page
}

func (h *testHub) load(t tb, d *till, l client.Load) {
	t.Helper()
	l, err := d.l.StartLoad(ctx, l)
	for err == nil && !l.Complete() {
		_, l, err = d.l.TakePages(ctx, []wire.Page{h.fetch(t, d, l)})
	}
	if err == nil {
		err = d.l.FinishLoad(ctx)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// push sends what waits and keeps what is refused.
func (h *testHub) push(t tb, d *till) {
	t.Helper()
	for after := d.standing(t).Acked; ; {
		list, err := d.l.Outgoing(ctx, after, 20, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		if len(list) == 0 {
			return
		}
		results, err := h.engine.Accept(ctx, []hub.Submission{{Who: d.who, Batches: list}})
		if err != nil || results[0].Close != 0 || results[0].Cloned != 0 {
			t.Fatalf("push: %+v %v", results, err)
		}
		if err := d.l.Refuse(ctx, results[0].Refused); err != nil {
			t.Fatal(err)
		}
		after = list[len(list)-1].DeviceSeq
	}
}

// pull reads the feed to its end.
func (h *testHub) pull(t tb, d *till) {
	t.Helper()
	for {
		c := d.standing(t).Cursor
		read := h.ask(t, hub.ReadFeed{Who: d.who, After: c.Seq, Bytes: 256 << 10}).(hub.FeedRead)
		if len(read.Entries) == 0 {
			return
		}
		if _, err := d.l.Take(ctx, c.Epoch, read.Entries); err != nil {
			t.Fatal(err)
		}
		// What came twice changes nothing.
		if again, err := d.l.Take(ctx, c.Epoch, read.Entries); err != nil || again.Seq != read.Entries[len(read.Entries)-1].Seq {
			t.Fatalf("the same entries again: %+v %v", again, err)
		}
	}
}

func (h *testHub) sync(t tb, d *till) {
	t.Helper()
	h.push(t, d)
	h.pull(t, d)
}

// agree fails when a till does not have what the hub has.
func (h *testHub) agree(t tb, tills ...*till) {
	t.Helper()
	for i, d := range tills {
		there := h.ask(t, hub.ReadDigest{Who: d.who}).(hub.Answered).Frame.(wire.Digest)
		c, here, err := d.l.Digest(ctx)
		if err != nil || c.Seq != there.Seq || string(here.Bytes()) != string(there.Digest) {
			t.Fatalf("till %d at %d has %x, the hub at %d has %x: %v", i, c.Seq, here.Bytes(), there.Seq, there.Digest, err)
		}
		report, err := d.r.Verify(ctx)
		if err != nil || !report.OK {
			t.Fatalf("till %d: %v %v", i, report.Problems, err)
		}
	}
}

// emptyTill makes a replica that joins.
func emptyTill(t testing.TB) *replica.Replica {
	t.Helper()
	return emptyTillAt(t, filepath.Join(t.TempDir(), "till.db"))
}

func emptyTillAt(t tb, path string) *replica.Replica {
	t.Helper()
	r, err := replica.CreateJoining(ctx, path, replica.Joining{URL: "wss://hub", Invite: "X", Name: "Каса"}, replica.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if c, ok := t.(interface{ Cleanup(func()) }); ok {
		c.Cleanup(func() { _ = r.Close() })
	}
	return r
}

// A shop that has lived on one desk moves to a hub with all it has, its other
// tills get all of it, and whatever clerks then do on three of them in any order,
// with links that come and go, the copies agree and each adds up.
func TestAnyDayOnThreeTillsAgrees(t *testing.T) {
	dir, day := simFolder(t), 0
	rapid.Check(t, func(rt *rapid.T) {
		if day++; day > 20 && flag.Lookup("rapid.checks").Value.String() == "100" {
			return // many more only when they are asked for: each opens three shops
		}
		h := newTestHub(rt)
		first, err := replica.Create(ctx, filepath.Join(dir, fmt.Sprintf("a%d.db", day)), replica.NewShop{Name: "Крамниця", Currency: "UAH", Language: "uk"}, replica.Options{})
		if err != nil {
			rt.Fatal(err)
		}
		defer first.Close() //nolint:errcheck // the verify below is what matters
		codes := []string{"4820024700016", "4006381333931", "96385074"}
		for i, code := range codes {
			stockUp(t, first, fmt.Sprintf("Товар %d", i), code, shop.Money(100+i*3333), shop.Quantity(i+1)*shop.One)
		}
		sell(t, first, owner(t, first), codes[1], 1)
		tills := []*till{h.join(rt, first, change.ScopeOwner)}
		h.sync(rt, tills[0])
		days := []*shopDay{{t: t, r: first, a: owner(t, first), codes: codes}}
		for i, name := range []string{"b", "c"} {
			r := emptyTillAt(rt, filepath.Join(dir, fmt.Sprintf("%s%d.db", name, day)))
			defer r.Close() //nolint:errcheck // as above
			tills = append(tills, h.join(rt, r, []change.Scope{change.ScopeManager, change.ScopeClerk}[i]))
			days = append(days, &shopDay{t: t, r: r, a: owner(t, r), codes: codes})
		}
		rt.Repeat(map[string]func(*rapid.T){
			"sync": func(rt *rapid.T) { h.sync(rt, rapid.SampledFrom(tills).Draw(rt, "synced")) },
			"push": func(rt *rapid.T) { h.push(rt, rapid.SampledFrom(tills).Draw(rt, "pushed")) },
			"scan": func(rt *rapid.T) { anyTill(rt, days).scan(rt) }, "finish": func(rt *rapid.T) { anyTill(rt, days).finish(rt) },
			"park": func(rt *rapid.T) { anyTill(rt, days).park(rt) }, "take back": func(rt *rapid.T) { anyTill(rt, days).takeBack(rt) },
			"return": func(rt *rapid.T) { anyTill(rt, days).giveBack(rt) }, "cancel": func(rt *rapid.T) { anyTill(rt, days).cancel(rt) },
			"undo sale": func(rt *rapid.T) { anyTill(rt, days).undoSale(rt) }, "step": func(rt *rapid.T) { anyTill(rt, days).step(rt) },
			"pay": func(rt *rapid.T) { anyTill(rt, days).pay(rt) }, "deliver": func(rt *rapid.T) { anyTill(rt, days).deliver(rt) },
			"copy": func(rt *rapid.T) { anyTill(rt, days).copyOrder(rt) }, "cancel line": func(rt *rapid.T) { anyTill(rt, days).cancelLine(rt) },
		})
		for range 2 {
			for _, d := range tills {
				h.sync(rt, d)
			}
		}
		h.agree(rt, tills...)
	})
}

func anyTill(rt *rapid.T, days []*shopDay) *shopDay {
	return rapid.SampledFrom(days).Draw(rt, "till")
}
