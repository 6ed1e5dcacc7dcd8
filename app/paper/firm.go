package paper

import (
	"cmp"

	"github.com/prylavok/prylavok/app/label"
	"github.com/prylavok/prylavok/app/shop"
)

func (f form) invoice(Ask) (label.Invoice, error) { return f.bill(shop.DocumentInvoice) }

func (f form) expense(Ask) (label.Invoice, error) {
	out, err := f.bill(shop.DocumentExpense)
	out.Handover = true
	return out, err
}

func (f form) bill(d shop.Document) (label.Invoice, error) {
	if err := f.sale(d); err != nil {
		return label.Invoice{}, err
	}
	c := f.card
	buyer, err := f.buyer()
	if err != nil {
		return label.Invoice{}, err
	}
	priced, err := f.priced()
	return label.Invoice{Shop: f.headed(), Seller: f.seller(), Buyer: buyer, Number: c.Number, At: day(f.at()), Lines: priced,
		Subtotal: f.sum(c.Gross), Discount: f.sum(c.Off), Delivery: f.sum(c.Delivery.Price), Total: f.currency.Format(c.Total), Words: f.inWords(c.Total),
		Tax: f.settings["invoice.tax"], Note: f.settings["invoice.note"], Copy: f.copied, Language: f.language()}, err
}

// seller is the shop as it is registered, as far as the settings say.
func (f form) seller() label.Party {
	s := f.settings
	p := label.Party{Name: s["shop.legal_name"], TaxID: s["shop.tax_id"], IBAN: s["shop.iban"], Bank: s["shop.bank"], Director: s["shop.director"], Address: s["shop.address"], Phone: s["shop.phone"]}
	if p.Name == "" {
		p.Name = s["shop.name"]
	}
	return p
}

// buyer is the customer as their firm is registered, as far as their card says.
func (f form) buyer() (label.Party, error) {
	p := label.Party{Name: f.recipient(), Phone: f.phone(), Address: f.address()}
	if f.card.Buyer == nil {
		return p, nil
	}
	firm, err := f.r.FirmOf(f.ctx, f.card.CustomerID)
	p.Name = cmp.Or(firm.LegalName, f.card.Buyer.Name, p.Name)
	p.Address = cmp.Or(firm.LegalAddress, p.Address)
	p.TaxID, p.IBAN, p.Bank = firm.TaxID, firm.IBAN, firm.Bank
	return p, err
}

// priced are the order's lines with what they cost. What is taken off a line
// holds its share of the order's discount, so that the sums add up to the total.
func (f form) priced() ([]label.InvoiceLine, error) {
	var list []label.InvoiceLine
	for _, l := range f.standing() {
		gross, err := shop.MulQuantity(l.Price, l.Quantity)
		if err != nil {
			return nil, err
		}
		line := label.InvoiceLine{Title: l.Title, SKU: l.SKU, Quantity: l.Quantity.String(), Unit: f.unit(l.Unit), Price: f.money(l.Price), Sum: f.money(l.Sum)}
		if gross > l.Sum {
			line.Discount = f.money(gross - l.Sum)
		}
		list = append(list, line)
	}
	return list, nil
}
