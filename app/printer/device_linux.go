package printer

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// leftIn tells whether something written still waits: for the device, or for the
// reader of a pipe. It fails when nobody is there to take it.
func leftIn(f *os.File) (left bool, err error) {
	raw, err := f.SyscallConn()
	if err != nil {
		return false, err
	}
	info, err := f.Stat()
	if err != nil {
		return false, err
	}
	asked := raw.Control(func(fd uintptr) {
		if info.Mode()&fs.ModeNamedPipe != 0 {
			var n int
			n, err = unix.IoctlGetInt(int(fd), unix.TIOCINQ)
			if left = n > 0; err != nil || !left {
				return
			}
		}
		poll := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLOUT}}
		if _, err = unix.Poll(poll, 0); errors.Is(err, unix.EINTR) {
			left, err = true, nil // asked again soon
			return
		}
		// A printer's file is ready to be written to when it has given all away.
		left = left || poll[0].Revents&unix.POLLOUT == 0
		if poll[0].Revents&(unix.POLLERR|unix.POLLHUP) != 0 {
			err = syscall.EPIPE
		}
	})
	return left, errors.Join(asked, err)
}

// leftOn tells whether something that was sent is not yet acknowledged.
func leftOn(c *net.TCPConn) (left bool, err error) {
	raw, err := c.SyscallConn()
	if err != nil {
		return false, err
	}
	asked := raw.Control(func(fd uintptr) {
		var n, broken int
		if n, err = unix.IoctlGetInt(int(fd), unix.SIOCOUTQ); err != nil {
			return
		}
		if broken, err = unix.GetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_ERROR); err == nil && broken != 0 {
			err = syscall.Errno(broken)
		}
		left = n > 0
	})
	return left, errors.Join(asked, err)
}

// deviceFiles lists the printers that a folder of the kind of
// /sys/class/usbmisc tells of; their files are in the folder devices.
func deviceFiles(class, devices string) ([]Attached, error) {
	list := []Attached{}
	entries, err := os.ReadDir(class)
	if errors.Is(err, fs.ErrNotExist) {
		return list, nil // no USB, or no driver for printers
	}
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), "lp") {
			continue
		}
		list = append(list, deviceFile(filepath.Join(class, e.Name(), "device"), filepath.Join(devices, e.Name())))
	}
	return list, nil
}

// deviceFile reads what a USB printer says of itself: its IEEE 1284 id, else the
// names of the USB device above the interface.
func deviceFile(intf, path string) Attached {
	a := Attached{Address: KindDevice + ":" + path, Kind: KindDevice, Title: filepath.Base(path), Types: []string{}}
	if real, err := filepath.EvalSymlinks(intf); err == nil {
		intf = real
	}
	id := parseID(attribute(intf, "ieee1284_id"))
	maker, model := id["MANUFACTURER"], id["MODEL"]
	if model == "" {
		maker, model = attribute(filepath.Dir(intf), "manufacturer"), attribute(filepath.Dir(intf), "product")
	}
	if model != "" {
		a.Title = model
		if maker != "" && !strings.HasPrefix(strings.ToLower(model), strings.ToLower(maker)) {
			a.Title = maker + " " + model
		}
	}
	for _, command := range strings.FieldsFunc(strings.ToUpper(id["COMMAND SET"]), func(r rune) bool { return r == ',' || r == ' ' }) {
		if t := commandSets[command]; t != "" {
			a.Types = append(a.Types, t)
		}
	}
	return a
}

func attribute(device, name string) string {
	text, err := os.ReadFile(filepath.Join(device, name))
	if err != nil {
		return "" // not every device has every attribute
	}
	return strings.TrimSpace(strings.ToValidUTF8(string(text), ""))
}
