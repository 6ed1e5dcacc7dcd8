package replica_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// A firm that buys is kept with what invoices say of it, found by its registered
// name and tax number, and goes out with the other customers.
func TestAFirmThatBuysIsKept(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	clerk := replica.Actor{User: a.User, Role: shop.Clerk}
	firm := replica.Firm{LegalName: " ТОВ «Їжачок і сини» ", TaxID: "32855961", IBAN: "UA213223130000026007233566002", Bank: "АТ «Приклад»", LegalAddress: "м. Київ, вул. Хрещатик, 1"}
	_, err := r.SaveCustomer(ctx, clerk, replica.Customer{Name: "Юрій Якименко", Firm: firm})
	var refused *shop.Problem
	if !errors.As(err, &refused) || refused.Code != shop.ErrIBAN.Code || refused.Field != "iban" {
		t.Fatalf("a wrong IBAN was answered with %v", err)
	}
	if page, err := r.Customers(ctx, replica.CustomerQuery{}); err != nil || page.Total != 0 {
		t.Fatalf("what was refused is kept: %+v %v", page, err)
	}
	firm.IBAN = "UA213223130000026007233566001"
	id, err := r.SaveCustomer(ctx, clerk, replica.Customer{Name: "Юрій Якименко", Firm: firm})
	if err != nil {
		t.Fatal(err)
	}
	firm.LegalName = "ТОВ «Їжачок і сини»"
	if c, err := r.Customer(ctx, clerk, id); err != nil || c.Firm != firm {
		t.Fatalf("%+v %v", c, err)
	}
	if f, err := r.FirmOf(ctx, id); err != nil || f != firm {
		t.Fatalf("%+v %v", f, err)
	}
	if f, err := r.FirmOf(ctx, shop.NewID()); err != nil || f != (replica.Firm{}) {
		t.Fatalf("nobody is the firm %+v %v", f, err)
	}
	for _, typed := range []string{"32855961", "2855", "їжачок", "якименко"} {
		page, err := r.Customers(ctx, replica.CustomerQuery{Text: typed})
		if err != nil || page.Total != 1 || page.Customers[0].LegalName != firm.LegalName {
			t.Errorf("%q finds %+v, %v", typed, page, err)
		}
	}
	var table [][]string
	if err := r.Export(ctx, "customers", func(cells []string) error { table = append(table, slices.Clone(cells)); return nil }); err != nil {
		t.Fatal(err)
	}
	for heading, want := range map[string]string{"legal_name": firm.LegalName, "tax_id": firm.TaxID, "iban": firm.IBAN, "bank": firm.Bank, "legal_address": firm.LegalAddress} {
		if at := slices.Index(table[0], heading); at < 0 || table[1][at] != want {
			t.Errorf("%s went out as %v", heading, table)
		}
	}
	verify(t, r)
}

// A firm without another name is called as it is registered.
func TestAFirmIsCalledAsItIsRegistered(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	id, err := r.SaveCustomer(ctx, a, replica.Customer{Firm: replica.Firm{LegalName: "ТОВ «Їжачок»"}})
	if err != nil {
		t.Fatal(err)
	}
	if c, err := r.Customer(ctx, a, id); err != nil || c.Name != "ТОВ «Їжачок»" {
		t.Fatalf("%+v %v", c, err)
	}
}
