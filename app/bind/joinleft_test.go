package bind_test

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"testing"

	"github.com/prylavok/prylavok/app/bind"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/sync/change"
)

// The window follows what another program does with the same shop: a hub that
// the command line has joined and left again is not called any more, and another
// one that it names is.
func TestTheSessionFollowsTheHubOfTheFile(t *testing.T) {
	h := startHub(t)
	u := newTill(t)
	open(t, u.Session)
	other, err := replica.Open(ctx, u.desk.Replica().Path(), replica.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close() //nolint:errcheck // the test is over
	sync := func() bind.SyncState { return u.state().Sync }
	if err := other.SetHub(ctx, replica.Joining{URL: "ws://127.0.0.1:1/sync", Invite: "0000-0000-0000-0000", Name: "Каса"}); err != nil {
		t.Fatal(err)
	}
	u.until("the hub is called", func() bool { s := sync(); return s.Phase == "offline" && s.Why == "sync.why.line" })
	if err := other.LeaveHub(ctx); err != nil {
		t.Fatal(err)
	}
	u.until("the hub is left", func() bool { return sync().Phase == "none" })
	u.do("sync.join", map[string]any{"invite": h.first, "name": ""}, nil)
	u.settled()
}

// A till from which another program on the same file has removed the shop says
// that it was removed, and finishes what the other one could not.
func TestARemovalByAnotherProgramIsTold(t *testing.T) {
	t.Parallel() // the removal waits for whoever reads
	h := startHub(t)
	u := newTill(t)
	open(t, u.Session)
	u.sellOne("Чашка", "4820024700016")
	u.do("sync.join", map[string]any{"invite": h.first, "name": ""}, nil)
	u.settled()
	other, err := replica.Open(ctx, u.desk.Replica().Path(), replica.Options{})
	if err != nil {
		t.Fatal(err)
	}
	path := u.desk.Replica().Path()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // only read
	reader, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	var users int
	if err := reader.QueryRow("SELECT count(*) FROM users").Scan(&users); err != nil {
		t.Fatal(err)
	}
	if err := other.Link().Remove(ctx, change.ID(other.Desk().ID), 0); !errors.Is(err, replica.ErrLocked) {
		t.Fatalf("somebody reads, and all was removed: %v", err)
	}
	if err := errors.Join(reader.Rollback(), other.Close()); err != nil {
		t.Fatal(err)
	}
	h.stop()
	u.until("it is removed", func() bool {
		var st bind.State
		code := call(t, u.Session, "desk.state", struct{}{}, &st)
		if code != "" && code != "replica.closed" {
			t.Fatalf("asked meanwhile it answers %q", code)
		}
		return st.Phase == "removed"
	})
	if err := u.desk.Close(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{path, path + "-wal"} {
		data, err := os.ReadFile(name)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		if bytes.Contains(data, []byte("Чашка")) {
			t.Errorf("something of the shop lies in %s", name)
		}
	}
}
