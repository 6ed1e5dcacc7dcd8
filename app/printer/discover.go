package printer

import (
	"context"

	"github.com/prylavok/prylavok/app/scanner"
)

// Discover lists the printers that the system knows, its default first, the rest
// in the system's order. A machine with none gives an empty list and no error.
// Errors are *Error: no_print_system or printer_timeout.
func Discover(ctx context.Context) ([]Printer, error) {
	ctx, cancel := bounded(ctx)
	defer cancel()
	return discover(ctx)
}

// Attached is a device that is plugged into this machine and that a printer may
// be: a printer's device file, or a serial port.
type Attached struct {
	Address string // what Open takes
	Kind    string // KindDevice or KindSerial
	Title   string // what the device calls itself, for people
	// Types are the printer languages that it says it knows, empty when it does
	// not say.
	Types []string
}

// Plugged lists what is plugged in, without opening any of it and without asking
// the network. Serial ports that are known to be scanners are left out.
func Plugged() ([]Attached, error) {
	list, err := deviceFiles(usbClass, usbFolder)
	if err != nil {
		return nil, err
	}
	ports, err := scanner.Ports()
	if err != nil {
		return list, err
	}
	for _, p := range ports {
		if p.Maker() == "" {
			list = append(list, Attached{Address: KindSerial + ":" + p.Name, Kind: KindSerial, Title: p.Words()})
		}
	}
	return list, nil
}
