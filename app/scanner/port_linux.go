package scanner

import (
	"errors"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// Ports lists the serial ports of this machine without opening any. (The list
// of go.bug.st/serial opens every ttyS and sets its speed, under whoever works
// with it.)
func Ports() ([]Port, error) { return PortsIn("/sys/class/tty", "/dev") }

// PortsIn lists the ports that a folder of the kind of /sys/class/tty tells of;
// their names are in the folder devices.
func PortsIn(class, devices string) ([]Port, error) {
	entries, err := os.ReadDir(class)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil // a system without /sys
	}
	if err != nil {
		return nil, err
	}
	var list []Port
	for _, e := range entries {
		if p, ok := portOf(filepath.Join(class, e.Name())); ok {
			p.Name = filepath.Join(devices, e.Name())
			list = append(list, p)
		}
	}
	return list, nil
}

// portOf tells whether a terminal is a serial port, and of which device.
func portOf(terminal string) (p Port, ok bool) {
	if strings.HasPrefix(filepath.Base(terminal), "rfcomm") {
		return p, true // Bluetooth
	}
	device, err := filepath.EvalSymlinks(filepath.Join(terminal, "device"))
	if err != nil {
		return p, false // consoles and pseudo-terminals have none
	}
	if kind, err := os.ReadFile(filepath.Join(terminal, "type")); err == nil {
		// A driver keeps places for ports that the machine has not; their type is 0.
		return p, strings.TrimSpace(string(kind)) != "0"
	}
	// The USB device is one or two steps above the interface that is the port.
	for range 3 {
		if p.Vendor = attribute(device, "idVendor"); p.Vendor != "" {
			p.Vendor, p.Product = strings.ToUpper(p.Vendor), strings.ToUpper(attribute(device, "idProduct"))
			p.Serial, p.Title = attribute(device, "serial"), attribute(device, "product")
			return p, true
		}
		device = filepath.Dir(device)
	}
	return p, true
}

func attribute(device, name string) string {
	text, err := os.ReadFile(filepath.Join(device, name))
	if err != nil {
		return "" // not every device has every attribute
	}
	return strings.TrimSpace(strings.ToValidUTF8(string(text), ""))
}

// isGone reports whether an error says that there is no device behind a name.
func isGone(err error) bool { return errors.Is(err, syscall.ENXIO) || errors.Is(err, syscall.ENODEV) }

// groupOf names the group that may open a port, "" when it cannot be told.
func groupOf(name string) string {
	info, err := os.Stat(name)
	if err != nil {
		return ""
	}
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok || info.Mode().Perm()&0o060 != 0o060 {
		return ""
	}
	g, err := user.LookupGroupId(strconv.FormatUint(uint64(s.Gid), 10))
	if err != nil {
		return ""
	}
	return g.Name
}
