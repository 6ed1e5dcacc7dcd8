//go:build !windows

package printer

import (
	"context"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Labels go past a queue of this machine that would only pass their bytes on to
// the network. CUPS takes a label for printed as soon as the systems on the way
// hold it, though the printer resets the line before it has read it; and an
// ordinary label is always whole on its way. A stream knows what became of each.

// past hands over what the queue does not have yet to the printer behind it. The
// queue decides as before whether there is a printer and whether it may print.
func (s system) past(ctx context.Context, printer stream, j Job, known jobs) error {
	has := func(p piece) bool { return known.taken[p.mark] }
	for left := j.pieces(); len(left) > 0; {
		if has(left[0]) {
			j.handed(left[0].n + left[0].copies)
			left = left[1:]
			continue
		}
		missing := j
		missing.From = left[0].n
		if there := slices.IndexFunc(left, has); there < 0 {
			left = nil
		} else {
			missing.Pages, left = j.Pages[:left[there].n], left[there:]
		}
		if e := s.free(ctx); e != nil {
			e.Done = missing.From
			return e
		}
		if err := printer.Print(ctx, missing); err != nil {
			return err
		}
	}
	return nil
}

// free waits until the queue prints nothing: a printer listens to one at a time.
func (s system) free(ctx context.Context) *Error {
	ctx, cancel := bounded(ctx)
	defer cancel()
	next := time.NewTicker(again)
	defer next.Stop()
	for busy := false; ; busy = true {
		state, e := s.ready(ctx)
		switch {
		case busy && ctx.Err() != nil: // whatever became of this look
			return &Error{Code: CodeBusy, Printer: s.name, Retry: true, Err: ctx.Err(), Hint: "the system's queue prints something else on it, or cannot reach it; look into the queue, then print again"}
		case e != nil || state != StatePrinting:
			return e
		}
		select {
		case <-ctx.Done():
		case <-next.C:
		}
	}
}

// behind gives the printer that a queue of this machine passes bytes on to.
func (s system) behind(ctx context.Context) (printer stream, found bool) {
	ctx, cancel := bounded(ctx)
	defer cancel()
	at, err := s.server(ctx)
	if err != nil || !at.local() {
		return stream{}, false // another machine may reach another printer by that address
	}
	said, err := status(ctx, "-v", s.name)
	if err != nil {
		return stream{}, false
	}
	for _, line := range strings.Split(said, "\n") {
		if device, is := strings.CutPrefix(line, "device for "+s.name+": "); is {
			return streamTo(s.name, device)
		}
	}
	return stream{}, false
}

// local tells whether the scheduler runs on this machine.
func (s server) local() bool {
	host, _, err := net.SplitHostPort(s.address)
	return s.network == "unix" || err == nil && (host == "localhost" || net.ParseIP(host).IsLoopback())
}

// streamTo reads the address of a CUPS backend: that of "socket" opens a line to
// the printer and does nothing else.
func streamTo(name, device string) (printer stream, found bool) {
	u, err := url.Parse(device)
	if err != nil || u.Scheme != "socket" {
		return stream{}, false
	}
	host, fault := hostPort(u.Host, portRaw)
	if fault != "" {
		return stream{}, false
	}
	early := slices.Contains([]string{"no", "off", "false"}, strings.ToLower(u.Query().Get("waiteof")))
	return stream{name: name, dial: dialTCP(host, early), pace: usualPace}, true
}
