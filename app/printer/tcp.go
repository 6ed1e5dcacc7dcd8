package printer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"time"
)

// sendBuffer is how much the system may hold of what the printer has not read:
// the less it is, the surer it is where a line broke.
const sendBuffer = 16 << 10

// dialTCP gives what opens a raw connection. Early is for printers that do not
// close theirs when they have read all.
func dialTCP(address string, early bool) func(context.Context, pace) (line, error) {
	return func(ctx context.Context, p pace) (line, error) {
		c, err := new(net.Dialer).DialContext(ctx, "tcp", address)
		if err != nil {
			if ctx.Err() != nil {
				return nil, fmt.Errorf("%w: %w", ctx.Err(), err)
			}
			return nil, fmt.Errorf("%w: %w", errAway, err)
		}
		t, ok := c.(*net.TCPConn)
		if !ok {
			return nil, errors.Join(errors.New("no TCP"), c.Close())
		}
		if err := t.SetWriteBuffer(sendBuffer); err != nil {
			return nil, errors.Join(err, t.Close())
		}
		return tcpLine{polled{t, p.stall}, t, early}, nil
	}
}

// tcpLine is a raw connection.
type tcpLine struct {
	polled
	conn  *net.TCPConn
	early bool
}

// taken ends our half and waits for the printer to end its own, which it does
// when it has read everything.
func (l tcpLine) taken(ctx context.Context) (over bool, err error) {
	if err := l.conn.CloseWrite(); err != nil || l.early {
		return true, err
	}
	noise := make([]byte, answerMax)
	for {
		if _, err := l.read(ctx, noise); err != nil {
			if errors.Is(err, io.EOF) {
				return true, l.acknowledged(ctx)
			}
			return true, err
		}
	}
}

// acknowledged waits until the printer's system has said that it has everything.
// One that ended its half early, while the rest was on its way, has not, and
// resets the line when that comes.
func (l tcpLine) acknowledged(ctx context.Context) error {
	next := time.NewTicker(look)
	defer next.Stop()
	for {
		left, err := leftOn(l.conn)
		if err != nil || !left {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-next.C:
		}
	}
}

func (l tcpLine) abort() {
	// A reset instead of an end: the printer drops what it has of a label.
	_ = l.conn.SetLinger(0)
	_ = l.conn.Close()
}

// close is for a printer that has said that it has everything. One that sends
// answers that nobody reads must not make the system reset the connection.
func (l tcpLine) close() error {
	err := l.conn.CloseWrite()
	late := time.Now().Add(again)
	if set := l.conn.SetReadDeadline(late); set == nil {
		_, _ = io.Copy(io.Discard, io.LimitReader(l.conn, answerMax))
	}
	return errors.Join(err, l.conn.Close())
}
