package replica_test

import (
	"errors"
	"fmt"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
	"github.com/prylavok/prylavok/sync/simtest"
)

func (d *simDesk) number() int64            { return 1_000_000 + d.rng.Int64N(1_000_000_000) }
func (d *simDesk) word(of string) string    { return fmt.Sprintf("%s %x", of, d.rng.Uint64()) }
func (d *simDesk) phone(base string) string { return fmt.Sprintf("%s%07d", base, d.rng.IntN(1e7)) }

// simHand is one command that is running.
type simHand struct {
	*simDesk
	h    *replica.Hand
	dice [4]uint64
}

// pick gives one of a kind's records by one of the dice.
func (s *simHand) pick(k *change.Kind, die int, where string) (shop.ID, error) {
	return s.pickFrom(k, die, "deleted=0 AND "+where)
}

func (s *simHand) pickFrom(k *change.Kind, die int, where string) (id shop.ID, err error) {
	var n uint64
	if err := s.h.Row("SELECT count(*) FROM " + k.Table + " WHERE " + where).Scan(&n); err != nil {
		return id, err
	}
	if n == 0 {
		return id, simtest.ErrNothing
	}
	err = s.h.Row("SELECT id FROM "+k.Table+" WHERE "+where+" ORDER BY id LIMIT 1 OFFSET ?", int64(s.dice[die]%n)).Scan(&id)
	return id, err
}

// each runs steps until one fails.
func each(steps ...func() error) error {
	for _, s := range steps {
		if err := s(); err != nil {
			return err
		}
	}
	return nil
}

func (s *simHand) patchOne(k *change.Kind, where string, v replica.Values) error {
	id, err := s.pick(k, 0, where)
	if err != nil {
		return err
	}
	return s.h.Patch(k, id, v)
}

const openOrder = "status NOT IN ('completed','cancelled') AND kind='sale'"

func (s *simHand) do(v simtest.Verb) error {
	switch v {
	case simtest.Found:
		_, err := s.h.Create(change.Warehouse, replica.Values{"name": "store room", "position": 2})
		return err
	case simtest.AddProduct:
		return s.addProduct()
	case simtest.AddClient:
		c, err := s.h.Create(change.Customer, replica.Values{"name": s.word("customer"), "city": s.word("city"), "address": s.word("address"), "legal_name": s.word("legal name"), "tax_id": s.word("tax number")})
		if err != nil {
			return err
		}
		_, err = s.h.Create(change.CustomerPhone, replica.Values{"customer_id": c, "phone": s.phone("+38050"), "position": 1})
		return err
	case simtest.Sell:
		return s.order(shop.Completed)
	case simtest.Park:
		return s.order([]shop.Status{shop.Parked, shop.New, shop.Confirmed}[s.dice[2]%3])
	case simtest.EditLine, simtest.DropLine, simtest.AddLine, simtest.Step, simtest.Cancel, simtest.Pay, simtest.GiveReturn:
		return s.orderWork(v)
	case simtest.Receive:
		return s.receive()
	case simtest.PrintOut:
		return s.print()
	}
	return s.small(v)
}

