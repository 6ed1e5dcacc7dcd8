package replica_test

import (
	"errors"
	"math"
	"testing"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// clerk adds a person who may sell and nothing else.
func clerk(t testing.TB, r *replica.Replica, by replica.Actor) replica.Actor {
	t.Helper()
	pin := "2222"
	id, err := r.SaveUser(ctx, by, replica.User{Name: "Марко", Role: shop.Clerk, Active: true}, &pin)
	if err != nil {
		t.Fatal(err)
	}
	return replica.Actor{User: id, Role: shop.Clerk}
}

// parkedFor puts goods aside on a screen of their own and gives the order.
func parkedFor(t testing.TB, r *replica.Replica, a replica.Actor, offer shop.ID, quantity shop.Quantity, d shop.Discount) shop.ID {
	t.Helper()
	c, err := r.AddToBasket(ctx, a, "aside", offer, quantity)
	if err != nil {
		t.Fatal(err)
	}
	if !d.IsZero() {
		if _, err := r.SetBasketDiscount(ctx, a, "aside", d); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := r.Park(ctx, a, "aside", ""); err != nil {
		t.Fatal(err)
	}
	return c.Basket.ID
}

// A discount that an owner gave once is not given again by a clerk who copies
// the order or takes the owner's undoing back.
func TestABigDiscountIsNotRepeatedByAClerk(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	c := clerk(t, r, a)
	offer := stockUp(t, r, "Чашка", "4820024700016", 10000, 10*shop.One)
	order := parkedFor(t, r, a, offer, shop.One, shop.Discount{BasisPoints: 5000})
	if _, err := r.CopyOrder(ctx, c, order); !errors.Is(err, shop.ErrDiscountRight) {
		t.Errorf("a clerk copied half the price: %v", err)
	}
	if _, err := r.CopyOrder(ctx, a, order); err != nil {
		t.Error(err)
	}
	if _, err := r.AddToBasket(ctx, a, "till", offer, shop.One); err != nil {
		t.Fatal(err)
	}
	for _, d := range []int64{5000, 0} {
		if _, err := r.SetBasketDiscount(ctx, a, "till", shop.Discount{BasisPoints: d}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := r.UndoBasket(ctx, c, "till"); !errors.Is(err, shop.ErrDiscountRight) {
		t.Errorf("a clerk brought the owner's discount back: %v", err)
	}
	if got, err := r.Counter(ctx, c, "till"); err != nil || got.Totals.Total != 10000 {
		t.Errorf("the sale became %+v, %v", got.Totals, err)
	}
	verify(t, r)
}

// Money that was paid goes back only by a person who may take goods back,
// whichever way the order became smaller.
func TestPaidMoneyGoesBackByRightOnly(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	c := clerk(t, r, a)
	offer := stockUp(t, r, "Чашка", "4820024700016", 10000, 10*shop.One)
	order := parkedFor(t, r, c, offer, 2*shop.One, shop.Discount{})
	if err := r.AddPayment(ctx, c, order, shop.Card, 20000); err != nil {
		t.Fatal(err)
	}
	b, err := r.TakeBack(ctx, c, "till", order)
	if err != nil {
		t.Fatal(err)
	}
	one := shop.One
	if _, err := r.ChangeLine(ctx, c, "till", replica.LineChange{Line: b.Basket.Lines[0].ID, Quantity: &one}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.FinishSale(ctx, c, "till", replica.Finish{Basket: order}); !errors.Is(err, shop.ErrRight) {
		t.Errorf("a clerk paid 100.00 back at the counter: %v", err)
	}
	if _, err := r.Park(ctx, c, "till", ""); err != nil {
		t.Fatalf("an order that a clerk may not pay back cannot be put aside: %v", err)
	}
	if err := r.SetStatus(ctx, c, order, shop.Completed); !errors.Is(err, shop.ErrRight) {
		t.Errorf("a clerk completed an order that keeps too much: %v", err)
	}
	if err := r.SetStatus(ctx, a, order, shop.Completed); err != nil {
		t.Fatal(err)
	}
	card, err := r.Order(ctx, a, order)
	if err != nil || card.Paid != 10000 || card.Due != 0 || card.PaymentState != shop.FullyPaid {
		t.Errorf("paid %d, due %d, %s: %v", card.Paid, card.Due, card.PaymentState, err)
	}
	verify(t, r)
}

// A delivery that became cheaper after it was paid is paid back when the order
// is completed.
func TestACheaperDeliveryIsPaidBack(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	order := parkedFor(t, r, a, stockUp(t, r, "Чашка", "4820024700016", 10000, shop.One), shop.One, shop.Discount{})
	if err := r.SetDelivery(ctx, a, order, replica.Delivery{Method: "courier", Price: 5000}); err != nil {
		t.Fatal(err)
	}
	if err := r.AddPayment(ctx, a, order, shop.Card, 15000); err != nil {
		t.Fatal(err)
	}
	if err := r.SetDelivery(ctx, a, order, replica.Delivery{Method: "pickup"}); err != nil {
		t.Fatal(err)
	}
	if err := r.SetStatus(ctx, a, order, shop.Completed); err != nil {
		t.Fatal(err)
	}
	if card, err := r.Order(ctx, a, order); err != nil || card.Paid != 10000 {
		t.Errorf("10000 was asked, %d stays paid: %v", card.Paid, err)
	}
	verify(t, r)
}

// Goods given away for nothing are taken off a finished order like paid ones:
// by a person who may take goods back.
func TestAGiftIsTakenBackByRightOnly(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	c := clerk(t, r, a)
	offer := stockUp(t, r, "Листівка", "4820024700016", 0, 5*shop.One)
	sale := sellFor(t, r, c, offer, 2*shop.One)
	if sale.Total != 0 || sale.Change != 0 {
		t.Fatalf("a gift costs %+v", sale)
	}
	card, err := r.Order(ctx, c, sale.OrderID)
	if err != nil || len(card.Payments) != 0 || card.PaymentState != shop.FullyPaid {
		t.Fatalf("a gift is %s with %+v: %v", card.PaymentState, card.Payments, err)
	}
	if err := r.CancelLine(ctx, c, sale.OrderID, card.Items[0].ID, "передумав", ""); !errors.Is(err, shop.ErrRight) {
		t.Errorf("a clerk took goods back: %v", err)
	}
	if err := r.CancelLine(ctx, a, sale.OrderID, card.Items[0].ID, "передумав", ""); err != nil {
		t.Error(err)
	}
	verify(t, r)
}

// A refund goes back in a way that there is.
func TestARefundOfAnUnknownKindIsRefused(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	sale := sellFor(t, r, a, stockUp(t, r, "Чашка", "4820024700016", 10000, shop.One), shop.One)
	if err := r.CancelOrder(ctx, a, sale.OrderID, "помилка", "bitcoin"); !errors.Is(err, shop.ErrPaymentKind) {
		t.Errorf("paid back in bitcoin: %v", err)
	}
	verify(t, r)
}

// No quantity is large enough to come round to a small one.
func TestHugeReturnsAreRefused(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	offer := stockUp(t, r, "Листівка", "4820024700016", 0, 5*shop.One)
	sale := sellFor(t, r, a, offer, 2*shop.One)
	lines, err := r.Returnables(ctx, sale.OrderID)
	if err != nil {
		t.Fatal(err)
	}
	giveBack := func(q shop.Quantity) error {
		_, err := r.ReturnGoods(ctx, a, replica.ReturnRequest{Order: sale.OrderID, Lines: []replica.ReturnLine{{Line: lines[0].Line, Quantity: q}}})
		return err
	}
	if err := giveBack(shop.One); err != nil {
		t.Fatal(err)
	}
	if err := giveBack(math.MaxInt64 / 1000 * 1000); !errors.Is(err, shop.ErrReturnTooMuch) {
		t.Errorf("more came back than there is in the world: %v", err)
	}
	if have, _ := onHand(t, r, offer); have != 4*shop.One {
		t.Errorf("%s on hand", have)
	}
	verify(t, r)
}

// The id of a sale is not taken for the id of its return.
func TestAReturnWithTheIDOfASaleIsRefused(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	sale := sellFor(t, r, a, stockUp(t, r, "Чашка", "4820024700016", 10000, shop.One), shop.One)
	if _, err := r.ReturnGoods(ctx, a, replica.ReturnRequest{ID: sale.OrderID, Order: sale.OrderID}); !errors.Is(err, shop.ErrInput) {
		t.Error(err)
	}
}

// What is named by an id has to be there.
func TestUnknownRecordsAreRefused(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	offer := stockUp(t, r, "Чашка", "4820024700016", 10000, shop.One)
	order := parkedFor(t, r, a, offer, shop.One, shop.Discount{})
	for what, err := range map[string]error{
		"stock of no offer":  r.SetStock(ctx, a, shop.NewID(), shop.ID{}, shop.One, ""),
		"stock in no place":  r.SetStock(ctx, a, offer, shop.NewID(), shop.One, ""),
		"an order of nobody": r.SetOrderCustomer(ctx, a, order, shop.NewID()),
	} {
		if !errors.Is(err, shop.ErrNotFound) {
			t.Errorf("%s: %v", what, err)
		}
	}
	verify(t, r)
}

// The sums of a shop stay countable: no order is larger than can be added up.
func TestOrdersStayCountable(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	offer := stockUp(t, r, "Острів", "4820024700016", shop.MaxPrice, shop.One)
	if _, err := r.AddToBasket(ctx, a, "till", offer, shop.MaxQuantity); !errors.Is(err, shop.ErrMoneyRange) {
		t.Errorf("a million islands: %v", err)
	}
	sellFor(t, r, a, offer, 900*shop.One)
	if page, err := r.Orders(ctx, a, replica.OrderQuery{}); err != nil || page.Sum != 900*shop.MaxPrice {
		t.Errorf("the list comes to %d: %v", page.Sum, err)
	}
	verify(t, r)
}

// Goods that turn out to be things, after they were sold as none, leave the
// shelf; goods that turn out to be none free what was promised.
func TestStockFollowsWhatGoodsAre(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	offer := stockUp(t, r, "Чашка", "4820024700016", 10000, 10*shop.One)
	o, err := r.Offer(ctx, a, offer)
	if err != nil {
		t.Fatal(err)
	}
	digital := func(is bool) {
		t.Helper()
		p, err := r.Product(ctx, a, o.ProductID)
		if err != nil {
			t.Fatal(err)
		}
		p.Digital = is
		if _, err := r.SaveProduct(ctx, a, p); err != nil {
			t.Fatal(err)
		}
	}
	order := parkedFor(t, r, a, offer, 2*shop.One, shop.Discount{})
	digital(true)
	if have, free := onHand(t, r, offer); have != 10*shop.One || free != 10*shop.One {
		t.Errorf("as no thing: %s on hand, %s free", have, free)
	}
	sellFor(t, r, a, offer, 3*shop.One)
	digital(false)
	if have, free := onHand(t, r, offer); have != 7*shop.One || free != 5*shop.One {
		t.Errorf("as a thing: %s on hand, %s free", have, free)
	}
	verify(t, r)
	if err := r.SetStatus(ctx, a, order, shop.Completed); err != nil {
		t.Fatal(err)
	}
	if have, free := onHand(t, r, offer); have != 5*shop.One || free != 5*shop.One {
		t.Errorf("all sold: %s on hand, %s free", have, free)
	}
	verify(t, r)
}

// An order that was cleared off one counter and changed at another comes back
// by undo as it is now, and not while it lies at the other one.
func TestUndoKnowsWhatTheOtherCounterDid(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	offer := stockUp(t, r, "Чашка", "4820024700016", 10000, 10*shop.One)
	other := stockUp(t, r, "Блюдце", "4820024700023", 5000, 10*shop.One)
	order := parkedFor(t, r, a, offer, shop.One, shop.Discount{})
	take := func(screen string, more shop.ID) replica.Counter {
		t.Helper()
		if _, err := r.TakeBack(ctx, a, screen, order); err != nil {
			t.Fatal(err)
		}
		c, err := r.AddToBasket(ctx, a, screen, more, shop.One)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	left := take("one", offer)
	for range 2 { // nothing happens meanwhile: what was typed is there again
		if _, err := r.ClearBasket(ctx, a, "one"); err != nil {
			t.Fatal(err)
		}
		if c, err := r.UndoBasket(ctx, a, "one"); err != nil || c.Due != left.Due || c.Basket.ID != order {
			t.Fatalf("undone to %+v, %v", c, err)
		}
	}
	if _, err := r.ClearBasket(ctx, a, "one"); err != nil {
		t.Fatal(err)
	}
	take("two", other)
	if _, err := r.UndoBasket(ctx, a, "one"); !errors.Is(err, replica.ErrAtCounter) {
		t.Errorf("one order lies at two counters: %v", err)
	}
	if _, err := r.Park(ctx, a, "two", ""); err != nil {
		t.Fatal(err)
	}
	c, err := r.UndoBasket(ctx, a, "one")
	if err != nil || len(c.Basket.Lines) != 2 || c.Due != 15000 {
		t.Errorf("the other counter's line is gone: %+v, %v", c, err)
	}
	if err := r.SetOrderComment(ctx, a, order, "гість чекає"); !errors.Is(err, replica.ErrAtCounter) {
		t.Errorf("changed behind the counter: %v", err)
	}
	if _, err := r.FinishSale(ctx, a, "one", replica.Finish{Basket: order}); err != nil {
		t.Fatal(err)
	}
	verify(t, r)
}

// A code for a box of twelve sells twelve; one for half a cup, which no scan
// could ever sell, is refused when it is given.
func TestCodesStandForWholePieces(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	boxed := func(q shop.Quantity) error {
		_, err := r.SaveProduct(ctx, a, replica.Product{Name: "Чашка", Unit: "pcs", Active: true, Offers: []replica.Variant{
			{Price: 10000, Active: true, Barcodes: []replica.Barcode{{Code: "4820024700016"}, {Code: "14820024700013", Quantity: q}}}}})
		return err
	}
	if err := boxed(500); !errors.Is(err, shop.ErrQuantityWhole) {
		t.Errorf("half a cup has a code: %v", err)
	}
	if err := boxed(12 * shop.One); err != nil {
		t.Fatal(err)
	}
	if done := sell(t, r, a, "14820024700013", 2); done.Total != 240000 {
		t.Errorf("two boxes come to %d", done.Total)
	}
	verify(t, r)
}
