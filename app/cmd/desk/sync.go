package main

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"

	"github.com/prylavok/prylavok/app/bind"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/client"
	"github.com/prylavok/prylavok/sync/wire"
	"github.com/spf13/cobra"
)

// errAttention ends a sync after which something waits for a person.
var errAttention = errors.New("the hub refused something; see it on the screen under “Needs you”")

func syncCommand(c console) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "sync",
		Short:   "Exchange with the hub what is new here and there",
		Long:    "Exchange with the hub what is new here and there, until it is stopped (Ctrl+C).\n\nA window and \"desk serve\" do this by themselves; beside them it does no harm.\nThe result comes when it ends. The exit code is 3 when something that was done\nhere was refused and waits for a person.",
		Example: "  desk sync --replica shop.db --once",
		Args:    cobra.NoArgs,
	}
	path := replicaFlag(cmd)
	once := cmd.Flags().Bool("once", false, "end as soon as all that was here and there has been exchanged")
	clearText := clearFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return withReplica(cmd.Context(), *path, func(r *replica.Replica) error {
			log := slog.New(slog.NewTextHandler(c.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
			x := exchange{console: c, r: r, config: bind.Config{Version: version, Log: log, InsecureClear: *clearText}}
			if err := x.run(cmd.Context(), *once); err != nil {
				return err
			}
			return x.result(cmd.Context())
		})
	}
	return cmd
}

// clearFlag declares the flag that lets a hub be reached without encryption.
func clearFlag(cmd *cobra.Command) *bool {
	return cmd.Flags().Bool("insecure-clear", false, "reach a hub on another machine without encryption too: in a network that is trusted whole")
}

// synced is what a sync came to.
type synced struct {
	Epoch     uint64 `json:"epoch"`
	Cursor    int64  `json:"cursor"`
	Pushed    int64  `json:"pushed"`
	Pulled    int64  `json:"pulled"`
	Pending   int64  `json:"pending"`
	Attention int64  `json:"attention"`
	Conflicts int64  `json:"conflicts"`
	Digest    string `json:"digest"`
}

// exchange is one run of the command.
type exchange struct {
	console
	r      *replica.Replica
	config bind.Config
	counts
}

func (x *exchange) run(ctx context.Context, once bool) error {
	link, err := x.r.HubLink(ctx)
	if err != nil {
		return err
	}
	if link.URL == "" {
		return bind.ErrNoHub
	}
	o := bind.SessionOptions(x.r, link, x.config)
	o.Store = &counting{Store: o.Store, r: x.r, counts: &x.counts}
	if once {
		return x.once(ctx, o)
	}
	return x.follow(ctx, o)
}

func (x *exchange) once(ctx context.Context, o client.Options) error {
	_, err := client.SyncOnce(ctx, o)
	var gaveUp *client.OnceError
	if errors.As(err, &gaveUp) {
		return bind.WhyProblem(gaveUp.Status.Why, gaveUp.Status.Text)
	}
	return err
}

// follow exchanges until the program is told to stop, or the hub cut this desk off.
func (x *exchange) follow(ctx context.Context, o client.Options) error {
	over := make(chan client.Status, 1)
	phase := client.PhaseOff
	o.OnStatus = func(st client.Status) {
		if st.Phase != phase {
			phase = st.Phase
			x.tell("%s", inWords(st))
		}
		if st.Phase == client.PhaseStopped && st.Why == client.WhyRevoked {
			over <- st
		}
	}
	s := client.NewSession(o)
	// What another program does on the same file goes out too.
	defer x.r.Watch(func(replica.Event) { s.Changed() })()
	s.Start()
	defer s.Stop()
	select {
	case st := <-over:
		return bind.WhyProblem(st.Why, st.Text)
	case <-ctx.Done():
		return nil
	}
}

// inWords says for people how a session stands.
func inWords(st client.Status) string {
	switch st.Phase {
	case client.PhaseLive:
		return "All is at the hub and here."
	case client.PhaseSyncing:
		return "Exchanging with the hub."
	}
	if st.Why == client.WhyNone {
		return "Connecting to the hub."
	}
	return bind.WhyProblem(st.Why, "").Message
}

func (x *exchange) result(ctx context.Context) error {
	// The program may have been told to stop; what it did is still told.
	ctx = context.WithoutCancel(ctx)
	d, err := x.r.Digest(ctx)
	if err != nil {
		return err
	}
	n, err := x.r.NeedsYou(ctx, replica.System)
	if err != nil {
		return err
	}
	err = x.console.result(synced{d.Epoch, d.Cursor, x.pushed.Load(), x.pulled.Load(), d.Pending, n.Refused, n.Conflicts, d.Digest})
	if err == nil && n.Refused > 0 {
		return errAttention
	}
	return err
}

// counts are what a session moved.
type counts struct {
	pushed atomic.Int64 // batches of this desk that are in the feed now
	pulled atomic.Int64 // batches of other desks, and records of a load
}

// counting counts what goes through a store.
type counting struct {
	client.Store
	r *replica.Replica
	*counts
}

// Take counts entries that were applied.
func (s *counting) Take(ctx context.Context, epoch uint64, entries []change.Entry) (change.Cursor, error) {
	at, err := s.Store.Take(ctx, epoch, entries)
	if err != nil {
		return at, err
	}
	own := change.ID(s.r.Desk().ID)
	for i := range entries {
		if entries[i].Batch.Device == own {
			s.pushed.Add(1)
		} else {
			s.pulled.Add(1)
		}
	}
	return at, nil
}

// TakePages counts records that were loaded.
func (s *counting) TakePages(ctx context.Context, pages []wire.Page) (taken int, now client.Load, err error) {
	taken, now, err = s.Store.TakePages(ctx, pages)
	if err == nil {
		for _, p := range pages[:taken] {
			s.pulled.Add(int64(len(p.Records)))
		}
	}
	return taken, now, err
}
