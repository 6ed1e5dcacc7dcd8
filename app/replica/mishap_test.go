package replica_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// shopAt makes a shop whose clock the test turns.
func shopAt(t testing.TB, now *time.Time) *replica.Replica {
	t.Helper()
	r, err := replica.Create(ctx, filepath.Join(t.TempDir(), "shop.db"), replica.NewShop{Name: "Крамниця", Currency: "UAH", Language: "uk"},
		replica.Options{Now: func() time.Time { return *now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// A clock that ran a year ahead for three weeks, and was set right, stops no
// backup, and none that was made before pushes a newer one out.
func TestBackupsOutliveAWrongClock(t *testing.T) {
	now := time.Now().AddDate(1, 0, 0)
	r := shopAt(t, &now)
	daily := func() string {
		t.Helper()
		made, err := r.BackupDaily(ctx)
		if err != nil || !made {
			t.Fatalf("no backup at %s: %v", now, err)
		}
		list, err := replica.Backups(r.Path())
		if err != nil || len(list) == 0 {
			t.Fatal(list, err)
		}
		var newest replica.Backup
		for _, b := range list {
			if b.At.Equal(now.UTC().Truncate(time.Millisecond)) {
				newest = b
			}
		}
		if newest.Path == "" {
			t.Fatalf("the backup of %s was not kept", now)
		}
		return newest.Path
	}
	for range 21 {
		daily()
		now = now.Add(25 * time.Hour)
	}
	now = time.Now().Add(-75 * time.Hour)
	made := map[string]bool{}
	for range 3 {
		made[daily()] = true
		if again, err := r.BackupDaily(ctx); err != nil || again {
			t.Errorf("twice a day: %v", err)
		}
		now = now.Add(25 * time.Hour)
	}
	list, err := replica.Backups(r.Path())
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range list {
		delete(made, b.Path)
	}
	if len(list) != 14 || len(made) != 0 {
		t.Errorf("%d backups are kept, %d of the right clock are not", len(list), len(made))
	}
	if list[0].At.After(time.Now()) {
		t.Errorf("the newest backup is said to be of %s", list[0].At)
	}
}

// What a backup that was cut off left behind does not fill the disk for ever.
func TestTornBackupsAreCleared(t *testing.T) {
	r := newShop(t)
	folder := replica.BackupFolder(r.Path())
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	torn, fresh := filepath.Join(folder, "20260101T100000.000_daily.db.part"), filepath.Join(folder, "20260102T100000.000_daily.db.part")
	for _, path := range []string{torn, fresh} {
		if err := os.WriteFile(path, []byte("SQLite format 3"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(torn+"-journal", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-48 * time.Hour)
	if err := os.Chtimes(torn, old, old); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Backup(ctx, "manual"); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{torn, torn + "-journal"} {
		if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("a torn backup is still there: %s %v", path, err)
		}
	}
	if _, err := os.Stat(fresh); err != nil {
		t.Errorf("a backup that may be running was taken away: %v", err)
	}
}

// A shop that somebody has open is not replaced under their hands.
func TestAnOpenShopIsNotReplaced(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	stockUp(t, r, "Чашка", "4820024700016", 10000, 10*shop.One)
	b, err := r.Backup(ctx, "manual")
	if err != nil {
		t.Fatal(err)
	}
	sell(t, r, a, "4820024700016", 1)
	if _, err := replica.Restore(ctx, b.Path, r.Path(), replica.Options{}); !errors.Is(err, replica.ErrLocked) {
		t.Fatalf("an open shop was replaced: %v", err)
	}
	if done := sell(t, r, a, "4820024700016", 1); done.Number != "A1-000002" {
		t.Errorf("the shop goes on with %s", done.Number)
	}
	if report := verify(t, r); report.Counts["orders"] != 2 {
		t.Errorf("%d orders are there", report.Counts["orders"])
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(r.Path()), "*.restoring*"))
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// A shop's clock that is set back a year breaks no number and no list, and a
// sale of "next year" is not undone as one just made.
func TestAClockSetBack(t *testing.T) {
	now := time.Now()
	r := shopAt(t, &now)
	a := owner(t, r)
	c := clerk(t, r, a)
	stockUp(t, r, "Чашка", "4820024700016", 10000, 10*shop.One)
	first := sell(t, r, c, "4820024700016", 1)
	now = now.AddDate(-1, 0, 0)
	if second := sell(t, r, c, "4820024700016", 1); second.Number != "A1-000002" {
		t.Errorf("after %s comes %s", first.Number, second.Number)
	}
	if page, err := r.Orders(ctx, a, replica.OrderQuery{}); err != nil || page.Total != 2 {
		t.Errorf("%d orders: %v", page.Total, err)
	}
	if _, err := r.UndoSale(ctx, c, "till", first.OrderID); !errors.Is(err, replica.ErrUndoLate) {
		t.Errorf("a sale of another year was undone: %v", err)
	}
	verify(t, r)
}

// An order without lines that lies at the counter is not mistaken for the sale
// that is undone onto it.
func TestUndoneSaleIsNotATakenOrder(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	stockUp(t, r, "Чашка", "4820024700016", 10000, 10*shop.One)
	order := emptyOrder(t, r, a)
	done := sell(t, r, a, "4820024700016", 1)
	if _, err := r.TakeBack(ctx, a, "till", order); err != nil {
		t.Fatal(err)
	}
	c, err := r.UndoSale(ctx, a, "till", done.OrderID)
	if err != nil {
		t.Fatal(err)
	}
	if c.Basket.ID == order || c.Basket.Taken {
		t.Fatal("the undone sale took the name of the order that lay at the counter")
	}
	if _, err := r.FinishSale(ctx, a, "till", replica.Finish{Basket: c.Basket.ID}); err != nil {
		t.Fatal(err)
	}
}

// emptyOrder is an open order whose only line was cancelled.
func emptyOrder(t testing.TB, r *replica.Replica, a replica.Actor) shop.ID {
	t.Helper()
	id, err := r.CopyOrder(ctx, a, sell(t, r, a, "4820024700016", 1).OrderID)
	if err != nil {
		t.Fatal(err)
	}
	card, err := r.Order(ctx, a, id)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.CancelLine(ctx, a, id, card.Items[0].ID, "розбите", shop.Cash); err != nil {
		t.Fatal(err)
	}
	return id
}
