package replica_test

import (
	"errors"
	"testing"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/client"
	"github.com/prylavok/prylavok/sync/hub"
	"github.com/prylavok/prylavok/sync/store"
	"github.com/prylavok/prylavok/sync/store/memory"
	"github.com/prylavok/prylavok/sync/wire"
)

// A till brought back from a backup sends what the backup had not sent: once,
// though it had arrived already. Because the hub knows batches of its that the
// backup does not, it gets a name of its own, and no number is used twice.
func TestRestoredTillDoublesNothing(t *testing.T) {
	h, first, d := shopWithSecrets(t)
	a := owner(t, d.r)
	one := sell(t, d.r, a, "4820024700016", 1)
	b, err := d.r.Backup(ctx, "manual")
	if err != nil {
		t.Fatal(err)
	}
	h.sync(t, d)
	two := sell(t, d.r, a, "4820024700016", 1)
	h.sync(t, d)
	path := d.r.Path()
	if err := d.r.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := replica.Restore(ctx, b.Path, path, replica.Options{}); err != nil {
		t.Fatal(err)
	}
	if d.r, err = replica.Open(ctx, path, replica.Options{}); err != nil {
		t.Fatal(err)
	}
	defer d.r.Close() //nolint:errcheck // the test is over
	d.l = d.r.Link()
	if s := d.standing(t); s.LastMade >= 0 {
		t.Fatalf("no new name is asked for: %+v", s)
	}
	three := sell(t, d.r, a, "4820024700016", 1)
	if three.Number == one.Number || three.Number == two.Number {
		t.Fatalf("the number %s was used twice", three.Number)
	}
	// The feed has a batch of this device that the backup never made.
	read := h.ask(t, hub.ReadFeed{Who: d.who, After: d.standing(t).Cursor.Seq, Bytes: 1 << 20}).(hub.FeedRead)
	if _, err := d.l.Take(ctx, d.who.Epoch, read.Entries); !errors.Is(err, client.ErrCopied) {
		t.Fatalf("taken as its own: %v", err)
	}
	h.rename(t, d)
	h.sync(t, d)
	h.sync(t, first)
	h.sync(t, d)
	h.agree(t, first, d)
	if pending, attention, err := d.r.Unsent(ctx); err != nil || pending != 0 || attention != 0 {
		t.Errorf("%d wait, %d were refused: %v", pending, attention, err)
	}
	orders, err := first.r.Orders(ctx, replica.System, replica.OrderQuery{})
	if err != nil || len(orders.Orders) != 4 {
		t.Fatalf("%d orders, not 4: %+v %v; %s %s %s", len(orders.Orders), orders, err, one.Number, two.Number, three.Number)
	}
	if four := sell(t, d.r, a, "4820024700016", 1); four.Number == three.Number || four.Number == two.Number {
		t.Errorf("the number %s was used twice", four.Number)
	}
}

// After a restore a till loads what it is not sure of, while another gives back
// what only that one has. What comes so between the last page and the end of the
// load stays.
func TestWhatComesBeforeTheEndOfARestoredLoadStays(t *testing.T) {
	h, first, d := shopWithSecrets(t)
	h.sync(t, d)
	backup := h.engine.Store.(*memory.Store).Clone()
	common := d.standing(t).Cursor.Seq
	if err := first.r.ByHand(ctx, "customer", func(hand *replica.Hand) error {
		c, err := hand.Create(change.Customer, replica.Values{"name": "Олена"})
		if err != nil {
			return err
		}
		_, err = hand.Create(change.CustomerPhone, replica.Values{"customer_id": c, "phone": "+380671112233", "position": 1})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	h.sync(t, first)
	h.sync(t, d)
	h.engine.Store = backup
	if err := h.engine.BeginEpochs(ctx); err != nil {
		t.Fatal(err)
	}
	var epochs []change.Epoch
	if err := backup.Read(ctx, h.shop, func(r store.Reader) (err error) { epochs, err = r.Epochs(); return err }); err != nil {
		t.Fatal(err)
	}
	lost, err := first.l.GiveBack(ctx, common, 1<<30)
	if err != nil || len(lost) != 1 {
		t.Fatalf("%d places would be given back: %v", len(lost), err)
	}
	d.who.Epoch, first.who.Epoch = epochs[1].ID, epochs[1].ID
	if err := d.l.SetEpochs(ctx, epochs, common); err != nil {
		t.Fatal(err)
	}
	l, err := d.l.StartLoad(ctx, client.Load{Why: client.LoadRestored, Epoch: d.who.Epoch, Start: common, Since: common})
	for err == nil && !l.Complete() {
		_, l, err = d.l.TakePages(ctx, []wire.Page{h.fetch(t, d, l)})
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.engine.Accept(ctx, []hub.Submission{{Who: first.who, Given: lost, Done: true}}); err != nil {
		t.Fatal(err)
	}
	h.pull(t, d)
	if err := d.l.FinishLoad(ctx); err != nil {
		t.Fatal(err)
	}
	h.agree(t, d)
}
