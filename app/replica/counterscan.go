package replica

import (
	"context"
	"slices"

	"github.com/prylavok/prylavok/app/shop"
)

// Scanned is what a code did at the counter.
type Scanned struct {
	Counter Counter `json:"counter"`
	Found   string  `json:"found" jsonschema:"enum=offer,enum=choice,enum=order,enum=customer,enum=user,enum=nothing"`
	Choices []Offer `json:"choices,omitempty"` // several goods with one code: a person chooses
	// Remembered says that the code is of several goods and that a person chose
	// OfferID at this till.
	Remembered bool    `json:"remembered,omitempty"`
	OfferID    shop.ID `json:"offer_id,omitzero"`    // what was added
	OrderID    shop.ID `json:"order_id,omitzero"`    // the code is an order's or its parcel's
	CustomerID shop.ID `json:"customer_id,omitzero"` // the card of who is the sale's customer now
	UserID     shop.ID `json:"user_id,omitzero"`     // the badge of a person: session.badge lets them in; absent with user: it is nobody's
	Text       string  `json:"text"`                 // the code as a person reads it; of a badge whose it is
	Doubt      *Doubt  `json:"doubt,omitempty"`
}

// Scan is ScanCode where nobody had to choose.
func (r *Replica) Scan(ctx context.Context, actor Actor, screen, code string, quantity shop.Quantity) (Scanned, error) {
	return r.ScanCode(ctx, actor, screen, Scanning{Code: code, Quantity: quantity})
}

// Scanning is a code at the counter.
type Scanning struct {
	Code     string        `json:"code"`
	Quantity shop.Quantity `json:"quantity,omitempty"` // 0 = what the code stands for
	OfferID  shop.ID       `json:"offer_id,omitzero"`  // what a person chose of several goods with the code; remembered at this till
}

// ScanCode does what a code means at the counter: goods are added, a customer's
// card names the customer of the sale; several goods with one code are left to a
// person, an order and a badge are told. What nobody knows is kept among the
// unknown codes.
func (r *Replica) ScanCode(ctx context.Context, actor Actor, screen string, p Scanning) (s Scanned, err error) {
	f, err := r.FindCode(ctx, actor, p.Code)
	if err != nil {
		return s, err
	}
	err = r.command(ctx, actor, "counter", func(w *writer) error {
		s, err = w.scanned(screen, f, p)
		return err
	})
	return s, err
}

func (w *writer) scanned(screen string, f Found, p Scanning) (s Scanned, err error) {
	if !p.OfferID.IsZero() {
		if f, err = w.choose(f, p.OfferID); err != nil {
			return s, err
		}
	}
	s = Scanned{Found: f.Found, Remembered: f.Remembered, OrderID: f.OrderID, CustomerID: f.CustomerID, UserID: f.UserID, Text: f.Text, Doubt: f.Doubt}
	var edit func(*writer, *shop.Basket) error
	switch f.Found {
	case "offer":
		s.OfferID = f.Offers[0].ID
		edit = func(w *writer, b *shop.Basket) error { return w.addScanned(b, f, p.Quantity) }
	case "choice":
		s.Choices = f.Offers
	case "customer":
		edit = func(w *writer, b *shop.Basket) error { return w.nameCustomer(b, f.CustomerID) }
	case "nothing":
		err = w.keepUnknown(p.Code)
	}
	if err == nil {
		s.Counter, err = w.editBasket(screen, edit)
	}
	return s, err
}

// choose narrows what was found to the goods that a person chose, and remembers it.
func (w *writer) choose(f Found, offer shop.ID) (Found, error) {
	i := slices.IndexFunc(f.all, func(o Offer) bool { return o.ID == offer })
	if i < 0 {
		return f, shop.ErrNotFound.With("what", "offer")
	}
	several := len(f.all) > 1
	f.Found, f.Offers, f.Remembered = "offer", f.all[i:i+1], several
	if !several {
		return f, nil
	}
	return f, w.rememberChoice(f.key, offer)
}

// addScanned adds what a code stands for, at the price of its label if it has one.
func (w *writer) addScanned(b *shop.Basket, f Found, quantity shop.Quantity) error {
	o := f.Offers[0]
	line, err := w.basketLine(o.ID)
	if err != nil {
		return err
	}
	line.Quantity = o.Scanned
	label, priced := f.labels[o.ID]
	if priced {
		line.Price, line.Regular = label, label
	}
	if quantity != 0 {
		line.Quantity = quantity
	}
	if priced {
		return b.AddPriced(line)
	}
	return b.Add(line)
}
