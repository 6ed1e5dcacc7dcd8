package replica

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/prylavok/prylavok/app/find"
	"github.com/prylavok/prylavok/app/shop"
)

// Offer is one sellable variant as lists and the counter show it.
type Offer struct {
	ID        shop.ID       `json:"id"`
	ProductID shop.ID       `json:"product_id"`
	Title     string        `json:"title"` // product and variant
	Variant   string        `json:"variant"`
	SKU       string        `json:"sku"`
	Unit      string        `json:"unit"`
	Price     shop.Money    `json:"price"`         // asked now: the sale price when there is one
	Regular   shop.Money    `json:"regular_price"` // without the sale
	Purchase  *shop.Money   `json:"purchase_price,omitempty"`
	Margin    *shop.Money   `json:"margin,omitempty"` // of one piece at the present price, where the purchase price is known
	OnHand    shop.Quantity `json:"on_hand"`
	Available shop.Quantity `json:"available"` // on hand less reserved
	Barcode   string        `json:"barcode"`
	Digital   bool          `json:"digital"`
	Active    bool          `json:"active"`
	Scanned   shop.Quantity `json:"scanned,omitempty"` // what one scan of the code stands for
}

const offerColumns = `o.id, o.product_id, o.full_title, o.title, o.sku, coalesce(p.unit,'pcs'), o.price, o.sale_price, o.purchase_price, o.on_hand, o.reserved,
	coalesce((SELECT code FROM barcodes b WHERE b.offer_id=o.id AND b.deleted=0 ORDER BY b.n LIMIT 1),''), coalesce(p.digital,0), o.active AND coalesce(p.active,0)`

const offerFrom = ` FROM offers o LEFT JOIN products p ON p.id=o.product_id `

type scanner interface{ Scan(...any) error }

func scanOffer(row scanner, actor Actor, more ...any) (Offer, error) {
	var o Offer
	var sale, purchase shop.Money
	var reserved shop.Quantity
	err := row.Scan(append([]any{&o.ID, &o.ProductID, &o.Title, &o.Variant, &o.SKU, &o.Unit, &o.Regular, &sale, &purchase, &o.OnHand, &reserved, &o.Barcode, &o.Digital, &o.Active}, more...)...)
	o.Available = o.OnHand - reserved
	o.Price = o.Regular
	if sale > 0 && sale < o.Regular {
		o.Price = sale
	}
	if actor.Role.Can(shop.RightSeePurchase) {
		o.Purchase = &purchase
		if purchase > 0 {
			margin := o.Price - purchase
			o.Margin = &margin
		}
	}
	return o, err
}

// FindOffers looks goods up as a person types: an exact code or SKU first, then
// words that begin so, then parts of words. At most limit are given.
func (r *Replica) FindOffers(ctx context.Context, actor Actor, typed string, limit int) ([]Offer, error) {
	q := find.Parse(typed)
	if q.Empty() {
		return []Offer{}, nil
	}
	limit = min(max(limit, 1), 200)
	list, err := r.OffersByCode(ctx, actor, q.Raw)
	if err != nil {
		return nil, err
	}
	exact := len(list)
	// Goods keep the order they came in, so that sizes stand as S, M, L.
	list, err = lookUp(ctx, r, lookUpPlan[Offer]{
		found: list, limit: max(limit, rankedOffers), steps: searchSteps("offer_search", "", q),
		query: func(step string) string {
			return `SELECT ` + offerColumns + ` FROM (` + step + `) s JOIN offers o ON o.n=s.rowid LEFT JOIN products p ON p.id=o.product_id`
		},
		read: func(rows *sql.Rows) ([]Offer, error) { return readOffers(rows, actor) },
		id:   func(o Offer) shop.ID { return o.ID },
	})
	if err != nil {
		return nil, err
	}
	if exact < len(list) {
		slices.SortStableFunc(list[exact:], func(a, b Offer) int { return q.Distance(a.Title) - q.Distance(b.Title) })
	}
	return list[:min(limit, len(list))], nil
}

// rankedOffers is how many found goods are looked at to show the best first.
const rankedOffers = 60

func readOffers(rows *sql.Rows, actor Actor) ([]Offer, error) {
	defer rows.Close() //nolint:errcheck // read to its end below
	list := []Offer{}
	for rows.Next() {
		o, err := scanOffer(rows, actor)
		if err != nil {
			return nil, err
		}
		list = append(list, o)
	}
	return list, rows.Err()
}

// OffersByCode gives the active offers that a scanned or typed code names: by
// barcode or SKU in any spelling, or else by their number inside a weight or price
// code. More than one means that a person has to choose.
func (r *Replica) OffersByCode(ctx context.Context, actor Actor, raw string) ([]Offer, error) {
	c, err := r.readCode(ctx, raw)
	if err != nil {
		return nil, r.explain(err)
	}
	f := Found{Found: "nothing", Offers: []Offer{}}
	if err = r.findGoods(ctx, actor, c, &f); err == nil && f.Found == "nothing" {
		err = r.findInside(ctx, actor, c, &f)
	}
	if f.all == nil {
		f.all = []Offer{}
	}
	return f.all, r.explain(err)
}

