package replica_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"testing"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
	"pgregory.net/rapid"
)

// Whatever was done to a sale is taken back step by step, each time to exactly
// what it was before.
func TestASaleIsUndoneStepByStep(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	codes := []string{"4820024700016", "PLATE", "FORK", "KNIFE"}
	shelve(t, r, "Чашка", "pcs", "", 10000, replica.Barcode{Code: codes[0]})
	for i, sku := range codes[1:] {
		shelve(t, r, fmt.Sprintf("Прибор %d", i), "pcs", sku, 3000)
	}
	screens := 0
	rapid.Check(t, func(rt *rapid.T) {
		screens++
		screen := fmt.Sprintf("till %d", screens)
		now, err := r.Counter(ctx, a, screen)
		if err != nil {
			rt.Fatal(err)
		}
		var was []shop.Basket
		// More steps than are kept would lose the first.
		for range rapid.IntRange(1, 30).Draw(rt, "steps") {
			next, err := changeSale(rt, r, a, screen, now.Basket, codes)
			if errors.Is(err, shop.ErrLineUnknown) {
				continue
			}
			if err != nil {
				rt.Fatal(err)
			}
			was, now = append(was, now.Basket), next
		}
		for len(was) > 0 {
			last := len(was) - 1
			back, err := r.UndoBasket(ctx, a, screen)
			if err != nil {
				rt.Fatal(err)
			}
			if !reflect.DeepEqual(back.Basket, was[last]) {
				rt.Fatalf("step %d came back as\n%+v, was\n%+v", last, back.Basket, was[last])
			}
			was = was[:last]
		}
		if _, err := r.UndoBasket(ctx, a, screen); !errors.Is(err, replica.ErrUndoNothing) {
			rt.Fatalf("beyond the first step: %v", err)
		}
	})
}

// changeSale does one thing to a sale.
func changeSale(t *rapid.T, r *replica.Replica, a replica.Actor, screen string, b shop.Basket, codes []string) (replica.Counter, error) {
	var line shop.ID
	if n := len(b.Lines); n > 0 {
		line = b.Lines[rapid.IntRange(0, n-1).Draw(t, "line")].ID
	}
	switch rapid.SampledFrom([]string{"scan", "scan", "scan", "change", "remove", "discount", "comment", "clear"}).Draw(t, "what") {
	case "change":
		q := shop.Quantity(rapid.IntRange(1, 4).Draw(t, "quantity")) * shop.One
		return r.ChangeLine(ctx, a, screen, replica.LineChange{Line: line, Quantity: &q})
	case "remove":
		return r.RemoveLine(ctx, a, screen, line)
	case "discount":
		return r.SetBasketDiscount(ctx, a, screen, shop.Discount{BasisPoints: rapid.Int64Range(0, 1000).Draw(t, "percent")})
	case "comment":
		return r.SetBasketComment(ctx, a, screen, rapid.SampledFrom([]string{"", "зателефонувати"}).Draw(t, "comment"))
	case "clear":
		return r.ClearBasket(ctx, a, screen)
	default:
		s, err := r.Scan(ctx, a, screen, rapid.SampledFrom(codes).Draw(t, "code"), 0)
		return s.Counter, err
	}
}

// Earlier versions kept each earlier state as a whole sale; those come back too.
func TestASaleOfAnEarlierVersionIsUndone(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	shelve(t, r, "Чашка", "pcs", "", 10000, replica.Barcode{Code: "4820024700016"})
	var states []shop.Basket
	for range 3 {
		s, err := r.Scan(ctx, a, "till", "4820024700016", 0)
		if err != nil {
			t.Fatal(err)
		}
		states = append(states, s.Counter.Basket)
	}
	whole, err := json.Marshal(states[:2])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := raw(t, r.Path()).Exec("UPDATE baskets SET undo=? WHERE screen='till'", string(whole)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []shop.Basket{states[1], states[0]} {
		if back, err := r.UndoBasket(ctx, a, "till"); err != nil || !reflect.DeepEqual(back.Basket, want) {
			t.Errorf("came back as %+v (%v), want %+v", back.Basket, err, want)
		}
	}
}
