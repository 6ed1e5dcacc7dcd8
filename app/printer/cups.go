//go:build !windows

package printer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A system is a print queue of CUPS.
type system struct{ name string }

var _ Device = system{}

// Print looks at the queue and sends the job, each page as a job of its own: a
// queue that begins one again after a fault then repeats one label and no other.
// A stopped queue would take the job and print it hours later, after the clerk
// has printed it elsewhere; so it is refused here. Labels go past a queue that
// would only pass their bytes on.
func (s system) Print(ctx context.Context, j Job) error {
	j, err := j.checked()
	if err != nil {
		return err
	}
	var known jobs
	if !j.Anew {
		known = s.known(ctx)
	}
	if isRaw(j.Type) {
		if printer, found := s.behind(ctx); found {
			return s.past(ctx, printer, j, known)
		}
	}
	for _, p := range j.pieces() {
		if !known.taken[p.mark] {
			if err := s.send(ctx, j, p); err != nil {
				return err
			}
		}
		j.handed(p.n + p.copies)
	}
	return nil
}

// known is what the queue tells of our jobs. A scheduler that does not answer is
// in the way of the hand-over too, which then says so.
func (s system) known(ctx context.Context) jobs {
	ctx, cancel := bounded(ctx)
	defer cancel()
	found, _ := s.look(ctx)
	return found
}

func (s system) send(ctx context.Context, j Job, p piece) error {
	ctx, cancel := bounded(ctx)
	defer cancel()
	if _, e := s.ready(ctx); e != nil {
		e.Done = p.n
		return e
	}
	args := []string{"-U", sender(), "-d", s.name, "-t", p.named(j.Title), "-n", strconv.Itoa(p.copies)}
	if isRaw(j.Type) {
		args = append(args, "-o", "raw")
	}
	_, err := run(ctx, p.bytes, "lp", args...)
	if err == nil {
		return nil
	}
	failure := classify(err, s.name)
	failure.Done = p.n
	if failure.Code == CodeUnknown || strings.Contains(err.Error(), "not accepting") {
		return failure
	}
	// lp that was cut off may have handed everything over before.
	return settle(ctx, failure, p.mark, s.look, s.cancel)
}

// Status asks the queue, and what it knows of the printer itself; a printer of
// labels that it leads straight to is asked itself while the queue has no work.
func (s system) Status(ctx context.Context, mediaType string) (Status, error) {
	ctx, cancel := bounded(ctx)
	defer cancel()
	said, err := status(ctx, "-p", s.name, "-a", s.name)
	if err != nil {
		return Status{}, classify(err, s.name)
	}
	for _, p := range parsePrinters(said) {
		if p.Name != s.name {
			continue
		}
		if p.State == StateReady && isRaw(mediaType) {
			if printer, found := s.behind(ctx); found {
				return printer.Status(ctx, mediaType)
			}
		}
		st := Status{State: p.State, Problems: []string{}}
		if at, err := s.server(ctx); err == nil {
			if told, _, _, err := at.printerStatus(ctx, "/", s.uri()); err == nil {
				st.Problems, st.PaperLow, st.Waiting = told.Problems, told.PaperLow, told.Waiting
			}
		}
		return st, nil
	}
	return Status{}, unknown(s.name, nil)
}

// ready gives the queue's state, or by its type the error of one that would not
// print.
func (s system) ready(ctx context.Context) (state string, _ *Error) {
	said, err := status(ctx, "-p", s.name, "-a", s.name)
	if err != nil {
		return StateUnknown, classify(err, s.name)
	}
	for _, p := range parsePrinters(said) {
		if p.Name != s.name {
			continue
		}
		switch p.State {
		case StateStopped:
			return p.State, &Error{Code: CodeRefused, Printer: s.name, Retry: true, Hint: "the printer is stopped; look at its paper and cable, then start it in the system's printer settings"}
		case StateRefusing:
			return p.State, &Error{Code: CodeRefused, Printer: s.name, Retry: true, Hint: "the printer takes no jobs; allow it to in the system's printer settings"}
		}
		return p.State, nil
	}
	return StateUnknown, unknown(s.name, nil)
}

func (s system) uri() string { return "ipp://localhost/printers/" + url.PathEscape(s.name) }

// server finds the scheduler that the commands speak to.
func (s system) server(ctx context.Context) (server, error) {
	said, err := run(ctx, nil, "lpstat", "-H")
	if err != nil {
		return server{}, err
	}
	address, _, _ := strings.Cut(strings.TrimSpace(said), "/version=")
	if strings.HasPrefix(said, "/") {
		return server{network: "unix", address: strings.TrimSpace(said)}, nil
	}
	return server{network: "tcp", address: address}, nil
}

func (s system) look(ctx context.Context) (jobs, error) {
	at, err := s.server(ctx)
	if err != nil {
		return jobs{}, err
	}
	return at.ourJobs(ctx, "/", s.uri())
}

