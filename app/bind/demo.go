package bind

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/prylavok/prylavok/app/demo"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// ErrNotDemo keeps a real shop from being removed with one click.
var ErrNotDemo = shop.NewProblem("demo.not", "This is a real shop, not the demo. It was left as it is.")

func init() {
	register("demo.create", shop.RightNone, createDemo)
	register("demo.remove", shop.RightSettings, removeDemo)
	register("demo.pins", shop.RightNone, demoPINs)
}

// DemoPIN is with what a person of a demo shop enters.
type DemoPIN struct {
	UserID shop.ID `json:"user_id"`
	PIN    string  `json:"pin"`
}

// demoPINs tells, before anybody has entered, the PINs that the demo shop came
// with and that still open it. It tells nothing of a real shop, and nothing of a
// PIN that somebody chose.
func demoPINs(ctx context.Context, s *Session, _ none) ([]DemoPIN, error) {
	pins := []DemoPIN{}
	r, err := s.shop()
	if err != nil {
		return nil, err
	}
	if !r.Desk().Demo {
		return pins, nil
	}
	users, err := r.Users(ctx)
	if err != nil {
		return nil, err
	}
	for _, u := range users {
		pin := demo.PINs[u.Name]
		if u.Role == shop.Owner {
			pin = demo.OwnerPIN
		}
		if !u.Active || pin == "" {
			continue
		}
		_, err := r.CheckPIN(ctx, u.ID, pin)
		if errors.Is(err, replica.ErrPIN) {
			continue
		}
		if err != nil {
			return nil, err
		}
		pins = append(pins, DemoPIN{u.ID, pin})
	}
	return pins, nil
}

// createDemo opens a shop to look around in, where there is none yet.
func createDemo(ctx context.Context, s *Session, p createParams) (State, error) {
	s.desk.founding.Lock()
	defer s.desk.founding.Unlock()
	if s.desk.Replica() != nil {
		return State{}, replica.ErrExists.With("path", s.desk.config.Replica)
	}
	if p.PIN == "" {
		p.PIN = demo.OwnerPIN // the lock tells it
	}
	r, err := replica.Create(ctx, s.desk.config.Replica, p.shop(true), s.desk.config.Options)
	if err != nil {
		return State{}, err
	}
	progress := func(done, total int) {
		s.desk.publish("progress", Job{Kind: "demo", State: "running", Done: done, Total: total})
	}
	if err := demo.Make(ctx, r, demo.Default(time.Now()), progress); err != nil {
		// Half a demo shop is no shop: the place is made free again.
		return State{}, errors.Join(err, r.Close(), replica.Remove(r.Path()))
	}
	s.desk.adopt(r)
	return s.enterAsOwner(ctx)
}

// removeDemo takes the demo shop away in one step; the screens begin anew.
func removeDemo(ctx context.Context, s *Session, _ none) (State, error) {
	s.desk.founding.Lock()
	defer s.desk.founding.Unlock()
	r, err := s.shop()
	if err != nil {
		return State{}, err
	}
	if !r.Desk().Demo {
		return State{}, ErrNotDemo
	}
	path := r.Path()
	if err := s.desk.release(); err != nil {
		return State{}, err
	}
	if err := errors.Join(replica.Remove(path), os.RemoveAll(replica.BackupFolder(path))); err != nil {
		return State{}, replica.ErrDisk.Because(err)
	}
	s.desk.forget()
	s.desk.publish("changed", replica.Event{Kinds: []string{"any"}})
	return s.state(ctx)
}
