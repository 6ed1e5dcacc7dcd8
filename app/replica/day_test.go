package replica_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
	"pgregory.net/rapid"
)

var ctx = context.Background()

// owner acts as the owner of the test's shop.
func owner(t testing.TB, r *replica.Replica) replica.Actor {
	t.Helper()
	users, err := r.Users(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return replica.Actor{User: users[0].ID, Role: shop.Owner}
}

// stockUp makes a product with one offer that has a code, a price and stock.
func stockUp(t testing.TB, r *replica.Replica, name, code string, price shop.Money, stock shop.Quantity) shop.ID {
	t.Helper()
	a := owner(t, r)
	purchase := price / 2
	id, err := r.SaveProduct(ctx, a, replica.Product{Name: name, Unit: "pcs", Active: true, Category: "Посуд > Чашки", Offers: []replica.Variant{
		{SKU: "SKU-" + code, Price: price, Purchase: &purchase, Active: true, Barcodes: []replica.Barcode{{Code: code}}}}})
	if err != nil {
		t.Fatal(err)
	}
	p, err := r.Product(ctx, a, id)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.SetStock(ctx, a, p.Offers[0].ID, shop.ID{}, stock, ""); err != nil {
		t.Fatal(err)
	}
	return p.Offers[0].ID
}

func onHand(t testing.TB, r *replica.Replica, offer shop.ID) (have, free shop.Quantity) {
	t.Helper()
	o, err := r.Offer(ctx, replica.System, offer)
	if err != nil {
		t.Fatal(err)
	}
	return o.OnHand, o.Available
}

// sell scans a code as often as told and finishes for exact cash.
func sell(t testing.TB, r *replica.Replica, a replica.Actor, code string, times int) replica.Finished {
	t.Helper()
	var c replica.Counter
	for range times {
		s, err := r.Scan(ctx, a, "till", code, 0)
		if err != nil || s.Found != "offer" {
			t.Fatalf("scan of %s found %q: %v", code, s.Found, err)
		}
		c = s.Counter
	}
	done, err := r.FinishSale(ctx, a, "till", replica.Finish{Basket: c.Basket.ID, Print: true})
	if err != nil {
		t.Fatal(err)
	}
	return done
}

// A sale by scanning: scanned twice it is one line of two; its payments with
// change, stock, receipt, number and history are there together.
func TestSaleByScanning(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	cup := stockUp(t, r, "Чашка синя", "4820024700016", 12550, 10*shop.One)
	s, err := r.Scan(ctx, a, "till", "4820024700016", 0)
	if err != nil {
		t.Fatal(err)
	}
	if s, err = r.Scan(ctx, a, "till", "4820024700016", 0); err != nil {
		t.Fatal(err)
	}
	b := s.Counter.Basket
	if len(b.Lines) != 1 || b.Lines[0].Quantity != 2*shop.One || s.Counter.Due != 25100 {
		t.Fatalf("basket %+v", s.Counter)
	}
	f := replica.Finish{Basket: b.ID, Print: true, Payments: []shop.Tender{{Kind: shop.Card, Given: 10000}, {Kind: shop.Cash, Given: 20000}}}
	done, err := r.FinishSale(ctx, a, "till", f)
	if err != nil {
		t.Fatal(err)
	}
	if done.Number != "A1-000001" || done.Total != 25100 || done.Change != 4900 {
		t.Fatalf("finished %+v", done)
	}
	again, err := r.FinishSale(ctx, a, "till", f)
	if err != nil || again.Number != done.Number || again.Change != done.Change {
		t.Fatalf("a double click made %+v, %v", again, err)
	}
	card, err := r.Order(ctx, a, done.OrderID)
	if err != nil {
		t.Fatal(err)
	}
	if card.PaymentState != shop.FullyPaid || len(card.Payments) != 2 || len(card.Prints) != 1 || len(card.History) != 1 || *card.Items[0].Margin != 12550 {
		t.Fatalf("card %+v", card)
	}
	if have, free := onHand(t, r, cup); have != 8*shop.One || free != have {
		t.Fatalf("on hand %d, free %d", have, free)
	}
	if found, err := r.FindOrders(ctx, "xfirf", 5); err != nil || len(found) != 1 {
		t.Fatalf("«чашка» typed on a Latin layout found %v, %v", found, err)
	}
	verify(t, r)
}

// A parked order reserves its goods, can be taken back on another screen with
// what was on it, and its finish releases the reservation.
func TestParkedOrderIsTakenBackElsewhere(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	cup := stockUp(t, r, "Чашка", "4820024700016", 10000, 3*shop.One)
	if _, err := r.Scan(ctx, a, "till", "4820024700016", 2*shop.One); err != nil {
		t.Fatal(err)
	}
	c, err := r.Park(ctx, a, "till", "Марко")
	if err != nil || c.Parked != 1 || len(c.Basket.Lines) != 0 {
		t.Fatalf("after parking %+v, %v", c, err)
	}
	if have, free := onHand(t, r, cup); have != 3*shop.One || free != shop.One {
		t.Fatalf("on hand %d, free %d", have, free)
	}
	list, err := r.Orders(ctx, a, replica.OrderQuery{OrderFilter: replica.OrderFilter{Status: []shop.Status{shop.Parked}}})
	if err != nil || len(list.Orders) != 1 {
		t.Fatal(list, err)
	}
	parked := list.Orders[0].ID
	if c, err = r.TakeBack(ctx, a, "other", parked); err != nil || c.Due != 20000 || c.Basket.Comment != "Марко" {
		t.Fatalf("taken back %+v, %v", c, err)
	}
	three := 3 * shop.One
	if c, err = r.ChangeLine(ctx, a, "other", replica.LineChange{Line: c.Basket.Lines[0].ID, Quantity: &three}); err != nil {
		t.Fatal(err)
	}
	if c, err = r.TakeBack(ctx, a, "till", parked); err != nil || c.Due != 30000 {
		t.Fatalf("taken over with what was typed: %+v, %v", c, err)
	}
	done, err := r.FinishSale(ctx, a, "till", replica.Finish{Basket: c.Basket.ID})
	if err != nil || done.OrderID != parked || done.Number != "A1-000001" {
		t.Fatalf("%+v, %v", done, err)
	}
	if have, free := onHand(t, r, cup); have != 0 || free != 0 {
		t.Fatalf("on hand %d, free %d", have, free)
	}
	verify(t, r)
}

// Two quick presses of a key are two, whatever the screen had drawn between them.
func TestStepsAddUp(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	cup := stockUp(t, r, "Чашка", "4820024700016", 10000, 10*shop.One)
	c, err := r.AddToBasket(ctx, a, "till", cup, 0)
	if err != nil {
		t.Fatal(err)
	}
	line := c.Basket.Lines[0].ID
	for range 2 {
		if c, err = r.ChangeLine(ctx, a, "till", replica.LineChange{Line: line, By: shop.One}); err != nil {
			t.Fatal(err)
		}
	}
	if c.Basket.Lines[0].Quantity != 3*shop.One {
		t.Fatalf("quantity %v, want 3", c.Basket.Lines[0].Quantity)
	}
	_, err = r.ChangeLine(ctx, a, "till", replica.LineChange{Line: line, By: -3 * shop.One})
	wantProblem(t, err, shop.ErrQuantityRange)
}

// Returned twice in parts, a line gives back what was paid for it and no more.
func TestReturnInParts(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	cup := stockUp(t, r, "Чашка", "4820024700016", 3333, 10*shop.One)
	if _, err := r.Scan(ctx, a, "till", "4820024700016", 3*shop.One); err != nil {
		t.Fatal(err)
	}
	c, err := r.SetBasketDiscount(ctx, a, "till", shop.Discount{Sum: 1})
	if err != nil {
		t.Fatal(err)
	}
	done, err := r.FinishSale(ctx, a, "till", replica.Finish{Basket: c.Basket.ID})
	if err != nil {
		t.Fatal(err)
	}
	var back shop.Money
	for i := range 3 {
		lines, err := r.Returnables(ctx, done.OrderID)
		if err != nil {
			t.Fatal(err)
		}
		request := replica.ReturnRequest{ID: shop.NewID(), Order: done.OrderID, Lines: []replica.ReturnLine{{Line: lines[0].Line, Quantity: shop.One}}, Reason: "тріснула"}
		got, err := r.ReturnGoods(ctx, a, request)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := r.ReturnGoods(ctx, a, request); err != nil || again != got {
			t.Fatalf("sent twice it is %+v, not %+v: %v", again, got, err)
		}
		back += got.Refund
		if have, _ := onHand(t, r, cup); have != shop.Quantity(8+i)*shop.One {
			t.Fatalf("on hand %d after %d returns", have, i+1)
		}
	}
	if back != done.Total {
		t.Fatalf("paid %d, got back %d", done.Total, back)
	}
	lines, err := r.Returnables(ctx, done.OrderID)
	if err != nil {
		t.Fatal(err)
	}
	_, err = r.ReturnGoods(ctx, a, replica.ReturnRequest{Order: done.OrderID, Lines: []replica.ReturnLine{{Line: lines[0].Line, Quantity: shop.One}}})
	if !errors.Is(err, shop.ErrReturnTooMuch) {
		t.Fatalf("a fourth of three came back: %v", err)
	}
	if err := r.CancelOrder(ctx, a, done.OrderID, "помилка", ""); !errors.Is(err, replica.ErrReturnedAlready) {
		t.Fatalf("what was returned could be cancelled too, for its money twice: %v", err)
	}
	verify(t, r)
}

// An undone sale gives back money and goods, leaves its number used and its
// lines on the counter.
func TestUndoneSale(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	cup := stockUp(t, r, "Чашка", "4820024700016", 10000, 5*shop.One)
	done := sell(t, r, a, "4820024700016", 2)
	c, err := r.UndoSale(ctx, a, "till", done.OrderID)
	if err != nil || len(c.Basket.Lines) != 1 || c.Due != 20000 {
		t.Fatalf("%+v, %v", c, err)
	}
	if have, free := onHand(t, r, cup); have != 5*shop.One || free != have {
		t.Fatalf("on hand %d, free %d", have, free)
	}
	if next := sell(t, r, a, "4820024700016", 1); next.Number != "A1-000002" || next.Total != 30000 {
		t.Fatalf("the next sale is %+v", next)
	}
	verify(t, r)
}

// A clerk may give ten percent and no more, however it is dressed up; may not
// take goods back by cancelling; and never sees a purchase price.
func TestClerksLimits(t *testing.T) {
	r := newShop(t)
	boss := owner(t, r)
	offer := stockUp(t, r, "Чашка", "4820024700016", 10000, 5*shop.One)
	id, err := r.SaveUser(ctx, boss, replica.User{Name: "Ірина", Role: shop.Clerk, Active: true}, nil)
	if err != nil {
		t.Fatal(err)
	}
	clerk := replica.Actor{User: id, Role: shop.Clerk}
	s, err := r.Scan(ctx, clerk, "till", "4820024700016", 0)
	if err != nil {
		t.Fatal(err)
	}
	line := s.Counter.Basket.Lines[0].ID
	low, fine := shop.Money(8000), shop.Money(9500)
	for name, refused := range map[string]func() (replica.Counter, error){
		"by percent": func() (replica.Counter, error) {
			return r.SetBasketDiscount(ctx, clerk, "till", shop.Discount{BasisPoints: 1100})
		},
		"by sum": func() (replica.Counter, error) {
			return r.SetBasketDiscount(ctx, clerk, "till", shop.Discount{Sum: 5000})
		},
		"by price": func() (replica.Counter, error) {
			return r.ChangeLine(ctx, clerk, "till", replica.LineChange{Line: line, Price: &low})
		},
	} {
		if _, err := refused(); !errors.Is(err, shop.ErrDiscountRight) {
			t.Errorf("a discount %s was not refused: %v", name, err)
		}
	}
	c, err := r.ChangeLine(ctx, clerk, "till", replica.LineChange{Line: line, Price: &fine})
	if err != nil || c.Due != 9500 {
		t.Fatalf("five percent was refused: %+v %v", c, err)
	}
	done, err := r.FinishSale(ctx, clerk, "till", replica.Finish{Basket: c.Basket.ID})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.CancelOrder(ctx, clerk, done.OrderID, "помилка", ""); !errors.Is(err, shop.ErrRight) {
		t.Errorf("a clerk cancelled a paid order: %v", err)
	}
	card, err := r.Order(ctx, clerk, done.OrderID)
	if err != nil || card.Items[0].Margin != nil {
		t.Errorf("a clerk sees a margin: %+v %v", card.Items, err)
	}
	if o, err := r.Offer(ctx, clerk, offer); err != nil || o.Purchase != nil {
		t.Errorf("a clerk sees a purchase price: %+v %v", o, err)
	}
	if _, err := r.SaveCustomer(ctx, clerk, replica.Customer{Name: "Друг", DiscountBP: 5000}); !errors.Is(err, shop.ErrRight) {
		t.Errorf("a clerk gave a customer half price: %v", err)
	}
	verify(t, r)
}

// A cancelled line gives its goods and money back and leaves the others alone.
func TestCancelledLine(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	stockUp(t, r, "Чашка", "4820024700016", 10000, 5*shop.One)
	saucer := stockUp(t, r, "Блюдце", "4006381333931", 5000, 5*shop.One)
	if _, err := r.Scan(ctx, a, "till", "4820024700016", 0); err != nil {
		t.Fatal(err)
	}
	done := sell(t, r, a, "4006381333931", 1)
	card, err := r.Order(ctx, a, done.OrderID)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.CancelLine(ctx, a, done.OrderID, card.Items[1].ID, "розбите", ""); !errors.Is(err, replica.ErrPaidCancel) {
		t.Fatalf("a paid line went without saying where its money goes: %v", err)
	}
	if err := r.CancelLine(ctx, a, done.OrderID, card.Items[1].ID, "розбите", shop.Cash); err != nil {
		t.Fatal(err)
	}
	if card, err = r.Order(ctx, a, done.OrderID); err != nil || card.Total != 10000 || card.Paid != 10000 || card.PaymentState != shop.FullyPaid {
		t.Fatalf("%+v, %v", card.OrderRow, err)
	}
	if have, _ := onHand(t, r, saucer); have != 5*shop.One {
		t.Fatalf("on hand %d", have)
	}
	verify(t, r)
}

// Whatever two clerks do in any order on two screens, the books agree at the
// end: each number once, stock the sum of its ledger, paid what was asked.
func TestAnyDayAddsUp(t *testing.T) {
	dir := t.TempDir()
	day := 0
	rapid.Check(t, func(rt *rapid.T) {
		day++
		r, err := replica.Create(ctx, filepath.Join(dir, fmt.Sprintf("day%d.db", day)), replica.NewShop{Name: "Крамниця", Currency: "UAH", Language: "uk"}, replica.Options{})
		if err != nil {
			rt.Fatal(err)
		}
		defer r.Close() //nolint:errcheck // the verify below is what matters
		d := &shopDay{t: t, r: r, a: owner(t, r), codes: []string{"4820024700016", "4006381333931", "96385074"}}
		for i, code := range d.codes {
			stockUp(t, r, fmt.Sprintf("Товар %d", i), code, shop.Money(100+i*3333), shop.Quantity(i)*shop.One)
		}
		rt.Repeat(map[string]func(*rapid.T){
			"scan": d.scan, "change": d.change, "discount": d.discount, "undo": d.undo, "finish": d.finish, "park": d.park,
			"take back": d.takeBack, "return": d.giveBack, "cancel": d.cancel, "undo sale": d.undoSale, "remove": d.remove, "step": d.step, "pay": d.pay, "deliver": d.deliver, "copy": d.copyOrder, "cancel line": d.cancelLine,
		})
		report, err := r.Verify(ctx)
		if err != nil || !report.OK {
			rt.Fatalf("%v %v", report.Problems, err)
		}
	})
}