func (s system) cancel(ctx context.Context, id int) error {
	at, err := s.server(ctx)
	if err != nil {
		return err
	}
	return at.cancel(ctx, "/", s.uri(), id)
}

func unknown(name string, err error) *Error {
	return &Error{Code: CodeUnknown, Printer: name, Retry: true, Hint: "no printer has this name; switch it on or choose another in the settings", Err: err}
}

func discover(ctx context.Context) ([]Printer, error) {
	said, err := status(ctx, "-d", "-p", "-a")
	if err != nil {
		if strings.Contains(err.Error(), "No destinations added") {
			return []Printer{}, nil
		}
		return nil, classify(err, "")
	}
	return parsePrinters(said), nil
}

// parsePrinters reads what lpstat -d -p -a says in the C locale:
//
//	system default destination: Zebra
//	printer Zebra is idle.  enabled since …
//	printer Old disabled since … -
//		reason
//	Zebra accepting requests since …
//	Old not accepting requests since …
func parsePrinters(said string) []Printer {
	printers := []Printer{}
	refusing := map[string]bool{}
	byDefault := ""
	for _, line := range strings.Split(said, "\n") {
		name, rest, _ := strings.Cut(line, " ")
		switch {
		case strings.HasPrefix(line, "system default destination: "):
			byDefault = strings.TrimPrefix(line, "system default destination: ")
		case name == "printer" && rest != "":
			name, state, _ := strings.Cut(rest, " ")
			printers = append(printers, Printer{Name: name, Kind: KindSystem, State: stateOf(state)})
		case strings.HasPrefix(rest, "not accepting requests"):
			refusing[name] = true
		}
	}
	for i, p := range printers {
		printers[i].Default = p.Name == byDefault
		if refusing[p.Name] {
			printers[i].State = StateRefusing
		}
	}
	slices.SortStableFunc(printers, func(a, b Printer) int {
		switch {
		case a.Default == b.Default:
			return 0
		case a.Default:
			return -1
		}
		return 1
	})
	return printers
}

func stateOf(said string) string {
	switch {
	case strings.HasPrefix(said, "is idle"):
		return StateReady
	case strings.HasPrefix(said, "now printing"):
		return StatePrinting
	case strings.HasPrefix(said, "disabled"):
		return StateStopped
	}
	return StateUnknown
}

var errNotRunning = errors.New("scheduler is not running")

// status asks lpstat, which by itself calls every printer unknown while the
// scheduler is down: -r makes it say so first.
func status(ctx context.Context, args ...string) (string, error) {
	said, err := run(ctx, nil, "lpstat", append([]string{"-r"}, args...)...)
	if strings.Contains(said, errNotRunning.Error()) {
		return "", errNotRunning
	}
	return said, err
}

// run calls a CUPS command and gives its standard output, whole or not; the
// error holds what it said on standard error.
func run(ctx context.Context, input []byte, command string, args ...string) (string, error) {
	c := exec.CommandContext(ctx, command, args...)
	// Answers are read by their English words.
	c.Env = append(os.Environ(), "LC_ALL=C", "LANG=C", "LANGUAGE=C")
	c.Stdin = bytes.NewReader(input)
	var out, said bytes.Buffer
	c.Stdout, c.Stderr = &out, &said
	c.WaitDelay = time.Second // a grandchild that holds the pipes must not hold us
	if err := c.Run(); err != nil {
		if ctx.Err() != nil {
			return out.String(), fmt.Errorf("%s: %w", command, ctx.Err())
		}
		if message := strings.TrimSpace(said.String()); message != "" {
			return out.String(), errors.New(message)
		}
		return out.String(), fmt.Errorf("%s: %w", command, err)
	}
	return out.String(), nil
}

// classify turns what a CUPS command said into a code and what to do. What it
// does not recognise is a refusal, with the words of the system.
func classify(err error, name string) *Error {
	said := err.Error()
	contains := func(phrases ...string) bool {
		return slices.ContainsFunc(phrases, func(p string) bool { return strings.Contains(said, p) })
	}
	e := &Error{Printer: name, Retry: true, Err: err}
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		e.Code, e.Hint = CodeTimeout, "the print system does not answer; look into its queue before printing again"
	case errors.Is(err, exec.ErrNotFound):
		e.Code, e.Hint = CodeNoSystem, "this machine has no CUPS; install it, or keep paper as files in a folder"
	case contains("Invalid destination", "does not exist", "Unknown destination"):
		return unknown(name, err)
	case errors.Is(err, errNotRunning), contains("Unable to connect", "Bad file descriptor", "Connection refused", "Transport endpoint", "No such file or directory"):
		e.Code, e.Hint = CodeNoSystem, "CUPS is not running; start it, or keep paper as files in a folder"
	case contains("not accepting"):
		e.Code, e.Hint = CodeRefused, "the printer takes no jobs; allow it to in the system's printer settings"
	default:
		e.Code, e.Hint = CodeRefused, "the print system refused the job; see what it said"
	}
	return e
}