// Offer gives one offer; shop.ErrNotFound if there is none.
func (r *Replica) Offer(ctx context.Context, actor Actor, id shop.ID) (Offer, error) {
	o, err := scanOffer(r.read.QueryRowContext(ctx, `SELECT `+offerColumns+offerFrom+` WHERE o.id=? AND o.deleted=0`, id[:]), actor)
	if errors.Is(err, sql.ErrNoRows) {
		return o, shop.ErrNotFound.With("what", "offer")
	}
	return o, r.explain(err)
}

// GoodsQuery asks for a page of the goods list.
type GoodsQuery struct {
	Text     string  `json:"text,omitempty"`
	Category shop.ID `json:"category,omitzero"`
	Stock    string  `json:"stock,omitempty" jsonschema:"enum=,enum=in,enum=out,enum=negative"`
	Inactive bool    `json:"inactive,omitempty"` // also those no longer sold
	Sort     string  `json:"sort,omitempty" jsonschema:"enum=,enum=title,enum=sku,enum=price,enum=on_hand,enum=available"`
	Down     bool    `json:"down,omitempty"`
	Offset   int     `json:"offset,omitempty"`
	Limit    int     `json:"limit,omitempty"`
}

// GoodsPage is a page of the goods list.
type GoodsPage struct {
	Offers []Offer `json:"offers"`
	Total  int64   `json:"total"`
}

var goodsSorts = map[string]string{"": "o.full_title", "title": "o.full_title", "sku": "o.sku", "price": "o.price", "on_hand": "o.on_hand", "available": "o.on_hand-o.reserved"}

// Goods gives a page of the goods list and how many there are in all.
func (r *Replica) Goods(ctx context.Context, actor Actor, q GoodsQuery) (GoodsPage, error) {
	page := GoodsPage{Offers: []Offer{}}
	sort, ok := goodsSorts[q.Sort]
	if !ok {
		return page, shop.ErrInput.With("field", "sort").On("sort")
	}
	where, args := []string{"o.deleted=0"}, []any{}
	if !q.Inactive {
		where = append(where, "o.active=1", "p.active=1")
	}
	switch q.Stock {
	case "in":
		where = append(where, "o.on_hand>0")
	case "out":
		where = append(where, "o.on_hand<=0")
	case "negative":
		where = append(where, "o.on_hand<0")
	}
	if !q.Category.IsZero() {
		where = append(where, "p.category_id=?")
		args = append(args, q.Category)
	}
	if f := find.Parse(q.Text); !f.Empty() {
		clause, more := matchClause("offer_search", "o.n", f)
		where, args = append(where, clause), append(args, more...)
	}
	from := " FROM offers o JOIN products p ON p.id=o.product_id WHERE " + strings.Join(where, " AND ")
	if err := r.read.QueryRowContext(ctx, "SELECT count(*)"+from, args...).Scan(&page.Total); err != nil {
		return page, r.explain(err)
	}
	dir := " ASC"
	if q.Down {
		dir = " DESC"
	}
	rows, err := r.read.QueryContext(ctx, "SELECT "+offerColumns+from+" ORDER BY "+sort+dir+", o.n LIMIT ? OFFSET ?", append(args, pageLimit(q.Limit), max(q.Offset, 0))...)
	if err != nil {
		return page, r.explain(err)
	}
	page.Offers, err = readOffers(rows, actor)
	return page, r.explain(err)
}

func pageLimit(asked int) int {
	if asked <= 0 {
		return 100
	}
	return min(asked, 500)
}

// Category is one of the shop's categories.
type Category struct {
	ID   shop.ID `json:"id"`
	Path string  `json:"path"`
}

// Categories lists the shop's categories by their paths.
func (r *Replica) Categories(ctx context.Context) ([]Category, error) {
	rows, err := r.read.QueryContext(ctx, `SELECT id, path FROM categories WHERE deleted=0 ORDER BY path`)
	if err != nil {
		return nil, r.explain(err)
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	list := []Category{}
	for rows.Next() {
		var c Category
		if err := rows.Scan(&c.ID, &c.Path); err != nil {
			return nil, r.explain(err)
		}
		list = append(list, c)
	}
	return list, r.explain(rows.Err())
}

// Option is one choice that tells a variant from its sisters.
type Option struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

func readOptions(text string) []Option {
	list := []Option{}
	if text != "" {
		// What another release wrote may not fit; the title still tells the variant.
		_ = json.Unmarshal([]byte(text), &list)
	}
	return list
}
