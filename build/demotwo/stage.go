package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/prylavok/prylavok/build/cutline"
)

// stage is the hub, the two tills and their lines.
type stage struct {
	bin, folder string
	hub         string // HOST:PORT
	tills       [2]till
	running     []*exec.Cmd
	said        said
}

// till is one desk, its line to the hub and where its screens are.
type till struct {
	name, replica string
	line          *cutline.Line
	address       string
}

// startHub serves the hub on a free port.
func (s *stage) startHub(ctx context.Context) error {
	var told struct {
		Listen string `json:"listen"`
	}
	err := s.start(ctx, &told, "hub", "serve", "--data", filepath.Join(s.folder, "hub"), "--listen", "127.0.0.1:0")
	s.hub = told.Listen
	return err
}

// furnish makes the shop: a demo shop on the first till that moves to the hub,
// and a second till that joins it.
func (s *stage) furnish(ctx context.Context) error {
	fmt.Fprintln(os.Stderr, "Making a demo shop, its hub and a second till")
	var made struct{ Shop, Invite string }
	if err := s.ask(ctx, &made, "hub", "shop", "add", "--data", filepath.Join(s.folder, "hub"), "--name", "Крамниця «Прилавок»", "--currency", "UAH"); err != nil {
		return err
	}
	first, second := &s.tills[0], &s.tills[1]
	// A demo shop of its own belongs to no hub; a shop that is filled like one does.
	if err := s.ask(ctx, nil, "desk", "init", "--replica", first.replica, "--name", "Крамниця «Прилавок»", "--currency", "UAH"); err != nil {
		return err
	}
	if err := s.ask(ctx, nil, "desk", "demo", "--replica", first.replica, "--orders", "400", "--products", "200", "--customers", "120"); err != nil {
		return err
	}
	if err := s.join(ctx, first, made.Invite); err != nil {
		return err
	}
	if err := s.ask(ctx, &made, "hub", "invite", "--data", filepath.Join(s.folder, "hub"), "--shop", made.Shop, "--role", "owner"); err != nil {
		return err
	}
	if err := s.ask(ctx, nil, "desk", "init", "--replica", second.replica, "--name", second.name, "--hub", s.way(second), "--invite", made.Invite); err != nil {
		return err
	}
	return s.ask(ctx, nil, "desk", "sync", "--replica", second.replica, "--once")
}

func (s *stage) join(ctx context.Context, t *till, invite string) error {
	params, err := json.Marshal(map[string]string{"invite": s.through(t, invite), "name": t.name})
	if err != nil {
		return err
	}
	if err := s.ask(ctx, nil, "desk", "call", "--replica", t.replica, "sync.join", string(params)); err != nil {
		return err
	}
	return s.ask(ctx, nil, "desk", "sync", "--replica", t.replica, "--once")
}

// through makes an invite lead along a till's own line.
func (s *stage) through(t *till, invite string) string {
	u, err := url.Parse(invite)
	if err != nil || u.Host == "" {
		return invite
	}
	u.Host = t.line.Address()
	return u.String()
}

func (s *stage) way(t *till) string { return "ws://" + t.line.Address() }

func (s *stage) serve(ctx context.Context, t *till) error {
	var told struct {
		Address string `json:"address"`
	}
	err := s.start(ctx, &told, "desk", "serve", "--replica", t.replica, "--listen", "127.0.0.1:0")
	t.address = told.Address
	return err
}

func (s *stage) program(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, filepath.Join(s.bin, name), args...)
	cmd.Stderr = &s.said
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 20 * time.Second
	return cmd
}

// ask runs a program to its end and reads the JSON that it answers.
func (s *stage) ask(ctx context.Context, answer any, name string, args ...string) error {
	out, err := s.program(ctx, name, args...).Output()
	if err != nil {
		return fmt.Errorf("%s %s: %w\n%s%s", name, strings.Join(args, " "), err, out, s.said.text())
	}
	if answer == nil {
		return nil
	}
	return json.Unmarshal(out, answer)
}

// start runs a program that stays, and reads the first line that it tells.
func (s *stage) start(ctx context.Context, told any, name string, args ...string) error {
	cmd := s.program(ctx, name, args...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	s.running = append(s.running, cmd)
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil {
		return fmt.Errorf("%s said nothing: %w\n%s", name, err, s.said.text())
	}
	return json.Unmarshal(line, told)
}

// close stops the programs, the tills before the hub.
func (s *stage) close() error {
	var errs []error
	for i := len(s.running) - 1; i >= 0; i-- {
		cmd := s.running[i]
		_ = cmd.Process.Signal(syscall.SIGTERM) // it may have ended with the terminal's Ctrl+C
		var exit *exec.ExitError
		if err := cmd.Wait(); err != nil && !errors.As(err, &exit) && !errors.Is(err, context.Canceled) {
			errs = append(errs, err)
		}
	}
	for _, t := range s.tills {
		if t.line != nil {
			errs = append(errs, t.line.Close())
		}
	}
	return errors.Join(errs...)
}

// said keeps what the programs told people: it is only shown when one fails.
type said struct {
	mu   sync.Mutex
	kept bytes.Buffer
}

// saidMost bounds what is kept.
const saidMost = 256 << 10

func (s *said) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept.Len() > saidMost {
		s.kept.Reset()
	}
	return s.kept.Write(b)
}

func (s *said) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.kept.String()
}
