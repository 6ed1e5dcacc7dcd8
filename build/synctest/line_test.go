package synctest_test

import (
	"bytes"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// Two tills sell while their lines to the hub are cut, edit the same goods and
// the same order, and are one shop again when the lines are whole. Whoever lost
// a price is told.
func TestTillsThatWereCutOffAgree(t *testing.T) {
	t.Parallel()
	h := newHub(t)
	a, b := newTill(t, h, "Каса 1"), newTill(t, h, "Каса 2")
	stockUp(t, a)
	goods := waitForGoods(t, b)
	a.line.Cut()
	b.line.Cut()
	random := rand.New(rand.NewPCG(1, 2))
	for range 8 {
		for _, x := range []*till{a, b} {
			if _, err := x.sell(random); err != nil {
				t.Fatalf("%s without a line: %v", x.name, err)
			}
		}
	}
	setPrice(t, a, goods, 11500)
	setPrice(t, b, goods, 13500)
	a.line.Heal()
	b.line.Heal()
	agree(t, h, a, b)
	for _, x := range []*till{a, b} {
		if n := ask[standing](t, "desk", "sync", "--replica", x.replica, "--once").Conflicts; n != 1 {
			t.Errorf("%s is told of %d clashes, want the one of the price", x.name, n)
		}
	}
}

// waitForGoods waits until the goods of another till have come, and gives the
// product that is found first.
func waitForGoods(t testing.TB, x *till) string {
	t.Helper()
	type offers []struct {
		ProductID string `json:"product_id"`
	}
	var found offers
	until(t, "goods come to "+x.name, func() bool {
		found = must[offers](t, x, "goods.search", map[string]any{"text": codes[len(codes)-1]})
		return len(found) == 1
	})
	return found[0].ProductID
}

func setPrice(t testing.TB, x *till, id string, price int64) {
	t.Helper()
	p := must[map[string]any](t, x, "goods.get", map[string]any{"id": id})
	offers, _ := p["offers"].([]any)
	first, _ := offers[0].(map[string]any)
	first["price"] = price
	must[any](t, x, "goods.save", p)
}

// A line that tears, stalls and crawls at any moment loses and doubles nothing.
func TestABadLineLosesNothing(t *testing.T) {
	t.Parallel()
	h := newHub(t)
	a, b := newTill(t, h, "Каса 1"), newTill(t, h, "Каса 2")
	stockUp(t, a)
	waitForGoods(t, b)
	random := rand.New(rand.NewPCG(3, 4))
	for range rounds(25) {
		for _, x := range []*till{a, b} {
			switch random.IntN(9) {
			case 0:
				x.line.Cut()
			case 1:
				x.line.Tear()
			case 2:
				x.line.Stall(true, false)
			case 3:
				x.line.Stall(false, true)
			case 4:
				x.line.Slow(20 * time.Millisecond)
			default:
				x.line.Heal()
			}
			if _, err := x.sell(random); err != nil {
				t.Fatalf("%s on a bad line: %v", x.name, err)
			}
		}
	}
	a.line.Heal()
	b.line.Heal()
	a.line.Tear() // what was stalled for long is given up, as a clerk's router would
	b.line.Tear()
	agree(t, h, a, b)
}

// Whatever is killed at whatever moment, the hub or a till, each sale that a
// till called done is in the shop once.
func TestKilledAtAnyMoment(t *testing.T) {
	t.Parallel()
	h := newHub(t)
	a, b := newTill(t, h, "Каса 1"), newTill(t, h, "Каса 2")
	stockUp(t, a)
	waitForGoods(t, b)
	random := rand.New(rand.NewPCG(5, 6))
	for range rounds(8) {
		var selling sync.WaitGroup
		for _, x := range []*till{a, b} {
			seed := random.Uint64()
			selling.Go(func() { x.sellUntilLost(t, rand.New(rand.NewPCG(seed, 1))) })
		}
		victim := random.IntN(3)
		if victim == 2 {
			h.Kill()
			h.serve(t)
		}
		for i, x := range []*till{a, b} {
			if victim == i || victim == 2 {
				x.Kill()
			}
		}
		// Whoever was not killed is asked to end: its sales are counted as well.
		for i, x := range []*till{a, b} {
			if victim != i && victim != 2 {
				x.stop(t)
			}
		}
		selling.Wait()
		a.serve(t)
		b.serve(t)
	}
	agree(t, h, a, b)
}

// sellUntilLost sells until the till goes away. A sale whose answer did not
// come may be there or not; those that were answered must be.
func (x *till) sellUntilLost(t testing.TB, random *rand.Rand) {
	for {
		_, err := x.sell(random)
		var refused *problem
		if errors.As(err, &refused) {
			if refused.Code == "replica.closed" {
				return
			}
			t.Errorf("%s refused a sale: %v", x.name, err)
			return
		}
		if err != nil {
			return
		}
	}
}

// A hub that comes back from an old backup is given back what it lost by the
// tills, who have gone on selling.
func TestAHubFromAnOldBackup(t *testing.T) {
	t.Parallel()
	h := newHub(t)
	a, b := newTill(t, h, "Каса 1"), newTill(t, h, "Каса 2")
	stockUp(t, a)
	waitForGoods(t, b)
	random := rand.New(rand.NewPCG(7, 8))
	sellSome := func(n int) {
		t.Helper()
		for range n {
			for _, x := range []*till{a, b} {
				if _, err := x.sell(random); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	sellSome(3)
	agree(t, h, a, b)
	backup := filepath.Join(t.TempDir(), "hub-backup.db")
	ask[any](t, "hub", "backup", "--data", h.data, backup)
	sellSome(5)
	agree(t, h, a, b)
	h.stop(t)
	sellSome(2)
	before := ask[standing](t, "desk", "digest", "--replica", a.replica)
	ask[any](t, "hub", "restore", "--data", h.data, backup)
	h.serve(t)
	sellSome(2)
	until(t, "the tills live in the hub's new epoch", func() bool {
		return ask[standing](t, "desk", "digest", "--replica", a.replica).Epoch != before.Epoch && ask[standing](t, "desk", "digest", "--replica", b.replica).Epoch != before.Epoch
	})
	agree(t, h, a, b)
}

// A copy of a till's file that goes on as a till of its own becomes one: both
// sell, no number is used twice, nothing is dropped.
func TestACopiedTillBecomesItsOwn(t *testing.T) {
	t.Parallel()
	h := newHub(t)
	a := newTill(t, h, "Каса 1")
	stockUp(t, a)
	random := rand.New(rand.NewPCG(9, 10))
	if _, err := a.sell(random); err != nil {
		t.Fatal(err)
	}
	agree(t, h, a)
	a.stop(t)
	twin := a.copied(t)
	a.serve(t)
	twin.serve(t)
	a.line.Cut() // it is the copy's line as well
	for _, x := range []*till{a, twin} {
		for range 3 {
			if _, err := x.sell(random); err != nil {
				t.Fatal(err)
			}
		}
	}
	twin.stop(t)
	a.line.Heal()
	agree(t, h, a)
	// The copy's printed numbers were the original's: it is told so, and its
	// orders have numbers of their own now.
	told := twin.told
	twin.told = nil
	twin.serve(t)
	until(t, "the copy has found out", func() bool {
		d := ask[standing](t, "desk", "digest", "--replica", twin.replica)
		first := ask[standing](t, "desk", "digest", "--replica", a.replica)
		return d.Pending == 0 && d.Digest == first.Digest && d.Cursor == first.Cursor && d.Cursor > 0
	})
	agree(t, h, a, twin)
	if n := orders(t, a); n < len(a.told)+len(told) {
		t.Errorf("%d orders are left of %d", n, len(a.told)+len(told))
	}
}

func orders(t testing.TB, x *till) int {
	t.Helper()
	return int(ask[struct {
		Total int64 `json:"total"`
	}](t, "desk", "call", "--replica", x.replica, "orders.list", `{"limit":1}`).Total)
}

// Tills whose clocks are years apart merge as if they were right: what counts
// is the order in which the hub heard of things.
func TestWrongClocksDecideNothing(t *testing.T) {
	t.Parallel()
	h := newHub(t)
	a, b := newTill(t, h, "Каса 1"), newTill(t, h, "Каса 2")
	stockUp(t, a)
	goods := waitForGoods(t, b)
	for x, ahead := range map[*till]string{a: "-61320h", b: "96360h"} {
		x.stop(t)
		x.program = wrongClock(t, "desk"+ahead, ahead)
		x.serve(t)
		x.line.Cut()
	}
	random := rand.New(rand.NewPCG(15, 16))
	for range 4 {
		for _, x := range []*till{a, b} {
			if _, err := x.sell(random); err != nil {
				t.Fatal(err)
			}
		}
	}
	// The price of the till that is heard first stands, though its clock says
	// that it came eleven years after the other.
	setPrice(t, a, goods, 11500)
	setPrice(t, b, goods, 13500)
	b.line.Heal()
	until(t, "the hub has heard the second till", func() bool {
		return ask[standing](t, "desk", "digest", "--replica", b.replica).Pending == 0
	})
	a.line.Heal()
	agree(t, h, a, b)
	for _, x := range []*till{a, b} {
		if price := priceOf(t, x, goods); price != 13500 {
			t.Errorf("%s sells for %d, want the price that the hub heard first", x.name, price)
		}
	}
}

func priceOf(t testing.TB, x *till, id string) int64 {
	t.Helper()
	return must[struct {
		Offers []struct {
			Price int64 `json:"price"`
		} `json:"offers"`
	}](t, x, "goods.get", map[string]any{"id": id}).Offers[0].Price
}

// A till that is cut off hands over what it had not sent and keeps nothing of
// the shop, in no file of its own.
func TestARevokedTillIsEmptied(t *testing.T) {
	t.Parallel()
	h := newHub(t)
	a, b := newTill(t, h, "Каса 1"), newTill(t, h, "Каса 2")
	stockUp(t, a)
	waitForGoods(t, b)
	b.line.Cut()
	if _, err := b.sell(rand.New(rand.NewPCG(17, 18))); err != nil {
		t.Fatal(err)
	}
	b.told = nil // it is not in the shop, and not to be waste either
	list := ask[struct {
		Devices []struct{ Device, Name string } `json:"devices"`
	}](t, "hub", "device", "list", "--data", h.data).Devices
	for _, d := range list {
		if d.Name == b.name {
			ask[any](t, "hub", "device", "revoke", "--data", h.data, d.Device)
		}
	}
	b.line.Heal()
	until(t, "nothing of the shop is left on the till", func() bool { return !traces(t, filepath.Dir(b.replica), "Чашка №") })
	if _, err := a.sell(rand.New(rand.NewPCG(19, 20))); err != nil {
		t.Fatal(err)
	}
	agree(t, h, a)
}

// traces reports whether a text stands in any file of a folder.
func traces(t testing.TB, folder, text string) (found bool) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil //nolint:nilerr // a file that went away holds nothing
		}
		data, err := os.ReadFile(path)
		found = found || (err == nil && bytes.Contains(data, []byte(text)))
		return nil //nolint:nilerr // as above
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
