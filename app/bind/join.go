package bind

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/wire"
)

// joinWait is how long the hub may take to let this desk in.
const joinWait = 20 * time.Second

// join brings this till to a hub: where there is no shop yet it becomes a till of
// one that runs already, and a shop that lives here moves there. It answers once
// the hub has let it in; what the shop holds comes afterwards. Where it is not
// let in everything is as it was before.
func (s *Session) join(ctx context.Context, p joinParams) (State, error) {
	hub, code, err := wire.ParseInvite(p.Invite)
	if err != nil {
		return State{}, ErrInvite.On("invite").Because(err)
	}
	d := s.desk
	d.founding.Lock()
	defer d.founding.Unlock()
	j := replica.Joining{URL: hub, Invite: code, Name: strings.TrimSpace(p.Name)}
	r := d.Replica()
	if r == nil {
		err = s.joinNew(ctx, j)
	} else {
		err = s.joinWith(ctx, r, j)
	}
	if err != nil {
		return State{}, err
	}
	d.publish("changed", replica.Event{Kinds: []string{"any"}})
	return s.state(ctx)
}

// joinNew makes an empty till and lets the hub fill it. The screens learn of the
// till once it is let in: until then whoever joins has the invite before them.
func (s *Session) joinNew(ctx context.Context, j replica.Joining) error {
	if j.Name == "" {
		return shop.ErrRequired.With("field", "name").On("name")
	}
	d := s.desk
	r, err := replica.CreateJoining(ctx, d.config.Replica, j, d.config.Options)
	if err != nil {
		return err
	}
	if err = s.enrol(ctx, r, false); err != nil {
		// Left first: a hub that answers late does not take in what is removed then.
		leave := r.LeaveHub(ctx)
		link, look := r.HubLink(ctx)
		if leave == nil && look == nil && !link.Enrolled {
			return errors.Join(err, r.Close(), replica.Remove(d.config.Replica))
		}
		err = errors.Join(err, leave, look) // where the hub knows it, it goes on by itself
	}
	d.adopt(r)
	return err
}

// joinWith ties a shop that is here already to the hub, or a till that has not
// been let in yet to another one; one that is in is let in once more.
func (s *Session) joinWith(ctx context.Context, r *replica.Replica, j replica.Joining) error {
	link, err := r.HubLink(ctx)
	switch {
	case err != nil:
		return err
	case r.Desk().Demo:
		return ErrDemoHub
	case !link.Joining:
		if err := s.allow(ctx, shop.RightSettings); err != nil {
			return err
		}
	}
	if j.Name == "" {
		j.Name = r.Desk().Name
	}
	if link.Enrolled {
		return s.rejoin(ctx, r, j)
	}
	if err := r.SetHub(ctx, j); err != nil {
		return err
	}
	if err = s.enrol(ctx, r, link.URL != ""); err == nil {
		return nil
	}
	if link.Joining {
		return err
	}
	// Left first: its session, which ends after that, cannot join any more.
	err = errors.Join(err, r.LeaveHub(ctx))
	if l := s.desk.link(); l != nil {
		err = errors.Join(err, l.tie(ctx))
	}
	return err
}

// enrol waits until the hub has let the replica in. Where another invite waited
// before, its session is ended first.
func (s *Session) enrol(ctx context.Context, r *replica.Replica, again bool) error {
	l := s.desk.link()
	if l == nil {
		l = newHubLink(r, s.desk.config, s.desk.log, func() {}, func() {})
		defer l.watch()()
		defer l.stop()
	}
	if again {
		l.drop()
	}
	if err := l.tie(ctx); err != nil {
		return err
	}
	wait, cancel := context.WithTimeout(ctx, joinWait)
	defer cancel()
	if _, err := l.await(wait, 1, working); err != nil {
		return err
	}
	if s.desk.config.Work {
		return nil
	}
	// On the command line nothing goes on by itself: the shop is brought over now.
	return l.exchange(ctx)
}

// cutOff is called when the hub has cut this till off and the shop is gone from
// its replica. It does not wait: the session that says so has to end first. What
// is said twice does not touch a till that has joined since.
func (d *Desk) cutOff(r *replica.Replica) {
	d.background.Go(func() {
		d.founding.Lock()
		defer d.founding.Unlock()
		if d.Replica() != r {
			return
		}
		d.mu.Lock()
		d.removed = true
		d.mu.Unlock()
		d.forget()
		if err := d.release(); err != nil {
			d.log.Error("removed shop not closed", slog.Any("error", err))
		}
		// Opening it finishes what whoever removed the shop could not: somebody may
		// have read the file just then.
		if again, err := replica.Open(context.Background(), d.config.Replica, d.config.Options); err == nil {
			_ = again.Close()
		} else if errors.Is(err, replica.ErrLocked) {
			d.log.Error("removed shop is still in its file", slog.Any("error", err))
		}
		d.publish("changed", replica.Event{Kinds: []string{"any"}})
	})
}