// small are the verbs that touch one record.
func (s *simHand) small(v simtest.Verb) error {
	switch v {
	case simtest.Reprice:
		return s.patchOne(change.Offer, "1", replica.Values{"price": s.number()})
	case simtest.Cost:
		return s.patchOne(change.Offer, "1", replica.Values{"purchase_price": s.number()})
	case simtest.Rename:
		if s.dice[1]%2 == 0 {
			return s.patchOne(change.Product, "1", replica.Values{"name": s.word("product")})
		}
		return s.patchOne(change.Order, "1", replica.Values{"comment": s.word("comment")})
	case simtest.Readdress:
		if s.dice[1]%2 == 0 {
			return s.patchOne(change.Customer, "1", replica.Values{"address": s.word("address"), "city": s.word("city"), "note": s.word("note")})
		}
		return s.patchOne(change.Order, openOrder, replica.Values{"address": s.word("address")})
	case simtest.Configure:
		if !s.h.Sees(change.Origin, "source") {
			return simtest.ErrNothing // a clerk's desk may not
		}
		return s.patchOne(change.Setting, "key NOT IN ('shop.currency')", replica.Values{"value": s.word("value")})
	case simtest.Remove, simtest.Bring:
		return s.mark(v)
	case simtest.AddBarcode:
		switch s.dice[2] % 4 {
		case 0:
			return s.addCode(change.Customer, change.CustomerCard, "customer_id")
		case 1:
			return s.addCode(change.Order, change.ParcelCode, "order_id")
		}
		o, err := s.pick(change.Offer, 0, "1")
		if err != nil {
			return err
		}
		_, err = s.h.Create(change.Barcode, replica.Values{"offer_id": o, "code": fmt.Sprintf("48%08d", s.dice[1]%40), "quantity": 1000})
		return err
	case simtest.AddPhone:
		c, err := s.pick(change.Customer, 0, "1")
		if err != nil {
			return err
		}
		_, err = s.h.Create(change.CustomerPhone, replica.Values{"customer_id": c, "phone": s.phone("+38067"), "position": 2})
		return err
	case simtest.Decide:
		state := []string{merge.ConflictKept, merge.ConflictTaken, merge.ConflictUndone}[s.dice[1]%3]
		return s.patchOne(change.Conflict, "state='open'", replica.Values{"state": state, "decided_at": s.h.At()})
	case simtest.FinishTask:
		return s.patchOne(change.Task, "state='open'", replica.Values{"state": merge.TaskDone, "choice": merge.ChoiceWait, "done_at": s.h.At()})
	case simtest.MakeRange:
		return s.makeRange()
	case simtest.AskNumbers:
		return s.h.AskNumbers()
	case simtest.TakeNumber:
		o, err := s.pick(change.Order, 0, "1")
		if err != nil {
			return err
		}
		if err := s.h.Take(o, simtest.NumberFrame.Scheme); err != nil {
			return errors.Join(simtest.ErrNothing, err)
		}
		return nil
	case simtest.Poison:
		// What is fixed is changed by no hub.
		return s.patchOne(change.Order, "version>0", replica.Values{"created_at": s.number()})
	}
	return simtest.ErrNothing
}

// makeRange enters one of two ranges, of which the second lies within the first.
func (s *simHand) makeRange() error {
	if !s.h.Sees(change.Origin, "source") {
		return simtest.ErrNothing // a clerk's desk may not
	}
	within := []shop.Span{{First: 0, Last: 99_999_999}, {First: 500, Last: 50_000_000}}[s.dice[1]%2]
	var there bool
	if err := s.h.Row(`SELECT EXISTS (SELECT 1 FROM number_ranges WHERE first=?)`, within.First).Scan(&there); err != nil || there {
		return errors.Join(simtest.ErrNothing, err)
	}
	f := simtest.NumberFrame
	_, err := s.h.Create(change.NumberRange, replica.Values{"book_id": shop.ID(merge.NumberBook), "scheme": string(f.Scheme), "head": f.Head,
		"first": within.First, "last": within.Last, "name": "the post", "lease": 4, "low": 2, "gap": 10_000, "active": 1})
	return err
}

// addCode gives a document a code of its own that another may have been given too.
func (s *simHand) addCode(of, code *change.Kind, by string) error {
	d, err := s.pick(of, 0, "1")
	if err != nil {
		return err
	}
	_, err = s.h.Create(code, replica.Values{by: d, "code": fmt.Sprintf("29%08d", s.dice[1]%20)})
	return err
}

