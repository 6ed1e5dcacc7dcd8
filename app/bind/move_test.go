package bind_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/prylavok/prylavok/app/bind"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/store/sqlite"
)

// backup keeps the hub's state of now.
func (h *testHub) backup() (path string) {
	h.t.Helper()
	path = filepath.Join(h.t.TempDir(), "hub-backup.db")
	if err := h.engine.Store.Backup(ctx, path); err != nil {
		h.t.Fatal(err)
	}
	return path
}

// restore puts a backup in the place of the hub's database, as hub restore does.
func (h *testHub) restore(backup string) {
	h.t.Helper()
	h.stop()
	if err := h.engine.Store.Close(); err != nil {
		h.t.Fatal(err)
	}
	data, err := os.ReadFile(backup)
	if err != nil {
		h.t.Fatal(err)
	}
	h.dir = h.t.TempDir()
	if err := os.WriteFile(filepath.Join(h.dir, sqlite.Name), data, 0o600); err != nil {
		h.t.Fatal(err)
	}
	h.open(sqlite.Options{})
	if err := h.engine.BeginEpochs(ctx); err != nil {
		h.t.Fatal(err)
	}
	h.serve()
}

// A hub that moved to another port is found again by its address, typed as a
// person does; the till stays who it was and what it did meanwhile goes out.
func TestTheHubMoves(t *testing.T) {
	h := startHub(t)
	u := newTill(t)
	open(t, u.Session)
	if code := call(t, u.Session, "sync.move", map[string]any{"url": h.listen}, nil); code != "sync.no_hub" {
		t.Errorf("a shop without a hub: %q", code)
	}
	u.do("sync.join", map[string]any{"invite": h.first, "name": "Каса 1"}, nil)
	u.settled()
	before := u.state().Desk
	h.stop()
	u.until("offline", func() bool { return u.state().Sync.Phase == "offline" })
	u.sellOne("Чашка", "4820024700016")
	var page bind.SyncPage
	for _, tc := range []struct{ typed, want string }{
		{"", "sync.address"}, {"прилавок тут", "sync.address"}, {"https://hub.example.com", "sync.address"}, {"wss://u:p@hub.example.com", "sync.address"},
		{"wss://hub.example.com/sync?x=1", "sync.address"}, {"ws://", "sync.address"}, {"ws://192.0.2.1:7480", "sync.why.clear"}, {"192.0.2.1:7480", "sync.why.clear"},
	} {
		if code := call(t, u.Session, "sync.move", map[string]any{"url": tc.typed}, nil); code != tc.want {
			t.Errorf("%q: %q, want %q", tc.typed, code, tc.want)
		}
		if u.do("sync.page", struct{}{}, &page); page.Hub != "ws://"+h.listen+"/sync" {
			t.Errorf("%q moved it to %s", tc.typed, page.Hub)
		}
	}
	h.listen = "127.0.0.1:0"
	h.serve()
	var st bind.SyncState
	if u.do("sync.move", map[string]any{"url": " " + h.listen + " "}, &st); st.Phase != "live" && st.Phase != "syncing" {
		t.Errorf("%+v", st)
	}
	u.settled()
	if after := u.state().Desk; *after != *before {
		t.Errorf("it was %+v and is %+v", before, after)
	}
	// Where nobody is, nothing is lost either.
	if u.do("sync.move", map[string]any{"url": "ws://localhost:1"}, &st); st.Phase != "offline" || st.Why != "sync.why.line" {
		t.Errorf("%+v", st)
	}
	u.do("sync.move", map[string]any{"url": "ws://" + h.listen}, nil)
	u.settled()
}

// An invite to the same shop, typed into a till that is in it, brings it to where
// the hub is; one to another shop, a used one and rubbish change nothing.
func TestAnInviteMovesATillOfTheShop(t *testing.T) {
	h := startHub(t)
	u := newTill(t)
	open(t, u.Session)
	u.do("sync.join", map[string]any{"invite": h.first, "name": "Каса 1"}, nil)
	u.settled()
	before, used := u.state().Desk, h.invite(change.ScopeOwner)
	other := newTill(t)
	other.do("sync.join", map[string]any{"invite": used, "name": "Каса 2"}, nil)
	other.until("the shop is here", func() bool { return other.state().Phase == "locked" })
	_, empty, err := h.engine.AddShop(ctx, "Інша", "UAH")
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ name, invite, want string }{
		{"rubbish", "прилавок", "sync.invite_unreadable"},
		{"another, empty shop", h.text(empty.Code), "replica.other_shop"},
		{"nobody there", "prylavok://127.0.0.1:1/0000-0000-0000-0000", "sync.why.line"},
	} {
		if code := call(t, u.Session, "sync.join", map[string]any{"invite": tc.invite, "name": "Каса 1"}, nil); code != tc.want {
			t.Errorf("%s: %q, want %q", tc.name, code, tc.want)
		}
		if st := u.state(); *st.Desk != *before {
			t.Errorf("%s left %+v", tc.name, st.Desk)
		}
	}
	u.settled()
	h.stop()
	u.until("offline", func() bool { return u.state().Sync.Phase == "offline" })
	h.listen = "127.0.0.1:0"
	h.serve()
	u.do("sync.join", map[string]any{"invite": h.invite(change.ScopeOwner), "name": ""}, nil)
	u.settled()
	if after := u.state().Desk; *after != *before {
		t.Errorf("it was %+v and is %+v", before, after)
	}
}

