//go:build windowtest

package windowtest_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prylavok/prylavok/build/desktop"
)

// again is how long keys may go unheard before they are pressed again.
const again = 5 * time.Second

// screen is a desktop of a test, which fails when something on it does.
type screen struct {
	*desktop.Desktop
	t    *testing.T
	kept sync.Once // the picture of a failure
}

// newDesktop starts a desktop that ends with the test; a failed test leaves a
// picture of it in build/tmp.
func newDesktop(t *testing.T) *screen {
	t.Helper()
	opened, err := desktop.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	d := &screen{Desktop: opened, t: t}
	t.Cleanup(func() {
		if t.Failed() {
			d.keepPicture() // while there is something to see
		}
		opened.Close()
	})
	return d
}

// must ends the test when something went wrong that none of this is about.
func (d *screen) must(err error) {
	if err != nil {
		d.t.Helper()
		d.t.Fatal(err)
	}
}

// start runs a program on the desktop until it ends by itself or the test does.
func (d *screen) start(name string, args ...string) *desktop.Process {
	d.t.Helper()
	return d.run(exec.Command(name, args...))
}

func (d *screen) run(cmd *exec.Cmd) *desktop.Process {
	d.t.Helper()
	p, err := d.Start(cmd)
	d.must(err)
	return p
}

// waitExit answers the exit code of a program that must end by itself.
func (d *screen) waitExit(p *desktop.Process) int {
	d.t.Helper()
	code, err := p.ExitCode()
	d.must(err)
	return code
}

func (d *screen) output(name string, args ...string) string {
	d.t.Helper()
	text, err := d.Output(name, args...)
	d.must(err)
	return text
}

// until waits for a condition that no program announces.
func (d *screen) until(what string, holds func() bool) {
	d.t.Helper()
	d.must(d.Until(what, func() (bool, error) { return holds(), nil }))
}

func (d *screen) waitWindow(p *desktop.Process) string {
	d.t.Helper()
	id, err := d.Window(p)
	d.must(err)
	return id
}

// dialog tells whether a dialog has the keyboard.
func (d *screen) dialog() bool {
	d.t.Helper()
	active, err := d.Active()
	d.must(err)
	return active != "" && strings.Contains(d.output("xprop", "-id", active, "_NET_WM_WINDOW_TYPE"), "_DIALOG")
}

// waitDialog waits until a dialog of a program that runs has the keyboard.
func (d *screen) waitDialog(p *desktop.Process) {
	d.t.Helper()
	d.until("a dialog", func() bool {
		d.must(p.Running())
		return d.dialog()
	})
}

// windows answers how many windows of the program are to be seen.
func (d *screen) windows() int {
	d.t.Helper()
	return len(strings.Fields(d.output("xdotool", "search", "--onlyvisible", "--name", desktop.Title)))
}

func (d *screen) layout(name string) {
	d.t.Helper()
	d.must(d.Layout(name))
}

func (d *screen) press(keys ...string) {
	d.t.Helper()
	d.must(d.Press(keys...))
}

// pressUntil presses keys for which nothing tells when they can be heard, and
// again when they have had no effect: a clerk would do the same. Pressed twice
// they must do no harm.
func (d *screen) pressUntil(what string, holds func() bool, keys ...string) {
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
func (d *screen) write(text string) {
	d.t.Helper()
	d.must(d.Write(text))
}

// scan scans codes, one after the other.
func (d *screen) scan(codes ...string) {
	d.t.Helper()
	d.must(d.Scan(codes...))
}

var notAWord = regexp.MustCompile(`[^A-Za-z0-9]+`)

func (d *screen) keepPicture() { d.kept.Do(d.takePicture) }

func (d *screen) takePicture() {
	path := filepath.Join("..", "tmp", "window-"+notAWord.ReplaceAllString(d.t.Name(), "-")+".png")
	_, err := d.Output("import", "-window", "root", path)
	if err = errors.Join(err, exists(path)); err != nil {
		d.t.Logf("no picture: %v", err)
		return
	}
	d.t.Logf("picture of the desktop: build/tmp/%s", filepath.Base(path))
}

func exists(path string) error {
	_, err := os.Stat(path)
	return err
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
func (d *screen) keepPictureIn(file string) {
	d.t.Helper()
	d.output("import", "-window", "root", "+dither", "-colors", "256", "-strip", "png8:"+file)
	d.must(exists(file))
}
