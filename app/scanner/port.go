package scanner

import (
	"errors"
	"io"
	"io/fs"
	"strings"
	"time"

	"go.bug.st/serial"
)

// Port is one serial port of this machine. Ids are four upper-case hexadecimal
// digits, empty for what is not USB.
type Port struct {
	Name    string // COM3, /dev/ttyACM0
	Vendor  string
	Product string
	Serial  string // serial number, often empty
	Title   string // what the device calls itself, often empty
}

// keyMark begins the key of a device that can be told from all others.
const keyMark = "usb:"

// Key is what a port is chosen by: the device itself where it has a serial
// number, so that it is found under another name too, and the name otherwise.
func (p Port) Key() string {
	if p.Vendor == "" || p.Serial == "" {
		return p.Name
	}
	return keyMark + p.Vendor + ":" + p.Product + ":" + p.Serial
}

// Maker names the maker of scanners that the device is from, empty for all
// other devices.
func (p Port) Maker() string {
	m, ok := makers[p.Vendor]
	if !ok || m.products != nil && !m.products[p.Product] {
		return ""
	}
	return m.name
}

// Other names what the device is when it is known to be no scanner.
func (p Port) Other() string { return others[p.Vendor] }

// Words names the device for people.
func (p Port) Words() string {
	maker := p.Maker()
	switch {
	case p.Title == "" && maker == "":
		return p.Name
	case maker == "" || strings.Contains(strings.ToLower(p.Title), strings.ToLower(maker)):
		return p.Title
	}
	return strings.TrimSpace(maker + " " + p.Title)
}

// sameModel reports whether both are USB devices of one kind.
func (p Port) sameModel(q Port) bool {
	return p.Vendor != "" && p.Vendor == q.Vendor && p.Product == q.Product
}

// Quiet is how long nothing must have come for a reader to answer that.
const Quiet = 100 * time.Millisecond

// OpenPort opens a serial port with 8 data bits, no parity and 1 stop bit, for
// nobody else. Its Read answers 0 bytes and no error after each Quiet in which
// nothing came.
func OpenPort(name string, baud int) (io.ReadCloser, error) {
	port, err := serial.Open(name, &serial.Mode{BaudRate: baud, DataBits: 8, Parity: serial.NoParity, StopBits: serial.OneStopBit})
	if err != nil {
		return nil, err
	}
	if err := port.SetReadTimeout(Quiet); err != nil {
		return nil, errors.Join(err, port.Close())
	}
	return port, nil
}

// The reasons why a port is not opened that are told apart; what Config.Open
// answers may wrap them instead of the system's own errors.
var (
	ErrBusy   = errors.New("another program has the port")
	ErrDenied = errors.New("the port may not be opened")
	ErrGone   = errors.New("the port is not there")
)

// standing says what an error of opening makes of a scanner that was never heard.
func standing(err error) State {
	var p *serial.PortError
	code := func(c serial.PortErrorCode) bool { return errors.As(err, &p) && p.Code() == c }
	switch {
	case errors.Is(err, ErrBusy), code(serial.PortBusy):
		return StateRefused
	case errors.Is(err, ErrDenied), code(serial.PermissionDenied), errors.Is(err, fs.ErrPermission):
		return StateDenied
	case errors.Is(err, ErrGone), code(serial.PortNotFound), errors.Is(err, fs.ErrNotExist), isGone(err):
		return StateWaiting
	}
	return StateFailed
}
