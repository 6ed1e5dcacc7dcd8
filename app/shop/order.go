package shop

import (
	"fmt"
	"slices"
	"strings"
)

// Status is the state of an order. Which steps are allowed is drawn in
// docs/order-states.md and held by the table below.
type Status string

// The states of an order.
const (
	Parked    Status = "parked"    // put aside at a counter
	New       Status = "new"       // came in, nobody has looked yet
	Confirmed Status = "confirmed" // agreed with the customer, goods reserved
	Packed    Status = "packed"
	Shipped   Status = "shipped"   // handed to the carrier
	Delivered Status = "delivered" // with the customer, perhaps not paid yet
	Completed Status = "completed" // handed over and paid: the end of a good order
	Cancelled Status = "cancelled"
)

// Statuses lists the states in the order of an order's life.
var Statuses = []Status{Parked, New, Confirmed, Packed, Shipped, Delivered, Completed, Cancelled}

// steps names the allowed steps, the most usual next one first.
var steps = map[Status][]Status{
	Parked:    {Completed, Confirmed, Cancelled},
	New:       {Confirmed, Packed, Completed, Cancelled},
	Confirmed: {Packed, Shipped, Completed, Cancelled},
	Packed:    {Shipped, Completed, Confirmed, Cancelled},
	Shipped:   {Delivered, Completed, Cancelled},
	Delivered: {Completed, Cancelled},
	Completed: {Cancelled},
}

// Steps lists the states that an order may go to next, the usual one first.
func (s Status) Steps() []Status { return steps[s] }

// Step says whether an order may go from one state to another.
func (s Status) Step(to Status) error {
	if slices.Contains(steps[s], to) {
		return nil
	}
	return ErrStep.With("from", string(s)).With("to", string(to))
}

// Open reports whether an order still waits for work.
func (s Status) Open() bool { return s != Completed && s != Cancelled }

// HandedOver reports whether the goods have left the shop.
func (s Status) HandedOver() bool { return s == Shipped || s == Delivered || s == Completed }

// OrderKind tells a sale from a return.
type OrderKind string

// The kinds of order documents.
const (
	Sale   OrderKind = "sale"
	Return OrderKind = "return"
)

// StockEffect is what one unit of an order's goods does to the ledger in a
// state: to what lies in the shop and to what is promised. The ledger is kept
// equal to it by moves of the difference, so any way to a state ends alike.
func StockEffect(kind OrderKind, s Status) (onHand, reserved int64) {
	switch {
	case s == Cancelled:
		return 0, 0
	case kind == Return:
		return +1, 0
	case s.HandedOver():
		return -1, 0
	}
	return 0, +1
}

// PaymentKind is how money came or went.
type PaymentKind string

// The kinds of payment.
const (
	Cash     PaymentKind = "cash"
	Card     PaymentKind = "card"
	Transfer PaymentKind = "transfer"
	COD      PaymentKind = "cod" // cash on delivery, received from the carrier
)

// PaymentKinds lists the kinds in the order of the screen.
var PaymentKinds = []PaymentKind{Cash, Card, Transfer, COD}

// Valid reports whether the kind is one of ours.
func (k PaymentKind) Valid() bool { return slices.Contains(PaymentKinds, k) }

// Tender is what a customer hands over for one sale.
type Tender struct {
	Kind  PaymentKind `json:"kind"`
	Given Money       `json:"given"` // what was handed over, at least the sum it pays
}

// Paid is what a tender comes to once change was given.
type Paid struct {
	Kind   PaymentKind `json:"kind"`
	Amount Money       `json:"amount"` // what stays in the shop
	Given  Money       `json:"given"`
}

// Settle splits what was handed over into payments of exactly due and the
// change, which only cash can give. Nothing handed over at all means the exact
// sum in cash, the usual case.
func Settle(due Money, tenders []Tender) (payments []Paid, change Money, err error) {
	if due == 0 {
		return nil, 0, nil
	}
	if len(tenders) == 0 {
		return []Paid{{Cash, due, due}}, 0, nil
	}
	left := due
	var cash Money
	for _, t := range tenders {
		switch {
		case !t.Kind.Valid():
			return nil, 0, ErrPaymentKind.On("payments")
		case t.Given <= 0 || t.Given > MaxPrice:
			return nil, 0, ErrPaymentSum.On("payments")
		case t.Kind == Cash:
			cash += t.Given
			continue
		case t.Given > left:
			return nil, 0, ErrPaymentOver.On("payments")
		}
		left -= t.Given
		payments = append(payments, Paid{t.Kind, t.Given, t.Given})
	}
	if cash < left {
		return nil, 0, ErrPaymentShort.On("payments").With("missing", int64(left-cash))
	}
	if cash > 0 && left == 0 {
		return nil, 0, ErrPaymentOver.On("payments")
	}
	if left > 0 {
		payments = append(payments, Paid{Cash, left, cash})
	}
	return payments, cash - left, nil
}

// PaymentState is how far an order is paid.
type PaymentState string

// The payment states.
const (
	Unpaid     PaymentState = "unpaid"
	PartPaid   PaymentState = "part"
	FullyPaid  PaymentState = "paid"
	CODWaiting PaymentState = "cod"    // the carrier is to bring the money
	RefundDue  PaymentState = "refund" // more was paid than the order now comes to
)

// PaymentStates lists them all.
var PaymentStates = []PaymentState{Unpaid, PartPaid, FullyPaid, CODWaiting, RefundDue}

// PaymentOf tells how far an order is paid. A return's total and payments are
// below zero; it counts as paid once all of it was given back.
func PaymentOf(total, paid Money, cashOnDelivery bool) PaymentState {
	if total < 0 {
		total, paid = -total, -paid
	}
	switch {
	case paid > total:
		return RefundDue
	case paid == total:
		return FullyPaid
	case cashOnDelivery:
		return CODWaiting
	case paid > 0:
		return PartPaid
	}
	return Unpaid
}

// OrderNumber writes the number of a document for people: the desk's series
// and its counter, such as A7-000123.
func OrderNumber(series string, counter int64) string { return fmt.Sprintf("%s-%06d", series, counter) }

// NextSeries gives the series that follows one: A1 → A2 → … A restored or
// cloned replica takes the next, so that no number it might repeat is printed.
func NextSeries(series string) string {
	letters := strings.TrimRight(series, "0123456789")
	var n int
	_, _ = fmt.Sscanf(series[len(letters):], "%d", &n) // no digits count as zero
	if letters == "" {
		letters = "A"
	}
	return fmt.Sprintf("%s%d", letters, n+1)
}
