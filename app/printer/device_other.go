//go:build !windows && !linux

package printer

import (
	"net"
	"os"
)

// leftIn knows nothing of what the system holds.
func leftIn(*os.File) (bool, error) { return false, nil }

// leftOn knows nothing: that a printer has ended its half is all there is.
func leftOn(*net.TCPConn) (bool, error) { return false, nil }

// deviceFiles: these systems give printers no device files.
func deviceFiles(string, string) ([]Attached, error) { return []Attached{}, nil }
