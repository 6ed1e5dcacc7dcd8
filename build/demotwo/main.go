// Command demotwo shows one shop on two tills and a hub, all on this machine,
// with a switch that cuts either till from the hub: `make demo-two`.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/prylavok/prylavok/build/cutline"
)

func main() {
	bin := flag.String("bin", filepath.Join("build", "bin"), "folder with the programs hub and desk")
	listen := flag.String("listen", "127.0.0.1:0", "`HOST:PORT` of the page with the switches")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := show(ctx, *bin, *listen); err != nil {
		fmt.Fprintln(os.Stderr, "demo-two:", err)
		os.Exit(1)
	}
}

// show runs until ctx ends and leaves nothing behind.
func show(ctx context.Context, bin, listen string) error {
	folder, err := os.MkdirTemp("", "demo-two-")
	if err != nil {
		return err
	}
	s := stage{bin: bin, folder: folder}
	err = s.play(ctx, listen)
	return errors.Join(err, s.close(), os.RemoveAll(folder))
}

func (s *stage) play(ctx context.Context, listen string) (err error) {
	if err := s.startHub(ctx); err != nil {
		return fmt.Errorf("start the hub: %w", err)
	}
	for i := range s.tills {
		s.tills[i].name = fmt.Sprintf("Каса %d", i+1)
		s.tills[i].replica = filepath.Join(s.folder, fmt.Sprintf("till-%d.db", i+1))
		if s.tills[i].line, err = cutline.Open(s.hub); err != nil {
			return err
		}
	}
	if err := s.furnish(ctx); err != nil {
		return err
	}
	for i := range s.tills {
		if err := s.serve(ctx, &s.tills[i]); err != nil {
			return fmt.Errorf("start %s: %w", s.tills[i].name, err)
		}
	}
	return s.page(ctx, listen)
}
