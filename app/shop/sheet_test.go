package shop_test

import (
	"testing"

	"github.com/prylavok/prylavok/app/shop"
	"pgregory.net/rapid"
)

// However goods come onto a sheet, each has one line, which holds all of it and
// the books as they were seen last; a refused quantity leaves the sheet as it was.
func TestASheetHoldsEachOfferOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := shop.Sheet{Kind: rapid.SampledFrom([]shop.SheetKind{shop.Receipt, shop.Count}).Draw(t, "kind")}
		offers := []shop.SheetLine{{OfferID: shop.NewID(), Unit: "pcs"}, {OfferID: shop.NewID(), Unit: "kg"}, {OfferID: shop.NewID(), Unit: "set"}}
		want := map[shop.ID]shop.Quantity{}
		for range rapid.IntRange(1, 30).Draw(t, "scans") {
			line := rapid.SampledFrom(offers).Draw(t, "offer")
			line.ID, line.Quantity = shop.NewID(), shop.Quantity(rapid.Int64Range(-1000, 3000).Draw(t, "quantity"))
			line.Seen = shop.Quantity(rapid.Int64Range(-5000, 5000).Draw(t, "seen"))
			before := s.Clone()
			if err := s.Add(line); err != nil {
				if len(s.Lines) != len(before.Lines) || s.Current != before.Current {
					t.Fatalf("refused, and changed: %+v", s)
				}
				continue
			}
			want[line.OfferID] += line.Quantity
			i, err := s.Find(s.Current)
			if err != nil || s.Lines[i].OfferID != line.OfferID || s.Lines[i].Seen != line.Seen {
				t.Fatalf("%+v is not current in %+v: %v", line, s, err)
			}
		}
		var sum shop.SheetSum
		for i, l := range s.Lines {
			if l.Quantity != want[l.OfferID] || (i > 0 && l.N <= s.Lines[i-1].N) {
				t.Fatalf("%+v, want %v", s.Lines, want)
			}
			move := l.Quantity
			if s.Kind == shop.Count {
				move -= l.Seen
				if move != 0 {
					sum.Differ++
				}
			}
			if s.Move(l) != move {
				t.Fatalf("%+v moves %v", l, s.Move(l))
			}
			sum.Lines++
			if l.Unit == "kg" {
				sum.Measured++
			} else {
				sum.Pieces += l.Quantity
			}
			delete(want, l.OfferID)
		}
		for _, q := range want {
			if q != 0 {
				t.Fatalf("%v are on no line", q)
			}
		}
		if s.Sum() != sum {
			t.Fatalf("%+v, want %+v", s.Sum(), sum)
		}
	})
}
