package bind

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// keepAgain is how often numbers are looked after although nothing told to.
const keepAgain = 5 * time.Minute

// keepNumbers sees to it that the till has numbers ahead: at its start, when
// ranges, leases or what this till is called have changed, and now and then.
func keepNumbers(ctx context.Context, r *replica.Replica, log *slog.Logger) {
	stale := make(chan struct{}, 1)
	defer r.Watch(func(e replica.Event) {
		if slices.ContainsFunc(e.Kinds, func(k string) bool {
			return k == change.NumberRange.Name || k == change.Lease.Name || k == change.Desk.Name || k == "any"
		}) {
			select {
			case stale <- struct{}{}:
			default:
			}
		}
	})()
	for {
		if err := r.KeepNumbers(ctx); err != nil {
			log.Warn("numbers were not asked for", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return
		case <-stale:
		case <-time.After(keepAgain):
		}
	}
}

func init() {
	register("numbers.ranges", shop.RightSell, ask(func(ctx context.Context, r *replica.Replica, _ replica.Actor, _ none) (replica.Numbers, error) {
		return r.Numbers(ctx)
	}))
	register("numbers.save_range", shop.RightSettings, ask(func(ctx context.Context, r *replica.Replica, a replica.Actor, n replica.NumberRange) (idResult, error) {
		id, err := r.SaveNumberRange(ctx, a, n)
		return idResult{id}, err
	}))
	register("numbers.give", shop.RightSell, do(func(ctx context.Context, r *replica.Replica, a replica.Actor, p idParams) error {
		return r.NumberParcel(ctx, a, p.ID)
	}))
	register("numbers.take", shop.RightSell, ask(func(ctx context.Context, r *replica.Replica, a replica.Actor, t replica.Take) (replica.Taken, error) {
		return r.TakeNumber(ctx, a, t)
	}))
}
