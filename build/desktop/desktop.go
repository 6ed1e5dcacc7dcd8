// Package desktop gives tests and benches a virtual screen with a window manager
// and a message bus of its own, runs the real programs on it, presses keys as a
// person or a scanner does, and looks at what is shown.
package desktop

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"
)

// Title is what the program's window is found by, as xdotool searches.
const Title = "^Prylavok$"

// Patience is how long anything may take that is waited for. It is long, as
// nothing here measures speed, and only a failure ever waits so long.
const Patience = 60 * time.Second

// Width and Height are the size of the screen, in pixels.
const (
	Width  = 1366
	Height = 768
)

// Desktop is one virtual screen with what runs on it.
type Desktop struct {
	env      []string
	running  []*Process
	capsLock bool // is on
}

// Open starts a desktop whose programs have their files in home. Close ends it.
func Open(home string) (*Desktop, error) {
	d := &Desktop{env: append(os.Environ(),
		"HOME="+home, "XDG_RUNTIME_DIR="+home, "XDG_DATA_HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_CACHE_HOME="+home,
		"XDG_SESSION_TYPE=x11", "WAYLAND_DISPLAY=", "NO_AT_BRIDGE=1", "LIBGL_ALWAYS_SOFTWARE=1", "LANG=C.UTF-8",
	)}
	if err := d.open(); err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

func (d *Desktop) open() error {
	screen, err := d.startScreen()
	if err != nil {
		return err
	}
	d.env = append(d.env, "DISPLAY="+screen)
	bus, err := d.startBus()
	if err != nil {
		return err
	}
	d.env = append(d.env, "DBUS_SESSION_BUS_ADDRESS="+bus)
	manager, err := d.Start(exec.Command("openbox", "--sm-disable"))
	if err != nil {
		return err
	}
	// The window manager announces itself on the root window once it is ready.
	err = d.Until("a window manager", func() (bool, error) {
		text, err := d.Output("xprop", "-root", "_NET_SUPPORTING_WM_CHECK")
		return strings.Contains(text, "window id"), errors.Join(err, manager.Running())
	})
	if err != nil {
		return err
	}
	return d.Layout("us")
}

func (d *Desktop) startScreen() (string, error) {
	number, announce, err := os.Pipe()
	if err != nil {
		return "", err
	}
	defer number.Close()
	// Without -noreset a screen begins anew when the last program has let go of
	// it, and whatever is just starting on it dies.
	cmd := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", fmt.Sprintf("%dx%dx24", Width, Height), "-nolisten", "tcp", "-noreset")
	cmd.ExtraFiles = []*os.File{announce}
	_, err = d.Start(cmd)
	announce.Close()
	if err != nil {
		return "", err
	}
	line, err := bufio.NewReader(number).ReadString('\n')
	if err != nil {
		return "", fmt.Errorf("no virtual screen: Xvfb ended: %w", err)
	}
	return ":" + strings.TrimSpace(line), nil
}

func (d *Desktop) startBus() (string, error) {
	cmd := exec.Command("dbus-daemon", "--session", "--nofork", "--print-address")
	output, err := cmd.StdoutPipe()
	if err != nil {
		return "", err
	}
	if _, err := d.Start(cmd); err != nil {
		return "", err
	}
	line, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		return "", fmt.Errorf("dbus-daemon ended before it had an address: %w", err)
	}
	return strings.TrimSpace(line), nil
}

// Close ends everything that runs on the desktop, as a power cut would. It may
// be called twice.
func (d *Desktop) Close() {
	for _, p := range slices.Backward(d.running) {
		p.Kill()
	}
	d.running = nil
}

// Process is a program on a desktop.
type Process struct {
	cmd   *exec.Cmd
	ended chan struct{}
	err   error // of the exit, once ended is closed
}

// Start runs a program until it ends by itself, or with the desktop. What it
// says on standard error is seen unless the command has a place for it.
func (d *Desktop) Start(cmd *exec.Cmd) (*Process, error) {
	cmd.Env = d.env
	if cmd.Stderr == nil {
		cmd.Stderr = os.Stderr // what it logs explains a failure
	}
	// Its own group, so that the web view's processes end with it.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", cmd.Path, err)
	}
	p := &Process{cmd: cmd, ended: make(chan struct{})}
	go func() {
		p.err = cmd.Wait()
		close(p.ended)
	}()
	d.running = append(d.running, p)
	return p, nil
}

// Running answers an error when a program has ended that should not have.
func (p *Process) Running() error {
	select {
	case <-p.ended:
		return fmt.Errorf("%s has ended: %w", p.cmd.Path, errors.Join(p.err, io.EOF))
	default:
		return nil
	}
}

// Kill ends a program with all its children, as a power cut would. It may be
// called twice.
func (p *Process) Kill() {
	// It may have ended already; then there is nobody to tell.
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
	<-p.ended
}

// ExitCode waits for a program that must end by itself.
func (p *Process) ExitCode() (int, error) {
	select {
	case <-p.ended:
		return p.cmd.ProcessState.ExitCode(), nil
	case <-time.After(Patience):
		return 0, fmt.Errorf("%s has not ended", p.cmd.Path)
	}
}

// Output runs a small program on the desktop and answers what it printed; where
// it fails, what there was, for the caller to judge.
func (d *Desktop) Output(name string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), Patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = d.env
	text, err := cmd.Output()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	return strings.TrimSpace(string(text)), ctx.Err()
}

// Until waits for a condition that no program announces.
func (d *Desktop) Until(what string, holds func() (bool, error)) error {
	deadline := time.After(Patience)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		if ok, err := holds(); ok || err != nil {
			return err
		}
		select {
		case <-deadline:
			return fmt.Errorf("waited in vain for %s", what)
		case <-tick.C:
		}
	}
}

// Window waits for a program's visible window, and until the window manager
// gave it the keyboard; it answers the window's id.
func (d *Desktop) Window(p *Process) (id string, err error) {
	err = d.Until("the program's window", func() (bool, error) {
		found, err := d.Output("xdotool", "search", "--onlyvisible", "--name", Title)
		id, _, _ = strings.Cut(found, "\n")
		if id == "" || err != nil {
			return false, errors.Join(err, p.Running())
		}
		active, err := d.Active()
		return active == id, errors.Join(err, p.Running())
	})
	return id, err
}

// Active answers the id of the window that has the keyboard, "" while none has.
func (d *Desktop) Active() (string, error) { return d.Output("xdotool", "getactivewindow") }
