package replica_test

import (
	"slices"
	"testing"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// A till that ran an older release kept codes and badges of the others bit for bit
// without knowing them. Once it is updated it knows them, and still agrees.
func TestAnUpdatedTillKnowsWhatItKept(t *testing.T) {
	h := newTestHub(t)
	r := newShop(t)
	a := owner(t, r)
	stockUp(t, r, "Чашка", "4820024700016", 10000, 10*shop.One)
	order := sell(t, r, a, "4820024700016", 1).OrderID
	if err := r.AddParcelCode(ctx, a, order, replica.ParcelCode{Code: "20450000123456", Kind: "carrier"}); err != nil {
		t.Fatal(err)
	}
	var clerk shop.ID
	err := r.ByHand(ctx, "user", func(hand *replica.Hand) (err error) {
		clerk, err = hand.Create(change.User, replica.Values{"name": "Ірина", "role": shop.Clerk, "active": true, "badge": "a hash"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	numbers := saveRange(t, r, post(0, 999))
	first := h.join(t, r, change.ScopeOwner)
	h.sync(t, first)
	second := h.join(t, emptyTill(t), change.ScopeOwner)
	h.sync(t, second)
	if err := second.r.KeepNumbers(ctx); err != nil {
		t.Fatal(err)
	}
	h.sync(t, second)
	h.sync(t, first)
	h.agree(t, first, second)

	forgetRelease(t, second.r)
	again, err := replica.Open(ctx, second.r.Path(), replica.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close() //nolint:errcheck // the test has looked at what it is about
	second.r, second.l = again, again.Link()
	if f := findCode(t, again, "20450000123456"); f.Found != "order" || f.OrderID != order {
		t.Errorf("the parcel's code finds %s", f.Found)
	}
	if row := here(t, again, numbers); row.Here != 10 {
		t.Errorf("of the numbers it has %+v", row)
	}
	if u, err := again.User(ctx, clerk); err != nil || !u.HasBadge {
		t.Errorf("%+v %v", u, err)
	}
	h.agree(t, first, second)
	// What the others change later finds it in its place.
	if err := first.r.RemoveParcelCode(ctx, a, order, "20450000123456"); err != nil {
		t.Fatal(err)
	}
	if _, err := first.r.SaveUser(ctx, a, replica.User{ID: clerk, Name: "Ірина П.", Role: shop.Clerk, Active: true}, nil); err != nil {
		t.Fatal(err)
	}
	h.sync(t, first)
	h.sync(t, second)
	if u, err := again.User(ctx, clerk); err != nil || !u.HasBadge || u.Name != "Ірина П." {
		t.Errorf("%+v %v", u, err)
	}
	h.agree(t, first, second)
}

// forgetRelease makes a replica's file, which is closed by it, what a release that
// knew neither parcels' codes nor badges nor ranges of numbers would have kept.
func forgetRelease(t *testing.T, r *replica.Replica) {
	t.Helper()
	records, err := r.Shown(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	db := raw(t, r.Path())
	do := func(query string, args ...any) {
		t.Helper()
		if _, err := db.Exec(query, args...); err != nil {
			t.Fatal(err)
		}
	}
	badge, _ := change.User.Field("badge")
	later := []uint8{change.ParcelCode.Num, change.NumberRange.Num, change.Lease.Num}
	for _, rec := range records {
		switch {
		case slices.Contains(later, rec.Kind):
			k, _ := change.KindNum(rec.Kind)
			do(`INSERT INTO strangers (id, kind, version, record) VALUES (?,?,?,?)`, rec.ID[:], rec.Kind, rec.Version, rec.Encode())
			do(`DELETE FROM `+k.Table+` WHERE id=?`, rec.ID[:])
		case rec.Kind == change.User.Num && rec.Text(badge.Num) != "":
			extra := change.Record{Kind: rec.Kind, Fields: []change.FieldState{{Num: badge.Num, Value: rec.Text(badge.Num), Version: rec.FieldVersion(badge.Num)}}}
			do(`UPDATE users SET badge='', extra=? WHERE id=?`, extra.Encode(), rec.ID[:])
		}
	}
	do(`DELETE FROM local WHERE key='knows'`)
}
