package bind

import (
	"context"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

type addParams struct {
	OfferID  shop.ID       `json:"offer_id"`
	Quantity shop.Quantity `json:"quantity,omitempty"` // 0 = one
}

type lineParams struct {
	Line shop.ID `json:"line"`
}

type customerParams struct {
	CustomerID shop.ID `json:"customer_id"` // empty = nobody
}

type commentParams struct {
	Comment string `json:"comment"`
}

type parkParams struct {
	Note string `json:"note,omitempty"`
}

type orderParams struct {
	OrderID shop.ID `json:"order_id"`
}

type quoteParams struct {
	Order shop.ID              `json:"order"`
	Lines []replica.ReturnLine `json:"lines"`
}

type searchParams struct {
	Text  string `json:"text"`
	Limit int    `json:"limit,omitempty"`
}

// at runs a method of the counter: with the replica and whoever is at the till.
func at[P, R any](do func(ctx context.Context, r *replica.Replica, a replica.Actor, screen string, p P) (R, error)) func(context.Context, *Session, P) (R, error) {
	return func(ctx context.Context, s *Session, p P) (R, error) {
		var zero R
		r, err := s.shop()
		if err != nil {
			return zero, err
		}
		a, err := s.actor(ctx)
		if err != nil {
			return zero, err
		}
		return do(ctx, r, a, s.screen, p)
	}
}

func init() {
	const sell = shop.RightSell
	register("counter.get", sell, at(func(ctx context.Context, r *replica.Replica, a replica.Actor, screen string, _ none) (replica.Counter, error) {
		return r.Counter(ctx, a, screen)
	}))
	register("counter.scan", sell, at(func(ctx context.Context, r *replica.Replica, a replica.Actor, screen string, p replica.Scanning) (replica.Scanned, error) {
		return r.ScanCode(ctx, a, screen, p)
	}))
	register("counter.add", sell, at(func(ctx context.Context, r *replica.Replica, a replica.Actor, screen string, p addParams) (replica.Counter, error) {
		return r.AddToBasket(ctx, a, screen, p.OfferID, p.Quantity)
	}))
	register("counter.change_line", sell, at(func(ctx context.Context, r *replica.Replica, a replica.Actor, screen string, p replica.LineChange) (replica.Counter, error) {
		return r.ChangeLine(ctx, a, screen, p)
	}))
	register("counter.remove_line", sell, at(func(ctx context.Context, r *replica.Replica, a replica.Actor, screen string, p lineParams) (replica.Counter, error) {
		return r.RemoveLine(ctx, a, screen, p.Line)
	}))
	register("counter.set_discount", sell, at(func(ctx context.Context, r *replica.Replica, a replica.Actor, screen string, p shop.Discount) (replica.Counter, error) {
		return r.SetBasketDiscount(ctx, a, screen, p)
	}))
	register("counter.set_customer", sell, at(func(ctx context.Context, r *replica.Replica, a replica.Actor, screen string, p customerParams) (replica.Counter, error) {
		return r.SetBasketCustomer(ctx, a, screen, p.CustomerID)
	}))
	register("counter.set_comment", sell, at(func(ctx context.Context, r *replica.Replica, a replica.Actor, screen string, p commentParams) (replica.Counter, error) {
		return r.SetBasketComment(ctx, a, screen, p.Comment)
	}))
	register("counter.undo", sell, at(func(ctx context.Context, r *replica.Replica, a replica.Actor, screen string, _ none) (replica.Counter, error) {
		return r.UndoBasket(ctx, a, screen)
	}))
	register("counter.clear", sell, at(func(ctx context.Context, r *replica.Replica, a replica.Actor, screen string, _ none) (replica.Counter, error) {
		return r.ClearBasket(ctx, a, screen)
	}))
	register("counter.park", sell, at(func(ctx context.Context, r *replica.Replica, a replica.Actor, screen string, p parkParams) (replica.Counter, error) {
		return r.Park(ctx, a, screen, p.Note)
	}))
	register("counter.take_back", sell, at(func(ctx context.Context, r *replica.Replica, a replica.Actor, screen string, p orderParams) (replica.Counter, error) {
		return r.TakeBack(ctx, a, screen, p.OrderID)
	}))
	register("counter.finish", sell, at(func(ctx context.Context, r *replica.Replica, a replica.Actor, screen string, p replica.Finish) (replica.Finished, error) {
		return r.FinishSale(ctx, a, screen, p)
	}))
	register("counter.undo_sale", sell, at(func(ctx context.Context, r *replica.Replica, a replica.Actor, screen string, p orderParams) (replica.Counter, error) {
		return r.UndoSale(ctx, a, screen, p.OrderID)
	}))
	register("returns.lines", shop.RightReturn, at(func(ctx context.Context, r *replica.Replica, _ replica.Actor, _ string, p orderParams) ([]replica.Returnable, error) {
		return r.Returnables(ctx, p.OrderID)
	}))
	register("returns.quote", shop.RightReturn, at(func(ctx context.Context, r *replica.Replica, a replica.Actor, _ string, p quoteParams) (replica.ReturnQuote, error) {
		return r.QuoteReturn(ctx, a, replica.ReturnRequest{Order: p.Order, Lines: p.Lines})
	}))
	register("returns.finish", shop.RightReturn, at(func(ctx context.Context, r *replica.Replica, a replica.Actor, _ string, p replica.ReturnRequest) (replica.Returned, error) {
		return r.ReturnGoods(ctx, a, p)
	}))
}
