//go:build !windows

package printer

import (
	"errors"
	"path/filepath"
	"syscall"
)

// openNow opens without waiting for a device or a reader, and polls from then on.
const openNow = syscall.O_NONBLOCK | syscall.O_NOCTTY

func isDevicePath(path string) bool { return filepath.IsAbs(path) && filepath.Base(path) != "/" }

func isGone(err error) bool {
	return errors.Is(err, syscall.ENXIO) || errors.Is(err, syscall.ENODEV) || errors.Is(err, syscall.EIO)
}

func isBusy(err error) bool { return errors.Is(err, syscall.EBUSY) }
