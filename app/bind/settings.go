package bind

import (
	"context"
	"strings"

	"github.com/prylavok/prylavok/app/paper"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

type settingParams struct {
	Key   string `json:"key"`
	Value string `json:"value"` // empty = the default
}

type userParams struct {
	ID       shop.ID   `json:"id"` // empty = a new one
	Name     string    `json:"name"`
	Role     shop.Role `json:"role"`
	Active   bool      `json:"active"`
	Language string    `json:"language,omitempty"`
	PIN      *string   `json:"pin,omitempty"` // absent = keep
}

type pinParams struct {
	Old string `json:"old"`
	New string `json:"new"`
}

// ownSetting reports whether anybody at the till may change a setting: how this
// desk looks and sounds.
func ownSetting(d replica.Desk, key string) bool {
	own := "desk." + d.ID.String() + "."
	if !strings.HasPrefix(key, own) {
		return strings.HasPrefix(key, "keys.")
	}
	switch strings.TrimPrefix(key, own) {
	case "theme", "language", "touch", "sounds", "rail":
		return true
	}
	return false
}

func init() {
	register("settings.set", shop.RightAnybody, func(ctx context.Context, s *Session, p settingParams) (none, error) {
		r, err := s.shop()
		if err != nil {
			return none{}, err
		}
		if !ownSetting(r.Desk(), p.Key) {
			if err := s.allow(ctx, shop.RightSettings); err != nil {
				return none{}, err
			}
		}
		if err := paper.CheckSetting(r.Desk(), p.Key, p.Value); err != nil {
			return none{}, err
		}
		if p.Key == "shop.iban" {
			if err := shop.CheckIBAN(p.Value); err != nil {
				return none{}, err
			}
		}
		a, err := s.actor(ctx)
		if err != nil {
			return none{}, err
		}
		return none{}, r.SetSetting(ctx, a, p.Key, p.Value)
	})
	register("users.list", shop.RightUsers, ask(func(ctx context.Context, r *replica.Replica, _ replica.Actor, _ none) ([]replica.User, error) {
		return r.Users(ctx)
	}))
	register("users.save", shop.RightUsers, ask(func(ctx context.Context, r *replica.Replica, a replica.Actor, p userParams) (idResult, error) {
		id, err := r.SaveUser(ctx, a, replica.User{ID: p.ID, Name: p.Name, Role: p.Role, Active: p.Active, Language: p.Language}, p.PIN)
		return idResult{id}, err
	}))
	register("users.change_pin", shop.RightAnybody, func(ctx context.Context, s *Session, p pinParams) (none, error) {
		r, err := s.shop()
		if err != nil {
			return none{}, err
		}
		a, err := s.actor(ctx)
		if err != nil {
			return none{}, err
		}
		var u replica.User
		if err := s.desk.guard.try(a.User, func() (err error) { u, err = r.CheckPIN(ctx, a.User, p.Old); return err }); err != nil {
			return none{}, err
		}
		_, err = r.SaveUser(ctx, a, u, &p.New)
		return none{}, err
	})
	register("data.backup", shop.RightSettings, ask(func(ctx context.Context, r *replica.Replica, _ replica.Actor, _ none) (replica.Backup, error) {
		return r.Backup(ctx, "manual")
	}))
	register("data.backups", shop.RightSettings, ask(func(_ context.Context, r *replica.Replica, _ replica.Actor, _ none) ([]replica.Backup, error) {
		list, err := replica.Backups(r.Path())
		if list == nil {
			list = []replica.Backup{}
		}
		return list, err
	}))
	register("desk.checklist", shop.RightSettings, ask(func(ctx context.Context, r *replica.Replica, _ replica.Actor, _ none) (replica.Checklist, error) {
		return r.Checklist(ctx)
	}))
	register("data.verify", shop.RightSettings, ask(func(ctx context.Context, r *replica.Replica, _ replica.Actor, _ none) (replica.Report, error) {
		return r.Verify(ctx)
	}))
}
