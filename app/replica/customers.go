package replica

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/prylavok/prylavok/app/find"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// CustomerBrief is a customer as the counter and lists show them.
type CustomerBrief struct {
	ID          shop.ID    `json:"id"`
	Name        string     `json:"name"`
	Phone       string     `json:"phone"`
	City        string     `json:"city"`
	Note        string     `json:"note"`
	DiscountBP  int64      `json:"discount_bp"`
	Orders      int64      `json:"orders"`
	Spent       shop.Money `json:"spent"`
	LastOrderAt int64      `json:"last_order_at"`
	LegalName   string     `json:"legal_name"`
}

const customerBriefQuery = `SELECT c.id, c.name, c.phone, c.city, c.note, c.discount_bp, c.orders, c.spent, c.last_order_at, c.legal_name FROM customers c`

func readCustomerBrief(row scanner) (c CustomerBrief, err error) {
	err = row.Scan(&c.ID, &c.Name, &c.Phone, &c.City, &c.Note, &c.DiscountBP, &c.Orders, &c.Spent, &c.LastOrderAt, &c.LegalName)
	return c, err
}

// Customer is what is saved of a customer.
type Customer struct {
	ID         shop.ID  `json:"id"` // zero = a new one
	Name       string   `json:"name"`
	Phones     []string `json:"phones"` // the first is the main one; stored as E.164
	Email      string   `json:"email"`
	City       string   `json:"city"`
	Address    string   `json:"address"`
	Note       string   `json:"note"`
	Source     string   `json:"source"`
	Birthday   string   `json:"birthday"` // YYYY-MM-DD or empty
	DiscountBP int64    `json:"discount_bp"`
	Card       *string  `json:"card,omitempty"` // the code of their card of the shop; absent on saving keeps it, empty takes it away
	Firm
}

// CustomerCard is a customer with what the shop knows of them.
type CustomerCard struct {
	Customer
	Orders  int64          `json:"orders"`
	Spent   shop.Money     `json:"spent"`
	Average shop.Money     `json:"average"`
	Last    []OrderRow     `json:"last"` // the latest orders
	History []HistoryEntry `json:"history"`
}

// Customer gives a customer's card; shop.ErrNotFound if there is none.
func (r *Replica) Customer(ctx context.Context, actor Actor, id shop.ID) (CustomerCard, error) {
	c := CustomerCard{Customer: Customer{ID: id, Phones: []string{}}, Last: []OrderRow{}}
	err := r.read.QueryRowContext(ctx, `SELECT name, email, city, address, note, source, birthday, discount_bp, orders, spent, `+firmColumns+` FROM customers WHERE id=? AND deleted=0`, id[:]).
		Scan(append([]any{&c.Name, &c.Email, &c.City, &c.Address, &c.Note, &c.Source, &c.Birthday, &c.DiscountBP, &c.Orders, &c.Spent}, c.firmTargets()...)...)
	if errors.Is(err, sql.ErrNoRows) {
		return c, shop.ErrNotFound.With("what", "customer")
	}
	if err != nil {
		return c, r.explain(err)
	}
	if c.Orders > 0 {
		c.Average = c.Spent / shop.Money(c.Orders)
	}
	rows, err := r.read.QueryContext(ctx, `SELECT phone FROM customer_phones WHERE customer_id=? AND deleted=0 ORDER BY position, id`, id[:])
	if err != nil {
		return c, r.explain(err)
	}
	if err := scanTexts(rows, &c.Phones); err != nil {
		return c, r.explain(err)
	}
	c.Card = new(string)
	err = r.read.QueryRowContext(ctx, `SELECT code FROM customer_cards WHERE customer_id=? AND deleted=0 ORDER BY id DESC LIMIT 1`, id[:]).Scan(c.Card)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return c, r.explain(err)
	}
	page, err := r.Orders(ctx, actor, OrderQuery{OrderFilter: OrderFilter{Customer: id}, Limit: 50})
	if err != nil {
		return c, err
	}
	c.Last = page.Orders
	c.History, err = r.timeline(ctx, actor, id, 100)
	return c, r.explain(err)
}

