package synctest_test

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/prylavok/prylavok/build/cutline"
	"github.com/prylavok/prylavok/build/programs"
)

// hub is the hub's program on one folder and one port, whatever happens to it.
type hub struct {
	data, address, shop string
	daemon
}

func newHub(t testing.TB) *hub {
	t.Helper()
	return newHubIn(t, filepath.Join(t.TempDir(), "hub"))
}

func newHubIn(t testing.TB, data string) *hub {
	t.Helper()
	h := &hub{data: data, address: freePort(t)}
	h.serve(t)
	return h
}

func (h *hub) serve(t testing.TB) {
	t.Helper()
	var told struct{ Listen string }
	h.Daemon = programs.Start(t, &told, "hub", "serve", "--data", h.data, "--listen", h.address)
}

type invitation struct{ Shop, Invite string }

// till is a desk with its screens served, and its line to the hub.
type till struct {
	name, replica string
	program       string // that serves its screens; empty = desk
	line          *cutline.Line
	hub           *hub
	daemon
	address string
	screen  *websocket.Conn
	calls   int
	told    []finished // sales that the till has called done
}

// newTill makes a desk of the hub's shop and opens its screens. The first one
// brings the shop along.
func newTill(t *testing.T, h *hub, name string) *till {
	t.Helper()
	if h.shop != "" {
		return newTillIn(t, h, name, t.TempDir())
	}
	x := &till{name: name, replica: filepath.Join(t.TempDir(), "till.db"), hub: h}
	x.lineTo(t, h)
	ask[map[string]any](t, "desk", "init", "--replica", x.replica, "--name", "Крамниця", "--currency", "UAH")
	made := ask[invitation](t, "hub", "shop", "add", "--data", h.data, "--name", "Крамниця", "--currency", "UAH")
	h.shop = made.Shop
	params, err := json.Marshal(map[string]string{"invite": strings.ReplaceAll(made.Invite, h.address, x.line.Address()), "name": name})
	if err != nil {
		t.Fatal(err)
	}
	ask[any](t, "desk", "call", "--replica", x.replica, "sync.join", string(params))
	synced(t, x)
	x.serve(t)
	return x
}

// serve opens the till's screens.
func (x *till) serve(t testing.TB) {
	t.Helper()
	var told struct{ Address string }
	x.Daemon = programs.Start(t, &told, cmp.Or(x.program, "desk"), "serve", "--replica", x.replica, "--listen", "127.0.0.1:0")
	x.address = told.Address
	x.screen = nil
}

// open connects a screen to the till.
func (x *till) open() error {
	if x.screen != nil {
		return nil
	}
	base, key, ok := strings.Cut(strings.Replace(x.address, "http://", "ws://", 1), "/#key=")
	if !ok {
		base, key, ok = strings.Cut(strings.Replace(x.address, "http://", "ws://", 1), "/?key=")
	}
	if !ok {
		return fmt.Errorf("no key in the address %s", x.address)
	}
	c, answer, err := websocket.DefaultDialer.Dial(base+"/ws?screen=till&key="+key, nil)
	if err != nil {
		return err
	}
	_ = answer.Body.Close()
	x.screen = c
	// A screen asks where it is first, which lets it in: nobody has a PIN here.
	_, err = call[any](x, "desk.state", nil)
	return err
}

// problem is what a till refused, in its own words.
type problem struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

func (p *problem) Error() string { return p.Code + ": " + p.Message }

// call asks the running till for a method; an error of another kind than
// problem means that the till went away.
func call[T any](x *till, method string, params any) (v T, err error) {
	if err := x.open(); err != nil {
		return v, err
	}
	x.calls++
	if err := x.screen.WriteJSON(map[string]any{"id": x.calls, "method": method, "params": params}); err != nil {
		return v, x.lost(err)
	}
	for {
		var answer struct {
			ID     int              `json:"id"`
			Event  string           `json:"event"`
			Result *json.RawMessage `json:"result"`
			Error  *problem         `json:"error"`
		}
		if err := errors.Join(x.screen.SetReadDeadline(time.Now().Add(programs.Patience)), x.screen.ReadJSON(&answer)); err != nil {
			return v, x.lost(err)
		}
		switch {
		case answer.Event != "" || answer.ID != x.calls:
			continue
		case answer.Error != nil:
			return v, answer.Error
		case answer.Result == nil:
			return v, nil
		}
		return v, json.Unmarshal(*answer.Result, &v)
	}
}

func (x *till) lost(err error) error {
	_ = x.screen.Close()
	x.screen = nil
	return err
}

// must calls a method that has to succeed.
func must[T any](t testing.TB, x *till, method string, params any) T {
	t.Helper()
	v, err := call[T](x, method, params)
	if err != nil {
		t.Fatalf("%s: %s: %v", x.name, method, err)
	}
	return v
}

