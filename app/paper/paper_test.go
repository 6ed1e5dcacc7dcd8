package paper_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/prylavok/prylavok/app/paper"
	"github.com/prylavok/prylavok/app/replica"
)

// A finished sale's receipt is printed by the queue and recorded; printed again
// it is a copy; a printer that is not there fails the job in words and stops
// neither the sale nor the next job.
func TestQueueIsWorkedOff(t *testing.T) {
	ctx := context.Background()
	r, a, _, _ := manyOrders(t, 0)
	q := work(t, r, a)
	s, err := r.Scan(ctx, a, "till", "4820024700016", 0)
	if err != nil {
		t.Fatal(err)
	}
	done, err := r.FinishSale(ctx, a, "till", replica.Finish{Basket: s.Counter.Basket.ID, Print: true})
	if err != nil {
		t.Fatal(err)
	}
	prints := func(n int, state string) []replica.Print {
		t.Helper()
		deadline := time.After(20 * time.Second)
		for {
			card, err := r.Order(ctx, a, done.OrderID)
			if err != nil {
				t.Fatal(err)
			}
			if len(card.Prints) == n && card.Prints[n-1].State == state {
				return card.Prints
			}
			select {
			case <-q.changed:
			case <-deadline:
				t.Fatalf("waited for %d prints, the last %s: %+v", n, state, card.Prints)
			}
		}
	}
	if p := prints(1, "printed"); p[0].Copy != 0 {
		t.Errorf("the first receipt is a copy: %+v", p)
	}
	if _, err := r.QueuePrint(ctx, a, done.OrderID, "receipt"); err != nil {
		t.Fatal(err)
	}
	if p := prints(2, "printed"); p[1].Copy != 1 {
		t.Errorf("the second receipt is no copy: %+v", p)
	}
	files, err := filepath.Glob(filepath.Join(paper.Folder(r.Path()), "*.pdf"))
	if err != nil || len(files) != 2 {
		t.Fatalf("kept %v, %v", files, err)
	}
	if data, err := os.ReadFile(files[0]); err != nil || len(data) < 1000 || string(data[:5]) != "%PDF-" {
		t.Errorf("%s is no PDF: %v", files[0], err)
	}
	if err := r.SetSetting(ctx, a, paper.SettingKey(r.Desk(), "label"), "folder:"+filepath.Join(r.Path(), "not a folder")); err != nil {
		t.Fatal(err)
	}
	if _, err := r.QueuePrint(ctx, a, done.OrderID, "label"); err != nil {
		t.Fatal(err)
	}
	if p := prints(3, "failed"); p[2].Error == "" {
		t.Errorf("a failed label has no reason: %+v", p[2])
	}
}
