package paper

import (
	"context"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// Number gives the parcels of orders the numbers that a document carries, if it
// carries any: to be asked before Make whenever the paper is to leave the program,
// and never for a look at it. A parcel that has a number keeps it. It fails with
// the problems of replica.TakeNumber.
func Number(ctx context.Context, r *replica.Replica, a replica.Actor, ask Ask) error {
	if ask.Document != shop.DocumentLabel && ask.Document != shop.DocumentWaybill {
		return nil
	}
	for _, o := range ask.Orders {
		if err := r.NumberParcel(ctx, a, o.ID); err != nil {
			return err
		}
	}
	return nil
}

// tracking gives the number that the order's parcel goes by, as it is printed in
// bars, and whether it is one of ours until the carrier gives its own.
func (f form) tracking() (number string, awaited bool) {
	number, ours := f.card.ParcelNumber()
	awaited = ours && number != "" && shop.DeliveryOf(f.card.Delivery.Method).Carrier
	if ours && shop.IsSSCC(number) {
		number = "(00)" + number
	}
	return number, awaited
}

// The problems of a paper in the queue whose parcel got no number: those of
// replica without names, for the queue keeps nothing but which one it was.
var (
	ErrNumberNone   = shop.NewProblem("parcel_number_none", "This parcel goes by a number of a range, and the shop has no range. Nothing was printed. The order is saved. Enter a range under Settings, and print again.")
	ErrNumberAsked  = shop.NewProblem("parcel_number_asked", "This till has no parcel number left. More were asked for and will come from the hub. Nothing was printed. The order is saved. Print again when they are there.")
	ErrNumberUsedUp = shop.NewProblem("parcel_number_used_up", "All numbers of the range are given out. Nothing was printed. The order is saved. Enter a new range under Settings, and print again.")
	ErrNumberDoubt  = shop.NewProblem("parcel_number_doubt", "The shop was restored from a backup, and which parcel numbers are free is not known. Nothing was printed. The order is saved. Say under Settings from which one on they are, and print again.")
)

var unnumbered = map[string]*shop.Problem{
	replica.ErrNumbersNone.Code: ErrNumberNone, replica.ErrNumbersAsked.Code: ErrNumberAsked, replica.ErrNumbersUsedUp.Code: ErrNumberUsedUp, replica.ErrNumbersDoubt.Code: ErrNumberDoubt,
}