func (s *simHand) mark(v simtest.Verb) error {
	kinds := []*change.Kind{change.Customer, change.Barcode, change.Product, change.CustomerPhone, change.Category, change.Offer, change.CustomerCard, change.ParcelCode}
	k := kinds[s.dice[1]%uint64(len(kinds))]
	if v == simtest.Remove {
		id, err := s.pick(k, 0, "1")
		if err != nil {
			return err
		}
		return s.h.Remove(k, id)
	}
	id, err := s.pickFrom(k, 0, "deleted=1")
	if err != nil {
		return err
	}
	return s.h.Revive(k, id)
}

func (s *simHand) addProduct() error {
	w, err := s.pick(change.Warehouse, 0, "1")
	if err != nil {
		return err
	}
	p, err := s.h.Create(change.Product, replica.Values{"name": s.word("product"), "unit": "pcs", "active": true})
	if err != nil {
		return err
	}
	o, err := s.h.Create(change.Offer, replica.Values{"product_id": p, "title": s.word("offer"), "price": s.number(), "purchase_price": s.number(), "active": true})
	if err != nil {
		return err
	}
	if _, err := s.h.Create(change.Barcode, replica.Values{"offer_id": o, "code": fmt.Sprintf("48%08d", s.dice[1]%40), "quantity": 1000}); err != nil {
		return err
	}
	return s.move(o, w, int64(1+s.dice[2]%3)*1000, "receipt")
}

func (s *simHand) move(offer, warehouse shop.ID, quantity int64, cause string) error {
	_, err := s.h.Create(change.StockMove, replica.Values{"offer_id": offer, "warehouse_id": warehouse, "bucket": "on_hand", "quantity": quantity, "cause": cause, "at": s.h.At()})
	return err
}

func (s *simHand) receive() error {
	o, err := s.pick(change.Offer, 0, "1")
	if err != nil {
		return err
	}
	w, err := s.pick(change.Warehouse, 1, "1")
	if err != nil {
		return err
	}
	if s.dice[2]%3 > 0 {
		return s.move(o, w, -1000, "writeoff")
	}
	return s.move(o, w, int64(1+s.dice[3]%9)*1000, "receipt")
}

func (s *simHand) order(status shop.Status) error {
	w, err := s.pick(change.Warehouse, 3, "1")
	if err != nil {
		return err
	}
	if _, err := s.pick(change.Offer, 0, "1"); err != nil {
		return err
	}
	number, err := s.h.Number()
	if err != nil {
		return err
	}
	v := replica.Values{"kind": shop.Sale, "desk_id": s.h.Desk(), "number": number, "status": status, "warehouse_id": w, "created_at": s.h.At(),
		"comment": s.word("comment"), "recipient": s.word("recipient"), "address": s.word("address")}
	if status == shop.Completed {
		v["finished_at"] = s.h.At()
	}
	if c, err := s.pick(change.Customer, 2, "1"); err == nil {
		v["customer_id"] = c
	}
	id, err := s.h.Create(change.Order, v)
	if err != nil {
		return err
	}
	due := int64(0)
	for i := range 1 + s.dice[1]%3 {
		sum, err := s.line(id, i, shop.ID{})
		if err != nil {
			return err
		}
		due += sum
	}
	if status == shop.Completed {
		if err := s.pay(id, due); err != nil {
			return err
		}
	}
	return s.h.Settle(id, "sale")
}

func (s *simHand) pay(order shop.ID, amount int64) error {
	_, err := s.h.Create(change.Payment, replica.Values{"order_id": order, "desk_id": s.h.Desk(), "kind": "cash", "amount": amount, "given": amount, "at": s.h.At()})
	return err
}

func (s *simHand) line(order shop.ID, position uint64, origin shop.ID) (sum int64, err error) {
	s.dice[0] += position * 7
	offer, err := s.pick(change.Offer, 0, "1")
	if err != nil {
		return 0, err
	}
	var title string
	var price, purchase int64
	if err := s.h.Row("SELECT title, price, purchase_price FROM offers WHERE id=?", offer[:]).Scan(&title, &price, &purchase); err != nil {
		return 0, err
	}
	n := int64(1 + (s.dice[1]>>(4*position))%3)
	_, err = s.h.Create(change.Line, replica.Values{"order_id": order, "position": int64(position) + 1, "offer_id": offer, "title": title, "quantity": n * 1000, "price": price,
		"regular_price": price, "purchase_price": purchase, "sum": n * price, "origin_id": origin})
	return n * price, err
}

