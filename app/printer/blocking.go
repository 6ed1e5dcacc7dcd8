package printer

import (
	"context"
	"io"
	"os"
	"time"
)

// within waits for a call that knows no deadline, for so long at most.
func within(ctx context.Context, most time.Duration, call func() error) error {
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	return until(ctx, call)
}

// until waits for a call that knows no context. One that outlasts it is left to
// itself; it ends when its file is closed, or with the program.
func until(ctx context.Context, call func() error) error {
	done := make(chan error, 1)
	go func() { done <- call() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// writeBlocking writes piece by piece, each within a time.
func writeBlocking(ctx context.Context, to io.Writer, p []byte, most int, stall time.Duration) (begun int, err error) {
	for begun < len(p) {
		if err := ctx.Err(); err != nil {
			return begun, err
		}
		piece := p[begun:min(begun+most, len(p))]
		wrote := 0
		err := within(ctx, stall, func() (err error) { wrote, err = to.Write(piece); return err })
		if isTimeout(err) {
			// The call may still be at it: nobody reads what it counts.
			return begun + len(piece), err
		}
		begun += wrote
		if err != nil {
			return begun, err
		}
	}
	return begun, nil
}

// blockingLine is a device file that cannot be polled: those of Windows, and of
// some drivers of Linux. Nothing is read from it, as such a read never ends.
type blockingLine struct {
	file  *os.File
	stall time.Duration
}

func (l blockingLine) write(ctx context.Context, p []byte) (begun int, err error) {
	return writeBlocking(ctx, l.file, p, chunk, l.stall)
}

func (blockingLine) read(ctx context.Context, _ []byte) (int, error) {
	<-ctx.Done()
	return 0, ctx.Err()
}

// taken is true at once: a write ends when the device has it.
func (blockingLine) taken(context.Context) (over bool, err error) { return false, nil }

func (l blockingLine) close() error { return l.file.Close() }

// abort does not wait: to close a file may wait for a write that hangs.
func (l blockingLine) abort() { go func() { _ = l.file.Close() }() }
