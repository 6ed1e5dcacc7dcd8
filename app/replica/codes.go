package replica

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/prylavok/prylavok/app/scan"
	"github.com/prylavok/prylavok/app/shop"
)

// codeBytes is how long a code may be that somebody is to be found by.
const codeBytes = 100

// ErrExpired doubts goods whose date on the label has passed.
var ErrExpired = shop.NewProblem("scan_expired", "By its label this could be sold until {{date}}. It was taken all the same. Look at the package.")

// Doubt is what a person should know about a code: a problem's code and what its
// sentence names.
type Doubt struct {
	Code   string         `json:"code"`
	Params map[string]any `json:"params,omitempty"`
}

func doubtOf(p *shop.Problem) *Doubt {
	if p == nil {
		return nil
	}
	return &Doubt{p.Code, p.Args}
}

// Found is what the shop knows by a code.
type Found struct {
	Found      string  `json:"found" jsonschema:"enum=offer,enum=choice,enum=order,enum=customer,enum=user,enum=nothing"`
	Offers     []Offer `json:"offers"`               // one with offer, several with choice; scanned = what the code stands for
	Remembered bool    `json:"remembered,omitempty"` // the code is of several goods, and a person chose at this till
	OrderID    shop.ID `json:"order_id,omitzero"`
	CustomerID shop.ID `json:"customer_id,omitzero"`
	UserID     shop.ID `json:"user_id,omitzero"` // absent with user: the badge is nobody's
	Text       string  `json:"text"`             // the code as a person reads it; of a badge whose it is
	Doubt      *Doubt  `json:"doubt,omitempty"`

	all    []Offer                // also those that a person did not choose
	key    string                 // what a choice is remembered by
	labels map[shop.ID]shop.Money // the price per unit of goods whose label tells what they cost
}

// code is a code as it was read.
type code struct{ scan.Code }

// readCode reads a code by the shop's masks.
func (r *Replica) readCode(ctx context.Context, raw string) (code, error) {
	masks, err := masksOf(r.read.QueryRowContext(ctx, masksSQL, masksKey))
	return code{scan.Read(raw, masks.In(r.now().Year()))}, err
}

// plainCode reads a code for which the shop's masks do not matter.
func plainCode(raw string) code { return code{scan.Read(raw, scan.DefaultMasks)} }

func (w *writer) masks() (scan.Masks, error) { return masksOf(w.row(masksSQL, masksKey)) }

const masksSQL = `SELECT value FROM settings WHERE key=? AND deleted=0`

func masksOf(row *sql.Row) (scan.Masks, error) {
	var text string
	if err := row.Scan(&text); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return scan.DefaultMasks, err
	}
	if text == "" {
		return scan.DefaultMasks, nil
	}
	if masks, err := scan.ParseMasks(text); err == nil {
		return masks, nil
	}
	// What another release wrote may not be understood: the usual masks are better
	// than none.
	return scan.DefaultMasks, nil
}

// masksKey is the shop's setting of masks for weight and price codes.
const masksKey = "scan.masks"

