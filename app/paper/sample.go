package paper

import (
	"context"
	"fmt"
	"time"

	"github.com/prylavok/prylavok/app/label"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// letters are those that printers spell wrong, and what a test page is about.
const letters = "Їжа, ґудзик, є, і · ёж, ъ, ы, э · Қазақ, ә, ө"

// The barcode and the place that samples have.
const (
	sampleCode  = "4820024700016"
	samplePlace = "A-01-03"
)

// Sample makes a document as the shop prints it, in its size, by its template and
// with its own name, of two orders and goods that are not there. It is marked as a
// copy, so that nobody takes it for a paper of the shop. The errors are those of
// Make.
func Sample(ctx context.Context, r *replica.Replica, document shop.Document, at time.Time) (label.Paper, error) {
	settings, err := r.Settings(ctx)
	if err != nil {
		return label.Paper{}, err
	}
	d := newDesk(ctx, r, settings)
	offer, place := d.sampleOffer(), label.SampleValues(string(shop.DocumentShelf), d.language()).Fields["place.name"]
	ask := Ask{Document: document, Offers: []shop.ID{offer.ID}, Places: []label.ShelfLabel{{Code: samplePlace, Name: place}}, At: at}
	cards := map[shop.ID]replica.OrderCard{}
	for i := range 2 {
		card := d.sampleOrder(i+1, offer, at)
		cards[card.ID] = card
		ask.Orders = append(ask.Orders, Order{ID: card.ID, Copied: true})
	}
	if document.Of() == shop.OfOrder {
		ask.Orders = ask.Orders[:1]
	}
	d.order = func(id shop.ID) (replica.OrderCard, error) { return cards[id], nil }
	d.offer = func(shop.ID) (replica.Offer, error) { return offer, nil }
	d.goods[offer.ID] = good{Offer: offer, grams: 350}
	return d.make(ask)
}

func (d *desk) sampleOffer() replica.Offer {
	words := label.SampleValues(string(shop.DocumentPriceTag), d.language()).Fields
	return replica.Offer{ID: shop.NewID(), Title: words["offer.title"], SKU: words["offer.sku"], Barcode: sampleCode, Unit: "pcs", Price: 62500, Regular: 70000, OnHand: 12 * shop.One}
}

func (d *desk) sampleOrder(n int, o replica.Offer, at time.Time) replica.OrderCard {
	words := label.SampleValues(string(shop.DocumentLabel), d.language()).Fields
	two := replica.OrderLine{OfferID: o.ID, Title: o.Title, SKU: o.SKU, Unit: o.Unit, Quantity: 2 * shop.One, Price: o.Price, Sum: 2 * o.Price}
	one := replica.OrderLine{OfferID: o.ID, Title: letters, SKU: o.SKU, Unit: o.Unit, Quantity: shop.One, Price: o.Price, Sum: o.Price}
	total := two.Sum + one.Sum
	name := words["customer.name"]
	return replica.OrderCard{
		OrderRow: replica.OrderRow{ID: shop.NewID(), Kind: shop.Sale, Number: fmt.Sprintf("TEST-%06d", n), CreatedAt: at.UnixMilli(), Customer: name, Comment: letters, Total: total},
		Gross:    total,
		Due:      total,
		Items:    []replica.OrderLine{two, one},
		Delivery: replica.Delivery{Method: "branch", Recipient: name, RecipientPhone: "+380677654321", City: words["customer.city"], Address: words["customer.street"], COD: true},
	}
}
