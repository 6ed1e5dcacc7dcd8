package main

import (
	"os"

	"golang.org/x/sys/unix"
)

// forget puts a file out of the system's cache, so that opening it reads the
// disk. It reports whether the system agreed.
func forget(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close() //nolint:errcheck // only read
	if err := f.Sync(); err != nil {
		return false
	}
	return unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED) == nil
}
