package printer

import (
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

const (
	portRaw = "9100" // of JetDirect and all that imitate it
	portIPP = "631"
)

// bauds are the speeds that a serial printer can be set to.
var bauds = []int{1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600}

const baudUsual = 9600

// Open gives the device at an address. It does not look whether the printer is
// there: it may be switched on later, and Print says so. An address of none of
// these forms is an *Error with printer_unknown:
//
//	system:NAME                    a printer of CUPS or of the Windows spooler
//	folder:/path                   each job is a file there
//	file:/path                     each job is added to this file or named pipe
//	tcp:HOST[:PORT][?waiteof=no]   raw network printer, port 9100 by itself
//	serial:PORT[?baud=9600]        COM3, /dev/ttyUSB0; 8 data bits, no parity, 1 stop bit
//	device:/dev/usb/lp0            device file; on Windows LPT1 or \\\\.\\NAME
//	ipp://HOST[:PORT]/path         IPP printer, port 631 by itself
//	ipps://HOST[:PORT]/path        the same, encrypted, if this machine trusts its certificate
//
// A raw network printer that does not answer questions shows that it has taken a
// label by closing its connection; waiteof=no is for those that never close.
func Open(address string) (Device, error) {
	kind, rest, found := strings.Cut(address, ":")
	fault := "there is no such form"
	var d Device
	if found {
		switch kind {
		case KindSystem:
			d, fault = system{name: rest}, missing(rest)
		case KindFolder:
			d, fault = folder{path: rest}, missing(rest)
		case KindFile:
			d, fault = openFile(rest)
		case KindTCP:
			d, fault = openTCP(rest)
		case KindSerial:
			d, fault = openSerial(rest)
		case KindDevice:
			d, fault = openDevice(rest)
		case KindIPP, KindIPPS:
			d, fault = openIPP(address)
		}
	}
	if fault != "" {
		return nil, &Error{Code: CodeUnknown, Printer: address, Retry: true,
			Hint: "choose the printer again in the settings; its address cannot be read: " + fault}
	}
	return d, nil
}

func missing(name string) string {
	if name == "" {
		return "it names nothing"
	}
	return ""
}

func openFile(path string) (Device, string) {
	if !filepath.IsAbs(path) || strings.HasSuffix(path, "/") || strings.HasSuffix(path, string(filepath.Separator)) {
		return nil, "a file has a full path"
	}
	return file{path: path}, ""
}

func openTCP(rest string) (Device, string) {
	rest, options, fault := cutOptions(rest, "waiteof")
	if fault != "" {
		return nil, fault
	}
	early := options["waiteof"] == "no"
	if has := options["waiteof"]; has != "" && has != "no" {
		return nil, "waiteof can be no"
	}
	host, fault := hostPort(rest, portRaw)
	if fault != "" {
		return nil, fault
	}
	return stream{name: "tcp:" + host, dial: dialTCP(host, early), pace: usualPace}, ""
}

func openSerial(rest string) (Device, string) {
	port, options, fault := cutOptions(rest, "baud")
	if fault != "" {
		return nil, fault
	}
	baud := baudUsual
	if typed, has := options["baud"]; has {
		n, err := strconv.Atoi(typed)
		if err != nil || !slices.Contains(bauds, n) {
			return nil, fmt.Sprintf("baud is one of %s", strings.Trim(fmt.Sprint(bauds), "[]"))
		}
		baud = n
	}
	if port == "" {
		return nil, "it names no port"
	}
	return stream{name: port, dial: dialSerial(port, baud), pace: usualPace}, ""
}

func openDevice(path string) (Device, string) {
	if !isDevicePath(path) {
		return nil, "a device file has a full path"
	}
	return stream{name: path, dial: dialDevice(path), pace: usualPace}, ""
}

func openIPP(address string) (Device, string) {
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return nil, "a web address was meant"
	case u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Opaque != "":
		return nil, "write ipp://HOST/path"
	}
	host, fault := hostPort(u.Host, portIPP)
	if fault != "" {
		return nil, fault
	}
	kind, path := u.Scheme, u.EscapedPath()
	if path == "" {
		path = "/"
	}
	return ippPrinter{uri: address, server: server{network: "tcp", address: host, secure: kind == KindIPPS}, path: path}, ""
}

// cutOptions takes the options off an address: ?name=value&name=value.
func cutOptions(rest string, known ...string) (name string, options map[string]string, fault string) {
	name, typed, has := strings.Cut(rest, "?")
	if !has {
		return name, nil, ""
	}
	options = map[string]string{}
	for _, o := range strings.Split(typed, "&") {
		key, value, _ := strings.Cut(o, "=")
		if _, twice := options[key]; twice || !slices.Contains(known, key) || value == "" {
			return name, nil, fmt.Sprintf("the option %q is not one of %s", o, strings.Join(known, ", "))
		}
		options[key] = value
	}
	return name, options, ""
}

// hostPort gives host:port with a usual port.
func hostPort(typed, usual string) (address, fault string) {
	host, port, err := net.SplitHostPort(typed)
	if err != nil {
		// Without a port. An IPv6 address stands in brackets then, too.
		host, port = typed, usual
		if inner, ends := strings.CutSuffix(typed, "]"); ends && strings.HasPrefix(inner, "[") {
			host = inner[1:]
		} else if strings.Contains(host, ":") {
			return "", "write HOST:PORT, an IPv6 address in [ ]"
		}
	}
	if host == "" || strings.ContainsFunc(host, func(r rune) bool { return r <= ' ' || strings.ContainsRune("/\\?#@[]%", r) }) {
		return "", "the name of the host is missing or has signs that no host has"
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return "", "a port is a number from 1 to 65535"
	}
	return net.JoinHostPort(host, port), ""
}
