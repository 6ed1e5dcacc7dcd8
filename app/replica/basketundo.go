package replica

import (
	"errors"
	"slices"

	"github.com/prylavok/prylavok/app/shop"
)

// earlier is a sale as it was before a change. Lines that the sale after the
// change has too, at its beginning and at its end, are counted and not repeated:
// else each scan would write the whole sale as often as it can be undone.
type earlier struct {
	shop.Basket     // its lines are those between
	First       int `json:"first,omitempty"` // so many lines are the next sale's first
	Last        int `json:"last,omitempty"`  // and so many its last
}

var errEarlier = errors.New("earlier state of the sale does not fit")

// earlierThan describes a sale by the one that came of it.
func earlierThan(next, b shop.Basket) earlier {
	e := earlier{Basket: b}
	most := min(len(b.Lines), len(next.Lines))
	for e.First < most && b.Lines[e.First] == next.Lines[e.First] {
		e.First++
	}
	for e.Last < most-e.First && b.Lines[len(b.Lines)-1-e.Last] == next.Lines[len(next.Lines)-1-e.Last] {
		e.Last++
	}
	e.Lines = b.Lines[e.First : len(b.Lines)-e.Last]
	return e
}

// of gives the earlier sale back, from the one that came of it.
func (e earlier) of(next shop.Basket) (shop.Basket, error) {
	if e.First < 0 || e.Last < 0 || e.First+e.Last > len(next.Lines) {
		return e.Basket, errEarlier
	}
	b := e.Basket
	b.Lines = slices.Concat(next.Lines[:e.First], e.Lines, next.Lines[len(next.Lines)-e.Last:])
	if b.Lines == nil {
		b.Lines = []shop.BasketLine{}
	}
	return b, nil
}

// replaceNext gives earlier states for a sale that stands where another stood:
// only the latest of them is described by it.
func replaceNext(undo []earlier, stood, stands shop.Basket) ([]earlier, error) {
	if len(undo) == 0 {
		return undo, nil
	}
	last := len(undo) - 1
	b, err := undo[last].of(stood)
	if err != nil {
		return nil, err
	}
	return append(slices.Clone(undo[:last]), earlierThan(stands, b)), nil
}
