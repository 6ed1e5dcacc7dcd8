package simtest

import (
	"fmt"
	"slices"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
)

// openLine picks a line of an order that still waits for work.
func (c *command) openLine() (*change.Record, bool) {
	return c.pick(change.Line, 0, func(l *change.Record) bool {
		o := c.now(change.Order.Num, l.Ref(1))
		return o != nil && !o.Deleted && shop.Status(o.Text(4)).Open() && l.Text(15) == ""
	})
}

func (c *command) editLine() bool {
	l, ok := c.openLine()
	if !ok {
		return false
	}
	if c.dice[1]%2 == 0 {
		quantity := int64(1+c.dice[2]%9) * 1000
		c.patch(l, values{"quantity": quantity, "sum": quantity / 1000 * l.Int(8)})
	} else {
		price := c.number()
		c.patch(l, values{"price": price, "sum": l.Int(7) / 1000 * price})
	}
	c.settle(l.Ref(1), "sale")
	return true
}

func (c *command) dropLine() bool {
	l, ok := c.openLine()
	if !ok {
		return false
	}
	c.patch(l, values{"cancelled": c.word("why")})
	c.settle(l.Ref(1), "sale")
	return true
}

func (c *command) openOrder() (*change.Record, bool) {
	return c.pick(change.Order, 0, func(o *change.Record) bool { return shop.Status(o.Text(4)).Open() })
}

func (c *command) addLine() bool {
	o, ok := c.openOrder()
	offer, some := c.pick(change.Offer, 2, nil)
	if !ok || !some {
		return false
	}
	c.line(o.ID, offer, 5, change.ID{})
	c.settle(o.ID, "sale")
	return true
}

func (c *command) step() bool {
	o, ok := c.pick(change.Order, 0, func(o *change.Record) bool {
		return len(shop.Status(o.Text(4)).Steps()) > 0 && o.Text(1) == string(shop.Sale)
	})
	if !ok {
		return false
	}
	steps := shop.Status(o.Text(4)).Steps()
	to := steps[c.dice[1]%uint64(len(steps))]
	v := values{"status": string(to)}
	if to == shop.Completed {
		v["finished_at"] = c.m.config.Now()
		c.create(change.Payment, values{"order_id": o.ID, "desk_id": c.m.disk.device, "kind": "card", "amount": c.number(), "at": c.m.config.Now()})
	}
	c.patch(o, v)
	c.settle(o.ID, "sale")
	return true
}

func (c *command) cancel() bool {
	o, ok := c.openOrder()
	if !ok {
		return false
	}
	c.patch(o, values{"status": string(shop.Cancelled), "reason": c.word("reason")})
	c.settle(o.ID, "sale")
	return true
}

func (c *command) pay() bool {
	o, ok := c.openOrder()
	if !ok || o.Text(1) != string(shop.Sale) {
		return false
	}
	c.create(change.Payment, values{"order_id": o.ID, "desk_id": c.m.disk.device, "kind": "transfer", "amount": c.number(), "at": c.m.config.Now()})
	return true
}

func (c *command) giveReturn() bool {
	l, ok := c.pick(change.Line, 0, func(l *change.Record) bool {
		o := c.now(change.Order.Num, l.Ref(1))
		return o != nil && o.Text(1) == string(shop.Sale) && o.Text(4) == string(shop.Completed)
	})
	if !ok {
		return false
	}
	offer := c.now(change.Offer.Num, l.Ref(3))
	o, ok := c.order(shop.Return, shop.Completed, 0, l.Ref(1))
	if !ok || offer == nil {
		return false
	}
	c.line(o.ID, offer, 0, l.ID)
	c.create(change.Payment, values{"order_id": o.ID, "desk_id": c.m.disk.device, "kind": "cash", "amount": -c.number(), "at": c.m.config.Now()})
	c.settle(o.ID, "return")
	return true
}

func (c *command) reprice() bool {
	o, ok := c.pick(change.Offer, 0, nil)
	if ok {
		c.patch(o, values{"price": c.number()})
	}
	return ok
}

