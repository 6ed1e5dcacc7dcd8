package bind

import (
	"context"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

func init() {
	const sell = shop.RightSell
	register("prints.list", sell, ask(func(ctx context.Context, r *replica.Replica, _ replica.Actor, _ none) (replica.PrintQueue, error) {
		return r.PrintQueue(ctx)
	}))
	register("prints.again", sell, ask(func(ctx context.Context, r *replica.Replica, a replica.Actor, p idParams) (idResult, error) {
		id, err := r.PrintAgain(ctx, a, p.ID)
		return idResult{id}, err
	}))
	register("prints.cancel", sell, do(func(ctx context.Context, r *replica.Replica, a replica.Actor, p idParams) error {
		return r.CancelPrint(ctx, a, p.ID)
	}))
	register("prints.dismiss", sell, do(func(ctx context.Context, r *replica.Replica, a replica.Actor, p idParams) error {
		return r.DismissPrint(ctx, a, p.ID)
	}))
}
