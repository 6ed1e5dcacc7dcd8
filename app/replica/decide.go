package replica

import (
	"context"
	"database/sql"
	"errors"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
)

// The answers to a clash.
const (
	ChoiceKeep = "keep" // what stands is right
	ChoiceTake = "take" // the lost value is right after all
	ChoiceUndo = "undo" // both are wrong: back to what was before
)

// The problems of deciding.
var (
	ErrClashDecided = shop.NewProblem("conflict.decided", "{{user}} has decided this already. Nothing was changed.")
	ErrClashChanged = shop.NewProblem("conflict.changed", "This was changed again since the clash. Nothing was overwritten. Look at the present value and decide again.")
	ErrClashClaimed = shop.NewProblem("conflict.claimed", "A number that is on paper is not given to another document. Nothing was changed. Keep it as it is.")
	ErrClashByHand  = shop.NewProblem("conflict.by_hand", "This cannot be taken over from here. Nothing was changed. Open the record and change it there.")
	ErrClashGone    = shop.NewProblem("conflict.gone", "What this is about has been deleted. Nothing was changed. Keep it as it is.")
)

// value is a field's value, and whether anybody here knows it.
type value struct {
	is    any
	known bool
}

// sight is a clash held against the record as it is now.
type sight struct {
	base, stands, lost, now value
	there                   bool // the record is here and not deleted
	changed                 bool // it holds no longer what stood after the clash
}

func (c clash) look(ctx context.Context, q asker) (s sight, err error) {
	k, f := c.what()
	for _, v := range []struct {
		into *value
		text string
	}{{&s.base, c.base}, {&s.stands, c.stands}, {&s.lost, c.lost}} {
		if v.into.is, v.into.known, err = readScalar(f, v.text); err != nil {
			return s, err
		}
	}
	if !s.base.known {
		if s.base, err = c.begunWith(ctx, q); err != nil {
			return s, err
		}
	}
	if s.now.is, s.there, err = presentValue(ctx, q, k, f, c.record); err != nil {
		return s, err
	}
	s.now.known = s.there && f.Num != 0
	if c.reason != merge.ReasonClaim && c.reason != merge.ReasonDoubled {
		s.changed = !s.there || (s.stands.known && !change.Same(s.now.is, s.stands.is))
	}
	return s, nil
}

// answer is what one choice does.
type answer struct {
	follows string
	to      value // what the field will hold
	right   shop.Right
	refused *shop.Problem
}

// answer says what a choice would do, as ConflictChoice tells; nil when there is
// no such choice.
func (c clash) answer(ctx context.Context, q asker, s sight, choice string) (*answer, error) {
	k, f := c.what()
	a := &answer{right: rightOver(k, f)}
	switch {
	case choice == ChoiceKeep:
		a.follows, a.to = "stays", s.now
		if c.reason == merge.ReasonDoubled {
			a.right = shop.RightReturn // who took money twice does not wave it away alone
		}
		return a, nil
	case merge.Tells(c.reason):
		return nil, nil // goods or money went over the counter: what is to be mended is mended in the order
	case choice == ChoiceTake:
		a.to = s.lost
	case !s.base.known || change.Same(s.base.is, s.stands.is) || change.Same(s.base.is, s.lost.is):
		return nil, nil // there is nothing else to go back to
	default:
		a.to = s.base
	}
	a.follows = followsOf(k, f, c.reason)
	if a.follows == "recount" && f.Name == "sum" {
		a.to = value{} // it is what the quantities, prices and discounts come to
	}
	var err error
	a.refused, err = c.refusal(ctx, q, s, a)
	if choice == ChoiceUndo && a.follows == "step" && a.refused != nil {
		return nil, err // an order does not go back
	}
	return a, err
}

// followsOf says what taking a value over comes to.
func followsOf(k *change.Kind, f change.Field, reason string) string {
	switch {
	case reason == merge.ReasonClaim:
		return "moves"
	case reason == merge.ReasonDeleted:
		return "deletes"
	case k == change.Order && f.Name == "status":
		return "step"
	case k == change.Order && (f.Name == "discount_bp" || f.Name == "discount_sum"):
		return "recount"
	case k == change.Line:
		switch f.Name {
		case "quantity", "price", "discount_bp", "discount_sum", "sum":
			return "recount"
		}
	}
	return "set"
}

