package simtest

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// command is one running command of the model: what it did so far, on top of
// what the screen shows.
type command struct {
	m    *model
	dice [4]uint64
	over map[key]*change.Record
	list map[uint8][]*change.Record // the living records by kind, as the command found them
	ops  []change.Op
	name string
}

// Do runs one local command.
func (m *model) Do(_ context.Context, a Action) error {
	if m.disk.purged {
		return ErrNothing
	}
	do, ok := verbs[a.Verb]
	if !ok {
		return fmt.Errorf("no such verb: %s", a.Verb)
	}
	c := &command{m: m, dice: a.Dice, over: map[key]*change.Record{}, list: map[uint8][]*change.Record{}, name: string(a.Verb)}
	for _, r := range m.all() {
		if !r.Deleted {
			c.list[r.Kind] = append(c.list[r.Kind], r)
		}
	}
	if !do(c) || len(c.ops) == 0 {
		return ErrNothing
	}
	m.disk.made++
	b := change.Batch{
		ID: m.newID(), Device: m.disk.device, DeviceSeq: m.disk.made, Base: m.disk.cursor, Intent: c.name, At: m.config.Now(), Ops: c.ops,
	}
	m.disk.numbers[b.DeviceSeq] = b.ID
	m.disk.outbox = append(m.disk.outbox, outgoing{batch: b})
	return nil
}

// verbs are the commands. Each reports whether it found something to do.
var verbs = map[Verb]func(*command) bool{
	Found: (*command).found, AddProduct: (*command).addProduct, AddClient: (*command).addCustomer, Sell: (*command).sell, Park: (*command).park,
	EditLine: (*command).editLine, DropLine: (*command).dropLine, AddLine: (*command).addLine, Step: (*command).step, Cancel: (*command).cancel,
	Pay: (*command).pay, GiveReturn: (*command).giveReturn, Reprice: (*command).reprice, Cost: (*command).cost, Rename: (*command).rename, Readdress: (*command).readdress,
	Configure: (*command).configure, Remove: (*command).remove, Bring: (*command).bring, AddBarcode: (*command).addBarcode, AddPhone: (*command).addPhone,
	Receive: (*command).receive, PrintOut: (*command).print, Decide: (*command).decide, FinishTask: (*command).finishTask, Bulk: (*command).bulk,
	MakeRange: (*command).makeRange, AskNumbers: (*command).askNumbers, TakeNumber: (*command).takeNumber, Poison: (*command).poison, Novelty: (*command).novelty,
}

type values map[string]any

// pick gives one of a list, by one of the dice.
func pick(list []*change.Record, die uint64) (*change.Record, bool) {
	if len(list) == 0 {
		return nil, false
	}
	return list[die%uint64(len(list))], true
}

func (c *command) pick(k *change.Kind, die int, which func(*change.Record) bool) (*change.Record, bool) {
	list := c.list[k.Num]
	if which != nil {
		list = slices.Clone(list)
		list = slices.DeleteFunc(list, func(r *change.Record) bool { return !which(r) })
	}
	return pick(list, c.dice[die])
}

// number gives a value that nobody else uses, so that a lost one is found.
func (c *command) number() int64 { return int64(1_000_000 + c.m.dice.Uint64()%1_000_000_000) }

func (c *command) word(of string) string { return fmt.Sprintf("%s %x", of, c.m.dice.Uint64()) }

func (c *command) assigns(k *change.Kind, v values) []change.Assign {
	var set []change.Assign
	for _, f := range k.Fields {
		value, given := v[f.Name]
		if !given || (c.m.disk.scope.Hides(k.Num, f.Num)) {
			continue
		}
		if id, ok := value.(change.ID); ok {
			value = bytes.Clone(id[:])
		}
		set = append(set, change.Assign{Field: f.Num, Value: value})
	}
	return set
}

func (c *command) create(k *change.Kind, v values) change.ID {
	return c.createAs(k, c.m.newID(), c.assigns(k, v))
}

func (c *command) createAs(k *change.Kind, id change.ID, set []change.Assign) change.ID {
	set = slices.DeleteFunc(set, func(a change.Assign) bool { return change.IsZero(a.Value) })
	op := change.Op{Kind: k.Num, Act: change.Create, ID: id, Set: set}
	c.ops = append(c.ops, op)
	c.over[key{k.Num, id}] = change.Apply(nil, &op, 0)
	return id
}

