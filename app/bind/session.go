package bind

import (
	"context"
	"strings"

	"github.com/prylavok/prylavok/app/paper"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// ShopInfo is the shop as every screen knows it.
type ShopInfo struct {
	Name     string        `json:"name"`
	Currency shop.Currency `json:"currency"`
	Language string        `json:"language"`
}

// State is what a screen has to know before anything else.
type State struct {
	// Phase is new before there is a shop here, joining until a shop that is being
	// joined can sell, removed after the hub cut this till off.
	Phase    string            `json:"phase" jsonschema:"enum=new,enum=joining,enum=removed,enum=locked,enum=open"`
	Version  string            `json:"version"`
	Screen   string            `json:"screen"`
	Demo     bool              `json:"demo"`
	Shop     *ShopInfo         `json:"shop,omitempty"`
	Desk     *replica.Desk     `json:"desk,omitempty"`
	User     *replica.User     `json:"user,omitempty"`
	Users    []replica.User    `json:"users"` // who may unlock
	Rights   []shop.Right      `json:"rights"`
	Settings map[string]string `json:"settings"`
	Sync     SyncState         `json:"sync"`
	Printed  bool              `json:"printed,omitempty"` // this till has had something to print
	Units    []string          `json:"units"`
	Choices  []shop.Currency   `json:"currencies"`
}

type unlockParams struct {
	UserID shop.ID `json:"user_id"`
	PIN    string  `json:"pin"`
}

type createParams struct {
	Name     string `json:"name"`
	Currency string `json:"currency"`
	Language string `json:"language" jsonschema:"enum=uk,enum=en,enum=ru"`
	Owner    string `json:"owner,omitempty"`
	PIN      string `json:"pin"`
}

func (p createParams) shop(demo bool) replica.NewShop {
	return replica.NewShop{Name: strings.TrimSpace(p.Name), Currency: p.Currency, Language: p.Language, Owner: strings.TrimSpace(p.Owner), PIN: p.PIN, Demo: demo}
}

func init() {
	register("desk.state", shop.RightNone, func(ctx context.Context, s *Session, _ none) (State, error) { return s.state(ctx) })
	register("shop.create", shop.RightNone, func(ctx context.Context, s *Session, p createParams) (State, error) {
		s.desk.founding.Lock()
		defer s.desk.founding.Unlock()
		if s.desk.Replica() != nil {
			return State{}, replica.ErrExists.With("path", s.desk.config.Replica)
		}
		r, err := replica.Create(ctx, s.desk.config.Replica, p.shop(false), s.desk.config.Options)
		if err != nil {
			return State{}, err
		}
		s.desk.adopt(r)
		return s.enterAsOwner(ctx)
	})
	register("session.unlock", shop.RightNone, func(ctx context.Context, s *Session, p unlockParams) (State, error) {
		r, err := s.shop()
		if err != nil {
			return State{}, err
		}
		if err := s.desk.guard.try(p.UserID, func() error { _, err := r.CheckPIN(ctx, p.UserID, p.PIN); return err }); err != nil {
			return State{}, err
		}
		s.enter(p.UserID)
		return s.state(ctx)
	})
	register("session.lock", shop.RightNone, func(ctx context.Context, s *Session, _ none) (State, error) {
		s.enter(shop.ID{})
		return s.state(ctx)
	})
}

// enterAsOwner lets in whoever has just opened the shop.
func (s *Session) enterAsOwner(ctx context.Context) (State, error) {
	r, err := s.shop()
	if err != nil {
		return State{}, err
	}
	users, err := r.Users(ctx)
	if err != nil {
		return State{}, err
	}
	for _, u := range users {
		if u.Role == shop.Owner {
			s.enter(u.ID)
			break
		}
	}
	s.desk.publish("changed", replica.Event{Kinds: []string{"any"}})
	return s.state(ctx)
}

func (s *Session) state(ctx context.Context) (State, error) {
	st := State{Phase: "new", Version: s.desk.config.Version, Screen: s.screen, Users: []replica.User{}, Rights: []shop.Right{}, Settings: map[string]string{}, Sync: SyncState{Phase: "none"}, Units: shop.Units, Choices: shop.Currencies}
	r, removed := s.desk.standing()
	if r == nil {
		if removed {
			st.Phase = "removed"
		}
		return st, nil
	}
	link, err := r.HubLink(ctx)
	if err != nil {
		return st, err
	}
	if link.Joining {
		st.Phase = "joining"
		st.Sync, err = s.syncState(ctx)
		return st, err
	}
	all, err := r.Settings(ctx)
	if err != nil {
		return st, err
	}
	desk := r.Desk()
	delete(all, paper.LogoKey) // large, and asked for where it is shown
	st.Desk, st.Demo, st.Settings = &desk, desk.Demo, all
	st.Shop = &ShopInfo{all["shop.name"], desk.Currency, all["shop.language"]}
	if st.Sync, err = s.syncState(ctx); err != nil {
		return st, err
	}
	if st.Printed, err = r.HasPrinted(ctx); err != nil {
		return st, err
	}
	users, err := r.Users(ctx)
	if err != nil {
		return st, err
	}
	for _, u := range users {
		if u.Active {
			st.Users = append(st.Users, u)
		}
	}
	u, ok, err := s.who(ctx)
	if err != nil {
		return st, err
	}
	if !ok && len(st.Users) == 1 && !st.Users[0].HasPIN {
		// Nobody has set a PIN: a lock without a key would only be in the way.
		u, ok = st.Users[0], true
		s.enter(u.ID)
	}
	st.Phase = "locked"
	if ok {
		st.Phase, st.User, st.Rights = "open", &u, u.Role.Rights()
	}
	return st, nil
}
