package window

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
)

// logSizeMax is when a log is put aside at the next start; one older log is kept.
const logSizeMax = 4 << 20

// OpenLog opens the program's log beside the replica: on most desks nobody sees
// the standard error that it is written to as well. Close it last.
func OpenLog(replica string) (*slog.Logger, io.Closer, error) {
	if err := os.MkdirAll(filepath.Dir(replica), 0o700); err != nil {
		return nil, nil, fmt.Errorf("make replica folder: %w", err)
	}
	path := replica + ".log"
	if info, err := os.Stat(path); err == nil && info.Size() > logSizeMax {
		if err := os.Rename(path, path+".old"); err != nil {
			return nil, nil, fmt.Errorf("put old log aside: %w", err)
		}
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, nil, fmt.Errorf("open log: %w", err)
	}
	return slog.New(slog.NewTextHandler(both{file, os.Stderr}, nil)), file, nil
}

// both writes to a file and, where there is one, to the terminal. A Windows
// program without a console has no standard error, which is no reason to stop.
type both struct {
	file     *os.File
	terminal *os.File
}

func (b both) Write(line []byte) (int, error) {
	_, _ = b.terminal.Write(line)
	return b.file.Write(line)
}
