package replica

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/prylavok/prylavok/app/shop"
)

// maxUndo is how many earlier states of a sale are kept.
const maxUndo = 30

// defaultDiscountLimit is what a clerk may take off without a manager, in
// hundredths of a percent, until the shop sets its own.
const defaultDiscountLimit = 1000

// Counter is what one screen's counter shows.
type Counter struct {
	Basket   shop.Basket    `json:"basket"`
	Totals   shop.Totals    `json:"totals"`
	Paid     shop.Money     `json:"paid"` // paid already, of an order that was taken back
	Due      shop.Money     `json:"due"`
	Customer *CustomerBrief `json:"customer,omitempty"`
	CanUndo  bool           `json:"can_undo"`
	Parked   int64          `json:"parked"` // orders put aside, on all screens
}

// Counter gives the sale that is being made on a screen, as it was left.
func (r *Replica) Counter(ctx context.Context, actor Actor, screen string) (Counter, error) {
	return r.editBasket(ctx, actor, screen, nil)
}

// editBasket changes a screen's sale and stores it with its earlier state; a
// nil edit only looks. Whatever the edit refuses leaves the sale as it was.
func (r *Replica) editBasket(ctx context.Context, actor Actor, screen string, edit func(*writer, *shop.Basket) error) (c Counter, err error) {
	err = r.command(ctx, actor, "counter", func(w *writer) error {
		c, err = w.editBasket(screen, edit)
		return err
	})
	return c, err
}

func (w *writer) editBasket(screen string, edit func(*writer, *shop.Basket) error) (c Counter, err error) {
	b, undo, err := w.loadBasket(screen)
	if err != nil {
		return c, err
	}
	if edit == nil {
		return w.counter(b, len(undo) > 0)
	}
	before := b.Clone()
	if err := edit(w, &b); err != nil {
		return c, err
	}
	if before.Empty() && !b.Empty() && !b.Taken {
		// The sale gets its name when it begins: an empty basket lies in every
		// copy of this file, and two copies must not make one order of two.
		b.ID = shop.NewID()
	}
	if err := w.allowDiscount(b); err != nil {
		return c, err
	}
	undo = append(undo, earlierThan(b, before))
	if err := w.saveBasket(screen, b, undo[max(0, len(undo)-maxUndo):]); err != nil {
		return c, err
	}
	return w.counter(b, true)
}

func (w *writer) loadBasket(screen string) (b shop.Basket, undo []earlier, err error) {
	if screen == "" || len(screen) > 64 {
		return b, nil, shop.ErrInput.With("field", "screen")
	}
	var basket, steps string
	err = w.row(`SELECT basket, undo FROM baskets WHERE screen=?`, screen).Scan(&basket, &steps)
	if errors.Is(err, sql.ErrNoRows) {
		b = freshBasket()
		return b, nil, w.saveBasket(screen, b, nil)
	}
	if err != nil {
		return b, nil, err
	}
	if err := errors.Join(json.Unmarshal([]byte(basket), &b), json.Unmarshal([]byte(steps), &undo)); err != nil {
		return b, nil, fmt.Errorf("read basket: %w", err)
	}
	return b, undo, nil
}

// renameBaskets gives the sales that are being made names of their own in a file
// that turned out to be a copy: the one that it was copied from has them too.
func (w *writer) renameBaskets() error {
	var screens []string
	rows, err := w.rows(`SELECT screen FROM baskets`)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		var screen string
		if err := rows.Scan(&screen); err != nil {
			return err
		}
		screens = append(screens, screen)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, screen := range screens {
		b, _, err := w.loadBasket(screen)
		if err != nil {
			return err
		}
		if b.Taken {
			continue // it is an order already, with a name for all
		}
		b.ID = shop.NewID()
		for i := range b.Lines {
			b.Lines[i].ID = shop.NewID()
		}
		if err := w.saveBasket(screen, b, nil); err != nil {
			return err
		}
	}
	return nil
}

func freshBasket() shop.Basket { return shop.Basket{ID: shop.NewID(), Lines: []shop.BasketLine{}} }

func (w *writer) saveBasket(screen string, b shop.Basket, undo []earlier) error {
	if undo == nil {
		undo = []earlier{}
	}
	basket, err := json.Marshal(b)
	if err != nil {
		return err
	}
	steps, err := json.Marshal(undo)
	if err != nil {
		return err
	}
	w.kinds["basket"] = true
	return w.exec(`INSERT INTO baskets (screen, user_id, basket, undo, at) VALUES (?,?,?,?,?) ON CONFLICT DO UPDATE SET user_id=excluded.user_id, basket=excluded.basket, undo=excluded.undo, at=excluded.at`,
		screen, w.actor.User, string(basket), string(steps), w.at)
}

