package replica_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
	"github.com/prylavok/prylavok/sync/wire"
)

// feed plays the hub to one desk: it takes what the desk sends as it is and
// brings what another till is said to have done.
type feed struct {
	t     testing.TB
	r     *replica.Replica
	link  *replica.Link
	seq   int64
	other change.ID // the other till
}

// joined gives the shop of r a hub and another till named Каса 2.
func joined(t testing.TB, r *replica.Replica) *feed {
	t.Helper()
	f := &feed{t: t, r: r, link: r.Link(), other: change.ID(shop.NewID())}
	device, _, err := f.link.Identity(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.link.Enrol(ctx, wire.Enrolled{Shop: change.ID(shop.NewID()), Device: device, Series: "A1", ShopName: "Крамниця", Currency: "UAH"}); err != nil {
		t.Fatal(err)
	}
	if err := f.link.SetEpochs(ctx, []change.Epoch{{ID: 7}}, 0); err != nil {
		t.Fatal(err)
	}
	f.drain()
	f.bring("join", op(change.Desk, change.Create, f.other, 0, "series", "B1", "name", "Каса 2"))
	return f
}

// drain acknowledges all that the desk has to send.
func (f *feed) drain() {
	f.t.Helper()
	for {
		list, err := f.link.Outgoing(ctx, 0, 100, 8<<20)
		if err != nil {
			f.t.Fatal(err)
		}
		if len(list) == 0 {
			return
		}
		for _, b := range list {
			f.take(b, true)
		}
	}
}

func (f *feed) take(b change.Batch, clean bool) {
	f.t.Helper()
	f.seq++
	if _, err := f.link.Take(ctx, 7, []change.Entry{{Seq: f.seq, At: b.At, Clean: clean, Batch: b}}); err != nil {
		f.t.Fatal(err)
	}
}

// bring has the other till do something.
func (f *feed) bring(intent string, ops ...change.Op) {
	f.t.Helper()
	f.take(change.Batch{ID: change.ID(shop.NewID()), Device: f.other, DeviceSeq: f.seq + 1, Intent: intent, At: 1_700_000_000_000, Ops: ops}, false)
}

// op writes an operation by the names of its fields.
func op(k *change.Kind, act change.Act, id change.ID, base int64, fields ...any) change.Op {
	o := change.Op{Kind: k.Num, Act: act, ID: id, Base: base}
	for i := 0; i < len(fields); i += 2 {
		f, ok := k.Field(fields[i].(string))
		if !ok {
			panic("no such field")
		}
		v := fields[i+1]
		switch x := v.(type) {
		case int:
			v = int64(x)
		case shop.ID:
			v = x[:]
		case change.ID:
			v = x[:]
		}
		o.Set = append(o.Set, change.Assign{Field: f.Num, Value: v})
	}
	return o
}

// clash makes a conflict as the hub would: this till's value is the lost one.
func (f *feed) clash(k *change.Kind, record, root shop.ID, field, reason string, base, stands, lost any, more ...change.Op) shop.ID {
	f.t.Helper()
	id := shop.NewID()
	num := uint8(0)
	if fd, ok := k.Field(field); ok {
		num = fd.Num
	}
	text := func(v any) string {
		if v == nil {
			return ""
		}
		b, err := json.Marshal(v)
		if err != nil {
			f.t.Fatal(err)
		}
		return string(b)
	}
	desk := f.r.Desk().ID
	f.bring("edit", append(more, op(change.Conflict, change.Create, change.ID(id), 0, "record_kind", int(k.Num), "record_id", record, "root_id", root, "field", int(num), "reason", reason,
		"base", text(base), "stands", text(stands), "lost", text(lost), "stands_desk_id", f.other, "stands_at", 1_700_000_000_000,
		"lost_user_id", owner(f.t, f.r).User, "lost_desk_id", desk, "lost_at", 1_700_000_050_000, "state", "open"))...)
	return id
}

func (f *feed) conflict(a replica.Actor, id shop.ID) replica.Conflict {
	f.t.Helper()
	c, err := f.r.Conflict(ctx, a, id)
	if err != nil {
		f.t.Fatal(err)
	}
	return c
}

func wantProblem(t testing.TB, err error, want *shop.Problem) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("got %v, want %s", err, want.Code)
	}
}

