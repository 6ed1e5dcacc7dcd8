package main

import (
	"context"
	"errors"
	"maps"
	"os"
	"time"

	"github.com/prylavok/prylavok/app/demo"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/spf13/cobra"
)

func demoCommand(c console) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "demo",
		Short:   "Make a believable shop to look around in",
		Long:    "Make a believable shop to look around in: goods, customers and a year of orders.\nThe same seed, numbers and day make the same goods, customers and orders.",
		Example: "  desk demo --replica demo.db --orders 2000 --products 800 --customers 300 --seed 7",
		Args:    cobra.NoArgs,
	}
	plan := demo.Default(time.Time{})
	path := replicaFlag(cmd)
	cmd.Flags().IntVar(&plan.Orders, "orders", plan.Orders, "`N` orders, returns among them")
	cmd.Flags().IntVar(&plan.Products, "products", plan.Products, "`N` products")
	cmd.Flags().IntVar(&plan.Customers, "customers", plan.Customers, "`N` customers")
	cmd.Flags().Uint64Var(&plan.Seed, "seed", plan.Seed, "another number `S` makes another shop")
	until := cmd.Flags().String("until", "", "the last `DAY` of its year, as 2026-07-31 (default: today)")
	cmd.RunE = func(cmd *cobra.Command, _ []string) (err error) {
		if plan.Until, err = lastMoment(*until, time.Now()); err != nil {
			return err
		}
		pins, err := makeDemo(cmd.Context(), *path, plan, c.progress("Made"))
		if errors.Is(err, shop.ErrInput) {
			return usage("%s", toRefusal(err).Message)
		}
		if err != nil {
			return err
		}
		return c.result(map[string]any{"replica": *path, "products": plan.Products, "customers": plan.Customers, "orders": plan.Orders, "seed": plan.Seed,
			"until": plan.Until.Format(time.RFC3339), "pins": pins})
	}
	return cmd
}

// lastMoment gives the end of a day, or now when none is named.
func lastMoment(day string, now time.Time) (time.Time, error) {
	if day == "" {
		return now, nil
	}
	at, err := time.ParseInLocation(time.DateOnly, day, time.Local)
	if err != nil {
		return at, usage("--until must be a day such as 2026-07-31, not %q", day)
	}
	return at.Add(20 * time.Hour), nil
}

// demoOwner is the owner of a shop that `desk demo` makes.
const demoOwner = "Власник"

// makeDemo fills an empty shop, or makes one: beside its place first, so that
// a half-made one is never taken for whole. It gives the PINs that it set.
func makeDemo(ctx context.Context, path string, plan demo.Plan, progress func(done, total int)) (pins map[string]string, err error) {
	pins = maps.Clone(demo.PINs)
	if _, err := os.Stat(path); err == nil {
		return pins, withReplica(ctx, path, func(r *replica.Replica) error { return demo.Make(ctx, r, plan, progress) })
	}
	pins[demoOwner] = demo.OwnerPIN
	draft := path + ".draft"
	for _, left := range []string{draft, draft + "-wal", draft + "-shm"} {
		_ = os.Remove(left) // of a run that was cut off
	}
	r, err := replica.Create(ctx, draft, replica.NewShop{Name: "Крамниця «Прилавок»", Currency: "UAH", Language: "uk", Owner: demoOwner, PIN: demo.OwnerPIN, Demo: true}, options())
	if err != nil {
		return nil, err
	}
	if err := errors.Join(demo.Make(ctx, r, plan, progress), r.Close()); err != nil {
		return nil, errors.Join(err, os.Remove(draft))
	}
	return pins, os.Rename(draft, path)
}