func (w *writer) counter(b shop.Basket, canUndo bool) (c Counter, err error) {
	c = Counter{Basket: b.Clone(), CanUndo: canUndo}
	if c.Totals, err = b.Totals(); err != nil {
		return c, err
	}
	if err := w.stockOf(c.Basket); err != nil {
		return c, err
	}
	c.Due = c.Totals.Total
	if b.Taken {
		var delivery shop.Money
		if err := w.row(`SELECT paid, delivery_price FROM orders WHERE id=?`, b.ID[:]).Scan(&c.Paid, &delivery); err != nil {
			return c, fmt.Errorf("read taken order: %w", err)
		}
		c.Due += delivery - c.Paid
	}
	if !b.CustomerID.IsZero() {
		brief, err := readCustomerBrief(w.row(customerBriefQuery+` WHERE c.id=?`, b.CustomerID[:]))
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return c, err
		}
		c.Customer = &brief
	}
	err = w.row(`SELECT count(*) FROM orders WHERE status='parked' AND deleted=0`).Scan(&c.Parked)
	return c, err
}

// stockOf says of each line how much of its goods there is for it: what is
// available now, with what the order that was taken back holds for itself.
func (w *writer) stockOf(b shop.Basket) error {
	for i := range b.Lines {
		l := &b.Lines[i]
		var digital bool
		err := w.row(`SELECT o.on_hand-o.reserved, coalesce(p.digital,0) FROM offers o LEFT JOIN products p ON p.id=o.product_id WHERE o.id=?`, l.OfferID[:]).Scan(&l.Stock, &digital)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if digital {
			l.Stock = l.Quantity // what is not a thing never runs out
			continue
		}
		if !b.Taken {
			continue
		}
		var held shop.Quantity
		if err := w.row(`SELECT coalesce(sum(quantity),0) FROM stock_moves WHERE document_id=? AND offer_id=? AND bucket='reserved'`, b.ID[:], l.OfferID[:]).Scan(&held); err != nil {
			return err
		}
		l.Stock += held
	}
	return nil
}

// allowDiscount refuses a discount above the shop's limit to whoever has not
// the right; what the customer is given on every sale needs no manager.
func (w *writer) allowDiscount(b shop.Basket) error {
	if w.actor.Role.Can(shop.RightBigDiscount) {
		return nil
	}
	text, err := w.setting("sale.discount_limit_bp", strconv.Itoa(defaultDiscountLimit))
	if err != nil {
		return err
	}
	limit, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		limit = defaultDiscountLimit
	}
	if !b.CustomerID.IsZero() {
		var own int64
		if err := w.row(`SELECT discount_bp FROM customers WHERE id=?`, b.CustomerID[:]).Scan(&own); err == nil {
			limit = max(limit, own)
		}
	}
	worst, err := b.LargestDiscount()
	if err != nil {
		return err
	}
	if worst > limit {
		return shop.ErrDiscountRight.With("limit", shop.Quantity(limit*10).String()).On("discount")
	}
	return nil
}

// AddToBasket adds a quantity of an offer at today's price.
func (r *Replica) AddToBasket(ctx context.Context, actor Actor, screen string, offer shop.ID, quantity shop.Quantity) (Counter, error) {
	return r.editBasket(ctx, actor, screen, func(w *writer, b *shop.Basket) error {
		line, err := w.basketLine(offer)
		if err != nil {
			return err
		}
		line.Quantity = quantity
		if quantity == 0 {
			line.Quantity = shop.One
		}
		return b.Add(line)
	})
}

func (w *writer) basketLine(offer shop.ID) (shop.BasketLine, error) {
	o, err := scanOffer(w.row(`SELECT `+offerColumns+offerFrom+` WHERE o.id=? AND o.deleted=0`, offer[:]), System)
	if errors.Is(err, sql.ErrNoRows) {
		return shop.BasketLine{}, shop.ErrNotFound.With("what", "offer")
	}
	if err != nil {
		return shop.BasketLine{}, err
	}
	return shop.BasketLine{ID: shop.NewID(), OfferID: offer, Title: o.Title, SKU: o.SKU, Unit: o.Unit, Quantity: shop.One, Price: o.Price, Regular: o.Price, Stock: o.Available}, nil
}

// LineChange says what to change of a line; nil keeps what is there.
type LineChange struct {
	Line     shop.ID        `json:"line"`
	Quantity *shop.Quantity `json:"quantity,omitempty"`
	// By is added to the quantity that the line has by now: two presses of a key
	// count two, however quickly they come. Quantity is then not looked at.
	By       shop.Quantity  `json:"by,omitempty"`
	Price    *shop.Money    `json:"price,omitempty"`
	Discount *shop.Discount `json:"discount,omitempty"`
}

