// Package paper turns orders and goods of the replica into documents of
// app/label and works the print queue off: it formats figures, and decides
// nothing else. Which documents there are is said once, in Kinds.
package paper

import (
	"time"

	"github.com/prylavok/prylavok/app/label"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// ErrDocument tells that a kind of document does not exist for an order.
var ErrDocument = shop.NewProblem("paper.document", "The document “{{document}}” cannot be made of this order. Nothing was printed. The order is saved.")

// ErrGone tells that what a job of the print queue is of is not there any more.
var ErrGone = shop.NewProblem("paper.gone", "What this paper is of is not there any more: an order or goods were deleted, or the count was posted. Nothing was printed. Give this paper up, or ask for it anew.")

// form is one order with what is needed to write it on paper.
type form struct {
	*desk
	card   replica.OrderCard
	copied bool
}

func (f form) at() time.Time { return time.UnixMilli(f.card.CreatedAt) }

// sale refuses a document for goods that came back.
func (f form) sale(d shop.Document) error {
	if f.card.Kind != shop.Sale {
		return ErrDocument.With("document", string(d))
	}
	return nil
}

// standing are the order's lines that were not cancelled.
func (f form) standing() []replica.OrderLine {
	var list []replica.OrderLine
	for _, l := range f.card.Items {
		if l.Cancelled == "" {
			list = append(list, l)
		}
	}
	return list
}

func (f form) receipt(ask Ask) (label.Receipt, error) {
	c := f.card
	out := label.Receipt{Size: ask.Size, Shop: f.shop(), Number: c.Number, At: minute(f.at()), Clerk: c.Owner, Customer: c.Customer,
		Return: c.Kind == shop.Return, OriginNumber: c.Origin, Copy: f.copied, Language: f.language()}
	total := c.Total
	if out.Return {
		total = -total
	}
	for _, l := range f.standing() {
		line := label.Line{Title: l.Title, SKU: l.SKU, Quantity: l.Quantity.String() + " " + f.unit(l.Unit), Price: f.money(l.Price), Sum: f.money(l.Sum)}
		if gross, err := shop.MulQuantity(l.Price, l.Quantity); err == nil && gross > l.Sum && !out.Return {
			line.Discount = f.money(gross - l.Sum)
		}
		out.Lines = append(out.Lines, line)
	}
	if off := c.Gross + c.Delivery.Price - total; off > 0 && !out.Return {
		out.Subtotal, out.Discount = f.money(c.Gross+c.Delivery.Price), f.money(off)
	}
	out.Total = f.currency.Format(total)
	var given, change shop.Money
	for _, p := range c.Payments {
		amount := p.Amount
		if out.Return {
			amount = -amount
		} else if p.Given > p.Amount {
			given, change = given+p.Given, change+p.Given-p.Amount
		}
		out.Payments = append(out.Payments, label.Payment{Name: words(payments, f.language())[p.Kind], Sum: f.money(amount)})
	}
	if change > 0 {
		out.Given, out.Change = f.money(given), f.money(change)
	}
	return out, nil
}

func (f form) label(ask Ask) (label.OrderLabel, error) {
	c := f.card
	tracking, awaited := f.tracking()
	return label.OrderLabel{Size: ask.Size, Shop: f.shop(), Number: c.Number, Tracking: tracking, Awaited: awaited, Recipient: f.recipient(), Phone: f.phone(), Delivery: f.deliveryName(c.Delivery.Method), Comment: c.Comment,
		Copy: f.copied, Language: f.language(), Address: f.address(), COD: f.collect()}, nil
}

func (f form) recipient() string {
	if f.card.Delivery.Recipient == "" && f.card.Buyer != nil {
		return f.card.Buyer.Name
	}
	return f.card.Delivery.Recipient
}

func (f form) phone() string {
	phone := f.card.Delivery.RecipientPhone
	if phone == "" && f.card.Buyer != nil {
		phone = f.card.Buyer.Phone
	}
	return shop.PhoneForPeople(phone, shop.PhoneRegion(f.currency.Code))
}

func (f form) address() string { return lines(f.card.Delivery.City, f.card.Delivery.Address) }

// collect is what the courier has to bring back.
func (f form) collect() string { return f.sum(f.due()) }

func (f form) due() shop.Money {
	if !f.card.Delivery.COD {
		return 0
	}
	return max(f.card.Due, 0)
}
