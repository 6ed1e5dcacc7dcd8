package replica

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"github.com/prylavok/prylavok/app/shop"
)

// Firm is how invoices name a customer that is a firm; what is not known is
// empty, and of a person all of it.
type Firm struct {
	LegalName    string `json:"legal_name,omitempty"` // as it is registered
	TaxID        string `json:"tax_id,omitempty"`
	IBAN         string `json:"iban,omitempty"`
	Bank         string `json:"bank,omitempty"`
	LegalAddress string `json:"legal_address,omitempty"`
}

const firmColumns = "legal_name, tax_id, iban, bank, legal_address"

// firmTargets are where a row of firmColumns is read to.
func (f *Firm) firmTargets() []any {
	return []any{&f.LegalName, &f.TaxID, &f.IBAN, &f.Bank, &f.LegalAddress}
}

func (f Firm) firmValues() Values {
	return Values{"legal_name": f.LegalName, "tax_id": f.TaxID, "iban": f.IBAN, "bank": f.Bank, "legal_address": f.LegalAddress}
}

// check refuses an account to which money would not come. A tax number that looks
// odd is kept: see shop.OddTaxID.
func (f *Firm) check() error {
	for _, text := range []*string{&f.LegalName, &f.TaxID, &f.IBAN, &f.Bank, &f.LegalAddress} {
		*text = strings.TrimSpace(*text)
	}
	if shop.CheckIBAN(f.IBAN) != nil {
		return shop.ErrIBAN.On("iban")
	}
	return nil
}

// FirmOf gives the firm that a customer is, for the papers of their orders; of a
// customer who is not in the shop any more, too, and none if nothing is known.
func (r *Replica) FirmOf(ctx context.Context, customer shop.ID) (f Firm, err error) {
	err = r.read.QueryRowContext(ctx, `SELECT `+firmColumns+` FROM customers WHERE id=?`, customer[:]).Scan(f.firmTargets()...)
	if errors.Is(err, sql.ErrNoRows) {
		return f, nil
	}
	return f, r.explain(err)
}
