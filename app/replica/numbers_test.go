package replica_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// parcels numbers parcels of one order, and fails where a number comes twice.
type parcels struct {
	t     testing.TB
	order shop.ID
	seen  map[string]bool
}

func (p *parcels) take(r *replica.Replica, s shop.Scheme) string {
	p.t.Helper()
	got, err := r.TakeNumber(ctx, replica.System, replica.Take{OrderID: p.order, Scheme: s, Another: true})
	if err != nil {
		p.t.Fatal(err)
	}
	if p.seen[got.Code] || !got.Fresh {
		p.t.Fatalf("%s was given before", got.Code)
	}
	p.seen[got.Code] = true
	return got.Code
}

// refused takes a number that there is not, and gives what is said about it.
func (p *parcels) refused(r *replica.Replica, s shop.Scheme, want *shop.Problem) string {
	p.t.Helper()
	_, err := r.TakeNumber(ctx, replica.System, replica.Take{OrderID: p.order, Scheme: s, Another: true})
	if !errors.Is(err, want) {
		p.t.Fatalf("refused with %v, not %v", err, want)
	}
	return err.Error()
}

func saveRange(t testing.TB, r *replica.Replica, n replica.NumberRange) shop.ID {
	t.Helper()
	n.Active = true
	id, err := r.SaveNumberRange(ctx, replica.System, n)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// here gives how many numbers of a range are left on a till.
func here(t testing.TB, r *replica.Replica, id shop.ID) (row replica.NumberRangeRow) {
	t.Helper()
	n, err := r.Numbers(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range n.Ranges {
		if row.ID == id {
			return row
		}
	}
	t.Fatalf("no range %s among %+v", id, n)
	return row
}

func post(first, last int64) replica.NumberRange {
	return replica.NumberRange{Name: "Укрпошта", Scheme: shop.SchemeS10, Head: "ra", Tail: "ua", First: first, Last: last, Lease: 10}
}

func soldShop(t testing.TB) (*replica.Replica, *parcels) {
	t.Helper()
	r := newShop(t)
	stockUp(t, r, "Чашка", "4820024700016", 10000, 10*shop.One)
	return r, &parcels{t, sell(t, r, owner(t, r), "4820024700016", 1).OrderID, map[string]bool{}}
}

// A shop without a hub numbers parcels by itself: each number opens the order, the
// first one is its waybill; asked once more for the same parcel it is the same; a
// crash and a cancelled parcel give nothing back; what is used up is told, with
// what still works.
func TestAShopAloneNumbersParcels(t *testing.T) {
	r, p := soldShop(t)
	if said := p.refused(r, shop.SchemeS10, replica.ErrNumbersNone); !strings.Contains(said, "range") {
		t.Error(said)
	}
	id := saveRange(t, r, post(100, 120))
	first := p.take(r, shop.SchemeS10)
	if frame := (shop.Frame{Scheme: shop.SchemeS10, Head: "RA", Tail: "UA"}); first != frame.Number(100) {
		t.Errorf("the first number is %s", first)
	}
	if o, err := r.Order(ctx, replica.System, p.order); err != nil || o.Waybill != first {
		t.Errorf("the waybill is %q: %v", o.Waybill, err)
	}
	if f := findCode(t, r, first); f.Found != "order" || f.OrderID != p.order {
		t.Errorf("%s finds %+v", first, f)
	}
	again, err := r.TakeNumber(ctx, replica.System, replica.Take{OrderID: p.order, RangeID: id})
	if err != nil || again.Code != first || again.Fresh {
		t.Errorf("printed again it is %+v: %v", again, err)
	}
	if err := r.RemoveParcelCode(ctx, replica.System, p.order, first); err != nil {
		t.Fatal(err)
	}
	for range 7 {
		p.take(r, shop.SchemeS10)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if r, err = replica.Open(ctx, r.Path(), replica.Options{}); err != nil {
		t.Fatal(err)
	}
	defer r.Close() //nolint:errcheck // the test is over
	if row := here(t, r, id); row.Here != 12 || row.Unleased != 1 {
		t.Errorf("left: %+v", row) // a second lease was made before the first was empty
	}
	for range 13 {
		p.take(r, shop.SchemeS10)
	}
	if said := p.refused(r, shop.SchemeS10, replica.ErrNumbersUsedUp); !strings.Contains(said, "W-A1-") || !strings.Contains(said, "Укрпошта") {
		t.Error(said)
	}
	if own := p.take(r, shop.SchemeOwn); !shop.IsOwnNumber(own) || findCode(t, r, own).OrderID != p.order {
		t.Errorf("our own is %s", own)
	}
	saveRange(t, r, replica.NumberRange{Scheme: shop.SchemeSSCC, Head: "14820123"})
	if code := p.take(r, shop.SchemeSSCC); findCode(t, r, code).OrderID != p.order || !strings.Contains(p.refused(r, shop.SchemeS10, replica.ErrNumbersUsedUp), "14820123…") {
		t.Errorf("SSCC %s", code)
	}
	verify(t, r)
}

// A carrier whose numbers come from its service gets a label of ours at once, and
// its own number later: either opens the order.
func TestALabelBeforeItsCarriersNumber(t *testing.T) {
	r, p := soldShop(t)
	ours := p.take(r, shop.SchemeOwn)
	if err := r.AddParcelCode(ctx, replica.System, p.order, replica.ParcelCode{Code: "20450000123456", Kind: "carrier"}); err != nil {
		t.Fatal(err)
	}
	for _, code := range []string{ours, strings.ToLower(ours), "20450000123456"} {
		if f := findCode(t, r, code); f.OrderID != p.order {
			t.Errorf("%s finds %+v", code, f)
		}
	}
	if o, err := r.Order(ctx, replica.System, p.order); err != nil || o.Waybill != "20450000123456" {
		t.Errorf("the waybill is %q: %v", o.Waybill, err)
	}
}

// Ranges are entered with what they are made of, and that is never changed.
func TestRangesThatCannotBe(t *testing.T) {
	r := newShop(t)
	for want, n := range map[*shop.Problem]replica.NumberRange{
		replica.ErrNumbersFrame: {Scheme: shop.SchemeSSCC, Head: "4820123"},
		replica.ErrNumbersSpan:  {Scheme: shop.SchemeS10, Head: "RA", Tail: "UA", First: 5, Last: 100_000_000},
		shop.ErrInput:           {Scheme: shop.SchemeOwn, Head: "W"},
		replica.ErrNumbersFixed: {ID: shop.NewID(), Scheme: shop.SchemeS10, Head: "RA", Tail: "UA"},
	} {
		if _, err := r.SaveNumberRange(ctx, replica.System, n); !errors.Is(err, want) {
			t.Errorf("%+v: %v, not %v", n, err, want)
		}
	}
	id := saveRange(t, r, post(0, 99))
	if again := saveRange(t, r, post(0, 99)); again != id {
		t.Error("entered twice it is two ranges")
	}
}

// restoreFrom puts a backup in the place of a shop and opens it.
func restoreFrom(t testing.TB, b replica.Backup, path string) *replica.Replica {
	t.Helper()
	if _, err := replica.Restore(ctx, b.Path, path, replica.Options{}); err != nil {
		t.Fatal(err)
	}
	r, err := replica.Open(ctx, path, replica.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return r
}

// A shop without a hub that is restored gives no number again that the shop had
// given which it replaces. Where that cannot be read, it gives none until a person
// says what is free, be it of a range that the backup did not know.
func TestARestoredShopGivesNoNumberTwice(t *testing.T) {
	r, p := soldShop(t)
	saveRange(t, r, post(0, 999))
	p.take(r, shop.SchemeS10)
	b, err := r.Backup(ctx, "manual")
	if err != nil {
		t.Fatal(err)
	}
	for range 30 {
		p.take(r, shop.SchemeS10)
	}
	saveRange(t, r, replica.NumberRange{Scheme: shop.SchemePost14, Head: "109440", Lease: 5})
	p.take(r, shop.SchemePost14)
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	path := r.Path()
	r = restoreFrom(t, b, path)
	for range 30 {
		p.take(r, shop.SchemeS10)
	}
	saveRange(t, r, replica.NumberRange{Scheme: shop.SchemePost14, Head: "109440", Lease: 5})
	p.take(r, shop.SchemePost14)
	p.take(r, shop.SchemeOwn)
	verify(t, r)
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}

	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	r = restoreFrom(t, b, path)
	p.refused(r, shop.SchemeS10, replica.ErrNumbersDoubt)
	saveRange(t, r, replica.NumberRange{Scheme: shop.SchemePost14, Head: "109440", Lease: 5})
	p.refused(r, shop.SchemePost14, replica.ErrNumbersDoubt)
	p.take(r, shop.SchemeOwn)
	n := post(0, 999)
	n.FreeFrom = 500
	if id := saveRange(t, r, n); here(t, r, id).Doubt {
		t.Error("what a person says is doubted")
	}
	if code := p.take(r, shop.SchemeS10); !strings.HasPrefix(code, "RA00000500") {
		t.Errorf("then comes %s", code)
	}
}

// Tills of a hub number parcels on their own, from what they got while they were
// online; the shop that lived alone goes on with what it had. A till that was
// restored has nothing until it has a name of its own, and never again what it had.
func TestTillsOfAHubNumberParcels(t *testing.T) {
	h := newTestHub(t)
	r, p := soldShop(t)
	id := saveRange(t, r, post(0, 9999))
	p.take(r, shop.SchemeS10)
	first := h.join(t, r, change.ScopeOwner)
	h.sync(t, first)
	second := h.join(t, emptyTill(t), change.ScopeClerk)
	h.sync(t, second)
	if said := p.refused(second.r, shop.SchemeS10, replica.ErrNumbersAsked); !strings.Contains(said, "W-") {
		t.Error(said)
	}
	if row := here(t, second.r, id); !row.Asked || row.Here != 0 {
		t.Errorf("asked: %+v", row)
	}
	h.sync(t, second)
	if row := here(t, second.r, id); row.Asked || row.Here != 10 {
		t.Errorf("got: %+v", row)
	}
	for range 3 { // both are offline now
		p.take(first.r, shop.SchemeS10)
		p.take(second.r, shop.SchemeS10)
	}
	b, err := second.r.Backup(ctx, "manual")
	if err != nil {
		t.Fatal(err)
	}
	for range 7 {
		p.take(second.r, shop.SchemeS10)
	}
	p.refused(second.r, shop.SchemeS10, replica.ErrNumbersAsked)
	h.sync(t, second)
	if row := here(t, second.r, id); row.Here != 10 {
		t.Errorf("after a sync: %+v", row)
	}
	p.take(second.r, shop.SchemeS10)
	h.sync(t, second)
	if err := second.r.Close(); err != nil {
		t.Fatal(err)
	}
	second.r = restoreFrom(t, b, second.r.Path())
	second.l = second.r.Link()
	p.refused(second.r, shop.SchemeS10, replica.ErrNumbersAsked)
	p.take(second.r, shop.SchemeOwn)
	h.rename(t, second)
	h.sync(t, second)
	if err := second.r.KeepNumbers(ctx); err != nil {
		t.Fatal(err)
	}
	h.sync(t, second)
	for range 8 {
		p.take(second.r, shop.SchemeS10)
		p.take(first.r, shop.SchemeS10)
		h.sync(t, first)
	}
	h.sync(t, second)
	h.sync(t, first)
	h.agree(t, first, second)
}
