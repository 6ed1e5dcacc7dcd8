package main

import (
	"context"
	"log/slog"

	"github.com/prylavok/prylavok/app/scan"
	"github.com/prylavok/prylavok/app/scanner"
	"github.com/spf13/cobra"
)

// serialPort is a port as "desk scan --list" tells it.
type serialPort struct {
	Key   string `json:"key"`
	Name  string `json:"name"`
	Title string `json:"title"`
	Maker string `json:"maker,omitempty"` // of scanners that are found by themselves
	Other string `json:"other,omitempty"` // what it is known to be instead
}

// scanned is one code as "desk scan" tells it.
type scanned struct {
	Scanner string `json:"scanner"`
	scan.Code
	Doubt *scanDoubt `json:"doubt,omitempty"`
}

type scanDoubt struct {
	Code    string         `json:"code"`
	Params  map[string]any `json:"params,omitempty"`
	Message string         `json:"message"`
}

func scanCommand(c console) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "scan",
		Short:   "Print what serial scanners send, and what it means",
		Long:    "Print what serial scanners send, and what it means, one JSON object a line, until\nit is stopped (Ctrl+C).\n\nIt needs no shop. A scanner that a window or \"desk serve\" listens to is refused:\nclose that first.",
		Example: "  desk scan\n  desk scan --list\n  desk scan --port COM3 --baud 115200",
		Args:    cobra.NoArgs,
	}
	list := cmd.Flags().Bool("list", false, "print the serial ports of this machine and end")
	port := cmd.Flags().String("port", "", "`PORT` to listen to, by its name or its key; known makers' scanners when not given")
	baud := cmd.Flags().Int("baud", scanner.BaudDefault, "`SPEED` of an RS-232 port")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if *list {
			return c.listPorts()
		}
		if *baud < scanner.BaudMin || *baud > scanner.BaudMax {
			return usage("--baud must be between %d and %d", scanner.BaudMin, scanner.BaudMax)
		}
		s := scanner.Setting{Mode: scanner.ModeAuto, Baud: *baud}
		if *port != "" {
			s.Mode, s.Port = scanner.ModePort, *port
		}
		return c.listen(cmd.Context(), s)
	}
	return cmd
}

func (c console) listPorts() error {
	ports, err := scanner.Ports()
	if err != nil {
		return err
	}
	out := []serialPort{}
	for _, p := range ports {
		out = append(out, serialPort{p.Key(), p.Name, p.Words(), p.Maker(), p.Other()})
	}
	return c.result(out)
}

// listen prints codes until ctx ends, or until they cannot be printed any more.
func (c console) listen(ctx context.Context, s scanner.Setting) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	codes := make(chan scanner.Code)
	changed := make(chan struct{}, 1)
	w := scanner.New(scanner.Config{
		Log: slog.New(slog.NewTextHandler(c.err, &slog.HandlerOptions{Level: slog.LevelWarn})),
		Give: func(code scanner.Code) {
			select {
			case codes <- code:
			case <-ctx.Done():
			}
		},
		Changed: func() {
			select {
			case changed <- struct{}{}:
			default:
			}
		},
	}, s)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		w.Run(ctx)
	}()
	defer func() { <-ended }()
	c.tell("Listening. Stop with Ctrl+C.")
	told := map[string]scanner.State{}
	for {
		c.tellStates(w.Status(), told)
		select {
		case code := <-codes:
			if err := c.line(explained(code)); err != nil {
				cancel(err) // nobody reads any more
				return err
			}
		case <-changed:
		case <-ctx.Done():
			return nil
		}
	}
}

func explained(code scanner.Code) scanned {
	read := scan.Read(code.Text, scan.DefaultMasks)
	out := scanned{Scanner: code.Scanner, Code: read}
	if d := read.Doubt; d != nil {
		out.Doubt = &scanDoubt{d.Code, d.Args, d.Message}
	}
	return out
}

// tellStates says in words what is new of scanners since it was told.
func (c console) tellStates(st scanner.Status, told map[string]scanner.State) {
	for _, s := range st.Scanners {
		if told[s.Key] == s.State {
			continue
		}
		told[s.Key] = s.State
		switch s.State {
		case scanner.StateOpen:
			c.tell("%s (%s): its codes are heard.", s.Title, s.Port)
		case scanner.StateRefused:
			c.tell("%s (%s): another program has the port. Close that program; this one tries again.", s.Title, s.Port)
		case scanner.StateDenied:
			c.tell("%s (%s): you may not open this port. On Linux join the group %q and sign in anew.", s.Title, s.Port, s.Group)
		case scanner.StateFailed:
			c.tell("%s (%s): the port cannot be opened: %s", s.Title, s.Port, s.Why)
		case scanner.StateLost:
			c.tell("%s (%s): it is gone. Plugged in again it is heard again.", s.Title, s.Port)
		case scanner.StateWaiting:
			c.tell("%s: it is not there. Plug it in.", s.Port)
		}
	}
}
