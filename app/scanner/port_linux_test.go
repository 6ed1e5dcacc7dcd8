package scanner_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/prylavok/prylavok/app/scanner"
	"github.com/prylavok/prylavok/app/scanner/ptytest"
)

// Ports are known by what the system tells of them: a scanner with its own port
// (CDC), one on a converter, a port on the board, and places for ports that are
// not there, consoles and pseudo-terminals, which are none.
func TestPortsAreKnownWithoutOpeningThem(t *testing.T) {
	sys := t.TempDir()
	write := func(path, text string) {
		t.Helper()
		path = filepath.Join(sys, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	device := func(terminal, at string) {
		t.Helper()
		for _, folder := range []string{filepath.Join("class", terminal), at} {
			if err := os.MkdirAll(filepath.Join(sys, folder), 0o700); err != nil {
				t.Fatal(err)
			}
		}
		if at == "" {
			return
		}
		if err := os.Symlink(filepath.Join(sys, at), filepath.Join(sys, "class", terminal, "device")); err != nil {
			t.Fatal(err)
		}
	}
	device("ttyACM0", "devices/usb1/1-3/1-3:1.0")
	write("devices/usb1/1-3/idVendor", "1eab")
	write("devices/usb1/1-3/idProduct", "0c06")
	write("devices/usb1/1-3/serial", "HR-0017")
	write("devices/usb1/1-3/product", "NLS-HR3280")
	device("ttyUSB0", "devices/usb1/1-4/1-4:1.0/ttyUSB0")
	write("devices/usb1/1-4/idVendor", "1a86")
	write("devices/usb1/1-4/idProduct", "7523")
	device("ttyS0", "devices/pnp0/00:05")
	write("class/ttyS0/type", "4")
	device("ttyS1", "devices/platform/serial8250")
	write("class/ttyS1/type", "0")
	device("rfcomm0", "")
	device("tty0", "")
	device("ptmx", "")

	got, err := scanner.PortsIn(filepath.Join(sys, "class"), "/dev")
	want := []scanner.Port{
		{Name: "/dev/rfcomm0"},
		{Name: "/dev/ttyACM0", Vendor: "1EAB", Product: "0C06", Serial: "HR-0017", Title: "NLS-HR3280"},
		{Name: "/dev/ttyS0"},
		{Name: "/dev/ttyUSB0", Vendor: "1A86", Product: "7523"},
	}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%+v %v", got, err)
	}
	if got[1].Maker() != "Newland" || got[1].Words() != "Newland NLS-HR3280" || got[3].Maker() != "" || got[3].Words() != "/dev/ttyUSB0" {
		t.Errorf("%q %q", got[1].Words(), got[3].Words())
	}
	if list, err := scanner.PortsIn(filepath.Join(sys, "none"), "/dev"); list != nil || err != nil {
		t.Errorf("%v %v without /sys", list, err)
	}
	if _, err := scanner.Ports(); err != nil {
		t.Error(err)
	}
}

// On a real line: bytes come as they were sent, silence is told, and a device
// that is unplugged ends the reading.
func TestARealPort(t *testing.T) {
	line := ptytest.Plug(t)
	port, err := scanner.OpenPort(line.Port, 9600)
	if err != nil {
		t.Fatal(err)
	}
	defer port.Close()
	line.Send(t, "\x02A-17\x1d\x03\x11\x13\r\n")
	want := "\x02A-17\x1d\x03\x11\x13\r\n"
	var got []byte
	read := make([]byte, 64)
	for len(got) < len(want) {
		n, err := port.Read(read)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, read[:n]...)
	}
	if string(got) != want {
		t.Errorf("%q came of %q", got, want)
	}
	if n, err := port.Read(read); n != 0 || err != nil {
		t.Errorf("silence: %d %v", n, err)
	}
	line.Unplug(t)
	if n, err := port.Read(read); err == nil {
		t.Errorf("unplugged: %d bytes and no error", n)
	}
	if _, err := scanner.OpenPort(line.Port, 9600); err == nil {
		t.Error("a port that is gone was opened")
	}
}
