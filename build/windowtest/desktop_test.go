//go:build windowtest

package windowtest_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// title is what xdotool finds the program's window by.
const title = "^Prylavok$"

// patience is how long anything may take that a test waits for. It is long, as
// nothing here measures speed, and only a failure ever waits so long.
const patience = 60 * time.Second

// again is how long keys may go unheard before they are pressed again.
const again = 5 * time.Second

// desktop is a virtual screen with a window manager and a message bus of its own.
type desktop struct {
	t    *testing.T
	env  []string
	kept sync.Once // the picture of a failure
}

// newDesktop starts a desktop that ends with the test; a failed test leaves a
// picture of it in build/tmp.
func newDesktop(t *testing.T) *desktop {
	t.Helper()
	home := t.TempDir()
	d := &desktop{t: t, env: append(os.Environ(),
		"HOME="+home, "XDG_RUNTIME_DIR="+home, "XDG_DATA_HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_CACHE_HOME="+home,
		"XDG_SESSION_TYPE=x11", "WAYLAND_DISPLAY=", "NO_AT_BRIDGE=1", "LIBGL_ALWAYS_SOFTWARE=1", "LANG=C.UTF-8",
	)}
	d.env = append(d.env, "DISPLAY="+d.startScreen(), "DBUS_SESSION_BUS_ADDRESS="+d.startBus())
	manager := d.start("openbox", "--sm-disable")
	// The window manager announces itself on the root window once it is ready.
	d.until("a window manager", func() bool {
		manager.mustRun(t)
		return strings.Contains(d.output("xprop", "-root", "_NET_SUPPORTING_WM_CHECK"), "window id")
	})
	// The first key of a new screen makes the window manager take its shortcuts
	// anew, and one pressed meanwhile is lost; this one nobody misses.
	d.press("Shift_L")
	return d
}

func (d *desktop) startScreen() string {
	d.t.Helper()
	number, announce, err := os.Pipe()
	if err != nil {
		d.t.Fatal(err)
	}
	defer number.Close()
	// Without -noreset a screen begins anew when the last program has let go of
	// it, and whatever is just starting on it dies.
	cmd := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "1366x768x24", "-nolisten", "tcp", "-noreset")
	cmd.ExtraFiles = []*os.File{announce}
	d.run(cmd)
	announce.Close()
	line, err := bufio.NewReader(number).ReadString('\n')
	if err != nil {
		d.t.Fatalf("Xvfb ended before it had a screen: %v", err)
	}
	return ":" + strings.TrimSpace(line)
}

func (d *desktop) startBus() string {
	d.t.Helper()
	cmd := exec.Command("dbus-daemon", "--session", "--nofork", "--print-address")
	output, err := cmd.StdoutPipe()
	if err != nil {
		d.t.Fatal(err)
	}
	d.run(cmd)
	line, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		d.t.Fatalf("dbus-daemon ended before it had an address: %v", err)
	}
	return strings.TrimSpace(line)
}

// process is a program running on a desktop.
type process struct {
	cmd   *exec.Cmd
	ended chan struct{}
	err   error // of the exit, once ended is closed
}

// start runs a program on the desktop until it ends by itself or the test does.
func (d *desktop) start(name string, args ...string) *process {
	d.t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Stderr = os.Stderr // what it logs explains a failure
	return d.run(cmd)
}

func (d *desktop) run(cmd *exec.Cmd) *process {
	d.t.Helper()
	cmd.Env = d.env
	// Its own group, so that the web view's processes end with it.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		d.t.Fatalf("start %s: %v", cmd.Path, err)
	}
	p := &process{cmd: cmd, ended: make(chan struct{})}
	go func() {
		p.err = cmd.Wait()
		close(p.ended)
	}()
	d.t.Cleanup(func() {
		if d.t.Failed() {
			d.keepPicture() // while there is something to see
		}
		// It may have ended already; then there is nobody to tell.
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		<-p.ended
	})
	return p
}

// mustRun ends the test when a program has ended that should not have.
func (p *process) mustRun(t *testing.T) {
	t.Helper()
	select {
	case <-p.ended:
		t.Fatalf("%s has ended: %v", p.cmd.Path, p.err)
	default:
	}
}

// waitExit answers the exit code of a program that must end by itself.
func (d *desktop) waitExit(p *process) int {
	d.t.Helper()
	select {
	case <-p.ended:
	case <-time.After(patience):
		d.t.Fatalf("%s has not ended", p.cmd.Path)
	}
	return p.cmd.ProcessState.ExitCode()
}

