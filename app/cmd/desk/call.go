package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/prylavok/prylavok/app/bind"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/spf13/cobra"
)

// paramsBytesMax bounds what is read from standard input for a call.
const paramsBytesMax = 8 << 20

func methodsCommand(c console) *cobra.Command {
	return &cobra.Command{
		Use:     "methods",
		Short:   "List the methods that a screen may call, with their JSON schemas",
		Example: "  desk methods",
		Args:    cobra.NoArgs,
		RunE:    func(*cobra.Command, []string) error { return c.result(bind.Describe()) },
	}
}

func callCommand(c console) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "call METHOD [JSON|-]",
		Short:   "Call one method as the shop's owner and print what a screen would get",
		Example: "  desk call --replica shop.db goods.search '{\"text\":\"чашка\"}'",
		Args:    cobra.RangeArgs(1, 2),
	}
	path := replicaFlag(cmd)
	screen := cmd.Flags().String("screen", "desk", "`NAME` of the screen whose sale is meant: each has its own")
	cmd.RunE = func(cmd *cobra.Command, args []string) (err error) {
		if *screen == "" || len(*screen) > 64 {
			return usage("--screen must be 1 to 64 bytes long")
		}
		params, err := callParams(c, args[1:])
		if err != nil {
			return err
		}
		log := slog.New(slog.NewTextHandler(c.err, &slog.HandlerOptions{Level: slog.LevelError}))
		d, err := bind.Open(cmd.Context(), bind.Config{Replica: *path, Options: options(), Version: version, Log: log})
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, d.Close()) }()
		if d.Replica() == nil {
			return replica.ErrMissing.With("path", *path)
		}
		result, err := d.SystemSession(*screen).Do(cmd.Context(), args[0], params)
		if err != nil {
			return callFailure(err)
		}
		return c.result(result)
	}
	return cmd
}

func callParams(c console, args []string) ([]byte, error) {
	if len(args) == 0 {
		return nil, nil
	}
	if args[0] != "-" {
		return []byte(args[0]), nil
	}
	text, err := io.ReadAll(io.LimitReader(c.in, paramsBytesMax+1))
	if err != nil {
		return nil, fmt.Errorf("read standard input: %w", err)
	}
	if len(text) > paramsBytesMax {
		return nil, usage("standard input holds more than %d MiB", paramsBytesMax>>20)
	}
	return text, nil
}

// callFailure counts a method that is not there, and parameters that it cannot
// read, as wrong usage.
func callFailure(err error) error {
	if errors.Is(err, bind.ErrNoMethod) || errors.Is(err, bind.ErrParams) {
		return usage("%s “desk methods” lists what there is.", toRefusal(err).Message)
	}
	return err
}
