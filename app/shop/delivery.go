package shop

import "slices"

// Delivery is a way in which an order reaches its customer.
type Delivery struct {
	Method string // the word by which orders and settings know it
	// Carrier is set where a parcel's number comes from the carrier's service
	// alone: until it has come the parcel goes by a number of the shop.
	Carrier bool
}

// Pickup is the one way in which nothing is sent.
const Pickup = "pickup"

// Deliveries lists the ways that the program has words for, in the order in which
// people are offered them. A shop may write others, which stay as they are written.
var Deliveries = []Delivery{
	{Method: Pickup},
	{Method: "courier"},
	{Method: "nova_poshta", Carrier: true},
	{Method: "ukrposhta"},
	{Method: "meest", Carrier: true},
	{Method: "cdek", Carrier: true},
	{Method: "branch"},
	{Method: "post"},
}

// DeliveryOf gives the way that an order names; one that the shop wrote itself is
// no Carrier.
func DeliveryOf(method string) Delivery {
	if i := slices.IndexFunc(Deliveries, func(d Delivery) bool { return d.Method == method }); i >= 0 {
		return Deliveries[i]
	}
	return Delivery{Method: method}
}

// Sent reports whether the goods leave the shop as a parcel.
func (d Delivery) Sent() bool { return d.Method != "" && d.Method != Pickup }

// SchemeNone says that parcels get no number by themselves.
const SchemeNone Scheme = "none"

// ParcelSchemes are what a shop may choose between for a way of delivery.
var ParcelSchemes = append([]Scheme{SchemeNone, SchemeOwn}, RangeSchemes...)

// NumberSetting names the setting that holds the shop's choice of ParcelSchemes
// for a way of delivery; empty is the usual one.
func (d Delivery) NumberSetting() string { return "parcel." + d.Method + ".number" }

// Numbers gives the scheme of the numbers that parcels of this way get by
// themselves where the shop chose so: by its own choice, else a carrier's parcels
// go by the shop's own numbers, and all others have none.
func (d Delivery) Numbers(chosen string) Scheme {
	switch {
	case !d.Sent():
		return SchemeNone
	case slices.Contains(ParcelSchemes, Scheme(chosen)):
		return Scheme(chosen)
	case d.Carrier:
		return SchemeOwn
	}
	return SchemeNone
}