// A hub that was set back to before it let a till in does not know that till. The
// till says so in words and sells on; a new invite heals it, and everything that
// either of them had done is there again.
func TestARestoredHubLearnsOfATillAnew(t *testing.T) {
	h := startHub(t)
	one, two := newTill(t), newTill(t)
	open(t, one.Session)
	sold := []string{one.sellOne("Чашка", "4820024700016")}
	one.do("sync.join", map[string]any{"invite": h.first, "name": ""}, nil)
	one.settled()
	backup := h.backup()
	two.do("sync.join", map[string]any{"invite": h.invite(change.ScopeManager), "name": "Каса 2"}, nil)
	two.until("the shop is here", func() bool { return two.state().Phase == "locked" })
	two.do("session.unlock", map[string]any{"user_id": two.state().Users[0].ID, "pin": "1234"}, nil)
	two.settled()
	sold = append(sold, two.sellOne("Тарілка", "4820024700023"))
	two.settled()
	before := two.state().Desk
	h.restore(backup)
	two.do("sync.now", struct{}{}, nil)
	two.until("the till is not known", func() bool { return two.state().Sync.Why == "sync.why.unknown" })
	var page bind.SyncPage
	if two.do("sync.page", struct{}{}, &page); page.Sentence != "stopped" {
		t.Errorf("%+v", page)
	}
	sold = append(sold, two.sellOne("Ложка", "4006381333931"))
	two.do("sync.join", map[string]any{"invite": h.invite(change.ScopeManager), "name": "Каса 2"}, nil)
	two.settled()
	one.do("sync.now", struct{}{}, nil)
	one.until("all sales are here", func() bool { return len(one.orders()) == 3 })
	one.settled()
	two.settled()
	for _, u := range []*till{one, two} {
		list := u.orders()
		for _, number := range sold {
			if !slices.Contains(list, number) {
				t.Errorf("%s is not among %v", number, list)
			}
		}
		var check bind.SyncCheck
		if u.do("sync.check", struct{}{}, &check); check.State != "same" {
			t.Errorf("%+v", check)
		}
	}
	if after := two.state().Desk; *after != *before {
		t.Errorf("it was %+v and is %+v", before, after)
	}
}

// What the hub said of the other tills is known after a restart without it.
func TestOtherTillsAreKnownWithoutTheHub(t *testing.T) {
	h := startHub(t)
	one, two, _ := pair(t, h, shop.One)
	other := two.state().Desk.ID
	var page bind.SyncPage
	one.do("sync.page", struct{}{}, &page)
	h.stop()
	one.until("offline", func() bool { return one.state().Sync.Phase == "offline" })
	path := one.desk.Replica().Path()
	if err := one.desk.Close(); err != nil {
		t.Fatal(err)
	}
	for _, work := range []bool{true, false} {
		d, err := bind.Open(ctx, bind.Config{Replica: path, Version: "test", Work: work})
		if err != nil {
			t.Fatal(err)
		}
		var again bind.SyncPage
		if code := call(t, d.SystemSession("x"), "sync.page", struct{}{}, &again); code != "" || again.PeersAt != page.PeersAt || len(again.Peers) != 2 {
			t.Fatalf("%s %+v", code, again)
		}
		at := slices.IndexFunc(again.Peers, func(p bind.Peer) bool { return p.ID == other })
		if at < 0 || again.Peers[at].HeardAt == 0 || again.Peers[at].Name != "Каса 2" || again.Peers[at].Scope != "owner" {
			t.Errorf("%+v", again.Peers)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// An invite of a till that reaches its hub on this computer says that it is good
// for nobody elsewhere.
func TestAnInviteSaysThatItIsForThisComputer(t *testing.T) {
	h := startHub(t)
	u := newTill(t)
	open(t, u.Session)
	u.do("sync.join", map[string]any{"invite": h.first, "name": ""}, nil)
	u.settled()
	var invite bind.Invite
	if u.do("sync.invite", map[string]any{"role": "clerk"}, &invite); !invite.HereOnly {
		t.Errorf("%+v", invite)
	}
}
