// Prylavok is the order desk in a window of its own. It wires the packages
// together and decides nothing.
package main

import (
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"

	"github.com/jeandeaual/go-locale"

	"github.com/prylavok/prylavok/app/bind"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/window"
	"github.com/prylavok/prylavok/frontend"
)

// version is set by the build from the repository's tag.
var version = "dev"

//go:embed build/icon.png
var icon []byte

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "prylavok:", err)
		os.Exit(1)
	}
}

func run() error {
	shop := flag.String("replica", "", "the shop's `file` on this machine (default: shop.db in your data folder)")
	clearText := flag.Bool("insecure-clear", false, "reach a hub on another machine without encryption too")
	showVersion := flag.Bool("version", false, "print the version and exit")
	flag.Parse()
	if *showVersion {
		fmt.Println(version)
		return nil
	}
	path, err := replicaPath(*shop)
	if err != nil {
		return err
	}
	log, logFile, err := window.OpenLog(path)
	if err != nil {
		return err
	}
	defer logFile.Close()
	return window.Run(window.Config{
		Replica: path,
		Screens: frontend.Screens(),
		Icon:    icon,
		Texts:   frontend.TextsFor(systemLocale()),
		Open: func(ctx context.Context) (window.Desk, error) {
			opened, err := openDesk(ctx, path, *clearText, log)
			if err != nil {
				log.Error("desk not opened", slog.Any("error", err))
				return nil, err
			}
			return opened, nil
		},
	})
}

// systemLocale answers the locale of this machine, "" when it tells none.
func systemLocale() string {
	tag, err := locale.GetLocale()
	if err != nil {
		return ""
	}
	return tag
}

// desk is an open desk with the one screen of this window.
type desk struct {
	*bind.Desk
	screen *bind.Session
	held   *replica.Held
}

// openDesk takes the shop for this window, so that no `desk serve` works its
// print queue too, and opens it.
func openDesk(ctx context.Context, path string, clearText bool, log *slog.Logger) (*desk, error) {
	held, err := replica.Hold(path, "prylavok")
	if err != nil {
		return nil, err
	}
	opened, err := bind.Open(ctx, bind.Config{Replica: path, Version: version, Log: log, Work: true, InsecureClear: clearText})
	if err != nil {
		return nil, errors.Join(err, held.Release())
	}
	return &desk{Desk: opened, screen: opened.NewSession("window"), held: held}, nil
}

// Close ends the desk and lets the next program have the shop.
func (d *desk) Close() error { return errors.Join(d.Desk.Close(), d.held.Release()) }

// Call runs a method as the person at this window.
func (d *desk) Call(ctx context.Context, method string, params []byte) []byte {
	return d.screen.Call(ctx, method, params)
}

// Subscribe calls back with the events that this window has to hear.
func (d *desk) Subscribe(callback func(event []byte)) (cancel func()) {
	return d.screen.Subscribe(callback)
}

// replicaPath answers the absolute path of the replica to open. The default is
// the place for data that stays on this machine: a replica must not roam.
func replicaPath(given string) (string, error) {
	if given != "" {
		return filepath.Abs(given)
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("find data folder: %w; name the file with --replica", err)
	}
	dir := filepath.Join(home, ".local", "share", "prylavok")
	switch runtime.GOOS {
	case "linux":
		if data := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(data) {
			dir = filepath.Join(data, "prylavok")
		}
	case "windows":
		dir = filepath.Join(home, "AppData", "Local", "Prylavok")
		if data := os.Getenv("LOCALAPPDATA"); data != "" {
			dir = filepath.Join(data, "Prylavok")
		}
	case "darwin":
		dir = filepath.Join(home, "Library", "Application Support", "Prylavok")
	}
	return filepath.Join(dir, "shop.db"), nil
}
