package demo_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/prylavok/prylavok/app/demo"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

var until = time.Date(2026, 3, 14, 15, 9, 26, 0, time.UTC)

// emptyShop makes a shop and gives the file, closed.
func emptyShop(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "shop.db")
	r, err := replica.Create(context.Background(), path, replica.NewShop{Name: "Крамниця", Currency: "UAH", Language: "uk", Owner: "Власниця", Demo: true}, replica.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func open(t *testing.T, path string) *replica.Replica {
	t.Helper()
	r, err := replica.Open(context.Background(), path, replica.Options{Now: func() time.Time { return until }})
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

func verify(t *testing.T, r *replica.Replica) replica.Report {
	t.Helper()
	report, err := r.Verify(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range report.Problems {
		t.Error("verify:", p)
	}
	return report
}

// The default shop has what its plan says, adds up, and shows every state.
func TestDefaultShop(t *testing.T) {
	ctx, r := context.Background(), open(t, emptyShop(t))
	last := 0
	if err := demo.Make(ctx, r, demo.Default(until), func(done, total int) { last = done*10_000 + total - total*10_000 }); err != nil {
		t.Fatal(err)
	}
	if last != 4000 {
		t.Errorf("the last progress is %d, want all of 4000", last)
	}
	counts := verify(t, r).Counts
	if counts["products"] != 400 || counts["customers"] != 600 || counts["orders"] != 3000 || counts["offers"] < 700 || counts["history"] != 0 || counts["outbox"] != 0 {
		t.Errorf("counts %v", counts)
	}
	for _, s := range shop.Statuses {
		page, err := r.Orders(ctx, replica.System, replica.OrderQuery{OrderFilter: replica.OrderFilter{Status: []shop.Status{s}}})
		if err != nil || page.Total == 0 {
			t.Errorf("no order is %s: %v", s, err)
		}
	}
	returns, err := r.Orders(ctx, replica.System, replica.OrderQuery{OrderFilter: replica.OrderFilter{Kind: shop.Return}})
	if err != nil || returns.Total < 10 || returns.Orders[0].Total >= 0 {
		t.Errorf("returns %d, %v", returns.Total, err)
	}
	for _, s := range shop.PaymentStates {
		if s == shop.RefundDue {
			continue
		}
		if page, err := r.Orders(ctx, replica.System, replica.OrderQuery{OrderFilter: replica.OrderFilter{Payment: []shop.PaymentState{s}}}); err != nil || page.Total == 0 {
			t.Errorf("no order's payment is %s: %v", s, err)
		}
	}
}

// The figures that were computed while filling are those that a command
// computes again: touching an order, its customer and its goods changes none.
func TestFiguresAreTheCommandsOwn(t *testing.T) {
	ctx, r := context.Background(), open(t, emptyShop(t))
	p := demo.Default(until)
	p.Orders = 400
	if err := demo.Make(ctx, r, p, nil); err != nil {
		t.Fatal(err)
	}
	page, err := r.Orders(ctx, replica.System, replica.OrderQuery{Limit: 400})
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range page.Orders {
		for _, comment := range []string{"дотик", o.Comment} {
			if err := r.SetOrderComment(ctx, replica.System, o.ID, comment); err != nil {
				t.Fatal(err)
			}
		}
	}
	again, err := r.Orders(ctx, replica.System, replica.OrderQuery{Limit: 400})
	if err != nil {
		t.Fatal(err)
	}
	for i, o := range page.Orders {
		a := again.Orders[i]
		if a.Total != o.Total || a.Paid != o.Paid || a.PaymentState != o.PaymentState || a.Goods != o.Goods || a.Lines != o.Lines || a.Customer != o.Customer {
			t.Errorf("order %s was %+v and becomes %+v", o.Number, o, a)
		}
		if o.CustomerID.IsZero() {
			continue
		}
		list, err := r.FindOrders(ctx, o.Customer+" "+o.Number, 5)
		if err != nil || len(list) == 0 || list[0].ID != o.ID {
			t.Errorf("order %s is not found by its customer: %d, %v", o.Number, len(list), err)
		}
	}
	verify(t, r)
}

// The same seed gives the same shop, another seed another one.
func TestSameSeedSameShop(t *testing.T) {
	path := emptyShop(t)
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	digest := func(seed uint64) string {
		copied := filepath.Join(t.TempDir(), "copy.db")
		if err := os.WriteFile(copied, file, 0o600); err != nil {
			t.Fatal(err)
		}
		r := open(t, copied)
		if err := demo.Make(context.Background(), r, demo.Plan{Products: 60, Customers: 40, Orders: 300, Seed: seed, Until: until}, nil); err != nil {
			t.Fatal(err)
		}
		d, err := r.Digest(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		return d.Digest
	}
	one := digest(7)
	if again := digest(7); again != one {
		t.Errorf("seed 7 gives %s, then %s", one, again)
	}
	if other := digest(8); other == one {
		t.Error("seeds 7 and 8 give the same shop")
	}
}

// Codes and phones are what a scanner and the shop's own check take.
func TestCodesAndPhonesAreValid(t *testing.T) {
	ctx, r := context.Background(), open(t, emptyShop(t))
	p := demo.Default(until)
	p.Orders = 0
	if err := demo.Make(ctx, r, p, nil); err != nil {
		t.Fatal(err)
	}
	codes := map[string]bool{}
	for offset := 0; ; offset += 500 {
		page, err := r.Goods(ctx, replica.System, replica.GoodsQuery{Inactive: true, Limit: 500, Offset: offset})
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range page.Offers {
			if !shop.GTIN(o.Barcode) || codes[o.Barcode] {
				t.Errorf("barcode %q of %s is wrong or comes twice", o.Barcode, o.Title)
			}
			codes[o.Barcode] = true
			if o.Price <= 0 || (o.Purchase != nil && *o.Purchase >= o.Price) {
				t.Errorf("%s costs %d and was bought for %d", o.Title, o.Price, *o.Purchase)
			}
		}
		if len(page.Offers) < 500 {
			break
		}
	}
	customers, err := r.Customers(ctx, replica.CustomerQuery{Limit: 500})
	if err != nil || customers.Total != 600 {
		t.Fatalf("%d customers, %v", customers.Total, err)
	}
	for _, c := range customers.Customers {
		if got, err := shop.Phone(c.Phone, "UA"); err != nil || got != c.Phone {
			t.Errorf("phone %s of %s: %v", c.Phone, c.Name, err)
		}
	}
}

// The people of the demo shop enter with their PINs.
func TestPeopleHavePINs(t *testing.T) {
	ctx, r := context.Background(), open(t, emptyShop(t))
	if err := demo.Make(ctx, r, demo.Plan{Seed: 1, Until: until}, nil); err != nil {
		t.Fatal(err)
	}
	users, err := r.Users(ctx)
	if err != nil || len(users) != 4 {
		t.Fatalf("%d people, %v", len(users), err)
	}
	for _, u := range users[1:] {
		if _, err := r.CheckPIN(ctx, u.ID, demo.PINs[u.Name]); err != nil {
			t.Errorf("%s: %v", u.Name, err)
		}
		if _, err := r.CheckPIN(ctx, u.ID, "9999"); err == nil {
			t.Errorf("%s enters with a wrong PIN", u.Name)
		}
	}
}

// A shop that is in use is left alone, a plan that cannot be is refused, and
// whoever stops it gets the reason.
func TestRefusals(t *testing.T) {
	ctx, r := context.Background(), open(t, emptyShop(t))
	for _, bad := range []demo.Plan{{Products: -1, Until: until}, {Orders: 5, Until: until}, {Products: demo.MaxProducts + 1, Until: until}} {
		if err := demo.Make(ctx, r, bad, nil); !errors.Is(err, shop.ErrInput) {
			t.Errorf("plan %+v gives %v", bad, err)
		}
	}
	stopped, stop := context.WithCancel(ctx)
	err := demo.Make(stopped, r, demo.Plan{Products: 600, Seed: 1, Until: until}, func(int, int) { stop() })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("stopping gives %v", err)
	}
	verify(t, r)
	if err := demo.Make(ctx, r, demo.Plan{Products: 5, Seed: 1, Until: until}, nil); err != nil {
		t.Fatal(err)
	}
	before, err := r.Digest(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := demo.Make(ctx, r, demo.Plan{Products: 5, Seed: 1, Until: until}, nil); !errors.Is(err, replica.ErrNotEmpty) {
		t.Errorf("a shop in use gives %v", err)
	}
	if after, err := r.Digest(ctx); err != nil || after != before {
		t.Errorf("it was changed: %v", err)
	}
}
