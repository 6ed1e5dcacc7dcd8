package printer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"
	"time"
)

// usbClass and usbFolder are where Linux tells of USB printers and puts their
// device files.
const (
	usbClass  = "/sys/class/usbmisc"
	usbFolder = "/dev/usb"
)

// dialDevice gives what opens a device file. It makes none: a file that is no
// device would take labels in silence while the printer is unplugged.
func dialDevice(path string) func(context.Context, pace) (line, error) {
	return func(_ context.Context, p pace) (line, error) {
		f, err := os.OpenFile(path, os.O_RDWR|openNow, 0)
		if err != nil {
			return nil, fileTrouble(err)
		}
		info, err := f.Stat()
		if err == nil && info.Mode().IsRegular() {
			err = fmt.Errorf("%w: this is a file and no device", errAway)
		}
		if err != nil {
			return nil, errors.Join(err, f.Close())
		}
		if errors.Is(f.SetDeadline(time.Time{}), os.ErrNoDeadline) {
			return blockingLine{f, p.stall}, nil
		}
		return fileLine{polled{f, p.stall}, f}, nil
	}
}

// fileTrouble tells apart why a file cannot be opened.
func fileTrouble(err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist), isGone(err):
		return fmt.Errorf("%w: %w", errAway, err)
	case isBusy(err):
		return fmt.Errorf("%w: %w", errBusy, err)
	}
	return err
}

// fileLine is an open device file or named pipe.
type fileLine struct {
	polled
	file *os.File
}

// look is how often a file is asked whether all has left, or something came.
const look = 5 * time.Millisecond

// taken waits until the device has taken what was written, or the reader of a
// pipe has read it.
func (l fileLine) taken(ctx context.Context) (over bool, err error) {
	next := time.NewTicker(look)
	defer next.Stop()
	for {
		left, err := leftIn(l.file)
		if err != nil || !left {
			return false, err
		}
		select {
		case <-ctx.Done():
			return false, ctx.Err()
		case <-next.C:
		}
	}
}

// read waits where the driver says that nothing is there now (an empty packet
// from USB), or that nothing ever is (a printer with one way).
func (l fileLine) read(ctx context.Context, p []byte) (int, error) {
	next := time.NewTicker(look)
	defer next.Stop()
	for {
		n, err := l.polled.read(ctx, p)
		if n > 0 || !errors.Is(err, io.EOF) && !errors.Is(err, syscall.EINVAL) {
			return n, err
		}
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-next.C:
		}
	}
}

func (l fileLine) abort() { _ = l.Close() }