func choiceOf(c replica.Conflict, choice string) *replica.ConflictChoice {
	for i := range c.Choices {
		if c.Choices[i].Choice == choice {
			return &c.Choices[i]
		}
	}
	return nil
}

// A clash over a price is told with both values, who and where; taken over, the
// lost price is the price, the decision is one batch, and it is in the time line.
func TestAPriceClashIsDecided(t *testing.T) {
	r := newShop(t)
	cup := stockUp(t, r, "Чашка синя", "4820024700016", 12000, 5*shop.One)
	f := joined(t, r)
	a := owner(t, r)
	o, err := r.Offer(ctx, a, cup)
	if err != nil {
		t.Fatal(err)
	}
	id := f.clash(change.Offer, cup, o.ProductID, "price", merge.ReasonValue, 12000, 11500, 12500, op(change.Offer, change.Patch, change.ID(cup), 1, "price", 11500))
	c := f.conflict(a, id)
	if c.Subject.Title != "Чашка синя" || c.Field != "price" || c.Type != "money" || c.Base.Number != 12000 || c.Stands.Number != 11500 || c.Lost.Number != 12500 || c.Now.Number != 11500 || c.Changed {
		t.Fatalf("%+v", c)
	}
	if c.StandsBy.Desk != "Каса 2" || c.StandsBy.Own || !c.LostBy.Own || c.LostBy.User != "Олена" {
		t.Fatalf("%+v %+v", c.StandsBy, c.LostBy)
	}
	if take, undo := choiceOf(c, "take"), choiceOf(c, "undo"); take == nil || take.Follows != "set" || take.Value.Number != 12500 || take.Refused != "" || undo == nil || undo.Value.Number != 12000 {
		t.Fatalf("%+v", c.Choices)
	}
	wantProblem(t, r.Decide(ctx, replica.Actor{User: a.User, Role: shop.Clerk}, id, "take", false), shop.ErrRight)
	if err := r.Decide(ctx, a, id, "take", false); err != nil {
		t.Fatal(err)
	}
	if c = f.conflict(a, id); c.State != "taken" || c.DecidedBy != "Олена" || c.Now.Number != 12500 || len(c.Choices) != 0 {
		t.Fatalf("%+v", c)
	}
	wantProblem(t, r.Decide(ctx, a, id, "keep", false), replica.ErrClashDecided)
	if u, err := r.UnsentList(ctx); err != nil || u.Total != 1 || u.Batches[0].Intent != "decide" || u.Batches[0].Subjects[0].Title != "Чашка синя" {
		t.Fatalf("%+v %v", u, err)
	}
	f.drain()
	if n, err := r.NeedsYou(ctx, a); err != nil || n.Total != 0 {
		t.Fatalf("%+v %v", n, err)
	}
	verify(t, r)
}

// Keeping leaves the price; undoing puts back what both began with.
func TestAClashIsKeptOrUndone(t *testing.T) {
	r := newShop(t)
	cup := stockUp(t, r, "Чашка", "4820024700016", 12000, 5*shop.One)
	f := joined(t, r)
	a := owner(t, r)
	first := f.clash(change.Offer, cup, shop.ID{}, "price", merge.ReasonValue, 12000, 11500, 12500, op(change.Offer, change.Patch, change.ID(cup), 1, "price", 11500))
	second := f.clash(change.Offer, cup, shop.ID{}, "price", merge.ReasonValue, 12000, 11500, 13000)
	if err := r.Decide(ctx, a, first, "keep", false); err != nil {
		t.Fatal(err)
	}
	if c := f.conflict(a, first); c.State != "kept" || c.Now.Number != 11500 {
		t.Fatalf("%+v", c)
	}
	if err := r.Decide(ctx, a, second, "undo", false); err != nil {
		t.Fatal(err)
	}
	if c := f.conflict(a, second); c.State != "undone" || c.Now.Number != 12000 {
		t.Fatalf("%+v", c)
	}
}

