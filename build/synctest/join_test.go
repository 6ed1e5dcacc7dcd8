package synctest_test

import (
	"encoding/json"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/prylavok/prylavok/build/programs"
)

// Tills that come at one moment to a shop that nobody has begun yet begin one
// shop together: one owner, and nobody is asked anything.
func TestTillsThatBeginAShopTogether(t *testing.T) {
	t.Parallel()
	h := newHub(t)
	h.shop = ask[invitation](t, "hub", "shop", "add", "--data", h.data, "--name", "Крамниця", "--currency", "UAH").Shop
	tills := []*till{{name: "Каса 1", hub: h}, {name: "Каса 2", hub: h}, {name: "Каса 3", hub: h}}
	var joining sync.WaitGroup
	for _, x := range tills {
		x.replica = filepath.Join(t.TempDir(), "till.db")
		x.lineTo(t, h)
		// None hears of another's beginning before it has made its own.
		x.line.Slow(150 * time.Millisecond)
		invite := ask[invitation](t, "hub", "invite", "--data", h.data, "--shop", h.shop, "--role", "owner").Invite
		joining.Go(func() {
			if r := programs.Run(t, "desk", "init", "--replica", x.replica, "--name", x.name, "--hub", "ws://"+x.line.Address(), "--invite", invite); r.Code != 0 {
				t.Errorf("%s: %s", x.name, r.Said)
			}
		})
	}
	joining.Wait()
	for _, x := range tills {
		x.line.Heal()
		synced(t, x)
	}
	for _, x := range tills {
		synced(t, x)
	}
	agreeOnGoods(t, h, tills...)
	for _, x := range tills {
		if users := ask[[]json.RawMessage](t, "desk", "call", "--replica", x.replica, "users.list", "{}"); len(users) != 1 {
			t.Errorf("%s has %d owners: %s", x.name, len(users), users)
		}
		if s := ask[standing](t, "desk", "digest", "--replica", x.replica); s.Attention != 0 || s.Conflicts != 0 {
			t.Errorf("%s asks its people: %+v", x.name, s)
		}
		ask[any](t, "desk", "verify", "--replica", x.replica)
	}
}
