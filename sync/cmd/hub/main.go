// Hub is the server that desks agree through: it keeps shops, takes the desks'
// batches in one order and passes them on. docs/cli.md describes every command.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// version is set by the build from the repository's tag.
var version = "dev"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// A second signal ends the program the hard way.
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], console{out: os.Stdout, err: os.Stderr}))
}