// ChangeLine changes a line of the sale.
func (r *Replica) ChangeLine(ctx context.Context, actor Actor, screen string, c LineChange) (Counter, error) {
	return r.editBasket(ctx, actor, screen, func(_ *writer, b *shop.Basket) error {
		if c.By != 0 {
			i, err := b.Find(c.Line)
			if err != nil {
				return err
			}
			q := b.Lines[i].Quantity + c.By
			c.Quantity = &q
		}
		return b.Change(c.Line, c.Quantity, c.Price, c.Discount)
	})
}

// RemoveLine takes a line out of the sale.
func (r *Replica) RemoveLine(ctx context.Context, actor Actor, screen string, line shop.ID) (Counter, error) {
	return r.editBasket(ctx, actor, screen, func(_ *writer, b *shop.Basket) error { return b.Remove(line) })
}

// SetBasketDiscount sets the discount on the whole sale.
func (r *Replica) SetBasketDiscount(ctx context.Context, actor Actor, screen string, d shop.Discount) (Counter, error) {
	return r.editBasket(ctx, actor, screen, func(_ *writer, b *shop.Basket) error {
		b.Discount = d
		return d.Check()
	})
}

// SetBasketComment keeps what the clerk wrote about the sale.
func (r *Replica) SetBasketComment(ctx context.Context, actor Actor, screen, comment string) (Counter, error) {
	if len(comment) > textBytes {
		return Counter{}, shop.ErrTextLong.With("field", "comment").On("comment")
	}
	return r.editBasket(ctx, actor, screen, func(_ *writer, b *shop.Basket) error {
		b.Comment = comment
		return nil
	})
}

// SetBasketCustomer names the customer of the sale, and with them the discount
// that they are given on every sale; the zero id takes the customer out.
func (r *Replica) SetBasketCustomer(ctx context.Context, actor Actor, screen string, customer shop.ID) (Counter, error) {
	return r.editBasket(ctx, actor, screen, func(w *writer, b *shop.Basket) error { return w.nameCustomer(b, customer) })
}

func (w *writer) nameCustomer(b *shop.Basket, customer shop.ID) error {
	var old, own int64
	if !b.CustomerID.IsZero() {
		_ = w.row(`SELECT discount_bp FROM customers WHERE id=?`, b.CustomerID[:]).Scan(&old) // a customer who is gone gave none
	}
	if !customer.IsZero() {
		err := w.row(`SELECT discount_bp FROM customers WHERE id=? AND deleted=0`, customer[:]).Scan(&own)
		if errors.Is(err, sql.ErrNoRows) {
			return shop.ErrNotFound.With("what", "customer")
		}
		if err != nil {
			return err
		}
	}
	b.CustomerID = customer
	// A discount that a person gave by hand stands.
	if b.Discount.IsZero() || b.Discount == (shop.Discount{BasisPoints: old}) {
		b.Discount = shop.Discount{BasisPoints: own}
	}
	return nil
}

// UndoBasket takes back the last change of the sale; ErrUndoNothing if there is
// none. A discount that the person may not give does not come back either.
func (r *Replica) UndoBasket(ctx context.Context, actor Actor, screen string) (c Counter, err error) {
	err = r.command(ctx, actor, "counter", func(w *writer) error {
		now, undo, err := w.loadBasket(screen)
		if err != nil {
			return err
		}
		if len(undo) == 0 {
			return ErrUndoNothing
		}
		last := len(undo) - 1
		was, err := undo[last].of(now)
		if err != nil {
			return err
		}
		b := was
		if b.Taken && b.ID != now.ID {
			if b, err = w.takeAgain(b); err != nil {
				return err
			}
		}
		if err := w.allowDiscount(b); err != nil {
			return err
		}
		if undo, err = replaceNext(undo[:last], was, b); err != nil {
			return err
		}
		if err := w.saveBasket(screen, b, undo); err != nil {
			return err
		}
		c, err = w.counter(b, last > 0)
		return err
	})
	return c, err
}

// takeAgain gives an order that left the counter back to it as it was there,
// or as it is now if it was changed meanwhile.
func (w *writer) takeAgain(left shop.Basket) (shop.Basket, error) {
	now, err := w.basketOf(left.ID)
	if err != nil {
		return now, err
	}
	if err := w.notAtCounter(left.ID, left.Number); err != nil {
		return now, err
	}
	if now.Seen == left.Seen {
		return left, nil
	}
	return now, nil
}

// ClearBasket begins the sale anew; undo brings it back. An order that was
// taken back stays as it was before it was taken.
func (r *Replica) ClearBasket(ctx context.Context, actor Actor, screen string) (Counter, error) {
	return r.editBasket(ctx, actor, screen, func(_ *writer, b *shop.Basket) error {
		*b = freshBasket()
		return nil
	})
}