// What went on since the clash is not overwritten silently, but by whoever has
// seen it.
func TestAChangedRecordIsNotOverwrittenSilently(t *testing.T) {
	r := newShop(t)
	cup := stockUp(t, r, "Чашка", "4820024700016", 12000, 5*shop.One)
	f := joined(t, r)
	a := owner(t, r)
	id := f.clash(change.Offer, cup, shop.ID{}, "price", merge.ReasonValue, nil, 11500, 12500, op(change.Offer, change.Patch, change.ID(cup), 1, "price", 11500))
	f.bring("edit", op(change.Offer, change.Patch, change.ID(cup), f.seq, "price", 9900))
	c := f.conflict(a, id)
	if !c.Changed || c.Now.Number != 9900 || choiceOf(c, "undo") != nil {
		t.Fatalf("%+v", c)
	}
	wantProblem(t, r.Decide(ctx, a, id, "take", false), replica.ErrClashChanged)
	if c = f.conflict(a, id); c.State != "open" || c.Now.Number != 9900 {
		t.Fatalf("%+v", c)
	}
	if err := r.Decide(ctx, a, id, "take", true); err != nil {
		t.Fatal(err)
	}
	if c = f.conflict(a, id); c.Now.Number != 12500 {
		t.Fatalf("%+v", c)
	}
}

// Purchase prices are told only to those who may see them.
func TestAPurchasePriceClashIsHiddenFromClerks(t *testing.T) {
	r := newShop(t)
	cup := stockUp(t, r, "Чашка", "4820024700016", 12000, 5*shop.One)
	f := joined(t, r)
	id := f.clash(change.Offer, cup, shop.ID{}, "purchase_price", merge.ReasonValue, nil, 6100, 6200)
	a := owner(t, r)
	clerk := replica.Actor{User: a.User, Role: shop.Clerk}
	if _, err := r.Conflict(ctx, clerk, id); !errors.Is(err, shop.ErrNotFound) {
		t.Fatal(err)
	}
	for _, who := range []struct {
		replica.Actor
		sees int64
	}{{a, 1}, {clerk, 0}} {
		page, err := r.Conflicts(ctx, who.Actor, replica.ConflictQuery{})
		n, more := r.NeedsYou(ctx, who.Actor)
		if err != nil || more != nil || page.Total != who.sees || n.Conflicts != who.sees {
			t.Errorf("%s sees %d and counts %+v: %v %v", who.Role, page.Total, n, err, more)
		}
	}
	wantProblem(t, r.Decide(ctx, clerk, id, "keep", false), shop.ErrNotFound)
}

// soldOnce is a shop that a hub knows, with a sale that is there too.
func soldOnce(t *testing.T) (r *replica.Replica, f *feed, a replica.Actor, order shop.ID) {
	t.Helper()
	r = newShop(t)
	stockUp(t, r, "Чашка", "4820024700016", 12000, 5*shop.One)
	f, a = joined(t, r), owner(t, r)
	order = sell(t, r, a, "4820024700016", 1).OrderID
	f.drain()
	return r, f, a, order
}

// A lost step of an order goes through the steps that are allowed, with its
// payments and stock, or says why not.
func TestALostStepIsTakenByTheRules(t *testing.T) {
	r, f, a, order := soldOnce(t)
	id := f.clash(change.Order, order, order, "status", merge.ReasonStatus, nil, "completed", "cancelled")
	f.clash(change.Order, order, order, "reason", merge.ReasonValue, nil, "", "передумали")
	c := f.conflict(a, id)
	if c.Type != "status" || c.Subject.Kind != "order" || c.Subject.Title != "A1-000001" || choiceOf(c, "take").Follows != "step" || choiceOf(c, "take").Refused != "" {
		t.Fatalf("%+v", c)
	}
	back := f.clash(change.Order, order, order, "status", merge.ReasonStatus, nil, "completed", "packed")
	if c := f.conflict(a, back); choiceOf(c, "take").Refused != "order.step" || choiceOf(c, "take").Args["from"] != "completed" || choiceOf(c, "take").Args["to"] != "packed" {
		t.Fatalf("%+v", c)
	}
	wantProblem(t, r.Decide(ctx, a, back, "take", false), shop.ErrStep)
	wantProblem(t, r.Decide(ctx, replica.Actor{User: a.User, Role: shop.Clerk}, id, "take", false), shop.ErrRight)
	if err := r.Decide(ctx, a, id, "take", false); err != nil {
		t.Fatal(err)
	}
	card, err := r.Order(ctx, a, order)
	if err != nil || card.Status != shop.Cancelled || card.Reason != "передумали" || card.Paid != 0 || len(card.Payments) != 2 {
		t.Fatalf("%+v %v", card, err)
	}
	verify(t, r)
}

