// Package ptytest gives tests a serial line without a device: a pair of
// pseudo-terminals, of which the program under test opens one as its port and
// the test is the scanner at the other.
package ptytest

import (
	"fmt"
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

// Line is a plugged-in device.
type Line struct {
	Port   string // what the program opens
	device *os.File
}

// Plug plugs a device in; the test ends with it unplugged.
func Plug(t *testing.T) *Line {
	t.Helper()
	device, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip("no pseudo-terminals here: ", err)
	}
	t.Cleanup(func() { _ = device.Close() }) // it may be unplugged already
	fd := int(device.Fd())
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	return &Line{fmt.Sprintf("/dev/pts/%d", number), device}
}

// Send sends bytes as the device.
func (l *Line) Send(t *testing.T, bytes string) {
	t.Helper()
	if _, err := l.device.WriteString(bytes); err != nil {
		t.Fatal(err)
	}
}

// Unplug takes the device away.
func (l *Line) Unplug(t *testing.T) {
	t.Helper()
	if err := l.device.Close(); err != nil {
		t.Fatal(err)
	}
}
