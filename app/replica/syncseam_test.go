package replica_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
	"github.com/prylavok/prylavok/sync/wire"
)

// reprice changes the price of a till's only offer and gives its id.
func reprice(t *testing.T, r *replica.Replica, price shop.Money) (offer shop.ID) {
	t.Helper()
	if err := r.ByHand(ctx, "price", func(hand *replica.Hand) error {
		if err := hand.Row("SELECT id FROM offers").Scan(&offer); err != nil {
			return err
		}
		return hand.Patch(change.Offer, offer, replica.Values{"price": price})
	}); err != nil {
		t.Fatal(err)
	}
	return offer
}

// A page of a load may be of a later place than the feed was read to. When the
// hub then comes back older than the page, what that brought is of places that
// are no more: an edit must not seem to have seen them, and what the hub puts
// at their numbers must not be passed over.
func TestAPageOfALostPlaceIsInDoubt(t *testing.T) {
	h, first, _ := shopWithSecrets(t)
	h.page = 64 << 10
	d := h.enrol(t, emptyTill(t))
	start := d.standing(t).Cursor
	offer := reprice(t, first.r, 12500)
	h.push(t, first)
	for l := d.standing(t).Load; !l.Complete(); l = d.standing(t).Load {
		if _, _, err := d.l.TakePages(ctx, []wire.Page{h.fetch(t, d, *l)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.l.FinishLoad(ctx); err != nil {
		t.Fatal(err)
	}
	epochs := append(d.standing(t).Epochs, change.Epoch{ID: 99, Fork: start.Seq})
	if err := d.l.SetEpochs(ctx, epochs, start.Seq); err != nil {
		t.Fatal(err)
	}
	if l := d.standing(t).Load; l == nil || l.Begun() {
		t.Errorf("no load waits for what is in doubt: %+v", l)
	}
	reprice(t, d.r, 13000)
	list, err := d.l.Outgoing(ctx, 0, 100, 1<<20)
	if err != nil || len(list) == 0 {
		t.Fatal(list, err)
	}
	if op := list[len(list)-1].Ops[0]; op.Base > start.Seq {
		t.Errorf("the edit says that it has seen place %d, which is of the feed's new life", op.Base)
	}
	price, _ := change.Offer.Field("price")
	e := change.Entry{Seq: start.Seq + 1, At: 1, Batch: change.Batch{ID: change.ID(shop.NewID()), Device: change.ID(shop.NewID()), DeviceSeq: 1, Intent: "price",
		Ops: []change.Op{{Kind: change.Offer.Num, Act: change.Patch, ID: change.ID(offer), Set: []change.Assign{{Field: price.Num, Value: int64(14000)}}}}}}
	if _, err := d.l.Take(ctx, 99, []change.Entry{e}); err != nil {
		t.Fatal(err)
	}
	if o, err := d.r.Offer(ctx, replica.System, offer); err != nil || o.Price != 14000 {
		t.Errorf("the price shows as %d, and was the first in the feed's new life: %v", o.Price, err)
	}
}

// A removal that could not empty the files, because somebody read them or the
// program was ended, is gone on with when the file is opened, whoever opens it.
func TestACutOffRemovalIsFinished(t *testing.T) {
	t.Parallel() // the removal waits for whoever reads
	_, _, d := shopWithSecrets(t)
	if _, err := d.r.Backup(ctx, "manual"); err != nil {
		t.Fatal(err)
	}
	needles := append(secrets(), []byte("Чашка"), []byte("4820024700016"))
	db := raw(t, d.r.Path())
	reader, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	var n int
	if err := reader.QueryRow("SELECT count(*) FROM offers").Scan(&n); err != nil {
		t.Fatal(err)
	}
	if err := d.l.Remove(ctx, d.standing(t).Device, 0); !errors.Is(err, replica.ErrLocked) {
		t.Fatalf("somebody reads, and all was removed: %v", err)
	}
	if err := d.r.Close(); err != nil {
		t.Fatal(err)
	}
	if err := reader.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := replica.Open(ctx, d.r.Path(), replica.Options{}); !errors.Is(err, replica.ErrRemoved) {
		t.Fatalf("opened: %v", err)
	}
	if files := foundAt(t, d.r.Path(), needles...); len(files) > 0 {
		t.Errorf("something of the shop lies in %v", files)
	}
}

// Whoever makes a new till where a removal was cut off finds nothing of the shop.
func TestANewTillTakesARemovedOnesPlaceWhole(t *testing.T) {
	_, _, d := shopWithSecrets(t)
	b, err := d.r.Backup(ctx, "manual")
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(b.Path)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.l.Remove(ctx, d.standing(t).Device, 0); err != nil {
		t.Fatal(err)
	}
	if err := d.r.Close(); err != nil {
		t.Fatal(err)
	}
	// As if it had been cut off before the backups were gone.
	if err := os.MkdirAll(filepath.Dir(b.Path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(b.Path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	emptyTillAt(t, d.r.Path())
	if files := foundAt(t, d.r.Path(), secrets()...); len(files) > 0 {
		t.Errorf("something of the shop lies in %v", files)
	}
}

// A backup may hold an identity that was made and came into use only after it.
// The restored till does not take that one again: another may live by it.
func TestARestoredTillMakesAnIdentityOfItsOwn(t *testing.T) {
	_, _, d := shopWithSecrets(t)
	alone := newShop(t)
	for name, r := range map[string]*replica.Replica{"joined": d.r, "alone": alone} {
		t.Run(name, func(t *testing.T) {
			device, key, err := r.Link().Identity(ctx)
			if err != nil {
				t.Fatal(err)
			}
			b, err := r.Backup(ctx, "manual")
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(t.TempDir(), "restored.db")
			if _, err := replica.Restore(ctx, b.Path, path, replica.Options{}); err != nil {
				t.Fatal(err)
			}
			again, err := replica.Open(ctx, path, replica.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer again.Close() //nolint:errcheck // the test is over
			if other, otherKey, err := again.Link().Identity(ctx); err != nil || other == device || bytes.Equal(key, otherKey) {
				t.Errorf("two tills have the identity %x: %v", device, err)
			}
		})
	}
}

// A hub that this till was told to leave, before it was let in, does not take it
// in afterwards.
func TestAHubThatWasLeftEnrolsNobody(t *testing.T) {
	r := newShop(t)
	if err := r.SetHub(ctx, replica.Joining{URL: "wss://hub", Invite: "X", Name: "Каса"}); err != nil {
		t.Fatal(err)
	}
	l := r.Link()
	if err := r.LeaveHub(ctx); err != nil {
		t.Fatal(err)
	}
	// The session of another program does not know that yet.
	device, _, err := l.Identity(ctx)
	if err != nil {
		t.Fatal(err)
	}
	before := r.Desk()
	err = l.Enrol(ctx, wire.Enrolled{Shop: change.ID(shop.NewID()), Device: device, Series: "B1", ShopName: "Інша", Currency: "UAH"})
	if err == nil {
		t.Error("it was taken in")
	}
	if link, err := r.HubLink(ctx); err != nil || link.Enrolled || r.Desk() != before {
		t.Errorf("it is now %+v %+v: %v", link, r.Desk(), err)
	}
	verify(t, r)
}

// Times are by the hub's clock where this desk's is wrong, and by this desk's
// again when it was set right before the hub is heard once more.
func TestAClockThatWasSetRightIsBelieved(t *testing.T) {
	truth := time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)
	for name, off := range map[string]time.Duration{"years behind": -6 * 365 * 24 * time.Hour, "a day ahead": 24 * time.Hour, "an hour behind": -time.Hour} {
		t.Run(name, func(t *testing.T) {
			now := truth.Add(off)
			r := shopAt(t, &now)
			if err := r.Link().SetSkew(ctx, -off.Milliseconds()); err != nil {
				t.Fatal(err)
			}
			at := func() (at time.Time) {
				t.Helper()
				if err := r.ByHand(ctx, "look", func(hand *replica.Hand) error {
					at = time.UnixMilli(hand.At())
					return nil
				}); err != nil {
					t.Fatal(err)
				}
				return at
			}
			for _, later := range []time.Duration{time.Second, 30 * 24 * time.Hour} {
				if now = truth.Add(off + later); !at().Equal(truth.Add(later)) {
					t.Errorf("%s later it is %s", later, at())
				}
				// A till that was away for longer than its clock was off, or whose clock was
				// an hour behind, does not tell the two apart.
				if now = truth.Add(later); off != -time.Hour && later < off.Abs() && !at().Equal(now) {
					t.Errorf("%s later, and set right, it is %s", later, at())
				}
			}
		})
	}
}

// A shop that moves to a hub waits in large batches; looking at what waits reads
// a few of them, and counts all.
func TestWhatWaitsIsListedWithinBounds(t *testing.T) {
	r := newShop(t)
	var names []string
	for i := range 12 {
		names = append(names, strings.Repeat(string(rune('а'+i)), 50_000))
	}
	for range 3 {
		if err := r.ByHand(ctx, "many", func(hand *replica.Hand) error {
			for _, name := range names {
				if _, err := hand.Create(change.Category, replica.Values{"path": name}); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	pending, _, err := r.Unsent(ctx)
	if err != nil || pending < 4 {
		t.Fatal(pending, err)
	}
	u, err := r.UnsentList(ctx)
	if err != nil || u.Total != pending || len(u.Batches) < 2 || int64(len(u.Batches)) >= pending || u.Batches[0].DeviceSeq < u.Batches[1].DeviceSeq {
		t.Errorf("%d of %d are listed: %v", len(u.Batches), u.Total, err)
	}
}

// A sale that was dropped while an edit of it was still to be sent leaves nothing
// behind once that is refused and dropped as well.
func TestADroppedSaleLeavesNoGhost(t *testing.T) {
	r := newShop(t)
	cup := stockUp(t, r, "Чашка", "4820024700016", 10000, 5*shop.One)
	f := joined(t, r)
	a := owner(t, r)
	sale := sell(t, r, a, "4820024700016", 2)
	f.refuse(merge.RefuseMalformed)
	if err := r.SetOrderComment(ctx, a, sale.OrderID, "подарунок"); err != nil {
		t.Fatal(err)
	}
	if err := r.DropRefused(ctx, a, refusals(t, r)[0].DeviceSeq); err != nil {
		t.Fatal(err)
	}
	f.refuse(merge.RefuseUnknown)
	if err := r.DropRefused(ctx, a, refusals(t, r)[0].DeviceSeq); err != nil {
		t.Fatal(err)
	}
	if page, err := r.Orders(ctx, a, replica.OrderQuery{}); err != nil || page.Total != 0 {
		t.Errorf("orders that no hub will have: %+v %v", page, err)
	}
	if have, free := onHand(t, r, cup); have != 5*shop.One || free != have {
		t.Errorf("%d %d", have, free)
	}
	verify(t, r)
}