// refusal says why a choice cannot be carried out, nil when it can.
func (c clash) refusal(ctx context.Context, q asker, s sight, a *answer) (*shop.Problem, error) {
	k, f := c.what()
	switch {
	case a.follows == "moves" && !codeKinds[k]:
		return ErrClashClaimed, nil
	case a.follows == "moves":
		return nil, nil
	case !s.there:
		return ErrClashGone, nil
	case a.follows == "deletes" && (k.Union || k == change.Order):
		return ErrClashByHand, nil
	case a.follows == "deletes":
		return nil, nil
	case f.Num == 0 || k.Union || f.Rule == change.Fixed || (f.Rule == change.Steps && a.follows != "step") || k == change.User || k == change.Conflict || k == change.Task:
		return ErrClashByHand, nil
	case k != change.Order && k != change.Line:
		return nil, nil
	}
	order := c.record
	if k == change.Line {
		if err := q.QueryRowContext(ctx, `SELECT order_id FROM order_lines WHERE id=?`, c.record[:]).Scan(&order); err != nil {
			return nil, err
		}
	}
	var number string
	var status shop.Status
	err := q.QueryRowContext(ctx, `SELECT number, status FROM orders WHERE id=? AND deleted=0`, order[:]).Scan(&number, &status)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return ErrClashGone, nil
	case err != nil:
		return nil, err
	case a.follows == "step":
		to, _ := a.to.is.(string)
		if err := status.Step(shop.Status(to)); err != nil {
			return shop.ErrStep.With("from", string(status)).With("to", to), nil
		}
	case (k == change.Line || a.follows == "recount" || f.Name == "delivery_price") && (!status.Open() || status.HandedOver()):
		return ErrNotParked.With("number", number), nil
	}
	return nil, nil
}

// rightOver is what changing a field needs.
func rightOver(k *change.Kind, f change.Field) shop.Right {
	switch k {
	case change.Order, change.Line, change.Payment, change.Print, change.Customer, change.CustomerPhone, change.Task, change.ParcelCode, change.CustomerCard:
		return shop.RightSell
	case change.Setting, change.Desk, change.Template, change.NumberRange, change.Lease:
		return shop.RightSettings
	case change.User:
		return shop.RightUsers
	}
	return shop.RightGoods
}

// Decide answers a clash: keep, take or undo (see ConflictChoice). A record that
// went on since the clash is not overwritten silently: ErrClashChanged, unless
// the caller has seen the present value and says anyway.
func (r *Replica) Decide(ctx context.Context, actor Actor, id shop.ID, choice string, anyway bool) error {
	return r.command(ctx, actor, "decide", func(w *writer) error {
		c, err := scanClash(w.row(`SELECT `+conflictColumns+` FROM conflicts WHERE id=? AND `+clashesSeen(actor.Role), id[:]))
		if errors.Is(err, sql.ErrNoRows) {
			return shop.ErrNotFound.With("what", "conflict")
		}
		if err != nil {
			return err
		}
		return w.decide(c, choice, anyway)
	})
}

func (w *writer) decide(c clash, choice string, anyway bool) error {
	state, ok := map[string]string{ChoiceKeep: merge.ConflictKept, ChoiceTake: merge.ConflictTaken, ChoiceUndo: merge.ConflictUndone}[choice]
	if !ok {
		return shop.ErrInput.With("field", "choice").On("choice")
	}
	if !c.undecided() {
		var user string
		if err := w.row(`SELECT coalesce((SELECT name FROM users WHERE id=?),'–')`, c.decidedBy).Scan(&user); err != nil {
			return err
		}
		return ErrClashDecided.With("user", user)
	}
	s, err := c.look(w.ctx, w)
	if err != nil {
		return err
	}
	a, err := c.answer(w.ctx, w, s, choice)
	switch {
	case err != nil:
		return err
	case a == nil:
		return shop.ErrInput.With("field", "choice").On("choice")
	case !w.actor.Role.Can(a.right):
		return shop.ErrRight.With("right", string(a.right))
	case choice != ChoiceKeep && s.changed && !anyway && s.there:
		return ErrClashChanged
	case a.refused != nil:
		return a.refused
	}
	with, err := c.companions(w.ctx, w)
	if err != nil {
		return err
	}
	if err := w.mend(c, a); err != nil {
		return err
	}
	if err := w.endClash(c.id, state); err != nil {
		return err
	}
	return w.decideWith(with, choice, state)
}

