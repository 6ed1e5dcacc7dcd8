package window

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// claim takes the window's lock on a replica: a file beside it that the
// operating system unlocks when the process ends, however it ends. The replica
// itself stays open to `desk` on the command line; only a second window is
// turned away. On ErrAlreadyOpen release does nothing.
func claim(replica string) (release func(), err error) {
	nothing := func() {}
	if err := os.MkdirAll(filepath.Dir(replica), 0o700); err != nil {
		return nothing, fmt.Errorf("make replica folder: %w", err)
	}
	lock := flock.New(replica + ".window.lock")
	locked, err := lock.TryLock()
	if err != nil {
		return nothing, fmt.Errorf("lock replica for this window: %w", err)
	}
	if !locked {
		return nothing, ErrAlreadyOpen
	}
	// The file stays: removing it would let a third process lock another one.
	return func() { _ = lock.Unlock() }, nil
}
