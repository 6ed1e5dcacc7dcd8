package printer

import (
	"errors"
	"net"
	"os"
	"regexp"

	"golang.org/x/sys/windows"
)

// openNow adds nothing: Windows opens devices without waiting.
const openNow = 0

var devicePath = regexp.MustCompile(`^(?i)(LPT[1-9]|\\\\[.?]\\[^/]+)$`)

func isDevicePath(path string) bool { return devicePath.MatchString(path) }

func isGone(err error) bool {
	return errors.Is(err, windows.ERROR_DEV_NOT_EXIST) || errors.Is(err, windows.ERROR_DEVICE_NOT_CONNECTED) || errors.Is(err, windows.ERROR_NOT_READY)
}

func isBusy(err error) bool {
	return errors.Is(err, windows.ERROR_SHARING_VIOLATION) || errors.Is(err, windows.ERROR_BUSY)
}

// leftIn knows nothing: a write to a device returns when the device has it.
func leftIn(*os.File) (bool, error) { return false, nil }

// leftOn knows nothing: that a printer has ended its half is all there is.
func leftOn(*net.TCPConn) (bool, error) { return false, nil }

func deviceFiles(string, string) ([]Attached, error) { return []Attached{}, nil }
