// Package paper turns an order of the replica into a document of app/label and
// works the print queue off: it formats figures, and decides nothing else.
package paper

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/prylavok/prylavok/app/label"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// ErrDocument tells that a kind of document does not exist for an order.
var ErrDocument = shop.NewProblem("paper.document", "The document “{{document}}” cannot be made of this order. Nothing was printed. The order is saved.")

// PDF gives a document of an order as PDF; copy marks it as a reprint.
func PDF(ctx context.Context, r *replica.Replica, order shop.ID, document string, copied bool) ([]byte, error) {
	settings, err := r.Settings(ctx)
	if err != nil {
		return nil, err
	}
	card, err := r.Order(ctx, replica.System, order)
	if err != nil {
		return nil, err
	}
	f := form{settings: settings, currency: r.Desk().Currency, card: card, copied: copied}
	switch document {
	case "receipt":
		return f.receipt().PDF()
	case "label":
		return f.label().PDF()
	}
	return nil, ErrDocument.With("document", document)
}

// form is one order with what is needed to write it on paper.
type form struct {
	settings map[string]string
	currency shop.Currency
	card     replica.OrderCard
	copied   bool
}

func (f form) language() label.Language {
	if l := f.settings["shop.language"]; l != "" {
		return label.Language(l)
	}
	return label.Ukrainian
}

func (f form) shop() label.Shop {
	return label.Shop{Name: f.settings["shop.name"], Address: f.settings["shop.address"], Phone: f.settings["shop.phone"], Footer: f.settings["receipt.footer"]}
}

func (f form) money(m shop.Money) string { return f.currency.Figures(m) }

var units = map[label.Language]map[string]string{
	"uk": {"pcs": "шт", "kg": "кг", "g": "г", "l": "л", "ml": "мл", "m": "м", "cm": "см", "m2": "м²", "set": "наб.", "pack": "уп.", "h": "год"},
	"ru": {"pcs": "шт", "kg": "кг", "g": "г", "l": "л", "ml": "мл", "m": "м", "cm": "см", "m2": "м²", "set": "наб.", "pack": "уп.", "h": "ч"},
	"en": {"pcs": "pcs", "kg": "kg", "g": "g", "l": "l", "ml": "ml", "m": "m", "cm": "cm", "m2": "m²", "set": "set", "pack": "pack", "h": "h"},
}

var payments = map[label.Language]map[shop.PaymentKind]string{
	"uk": {shop.Cash: "Готівка", shop.Card: "Картка", shop.Transfer: "Переказ", shop.COD: "Накладений платіж"},
	"ru": {shop.Cash: "Наличные", shop.Card: "Карта", shop.Transfer: "Перевод", shop.COD: "Наложенный платёж"},
	"en": {shop.Cash: "Cash", shop.Card: "Card", shop.Transfer: "Transfer", shop.COD: "Cash on delivery"},
}

func (f form) receipt() label.Receipt {
	c := f.card
	out := label.Receipt{Shop: f.shop(), Number: c.Number, At: time.UnixMilli(c.CreatedAt).Local().Format("02.01.2006 15:04"), Clerk: c.Owner, Customer: c.Customer,
		Return: c.Kind == shop.Return, OriginNumber: c.Origin, Copy: f.copied, Language: f.language()}
	total := c.Total
	if out.Return {
		total = -total
	}
	for _, l := range c.Items {
		if l.Cancelled != "" {
			continue
		}
		line := label.Line{Title: l.Title, SKU: l.SKU, Quantity: l.Quantity.String() + " " + units[f.language()][l.Unit], Price: f.money(l.Price), Sum: f.money(l.Sum)}
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
		out.Payments = append(out.Payments, label.Payment{Name: payments[f.language()][p.Kind], Sum: f.money(amount)})
	}
	if change > 0 {
		out.Given, out.Change = f.money(given), f.money(change)
	}
	return out
}

func (f form) label() label.OrderLabel {
	c := f.card
	out := label.OrderLabel{Shop: f.shop(), Number: c.Number, Recipient: c.Delivery.Recipient, Phone: c.Delivery.RecipientPhone, Delivery: f.deliveryName(), Comment: c.Comment, Copy: f.copied, Language: f.language(),
		Address: strings.Trim(c.Delivery.City+"\n"+c.Delivery.Address, "\n")}
	if c.Buyer != nil {
		if out.Recipient == "" {
			out.Recipient = c.Buyer.Name
		}
		if out.Phone == "" {
			out.Phone = c.Buyer.Phone
		}
	}
	out.Phone = shop.PhoneForPeople(out.Phone, shop.PhoneRegion(f.currency.Code))
	if c.Delivery.COD && c.Due > 0 {
		out.COD = f.currency.Format(c.Due)
	}
	return out
}

var deliveries = map[label.Language]map[string]string{
	"uk": {"pickup": "Самовивіз", "courier": "Кур’єр", "branch": "До відділення", "post": "Пошта"},
	"ru": {"pickup": "Самовывоз", "courier": "Курьер", "branch": "В отделение", "post": "Почта"},
	"en": {"pickup": "Pick-up", "courier": "Courier", "branch": "To a branch", "post": "Post"},
}

func (f form) deliveryName() string {
	if name, ok := deliveries[f.language()][f.card.Delivery.Method]; ok {
		return name
	}
	return f.card.Delivery.Method
}

// Title names a print job for people who look at a printer's queue.
func Title(p replica.Print) string { return fmt.Sprintf("%s %s", p.Number, p.Document) }