func (c *command) patch(r *change.Record, v values) {
	k, _ := change.KindNum(r.Kind)
	c.patchAs(r, c.assigns(k, v))
}

func (c *command) patchAs(r *change.Record, set []change.Assign) {
	at := key{r.Kind, r.ID}
	if now := c.over[at]; now != nil {
		r = now
	}
	set = slices.DeleteFunc(set, func(a change.Assign) bool { return change.Same(a.Value, r.Value(a.Field)) })
	if len(set) > 0 {
		c.put(r, change.Op{Kind: r.Kind, Act: change.Patch, ID: r.ID, Base: r.Version, Set: set})
	}
}

func (c *command) act(r *change.Record, act change.Act) {
	c.put(r, change.Op{Kind: r.Kind, Act: act, ID: r.ID, Base: r.Version})
}

func (c *command) put(r *change.Record, op change.Op) {
	c.ops = append(c.ops, op)
	c.over[key{r.Kind, r.ID}] = change.Apply(r, &op, r.Version)
}

func (c *command) found() bool {
	if len(c.list[change.Warehouse.Num]) > 0 {
		return false
	}
	c.create(change.Warehouse, values{"name": "shop", "position": int64(1)})
	c.create(change.Warehouse, values{"name": "store room", "position": int64(2)})
	c.create(change.User, values{"name": c.word("owner"), "role": "owner", "active": int64(1)})
	for _, name := range []string{"name", "currency", "receipt.head", "receipt.foot"} {
		c.create(change.Setting, values{"key": name, "value": c.word(name)})
	}
	c.create(change.Category, values{"name": c.word("category")})
	return true
}

func (c *command) warehouse(die int) (change.ID, bool) {
	r, ok := c.pick(change.Warehouse, die, nil)
	if !ok {
		return change.ID{}, false
	}
	return r.ID, true
}

func (c *command) move(offer, warehouse change.ID, bucket string, quantity int64, cause string, document change.ID) {
	v := values{"offer_id": offer, "warehouse_id": warehouse, "bucket": bucket, "quantity": quantity, "cause": cause, "at": c.m.config.Now()}
	if document != (change.ID{}) {
		v["document_id"] = document
	}
	if quantity != 0 {
		c.create(change.StockMove, v)
	}
}

func (c *command) addProduct() bool {
	w, ok := c.warehouse(0)
	if !ok {
		return false
	}
	p := c.create(change.Product, values{"name": c.word("product"), "unit": "pc", "active": int64(1)})
	o := c.create(change.Offer, values{"product_id": p, "title": c.word("offer"), "price": c.number(), "purchase_price": c.number(), "active": int64(1)})
	c.create(change.Barcode, values{"offer_id": o, "code": fmt.Sprintf("48%08d", c.dice[1]%40), "quantity": int64(1000)})
	c.move(o, w, "on_hand", int64(1+c.dice[2]%3)*1000, "receipt", change.ID{})
	return true
}

func (c *command) addCustomer() bool {
	cust := c.create(change.Customer, values{"name": c.word("customer"), "city": c.word("city"), "address": c.word("address")})
	c.create(change.CustomerPhone, values{"customer_id": cust, "phone": fmt.Sprintf("+38050%07d", c.dice[0]%1e7), "position": int64(1)})
	return true
}

// order makes an order with lines; its ledger is left to settle.
func (c *command) order(kind shop.OrderKind, status shop.Status, lines int, of change.ID) (*change.Record, bool) {
	w, ok := c.warehouse(3)
	offers := c.list[change.Offer.Num]
	if !ok || len(offers) == 0 {
		return nil, false
	}
	c.m.disk.number++
	v := values{
		"kind": string(kind), "desk_id": c.m.disk.device, "number": fmt.Sprintf("%s-%06d", c.m.disk.series, c.m.disk.number), "status": string(status), "warehouse_id": w,
		"created_at": c.m.config.Now(), "comment": c.word("comment"), "recipient": c.word("recipient"), "address": c.word("address"),
	}
	if status == shop.Completed {
		v["finished_at"] = c.m.config.Now()
	}
	if of != (change.ID{}) {
		v["origin_id"] = of
	}
	if cust, ok := c.pick(change.Customer, 2, nil); ok {
		v["customer_id"] = cust.ID
	}
	id := c.create(change.Order, v)
	for i := range lines {
		c.line(id, offers[(c.dice[0]+uint64(i)*7)%uint64(len(offers))], i, change.ID{})
	}
	return c.over[key{change.Order.Num, id}], true
}

