package bind

import (
	"context"

	"github.com/prylavok/prylavok/app/paper"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// printParty names a run, or a job that stands alone.
type printParty struct {
	ID shop.ID `json:"id,omitzero"` // empty = all that this till prints
}

type fromParams struct {
	RunID shop.ID `json:"run_id"`
	Place int64   `json:"place"` // the first paper that is missing, from 1; one more than there are when all came out
}

type redirectParams struct {
	ID      shop.ID `json:"id"`      // of a run, or of a job that stands alone
	Address string  `json:"address"` // of one of prints.printers; empty = the document's own again
}

type printRunResult struct {
	Run    replica.PrintRun `json:"run"`
	Prints []replica.Print  `json:"prints"`
}

// PrinterChoice is a printer that a job may go to instead of its own.
type PrinterChoice struct {
	Address string `json:"address"`
	Title   string `json:"title"`
}

func init() {
	const sell = shop.RightSell
	register("prints.list", sell, ask(func(ctx context.Context, r *replica.Replica, _ replica.Actor, _ none) (replica.PrintQueue, error) {
		return r.PrintQueue(ctx)
	}))
	register("prints.run", sell, ask(func(ctx context.Context, r *replica.Replica, _ replica.Actor, p idParams) (out printRunResult, err error) {
		out.Run, out.Prints, err = r.PrintRun(ctx, p.ID)
		return out, err
	}))
	register("prints.again", sell, ask(func(ctx context.Context, r *replica.Replica, a replica.Actor, p idParams) (idResult, error) {
		id, err := r.PrintAgain(ctx, a, p.ID)
		return idResult{id}, err
	}))
	register("prints.cancel", sell, do(func(ctx context.Context, r *replica.Replica, a replica.Actor, p idParams) error {
		return r.CancelPrint(ctx, a, p.ID)
	}))
	register("prints.cancel_run", sell, do(func(ctx context.Context, r *replica.Replica, a replica.Actor, p idParams) error {
		return r.CancelRun(ctx, a, p.ID)
	}))
	register("prints.dismiss", sell, do(func(ctx context.Context, r *replica.Replica, a replica.Actor, p idParams) error {
		return r.DismissPrint(ctx, a, p.ID)
	}))
	register("prints.came_out", sell, do(func(ctx context.Context, r *replica.Replica, a replica.Actor, p idParams) error {
		return r.PrintCameOut(ctx, a, p.ID)
	}))
	register("prints.pause", sell, do(func(ctx context.Context, r *replica.Replica, a replica.Actor, p printParty) error {
		return r.PausePrints(ctx, a, p.ID)
	}))
	register("prints.resume", sell, do(func(ctx context.Context, r *replica.Replica, a replica.Actor, p printParty) error {
		return r.ResumePrints(ctx, a, p.ID)
	}))
	register("prints.from", sell, do(func(ctx context.Context, r *replica.Replica, a replica.Actor, p fromParams) error {
		return r.PrintsFrom(ctx, a, p.RunID, p.Place)
	}))
	register("prints.printers", sell, ask(func(ctx context.Context, r *replica.Replica, _ replica.Actor, _ none) ([]PrinterChoice, error) {
		ways, err := printerChoices(ctx, r)
		list := []PrinterChoice{}
		for _, w := range ways {
			list = append(list, PrinterChoice{w.Address, w.Title()})
		}
		return list, err
	}))
	register("prints.redirect", sell, do(func(ctx context.Context, r *replica.Replica, a replica.Actor, p redirectParams) error {
		if p.Address == "" {
			return r.RedirectPrints(ctx, a, p.ID, "")
		}
		ways, err := printerChoices(ctx, r)
		if err != nil {
			return err
		}
		for _, w := range ways {
			if w.Address == p.Address {
				return r.RedirectPrints(ctx, a, p.ID, w.Setting())
			}
		}
		return shop.ErrNotFound.With("what", "printer")
	}))
}

// printerChoices are the printers that this till is set to print on, and those of
// the system. A system that cannot be asked has none.
func printerChoices(ctx context.Context, r *replica.Replica) ([]paper.Way, error) {
	ways, err := paper.Ways(ctx, r)
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, w := range ways {
		known[w.Address] = true
	}
	found, _ := paper.Find(ctx)
	for _, f := range found {
		if !known[f.Address] && f.Language != "" {
			ways = append(ways, paper.Way{Address: f.Address, Language: f.Language})
		}
	}
	return ways, nil
}
