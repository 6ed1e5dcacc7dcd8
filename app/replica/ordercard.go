package replica

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"github.com/prylavok/prylavok/app/shop"
)

// OrderLine is a line of an order's card.
type OrderLine struct {
	ID        shop.ID       `json:"id"`
	OfferID   shop.ID       `json:"offer_id"`
	Title     string        `json:"title"`
	SKU       string        `json:"sku"`
	Unit      string        `json:"unit"`
	Quantity  shop.Quantity `json:"quantity"`
	Price     shop.Money    `json:"price"`
	Discount  shop.Discount `json:"discount"`
	Sum       shop.Money    `json:"sum"`
	Margin    *shop.Money   `json:"margin,omitempty"` // only for those who may see purchase prices
	Cancelled string        `json:"cancelled"`        // the reason, empty while the line stands
	OnHand    shop.Quantity `json:"on_hand"`
	Available shop.Quantity `json:"available"`
	Short     shop.Quantity `json:"short"`   // what an open order lacks
	Picked    shop.Quantity `json:"picked"`  // of the quantity, taken from the shelf for it
	Shelved   bool          `json:"shelved"` // stands, and is of goods that are taken from a shelf
}

// OrderPayment is a payment of an order's card.
type OrderPayment struct {
	ID     shop.ID          `json:"id"`
	Kind   shop.PaymentKind `json:"kind"`
	Amount shop.Money       `json:"amount"`
	Given  shop.Money       `json:"given"`
	At     int64            `json:"at"`
	User   string           `json:"user"`
	Note   string           `json:"note"`
}

// OrderCard is all that one order's screen shows.
type OrderCard struct {
	OrderRow
	Buyer     *CustomerBrief `json:"buyer,omitempty"`
	Discount  shop.Discount  `json:"discount"`
	Gross     shop.Money     `json:"gross"`
	Off       shop.Money     `json:"off"`              // what all discounts take off the goods
	Margin    *shop.Money    `json:"margin,omitempty"` // of the lines whose purchase price is known; only for those who may see it
	Due       shop.Money     `json:"due"`              // still to be paid; below zero: to be given back
	Reason    string         `json:"reason"`
	Delivery  Delivery       `json:"delivery"`
	Warehouse string         `json:"warehouse"`
	OriginID  shop.ID        `json:"origin_id"`
	Origin    string         `json:"origin"` // number of the sale that a return gives back, or of a copy's original
	Returns   []OrderRow     `json:"returns"`
	Items     []OrderLine    `json:"items"`
	Payments  []OrderPayment `json:"payments"`
	Prints    []Print        `json:"prints"`
	Codes     []ParcelCode   `json:"codes"`                                                                  // on its parcels, the first first
	Numbers   shop.Scheme    `json:"numbers" jsonschema:"enum=none,enum=own,enum=sscc,enum=s10,enum=post14"` // of the number that its parcel lacks; none = it has one, or gets none
	Awaited   bool           `json:"awaited"`                                                                // its carrier gives a number that is not here yet
	History   []HistoryEntry `json:"history"`
	Missing   []string       `json:"missing" jsonschema:"description=what keeps the order from its next step: phone, address, payment, stock"`
	CanEdit   bool           `json:"can_edit"`   // may be taken to the counter; goods are picked for it
	CanReturn bool           `json:"can_return"` // goods of it may be taken back by this person
	Picked    bool           `json:"picked"`     // all goods of it that are taken from a shelf
}

// Order gives an order's card by its id; shop.ErrNotFound if there is none.
func (r *Replica) Order(ctx context.Context, actor Actor, id shop.ID) (OrderCard, error) {
	return r.orderCard(ctx, actor, id, r.cardHead, r.cardItems, r.cardPayments, r.cardCodes, r.cardRest)
}

// OrderOnPaper gives what documents say of an order: its card without its past,
// its prints and returns. Half of a card's time goes there.
func (r *Replica) OrderOnPaper(ctx context.Context, id shop.ID) (OrderCard, error) {
	return r.orderCard(ctx, System, id, r.cardHead, r.cardItems, r.cardPayments, r.cardCodes)
}