func (c *command) line(order change.ID, offer *change.Record, position int, origin change.ID) {
	quantity := int64(1+(c.dice[1]>>(4*position))%3) * 1000
	v := values{
		"order_id": order, "position": int64(position + 1), "offer_id": offer.ID, "title": offer.Text(2), "quantity": quantity, "price": offer.Int(5),
		"regular_price": offer.Int(5), "purchase_price": offer.Int(7), "sum": quantity / 1000 * offer.Int(5),
	}
	if origin != (change.ID{}) {
		v["origin_id"] = origin
	}
	c.create(change.Line, v)
}

func (c *command) sell() bool {
	o, ok := c.order(shop.Sale, shop.Completed, 1+int(c.dice[1]%3), change.ID{})
	if !ok {
		return false
	}
	c.create(change.Payment, values{"order_id": o.ID, "desk_id": c.m.disk.device, "kind": "cash", "amount": c.number(), "given": c.number(), "at": c.m.config.Now()})
	c.settle(o.ID, "sale")
	return true
}

func (c *command) park() bool {
	status := []shop.Status{shop.Parked, shop.New, shop.Confirmed}[c.dice[2]%3]
	o, ok := c.order(shop.Sale, status, 1+int(c.dice[1]%3), change.ID{})
	if ok {
		c.settle(o.ID, "sale")
	}
	return ok
}

// settle makes the ledger of an order what its state asks for.
func (c *command) settle(order change.ID, cause string) {
	o := c.now(change.Order.Num, order)
	if o == nil {
		return
	}
	type place struct {
		spot
		bucket string
	}
	left := map[place]int64{}
	onHand, reserved := shop.StockEffect(shop.OrderKind(o.Text(1)), shop.Status(o.Text(4)))
	for _, l := range c.parts(change.Line, order) {
		if l.Deleted || o.Deleted || l.Text(15) != "" || l.Ref(3) == (change.ID{}) {
			continue
		}
		at := spot{l.Ref(3), o.Ref(23)}
		left[place{at, "on_hand"}] += l.Int(7) * onHand
		left[place{at, "reserved"}] += l.Int(7) * reserved
	}
	for _, r := range c.parts(change.StockMove, order) {
		left[place{spot{r.Ref(1), r.Ref(2)}, r.Text(3)}] -= r.Int(4)
	}
	places := make([]place, 0, len(left))
	for p := range left {
		places = append(places, p)
	}
	slices.SortFunc(places, func(a, b place) int {
		return cmp.Or(bytes.Compare(a.offer[:], b.offer[:]), bytes.Compare(a.warehouse[:], b.warehouse[:]), cmp.Compare(a.bucket, b.bucket))
	})
	for _, p := range places {
		why := cause
		if p.bucket == "reserved" {
			why = "reservation"
		}
		c.move(p.offer, p.warehouse, p.bucket, left[p], why, order)
	}
}

// now gives a record with what the command did to it.
func (c *command) now(kind uint8, id change.ID) *change.Record {
	if r := c.over[key{kind, id}]; r != nil {
		return r
	}
	return c.m.visible(key{kind, id})
}

// parts lists an order's parts of one kind with what the command did to them.
func (c *command) parts(k *change.Kind, order change.ID) (list []*change.Record) {
	f, _ := k.Field(k.Parent)
	seen := map[change.ID]bool{}
	for _, r := range c.list[k.Num] {
		if r.Ref(f.Num) == order {
			list = append(list, c.now(k.Num, r.ID))
			seen[r.ID] = true
		}
	}
	for at, r := range c.over {
		if at.kind == k.Num && !seen[at.id] && r.Ref(f.Num) == order {
			list = append(list, r)
		}
	}
	slices.SortFunc(list, func(a, b *change.Record) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	return list
}