func (c *command) cost() bool {
	o, ok := c.pick(change.Offer, 0, nil)
	if ok {
		c.patch(o, values{"purchase_price": c.number()})
	}
	return ok
}

func (c *command) rename() bool {
	if c.dice[1]%2 == 0 {
		p, ok := c.pick(change.Product, 0, nil)
		if ok {
			c.patch(p, values{"name": c.word("product")})
		}
		return ok
	}
	o, ok := c.pick(change.Order, 0, nil)
	if ok {
		c.patch(o, values{"comment": c.word("comment")})
	}
	return ok
}

func (c *command) readdress() bool {
	if c.dice[1]%2 == 0 {
		cust, ok := c.pick(change.Customer, 0, nil)
		if ok {
			c.patch(cust, values{"address": c.word("address"), "city": c.word("city"), "note": c.word("note")})
		}
		return ok
	}
	o, ok := c.openOrder()
	if ok {
		c.patch(o, values{"address": c.word("address")})
	}
	return ok
}

func (c *command) configure() bool {
	s, ok := c.pick(change.Setting, 0, nil)
	if !ok || !c.m.disk.scope.Whole() {
		return false
	}
	c.patch(s, values{"value": c.word("value")})
	return true
}

// removable are the kinds that people delete.
var removable = []*change.Kind{change.Customer, change.Barcode, change.Product, change.CustomerPhone, change.Category, change.Offer, change.CustomerCard, change.ParcelCode}

func (c *command) remove() bool {
	r, ok := c.pick(removable[c.dice[1]%uint64(len(removable))], 0, nil)
	if ok {
		c.act(r, change.Delete)
	}
	return ok
}

func (c *command) bring() bool {
	gone := c.m.all()
	k := removable[c.dice[1]%uint64(len(removable))]
	r, ok := pick(slices.DeleteFunc(gone, func(r *change.Record) bool { return !r.Deleted || r.Kind != k.Num }), c.dice[0])
	if ok {
		c.act(r, change.Revive)
	}
	return ok
}

func (c *command) addBarcode() bool {
	switch c.dice[2] % 4 {
	case 0:
		return c.addCode(change.Customer, change.CustomerCard, "customer_id")
	case 1:
		return c.addCode(change.Order, change.ParcelCode, "order_id")
	}
	o, ok := c.pick(change.Offer, 0, nil)
	if ok {
		c.create(change.Barcode, values{"offer_id": o.ID, "code": fmt.Sprintf("48%08d", c.dice[1]%40), "quantity": int64(1000)})
	}
	return ok
}

// addCode gives a document a code of its own that another may have been given too.
func (c *command) addCode(of, code *change.Kind, by string) bool {
	d, ok := c.pick(of, 0, nil)
	if ok {
		c.create(code, values{by: d.ID, "code": fmt.Sprintf("29%08d", c.dice[1]%20)})
	}
	return ok
}

func (c *command) addPhone() bool {
	cust, ok := c.pick(change.Customer, 0, nil)
	if ok {
		c.create(change.CustomerPhone, values{"customer_id": cust.ID, "phone": fmt.Sprintf("+38067%07d", c.dice[1]%1e7), "position": int64(2)})
	}
	return ok
}

func (c *command) receive() bool {
	o, ok := c.pick(change.Offer, 0, nil)
	w, some := c.warehouse(1)
	if !ok || !some {
		return false
	}
	switch c.dice[2] % 3 {
	case 0:
		c.move(o.ID, w, "on_hand", int64(1+c.dice[3]%9)*1000, "receipt", change.ID{})
	case 1:
		c.move(o.ID, w, "on_hand", -1000, "writeoff", change.ID{})
	default:
		other, _ := c.warehouse(3)
		c.move(o.ID, w, "on_hand", -1000, "transfer", change.ID{})
		c.move(o.ID, other, "on_hand", 1000, "transfer", change.ID{})
	}
	return true
}