func (r *Replica) orderCard(ctx context.Context, actor Actor, id shop.ID, parts ...func(context.Context, Actor, *OrderCard) error) (OrderCard, error) {
	c := OrderCard{Missing: []string{}, Returns: []OrderRow{}}
	var err error
	c.OrderRow, err = scanOrderRow(r.read.QueryRowContext(ctx, `SELECT `+orderRowColumns+` FROM orders o LEFT JOIN users u ON u.id=o.user_id WHERE o.id=? AND o.deleted=0`, id[:]))
	if errors.Is(err, sql.ErrNoRows) {
		return c, shop.ErrNotFound.With("what", "order")
	}
	if err != nil {
		return c, r.explain(err)
	}
	for _, read := range parts {
		if err := read(ctx, actor, &c); err != nil {
			return c, r.explain(err)
		}
	}
	c.judge(actor)
	return c, nil
}

func (r *Replica) cardHead(ctx context.Context, _ Actor, c *OrderCard) error {
	err := r.read.QueryRowContext(ctx, `SELECT o.discount_bp, o.discount_sum, o.reason, o.delivery_method, o.recipient, o.recipient_phone, o.city, o.address, o.delivery_price, o.waybill, o.cod,
		coalesce(w.name,''), o.origin_id, coalesce((SELECT number FROM orders x WHERE x.id=o.origin_id),'') FROM orders o LEFT JOIN warehouses w ON w.id=o.warehouse_id WHERE o.id=?`, c.ID[:]).
		Scan(&c.Discount.BasisPoints, &c.Discount.Sum, &c.Reason, &c.Delivery.Method, &c.Delivery.Recipient, &c.Delivery.RecipientPhone, &c.Delivery.City, &c.Delivery.Address, &c.Delivery.Price,
			&c.Delivery.Waybill, &c.Delivery.COD, &c.Warehouse, &c.OriginID, &c.Origin)
	if err != nil || c.CustomerID.IsZero() {
		return err
	}
	brief, err := readCustomerBrief(r.read.QueryRowContext(ctx, customerBriefQuery+` WHERE c.id=?`, c.CustomerID[:]))
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	c.Buyer = &brief
	return err
}

func (r *Replica) cardItems(ctx context.Context, actor Actor, c *OrderCard) error {
	c.Items = []OrderLine{}
	rows, err := r.read.QueryContext(ctx, `SELECT l.id, l.offer_id, l.title, l.sku, l.unit, l.quantity, l.price, l.discount_bp, l.discount_sum, l.sum, l.purchase_price, l.cancelled, coalesce(o.on_hand,0), coalesce(o.on_hand-o.reserved,0), max(0, min(l.picked, l.quantity)), l.cancelled='' AND coalesce(p.digital,0)=0
		FROM order_lines l LEFT JOIN offers o ON o.id=l.offer_id LEFT JOIN products p ON p.id=o.product_id WHERE l.order_id=? AND l.deleted=0 ORDER BY l.position, l.id`, c.ID[:])
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		var l OrderLine
		var purchase shop.Money
		if err := rows.Scan(&l.ID, &l.OfferID, &l.Title, &l.SKU, &l.Unit, &l.Quantity, &l.Price, &l.Discount.BasisPoints, &l.Discount.Sum, &l.Sum, &purchase, &l.Cancelled, &l.OnHand, &l.Available, &l.Picked, &l.Shelved); err != nil {
			return err
		}
		if l.Cancelled == "" {
			gross, err := shop.MulQuantity(l.Price, l.Quantity)
			if err != nil {
				return err
			}
			c.Gross += gross
			if c.Kind == shop.Sale {
				c.Off += gross - l.Sum
			}
			// What this order itself has promised is not missing to it.
			if !c.Status.HandedOver() && c.Status.Open() && l.OnHand < l.Quantity {
				l.Short = l.Quantity - max(l.OnHand, 0)
			}
		}
		if actor.Role.Can(shop.RightSeePurchase) && purchase > 0 {
			cost, err := shop.MulQuantity(purchase, l.Quantity)
			if err != nil {
				return err
			}
			margin := l.Sum - cost
			l.Margin = &margin
			if l.Cancelled == "" {
				if c.Margin == nil {
					c.Margin = new(shop.Money)
				}
				*c.Margin += margin
			}
		}
		c.Items = append(c.Items, l)
	}
	return rows.Err()
}