// SaveCustomer makes or changes a customer. A phone and a card belong to one
// customer: ErrPhoneTaken and ErrCardTaken name them.
func (r *Replica) SaveCustomer(ctx context.Context, actor Actor, c Customer) (shop.ID, error) {
	if err := c.check(shop.PhoneRegion(r.Desk().Currency.Code)); err != nil {
		return c.ID, err
	}
	fresh := c.ID.IsZero()
	if fresh {
		c.ID = shop.NewID()
	}
	values := Values{"name": c.Name, "email": c.Email, "city": c.City, "address": c.Address, "note": c.Note, "source": c.Source, "birthday": c.Birthday, "discount_bp": c.DiscountBP}
	maps.Copy(values, c.firmValues())
	err := r.command(ctx, actor, "customer", func(w *writer) error {
		if err := w.allowCustomerDiscount(c, fresh); err != nil {
			return err
		}
		for _, p := range c.Phones {
			if err := w.freePhone(c.ID, p); err != nil {
				return err
			}
		}
		if fresh {
			if err := w.create(change.Customer, c.ID, values); err != nil {
				return err
			}
		} else if _, err := w.patch(change.Customer, c.ID, values); err != nil {
			return err
		}
		if err := w.savePhones(c.ID, c.Phones); err != nil || c.Card == nil {
			return err
		}
		return w.saveCard(c.ID, *c.Card)
	})
	return c.ID, err
}

// allowCustomerDiscount keeps a clerk from giving by the customer's card what
// may not be given at the counter.
func (w *writer) allowCustomerDiscount(c Customer, fresh bool) error {
	if w.actor.Role.Can(shop.RightBigDiscount) {
		return nil
	}
	var have int64
	if !fresh {
		if err := w.row(`SELECT discount_bp FROM customers WHERE id=?`, c.ID[:]).Scan(&have); err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
	}
	if c.DiscountBP > have {
		return shop.ErrRight.With("right", string(shop.RightBigDiscount)).On("discount_bp")
	}
	return nil
}

func (c *Customer) check(region string) error {
	c.Name, c.Email = strings.TrimSpace(c.Name), strings.TrimSpace(c.Email)
	if err := c.Firm.check(); err != nil {
		return err
	}
	if c.Name == "" {
		c.Name = c.LegalName
	}
	phones := []string{}
	for _, p := range c.Phones {
		if strings.TrimSpace(p) == "" {
			continue
		}
		phone, err := shop.Phone(p, region)
		if err != nil {
			return err
		}
		if !slices.Contains(phones, phone) {
			phones = append(phones, phone)
		}
	}
	c.Phones = phones
	if c.Name == "" && len(c.Phones) == 0 {
		return shop.ErrRequired.With("field", "name").On("name")
	}
	if c.Email != "" && (!strings.Contains(c.Email, "@") || strings.ContainsAny(c.Email, " ,;")) {
		return shop.ErrInput.With("field", "email").On("email")
	}
	if c.Birthday != "" {
		if _, err := time.Parse(time.DateOnly, c.Birthday); err != nil {
			return shop.ErrInput.With("field", "birthday").On("birthday")
		}
	}
	return shop.Discount{BasisPoints: c.DiscountBP}.Check()
}

func (w *writer) freePhone(customer shop.ID, phone string) error {
	var name string
	err := w.row(`SELECT c.name FROM customer_phones p JOIN customers c ON c.id=p.customer_id WHERE p.phone=? AND p.deleted=0 AND c.deleted=0 AND c.id<>? LIMIT 1`, phone, customer[:]).Scan(&name)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return ErrPhoneTaken.With("phone", phone).With("name", name).On("phones")
}