// names lists every spelling of what the code may name by itself: all but the
// number of goods inside a weight or price code.
func (c code) names() (list []string) {
	add := func(s string) {
		if s != "" && len(s) <= codeBytes && !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	add(c.Text)
	for _, m := range c.Meanings {
		if m.Kind == scan.KindInside || m.Kind == scan.KindBadge {
			continue
		}
		add(m.Code)
		for _, s := range m.Alike {
			add(s)
		}
	}
	return list
}

// meaning gives the first meaning of a kind, nil if there is none.
func (c code) meaning(kind scan.Kind) *scan.Meaning {
	for i := range c.Meanings {
		if c.Meanings[i].Kind == kind {
			return &c.Meanings[i]
		}
	}
	return nil
}

// own gives the one spelling under which a card or a parcel is kept.
func (c code) own() string {
	for _, m := range c.Meanings {
		switch m.Kind {
		case scan.KindSSCC, scan.KindWaybill, scan.KindOrder:
			return m.Code
		}
	}
	return c.Text
}

// mayName refuses what cannot be a code of goods, a parcel or a customer: a text
// too long to be found by, and a badge, which only its person is to have.
func mayName(own string) *shop.Problem {
	switch {
	case len(own) > codeBytes:
		return shop.ErrCodeLong
	case plainCode(own).meaning(scan.KindBadge) != nil:
		return ErrBadgeCode
	}
	return nil
}

// numbers lists the spellings of the goods' number inside a weight or price code:
// with fewer zeros before it, as people write it.
func numbers(m *scan.Meaning) []string {
	list := append([]string{m.Code}, m.Alike...)
	for plu := m.Code; len(plu) > 1 && plu[0] == '0'; {
		plu = plu[1:]
		list = append(list, plu)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// FindCode tells what the shop knows by a code, in this order: goods by barcode or
// SKU; an order by its number, waybill or a parcel's code; a customer by their
// card; a person by their badge; at last goods by their number inside a weight or
// price code, so that whatever is known exactly goes before a mask. It changes
// nothing. What is no code of anything is not an error.
func (r *Replica) FindCode(ctx context.Context, actor Actor, raw string) (Found, error) {
	c, err := r.readCode(ctx, raw)
	if err != nil {
		return Found{}, r.explain(err)
	}
	f, err := r.find(ctx, actor, c)
	return f, r.explain(err)
}

func (r *Replica) find(ctx context.Context, actor Actor, c code) (Found, error) {
	f := Found{Found: "nothing", Offers: []Offer{}, Text: c.Text, Doubt: doubtOf(c.Doubt)}
	for _, step := range []func(context.Context, Actor, code, *Found) error{r.findGoods, r.findOrder, r.findCustomer, r.findUser, r.findInside} {
		err := step(ctx, actor, c, &f)
		if f.Found != "nothing" && f.Doubt != nil && f.Doubt.Code == scan.ErrCheckDigit.Code {
			f.Doubt = nil // the shop has it exactly so
		}
		if err != nil || f.Found != "nothing" {
			return f, err
		}
	}
	return f, nil
}

// findGoods looks for goods by barcode and by SKU, whatever its case.
func (r *Replica) findGoods(ctx context.Context, actor Actor, c code, f *Found) error {
	offers, err := r.offersNamed(ctx, actor, c.names())
	if err != nil || len(offers) == 0 {
		return err
	}
	m := c.meaning(scan.KindGoods)
	f.key = c.Text
	if m != nil {
		f.key = m.Code
		f.expires(m, r.now())
	}
	return r.offer(ctx, f, offers, m, m != nil && c.netWeight())
}

// findInside looks for goods by their number inside a weight or price code.
func (r *Replica) findInside(ctx context.Context, actor Actor, c code, f *Found) error {
	m := c.meaning(scan.KindInside)
	if m == nil {
		return nil
	}
	offers, err := r.offersNamed(ctx, actor, numbers(m))
	if err != nil || len(offers) == 0 {
		return err
	}
	f.key = m.Code
	return r.offer(ctx, f, offers, m, true)
}

// offer settles which goods are meant and what the code stands for of them.
func (r *Replica) offer(ctx context.Context, f *Found, offers []Offer, m *scan.Meaning, measured bool) error {
	for i := range offers {
		if m == nil {
			break // an SKU or a barcode of any form tells nothing more
		}
		if err := f.measure(&offers[i], m, measured); err != nil {
			return err
		}
	}
	f.all = offers
	if len(offers) > 1 {
		var chosen shop.ID
		err := r.read.QueryRowContext(ctx, `SELECT offer_id FROM code_choices WHERE code=?`, f.key).Scan(&chosen)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if i := slices.IndexFunc(offers, func(o Offer) bool { return o.ID == chosen }); i >= 0 {
			offers, f.Remembered = offers[i:i+1], true
		}
	}
	f.Found, f.Offers = "choice", offers
	if len(offers) == 1 {
		f.Found = "offer"
	}
	return nil
}

// measure makes what one scan stands for of what the label says.
func (f *Found) measure(o *Offer, m *scan.Meaning, measured bool) error {
	switch {
	case m.Quantity > 0 && measured:
		if !shop.WholeUnit(o.Unit) {
			o.Scanned = inUnit(m.Quantity, o.Unit)
		}
	case m.Quantity > 0:
		if n, err := shop.MulQuantity(shop.Money(o.Scanned), m.Quantity); err == nil && shop.Quantity(n) <= shop.MaxQuantity {
			o.Scanned = shop.Quantity(n)
		}
	}
	if m.Total <= 0 {
		return nil
	}
	q, price, err := shop.PricedQuantity(m.Total, o.Price, o.Unit)
	if err != nil {
		return err
	}
	o.Scanned = q
	if f.labels == nil {
		f.labels = map[shop.ID]shop.Money{}
	}
	f.labels[o.ID] = price
	return nil
}

// inUnit gives a measure of thousandths of a kilogram in the unit that goods are
// sold by.
func inUnit(q shop.Quantity, unit string) shop.Quantity {
	if unit == "g" {
		return q * 1000
	}
	return q
}

// netWeight reports whether the quantity of a GS1 code is a weight, not a count.
func (c code) netWeight() bool {
	return slices.ContainsFunc(c.Elements, func(e scan.Element) bool { return strings.HasPrefix(e.AI, "310") })
}

// expires doubts goods whose date has passed.
func (f *Found) expires(m *scan.Meaning, now time.Time) {
	if m.Expiry != "" && m.Expiry < now.Format(time.DateOnly) {
		f.Doubt = doubtOf(ErrExpired.With("date", m.Expiry))
	}
}

// offersNamed gives the active offers that have one of the codes, as barcode or
// as SKU in whatever case; each once, a barcode before an SKU.
func (r *Replica) offersNamed(ctx context.Context, actor Actor, names []string) ([]Offer, error) {
	if len(names) == 0 {
		return nil, nil
	}
	list, err := json.Marshal(names)
	if err != nil {
		return nil, err
	}
	rows, err := r.read.QueryContext(ctx, offersNamedSQL, string(list))
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	var offers []Offer
	seen := map[shop.ID]bool{}
	for rows.Next() {
		var scanned shop.Quantity
		o, err := scanOffer(rows, actor, &scanned)
		if err != nil {
			return nil, err
		}
		o.Scanned = scanned
		if !seen[o.ID] {
			seen[o.ID] = true
			offers = append(offers, o)
		}
	}
	return offers, rows.Err()
}

const offersNamedSQL = `SELECT ` + offerColumns + `, b.quantity FROM json_each(?1) j CROSS JOIN barcodes b ON b.code=j.value JOIN offers o ON o.id=b.offer_id LEFT JOIN products p ON p.id=o.product_id
	WHERE b.deleted=0 AND o.deleted=0 AND o.active=1 AND coalesce(p.active,0)=1
	UNION ALL SELECT ` + offerColumns + `, 1000 FROM json_each(?1) j CROSS JOIN offers o ON o.sku=j.value COLLATE NOCASE AND o.sku<>'' LEFT JOIN products p ON p.id=o.product_id
	WHERE o.deleted=0 AND o.active=1 AND coalesce(p.active,0)=1 LIMIT 20`

// findOrder looks for an order by its number, by its waybill and by a code of one
// of its parcels.
func (r *Replica) findOrder(ctx context.Context, _ Actor, c code, f *Found) error {
	return r.findOne(ctx, c, f, "order", &f.OrderID, `SELECT o.id FROM json_each(?1) j CROSS JOIN orders o ON o.number=j.value WHERE o.deleted=0
		UNION ALL SELECT o.id FROM json_each(?1) j CROSS JOIN orders o ON o.waybill=j.value AND o.waybill<>'' WHERE o.deleted=0
		UNION ALL SELECT o.id FROM json_each(?1) j CROSS JOIN parcel_codes k ON k.code=j.value JOIN orders o ON o.id=k.order_id WHERE k.deleted=0 AND o.deleted=0 LIMIT 1`)
}

func (r *Replica) findCustomer(ctx context.Context, _ Actor, c code, f *Found) error {
	return r.findOne(ctx, c, f, "customer", &f.CustomerID, `SELECT c.id FROM json_each(?1) j CROSS JOIN customer_cards k ON k.code=j.value JOIN customers c ON c.id=k.customer_id WHERE k.deleted=0 AND c.deleted=0 LIMIT 1`)
}

func (r *Replica) findOne(ctx context.Context, c code, f *Found, what string, into *shop.ID, query string) error {
	names, err := json.Marshal(c.names())
	if err != nil {
		return err
	}
	err = r.read.QueryRowContext(ctx, query, string(names)).Scan(into)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err == nil {
		f.Found = what
	}
	return err
}

func (r *Replica) findUser(ctx context.Context, _ Actor, c code, f *Found) (err error) {
	if c.meaning(scan.KindBadge) == nil {
		return nil
	}
	if f.UserID, err = r.badgeOf(ctx, c); err != nil {
		return err
	}
	f.Found, f.Text = "user", "UB-…"
	if f.UserID.IsZero() {
		return nil // nobody's; who asks to be let in by it is refused
	}
	u, err := r.User(ctx, f.UserID)
	f.Text = u.Name // whoever sees a badge's code could use it
	return err
}

// Explain reads a code by the masks that are given, nil meaning the shop's, and
// tells what is doubtful about it. Masks that cannot be read are refused as
// scan.ParseMasks does.
func (r *Replica) Explain(ctx context.Context, raw string, masks *string) (scan.Code, *Doubt, error) {
	c, err := r.readCode(ctx, raw)
	if err != nil {
		return scan.Code{}, nil, r.explain(err)
	}
	if masks != nil {
		own, err := scan.ParseMasks(*masks)
		if err != nil {
			return scan.Code{}, nil, err
		}
		c = code{scan.Read(raw, own.In(r.now().Year()))}
	}
	return c.Code, doubtOf(c.Doubt), nil
}