func (r *Replica) cardPayments(ctx context.Context, _ Actor, c *OrderCard) error {
	c.Payments = []OrderPayment{}
	rows, err := r.read.QueryContext(ctx, `SELECT p.id, p.kind, p.amount, p.given, p.at, coalesce(u.name,''), p.note FROM payments p LEFT JOIN users u ON u.id=p.user_id WHERE p.order_id=? ORDER BY p.n`, c.ID[:])
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		var p OrderPayment
		if err := rows.Scan(&p.ID, &p.Kind, &p.Amount, &p.Given, &p.At, &p.User, &p.Note); err != nil {
			return err
		}
		c.Payments = append(c.Payments, p)
	}
	return rows.Err()
}

func (r *Replica) cardCodes(ctx context.Context, _ Actor, c *OrderCard) (err error) {
	c.Codes, err = r.parcelCodes(ctx, c.ID)
	return err
}

func (r *Replica) cardRest(ctx context.Context, actor Actor, c *OrderCard) (err error) {
	if c.Prints, err = r.prints(ctx, c.ID); err != nil {
		return err
	}
	if c.History, err = r.timeline(ctx, actor, c.ID, 200); err != nil {
		return err
	}
	// An order that came in bulk has no history of its making: its row tells it.
	if !slices.ContainsFunc(c.History, func(e HistoryEntry) bool { return e.Kind == "order" && e.Act == "create" }) && len(c.History) < 200 {
		series, _, _ := strings.Cut(c.Number, "-")
		c.History = append(c.History, HistoryEntry{At: c.CreatedAt, User: c.Owner, Desk: series, Kind: "order", Act: "create", Changes: map[string][2]any{}})
	}
	if c.Numbers, err = r.lacksNumber(ctx, c.ID); err != nil {
		return err
	}
	rows, err := r.read.QueryContext(ctx, `SELECT `+orderRowColumns+` FROM orders o LEFT JOIN users u ON u.id=o.user_id WHERE o.origin_id=? AND o.kind='return' AND o.deleted=0 ORDER BY o.n`, c.ID[:])
	if err != nil {
		return err
	}
	c.Returns, err = readOrderRows(rows)
	return err
}

// judge says what the order lacks for its next step and what may be done.
func (c *OrderCard) judge(actor Actor) {
	c.Due = c.owed()
	open := c.Status.Open() && c.Kind == shop.Sale
	way := shop.DeliveryOf(c.Delivery.Method)
	shipping := open && way.Sent()
	if shipping && c.Delivery.RecipientPhone == "" && (c.Buyer == nil || c.Buyer.Phone == "") {
		c.Missing = append(c.Missing, "phone")
	}
	if shipping && c.Delivery.Address == "" {
		c.Missing = append(c.Missing, "address")
	}
	if open && c.Due > 0 && !c.Delivery.COD && c.Status != shop.Parked {
		c.Missing = append(c.Missing, "payment")
	}
	if open && slices.ContainsFunc(c.Items, func(l OrderLine) bool { return l.Short > 0 }) {
		c.Missing = append(c.Missing, "stock")
	}
	number, ours := c.ParcelNumber()
	c.Awaited = open && way.Carrier && (number == "" || ours)
	c.CanEdit = open && !c.Status.HandedOver()
	c.Picked = slices.ContainsFunc(c.Items, func(l OrderLine) bool { return l.Shelved }) &&
		!slices.ContainsFunc(c.Items, func(l OrderLine) bool { return l.Shelved && l.Picked < l.Quantity })
	c.CanReturn = c.Kind == shop.Sale && c.Status.HandedOver() && actor.Role.Can(shop.RightReturn)
}

// OrderByNumber finds the id of the order with a number.
func (r *Replica) OrderByNumber(ctx context.Context, number string) (id shop.ID, err error) {
	err = r.read.QueryRowContext(ctx, `SELECT id FROM orders WHERE number=? AND deleted=0 LIMIT 1`, number).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return id, shop.ErrNotFound.With("what", "order")
	}
	return id, r.explain(err)
}

// owed is what is still to be paid; below zero it is owed to the customer.
func (c *OrderCard) owed() shop.Money {
	total, paid := c.Total, c.Paid
	for _, b := range c.Returns {
		if b.Status != shop.Cancelled {
			total, paid = total+b.Total, paid+b.Paid // both are below zero
		}
	}
	return stillDue(c.Kind, c.Status, total, paid)
}
