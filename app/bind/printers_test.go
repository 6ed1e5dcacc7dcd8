package bind_test

import (
	"net"
	"slices"
	"testing"

	"github.com/prylavok/prylavok/app/bind"
)

// How a printer is, is always answered: one that has no paper says so, and of one
// that is not there the reason is the answer.
func TestAPrinterIsAskedHowItIs(t *testing.T) {
	boss := newDesk(t).NewSession("boss")
	open(t, boss)
	out := "\x02030,1,0,1245,000,0,0,0,000,0,0,0\x03\r\n\x02001,0,0,0,1,2,6,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n"
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			question := make([]byte, 64)
			if _, err := c.Read(question); err == nil {
				_, _ = c.Write([]byte(out))
			}
			_ = c.Close()
		}
	}()
	ask := map[string]any{"way": map[string]any{"address": "tcp:" + l.Addr().String(), "language": "zpl"}}
	var s bind.PrinterStatus
	if code := call(t, boss, "printers.status", ask, &s); code != "" || !slices.Equal(s.Problems, []string{"printer_paper"}) {
		t.Errorf("a printer without paper: %q, %+v", code, s)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if code := call(t, boss, "printers.status", ask, &s); code != "" || !slices.Equal(s.Problems, []string{"printer_away"}) || s.State != "unknown" {
		t.Errorf("a printer that is off: %q, %+v", code, s)
	}
	ask["way"] = map[string]any{"address": "nowhere"}
	if code := call(t, boss, "printers.status", ask, &s); code != "" || !slices.Equal(s.Problems, []string{"printer_unknown"}) {
		t.Errorf("no printer at all: %q, %+v", code, s)
	}
}

// An odd tax number is told to whoever makes invoices, and an account that money
// would not reach is refused to the shop as to its customers.
func TestParticularsAreChecked(t *testing.T) {
	boss := newDesk(t).NewSession("boss")
	open(t, boss)
	for number, want := range map[string]string{"32855961": "", "32855968": "digit", "123": "length"} {
		var odd struct {
			TaxID string `json:"tax_id"`
		}
		if code := call(t, boss, "customers.check_firm", map[string]any{"tax_id": number}, &odd); code != "" || odd.TaxID != want {
			t.Errorf("%s: %q %q", number, code, odd.TaxID)
		}
	}
	const wrong = "UA213223130000026007233566002"
	if code := call(t, boss, "settings.set", map[string]any{"key": "shop.iban", "value": wrong}, nil); code != "iban.wrong" {
		t.Errorf("the shop's account: %q", code)
	}
	if code := call(t, boss, "customers.save", map[string]any{"name": "Юрій", "iban": wrong}, nil); code != "iban.wrong" {
		t.Errorf("a customer's account: %q", code)
	}
}