// A street and its town are answered as one: neither is left in the other's place.
func TestAStreetIsAnsweredWithItsTown(t *testing.T) {
	r, f, a, order := soldOnce(t)
	clashes := func() (town, street, person shop.ID) {
		f.bring("delivery", op(change.Order, change.Patch, change.ID(order), 1, "city", "Київ", "address", "вул. Перша, 1", "recipient", "Іван"))
		return f.clash(change.Order, order, order, "city", merge.ReasonValue, "", "Київ", "Львів"),
			f.clash(change.Order, order, order, "address", merge.ReasonValue, "", "вул. Перша, 1", "вул. Друга, 2"),
			f.clash(change.Order, order, order, "recipient", merge.ReasonValue, "", "Іван", "Марія")
	}
	town, street, person := clashes()
	if c := f.conflict(a, town); len(c.With) != 1 || c.With[0].Field != "address" || c.With[0].Stands.Text != "вул. Перша, 1" || c.With[0].Lost.Text != "вул. Друга, 2" {
		t.Fatalf("%+v", c)
	}
	if err := r.Decide(ctx, a, town, "take", false); err != nil {
		t.Fatal(err)
	}
	if c := f.conflict(a, street); c.State != "taken" || c.Now.Text != "вул. Друга, 2" || len(c.With) != 0 {
		t.Fatalf("%+v", c)
	}
	if c := f.conflict(a, person); c.State != "open" || c.Now.Text != "Іван" {
		t.Fatalf("whoever gets it is another matter: %+v", c)
	}
	town, street, _ = clashes()
	if err := r.Decide(ctx, a, street, "keep", false); err != nil {
		t.Fatal(err)
	}
	if c := f.conflict(a, town); c.State != "kept" {
		t.Fatalf("%+v", c)
	}
	verify(t, r)
}

// A lost quantity is taken by making the order's sums and reservations again;
// the clash over the sum is settled with it.
func TestALostQuantityMakesTheSumsAgain(t *testing.T) {
	r := newShop(t)
	cup := stockUp(t, r, "Чашка", "4820024700016", 10000, 9*shop.One)
	f := joined(t, r)
	a := owner(t, r)
	if _, err := r.Scan(ctx, a, "till", "4820024700016", 2*shop.One); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Park(ctx, a, "till", ""); err != nil {
		t.Fatal(err)
	}
	f.drain()
	page, err := r.Orders(ctx, a, replica.OrderQuery{})
	if err != nil {
		t.Fatal(err)
	}
	order := page.Orders[0].ID
	card, err := r.Order(ctx, a, order)
	if err != nil {
		t.Fatal(err)
	}
	line := card.Items[0].ID
	id := f.clash(change.Line, line, order, "quantity", merge.ReasonValue, nil, 2000, 3000)
	sum := f.clash(change.Line, line, order, "sum", merge.ReasonValue, nil, 20000, 30000)
	if c := f.conflict(a, id); c.Type != "quantity" || c.Subject.Part != "Чашка" || choiceOf(c, "take").Follows != "recount" {
		t.Fatalf("%+v", c)
	}
	if err := r.Decide(ctx, a, id, "take", false); err != nil {
		t.Fatal(err)
	}
	if card, err = r.Order(ctx, a, order); err != nil || card.Items[0].Quantity != 3*shop.One || card.Total != 30000 {
		t.Fatalf("%+v %v", card, err)
	}
	if c := f.conflict(a, sum); c.State != "taken" {
		t.Fatalf("%+v", c)
	}
	if have, free := onHand(t, r, cup); have != 9*shop.One || free != 6*shop.One {
		t.Fatalf("on hand %d, free %d", have, free)
	}
	verify(t, r)
}

