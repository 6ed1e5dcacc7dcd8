// Desk is the order desk without a window: it makes a shop, brings goods in,
// answers what a screen would be answered, and serves the screens to a browser.
// docs/cli.md describes every command.
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
	os.Exit(run(ctx, os.Args[1:], console{in: os.Stdin, out: os.Stdout, err: os.Stderr}))
}
