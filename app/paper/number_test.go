package paper_test

import (
	"context"
	"errors"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/makiuchi-d/gozxing/qrcode"

	"github.com/prylavok/prylavok/app/paper"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/build/zpl"
)

// deliver sends orders in a way of delivery.
func deliver(t *testing.T, r *replica.Replica, a replica.Actor, method string, orders []shop.ID) {
	t.Helper()
	for _, id := range orders {
		if err := r.SetDelivery(context.Background(), a, id, replica.Delivery{Method: method, Recipient: "Євгенія", RecipientPhone: "0671234567", City: "Львів", Address: "вул. Франка, 12", COD: true}); err != nil {
			t.Fatal(err)
		}
	}
}

// parcelOf gives the number that an order's parcel goes by.
func parcelOf(t *testing.T, r *replica.Replica, order shop.ID) string {
	t.Helper()
	card, err := r.OrderOnPaper(context.Background(), order)
	if err != nil {
		t.Fatal(err)
	}
	number, _ := card.ParcelNumber()
	return number
}

// sticker is what scanners read from a label.
type sticker struct{ bars, qr string }

// stickers are read from the bytes that a printer of ZPL was given, in their order.
func stickers(t *testing.T, file string) (list []sticker) {
	t.Helper()
	body, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var labels []zpl.Label
	for _, one := range strings.SplitAfter(string(body), "^XZ") {
		if strings.Contains(one, "^XA") {
			labels = append(labels, zpl.Of(t, one, 203))
		}
	}
	for _, drawn := range zpl.Draw(t, labels) {
		list = append(list, sticker{readFoot(oned.NewCode128Reader(), drawn), readFoot(qrcode.NewQRCodeReader(), drawn)})
	}
	return list
}

// readFoot reads a code in the foot of a label, "" if there is none.
func readFoot(reader gozxing.Reader, drawn image.Image) string {
	b := drawn.Bounds()
	b.Min.Y = b.Max.Y * 7 / 10
	bitmap, err := gozxing.NewBinaryBitmapFromImage(drawn.(interface {
		SubImage(image.Rectangle) image.Image
	}).SubImage(b))
	if err != nil {
		return ""
	}
	result, err := reader.Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		return ""
	}
	return result.GetText()
}

// Labels of a carrier whose numbers come later bear one of the shop's own each, in
// bars and as a QR code, and a copy the same; when the carrier's is there, the label
// bears that. A look at a label takes no number.
func TestALabelOfACarrierGoesByANumberOfOurs(t *testing.T) {
	ctx := context.Background()
	r, a, orders, _ := manyOrders(t, 30)
	deliver(t, r, a, "nova_poshta", orders)
	file := filepath.Join(t.TempDir(), "labels.zpl")
	setPrinter(t, r, a, "label", paper.Way{Address: "file:" + file, Language: paper.ZPL}.Setting())
	q := work(t, r, a)
	if _, err := paper.Make(ctx, r, paper.Ask{Document: shop.DocumentLabel, Orders: []paper.Order{{ID: orders[0]}}}); err != nil {
		t.Fatal(err)
	}
	if number := parcelOf(t, r, orders[0]); number != "" {
		t.Errorf("a look took %s", number)
	}
	print := func(orders ...shop.ID) []sticker {
		t.Helper()
		if err := os.Remove(file); err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		run := shop.NewID()
		if _, err := r.QueuePrints(ctx, a, run, orders, "label"); err != nil {
			t.Fatal(err)
		}
		q.until(t, run, "printed", func(r replica.PrintRun) bool { return r.Printed == int64(len(orders)) })
		return stickers(t, file)
	}
	seen := map[string]bool{}
	for i, s := range print(orders...) {
		if s.bars != parcelOf(t, r, orders[i]) || !shop.IsOwnNumber(s.bars) || s.qr != s.bars || seen[s.bars] {
			t.Errorf("label %d reads %+v, and the parcel goes by %s", i, s, parcelOf(t, r, orders[i]))
		}
		seen[s.bars] = true
	}
	if len(seen) != len(orders) {
		t.Fatalf("%d numbers of %d labels", len(seen), len(orders))
	}
	ours := parcelOf(t, r, orders[7])
	if again := print(orders[7]); len(again) != 1 || again[0] != (sticker{ours, ours}) {
		t.Errorf("the copy reads %+v, and the label %s", again, ours)
	}
	if err := r.AddParcelCode(ctx, a, orders[7], replica.ParcelCode{Code: "20450000123456", Kind: "carrier"}); err != nil {
		t.Fatal(err)
	}
	if now := print(orders[7]); len(now) != 1 || now[0] != (sticker{bars: "20450000123456"}) {
		t.Errorf("with the carrier's number it reads %+v", now)
	}
}

// Where numbers end in the middle of a run, the labels that have one are printed,
// the others fail by themselves and say why, and are printed when there are more.
func TestARunWhoseNumbersEnd(t *testing.T) {
	ctx := context.Background()
	r, a, orders, _ := manyOrders(t, 7)
	deliver(t, r, a, "ukrposhta", orders)
	deliver(t, r, a, "courier", orders[6:])
	if err := r.SetSetting(ctx, a, shop.DeliveryOf("ukrposhta").NumberSetting(), string(shop.SchemeS10)); err != nil {
		t.Fatal(err)
	}
	granted := replica.NumberRange{Name: "Укрпошта", Scheme: shop.SchemeS10, Head: "RA", Tail: "UA", First: 10, Last: 13, Active: true}
	if _, err := r.SaveNumberRange(ctx, a, granted); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "labels.zpl")
	setPrinter(t, r, a, "label", paper.Way{Address: "file:" + file, Language: paper.ZPL}.Setting())
	q := work(t, r, a)
	run := shop.NewID()
	if _, err := r.QueuePrints(ctx, a, run, orders, "label"); err != nil {
		t.Fatal(err)
	}
	at := q.until(t, run, "at its end", func(r replica.PrintRun) bool { return r.Failed == 2 && r.Printed == 5 })
	if at.Held || at.Stop == nil || at.Stop.Error != paper.ErrNumberUsedUp.Code {
		t.Errorf("%+v %+v", at, at.Stop)
	}
	granted.First, granted.Last = 20, 29
	if _, err := r.SaveNumberRange(ctx, a, granted); err != nil {
		t.Fatal(err)
	}
	if err := r.ResumePrints(ctx, a, run); err != nil {
		t.Fatal(err)
	}
	q.until(t, run, "printed", func(r replica.PrintRun) bool { return r.Printed == 7 })
	frame := shop.Frame{Scheme: shop.SchemeS10, Head: "RA", Tail: "UA"}
	for i, s := range stickers(t, file)[:4] {
		if want := frame.Number(10 + int64(i)); s.bars != want || s.qr != "" || parcelOf(t, r, orders[i]) != want {
			t.Errorf("label %d reads %+v, want %s", i, s, want)
		}
	}
	if fifth, sixth := parcelOf(t, r, orders[4]), parcelOf(t, r, orders[5]); fifth != frame.Number(20) || sixth != frame.Number(21) || parcelOf(t, r, orders[6]) != "" {
		t.Errorf("the others go by %s, %s and %s", fifth, sixth, parcelOf(t, r, orders[6]))
	}
}
