package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/pprof"
)

// profiled runs do and writes a CPU profile of this process into a folder, or
// none where the folder is empty.
func profiled(folder, name string, do func() error) (err error) {
	if folder == "" {
		return do()
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	f, err := os.Create(filepath.Join(folder, fmt.Sprintf("%s-%d.pprof", name, os.Getpid())))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := pprof.StartCPUProfile(f); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	return do()
}
