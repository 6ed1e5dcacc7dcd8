package replica_test

import (
	"bytes"
	"fmt"
	"os"
	"testing"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/scan"
	"github.com/prylavok/prylavok/app/shop"
	"pgregory.net/rapid"
)

// parkOrder puts scanned goods aside as an open order.
func parkOrder(t rapid.TB, r *replica.Replica, a replica.Actor, codes ...string) replica.OrderCard {
	t.Helper()
	var c replica.Counter
	for _, code := range codes {
		s, err := r.Scan(ctx, a, "parking", code, 0)
		if err != nil || s.Found != "offer" {
			t.Fatalf("%q: %+v %v", code, s, err)
		}
		c = s.Counter
	}
	if _, err := r.Park(ctx, a, "parking", ""); err != nil {
		t.Fatal(err)
	}
	o, err := r.Order(ctx, a, c.Basket.ID)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func pick(t testing.TB, r *replica.Replica, a replica.Actor, p replica.Pick) replica.Picked {
	t.Helper()
	out, err := r.Pick(ctx, a, p)
	if err != nil {
		t.Fatalf("%+v: %v", p, err)
	}
	return out
}

// Goods are checked off an order by scanning: a box counts as what is in it, more
// than is wanted is told and not picked, other goods are told, an unknown code is
// kept. The history says who picked.
func TestGoodsAreCheckedOffAnOrder(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	shelve(t, r, "Чашка", "pcs", "", 10000, replica.Barcode{Code: "4820024700016"}, replica.Barcode{Code: "14820024700013", Quantity: 6 * shop.One})
	shelve(t, r, "Тарілка", "pcs", "PLATE", 5000)
	shelve(t, r, "Виделка", "pcs", "FORK", 3000)
	o := parkOrder(t, r, a, "14820024700013", "4820024700016", "PLATE")
	cups, plate := o.Items[0].ID, o.Items[1].ID

	if p := pick(t, r, a, replica.Pick{OrderID: o.ID, Code: "4820024700016"}); p.Found != "line" || p.Line != cups || p.Picked != shop.One || p.Wanted != 7*shop.One || p.Complete {
		t.Errorf("%+v", p)
	}
	if p := pick(t, r, a, replica.Pick{OrderID: o.ID, Code: "14820024700013"}); p.Found != "line" || p.Picked != 7*shop.One {
		t.Errorf("%+v", p)
	}
	if p := pick(t, r, a, replica.Pick{OrderID: o.ID, Code: "4820024700016"}); p.Found != "over" || p.Over != shop.One || p.Picked != 7*shop.One {
		t.Errorf("%+v", p)
	}
	if p := pick(t, r, a, replica.Pick{OrderID: o.ID, Code: "FORK"}); p.Found != "other" || p.Text != "Виделка" {
		t.Errorf("%+v", p)
	}
	if p := pick(t, r, a, replica.Pick{OrderID: o.ID, Code: o.Number}); p.Found != "other" {
		t.Errorf("%+v", p)
	}
	if p := pick(t, r, a, replica.Pick{OrderID: o.ID, Code: "4829999999994"}); p.Found != "nothing" {
		t.Errorf("%+v", p)
	}
	if list, err := r.UnknownCodes(ctx); err != nil || len(list) != 1 {
		t.Errorf("%v %v", list, err)
	}
	if p := pick(t, r, a, replica.Pick{OrderID: o.ID, Line: plate, Quantity: shop.One}); p.Found != "line" || !p.Complete {
		t.Errorf("%+v", p)
	}
	_, err := r.Pick(ctx, a, replica.Pick{OrderID: o.ID, Line: plate, Quantity: 2 * shop.One})
	wantProblem(t, err, shop.ErrPickOver)
	if p := pick(t, r, a, replica.Pick{OrderID: o.ID, Line: cups, Quantity: 2 * shop.One}); p.Picked != 2*shop.One || p.Complete {
		t.Errorf("picked goods cannot be put back: %+v", p)
	}
	card, err := r.Order(ctx, a, o.ID)
	if err != nil || card.Items[0].Picked != 2*shop.One || card.Items[1].Picked != shop.One || card.Picked || !card.Items[0].Shelved {
		t.Errorf("%+v %v", card.Items, err)
	}
	if h := card.History[0]; h.Intent != "pick" || h.User != "Олена" || h.What != "Чашка" || fmt.Sprint(h.Changes["picked"]) != "[7000 2000]" {
		t.Errorf("%+v", h)
	}

	// What lies at a counter is not picked, nor what has gone.
	if _, err := r.TakeBack(ctx, a, "till", o.ID); err != nil {
		t.Fatal(err)
	}
	_, err = r.Pick(ctx, a, replica.Pick{OrderID: o.ID, Code: "PLATE"})
	wantProblem(t, err, replica.ErrAtCounter)
	if _, err := r.FinishSale(ctx, a, "till", replica.Finish{Basket: o.ID}); err != nil {
		t.Fatal(err)
	}
	_, err = r.Pick(ctx, a, replica.Pick{OrderID: o.ID, Code: "PLATE"})
	wantProblem(t, err, shop.ErrPickLate)
	verify(t, r)
}

// Of several goods with one code those are picked that the order has, whatever was
// chosen at the counter; where it has them all, a person chooses or has chosen.
func TestTheOrderTellsWhichGoodsAreMeant(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	shelve(t, r, "Чашка червона", "pcs", "RED", 10000, replica.Barcode{Code: "4820024700016"})
	blue := shelve(t, r, "Чашка синя", "pcs", "BLUE", 11000, replica.Barcode{Code: "4820024700016"})
	red, both := parkOrder(t, r, a, "RED"), parkOrder(t, r, a, "RED", "BLUE")
	if p := pick(t, r, a, replica.Pick{OrderID: both.ID, Code: "4820024700016"}); p.Found != "choice" || len(p.Choices) != 2 {
		t.Errorf("%+v", p)
	}
	if p := pick(t, r, a, replica.Pick{OrderID: both.ID, Code: "4820024700016", OfferID: blue}); p.Found != "line" || p.Line != both.Items[1].ID {
		t.Errorf("%+v", p)
	}
	if _, err := r.ScanCode(ctx, a, "till", replica.Scanning{Code: "4820024700016", OfferID: blue}); err != nil {
		t.Fatal(err)
	}
	if p := pick(t, r, a, replica.Pick{OrderID: red.ID, Code: "4820024700016"}); p.Found != "line" || !p.Complete {
		t.Errorf("%+v", p)
	}
	if p := pick(t, r, a, replica.Pick{OrderID: both.ID, Code: "4820024700016"}); p.Found != "choice" || len(p.Choices) != 2 {
		t.Errorf("%+v", p)
	}
}

// However codes are scanned, no line has more picked than it wants, and an order
// is complete exactly when nothing is missing.
func TestNoMoreIsPickedThanIsWanted(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	shelve(t, r, "Чашка", "pcs", "ONE", 10000, replica.Barcode{Code: "BOX", Quantity: 3 * shop.One})
	shelve(t, r, "Сир", "kg", "123", 18990)
	codes := []string{"ONE", "BOX", weighed(20, 123, 250), weighed(24, 123, 5537)}
	rapid.Check(t, func(t *rapid.T) {
		basket := rapid.SliceOfN(rapid.SampledFrom(codes), 1, 6).Draw(t, "basket")
		o := parkOrder(t, r, a, basket...)
		wanted := map[shop.ID]shop.Quantity{}
		picked := map[shop.ID]shop.Quantity{}
		for _, l := range o.Items {
			wanted[l.OfferID] += l.Quantity
		}
		for range rapid.IntRange(1, 12).Draw(t, "scans") {
			code := rapid.SampledFrom(codes).Draw(t, "code")
			f, err := r.FindCode(ctx, a, code)
			if err != nil {
				t.Fatal(err)
			}
			g := f.Offers[0]
			out, err := r.Pick(ctx, a, replica.Pick{OrderID: o.ID, Code: code})
			if err != nil {
				t.Fatal(err)
			}
			switch {
			case wanted[g.ID] == 0:
				if out.Found != "other" {
					t.Fatalf("%+v", out)
				}
			case picked[g.ID]+g.Scanned > wanted[g.ID]:
				if out.Found != "over" || out.Over != picked[g.ID]+g.Scanned-wanted[g.ID] {
					t.Fatalf("%+v", out)
				}
			default:
				picked[g.ID] += g.Scanned
			}
			card, err := r.Order(ctx, a, o.ID)
			if err != nil {
				t.Fatal(err)
			}
			complete := true
			sums := map[shop.ID]shop.Quantity{}
			for _, l := range card.Items {
				if l.Picked > l.Quantity {
					t.Fatalf("%+v", l)
				}
				complete = complete && l.Picked == l.Quantity
				sums[l.OfferID] += l.Picked
			}
			if complete != out.Complete || sums[g.ID] != picked[g.ID] {
				t.Fatalf("complete %v, told %v; %d picked of %s, not %d", complete, out.Complete, sums[g.ID], g.Title, picked[g.ID])
			}
		}
	})
}

// A badge is told once and kept as a hash alone: neither the file nor its log, nor
// the list of unknown codes, holds its code. Only who is active is found by it.
func TestABadgeIsKeptAsAHash(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	clerk, err := r.SaveUser(ctx, a, replica.User{Name: "Ірина", Role: shop.Clerk, Active: true}, nil)
	if err != nil {
		t.Fatal(err)
	}
	lost, err := r.NewBadge(ctx, a, clerk)
	if err != nil || !scan.IsBadge(lost) {
		t.Fatalf("%q %v", lost, err)
	}
	code, err := r.NewBadge(ctx, a, clerk)
	if err != nil || code == lost {
		t.Fatal(code, err)
	}
	if u, err := r.UserByBadge(ctx, code); err != nil || u.ID != clerk || !u.HasBadge {
		t.Fatalf("%+v %v", u, err)
	}
	if f := findCode(t, r, code); f.Found != "user" || f.UserID != clerk || f.Text != "Ірина" {
		t.Errorf("%+v", f)
	}
	_, err = r.UserByBadge(ctx, lost)
	wantProblem(t, err, replica.ErrBadge)
	if s, err := r.Scan(ctx, a, "till", lost, 0); err != nil || s.Found != "user" || !s.UserID.IsZero() {
		t.Errorf("%+v %v", s, err)
	}
	if list, err := r.UnknownCodes(ctx); err != nil || len(list) != 0 {
		t.Errorf("a badge lies among the unknown codes: %v %v", list, err)
	}
	if _, err := r.SaveUser(ctx, a, replica.User{ID: clerk, Name: "Ірина", Role: shop.Clerk}, nil); err != nil {
		t.Fatal(err)
	}
	_, err = r.UserByBadge(ctx, code)
	wantProblem(t, err, replica.ErrBadge)
	if err := r.DropBadge(ctx, a, clerk); err != nil {
		t.Fatal(err)
	}
	if u, err := r.User(ctx, clerk); err != nil || u.HasBadge {
		t.Errorf("%+v %v", u, err)
	}
	for _, end := range []string{"", "-wal"} {
		data, err := os.ReadFile(r.Path() + end)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{lost, code} {
			if bytes.Contains(data, []byte(secret)) {
				t.Errorf("a badge's code is in shop.db%s", end)
			}
		}
	}
}