func (w *writer) savePhones(customer shop.ID, phones []string) error {
	have := map[string]shop.ID{}
	rows, err := w.rows(`SELECT id, phone FROM customer_phones WHERE customer_id=? AND deleted=0`, customer[:])
	if err != nil {
		return err
	}
	for rows.Next() {
		var id shop.ID
		var phone string
		if err := rows.Scan(&id, &phone); err != nil {
			return errors.Join(err, rows.Close())
		}
		have[phone] = id
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	for i, p := range phones {
		if id, same := have[p]; same {
			delete(have, p)
			if _, err := w.patch(change.CustomerPhone, id, Values{"position": i}); err != nil {
				return err
			}
			continue
		}
		if err := w.create(change.CustomerPhone, shop.NewID(), Values{"customer_id": customer, "phone": p, "position": i}); err != nil {
			return err
		}
	}
	for _, id := range have {
		if err := w.remove(change.CustomerPhone, id); err != nil {
			return err
		}
	}
	return nil
}

// saveCard makes a code the customer's one card, or with an empty one leaves them
// none.
func (w *writer) saveCard(customer shop.ID, typed string) error {
	code := plainCode(strings.TrimSpace(typed)).own()
	if err := mayName(code); err != nil {
		return err.On("card")
	}
	var name string
	err := w.row(`SELECT c.name FROM customer_cards k JOIN customers c ON c.id=k.customer_id WHERE k.code=? AND k.deleted=0 AND c.deleted=0 AND c.id<>? LIMIT 1`, code, customer[:]).Scan(&name)
	if err == nil && code != "" {
		return ErrCardTaken.With("card", code).With("name", name).On("card")
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	var gone []shop.ID
	if err := w.eachID(`SELECT id FROM customer_cards WHERE customer_id=? AND code<>? AND deleted=0`, func(id shop.ID) { gone = append(gone, id) }, customer[:], code); err != nil {
		return err
	}
	for _, id := range gone {
		if err := w.remove(change.CustomerCard, id); err != nil {
			return err
		}
	}
	var have int
	if err := w.row(`SELECT count(*) FROM customer_cards WHERE customer_id=? AND code=? AND deleted=0`, customer[:], code).Scan(&have); err != nil {
		return err
	}
	if code == "" || have > 0 {
		return nil
	}
	return w.create(change.CustomerCard, shop.NewID(), Values{"customer_id": customer, "code": code})
}

// CustomerQuery asks for a page of the customers list.
type CustomerQuery struct {
	Text   string `json:"text,omitempty"`
	Sort   string `json:"sort,omitempty" jsonschema:"enum=,enum=name,enum=orders,enum=spent,enum=last_order_at"`
	Down   bool   `json:"down,omitempty"`
	Offset int    `json:"offset,omitempty"`
	Limit  int    `json:"limit,omitempty"`
}

// CustomerPage is a page of the customers list.
type CustomerPage struct {
	Customers []CustomerBrief `json:"customers"`
	Total     int64           `json:"total"`
}

var customerSorts = map[string]string{"": "c.name", "name": "c.name", "orders": "c.orders", "spent": "c.spent", "last_order_at": "c.last_order_at"}

// Customers gives a page of the customers list: found by a part of a name or
// phone, an address, a word of a note, or a firm's registered name or tax number.
func (r *Replica) Customers(ctx context.Context, q CustomerQuery) (CustomerPage, error) {
	page := CustomerPage{Customers: []CustomerBrief{}}
	sort, ok := customerSorts[q.Sort]
	if !ok {
		return page, shop.ErrInput.With("field", "sort").On("sort")
	}
	where, args := "c.deleted=0", []any{}
	if f := find.Parse(q.Text); !f.Empty() {
		clause, more := matchClause("customer_search", "c.n", f)
		where, args = where+" AND "+clause, append(args, more...)
	}
	if err := r.read.QueryRowContext(ctx, `SELECT count(*) FROM customers c WHERE `+where, args...).Scan(&page.Total); err != nil {
		return page, r.explain(err)
	}
	dir := " ASC"
	if q.Down {
		dir = " DESC"
	}
	rows, err := r.read.QueryContext(ctx, customerBriefQuery+` WHERE `+where+` ORDER BY `+sort+dir+`, c.n LIMIT ? OFFSET ?`, append(args, pageLimit(q.Limit), max(q.Offset, 0))...)
	if err != nil {
		return page, r.explain(err)
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		c, err := readCustomerBrief(rows)
		if err != nil {
			return page, r.explain(err)
		}
		page.Customers = append(page.Customers, c)
	}
	return page, r.explain(rows.Err())
}

// DeleteCustomer takes a customer out of the lists; their orders stay, and
// RestoreCustomer brings them back.
func (r *Replica) DeleteCustomer(ctx context.Context, actor Actor, id shop.ID) error {
	return r.command(ctx, actor, "delete_customer", func(w *writer) error { return w.remove(change.Customer, id) })
}

// RestoreCustomer brings a deleted customer back as they were.
func (r *Replica) RestoreCustomer(ctx context.Context, actor Actor, id shop.ID) error {
	return r.command(ctx, actor, "restore_customer", func(w *writer) error { return w.revive(change.Customer, id) })
}
