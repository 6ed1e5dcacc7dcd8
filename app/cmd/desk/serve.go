package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/prylavok/prylavok/app/bind"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/serve"
	"github.com/prylavok/prylavok/frontend"
	"github.com/spf13/cobra"
)

// stopPatience is how long calls that run may take to end once the program is
// told to stop.
const stopPatience = 15 * time.Second

func serveCommand(c console) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "serve",
		Short:   "Show the shop's screens in a browser until it is stopped",
		Long:    "Show the shop's screens in a browser until it is stopped (Ctrl+C).\n\nThe first line of standard output is JSON with the address. Whoever has the\naddress has the shop: it carries a key,\nwhich is made once and kept in FILE.serve-key, so that open browsers come back\nafter a restart.",
		Example: "  desk serve --replica shop.db --listen 127.0.0.1:8080",
		Args:    cobra.NoArgs,
	}
	path := replicaFlag(cmd)
	listen := cmd.Flags().String("listen", "127.0.0.1:0", "`HOST:PORT` to answer at; port 0 takes a free one")
	remote := cmd.Flags().Bool("allow-remote", false, "answer other machines too; the data and the key then travel unencrypted")
	newKey := cmd.Flags().Bool("new-key", false, "make another key: addresses given out before stop working")
	clearText := clearFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) (err error) {
		held, err := replica.Hold(*path, "desk serve")
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, held.Release()) }()
		log := slog.New(slog.NewTextHandler(c.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
		d, err := bind.Open(cmd.Context(), bind.Config{Replica: *path, Options: options(), Version: version, Log: log, Work: true, InsecureClear: *clearText})
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, d.Close()) }()
		key, err := serveKey(*path, *newKey)
		if err != nil {
			return err
		}
		s, err := serve.Start(serve.Config{Desk: d, Screens: frontend.Screens(), Listen: *listen, AllowRemote: *remote, Key: key, Log: log})
		if errors.Is(err, serve.ErrRemote) || errors.Is(err, serve.ErrAddress) {
			return usage("%s", err)
		}
		if err != nil {
			return err
		}
		return errors.Join(c.announce(s, held), attend(cmd.Context(), s))
	}
	return cmd
}

// announce says where the screens are: to people, to programs and to whoever
// starts a second server.
func (c console) announce(s *serve.Server, held *replica.Held) error {
	c.tell("The shop is open at %s\nStop with Ctrl+C.", s.Address())
	return errors.Join(held.Tell(s.Address()), c.line(map[string]string{"address": s.Address(), "listen": s.Listening()}))
}

// attend waits until the server ends by itself or the program is told to stop.
func attend(ctx context.Context, s *serve.Server) error {
	var failed error
	select {
	case failed = <-s.Done():
	case <-ctx.Done():
	}
	patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopPatience)
	defer cancel()
	return errors.Join(failed, s.Stop(patience))
}
