package main_test

import (
	"bytes"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"
)

// The label of a parcel that goes with a carrier bears a number of the shop's own,
// the same each time, which is the order's; where the shop chose numbers that it
// has not, the label is refused in words.
func TestALabelTakesTheNumberOfItsParcel(t *testing.T) {
	t.Parallel()
	path := newShop(t)
	send := func(code, method string) finished {
		t.Helper()
		order := sell(t, path, code)
		call[struct{}](t, path, "orders.set_delivery", fmt.Sprintf(`{"order_id":%q,"method":%q,"recipient":"Ія","recipient_phone":"0671234567","city":"Львів","address":"вул. Франка, 12","price":0,"waybill":"","cod":false}`, order.OrderID, method))
		return order
	}
	out := filepath.Join(t.TempDir(), "label.png")
	order := send(crashCodes[0], "nova_poshta")
	label := []string{"print", "--replica", path, "--order", order.Number, "--document", "label", "--format", "png", "--out", out}
	for range 2 {
		done[struct{ Bytes int64 }](t, label...)
		card := call[struct {
			Delivery struct{ Waybill string }
			Codes    []struct{ Code, Kind string }
		}](t, path, "orders.get", fmt.Sprintf(`{"id":%q}`, order.OrderID))
		if got := readBars(t, out); got != card.Delivery.Waybill || len(card.Codes) != 1 || card.Codes[0].Code != got {
			t.Errorf("the label reads %q, and the order has %+v", got, card)
		}
	}
	call[struct{}](t, path, "settings.set", `{"key":"parcel.courier.number","value":"sscc"}`)
	refused(t, 1, "numbers.none", "print", "--replica", path, "--order", send(crashCodes[1], "courier").Number, "--document", "label", "--format", "png", "--out", out)
}

// readBars reads the Code 128 of a label in a picture.
func readBars(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	drawn, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(drawn)
	if err != nil {
		t.Fatal(err)
	}
	result, err := oned.NewCode128Reader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		t.Fatal(err)
	}
	return result.GetText()
}
