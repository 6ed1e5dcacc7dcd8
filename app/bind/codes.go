package bind

import (
	"context"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/scan"
	"github.com/prylavok/prylavok/app/shop"
)

type codeParams struct {
	Code string `json:"code"`
}

type codeResult struct {
	Code string `json:"code"`
}

type explainParams struct {
	Code  string  `json:"code"`
	Masks *string `json:"masks,omitempty"` // to be tried; absent = the shop's
}

type bindParams struct {
	Code     string        `json:"code"`
	OfferID  shop.ID       `json:"offer_id"`
	Quantity shop.Quantity `json:"quantity,omitempty"` // what one scan stands for; 0 = one
}

type parcelParams struct {
	OrderID shop.ID `json:"order_id"`
	replica.ParcelCode
}

type parcelCodeParams struct {
	OrderID shop.ID `json:"order_id"`
	Code    string  `json:"code"`
}

// Explained is what a code was read as, whatever the shop knows by it.
type Explained struct {
	Text      string         `json:"text"`
	Symbology scan.Symbology `json:"symbology"`
	Elements  []scan.Element `json:"elements"`
	Meanings  []scan.Meaning `json:"meanings"`
	Doubt     *replica.Doubt `json:"doubt,omitempty"`
}

// BadgeEntry is what a badge did at a screen.
type BadgeEntry struct {
	Entered bool    `json:"entered"` // the person is in; else their PIN is to be given
	UserID  shop.ID `json:"user_id"`
	Name    string  `json:"name"`
}

// badge lets a clerk in who shows their badge, whoever was in before. Of whoever
// may do more it only tells who they are: a badge is soon borrowed.
func (s *Session) badge(ctx context.Context, p codeParams) (BadgeEntry, error) {
	r, err := s.shop()
	if err != nil {
		return BadgeEntry{}, err
	}
	var u replica.User
	// Nobody's tries: whose badge it would be is not known.
	if err := s.desk.guard.try(shop.ID{}, func() (err error) { u, err = r.UserByBadge(ctx, p.Code); return err }); err != nil {
		return BadgeEntry{}, err
	}
	e := BadgeEntry{Entered: u.Role == shop.Clerk, UserID: u.ID, Name: u.Name}
	if e.Entered {
		s.enter(u.ID)
	}
	return e, nil
}

func init() {
	const sell = shop.RightSell
	register("scan.find", shop.RightAnybody, ask(func(ctx context.Context, r *replica.Replica, a replica.Actor, p codeParams) (replica.Found, error) {
		return r.FindCode(ctx, a, p.Code)
	}))
	register("scan.explain", shop.RightAnybody, ask(func(ctx context.Context, r *replica.Replica, _ replica.Actor, p explainParams) (Explained, error) {
		c, doubt, err := r.Explain(ctx, p.Code, p.Masks)
		e := Explained{Text: c.Text, Symbology: c.Symbology, Elements: c.Elements, Meanings: c.Meanings, Doubt: doubt}
		if e.Elements == nil {
			e.Elements = []scan.Element{}
		}
		if e.Meanings == nil {
			e.Meanings = []scan.Meaning{}
		}
		return e, err
	}))
	register("codes.unknown", sell, ask(func(ctx context.Context, r *replica.Replica, _ replica.Actor, _ none) ([]replica.UnknownCode, error) {
		return r.UnknownCodes(ctx)
	}))
	register("codes.keep", shop.RightAnybody, do(func(ctx context.Context, r *replica.Replica, a replica.Actor, p codeParams) error {
		return r.KeepCode(ctx, a, p.Code)
	}))
	register("codes.drop", sell, do(func(ctx context.Context, r *replica.Replica, a replica.Actor, p codeParams) error {
		return r.DropCode(ctx, a, p.Code)
	}))
	register("codes.bind", shop.RightGoods, ask(func(ctx context.Context, r *replica.Replica, a replica.Actor, p bindParams) (replica.Offer, error) {
		return r.BindCode(ctx, a, p.Code, p.OfferID, p.Quantity)
	}))
	register("codes.forget", sell, do(func(ctx context.Context, r *replica.Replica, a replica.Actor, p codeParams) error {
		return r.ForgetChoice(ctx, a, p.Code)
	}))

	register("session.badge", shop.RightNone, func(ctx context.Context, s *Session, p codeParams) (BadgeEntry, error) {
		return s.badge(ctx, p)
	})
	register("users.badge", shop.RightUsers, ask(func(ctx context.Context, r *replica.Replica, a replica.Actor, p idParams) (codeResult, error) {
		code, err := r.NewBadge(ctx, a, p.ID)
		return codeResult{code}, err
	}))
	register("users.badge_off", shop.RightUsers, do(func(ctx context.Context, r *replica.Replica, a replica.Actor, p idParams) error {
		return r.DropBadge(ctx, a, p.ID)
	}))

	register("orders.pick", sell, ask(func(ctx context.Context, r *replica.Replica, a replica.Actor, p replica.Pick) (replica.Picked, error) {
		return r.Pick(ctx, a, p)
	}))
	register("orders.add_code", sell, do(func(ctx context.Context, r *replica.Replica, a replica.Actor, p parcelParams) error {
		return r.AddParcelCode(ctx, a, p.OrderID, p.ParcelCode)
	}))
	register("orders.remove_code", sell, do(func(ctx context.Context, r *replica.Replica, a replica.Actor, p parcelCodeParams) error {
		return r.RemoveParcelCode(ctx, a, p.OrderID, p.Code)
	}))
}