func (w *writer) endClash(id shop.ID, state string) error {
	_, err := w.patch(change.Conflict, id, Values{"state": state, "decided_by": w.actor.User, "decided_at": w.at})
	return err
}

// mend carries an answer out by the rules of what it changes.
func (w *writer) mend(c clash, a *answer) error {
	k, f := c.what()
	switch a.follows {
	case "stays":
		return nil
	case "moves":
		return w.moveCode(k, c.record)
	case "deletes":
		return w.deleteAfterAll(k, c.record)
	case "step":
		return w.takeStep(c, a.to.is)
	case "recount":
		return w.recount(c, f, a.to.is)
	}
	return w.setField(k, f, c.record, a.to.is)
}

// takeStep takes an order the step that was lost; a cancelling one with the
// reason that it came with.
func (w *writer) takeStep(c clash, to any) error {
	text, _ := to.(string)
	if shop.Status(text) != shop.Cancelled {
		return w.setStatus(c.record, shop.Status(text))
	}
	f, _ := change.Order.Field("reason")
	var told string
	err := w.row(`SELECT lost FROM conflicts WHERE record_id=? AND field=? AND lost_desk_id IS ? AND lost_at=? AND deleted=0 ORDER BY n DESC LIMIT 1`, c.record[:], f.Num, c.lostDesk, c.lostAt).Scan(&told)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	v, _, err := readScalar(f, told)
	if err != nil {
		return err
	}
	reason, _ := v.(string)
	if reason == "" {
		reason = "–" // an order is not cancelled without a word
	}
	return w.cancelOrder(c.record, reason, "")
}

// codeKinds are the kinds that are nothing but a code of what they are a part of:
// a code moves from one to the other.
var codeKinds = map[*change.Kind]bool{change.Barcode: true, change.ParcelCode: true, change.CustomerCard: true}

// moveCode gives a code that two records were given to the one that came second.
func (w *writer) moveCode(k *change.Kind, lost shop.ID) error {
	var code string
	if err := w.row(`SELECT code FROM `+k.Table+` WHERE id=?`, lost[:]).Scan(&code); err != nil {
		if errors.Is(err, sql.ErrNoRows) {
			return ErrClashGone
		}
		return err
	}
	var holders []shop.ID
	if err := w.eachID(`SELECT id FROM `+k.Table+` WHERE code=? AND deleted=0 AND id<>?`, func(id shop.ID) { holders = append(holders, id) }, code, lost[:]); err != nil {
		return err
	}
	for _, id := range holders {
		if err := w.remove(k, id); err != nil {
			return err
		}
	}
	return w.revive(k, lost)
}

func (w *writer) deleteAfterAll(k *change.Kind, id shop.ID) error {
	if k == change.Product {
		var offers []shop.ID
		if err := w.eachID(`SELECT id FROM offers WHERE product_id=? AND deleted=0`, func(id shop.ID) { offers = append(offers, id) }, id[:]); err != nil {
			return err
		}
		for _, offer := range offers {
			if err := w.remove(change.Offer, offer); err != nil {
				return err
			}
		}
	}
	if k != change.Line {
		return w.remove(k, id)
	}
	var order shop.ID
	if err := w.row(`SELECT order_id FROM order_lines WHERE id=?`, id[:]).Scan(&order); err != nil {
		return err
	}
	return w.editLines(order, func(b *shop.Basket) {
		for i, l := range b.Lines {
			if l.ID == id {
				b.Lines = append(b.Lines[:i], b.Lines[i+1:]...)
				return
			}
		}
	})
}