func (s *simHand) orderWork(v simtest.Verb) error {
	o, err := s.pick(change.Order, 0, openOrder)
	if err != nil {
		return err
	}
	switch v {
	case simtest.AddLine:
		if _, err := s.line(o, 5, shop.ID{}); err != nil {
			return err
		}
	case simtest.Cancel:
		if err := s.h.Patch(change.Order, o, replica.Values{"status": shop.Cancelled, "reason": s.word("reason"), "finished_at": s.h.At()}); err != nil {
			return err
		}
	case simtest.Step:
		return s.step(o)
	case simtest.Pay:
		return s.pay(o, s.number())
	case simtest.EditLine, simtest.DropLine:
		return s.editLine(v)
	default:
		return simtest.ErrNothing
	}
	return s.h.Settle(o, "sale")
}

func (s *simHand) step(o shop.ID) error {
	var status shop.Status
	var due int64
	if err := s.h.Row("SELECT status, (SELECT coalesce(sum(sum),0) FROM order_lines l WHERE l.order_id=o.id AND l.deleted=0 AND l.cancelled='') - (SELECT coalesce(sum(amount),0) FROM payments p WHERE p.order_id=o.id) FROM orders o WHERE id=?", o[:]).Scan(&status, &due); err != nil {
		return err
	}
	steps := status.Steps()
	if len(steps) == 0 {
		return simtest.ErrNothing
	}
	to := steps[s.dice[1]%uint64(len(steps))]
	v := replica.Values{"status": to}
	if to == shop.Completed {
		v["finished_at"] = s.h.At()
		if due != 0 {
			if err := s.pay(o, due); err != nil {
				return err
			}
		}
	}
	return each(func() error { return s.h.Patch(change.Order, o, v) }, func() error { return s.h.Settle(o, "sale") })
}

func (s *simHand) editLine(v simtest.Verb) error {
	l, err := s.pick(change.Line, 0, "cancelled='' AND order_id IN (SELECT id FROM orders WHERE deleted=0 AND "+openOrder+")")
	if err != nil {
		return err
	}
	var o shop.ID
	var price, quantity int64
	if err := s.h.Row("SELECT order_id, price, quantity FROM order_lines WHERE id=?", l[:]).Scan(&o, &price, &quantity); err != nil {
		return err
	}
	values := replica.Values{"cancelled": s.word("why")}
	if v == simtest.EditLine && s.dice[1]%2 == 0 {
		n := int64(1 + s.dice[2]%9)
		values = replica.Values{"quantity": n * 1000, "sum": n * price}
	} else if v == simtest.EditLine {
		price := s.number()
		values = replica.Values{"price": price, "sum": quantity / 1000 * price}
	}
	return each(func() error { return s.h.Patch(change.Line, l, values) }, func() error { return s.h.Settle(o, "sale") })
}

func (s *simHand) print() error {
	if s.dice[1]%2 == 0 {
		if id, err := s.pick(change.Print, 0, "state<>'printed'"); err == nil {
			return s.h.Patch(change.Print, id, replica.Values{"state": []string{"printing", "failed", "printed", "cancelled"}[s.dice[2]%4]})
		}
	}
	o, err := s.pick(change.Order, 0, "1")
	if err != nil {
		return err
	}
	if s.dice[2]%4 == 0 {
		return s.h.Paper("shelf", replica.PrintSubject{Places: []replica.PrintPlace{{Code: s.word("place")}}})
	}
	_, err = s.h.Create(change.Print, replica.Values{"order_id": o, "document": "receipt", "copy": int64(s.dice[2] % 5), "state": "waiting", "at": s.h.At(), "desk_id": s.h.Desk()})
	return err
}
