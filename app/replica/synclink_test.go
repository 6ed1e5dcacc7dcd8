package replica_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/client"
	"github.com/prylavok/prylavok/sync/hub"
	"github.com/prylavok/prylavok/sync/wire"
)

// Values that occur nowhere by chance.
const (
	secretPrice = 0x3ade68b1 // 987654321
	secretText  = "постачальник Прихований"
)

// foundAt gives the files beside a replica that hold any of the needles.
func foundAt(t *testing.T, path string, needles ...[]byte) (files []string) {
	t.Helper()
	err := filepath.WalkDir(filepath.Dir(path), func(name string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		for _, n := range needles {
			if bytes.Contains(data, n) {
				files = append(files, name)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func secrets() [][]byte {
	return [][]byte{binary.BigEndian.AppendUint32(nil, secretPrice), []byte("987654321"), []byte(secretText)}
}

// shopWithSecrets is a shop at a hub with a till that may see everything.
func shopWithSecrets(t *testing.T) (h *testHub, first, second *till) {
	t.Helper()
	h = newTestHub(t)
	r := newShop(t)
	offer := stockUp(t, r, "Чашка", "4820024700016", 10000, 10*shop.One)
	err := r.ByHand(ctx, "import", func(hand *replica.Hand) error {
		if err := hand.Patch(change.Offer, offer, replica.Values{"purchase_price": secretPrice}); err != nil {
			return err
		}
		_, err := hand.Create(change.Origin, replica.Values{"source": "csv", "key": "offer:1", "record_id": offer, "taken": secretText})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	sell(t, r, owner(t, r), "4820024700016", 1)
	first = h.join(t, r, change.ScopeOwner)
	h.sync(t, first)
	return h, first, h.join(t, emptyTill(t), change.ScopeManager)
}

// rescope gives a till other rights at the hub and cuts it to them.
func (h *testHub) rescope(t *testing.T, d *till, scope change.Scope) {
	t.Helper()
	if err := h.engine.SetScope(ctx, h.shop, d.who.Device, scope); err != nil {
		t.Fatal(err)
	}
	d.who.Scope, d.who.ScopeRev = scope, d.who.ScopeRev+1
	if err := d.l.SetScope(ctx, scope, d.who.ScopeRev); err != nil {
		t.Fatal(err)
	}
}

// A till that loses rights keeps no byte of what it may not see any more, in
// none of its files; it goes on selling, and what it has not sent still arrives.
// When it gets the rights back, all is there again.
func TestLostRightsLeaveNothingInTheFiles(t *testing.T) {
	h, first, d := shopWithSecrets(t)
	a := owner(t, d.r)
	// History, a confirmed state beside an edit, a backup and the log have it, too.
	if err := d.r.ByHand(ctx, "price", func(hand *replica.Hand) error {
		var offer shop.ID
		if err := hand.Row("SELECT id FROM offers").Scan(&offer); err != nil {
			return err
		}
		return hand.Patch(change.Offer, offer, replica.Values{"price": 11000})
	}); err != nil {
		t.Fatal(err)
	}
	if err := first.r.ByHand(ctx, "price", func(hand *replica.Hand) error {
		var offer shop.ID
		if err := hand.Row("SELECT id FROM offers").Scan(&offer); err != nil {
			return err
		}
		if err := hand.Patch(change.Offer, offer, replica.Values{"purchase_price": 77}); err != nil {
			return err
		}
		return hand.Patch(change.Offer, offer, replica.Values{"purchase_price": secretPrice})
	}); err != nil {
		t.Fatal(err)
	}
	h.sync(t, first)
	h.pull(t, d)
	if _, err := d.r.Backup(ctx, "manual"); err != nil {
		t.Fatal(err)
	}
	if len(foundAt(t, d.r.Path(), secrets()...)) < 3 {
		t.Fatal("the secrets are not there to begin with")
	}
	h.rescope(t, d, change.ScopeClerk)
	if files := foundAt(t, d.r.Path(), secrets()...); len(files) > 0 {
		t.Errorf("what a clerk may not see lies in %v", files)
	}
	verify(t, d.r)
	sell(t, d.r, a, "4820024700016", 1)
	h.sync(t, d)
	h.agree(t, d)
	if files := foundAt(t, d.r.Path(), secrets()...); len(files) > 0 {
		t.Errorf("what a clerk may not see has come again into %v", files)
	}
	// What a restored hub would be given back says whether it may lack something.
	kept, err := d.l.GiveBack(ctx, 0, 1<<30)
	if err != nil || len(kept) != 2 || slices.ContainsFunc(kept, func(e change.Entry) bool { return !e.Cut || e.Batch.Device != d.who.Device }) {
		t.Errorf("it would give back %d places, not two cut ones of its own: %v", len(kept), err)
	}
	kept, err = first.l.GiveBack(ctx, 0, 1<<30)
	if err != nil || len(kept) < 2 || slices.ContainsFunc(kept, func(e change.Entry) bool { return e.Cut }) {
		t.Errorf("the owner's till would give back %d places, not all of them whole: %v", len(kept), err)
	}
	h.rescope(t, d, change.ScopeManager)
	if l := d.standing(t).Load; l == nil || l.Why != client.LoadScope {
		t.Fatalf("no load waits for what can be seen again: %+v", l)
	}
	h.load(t, d, client.Load{Why: client.LoadScope, Epoch: d.who.Epoch, Start: d.standing(t).Cursor.Seq})
	h.sync(t, d)
	h.sync(t, first)
	h.agree(t, d, first)
}

// A till that gets other rights before it has begun to load the shop loads all of it.
func TestRightsThatChangeBeforeTheFirstLoadLeaveItWhole(t *testing.T) {
	h, first, _ := shopWithSecrets(t)
	d, _ := h.enlist(t, emptyTill(t), change.ScopeClerk)
	h.rescope(t, d, change.ScopeOwner)
	if l := d.standing(t).Load; l != nil {
		t.Fatalf("another load waits: %+v", l)
	}
	h.load(t, d, client.Load{Why: client.LoadFirst, Epoch: d.who.Epoch, Start: first.standing(t).Cursor.Seq})
	h.pull(t, d)
	h.agree(t, d)
}

// A till that was cut off holds nothing of the shop, says so when it is opened,
// and can join again.
func TestRemovedTillHoldsNothing(t *testing.T) {
	h, first, d := shopWithSecrets(t)
	if _, err := d.r.Backup(ctx, "manual"); err != nil {
		t.Fatal(err)
	}
	if err := d.l.Remove(ctx, d.standing(t).Device, 0); err != nil {
		t.Fatal(err)
	}
	if err := d.l.Remove(ctx, d.standing(t).Device, 0); err != nil {
		t.Fatalf("removed twice: %v", err)
	}
	needles := append(secrets(), []byte("Чашка"), []byte("чашка"), []byte("Олена"), []byte("4820024700016"))
	if files := foundAt(t, d.r.Path(), needles...); len(files) > 0 {
		t.Errorf("something of the shop lies in %v", files)
	}
	if _, err := d.r.Offer(ctx, replica.System, shop.NewID()); !errors.Is(err, shop.ErrNotFound) {
		t.Errorf("reading from an empty file: %v", err)
	}
	if err := d.r.SetSetting(ctx, replica.System, "x", "y"); !errors.Is(err, replica.ErrRemoved) {
		t.Errorf("a command on a removed till: %v", err)
	}
	if err := d.r.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := replica.Open(ctx, d.r.Path(), replica.Options{}); !errors.Is(err, replica.ErrRemoved) {
		t.Fatalf("opened: %v", err)
	}
	again := h.join(t, emptyTillAt(t, d.r.Path()), change.ScopeClerk)
	h.sync(t, first)
	h.sync(t, again)
	h.agree(t, first, again)
}

// rename gives a copy its own name.
func (h *testHub) rename(t *testing.T, d *till) {
	t.Helper()
	device, key, err := d.l.Identity(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if again, _, err := d.l.Identity(ctx); err != nil || again != device {
		t.Fatalf("asked again it is %x, not %x: %v", again, device, err)
	}
	renewed, ok := h.ask(t, hub.Rename{Who: d.who, Renew: wire.Renew{Device: device, PublicKey: key}}).(hub.Answered).Frame.(wire.Renewed)
	if !ok {
		t.Fatal("the hub gave no new name")
	}
	for range 2 {
		if err := d.l.Renew(ctx, renewed); err != nil {
			t.Fatal(err)
		}
	}
	d.who.Device = device
	if s := d.standing(t); s.Device != device || s.Series != renewed.Series {
		t.Fatalf("it stands as %+v", s)
	}
	text := []byte("nonce")
	if _, err := d.l.Sign(ctx, device, text); err != nil {
		t.Errorf("it cannot sign by its new name: %v", err)
	}
}

// A first load goes on where it was, whenever the program ends, takes each page
// once however often it comes, and the feed may run beside it: a till that can
// sell already sells meanwhile.
func TestFirstLoadIsCutEverywhere(t *testing.T) {
	h, first, _ := shopWithSecrets(t)
	a := owner(t, first.r)
	for range 5 {
		sell(t, first.r, a, "4820024700016", 1)
	}
	h.sync(t, first)
	h.page = 400
	path := filepath.Join(t.TempDir(), "till.db")
	d := h.enrol(t, emptyTillAt(t, path))
	pages := 0
	for {
		l := d.standing(t).Load
		if l.Complete() {
			break
		}
		page := h.fetch(t, d, *l)
		for range 2 {
			if _, _, err := d.l.TakePages(ctx, []wire.Page{page}); err != nil {
				t.Fatal(err)
			}
		}
		switch pages++; pages % 3 {
		case 0:
			if err := d.r.Close(); err != nil {
				t.Fatal(err)
			}
			r, err := replica.Open(ctx, path, replica.Options{})
			if err != nil {
				t.Fatal(err)
			}
			d.r, d.l = r, r.Link()
		case 1:
			sell(t, first.r, a, "4820024700016", 1)
			h.push(t, first)
			h.pull(t, d)
		}
		if link, err := d.r.HubLink(ctx); err != nil || link.Joining != (l.Tier == wire.TierCatalogue && d.standing(t).Load.Tier == l.Tier) {
			t.Fatalf("after a page of tier %d: %+v %v", l.Tier, link, err)
		}
	}
	defer func() { _ = d.r.Close() }()
	if pages < 8 {
		t.Fatalf("%d pages are not enough to be cut", pages)
	}
	for range 2 {
		if err := d.l.FinishLoad(ctx); err != nil {
			t.Fatal(err)
		}
	}
	sell(t, d.r, owner(t, d.r), "4820024700016", 1)
	h.sync(t, d)
	h.sync(t, first)
	h.agree(t, first, d)
	if found, err := d.r.FindOrders(ctx, "чашка", 20); err != nil || len(found) < 10 {
		t.Errorf("search finds %d orders: %v", len(found), err)
	}
}

// What a newer release says and this one has no place for, kinds, fields and
// values, never stops the feed, is kept bit for bit, counts in the digest, and
// shows itself as soon as it fits.
func TestNewerReleasesAreKeptBitForBit(t *testing.T) {
	h := newTestHub(t)
	d := h.join(t, emptyTill(t), change.ScopeOwner)
	start := d.standing(t).Cursor
	order, alien := change.ID(shop.NewID()), change.ID(shop.NewID())
	whole := map[change.ID]*change.Record{}
	feed := []change.Entry{}
	say := func(ops ...change.Op) {
		e := change.Entry{Seq: start.Seq + int64(len(feed)) + 1, At: 1, Batch: change.Batch{ID: change.ID(shop.NewID()), Device: change.ID(shop.NewID()), DeviceSeq: 1, Intent: "future", Ops: ops}}
		for i := range ops {
			whole[ops[i].ID] = change.Apply(whole[ops[i].ID], &ops[i], e.Seq)
		}
		feed = append(feed, e)
	}
	desk := d.who.Device
	say(change.Op{Kind: 200, Act: change.Create, ID: alien, Set: []change.Assign{{Field: 1, Value: "drone"}, {Field: 9, Value: int64(4)}}},
		change.Op{Kind: change.Order.Num, Act: change.Create, ID: order, Set: []change.Assign{{Field: 1, Value: "sale"}, {Field: 2, Value: "Z9-000001"}, {Field: 4, Value: "new"}, {Field: 7, Value: desk[:]}, {Field: 99, Value: "by drone"}}})
	say(change.Op{Kind: change.Order.Num, Act: change.Patch, ID: order, Base: start.Seq + 1, Set: []change.Assign{{Field: 4, Value: "in the air"}, {Field: 99, Value: int64(7)}}})
	say(change.Op{Kind: change.Order.Num, Act: change.Patch, ID: order, Base: start.Seq + 2, Set: []change.Assign{{Field: 12, Value: "over the river"}}},
		change.Op{Kind: 200, Act: change.Delete, ID: alien})
	take := func() {
		t.Helper()
		if _, err := d.l.Take(ctx, start.Epoch, feed); err != nil {
			t.Fatal(err)
		}
		var want change.Digest
		shown, err := d.r.Shown(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range shown {
			if whole[r.ID] == nil {
				want.Add(r.Hash())
			}
		}
		for _, r := range whole {
			want.Add(r.Hash())
		}
		if _, got, err := d.l.Digest(ctx); err != nil || got != want {
			t.Fatalf("digest %x, want %x: %v", got, want, err)
		}
		verify(t, d.r)
	}
	take()
	card, err := d.r.Order(ctx, replica.System, shop.ID(order))
	if err != nil || card.Status != shop.New || card.Comment != "" {
		t.Fatalf("the order shows as %+v %v", card.OrderRow, err)
	}
	// An edit of what is shown meanwhile is laid over what is true.
	if err := d.r.ByHand(ctx, "note", func(hand *replica.Hand) error {
		return hand.Patch(change.Order, shop.ID(order), replica.Values{"waybill": "123"})
	}); err != nil {
		t.Fatal(err)
	}
	take()
	say(change.Op{Kind: change.Order.Num, Act: change.Patch, ID: order, Base: start.Seq + 3, Set: []change.Assign{{Field: 4, Value: "packed"}}})
	take()
	card, err = d.r.Order(ctx, replica.System, shop.ID(order))
	if err != nil || card.Status != shop.Packed || card.Comment != "over the river" || card.Waybill != "123" {
		t.Fatalf("the order shows as %+v %v", card.OrderRow, err)
	}
}

// A copy that differs from the hub's, however that came, is mended by loading
// everything once more; what waits to be sent is not lost by it.
func TestRepairMendsWhateverDiffers(t *testing.T) {
	h, first, d := shopWithSecrets(t)
	a := owner(t, d.r)
	sell(t, d.r, a, "4820024700016", 1)
	h.sync(t, d)
	h.sync(t, first)
	unsent := sell(t, d.r, a, "4820024700016", 2)
	db := raw(t, d.r.Path())
	for _, query := range []string{
		`UPDATE offers SET price=1, fields=NULL`, `DELETE FROM barcodes`, `UPDATE orders SET status='packed' WHERE version>0`, `DELETE FROM payments WHERE version>0`,
		`UPDATE stock_moves SET quantity=quantity*7 WHERE version>0`, `UPDATE stock_balances SET on_hand=5`, `INSERT INTO strangers VALUES (randomblob(16), 222, 3, x'00')`,
		`INSERT INTO products (id, version, name, description, brand, unit, tags, digital, active) VALUES (randomblob(16), 2, 'ghost', '', '', 'pcs', '', 0, 1)`,
	} {
		if _, err := db.Exec(query); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.Exec(`DELETE FROM strangers`); err != nil {
		t.Fatal(err)
	}
	sell(t, first.r, owner(t, first.r), "4820024700016", 1)
	h.push(t, first)
	h.load(t, d, client.Load{Why: client.LoadRepair, Epoch: d.who.Epoch, Start: d.standing(t).Cursor.Seq})
	if card, err := d.r.Order(ctx, a, unsent.OrderID); err != nil || card.Total != unsent.Total {
		t.Fatalf("the unsent sale is %+v %v", card.OrderRow, err)
	}
	h.sync(t, d)
	h.sync(t, first)
	h.agree(t, first, d)
}

// The feed is kept for thirty days of the hub's clock, and no longer.
func TestFeedIsKeptForThirtyDays(t *testing.T) {
	d := newTestHub(t).join(t, emptyTill(t), change.ScopeOwner)
	start := d.standing(t).Cursor
	const day = 24 * 3600 * 1000
	var feed []change.Entry
	for i := range int64(200) {
		feed = append(feed, change.Entry{Seq: start.Seq + 1 + i, At: i * day, Batch: change.Batch{ID: change.ID(shop.NewID()), Intent: "day"}})
	}
	for len(feed) > 0 {
		if _, err := d.l.Take(ctx, start.Epoch, feed[:1]); err != nil {
			t.Fatal(err)
		}
		feed = feed[1:]
	}
	kept, err := d.l.GiveBack(ctx, 0, 1<<30)
	if err != nil || len(kept) < 30 || len(kept) > 100 || kept[0].Was.Seq == 0 {
		t.Fatalf("%d places are kept: %v", len(kept), err)
	}
	if s := d.standing(t); len(s.Past) < 5 || s.Past[0].Seq != s.Cursor.Seq-1 {
		t.Errorf("the past is %+v", s.Past)
	}
	if some, err := d.l.GiveBack(ctx, kept[0].Was.Seq, 1); err != nil || len(some) != 1 || some[0].Was.Seq != kept[1].Was.Seq {
		t.Errorf("piece by piece it gives %+v %v", some, err)
	}
}