// A code that two goods were given goes to the other; a number never does.
func TestAClaimedCodeMovesAndANumberStays(t *testing.T) {
	r := newShop(t)
	stockUp(t, r, "Чашка", "4820024700016", 10000, shop.One)
	plate := stockUp(t, r, "Тарілка", "4820024700023", 10000, shop.One)
	f := joined(t, r)
	a := owner(t, r)
	lost := shop.NewID()
	id := f.clash(change.Barcode, lost, plate, "code", merge.ReasonClaim, nil, "4820024700016", "4820024700016",
		op(change.Barcode, change.Create, change.ID(lost), 0, "offer_id", plate, "code", "4820024700016", "quantity", 1000), op(change.Barcode, change.Delete, change.ID(lost), 0))
	if c := f.conflict(a, id); c.Subject.Title != "Тарілка" || c.Subject.Part != "4820024700016" || choiceOf(c, "take").Follows != "moves" || c.Holder == nil || c.Holder.Title != "Чашка" {
		t.Fatalf("%+v", c)
	}
	if err := r.Decide(ctx, a, id, "take", false); err != nil {
		t.Fatal(err)
	}
	found, err := r.OffersByCode(ctx, a, "4820024700016")
	if err != nil || len(found) != 1 || found[0].ID != plate {
		t.Fatalf("%+v %v", found, err)
	}
	order := sell(t, r, a, "4820024700023", 1).OrderID
	f.drain()
	number := f.clash(change.Order, order, order, "number", merge.ReasonClaim, nil, "A1-000001-2", "A1-000001")
	if c := f.conflict(a, number); c.Holder != nil {
		t.Errorf("the number that stands and the one that was lost differ, and it shows %+v", c.Holder)
	}
	wantProblem(t, r.Decide(ctx, a, number, "take", false), replica.ErrClashClaimed)
	if err := r.Decide(ctx, a, number, "keep", false); err != nil {
		t.Fatal(err)
	}
	verify(t, r)
}

// So do a parcel's code and a customer's card.
func TestAParcelsCodeMovesToTheOtherOrder(t *testing.T) {
	r := newShop(t)
	stockUp(t, r, "Чашка", "4820024700016", 10000, 2*shop.One)
	f := joined(t, r)
	a := owner(t, r)
	one, two := sell(t, r, a, "4820024700016", 1).OrderID, sell(t, r, a, "4820024700016", 1).OrderID
	if err := r.AddParcelCode(ctx, a, one, replica.ParcelCode{Code: "20450000123456", Kind: "carrier"}); err != nil {
		t.Fatal(err)
	}
	f.drain()
	lost := shop.NewID()
	id := f.clash(change.ParcelCode, lost, two, "code", merge.ReasonClaim, nil, "20450000123456", "20450000123456",
		op(change.ParcelCode, change.Create, change.ID(lost), 0, "order_id", two, "code", "20450000123456", "kind", "carrier"), op(change.ParcelCode, change.Delete, change.ID(lost), 0))
	if c := f.conflict(a, id); c.Subject.Kind != "order" || c.Subject.Part != "20450000123456" || choiceOf(c, "take").Follows != "moves" {
		t.Fatalf("%+v", c)
	}
	if err := r.Decide(ctx, a, id, "take", false); err != nil {
		t.Fatal(err)
	}
	if found := findCode(t, r, "20450000123456"); found.OrderID != two {
		t.Fatalf("%+v", found)
	}
	verify(t, r)
}

// What one deleted and the other changed is there, and goes when that is wanted.
func TestADeletionIsDoneAfterAll(t *testing.T) {
	r := newShop(t)
	f := joined(t, r)
	a := owner(t, r)
	customer, err := r.SaveCustomer(ctx, a, replica.Customer{Name: "Марія", City: "Львів"})
	if err != nil {
		t.Fatal(err)
	}
	f.drain()
	id := f.clash(change.Customer, customer, customer, "", merge.ReasonDeleted, nil, 0, 1)
	c := f.conflict(a, id)
	if c.Type != "record" || c.Changed || c.Subject.Title != "Марія" || choiceOf(c, "take").Follows != "deletes" || choiceOf(c, "undo") != nil {
		t.Fatalf("%+v", c)
	}
	if err := r.Decide(ctx, a, id, "take", false); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Customer(ctx, a, customer); !errors.Is(err, shop.ErrNotFound) {
		t.Fatal(err)
	}
	again := f.clash(change.Customer, customer, customer, "city", merge.ReasonValue, nil, "Львів", "Київ")
	wantProblem(t, r.Decide(ctx, a, again, "take", false), replica.ErrClashGone)
	if err := r.Decide(ctx, a, again, "keep", false); err != nil {
		t.Fatal(err)
	}
}