type basket struct {
	Basket struct {
		ID    string `json:"id"`
		Lines []struct {
			ID string `json:"id"`
		} `json:"lines"`
	} `json:"basket"`
}

type scanned struct {
	Counter basket `json:"counter"`
	Found   string `json:"found"`
}

type finished struct {
	OrderID string `json:"order_id"`
	Number  string `json:"number"`
	Total   int64  `json:"total"`
}

var codes = []string{"4820000000017", "4820000000024", "4820000000031"}

// stockUp gives the shop goods to sell.
func stockUp(t testing.TB, x *till) {
	t.Helper()
	for i, code := range codes {
		must[any](t, x, "goods.save", map[string]any{"name": fmt.Sprintf("Чашка №%d", i+1), "unit": "pcs", "active": true, "offers": []any{
			map[string]any{"sku": "CUP-" + code[9:], "price": 12500 + i, "active": true, "barcodes": []any{map[string]any{"code": code}}}}})
	}
}

// sell makes one sale of some scans; the till's own words about it are kept.
func (x *till) sell(random *rand.Rand) (finished, error) {
	var c basket
	for range 1 + random.IntN(3) {
		s, err := call[scanned](x, "counter.scan", map[string]any{"code": codes[random.IntN(len(codes))]})
		if err != nil {
			return finished{}, err
		}
		c = s.Counter
	}
	f, err := call[finished](x, "counter.finish", map[string]any{"basket": c.Basket.ID, "payments": []any{}, "print": false})
	if err == nil {
		x.told = append(x.told, f)
	}
	return f, err
}

type standing struct {
	Epoch     uint64 `json:"epoch"`
	Cursor    int64  `json:"cursor"`
	Pending   int64  `json:"pending"`
	Attention int64  `json:"attention"`
	Conflicts int64  `json:"conflicts"`
	Digest    string `json:"digest"`
}

// synced lets a desk talk to the hub until it has nothing left to say.
func synced(t testing.TB, x *till) standing {
	t.Helper()
	return ask[standing](t, "desk", "sync", "--replica", x.replica, "--once")
}

// agree demands that all copies are one shop: every queue drained by the
// running tills themselves, equal digests, sound books on every desk and on the
// hub, and every sale that a till called done there once, on every till.
func agree(t testing.TB, h *hub, tills ...*till) {
	t.Helper()
	for _, x := range tills {
		until(t, x.name+" has sent everything", func() bool {
			return ask[standing](t, "desk", "digest", "--replica", x.replica).Pending == 0
		})
	}
	until(t, "the digests are equal", func() bool {
		first := ask[standing](t, "desk", "digest", "--replica", tills[0].replica)
		for _, x := range tills[1:] {
			if d := ask[standing](t, "desk", "digest", "--replica", x.replica); d.Cursor != first.Cursor || d.Digest != first.Digest {
				return false
			}
		}
		return true
	})
	type report struct {
		OK       bool     `json:"ok"`
		Problems []string `json:"problems"`
	}
	if r := ask[report](t, "hub", "verify", "--data", h.data); !r.OK {
		t.Errorf("the hub's books: %v", r.Problems)
	}
	for _, x := range tills {
		if r := ask[report](t, "desk", "verify", "--replica", x.replica); !r.OK {
			t.Errorf("the books of %s: %v", x.name, r.Problems)
		}
		x.holds(t, tills)
	}
}

// holds demands that a desk has every sale that any till called done, once.
func (x *till) holds(t testing.TB, tills []*till) {
	t.Helper()
	type page struct {
		Orders []struct {
			ID     string `json:"id"`
			Number string `json:"number"`
			Total  int64  `json:"total"`
		} `json:"orders"`
	}
	numbers := map[string]int64{}
	for offset := 0; ; {
		p := ask[page](t, "desk", "call", "--replica", x.replica, "orders.list", fmt.Sprintf(`{"limit":200,"offset":%d}`, offset))
		for _, o := range p.Orders {
			if _, twice := numbers[o.Number]; twice {
				t.Errorf("%s has the number %s twice", x.name, o.Number)
			}
			numbers[o.Number] = o.Total
		}
		if offset += len(p.Orders); len(p.Orders) < 200 {
			break
		}
	}
	for _, other := range tills {
		for _, f := range other.told {
			if total, there := numbers[f.Number]; !there || total != f.Total {
				t.Errorf("%s: sale %s of %s (%d) is %d, there: %v", x.name, f.Number, other.name, f.Total, total, there)
			}
		}
	}
	if !slices.ContainsFunc(tills, func(o *till) bool { return len(o.told) > 0 }) {
		t.Error("no till has sold anything: the test proves nothing")
	}
}
