package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"github.com/prylavok/prylavok/sync/hub"
	"github.com/prylavok/prylavok/sync/store/sqlite"
	"github.com/spf13/cobra"
)

// stopPatience is how long what is being stored may take once the program is
// told to stop.
const stopPatience = 15 * time.Second

func serveCommand(c console) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "serve",
		Short:   "Serve the shops' desks until it is stopped",
		Long:    "Serve the shops' desks until it is stopped (Ctrl+C).\n\nThe first line of standard output is JSON with the address. Desks connect at\n/sync; /healthz answers whether the database does, /metrics has figures for\nPrometheus. Without a certificate only this machine can connect.",
		Example: "  hub serve --data /var/lib/hub --listen 127.0.0.1:7480\n  hub serve --data /var/lib/hub --listen :7480 --tls-cert hub.pem --tls-key hub.key --public wss://hub.example.com:7480",
		Args:    cobra.NoArgs,
	}
	f := cmd.Flags()
	dir := f.String("data", "", "the hub's data `DIR`; it is made when it is not there")
	database := f.String("database", "", "postgres://… in place of --data (not in this release)")
	listen := f.String("listen", "127.0.0.1:7480", "`HOST:PORT` to answer at; port 0 takes a free one")
	cert := f.String("tls-cert", "", "`FILE` of the certificate, with those above it")
	key := f.String("tls-key", "", "`FILE` of the certificate's key")
	clearText := f.Bool("insecure-clear", false, "answer other machines without encryption: behind a proxy that adds it, or in a network that is trusted whole")
	public := f.String("public", "", "what invites say where the hub is, wss://`HOST:PORT` (default: where it listens)")
	metrics := f.Bool("open-metrics", false, "answer /metrics to other machines too")
	connections := f.Int("connections", 20_000, "`MOST` desks at once")
	verbose := f.Bool("verbose", false, "log why lines break too, also those of strangers")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		switch {
		case *database != "":
			return usage("--database is not in this release yet; --data DIR keeps the shops in a file")
		case *dir == "":
			return usage("--data must say where the hub keeps its shops")
		case (*cert == "") != (*key == ""):
			return usage("--tls-cert and --tls-key go together")
		case *connections < 1:
			return usage("--connections must be at least 1")
		}
		level := slog.LevelInfo
		if *verbose {
			level = slog.LevelDebug
		}
		log := slog.New(slog.NewTextHandler(c.err, &slog.HandlerOptions{Level: level}))
		config := hub.Config{Listen: *listen, Cert: *cert, Key: *key, InsecureClear: *clearText, OpenMetrics: *metrics, Connections: *connections, Nudge: filepath.Join(*dir, nudgeFile)}
		return c.serve(cmd.Context(), *dir, *public, config, log)
	}
	return cmd
}

// gcPercent makes the collector come sooner than usual: ten thousand idle desks
// are many small things that live long, and memory is what they cost.
const gcPercent = 50

func (c console) serve(ctx context.Context, dir, public string, config hub.Config, log *slog.Logger) (err error) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	var told reach
	if public != "" {
		if told, err = parseReach(public); err != nil {
			return err
		}
	}
	switch err := config.CheckAddress(); {
	case errors.Is(err, hub.ErrClear):
		return usage("%s could be reached by others, and nothing would be encrypted: give --tls-cert and --tls-key, or --insecure-clear behind a proxy that encrypts", config.Listen)
	case err != nil:
		return usage("--listen must be HOST:PORT, not %q", config.Listen)
	}
	held, err := sqlite.Hold(dir)
	if err != nil {
		return dataProblem(dir, err)
	}
	defer func() { err = errors.Join(err, held.Release()) }()
	st, err := sqlite.Open(ctx, dir, sqlite.Options{Create: true})
	if err != nil {
		return dataProblem(dir, err)
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	config.Engine = *newEngine(st, log)
	s, err := hub.New(config)
	if err != nil {
		return err
	}
	if err := s.Start(); err != nil {
		return &problem{Code: "listen.failed", Message: fmt.Sprintf("The hub cannot answer at %s. Nothing was changed. Choose another address or port.", config.Listen), cause: err}
	}
	return errors.Join(c.announce(s, dir, told, config.Cert != ""), attend(ctx, s))
}

// announce says where the hub is: to people, to programs and to whoever makes an invite.
func (c console) announce(s *hub.Server, dir string, told reach, encrypted bool) error {
	if told.Address == "" {
		told = reach{Address: s.Addr(), TLS: encrypted}
	}
	if err := told.keep(dir); err != nil {
		return fmt.Errorf("keep address: %w", err)
	}
	c.tell("The hub serves at %s\nStop with Ctrl+C.", s.Addr())
	return c.line(map[string]any{"listen": s.Addr(), "public": told.Address, "tls": told.TLS})
}

// attend waits until the program is told to stop.
func attend(ctx context.Context, s *hub.Server) error {
	<-ctx.Done()
	patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopPatience)
	defer cancel()
	return s.Stop(patience)
}
