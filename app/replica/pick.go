package replica

import (
	"context"
	"slices"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// Pick says what was taken from the shelf for an order: what a code stands for, or
// how much of a line there is now.
type Pick struct {
	OrderID  shop.ID       `json:"order_id"`
	Code     string        `json:"code,omitempty"`
	OfferID  shop.ID       `json:"offer_id,omitzero"` // what a person chose of several goods with the code
	Line     shop.ID       `json:"line,omitzero"`
	Quantity shop.Quantity `json:"quantity,omitempty"` // of the line: all that is picked of it
}

// Picked is what came of it.
type Picked struct {
	Found    string        `json:"found" jsonschema:"enum=line,enum=over,enum=other,enum=choice,enum=nothing"` // over and other: nothing was changed
	Line     shop.ID       `json:"line,omitzero"`
	Picked   shop.Quantity `json:"picked"`         // of the line now
	Wanted   shop.Quantity `json:"wanted"`         // of the line
	Over     shop.Quantity `json:"over,omitempty"` // how much more that would have been than is wanted
	Complete bool          `json:"complete"`       // every line of goods is picked
	Choices  []Offer       `json:"choices,omitempty"`
	Text     string        `json:"text"` // the code, or what the goods are called
	Doubt    *Doubt        `json:"doubt,omitempty"`
}

// pickLine is a line that is picked: not of digital goods and not cancelled.
type pickLine struct {
	id, offer      shop.ID
	title          string
	picked, wanted shop.Quantity
}

// Pick checks goods off an open order. More than is wanted is never picked: a scan
// that would is answered with over, a quantity with shop.ErrPickOver.
func (r *Replica) Pick(ctx context.Context, actor Actor, p Pick) (out Picked, err error) {
	var f Found
	if p.Line.IsZero() {
		if f, err = r.FindCode(ctx, actor, p.Code); err != nil {
			return out, err
		}
	}
	err = r.command(ctx, actor, "pick", func(w *writer) error {
		lines, err := w.pickLines(p.OrderID)
		if err != nil {
			return err
		}
		if p.Line.IsZero() {
			out, err = w.pickCode(lines, f, p)
		} else {
			out, err = w.pickQuantity(lines, p)
		}
		out.Complete = !slices.ContainsFunc(lines, func(l pickLine) bool { return l.picked < l.wanted })
		return err
	})
	return out, err
}

// pickLines reads what is to be picked for an order that goods may be picked for.
func (w *writer) pickLines(order shop.ID) (lines []pickLine, err error) {
	h, err := w.head(order)
	if err != nil {
		return nil, err
	}
	if h.kind != shop.Sale || !h.status.Open() || h.status.HandedOver() {
		return nil, shop.ErrPickLate.With("number", h.number)
	}
	if err := w.notAtCounter(order, h.number); err != nil {
		return nil, err
	}
	rows, err := w.rows(`SELECT l.id, l.offer_id, l.title, max(0, min(l.picked, l.quantity)), l.quantity FROM order_lines l LEFT JOIN offers o ON o.id=l.offer_id LEFT JOIN products p ON p.id=o.product_id
		WHERE l.order_id=? AND l.deleted=0 AND l.cancelled='' AND coalesce(p.digital,0)=0 ORDER BY l.position, l.id`, order[:])
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		var l pickLine
		if err := rows.Scan(&l.id, &l.offer, &l.title, &l.picked, &l.wanted); err != nil {
			return nil, err
		}
		lines = append(lines, l)
	}
	return lines, rows.Err()
}

func (w *writer) pickQuantity(lines []pickLine, p Pick) (out Picked, err error) {
	i := slices.IndexFunc(lines, func(l pickLine) bool { return l.id == p.Line })
	if i < 0 {
		return out, shop.ErrNotFound.With("what", "line")
	}
	l := &lines[i]
	if p.Quantity < 0 || p.Quantity > l.wanted {
		return out, shop.ErrPickOver.With("wanted", l.wanted.String()).On("quantity")
	}
	l.picked = p.Quantity
	_, err = w.patch(change.Line, l.id, Values{"picked": l.picked})
	return Picked{Found: "line", Line: l.id, Picked: l.picked, Wanted: l.wanted, Text: l.title}, err
}

// pickCode picks what a code stands for: of the first lines of these goods that
// are not full.
func (w *writer) pickCode(lines []pickLine, f Found, p Pick) (out Picked, err error) {
	out = Picked{Found: "nothing", Text: f.Text, Doubt: f.Doubt}
	if f.Found == "nothing" {
		return out, w.keepUnknown(p.Code)
	}
	if len(f.Offers) == 0 {
		out.Found = "other" // an order, a card: no goods
		return out, nil
	}
	// What was chosen at this till settles it where the order has several and room
	// for it; which of the others it is only a person sees.
	ofOrder := slices.DeleteFunc(slices.Clone(f.all), func(o Offer) bool {
		return !slices.ContainsFunc(lines, func(l pickLine) bool { return l.offer == o.ID }) || (!p.OfferID.IsZero() && o.ID != p.OfferID)
	})
	if i := slices.IndexFunc(ofOrder, func(o Offer) bool { return f.Remembered && o.ID == f.Offers[0].ID && leftOf(lines, o.ID) >= o.Scanned }); i >= 0 {
		ofOrder = ofOrder[i : i+1]
	}
	switch len(ofOrder) {
	case 0:
		out.Found, out.Text = "other", f.Offers[0].Title
		return out, nil
	case 1:
		return w.pickOffer(lines, ofOrder[0], out)
	}
	out.Found, out.Choices = "choice", ofOrder
	return out, nil
}

// leftOf gives what is still to be picked of an offer.
func leftOf(lines []pickLine, offer shop.ID) (left shop.Quantity) {
	for _, l := range lines {
		if l.offer == offer {
			left += l.wanted - l.picked
		}
	}
	return left
}

func (w *writer) pickOffer(lines []pickLine, o Offer, out Picked) (Picked, error) {
	for i := range lines {
		if l := &lines[i]; l.offer == o.ID {
			out.Line, out.Picked, out.Wanted, out.Text = l.id, l.picked, l.wanted, l.title
		}
	}
	if left := leftOf(lines, o.ID); o.Scanned > left {
		out.Found, out.Over = "over", o.Scanned-left
		return out, nil
	}
	out.Found = "line"
	for i, more := 0, o.Scanned; more > 0; i++ {
		l := &lines[i]
		take := min(more, l.wanted-l.picked)
		if l.offer != o.ID || take <= 0 {
			continue
		}
		more -= take
		l.picked += take
		out.Line, out.Picked, out.Wanted, out.Text = l.id, l.picked, l.wanted, l.title
		if _, err := w.patch(change.Line, l.id, Values{"picked": l.picked}); err != nil {
			return out, err
		}
	}
	return out, nil
}
