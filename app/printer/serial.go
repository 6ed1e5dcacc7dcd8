package printer

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"go.bug.st/serial"
)

// quiet is how long one look at a serial port's answer takes.
const quiet = 50 * time.Millisecond

// serialChunk is half a second at 9600 baud less a bit: so long may the end of a
// hand-over that was given up take.
const serialChunk = 256

func dialSerial(name string, baud int) func(context.Context, pace) (line, error) {
	return func(_ context.Context, p pace) (line, error) {
		port, err := serial.Open(name, &serial.Mode{BaudRate: baud, DataBits: 8, Parity: serial.NoParity, StopBits: serial.OneStopBit})
		if err != nil {
			return nil, serialTrouble(err)
		}
		if err := errors.Join(port.SetReadTimeout(quiet), port.ResetInputBuffer()); err != nil {
			return nil, errors.Join(err, port.Close())
		}
		return serialLine{port, p.stall}, nil
	}
}

func serialTrouble(err error) error {
	var p *serial.PortError
	if errors.As(err, &p) {
		switch p.Code() {
		case serial.PortBusy:
			return fmt.Errorf("%w: %w", errBusy, err)
		case serial.PermissionDenied:
			return fmt.Errorf("%w: %w", fs.ErrPermission, err)
		case serial.PortNotFound, serial.InvalidSerialPort:
			return fmt.Errorf("%w: %w", errAway, err)
		}
	}
	return fileTrouble(err)
}

// serialLine is a serial port, whose calls know no deadline.
type serialLine struct {
	port  serial.Port
	stall time.Duration
}

// write ends a call that does not by emptying what waits to leave.
func (l serialLine) write(ctx context.Context, p []byte) (begun int, err error) {
	begun, err = writeBlocking(ctx, l.port, p, serialChunk, l.stall)
	if isTimeout(err) {
		_ = l.port.ResetOutputBuffer()
	}
	return begun, err
}

func (l serialLine) read(ctx context.Context, p []byte) (int, error) {
	for {
		n, err := l.port.Read(p)
		if n > 0 || err != nil {
			return n, err
		}
		if err := ctx.Err(); err != nil {
			return 0, err
		}
	}
}

// taken waits until the last bit is on the wire; more cannot be known.
func (l serialLine) taken(ctx context.Context) (over bool, err error) {
	return false, within(ctx, l.stall, l.port.Drain)
}

func (l serialLine) close() error { return l.port.Close() }

func (l serialLine) abort() {
	_ = l.port.ResetOutputBuffer()
	_ = l.port.Close()
}