// output runs a small program of the desktop and answers what it printed; a
// failure answers what there was, for the caller to judge.
func (d *desktop) output(name string, args ...string) string {
	d.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = d.env
	text, err := cmd.Output()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		d.t.Fatalf("%s: %v", name, err)
	}
	return strings.TrimSpace(string(text))
}

// until waits for a condition that no program announces.
func (d *desktop) until(what string, holds func() bool) {
	d.t.Helper()
	deadline := time.After(patience)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-deadline:
			d.t.Fatalf("waited in vain for %s", what)
		case <-tick.C:
		}
	}
}

// waitWindow waits for a program's visible window, and until the window manager
// gave it the keyboard; it answers the window's id.
func (d *desktop) waitWindow(p *process) string {
	d.t.Helper()
	var id string
	d.until("the program's window", func() bool {
		p.mustRun(d.t)
		id, _, _ = strings.Cut(d.output("xdotool", "search", "--onlyvisible", "--name", title), "\n")
		return id != "" && d.output("xdotool", "getactivewindow") == id
	})
	return id
}

// dialog tells whether a dialog has the keyboard.
func (d *desktop) dialog() bool {
	d.t.Helper()
	active := d.output("xdotool", "getactivewindow")
	return active != "" && strings.Contains(d.output("xprop", "-id", active, "_NET_WM_WINDOW_TYPE"), "_DIALOG")
}

// waitDialog waits until a dialog of a program that runs has the keyboard.
func (d *desktop) waitDialog(p *process) {
	d.t.Helper()
	d.until("a dialog", func() bool {
		p.mustRun(d.t)
		return d.dialog()
	})
}

// windows answers how many windows of the program are to be seen.
func (d *desktop) windows() int {
	d.t.Helper()
	return len(strings.Fields(d.output("xdotool", "search", "--onlyvisible", "--name", title)))
}

// press presses keys with xdotool's names, or hardware key codes, as they come
// from a keyboard: to whatever has the focus, and no faster than a person does,
// whom the counter must not take for a scanner.
func (d *desktop) press(keys ...string) {
	d.t.Helper()
	d.output("xdotool", append([]string{"key", "--clearmodifiers", "--delay", "60"}, keys...)...)
}

// pressUntil presses keys for which nothing tells when they can be heard, and
// again when they have had no effect: a clerk would do the same. Pressed twice
// they must do no harm.
func (d *desktop) pressUntil(what string, holds func() bool, keys ...string) {
	d.t.Helper()
	var pressed time.Time
	d.until(what, func() bool {
		if holds() {
			return true
		}
		if time.Since(pressed) > again {
			d.press(keys...)
			pressed = time.Now()
		}
		return false
	})
}

// write types text of the present layout.
func (d *desktop) write(text string) {
	d.t.Helper()
	d.output("xdotool", "type", "--clearmodifiers", "--delay", "20", text)
}

var notAWord = regexp.MustCompile(`[^A-Za-z0-9]+`)

func (d *desktop) keepPicture() { d.kept.Do(d.takePicture) }

func (d *desktop) takePicture() {
	path := filepath.Join("..", "tmp", "window-"+notAWord.ReplaceAllString(d.t.Name(), "-")+".png")
	cmd := exec.Command("import", "-window", "root", path)
	cmd.Env = d.env
	if err := cmd.Run(); err != nil {
		d.t.Logf("no picture: %v", err)
		return
	}
	d.t.Logf("picture of the desktop: build/tmp/%s", filepath.Base(path))
}

// collect gathers a process's standard error while it runs.
func collect(t *testing.T, cmd *exec.Cmd) *bytes.Buffer {
	t.Helper()
	var buffer bytes.Buffer
	cmd.Stderr = io.MultiWriter(&buffer, os.Stderr)
	return &buffer
}

// keepPictureIn writes what the whole screen shows to a file for the documents,
// with no more colours than a small file can have.
func (d *desktop) keepPictureIn(file string) {
	d.t.Helper()
	cmd := exec.Command("import", "-window", "root", "+dither", "-colors", "256", "-strip", "png8:"+file)
	cmd.Env = d.env
	if text, err := cmd.CombinedOutput(); err != nil {
		d.t.Fatalf("picture: %v: %s", err, text)
	}
}
