//go:build !windows && !linux

package printer

import "os"

// leftIn knows nothing of what the system holds.
func leftIn(*os.File) (bool, error) { return false, nil }

// deviceFiles: these systems give printers no device files.
func deviceFiles(string, string) ([]Attached, error) { return []Attached{}, nil }