// print asks for a print, or takes one further.
func (c *command) print() bool {
	if p, ok := c.pick(change.Print, 0, func(p *change.Record) bool { return p.Text(5) != "printed" }); ok && c.dice[1]%2 == 0 {
		c.patch(p, values{"state": []string{"printing", "failed", "printed", "cancelled"}[c.dice[2]%4]})
		return true
	}
	o, ok := c.pick(change.Order, 0, nil)
	if ok && c.dice[2]%4 == 0 { // a paper of many orders is its own document
		id := c.m.newID()
		c.createAs(change.Print, id, c.assigns(change.Print, values{"order_id": id, "desk_id": c.m.disk.device, "document": "register", "subject": c.word("of"), "state": "waiting", "at": c.m.config.Now()}))
	} else if ok {
		c.create(change.Print, values{"order_id": o.ID, "desk_id": c.m.disk.device, "document": "receipt", "copy": int64(1), "state": "waiting", "at": c.m.config.Now()})
	}
	return ok
}

func (c *command) decide() bool {
	r, ok := c.pick(change.Conflict, 0, func(r *change.Record) bool { return r.Text(15) == merge.ConflictOpen })
	if ok {
		c.patch(r, values{"state": merge.ConflictKept, "decided_at": c.m.config.Now()})
	}
	return ok
}

func (c *command) finishTask() bool {
	r, ok := c.pick(change.Task, 0, func(r *change.Record) bool { return r.Text(7) == merge.TaskOpen })
	if ok {
		c.patch(r, values{"choice": merge.ChoiceWait, "note": c.word("note"), "state": merge.TaskDone, "done_at": c.m.config.Now()})
	}
	return ok
}

// bulk touches every offer in one command: it is whole everywhere or nowhere.
func (c *command) bulk() bool {
	for _, o := range c.list[change.Offer.Num] {
		c.patch(o, values{"sale_price": c.number()})
	}
	for i := range int(c.dice[0] % 40) {
		c.create(change.Category, values{"name": c.word("category"), "path": fmt.Sprint(i)})
	}
	return true
}

// poison makes a batch that no hub takes, in one of several ways.
func (c *command) poison() bool {
	c.name = "poison"
	switch c.dice[0] % 4 {
	case 0: // a change of a record that the hub never had
		c.ops = append(c.ops, change.Op{Kind: change.Product.Num, Act: change.Patch, ID: c.m.newID(), Set: []change.Assign{{Field: 1, Value: "nothing"}}})
	case 1: // a change of what is fixed
		s, ok := c.pick(change.Setting, 1, nil)
		if !ok {
			return false
		}
		c.put(s, change.Op{Kind: s.Kind, Act: change.Patch, ID: s.ID, Base: s.Version, Set: []change.Assign{{Field: 1, Value: c.word("key")}}})
	case 2: // a value that its field cannot hold
		o, ok := c.pick(change.Offer, 1, nil)
		if !ok {
			return false
		}
		c.put(o, change.Op{Kind: o.Kind, Act: change.Patch, ID: o.ID, Base: o.Version, Set: []change.Assign{{Field: 2, Value: int64(7)}}})
	default: // an order in a state that does not exist
		c.createAs(change.Order, c.m.newID(), []change.Assign{{Field: 1, Value: "sale"}, {Field: 2, Value: c.word("P")}, {Field: 4, Value: "vanished"}})
	}
	return true
}

// The things of a release that is to come: a kind and a field nobody else knows.
const (
	noveltyKind  = 200
	noveltyField = 201
)

// novelty is what a newer release does: it writes what the others only keep.
func (c *command) novelty() bool {
	if c.m.config.Release <= 0 {
		return false
	}
	c.ops = append(c.ops, change.Op{Kind: noveltyKind, Act: change.Create, ID: c.m.newID(), Set: []change.Assign{
		{Field: 1, Value: c.word("novelty")}, {Field: 250, Value: c.number()},
	}})
	if o, ok := c.pick(change.Offer, 0, nil); ok {
		c.patchAs(o, []change.Assign{{Field: noveltyField, Value: c.word("novelty")}})
	}
	return true
}
