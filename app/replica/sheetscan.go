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
	OfferID  shop.ID        `json:"offer_id,omitzero"`  // what a person chose of several goods with the code
}

// SheetScanned is what a code did on a sheet.
type SheetScanned struct {
	Sheet   OpenSheet `json:"sheet"`
	Found   string    `json:"found" jsonschema:"enum=offer,enum=choice,enum=digital,enum=nothing"`
	Line    shop.ID   `json:"line,omitzero"`
	Choices []Offer   `json:"choices,omitempty"` // several goods with one code: a person chooses
	Text    string    `json:"text"`              // the code, or the title of goods that no stock is kept of
}

// ScanSheet puts what a code stands for on a sheet.
func (r *Replica) ScanSheet(ctx context.Context, actor Actor, p SheetScan) (s SheetScanned, err error) {
	s.Found, s.Text = "nothing", p.Code
	offers, err := r.OffersByCode(ctx, actor, p.Code)
	if err != nil {
		return s, err
	}
	switch {
	case len(offers) == 1:
		if p.Quantity == 0 {
			p.Quantity = offers[0].Scanned
		}
		return r.AddToSheet(ctx, actor, SheetAdd{p.Kind, offers[0].ID, p.Quantity})
	case len(offers) > 1:
		s.Found, s.Choices = "choice", offers
	}
	s.Sheet, err = r.OpenSheet(ctx, actor, p.Kind)
	return s, err
}

// SheetAdd says which goods to put on a sheet.
type SheetAdd struct {
	Kind     shop.SheetKind `json:"kind" jsonschema:"enum=receipt,enum=count"`
	OfferID  shop.ID        `json:"offer_id"`
	Quantity shop.Quantity  `json:"quantity,omitempty"` // 0 = one
}

// AddToSheet puts goods on a sheet. Of digital goods there is no stock: they are
// told and left off.
func (r *Replica) AddToSheet(ctx context.Context, actor Actor, p SheetAdd) (s SheetScanned, err error) {
	if p.Quantity == 0 {
		p.Quantity = shop.One
	}
	offer, err := r.Offer(ctx, actor, p.OfferID)
	if err != nil {
		return s, err
	}
	s.Found, s.Text = "offer", offer.Title
	if offer.Digital {
		s.Found = "digital"
		s.Sheet, err = r.OpenSheet(ctx, actor, p.Kind)
		return s, err
	}
	s.Sheet, err = r.editSheet(ctx, actor, p.Kind, func(w *writer, sheet *keptSheet) error {
		seen, err := w.onHand(offer.ID, sheet.WarehouseID)
		if err != nil {
			return err
		}
		return sheet.Add(shop.SheetLine{ID: shop.NewID(), OfferID: offer.ID, Title: offer.Title, SKU: offer.SKU, Unit: offer.Unit, Quantity: p.Quantity, Seen: seen})
	})
	s.Line = s.Sheet.Current
	return s, err
}
