package synctest_test

import (
	"errors"
	"math/rand/v2"
	"path/filepath"
	"testing"
)

type numberRange struct {
	Here  int64 `json:"here"`
	Asked bool  `json:"asked"`
}

type numbers struct {
	Ranges []numberRange `json:"ranges"`
	Awaits []string      `json:"awaits"`
}

// labels numbers parcels of one sale, and fails where a number comes twice.
type labels struct {
	t     *testing.T
	order map[*till]string
	seen  map[string]string
}

func (l *labels) print(x *till, n int) {
	l.t.Helper()
	for range n {
		got := must[struct {
			Code string `json:"code"`
		}](l.t, x, "numbers.take", map[string]any{"order_id": l.order[x], "scheme": "sscc", "another": true})
		if by := l.seen[got.Code]; by != "" {
			l.t.Fatalf("%s was printed by %s and by %s", got.Code, by, x.name)
		}
		l.seen[got.Code] = x.name
	}
}

func (l *labels) gets(x *till, least int64) {
	l.t.Helper()
	until(l.t, "numbers come to "+x.name, func() bool {
		n := must[numbers](l.t, x, "numbers.ranges", nil)
		return len(n.Ranges) == 1 && n.Ranges[0].Here >= least
	})
}

// Two tills print numbers while they are cut off; then the hub comes back from a
// backup that knows none of what it leased since. It leases nothing until both
// tills have been back, and no number is printed twice.
func TestNumbersAreGivenOutOnce(t *testing.T) {
	t.Parallel()
	h := newHub(t)
	a, b := newTill(t, h, "Каса 1"), newTill(t, h, "Каса 2")
	stockUp(t, a)
	waitForGoods(t, b)
	random := rand.New(rand.NewPCG(11, 12))
	l := &labels{t, map[*till]string{}, map[string]string{}}
	for _, x := range []*till{a, b} {
		sold, err := x.sell(random)
		if err != nil {
			t.Fatal(err)
		}
		l.order[x] = sold.OrderID
	}
	must[any](t, a, "numbers.save_range", map[string]any{"name": "GS1", "scheme": "sscc", "head": "14820123", "first": 0, "last": 99_999, "lease": 20, "low": 5, "gap": 100, "active": true})
	l.gets(a, 20)
	l.gets(b, 20)
	agree(t, h, a, b)
	backup := filepath.Join(t.TempDir(), "hub-backup.db")
	ask[any](t, "hub", "backup", "--data", h.data, backup)

	l.print(a, 16)
	l.print(b, 16)
	l.gets(a, 24) // leases that the backup does not know
	l.gets(b, 24)
	agree(t, h, a, b)
	a.line.Cut()
	b.line.Cut()
	l.print(a, 24)
	l.print(b, 6)
	var p *problem
	if _, err := call[any](a, "numbers.take", map[string]any{"order_id": l.order[a], "scheme": "sscc", "another": true}); !errors.As(err, &p) || p.Code != "numbers.asked" {
		t.Fatalf("without a number: %v", err)
	}
	must[any](t, a, "numbers.take", map[string]any{"order_id": l.order[a], "scheme": "own"})

	h.stop(t)
	ask[any](t, "hub", "restore", "--data", h.data, backup)
	h.serve(t)
	a.line.Heal()
	until(t, "the first till hears for whom the hub waits", func() bool {
		n := must[numbers](t, a, "numbers.ranges", nil)
		return len(n.Awaits) == 1 && n.Awaits[0] == "Каса 2" && n.Ranges[0].Asked
	})
	l.print(b, 6) // it is cut off yet
	b.line.Heal()
	l.gets(a, 1)
	agree(t, h, a, b)
	l.gets(a, 20)
	l.print(a, 20)
	l.gets(b, 1)
	for range 12 { // beyond what it had before
		l.gets(b, 2)
		l.print(b, 2)
	}
	agree(t, h, a, b)
}
