// Package demo makes a believable shop to look around in, to test with and to
// measure: goods, customers and a year of orders, all from a seed.
//
// Names, brands and numbers are invented. Phones are valid in form and lie in
// ranges that no operator gives out (+380 xx 000 xxxx), barcodes carry right
// check digits.
package demo

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// Plan says how large the shop is and when its year ends. The same plan gives
// the same records in the same new shop, to the last bit.
type Plan struct {
	Products  int
	Customers int
	Orders    int // sales and returns together
	Seed      uint64
	Until     time.Time // the latest order; its location is the shop's
}

// Default is the shop that a first start shows.
func Default(until time.Time) Plan {
	return Plan{Products: 400, Customers: 600, Orders: 3000, Seed: 1, Until: until}
}

// The limits of a plan.
const (
	MaxProducts  = 200_000
	MaxCustomers = 1_000_000
	MaxOrders    = 5_000_000
)

// PINs are those of the people that a demo shop adds to its owner.
var PINs = map[string]string{"Марко": "1111", "Олена": "2222", "Ірина": "3333"}

// OwnerPIN is that of a demo shop's owner unless they chose their own.
const OwnerPIN = "0000"

// Make fills an open, empty replica: replica.ErrNotEmpty if it is not. progress,
// which may be nil, hears how many records of the plan are done. When it fails
// or ctx ends, what has been made adds up but is not the whole shop.
func Make(ctx context.Context, r *replica.Replica, p Plan, progress func(done, total int)) error {
	if err := p.check(); err != nil {
		return err
	}
	users, err := r.Users(ctx)
	if err != nil {
		return err
	}
	m := &maker{ctx: ctx, plan: p, rand: rand.New(rand.NewPCG(p.Seed, 1)), ids: rand.New(rand.NewPCG(p.Seed, 2)), progress: progress, total: p.Products + p.Customers + p.Orders,
		begin: p.Until.AddDate(-1, 0, 0)}
	for _, u := range users {
		if u.Active && u.Role == shop.Owner {
			m.owner = u.ID
			break
		}
	}
	return r.Bulk(ctx, m.id, m.fill)
}

func (p *Plan) check() error {
	for _, n := range []struct {
		name      string
		have, max int
	}{{"products", p.Products, MaxProducts}, {"customers", p.Customers, MaxCustomers}, {"orders", p.Orders, MaxOrders}} {
		if n.have < 0 || n.have > n.max {
			return shop.ErrInput.With("field", n.name).On(n.name)
		}
	}
	if p.Orders > 0 && p.Products == 0 {
		return shop.ErrInput.With("field", "products").On("products")
	}
	return nil
}

type maker struct {
	ctx      context.Context
	plan     Plan
	rand     *rand.Rand
	ids      *rand.Rand // of its own, so that a new kind of record does not change the shop's story
	bulk     *replica.Bulk
	progress func(done, total int)
	done     int
	total    int
	begin    time.Time

	owner     shop.ID
	people    []shop.ID // who sells
	offers    []*good
	customers []person
	returns   []giveBack
}

// id makes a UUIDv7 of a past time from the seed.
func (m *maker) id(at int64) (id shop.ID) {
	binary.BigEndian.PutUint64(id[:8], uint64(at)<<16|uint64(m.ids.Uint32()&0x0fff)|0x7000)
	binary.BigEndian.PutUint64(id[8:], m.ids.Uint64()>>2|1<<63)
	return id
}

func (m *maker) fill(b *replica.Bulk) error {
	m.bulk = b
	for _, step := range []func() error{m.makeUsers, m.makeGoods, m.makeCustomers, m.makeOrders} {
		if err := step(); err != nil {
			return fmt.Errorf("demo shop: %w", err)
		}
	}
	return nil
}

// step counts one record of the plan and notices when it is time to stop.
func (m *maker) step() error {
	m.done++
	if m.done%500 != 0 && m.done != m.total {
		return nil
	}
	if m.progress != nil {
		m.progress(m.done, m.total)
	}
	return m.ctx.Err()
}

func (m *maker) makeUsers() error {
	at := m.begin.UnixMilli()
	if !m.owner.IsZero() {
		m.people = append(m.people, m.owner)
	}
	for _, u := range []struct {
		name string
		role shop.Role
	}{{"Марко", shop.Manager}, {"Олена", shop.Clerk}, {"Ірина", shop.Clerk}} {
		var salt [16]byte
		copy(salt[:], "demo "+string(u.role)+u.name)
		id, err := m.bulk.User(at, replica.User{Name: u.name, Role: u.role, Active: true, Language: "uk"}, PINs[u.name], salt)
		if err != nil {
			return err
		}
		m.people = append(m.people, id)
	}
	return nil
}

func pick[T any](m *maker, list []T) T { return list[m.rand.IntN(len(list))] }

// chance is true in so many of a thousand cases.
func (m *maker) chance(perMille int) bool { return m.rand.IntN(1000) < perMille }
