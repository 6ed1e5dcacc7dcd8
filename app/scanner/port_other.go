//go:build !linux

package scanner

import (
	"strings"

	"go.bug.st/serial/enumerator"
)

// Ports lists the serial ports of this machine without opening any.
func Ports() ([]Port, error) {
	found, err := enumerator.GetDetailedPortsList()
	if err != nil {
		return nil, err
	}
	list := make([]Port, 0, len(found))
	for _, d := range found {
		p := Port{Name: d.Name, Title: strings.TrimSpace(strings.ToValidUTF8(d.Product, ""))}
		if d.IsUSB {
			p.Vendor, p.Product, p.Serial = strings.ToUpper(d.VID), strings.ToUpper(d.PID), strings.TrimSpace(d.SerialNumber)
		}
		list = append(list, p)
	}
	return list, nil
}

// isGone reports whether an error says that there is no device behind a name;
// the serial library names what it knows of that itself.
func isGone(error) bool { return false }

// groupOf names the group that may open a port: these systems have none.
func groupOf(string) string { return "" }
