package main

import (
	"fmt"
	"slices"
	"time"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

const listTarget = 200 * time.Millisecond

// filters are the ways in which the orders list is narrowed.
func filters(users []replica.User) map[string]replica.OrderFilter {
	list := map[string]replica.OrderFilter{
		"all": {}, "open": {Open: true}, "returns": {Kind: shop.Return}, "last month": {From: until.AddDate(0, -1, 0).UnixMilli(), To: until.UnixMilli()},
		"counter": {Source: "counter"}, "branch": {Delivery: "branch"}, "open, branch, unpaid": {Open: true, Delivery: "branch", Payment: []shop.PaymentState{shop.Unpaid, shop.CODWaiting}},
		"text «кава»": {Text: "кава"}, "text «ко»": {Text: "ко"}, "text «к»": {Text: "к"}, "completed, text «Шевченко»": {Status: []shop.Status{shop.Completed}, Text: "Шевченко"},
	}
	for _, s := range shop.Statuses {
		list["status "+string(s)] = replica.OrderFilter{Status: []shop.Status{s}}
	}
	for _, s := range shop.PaymentStates {
		list["payment "+string(s)] = replica.OrderFilter{Payment: []shop.PaymentState{s}}
	}
	if len(users) > 0 {
		list["one seller"] = replica.OrderFilter{Owner: users[len(users)-1].ID}
	}
	return list
}

var orderSorts = []string{"created_at", "number", "total", "status", "payment_state", "customer", "source", "delivery_method", "owner"}

func (b *bench) orders() (table, error) {
	path, _, err := b.shop("medium", medium)
	if err != nil {
		return table{}, err
	}
	r, err := replica.Open(b.ctx, path, replica.Options{})
	if err != nil {
		return table{}, err
	}
	defer r.Close() //nolint:errcheck // only read
	users, err := r.Users(b.ctx)
	if err != nil {
		return table{}, err
	}
	type ask struct {
		what string
		took time.Duration
	}
	var asks []ask
	for name, f := range filters(users) {
		for _, sort := range orderSorts {
			for _, up := range []bool{false, true} {
				q := replica.OrderQuery{OrderFilter: f, Sort: sort, Up: up, Limit: 100}
				best := time.Hour
				for range 3 { // the best of three: others use this machine too
					took, err := timed(func() error { _, err := r.Orders(b.ctx, replica.System, q); return err })
					if err != nil {
						return table{}, err
					}
					best = min(best, took)
				}
				asks = append(asks, ask{fmt.Sprintf("%s by %s", name, sort), best})
			}
		}
	}
	slices.SortFunc(asks, func(a, b ask) int { return int(b.took - a.took) })
	all := make([]time.Duration, len(asks))
	for i, a := range asks {
		all[i] = a.took
	}
	s := spreadOf(all)
	t := table{title: "Orders list", about: fmt.Sprintf("%d orders; every filter of the screen with every sort, both ways (%d questions): a page of 100 with the count and the sum of the whole list.", medium.Orders, len(asks)),
		head: []string{"p50", "p95", "slowest", "target"}}
	t.add(ms(s.p50()), ms(s.p95()), fmt.Sprintf("%s (%s)", ms(asks[0].took), asks[0].what), verdict(asks[0].took <= listTarget, "each ≤ 200 ms"))
	return t, nil
}
