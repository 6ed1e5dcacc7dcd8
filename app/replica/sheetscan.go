package replica

import (
	"context"

	"github.com/prylavok/prylavok/app/shop"
)

// SheetScan says what was scanned onto a sheet.
type SheetScan struct {
	Kind     shop.SheetKind `json:"kind" jsonschema:"enum=receipt,enum=count"`
	Code     string         `json:"code"`
	Quantity shop.Quantity  `json:"quantity,omitempty"` // 0 = what the code stands for
	OfferID  shop.ID        `json:"offer_id,omitzero"`  // what a person chose of several goods with the code; remembered at this till
}

// SheetScanned is what a code did on a sheet.
type SheetScanned struct {
	Sheet   OpenSheet `json:"sheet"`
	Found   string    `json:"found" jsonschema:"enum=offer,enum=choice,enum=digital,enum=other,enum=nothing"` // digital and other: nothing was put on the sheet
	Line    shop.ID   `json:"line,omitzero"`
	Choices []Offer   `json:"choices,omitempty"` // several goods with one code: a person chooses
	Text    string    `json:"text"`              // what the goods are called; the code, where it names none
	Doubt   *Doubt    `json:"doubt,omitempty"`
}

// ScanSheet puts what a code stands for on a sheet. What nobody knows is kept among
// the unknown codes, what is known but is no goods is told, and the sheet goes on.
func (r *Replica) ScanSheet(ctx context.Context, actor Actor, p SheetScan) (s SheetScanned, err error) {
	f, err := r.FindCode(ctx, actor, p.Code)
	if err != nil {
		return s, err
	}
	s.Sheet, err = r.editSheet(ctx, actor, p.Kind, func(w *writer, sheet *keptSheet) error {
		if !p.OfferID.IsZero() {
			if f, err = w.choose(f, p.OfferID); err != nil {
				return err
			}
		}
		s.Found, s.Text, s.Doubt = f.Found, f.Text, f.Doubt
		switch f.Found {
		case "offer":
			if p.Quantity == 0 {
				p.Quantity = f.Offers[0].Scanned
			}
			return w.addToSheet(sheet, f.Offers[0], p.Quantity, &s)
		case "choice":
			s.Choices = f.Offers
			return nil
		case "nothing":
			return w.keepUnknown(p.Code)
		}
		s.Found = "other"
		return nil
	})
	return s, err
}

// SheetAdd says which goods to put on a sheet.
type SheetAdd struct {
	Kind     shop.SheetKind `json:"kind" jsonschema:"enum=receipt,enum=count"`
	OfferID  shop.ID        `json:"offer_id"`
	Quantity shop.Quantity  `json:"quantity,omitempty"` // 0 = one
}

// AddToSheet puts goods on a sheet.
func (r *Replica) AddToSheet(ctx context.Context, actor Actor, p SheetAdd) (s SheetScanned, err error) {
	if p.Quantity == 0 {
		p.Quantity = shop.One
	}
	offer, err := r.Offer(ctx, actor, p.OfferID)
	if err != nil {
		return s, err
	}
	s.Sheet, err = r.editSheet(ctx, actor, p.Kind, func(w *writer, sheet *keptSheet) error {
		return w.addToSheet(sheet, offer, p.Quantity, &s)
	})
	return s, err
}

// addToSheet adds goods by the books of this moment. Of digital goods there is no
// stock: they are told and left off.
func (w *writer) addToSheet(sheet *keptSheet, o Offer, q shop.Quantity, s *SheetScanned) error {
	s.Found, s.Text = "offer", o.Title
	if o.Digital {
		s.Found = "digital"
		return nil
	}
	seen, err := w.onHand(o.ID, sheet.WarehouseID)
	if err != nil {
		return err
	}
	if err := sheet.Add(shop.SheetLine{ID: shop.NewID(), OfferID: o.ID, Title: o.Title, SKU: o.SKU, Unit: o.Unit, Quantity: q, Seen: seen}); err != nil {
		return err
	}
	s.Line = sheet.Current
	return nil
}