// recount changes what an order's sums are made from and makes them again; its
// other open clashes over sums of lines are settled by that.
func (w *writer) recount(c clash, f change.Field, to any) error {
	order, n := c.record, int64(0)
	n, _ = to.(int64)
	if c.kind == change.Line.Num {
		if err := w.row(`SELECT order_id FROM order_lines WHERE id=?`, c.record[:]).Scan(&order); err != nil {
			return err
		}
	}
	err := w.editLines(order, func(b *shop.Basket) {
		if c.kind == change.Order.Num {
			setDiscount(&b.Discount, f.Name, n)
			return
		}
		for i := range b.Lines {
			if b.Lines[i].ID == c.record {
				setLine(&b.Lines[i], f.Name, n)
			}
		}
	})
	if err != nil {
		return err
	}
	sum, _ := change.Line.Field("sum")
	var settled []shop.ID
	if err := w.eachID(`SELECT id FROM conflicts WHERE state='open' AND deleted=0 AND record_kind=? AND field=? AND root_id=? AND id<>?`,
		func(id shop.ID) { settled = append(settled, id) }, change.Line.Num, sum.Num, order[:], c.id[:]); err != nil {
		return err
	}
	for _, id := range settled {
		if err := w.endClash(id, merge.ConflictTaken); err != nil {
			return err
		}
	}
	return nil
}

func setLine(l *shop.BasketLine, field string, n int64) {
	switch field {
	case "quantity":
		l.Quantity = shop.Quantity(n)
	case "price":
		l.Price = shop.Money(n)
	default:
		setDiscount(&l.Discount, field, n)
	}
}

// setDiscount keeps to one of the two forms: the one that is set.
func setDiscount(d *shop.Discount, field string, n int64) {
	switch field {
	case "discount_bp":
		*d = shop.Discount{BasisPoints: n}
	case "discount_sum":
		*d = shop.Discount{Sum: shop.Money(n)}
	}
}

// editLines changes an open order as the counter would: its sums are made again
// and its goods reserved anew.
func (w *writer) editLines(order shop.ID, edit func(*shop.Basket)) error {
	b, err := w.basketOf(order)
	if err != nil {
		return err
	}
	if err := w.notAtCounter(order, b.Number); err != nil {
		return err
	}
	edit(&b)
	if err := w.allowDiscount(b); err != nil {
		return err
	}
	t, err := b.Totals()
	if err != nil {
		return err
	}
	if _, err := w.patch(change.Order, order, Values{"discount_bp": b.Discount.BasisPoints, "discount_sum": b.Discount.Sum}); err != nil {
		return err
	}
	if err := w.writeLines(b, t); err != nil {
		return err
	}
	return w.settleStock(order, "reservation")
}

// setField sets one field under the rules that its own command has.
func (w *writer) setField(k *change.Kind, f change.Field, id shop.ID, to any) error {
	values := Values{f.Name: to}
	if b, ok := to.([]byte); ok {
		values[f.Name] = shop.ID(b)
	}
	if to == nil {
		values[f.Name] = shop.ID{}
	}
	switch {
	case k == change.Product:
		_, err := w.patchProduct(id, values)
		return err
	case k == change.Offer && f.Name == "sku":
		sku, _ := to.(string)
		if err := w.freeSKU(id, sku); err != nil {
			return err
		}
	case k == change.Customer && f.Name == "discount_bp":
		bp, _ := to.(int64)
		if err := w.allowCustomerDiscount(Customer{ID: id, DiscountBP: bp}, false); err != nil {
			return err
		}
	}
	if _, err := w.patch(k, id, values); err != nil {
		return err
	}
	order := id
	switch k {
	case change.Line:
		if err := w.row(`SELECT order_id FROM order_lines WHERE id=?`, id[:]).Scan(&order); err != nil {
			return err
		}
	case change.Order:
	default:
		return nil
	}
	return w.settleStock(order, "sale")
}
