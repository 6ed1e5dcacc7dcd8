package bind_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"log/slog"
	"net"
	"path/filepath"
	"testing"
	"time"

	"github.com/prylavok/prylavok/app/bind"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/hub"
	"github.com/prylavok/prylavok/sync/store/sqlite"
	"github.com/prylavok/prylavok/sync/wire"
)

// testHub is a real hub on this machine with one shop that nobody has joined.
type testHub struct {
	t      *testing.T
	dir    string
	engine hub.Engine
	server *hub.Server
	listen string
	shop   change.ID
	first  string // the invite of the shop's first till
}

func startHub(t *testing.T) *testHub {
	t.Helper()
	h := &testHub{t: t, dir: t.TempDir(), listen: "127.0.0.1:0", engine: hub.Engine{Now: func() int64 { return time.Now().UnixMilli() }, Random: rand.Reader, Log: slog.New(slog.DiscardHandler)}}
	h.open(sqlite.Options{Create: true})
	made, invited, err := h.engine.AddShop(ctx, "Крамниця", "UAH")
	if err != nil {
		t.Fatal(err)
	}
	h.serve()
	h.shop, h.first = made.ID, h.text(invited.Code)
	t.Cleanup(func() {
		h.stop()
		if err := h.engine.Store.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

func (h *testHub) open(o sqlite.Options) {
	h.t.Helper()
	st, err := sqlite.Open(ctx, h.dir, o)
	if err != nil {
		h.t.Fatal(err)
	}
	h.engine.Store = st
}

func (h *testHub) serve() {
	h.t.Helper()
	s, err := hub.New(hub.Config{Listen: h.listen, Engine: h.engine})
	if err == nil {
		err = s.Start()
	}
	if err != nil {
		h.t.Fatal(err)
	}
	h.server, h.listen = s, s.Addr()
}

func (h *testHub) stop() {
	if h.server == nil {
		return
	}
	patience, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if err := h.server.Stop(patience); err != nil {
		h.t.Error(err)
	}
	h.server = nil
}

func (h *testHub) text(code string) string {
	h.t.Helper()
	text, err := wire.InviteText("ws://"+h.listen+wire.Path, code)
	if err != nil {
		h.t.Fatal(err)
	}
	return text
}

func (h *testHub) invite(scope change.Scope) string {
	h.t.Helper()
	invited, err := h.engine.Invite(ctx, h.shop, scope)
	if err != nil {
		h.t.Fatal(err)
	}
	return h.text(invited.Code)
}

// till is a working desk with one screen; its owner is at it once there is one.
type till struct {
	*bind.Session
	t    *testing.T
	desk *bind.Desk
	bell chan struct{}
}

func newTill(t *testing.T) *till {
	t.Helper()
	d, err := bind.Open(ctx, bind.Config{Replica: filepath.Join(t.TempDir(), "shop.db"), Version: "test", Work: true, Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	if err != nil {
		t.Fatal(err)
	}
	u := &till{Session: d.NewSession("one"), t: t, desk: d, bell: make(chan struct{}, 1)}
	d.Subscribe(func([]byte) {
		select {
		case u.bell <- struct{}{}:
		default:
		}
	})
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return u
}

// do calls a method that has to work.
func (u *till) do(method string, params, result any) {
	u.t.Helper()
	if code := call(u.t, u.Session, method, params, result); code != "" {
		u.t.Fatalf("%s: %s", method, code)
	}
}

func (u *till) state() bind.State {
	u.t.Helper()
	var st bind.State
	u.do("desk.state", struct{}{}, &st)
	return st
}

// until asks after each event whether something is so.
func (u *till) until(what string, so func() bool) {
	u.t.Helper()
	patience, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for !so() {
		select {
		case <-u.bell:
		case <-patience.Done():
			u.t.Fatalf("never: %s; state %+v", what, u.state().Sync)
		}
	}
}

// settled waits until all is at the hub and all of the hub's is here.
func (u *till) settled() {
	u.t.Helper()
	u.until("live and nothing unsent", func() bool { s := u.state().Sync; return s.Phase == "live" && s.Pending == 0 })
}

// sellOne makes a product with a code on a till and sells one piece of it.
func (u *till) sellOne(name, code string) (number string) {
	u.t.Helper()
	u.do("goods.save", replica.Product{Name: name, Unit: "pcs", Active: true, Offers: []replica.Variant{{Price: 12500, Active: true, Options: []replica.Option{}, Barcodes: []replica.Barcode{{Code: code}}}}}, nil)
	var scanned replica.Scanned
	u.do("counter.scan", map[string]any{"code": code}, &scanned)
	var done replica.Finished
	u.do("counter.finish", map[string]any{"basket": scanned.Counter.Basket.ID, "payments": []any{}, "print": false}, &done)
	return done.Number
}

func (u *till) orders() (numbers []string) {
	u.t.Helper()
	var page replica.OrderPage
	u.do("orders.list", struct{}{}, &page)
	for _, o := range page.Orders {
		numbers = append(numbers, o.Number)
	}
	return numbers
}

// A shop that lives on one till moves to a hub; a second till joins by an invite
// that the first one shows, and a sale on either is in the other's list.
func TestTwoTillsShareAShop(t *testing.T) {
	h := startHub(t)
	one, two := newTill(t), newTill(t)
	open(t, one.Session)
	before := one.sellOne("Чашка", "4820024700016")
	var page bind.SyncPage
	if one.do("sync.page", struct{}{}, &page); page.Sentence != "only_here" || page.State.Hub {
		t.Fatalf("%+v", page)
	}
	var st bind.State
	one.do("sync.join", map[string]any{"invite": h.first, "name": ""}, &st)
	if !st.Sync.Hub || st.Phase != "open" {
		t.Fatalf("%+v", st)
	}
	one.settled()
	var invite bind.Invite
	one.do("sync.invite", map[string]any{"role": "manager"}, &invite)
	if len(invite.QR) < 21 || len(invite.QR[0]) != len(invite.QR) || invite.ExpiresAt < time.Now().UnixMilli() {
		t.Fatalf("%+v", invite)
	}
	two.do("sync.join", map[string]any{"invite": invite.Text, "name": "Каса 2"}, &st)
	if st.Phase == "new" {
		t.Fatalf("%+v", st)
	}
	two.until("the shop is here", func() bool { return two.state().Phase == "locked" })
	two.settled()
	who := two.state().Users[0]
	two.do("session.unlock", map[string]any{"user_id": who.ID, "pin": "1234"}, nil)
	if st = two.state(); st.Shop.Name != "Крамниця" || st.Sync.Scope != "manager" || st.Desk.Series == "A1" {
		t.Fatalf("%+v", st)
	}
	if list := two.orders(); len(list) != 1 || list[0] != before {
		t.Fatalf("%v", list)
	}
	sold := two.sellOne("Тарілка", "4820024700023")
	one.until("the sale of the other till", func() bool { return len(one.orders()) == 2 })
	if list := one.orders(); list[0] != sold {
		t.Fatalf("%v", list)
	}
	two.settled()
	var check bind.SyncCheck
	if two.do("sync.check", struct{}{}, &check); check.State != "same" || check.Here == "" {
		t.Fatalf("%+v", check)
	}
	if one.do("sync.page", struct{}{}, &page); page.Sentence != "safe" || len(page.Peers) != 2 || page.PeersAt == 0 || page.Hub == "" {
		t.Fatalf("%+v", page)
	}
	var peers []bind.Peer
	one.do("sync.revoke", map[string]any{"device": two.state().Desk.ID}, &peers)
	two.until("the shop is gone from the revoked till", func() bool { return two.state().Phase == "removed" })
	two.do("sync.join", map[string]any{"invite": h.invite(change.ScopeClerk), "name": "Каса 3"}, nil)
	two.until("the shop is back", func() bool { return two.state().Phase == "locked" })
}

// Without the hub a till sells on and says how much waits; when the hub is back
// it goes out by itself.
func TestAStoppedHubIsAState(t *testing.T) {
	h := startHub(t)
	u := newTill(t)
	open(t, u.Session)
	u.do("sync.join", map[string]any{"invite": h.first, "name": "Каса 1"}, nil)
	u.settled()
	h.stop()
	u.until("offline", func() bool { return u.state().Sync.Phase == "offline" })
	u.sellOne("Чашка", "4820024700016")
	var page bind.SyncPage
	if u.do("sync.page", struct{}{}, &page); page.Sentence != "waiting" || page.State.Pending < 2 || page.Unsent.Total != page.State.Pending || page.Unsent.Batches[0].Intent != "sale" {
		t.Fatalf("%+v", page)
	}
	if code := call(t, u.Session, "sync.invite", map[string]any{"role": "clerk"}, nil); code != "sync.why.line" && code != "sync.why.offline" {
		t.Errorf("an invite without a hub: %q", code)
	}
	h.serve()
	u.do("sync.now", struct{}{}, nil)
	u.settled()
}

// The first till of a shop that was made at the hub can sell at once.
func TestAShopThatWasMadeAtTheHubIsOpened(t *testing.T) {
	h := startHub(t)
	u := newTill(t)
	u.do("sync.join", map[string]any{"invite": h.first, "name": "Каса 1"}, nil)
	u.until("open", func() bool { return u.state().Phase == "open" })
	st := u.state()
	if st.Shop.Name != "Крамниця" || st.Shop.Currency.Code != "UAH" || st.User.Role != shop.Owner {
		t.Fatalf("%+v", st)
	}
	u.sellOne("Чашка", "4820024700016")
	u.settled()
}

// What is wrong with an invite is said in words, and everything stays as it was.
func TestWrongInvitesChangeNothing(t *testing.T) {
	h := startHub(t)
	used := h.invite(change.ScopeOwner)
	founder := newTill(t)
	founder.do("sync.join", map[string]any{"invite": used, "name": "Каса 1"}, nil)
	founder.settled()
	alone, empty, demo := newTill(t), newTill(t), newTill(t)
	open(t, alone.Session)
	demo.do("demo.create", map[string]any{"name": "Крамниця", "currency": "UAH", "language": "uk"}, nil)
	for _, tc := range []struct {
		name, invite string
		u            *till
		want, phase  string
	}{
		{"rubbish", "прилавок", empty, "sync.invite_unreadable", "new"},
		{"a used invite", used, empty, "sync.why.invite", "new"},
		{"a used invite for a shop", used, alone, "sync.why.invite", "open"},
		{"a shop to one that is begun", h.invite(change.ScopeOwner), alone, "sync.why.shop", "open"},
		{"nobody there", "prylavok://127.0.0.1:1/0000-0000-0000-0000", empty, "sync.why.line", "new"},
		{"another machine without encryption", "prylavok://192.0.2.1:7480/0000-0000-0000-0000", empty, "sync.why.clear", "new"},
		{"a demo shop", h.invite(change.ScopeOwner), demo, "sync.demo", "open"},
	} {
		if code := call(t, tc.u.Session, "sync.join", map[string]any{"invite": tc.invite, "name": "Каса"}, nil); code != tc.want {
			t.Errorf("%s: %q, want %q", tc.name, code, tc.want)
		}
		if st := tc.u.state(); st.Phase != tc.phase || st.Sync.Hub {
			t.Errorf("%s left %s %+v", tc.name, st.Phase, st.Sync)
		}
	}
	// The invite of a till that is not to be moved lets an empty one in.
	empty.do("sync.join", map[string]any{"invite": h.invite(change.ScopeClerk), "name": "Каса 2"}, nil)
	empty.until("can be unlocked or is open", func() bool { p := empty.state().Phase; return p == "locked" || p == "open" })
}

// That this till's own disk takes nothing more is not told as a line that is down.
func TestAFullDiskIsNotALineThatIsDown(t *testing.T) {
	h := startHub(t)
	one, two, _ := pair(t, h, 5*shop.One)
	db, err := sql.Open("sqlite3", two.desk.Replica().Path()+"?_busy_timeout=5000")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // the test is over
	// In the place of a disk that is full.
	if _, err := db.Exec(`CREATE TRIGGER full BEFORE INSERT ON feed BEGIN SELECT RAISE(ABORT, 'full'); END`); err != nil {
		t.Fatal(err)
	}
	one.sellOne("Ложка", "4820024700023")
	var page bind.SyncPage
	two.until("it says that it cannot store", func() bool {
		two.do("sync.page", struct{}{}, &page)
		return page.State.Why == "sync.why.disk" && page.State.Phase == "offline"
	})
	if page.Sentence != "unstored" {
		t.Errorf("above it stands %q", page.Sentence)
	}
	if _, err := db.Exec(`DROP TRIGGER full`); err != nil {
		t.Fatal(err)
	}
	two.settled()
}

// While a new till's invite is tried its screens keep what they show: the invite
// stays before whoever typed it, to be mended if it is refused.
func TestATillIsJoiningOnceItIsLetIn(t *testing.T) {
	mute, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	u := newTill(t)
	answer := make(chan string, 1)
	go func() {
		answer <- call(t, u.Session, "sync.join", map[string]any{"invite": "prylavok://" + mute.Addr().String() + "/0000-0000-0000-0000", "name": "Каса"}, nil)
	}()
	line, err := mute.Accept()
	if err != nil {
		t.Fatal(err)
	}
	if st := u.state(); st.Phase != "new" {
		t.Errorf("its screens show %q while the hub is asked", st.Phase)
	}
	if err := errors.Join(mute.Close(), line.Close()); err != nil {
		t.Fatal(err)
	}
	if code := <-answer; code != "sync.why.line" {
		t.Errorf("%q", code)
	}
	if st := u.state(); st.Phase != "new" {
		t.Errorf("its screens show %q", st.Phase)
	}
}

// Whoever may not change settings cannot move the shop to a hub, nor may
// anybody at a locked screen.
func TestOnlyWhoMayMovesTheShop(t *testing.T) {
	h := startHub(t)
	u := newTill(t)
	open(t, u.Session)
	u.do("session.lock", struct{}{}, nil)
	if code := call(t, u.Session, "sync.join", map[string]any{"invite": h.first, "name": "x"}, nil); code != "session.locked" {
		t.Errorf("%q", code)
	}
	if u.state().Sync.Hub {
		t.Error("the shop was moved")
	}
}
